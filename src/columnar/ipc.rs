//! Reading Arrow IPC files (Feather version 2), one record batch at a time, from bytes that the caller has read.
//!
//! As with Parquet, what the crates say in an error is dropped: `None` means that the bytes are no such file that can be
//! read, and a panic inside the crates means the same. They believe the lengths that a file states and reserve memory for
//! them, so a batch's own description is held against its bytes first. Source: the Arrow columnar format, "IPC File Format"
//! and "Body compression", <https://arrow.apache.org/docs/format/Columnar.html>.

use super::read::{Decoded, guarded};
use super::types::Types;
use polars_arrow::io::ipc::read::{
    Dictionaries, FileMetadata, read_batch, read_dictionary_block, read_file_metadata,
};
use polars_arrow_format::ipc::planus::ReadAsRoot;
use polars_arrow_format::ipc::{Block, MessageHeaderRef, MessageRef, RecordBatchRef};
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::Range;

/// What such a file starts with.
const MAGIC: &[u8; 8] = b"ARROW1\0\0";

/// What stands before a message since version 0.15 of the format.
const CONTINUATION: [u8; 4] = [0xff; 4];

/// The most rows of one batch. Writers make batches of up to a million.
const ROWS_MAX: i64 = 1 << 26;

/// The most bytes that the buffers of one batch may unpack to, each and together.
const UNPACKED_BYTES_MAX: u64 = 2 << 30;

/// How many bytes tell a packed buffer's unpacked length.
const PREFIX: usize = 8;

/// The schema and the layout of an Arrow IPC file, and its dictionaries.
pub struct ArrowFile {
    metadata: FileMetadata,
    dictionaries: Dictionaries,
}

/// The bytes of a block, held against their own description.
struct Sound {
    bytes: Vec<u8>,
    rows: usize,
}

impl ArrowFile {
    /// Reads a file's footer and its dictionaries. `bytes` is the file's length.
    #[must_use]
    pub fn open(file: &mut (impl Read + Seek), bytes: u64) -> Option<Self> {
        let mut magic = [0; MAGIC.len()];
        file.read_exact(&mut magic).ok().filter(|()| magic == *MAGIC)?;
        let mut reader = &mut *file;
        let metadata = guarded(|| {
            reader.rewind()?;
            read_file_metadata(&mut reader)
        })?;
        // Columns are kept by name there: a name that stands twice would shift the columns behind it.
        let is_whole = metadata.schema.len() == metadata.ipc_schema.fields.len();
        if !is_whole || !metadata.ipc_schema.is_little_endian {
            return None;
        }
        let mut opened = Self { metadata, dictionaries: Dictionaries::default() };
        for block in opened.metadata.dictionaries.clone().unwrap_or_default() {
            let range = range(&block).filter(|range| range.end <= bytes)?;
            let mut held = vec![0; (range.end - range.start) as usize];
            file.seek(SeekFrom::Start(range.start)).and_then(|_| file.read_exact(&mut held)).ok()?;
            let sound = sound(held, &block)?;
            let (metadata, dictionaries) = (&opened.metadata, &mut opened.dictionaries);
            guarded(|| {
                read_dictionary_block(
                    &mut Cursor::new(sound.bytes),
                    metadata,
                    &block,
                    true,
                    dictionaries,
                    &mut Vec::new(),
                    &mut Vec::new(),
                    Default::default(),
                )
            })?;
        }
        Some(opened)
    }

    /// The columns.
    #[must_use]
    pub fn types(&self) -> Types<'_> {
        Types(&self.metadata.schema)
    }

    /// How many record batches.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.metadata.blocks.len()
    }

    /// Where the bytes of a record batch lie, as the file says; not to be believed.
    #[must_use]
    pub fn byte_range(&self, batch: usize) -> Option<Range<u64>> {
        range(self.metadata.blocks.get(batch)?)
    }

    /// Decodes these columns (from 0) of a record batch from its bytes: how many rows, and the columns in this order.
    #[must_use]
    pub fn decode(&self, batch: usize, bytes: Vec<u8>, columns: &[usize]) -> Option<(usize, Vec<Decoded>)> {
        let Sound { bytes, rows } = sound(bytes, self.metadata.blocks.get(batch)?)?;
        let mut ascending = columns.to_vec();
        ascending.sort_unstable();
        ascending.dedup();
        let decoded = guarded(|| {
            read_batch(
                &mut Cursor::new(bytes),
                &self.dictionaries,
                &self.metadata,
                Some(&ascending),
                None,
                batch,
                true,
                &mut Vec::new(),
                &mut Vec::new(),
                Default::default(),
            )
        })?;
        let arrays = decoded.into_arrays();
        let array = |column: &usize| {
            let array = arrays.get(ascending.binary_search(column).ok()?)?;
            (array.len() == rows).then(|| Decoded::of(array.clone()))
        };
        Some((rows, columns.iter().map(array).collect::<Option<_>>()?))
    }
}

