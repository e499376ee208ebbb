//! Payment-card numbers, which have no place in a merge job.
//!
//! A cell is a hit if it holds 13 to 19 digits and nothing else (full-width digits, spaces and hyphens aside), an
//! issuer's prefix at the length that issuer uses, and a valid check digit (ISO/IEC 7812-1, annex B, "Luhn"). 2.1 % of
//! random 16-digit codes are hits by chance (measured), so a column is refused when at least one cell is a hit and hits
//! are at least one in ten of its non-empty cells. Japanese article numbers (JAN-13, first digits 45 and 49) are hits
//! in one of ten cases: thirteen digits count only if they are no valid EAN-13 (GS1 General Specifications 7.9).

/// A column is refused when hits times this are at least its non-empty cells.
const SHARE: u64 = 10;

/// First digits (from, to) and lengths (from, to). Source: the issuers' published ranges: Visa; Mastercard (2- and
/// 5-series); American Express; JCB; Diners Club; Discover; `UnionPay`; Maestro.
const ISSUERS: &[(&str, &str, usize, usize)] = &[
    ("4", "4", 13, 19),
    ("51", "55", 16, 16),
    ("34", "34", 15, 15),
    ("37", "37", 15, 15),
    ("3528", "3589", 16, 19),
    ("300", "305", 14, 19),
    ("36", "36", 14, 19),
    ("38", "39", 14, 19),
    ("6011", "6011", 16, 19),
    ("644", "659", 16, 19),
    ("62", "62", 16, 19),
    ("50", "50", 13, 19),
    ("56", "58", 13, 19),
    ("63", "63", 13, 19),
    ("67", "67", 13, 19),
    ("2221", "2720", 16, 16),
];

/// What was seen of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CardCount {
    /// Cells that are not empty.
    pub(super) cells: u64,
    /// Cells that hold a card number.
    pub(super) hits: u64,
    /// The line of the first hit.
    pub(super) line: u64,
}

impl CardCount {
    /// Looks at one more cell.
    pub(super) fn see(&mut self, cell: &str, line: u64) {
        self.cells += u64::from(!cell.is_empty());
        if cell.len() >= 13 && may_be_number(cell.as_bytes()[0]) && is_card_number(cell) {
            self.hits += 1;
            if self.hits == 1 {
                self.line = line;
            }
        }
    }

    /// Adds what was seen in a later block.
    pub(super) fn add(&mut self, later: Self) {
        if self.hits == 0 {
            self.line = later.line;
        }
        self.cells += later.cells;
        self.hits += later.hits;
    }

    /// Whether this is a column of card numbers.
    pub(super) fn is_refused(&self) -> bool {
        self.hits > 0 && self.hits * SHARE >= self.cells
    }
}

/// Whether a whole cell is a payment-card number.
/// Whether a text that starts with this byte may hold digits alone: an ASCII digit or what [`is_card_number`] steps over,
/// or the first byte of a full-width digit, space or hyphen.
fn may_be_number(first: u8) -> bool {
    matches!(first, b'0'..=b'9' | b' ' | b'-' | b'\t' | 0xc2 | 0xe2 | 0xe3 | 0xef)
}

fn is_card_number(cell: &str) -> bool {
    let mut digits = [0_u8; 19];
    let mut length = 0;
    for c in cell.chars() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            ' ' | '\u{3000}' | '\u{a0}' | '-' | '－' | '‐' | '−' | 'ー' | '\t' => continue,
            _ => return false,
        };
        if length == digits.len() {
            return false;
        }
        digits[length] = digit as u8;
        length += 1;
    }
    if length < 13 {
        return false;
    }
    let digits = &digits[..length];
    has_issuer(digits) && luhn(digits) && !(length == 13 && is_ean13(digits))
}

fn has_issuer(digits: &[u8]) -> bool {
    let prefix =
        |text: &str| text.bytes().zip(digits).map(|(want, got)| (got + b'0').cmp(&want)).find(|o| o.is_ne());
    ISSUERS.iter().any(|(from, to, least, most)| {
        (*least..=*most).contains(&digits.len())
            && prefix(from).is_none_or(|o| o.is_gt())
            && prefix(to).is_none_or(|o| o.is_lt())
    })
}

/// ISO/IEC 7812-1, annex B: every second digit from the right is doubled; the sum is a multiple of ten.
fn luhn(digits: &[u8]) -> bool {
    let twice = |d: u8| if d > 4 { 2 * d - 9 } else { 2 * d };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| u32::from(if i % 2 == 1 { twice(*d) } else { *d }))
        .sum();
    sum.is_multiple_of(10)
}

/// GS1 check digit: weights 1 and 3 from the left in thirteen digits.
fn is_ean13(digits: &[u8]) -> bool {
    let sum: u32 =
        digits.iter().enumerate().map(|(i, d)| u32::from(*d) * if i % 2 == 1 { 3 } else { 1 }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The issuers' own published test numbers, which belong to nobody.
    #[test]
    fn published_test_numbers_of_every_issuer_are_found() {
        for number in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "４１１１－１１１１－１１１１－１１１１",
            "5555555555554444",
            "2223003122003222",
            "378282246310005",
            "3530111333300000",
            "30569309025904",
            "6011111111111117",
            "6200000000000005",
            "4222222222222",
        ] {
            assert!(is_card_number(number), "{number}");
        }
    }

    #[test]
    fn other_long_numbers_are_none() {
        for text in [
            "4111111111111112",
            "1234567890123452",
            "4111111111111111a",
            "4006381333931",
            "09012345678",
            "41111111111111111111",
            "7111111111111114",
        ] {
            assert!(!is_card_number(text), "{text}");
        }
    }

    #[test]
    fn an_article_number_with_a_valid_luhn_digit_is_no_card() {
        // 4500000000007 + n: both checks pass for some; all such are article numbers.
        let both = (0..100_000_u64).map(|n| 4_500_000_000_000 + n).find(|n| {
            let digits: Vec<u8> = n.to_string().bytes().map(|b| b - b'0').collect();
            luhn(&digits) && is_ean13(&digits)
        });
        assert!(!is_card_number(&both.expect("one in a hundred").to_string()));
    }

    #[test]
    fn one_hit_in_ten_refuses_and_one_in_eleven_does_not() {
        assert!(CardCount { cells: 10, hits: 1, line: 2 }.is_refused());
        assert!(!CardCount { cells: 11, hits: 1, line: 2 }.is_refused());
        assert!(!CardCount::default().is_refused());
    }
}
