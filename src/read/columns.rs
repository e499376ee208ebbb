//! Tables that lie in the file column by column (Parquet, Arrow): opened, read part by part, and turned into rows.
//!
//! The columns that are asked for are read and held against the rules of a cell. In the first reading of a file its other
//! columns are looked through too, a few at a time: those of text are held against the same rules, as every cell of a
//! text file is, and card numbers and My Numbers are looked for in them and in columns of numbers and bytes. Beside the
//! five columns of a usual table, each further one of text makes a first reading a sixth longer, each of numbers a fortieth
//! (measured). Nested columns cannot be looked through.

use super::cells::{Asked, CellRows, Rules};
use super::files::Handle;
use super::header;
use super::rows::Walked;
use super::source::{self, Hashed, InputDigest, Source};
use super::total::Total;
use crate::columnar::{Decoded, Texts, Types, Unused};
use crate::error::{Error, Problem, Result};
use crate::model::{Label, Place};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

/// Rows of one batch: enough to make a task worth its start, few enough to stay small.
const BATCH_ROWS: usize = 8192;

/// How many columns that no field uses are decoded together, where columns can be read one by one.
const UNUSED_AT_ONCE: usize = 4;

/// A format whose files are made of parts (row groups, record batches), each of which holds some rows of all columns.
pub(super) trait Layout: Sized + Sync {
    /// The format's name in a message.
    const FORMAT: &'static str;
    /// The code of a file that is none.
    const CODE: &'static str;
    /// The code of a column whose type cannot be read.
    const TYPE_CODE: &'static str;
    /// Whether a part's bytes can only be read together.
    const READS_WHOLE: bool;

    /// Reads what describes a file of so many bytes; `None` where it is none.
    fn open(file: &mut Handle, bytes: u64) -> Option<Self>;
    /// The columns.
    fn types(&self) -> Types<'_>;
    /// How many parts.
    fn parts(&self) -> usize;
    /// About how many of the file's bytes a part takes; only progress is shown by it.
    fn part_bytes(&self, part: usize, file_bytes: u64) -> u64;
    /// How many rows a part has, and these columns of it; `None` where its bytes are no such part.
    fn decode(
        &self,
        source: &Source,
        file: &mut Handle,
        part: usize,
        columns: &[usize],
    ) -> Result<Option<(usize, Vec<Decoded>)>>;
}

/// An opened file.
pub(super) struct ColumnTable<L> {
    pub(super) source: Source,
    pub(super) headers: Vec<Arc<str>>,
    file: L,
}

impl<L: Layout> ColumnTable<L> {
    /// Reads what describes the file.
    pub(super) fn open(source: Source) -> Result<Self> {
        let mut handle = source.reopen()?;
        let Some(file) = L::open(&mut handle, source.identity.bytes()) else {
            // A file that could not be read is no broken one.
            return Err(match handle.failure() {
                Some(error) => source::unreadable(&source.name, &error).into(),
                None => broken::<L>(&source.name),
            });
        };
        let headers: Vec<Arc<str>> = file.types().headers().map(Arc::from).collect();
        header::check(&headers, &Place::file(&source.name))?;
        Ok(Self { source, headers, file })
    }

    /// Holds that columns can be read: see [`super::cells::CellTable::check`].
    pub(super) fn check(&self, columns: &[usize], zeros: &[usize], certain: bool) -> Result<()> {
        let bad = columns.iter().filter_map(|&column| {
            let lost = || {
                let numbers = Label {
                    en: "numbers, which lose leading zeros", ja: "先頭のゼロを失う数値型"
                };
                (zeros.contains(&column) && self.file.types().is_number(column)).then_some(numbers)
            };
            let Label { en, ja } = self.file.types().refusal(column, certain).or_else(lost)?;
            let place = Place::file(&self.source.name).at_column(column + 1).under(&self.headers[column]);
            let (en, ja) = (format!("a column of {en}"), format!("列の型が {ja} です"));
            Some(
                Problem::input(L::TYPE_CODE, place, en, ja)
                    .help("write the column as text", "列を文字列として書き出してください"),
            )
        });
        Error::from_problems(bad).map_or(Ok(()), Err)
    }

    /// Reads the columns of all rows: see [`super::cells::CellTable::rows`].
    pub(super) fn rows<T: Send>(
        &self,
        asked: &Asked<'_>,
        work: impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let digest = self.digest(asked.is_digested)?;
        let mut file = self.source.reopen()?;
        let mut total = Total::new(self.headers.len());
        let unused = if asked.is_digested { Vec::new() } else { self.unused(asked.numbers) };
        let lists = lists::<L>(asked.numbers, &unused);
        for part in 0..self.file.parts() {
            let bytes = self.file.part_bytes(part, self.source.identity.bytes());
            let first = total.rows() + 1;
            for (list, own) in &lists {
                let broken = || broken::<L>(&self.source.name);
                let decoded = self.file.decode(&self.source, &mut file, part, list)?;
                let (height, decoded) = decoded.ok_or_else(broken)?;
                let rows = Rows { table: self, ids: asked.ids, height, first, bytes };
                let (numbers, unused) = list.split_at(*own);
                let (decoded, others) = decoded.split_at(*own);
                if *own > 0 {
                    rows.run(numbers, decoded).ok_or_else(broken)?.walk(&mut total, &work, &mut take);
                }
                rows.run(unused, others).ok_or_else(broken)?.look(&mut total);
            }
        }
        let rows = total.end(&self.source.name, &self.headers, asked.ids)?;
        self.source.is_unchanged(&file)?;
        Ok(InputDigest { rows, ..digest })
    }

