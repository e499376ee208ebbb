//! Parquet: row group by row group, only the columns that are asked for.
//!
//! A file is read by ordinary reads, never mapped: a mapped file that shrinks kills the process. It is digested first;
//! its identity (device, inode, size, times) must be the same before and after. Decoding is the room [`columnar`]'s.
//!
//! [`columnar`]: crate::columnar

use super::cells::{Asked, CellRows};
use super::columns::{self, Table};
use super::header;
use super::rows::Walked;
use super::source::{Handle, InputDigest, Source};
use crate::columnar::{Decoded, ParquetFile};
use crate::error::{Error, Result};
use crate::model::Place;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::sync::Arc;

/// An opened Parquet file.
pub(super) struct ParquetTable {
    pub(super) source: Source,
    pub(super) headers: Vec<Arc<str>>,
    file: ParquetFile,
}

fn broken(name: &str) -> Error {
    columns::broken(name, "E_PARQUET", "a Parquet file")
}

impl ParquetTable {
    /// Reads the file's schema.
    pub(super) fn open(source: Source) -> Result<Self> {
        let file = ParquetFile::open(&mut source.reopen()?).ok_or_else(|| broken(&source.name))?;
        let headers: Vec<Arc<str>> = file.headers().map(Arc::from).collect();
        header::check(&headers, &Place::file(&source.name))?;
        Ok(Self { source, headers, file })
    }

    /// Holds that these columns (from 0) can be read: see [`super::cells::CellTable::check`].
    pub(super) fn check(&self, columns: &[usize], certain: bool) -> Result<()> {
        let refusal = |column| self.file.refusal(column, certain);
        columns::check_types(&self.source.name, "E_PARQUET_TYPE", &self.headers, columns, refusal)
    }

    /// Reads the columns of all rows: see [`super::cells::CellTable::rows`].
    pub(super) fn rows<T: Send>(
        &self,
        asked: &Asked<'_>,
        work: impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let digest = columns::digest(&self.source, asked.is_digested)?;
        let mut file = self.source.reopen()?;
        let mut total = Walked::new(self.headers.len());
        let file_rows = (0..self.file.groups()).map(|group| self.file.rows(group) as u64).sum();
        let table = Table { source: &self.source, headers: &self.headers, asked, file_rows };
        for group in 0..self.file.groups() {
            let decoded = self.decode(&mut file, group, asked.numbers)?;
            table
                .run(self.file.rows(group), &decoded, &mut total, &work, &mut take)
                .ok_or_else(|| broken(&self.source.name))?;
        }
        table.end(total, &file, digest)
    }

    /// Reads and decodes one row group's columns, the decoding in parallel.
    fn decode(&self, file: &mut Handle, group: usize, numbers: &[usize]) -> Result<Vec<Decoded>> {
        let broken = || broken(&self.source.name);
        let mut chunks = Vec::with_capacity(numbers.len());
        for &number in numbers {
            let range = self.file.byte_range(group, number).ok_or_else(broken)?;
            chunks.push((number, columns::bytes(&self.source, file, range)?.ok_or_else(broken)?));
        }
        let decoded = chunks.into_par_iter().map(|(number, bytes)| self.file.decode(group, number, bytes));
        decoded.collect::<Option<Vec<_>>>().ok_or_else(broken)
    }
}
