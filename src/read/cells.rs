//! Tables whose rows come as cells and not as bytes of text (Parquet and its like): the rules of a cell, the records and
//! the proposals made of them.

use super::cell;
#[cfg(feature = "columnar")]
use super::columns::ColumnTable;
use super::lexer::FIELD_BYTES_MAX;
use super::ndjson::JsonTable;
use super::records::{Kept, zeros};
use super::rows::Walked;
use super::source::{InputDigest, Source};
use super::usual;
use super::wording::{cell_problem, id_problem, too_long};
use super::xlsx::XlsxTable;
#[cfg(feature = "columnar")]
use crate::columnar::{ArrowFile, ParquetFile};
use crate::error::Result;
use crate::model::{MappedColumn, Place, RecordBatch, trim_id};
use std::sync::Arc;

/// The most text one batch may hold, in bytes; [`crate::model::Cell`] counts in 32 bits.
const BATCH_BYTES_MAX: usize = 1 << 31;

/// What is asked of a table.
pub(super) struct Asked<'a> {
    /// The columns to read, from 0, in the order in which their cells are wanted.
    pub(super) numbers: &'a [usize],
    /// The columns of these that hold IDs.
    pub(super) ids: &'a [usize],
    /// The columns of these whose values may start with a zero, which a number cannot hold.
    pub(super) zeros: &'a [usize],
    /// Whether an earlier reading has digested the file.
    pub(super) is_digested: bool,
}

/// The rows that one task is given.
pub(super) trait CellRows {
    /// Gives each row that breaks no rule to `each`: its line or number (from 1) and its cells in the order asked for.
    fn walk(&self, each: &mut dyn FnMut(u64, &[String])) -> Walked;

    /// About how many bytes of the file they took; only progress is shown by it.
    fn source_bytes(&self) -> u64;
}

/// The rules of single cells, whatever the format they come from.
pub(super) struct Rules<'a> {
    pub(super) name: &'a Arc<str>,
    pub(super) headers: &'a [Arc<str>],
    pub(super) ids: &'a [usize],
}

impl Rules<'_> {
    /// Where a cell stands (its column from 0).
    pub(super) fn place(&self, line: u64, column: usize) -> Place {
        usual::under(Place::file(self.name).at_line(line).at_column(column + 1), self.headers, column)
    }

    /// Holds one cell (its column from 0) against the rules; `true` where it keeps them all.
    pub(super) fn hold(&self, line: u64, column: usize, cell: &str, walked: &mut Walked) -> bool {
        let place = || self.place(line, column);
        let problem = if cell.len() > FIELD_BYTES_MAX {
            Some(too_long(place()))
        } else if let Some(flaw) = cell::flaw(cell, true, cell::Suspicion::ALL) {
            Some(cell_problem(flaw, place()))
        } else if self.ids.contains(&column) {
            cell::id_flaw(trim_id(cell)).map(|flaw| id_problem(flaw, place()))
        } else {
            None
        };
        walked.cards[column].see(cell, line);
        let is_clean = problem.is_none();
        problem.into_iter().for_each(|problem| walked.add(problem));
        is_clean
    }
}

/// An opened table of cells.
pub(super) enum CellTable {
    /// NDJSON.
    Json(Box<JsonTable>),
    /// Excel.
    Xlsx(Box<XlsxTable>),
    /// Apache Parquet.
    #[cfg(feature = "columnar")]
    Parquet(Box<ColumnTable<ParquetFile>>),
    /// Arrow IPC.
    #[cfg(feature = "columnar")]
    Arrow(Box<ColumnTable<ArrowFile>>),
}

impl CellTable {
    pub(super) fn source(&self) -> &Source {
        match self {
            Self::Json(table) => &table.source,
            Self::Xlsx(table) => &table.source,
            #[cfg(feature = "columnar")]
            Self::Parquet(table) => &table.source,
            #[cfg(feature = "columnar")]
            Self::Arrow(table) => &table.source,
        }
    }

    pub(super) fn headers(&self) -> &[Arc<str>] {
        match self {
            Self::Json(table) => &table.headers,
            Self::Xlsx(table) => &table.headers,
            #[cfg(feature = "columnar")]
            Self::Parquet(table) => &table.headers,
            #[cfg(feature = "columnar")]
            Self::Arrow(table) => &table.headers,
        }
    }

    /// Holds that these columns (from 0) are of a kind whose text is certain. `certain`: also that no number was
    /// rounded and no moment depends on a time zone. `zeros` are the columns of these that a number cannot hold.
    pub(super) fn check(&self, columns: &[usize], zeros: &[usize], certain: bool) -> Result<()> {
        match self {
            // A type stands with each value there, not with the column.
            Self::Json(_) | Self::Xlsx(_) => {
                let _ = (columns, zeros, certain);
                Ok(())
            }
            #[cfg(feature = "columnar")]
            Self::Parquet(table) => table.check(columns, zeros, certain),
            #[cfg(feature = "columnar")]
            Self::Arrow(table) => table.check(columns, zeros, certain),
        }
    }

    /// Holds that day numbers are counted as the policy declares them, where the file says how it counts.
    pub(super) fn check_days(&self, columns: &[MappedColumn]) -> Result<()> {
        match self {
            Self::Xlsx(table) => table.check_days(columns),
            Self::Json(_) => Ok(()),
            #[cfg(feature = "columnar")]
            Self::Parquet(_) | Self::Arrow(_) => Ok(()),
        }
    }

    /// Reads the columns of all rows; `work` is done in parallel, `take` is given what it makes in file order.
    pub(super) fn rows<T: Send>(
        &self,
        asked: &Asked<'_>,
        work: impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync,
        take: impl FnMut(T),
    ) -> Result<InputDigest> {
        match self {
            Self::Json(table) => table.rows(asked, work, take),
            Self::Xlsx(table) => table.rows(asked, work, take),
            #[cfg(feature = "columnar")]
            Self::Parquet(table) => table.rows(asked, work, take),
            #[cfg(feature = "columnar")]
            Self::Arrow(table) => table.rows(asked, work, take),
        }
    }

    /// Scans a record file: see [`super::Records::scan`].
    pub(super) fn scan<T: Send>(
        &self,
        kept: &Kept,
        is_digested: bool,
        work: &(impl Fn(&RecordBatch<'_>) -> T + Sync),
        take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let columns = kept.mapping.iter().map(|column| column.number - 1);
        let numbers: Vec<usize> = std::iter::once(kept.id).chain(columns).collect();
        let zeros = zeros(&kept.mapping);
        self.check(&numbers, &zeros, true)?;
        self.rows(
            &Asked { numbers: &numbers, ids: &[kept.id], zeros: &zeros, is_digested },
            |rows| {
                let mut batch = RecordBatch::new(kept.mapping.clone(), "");
                let mut walked = rows.walk(&mut |line, cells| {
                    if batch.added_bytes() > BATCH_BYTES_MAX {
                        return;
                    }
                    batch.push_cell(trim_id(&cells[0]));
                    cells[1..].iter().for_each(|cell| batch.push_cell(cell));
                    batch.end_row(line);
                });
                if batch.added_bytes() > BATCH_BYTES_MAX {
                    walked.add(too_long(Place::file(&self.source().name)));
                }
                batch.source_bytes = rows.source_bytes();
                let made = (walked.is_clean() && batch.rows() > 0).then(|| work(&batch));
                (walked, made)
            },
            take,
        )
    }
}
