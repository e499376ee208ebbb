//! Card numbers in free text, piece by piece: for files about to be sent, where one such number is one too many.
//!
//! The reader's own rule takes a whole run of digits for one number, which is right for a column; in a note other digits stand
//! beside the number. Here each group of digits is one candidate, and each row of groups as cards are printed and typed: 4-4-4-4
//! and what is longer by a last group, 4-6-5 and 4-6-4 (ISO/IEC 7811-1 leaves the spacing to the issuer; these are those of the
//! issuers in [`super::ISSUERS`]), 4-3-3-3, and digits one by one.

use super::{Mark, is_card_number, mark};

/// The most digits that a card number has (ISO/IEC 7812-1).
const DIGITS_MAX: usize = 19;

/// What may stand between two groups, besides what [`mark`] knows.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | '．' | '/' | '／' | '_' | '＿' | ':' | '：' | '・' | '\u{2010}'..='\u{2015}')
}

/// Characters without width, which part nothing.
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether a group of digits, or a row of them, is a payment-card number.
pub(super) fn has_card_in_pieces(cell: &str) -> bool {
    let (mut digits, mut groups): (Vec<u8>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut is_open = false;
    for c in cell.chars() {
        match mark(c) {
            Mark::Digit(digit) => {
                digits.push(digit);
                match groups.last_mut().filter(|_| is_open) {
                    Some(last) => *last += 1,
                    None => groups.push(1),
                }
                is_open = true;
            }
            Mark::Other if is_nothing(c) => {}
            Mark::Between => is_open = false,
            Mark::Other if is_separator(c) => is_open = false,
            Mark::Other => {
                if is_any_card(&digits, &groups) {
                    return true;
                }
                digits.clear();
                groups.clear();
                is_open = false;
            }
        }
    }
    is_any_card(&digits, &groups)
}

fn is_any_card(digits: &[u8], groups: &[usize]) -> bool {
    let mut from = 0;
    for (first, own) in groups.iter().enumerate() {
        let mut length = 0;
        for (last, more) in groups.iter().enumerate().skip(first) {
            length += more;
            if length > DIGITS_MAX {
                break;
            }
            if is_printed_so(&groups[first..=last]) && is_card_number(&digits[from..from + length]) {
                return true;
            }
        }
        from += own;
    }
    false
}

/// Whether cards bear their numbers in groups of these lengths.
fn is_printed_so(groups: &[usize]) -> bool {
    matches!(
        groups,
        [_] | [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3] | [4, 4, 4, 1..=3] | [4, 6, 4 | 5] | [4, 3, 3, 3]
    ) || groups.iter().all(|length| *length == 1)
}

#[cfg(test)]
mod tests {
    use super::has_card_in_pieces;

    /// The issuers' own published test numbers, which belong to nobody.
    #[test]
    fn a_card_number_is_found_whatever_stands_beside_it() {
        for cell in [
            "4111111111111111 0312345678",
            "2026/11/22 4111111111111111",
            "12/28 4111.1111.1111.1111 123",
            "4111/1111/1111/1111",
            "4111_1111_1111_1111",
            "4111:1111:1111:1111",
            "4111–1111—1111―1111",
            "41111111\u{200b}11111111",
            "3782 822463 10005 12/28",
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        ] {
            assert!(has_card_in_pieces(cell), "{cell}");
        }
    }

    #[test]
    fn dates_times_and_telephones_are_none() {
        for cell in [
            "",
            "2026-11-22 10:15:30.123456",
            "30/05/2024 10:15:30",
            "03-3140-0007 100-0005",
            "4111.1111.1111.1112",
        ] {
            assert!(!has_card_in_pieces(cell), "{cell}");
        }
    }
}
