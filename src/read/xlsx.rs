//! Excel workbooks (ECMA-376), read by the crate `calamine` from memory, so that what is digested is what is parsed.
//!
//! - The table is the one sheet that holds anything, hidden ones included; two such sheets are an error.
//! - Its first row that holds anything is the header; the rows below follow without a gap.
//! - Cells are texts as they are; whole numbers in decimal digits; dates in ISO 8601; truth values as Excel shows them.
//!   A formula gives the value that was stored with it, and one without a stored value is an error, as an error cell is.
//! - A number cannot hold a leading zero, so none is read as a phone number or a postal code. An ID may be a whole number of at most 15
//!   digits (what Excel keeps, "Excel specifications and limits") in a plain number format: any other shows something else
//!   than what is stored.
//! - Whether its days are counted from 1900 or from 1904 (ECMA-376 part 1, 18.17.4.1) must be what the policy declares for day
//!   numbers, if it declares any.
//! - A row in the sheet's last line is an error: a table that does not fit ends there.
//! - Merged cells are an error: all but the first would be read as empty. Hidden rows and columns are read: a filter
//!   takes nobody out of the table.

use super::archive::{self, ArchiveFlaw};
use super::cells::{Asked, CellRows, Rules};
use super::files::SystemFiles;
use super::header::{self, COLUMNS_MAX};
use super::rows::Walked;
use super::sheet::{Cell, Counting, Failed, Reading, Row, cell_name, first_pass, guarded, sheets};
use super::source::{self, Hashed, InputDigest, Source};
use super::total::Total;
use super::wording::lost_number;
use crate::error::{Error, Problem, Result};
use crate::fields;
use crate::model::{MappedColumn, Place};
use calamine::{Reader, Xlsx};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// The largest workbook that is read, in bytes; it is held in memory.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// Rows of one batch.
const BATCH_ROWS: usize = 4096;

/// The last row of a sheet ("Excel specifications and limits"). A table of more rows loses what does not fit, and nobody is
/// told: in 2020 so were 15,841 positive tests in England (sheets of 65,536 rows).
const ROWS_MAX: u64 = 1_048_576;

/// An opened workbook.
pub(super) struct XlsxTable {
    pub(super) source: Source,
    pub(super) headers: Vec<Arc<str>>,
    sheet: String,
    /// The header's row, from 0.
    header_row: u32,
    /// Whether the workbook counts its days from 1904.
    is_from_1904: bool,
}

fn problem(code: &'static str, place: Place, en: &str, ja: &str) -> Problem {
    Problem::input(code, place, en, ja)
}

fn broken(name: &str) -> Error {
    problem(
        "E_XLSX",
        Place::file(name),
        "not an Excel workbook that can be read",
        "読み込める Excel ブックではありません",
    )
    .help(
        "save it again as .xlsx without a password, or as CSV",
        "パスワードなしの .xlsx か CSV で保存し直してください",
    )
    .into()
}

/// All bytes of a workbook that is not larger, packed or unpacked, than one may be.
///
/// # Errors
///
/// `E_XLSX`, `E_XLSX_SIZE`, `E_PACKED_BOMB`, and those of a file that cannot be read.
pub fn workbook_bytes(path: &Path) -> Result<Vec<u8>> {
    Ok(load(&Source::open(path, &SystemFiles)?, false)?.0)
}

/// All bytes of a workbook, and what digested them.
fn load(source: &Source, is_digested: bool) -> Result<(Vec<u8>, Hashed)> {
    let place = || Place::file(&source.name);
    if source.identity.bytes() > FILE_BYTES_MAX {
        let (en, ja) = ("the workbook is larger than 256 MiB", "ブックが 256 MiB を超えています");
        return Err(problem("E_XLSX_SIZE", place(), en, ja)
            .help("save the sheet as CSV", "シートを CSV で保存してください")
            .into());
    }
    let mut hashed = Hashed::new(source.reopen()?, is_digested);
    let mut bytes = Vec::new();
    hashed.read_to_end(&mut bytes).map_err(|e| source::unreadable(&source.name, &e))?;
    match archive::check(&bytes) {
        Ok(()) => Ok((bytes, hashed)),
        Err(ArchiveFlaw::Broken) => Err(broken(&source.name)),
        Err(ArchiveFlaw::Bomb) => Err(problem(
            "E_PACKED_BOMB",
            place(),
            "the workbook unpacks to more than a workbook can be",
            "ブックを展開すると異常な大きさになります",
        )
        .help("save the sheet as CSV", "シートを CSV で保存してください")
        .into()),
    }
}

