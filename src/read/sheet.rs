//! One sheet of an Excel workbook, cell by cell: the text of each value, and where values, formulas and merged cells stand.
//!
//! The crate `calamine` gives cells in the order of the file; rows and columns that do not ascend are no sheet that Excel
//! writes and are refused, since a cell must not move to another row. A panic in the crate counts as such a refusal.
//! Dates: Excel counts days (ECMA-376 part 1, 18.17.4); the day 60 of 1900, which never was, stays `1900-02-29`.

use crate::error::contained;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

/// The bytes are no workbook that can be read; what the crate says may quote a cell and is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed;

/// Runs a call into the crate.
pub(super) fn guarded<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Failed> {
    contained(call).ok_or(Failed)?.map_err(|_| Failed)
}

/// Excel's last row and column, from 0.
const LAST: (u32, u32) = (1_048_575, 16_383);

/// The first number of more digits than Excel keeps.
const DIGITS_LOST: f64 = 1e15;

/// The day after 9999-12-31, Excel's last.
const DAYS_END: f64 = 2_958_466.0;

/// What a cell holds. It is a customer's text, so only tests can print it.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(super) enum Cell {
    Empty,
    Text(String),
    /// A number. It is plain where its digits are all that the cell shows and all that was ever typed, but for leading
    /// zeros.
    Number {
        text: String,
        is_plain: bool,
    },
    /// `#N/A` and its like.
    Error,
    /// A number outside the calendar in a cell that shows dates.
    NoDate,
}

impl Cell {
    /// The text; nothing where there is none.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number { text, .. } => text,
            Self::Empty | Self::Error | Self::NoDate => "",
        }
    }
}

/// A cell and where it stands (row and column from 0).
type Placed = ((u32, u32), Cell);

/// One row that holds anything.
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) line: u64,
    /// Its cells up to the last that holds anything.
    pub(super) cells: Vec<Cell>,
    /// Whether a row that holds nothing stands before it.
    pub(super) is_after_gap: bool,
}

/// What a first look at a sheet finds.
#[derive(Default)]
pub(super) struct Seen {
    /// The header's row, from 0.
    pub(super) header_row: u32,
    /// Its texts; none where the sheet holds nothing.
    pub(super) header: Vec<String>,
    /// Formulas (row and column from 0) without a stored value.
    pub(super) without_value: Vec<(u32, u32)>,
    /// The first cell of each group of merged ones.
    pub(super) merged: Vec<(u32, u32)>,
}

/// The name of a cell (row and column from 0): `B7`.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(b'A' + ((left - 1) % 26) as u8);
        left = (left - 1) / 26;
    }
    letters.reverse();
    let letters: String = letters.into_iter().map(char::from).collect();
    format!("{letters}{}", row + 1)
}

/// The names of the sheets that can hold cells.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<String>, Failed> {
    guarded(|| {
        let workbook = Xlsx::new(Cursor::new(bytes))?;
        let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        Ok(sheets.map(|sheet| sheet.name.clone()).collect())
    })
}

/// Looks through a sheet.
pub(super) fn first_pass(bytes: &[u8], sheet: &str) -> Result<Seen, Failed> {
    let mut seen = Seen::default();
    guarded(|| {
        let mut workbook = Xlsx::new(Cursor::new(bytes))?;
        for region in workbook.merge_cells_by_sheet_name(sheet)? {
            if region.start != region.end {
                seen.merged.push(region.start);
            }
        }
        let mut cells = workbook.worksheet_cells_reader(sheet)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            let ((row, column), value) = (cell.pos, text_of(&cell.value, true));
            if value == Cell::Empty && cell.formula.is_some() {
                seen.without_value.push(cell.pos);
            }
            if value == Cell::Empty || column > LAST.1 {
                continue;
            }
            if seen.header.is_empty() {
                seen.header_row = row;
            }
            if row == seen.header_row {
                seen.header.resize(seen.header.len().max(column as usize + 1), String::new());
                value.text().clone_into(&mut seen.header[column as usize]);
            }
        }
        Ok(())
    })?;
    Ok(seen)
}

/// A workbook's bytes, and how many of them were read: only progress is shown by it.
pub(super) struct Counting<'a> {
    bytes: Cursor<&'a [u8]>,
    read: Rc<std::cell::Cell<u64>>,
}

