//! What a cell and an ID may hold.
//!
//! A control character, NUL included, is no part of any customer's data: it is the trace of a wrong encoding or of a
//! broken export. Line feed, carriage return and tab are let through inside quotes (RFC 4180 allows line ends there).
//! Control characters are those of the Unicode Standard (general category Cc: C0, U+007F, C1), its line and paragraph
//! separators (Zl, Zp), and U+FFFE and U+FFFF, which no text holds (section 23.7) and a byte order misread leaves.
//! U+FFFD says that somebody's decoder lost a character. A byte order mark in front of a record says that two files
//! were joined. Text that was decoded twice ([`super::mojibake`]) is somebody's name no more.

use super::{card, mojibake};
use wide::u8x16;

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellFlaw {
    /// A control character (this code point).
    Control(char),
    /// U+FFFD.
    Replacement,
    /// UTF-8 that was read as another encoding and written again.
    Mojibake,
}

/// What is wrong with an ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdFlaw {
    /// Nothing there.
    Empty,
    /// `1.23E+12`.
    Scientific,
    /// A line end or a tab inside.
    Control,
}

/// What a text may hold. Where a suspicion is not raised, it has no such flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Suspicion {
    /// A control character or U+FFFD.
    pub(super) control: bool,
    /// Text that was decoded twice.
    pub(super) mojibake: bool,
}

/// What the cells of a block may hold, by its places: nearly every cell needs no look of its own.
pub(super) struct Suspects {
    /// For each [`PLACE`] bytes the marks of the letters that start there.
    places: Vec<u8>,
    /// For each [`PLACE`] bytes a bit for each of them: whether it is a digit or may start one ([`card`]).
    digits: Vec<u64>,
}

/// Bytes that share one entry of [`Suspects`].
const PLACE: usize = 64;

impl Suspects {
    /// Looks at a block. Line ends and the separator are told from others by the lexer.
    pub(super) fn of(block: &[u8], separator: u8) -> Self {
        let mut places = Vec::with_capacity(block.len() / PLACE + 1);
        let (whole, rest) = block.as_chunks::<PLACE>();
        let mut digits = Vec::with_capacity(whole.len() + 1);
        digits.extend(whole.iter().map(digits_of));
        if !rest.is_empty() {
            let mut padded = [0; PLACE];
            padded[..rest.len()].copy_from_slice(rest);
            digits.push(digits_of(&padded));
        }
        // A letter may reach two bytes into the next place.
        let windows = (0..block.len().saturating_sub(2) / PLACE * PLACE).step_by(PLACE);
        places.extend(
            windows.map_while(|at| block.get(at..)?.first_chunk()).map(|place| marks_of(place, separator)),
        );
        let byte = |at: usize| block.get(at).copied().unwrap_or(b' ');
        for start in (places.len() * PLACE..block.len()).step_by(PLACE) {
            let letters = start..block.len().min(start + PLACE);
            let found = letters.map(|at| marks(byte(at), byte(at + 1), byte(at + 2), separator));
            places.push(found.fold(0, |found, marks| found | marks));
        }
        Self { places, digits }
    }

    /// Whether at least twelve of these bytes are digits or may start one. A text that reaches over three places may.
    #[inline]
    pub(super) fn has_twelve_digits(&self, start: usize, end: usize) -> bool {
        let (words, from, len) =
            (self.digits.get(start / PLACE..).unwrap_or_default(), start % PLACE, end - start);
        let places = (from + len).div_ceil(PLACE);
        let Some((first, after)) = words.split_first() else { return false };
        let later = if places == 2 { after.first().copied().unwrap_or(0) } else { 0 };
        // The bits of the text alone: those of the first place that it reaches, and behind them those of the second.
        let both = (u128::from(*first) | u128::from(later) << PLACE) >> from;
        places > 2 || at_least_twelve(both as u64, (both >> PLACE) as u64, len)
    }

    /// What the text at these bytes may hold.
    #[inline]
    pub(super) fn among(&self, start: usize, end: usize) -> Suspicion {
        let places = self.places.get(start / PLACE..end.div_ceil(PLACE)).unwrap_or_default();
        let found = places.iter().fold(0, |found, marks| found | marks);
        Suspicion { control: found & CONTROL != 0, mojibake: found & MOJIBAKE != 0 }
    }
}

/// A bit for each digit, or byte that may start one, of one place.
#[inline]
fn digits_of(place: &[u8; PLACE]) -> u64 {
    let (pieces, _) = place.as_chunks::<PIECE>();
    let bits =
        pieces.iter().zip(0..).map(|(piece, at)| u64::from(card::digits(piece).to_bitmask()) << (at * PIECE));
    bits.fold(0, |word, bits| word | bits)
}

/// Whether at least twelve of the first `len` (below 128) bits of two words are set.
#[inline]
fn at_least_twelve(low: u64, high: u64, len: usize) -> bool {
    let first = |word: u64, len: usize| if len < PLACE { word & ((1 << len) - 1) } else { word };
    let more = if len > PLACE { first(high, len - PLACE).count_ones() } else { 0 };
    first(low, len).count_ones() + more >= 12
}

