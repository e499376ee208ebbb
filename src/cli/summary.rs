//! What a person reads at the end of `check`, on one screen: the answer, the counts, the commonest reasons, the reports,
//! what to type next. Columns are aligned by the width that characters have on a terminal (Unicode UAX #11).

use super::say::{Voice, padded, reason_title};
use crate::fields;
use crate::model::{Label, Lang};
use crate::report::{Detail, Reports, Run, by_reason, departure_sentences, largest_group};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// How many departures of a halted batch are named.
const DEPARTURES_SHOWN: usize = 4;
/// How many reasons are named.
const REASONS_SHOWN: usize = 3;
/// How many record files and notes are named; the rest stands in `summary.json`.
const NAMED_MAX: usize = 3;
/// Cells of a full bar.
const BAR_CELLS: u64 = 24;
/// Cells of a line; what is longer is cut.
const LINE_CELLS: usize = 118;

/// Colours of the terminal (ECMA-48, 8.3.117).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    Green,
    Yellow,
    Red,
    Bold,
}

impl Colour {
    const fn code(self) -> &'static str {
        match self {
            Self::Green => "32",
            Self::Yellow => "33",
            Self::Red => "31",
            Self::Bold => "1",
        }
    }
}

fn paint(voice: Voice, colour: Colour, text: &str) -> String {
    if voice.paints() { format!("\u{1b}[{}m{text}\u{1b}[0m", colour.code()) } else { text.to_owned() }
}

/// All lines.
pub(super) fn lines(run: &Run<'_>, reports: &Reports, out: &Path, voice: Voice) -> Vec<String> {
    let t = |en, ja| voice.text(en, ja);
    let mut lines = vec![answer(run, voice)];
    lines.extend(verdicts(run, out, voice));
    lines.extend(breaker(run, voice));
    for file in run.records.files().iter().take(NAMED_MAX) {
        let columns: Vec<String> =
            file.mapping.iter().map(|c| format!("{} = {}", fields::field(c.field).name, c.header)).collect();
        let text = format!(
            "{} {}: id = {}, {}",
            t("Columns of", "列の対応"),
            file.name,
            file.id,
            columns.join(", ")
        );
        lines.extend(wrapped(&text));
    }
    let notes = run.records.notes();
    for note in notes.iter().take(NAMED_MAX) {
        lines.push(format!("{} {note}", t("Note:", "注意:")));
    }
    if run.records.files().len() > NAMED_MAX || notes.len() > NAMED_MAX {
        lines.push(t("More in summary.json", "残りは summary.json にあります").to_owned());
    }
    let reasons = by_reason(run);
    if !reasons.is_empty() {
        lines.push(paint(voice, Colour::Bold, t("Most frequent reasons:", "多い理由:")));
    }
    for (code, count) in reasons.iter().take(REASONS_SHOWN) {
        lines.push(format!("  {count:>9}  {}  {}", padded(code, 24), reason_title(code, voice.lang)));
    }
    lines.extend(giant(run, voice));
    if !reports.chosen.is_empty() {
        let names: Vec<String> =
            reports.chosen.iter().map(|report| out.join(report.name).display().to_string()).collect();
        lines.push(format!("{} {}", t("Reports:", "報告書:"), names.join("  ")));
    }
    let first = reasons.first().map(|(code, _)| *code);
    lines.extend(next(run, reports, out, first, voice));
    lines
}

fn answer(run: &Run<'_>, voice: Voice) -> String {
    let totals = run.decisions.totals();
    let (colour, said) = if totals.all() == 0 {
        (
            Colour::Bold,
            Label {
                en: "the batch is empty: nothing to approve",
                ja: "候補が一件もありません。承認するものはありません",
            },
        )
    } else if run.decisions.is_halted() {
        (
            Colour::Red,
            Label {
                en: "HALTED: the batch itself is broken; nothing is approved",
                ja: "停止: 一括処理そのものが異常です。一件も承認しません",
            },
        )
    } else if totals.pass == totals.all() {
        (
            Colour::Green,
            Label {
                en: "OPEN: every proposal passed", ja: "開門: すべての候補が通過しました"
            },
        )
    } else {
        (
            Colour::Yellow,
            Label {
                en: "CLOSED for some: execute approved.csv only",
                ja: "一部は通過できません: 実行してよいのは approved.csv だけです",
            },
        )
    };
    paint(voice, colour, said.text(voice.lang))
}

