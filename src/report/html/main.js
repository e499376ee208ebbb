/* Draws the page, and draws it anew in the other language. */

function tools() {
  const dark = () => (state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  place("tools",
    h("div", { class: "switch", role: "group", "aria-label": t("Language", "言語") }, [["日本語", 1, "ja"], ["English", 0, "en"]].map(([name, lang, code]) =>
      h("button", { type: "button", lang: code, "aria-pressed": String(state.lang === lang), onclick: () => { state.lang = lang; draw(); document.querySelector("#tools [aria-pressed=true]").focus(); } }, name))),
    h("button", { type: "button", class: "plain", id: "theme", onclick: () => {
      state.theme = dark() ? "light" : "dark";
      document.documentElement.dataset.theme = state.theme;
      tools();
      document.getElementById("theme").focus();
    } }, dark() ? t("Light", "明るく") : t("Dark", "暗く")),
    h("button", { type: "button", class: "plain", onclick: () => print() }, t("Print", "印刷")));
}

function draw() {
  document.documentElement.lang = state.lang ? "ja" : "en";
  document.title = t("Merge gate report — sekisho", "顧客統合の判定報告 — 関所 sekisho");
  document.getElementById("skip").textContent = t("Skip to the pairs", "候補の組へ移動");
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", t("Sections", "目次"));
  nav.replaceChildren(...[["answer", t("Answer", "結論")], ["counts", t("Reasons", "理由")], ["profile", t("Fields", "項目")], ["breaker", t("Breaker", "遮断器")], ["groups", t("Groups", "グループ")], ["pairs", t("Pairs", "組")], ["about", t("Run", "実行")]]
    .map(([id, text]) => h("a", { href: `#${id}` }, text)));
  tools();
  answer();
  counts();
  profile();
  breaker();
  groups();
  pairsSection();
  about();
  markBar();
}

recall();
// The page opens on what needs eyes.
if (D.pairs.some((p) => p[3] === 1)) list.verdict = 1;
search();
draw();
