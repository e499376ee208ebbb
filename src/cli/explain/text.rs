//! One pair explained for a person, line by line, in either language. Columns are aligned by the width that characters
//! have on a terminal (Unicode UAX #11: Japanese ones take two cells).

use super::super::say::{padded, reason_title};
use super::facts::{Facts, Scope, revealed};
use super::flip::{Change, Flip, flips};
use crate::fields::name::fold::Fold;
use crate::fields::{self, CONDITIONS, Reading};
use crate::gate::{self, NAMESAKES};
use crate::model::{Agreement, FieldId, Label, Lang, Verdict};
use crate::report::mask::{self, visible};
use crate::report::words::{strengthened, tier, weakening};
use crate::rules::WEAKENINGS_MAX;
use crate::text::kana_of::Fit;
use unicode_width::UnicodeWidthStr;

/// All lines.
pub(super) fn lines(facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let t = |en, ja| Label { en, ja }.text(lang);
    let mut out = vec![format!("{}: {}", t("Verdict", "判定"), verdict(facts.decision.verdict, lang))];
    let sides = [t("stays", "残る"), t("goes", "消える")];
    out.extend(table(sides.iter().zip(facts.ids).map(|(side, id)| vec![(*side).to_owned(), visible(id)])));
    if facts.is_compared() {
        section(&mut out, t("Fields", "項目"), field_lines(facts, lang));
        section(&mut out, t("Evidence", "根拠の強さ"), evidence_lines(facts, lang));
        section(&mut out, t("Namesakes", "取り違えやすい記録"), namesake_lines(facts, lang));
    }
    section(&mut out, t("Decided by", "判定の理由"), deciding_lines(facts, lang));
    section(&mut out, t("Group", "統合グループ"), group_lines(facts, lang));
    section(&mut out, flip_title(facts, lang), flip_lines(facts, lang));
    out
}

fn section(out: &mut Vec<String>, title: &str, lines: Vec<String>) {
    out.push(String::new());
    out.push(title.to_owned());
    out.extend(lines);
}

/// Rows as lines, indented by two, each column as wide as its widest cell.
fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let rows: Vec<Vec<String>> = rows.into_iter().collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| c.width()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width)).collect();
        format!("  {}", cells.join("  ")).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn verdict(verdict: Verdict, lang: Lang) -> String {
    let said = match verdict {
        Verdict::Pass => Label { en: "pass: it may be executed", ja: "通過 (pass)" },
        Verdict::Review => Label { en: "review: a person must look", ja: "要確認 (review)" },
        Verdict::Block => Label { en: "block: it must not be executed", ja: "却下 (block)" },
    };
    said.text(lang).to_owned()
}

/// One row a field: agreement, what that means, the shape of a difference; below it its weakening, the rows of the
/// tables it rests on, and the values where they may be shown.
fn field_lines(facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let t = |en, ja| Label { en, ja }.text(lang);
    let ids: Vec<FieldId> = facts.fields().collect();
    let comparison = &facts.compared.comparison;
    let rows = ids.iter().map(|id| {
        let [left, right] = facts.readings_of(*id);
        let agreement = comparison.on(*id);
        let mark = if facts.is_required(*id) { "*" } else { " " };
        vec![
            format!("{mark} {}", fields::field(*id).label.text(lang)),
            agreement.name().to_owned(),
            agreement.label().text(lang).to_owned(),
            difference(*id, agreement, &left, &right, lang),
        ]
    });
    let mut out = Vec::new();
    for (id, line) in ids.iter().zip(table(rows)) {
        out.push(line);
        if let Some(weak) = comparison.weak[id.index()] {
            out.push(format!("      {}: {}", t("weakening", "弱い一致"), weakening(weak).text(lang)));
        }
        out.extend(fold_lines(facts, *id, lang));
        if facts.revealed {
            out.extend(value_lines(facts, *id, lang));
        }
    }
    out.push(format!(
        "  {}",
        t(
            "* required; the shape shows where values differ: = same, # other, - and + only there",
            "* は必須項目。形は違いの位置だけを示す: = 同じ、# 違う、- と + は片側だけ"
        )
    ));
    if let Some(fit) = facts.across() {
        out.push(format!("  {}", reading(fit, lang)));
    }
    out
}