/// Where a block lies, as the file says.
fn range(block: &Block) -> Option<Range<u64>> {
    let start = u64::try_from(block.offset).ok()?;
    let head = u64::try_from(block.meta_data_length).ok()?;
    let end = start.checked_add(head)?.checked_add(u64::try_from(block.body_length).ok()?)?;
    Some(start..end)
}

/// Holds a block's description against its bytes: no buffer lies outside, none unpacks to more than it may.
fn sound(mut bytes: Vec<u8>, block: &Block) -> Option<Sound> {
    let head = usize::try_from(block.meta_data_length).ok().filter(|head| *head <= bytes.len())?;
    let prefix = if bytes.get(..4)? == CONTINUATION { 8 } else { 4 };
    let length = i32::from_le_bytes(bytes.get(prefix - 4..prefix)?.try_into().ok()?);
    let message = prefix..prefix.checked_add(usize::try_from(length).ok()?)?;
    if message.end > head {
        return None;
    }
    let (rows, buffers) = guarded(|| described(&bytes[message.clone()], &bytes[head..]).ok_or(()))?;
    if let Some(buffers) = buffers {
        fill_empty(&mut bytes, message, head, &buffers)?;
    }
    Some(Sound { bytes, rows })
}

/// The rows of a batch, and the offset and length of each buffer where they are packed; `None` where the description
/// does not fit the body.
#[expect(clippy::type_complexity, reason = "said in the line above")]
fn described(message: &[u8], body: &[u8]) -> Option<(usize, Option<Vec<(i64, i64)>>)> {
    let message = MessageRef::read_as_root(message).ok()?;
    let header = message.header().ok()??;
    let batch: RecordBatchRef<'_> = if let MessageHeaderRef::RecordBatch(batch) = header {
        batch
    } else if let MessageHeaderRef::DictionaryBatch(dictionary) = header {
        dictionary.data().ok()??
    } else {
        return None;
    };
    let rows = batch.length().ok().filter(|rows| (0..=ROWS_MAX).contains(rows))?;
    for node in batch.nodes().ok()?? {
        if !(0..=ROWS_MAX).contains(&node.length()) || !(0..=node.length()).contains(&node.null_count()) {
            return None;
        }
    }
    let is_packed = batch.compression().ok()?.is_some();
    let mut unpacked = 0_u64;
    let mut buffers = Vec::new();
    for buffer in batch.buffers().ok()?? {
        let (offset, length) = (buffer.offset(), buffer.length());
        let start = usize::try_from(offset).ok()?;
        let bytes = body.get(start..start.checked_add(usize::try_from(length).ok()?)?)?;
        if is_packed && !bytes.is_empty() {
            let claimed = i64::from_le_bytes(bytes.get(..PREFIX)?.try_into().ok()?);
            // -1 says that the buffer was left as it was.
            let claimed = if claimed == -1 { length as u64 } else { u64::try_from(claimed).ok()? };
            unpacked = unpacked.checked_add(claimed).filter(|sum| *sum <= UNPACKED_BYTES_MAX)?;
        }
        buffers.push((offset, length));
    }
    Some((rows as usize, is_packed.then_some(buffers)))
}

/// Packed batches hold empty buffers as they are, without the length in front, which the crates expect. Each of them is
/// pointed at the length of a buffer of no bytes that was left as it was.
fn fill_empty(bytes: &mut Vec<u8>, message: Range<usize>, head: usize, buffers: &[(i64, i64)]) -> Option<()> {
    if buffers.iter().all(|(_, length)| *length > 0) {
        return Some(());
    }
    let entry = |(offset, length): (i64, i64)| [offset.to_le_bytes(), length.to_le_bytes()].concat();
    let table = |fill: Option<i64>| -> Vec<u8> {
        let filled = |&(offset, length): &(i64, i64)| match fill {
            Some(end) if length == 0 => (end, PREFIX as i64),
            Some(_) | None => (offset, length),
        };
        buffers.iter().map(filled).flat_map(entry).collect()
    };
    let old = table(None);
    let mut found = memchr::memmem::find_iter(&bytes[message.clone()], &old);
    let (at, is_one) = (message.start + found.next()?, found.next().is_none());
    let end = i64::try_from(bytes.len() - head).ok()?;
    bytes[at..at + old.len()].copy_from_slice(&table(Some(end)));
    bytes.extend_from_slice(&(-1_i64).to_le_bytes());
    is_one.then_some(())
}
