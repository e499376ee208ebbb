//! What a steward hands back: the workbook, a sheet of it saved as CSV, or the file of the HTML report, as rows that are
//! yet to be held against the run.

use super::decision::{DECISIONS_FORMAT, File};
use super::xlsx::{COLUMN_TITLES, ColumnKind};
use crate::error::{Problem, Result};
use crate::model::{Lang, Place};
use crate::read::{Merges, ReadOptions, workbook_bytes};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;
use std::path::Path;

/// One row with a decision or a note in it.
pub struct Returned {
    /// Where it stands: the file and its row.
    pub place: Place,
    /// Line, survivor, merged, decision, note and digest, as they stand there.
    pub cells: [String; COLUMN_TITLES.len()],
}

impl Returned {
    /// One of its cells.
    #[must_use]
    pub fn cell(&self, kind: ColumnKind) -> &str {
        &self.cells[kind as usize]
    }

    /// Whether nothing was decided on it.
    fn is_undecided(&self) -> bool {
        self.cell(ColumnKind::Decision).trim().is_empty()
    }
}

/// A file that came back.
pub struct Handed {
    /// The digest of the run it says it belongs to; `None` where only its rows say so.
    pub run: Option<String>,
    /// Who decided, where the file says so.
    pub steward: Option<String>,
    /// The rows on which something was decided.
    pub rows: Vec<Returned>,
}

/// Reads a file by its extension: `.xlsx`, `.csv` (`.tsv`) or `.json`.
///
/// # Errors
///
/// Those of the readers; `E_DECISIONS` where the file is none of these or has no table of decisions.
pub fn read(path: &Path) -> Result<Handed> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let mut handed = match extension.as_str() {
        "xlsx" => workbook(path)?,
        "csv" | "tsv" => text(path)?,
        "json" => json(path)?,
        _another => {
            return Err(no_decisions(
                path,
                "give an .xlsx, .csv or .json file",
                ".xlsx、.csv、.json を指定してください",
            ));
        }
    };
    handed.rows.retain(|row| !row.is_undecided());
    Ok(handed)
}

fn no_decisions(path: &Path, en: &str, ja: &str) -> crate::error::Error {
    let place = Place::file(&path.to_string_lossy());
    Problem::input("E_DECISIONS", place, "it holds no decisions", "決定の書かれた表がありません")
        .help(en, ja)
        .into()
}

/// Where each kind of column stands under these headers; `None` where one is missing.
fn columns(headers: &[String]) -> Option<[usize; COLUMN_TITLES.len()]> {
    let mut found = [0; COLUMN_TITLES.len()];
    for (kind, title) in COLUMN_TITLES {
        let titles = [Lang::En, Lang::Ja].map(|lang| title.text(lang));
        found[kind as usize] = headers.iter().position(|header| titles.contains(&header.trim()))?;
    }
    Some(found)
}

fn rows_of(
    name: &str,
    columns: [usize; COLUMN_TITLES.len()],
    rows: impl Iterator<Item = (u64, Vec<String>)>,
) -> Vec<Returned> {
    let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    rows.map(|(line, row)| Returned {
        place: Place::file(name).at_line(line),
        cells: columns.map(|column| cell(&row, column)),
    })
    .collect()
}

fn workbook(path: &Path) -> Result<Handed> {
    let bytes = workbook_bytes(path)?;
    let none =
        || no_decisions(path, "give the workbook that the run wrote", "実行が書いたブックを指定してください");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| none())?;
    let name = path.to_string_lossy();
    let mut rows = Vec::new();
    let mut is_found = false;
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(|_| none())?;
        let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
        let mut lines = range.rows().map(|row| row.iter().map(text_of).collect::<Vec<String>>());
        let Some(columns) = lines.next().and_then(|headers| columns(&headers)) else { continue };
        is_found = true;
        rows.extend(rows_of(&format!("{name} ({sheet})"), columns, (first + 1..).zip(lines)));
    }
    if is_found { Ok(Handed { run: None, steward: None, rows }) } else { Err(none()) }
}

/// A cell as text; whole numbers without a decimal point.
fn text_of(cell: &Data) -> String {
    if let Data::Float(number) = cell
        && number.fract() == 0.0
        && number.abs() < 1e15
    {
        return format!("{number:.0}");
    }
    cell.to_string()
}

fn text(path: &Path) -> Result<Handed> {
    let table = Merges::open(path, &ReadOptions::default())?;
    let Some(columns) = columns(&table.headers) else {
        return Err(no_decisions(
            path,
            "save the sheet with all its columns, the hidden one too",
            "非表示の列も含め、シートの全列を保存してください",
        ));
    };
    let cells = |row: usize| table.cells(row).into_iter().map(|cell| cell.into_owned()).collect();
    let rows = (0..table.len()).map(|row| (table.line(row), cells(row)));
    Ok(Handed { run: None, steward: None, rows: rows_of(&path.to_string_lossy(), columns, rows) })
}

fn json(path: &Path) -> Result<Handed> {
    let none = || {
        no_decisions(
            path,
            "give the file that the report saved",
            "報告書から保存したファイルを指定してください",
        )
    };
    let bytes = std::fs::read(path).map_err(|e| super::io_error(path, &e))?;
    let file: File = serde_json::from_slice(&bytes).map_err(|_| none())?;
    if file.format != DECISIONS_FORMAT {
        return Err(none());
    }
    let name = path.to_string_lossy();
    let rows = file.decided.into_iter().zip(1_u64..).map(|(decided, n)| Returned {
        place: Place::file(&name).at_line(n),
        cells: [
            decided.line.to_string(),
            decided.survivor_id,
            decided.merged_id,
            decided.decision.name().to_owned(),
            decided.note,
            decided.row,
        ],
    });
    Ok(Handed { run: Some(file.run), steward: Some(file.steward), rows: rows.collect() })
}
