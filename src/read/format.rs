//! **Shelf**: which extension is read how. A format that is not read yet stands here too, so that the message can
//! say so instead of guessing at the bytes.

use super::Encoding;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use std::path::Path;

/// What the caller says about the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of CSV and TSV files; `None`: told from the whole file's bytes. [`Encoding::Utf16Le`] and
    /// [`Encoding::Utf16Be`] both mean "UTF-16, in the order its byte order mark says".
    pub encoding: Option<Encoding>,
    /// How many bytes of a CSV file are read at a time, at least 1. Results do not depend on it.
    pub block_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        // 1 MiB: large enough that a block's fixed cost vanishes, small enough for the second-level cache.
        Self { encoding: None, block_bytes: 1 << 20 }
    }
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Separated text with this separator.
    Text(u8),
    /// Apache Parquet.
    #[cfg(feature = "columnar")]
    Parquet,
}

/// What the shelf says of a format.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Text(u8),
    Parquet,
    /// Known, so that the message can name it, and not read yet.
    NotYet,
}

/// One entry of the shelf.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The extensions, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// The format's name.
    pub name: &'static str,
    how: Entry,
}

/// All formats that are known by their extension.
pub static READERS: &[Reader] = &[
    Reader { extensions: &["csv"], name: "CSV", how: Entry::Text(b',') },
    Reader { extensions: &["tsv"], name: "TSV", how: Entry::Text(b'\t') },
    Reader { extensions: &["parquet"], name: "Parquet", how: Entry::Parquet },
    Reader { extensions: &["gz"], name: "gzip", how: Entry::NotYet },
    Reader { extensions: &["zst"], name: "zstd", how: Entry::NotYet },
    Reader { extensions: &["arrow", "ipc", "feather"], name: "Arrow IPC", how: Entry::NotYet },
    Reader { extensions: &["ndjson", "jsonl"], name: "NDJSON", how: Entry::NotYet },
    Reader { extensions: &["xlsx"], name: "Excel", how: Entry::NotYet },
];

/// First bytes that tell another format than separated text. Sources: RFC 1952, RFC 8878, PKWARE APPNOTE, the
/// Parquet and Arrow formats, and [MS-CFB] for old Excel files.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip or Excel (xlsx)"),
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow IPC"),
    (b"\xd0\xcf\x11\xe0", "Excel (xls)"),
];

/// How this file is read, by its extension; a format that cannot be read is an error here.
pub(super) fn how(path: &Path, name: &str) -> Result<How> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let reader = READERS.iter().find(|r| r.extensions.contains(&extension.as_str()));
    match reader.map(|reader| reader.how) {
        Some(Entry::Text(separator)) => Ok(How::Text(separator)),
        #[cfg(feature = "columnar")]
        Some(Entry::Parquet) => Ok(How::Parquet),
        #[cfg(not(feature = "columnar"))]
        Some(Entry::Parquet) => Err(refused(
            name,
            "this program was built without Parquet (cargo feature columnar)",
            "このプログラムは Parquet なし (cargo feature columnar) でビルドされています",
        )),
        Some(Entry::NotYet) => {
            let format = reader.map_or("", |reader| reader.name);
            let (en, ja) = (format!("{format} is not read yet"), format!("{format} はまだ読み込めません"));
            Err(refused(name, &en, &ja))
        }
        None => Err(refused(name, "the extension names no known format", "拡張子から形式が分かりません")),
    }
}

fn refused(name: &str, en: &str, ja: &str) -> Error {
    let help = ("convert the file to CSV or Parquet", "CSV または Parquet に変換してください");
    Problem::input("E_FORMAT", Place::file(name), en, ja).help(help.0, help.1).into()
}

/// The name of the format that these first bytes of a file betray, where it is no text.
pub(super) fn magic(first: &[u8]) -> Option<&'static str> {
    MAGIC.iter().find(|(magic, _)| first.starts_with(magic)).map(|(_, name)| *name)
}
