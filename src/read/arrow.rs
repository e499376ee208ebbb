//! Arrow IPC files (Feather version 2): record batch by record batch, only the columns that are asked for.
//!
//! As with Parquet, the file is read by ordinary reads and digested first; decoding is the room [`columnar`]'s. The stream
//! format and Feather version 1 are not read.
//!
//! [`columnar`]: crate::columnar

use super::cells::{Asked, CellRows};
use super::columns::{self, Table};
use super::header;
use super::rows::Walked;
use super::source::{InputDigest, Source};
use crate::columnar::ArrowFile;
use crate::error::{Error, Result};
use crate::model::Place;
use std::sync::Arc;

/// An opened Arrow IPC file.
pub(super) struct ArrowTable {
    pub(super) source: Source,
    pub(super) headers: Vec<Arc<str>>,
    file: ArrowFile,
}

fn broken(name: &str) -> Error {
    columns::broken(name, "E_ARROW", "an Arrow IPC file")
}

impl ArrowTable {
    /// Reads the file's schema and its dictionaries.
    pub(super) fn open(source: Source) -> Result<Self> {
        let file = ArrowFile::open(&mut source.reopen()?, source.identity.bytes());
        let file = file.ok_or_else(|| broken(&source.name))?;
        let headers: Vec<Arc<str>> = file.headers().map(Arc::from).collect();
        header::check(&headers, &Place::file(&source.name))?;
        Ok(Self { source, headers, file })
    }

    /// Holds that these columns (from 0) can be read: see [`super::cells::CellTable::check`].
    pub(super) fn check(&self, columns: &[usize], certain: bool) -> Result<()> {
        let refusal = |column| self.file.refusal(column, certain);
        columns::check_types(&self.source.name, "E_ARROW_TYPE", &self.headers, columns, refusal)
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
        // How many rows there are is known at the end only; no progress is better than a wrong one.
        let table = Table { source: &self.source, headers: &self.headers, asked, file_rows: u64::MAX };
        let broken = || broken(&self.source.name);
        for batch in 0..self.file.batches() {
            let range = self.file.byte_range(batch).ok_or_else(broken)?;
            let bytes = columns::bytes(&self.source, &mut file, range)?.ok_or_else(broken)?;
            let (height, decoded) = self.file.decode(batch, bytes, asked.numbers).ok_or_else(broken)?;
            table.run(height, &decoded, &mut total, &work, &mut take).ok_or_else(broken)?;
        }
        table.end(total, &file, digest)
    }
}