const CONTROL: u8 = 1;
const MOJIBAKE: u8 = 2;

/// What three bytes of UTF-8 say: C0 and U+007F; `C2 80` to `C2 9F`; `E2 80 A8`, `E2 80 A9`; `EF BF BD` to `EF BF BF`. Doubly
/// decoded text holds letters of Latin-1 (`C3 ..`), half-width kana (`EF BD A1` to `EF BE 9F`) or one of 縺, 繧 and 繝.
#[inline]
fn marks(a: u8, b: u8, c: u8, separator: u8) -> u8 {
    let c0 = (a < 0x20) & (a != b'\n') & (a != b'\r') & (a != separator);
    let wide = (a == 0xe2) & (b == 0x80) & (c & 0xfe == 0xa8) | (a == 0xef) & (b == 0xbf) & (c >= 0xbd);
    let control = c0 | (a == 0x7f) | (a == 0xc2) & (b < 0xa0) | wide;
    let lead = (a == 0xe7) & ((b == 0xb8) & (c == 0xba) | (b == 0xb9) & ((c == 0xa7) | (c == 0x9d)));
    let kana = (a == 0xef) & ((b == 0xbd) & (c > 0xa0) | (b == 0xbe) & (c < 0xa0));
    (u8::from(control) * CONTROL) | (u8::from(kana | lead | (a == 0xc3)) * MOJIBAKE)
}

/// Bytes looked at together.
const PIECE: usize = 16;

/// [`marks`] of the letters that start in one place, behind which two bytes more stand. Most places hold no byte that any mark
/// starts with, and one look tells so.
#[inline]
fn marks_of(place: &[u8; PLACE + 2], separator: u8) -> u8 {
    let (pieces, _) = place[..PLACE].as_chunks::<PIECE>();
    let (seconds, _) = place[1..].as_chunks::<PIECE>();
    let mut starts = [u8x16::splat(0); PLACE / PIECE];
    for (starts, (piece, next)) in starts.iter_mut().zip(pieces.iter().zip(seconds)) {
        *starts = starts_of(*piece, *next, separator);
    }
    if starts.iter().fold(u8x16::splat(0), |any, starts| any | *starts).to_bitmask() == 0 {
        return 0;
    }
    let mut found = 0;
    for (at, starts) in (0..).step_by(PIECE).zip(starts) {
        let mut starts = starts.to_bitmask();
        while starts != 0 {
            let start = at + starts.trailing_zeros() as usize;
            if let Some([a, b, c]) = place.get(start..).and_then(<[u8]>::first_chunk::<3>) {
                found |= marks(*a, *b, *c, separator);
            }
            starts &= starts - 1;
        }
    }
    found
}

/// All bits of each byte that a mark may start with; `next` are the bytes behind each of them.
#[inline]
fn starts_of(piece: [u8; PIECE], next: [u8; PIECE], separator: u8) -> u8x16 {
    let (bytes, second) = (u8x16::new(piece), u8x16::new(next));
    let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
    let low = bytes.simd_eq(bytes.min(u8x16::splat(0x1f)));
    let ends = is(b'\n') | is(separator);
    let latin = (bytes & u8x16::splat(0xfe)).simd_eq(u8x16::splat(0xc2));
    let general = is(0xe2) & second.simd_eq(u8x16::splat(0x80));
    let kanji = is(0xe7) & (second & u8x16::splat(0xfe)).simd_eq(u8x16::splat(0xb8));
    let half = is(0xef) & second.simd_eq(second.max(u8x16::splat(0xbd)));
    // A line feed and a tab that separates are below 0x20, and no marks; that a carriage return is none, `marks` tells.
    (low & !ends) | is(0x7f) | latin | general | kanji | half
}

/// What is wrong with a cell, if anything.
#[inline]
pub(super) fn flaw(text: &str, quoted: bool, suspicion: Suspicion) -> Option<CellFlaw> {
    let allowed = |c: char| quoted && matches!(c, '\n' | '\r' | '\t');
    let control = |c: &char| is_control(*c) && !allowed(*c);
    if suspicion.control {
        if let Some(control) = text.chars().find(control) {
            return Some(CellFlaw::Control(control));
        }
        if text.contains('\u{fffd}') {
            return Some(CellFlaw::Replacement);
        }
    }
    (suspicion.mojibake && mojibake::is_mojibake(text)).then_some(CellFlaw::Mojibake)
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

impl Suspicion {
    /// Every cell is looked at.
    pub(super) const ALL: Self = Self { control: true, mojibake: true };

    /// Whether there is anything to look for.
    pub(super) fn is_raised(self) -> bool {
        self.control | self.mojibake
    }
}

const ID_CONTROL: u8 = 1;
const ID_E: u8 = 2;

/// What each byte of an ID is: a control character, or the letter of an exponent.
static ID_MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        marks[byte] = ID_CONTROL;
        byte += 1;
    }
    marks[b'e' as usize] = ID_E;
    marks[b'E' as usize] = ID_E;
    marks
};