impl<'a> Counting<'a> {
    /// The bytes at their start, and their count.
    pub(super) fn new(bytes: &'a [u8]) -> (Self, Rc<std::cell::Cell<u64>>) {
        let read = Rc::default();
        (Self { bytes: Cursor::new(bytes), read: Rc::clone(&read) }, read)
    }
}

impl Read for Counting<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(out)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

impl Seek for Counting<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// The rows of a sheet below its header.
pub(super) struct Reading<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    /// The cell that was read last and belongs to the next row.
    waiting: Option<Placed>,
    /// The row (from 0) that comes next where nothing is left out.
    next_row: u32,
    /// Where the last cell stood.
    last: Option<(u32, u32)>,
    header_row: u32,
    is_at_end: bool,
}

impl<'a, R: Read + Seek> Reading<'a, R> {
    pub(super) fn new(cells: XlsxCellReader<'a, R>, header_row: u32) -> Self {
        Self { cells, waiting: None, next_row: header_row + 1, last: None, header_row, is_at_end: false }
    }

    /// The next rows, no more than so many; none at the end.
    pub(super) fn rows(&mut self, most: usize) -> Result<Vec<Row>, Failed> {
        let mut rows: Vec<Row> = Vec::new();
        while let Some(((row, column), cell)) = self.next()? {
            let is_new = rows.last().is_none_or(|last| last.line != u64::from(row) + 1);
            if is_new && rows.len() == most {
                self.waiting = Some(((row, column), cell));
                break;
            }
            if is_new {
                let is_after_gap = row > self.next_row;
                self.next_row = row + 1;
                rows.push(Row { line: u64::from(row) + 1, cells: Vec::new(), is_after_gap });
            }
            if let Some(last) = rows.last_mut() {
                last.cells.resize(column as usize, Cell::Empty);
                last.cells.push(cell);
            }
        }
        Ok(rows)
    }

    /// The next cell below the header that holds anything.
    fn next(&mut self) -> Result<Option<Placed>, Failed> {
        if let Some(waiting) = self.waiting.take() {
            return Ok(Some(waiting));
        }
        while !self.is_at_end {
            let cells = &mut self.cells;
            let Some((cell, style)) = guarded(|| cells.next_cell_with_style_id())? else {
                self.is_at_end = true;
                break;
            };
            let at = cell.get_position();
            if self.last.is_some_and(|last| at <= last) || at.0 > LAST.0 || at.1 > LAST.1 {
                return Err(Failed);
            }
            self.last = Some(at);
            if at.0 <= self.header_row {
                continue;
            }
            let format = self.cells.styles().get(style).and_then(|style| style.number_format.as_ref());
            let is_plain =
                format.is_none_or(|f| matches!(f.format_code.as_str(), "General" | "0" | "@" | ""));
            let value = text_of(cell.get_value(), is_plain);
            if value != Cell::Empty {
                return Ok(Some((at, value)));
            }
        }
        Ok(None)
    }
}

/// The text of a value. `is_plain`: its number format shows whole numbers digit by digit.
fn text_of(value: &DataRef<'_>, is_plain: bool) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Bool(value) => Cell::Text(if *value { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::Int(n) => Cell::Number { text: n.to_string(), is_plain: is_plain && *n >= 0 },
        DataRef::Float(n) => {
            let is_whole = n.fract() == 0.0 && n.abs() < DIGITS_LOST;
            let text = if is_whole { (*n as i64).to_string() } else { n.to_string() };
            Cell::Number { text, is_plain: is_plain && is_whole && *n >= 0.0 }
        }
        DataRef::DateTime(moment) => moment_text(moment).map_or(Cell::NoDate, Cell::Text),
        DataRef::Error(_) => Cell::Error,
    }
}

/// A date in ISO 8601, with its time where that is no midnight; a time alone where there is no day; a duration in hours.
fn moment_text(moment: &ExcelDateTime) -> Option<String> {
    let days = moment.as_f64();
    if !(0.0..DAYS_END).contains(&days) {
        return None;
    }
    if moment.is_duration() {
        let seconds = (days * 86_400.0).round() as u64;
        return Some(format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let mut time = format!("{hour:02}:{minute:02}:{second:02}");
    if milli != 0 {
        time.push_str(&format!(".{milli:03}"));
    }
    if days < 1.0 {
        return Some(time);
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if (hour, minute, second, milli) == (0, 0, 0, 0) { date } else { format!("{date}T{time}") })
}
