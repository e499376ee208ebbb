//! Where the bytes stand that can end a bare field: separator, line feed, carriage return, quote.
//!
//! Sixty-four bytes are looked at together and become one word with a bit for each of them (G. Langdale and D. Lemire,
//! Parsing gigabytes of JSON per second, 2019, section 3.1). The words say nothing about quoting; the lexer does.

use wide::u8x16;

/// Bytes looked at together: the bits of one word.
const STEP: usize = 64;

/// The marks of a text, asked for from the start to the end. A copy goes on from the same place.
#[derive(Clone, Copy)]
pub(super) struct Marks<'b> {
    bytes: &'b [u8],
    needles: [u8; 4],
    /// The first byte of the word.
    base: usize,
    /// The marks in `base .. base + 64`; those that were passed are cleared.
    word: u64,
}

impl<'b> Marks<'b> {
    /// The marks of these bytes.
    pub(super) fn new(bytes: &'b [u8], separator: u8) -> Self {
        let mut marks = Self { bytes, needles: [separator, b'\n', b'\r', b'"'], base: 0, word: 0 };
        marks.word = marks.word_at(0);
        marks
    }

    /// The bytes whose marks these are.
    pub(super) fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// The separator that is one of the marks.
    pub(super) fn separator(&self) -> u8 {
        self.needles[0]
    }

    /// The first mark from `at` on, or the end of the bytes. `at` must not be less than in an earlier call.
    #[inline]
    pub(super) fn next(&mut self, at: usize) -> usize {
        loop {
            while self.word != 0 {
                let mark = self.base + self.word.trailing_zeros() as usize;
                if mark >= at {
                    return mark;
                }
                self.word &= self.word - 1;
            }
            // A quoted field may have been passed without a look at its marks.
            self.base = (self.base + STEP).max(at - at % STEP);
            if self.base >= self.bytes.len() {
                return self.bytes.len();
            }
            self.word = self.word_at(self.base);
        }
    }

    /// The first mark that was not passed, which is passed then; the end of the bytes where there is none.
    #[inline]
    pub(super) fn pass(&mut self) -> usize {
        while self.word == 0 {
            self.base += STEP;
            if self.base >= self.bytes.len() {
                return self.bytes.len();
            }
            self.word = self.word_at(self.base);
        }
        let mark = self.base + self.word.trailing_zeros() as usize;
        self.word &= self.word - 1;
        mark
    }

    fn word_at(&self, base: usize) -> u64 {
        match self.bytes.get(base..).and_then(<[u8]>::first_chunk::<STEP>) {
            Some(whole) => word(whole, self.needles),
            None => {
                let rest = self.bytes.get(base..).unwrap_or_default();
                let mut padded = [0; STEP];
                padded[..rest.len()].copy_from_slice(rest);
                // Zeros are no marks, whatever the separator: it is a comma or a tab.
                word(&padded, self.needles)
            }
        }
    }
}

/// Sixteen bytes at a time, with the vector instructions that the processor is sure to have.
fn word(bytes: &[u8; STEP], needles: [u8; 4]) -> u64 {
    let needles = needles.map(u8x16::splat);
    let (parts, _) = bytes.as_chunks::<16>();
    parts.iter().enumerate().fold(0, |word, (at, part)| {
        let text = u8x16::new(*part);
        let [a, b, c, d] = needles.map(|needle| text.simd_eq(needle));
        word | u64::from(((a | b) | (c | d)).to_bitmask()) << (16 * at)
    })
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn marks_are_found_where_a_plain_search_finds_them() {
        let text = "ab,\r\"\n\u{80}\u{ff}山-+!012345678\u{2c}\u{ac}".as_bytes();
        for length in [0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 129, 200] {
            for turn in 0..text.len() {
                let bytes: Vec<u8> = text.iter().copied().cycle().skip(turn).take(length).collect();
                for separator in [b',', b'\t'] {
                    for stride in [1, 3, 70] {
                        let mut marks = Marks::new(&bytes, separator);
                        let is_mark = |b: &u8| [separator, b'\n', b'\r', b'"'].contains(b);
                        let mut passed = marks;
                        for at in (0..length).filter(|at| is_mark(&bytes[*at])).chain([length; 2]) {
                            assert_eq!(passed.pass(), at, "{length} {turn}");
                        }
                        for at in (0..length).step_by(stride) {
                            let plain = bytes[at..].iter().position(is_mark).map_or(length, |n| at + n);
                            assert_eq!(marks.next(at), plain, "{length} {turn} {stride} {at}");
                        }
                    }
                }
            }
        }
    }
}
