//! The writings of a date that a policy may declare for a column, and that nothing else reads.
//!
//! A text whose century, order, epoch or era would have to be guessed is `invalid` by itself (interface 3). Where the policy
//! declares how the column writes its days, a text that fits is read that way. A writing that says what it is (ISO
//! 8601, an era, month and day alone) is read as ever, and a text that fits neither stays `invalid`: a declared order is never
//! turned round to make a text fit.
//!
//! - `yy/mm/dd`, `mm/dd/yyyy`, `dd/mm/yyyy`: with `/`, `-` or `.` between; `yy/mm/dd` also as six digits. Two digits of a year: 30 to
//!   99 are 1930 to 1999, 00 to 29 are 2000 to 2029, the rule of Excel ("Change the date system, format, or two-digit
//!   year interpretation", Microsoft). People born from 1900 to 1929 are alive, so 00 to 29 is a weakening.
//! - `excel-1900`, `excel-1904`: day numbers of a spreadsheet (ECMA-376 part 1, 18.17.4.1). Day 1 of the first is 1900-01-01, and its
//!   day 60 is 1900-02-29, which never was; day 1 of the second is 1904-01-02. Day 0 is an empty cell. A number that may be
//!   a year is not read as a day.
//! - `era7`: the era's number (1 Meiji to 5 Reiwa), year, month and day in seven digits, as medical claims and public
//!   systems write them (レセプト電算処理システム 記録条件仕様, 和暦年月日). A year more than two past the era's last one is none.

use super::written::{self, Written};
use super::{Format, Label, Parsed, Status, Weakening, finish};
use crate::text::{blank::is_blank, blank::is_nothing, digits::fold_width, era::Day, era::Era};

/// The formats, in the order in which a policy's manual lists them.
pub static FORMATS: [Format; 6] = [
    Format {
        name: "yy/mm/dd",
        label: Label { en: "two-digit year, month, day", ja: "西暦下2桁・月・日" },
        parse: |text, out| parse(text, out, year_month_day),
    },
    Format {
        name: "mm/dd/yyyy",
        label: Label { en: "month, day, year", ja: "月・日・西暦" },
        parse: |text, out| parse(text, out, |t| triple(t, [2, 2, 4]).map(|[m, d, y]| certain(y, m, d))),
    },
    Format {
        name: "dd/mm/yyyy",
        label: Label { en: "day, month, year", ja: "日・月・西暦" },
        parse: |text, out| parse(text, out, |t| triple(t, [2, 2, 4]).map(|[d, m, y]| certain(y, m, d))),
    },
    Format {
        name: "excel-1900",
        label: Label { en: "Excel day number, 1900 system", ja: "Excel シリアル値 (1900年方式)" },
        parse: |text, out| parse(text, out, |t| day_number(t).map(since_1900)),
    },
    Format {
        name: "excel-1904",
        label: Label { en: "Excel day number, 1904 system", ja: "Excel シリアル値 (1904年方式)" },
        parse: |text, out| parse(text, out, |t| day_number(t).map(since_1904)),
    },
    Format {
        name: "era7",
        label: Label { en: "era number, year, month, day in seven digits", ja: "元号コード付き7桁" },
        parse: |text, out| parse(text, out, era_code),
    },
];

/// What a text says in the declared format.
enum Declared {
    /// A day, as yet unchecked, and the era it was written in.
    Day(Day, Option<Era>),
    /// A day whose century is the declared one only by the rule for two digits.
    Century(Day),
    /// The number of an empty cell.
    Nothing,
}

/// Longest text of a declared format.
const LONGEST: usize = 16;

fn parse(text: &str, out: &mut String, read: fn(&[u8]) -> Option<Declared>) -> Parsed {
    if let Some(written) = written::read(text) {
        return finish(written, out);
    }
    let mut folded = [0; LONGEST];
    match fold(text, &mut folded).and_then(read) {
        Some(Declared::Day(day, era)) => finish(Written::Full { day, era }, out),
        Some(Declared::Century(day)) => {
            let parsed = finish(Written::Full { day, era: None }, out);
            match parsed.status {
                Status::Ok => parsed.note("century_assumed").weak(Weakening::SuspectDate),
                Status::Missing | Status::Placeholder | Status::Invalid | Status::Partial => parsed,
            }
        }
        Some(Declared::Nothing) => Parsed::new(Status::Placeholder),
        None => Parsed::new(if is_blank(text) { Status::Missing } else { Status::Invalid }),
    }
}

/// The text in half width, without the spaces around it; `None` where it is too long or not ASCII then.
fn fold<'a>(text: &str, folded: &'a mut [u8; LONGEST]) -> Option<&'a [u8]> {
    let mut len = 0;
    for c in text.trim_matches(is_nothing).chars() {
        *folded.get_mut(len)? = u8::try_from(fold_width(c)).ok().filter(u8::is_ascii)?;
        len += 1;
    }
    Some(&folded[..len])
}

/// A day whose order is declared and whose year has four digits.
fn certain(year: u16, month: u16, day: u16) -> Declared {
    Declared::Day(Day::new(year, month as u8, day as u8), None)
}

/// Three numbers with one kind of mark between them; at most so many digits each, the year exactly so many.
fn triple(text: &[u8], places: [usize; 3]) -> Option<[u16; 3]> {
    let mark = *text.iter().find(|b| matches!(b, b'/' | b'-' | b'.'))?;
    let mut parts = text.split(|b| *b == mark);
    let mut numbers = [0; 3];
    for (number, places) in numbers.iter_mut().zip(places) {
        let part = parts.next()?;
        let fits = if places == 4 { part.len() == 4 } else { (1..=places).contains(&part.len()) };
        *number = whole(part).filter(|_| fits)?;
    }
    parts.next().is_none().then_some(numbers)
}

