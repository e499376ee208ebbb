//! `certificate.rows.csv`: every approved pair with the digests of its two rows. No customer's value stands in it.
//!
//! One line a pair, in the order of `approved.csv`: the line of the proposal in the merges file, the two IDs, the two
//! digests (interface section 8) in hexadecimal. The file is bound to the certificate by its own digest.

use super::digest::is_hex;
use super::pairs::{DIGITS, PairAt, Pairs};
use crate::report::hex;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::io;

/// The file's name beside the certificate.
pub const ROWS: &str = "certificate.rows.csv";

/// Its header.
const HEADER: [&str; 5] = ["line", "survivor_id", "merged_id", "survivor_row", "merged_row"];

/// A writer of the file, or of a part of it.
pub(super) struct RowsWriter(csv::Writer<Vec<u8>>);

impl RowsWriter {
    /// Starts the file.
    pub(super) fn start() -> io::Result<Self> {
        let mut writer = Self::part();
        writer.0.write_record(HEADER)?;
        Ok(writer)
    }

    /// Starts a later part, which has no header.
    pub(super) fn part() -> Self {
        Self(csv::WriterBuilder::new().from_writer(Vec::new()))
    }

    /// Writes one pair.
    pub(super) fn pair(&mut self, line: u64, ids: [&str; 2], rows: [&[u8; 32]; 2]) -> io::Result<()> {
        let [survivor_row, merged_row] = rows.map(|row| hex(row));
        self.0.write_record([&line.to_string(), ids[0], ids[1], &survivor_row, &merged_row])?;
        Ok(())
    }

    /// The bytes of what was written.
    pub(super) fn end(self) -> io::Result<Vec<u8>> {
        self.0.into_inner().map_err(|error| error.into_error())
    }
}

/// About how many bytes are cut into pairs at once.
const PART: usize = 1 << 20;

/// What a file says: where its pairs stand, in its own text or in another.
pub(super) struct Cut {
    /// The text in which they stand, where it is not the file's.
    unquoted: Option<String>,
    at: Vec<PairAt>,
}

impl Cut {
    /// The pairs of the file with this text.
    pub(super) fn of(self, text: String) -> Pairs {
        Pairs::new(self.unquoted.unwrap_or(text), self.at)
    }
}

/// Cuts the file's text into pairs; `None` where it is no such file.
pub(super) fn cut(text: &str) -> Option<Cut> {
    let (header, rows) = text.split_once('\n')?;
    // Hardly an ID needs quotes, and without any a line is cut at its commas.
    if header.split(',').eq(HEADER) {
        let parts = parts(rows, 1 + header.len() as u64);
        let cut: Option<Vec<Vec<PairAt>>> = parts.into_par_iter().map(cut_plain).collect();
        if let Some(at) = cut {
            return Some(Cut { unquoted: None, at: at.concat() });
        }
    }
    memchr::memchr2(b'"', b'\r', text.as_bytes()).and_then(|_| cut_quoted(text))
}

/// Whole lines of a text that starts at `start`, about [`PART`] bytes at once, and where each part starts.
fn parts(mut text: &str, mut start: u64) -> Vec<(u64, &str)> {
    let mut parts = Vec::with_capacity(1 + text.len() / PART);
    while !text.is_empty() {
        let line_end = text.as_bytes().get(PART..).and_then(|later| memchr::memchr(b'\n', later));
        let (part, later) = text.split_at(line_end.map_or(text.len(), |at| PART + at + 1));
        parts.push((start, part));
        start += part.len() as u64;
        text = later;
    }
    parts
}

/// The pairs of some lines; `None` where one is no row or something is quoted.
fn cut_plain((start, part): (u64, &str)) -> Option<Vec<PairAt>> {
    let mut pairs = Vec::with_capacity(part.len() / (2 * DIGITS));
    let mut at = 0;
    while at < part.len() {
        let line = cell(part, at)?;
        let _number: u64 = line.parse().ok()?;
        let first = at + line.len() + 1;
        let survivor = cell(part, first)?.len();
        let merged = cell(part, first + survivor + 1)?.len();
        let digests = first + survivor + 1 + merged + 1;
        let (two, rest) = part.as_bytes().get(digests..)?.split_at_checked(2 * DIGITS + 1)?;
        let is_row = is_hex(&two[..DIGITS]) && two[DIGITS] == b',' && is_hex(&two[DIGITS + 1..]);
        if !is_row || rest.first().is_some_and(|next| *next != b'\n') {
            return None;
        }
        pairs.push(pair_at(start + first as u64, survivor, merged)?);
        at = digests + two.len() + 1;
    }
    Some(pairs)
}

/// The cell that starts there, if it ends at a comma of the same line and needs no quotes.
fn cell(text: &str, start: usize) -> Option<&str> {
    let text = text.get(start..)?;
    let end = text.bytes().position(|byte| matches!(byte, b',' | b'\n' | b'\r' | b'"'))?;
    text[end..].starts_with(',').then_some(&text[..end])
}

