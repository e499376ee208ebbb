//! The sheets of proposals: one row each, in the order of the merges file.

use super::super::decision::{Choice, row_digest};
use super::super::jsonl::rounded;
use super::super::pair::{PairView, is_required, revealed};
use super::super::paper::Paper;
use super::super::run::Run;
use super::super::sayings::Sayings;
use super::super::split_csv::is_formula;
use super::super::waves::in_shares;
use super::super::{mask, sentence};
use super::book::{Book, Column};
use super::rows::Rows;
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
    let columns = columns(run, paper, verdict, &ids);
    let columns_count = columns.len();
    let mut page = book.table(name, columns)?;
    let all = run.decisions.all();
    let positions = (0..all.len()).filter(|i| all[*i].verdict == verdict);
    let told = positions.clone().count() as u64;
    let sayings = Sayings::of(run, paper.lang, &rare(run, paper));
    if !paper.hides(told) {
        let make = |positions: &[usize]| {
            let mut rows = Rows::with_room(positions.len(), columns_count);
            for (n, position) in positions.iter().enumerate() {
                run.fetch_ahead(positions, n);
                row(run, paper, *position, &sayings, &ids, &mut rows);
            }
            rows
        };
        in_shares(positions, make, |rows| page.rows(&rows))?;
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

/// Appends an ID as it may be shown.
pub(super) fn id(paper: &Paper<'_>, id: &str, rows: &mut Rows) {
    let id = paper.id(id);
    if id.bytes().all(|b| b.is_ascii_graphic()) {
        rows.own(style_of(&id), &id);
    } else {
        let shown = mask::visible(&id);
        rows.own(style_of(&shown), &shown);
    }
}

/// Appends the row of one proposal.
fn row(run: &Run<'_>, paper: &Paper<'_>, i: usize, sayings: &Sayings, ids: &[FieldId], rows: &mut Rows) {
    let decision = &run.decisions.all()[i];
    let (line, survivor, merged) = (run.merges.line(i), run.merges.survivor_id(i), run.merges.merged_id(i));
    let saying = sayings.on(decision.reasons);
    if !paper.is_shareable() {
        rows.number(Style::Plain, line as f64);
    }
    id(paper, survivor, rows);
    id(paper, merged, rows);
    if is_decided(paper, decision.verdict) {
        rows.blank(Style::Input);
        rows.blank(Style::Input);
    }
    rows.told(Style::Wrapped, &saying.titles);
    rows.told(Style::Text, &saying.codes);
    if !paper.is_shareable() {
        let pair = PairView::of(run, i, &saying.open);
        rows.told_by(Style::Wrapped, |out| sentence::push_remedy(&pair, saying, paper.lang, out));
        fields_of(run, paper, &pair, ids, rows);
        rows.number(Style::Bits, rounded(decision.evidence_bits));
        rows.number(Style::Number, decision.namesakes.iter().map(|n| f64::from(*n)).sum());
        match decision.group {
            Some((number, _)) => rows.number(Style::Plain, f64::from(number)),
            None => rows.blank(Style::Plain),
        }
        if is_decided(paper, decision.verdict) {
            rows.own(Style::Faint, &row_digest(paper.run, line, survivor, merged));
        }
    }
    rows.end();
}

/// Appends the cells of the fields, and what differs in them.
fn fields_of(run: &Run<'_>, paper: &Paper<'_>, pair: &PairView<'_>, ids: &[FieldId], rows: &mut Rows) {
    let mut differences = String::with_capacity(DIFFERENCES_BYTES);
    for id in ids {
        let view = pair.field(*id);
        rows.told(style_of_step(view.agreement), view.agreement.label().text(paper.lang));
        if !view.is_silent() {
            let line = if differences.is_empty() { "" } else { "\n" };
            for part in [line, fields::field(*id).label.text(paper.lang), ": "] {
                differences.push_str(part);
            }
            sentence::push_difference(*id, &view, paper.lang, &mut differences);
        }
        if paper.is_full() {
            for record in [run.survivors[pair.position], run.merged[pair.position]] {
                let value = revealed(run, record, *id);
                rows.own(style_of(&value), &value);
            }
        }
    }
    // Nearly every pair differs in its own way: a table of these texts would hold few that come again.
    rows.own(Style::Wrapped, &differences);
}

/// About how many bytes the differences of a pair take.
const DIFFERENCES_BYTES: usize = 512;

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
