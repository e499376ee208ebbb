/* The answer, the counts, the agreement profile, the breaker, the run: everything above and below the pairs. */

function answer() {
  const [pass, review, block] = D.totals;
  const all = amount(pass) + amount(review) + amount(block);
  const kind = D.halted ? "halted" : all === 0 ? "empty" : amount(review) + amount(block) === 0 ? "open" : "closed";
  const head = {
    halted: t("The gate is closed: the batch itself is broken", "閉門 — 一括処理そのものが異常です"),
    empty: t("An empty batch: nothing to approve", "候補が一件もありません"),
    open: t("The gate is open: every proposal passed", "開門 — すべての候補が通過しました"),
    closed: t("Open for some, closed for the others", "一部は通れません"),
  }[kind];
  const file = D.dry ? t("This was a dry run: there is no approved.csv.", "試行（--dry-run）のため approved.csv はありません。") : "";
  const what = {
    halted: t("Nothing of it may be merged, not even what looks right. Mend the job that proposed it and run the gate again.", "正しく見えるものも含め、一件も統合してはいけません。候補を作った処理を直し、もう一度関所を通してください。"),
    empty: t("The merges file has a header and no row.", "候補の一覧は見出しだけで、行がありません。"),
    open: t(`Execute approved.csv (${count(pass)} merges).`, `approved.csv の ${count(pass)} 件を実行できます。`),
    closed: t(`Execute approved.csv only (${count(pass)} merges). ${count(review)} need a person's eyes; ${count(block)} must not be merged.`, `実行してよいのは approved.csv の ${count(pass)} 件だけです。${count(review)} 件は人の確認が必要で、${count(block)} 件は統合できません。`),
  }[kind];
  const steps = [];
  if (kind === "halted") steps.push([t("See why the batch was stopped", "停止の理由を見る"), "#breaker"]);
  const canDecide = kind !== "halted" && amount(review) && D.detail !== "shareable";
  if (canDecide) steps.push([t(`Look at the ${count(review)} pairs under review, most dangerous first, and mark each`, `要確認の ${count(review)} 件を危ない順に見て、承認・却下・保留を選ぶ`), "#pairs"]);
  if (canDecide) steps.push([t("Download your decisions and hand them to whoever runs sekisho review", "決定を保存し、sekisho review の担当者に渡す"), "#marks"]);
  if (kind !== "halted" && amount(block)) steps.push([t("Correct the blocked records at their source; do not merge them by hand", "却下された記録は元のデータを直す（手作業で統合しない）"), "#counts"]);
  const gate = svg("svg", { viewBox: "0 0 96 84", class: "gate", "aria-hidden": "true" },
    svg("path", { d: "M6 18h84M14 8h68M24 8v70M72 8v70", class: "beam" }),
    kind === "open" ? svg("path", { d: "M24 34 10 44v30l14-4M72 34l14 10v30l-14-4", class: "door" })
      : svg("path", { d: "M27 32h42M27 46h42M27 60h42M38 26v46M48 26v46M58 26v46", class: "bars" }));
  const share = (n, v) => n === 0 ? null : h("i", { class: VERDICTS[v], "width%": percent(amount(n), all) });
  const figures = [[pass, 0, "approved.csv"], [review, 1, "review.csv"], [block, 2, "blocked.csv"]].map(([n, v, name]) =>
    h("button", { class: `figure ${VERDICTS[v]}`, type: "button", disabled: v === 0 || !amount(n), onclick: () => showOnly({ verdict: v }) },
      h("span", { class: "name" }, verdictText(v)), h("strong", null, count(n)),
      h("small", null, v === 0 && (D.dry || D.halted) ? t("(no approved.csv)", "（approved.csv なし）") : name)));
  place("answer",
    h("div", { class: `hero ${kind}` }, gate,
      h("div", null, h("h1", null, head), h("p", { class: "lead" }, what), file && h("p", { class: "notice" }, file),
        steps.length ? h("ol", { class: "steps", "aria-label": t("What to do next", "次にすること") }, steps.map(([text, href]) => h("li", null, h("a", { href, onclick: href === "#pairs" ? () => showOnly({ verdict: 1 }) : null }, text)))) : null)),
    h("div", { class: "figures" }, figures),
    h("div", { class: "stack big", role: "img", "aria-label": t(`${count(pass)} passed, ${count(review)} review, ${count(block)} blocked`, `通過 ${count(pass)}、要確認 ${count(review)}、却下 ${count(block)}`) }, share(pass, 0), share(review, 1), share(block, 2)),
    D.detail === "shareable" ? h("p", { class: "notice" }, t("For people outside: IDs are keyed pseudonyms, counts from 1 to 9 are shown as <10, and pairs of a verdict that has fewer than 10 are not listed.", "社外共有用: ID は鍵付きの仮名、1〜9 件は「<10」と表示し、10 件未満の判定の組は一覧に出しません。")) : null,
    D.detail === "full" ? h("p", { class: "notice bad" }, t("This page shows customers' values. Keep it encrypted; do not mail it.", "このページには顧客の値が表示されます。暗号化したまま保管し、メールで送らないでください。")) : null);
}

