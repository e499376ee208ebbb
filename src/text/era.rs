//! The Japanese eras since 1868 and the days of the calendar.
//!
//! Sources, the proclamations 改元 of each era. Meiji: 明治元年 is 1868 (行政官布告 of Meiji 1, 9th month, 8th day, back to the
//! year's start). Taisho: 大正元年7月30日 (詔書 of 1912-07-30, from that day). Showa: 昭和元年12月25日 (詔書 of 1926-12-25, from
//! that day). Heisei: 昭和64年政令第1号, from the day after, 1989-01-08. Reiwa: 平成31年政令第143号, from 2019-05-01.
//! So 1912-07-30 and 1926-12-25 belong to two eras each, 1989-01-08 and 2019-05-01 to one. Letters: JIS X 0301.
//! The square characters are U+337B–337E and U+32FF. The Gregorian calendar holds in Japan since 1873-01-01
//! (明治5年太政官布告第337号); earlier dates are lunisolar and are not converted.

/// One day of the Gregorian calendar, or what was written where one was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12 in a day that exists.
    pub month: u8,
    /// From 1.
    pub day: u8,
}

impl Day {
    /// A day, as yet unchecked.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Whether the calendar has this day.
    ///
    /// ```
    /// use sekisho::text::era::Day;
    /// assert!(Day::new(2000, 2, 29).exists());
    /// assert!(!Day::new(1900, 2, 29).exists());
    /// ```
    #[must_use]
    pub const fn exists(self) -> bool {
        self.day >= 1 && self.day <= days_in_month(self.year, self.month)
    }

    /// The day so many days later; a day past 9999-12-31 is that day.
    ///
    /// Source of the count of days since 0000-03-01, whose years hold their leap day at their end: Howard Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms" (2013), `days_from_civil` and `civil_from_days`.
    ///
    /// ```
    /// use sekisho::text::era::Day;
    /// assert_eq!(Day::new(1899, 12, 30).plus(29_284), Day::new(1980, 3, 4));
    /// ```
    #[must_use]
    pub const fn plus(self, days: u32) -> Self {
        let early = self.month <= 2;
        let year = (self.year as u32).saturating_sub(early as u32);
        let month = (self.month as u32 + 9) % 12;
        let in_year = (153 * month + 2) / 5 + (self.day as u32).saturating_sub(1);
        let number = year * 365 + year / 4 - year / 100 + year / 400 + in_year;
        let number = number.saturating_add(days);
        let (cycle, day) = (number / 146_097, number % 146_097);
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let in_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * in_year + 2) / 153;
        let day = (in_year - (153 * month + 2) / 5 + 1) as u8;
        let year = cycle * 400 + year + (month >= 10) as u32;
        if year > 9999 {
            return Self::new(9999, 12, 31);
        }
        Self::new(year as u16, if month < 10 { month + 3 } else { month - 9 } as u8, day)
    }

    /// Appends the day as ISO 8601, `1980-03-04`.
    pub fn write_iso(self, out: &mut String) {
        let (y, [m1, m2], [d1, d2]) = (self.year, two(self.month), two(self.day));
        let [century, year] = [two((y / 100 % 100) as u8), two((y % 100) as u8)];
        let text = [century[0], century[1], year[0], year[1], b'-', m1, m2, b'-', d1, d2];
        out.push_str(std::str::from_utf8(&text).unwrap_or_default());
    }
}

/// Appends `-03-04`.
pub fn write_month_day(month: u8, day: u8, out: &mut String) {
    let ([m1, m2], [d1, d2]) = (two(month), two(day));
    out.push_str(std::str::from_utf8(&[b'-', m1, m2, b'-', d1, d2]).unwrap_or_default());
}

/// The last two digits of a number.
const fn two(number: u8) -> [u8; 2] {
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

/// How many days a month of the Gregorian calendar has; 0 where there is no such month.
#[must_use]
pub const fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// An era.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治.
    Meiji,
    /// 大正.
    Taisho,
    /// 昭和.
    Showa,
    /// 平成.
    Heisei,
    /// 令和.
    Reiwa,
}

