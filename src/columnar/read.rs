//! Reading Parquet, one column of one row group at a time, from bytes that the caller has read.
//!
//! What the crates say in an error may quote a cell, so it is dropped: `None` means that the bytes are no Parquet that
//! can be read. A panic inside them means the same. Sizes that a file claims are held against each other before
//! memory is reserved for them. Source: the Apache Parquet format, <https://github.com/apache/parquet-format>.

use super::types::Types;
use super::values::{Write, writer};
use crate::error::contained;
use polars_arrow::array::Array;
use polars_arrow::datatypes::ArrowSchema;
use polars_buffer::Buffer;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, PageReader, ParquetError, column_iter_to_arrays,
    infer_schema, read_metadata,
};
use polars_parquet::write::CompressedPage;
use std::io::{Cursor, Read, Seek};
use std::ops::Range;

/// The largest page that is read, in bytes, compressed or not: writers make pages of about 1 MiB.
const PAGE_BYTES_MAX: usize = 1 << 30;

/// The schema and the layout of a Parquet file.
pub struct ParquetFile {
    schema: ArrowSchema,
    metadata: FileMetadata,
}

/// One column of a row group, decoded.
pub struct Decoded(Vec<Box<dyn Array>>);

/// A decoded column, ready to be written as text: where each run of values starts, and its writer.
pub struct Texts<'a>(Vec<(usize, Write<'a>)>);

impl Texts<'_> {
    /// Appends the text of one row (from 0). Nothing is appended for null.
    pub fn write(&self, row: usize, out: &mut String) {
        let run = self.0.partition_point(|(start, _)| *start <= row).saturating_sub(1);
        if let Some((start, write)) = self.0.get(run) {
            write(row - start, out);
        }
    }
}

impl Decoded {
    /// A column that lies in one array.
    pub(super) fn of(array: Box<dyn Array>) -> Self {
        Self(vec![array])
    }

    /// The column as texts; `None` where it has not as many values as the row group has rows.
    #[must_use]
    pub fn texts(&self, rows: usize) -> Option<Texts<'_>> {
        let mut start = 0;
        let mut runs = Vec::with_capacity(self.0.len());
        for array in self.0.iter().filter(|array| !array.is_empty()) {
            runs.push((start, writer(array.as_ref())?));
            start += array.len();
        }
        (start == rows).then_some(Texts(runs))
    }
}

/// Runs a call into the crates; their words and their panics end here.
pub(super) fn guarded<T, E>(call: impl FnOnce() -> Result<T, E>) -> Option<T> {
    contained(call)?.ok()
}

impl ParquetFile {
    /// Reads a file's footer.
    #[must_use]
    pub fn open(file: &mut (impl Read + Seek)) -> Option<Self> {
        let mut file = file;
        guarded(|| {
            let metadata = read_metadata(&mut file)?;
            infer_schema(&metadata).map(|schema| Self { schema, metadata })
        })
    }

    /// The columns.
    #[must_use]
    pub fn types(&self) -> Types<'_> {
        Types(&self.schema)
    }

    /// How many row groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.metadata.row_groups.len()
    }

    /// How many rows a row group has.
    #[must_use]
    pub fn rows(&self, group: usize) -> usize {
        self.metadata.row_groups[group].num_rows()
    }

    fn chunk(&self, group: usize, column: usize) -> Option<&ColumnChunkMetadata> {
        let group = &self.metadata.row_groups[group];
        let mut found: Vec<_> =
            group.columns_under_root_iter(&self.types().field(column)?.name).into_iter().flatten().collect();
        let chunk = found.pop()?;
        found.is_empty().then_some(chunk)
    }

    /// Where the bytes of one column of a row group lie, as the file says; not to be believed.
    #[must_use]
    pub fn byte_range(&self, group: usize, column: usize) -> Option<Range<u64>> {
        let chunk = self.chunk(group, column)?;
        guarded(|| Ok::<_, ()>(chunk.byte_range()))
    }

    /// Decodes the bytes of one column of a row group.
    #[must_use]
    pub fn decode(&self, group: usize, column: usize, bytes: Vec<u8>) -> Option<Decoded> {
        let (field, chunk) = (self.types().field(column)?, self.chunk(group, column)?);
        let rows = self.rows(group);
        guarded(|| {
            let bytes = Buffer::from_vec(bytes);
            let pages = || PageReader::new(Cursor::new(bytes.clone()), chunk, Vec::new(), PAGE_BYTES_MAX);
            if !are_sound(pages(), rows) {
                return Err(ParquetError::WouldOverAllocate.into());
            }
            let pages = vec![BasicDecompressor::new(pages(), Vec::new())];
            let types = vec![&chunk.descriptor().descriptor.primitive_type];
            column_iter_to_arrays(pages, types, field.clone(), None).map(|(arrays, _)| Decoded(arrays))
        })
    }
}

/// Whether the pages of a column hold as many values as the row group has rows, and no page is larger than it may be.
/// The crates believe these numbers and reserve memory for them, and a program that is refused memory ends.
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
