//! **Shelf**: which extension is read how.

use super::Encoding;
use super::files::{Files, SystemFiles};
use super::packed::Packing;
use super::source::STDIN;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use std::path::Path;

/// What the caller says about the files.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
    /// The encoding of CSV and TSV files; `None`: told from the whole file's bytes. [`Encoding::Utf16Le`] and
    /// [`Encoding::Utf16Be`] both mean "UTF-16, in the order its byte order mark says".
    pub encoding: Option<Encoding>,
    /// The separator of a merges file in separated text; `None`: told from the extension.
    pub separator: Option<u8>,
    /// How many bytes of a CSV file are read at a time, at least 1. Results do not depend on it.
    pub block_bytes: usize,
    /// Whether a CSV file's SHA-256 is taken; where nobody asks for it, its digest is 32 zero bytes.
    pub takes_sha256: bool,
    /// How files are opened and read.
    pub files: &'static dyn Files,
}

impl Default for ReadOptions {
    fn default() -> Self {
        // 1 MiB: large enough that a block's fixed cost vanishes, small enough for the second-level cache.
        Self {
            encoding: None,
            separator: None,
            block_bytes: 1 << 20,
            takes_sha256: true,
            files: &SystemFiles,
        }
    }
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Separated text with this separator.
    Text(Packing, u8),
    /// One JSON object a line.
    Json(Packing),
    /// An Excel workbook.
    Xlsx,
    /// Apache Parquet.
    #[cfg(feature = "columnar")]
    Parquet,
    /// Arrow IPC.
    #[cfg(feature = "columnar")]
    Arrow,
}

/// What the shelf says of a format.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Text(u8),
    Json,
    Xlsx,
    /// The extension before this one says what is packed.
    Packed(Packing),
    Parquet,
    Arrow,
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
    Reader { extensions: &["gz"], name: "gzip", how: Entry::Packed(Packing::Gzip) },
    Reader { extensions: &["zst"], name: "zstd", how: Entry::Packed(Packing::Zstd) },
    Reader { extensions: &["arrow", "ipc", "feather"], name: "Arrow IPC", how: Entry::Arrow },
    Reader { extensions: &["ndjson", "jsonl"], name: "NDJSON", how: Entry::Json },
    Reader { extensions: &["xlsx"], name: "Excel", how: Entry::Xlsx },
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

/// What stands on the shelf under a path's extension.
fn entry(path: &Path) -> Option<&'static Reader> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    READERS.iter().find(|r| r.extensions.contains(&extension.as_str()))
}

/// How this file is read, by its extension; a format that cannot be read is an error here.
pub(super) fn how(path: &Path, name: &str) -> Result<How> {
    match entry(path).map(|reader| reader.how) {
        Some(Entry::Packed(packing)) => packed(path, packing, name),
        Some(Entry::Text(separator)) => Ok(How::Text(Packing::Plain, separator)),
        Some(Entry::Json) => Ok(How::Json(Packing::Plain)),
        Some(Entry::Xlsx) => Ok(How::Xlsx),
        #[cfg(feature = "columnar")]
        Some(Entry::Parquet) => Ok(How::Parquet),
        #[cfg(feature = "columnar")]
        Some(Entry::Arrow) => Ok(How::Arrow),
        #[cfg(not(feature = "columnar"))]
        Some(Entry::Parquet | Entry::Arrow) => Err(refused(
            name,
            "this program was built without Parquet and Arrow (cargo feature columnar)",
            "このプログラムは Parquet と Arrow なし (cargo feature columnar) でビルドされています",
        )),
        None => Err(refused(name, "the extension names no known format", "拡張子から形式が分かりません")),
    }
}

/// How a packed file is read. Only text is packed: the other formats pack their data themselves.
fn packed(path: &Path, packing: Packing, name: &str) -> Result<How> {
    match entry(Path::new(path.file_stem().unwrap_or_default())).map(|reader| reader.how) {
        Some(Entry::Text(separator)) => Ok(How::Text(packing, separator)),
        Some(Entry::Json) => Ok(How::Json(packing)),
        Some(Entry::Packed(_) | Entry::Xlsx | Entry::Parquet | Entry::Arrow) | None => Err(Problem::input(
            "E_FORMAT",
            Place::file(name),
            "the extension does not say which text is packed",
            "拡張子から、圧縮されているテキストの形式が分かりません",
        )
        .help(
            "name the file .csv.gz, .tsv.gz or .ndjson.gz, or .zst in the place of .gz",
            "ファイル名は .csv.gz .tsv.gz .ndjson.gz のいずれかにしてください (.zst も可)",
        )
        .into()),
    }
}

/// How standard input is read: nothing names its format, so its first bytes tell it. What they cannot tell is read as
/// CSV, or as TSV where the first line has a tab and no comma; the strict reader then refuses what is neither.
pub(super) fn how_of_stdin(first: &[u8]) -> Result<How> {
    let extension = match magic(first) {
        Some("gzip") => return Ok(How::Text(Packing::Gzip, b',')),
        Some("zstd") => return Ok(How::Text(Packing::Zstd, b',')),
        Some("Parquet") => "-.parquet",
        Some("Arrow IPC") => "-.arrow",
        Some("zip or Excel (xlsx)") => "-.xlsx",
        Some(format) => {
            let (en, ja) = (format!("this is {format}"), format!("中身は {format} です"));
            return Err(refused(STDIN, &en, &ja));
        }
        None => {
            let line = first.split(|b| *b == b'\n').next().unwrap_or_default();
            if first.trim_ascii_start().starts_with(b"{") {
                "-.ndjson"
            } else if line.contains(&b'\t') && !line.contains(&b',') {
                "-.tsv"
            } else {
                "-.csv"
            }
        }
    };
    how(Path::new(extension), STDIN)
}

fn refused(name: &str, en: &str, ja: &str) -> Error {
    let help = ("convert the file to CSV or Parquet", "CSV または Parquet に変換してください");
    Problem::input("E_FORMAT", Place::file(name), en, ja).help(help.0, help.1).into()
}

/// The name of the format that these first bytes of a file betray, where it is no text.
pub(super) fn magic(first: &[u8]) -> Option<&'static str> {
    MAGIC.iter().find(|(magic, _)| first.starts_with(magic)).map(|(_, name)| *name)
}
