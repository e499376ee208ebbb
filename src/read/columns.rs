//! Tables that lie in the file column by column (Parquet, Arrow): decoded columns turned into rows.

use super::cells::{Asked, CellRows, Rules};
use super::pipeline;
use super::rows::Walked;
use super::source::{self, Handle, Hashed, InputDigest, Source};
use super::wording::card_problems;
use crate::columnar::{Decoded, Texts};
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use std::io::{Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

/// Rows of one batch: enough to make a task worth its start, few enough to stay small.
const BATCH_ROWS: usize = 8192;

/// The file is not what its extension promises, or is damaged.
pub(super) fn broken(name: &str, code: &'static str, format: &str) -> Error {
    let (en, ja) = (format!("not {format} that can be read"), format!("読み込める {format} ではありません"));
    Problem::input(code, Place::file(name), en, ja)
        .help("write the file again, or convert it to CSV", "書き直すか、CSV に変換してください")
        .into()
}

/// Holds that columns (from 0) are of a kind whose text is certain; `refusal` says why not.
pub(super) fn check_types(
    name: &str,
    code: &'static str,
    headers: &[Arc<str>],
    columns: &[usize],
    refusal: impl Fn(usize) -> Option<&'static str>,
) -> Result<()> {
    let bad = columns.iter().filter_map(|&column| {
        let kind = refusal(column)?;
        let place = Place::file(name).at_column(column + 1).under(&headers[column]);
        let problem =
            Problem::input(code, place, format!("a column of {kind}"), format!("列の型が {kind} です"));
        Some(problem.help("write the column as text", "列を文字列として書き出してください"))
    });
    Error::from_problems(bad).map_or(Ok(()), Err)
}

/// Digests a whole file.
pub(super) fn digest(source: &Source, is_digested: bool) -> Result<InputDigest> {
    let mut hashed = Hashed::new(source.reopen()?, is_digested);
    let mut buffer = vec![0; 1 << 20];
    while hashed.read(&mut buffer).map_err(|e| source::unreadable(&source.name, &e))? > 0 {}
    hashed.finish(source, 0)
}

/// The bytes of a part of the file; `None` where it does not lie in the file. Its place comes from the file and is not
/// believed.
pub(super) fn bytes(source: &Source, file: &mut Handle, range: Range<u64>) -> Result<Option<Vec<u8>>> {
    if range.start > range.end || range.end > source.identity.bytes() {
        return Ok(None);
    }
    let mut bytes = vec![0; (range.end - range.start) as usize];
    file.seek(SeekFrom::Start(range.start))
        .and_then(|_| file.read_exact(&mut bytes))
        .map_err(|e| source::unreadable(&source.name, &e))?;
    Ok(Some(bytes))
}

/// What all runs of rows of one file share.
pub(super) struct Table<'a> {
    pub(super) source: &'a Source,
    pub(super) headers: &'a [Arc<str>],
    pub(super) asked: &'a Asked<'a>,
    /// How many rows the file has, where that is known beforehand.
    pub(super) file_rows: u64,
}

impl Table<'_> {
    /// Works on one run of decoded rows; `None` where a column has another number of rows.
    pub(super) fn run<T: Send>(
        &self,
        height: usize,
        decoded: &[Decoded],
        total: &mut Walked,
        work: &(impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync),
        take: &mut impl FnMut(T),
    ) -> Option<()> {
        let columns = decoded.iter().map(|column| column.texts(height)).collect::<Option<Vec<_>>>()?;
        let (mut from, first) = (0, total.rows + 1);
        pipeline::in_order(
            || {
                let range = from..(from + BATCH_ROWS).min(height);
                from = range.end;
                (!range.is_empty()).then_some(range)
            },
            |range| {
                let first = first + range.start as u64;
                work(&ColumnRows { table: self, columns: &columns, range, first })
            },
            |(walked, made)| {
                total.join(walked);
                if let (Some(made), true) = (made, total.is_clean()) {
                    take(made);
                }
                ControlFlow::Continue(())
            },
        );
        Some(())
    }

    /// What became of all rows; `file` must still be the one that was digested.
    pub(super) fn end(&self, mut total: Walked, file: &Handle, digest: InputDigest) -> Result<InputDigest> {
        let cards = std::mem::take(&mut total.cards);
        let problems = card_problems(&self.source.name, self.headers, self.asked.ids, &cards);
        problems.for_each(|problem| total.add(problem));
        self.source.is_unchanged(file)?;
        total.error.map_or(Ok(InputDigest { rows: total.rows, ..digest }), Err)
    }
}

/// The rows that one task is given.
struct ColumnRows<'a> {
    table: &'a Table<'a>,
    columns: &'a [Texts<'a>],
    range: Range<usize>,
    /// The number of the first row of `range`, from 1.
    first: u64,
}

impl CellRows for ColumnRows<'_> {
    fn walk(&self, each: &mut dyn FnMut(u64, &[String])) -> Walked {
        let Table { source, headers, asked, .. } = self.table;
        let rules = Rules { name: &source.name, headers, ids: asked.ids };
        let mut walked = Walked::new(headers.len());
        let mut cells = vec![String::new(); self.columns.len()];
        for (offset, row) in self.range.clone().enumerate() {
            let line = self.first + offset as u64;
            let mut clean = true;
            walked.rows += 1;
            for ((cell, column), &number) in cells.iter_mut().zip(self.columns).zip(asked.numbers) {
                cell.clear();
                column.write(row, cell);
                clean &= rules.hold(line, number, cell, &mut walked);
            }
            if clean {
                each(line, &cells);
            }
        }
        walked
    }

    fn source_bytes(&self) -> u64 {
        self.table.source.identity.bytes() * self.range.len() as u64 / self.table.file_rows.max(1)
    }
}
