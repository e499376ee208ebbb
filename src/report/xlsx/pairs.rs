//! The sheets of proposals: one row each, in the order of the merges file.

use super::super::decision::{Choice, row_digest};
use super::super::pair::{PairView, is_required, revealed};
use super::super::paper::Paper;
use super::super::run::Run;
use super::super::split_csv::is_formula;
use super::super::waves::in_waves;
use super::super::{mask, sentence, words};
use super::book::{Book, Cell, Column};
use super::sheet_name;
use super::styles::Style;
use crate::fields;
use crate::model::{Agreement, FieldId, Label, Verdict};
use std::io::{self, Write};

/// The columns that are read back, whatever else stands in a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// The line of the proposal in the merges file.
    Line,
    /// The record that stays.
    Survivor,
    /// The record that goes.
    Merged,
    /// What the steward decided.
    Decision,
    /// The steward's own words.
    Note,
    /// The digest of the row.
    Row,
}

/// Their titles, in the order in which they stand in the sheet; the digest stands last.
pub const COLUMN_TITLES: [(ColumnKind, Label); 6] = [
    (ColumnKind::Line, Label { en: "line", ja: "行" }),
    (ColumnKind::Survivor, Label { en: "survivor_id", ja: "統合先ID" }),
    (ColumnKind::Merged, Label { en: "merged_id", ja: "統合元ID" }),
    (ColumnKind::Decision, Label { en: "decision", ja: "決定" }),
    (ColumnKind::Note, Label { en: "note", ja: "メモ" }),
    (ColumnKind::Row, Label { en: "row_digest", ja: "照合値" }),
];

fn columns(run: &Run<'_>, paper: &Paper<'_>, verdict: Verdict, ids: &[FieldId]) -> Vec<Column> {
    let t = |en, ja| Label { en, ja }.text(paper.lang);
    let mut columns = Vec::new();
    for (kind, title) in COLUMN_TITLES {
        let is_there = match kind {
            ColumnKind::Line => !paper.is_shareable(),
            ColumnKind::Survivor | ColumnKind::Merged => true,
            ColumnKind::Decision | ColumnKind::Note => is_decided(paper, verdict),
            ColumnKind::Row => false,
        };
        let width = match kind {
            ColumnKind::Line => 8,
            ColumnKind::Survivor | ColumnKind::Merged => 20,
            ColumnKind::Decision => 11,
            ColumnKind::Note | ColumnKind::Row => 26,
        };
        if is_there {
            let choices = match kind {
                ColumnKind::Decision => Choice::ALL.iter().map(|c| c.label().text(paper.lang)).collect(),
                ColumnKind::Line
                | ColumnKind::Survivor
                | ColumnKind::Merged
                | ColumnKind::Note
                | ColumnKind::Row => Vec::new(),
            };
            columns.push(Column { choices, ..Column::new(title.text(paper.lang), width) });
        }
    }
    columns.push(Column::new(t("reasons", "理由"), 44));
    columns.push(Column::new(t("reason codes", "理由コード"), 30));
    if paper.is_shareable() {
        return columns;
    }
    columns.push(Column::new(t("what would change it", "通るには"), 44));
    for id in ids {
        let mark = if is_required(run, *id) { " *" } else { "" };
        columns.push(Column::new(format!("{}{mark}", fields::field(*id).label.text(paper.lang)), 15));
        if paper.is_full() {
            columns.push(Column::new(t("value that stays", "残る値"), 22));
            columns.push(Column::new(t("value that goes", "消える値"), 22));
        }
    }
    columns.push(Column::new(t("differences", "違い"), 50));
    columns.push(Column::new(t("evidence (bits)", "証拠（ビット）"), 12));
    columns.push(Column::new(t("namesakes", "同名者など"), 11));
    columns.push(Column::new(t("group", "グループ"), 10));
    if is_decided(paper, verdict) {
        let title = COLUMN_TITLES[5].1.text(paper.lang);
        columns.push(Column { is_hidden: true, ..Column::new(title, 20) });
    }
    columns
}

/// Whether a steward decides on the rows of a sheet.
fn is_decided(paper: &Paper<'_>, verdict: Verdict) -> bool {
    verdict == Verdict::Review && !paper.is_shareable()
}

