/* The shape of a difference, drawn and in words. No character of a value is known here. */

/** Runs of one mark: [["=", 3], ["#", 1]]. */
function runs(shape) {
  const found = [];
  for (const mark of shape) {
    if (found.length && found[found.length - 1][0] === mark) found[found.length - 1][1] += 1;
    else found.push([mark, 1]);
  }
  return found;
}

/** One side of a shape as squares: filled where both are the same, marked where they differ. */
function squares(shape, isMerged) {
  const missing = isMerged ? "-" : "+";
  const box = h("span", { class: "shape", "aria-hidden": "true" });
  for (const [mark, n] of runs(shape)) {
    if (mark === "/") { box.append(h("i", { class: "gap" })); continue; }
    const kind = mark === "=" ? "same" : mark === "#" ? "other" : mark === missing ? "none" : "only";
    for (let k = 0; k < Math.min(n, 40); k += 1) box.append(h("i", { class: kind }));
    if (n > 40) box.append(h("small", null, `×${n}`));
  }
  return box;
}

const differing = (shape) => [...shape].filter((m) => m !== "=" && m !== "/").length;

/** A part of a shape in words. */
function partText(shape) {
  const all = [...shape];
  const n = (mark) => all.filter((m) => m === mark).length;
  const [other, left, right] = [n("#"), n("-"), n("+")];
  if (!other && !left && !right) return t("same", "同じ");
  const words = [];
  const length = all.length - right;
  if (other) words.push(t(`${other} of ${length} characters differ${other === 1 ? "s" : ""}`, `${length} 文字中 ${other} 文字が違う`));
  if (left) words.push(t(`${left} more on the side that stays`, `残る側が ${left} 文字多い`));
  if (right) words.push(t(`${right} more on the side that goes`, `消える側が ${right} 文字多い`));
  return words.join(t(", ", "、"));
}

/** What differs, in words. */
function shapeText(field, shape, relation) {
  const special = [
    null,
    t("day and month swapped", "月と日が入れ替わっている"),
    t("family and given name swapped", "姓と名が入れ替わっている"),
    t("the same characters, cut elsewhere into family and given name", "同じ文字列で、姓と名の区切りだけが違う"),
    t("two neighbouring characters swapped", "隣り合う 2 文字が入れ替わっている"),
  ][relation];
  if (special) return special;
  if (!shape) return "";
  if (D.fields[field][0] === "birthdate" && shape.length === 10) {
    const parts = [[0, 4, t("year", "年")], [5, 7, t("month", "月")], [8, 10, t("day", "日")]];
    const bad = parts.filter(([a, b]) => /[^=]/.test(shape.slice(a, b))).map((p) => p[2]);
    return bad.length ? t(`${bad.join(" and ")} differ${bad.length === 1 ? "s" : ""}`, `${bad.join("・")}が違う`) : "";
  }
  if (shape.includes("/")) {
    const [family, given] = shape.split("/");
    return t(`family name: ${partText(family)}; given name: ${partText(given)}`, `姓: ${partText(family)}／名: ${partText(given)}`);
  }
  return partText(shape);
}

const statusText = (status) => ({
  missing: t("no value", "値なし"), placeholder: t("placeholder", "仮の値"), invalid: t("unreadable", "読めない値"),
  partial: t("a part only", "一部だけ"), ok: t("a value", "値あり"),
}[status] || status);