impl Era {
    /// All of them, oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The first and the last day (for Reiwa the last day that can be written).
    #[must_use]
    pub const fn days(self) -> (Day, Day) {
        match self {
            Self::Meiji => (Day::new(1868, 1, 1), Day::new(1912, 7, 30)),
            Self::Taisho => (Day::new(1912, 7, 30), Day::new(1926, 12, 25)),
            Self::Showa => (Day::new(1926, 12, 25), Day::new(1989, 1, 7)),
            Self::Heisei => (Day::new(1989, 1, 8), Day::new(2019, 4, 30)),
            Self::Reiwa => (Day::new(2019, 5, 1), Day::new(9999, 12, 31)),
        }
    }

    /// How it is written: two kanji, one kanji, the letter, the square character.
    const fn marks(self) -> ([char; 2], char, char) {
        match self {
            Self::Meiji => (['明', '治'], 'M', '㍾'),
            Self::Taisho => (['大', '正'], 'T', '㍽'),
            Self::Showa => (['昭', '和'], 'S', '㍼'),
            Self::Heisei => (['平', '成'], 'H', '㍻'),
            Self::Reiwa => (['令', '和'], 'R', '㋿'),
        }
    }

    /// The era that a text starts with, and how many characters its name took. Letters in either case, ASCII only.
    ///
    /// ```
    /// use sekisho::text::era::Era;
    /// assert_eq!(Era::read(&['昭', '和', '5', '5']), Some((Era::Showa, 2)));
    /// assert_eq!(Era::read(&['h', '1']), Some((Era::Heisei, 1)));
    /// assert_eq!(Era::read(&['㋿', '2']), Some((Era::Reiwa, 1)));
    /// ```
    #[must_use]
    pub fn read(text: &[char]) -> Option<(Self, usize)> {
        let first = *text.first()?;
        Self::ALL.into_iter().find_map(|era| {
            let (name, letter, square) = era.marks();
            if text.starts_with(&name) {
                Some((era, 2))
            } else if first == name[0] || first == square || first.eq_ignore_ascii_case(&letter) {
                Some((era, 1))
            } else {
                None
            }
        })
    }

    /// The Gregorian year of the era's `year` (from 1; 元年 is 1).
    ///
    /// ```
    /// use sekisho::text::era::Era;
    /// assert_eq!(Era::Showa.gregorian(55), 1980);
    /// ```
    #[must_use]
    pub const fn gregorian(self, year: u16) -> u16 {
        (self.days().0.year - 1).saturating_add(year)
    }

    /// Whether a day lies within the era. The day on which Taisho and Showa began is in two eras.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        let (first, last) = self.days();
        (first..=last).contains(&day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_change_belongs_to_both_eras_only_where_the_proclamation_says_so() {
        let eras = |day: Day| Era::ALL.into_iter().filter(|era| era.contains(day)).count();
        assert_eq!(eras(Day::new(1912, 7, 30)), 2);
        assert_eq!(eras(Day::new(1926, 12, 25)), 2);
        assert_eq!(eras(Day::new(1989, 1, 7)), 1);
        assert_eq!(eras(Day::new(1989, 1, 8)), 1);
        assert_eq!(eras(Day::new(2019, 4, 30)), 1);
        assert_eq!(eras(Day::new(2019, 5, 1)), 1);
    }

    #[test]
    fn no_day_since_1873_is_without_an_era() {
        for year in 1873..=2200 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let day = Day::new(year, month, day);
                    assert!(Era::ALL.into_iter().any(|era| era.contains(day)), "{day:?}");
                }
            }
        }
    }

    #[test]
    fn every_day_is_the_one_after_the_day_before() {
        let mut number = 0;
        for year in 1801..=2200 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(Day::new(1801, 1, 1).plus(number), Day::new(year, month, day));
                    number += 1;
                }
            }
        }
        assert_eq!(Day::new(2200, 12, 31).plus(1), Day::new(2201, 1, 1));
        assert_eq!(Day::new(2000, 1, 1).plus(u32::MAX / 2), Day::new(9999, 12, 31));
    }

    #[test]
    fn the_calendar_has_the_days_of_four_centuries() {
        // 400 Gregorian years have 146,097 days.
        let days: u32 =
            (1801..=2200).flat_map(|y| (1..=12).map(move |m| u32::from(days_in_month(y, m)))).sum();
        assert_eq!(days, 146_097);
        assert_eq!(days_in_month(2000, 13), 0);
        assert!(!Day::new(2000, 1, 0).exists());
    }
}
