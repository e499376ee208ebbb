//! Parquet: row group by row group, only the columns that are asked for.
//!
//! This room is the only one that knows the Polars crates, and of them only the two that know the format. A file is
//! read by ordinary reads, never mapped: a mapped file that shrinks kills the process. It is digested first; its
//! identity (device, inode, size, times) must be the same before and after. What the crates say in an error may
//! quote a cell, so it is dropped; a panic inside them is an error like any other. Source: the Apache Parquet
//! format, <https://github.com/apache/parquet-format>.

mod values;

use self::values::{Write, writer};
use super::cell;
use super::header;
use super::lexer::FIELD_BYTES_MAX;
use super::pipeline;
use super::records::RecordFile;
use super::rows::Walked;
use super::source::{self, Hashed, Identity, InputDigest};
use super::wording::{card_problems, cell_problem, id_problem};
use crate::error::{Error, Problem, Result};
use crate::model::{Place, RecordBatch, trim_id};
use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_buffer::Buffer;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, PageReader, ParquetError, RowGroupMetadata,
    column_iter_to_arrays, infer_schema, read_metadata,
};
use polars_parquet::write::CompressedPage;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of one batch: enough to make a task worth its start, few enough to stay small.
const BATCH_ROWS: usize = 8192;

/// The most text one batch may hold, in bytes; [`crate::model::Cell`] counts in 32 bits.
const BATCH_BYTES_MAX: usize = 1 << 31;

/// The largest page that is read, in bytes, compressed or not: writers make pages of about 1 MiB, and a page holds at
/// least one value of up to [`FIELD_BYTES_MAX`].
const PAGE_BYTES_MAX: usize = 1 << 30;

/// An opened Parquet file.
pub(super) struct ParquetTable {
    pub(super) name: Arc<str>,
    path: PathBuf,
    pub(super) identity: Identity,
    pub(super) headers: Vec<Arc<str>>,
    schema: ArrowSchema,
    metadata: FileMetadata,
}

/// Runs a call into the Polars crates; their words and their panics end here.
fn guarded<T, E>(name: &str, call: impl FnOnce() -> std::result::Result<T, E>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) | Err(_) => Err(broken(name)),
    }
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

/// Whether the pages of a column chunk hold as many values as the row group has rows, and no page is larger than it may
/// be. The crates believe these numbers and reserve memory for them, and a program that is refused memory ends.
fn are_sound(pages: PageReader, rows: usize) -> bool {
    let mut values = 0_usize;
    for page in pages {
        let (count, bytes) = match page {
            Ok(CompressedPage::Data(page)) => {
                values = values.saturating_add(page.num_values());
                (page.num_values().max(page.null_count().unwrap_or(0)), page.uncompressed_size())
            }
            Ok(CompressedPage::Dict(_)) => (0, 0),
            Err(_) => return false,
        };
        if count > rows || bytes > PAGE_BYTES_MAX {
            return false;
        }
    }
    values == rows
}

/// Columns of one row group, decoded.
struct Group {
    arrays: Vec<Vec<Box<dyn Array>>>,
}

/// One column of a row group, ready to be written as text: where each chunk starts, and its writer.
struct Column<'a>(Vec<(usize, Write<'a>)>);

impl Column<'_> {
    fn write(&self, row: usize, out: &mut String) {
        let chunk = self.0.partition_point(|(start, _)| *start <= row).saturating_sub(1);
        if let Some((start, write)) = self.0.get(chunk) {
            write(row - start, out);
        }
    }
}

