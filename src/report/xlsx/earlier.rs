//! On the first sheet: why the breaker tripped, and the agreement of each field beside earlier batches.

use super::super::departures::{beside, sentences};
use super::super::paper::Paper;
use super::super::run::Run;
use super::book::Page;
use super::styles::Style;
use crate::fields;
use crate::model::{Label, Lang};
use std::io::{self, Write};

/// Why the breaker tripped, a line each.
pub(super) fn reasons<W: Write>(run: &Run<'_>, paper: &Paper<'_>, page: &mut Page<'_, W>) -> io::Result<()> {
    for sentence in sentences(run, paper.detail, paper.lang) {
        page.begin_row()?;
        page.text(Style::Text, &sentence);
        page.end_row()?;
    }
    Ok(())
}

/// The profile beside that of earlier batches, where a history is given.
pub(super) fn profile<W: Write>(run: &Run<'_>, paper: &Paper<'_>, page: &mut Page<'_, W>) -> io::Result<()> {
    let Some(beside) = beside(run, paper) else { return Ok(()) };
    let t = |en, ja| Label { en, ja }.text(paper.lang);
    let told = |count: u64| {
        let told = paper.count(count);
        told.as_str().map_or_else(|| told.to_string(), str::to_owned)
    };
    let (batches, proposals) = (told(beside.batches as u64), told(beside.proposals));
    let title = match paper.lang {
        Lang::En => format!("Beside {batches} earlier batches ({proposals} proposals)"),
        Lang::Ja => format!("過去 {batches} 回（候補 {proposals} 件）との比較"),
    };
    page.begin_row()?;
    page.end_row()?;
    page.begin_row()?;
    page.text(Style::Heading, &title);
    let heads = [
        ("agrees, this batch", "一致（今回）"),
        ("agrees, before", "一致（過去）"),
        ("differs, this batch", "不一致（今回）"),
        ("differs, before", "不一致（過去）"),
    ];
    heads.iter().for_each(|(en, ja)| page.text(Style::Heading, t(en, ja)));
    page.end_row()?;
    for (field, cells) in &beside.rows {
        page.begin_row()?;
        page.text(Style::Text, fields::field(*field).label.text(paper.lang));
        cells.iter().for_each(|cell| page.text(Style::Text, cell));
        page.end_row()?;
    }
    Ok(())
}
