//! The short way for the writings that nearly every cell holds: `1980-03-04`, `1980/3/4`, `19800304`, `1980年3月4日`,
//! `昭和55年3月4日`, `S55.3.4`, with ASCII or full-width digits.
//!
//! It understands nothing that [`super::written`] does not; a law holds the two equal wherever it answers.

use super::written::Written;
use crate::text::era::{Day, Era};

/// Reads a text. `None` where the long way has to look.
pub(super) fn read(text: &[u8]) -> Option<Written> {
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] | [y1, y2, y3, y4, m1, m2, d1, d2] = *text {
        let pair = |tens: u8, ones: u8| Some(figure(tens)? * 10 + figure(ones)?);
        if let (Some(century), Some(year), Some(month), Some(day)) =
            (pair(y1, y2), pair(y3, y4), pair(m1, m2), pair(d1, d2))
        {
            let day = Day::new(u16::from(century) * 100 + u16::from(year), month, day);
            return Some(Written::Full { day, era: None });
        }
    }
    let (era, rest) = era(text);
    let (year, places, rest) = number(rest)?;
    let year = match era {
        Some(era) if places <= 2 && year > 0 => era.gregorian(year),
        None if places == 4 => year,
        Some(_) | None => return None,
    };
    let (mark, rest) = mark(rest)?;
    let (month, month_places, rest) = number(rest)?;
    let (second, rest) = self::mark(rest)?;
    let (day, day_places, rest) = number(rest)?;
    let whole = match (mark, second) {
        (Mark::Year, Mark::Month) => rest.is_empty() || rest == "日".as_bytes(),
        (Mark::Dash, Mark::Dash) | (Mark::Slash, Mark::Slash) | (Mark::Dot, Mark::Dot) => rest.is_empty(),
        _other_pairs => false,
    };
    let day = Day::new(year, month as u8, day as u8);
    (whole && month_places <= 2 && day_places <= 2).then_some(Written::Full { day, era })
}

/// What stands between two numbers.
#[derive(Clone, Copy)]
enum Mark {
    Year,
    Month,
    Dash,
    Slash,
    Dot,
}

fn mark(text: &[u8]) -> Option<(Mark, &[u8])> {
    Some(match text {
        [b'-', rest @ ..] => (Mark::Dash, rest),
        [b'/', rest @ ..] => (Mark::Slash, rest),
        [b'.', rest @ ..] => (Mark::Dot, rest),
        // 年 and 月 in UTF-8.
        [0xE5, 0xB9, 0xB4, rest @ ..] => (Mark::Year, rest),
        [0xE6, 0x9C, 0x88, rest @ ..] => (Mark::Month, rest),
        _ => return None,
    })
}

/// The era that a text starts with, by its two kanji or its letter.
fn era(text: &[u8]) -> (Option<Era>, &[u8]) {
    let letter = match text {
        [b'0'..=b'9', ..] | [] => return (None, text),
        [b'M' | b'm', rest @ ..] => Some((Era::Meiji, rest)),
        [b'T' | b't', rest @ ..] => Some((Era::Taisho, rest)),
        [b'S' | b's', rest @ ..] => Some((Era::Showa, rest)),
        [b'H' | b'h', rest @ ..] => Some((Era::Heisei, rest)),
        [b'R' | b'r', rest @ ..] => Some((Era::Reiwa, rest)),
        _ => None,
    };
    if let Some((era, rest)) = letter {
        return (Some(era), rest);
    }
    const NAMES: [(&str, Era); 5] = [
        ("昭和", Era::Showa),
        ("平成", Era::Heisei),
        ("大正", Era::Taisho),
        ("令和", Era::Reiwa),
        ("明治", Era::Meiji),
    ];
    for (name, era) in NAMES {
        if let Some(rest) = text.strip_prefix(name.as_bytes()) {
            return (Some(era), rest);
        }
    }
    (None, text)
}

/// A number of one to four digits, how many they are, and what follows.
fn number(text: &[u8]) -> Option<(u16, usize, &[u8])> {
    let (mut value, mut places, mut rest) = (0, 0, text);
    loop {
        let (digit, after) = match rest {
            [b @ b'0'..=b'9', after @ ..] => (b - b'0', after),
            // ０ to ９ in UTF-8.
            [0xEF, 0xBC, b @ 0x90..=0x99, after @ ..] => (b - 0x90, after),
            _ => break,
        };
        if places == 4 {
            return None;
        }
        (value, places, rest) = (value * 10 + u16::from(digit), places + 1, after);
    }
    (places > 0).then_some((value, places, rest))
}

fn figure(b: u8) -> Option<u8> {
    b.is_ascii_digit().then(|| b - b'0')
}

#[cfg(test)]
mod tests {
    use super::super::written::read_any;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_short_way_says_what_the_long_way_says(
            text in prop_oneof![
                "[0-9]{4}[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,2}",
                "(昭和?|平成|令和|大正|明治|[SHRTMshrtm]|)[0-9０-９]{1,4}[年./-][0-9０-９]{1,3}[月./-][0-9]{1,3}日?",
                "[0-9０-９年月日昭和SH/.-]{0,12}",
            ]
        ) {
            if let Some(written) = read(text.as_bytes()) {
                prop_assert_eq!(Some(written), read_any(&text));
            }
        }
    }

    #[test]
    fn the_ordinary_writings_take_the_short_way() {
        for text in [
            "1980-03-04",
            "1980/3/4",
            "19800304",
            "昭和55年3月4日",
            "S55.3.4",
            "１９８０年３月４日",
            "h1/1/8",
        ] {
            assert!(read(text.as_bytes()).is_some(), "{text}");
        }
    }
}
