//! A date as people and programs write it, taken apart.
//!
//! Sources: ISO 8601 (calendar date, basic and extended; `--03-04` of ISO 8601:2000), JIS X 0301 (era letter, year, month
//! and day between full stops), and Japanese forms (年月日, kanji numerals, 元年, ㍼, 西暦, 生). The whole text must be
//! understood, or nothing of it is.

use super::quick;
use crate::text::blank::is_nothing;
use crate::text::digits::{Number, fold_width, is_dash, number};
use crate::text::era::{Day, Era};

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Year, month and day; whether there is such a day is not yet known.
    Full {
        /// The day, its year Gregorian.
        day: Day,
        /// The era in which its year was written.
        era: Option<Era>,
    },
    /// Month and day without a year.
    MonthDay {
        /// As written.
        month: u8,
        /// As written.
        day: u8,
    },
}

/// Longest text that is read, in characters. A spelled-out date with era and time has fewer than 40.
const CHARS_MAX: usize = 48;

/// Takes a text apart. `None` where any part of it is not understood, or would have to be guessed.
pub(super) fn read(text: &str) -> Option<Written> {
    quick::read(text.as_bytes()).or_else(|| read_any(text))
}

/// The long way, for every text.
pub(super) fn read_any(text: &str) -> Option<Written> {
    let mut chars = ['\0'; CHARS_MAX];
    let mut len = 0;
    for c in text.trim_matches(is_nothing).chars() {
        *chars.get_mut(len)? = fold_width(c).to_ascii_uppercase();
        len += 1;
    }
    Cursor { rest: &chars[..len] }.date()
}

/// What stands between two numbers of a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Year,
    Month,
    Dash,
    Slash,
    Dot,
    Middle,
}

/// What of a text is not yet read.
struct Cursor<'a> {
    rest: &'a [char],
}

impl Cursor<'_> {
    fn date(mut self) -> Option<Written> {
        if self.eat("--") {
            return self.iso_month_day();
        }
        let gregorian = self.eat("西暦");
        let era = if gregorian { None } else { self.era() };
        self.spaces();
        let year = self.year(era.is_some())?;
        let Some(mark) = self.mark() else {
            return self.compact(year, era);
        };
        let second = self.number()?;
        let yearless = era.is_none() && !gregorian;
        if mark == Mark::Month || (matches!(mark, Mark::Dash | Mark::Slash) && self.rest.is_empty()) {
            if mark == Mark::Month {
                self.spaces();
                self.eat("日");
            }
            let alone = yearless && self.rest.is_empty();
            return alone.then(|| month_day(year, second)).flatten();
        }
        if self.mark()? != if mark == Mark::Year { Mark::Month } else { mark } {
            return None;
        }
        let third = self.number()?;
        if mark == Mark::Year {
            self.spaces();
            self.eat("日");
        }
        self.end()?;
        let year = match era {
            Some(era) if year.places <= 2 => era_year(era, year.value)?,
            None if year.places == 4 => u16::try_from(year.value).ok()?,
            Some(_) | None => return None,
        };
        Some(Written::Full { day: Day::new(year, two(second)?, two(third)?), era })
    }

    /// `19800304`, `S550304`.
    fn compact(mut self, all: Number, era: Option<Era>) -> Option<Written> {
        self.end()?;
        let (year, month, day) = (all.value / 10_000, all.value / 100 % 100, all.value % 100);
        let year = match (era, all.places) {
            (Some(era), 6) if all.arabic => era_year(era, year)?,
            (None, 8) if all.arabic => year as u16,
            (Some(_) | None, _) => return None,
        };
        Some(Written::Full { day: Day::new(year, month as u8, day as u8), era })
    }

    /// `03-04` after the two hyphens that stand for the year.
    fn iso_month_day(mut self) -> Option<Written> {
        let month = self.number()?;
        let mark = self.mark()?;
        let day = self.number()?;
        (mark == Mark::Dash && self.rest.is_empty()).then(|| month_day(month, day)).flatten()
    }

    fn era(&mut self) -> Option<Era> {
        let (era, chars) = Era::read(self.rest)?;
        self.rest = &self.rest[chars..];
        Some(era)
    }

    /// A number, or 元 in an era.
    fn year(&mut self, in_era: bool) -> Option<Number> {
        if in_era && self.eat("元") {
            return Some(Number { value: 1, places: 1, chars: 1, arabic: false });
        }
        self.number()
    }

    fn number(&mut self) -> Option<Number> {
        let number = number(self.rest)?;
        self.rest = &self.rest[number.chars..];
        Some(number)
    }

    /// The mark between two numbers, with the spaces around it. A space alone is none.
    fn mark(&mut self) -> Option<Mark> {
        let at = self.rest.iter().position(|c| *c != ' ')?;
        let mark = match self.rest[at] {
            '年' => Mark::Year,
            '月' => Mark::Month,
            '/' => Mark::Slash,
            '.' => Mark::Dot,
            '・' | '･' => Mark::Middle,
            c if is_dash(c) => Mark::Dash,
            _ => return None,
        };
        self.rest = &self.rest[at + 1..];
        self.spaces();
        Some(mark)
    }

    fn spaces(&mut self) {
        let spaces = self.rest.iter().take_while(|c| **c == ' ').count();
        self.rest = &self.rest[spaces..];
    }

    fn eat(&mut self, word: &str) -> bool {
        let mut rest = self.rest.iter();
        let found = word.chars().all(|c| rest.next() == Some(&c));
        if found {
            self.rest = rest.as_slice();
        }
        found
    }

    /// Nothing more, a word for "born", or midnight.
    fn end(&mut self) -> Option<()> {
        if !self.eat("生まれ") {
            self.eat("生");
        }
        if self.rest.is_empty() {
            return Some(());
        }
        if !self.eat("T") {
            self.eat(" ").then_some(())?;
            self.spaces();
        }
        self.midnight()
    }

    /// `0:00`, `00:00:00`, `00:00:00.000`, each with `Z` or `+09:00` after it or not: the moment from which a day is counted,
    /// which programs add to a date that has no time. Any other time may shift the day, so it is not dropped.
    fn midnight(&mut self) -> Option<()> {
        let (mut zeros, mut colons) = (0, 0);
        let mut places = [0; 3];
        while let Some(c) = self.rest.first() {
            match c {
                '0' if zeros < 2 => zeros += 1,
                ':' if colons < 2 && zeros > 0 => {
                    places[colons] = zeros;
                    (colons, zeros) = (colons + 1, 0);
                }
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        places[colons] = zeros;
        if colons == 0 || places[1..=colons].iter().any(|p| *p != 2) {
            return None;
        }
        if colons == 2 && self.eat(".") {
            let fraction = self.rest.iter().take_while(|c| **c == '0').count();
            self.rest = (fraction > 0).then(|| &self.rest[fraction..])?;
        }
        if !self.eat("Z") {
            self.eat("+09:00");
        }
        self.rest.is_empty().then_some(())
    }
}

/// Month and day, in one or two places each.
fn month_day(month: Number, day: Number) -> Option<Written> {
    Some(Written::MonthDay { month: two(month)?, day: two(day)? })
}

/// A number of one or two places.
fn two(number: Number) -> Option<u8> {
    (number.places <= 2).then_some(number.value as u8)
}

/// The Gregorian year of an era's year; there is no year 0.
fn era_year(era: Era, year: u32) -> Option<u16> {
    (1..=99).contains(&year).then(|| era.gregorian(year as u16))
}
