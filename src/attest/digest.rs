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

/// The same in hexadecimal; `None` where the file cannot be read.
pub(super) fn file_hex(path: &Path) -> Option<String> {
    file_sha256(path).ok().map(|digest| hex(&digest))
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

/// Begins to take the digests of the program and its tables on any thread that has nothing else to do. Who asks for them before they
/// are known waits.
pub fn digest_program() {
    rayon::spawn(|| {
        program_sha256();
        tables_sha256();
    });
}

/// What is no lower-case hexadecimal digit.
const NO_DIGIT: u8 = 0x10;

/// The value of each byte as a lower-case hexadecimal digit.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

/// The 32 bytes that 64 lower-case hexadecimal digits stand for.
#[must_use]
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let pairs: &[[u8; 2]; 32] = pairs.try_into().ok()?;
    let mut seen = 0;
    let bytes = pairs.map(|[high, low]| {
        let (high, low) = (DIGITS[high as usize], DIGITS[low as usize]);
        // No branch a digit: digests come by the million.
        seen |= high | low;
        high << 4 | low
    });
    (seen < NO_DIGIT).then_some(bytes)
}

/// The 64 lower-case hexadecimal digits of 32 bytes.
pub(super) fn hex_digits(bytes: &[u8; 32]) -> [u8; 64] {
    // Arithmetic and no table, so that many digits are made at once.
    let digit = |half: u8| half + b'0' + u8::from(half > 9) * (b'a' - b'9' - 1);
    let mut digits = [0; 64];
    for (two, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *two = [digit(byte >> 4), digit(byte & 15)];
    }
    digits
}

/// Whether these are the 64 lower-case hexadecimal digits of 32 bytes.
pub(super) fn is_hex(text: &[u8]) -> bool {
    let other = |byte: &u8| (byte.wrapping_sub(b'0') > 9) & (byte.wrapping_sub(b'a') > 5);
    <&[u8; 64]>::try_from(text).is_ok_and(|text| !text.iter().fold(false, |any, byte| any | other(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_bytes_and_no_others_are_taken() {
        for first in 0..=255_u8 {
            let bytes: [u8; 32] = std::array::from_fn(|i| first.wrapping_add((i * 37) as u8));
            let digits = hex_digits(&bytes);
            assert_eq!(std::str::from_utf8(&digits).unwrap(), hex(&bytes));
            assert!(is_hex(&digits) && unhex(&hex(&bytes)) == Some(bytes));
            for at in [0, 31, 63] {
                let mut other = digits;
                other[at] = first;
                assert_eq!(is_hex(&other), matches!(first, b'0'..=b'9' | b'a'..=b'f'), "{first}");
            }
        }
        assert!(!is_hex(&[b'0'; 63]) && !is_hex(&[b'0'; 65]) && !is_hex(b""));
    }
}
