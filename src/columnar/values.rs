//! The text of a Parquet or Arrow value: one way to write each type, and none for a type whose text would be a guess.
//!
//! Text as it is; integers and decimals in decimal digits; dates as ISO 8601; moments as an ISO 8601 date where they are a
//! midnight, else with their time; booleans `true` and `false`; null as an empty cell. A float cannot hold an ID or
//! a phone number, and a moment in a time zone has no certain day: neither is read as a person's value. Calendar
//! arithmetic: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.

use super::types::Unused;
use crate::model::Label;
use polars_arrow::array::{
    Array, BinaryArray, BinaryViewArray, BooleanArray, DictionaryArray, DictionaryKey, FixedSizeBinaryArray,
    NullArray, PrimitiveArray, Utf8Array, Utf8ViewArray,
};
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;
use std::fmt::Write as _;

/// Appends the text of one row's value.
pub(super) type Write<'a> = Box<dyn Fn(usize, &mut String) + Send + Sync + 'a>;

const DAY_SECONDS: i64 = 86_400;

/// Why a column of this type is not read; `None` where it is. `certain`: the column holds a person's value.
#[expect(clippy::wildcard_enum_match_arm, reason = "the crate's enum; a type it adds is not read")]
pub(super) fn refusal(dtype: &ArrowDataType, certain: bool) -> Option<Label> {
    use ArrowDataType as T;
    match dtype {
        T::Null
        | T::Boolean
        | T::Int8
        | T::Int16
        | T::Int32
        | T::Int64
        | T::UInt8
        | T::UInt16
        | T::UInt32
        | T::UInt64
        | T::Date32
        | T::Date64
        | T::Timestamp(_, None)
        | T::Decimal(..)
        | T::Utf8
        | T::LargeUtf8
        | T::Utf8View => None,
        T::Dictionary(_, values, _) => refusal(values, certain),
        T::Float32 | T::Float64 => {
            certain.then_some(Label { en: "floating-point numbers", ja: "浮動小数点数" })
        }
        T::Timestamp(_, Some(_)) => {
            certain.then_some(Label { en: "moments in a time zone", ja: "タイムゾーン付きの日時" })
        }
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => {
            Some(Label { en: "bytes", ja: "バイト列" })
        }
        _ => Some(Label { en: "a nested or unusual type", ja: "入れ子などの特殊な型" }),
    }
}

/// What a column of this type holds.
#[expect(clippy::wildcard_enum_match_arm, reason = "the crate's enum; a type it adds is not looked through")]
pub(super) fn unused(dtype: &ArrowDataType) -> Unused {
    use ArrowDataType as T;
    match dtype {
        T::Utf8 | T::LargeUtf8 | T::Utf8View => Unused::Text,
        T::Dictionary(_, values, _) => unused(values),
        T::Int64 | T::UInt64 | T::Float64 | T::Decimal(..) => Unused::Digits,
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => Unused::Digits,
        // Twelve digits do not fit into fewer than 64 bits.
        _ => Unused::Other,
    }
}

/// Whether values of this type are numbers, which have no leading zeros.
#[expect(clippy::wildcard_enum_match_arm, reason = "the crate's enum; a type it adds is refused elsewhere")]
pub(super) fn is_number(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::Int8 | T::Int16 | T::Int32 | T::Int64 => true,
        T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => true,
        T::Float32 | T::Float64 | T::Decimal(..) => true,
        T::Dictionary(_, values, _) => is_number(values),
        _ => false,
    }
}

/// The writer of an array's values; `None` for a type that is not read.
#[expect(clippy::wildcard_enum_match_arm, reason = "the crate's enum; a type it adds is not read")]
pub(super) fn writer(array: &dyn Array) -> Option<Write<'_>> {
    use ArrowDataType as T;
    let dtype = array.dtype();
    let plain: Write<'_> = match dtype {
        T::Null => {
            array.as_any().downcast_ref::<NullArray>()?;
            return Some(Box::new(|_, _| {}));
        }
        T::Boolean => {
            let array = array.as_any().downcast_ref::<BooleanArray>()?;
            Box::new(|row, out| out.push_str(if array.value(row) { "true" } else { "false" }))
        }
        T::Utf8View => {
            let array = array.as_any().downcast_ref::<Utf8ViewArray>()?;
            Box::new(|row, out| out.push_str(array.value(row)))
        }
        T::Utf8 => {
            let array = array.as_any().downcast_ref::<Utf8Array<i32>>()?;
            Box::new(|row, out| out.push_str(array.value(row)))
        }
        T::LargeUtf8 => {
            let array = array.as_any().downcast_ref::<Utf8Array<i64>>()?;
            Box::new(|row, out| out.push_str(array.value(row)))
        }
        T::Int8 => shown::<i8>(array)?,
        T::Int16 => shown::<i16>(array)?,
        T::Int32 => shown::<i32>(array)?,
        T::Int64 => shown::<i64>(array)?,
        T::UInt8 => shown::<u8>(array)?,
        T::UInt16 => shown::<u16>(array)?,
        T::UInt32 => shown::<u32>(array)?,
        T::UInt64 => shown::<u64>(array)?,
        T::Float32 => shown::<f32>(array)?,
        T::Float64 => shown::<f64>(array)?,
        T::Date32 => {
            let array = array.as_any().downcast_ref::<PrimitiveArray<i32>>()?;
            Box::new(|row, out| date(i64::from(array.value(row)), out))
        }
        T::Date64 => {
            let array = array.as_any().downcast_ref::<PrimitiveArray<i64>>()?;
            Box::new(|row, out| moment(array.value(row), TimeUnit::Millisecond, false, out))
        }
        T::Timestamp(unit, zone) => {
            let array = array.as_any().downcast_ref::<PrimitiveArray<i64>>()?;
            let (unit, zoned) = (*unit, zone.is_some());
            Box::new(move |row, out| moment(array.value(row), unit, zoned, out))
        }
        T::Decimal(_, scale) => {
            let array = array.as_any().downcast_ref::<PrimitiveArray<i128>>()?;
            let scale = *scale;
            Box::new(move |row, out| decimal(array.value(row), scale, out))
        }
        T::BinaryView | T::Binary | T::LargeBinary | T::FixedSizeBinary(_) => bytes(array)?,
        T::Dictionary(..) => dictionary(array)?,
        _ => return None,
    };
    if array.null_count() == 0 {
        return Some(plain);
    }
    Some(Box::new(move |row, out| {
        if !array.is_null(row) {
            plain(row, out);
        }
    }))
}

