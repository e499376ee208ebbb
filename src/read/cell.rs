//! What a cell and an ID may hold.
//!
//! A control character, NUL included, is no part of any customer's data: it is the trace of a wrong encoding or of a
//! broken export. Line feed, carriage return and tab are let through inside quotes (RFC 4180 allows line ends there).
//! Control characters are those of the Unicode Standard (general category Cc: C0, U+007F, C1), its line and paragraph
//! separators (Zl, Zp), and U+FFFE and U+FFFF, which no text holds (section 23.7) and a byte order misread leaves.
//! U+FFFD says that somebody's decoder lost a character. A byte order mark in front of a record says that two files
//! were joined. Text that was decoded twice ([`super::mojibake`]) is somebody's name no more.

use super::mojibake;

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

/// What a cell of a block may hold. Where a suspicion is not raised, no cell of the block has that flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Suspicion {
    /// A control character or U+FFFD.
    pub(super) control: bool,
    /// Text that was decoded twice.
    pub(super) mojibake: bool,
}

/// What the cells of a whole block may hold. Line ends and the separator are told from others by the lexer, so a block
/// without this suspicion needs no look at its cells.
pub(super) fn suspicion(block: &[u8], separator: u8) -> Suspicion {
    // Marks are summed, not searched: a loop without an exit is turned into vector instructions.
    let whole = block.len().saturating_sub(2);
    let (second, third) = (block.get(1..).unwrap_or_default(), block.get(2..).unwrap_or_default());
    let mut found = 0;
    for at in (0..whole).step_by(4096) {
        let end = whole.min(at + 4096);
        let triples = block[at..end].iter().zip(&second[at..end]).zip(&third[at..end]);
        found |= triples.fold(0, |found, ((a, b), c)| found | marks(*a, *b, *c, separator));
    }
    for at in whole..block.len() {
        let byte = |at: usize| block.get(at).copied().unwrap_or(b' ');
        found |= marks(byte(at), byte(at + 1), byte(at + 2), separator);
    }
    Suspicion { control: found & CONTROL != 0, mojibake: found & MOJIBAKE != 0 }
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
}

/// What is wrong with an ID that has been trimmed, if anything.
pub(super) fn id_flaw(id: &str) -> Option<IdFlaw> {
    if id.is_empty() {
        Some(IdFlaw::Empty)
    } else if id.bytes().any(|b| b < 0x20) {
        Some(IdFlaw::Control)
    } else if is_scientific(id) {
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
}
