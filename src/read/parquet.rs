//! Parquet: row group by row group, a few columns at a time.
//!
//! A file is read by ordinary reads, never mapped: a mapped file that shrinks kills the process. It is digested first;
//! its identity (device, inode, size, times) must be the same before and after. Decoding is the room [`columnar`]'s.
//!
//! [`columnar`]: crate::columnar

use super::columns::{self, Layout};
use super::files::Handle;
use super::source::Source;
use crate::columnar::{Decoded, ParquetFile, Types};
use crate::error::Result;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

impl Layout for ParquetFile {
    const FORMAT: &'static str = "a Parquet file";
    const CODE: &'static str = "E_PARQUET";
    const TYPE_CODE: &'static str = "E_PARQUET_TYPE";
    const READS_WHOLE: bool = false;

    fn open(file: &mut Handle, _bytes: u64) -> Option<Self> {
        Self::open(file)
    }

    fn types(&self) -> Types<'_> {
        self.types()
    }

    fn parts(&self) -> usize {
        self.groups()
    }

    fn part_bytes(&self, part: usize, file_bytes: u64) -> u64 {
        // What a file claims may be any number.
        let rows = (0..self.groups()).map(|group| self.rows(group) as u64).fold(0, u64::saturating_add);
        (u128::from(file_bytes) * self.rows(part) as u128 / u128::from(rows.max(1))) as u64
    }

    /// The decoding is done in parallel.
    fn decode(
        &self,
        source: &Source,
        file: &mut Handle,
        group: usize,
        columns: &[usize],
    ) -> Result<Option<(usize, Vec<Decoded>)>> {
        let mut chunks = Vec::with_capacity(columns.len());
        for &column in columns {
            let Some(range) = self.byte_range(group, column) else { return Ok(None) };
            let Some(bytes) = columns::bytes(source, file, range)? else { return Ok(None) };
            chunks.push((column, bytes));
        }
        let decoded = chunks.into_par_iter().map(|(column, bytes)| self.decode(group, column, bytes));
        let decoded = decoded.collect::<Option<Vec<_>>>();
        Ok(decoded.map(|decoded| (self.rows(group), decoded)))
    }
}
