//! The sheet of groups: one row for every two members that were proposed or that do not agree.

use super::super::groups::{self, Edge, Group};
use super::super::paper::Paper;
use super::super::run::Run;
use super::super::waves::in_waves;
use super::super::words;
use super::book::{Book, Column};
use super::pairs::id;
use super::rows::Rows;
use super::styles::Style;
use crate::model::{Label, Verdict};
use std::io::{self, Write};

/// Columns of the sheet.
const COLUMNS: usize = 6;
/// Rows that are kept together before they are written.
const ROWS_AT_ONCE: usize = 1024;

/// Writes the sheet.
pub(super) fn write<W: Write>(run: &Run<'_>, paper: &Paper<'_>, book: &mut Book<W>) -> io::Result<()> {
    let t = |en, ja| Label { en, ja }.text(paper.lang);
    let columns: [Column; COLUMNS] = [
        Column::new(t("group", "グループ"), 10),
        Column::new(t("one record", "記録"), 20),
        Column::new(t("another record", "もう一方の記録"), 20),
        Column::new(t("records in the group", "グループの件数"), 14),
        Column::new(t("line of the proposal", "候補の行"), 12),
        Column::new(t("the two by themselves", "二件だけの判定"), 30),
    ];
    let mut page = book.table(t("groups", "グループ"), columns.into())?;
    let shown = groups::to_show(run);
    in_waves(
        shown.groups(),
        |proposals| groups::group(run, proposals),
        |group| {
            // A group may be as large as the batch.
            group.edges.chunks(ROWS_AT_ONCE).try_for_each(|edges| {
                let mut rows = Rows::with_room(edges.len(), COLUMNS);
                edges.iter().for_each(|edge| row(run, paper, &group, edge, &mut rows));
                page.rows(&rows)
            })
        },
    )?;
    page.close()
}

fn row(run: &Run<'_>, paper: &Paper<'_>, group: &Group<'_>, edge: &Edge, rows: &mut Rows) {
    let t = |en, ja| Label { en, ja }.text(paper.lang);
    rows.number(Style::Plain, f64::from(group.number));
    edge.ends.iter().for_each(|end| id(paper, group.members[*end], rows));
    rows.number(Style::Number, group.members.len() as f64);
    match edge.proposal {
        Some(i) => rows.number(Style::Plain, run.merges.line(i) as f64),
        None => rows.told(Style::Faint, t("not proposed", "候補なし")),
    }
    let (style, more) = match edge.own {
        Verdict::Pass => (Style::Good, t("agree", "一致")),
        Verdict::Review => (Style::Doubt, t("not shown to agree", "一致が示されていない")),
        Verdict::Block => (Style::Bad, t("contradict each other", "矛盾")),
    };
    let verdict = words::verdict(edge.own).text(paper.lang);
    rows.told_by(style, |out| [verdict, " (", more, ")"].iter().for_each(|part| out.push_str(part)));
    rows.end();
}