/// A number of ASCII digits alone, below 10,000.
fn whole(digits: &[u8]) -> Option<u16> {
    let number = digits.iter().try_fold(0u16, |sum, b| {
        b.is_ascii_digit().then(|| sum.checked_mul(10)?.checked_add(u16::from(b - b'0'))).flatten()
    });
    number.filter(|_| !digits.is_empty())
}

/// `80/3/4` with the rule for two digits of a year, or `800304`.
fn year_month_day(text: &[u8]) -> Option<Declared> {
    let [year, month, day] = match text {
        [y1, y2, m1, m2, d1, d2] if text.iter().all(u8::is_ascii_digit) => {
            [whole(&[*y1, *y2])?, whole(&[*m1, *m2])?, whole(&[*d1, *d2])?]
        }
        _ => {
            let two_digits = text.get(2).is_some_and(|b| !b.is_ascii_digit());
            triple(text, [2, 2, 2]).filter(|_| two_digits)?
        }
    };
    if (year, month, day) == (0, 0, 0) || (year, month, day) == (99, 99, 99) {
        return Some(Declared::Nothing);
    }
    let (month, day) = (month as u8, day as u8);
    Some(if year >= PIVOT {
        Declared::Day(Day::new(1900 + year, month, day), None)
    } else {
        Declared::Century(Day::new(2000 + year, month, day))
    })
}

/// The least two-digit year that belongs to the twentieth century.
const PIVOT: u16 = 30;

/// The day number of a spreadsheet: at most five digits, with no fraction but zero. Four digits that may be a year are none.
fn day_number(text: &[u8]) -> Option<u32> {
    let whole = match text.iter().position(|b| *b == b'.') {
        Some(at) if text.len() > at + 1 && text[at + 1..].iter().all(|b| *b == b'0') => &text[..at],
        Some(_) => return None,
        None => text,
    };
    let plain = (1..=5).contains(&whole.len()) && whole.iter().all(u8::is_ascii_digit);
    let leading_zero = whole.len() > 1 && whole.starts_with(b"0");
    if !plain || leading_zero {
        return None;
    }
    let number = whole.iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
    (!YEARS.contains(&number)).then_some(number)
}

/// Numbers that may be the year of a birth, without month and day.
const YEARS: std::ops::RangeInclusive<u32> = 1868..=2100;

/// The day that does not exist, and counts in the system that begins with 1900.
const PHANTOM: u32 = 60;

fn since_1900(number: u32) -> Declared {
    match number {
        0 => Declared::Nothing,
        PHANTOM => certain(1900, 2, 29),
        n if n < PHANTOM => Declared::Day(Day::new(1899, 12, 31).plus(n), None),
        n => Declared::Day(Day::new(1899, 12, 30).plus(n), None),
    }
}

fn since_1904(number: u32) -> Declared {
    match number {
        0 => Declared::Nothing,
        n => Declared::Day(Day::new(1904, 1, 1).plus(n), None),
    }
}

/// The last year of an era that a code is read in: two years past its own last one, for systems that were switched over late
/// (Heisei 32 and 33 for 2020 and 2021). What lies farther beyond is another code or another year: 1980304 would be 明治98.
const fn last_coded_year(era: Era) -> u16 {
    match era {
        Era::Meiji => 45 + 2,
        Era::Taisho => 15 + 2,
        Era::Showa => 64 + 2,
        Era::Heisei => 31 + 2,
        Era::Reiwa => 99,
    }
}

/// `3550304`.
fn era_code(text: &[u8]) -> Option<Declared> {
    let digits: &[u8; 7] = text.try_into().ok()?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if digits == b"0000000" || digits == b"9999999" {
        return Some(Declared::Nothing);
    }
    let [code, y1, y2, m1, m2, d1, d2] = *digits;
    let era = *Era::ALL.get(usize::from(code.checked_sub(b'1')?))?;
    let (year, month, day) = (whole(&[y1, y2])?, whole(&[m1, m2])?, whole(&[d1, d2])?);
    (1..=last_coded_year(era))
        .contains(&year)
        .then(|| Declared::Day(Day::new(era.gregorian(year), month as u8, day as u8), Some(era)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(format: &str, text: &str) -> (Status, String) {
        let mut out = String::new();
        let format = FORMATS.iter().find(|f| f.name == format).unwrap();
        ((format.parse)(text, &mut out).status, out)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_writing_that_says_what_it_is_is_read_as_ever(
            text in "(昭和|S|平成|)[0-9]{1,4}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{0,2}日?", which in 0..6usize
        ) {
            let mut plain = String::new();
            let undeclared = (super::super::FIELD.parse)(&text, &mut plain);
            let mut out = String::new();
            let declared = (FORMATS[which].parse)(&text, &mut out);
            if matches!(undeclared.status, Status::Ok | Status::Partial | Status::Placeholder | Status::Missing) {
                prop_assert_eq!((declared, out), (undeclared, plain));
            }
        }
    }

    #[test]
    fn every_day_number_is_the_day_after_the_one_before() {
        let mut day = Day::new(1904, 1, 1);
        let mut read_so_far = 0;
        for number in 1..60_000u32 {
            day = day.plus(1);
            let mut iso = String::new();
            day.write_iso(&mut iso);
            for (format, number) in [("excel-1904", number), ("excel-1900", number + 1462)] {
                if !YEARS.contains(&number) && !super::super::is_placeholder(day) {
                    assert_eq!(
                        read(format, &number.to_string()),
                        (Status::Ok, iso.clone()),
                        "{format} {number}"
                    );
                    read_so_far += 1;
                }
            }
        }
        assert!(read_so_far > 119_000, "{read_so_far}");
    }
}