function counts() {
  const most = Math.max(1, ...D.reasons.map((r) => amount(r[1])));
  const row = ([code, n]) => h("tr", null,
    h("th", { scope: "row" }, h("button", { type: "button", class: "link", title: codeWhy(code), onclick: () => showOnly({ code }) }, codeTitle(code)), h("code", null, code)),
    h("td", { class: "barcell" }, h("i", { class: "length", "width%": percent(amount(n), most) })),
    h("td", { class: "num" }, count(n)));
  const table = (reasons) => h("table", { class: "reasons" }, h("caption", { class: "hidden" }, t("Proposals by reason", "理由別の件数")), h("tbody", null, reasons.map(row)));
  const [first, more] = [D.reasons.slice(0, 10), D.reasons.slice(10)];
  place("counts", h("h2", null, t("Why proposals did not pass", "通らなかった理由")),
    h("p", { class: "hint" }, t("One proposal may have several reasons. Choose one to see its pairs.", "一件に複数の理由が付くことがあります。理由を選ぶと該当する組を表示します。")),
    first.length ? table(first) : h("p", null, t("Nothing stands against any proposal.", "どの候補にも反対する理由はありません。")),
    more.length ? h("details", null, h("summary", null, t(`${more.length} more reasons`, `ほかの理由 ${more.length} 種類`)), table(more)) : null);
}

