//! The archive that an Excel file is (PKWARE APPNOTE; ECMA-376, part 2): how large it truly is, found by unpacking every
//! part once into nothing, before a reader that believes the file is let near it.
//!
//! The sizes that an archive states are not believed. Two counts inside the parts make readers reserve memory: the number
//! of shared strings and the number of a shared formula; neither can be greater than the bytes of its part.

use super::packed::is_bomb;
use crate::error::contained;
use memchr::memmem;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most parts an archive may have: a workbook of 255 sheets has about a thousand.
const PARTS_MAX: usize = 10_000;

/// The most bytes all parts together may have. A full sheet (1,048,576 rows) of twenty columns has about 1 GiB.
const UNPACKED_BYTES_MAX: u64 = 4 << 30;

/// The most bytes of one part that is held in memory, as all are but the sheets.
const HELD_BYTES_MAX: u64 = 512 << 20;

/// How many bytes are looked at together.
const CHUNK: usize = 1 << 16;

/// How many bytes of the former chunk are looked at again, so that no count is missed at a seam.
const SEAM: usize = 64;

/// What is wrong with an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArchiveFlaw {
    /// It is none, or damaged.
    Broken,
    /// It is larger than it may be, or claims to be.
    Bomb,
}

/// Holds an archive against the limits.
pub(super) fn check(bytes: &[u8]) -> Result<(), ArchiveFlaw> {
    // What a damaged archive makes of the crate is no more than damage.
    contained(|| measure(bytes)).unwrap_or(Err(ArchiveFlaw::Broken))
}

fn measure(bytes: &[u8]) -> Result<(), ArchiveFlaw> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveFlaw::Broken)?;
    if archive.len() > PARTS_MAX {
        return Err(ArchiveFlaw::Bomb);
    }
    let mut total = 0;
    let mut chunk = Vec::with_capacity(CHUNK + SEAM);
    for part in 0..archive.len() {
        let mut part = archive.by_index(part).map_err(|_| ArchiveFlaw::Broken)?;
        let is_sheet = part.name().is_ok_and(|name| name.to_ascii_lowercase().contains("worksheets/"));
        let (mut size, mut claimed) = (0_u64, 0);
        chunk.clear();
        loop {
            let seam = chunk.len().saturating_sub(SEAM);
            chunk.drain(..seam);
            let kept = chunk.len();
            let read = part.by_ref().take(CHUNK as u64).read_to_end(&mut chunk);
            let read = read.map_err(|_| ArchiveFlaw::Broken)? as u64;
            size += read;
            total += read;
            if total > UNPACKED_BYTES_MAX
                || is_bomb(bytes.len() as u64, total)
                || (!is_sheet && size > HELD_BYTES_MAX)
            {
                return Err(ArchiveFlaw::Bomb);
            }
            claimed = claimed.max(largest_count(&chunk));
            if read == 0 || chunk.len() == kept {
                break;
            }
        }
        if claimed > size {
            return Err(ArchiveFlaw::Bomb);
        }
    }
    Ok(())
}

/// Whether a workbook's days are counted from 1904: the attribute `date1904` of its properties (ECMA-376 part 1, 18.2.28),
/// `false` where it has none. The archive has been held against the limits.
pub(super) fn counts_from_1904(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    (0..archive.len()).any(|part| {
        let Ok(part) = archive.by_index(part) else { return false };
        let is_book = part.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("workbook.xml"));
        let mut text = Vec::new();
        is_book && part.take(BOOK_BYTES_MAX).read_to_end(&mut text).is_ok() && is_1904_set(&text)
    })
}

/// How much of the part that describes the workbook is looked at; it names the sheets and little else.
const BOOK_BYTES_MAX: u64 = 16 << 20;

fn is_1904_set(part: &[u8]) -> bool {
    const NAME: &[u8] = b"date1904";
    memmem::find_iter(part, NAME).any(|at| {
        let rest = part[at + NAME.len()..].trim_ascii_start().strip_prefix(b"=");
        let rest = rest.map(<[u8]>::trim_ascii_start).unwrap_or_default();
        let value = rest.get(1..).unwrap_or_default();
        // xsd:boolean.
        rest.starts_with(b"\"") && (value.starts_with(b"1\"") || value.starts_with(b"true\""))
            || rest.starts_with(b"'") && (value.starts_with(b"1'") || value.starts_with(b"true'"))
    })
}

/// The largest count in these bytes that a reader would reserve memory for.
fn largest_count(bytes: &[u8]) -> u64 {
    let count = |name: &'static [u8]| {
        memmem::find_iter(bytes, name).filter_map(move |at| {
            let rest = bytes[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'"))?;
            let digits = rest.iter().take_while(|b| b.is_ascii_digit());
            Some(digits.fold(0_u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0'))))
        })
    };
    count(b"uniqueCount").chain(count(b"si")).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_is_set_by_a_true_value_only() {
        for set in ["date1904=\"1\"", "date1904 = 'true'", "x date1904=\"0\" date1904=\"true\""] {
            assert!(is_1904_set(set.as_bytes()), "{set}");
        }
        for unset in ["", "date1904", "date1904=\"0\"", "date1904=\"false\"", "date1904=1", "date1904=\"10\""]
        {
            assert!(!is_1904_set(unset.as_bytes()), "{unset}");
        }
    }

    #[test]
    fn a_count_is_found_however_it_is_written() {
        assert_eq!(largest_count(b"<sst count='3' uniqueCount = \"12\">"), 12);
        assert_eq!(largest_count(b"<f t=\"shared\" si='7'/><f si=\"9999999999999999999999\"/>"), u64::MAX);
        assert_eq!(largest_count(b"<si><t>si</t></si>"), 0);
    }
}
