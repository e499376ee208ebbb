//! The room `read`. Files are built in the test, byte by byte; every broken one holds a text that must not be heard
//! of again. `formats` runs one table in every format through the program.

#[cfg(feature = "columnar")]
mod arrow;
mod broken;
#[cfg(feature = "columnar")]
pub mod formats;
mod limits;
#[cfg(feature = "columnar")]
mod made_by_others;
mod mapping;
mod merges;
mod ndjson;
mod packed;
#[cfg(feature = "columnar")]
mod parquet;
#[cfg(feature = "columnar")]
mod progress;
mod stdin;
mod text;
#[cfg(feature = "columnar")]
mod unused;
mod xlsx;

use sekisho::error::{Error, Result};
use sekisho::model::{Columns, FieldId, Lang};
use sekisho::read::{ReadOptions, Records, Scan};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Stands in every broken file and in no message.
const CANARY: &str = "カナリア9173";

/// A folder that goes away with the test.
struct Dir(TempDir);

impl Dir {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// A line and its cells: the ID, then the mapped columns.
type Row = (u64, Vec<String>);

fn open(path: &Path, options: &ReadOptions) -> Result<Records> {
    Records::open(&[path.to_owned()], &Columns::default(), &[], options)
}

fn scan(records: &Records) -> Result<(Vec<Row>, Scan)> {
    let mut rows = Vec::new();
    let scan = records.scan(
        None,
        |batch| -> Vec<Row> {
            let cells = |row| (0..batch.columns()).map(|c| batch.cell(row, c).to_owned()).collect();
            (0..batch.rows()).map(|row| (batch.line(row), cells(row))).collect()
        },
        |part| rows.extend(part),
    )?;
    Ok((rows, scan))
}

fn read_with(path: &Path, options: &ReadOptions) -> Result<(Vec<Row>, Scan)> {
    scan(&open(path, options)?)
}

fn read(path: &Path) -> Result<(Vec<Row>, Scan)> {
    read_with(path, &ReadOptions::default())
}

/// The rows of a file with this content.
fn rows_of(bytes: impl AsRef<[u8]>) -> Vec<Row> {
    let dir = Dir::new();
    read(&dir.file("r.csv", bytes)).unwrap_or_else(|e| panic!("{e}")).0
}

/// Code, line, column of each problem; holds that none shows the canary.
fn said(error: &Error) -> Vec<(&'static str, Option<u64>, Option<usize>)> {
    for problem in error.problems() {
        for lang in [Lang::En, Lang::Ja] {
            let text = problem.text(lang);
            assert!(!text.contains("9173") && !text.contains("カナリア"), "{text}");
        }
    }
    error.problems().iter().map(|p| (p.code, p.place.line, p.place.column)).collect()
}

fn error_of(path: &Path, options: &ReadOptions) -> Error {
    read_with(path, options).map(|(rows, _)| rows.len()).expect_err("the file must be refused")
}

fn field(name: &str) -> FieldId {
    sekisho::fields::by_name(name).unwrap()
}

fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost, "{text}");
    bytes.into_owned()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}
