//! `certificate.rows.csv`: every approved pair with the digests of its two rows. No customer's value stands in it.
//!
//! One line a pair, in the order of `approved.csv`: the line of the proposal in the merges file, the two IDs, the two
//! digests (interface section 8) in hexadecimal. The file is bound to the certificate by its own digest.

use super::digest::unhex;
use crate::report::hex;
use rayon::iter::ParallelIterator;
use rayon::str::ParallelString;
use std::io;

/// The file's name beside the certificate.
pub const ROWS: &str = "certificate.rows.csv";

/// Its header.
const HEADER: [&str; 5] = ["line", "survivor_id", "merged_id", "survivor_row", "merged_row"];

/// One approved pair.
#[derive(Clone, PartialEq, Eq)]
pub struct RowPair {
    /// The line (from 1) of the proposal in the merges file.
    pub line: u64,
    /// The record that stays.
    pub survivor_id: String,
    /// The record that goes.
    pub merged_id: String,
    /// The digest of the survivor's row.
    pub survivor_row: [u8; 32],
    /// The digest of the merged record's row.
    pub merged_row: [u8; 32],
}

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

/// Reads the file's bytes; `None` where they are not such a file.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<RowPair>> {
    // Hardly an ID needs quotes, and without any a line is cut at its commas.
    if memchr::memchr2(b'"', b'\r', bytes).is_none() {
        return read_plain(std::str::from_utf8(bytes).ok()?);
    }
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    if reader.headers().ok()? != HEADER.as_slice() {
        return None;
    }
    let mut pairs = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).ok()? {
        pairs.push(RowPair {
            line: record[0].parse().ok()?,
            survivor_id: record[1].to_owned(),
            merged_id: record[2].to_owned(),
            survivor_row: unhex(&record[3])?,
            merged_row: unhex(&record[4])?,
        });
    }
    Some(pairs)
}

/// Reads such a file in which nothing is quoted.
fn read_plain(text: &str) -> Option<Vec<RowPair>> {
    let (header, rows) = text.split_once('\n')?;
    if !header.split(',').eq(HEADER) {
        return None;
    }
    rows.par_split_terminator('\n').map(plain_row).collect()
}

fn plain_row(row: &str) -> Option<RowPair> {
    let mut cells = row.split(',');
    let mut next = || cells.next();
    let pair = RowPair {
        line: next()?.parse().ok()?,
        survivor_id: next()?.to_owned(),
        merged_id: next()?.to_owned(),
        survivor_row: unhex(next()?)?,
        merged_row: unhex(next()?)?,
    };
    cells.next().is_none().then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(ids: &[[&str; 2]]) -> Vec<u8> {
        let mut writer = RowsWriter::start().unwrap();
        for (line, ids) in (2..).zip(ids) {
            writer.pair(line, *ids, [&[line as u8; 32], &[0xab; 32]]).unwrap();
        }
        writer.end().unwrap()
    }

    #[test]
    fn both_ways_of_reading_find_what_was_written() {
        for ids in [&[][..], &[["A", "B"], ["山", "C 1"]], &[["a,b", "c\"d"], ["e\r\nf", "g"], ["A", "B"]]] {
            let pairs = read(&written(ids)).unwrap();
            let found: Vec<[&str; 2]> = pairs.iter().map(|p| [&*p.survivor_id, &*p.merged_id]).collect();
            assert_eq!(found, ids);
            for (line, pair) in (2..).zip(&pairs) {
                assert!(
                    pair.line == line
                        && pair.survivor_row == [line as u8; 32]
                        && pair.merged_row == [0xab; 32]
                );
            }
        }
    }

    #[test]
    fn a_file_in_another_form_is_none() {
        let good = String::from_utf8(written(&[["A", "B"]])).unwrap();
        for other in [
            String::new(),
            good.replace("line,", "row,"),
            good.replace("2,A", "two,A"),
            good.replace("A,B", "A"),
            good.replace("A,B", "A,B,C"),
            good.replace("abab", "xyab"),
            format!("{good}\n\n"),
        ] {
            assert!(read(other.as_bytes()).is_none(), "{other}");
        }
    }
}
