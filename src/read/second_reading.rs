//! A second reading of the merges file by an independent parser, the `csv` crate.
//!
//! This file decides who is merged into whom. The strict lexer has cut it; the `csv` crate cuts the accepted rows once
//! more, and both must find the same number of cells and the same two IDs in every row. A difference is a fault of
//! the program, never of the data: nothing is approved.

use super::{Encoding, Merges};
use crate::error::{Problem, Result};
use crate::model::trim_id;
use std::borrow::Cow;
use std::io::Read;

/// Holds the two readings against each other.
///
/// # Errors
///
/// `E_SECOND_READING` with the line of the first row that is cut differently; an internal fault.
pub(super) fn agrees(merges: &Merges) -> Result<()> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(merges.dialect.separator);
    let mut reader = builder.from_reader(Rows { merges, next: 0, buffer: Vec::new(), at: 0 });
    let mut record = csv::ByteRecord::new();
    for row in 0..merges.len() {
        let read = reader.read_byte_record(&mut record).unwrap_or(false);
        let id = |column: usize| record.get(column).map(|cell| text(merges, cell));
        let same = read
            && record.len() == merges.headers.len()
            && id(merges.survivor).is_some_and(|id| trim_id(&id) == merges.survivor_id(row))
            && id(merges.merged).is_some_and(|id| trim_id(&id) == merges.merged_id(row));
        if !same {
            let line = merges.line(row);
            let en = format!("two parsers read line {line} of the merges file differently");
            let ja = format!("統合候補ファイルの {line} 行目の読み取り結果が二つの読み取り器で異なります");
            return Err(Problem::internal("E_SECOND_READING", en, ja).into());
        }
    }
    Ok(())
}

/// A cell's text. UTF-16 rows are handed to the parser as UTF-8, all others in the file's own encoding.
fn text<'c>(merges: &Merges, cell: &'c [u8]) -> Cow<'c, str> {
    let encoding = match merges.dialect.encoding {
        Encoding::Cp932 => Encoding::Cp932.whatwg(),
        Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be => Encoding::Utf8.whatwg(),
    };
    encoding.decode_without_bom_handling(cell).0
}

/// The rows as a stream of bytes, one line end after each.
struct Rows<'m> {
    merges: &'m Merges,
    next: usize,
    buffer: Vec<u8>,
    at: usize,
}

impl Read for Rows<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.buffer.len() {
            if self.next == self.merges.len() {
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
        let end = self.merges.len().min(self.next + 256);
        for row in self.next..end {
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
        self.next = end;
    }
}
