//! The sheet of groups: one row for every two members that were proposed or that do not agree.

use super::super::groups::{self, Edge, Group};
use super::super::paper::Paper;
use super::super::run::Run;
use super::super::waves::in_waves;
use super::super::{mask, words};
use super::book::{Book, Column, Page};
use super::pairs::style_of;
use super::styles::Style;
use crate::model::{Label, Verdict};
use std::io::{self, Write};

/// Writes the sheet.
pub(super) fn write<W: Write>(run: &Run<'_>, paper: &Paper<'_>, book: &mut Book<W>) -> io::Result<()> {
    let t = |en, ja| Label { en, ja }.text(paper.lang);
    let columns = vec![
        Column::new(t("group", "グループ"), 10),
        Column::new(t("one record", "記録"), 20),
        Column::new(t("another record", "もう一方の記録"), 20),
        Column::new(t("records in the group", "グループの件数"), 14),
        Column::new(t("line of the proposal", "候補の行"), 12),
        Column::new(t("the two by themselves", "二件だけの判定"), 30),
    ];
    let mut page = book.table(t("groups", "グループ"), columns)?;
    let shown = groups::to_show(run);
    in_waves(
        shown.groups(),
        |proposals| groups::group(run, proposals),
        |group| group.edges.iter().try_for_each(|edge| row(run, paper, &group, edge, &mut page)),
    )?;
    page.close()
}

fn row<W: Write>(
    run: &Run<'_>,
    paper: &Paper<'_>,
    group: &Group<'_>,
    edge: &Edge,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let t = |en, ja| Label { en, ja }.text(paper.lang);
    page.begin_row()?;
    page.number(Style::Plain, f64::from(group.number));
    for end in edge.ends {
        let id = mask::visible(&paper.id(group.members[end]));
        page.text(style_of(&id), &id);
    }
    page.number(Style::Number, group.members.len() as f64);
    match edge.proposal {
        Some(i) => page.number(Style::Plain, run.merges.line(i) as f64),
        None => page.text(Style::Faint, t("not proposed", "候補なし")),
    }
    let (style, more) = match edge.own {
        Verdict::Pass => (Style::Good, t("agree", "一致")),
        Verdict::Review => (Style::Doubt, t("not shown to agree", "一致が示されていない")),
        Verdict::Block => (Style::Bad, t("contradict each other", "矛盾")),
    };
    page.text(style, &format!("{} ({more})", words::verdict(edge.own).text(paper.lang)));
    page.end_row()
}