/// What is wrong with an ID that has been trimmed, if anything.
pub(super) fn id_flaw(id: &str) -> Option<IdFlaw> {
    let found = id.bytes().fold(0, |found, b| found | ID_MARKS[usize::from(b)]);
    if id.is_empty() {
        Some(IdFlaw::Empty)
    } else if found & ID_CONTROL != 0 {
        Some(IdFlaw::Control)
    } else if found & ID_E != 0 && is_scientific(id) {
        Some(IdFlaw::Scientific)
    } else {
        None
    }
}

/// Whether a text is a number as spreadsheets write long ones: `1.23E+12`, `4.9012E+15`. The sign is always
/// written there, so that `12E4` stays an ID.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let number =
        mantissa.split_once('.').map_or(digits(mantissa), |(whole, part)| digits(whole) && digits(part));
    number && exponent.strip_prefix(['+', '-']).is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_a_spreadsheet_destroyed_is_told_from_one_with_an_e() {
        for bad in ["1.23E+12", "1.2E+05", "4e-3", "-1.5E+10"] {
            assert_eq!(id_flaw(bad), Some(IdFlaw::Scientific), "{bad}");
        }
        for good in ["12E4", "E+12", "1.E+1", "A1E+12", "1E+", "007", "NULL"] {
            assert_eq!(id_flaw(good), None, "{good}");
        }
    }

    #[test]
    fn a_line_end_is_allowed_inside_quotes_only() {
        let flaw = |text, quoted| flaw(text, quoted, Suspicion::ALL);
        assert_eq!(flaw("a\nb\r\n\t", true), None);
        assert_eq!(flaw("a\tb", false), Some(CellFlaw::Control('\t')));
        assert_eq!(flaw("a\u{b}b", true), Some(CellFlaw::Control('\u{b}')));
        assert_eq!(flaw("\u{fffd}", true), Some(CellFlaw::Replacement));
        assert_eq!(flaw("é’ Ã ã €", true), None);
    }

    #[test]
    fn twelve_digits_are_counted_wherever_they_stand() {
        let mut state = 7_u64;
        for _ in 0..300 {
            let mut block = Vec::new();
            while block.len() < 300 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                block.push(b"0945-,aEF\xef"[(state >> 33) as usize % 10]);
            }
            let suspects = Suspects::of(&block, b',');
            for start in (0..block.len()).step_by(7) {
                for end in start..block.len().min(start + 70) {
                    let plain =
                        block[start..end].iter().filter(|b| b.is_ascii_digit() || **b == 0xef).count();
                    let is_wide = start / PLACE + 2 < end.div_ceil(PLACE);
                    let told = suspects.has_twelve_digits(start, end);
                    assert_eq!(told, plain >= 12 || is_wide, "{start} {end}");
                }
            }
        }
    }

    fn suspicion(block: &[u8], separator: u8) -> Suspicion {
        Suspects::of(block, separator).among(0, block.len())
    }

    #[test]
    fn a_block_is_suspicious_whenever_one_of_its_cells_is() {
        let none = Suspicion { control: false, mojibake: false };
        for good in ["山田,b\r\n", "…〜－１ａ\u{a0}°\u{202f}\u{f900}", "", "a", "ab"] {
            assert_eq!(suspicion(good.as_bytes(), b','), none, "{good:?}");
        }
        assert_eq!(suspicion(b"a\tb\n", b'\t'), none);
        for bad in [
            '\t', '\0', '\u{1b}', '\u{7f}', '\u{80}', '\u{9f}', '\u{2028}', '\u{2029}', '\u{fffd}',
            '\u{fffe}',
        ] {
            for (before, after) in
                [("", ""), ("x", ""), ("", "y"), ("x", "yz"), ("山".repeat(3000).as_str(), "ab")]
            {
                let text = format!("{before}{bad}{after}");
                let seen = suspicion(text.as_bytes(), b',');
                assert!(seen.control && !seen.mojibake && flaw(&text, false, seen).is_some(), "{bad:?}");
            }
        }
        for bad in ["å±±ç”°", "螻ｱ逕ｰ闃ｱ"] {
            let seen = suspicion(bad.as_bytes(), b',');
            assert!(seen.mojibake && !seen.control, "{bad}");
            assert_eq!(flaw(bad, false, seen), Some(CellFlaw::Mojibake), "{bad}");
        }
    }

    #[test]
    fn a_suspicion_is_raised_where_the_letter_stands_and_not_far_from_it() {
        for flaw in ["\u{7f}", "\u{85}", "\u{fffd}", "\u{e9}", "ｱ"] {
            for at in 0..200 {
                let text = format!("{}{flaw}{}", "a".repeat(at), "b".repeat(200 - at));
                let suspects = Suspects::of(text.as_bytes(), b',');
                assert!(suspects.among(at, at + flaw.len()).is_raised(), "{flaw:?} at {at}");
                let near = at / PLACE * PLACE;
                assert!(!suspects.among(0, near).is_raised(), "{flaw:?} at {at}");
                let after = near + PLACE;
                assert!(
                    after >= text.len() || !suspects.among(after, text.len()).is_raised(),
                    "{flaw:?} at {at}"
                );
            }
        }
    }
}