function profile() {
  const legend = h("ul", { class: "legend" }, STEPS.map((s, i) => h("li", null, h("i", { class: `swatch ${s}` }, mark1(i)), stepShort(i))));
  const whole = Math.max(1, ...D.profile.map((p) => p.reduce((sum, n) => sum + amount(n), 0)));
  const bars = D.fields.map((f, i) => h("div", { class: "profile" },
    h("span", { class: "name" }, both(f[1]), f[2] ? h("b", { title: t("required", "必須") }, "*") : null),
    h("div", { class: "stack", role: "img", "aria-label": `${both(f[1])}: ${D.profile[i].map((n, s) => (amount(n) && n !== 0 ? `${stepShort(s)} ${count(n)}` : "")).filter(Boolean).join(t(", ", "、"))}` },
      D.profile[i].map((n, s) => (n === 0 ? null : h("i", { class: STEPS[s], "width%": percent(amount(n), whole), title: `${stepShort(s)}: ${count(n)}` }))))));
  const table = h("table", { class: "numbers" }, h("caption", { class: "hidden" }, t("Agreement by field", "項目別の一致")),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("field", "項目")), STEPS.map((_, s) => h("th", { scope: "col" }, stepShort(s))))),
    h("tbody", null, D.fields.map((f, i) => h("tr", null, h("th", { scope: "row" }, both(f[1])), D.profile[i].map((n) => h("td", { class: "num" }, count(n)))))));
  place("profile", h("h2", null, t("How the fields agree", "項目別の一致の内訳")),
    h("p", { class: "hint" }, t("All proposals, field by field; * is required.", "すべての候補の項目別の内訳。* は必須項目です。")),
    legend, bars, beside(), h("details", null, h("summary", null, t("The numbers", "数字で見る")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Numbers", "数字") }, table)));
}

function breaker() {
  const b = D.breaker;
  const meter = (name, [part, whole, limit]) => {
    const share = percent(amount(part), amount(whole));
    const over = whole !== 0 && amount(whole) >= b.from && share > limit * 100;
    return h("div", { class: `meter ${over ? "over" : ""}` }, h("span", { class: "name" }, name),
      h("div", { class: "track", role: "img", "aria-label": t(`${share.toFixed(1)} %, limit ${(limit * 100).toFixed(0)} %`, `${share.toFixed(1)} %、上限 ${(limit * 100).toFixed(0)} %`) },
        h("i", { "width%": Math.min(100, share) }), h("b", { class: "limit", "width%": Math.min(100, limit * 100) })),
      h("span", { class: "value" }, `${D.detail === "shareable" && typeof part !== "number" ? "" : `${share.toFixed(1)} % `}(${count(part)} / ${count(whole)})`, " ", limit >= 1 ? t("no limit", "上限なし") : `${t("limit", "上限")} ${(limit * 100).toFixed(0)} %`, " ",
        over ? h("strong", null, t("over the limit", "超過")) : whole !== 0 && amount(whole) < b.from ? t(`(counts from ${b.from} on)`, `（${b.from} 件から適用）`) : limit >= 1 ? null : t("within", "範囲内")));
  };
  const before = D.before;
  place("breaker", h("h2", null, t("The batch breaker", "一括処理の遮断器")),
    D.halted
      ? h("p", { class: "notice bad" }, t(`It tripped: nothing is approved. By themselves ${count(before[0])} proposals would have passed, ${count(before[1])} were for review and ${count(before[2])} blocked.`, `作動しました。一件も承認しません。個々に見れば通過 ${count(before[0])} 件、要確認 ${count(before[1])} 件、却下 ${count(before[2])} 件でした。`), " ", codeWhy("batch.breaker"), departures())
      : h("p", { class: "hint" }, t("It did not trip. It stops the whole batch where one of these shares is above its limit, or where the batch departs from earlier ones.", "作動していません。次のどれかが上限を超えるか、過去の実績から大きく外れると、一括処理の全件を止めます。")),
    meter(t("Blocked proposals", "却下された候補"), b.blocked),
    meter(t("Records whose kana contradict their own kanji", "カナが漢字の読みに合わない記録"), b.readings));
}

function about() {
  const rows = D.inputs.map(([isMerges, name, rows, digest]) => h("tr", null,
    h("th", { scope: "row" }, isMerges ? t("proposals", "候補の一覧") : t("records", "顧客データ")), h("td", null, name), h("td", { class: "num" }, count(rows)), h("td", null, h("code", { class: "digest" }, digest))));
  place("about", h("h2", null, t("About this run", "この実行について")),
    rows.length ? h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Inputs", "入力") }, h("table", { class: "inputs" }, h("thead", null, h("tr", null, [t("input", "入力"), t("file", "ファイル"), t("rows", "行数"), "SHA-256"].map((x) => h("th", { scope: "col" }, x)))), h("tbody", null, rows))) : null,
    h("dl", null,
      h("dt", null, t("Required conditions", "必須条件")), h("dd", null, D.required.map(both).join(t(" and ", "・"))),
      h("dt", null, t("Evidence asked for", "必要な証拠")), h("dd", null, t(`${D.bits_min} bits, at most ${D.weak_max} weakening`, `${D.bits_min} ビット、弱い一致は ${D.weak_max} 件まで`)),
      h("dt", null, t("Policy", "ポリシー")), h("dd", null, D.policy_file || t("built-in", "組み込み")),
      h("dt", null, t("Run", "実行")), h("dd", null, h("code", { class: "digest" }, D.run)),
      h("dt", null, t("Program", "プログラム")), h("dd", null, `sekisho ${D.version}`)),
    h("p", { class: "hint" }, t("Only the shapes of differences are shown here, and no character of a value. Brands or tenants (scope) have letters in the order of the list, and no name. The page connects to nowhere; your marks stay in this browser until you download them.", "ここに表示されるのは違いの形だけで、値の文字は一つも含まれません。ブランドなどの区分も名前は出さず、一覧に現れた順の文字（A、B…）で区別します。このページは外部と通信しません。付けた印は保存するまでこのブラウザの中だけにあります。")));
}
