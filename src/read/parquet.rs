//! Parquet: row group by row group, only the columns that are asked for.
//!
//! A file is read by ordinary reads, never mapped: a mapped file that shrinks kills the process. It is digested first;
//! its identity (device, inode, size, times) must be the same before and after. Decoding is the room [`columnar`]'s.
//!
//! [`columnar`]: crate::columnar

use super::cell;
use super::header;
use super::lexer::FIELD_BYTES_MAX;
use super::pipeline;
use super::records::Kept;
use super::rows::Walked;
use super::source::{self, Hashed, Identity, InputDigest};
use super::wording::{card_problems, cell_problem, id_problem};
use crate::columnar::{Decoded, ParquetFile, Texts};
use crate::error::{Error, Problem, Result};
use crate::model::{Place, RecordBatch, trim_id};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of one batch: enough to make a task worth its start, few enough to stay small.
const BATCH_ROWS: usize = 8192;

/// The most text one batch may hold, in bytes; [`crate::model::Cell`] counts in 32 bits.
const BATCH_BYTES_MAX: usize = 1 << 31;

/// An opened Parquet file.
pub(super) struct ParquetTable {
    pub(super) name: Arc<str>,
    path: PathBuf,
    pub(super) identity: Identity,
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
pub(super) struct ParquetRows<'a> {
    table: &'a ParquetTable,
    columns: &'a [Texts<'a>],
    /// The columns' numbers in the file, from 0.
    numbers: &'a [usize],
    ids: &'a [usize],
    range: Range<usize>,
    /// The number of the first row of `range`, from 1.
    first: u64,
}

impl ParquetRows<'_> {
    /// Gives each row that breaks no rule to `each`: its number and its cells, in the order asked for.
    pub(super) fn walk(&self, mut each: impl FnMut(u64, &[String])) -> Walked {
        let table = self.table;
        let mut walked = Walked::new(table.headers.len());
        let mut cells = vec![String::new(); self.columns.len()];
        for (offset, row) in self.range.clone().enumerate() {
            let line = self.first + offset as u64;
            let mut clean = true;
            walked.rows += 1;
            for ((cell, column), &number) in cells.iter_mut().zip(self.columns).zip(self.numbers) {
                cell.clear();
                column.write(row, cell);
                let place = || {
                    Place::file(&table.name).at_line(line).at_column(number + 1).under(&table.headers[number])
                };
                let problem = if cell.len() > FIELD_BYTES_MAX {
                    Some(table.too_long(place()))
                } else if let Some(flaw) = cell::flaw(cell, true, cell::Suspicion::ALL) {
                    Some(cell_problem(flaw, place()))
                } else if self.ids.contains(&number) {
                    cell::id_flaw(trim_id(cell)).map(|flaw| id_problem(flaw, place()))
                } else {
                    None
                };
                clean &= problem.is_none();
                problem.into_iter().for_each(|problem| walked.add(problem));
                walked.cards[number].see(cell, line);
            }
            if clean {
                each(line, &cells);
            }
        }
        walked
    }
}