/// The rows that one task is given.
pub(super) struct ParquetRows<'a> {
    table: &'a ParquetTable,
    columns: &'a [Column<'a>],
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
                } else if let Some(flaw) = cell::flaw(cell, true) {
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
        let (metadata, schema) = guarded(&name, || {
            let metadata = read_metadata(&mut file)?;
            infer_schema(&metadata).map(|schema| (metadata, schema))
        })?;
        let headers: Vec<Arc<str>> = schema.iter_names().map(|n| Arc::from(n.as_str())).collect();
        header::check(&headers, &Place::file(&name))?;
        Ok(Self { name, path: path.to_owned(), identity, headers, schema, metadata })
    }

    /// Holds that these columns (from 0) are of a kind whose text is certain. `certain`: also that no number was
    /// rounded and no moment depends on a time zone.
    pub(super) fn check(&self, columns: &[usize], certain: bool) -> Result<()> {
        let bad = columns.iter().filter_map(|&column| {
            let field = self.field(column)?;
            let kind = values::refusal(&field.dtype, certain)?;
            let place = Place::file(&self.name).at_column(column + 1).under(&self.headers[column]);
            let (en, ja) = (format!("a column of {kind}"), format!("列の型が {kind} です"));
            let problem = Problem::input("E_PARQUET_TYPE", place, en, ja);
            Some(problem.help("write the column as text", "列を文字列として書き出してください"))
        });
        Error::from_problems(bad).map_or(Ok(()), Err)
    }

    fn field(&self, column: usize) -> Option<&Field> {
        self.schema.get_at_index(column).map(|(_, field)| field)
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
        file: &RecordFile,
        work: &(impl Fn(RecordBatch) -> T + Sync),
        take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let id = file.id_number - 1;
        let numbers: Vec<usize> =
            std::iter::once(id).chain(file.mapping.iter().map(|column| column.number - 1)).collect();
        self.check(&numbers, true)?;
        self.rows(
            &numbers,
            &[id],
            |rows| {
                let mut batch = RecordBatch::new(Some(file.name.clone()), file.mapping.clone());
                let mut walked = rows.walk(|line, cells| {
                    if batch.text.len() > BATCH_BYTES_MAX {
                        return;
                    }
                    batch.push_cell(trim_id(&cells[0]));
                    cells[1..].iter().for_each(|cell| batch.push_cell(cell));
                    batch.end_row(line);
                });
                if batch.text.len() > BATCH_BYTES_MAX {
                    walked.add(self.too_long(Place::file(&self.name)));
                }
                let made = (walked.is_clean() && batch.rows() > 0).then(|| work(batch));
                (walked, made)
            },
            take,
        )
    }

    /// Reads these columns (from 0) of all rows; `ids` of them hold IDs.
    pub(super) fn rows<T: Send>(
        &self,
        numbers: &[usize],
        ids: &[usize],
        work: impl Fn(&ParquetRows<'_>) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let digest = self.digest()?;
        let mut file = source::reopen(&self.path, &self.name, &self.identity)?;
        let mut total = Walked::new(self.headers.len());
        for group in &self.metadata.row_groups {
            let height = group.num_rows();
            let decoded = self.decode(&mut file, group, numbers)?;
            let columns = self.columns(&decoded, height)?;
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

    fn digest(&self) -> Result<InputDigest> {
        let mut hashed = Hashed::new(source::reopen(&self.path, &self.name, &self.identity)?);
        let mut buffer = vec![0; 1 << 20];
        while hashed.read(&mut buffer).map_err(|e| source::unreadable(&self.name, &e))? > 0 {}
        hashed.finish(&self.name, &self.identity, 0)
    }

    /// Reads and decodes one row group's columns, the decoding in parallel.
    fn decode(&self, file: &mut File, group: &RowGroupMetadata, numbers: &[usize]) -> Result<Group> {
        let mut chunks = Vec::with_capacity(numbers.len());
        for &number in numbers {
            let field = self.field(number).ok_or_else(|| broken(&self.name))?;
            let mut found =
                group.columns_under_root_iter(&field.name).into_iter().flatten().collect::<Vec<_>>();
            let (Some(chunk), true) = (found.pop(), found.is_empty()) else {
                return Err(broken(&self.name));
            };
            chunks.push((field, chunk, self.bytes(file, chunk)?));
        }
        let decoded = chunks.into_par_iter().map(|(field, chunk, bytes)| {
            guarded(&self.name, || {
                let bytes = Buffer::from_vec(bytes);
                let pages = || PageReader::new(Cursor::new(bytes.clone()), chunk, Vec::new(), PAGE_BYTES_MAX);
                if !are_sound(pages(), group.num_rows()) {
                    return Err(ParquetError::WouldOverAllocate.into());
                }
                let pages = vec![BasicDecompressor::new(pages(), Vec::new())];
                let types = vec![&chunk.descriptor().descriptor.primitive_type];
                column_iter_to_arrays(pages, types, field.clone(), None).map(|(arrays, _)| arrays)
            })
        });
        Ok(Group { arrays: decoded.collect::<Result<_>>()? })
    }

    /// The compressed bytes of one column chunk. Its place comes from the file and is not believed.
    fn bytes(&self, file: &mut File, chunk: &ColumnChunkMetadata) -> Result<Vec<u8>> {
        let range = guarded(&self.name, || Ok::<_, ()>(chunk.byte_range()))?;
        if range.start > range.end || range.end > self.identity.bytes() {
            return Err(broken(&self.name));
        }
        let mut bytes = vec![0; (range.end - range.start) as usize];
        file.seek(SeekFrom::Start(range.start))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|e| source::unreadable(&self.name, &e))?;
        Ok(bytes)
    }

    /// Writers for each column; every column must have as many values as the row group has rows.
    fn columns<'a>(&self, group: &'a Group, height: usize) -> Result<Vec<Column<'a>>> {
        group.arrays.iter().map(|arrays| self.column(arrays, height)).collect()
    }

    fn column<'a>(&self, arrays: &'a [Box<dyn Array>], height: usize) -> Result<Column<'a>> {
        let mut start = 0;
        let mut chunks = Vec::with_capacity(arrays.len());
        for array in arrays.iter().filter(|array| !array.is_empty()) {
            chunks.push((start, writer(array.as_ref()).ok_or_else(|| broken(&self.name))?));
            start += array.len();
        }
        if start == height { Ok(Column(chunks)) } else { Err(broken(&self.name)) }
    }
}
