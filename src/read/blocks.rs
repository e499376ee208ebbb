//! Blocks of whole records, cut by the parity of quotes.
//!
//! Under the strict rules ([`super::lexer`]) a byte stands inside quotes if and only if an odd number of quotes
//! stands before it in its record. So the last line end with an even number before it ends a record, and blocks can
//! be read one after another and parsed in any order. A file that breaks the rules may be cut wrongly, but never
//! before its first violation: the block that holds it starts at a record, and nothing behind it is used.

use super::lexer::RECORD_BYTES_MAX;
use super::source::{Hashed, Stream};
use memchr::{memchr_iter, memchr2_iter};
use std::io;

/// A run of whole records.
pub(super) struct Block {
    /// The bytes, line ends included.
    pub(super) bytes: Vec<u8>,
    /// The line (from 1) on which it starts.
    pub(super) line: u64,
    /// Whether it ends where a record ends; not so where one record is longer than [`RECORD_BYTES_MAX`].
    pub(super) whole: bool,
    /// How many bytes of the file were taken for it.
    pub(super) taken: u64,
}

/// Cuts a stream into blocks.
pub(super) struct Blocks {
    stream: Stream,
    block_bytes: usize,
    buffer: Vec<u8>,
    /// Whether an odd number of quotes stands in the buffer.
    odd: bool,
    line: u64,
    done: bool,
    last_byte: Option<u8>,
    taken: u64,
}

impl Blocks {
    pub(super) fn new(stream: Stream, block_bytes: usize) -> Self {
        let block_bytes = block_bytes.max(1);
        Self {
            stream,
            block_bytes,
            buffer: Vec::new(),
            odd: false,
            line: 1,
            done: false,
            last_byte: None,
            taken: 0,
        }
    }

    /// The next block, `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Block>> {
        while !self.done {
            let old = self.buffer.len();
            // A record longer than the buffer doubles it, so that long records cost no quadratic time.
            let end = self.stream.fill(&mut self.buffer, self.block_bytes.max(old))?;
            self.odd ^= memchr_iter(b'"', &self.buffer[old..]).count() % 2 == 1;
            self.last_byte = self.buffer.last().copied().or(self.last_byte);
            if end {
                self.done = true;
                let bytes = std::mem::take(&mut self.buffer);
                let taken = self.newly_taken();
                return Ok((!bytes.is_empty()).then_some(Block {
                    bytes,
                    line: self.line,
                    whole: true,
                    taken,
                }));
            }
            if let Some(cut) = cut(&self.buffer, self.odd) {
                let mut rest = Vec::with_capacity(self.buffer.len() - cut + self.block_bytes);
                rest.extend_from_slice(&self.buffer[cut..]);
                self.buffer.truncate(cut);
                let bytes = std::mem::replace(&mut self.buffer, rest);
                let line = self.line;
                self.line += memchr_iter(b'\n', &bytes).count() as u64;
                return Ok(Some(Block { bytes, line, whole: true, taken: self.newly_taken() }));
            }
            if self.buffer.len() > RECORD_BYTES_MAX {
                self.done = true;
                let bytes = std::mem::take(&mut self.buffer);
                let taken = self.newly_taken();
                return Ok(Some(Block { bytes, line: self.line, whole: false, taken }));
            }
        }
        Ok(None)
    }

    fn newly_taken(&mut self) -> u64 {
        let taken = self.stream.taken();
        taken - std::mem::replace(&mut self.taken, taken)
    }

    /// The digesting file, and whether its last byte was a line feed.
    pub(super) fn into_parts(self) -> (Hashed, bool) {
        (self.stream.into_inner(), self.last_byte == Some(b'\n'))
    }
}

/// One past the last line feed that stands outside quotes. `odd`: the number of quotes in `bytes` is odd.
fn cut(bytes: &[u8], odd: bool) -> Option<usize> {
    let mut inside = odd;
    for at in memchr2_iter(b'"', b'\n', bytes).rev() {
        if bytes[at] == b'"' {
            inside = !inside;
        } else if !inside {
            return Some(at + 1);
        }
    }
    None
}