impl XlsxTable {
    /// Finds the one sheet that holds a table, and its header.
    pub(super) fn open(source: Source) -> Result<Self> {
        let (bytes, _) = load(&source, true)?;
        let name = source.name.clone();
        let mut found = None;
        for sheet in sheets(&bytes).map_err(|Failed| broken(&name))? {
            let seen = first_pass(&bytes, &sheet).map_err(|Failed| broken(&name))?;
            if seen.header.is_empty() {
                continue;
            }
            if found.replace((sheet, seen)).is_some() {
                let (en, ja) = ("more than one sheet holds data", "データのあるシートが複数あります");
                return Err(problem("E_XLSX_SHEETS", Place::file(&name), en, ja)
                    .help("save the table in a workbook of its own", "表だけのブックに保存してください")
                    .into());
            }
        }
        let Some((sheet, seen)) = found else {
            let (en, ja) = ("the workbook is empty", "ブックが空です");
            return Err(problem("E_FILE_EMPTY", Place::file(&name), en, ja).into());
        };
        let mut flaws = Walked::new(0);
        for (row, column) in seen.merged {
            let cell = cell_name(row, column);
            let (en, ja) = (format!("merged cells at {cell}"), format!("結合されたセルがあります: {cell}"));
            let place = Place::file(&name).at_line(u64::from(row) + 1).at_column(column as usize + 1);
            flaws.add(
                problem("E_XLSX_MERGED", place, &en, &ja)
                    .help("unmerge the cells and fill each", "結合を解除し、各セルに値を入れてください"),
            );
        }
        for (row, column) in seen.without_value {
            let cell = cell_name(row, column);
            let (en, ja) = (
                format!("the formula in cell {cell} has no stored value"),
                format!("セル {cell} の数式に計算結果が保存されていません"),
            );
            let place = Place::file(&name).at_line(u64::from(row) + 1).at_column(column as usize + 1);
            flaws.add(
                problem("E_XLSX_FORMULA", place, &en, &ja)
                    .help("open the workbook in Excel and save it", "Excel で開いて保存し直してください"),
            );
        }
        if let Some(error) = flaws.error {
            return Err(error);
        }
        let place = Place::file(&name).at_line(u64::from(seen.header_row) + 1);
        if seen.header.len() > COLUMNS_MAX {
            return Err(broken(&name));
        }
        let headers: Vec<Arc<str>> = seen.header.into_iter().map(Arc::from).collect();
        header::check(&headers, &place)?;
        let is_from_1904 = archive::counts_from_1904(&bytes);
        Ok(Self { source, headers, sheet, header_row: seen.header_row, is_from_1904 })
    }

    /// Holds that a column whose day numbers the policy counts from one year is not counted from the other one by the workbook:
    /// every day would be four years off, on both sides alike.
    pub(super) fn check_days(&self, columns: &[MappedColumn]) -> Result<()> {
        let off = columns.iter().find(|column| {
            let declared = column.format.and_then(|format| fields::counts_from_1904(column.field, format));
            declared.is_some_and(|from_1904| from_1904 != self.is_from_1904)
        });
        let Some(column) = off else { return Ok(()) };
        let (year, format) = if self.is_from_1904 { (1904, "excel-1904") } else { (1900, "excel-1900") };
        let place = Place::file(&self.source.name).at_column(column.number).under(&column.header);
        let en = format!("the workbook counts its days from {year}, the policy declares the other system");
        let ja = format!("このブックの日付は {year} 年方式ですが、ポリシーの指定はもう一方の方式です");
        let help_en = format!("declare {format} under [formats], or save the dates as text (1980-03-04)");
        let help_ja = format!("[formats] に {format} と書くか、日付を文字列 (1980-03-04) で保存してください");
        Err(problem("E_XLSX_EPOCH", place, &en, &ja).help(&help_en, &help_ja).into())
    }

    /// Reads the columns of all rows: see [`super::cells::CellTable::rows`].
    pub(super) fn rows<T: Send>(
        &self,
        asked: &Asked<'_>,
        work: impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let (bytes, hashed) = load(&self.source, asked.is_digested)?;
        let (counting, taken) = Counting::new(&bytes);
        let mut workbook = guarded(|| Xlsx::new(counting)).map_err(|Failed| broken(&self.source.name))?;
        let cells = guarded(|| workbook.worksheet_cells_reader(&self.sheet))
            .map_err(|Failed| broken(&self.source.name))?;
        let mut reading = Reading::new(cells, self.header_row);
        let mut total = Total::new(self.headers.len());
        total.run(
            || {
                let rows = reading.rows(BATCH_ROWS).map_err(|Failed| broken(&self.source.name))?;
                Ok((!rows.is_empty()).then(|| (rows, taken.take())))
            },
            |(rows, taken)| {
                let rules = Rules { name: &self.source.name, headers: &self.headers, ids: asked.ids };
                work(&XlsxRows { rows: &rows, asked, rules, taken })
            },
            &mut take,
        );
        let rows = total.end(&self.source.name, &self.headers, asked.ids)?;
        hashed.finish(&self.source, rows)
    }
}

