/* The list of pairs: filters, search, order, pages, keys. */
const list = { verdict: "", code: "", field: "", step: "", mark: "", scope: "", group: null, id: "", order: "danger", page: 0, size: 50, open: new Set(), found: [] };

/** Which cells of each field are on which step, so that filters look at numbers only. */
const CELL_STEP = D.cells.map((c) => c[0]);
const AGREES = new Set([STEPS.indexOf("exact"), STEPS.indexOf("normalized")]);

/** More scopes than this are no choice in a list; the pairs can still be told by whether both sides have one scope. */
const SCOPES_MAX = 100;
const SCOPE_KINDS = { same: (a, b) => a >= 0 && a === b, other: (a, b) => a >= 0 && b >= 0 && a !== b, none: (a, b) => a < 0 || b < 0 };

function isOfScope([a, b]) {
  const kind = SCOPE_KINDS[list.scope];
  return kind ? kind(a, b) : a === Number(list.scope) || b === Number(list.scope);
}

function matches(row, i) {
  if (list.verdict !== "" && row[3] !== list.verdict) return false;
  if (list.code && !D.sets[row[4]].includes(list.code)) return false;
  if (list.group !== null && row[6] !== list.group) return false;
  if (list.field !== "") {
    if (!row[12]) return false;
    const step = CELL_STEP[row[12][list.field]];
    if (list.step === "" ? AGREES.has(step) : step !== list.step) return false;
  }
  if (list.scope !== "" && !isOfScope(row[13])) return false;
  if (list.mark) {
    if (row[3] !== 1) return false;
    const made = marks.made.get(row[0]);
    if (list.mark === "none" ? made && made.decision : !made || made.decision !== list.mark) return false;
  }
  return !list.id || row[1].includes(list.id) || row[2].includes(list.id);
}

const ORDERS = {
  danger: (a, b) => (b[8] || 0) - (a[8] || 0),
  line: (a, b) => a[0] - b[0],
  most: (a, b) => (b[5] || 0) - (a[5] || 0),
  least: (a, b) => (a[5] || 0) - (b[5] || 0),
  group: (a, b) => (a[6] < 0) - (b[6] < 0) || a[6] - b[6],
};

function search() {
  const rows = D.pairs;
  const found = [];
  for (let i = 0; i < rows.length; i += 1) if (matches(rows[i], i)) found.push(i);
  const order = ORDERS[list.order];
  found.sort((a, b) => order(rows[a], rows[b]) || rows[a][0] - rows[b][0] || a - b);
  list.found = found;
  list.page = 0;
}

const pages = () => Math.max(1, Math.ceil(list.found.length / list.size));

function option(value, text, current) {
  return h("option", { value: String(value), selected: String(value) === String(current) }, text);
}

function control(name, text, options, current, set) {
  return h("label", { class: "control" }, h("span", null, text),
    h("select", { id: `f-${name}`, onchange: (e) => { set(e.target.value); refresh(); } }, options.map(([v, s]) => option(v, s, current))));
}

function filters() {
  const number = (text) => (text === "" ? "" : Number(text));
  const all = ["", t("all", "すべて")];
  const masked = D.detail !== "shareable";
  return h("form", { class: "filters", role: "search", onsubmit: (e) => e.preventDefault() },
    h("label", { class: "control wide" }, h("span", null, t("Search by ID", "ID で検索")),
      h("input", { type: "search", id: "f-id", value: list.id, autocomplete: "off", spellcheck: "false", oninput: (e) => { list.id = e.target.value.trim(); later(); } })),
    control("verdict", t("Verdict", "判定"), [all, [1, verdictText(1)], [2, verdictText(2)]], list.verdict, (v) => { list.verdict = number(v); }),
    control("code", t("Reason", "理由"), [all, ...D.reasons.map(([code, n]) => [code, `${codeTitle(code)} (${count(n)})`])], list.code, (v) => { list.code = v; }),
    masked ? control("field", t("Field", "項目"), [all, ...D.fields.map((f, i) => [i, both(f[1])])], list.field, (v) => { list.field = number(v); }) : null,
    masked ? control("step", t("Agreement of that field", "その項目の一致"), [["", t("does not agree", "一致しない")], ...STEPS.map((_, s) => [s, stepShort(s)])], list.step, (v) => { list.step = number(v); if (list.field === "") list.field = 0; }) : null,
    D.scopes ? control("scope", t("Brand", "ブランド"), [all, ["same", t("the same on both sides", "両側が同じ")], ["other", t("two different ones", "両側で異なる")], ["none", t("none on a side", "片側または両側になし")],
      ...(D.scopes.length > SCOPES_MAX ? [] : D.scopes.map((_, n) => [n, scopeText(n)]))], list.scope, (v) => { list.scope = v; }) : null,
    masked ? control("mark", t("Your mark", "あなたの決定"), [all, ["none", t("not yet", "未決定")], ...CHOICES.map((c) => [c, choiceText(c)])], list.mark, (v) => { list.mark = v; }) : null,
    control("order", t("Order", "並べ替え"), [["danger", t("most dangerous first", "危ない順")], ["line", t("as in the file", "ファイルの順")], ["most", t("strongest evidence first", "証拠の強い順")], ["least", t("weakest evidence first", "証拠の弱い順")], ["group", t("by group", "グループ順")]], list.order, (v) => { list.order = v; }),
    h("button", { type: "button", class: "plain", onclick: () => { Object.assign(list, { verdict: "", code: "", field: "", step: "", mark: "", scope: "", group: null, id: "" }); refresh(); } }, t("Clear filters", "絞り込みを解除")));
}

