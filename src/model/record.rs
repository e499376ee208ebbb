//! Record IDs and batches of rows as they come out of a file.

use super::{MappedColumn, Personal};
use std::fmt;
use std::sync::Arc;

/// A record's ID: exact text, trimmed of ASCII and ideographic spaces. `007` and `7` are two IDs.
pub type RecordId = str;

/// What may stand around an ID and is no part of it.
pub const ID_SPACES: [char; 2] = [' ', '\u{3000}'];

/// Trims what may stand around an ID: ASCII spaces and ideographic ones. A tab or a line end there is no space and is
/// refused by the readers.
#[must_use]
#[inline]
pub fn trim_id(text: &str) -> &str {
    // Nearly every ID starts and ends with a letter of ASCII.
    let is_letter = |byte: &u8| byte.is_ascii_graphic();
    match text.as_bytes() {
        [first, .., last] if is_letter(first) && is_letter(last) => text,
        _others => text.trim_matches(ID_SPACES),
    }
}

/// The place of one cell in a batch: a slice of the batch's text, or behind its end of the texts that were added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cell {
    start: u32,
    end: u32,
}

/// A run of consecutive rows of one record file: kept columns only, as text.
///
/// Column 0 is the ID; column `1 + i` is entry `i` of `mapping`. Cells are slices of the text the rows were cut from;
/// only what does not stand there as it is has been added to the batch. Both together are at most 4 GiB.
#[derive(Clone)]
pub struct RecordBatch<'t> {
    /// What the kept columns are, the ID left out.
    pub mapping: Arc<[MappedColumn]>,
    /// How many bytes of the file the batch was cut from; about so many where the format has no rows of bytes.
    pub source_bytes: u64,
    text: &'t str,
    added: String,
    cells: Vec<Cell>,
    lines: Vec<u64>,
    columns: usize,
}

/// Shows how large a batch is, and no cell.
impl fmt::Debug for RecordBatch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Personal::new(self.text);
        f.debug_struct("RecordBatch").field("rows", &self.rows()).field("text", &text).finish_non_exhaustive()
    }
}

impl<'t> RecordBatch<'t> {
    /// A batch without rows, to be cut from `text` (which may be empty).
    #[must_use]
    pub fn new(mapping: Arc<[MappedColumn]>, text: &'t str) -> Self {
        let columns = 1 + mapping.len();
        Self {
            mapping,
            source_bytes: text.len() as u64,
            text,
            added: String::new(),
            cells: Vec::new(),
            lines: Vec::new(),
            columns,
        }
    }

    /// Makes room for so many rows.
    pub fn reserve(&mut self, rows: usize) {
        self.cells.reserve(rows * self.columns);
        self.lines.reserve(rows);
    }

    /// How many cells a row has: the ID and the kept columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The line (from 1) on which a row starts.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        self.lines[row]
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// How many bytes were added to the text the rows were cut from.
    #[must_use]
    pub fn added_bytes(&self) -> usize {
        self.added.len()
    }

    /// The text of one cell (row and column from 0).
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let Cell { start, end } = self.cells[row * self.columns + column];
        let (start, end) = (start as usize, end as usize);
        match start.checked_sub(self.text.len()) {
            Some(behind) => &self.added[behind..end - self.text.len()],
            None => &self.text[start..end],
        }
    }

    /// Appends one cell to the row being built: these bytes of the text.
    pub fn push_slice(&mut self, start: usize, end: usize) {
        self.cells.push(Cell { start: start as u32, end: end as u32 });
    }

    /// Appends one cell to the row being built: a text of its own.
    pub fn push_cell(&mut self, cell: &str) {
        let start = self.text.len() + self.added.len();
        self.added.push_str(cell);
        self.push_slice(start, start + cell.len());
    }

    /// Appends cells to the row being built: each of these slices (start, end) of the text.
    pub fn push_slices(&mut self, slices: impl Iterator<Item = (usize, usize)>) {
        self.cells.extend(slices.map(|(start, end)| Cell { start: start as u32, end: end as u32 }));
    }

    /// Ends the row being built; it started on `line`.
    pub fn end_row(&mut self, line: u64) {
        debug_assert_eq!(self.cells.len(), (self.lines.len() + 1) * self.columns);
        self.lines.push(line);
    }
}
