//! Moments as RFC 3339 writes them, in UTC and whole seconds; lengths of time as a person writes them.
//!
//! Days are counted by H. Hinnant's `days_from_civil` and `civil_from_days` (chrono-compatible low-level date algorithms).

const DAY: u64 = 86_400;

/// By how many seconds the clock of the machine that signed something may be ahead of this one.
pub(super) const SKEW_SECONDS: u64 = 300;

/// The moment so many seconds after 1970-01-01T00:00:00Z.
///
/// ```
/// use sekisho::attest::{date_time, parse_date_time};
/// assert_eq!(date_time(1_795_338_000), "2026-11-22T09:00:00Z");
/// assert_eq!(parse_date_time("2026-11-22T09:00:00Z"), Some(1_795_338_000));
/// assert_eq!(parse_date_time("2026-11-31T09:00:00Z"), None);
/// ```
#[must_use]
pub fn date_time(seconds: u64) -> String {
    let (days, second) = (seconds / DAY, seconds % DAY);
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The seconds since 1970-01-01T00:00:00Z of a moment in exactly the form that [`date_time`] writes.
#[must_use]
pub fn parse_date_time(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    if bytes.len() != 20 {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if year < 1970 || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let shifted = year - u64::from(month <= 2);
    let (era, year_of_era) = (shifted / 400, shifted % 400);
    let march = (month + 9) % 12;
    let day_of_year = (153 * march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = (era * 146_097 + day_of_era).checked_sub(719_468)?;
    let seconds = days * DAY + hour * 3600 + minute * 60 + second;
    // Written again it must be the same text: that holds every separator and every range.
    (date_time(seconds) == text).then_some(seconds)
}

/// A length of time, `90m`, `24h` or `7d`, in seconds; none that is zero, or longer than 366 days.
///
/// ```
/// use sekisho::attest::parse_duration;
/// assert_eq!(parse_duration("24h"), Some(86_400));
/// assert_eq!((parse_duration("0h"), parse_duration("24"), parse_duration("367d")), (None, None, None));
/// ```
#[must_use]
pub fn parse_duration(text: &str) -> Option<u64> {
    let unit = match text.chars().next_back()? {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => DAY,
        _no_unit => return None,
    };
    let number = &text[..text.len() - 1];
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = number.parse::<u64>().ok()?.checked_mul(unit)?;
    (1..=366 * DAY).contains(&seconds).then_some(seconds)
}
