//! What a cell and an ID may hold.
//!
//! A control character, NUL included, is no part of any customer's data: it is the trace of a wrong encoding or of a
//! broken export. Line feed, carriage return and tab are let through inside quotes (RFC 4180 allows line ends there).
//! U+FFFD says that somebody's decoder lost a character. A byte order mark in front of a record says that two files
//! were joined.

use memchr::memmem;

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellFlaw {
    /// A C0 control character (this code point).
    Control(u8),
    /// U+FFFD.
    Replacement,
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

/// Whether a whole block can hold a cell that [`flaw`] would refuse. Line ends and the separator are told from others by
/// the lexer, so a block without this suspicion needs no look at its cells.
pub(super) fn is_suspicious(block: &[u8], separator: u8) -> bool {
    let control = |b: &u8| *b < 0x20 && *b != b'\n' && *b != b'\r' && *b != separator;
    // Counted, not searched: a loop without an exit is turned into vector instructions.
    block.chunks(4096).any(|chunk| chunk.iter().map(|b| u8::from(control(b))).fold(0, |a, b| a | b) != 0)
        || memmem::find(block, "\u{fffd}".as_bytes()).is_some()
}

/// What is wrong with a cell, if anything.
pub(super) fn flaw(text: &str, quoted: bool) -> Option<CellFlaw> {
    let allowed = |b: u8| b >= 0x20 || (quoted && matches!(b, b'\n' | b'\r' | b'\t'));
    if let Some(control) = text.bytes().find(|b| !allowed(*b)) {
        return Some(CellFlaw::Control(control));
    }
    text.contains('\u{fffd}').then_some(CellFlaw::Replacement)
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
        assert_eq!(flaw("a\nb\r\n\t", true), None);
        assert_eq!(flaw("a\tb", false), Some(CellFlaw::Control(9)));
        assert_eq!(flaw("a\u{b}b", true), Some(CellFlaw::Control(11)));
        assert_eq!(flaw("\u{fffd}", true), Some(CellFlaw::Replacement));
    }

    #[test]
    fn a_block_is_suspicious_whenever_one_of_its_cells_is() {
        assert!(!is_suspicious("山田,b\r\n".as_bytes(), b','));
        assert!(!is_suspicious(b"a\tb\n", b'\t'));
        for bad in ["a\tb", "a\0", "\u{1b}", "x\u{fffd}"] {
            assert!(is_suspicious(bad.as_bytes(), b','), "{bad:?}");
        }
    }
}
