//! Bytes to tables, strictly: what is digested is what was parsed, every cell has a place, nothing is repaired.
//!
//! ```text
//! open:  extension and first bytes -> encoding of the whole file -> header -> which column is what
//! scan:  bytes -> SHA-256 -> blocks cut at record ends -> (in parallel) rows -> batches, in file order
//! ```
//!
//! Records are streamed and never held; merges are held as the file's own bytes, one row after another. A file
//! with one problem gives no table: all problems of a pass are collected, and none shows a customer's value.
//! Text is cut in `rows`; every other format brings its cells to `cells` and is held against the same rules.
//!
//! Sources: RFC 4180 for CSV; the WHATWG Encoding Standard (`Shift_JIS`, which is Windows-31J) for CP932; RFC 1952 and
//! RFC 8878 for packed text; RFC 8259 for NDJSON; ECMA-376 for Excel; the Apache Parquet and Arrow formats.

mod archive;
#[cfg(feature = "columnar")]
mod arrow;
mod blocks;
mod card;
mod cell;
mod cells;
#[cfg(feature = "columnar")]
mod columns;
mod detect;
mod encoding;
mod files;
mod format;
mod header;
mod held;
mod lexer;
mod listing;
mod mapping;
mod marks;
mod merges;
mod mojibake;
mod ndjson;
mod packed;
#[cfg(feature = "columnar")]
mod parquet;
mod pipeline;
mod records;
mod rows;
mod second_reading;
mod sheet;
mod source;
mod table;
mod total;
mod usual;
mod wording;
mod xlsx;

pub use card::{CardSight, card_sight};
pub use encoding::Encoding;
pub use files::{Files, SystemFiles, read_whole};
pub use format::{READERS, ReadOptions, Reader};
pub use listing::{Listing, ListingRow};
pub use merges::{MERGES_HEADERS, Merges};
pub use records::{RecordFile, Records, Scan};
pub use source::InputDigest;
pub use table::{Dialect, LineEnd};
pub use usual::{ID_HEADERS, is_known_header};
pub use xlsx::workbook_bytes;
