//! SHA-256 of files and of the program itself, and their hexadecimal form.

use crate::report::hex;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::LazyLock;

/// The tables that are compiled into the program and decide what is the same name, in a fixed order.
const TABLES: [&[u8]; 3] = [
    include_bytes!("../text/tables/kanji_confusable.tsv"),
    include_bytes!("../text/tables/kanji_variants.tsv"),
    include_bytes!("../text/tables/name_readings.fst"),
];

/// The SHA-256 of a file's bytes.
///
/// # Errors
///
/// What the system says.
pub fn file_sha256(path: &Path) -> io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().into()),
            read => hash.update(&buffer[..read]),
        }
    }
}

/// The SHA-256 of the executable that runs, in hexadecimal; empty where the system does not show it (`proc_pid_exe(5)`).
/// It is taken from the file that the process was started from, even if another one has its name by now.
pub(super) fn program_sha256() -> &'static str {
    static PROGRAM: LazyLock<String> =
        LazyLock::new(|| file_sha256(Path::new("/proc/self/exe")).map_or(String::new(), |d| hex(&d)));
    &PROGRAM
}

/// The SHA-256 over the SHA-256 of each table, in hexadecimal.
pub(super) fn tables_sha256() -> &'static str {
    static OF_TABLES: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        TABLES.iter().for_each(|table| hash.update(Sha256::digest(table)));
        hex(&hash.finalize())
    });
    &OF_TABLES
}

/// The 32 bytes that 64 lower-case hexadecimal digits stand for.
#[must_use]
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _no_digit => None,
    };
    let bytes = text.as_bytes();
    if bytes.len() != 64 {
        return None;
    }
    let mut out = [0; 32];
    for (out, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
        *out = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}
