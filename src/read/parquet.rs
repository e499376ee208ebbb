//! Parquet: row group by row group, only the columns that are asked for.
//!
//! A file is read by ordinary reads, never mapped: a mapped file that shrinks kills the process. It is digested first;
//! its identity (device, inode, size, times) must be the same before and after. Decoding is the room [`columnar`]'s.
//!
//! [`columnar`]: crate::columnar

use super::cells::{Asked, CellRows, Rules};
use super::header;
use super::pipeline;
use super::rows::Walked;
use super::source::{self, Handle, Hashed, InputDigest, Source};
use super::wording::card_problems;
use crate::columnar::{Decoded, ParquetFile, Texts};
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::io::{Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

/// Rows of one batch: enough to make a task worth its start, few enough to stay small.
const BATCH_ROWS: usize = 8192;

/// An opened Parquet file.
pub(super) struct ParquetTable {
    pub(super) source: Source,
    pub(super) headers: Vec<Arc<str>>,
    file: ParquetFile,
}

fn broken(name: &str) -> Error {
    Problem::input(
        "E_PARQUET",
        Place::file(name),
        "not a Parquet file that can be read",
        "読み込める Parquet ファイルではありません",
    )
    .help("write the file again, or convert it to CSV", "書き直すか、CSV に変換してください")
    .into()
}

/// The rows that one task is given.
struct ParquetRows<'a> {
    rules: Rules<'a>,
    columns: &'a [Texts<'a>],
    /// The columns' numbers in the file, from 0.
    numbers: &'a [usize],
    range: Range<usize>,
    /// The number of the first row of `range`, from 1.
    first: u64,
    file_bytes: u64,
    file_rows: u64,
}

impl CellRows for ParquetRows<'_> {
    fn walk(&self, each: &mut dyn FnMut(u64, &[String])) -> Walked {
        let mut walked = Walked::new(self.rules.headers.len());
        let mut cells = vec![String::new(); self.columns.len()];
        for (offset, row) in self.range.clone().enumerate() {
            let line = self.first + offset as u64;
            let mut clean = true;
            walked.rows += 1;
            for ((cell, column), &number) in cells.iter_mut().zip(self.columns).zip(self.numbers) {
                cell.clear();
                column.write(row, cell);
                clean &= self.rules.hold(line, number, cell, &mut walked);
            }
            if clean {
                each(line, &cells);
            }
        }
        walked
    }

    fn source_bytes(&self) -> u64 {
        self.file_bytes * self.range.len() as u64 / self.file_rows.max(1)
    }
}

impl ParquetTable {
    /// Reads the file's schema.
    pub(super) fn open(source: Source) -> Result<Self> {
        let file = ParquetFile::open(&mut source.reopen()?).ok_or_else(|| broken(&source.name))?;
        let headers: Vec<Arc<str>> = file.headers().map(Arc::from).collect();
        header::check(&headers, &Place::file(&source.name))?;
        Ok(Self { source, headers, file })
    }

    /// Holds that these columns (from 0) are of a kind whose text is certain. `certain`: also that no number was
    /// rounded and no moment depends on a time zone.
    pub(super) fn check(&self, columns: &[usize], certain: bool) -> Result<()> {
        let bad = columns.iter().filter_map(|&column| {
            let kind = self.file.refusal(column, certain)?;
            let place = Place::file(&self.source.name).at_column(column + 1).under(&self.headers[column]);
            let (en, ja) = (format!("a column of {kind}"), format!("列の型が {kind} です"));
            let problem = Problem::input("E_PARQUET_TYPE", place, en, ja);
            Some(problem.help("write the column as text", "列を文字列として書き出してください"))
        });
        Error::from_problems(bad).map_or(Ok(()), Err)
    }

    fn row_count(&self) -> u64 {
        (0..self.file.groups()).map(|group| self.file.rows(group) as u64).sum()
    }

    /// Reads the columns of all rows: see [`super::cells::CellTable::rows`].
    pub(super) fn rows<T: Send>(
        &self,
        asked: &Asked<'_>,
        work: impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let &Asked { numbers, ids, is_digested, .. } = asked;
        let digest = self.digest(is_digested)?;
        let mut file = self.source.reopen()?;
        let (file_bytes, file_rows) = (self.source.identity.bytes(), self.row_count());
        let mut total = Walked::new(self.headers.len());
        for group in 0..self.file.groups() {
            let height = self.file.rows(group);
            let decoded = self.decode(&mut file, group, numbers)?;
            let columns = decoded.iter().map(|column| column.texts(height)).collect::<Option<Vec<_>>>();
            let columns = columns.ok_or_else(|| broken(&self.source.name))?;
            let (mut from, first) = (0, total.rows + 1);
            pipeline::in_order(
                || {
                    let range = from..(from + BATCH_ROWS).min(height);
                    from = range.end;
                    (!range.is_empty()).then_some(range)
                },
                |range| {
                    let first = first + range.start as u64;
                    let rules = Rules { name: &self.source.name, headers: &self.headers, ids };
                    let columns = &columns;
                    work(&ParquetRows { rules, columns, numbers, range, first, file_bytes, file_rows })
                },
                |(walked, made)| {
                    total.join(walked);
                    if let (Some(made), true) = (made, total.is_clean()) {
                        take(made);
                    }
                    ControlFlow::Continue(())
                },
            );
        }
        let cards = std::mem::take(&mut total.cards);
        card_problems(&self.source.name, &self.headers, ids, &cards).for_each(|problem| total.add(problem));
        self.source.is_unchanged(&file)?;
        total.error.map_or(Ok(InputDigest { rows: total.rows, ..digest }), Err)
    }

    fn digest(&self, is_digested: bool) -> Result<InputDigest> {
        let mut hashed = Hashed::new(self.source.reopen()?, is_digested);
        let mut buffer = vec![0; 1 << 20];
        while hashed.read(&mut buffer).map_err(|e| source::unreadable(&self.source.name, &e))? > 0 {}
        hashed.finish(&self.source, 0)
    }

    /// Reads and decodes one row group's columns, the decoding in parallel.
    fn decode(&self, file: &mut Handle, group: usize, numbers: &[usize]) -> Result<Vec<Decoded>> {
        let mut chunks = Vec::with_capacity(numbers.len());
        for &number in numbers {
            chunks.push((number, self.bytes(file, group, number)?));
        }
        let decoded = chunks.into_par_iter().map(|(number, bytes)| self.file.decode(group, number, bytes));
        decoded.collect::<Option<Vec<_>>>().ok_or_else(|| broken(&self.source.name))
    }

    /// The compressed bytes of one column of a row group. Its place comes from the file and is not believed.
    fn bytes(&self, file: &mut Handle, group: usize, column: usize) -> Result<Vec<u8>> {
        let range = self.file.byte_range(group, column).ok_or_else(|| broken(&self.source.name))?;
        if range.start > range.end || range.end > self.source.identity.bytes() {
            return Err(broken(&self.source.name));
        }
        let mut bytes = vec![0; (range.end - range.start) as usize];
        file.seek(SeekFrom::Start(range.start))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|e| source::unreadable(&self.source.name, &e))?;
        Ok(bytes)
    }
}
