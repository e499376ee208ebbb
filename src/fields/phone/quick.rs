//! The short way for the numbers that nearly every cell holds: a Japanese mobile, IP or landline number in ASCII or
//! full-width digits with the usual separators, with 0 or +81 before it.
//!
//! It knows nothing of its own: kinds come from the table of [`super::plan`], samples from [`super::placeholder`]. What it
//! does not know it leaves to the long way, and laws hold the two equal wherever it answers.

use super::placeholder::{self, Pattern};
use super::plan::{self, Kind};
use super::{Parsed, Status, Weakening};
use smallvec::SmallVec;

/// Digits of the longest number that is answered here: 81, 0 and ten more.
const DIGITS_MAX: usize = 13;
/// Longest cell in bytes: a number in full-width digits and marks.
const BYTES_MAX: usize = 48;
/// Bytes that are kept while a cell is read; a power of two above [`BYTES_MAX`], so that no index can lie outside.
const ROOM: usize = 64;

/// Reads a cell and appends the number in E.164. `None`, and nothing appended, where the long way has to look.
pub(super) fn read(text: &str, out: &mut String) -> Option<Parsed> {
    let (plus, rest) = match text.as_bytes() {
        [b'+', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut digits = [0; ROOM];
    let len = if rest.len() > BYTES_MAX { None } else { scan(rest, &mut digits) }?;
    let national = match (plus, digits.get(..len)?) {
        (false, [b'0', national @ ..])
        | (true, [b'8', b'1', b'0', national @ ..] | [b'8', b'1', national @ ..]) => national,
        _ => return None,
    };
    let kind = plan::japanese(national)?;
    match kind {
        Kind::Mobile | Kind::Fixed | Kind::Ip => {}
        Kind::TollFree | Kind::Uan | Kind::Premium | Kind::Pager | Kind::Foreign => return None,
    }
    let value = national.iter().fold(0, |sum, d| sum * 10 + u64::from(d - b'0'));
    let pattern = placeholder::pattern(value, national.len());
    if pattern == Pattern::Nobody {
        return Some(Parsed::new(Status::Placeholder));
    }
    out.push_str("+81");
    if len == text.len() {
        // The cell is its digits.
        out.push_str(&text[len - national.len()..]);
    } else {
        out.push_str(std::str::from_utf8(national).ok()?);
    }
    let parsed =
        Parsed { status: Status::Ok, weak: None, notes: SmallVec::from_buf_and_len([kind.name(), ""], 1) };
    Some(match pattern {
        Pattern::Printed => parsed.note(super::PRINTED).weak(Weakening::PrintedPhone),
        Pattern::None | Pattern::Nobody if kind != Kind::Mobile => parsed.weak(Weakening::SharedPhone),
        Pattern::None | Pattern::Nobody => parsed,
    })
}

/// What a byte of a cell is: a digit, a mark between digits, a dot, a part of a wider character, or anything else.
const DIGIT: u8 = 0;
const MARK: u8 = 1;
const DOT: u8 = 2;
const WIDE: u8 = 4;
const OTHER: u8 = 8;

static CLASS: [u8; 256] = {
    let mut class = [OTHER; 256];
    let mut b = 0;
    while b < 256 {
        class[b] = match b as u8 {
            b'0'..=b'9' => DIGIT,
            b'-' | b' ' | b'(' | b')' => MARK,
            b'.' => DOT,
            0x80..=0xff => WIDE,
            _ => OTHER,
        };
        b += 1;
    }
    class
};

/// Takes the digits out of a cell and says how many they are. `None` where anything but digits and the commonest marks
/// between them stands in it, each of which [`super::clean`] takes for a mark too. A single dot is a decimal point.
fn scan(text: &[u8], digits: &mut [u8; ROOM]) -> Option<usize> {
    let (mut len, mut seen, mut dots) = (0, 0, 0);
    for b in text {
        let class = CLASS[usize::from(*b)];
        digits[len % ROOM] = *b;
        len += usize::from(class == DIGIT);
        dots += usize::from(class == DOT);
        seen |= class;
    }
    if seen >= WIDE {
        len = if seen < OTHER && dots == 0 { wide(text, digits)? } else { return None };
    }
    (dots != 1 && len <= DIGITS_MAX).then_some(len)
}

/// The same for a cell with wider characters.
fn wide(text: &[u8], digits: &mut [u8; ROOM]) -> Option<usize> {
    let (mut len, mut rest) = (0, text);
    while let [b, after @ ..] = rest {
        rest = match rest {
            [b'0'..=b'9', ..] => {
                digits[len % ROOM] = *b;
                len += 1;
                after
            }
            [0xEF, 0xBC, digit @ 0x90..=0x99, after @ ..] => {
                digits[len % ROOM] = digit - 0x90 + b'0';
                len += 1;
                after
            }
            [b'-' | b' ' | b'(' | b')', after @ ..]
            // － （ ） − ー and the ideographic space.
            | [0xEF, 0xBC, 0x8D | 0x88 | 0x89, after @ ..]
            | [0xE2, 0x88, 0x92, after @ ..]
            | [0xE3, 0x83, 0xBC, after @ ..]
            | [0xE3, 0x80, 0x80, after @ ..] => after,
            _ => return None,
        };
    }
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::super::{clean, parse_any};
    use super::*;
    use proptest::prelude::*;

    fn both(text: &str) -> Option<(Parsed, String)> {
        let (mut short, mut long) = (String::new(), String::new());
        let quick = read(text, &mut short);
        let Some(quick) = quick else {
            assert_eq!(short, "");
            return None;
        };
        assert_eq!((&quick, &short), (&parse_any(text, &mut long), &long), "{text}");
        Some((quick, short))
    }

    #[test]
    fn the_ordinary_writings_take_the_short_way() {
        for text in [
            "090-3456-7812",
            "09034567812",
            "+819034567812",
            "+81 (0)90-3456-7812",
            "03-3456-7812",
            "０９０－３４５６－７８１２",
            "03(3456)7812",
            "090.3456.7812",
            "090ー3456ー7812",
        ] {
            assert!(both(text).is_some_and(|(parsed, _)| parsed.status == Status::Ok), "{text}");
        }
        for text in ["", "03-3456-7812#1", "0120-345-678", "90-3456-7812", "903456781.2", "０３.3456.7812"]
        {
            assert!(both(text).is_none(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_short_way_says_what_the_long_way_says(
            text in prop_oneof![
                "[+]?(81)?[(]?0?[)]?[1-9][0-9]{0,2}[-. ()ー－]?[0-9]{2,4}[-. ()ー－]?[0-9]{4}",
                "[0-9０-９+() ー－.-]{8,18}",
                "0(3|6|90|50|44)-?(0{8}|1{8}|9{7,8}|12345678)",
            ]
        ) {
            both(&text);
            prop_assert!(clean::digits(&text).is_none() || parse_any(&text, &mut String::new()).status != Status::Missing);
        }
    }
}
