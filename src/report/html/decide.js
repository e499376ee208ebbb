/* What the steward decides: marks on pairs under review, kept in this browser, downloaded as decisions-NAME.json. */
const CHOICES = ["approve", "reject", "unsure"];
const choiceText = (c) => ({ approve: t("approve", "承認"), reject: t("reject", "却下"), unsure: t("unsure", "保留") })[c];
/** Line of the proposal → { decision, note, stays, goes }. */
const marks = { made: new Map(), steward: "" };
const STORE = `sekisho.decisions.${D.run}`;

/* A browser may keep nothing for a page that is a file; the marks then live as long as the page. */
function keep() {
  try { localStorage.setItem(STORE, JSON.stringify({ steward: marks.steward, made: [...marks.made] })); } catch { /* Not kept. */ }
}
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "null");
    if (!kept) return;
    marks.steward = String(kept.steward || "");
    const under = new Map(D.pairs.filter((p) => p[3] === 1).map((p) => [p[0], p]));
    for (const [line, made] of kept.made) {
      const pair = under.get(line);
      if (pair && pair[1] === made.stays && pair[2] === made.goes) marks.made.set(line, made);
    }
  } catch { /* Nothing kept. */ }
}

function mark(pair, decision) {
  const made = marks.made.get(pair.line) || { note: "", stays: pair.stays, goes: pair.goes };
  made.decision = made.decision === decision ? "" : decision;
  if (made.decision || made.note) marks.made.set(pair.line, made);
  else marks.made.delete(pair.line);
  keep();
  redraw(pair.i, ".head");
  markBar();
  say(made.decision ? `${pair.stays} ${pair.goes}: ${choiceText(made.decision)}` : t("mark removed", "決定を取り消しました"));
}

/** The three choices of a row. */
function choices(pair) {
  const made = marks.made.get(pair.line);
  return h("div", { class: "choices", role: "group", "aria-label": t(`Your decision on ${pair.stays} and ${pair.goes}`, `${pair.stays} と ${pair.goes} の決定`) }, CHOICES.map((c) =>
    h("button", { type: "button", class: `choice ${c}`, "aria-pressed": String(Boolean(made) && made.decision === c), onclick: () => mark(pair, c) }, choiceText(c))));
}

function noteBox(pair) {
  const made = marks.made.get(pair.line);
  return h("label", { class: "note" }, h("span", null, t("Note (it goes into the decisions file; write no customer's data)", "メモ（決定ファイルに入ります。顧客の情報は書かないでください）")),
    h("textarea", { rows: 2, maxlength: 1000, value: made ? made.note : "", onchange: (e) => {
      const now = marks.made.get(pair.line) || { decision: "", stays: pair.stays, goes: pair.goes };
      now.note = e.target.value;
      if (now.decision || now.note) marks.made.set(pair.line, now);
      else marks.made.delete(pair.line);
      keep();
    } }));
}

/** SHA-256 (FIPS 180-4) in lower-case hexadecimal; the browser's own is not there for pages without a secure origin. */
const sha256 = (() => {
  const [start, k] = [[], []];
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
  for (let n = 2; k.length < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (start.length < 8) start.push(fraction(Math.sqrt(n)));
    k.push(fraction(Math.cbrt(n)));
  }
  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  return (text) => {
    const bytes = new TextEncoder().encode(text);
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, bytes.length << 3);
    const hash = start.slice();
    const w = new Uint32Array(64);
    for (let block = 0; block < padded.length; block += 64) {
      for (let i = 0; i < 64; i += 1) {
        if (i < 16) { w[i] = view.getUint32(block + 4 * i); continue; }
        const [a, b] = [w[i - 15], w[i - 2]];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, x] = hash;
      for (let i = 0; i < 64; i += 1) {
        const one = (x + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [x, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, x].forEach((v, i) => { hash[i] = (hash[i] + v) >>> 0; });
    }
    return hash.map((v) => v.toString(16).padStart(8, "0")).join("");
  };
})();

const isName = (name) => /^[\p{L}\p{N}_ー・-]([\p{L}\p{N}_ー・. -]*[\p{L}\p{N}_ー・-])?$/u.test(name) && [...name].length <= 64;

/** The decisions file, as `sekisho review` writes it. */
function decisionsFile() {
  const decided = [...marks.made].filter(([, m]) => m.decision).sort((a, b) => a[0] - b[0]);
  const rows = decided.map(([line, m]) => JSON.stringify({
    line, survivor_id: m.stays, merged_id: m.goes,
    row: sha256(["sekisho.decision.1", D.run, line, m.stays, m.goes].join("\0")), decision: m.decision, note: m.note,
  }));
  return `{"format":"sekisho.decisions.1","run":"${D.run}","steward":${JSON.stringify(marks.steward)},"decided":[\n${rows.join(",\n")}\n]}\n`;
}

function download() {
  const name = document.getElementById("steward");
  marks.steward = name.value.trim().normalize("NFC");
  const ok = isName(marks.steward);
  name.setAttribute("aria-invalid", String(!ok));
  document.getElementById("stewardbad").hidden = ok;
  if (!ok) { name.focus(); return; }
  keep();
  const url = URL.createObjectURL(new Blob([decisionsFile()], { type: "application/json" }));
  h("a", { href: url, download: `decisions-${marks.steward}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function markBar() {
  const review = D.pairs.filter((p) => p[3] === 1).length;
  const bar = document.getElementById("marks");
  bar.hidden = D.detail === "shareable" || review === 0 || D.halted;
  if (bar.hidden) return;
  const made = [...marks.made.values()].filter((m) => m.decision);
  const n = (c) => made.filter((m) => m.decision === c).length;
  bar.setAttribute("aria-label", t("Your decisions", "あなたの決定"));
  bar.replaceChildren(
    h("p", { id: "markcount" }, h("b", null, t(`${count(made.length)} of ${count(review)} decided`, `${count(review)} 件中 ${count(made.length)} 件を決定`)), ...CHOICES.map((c) => h("span", { class: c }, `${choiceText(c)} ${count(n(c))}`))),
    h("label", null, h("span", null, t("Your name", "担当者名")), h("input", { id: "steward", type: "text", maxlength: 64, autocomplete: "off", value: marks.steward, "aria-describedby": "stewardbad", onchange: (e) => { marks.steward = e.target.value.trim(); keep(); } })),
    h("button", { type: "button", class: "primary", id: "download", disabled: made.length === 0, onclick: download }, t("Download decisions", "決定を保存")),
    h("p", { id: "stewardbad", class: "bad", hidden: true }, t("Enter a name of letters, digits, - and _ (it becomes part of the file's name).", "担当者名を入力してください（文字・数字・- _ のみ。ファイル名に使います）。")));
}
