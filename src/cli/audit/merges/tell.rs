//! What a person reads: the answer and what must stop at once, as soon as it is known; the figures when all is written.

use super::Judged;
use super::output::{Report, Stopped};
use crate::audit::merges::Finding;
use crate::cli::Exit;
use crate::cli::say::{Voice, padded};
use std::path::Path;

/// How many rows of the table of touch points are shown; all stand in `touch.csv`.
const ROWS_SHOWN: usize = 12;

/// The answer, and what must stop.
pub(super) fn first(judged: &Judged, stopped: &Stopped, out: &Path, voice: Voice) {
    if voice.json {
        return;
    }
    let t = |en, ja| voice.text(en, ja);
    let of = |finding: Finding| {
        let is =
            |merge: &&crate::audit::merges::PastMerge| judged.groups.findings[merge.pair as usize] == finding;
        judged.past.merges.iter().filter(is).count()
    };
    let (all, wrong, possible) = (judged.past.merges.len(), of(Finding::Wrong), of(Finding::Possible));
    let unplaced = judged.past.unplaced.len();
    let answer = if wrong > 0 {
        t("TWO PEOPLE WERE JOINED", "別人の統合があります")
    } else if possible + unplaced > 0 {
        t("SOME MERGES MAY BE WRONG", "別人の統合の可能性があります")
    } else {
        t("NO WRONG MERGE FOUND", "別人の統合は見つかりません")
    };
    voice.line(&format!(
        "{answer}: {} {wrong}, {} {possible}, {} {all}",
        t("wrong", "確認"),
        t("possible", "可能性"),
        t("of all", "全"),
    ));
    if unplaced > 0 {
        let text = t(
            "records are gone and nothing says into which; name the merge log with --merges",
            "件の記録が、統合先の分からないまま消えています。--merges で統合の記録を指定してください",
        );
        voice.line(&format!("  {unplaced} {text}"));
    }
    if stopped.ids > 0 {
        let folder = out.join("containment");
        voice.line(&format!(
            "{} {} ({} {}): {}",
            t("Stop at once, IDs:", "まず止めるもの、ID"),
            stopped.ids,
            t("certain", "うち確認"),
            stopped.certain,
            folder.display()
        ));
        voice.line("  accounts_to_suspend.csv  mailings_to_hold.csv  sessions_to_end.csv");
    }
}

/// The figures and how the run ends.
pub(super) fn last(judged: &Judged, report: &Report, out: &Path, voice: Voice) -> Exit {
    let t = |en, ja| voice.text(en, ja);
    let exit = exit(judged, report);
    if voice.json {
        voice.machine(&report.json);
        return exit;
    }
    voice.line(&format!(
        "{} {}, {} {}",
        t("People concerned: confirmed", "対象の本人: 確認"),
        report.people.confirmed,
        t("possible", "可能性"),
        report.people.possible
    ));
    for (touchpoint, data, effect, events, confirmed, possible) in report.touches.iter().take(ROWS_SHOWN) {
        let clean = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
        let name = padded(&format!("{} [{}]", clean(touchpoint), clean(data)), 48);
        let effect = if *effect == "shown" { t("shown", "漏えい") } else { t("damaged", "毀損") };
        let (events_word, people) = (t("events", "件"), t("people", "人"));
        let may_be = t("possible", "可能性");
        voice.line(&format!(
            "  {name} {effect}  {events} {events_word}  {confirmed} {people} (+{possible} {may_be})"
        ));
    }
    let folder = out.join("report");
    if report.touches.len() > ROWS_SHOWN {
        voice.line(&format!("  … {}", folder.join("touch.csv").display()));
    }
    let next = [
        ("restore.csv", t("Take back:", "復元の計画:")),
        ("draft_ja.md", t("Draft of the report, for people to judge:", "報告書の下書き（判断は人が行う）:")),
    ];
    for (file, text) in next {
        voice.line(&format!("{text} {}", folder.join(file).display()));
    }
    exit
}

/// Two people joined, or data seen by strangers: halted. What may be: not all passed.
fn exit(judged: &Judged, report: &Report) -> Exit {
    let is_certain = report.merges.wrong > 0 || report.people.confirmed > 0;
    let may_be = report.merges.possible > 0 || report.people.possible > 0 || !judged.past.unplaced.is_empty();
    if is_certain {
        Exit::Halted
    } else if may_be {
        Exit::NotAllPassed
    } else {
        Exit::Passed
    }
}