/// What a person may see of two values: what became of a side that cannot be used, or the shape of the difference.
/// Of a field that has two values or three a shape would tell which.
fn difference(
    id: FieldId,
    agreement: Agreement,
    left: &[Reading<'_>],
    right: &[Reading<'_>],
    lang: Lang,
) -> String {
    match agreement {
        Agreement::Exact | Agreement::Normalized => String::new(),
        Agreement::Variant | Agreement::Similar | Agreement::Different if id == fields::GENDER => {
            String::new()
        }
        Agreement::Missing | Agreement::Placeholder | Agreement::Invalid => {
            let (stays, goes) = (mask::status(left), mask::status(right));
            match lang {
                Lang::En => format!("stays: {stays}, goes: {goes}"),
                Lang::Ja => format!("残る側: {stays}、消える側: {goes}"),
            }
        }
        Agreement::Variant | Agreement::Similar | Agreement::Different => {
            mask::nearest_shape(left, right).unwrap_or_default()
        }
    }
}

/// The folds between two names and where they come from; the characters only where values may be shown.
fn fold_lines(facts: &Facts<'_>, id: FieldId, lang: Lang) -> Vec<String> {
    let one = |fold: &Fold| {
        let characters = if facts.revealed {
            format!("{}→{}, ", visible(&fold.from), visible(&fold.to))
        } else {
            String::new()
        };
        let (what, source) = (tier(fold.tier).text(lang), fold.source());
        format!("      {what}: {characters}{} {}", fold.tier, source.text(lang))
    };
    match facts.compared.comparison.on(id) {
        Agreement::Normalized | Agreement::Variant | Agreement::Similar | Agreement::Different => {
            let mut lines: Vec<String> = facts.folds(id).iter().map(one).collect();
            // Folds of one kind read alike where their characters are not shown.
            lines.dedup();
            lines
        }
        Agreement::Exact | Agreement::Missing | Agreement::Placeholder | Agreement::Invalid => Vec::new(),
    }
}

fn value_lines(facts: &Facts<'_>, id: FieldId, lang: Lang) -> Vec<String> {
    let sides = [Label { en: "stays", ja: "残る側" }, Label { en: "goes", ja: "消える側" }];
    let mut rows = Vec::new();
    for (side, readings) in sides.iter().zip(facts.readings_of(id)) {
        for (i, reading) in readings.iter().filter(|r| !r.raw.is_empty()).enumerate() {
            let (raw, value) = revealed(id, reading);
            let name = if i == 0 { side.text(lang) } else { "" };
            let read = value.map(|value| format!("→ {value}")).unwrap_or_default();
            rows.push(vec![format!("    {name}"), raw, read]);
        }
    }
    table(rows)
}

fn reading(fit: Fit, lang: Lang) -> &'static str {
    let said = match fit {
        Fit::Confirmed => Label {
            en: "one side has only kanji, the other only kana: the kana are a reading of the kanji",
            ja: "片側は漢字だけ、もう片側はカナだけ: カナは漢字の読みとして登録がある",
        },
        Fit::Contradicted => Label {
            en: "one side has only kanji, the other only kana: the kana are no known reading of the kanji",
            ja: "片側は漢字だけ、もう片側はカナだけ: カナは漢字の読みに合わない",
        },
        Fit::Unknown => Label {
            en: "one side has only kanji, the other only kana: it is not known whether they fit",
            ja: "片側は漢字だけ、もう片側はカナだけ: 読みが合うかは不明",
        },
    };
    said.text(lang)
}

fn evidence_lines(facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let t = |en, ja| Label { en, ja }.text(lang);
    let witnesses = facts.witnesses();
    let mut out = Vec::new();
    if witnesses.is_empty() {
        out.push(format!("  {}", t("no required condition agrees", "一致した必須条件はない")));
    } else {
        let rows = witnesses.iter().map(|w| {
            let others = match (lang, w.others) {
                (Lang::En, 0) => "nobody else holds it".to_owned(),
                (Lang::En, 1) => "1 other record holds it".to_owned(),
                (Lang::En, n) => format!("{n} other records hold it"),
                (Lang::Ja, 0) => "ほかに同じ値の記録はない".to_owned(),
                (Lang::Ja, n) => format!("ほかに {n} 件の記録が同じ値を持つ"),
            };
            let name = CONDITIONS[w.condition].label.text(lang).to_owned();
            let bits = match lang {
                Lang::En => format!("{:>4.1} of {:.1} bits", w.bits, w.most),
                Lang::Ja => format!("{:>4.1} / {:.1} ビット", w.bits, w.most),
            };
            vec![name, bits, others]
        });
        out.extend(table(rows));
    }
    let (bits, least) = (facts.judgement.evidence_bits, facts.policy.evidence_bits_min());
    let enough = if bits >= least { t("enough", "十分") } else { t("too little", "不足") };
    out.push(match lang {
        Lang::En => format!("  together {bits:.1} bits, at least {least:.1} are needed: {enough}"),
        Lang::Ja => format!("  合計 {bits:.1} ビット（必要 {least:.1} ビット）: {enough}"),
    });
    let (weak, count) = (facts.weakenings(), gate::weakenings(&facts.compared, facts.policy));
    let names: Vec<String> =
        weak.iter().map(|(id, w)| format!("{} ({})", w.name(), fields::field(*id).name)).collect();
    let list = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
    out.push(match lang {
        Lang::En => format!("  weakenings: {count}, a pass bears {WEAKENINGS_MAX}{list}"),
        Lang::Ja => format!("  弱い一致 {count} 件（通過には {WEAKENINGS_MAX} 件まで）{list}"),
    });
    out
}

/// How many others hold two of the agreeing values together: those who are most easily taken for the customer.
fn namesake_lines(facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let rows = NAMESAKES.iter().zip(facts.compared.namesakes).map(|(pair, others)| {
        let both = pair.map(|id| fields::field(id).label.text(lang));
        let count = match (lang, others) {
            (Lang::En, 0) => "no other record".to_owned(),
            (Lang::En, 1) => "1 other record".to_owned(),
            (Lang::En, n) => format!("{n} other records"),
            (Lang::Ja, 0) => "ほかになし".to_owned(),
            (Lang::Ja, n) => format!("ほかに {n} 件"),
        };
        vec![both.join(Label { en: " and ", ja: "と" }.text(lang)), count]
    });
    table(rows)
}

fn deciding_lines(facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let t = |en, ja| Label { en, ja }.text(lang);
    let deciding = facts.deciding();
    if deciding.is_empty() {
        return vec![format!("  {}", t("nothing stands against it", "反対する理由はない"))];
    }
    let rows = deciding.iter().map(|d| {
        let raised = if d.raised { t(" (raised by the policy)", "（ポリシーで加重）") } else { "" };
        vec![d.code.to_owned(), format!("{}{raised}", d.verdict.name()), reason_title(d.code, lang)]
    });
    table(rows)
}

fn group_lines(facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let t = |en, ja| Label { en, ja }.text(lang);
    let line = match &facts.scope {
        Scope::Alone => t(
            "these two records, judged alone; with --merges the whole list is taken into account",
            "この二件だけで判定。--merges を付けると候補の一覧全体を考慮する",
        )
        .to_owned(),
        Scope::Batch(members) if members.is_empty() => {
            t("it joins no group: it is blocked for itself", "単独で却下されるため、どのグループにも入らない")
                .to_owned()
        }
        Scope::Batch(members) => {
            let ids: Vec<String> = members.iter().map(|id| visible(id)).collect();
            match lang {
                Lang::En => format!("{} records would become one: {}", ids.len(), ids.join(", ")),
                Lang::Ja => format!("{} 件が一件になる: {}", ids.len(), ids.join(", ")),
            }
        }
    };
    vec![format!("  {line}")]
}

fn flip_title(facts: &Facts<'_>, lang: Lang) -> &'static str {
    let said = if facts.decision.verdict == Verdict::Pass {
        Label {
            en: "Smallest changes that would keep it from passing", ja: "通過しなくなる最小の変化"
        }
    } else {
        Label { en: "Smallest changes that would flip the verdict", ja: "判定が変わる最小の変化" }
    };
    said.text(lang)
}

/// The flips of the pair, and what else stands in the way: a plan, a group or a batch is no value of the two records.
fn flip_lines(facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let t = |en, ja| Label { en, ja }.text(lang);
    let beyond: Vec<&str> = facts.deciding().iter().filter(|d| !d.of_pair).map(|d| d.code).collect();
    let by_itself = facts.is_compared() && facts.judgement.verdict == Verdict::Pass;
    let mut out = Vec::new();
    if beyond.is_empty() || !by_itself {
        out =
            table(flips(facts).iter().map(|f| vec![format!("→ {}", f.to.name()), flip_text(facts, f, lang)]));
    }
    if out.is_empty() && beyond.is_empty() {
        out.push(format!("  {}", t("none of a few values", "少数の値の変化では変わらない")));
    }
    if !beyond.is_empty() {
        let list = beyond.join(", ");
        out.push(match (lang, by_itself) {
            (Lang::En, true) => {
                format!("  the two records agree; the list of proposals would have to change: {list}")
            }
            (Lang::En, false) => format!("  the list of proposals would have to change: {list}"),
            (Lang::Ja, true) => format!("  二つの記録は一致している。候補の一覧を直す必要がある: {list}"),
            (Lang::Ja, false) => format!("  候補の一覧を直す必要がある: {list}"),
        });
    }
    out
}

fn flip_text(facts: &Facts<'_>, flip: &Flip, lang: Lang) -> String {
    let and = Label { en: ", and ", ja: "、かつ" }.text(lang);
    flip.changes.iter().map(|change| change_text(facts, *change, lang)).collect::<Vec<_>>().join(and)
}

fn change_text(facts: &Facts<'_>, change: Change, lang: Lang) -> String {
    let field = |id: FieldId| fields::field(id).label.text(lang);
    let condition = |i: usize| CONDITIONS[i].label.text(lang);
    let is_now = |id: FieldId| facts.compared.comparison.on(id).name();
    let held = |i: usize| facts.compared.others[i];
    match (change, lang) {
        (Change::Step(id, Agreement::Normalized), Lang::En) => {
            format!("{} agrees (it is {})", field(id), is_now(id))
        }
        (Change::Step(id, Agreement::Normalized), Lang::Ja) => {
            format!("{}が一致する（現在 {}）", field(id), is_now(id))
        }
        (Change::Step(id, step), Lang::En) => format!("{} is {}", field(id), step.name()),
        (Change::Step(id, step), Lang::Ja) => format!("{}が {} になる", field(id), step.name()),
        (Change::Strong(id, w), _) => format!("{}: {}", field(id), strengthened(w).text(lang)),
        (Change::Weak(id, w), _) => format!("{}: {}", field(id), weakening(w).text(lang)),
        (Change::OthersAtMost(i, n), Lang::En) => {
            format!("{}: at most {n} other records hold it (it is {})", condition(i), held(i))
        }
        (Change::OthersAtMost(i, n), Lang::Ja) => {
            format!("{}: 同じ値を持つほかの記録が {n} 件以下（現在 {} 件）", condition(i), held(i))
        }
        (Change::OthersAtLeast(i, n), Lang::En) => {
            format!("{}: {n} other records or more hold it (it is {})", condition(i), held(i))
        }
        (Change::OthersAtLeast(i, n), Lang::Ja) => {
            format!("{}: 同じ値を持つほかの記録が {n} 件以上（現在 {} 件）", condition(i), held(i))
        }
        (Change::HeldBy(id, n), Lang::En) => {
            let whose = if id == fields::BIRTHDATE { "people" } else { "different names" };
            format!("{}: {n} {whose} or more hold it, and it identifies nobody", field(id))
        }
        (Change::HeldBy(fields::BIRTHDATE, n), Lang::Ja) => {
            format!("{}: {n} 人以上が同じ値を持ち、誰の値とも言えなくなる", field(fields::BIRTHDATE))
        }
        (Change::HeldBy(id, n), Lang::Ja) => {
            format!("{}: 異なる氏名 {n} 件以上が同じ値を持ち、誰の値とも言えなくなる", field(id))
        }
    }
}
