/* One pair: a row that opens to the two records side by side. */

const isListCode = (code) => /^(plan|group|batch)\./.test(code);
/* What a rule finds on a field cannot be mended by a value: two brands stay two. */
const isRuleCode = (code) => code === "scope.different" || code === "gender.different";
const fieldOfCode = (code) => isRuleCode(code) ? -1 : D.fields.findIndex((f) => code.startsWith(`${f[0]}.`) && STEPS.includes(code.slice(f[0].length + 1)));

/** In one sentence: why it did not pass, and what would change that. */
function whySentence(pair) {
  const titles = pair.codes.map(codeTitle);
  const why = titles.length
    ? t(`${verdictText(pair.verdict)[0].toUpperCase()}${verdictText(pair.verdict).slice(1)} because of: ${titles.join("; ")}.`, `${verdictText(pair.verdict)}の理由は「${titles.join("」「")}」です。`)
    : t("The reasons are too rare to be told outside.", "理由は件数が少ないため表示しません。");
  if (pair.then === undefined) return [why, ""];
  const open = pair.codes.map(fieldOfCode).filter((f) => f >= 0).map(fieldText);
  const fields = [...new Set(open)].join(t(" and ", "・"));
  const list = pair.codes.filter(isListCode);
  const weak = pair.then & 4;
  const then = pair.then & 3;
  const words = [];
  if (pair.then & 8) words.push(t("There was nothing to compare: one of the IDs does not stand on exactly one record.", "照合できません。どちらかの ID が、ちょうど一件の記録に対応していません。"));
  else if (fields && then === 0) words.push(t(`It would pass by itself if ${fields} agreed.`, `${fields}が一致すれば、この組だけなら通過します。`));
  else if (fields) words.push(weak
    ? t(`Even if ${fields} agreed, the evidence would be too weak to pass.`, `${fields}が一致しても、証拠が弱く要確認のままです。`)
    : t(`If ${fields} agreed it would still be ${verdictText(then)}.`, `${fields}が一致しても「${verdictText(then)}」のままです。`));
  else if (pair.codes.includes("evidence.weak")) words.push(pair.bits < D.bits_min
    ? t(`It would pass with ${(D.bits_min - pair.bits).toFixed(1)} bits more: a rarer value, or a mobile number in place of a shared one.`, `証拠があと ${(D.bits_min - pair.bits).toFixed(1)} ビットあれば通過します（より珍しい値、共有されない携帯電話など）。`)
    : t(`It would pass with at most ${D.weak_max} weakening.`, `弱い一致が ${D.weak_max} 件以下なら通過します。`));
  if (pair.codes.includes("scope.different")) words.push(t("Records of two brands or tenants are never merged.", "ブランドなどの範囲が違う記録は統合できません。"));
  if (pair.codes.includes("gender.different")) words.push(t("The two genders would have to agree.", "性別が一致している必要があります。"));
  if (list.length) words.push(t(`The list of proposals would have to change (${list.map(codeTitle).join("; ")}).`, `候補の一覧を直す必要があります（${list.map(codeTitle).join("、")}）。`));
  return [why, words.join(t(" ", ""))];
}

/** The strip of agreements, one square a field. */
function strip(pair) {
  return h("ul", { class: "strip", "aria-label": t("Agreement by field", "項目別の一致") }, pair.cells.map((c, f) => {
    const step = D.cells[c][0];
    return h("li", { class: STEPS[step], title: `${fieldText(f)}: ${stepText(step)}` },
      h("span", { "aria-hidden": "true" }, mark1(step)), h("small", { "aria-hidden": "true" }, fieldShort(f)),
      h("span", { class: "hidden" }, `${fieldText(f)}: ${stepShort(step)}`));
  }));
}

function badges(pair) {
  const total = pair.namesakes ? pair.namesakes.reduce((sum, n) => sum + n, 0) : 0;
  return h("span", { class: "badges" },
    pair.bits !== undefined && !Number.isNaN(pair.bits) ? h("span", { title: t("what the agreeing required fields say, in bits", "一致した必須項目の証拠の強さ（ビット）") }, `${pair.bits.toFixed(1)} ${t("bits", "ビット")}`) : null,
    total ? h("span", { class: "warn", title: t("other records that hold the same values", "同じ値を持つほかの記録") }, t(`${count(total)} namesake${total === 1 ? "" : "s"}`, `同名者など ${count(total)}`)) : null,
    pair.group >= 0 ? h("span", null, t(`group ${pair.group}`, `グループ ${pair.group}`)) : null,
    pair.line ? h("span", null, t(`line ${pair.line}`, `${pair.line} 行目`)) : null);
}