/// The rows that one task is given.
struct XlsxRows<'a> {
    rows: &'a [Row],
    asked: &'a Asked<'a>,
    rules: Rules<'a>,
    /// How many bytes of the file were taken for them.
    taken: u64,
}

impl XlsxRows<'_> {
    /// What is wrong with a cell of a column that is asked for.
    fn trouble(&self, cell: &Cell, line: u64, column: usize) -> Option<Problem> {
        let name = cell_name(line as u32 - 1, column as u32);
        let place = || self.rules.place(line, column);
        match cell {
            Cell::Error => Some(problem(
                "E_XLSX_ERROR",
                place(),
                &format!("error value in cell {name}"),
                &format!("セル {name} がエラー値です"),
            )),
            Cell::NoDate => Some(problem(
                "E_XLSX_DATE",
                place(),
                &format!("cell {name} is formatted as a date and holds none"),
                &format!("セル {name} は日付の書式ですが、日付ではありません"),
            )),
            Cell::Number { is_plain, .. } => {
                let is_lost =
                    self.asked.zeros.contains(&column) || (self.asked.ids.contains(&column) && !is_plain);
                is_lost.then(|| lost_number(place(), &format!(" (cell {name})")))
            }
            Cell::Text(_) | Cell::Empty => None,
        }
    }

    /// What is wrong with a whole row.
    fn structure(&self, row: &Row) -> Option<Problem> {
        let columns = self.rules.headers.len();
        let place = |line| Place::file(self.rules.name).at_line(line);
        if row.is_after_gap {
            return Some(problem("E_XLSX_BLANK", place(row.line - 1), "blank row", "空行があります"));
        }
        if row.cells.len() > columns {
            let cell = cell_name(row.line as u32 - 1, row.cells.len() as u32 - 1);
            return Some(problem(
                "E_XLSX_FIELDS",
                place(row.line),
                &format!("cell {cell} stands outside the {columns} columns of the header"),
                &format!("セル {cell} は見出し {columns} 列の外にあります"),
            ));
        }
        if row.line == ROWS_MAX {
            let (en, ja) = (
                "the sheet is full to its last row: what came behind was cut off",
                "シートが最終行まで埋まっています。以降の行が切り捨てられた恐れがあります",
            );
            return Some(
                problem("E_XLSX_FULL", place(row.line), en, ja)
                    .help("export the table as CSV or Parquet", "CSV または Parquet で出力してください"),
            );
        }
        let is_header = |(cell, header): (&Cell, &Arc<str>)| cell.text().trim() == header.trim();
        (row.cells.len() == columns && row.cells.iter().zip(self.rules.headers).all(is_header)).then(|| {
            problem("E_XLSX_HEADER_AGAIN", place(row.line), "the header again", "見出しの行が途中にあります")
        })
    }
}

impl CellRows for XlsxRows<'_> {
    fn walk(&self, each: &mut dyn FnMut(u64, &[String])) -> Walked {
        let mut walked = Walked::new(self.rules.headers.len());
        let mut cells = vec![String::new(); self.asked.numbers.len()];
        for row in self.rows {
            walked.rows += 1;
            if let Some(problem) = self.structure(row) {
                walked.add(problem);
                continue;
            }
            let mut clean = true;
            cells.iter_mut().for_each(String::clear);
            for column in 0..self.rules.headers.len() {
                let cell = row.cells.get(column).unwrap_or(&Cell::Empty);
                let wanted = self.asked.numbers.iter().position(|n| *n == column);
                if let Some(problem) = wanted.and_then(|_| self.trouble(cell, row.line, column)) {
                    walked.add(problem);
                    clean = false;
                    continue;
                }
                clean &= self.rules.hold(row.line, column, cell.text(), &mut walked);
                if let Some(wanted) = wanted {
                    cells[wanted].push_str(cell.text());
                }
            }
            if clean {
                each(row.line, &cells);
            }
        }
        walked
    }

    fn source_bytes(&self) -> u64 {
        self.taken
    }
}
