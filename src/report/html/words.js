/* What every part uses: the data, the language, texts, elements. */
const D = JSON.parse(document.getElementById("data").textContent);
const state = { lang: D.lang === "ja" ? 1 : 0, theme: "" };

/** The text in the language that is shown. */
const t = (en, ja) => (state.lang ? ja : en);
/** One of two texts that stand side by side. */
const both = (pair) => pair[state.lang];
/** A count for people; small ones may be hidden as "<10". */
const count = (n) => (typeof n === "number" ? n.toLocaleString(state.lang ? "ja-JP" : "en-US") : String(n));
/** A count for arithmetic; a hidden one counts as one. */
const amount = (n) => (typeof n === "number" ? n : 1);
const percent = (part, whole) => (whole ? (100 * part) / whole : 0);

/** An element; children are elements or texts, never markup. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/** The same in SVG. */
function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "width%") element.style.width = `${value}%`;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
}

const place = (id, ...children) => {
  const old = document.getElementById(id);
  old.replaceChildren(...children.flat(3).filter(Boolean));
  return old;
};

const say = (text) => {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
};

const VERDICTS = D.verdicts.map((v) => v[0]);
const STEPS = D.steps.map((s) => s[0]);
/** One character for a step of the ladder. */
const mark1 = (s) => t(["–", "0", "!", "=", "≒", "v", "~", "✕"], ["–", "仮", "!", "＝", "≒", "異", "〜", "✕"])[s];
const verdictText = (v) => both(D.verdicts[v][1]);
const stepText = (s) => both(D.steps[s][1]);
const stepShort = (s) => t(
  ["missing", "placeholder", "invalid", "exact", "normalized", "variant", "similar", "different"][s],
  ["値なし", "仮の値", "読めない", "同じ", "表記のみ違う", "読み替えで一致", "似ている", "異なる"][s]);
const fieldText = (f) => both(D.fields[f][1]);
const SHORT = { name_kanji: ["kanji", "漢字"], name_kana: ["kana", "カナ"], phone: ["phone", "電話"], birthdate: ["birth", "生年"], email: ["mail", "メール"], postal_code: ["post", "郵便"], address: ["addr.", "住所"], gender: ["gender", "性別"], scope: ["scope", "範囲"] };
const fieldShort = (f) => (SHORT[D.fields[f][0]] ? both(SHORT[D.fields[f][0]]) : fieldText(f).slice(0, 5));
const codeTitle = (code) => (D.codes[code] ? both(D.codes[code][0]) : code);
const codeWhy = (code) => (D.codes[code] ? both(D.codes[code][1]) : "");
const pill = (v, text) => h("span", { class: `pill ${VERDICTS[v]}` }, text || verdictText(v));

/** Scopes (brands, tenants) by letters in the order of the list, A to Z and then AA; by their names where those may be shown. */
const SCOPE = D.scopes ? D.fields.findIndex((f) => f[0] === "scope") : -1;
const letters = (n) => (n < 26 ? "" : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));
const scopeText = (n) => (n < 0 ? t("none", "なし") : D.scopes[n] === null ? `${t("brand", "ブランド")} ${letters(n)}` : D.scopes[n]);

/** A pair as the page works with it; the data hold it as an array. */
function pairAt(i) {
  const [line, stays, goes, verdict, set, bits, group, then, danger, others, said, namesakes, cells, scopes, values] = D.pairs[i];
  return { i, line, stays, goes, verdict, codes: D.sets[set], bits: bits / 10, group, then, danger, others, said, namesakes, cells, scopes, values };
}
