/* Groups of records that would become one customer, drawn as graphs; the contradicting edge is marked. */
const GROUPS_PAGE = 6;
let groupPage = 0;

function groupGraph([number, size, whole, members, edges]) {
  const n = members.length;
  const small = n <= 8;
  const [w, hgt] = small ? [340, 220] : [460, 360];
  const at = (i) => {
    const angle = (2 * Math.PI * i) / n - Math.PI / 2;
    return [w / 2 + Math.cos(angle) * (w / 2 - (small ? 62 : 70)), hgt / 2 + Math.sin(angle) * (hgt / 2 - 34)];
  };
  const lines = edges.map(([a, b, v, line]) => {
    const [[x1, y1], [x2, y2]] = [at(a), at(b)];
    const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
    const mark = v === 2 ? svg("path", { class: "cross", d: `M${mx - 6} ${my - 6}l12 12M${mx + 6} ${my - 6}l-12 12` }) : v === 1 ? svg("text", { class: "doubt", x: mx, y: my + 5 }, "?") : null;
    return svg("g", { class: `edge ${VERDICTS[v]} ${line ? "" : "unproposed"}` }, svg("line", { x1, y1, x2, y2 }), mark);
  });
  const nodes = members.map((id, i) => {
    const [x, y] = at(i);
    const label = id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-6)}` : id;
    const half = Math.max(22, label.length * 4.6 + 10);
    return svg("g", { class: "node" }, svg("rect", { x: x - half, y: y - 14, width: 2 * half, height: 28, rx: 14 }), svg("text", { x, y: y + 4.5 }, label), svg("title", null, id));
  });
  const bad = edges.filter((e) => e[2] === 2);
  const open = edges.filter((e) => e[2] === 1);
  const name = (e) => `${members[e[0]]} – ${members[e[1]]}${e[3] ? "" : t(" (nobody proposed it)", "（候補にない組）")}`;
  const text = bad.length
    ? t(`Contradicting: ${bad.slice(0, 6).map(name).join("; ")}${bad.length > 6 ? " …" : ""}`, `矛盾する組: ${bad.slice(0, 6).map(name).join("、")}${bad.length > 6 ? " ほか" : ""}`)
    : open.length ? t(`Not shown to agree: ${open.slice(0, 6).map(name).join("; ")}${open.length > 6 ? " …" : ""}`, `一致が示されていない組: ${open.slice(0, 6).map(name).join("、")}${open.length > 6 ? " ほか" : ""}`) : t("Every two of its members agree; its proposals were stopped for another reason (see its pairs).", "どの二件も一致しています。止まった理由は別にあります（組を見てください）。");
  return h("figure", { class: "group" },
    h("figcaption", null, h("b", null, t(`Group ${number}`, `グループ ${number}`)), ` ${t(`${count(size)} records`, `${count(size)} 件`)} `,
      h("button", { type: "button", class: "link", onclick: () => showOnly({ group: number }) }, t("its pairs", "組を見る"))),
    svg("svg", { viewBox: `0 0 ${w} ${hgt}`, role: "img", "aria-label": text }, lines, nodes),
    h("p", { class: bad.length ? "bad" : "hint" }, text),
    !whole || n < size ? h("p", { class: "hint" }, t(`Too large to compare all against all here; ${n} members are drawn.`, `大きすぎるため総当たりの比較は省き、${n} 件を描いています。`)) : null);
}

function groups() {
  const { all, drawn } = D.groups;
  const sorted = drawn.slice().sort((a, b) => b[4].filter((e) => e[2] === 2).length - a[4].filter((e) => e[2] === 2).length || a[0] - b[0]);
  const pages = Math.max(1, Math.ceil(sorted.length / GROUPS_PAGE));
  groupPage = Math.min(groupPage, pages - 1);
  const shown = sorted.slice(groupPage * GROUPS_PAGE, (groupPage + 1) * GROUPS_PAGE);
  const go = (page) => { groupPage = Math.max(0, Math.min(pages - 1, page || 0)); groups(); document.getElementById("groups").scrollIntoView(); };
  place("groups", h("h2", null, t("Groups", "統合グループ"), ` (${count(all)})`),
    h("p", { class: "hint" }, t("Three records or more that would become one customer, and in which something did not pass. Agreement is not passed on: A like B and B like C does not make A and C one person.", "三件以上が一人の顧客になる組で、通らない候補を含むもの。A と B、B と C が一致しても、A と C が同じ人とは限りません。")),
    shown.length ? h("ul", { class: "legend" },
      h("li", null, h("i", { class: "rule pass" }), t("agree", "一致")), h("li", null, h("i", { class: "rule review" }), t("not shown to agree (?)", "一致が示されていない（?）")),
      h("li", null, h("i", { class: "rule block" }), t("contradict each other (✕)", "矛盾（✕）")), h("li", null, h("i", { class: "rule dashed" }), t("dashed: nobody proposed this pair", "破線: 候補にない組"))) : h("p", null, D.detail === "shareable" ? t("Groups are not drawn in this report.", "この報告書ではグループを描きません。") : t("There is no such group.", "該当するグループはありません。")),
    h("div", { class: "graphs" }, shown.map(groupGraph)),
    pages > 1 ? h("p", { class: "pager" }, h("button", { type: "button", disabled: groupPage === 0, onclick: () => go(groupPage - 1) }, t("Previous", "前へ")), h("label", null, h("span", { class: "hidden" }, t("Page of groups", "グループのページ")), h("input", { type: "number", id: "grouppage", min: 1, max: pages, value: groupPage + 1, onchange: (e) => go(Number(e.target.value) - 1) })), ` / ${count(pages)} `, h("button", { type: "button", disabled: groupPage >= pages - 1, onclick: () => go(groupPage + 1) }, t("Next", "次へ"))) : null,
    typeof all === "number" && all > drawn.length && D.detail !== "shareable" ? h("p", { class: "notice" }, t(`${count(drawn.length)} of ${count(all)} groups are drawn. The other ${count(all - drawn.length)} are not left out: they stand in decisions.parquet (column group), and with every two members in the sheet of groups of report.xlsx.`, `${count(all)} グループのうち ${count(drawn.length)} を描いています。残り ${count(all - drawn.length)} グループも decisions.parquet（group 列）と report.xlsx の「グループ」シートに全件あります。`)) : null);
}
