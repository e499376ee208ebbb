//! A table whose columns the caller names: contact logs, rows that belong to customers, merge logs, a database's journal.
//!
//! It is read by the same rules as every other input (see [`super`]): strict, every cell with a place, in every format.
//! Nothing of it is held; rows are handed out in the order of the file, whatever the number of threads.

use super::cells::Asked;
use super::format::{self, ReadOptions};
use super::records::Opened;
use super::source::{InputDigest, STDIN, Source};
use super::usual;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use std::path::Path;
use std::sync::Arc;

/// An opened table. Nothing but its header is held.
pub struct Listing {
    /// The file as the user named it.
    pub name: Arc<str>,
    opened: Opened,
}

/// One row of the columns asked for.
#[derive(Clone, Copy)]
pub struct ListingRow<'r> {
    /// The line (from 1) on which the row starts; in a format without lines, its number.
    pub line: u64,
    text: &'r str,
    /// Where each cell ends; it starts where the former one ends.
    ends: &'r [usize],
    start: usize,
}

impl<'r> ListingRow<'r> {
    /// The cell of the column at this position (from 0) of those asked for.
    #[must_use]
    pub fn cell(&self, position: usize) -> &'r str {
        let start = if position == 0 { self.start } else { self.ends[position - 1] };
        &self.text[start..self.ends[position]]
    }
}

/// The rows of one block: the cells one after another.
#[derive(Default)]
struct Part {
    text: String,
    ends: Vec<usize>,
    lines: Vec<u64>,
}

impl Part {
    fn rows(&self, columns: usize) -> impl Iterator<Item = ListingRow<'_>> {
        self.lines.iter().enumerate().map(move |(row, line)| {
            let ends = &self.ends[row * columns..(row + 1) * columns];
            let start = (row * columns).checked_sub(1).map_or(0, |before| self.ends[before]);
            ListingRow { line: *line, text: &self.text, ends, start }
        })
    }

    fn push<'c>(&mut self, line: u64, cells: impl Iterator<Item = std::borrow::Cow<'c, str>>) {
        for cell in cells {
            self.text.push_str(&cell);
            self.ends.push(self.text.len());
        }
        self.lines.push(line);
    }
}

impl Listing {
    /// Opens a table and reads its header.
    ///
    /// # Errors
    ///
    /// Every problem of the file's format, encoding and header; standard input, which could not be read twice.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self> {
        let name: Arc<str> = Arc::from(path.to_string_lossy().as_ref());
        if path.as_os_str() == STDIN {
            return Err(Problem::input(
                "E_STDIN_RECORDS",
                Place::file(&name),
                "this table is read twice, standard input can be read once",
                "この表は 2 回読みますが、標準入力は 1 回しか読めません",
            )
            .help("write it to a file", "ファイルに書き出してください")
            .into());
        }
        let how = format::how(path, &name)?;
        let opened = Opened::open(Source::open(path, options.files)?, how, options)?;
        Ok(Self { name, opened })
    }

    /// All headers, as written.
    #[must_use]
    pub fn headers(&self) -> &[Arc<str>] {
        self.opened.headers()
    }

    /// The place of a column (from 0) on a line.
    #[must_use]
    pub fn place(&self, line: u64, column: usize) -> Place {
        let place = Place::file(&self.name).at_line(line).at_column(column + 1);
        usual::under(place, self.headers(), column)
    }

    /// Reads these columns (from 0) of all rows; `ids` are the columns of these that hold IDs and must not be empty. What
    /// `each` was given counts only if the scan succeeds: a problem may stand behind it.
    ///
    /// # Errors
    ///
    /// Every violation of the rules of [`super`], and every problem that `each` finds.
    pub fn scan(
        &self,
        columns: &[usize],
        ids: &[usize],
        mut each: impl FnMut(ListingRow<'_>) -> std::result::Result<(), Problem>,
    ) -> Result<InputDigest> {
        let mut error: Option<Error> = None;
        let take = |part: Part| {
            for row in part.rows(columns.len()) {
                if let Err(problem) = each(row) {
                    match &mut error {
                        Some(error) => error.add(problem),
                        none => *none = Some(problem.into()),
                    }
                }
            }
        };
        let digest = match &self.opened {
            Opened::Text(table) => {
                let scanned = table.scan(
                    ids,
                    false,
                    |block| {
                        let mut part = Part::default();
                        let walked = block.walk(|placed| {
                            part.push(placed.line, columns.iter().map(|column| placed.row.cell(*column)));
                        });
                        let made = walked.is_clean().then_some(part);
                        (walked, made)
                    },
                    take,
                );
                scanned.map(|scanned| scanned.digest)
            }
            Opened::Cells(table) => {
                table.check(columns, &[], true)?;
                table.rows(
                    &Asked { numbers: columns, ids, zeros: &[], is_digested: false },
                    |batch| {
                        let mut part = Part::default();
                        let walked = batch.walk(&mut |line, cells| {
                            part.push(
                                line,
                                cells.iter().map(|cell| std::borrow::Cow::Borrowed(cell.as_str())),
                            );
                        });
                        let made = walked.is_clean().then_some(part);
                        (walked, made)
                    },
                    take,
                )
            }
        }?;
        error.map_or(Ok(digest), Err)
    }
}
