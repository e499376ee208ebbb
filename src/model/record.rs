//! Record IDs and batches of rows as they come out of a file.

use super::{MappedColumn, Place};
use std::sync::Arc;

/// A record's ID: exact text, trimmed of ASCII and ideographic spaces. `007` and `7` are two IDs.
pub type RecordId = str;

/// Trims what may stand around an ID: ASCII spaces and ideographic ones. A tab or a line end there is no space and is
/// refused by the readers.
#[must_use]
pub fn trim_id(text: &str) -> &str {
    text.trim_matches([' ', '\u{3000}'])
}

/// The place of one cell in a batch: a slice of the batch's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A run of consecutive rows of one record file: the mapped columns only, as text.
///
/// Column 0 is the ID; column `1 + i` is entry `i` of `mapping`.
#[derive(Clone, Debug)]
pub struct RecordBatch {
    /// The file the rows come from.
    pub file: Option<Arc<str>>,
    /// What the kept columns are, the ID left out.
    pub mapping: Arc<[MappedColumn]>,
    /// All cells' texts, one after another; at most 4 GiB.
    pub text: String,
    /// `1 + mapping.len()` cells a row, row by row.
    pub cells: Vec<Cell>,
    /// The line (from 1) on which each row starts.
    pub lines: Vec<u64>,
    /// How many bytes of the file the batch was cut from; about so many where the format has no rows of bytes.
    pub source_bytes: u64,
}

impl RecordBatch {
    /// A batch without rows.
    #[must_use]
    pub fn new(file: Option<Arc<str>>, mapping: Arc<[MappedColumn]>) -> Self {
        Self { file, mapping, text: String::new(), cells: Vec::new(), lines: Vec::new(), source_bytes: 0 }
    }

    /// How many cells a row has: the ID and the kept columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        1 + self.mapping.len()
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The text of one cell (row and column from 0).
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let cell = self.cells[row * self.columns() + column];
        &self.text[cell.start as usize..cell.end as usize]
    }

    /// Appends one cell to the row being built.
    pub fn push_cell(&mut self, text: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.cells.push(Cell { start, end: self.text.len() as u32 });
    }

    /// Ends the row being built; it started on `line`.
    pub fn end_row(&mut self, line: u64) {
        debug_assert_eq!(self.cells.len(), (self.lines.len() + 1) * self.columns());
        self.lines.push(line);
    }

    /// Where a row stands.
    #[must_use]
    pub fn place(&self, row: usize) -> Place {
        Place { file: self.file.clone(), line: Some(self.lines[row]), ..Place::default() }
    }
}