let waiting = 0;
/** Searches a moment after the last key. */
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => { search(); showList(); }, 150);
}

function pager(where) {
  const last = pages() - 1;
  const go = (page) => () => { list.page = Math.max(0, Math.min(last, page)); showList(); document.getElementById("found").scrollIntoView(); };
  const button = (page, text, off, label) => h("button", { type: "button", disabled: off, "aria-label": label, onclick: go(page) }, text);
  return h("nav", { class: "pager", "aria-label": where },
    button(0, "⇤", list.page === 0, t("First page", "最初のページ")), button(list.page - 1, t("Previous", "前へ"), list.page === 0, t("Previous page", "前のページ")),
    h("label", null, h("span", { class: "hidden" }, t("Page", "ページ")), h("input", { type: "number", min: 1, max: last + 1, value: list.page + 1, onchange: (e) => go(Number(e.target.value) - 1)() })), ` / ${count(last + 1)} `,
    button(list.page + 1, t("Next", "次へ"), list.page >= last, t("Next page", "次のページ")), button(last, "⇥", list.page >= last, t("Last page", "最後のページ")));
}

/** Shows the page of the list; filters stay as they are. */
function showList() {
  const from = list.page * list.size;
  const shown = list.found.slice(from, from + list.size);
  const text = t(`${count(list.found.length)} of ${count(D.pairs.length)} pairs`, `${count(D.pairs.length)} 組のうち ${count(list.found.length)} 組`);
  document.getElementById("found").replaceChildren(
    h("div", { class: "foundbar" }, h("p", { id: "foundtext" }, h("b", null, text), list.group === null ? null : t(` in group ${list.group}`, `（グループ ${list.group}）`)), pager(t("Pages, above", "ページ送り（上）"))),
    shown.length ? h("ol", { class: "list", start: from + 1, onkeydown: keys }, shown.map((i) => pairRow(pairAt(i)))) : h("p", { class: "empty" }, t("No pair matches these filters.", "この条件に合う組はありません。")),
    pages() > 1 ? pager(t("Pages, below", "ページ送り（下）")) : "");
  say(text);
}

function refresh() {
  const active = document.activeElement && document.activeElement.id;
  search();
  document.querySelector("#pairs .filters").replaceWith(filters());
  showList();
  if (active && document.getElementById(active)) document.getElementById(active).focus();
}

/** Narrows the list to one thing and goes there. */
function showOnly(what) {
  Object.assign(list, { verdict: "", code: "", field: "", step: "", mark: "", scope: "", group: null, id: "" }, what);
  refresh();
  document.getElementById("pairs").scrollIntoView();
  document.getElementById("found").focus({ preventScroll: true });
}

/** Draws one row anew. */
function redraw(i, focus) {
  const old = document.getElementById(`p${i}`);
  if (!old) return;
  const row = pairRow(pairAt(i));
  old.replaceWith(row);
  const again = focus && row.querySelector(focus);
  if (again) again.focus();
}

function toggle(i) {
  if (list.open.has(i)) list.open.delete(i);
  else list.open.add(i);
  redraw(i, ".head");
}

/** Keys work only while a row of the list has the focus, so that they cannot be struck by accident (WCAG 2.1.4). */
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.type === "text") return;
  const row = event.target.closest("[data-pair]");
  if (!row) return;
  const i = Number(row.dataset.pair);
  const next = { j: row.nextElementSibling, ArrowDown: row.nextElementSibling, k: row.previousElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (event.target.type === "radio" && event.key.startsWith("Arrow")) return;
  if (next) {
    next.querySelector(".head").focus();
    next.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if (["1", "2", "3"].includes(event.key) && row.classList.contains("review") && D.pairs[i][0]) {
    mark(pairAt(i), CHOICES[Number(event.key) - 1]);
    event.preventDefault();
  }
}

function pairsSection() {
  const beyond = D.totals.slice(1).reduce((sum, n) => sum + amount(n), 0) - D.pairs.length;
  place("pairs", h("h2", null, t("The pairs", "候補の組")),
    beyond > 0 && D.detail !== "shareable" ? h("p", { class: "notice" }, t(`The page holds ${count(D.pairs.length)} pairs, those under review first. ${count(beyond)} more are not shown here: they stand in diff.jsonl and report.xlsx, with nothing left out.`, `このページには ${count(D.pairs.length)} 組を収めています（要確認を優先）。残り ${count(beyond)} 組はここには表示せず、diff.jsonl と report.xlsx に全件あります。`)) : null,
    h("p", { class: "hint" }, t("Most dangerous first: pairs that contradict each other and yet look most alike, then those that a group or the list forbids, then those with namesakes, then the weakest evidence. With a row in focus: j/k or arrows to move, Enter to open, 1 approve, 2 reject, 3 unsure.", "危ない順: 矛盾するのに最もよく似た組、グループや一覧の都合で止まった組、取り違えやすい別人がいる組、証拠の弱い組の順です。行を選んだ状態で j・k または矢印で移動、Enter で開閉、1 承認、2 却下、3 保留。")),
    filters(), h("div", { id: "found", tabindex: "-1" }));
  showList();
}