/** One field of the table: survivor, agreement, merged, what differs. */
function fieldRow(pair, f) {
  const [step, weak, sides, shape, relation, folds] = D.cells[pair.cells[f]];
  const name = STEPS[step];
  const side = (k) => {
    if (f === SCOPE && !pair.values && pair.scopes[k] >= 0) return h("span", { class: "value" }, scopeText(pair.scopes[k]));
    if (pair.values) return h("span", { class: "value" }, pair.values[f][k] || t("(no value)", "（値なし）"));
    if (sides) return h("span", { class: sides[k] === "ok" ? "quiet" : "status" }, statusText(sides[k]));
    if (shape) return squares(shape, k === 1);
    return h("span", { class: `dots ${name}`, "aria-hidden": "true" }, name === "exact" || name === "normalized" ? "●" : "◆");
  };
  const notes = [];
  const words = sides ? "" : shapeText(f, shape, relation);
  if (words) notes.push(words);
  if (weak >= 0) notes.push(t("weakening: ", "弱い一致: ") + both(D.weak[weak][1]));
  for (const key of folds) {
    const [tier, what, source] = D.folds[key];
    notes.push(t("fold ", "読み替え ") + `${tier}: ${both(what)}（${both(source)}）`);
  }
  return h("tr", { class: name },
    h("th", { scope: "row" }, fieldText(f), D.fields[f][2] ? h("b", { title: t("required", "必須") }, "*") : null),
    h("td", { class: "side", "data-name": t("stays", "残る") }, side(0)),
    h("td", { class: "step" }, h("span", { class: `chip ${name}`, title: stepText(step) }, h("i", { "aria-hidden": "true" }, mark1(step)), stepShort(step))),
    h("td", { class: "side", "data-name": t("goes", "消える") }, side(1)),
    h("td", { class: "notes" }, notes.map((n) => h("span", null, n))));
}

function evidence(pair) {
  const rows = D.conditions.map((c, k) => (pair.others[k] < 0 ? null : h("li", null, h("b", null, both(c)), ` ${(pair.said[k] / 10).toFixed(1)} ${t("bits", "ビット")} — `,
    pair.others[k] === 0 ? t("nobody else holds it", "ほかに同じ値の記録なし") : t(`${count(pair.others[k])} other records hold it`, `ほかに ${count(pair.others[k])} 件が同じ値を持つ`)))).filter(Boolean);
  const named = D.namesakes.map((both2, k) => (pair.namesakes[k] ? h("li", { class: "warn" }, t(`${count(pair.namesakes[k])} other record${pair.namesakes[k] === 1 ? "" : "s"} with the same ${both2.map(both).join(" and ")}`, `${both2.map(both).join("と")}が同じ記録がほかに ${count(pair.namesakes[k])} 件`)) : null)).filter(Boolean);
  return h("div", { class: "evidence" },
    h("h4", null, t("Evidence", "証拠"), ` ${pair.bits.toFixed(1)} / ${D.bits_min.toFixed(1)} ${t("bits", "ビット")}`),
    rows.length ? h("ul", null, rows, named) : h("p", { class: "hint" }, t("No required condition agrees.", "一致した必須条件はありません。")));
}

/** What a pair opens to. */
function detail(pair) {
  const [why, change] = whySentence(pair);
  const table = pair.cells ? h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("The two records", "二件の記録") }, h("table", { class: "side-by-side" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("field", "項目")), h("th", { scope: "col" }, `${t("stays", "残る")} ${pair.stays}`), h("th", { scope: "col" }, t("agreement", "一致")),
      h("th", { scope: "col" }, `${t("goes", "消える")} ${pair.goes}`), h("th", { scope: "col" }, t("what differs", "違い")))),
    h("tbody", null, pair.cells.map((_, f) => fieldRow(pair, f))))) : null;
  return h("div", { class: "detail" },
    h("p", { class: "why" }, why, change ? [" ", h("strong", null, change)] : null),
    table,
    h("div", { class: "beside" }, pair.cells ? evidence(pair) : null,
      h("div", null, h("h4", null, t("Reasons", "理由")), h("dl", { class: "codes" }, pair.codes.map((code) => [h("dt", null, h("code", null, code), " ", codeTitle(code)), h("dd", null, codeWhy(code))])))),
    pair.verdict === 1 && pair.line ? noteBox(pair) : null);
}

/** A row of the list. */
function pairRow(pair) {
  const id = `p${pair.i}`;
  const isOpen = list.open.has(pair.i);
  const body = isOpen ? detail(pair) : null;
  const head = h("button", { type: "button", class: "head", "aria-expanded": String(isOpen), "aria-controls": `${id}d`, onclick: () => toggle(pair.i) },
    h("span", { class: "ids" }, h("b", null, pair.stays), h("span", { class: "arrow", "aria-hidden": "true" }, "⟵"), h("span", { class: "hidden" }, t("takes in", "に統合:")), h("b", { class: "goes" }, pair.goes)));
  return h("li", { class: `pair ${VERDICTS[pair.verdict]}`, id, "data-pair": pair.i },
    h("div", { class: "row" }, pill(pair.verdict), head, pair.cells ? strip(pair) : null, badges(pair), pair.verdict === 1 && pair.line ? choices(pair) : null),
    h("p", { class: "titles" }, pair.codes.map((code) => h("span", null, codeTitle(code)))),
    h("div", { id: `${id}d`, hidden: !isOpen }, body));
}