fn pair_at(start: u64, survivor: usize, merged: usize) -> Option<PairAt> {
    Some(PairAt { start, survivor: survivor.try_into().ok()?, merged: merged.try_into().ok()? })
}

/// Cuts a file in which something is quoted, and writes what it says without quotes.
fn cut_quoted(text: &str) -> Option<Cut> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    if reader.headers().ok()? != HEADER.as_slice() {
        return None;
    }
    let (mut unquoted, mut at) = (String::with_capacity(text.len()), Vec::new());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).ok()? {
        let _number: u64 = record[0].parse().ok()?;
        if !is_hex(record[3].as_bytes()) || !is_hex(record[4].as_bytes()) {
            return None;
        }
        at.push(pair_at(unquoted.len() as u64, record[1].len(), record[2].len())?);
        for cell in record.iter().skip(1) {
            unquoted.push_str(cell);
            unquoted.push(',');
        }
    }
    Some(Cut { unquoted: Some(unquoted), at })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The file of these pairs: their IDs, and a byte of which the digest of each row consists.
    pub(in crate::attest) fn written(pairs: &[([&str; 2], [u8; 2])]) -> Vec<u8> {
        let mut writer = RowsWriter::start().unwrap();
        for (line, (ids, [survivor, merged])) in (2..).zip(pairs) {
            writer.pair(line, *ids, [&[*survivor; 32], &[*merged; 32]]).unwrap();
        }
        writer.end().unwrap()
    }

    /// The pairs that such a file says.
    pub(in crate::attest) fn read(file: Vec<u8>) -> Option<Pairs> {
        let text = String::from_utf8(file).ok()?;
        cut(&text).map(|cut| cut.of(text))
    }

    #[test]
    fn both_ways_of_reading_find_what_was_written() {
        let long = "長".repeat(50_000);
        let many: Vec<String> = (0..9_000).map(|i| i.to_string()).collect();
        let many: Vec<[&str; 2]> = many.iter().map(|id| [&**id, "x"]).collect();
        for ids in [
            &[][..],
            &[["A", "B"], ["山", "C 1"]],
            &[["a,b", "c\"d"], ["e\r\nf", "g"], ["A", "B"], ["", ""]],
            &[["", ""], ["A", ""], ["", "B"]],
            &[[&long, "B"], ["A", &long], ["\"", &long]],
            &[["A", "B"], [&long, &long], ["C", "D"]],
            // More than is cut at once.
            &many,
        ] {
            let pairs: Vec<_> = ids.iter().zip(0..).map(|(ids, i)| (*ids, [i as u8, 0xab])).collect();
            let pairs = read(written(&pairs)).unwrap();
            assert_eq!(pairs.len(), ids.len());
            for (nth, (pair, ids)) in pairs.iter().zip(ids).enumerate() {
                assert!([pair.survivor_id, pair.merged_id] == *ids);
                assert!(pair.survivor_row == hex(&[nth as u8; 32]) && pair.merged_row == "ab".repeat(32));
                for (side, row) in [pair.survivor_row, pair.merged_row].into_iter().enumerate() {
                    let naming = (2 * nth + side) as u32;
                    let place = pairs.place(naming);
                    assert!(pairs.id_at(place, naming) == ids[side].as_bytes());
                    assert!(pairs.row_at(place, naming) == row.as_bytes());
                }
            }
        }
    }

    #[test]
    fn a_file_in_another_form_is_none() {
        let good = String::from_utf8(written(&[(["A", "B"], [1, 0xab]), (["C", "D"], [1, 2])])).unwrap();
        assert_eq!(read(good.trim_end().into()).unwrap().len(), 2);
        for other in [
            String::new(),
            good.replace('\n', ""),
            good.replace("line,", "row,"),
            good.replace("2,A", "two,A"),
            good.replace("2,A", ",A"),
            good.replace("3,C", "\n3,C"),
            good.replace("A,B", "A"),
            good.replace("A,B", "A,B,C"),
            good.replace("A,B", "A\nB,C"),
            good.replace("A,B", "A,B\nC"),
            good.replace("abab", "xyab"),
            good.replace("abab", "ABab"),
            good.replacen("abab", "ab", 1),
            good.replacen("abab", "ababab", 1),
            good.replacen("ab\n", "ab,\n", 1),
            good.replacen("ab\n", "ab", 1),
            good.trim_end().trim_end_matches('2').to_owned(),
            format!("{good}\n"),
            format!("{good}\n\n"),
            format!("{good}4"),
            format!("{good}4,E,F"),
            format!("\u{feff}{good}"),
        ] {
            assert!(read(other.clone().into()).is_none(), "{other}");
            // The same where something is quoted; a reader of quotes skips blank lines.
            let quoted = other.replace('D', "\"D\"");
            if other.contains('D') && !other.contains("\n\n") && !other.starts_with('\u{feff}') {
                assert!(read(quoted.into()).is_none(), "{other}");
            }
        }
        let mut bytes = good.into_bytes();
        bytes[40] = 0xff;
        assert!(read(bytes).is_none());
    }
}