/// Writes the proposals of one verdict and says how many it speaks for.
pub(super) fn write<W: Write>(
    run: &Run<'_>,
    paper: &Paper<'_>,
    verdict: Verdict,
    book: &mut Book<W>,
) -> io::Result<u64> {
    let ids: Vec<FieldId> = fields::ids().filter(|id| run.readings.is_mapped(*id)).collect();
    let name = sheet_name(verdict).text(paper.lang);
    let mut page = book.table(name, columns(run, paper, verdict, &ids))?;
    let all = run.decisions.all();
    let positions = (0..all.len()).filter(|i| all[*i].verdict == verdict);
    let told = positions.clone().count() as u64;
    let rare = rare(run, paper);
    if !paper.hides(told) {
        in_waves(
            positions,
            |position| {
                let pair = PairView::of(run, position);
                if paper.is_shareable() {
                    outside(run, paper, &pair, &rare)
                } else {
                    row(run, paper, &pair, &ids)
                }
            },
            |cells| page.row(&cells),
        )?;
    }
    page.close()?;
    Ok(told)
}

/// The codes that too few proposals have to be told outside.
fn rare(run: &Run<'_>, paper: &Paper<'_>) -> Vec<&'static str> {
    super::super::by_reason(run).into_iter().filter(|(_, n)| paper.hides(*n)).map(|(code, _)| code).collect()
}

/// A text that stays a text when it is edited.
pub(super) fn style_of(text: &str) -> Style {
    if is_formula(text) { Style::Quoted } else { Style::Text }
}

fn id(paper: &Paper<'_>, id: &str) -> Cell {
    let shown = mask::visible(&paper.id(id));
    Cell::text(style_of(&shown), shown)
}

fn outside(run: &Run<'_>, paper: &Paper<'_>, pair: &PairView<'_>, rare: &[&str]) -> Vec<Cell> {
    let i = pair.position;
    let mut cells = vec![id(paper, run.merges.survivor_id(i)), id(paper, run.merges.merged_id(i))];
    cells.extend(reasons(paper, pair, rare));
    cells
}

fn reasons(paper: &Paper<'_>, pair: &PairView<'_>, rare: &[&str]) -> [Cell; 2] {
    let codes: Vec<&str> = pair.decision.reasons.codes().filter(|code| !rare.contains(code)).collect();
    let titles: Vec<String> = codes.iter().map(|code| words::reason_title(code, paper.lang)).collect();
    let titles = titles.join(Label { en: "; ", ja: "、" }.text(paper.lang));
    [Cell::text(Style::Wrapped, titles), Cell::text(Style::Text, codes.join(";"))]
}

fn row(run: &Run<'_>, paper: &Paper<'_>, pair: &PairView<'_>, ids: &[FieldId]) -> Vec<Cell> {
    let (i, decision) = (pair.position, pair.decision);
    let (line, survivor, merged) = (run.merges.line(i), run.merges.survivor_id(i), run.merges.merged_id(i));
    let mut cells = Vec::with_capacity(24);
    cells.extend([Cell::Number(Style::Plain, line as f64), id(paper, survivor), id(paper, merged)]);
    if is_decided(paper, decision.verdict) {
        cells.extend([Cell::text(Style::Input, ""), Cell::text(Style::Input, "")]);
    }
    cells.extend(reasons(paper, pair, &[]));
    cells.push(Cell::text(Style::Wrapped, sentence::remedy(pair, paper.lang)));
    let mut differences: Vec<String> = Vec::new();
    for id in ids {
        let view = pair.field(run, *id);
        cells.push(Cell::text(style_of_step(view.agreement), view.agreement.label().text(paper.lang)));
        let said = sentence::difference(*id, &view, paper.lang);
        if !said.is_empty() {
            differences.push(format!("{}: {said}", fields::field(*id).label.text(paper.lang)));
        }
        if paper.is_full() {
            for record in [run.survivors[i], run.merged[i]] {
                let value = revealed(run, record, *id);
                cells.push(Cell::text(style_of(&value), value));
            }
        }
    }
    cells.push(Cell::text(Style::Wrapped, differences.join("\n")));
    cells.push(Cell::Number(Style::Bits, super::super::jsonl::rounded(decision.evidence_bits)));
    cells.push(Cell::Number(Style::Number, decision.namesakes.iter().map(|n| f64::from(*n)).sum()));
    cells.push(match decision.group {
        Some((number, _)) => Cell::Number(Style::Plain, f64::from(number)),
        None => Cell::text(Style::Plain, ""),
    });
    if is_decided(paper, decision.verdict) {
        cells.push(Cell::text(Style::Faint, row_digest(paper.run, line, survivor, merged)));
    }
    cells
}

fn style_of_step(agreement: Agreement) -> Style {
    match agreement {
        Agreement::Missing => Style::Missing,
        Agreement::Placeholder => Style::Placeholder,
        Agreement::Invalid => Style::Invalid,
        Agreement::Exact => Style::Exact,
        Agreement::Normalized => Style::Normalized,
        Agreement::Variant => Style::Variant,
        Agreement::Similar => Style::Similar,
        Agreement::Different => Style::Different,
    }
}
