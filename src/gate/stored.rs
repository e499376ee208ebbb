//! What is noted of one reading: how long its texts in the arena are, and what came of reading it. There are about ten of
//! them for each named record, so that each takes five bytes.

use crate::fields::{Reading, Status};
use crate::model::Weakening;

/// One reading: the lengths of its raw text and of the canonical value that follows it (two bytes each, the lower first), and
/// one byte of marks: three bits for the status, one for a value that is its raw text, the others for the weakening.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored([u8; 5]);

/// What the three bits of the status stand for.
const STATUSES: [Status; 8] = [
    Status::Missing,
    Status::Placeholder,
    Status::Invalid,
    Status::Partial,
    Status::Ok,
    Status::Invalid,
    Status::Invalid,
    Status::Invalid,
];
const IS_RAW: u8 = 1 << 3;
/// Where the weakening starts: 0 for none, else its place among all and 1.
const WEAK: u32 = 4;

impl Stored {
    /// A reading whose canonical value is so long (bytes), or is the raw text.
    pub(super) fn new(
        raw_len: u16,
        value_len: u16,
        status: Status,
        weak: Option<Weakening>,
        value_is_raw: bool,
    ) -> Self {
        // A value is kept where there is one and it is not the raw text.
        let has_value = matches!(status, Status::Ok | Status::Partial) && !value_is_raw;
        let value_len = if has_value { value_len } else { 0 };
        let weak = weak.map_or(0, |weak| weak as u8 + 1);
        let marks = status as u8 | if value_is_raw { IS_RAW } else { 0 } | weak << WEAK;
        let ([a, b], [c, d]) = (raw_len.to_le_bytes(), value_len.to_le_bytes());
        Self([a, b, c, d, marks])
    }

    /// The length of the raw text, in bytes.
    pub(super) fn raw_len(self) -> usize {
        let Self([a, b, ..]) = self;
        u16::from_le_bytes([a, b]).into()
    }

    /// The length of the canonical value that follows it, in bytes.
    fn value_len(self) -> usize {
        let Self([_, _, c, d, _]) = self;
        u16::from_le_bytes([c, d]).into()
    }

    fn status(self) -> Status {
        STATUSES[usize::from(self.0[4] & 7)]
    }

    fn weak(self) -> Option<Weakening> {
        usize::from(self.0[4] >> WEAK).checked_sub(1).and_then(|at| Weakening::ALL.get(at)).copied()
    }

    /// How many bytes of the arena the reading takes.
    pub(super) fn bytes(self) -> usize {
        self.raw_len() + self.value_len()
    }

    /// The reading, whose texts start here.
    pub(super) fn reading(self, text: &str, start: usize) -> Reading<'_> {
        self.take(&mut &text[start..])
    }

    /// The reading with whose texts these begin, which are left without them.
    #[inline]
    pub(super) fn take<'t>(self, texts: &mut &'t str) -> Reading<'t> {
        let (raw, after) = texts.split_at(self.raw_len());
        // Without a value of its own its length is 0.
        let (value, after) =
            if self.value_len() == 0 { ("", after) } else { after.split_at(self.value_len()) };
        *texts = after;
        let status = self.status();
        let is_raw = self.0[4] & IS_RAW != 0 && matches!(status, Status::Ok | Status::Partial);
        Reading { status, weak: self.weak(), raw, value: if is_raw { raw } else { value } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_what_was_noted_of_it() {
        let text = "xx０９０090y";
        for status in [Status::Missing, Status::Placeholder, Status::Invalid, Status::Partial, Status::Ok] {
            for weak in Weakening::ALL.into_iter().map(Some).chain([None]) {
                for value_is_raw in [false, true] {
                    let stored = Stored::new(9, 3, status, weak, value_is_raw);
                    let reading = stored.reading(text, 2);
                    let has_value = matches!(status, Status::Ok | Status::Partial);
                    let value = match (has_value, value_is_raw) {
                        (true, true) => "０９０",
                        (true, false) => "090",
                        (false, _) => "",
                    };
                    assert_eq!((reading.status, reading.weak), (status, weak));
                    assert_eq!((reading.raw, reading.value), ("０９０", value));
                    assert_eq!(stored.bytes(), if has_value && !value_is_raw { 12 } else { 9 });
                }
            }
        }
        assert_eq!(Stored::new(u16::MAX, u16::MAX, Status::Ok, None, false).bytes(), 131_070);
    }
}
