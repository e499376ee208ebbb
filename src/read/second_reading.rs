//! A second reading of the merges file by an independent parser, the `csv` crate.
//!
//! This file decides who is merged into whom. The strict lexer has cut it; the `csv` crate cuts the accepted rows once
//! more, and both must find the same number of cells and the same two IDs in every row. A difference is a fault of
//! the program, never of the data: nothing is approved.

use super::{Encoding, Merges};
use crate::error::{Problem, Result};
use crate::model::trim_id;
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

/// Rows that one thread reads at a time.
const ROWS: usize = 4_096;

/// Holds the two readings against each other, many rows at the same time.
///
/// # Errors
///
/// `E_SECOND_READING` with the line of the first row that is cut differently; an internal fault.
pub(super) fn agrees(merges: &Merges) -> Result<()> {
    let shares = merges.len().div_ceil(ROWS);
    let rows = (0..shares).into_par_iter().map(|share| share * ROWS..merges.len().min((share + 1) * ROWS));
    let Some(row) = rows.filter_map(|rows| differing(merges, rows)).min() else { return Ok(()) };
    let line = merges.line(row);
    let en = format!("two parsers read line {line} of the merges file differently");
    let ja = format!("統合候補ファイルの {line} 行目の読み取り結果が二つの読み取り器で異なります");
    Err(Problem::internal("E_SECOND_READING", en, ja).into())
}

/// The first of these rows that is cut differently. The parser skips a byte order mark in front of the first one; the lexer has refused
/// every row that starts with one.
fn differing(merges: &Merges, rows: Range<usize>) -> Option<usize> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(merges.dialect.separator);
    let mut reader = builder.from_reader(Rows { merges, rest: rows.clone(), buffer: Vec::new(), at: 0 });
    let mut record = csv::ByteRecord::new();
    let differing = rows.clone().find(|row| {
        let read = reader.read_byte_record(&mut record).unwrap_or(false);
        let id = |column: usize| record.get(column).map(|cell| text(merges, cell));
        let same = read
            && record.len() == merges.headers.len()
            && id(merges.survivor).is_some_and(|id| trim_id(&id) == merges.survivor_id(*row))
            && id(merges.merged).is_some_and(|id| trim_id(&id) == merges.merged_id(*row));
        !same
    });
    // What is left over when all rows were found was cut from the last of them.
    differing.or_else(|| {
        let is_left_over = reader.read_byte_record(&mut record).unwrap_or(true);
        is_left_over.then(|| rows.end.saturating_sub(1))
    })
}

/// A cell's text. UTF-16 rows are handed to the parser as UTF-8, all others in the file's own encoding.
fn text<'c>(merges: &Merges, cell: &'c [u8]) -> Cow<'c, str> {
    let encoding = match merges.dialect.encoding {
        Encoding::Cp932 => Encoding::Cp932.whatwg(),
        Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be => Encoding::Utf8.whatwg(),
    };
    encoding.decode_without_bom_handling(cell).0
}

/// Rows as a stream of bytes, one line end after each.
struct Rows<'m> {
    merges: &'m Merges,
    /// Those that are still to come.
    rest: Range<usize>,
    buffer: Vec<u8>,
    at: usize,
}

impl Read for Rows<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.buffer.len() {
            if self.rest.is_empty() {
                return Ok(0);
            }
            self.fill();
        }
        let count = out.len().min(self.buffer.len() - self.at);
        out[..count].copy_from_slice(&self.buffer[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl Rows<'_> {
    /// The next few rows, so that the parser is not called for each.
    fn fill(&mut self) {
        self.buffer.clear();
        self.at = 0;
        for row in self.rest.by_ref().take(256) {
            let raw = self.merges.raw_row(row);
            match self.merges.dialect.encoding {
                Encoding::Utf8 | Encoding::Cp932 => self.buffer.extend_from_slice(raw),
                wide @ (Encoding::Utf16Le | Encoding::Utf16Be) => {
                    let decoded = wide.whatwg().decode_without_bom_handling(raw).0;
                    self.buffer.extend_from_slice(decoded.as_bytes());
                }
            }
            self.buffer.push(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ReadOptions;
    use crate::read::held::Held;

    /// What the second parser is told to look at is changed behind the first one's back, as a fault of the program would.
    #[test]
    fn the_first_row_that_is_read_differently_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("merges.csv");
        let open = |differing: &[usize]| {
            let rows = (0..3 * ROWS).map(|row| match differing.contains(&row) {
                true => format!("A{row},B{row},C\n"),
                false => format!("A{row},B{row},B{row}\n"),
            });
            std::fs::write(&path, "survivor_id,merged_id,note\n".to_owned() + &rows.collect::<String>())
                .unwrap();
            Merges::open(&path, &ReadOptions::default()).unwrap()
        };
        for differing in [&[0][..], &[ROWS - 1], &[ROWS], &[2 * ROWS + 5, ROWS + 7], &[3 * ROWS - 1]] {
            let mut merges = open(differing);
            assert!(agrees(&merges).is_ok());
            merges.merged = 2;
            let told = agrees(&merges).unwrap_err().to_string();
            let line = differing.iter().min().unwrap() + 2;
            assert!(told.contains(&format!("line {line} of")), "{told}");
        }
        let mut merges = open(&[]);
        merges.merged = 2;
        assert!(agrees(&merges).is_ok());
        // One row of the lexer's is two of the parser's, where no later row shows it.
        for count in [1, ROWS, 2 * ROWS] {
            let mut rows = Held::default();
            for row in 1..=count {
                let raw: &[u8] = if row == count { b"A,B,B\nC,D,D" } else { b"A,B,B" };
                rows.raw().extend_from_slice(raw);
                rows.end_row(row as u64 + 1, ["A", "B"]);
            }
            merges = merges.with_rows(rows);
            let told = agrees(&merges).unwrap_err().to_string();
            assert!(told.contains(&format!("line {} of", count + 1)), "{told}");
        }
        let mut merges = open(&[]);
        merges.headers.pop();
        assert!(agrees(&merges).is_err());
    }
}
