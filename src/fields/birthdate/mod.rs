//! `birthdate`: a day of the Gregorian calendar, in ISO 8601.
//!
//! Rungs: 昭和55年3月4日, S55.3.4 and 1980/3/4 are `normalized`; 1980-03-04 and 1980-04-03, 1980-03-14 or 1908-03-04 are
//! `similar`; month and day alone agree with nothing, and contradict another month and day.
//!
//! Sources: JIS X 0301 and ISO 8601 for the forms, the proclamations of [`crate::text::era`] for the eras. A text whose
//! century or order must be guessed (55/3/4, 03/04/1980, spreadsheet day numbers, 7-digit era codes) is not read, unless the
//! policy declares how the column writes its days (`declared`).
//!
//! This room has no clock: whether a day lies in the future is asked with [`is_future`] by whoever knows the date.

mod declared;
mod quick;
mod written;

use super::{Field, Format, Nearness, Parsed, Reading, Status};
use crate::model::{Label, Weakening};
use crate::text::blank::is_blank;
use crate::text::era::{self, Day};
pub use declared::FORMATS;
use written::Written;

/// The field.
pub static FIELD: Field = Field {
    name: "birthdate",
    label: Label { en: "birthdate", ja: "生年月日" },
    headers: &[
        "生年月日",
        "生年月日西暦",
        "生年月日和暦",
        "誕生日",
        "誕生年月日",
        "出生日",
        "出生年月日",
        "お誕生日",
        "birthdate",
        "birthday",
        "birth",
        "bday",
        "dob",
        "dateofbirth",
        "birthdt",
        "seinengappi",
    ],
    part_headers: None,
    many: false,
    parse,
    key: |value, _| value,
    nearness,
};

/// Days that a form, a database or a spreadsheet fills in where it has none: zeros and nines, the least or the first
/// day of SQL Server (1753-01-01), .NET (0001-01-01), Excel and OLE (1899-12-30, 1899-12-31, 1900-01-01; 1904-01-01 on a Mac), ones (own list).
const PLACEHOLDERS: [(u16, u8, u8); 12] = [
    (0, 0, 0),
    (1, 1, 1),
    (1111, 11, 11),
    (1753, 1, 1),
    (1899, 12, 30),
    (1899, 12, 31),
    (1900, 1, 1),
    (1901, 1, 1),
    (1904, 1, 1),
    (1911, 11, 11),
    (9999, 12, 31),
    (9999, 99, 99),
];

/// Years in which no day is such a filler.
const BETWEEN: std::ops::RangeInclusive<u16> = 1912..=9998;

/// Years whose first day is often chosen by people who do not want to give theirs (own list).
const SUSPECT_NEW_YEARS: [u16; 7] = [1950, 1960, 1970, 1980, 1990, 2000, 2001];

/// Days of 1999 that are often such a choice (own list).
const SUSPECTS_OF_1999: [(u8, u8); 2] = [(9, 9), (12, 31)];

/// Japan's first Gregorian day (明治5年太政官布告第337号).
const EARLIEST: Day = Day::new(1873, 1, 1);

/// The last year that is read at all, far beyond any birth: a bound for a typing slip, not for the future.
const YEAR_MAX: u16 = 2200;

/// Whether a canonical date lies after `today`, both as `1980-03-04`. A date without a year never does.
///
/// The gate makes a birthdate in the future `invalid`; it knows the day of the run, this room does not.
///
/// ```
/// use sekisho::fields::birthdate::is_future;
/// assert!(is_future("2030-01-01", "2026-11-22"));
/// assert!(!is_future("2026-11-22", "2026-11-22"));
/// assert!(!is_future("--12-31", "2026-11-22"));
/// ```
#[must_use]
pub fn is_future(value: &str, today: &str) -> bool {
    !value.starts_with('-') && value > today
}

fn parse(text: &str, out: &mut String) -> Parsed {
    match written::read(text) {
        Some(written) => finish(written, out),
        // A text that was read has digits, so it is not blank.
        None => Parsed::new(if is_blank(text) { Status::Missing } else { Status::Invalid }),
    }
}

/// Writes what a text says, if it can be a birthdate.
fn finish(written: Written, out: &mut String) -> Parsed {
    match written {
        Written::MonthDay { month, day } => {
            // 2000 has a 29 February: whether the unknown year has one cannot be told.
            if !Day::new(2000, month, day).exists() {
                return Parsed::new(Status::Invalid);
            }
            out.push('-');
            era::write_month_day(month, day, out);
            Parsed::new(Status::Partial)
        }
        Written::Full { day, era } => {
            if is_placeholder(day) {
                return Parsed::new(Status::Placeholder);
            }
            if !day.exists() || day < EARLIEST || day.year > YEAR_MAX {
                return Parsed::new(Status::Invalid);
            }
            day.write_iso(out);
            let mut parsed = Parsed::new(Status::Ok);
            if era.is_some_and(|era| !era.contains(day)) {
                parsed = parsed.note("era_out_of_range").weak(Weakening::SuspectDate);
            }
            if is_suspect(day) {
                parsed = parsed.note("suspect").weak(Weakening::SuspectDate);
            }
            parsed
        }
    }
}

fn is_placeholder(day: Day) -> bool {
    // Most years are in the midst of those on the list.
    !BETWEEN.contains(&day.year) && PLACEHOLDERS.contains(&(day.year, day.month, day.day))
}

fn is_suspect(day: Day) -> bool {
    let first = day.month == 1 && day.day == 1;
    first && SUSPECT_NEW_YEARS.contains(&day.year)
        || day.year == 1999 && SUSPECTS_OF_1999.contains(&(day.month, day.day))
}

fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    if left.status == Status::Partial || right.status == Status::Partial {
        let same = month_day(left.value) == month_day(right.value);
        return if same { Nearness::Missing } else { Nearness::Different };
    }
    let (Some(l), Some(r)) = (digits(left.value), digits(right.value)) else { return Nearness::Different };
    let swapped = l[..4] == r[..4] && l[4..6] == r[6..] && l[6..] == r[4..6];
    if swapped || is_one_slip(&l, &r) { Nearness::Similar } else { Nearness::Different }
}

/// `03-04` of a canonical value with or without its year.
fn month_day(value: &str) -> &str {
    value.len().checked_sub(5).and_then(|at| value.get(at..)).unwrap_or(value)
}

/// The eight digits of a canonical date.
fn digits(value: &str) -> Option<[u8; 8]> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *value.as_bytes() else { return None };
    Some([a, b, c, d, e, f, g, h])
}

/// Whether one digit is another, or two neighbours are swapped.
fn is_one_slip(left: &[u8; 8], right: &[u8; 8]) -> bool {
    let mut apart = (0..8).filter(|i| left[*i] != right[*i]);
    match (apart.next(), apart.next(), apart.next()) {
        (Some(_), None, _) => true,
        (Some(i), Some(j), None) => j == i + 1 && left[i] == right[j] && left[j] == right[i],
        _ => false,
    }
}

#[cfg(test)]
mod tests;
