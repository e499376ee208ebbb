//! The one place that asks what day and time it is.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds by which Japan's clocks are ahead of UTC (JST, no summer time since 1952).
const JST_SECONDS: u64 = 9 * 3600;

/// Seconds since 1970-01-01T00:00:00Z.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

/// Today's date in Japan, ISO 8601. Birthdates after it are invalid.
#[must_use]
pub fn today() -> String {
    date_of((now() + JST_SECONDS) / 86_400)
}

/// The date so many days after 1970-01-01 (H. Hinnant, chrono-compatible low-level date algorithms, `civil_from_days`).
fn date_of(days: u64) -> String {
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z - era * 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn days_are_counted_from_1970() {
        for (days, date) in
            [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_779, "2026-11-22")]
        {
            assert_eq!(date_of(days), date);
        }
    }
}