impl ParquetTable {
    /// Reads the file's schema.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let name: Arc<str> = Arc::from(path.to_string_lossy().as_ref());
        let mut file = source::open(path, &name)?;
        let identity = Identity::of(&file, &name)?;
        let parquet = ParquetFile::open(&mut file).ok_or_else(|| broken(&name))?;
        let headers: Vec<Arc<str>> = parquet.headers().map(Arc::from).collect();
        header::check(&headers, &Place::file(&name))?;
        Ok(Self { name, path: path.to_owned(), identity, headers, file: parquet })
    }

    /// Holds that these columns (from 0) are of a kind whose text is certain. `certain`: also that no number was
    /// rounded and no moment depends on a time zone.
    pub(super) fn check(&self, columns: &[usize], certain: bool) -> Result<()> {
        let bad = columns.iter().filter_map(|&column| {
            let kind = self.file.refusal(column, certain)?;
            let place = Place::file(&self.name).at_column(column + 1).under(&self.headers[column]);
            let (en, ja) = (format!("a column of {kind}"), format!("列の型が {kind} です"));
            let problem = Problem::input("E_PARQUET_TYPE", place, en, ja);
            Some(problem.help("write the column as text", "列を文字列として書き出してください"))
        });
        Error::from_problems(bad).map_or(Ok(()), Err)
    }

    fn row_count(&self) -> u64 {
        (0..self.file.groups()).map(|group| self.file.rows(group) as u64).sum()
    }

    fn too_long(&self, place: Place) -> Problem {
        let (en, ja) = (
            format!("cell longer than {FIELD_BYTES_MAX} bytes"),
            format!("セルが {FIELD_BYTES_MAX} バイトを超えています"),
        );
        Problem::input("E_CELL_SIZE", place, en, ja)
    }

    /// Scans a record file: see [`super::Records::scan`].
    pub(super) fn scan<T: Send>(
        &self,
        kept: &Kept,
        is_checked: bool,
        work: &(impl Fn(&RecordBatch<'_>) -> T + Sync),
        take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let columns = kept.mapping.iter().map(|column| column.number - 1);
        let numbers: Vec<usize> = std::iter::once(kept.id).chain(columns).collect();
        self.check(&numbers, true)?;
        self.rows(
            &numbers,
            &[kept.id],
            is_checked,
            |rows| {
                let mut batch = RecordBatch::new(kept.mapping.clone(), "");
                let mut walked = rows.walk(|line, cells| {
                    if batch.added_bytes() > BATCH_BYTES_MAX {
                        return;
                    }
                    batch.push_cell(trim_id(&cells[0]));
                    cells[1..].iter().for_each(|cell| batch.push_cell(cell));
                    batch.end_row(line);
                });
                if batch.added_bytes() > BATCH_BYTES_MAX {
                    walked.add(self.too_long(Place::file(&self.name)));
                }
                batch.source_bytes = self.identity.bytes() * batch.rows() as u64 / self.row_count().max(1);
                let made = (walked.is_clean() && batch.rows() > 0).then(|| work(&batch));
                (walked, made)
            },
            take,
        )
    }

    /// Reads these columns (from 0) of all rows; `ids` of them hold IDs. `is_checked` says that an earlier reading has
    /// digested the file.
    pub(super) fn rows<T: Send>(
        &self,
        numbers: &[usize],
        ids: &[usize],
        is_checked: bool,
        work: impl Fn(&ParquetRows<'_>) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let digest = self.digest(is_checked)?;
        let mut file = source::reopen(&self.path, &self.name, &self.identity)?;
        let mut total = Walked::new(self.headers.len());
        for group in 0..self.file.groups() {
            let height = self.file.rows(group);
            let decoded = self.decode(&mut file, group, numbers)?;
            let columns = decoded.iter().map(|column| column.texts(height)).collect::<Option<Vec<_>>>();
            let columns = columns.ok_or_else(|| broken(&self.name))?;
            let (mut from, first) = (0, total.rows + 1);
            pipeline::in_order(
                || {
                    let range = from..(from + BATCH_ROWS).min(height);
                    from = range.end;
                    (!range.is_empty()).then_some(range)
                },
                |range| {
                    let first = first + range.start as u64;
                    work(&ParquetRows { table: self, columns: &columns, numbers, ids, range, first })
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
        card_problems(&self.name, &self.headers, ids, &cards).for_each(|problem| total.add(problem));
        if Identity::of(&file, &self.name)? != self.identity {
            return Err(source::changed(&self.name).into());
        }
        total.error.map_or(Ok(InputDigest { rows: total.rows, ..digest }), Err)
    }

    fn digest(&self, is_checked: bool) -> Result<InputDigest> {
        let file = source::reopen(&self.path, &self.name, &self.identity)?;
        let mut hashed = Hashed::new(file, is_checked);
        let mut buffer = vec![0; 1 << 20];
        while hashed.read(&mut buffer).map_err(|e| source::unreadable(&self.name, &e))? > 0 {}
        hashed.finish(&self.name, &self.identity, 0)
    }

    /// Reads and decodes one row group's columns, the decoding in parallel.
    fn decode(&self, file: &mut File, group: usize, numbers: &[usize]) -> Result<Vec<Decoded>> {
        let mut chunks = Vec::with_capacity(numbers.len());
        for &number in numbers {
            chunks.push((number, self.bytes(file, group, number)?));
        }
        let decoded = chunks.into_par_iter().map(|(number, bytes)| self.file.decode(group, number, bytes));
        decoded.collect::<Option<Vec<_>>>().ok_or_else(|| broken(&self.name))
    }

    /// The compressed bytes of one column of a row group. Its place comes from the file and is not believed.
    fn bytes(&self, file: &mut File, group: usize, column: usize) -> Result<Vec<u8>> {
        let range = self.file.byte_range(group, column).ok_or_else(|| broken(&self.name))?;
        if range.start > range.end || range.end > self.identity.bytes() {
            return Err(broken(&self.name));
        }
        let mut bytes = vec![0; (range.end - range.start) as usize];
        file.seek(SeekFrom::Start(range.start))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|e| source::unreadable(&self.name, &e))?;
        Ok(bytes)
    }
}
