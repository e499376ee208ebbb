//! Times as logs write them: a date, or a date with a time of day, with or without a zone.
//!
//! Forms: ISO 8601 and RFC 3339 (`2024-09-03`, `2024-09-03T10:15:00+09:00`), PostgreSQL's (`2024-09-03 10:15:00.123+09`), and
//! with `/` as Japanese systems write them (`2024/9/3 10:15`). A time without a zone is Japan's (JST, UTC+9, no summer time
//! since 1952). A date alone is the whole day, so that what happened on the day of a merge is never left out. Days are counted by
//! H. Hinnant's `days_from_civil` and `civil_from_days` (chrono-compatible low-level date algorithms).

/// Seconds by which Japan's clocks are ahead of UTC.
const JST: i64 = 9 * 3600;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// A stretch of time: of a date the whole day, of a time of day its second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Its first second, counted from 1970-01-01T00:00:00Z.
    pub start: i64,
    /// Its last second.
    pub end: i64,
}

impl Moment {
    /// Reads a time; `None` where it is none.
    ///
    /// ```
    /// use sekisho::audit::merges::Moment;
    /// let moment = Moment::read("2024-09-03 10:15:00").expect("a time");
    /// assert_eq!(Moment::read("2024/9/3 10:15"), Some(moment));
    /// assert_eq!(Moment::read("2024-09-03T01:15:00Z"), Some(moment));
    /// assert_eq!(Moment::read("2024-09-03").map(|day| day.end - day.start), Some(86_399));
    /// assert_eq!((Moment::read("2024-02-30"), Moment::read("03/09/2024")), (None, None));
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let at = text.find(['T', ' ', 't']).unwrap_or(text.len());
        let day = day(&text[..at])?;
        let rest = text[at..].trim_start_matches(['T', 't', ' ']);
        if rest.is_empty() {
            let start = day * DAY - JST;
            return Some(Self { start, end: start + DAY - 1 });
        }
        let (clock, zone) = match rest.find(['Z', 'z', '+', '-']) {
            Some(at) => (&rest[..at], zone(&rest[at..])?),
            None => (rest, JST),
        };
        let start = day * DAY + clock_seconds(clock.trim_end())? - zone;
        Some(Self { start, end: start })
    }

    /// The day (from 1970-01-01, in Japan) of its first second.
    #[must_use]
    pub fn day(self) -> i64 {
        (self.start + JST).div_euclid(DAY)
    }
}

/// A date's number of days after 1970-01-01.
#[must_use]
pub fn day(text: &str) -> Option<i64> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = text.split(separator).collect();
    let [year, month, day] = parts[..] else { return None };
    let strict = separator == '-';
    let fits = |part: &str, most: usize| {
        let lengths = if strict { most..=most } else { 1..=most };
        lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if year.len() != 4 || !fits(year, 4) || !fits(month, 2) || !fits(day, 2) {
        return None;
    }
    let (year, month, day): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let shifted = year - i64::from(month <= 2);
    let (era, year_of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let march = (month + 9) % 12;
    let day_of_year = (153 * march + 2) / 5 + day - 1;
    let days =
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    // Written again it must be the same day: that holds the length of the month.
    (1..=12).contains(&month).then_some(()).filter(|()| civil(days) == (year, month, day)).map(|()| days)
}

/// The year, month and day of a number of days after 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * day_of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * march + 2) / 5 + 1)
}

/// A day, ISO 8601.
#[must_use]
pub fn date(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A second as Japan's clocks show it, RFC 3339.
#[must_use]
pub fn written(seconds: i64) -> String {
    let local = seconds + JST;
    let (day, second) = (local.div_euclid(DAY), local.rem_euclid(DAY));
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}+09:00", date(day))
}

/// `10:15`, `10:15:00`, `10:15:00.123` as seconds after midnight.
fn clock_seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut parts = whole.split(':').map(|part| {
        let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| part.parse::<i64>().ok()).flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let is_clock = parts.next().is_none() && hour < 24 && minute < 60 && second < 61;
    is_clock.then_some(hour * 3600 + minute * 60 + second)
}

/// `Z`, `+09`, `+0900`, `+09:00` as seconds ahead of UTC.
fn zone(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}
