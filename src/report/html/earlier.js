/* Why the breaker tripped, and the agreement of each field beside earlier batches. */

function departures() {
  if (!D.departures.length) return null;
  return h("ul", { class: "departures" }, D.departures.map((texts) => h("li", null, both(texts))));
}

function beside() {
  const e = D.earlier;
  if (!e) return null;
  const heads = [t("field", "項目"), t("agrees, this batch", "一致（今回）"), t("before", "過去"), t("differs, this batch", "不一致（今回）"), t("before", "過去")];
  return h("div", { id: "earlier" },
    h("h3", null, t("Beside earlier batches", "過去の実績との比較")),
    h("p", { class: "hint" }, t(`Earlier batches of the same job under the same policy: ${count(e.batches)}, with ${count(e.proposals)} proposals. A condition that was dropped shows first in one field.`, `同じ処理・同じポリシーの過去 ${count(e.batches)} 回、候補 ${count(e.proposals)} 件。外れた条件は、まず一つの項目に表れます。`)),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Beside earlier batches", "過去の実績との比較") },
      h("table", { class: "numbers" }, h("caption", { class: "hidden" }, t("Agreement by field beside earlier batches", "項目別の一致と過去の実績")),
        h("thead", null, h("tr", null, heads.map((x) => h("th", { scope: "col" }, x)))),
        h("tbody", null, e.rows.map(([name, cells]) => h("tr", null, h("th", { scope: "row" }, both(name)), cells.map((x) => h("td", { class: "num" }, x))))))));
}