/// Bytes that are text; nothing of any others.
fn bytes(array: &dyn Array) -> Option<Write<'_>> {
    fn text(bytes: &[u8], out: &mut String) {
        out.push_str(std::str::from_utf8(bytes).unwrap_or_default());
    }
    let array = array.as_any();
    if let Some(array) = array.downcast_ref::<BinaryViewArray>() {
        return Some(Box::new(|row, out| text(array.value(row), out)));
    }
    if let Some(array) = array.downcast_ref::<BinaryArray<i32>>() {
        return Some(Box::new(|row, out| text(array.value(row), out)));
    }
    if let Some(array) = array.downcast_ref::<BinaryArray<i64>>() {
        return Some(Box::new(|row, out| text(array.value(row), out)));
    }
    let array = array.downcast_ref::<FixedSizeBinaryArray>()?;
    Some(Box::new(|row, out| text(array.value(row), out)))
}

/// A number as Rust shows it, which is exact for integers.
fn shown<T: NativeType + std::fmt::Display>(array: &dyn Array) -> Option<Write<'_>> {
    let array = array.as_any().downcast_ref::<PrimitiveArray<T>>()?;
    Some(Box::new(|row, out| {
        let _ = write!(out, "{}", array.value(row));
    }))
}

fn dictionary(array: &dyn Array) -> Option<Write<'_>> {
    keyed::<u8>(array)
        .or_else(|| keyed::<u16>(array))
        .or_else(|| keyed::<u32>(array))
        .or_else(|| keyed::<u64>(array))
        .or_else(|| keyed::<i8>(array))
        .or_else(|| keyed::<i16>(array))
        .or_else(|| keyed::<i32>(array))
        .or_else(|| keyed::<i64>(array))
}

fn keyed<K: DictionaryKey>(array: &dyn Array) -> Option<Write<'_>> {
    let array = array.as_any().downcast_ref::<DictionaryArray<K>>()?;
    // The crates do not hold the keys of every file against its dictionary.
    let length = array.values().len();
    if (0..array.len()).any(|row| !array.is_null(row) && array.key_value(row) >= length) {
        return None;
    }
    let values = writer(array.values().as_ref())?;
    Some(Box::new(move |row, out| values(array.key_value(row), out)))
}

/// A day counted from 1970-01-01 in the proleptic Gregorian calendar, `1980-03-04`.
fn date(days: i64, out: &mut String) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
}

fn moment(value: i64, unit: TimeUnit, zoned: bool, out: &mut String) {
    let (per_second, digits) = match unit {
        TimeUnit::Second => (1, 0),
        TimeUnit::Millisecond => (1_000, 3),
        TimeUnit::Microsecond => (1_000_000, 6),
        TimeUnit::Nanosecond => (1_000_000_000, 9),
    };
    let (seconds, fraction) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    let (days, second) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS));
    date(days, out);
    if second == 0 && fraction == 0 && !zoned {
        return;
    }
    let _ = write!(out, "T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if fraction != 0 {
        let _ = write!(out, ".{fraction:0digits$}");
    }
    if zoned {
        out.push('Z');
    }
}

fn decimal(value: i128, scale: usize, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    out.push_str(whole);
    if !part.is_empty() {
        out.push('.');
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn days_are_counted_as_the_calendar_counts_them() {
        for (days, want) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (3_715, "1980-03-04"),
            (-35_428, "1873-01-01"),
            (19_782, "2024-02-29"),
        ] {
            assert_eq!(text(|out| date(days, out)), want);
        }
    }

    #[test]
    fn a_midnight_is_a_date_and_any_other_moment_keeps_its_time() {
        let ms = TimeUnit::Millisecond;
        assert_eq!(text(|out| moment(86_400_000, ms, false, out)), "1970-01-02");
        assert_eq!(text(|out| moment(86_400_001, ms, false, out)), "1970-01-02T00:00:00.001");
        assert_eq!(text(|out| moment(-1_000, ms, false, out)), "1969-12-31T23:59:59");
        assert_eq!(text(|out| moment(0, ms, true, out)), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_decimal_keeps_all_its_digits() {
        assert_eq!(text(|out| decimal(-5, 2, out)), "-0.05");
        assert_eq!(text(|out| decimal(12_345, 0, out)), "12345");
        assert_eq!(text(|out| decimal(12_345, 2, out)), "123.45");
    }
}