    /// Digests the whole file.
    fn digest(&self, is_digested: bool) -> Result<InputDigest> {
        let mut hashed = Hashed::new(self.source.reopen()?, is_digested);
        let mut buffer = io::BufReader::with_capacity(1 << 20, &mut hashed);
        io::copy(&mut buffer, &mut io::sink()).map_err(|e| source::unreadable(&self.source.name, &e))?;
        hashed.finish(&self.source, 0)
    }

    /// The columns that are not asked for and must be looked through.
    fn unused(&self, asked: &[usize]) -> Vec<usize> {
        let is_other = |column: &usize| !asked.contains(column);
        let is_read = |column: &usize| self.file.types().unused(*column) != Unused::Other;
        (0..self.headers.len()).filter(is_other).filter(is_read).collect()
    }
}

/// The columns that are decoded together, and how many of them, the first, are asked for.
fn lists<L: Layout>(asked: &[usize], unused: &[usize]) -> Vec<(Vec<usize>, usize)> {
    if L::READS_WHOLE {
        return vec![([asked, unused].concat(), asked.len())];
    }
    let unused = unused.chunks(UNUSED_AT_ONCE).map(|columns| (columns.to_vec(), 0));
    std::iter::once((asked.to_vec(), asked.len())).chain(unused).collect()
}

/// The file is not what its extension promises, or is damaged.
fn broken<L: Layout>(name: &str) -> Error {
    let format = L::FORMAT;
    let (en, ja) = (format!("not {format} that can be read"), format!("読み込める {format} ではありません"));
    Problem::input(L::CODE, Place::file(name), en, ja)
        .help("write the file again, or convert it to CSV", "書き直すか、CSV に変換してください")
        .into()
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
        .map_err(|e| source::interrupted(&source.name, &e))?;
    Ok(Some(bytes))
}

/// So many rows, a batch at a time.
fn batches(rows: usize) -> impl FnMut() -> Result<Option<Range<usize>>> {
    let mut from = 0;
    move || {
        let range = from..(from + BATCH_ROWS).min(rows);
        from = range.end;
        Ok((!range.is_empty()).then_some(range))
    }
}

/// The rows of one part.
struct Rows<'a, L> {
    table: &'a ColumnTable<L>,
    /// The columns (from 0) that hold IDs.
    ids: &'a [usize],
    height: usize,
    /// The number of the first row, from 1.
    first: u64,
    /// About how many bytes of the file the part takes.
    bytes: u64,
}

impl<'a, L: Layout> Rows<'a, L> {
    /// These columns of the rows; `None` where one has another number of rows.
    fn run(&'a self, numbers: &'a [usize], decoded: &'a [Decoded]) -> Option<Run<'a, L>> {
        let columns = decoded.iter().map(|column| column.texts(self.height)).collect::<Option<_>>()?;
        Some(Run { rows: self, numbers, columns })
    }
}

/// Some decoded columns of one part.
struct Run<'a, L> {
    rows: &'a Rows<'a, L>,
    /// The numbers (from 0) of the decoded columns.
    numbers: &'a [usize],
    columns: Vec<Texts<'a>>,
}

impl<L: Layout> Run<'_, L> {
    /// Works on the rows, a batch at a time.
    fn walk<T: Send>(
        &self,
        total: &mut Total,
        work: &(impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync),
        take: &mut impl FnMut(T),
    ) {
        total.run(batches(self.rows.height), |range| work(&ColumnRows { run: self, range }), take);
    }

    /// Looks through columns that no field uses: their rows are counted elsewhere.
    fn look(&self, total: &mut Total) {
        if self.numbers.is_empty() {
            return;
        }
        total.run(batches(self.rows.height), |range| (self.looked_through(range), None::<()>), &mut |()| {});
    }

    fn rules(&self) -> Rules<'_> {
        let Rows { table, ids, .. } = *self.rows;
        Rules { name: &table.source.name, headers: &table.headers, ids }
    }

    fn looked_through(&self, range: Range<usize>) -> Walked {
        let (rules, mut cell) = (self.rules(), String::new());
        let mut walked = Walked::new(rules.headers.len());
        for (column, &number) in self.columns.iter().zip(self.numbers) {
            let is_text = self.rows.table.file.types().unused(number) == Unused::Text;
            for row in range.clone() {
                cell.clear();
                column.write(row, &mut cell);
                let line = self.rows.first + row as u64;
                if is_text {
                    rules.hold(line, number, &cell, &mut walked);
                } else {
                    walked.cards[number].see(&cell, line);
                }
            }
        }
        walked
    }
}

/// The rows that one task is given.
struct ColumnRows<'a, L> {
    run: &'a Run<'a, L>,
    range: Range<usize>,
}

impl<L: Layout> CellRows for ColumnRows<'_, L> {
    fn walk(&self, each: &mut dyn FnMut(u64, &[String])) -> Walked {
        let Run { columns, numbers, rows } = self.run;
        let rules = self.run.rules();
        let mut walked = Walked::new(rules.headers.len());
        let mut cells = vec![String::new(); columns.len()];
        for row in self.range.clone() {
            let line = rows.first + row as u64;
            let mut clean = true;
            walked.rows += 1;
            for ((cell, column), &number) in cells.iter_mut().zip(columns).zip(*numbers) {
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
        let Rows { bytes, height, .. } = *self.run.rows;
        (u128::from(bytes) * self.range.len() as u128 / height.max(1) as u128) as u64
    }
}
