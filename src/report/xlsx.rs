//! `report.xlsx`: the diff report as a workbook, for stewards who work in Excel.
//!
//! Sheets: a summary, the proposals under review with a column for the decision and one for a note, the blocked ones, the
//! groups. A hidden column holds the digest that ties a decision to its row (`decision::row_digest`). Tables that are
//! longer than a sheet go on on another one. For people outside: the summary and pseudonyms with reasons.

mod book;
mod earlier;
mod groups;
mod pairs;
mod rows;
mod styles;
mod summary;
mod texts;

pub use pairs::{COLUMN_TITLES, ColumnKind};

use super::paper::Paper;
use super::run::Run;
use crate::model::{Label, Verdict};
use book::{Book, ROWS_MAX};
use std::io::{self, Write};

/// Writes the workbook and says how many proposals it speaks for.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, paper: &Paper<'_>, out: &mut dyn Write) -> io::Result<u64> {
    write_in_sheets(run, paper, ROWS_MAX, out)
}

/// The same with sheets of so many rows, the header included.
fn write_in_sheets(run: &Run<'_>, paper: &Paper<'_>, rows_max: u32, out: &mut dyn Write) -> io::Result<u64> {
    let mut book = Book::new(out, rows_max);
    summary::write(run, paper, &mut book)?;
    let mut told = 0;
    for verdict in [Verdict::Review, Verdict::Block] {
        told += pairs::write(run, paper, verdict, &mut book)?;
    }
    if !paper.is_shareable() {
        groups::write(run, paper, &mut book)?;
    }
    book.finish()?;
    Ok(told)
}

/// The name of a sheet.
const fn sheet_name(verdict: Verdict) -> Label {
    match verdict {
        Verdict::Pass => Label { en: "passed", ja: "通過" },
        Verdict::Review => Label { en: "review", ja: "要確認" },
        Verdict::Block => Label { en: "blocked", ja: "却下" },
    }
}
