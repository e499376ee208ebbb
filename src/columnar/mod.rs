//! The one room that knows the Polars crates: Parquet in and out, Arrow IPC in, behind the cargo feature `columnar`.
//!
//! Only two crates of Polars are used, the format (`polars-parquet`) and its arrays (`polars-arrow`), not the
//! engine: pages are read and written with ordinary reads and writes, so that what is digested is what was parsed
//! and no path, glob or address is ever interpreted. Their error texts may quote cells and are never passed on.

mod ipc;
mod read;
mod types;
mod values;
mod write;

pub use ipc::ArrowFile;
pub use read::{Decoded, ParquetFile, Texts};
pub use types::{Types, Unused};
pub use write::{Column, Make, write_parquet};