/// One line a verdict: name, count, share as a bar and in percent, file.
fn verdicts(run: &Run<'_>, out: &Path, voice: Voice) -> [String; 3] {
    let t = |en, ja| voice.text(en, ja);
    let totals = run.decisions.totals();
    let all = totals.all().max(1);
    let rows = [
        (t("passed", "通過"), totals.pass, "approved.csv", Colour::Green),
        (t("review", "要確認"), totals.review, "review.csv", Colour::Yellow),
        (t("blocked", "却下"), totals.block, "blocked.csv", Colour::Red),
    ];
    rows.map(|(label, count, file, colour)| {
        let no_file = file == "approved.csv" && (run.dry_run || run.decisions.is_halted());
        let file = if no_file {
            t("(no approved.csv)", "（approved.csv なし）").to_owned()
        } else {
            out.join(file).display().to_string()
        };
        // What there is at all is seen.
        let cells = (count * BAR_CELLS).div_ceil(all) as usize;
        let bar = paint(voice, colour, &"█".repeat(cells));
        let gap = " ".repeat(BAR_CELLS as usize - cells);
        let share = 100.0 * count as f64 / all as f64;
        format!("  {} {count:>9} {share:>5.1} %  {bar}{gap}  {file}", padded(label, 8))
    })
}

/// The largest group, where it is more records than the policy lets become one customer.
fn giant(run: &Run<'_>, voice: Voice) -> Option<String> {
    let (members, most) = (largest_group(run), run.policy.group_size_max());
    let text = match voice.lang {
        Lang::En => format!(
            "Largest group: {members} records would become one customer (the policy allows {most}); none of them passes"
        ),
        Lang::Ja => format!(
            "最大のグループ: {members} 件の記録が一人の顧客になります（ポリシーの上限は {most} 件）。一件も通過しません"
        ),
    };
    (members as usize > most).then(|| paint(voice, Colour::Bold, &text))
}

/// Why the breaker tripped, with the figures of before; or that it held the batch against earlier ones.
fn breaker(run: &Run<'_>, voice: Voice) -> Vec<String> {
    let batches = run.decisions.breaker().earlier.len();
    let sentences = departure_sentences(run, &Detail::Masked, voice.lang);
    if sentences.is_empty() {
        let said = match voice.lang {
            Lang::En => format!("Held against {batches} earlier batches of this job: nothing unusual"),
            Lang::Ja => format!("この処理の過去 {batches} 回と比べて、変わった点はありません"),
        };
        return if batches == 0 { Vec::new() } else { vec![said] };
    }
    let mut lines = vec![paint(voice, Colour::Bold, voice.text("Why it was stopped:", "停止の理由:"))];
    for sentence in sentences.iter().take(DEPARTURES_SHOWN) {
        lines.extend(wrapped(&format!("  {sentence}")));
    }
    if sentences.len() > DEPARTURES_SHOWN {
        let more = voice.text("More in summary.json (breaker)", "残りは summary.json の breaker にあります");
        lines.push(format!("  {more}"));
    }
    lines
}

/// What to do next, as commands to type. `first` is the most frequent reason.
fn next(
    run: &Run<'_>,
    reports: &Reports,
    out: &Path,
    first: Option<&'static str>,
    voice: Voice,
) -> Vec<String> {
    let t = |en, ja| voice.text(en, ja);
    let totals = run.decisions.totals();
    let folder = out.display();
    let command = if run.decisions.is_halted() {
        "sekisho explain batch.breaker".to_owned()
    } else if totals.review > 0 && reports.chosen.iter().any(|r| r.word == "html") {
        lines_of_review(&out.join("report.html").display().to_string(), &folder.to_string(), voice)
    } else {
        match first {
            Some(code) => format!("sekisho explain {code}"),
            None => return Vec::new(),
        }
    };
    vec![format!("{} {command}", paint(voice, Colour::Bold, t("Next:", "次の一手:")))]
}

fn lines_of_review(report: &str, folder: &str, voice: Voice) -> String {
    let then = format!("sekisho review --run {folder} --decisions FILE --name NAME");
    match voice.lang {
        Lang::En => format!("open {report}, then {then}"),
        Lang::Ja => format!("{report} を開いて決め、{then}"),
    }
}

/// A text on as many lines as it needs.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let indent = if lines.len() > 1 { 2 } else { 0 };
        match lines.last_mut() {
            Some(line) if line.width() + word.trim_end().width() + indent <= LINE_CELLS => {
                line.push_str(word)
            }
            _full => lines.push(format!("  {word}")),
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_by_their_width() {
        let text = "氏名 = 氏名, ".repeat(30);
        let lines = wrapped(&text);
        assert!(lines.len() > 3 && lines.iter().all(|line| line.width() <= LINE_CELLS));
        assert_eq!(
            lines.join(" ").split_whitespace().collect::<Vec<_>>(),
            text.split_whitespace().collect::<Vec<_>>()
        );
    }
}
