//! Arrow IPC files (Feather version 2): record batch by record batch.
//!
//! As with Parquet, the file is read by ordinary reads and digested first; decoding is the room [`columnar`]'s. The stream
//! format and Feather version 1 are not read.
//!
//! [`columnar`]: crate::columnar

use super::columns::{self, Layout};
use super::files::Handle;
use super::source::Source;
use crate::columnar::{ArrowFile, Decoded, Types};
use crate::error::Result;

impl Layout for ArrowFile {
    const FORMAT: &'static str = "an Arrow IPC file";
    const CODE: &'static str = "E_ARROW";
    const TYPE_CODE: &'static str = "E_ARROW_TYPE";
    const READS_WHOLE: bool = true;

    fn open(file: &mut Handle, bytes: u64) -> Option<Self> {
        Self::open(file, bytes)
    }

    fn types(&self) -> Types<'_> {
        self.types()
    }

    fn parts(&self) -> usize {
        self.batches()
    }

    fn part_bytes(&self, part: usize, file_bytes: u64) -> u64 {
        self.byte_range(part).map_or(0, |range| range.end.saturating_sub(range.start).min(file_bytes))
    }

    fn decode(
        &self,
        source: &Source,
        file: &mut Handle,
        batch: usize,
        columns: &[usize],
    ) -> Result<Option<(usize, Vec<Decoded>)>> {
        let Some(range) = self.byte_range(batch) else { return Ok(None) };
        let bytes = columns::bytes(source, file, range)?;
        Ok(bytes.and_then(|bytes| self.decode(batch, bytes, columns)))
    }
}
