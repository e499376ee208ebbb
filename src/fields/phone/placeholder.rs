//! Numbers that identify nobody.
//!
//! Source: own list of what forms, tests and call centres enter where a number is required. libphonenumber calls
//! most of them valid (03-9999-9999, 090-1111-1111). Numbers that too many customers share are found by counting
//! and stand in no list.

use super::clean::Dialled;

/// Sample numbers of forms and manuals, without the leading zero.
const SAMPLES: [u64; 4] = [123_456_789, 9_012_345_678, 8_012_345_678, 312_345_678];

/// The row of digit keys, in an order that is no phone number of anybody.
const KEYS: [&[u8]; 2] = [b"1234567890", b"12345678901"];

/// Shortest run of one digit that is taken for a phone number: a landline without its zero.
const REPEATED_MIN: usize = 9;

/// Whether the number is a sample or a filler, valid or not.
pub(super) fn is_placeholder(dialled: &Dialled) -> bool {
    let all = dialled.digits();
    if all.iter().all(|d| *d == b'0')
        || all.starts_with(b"000")
        || (all.len() >= REPEATED_MIN && is_repeated(all))
    {
        return true;
    }
    if !dialled.plus && KEYS.contains(&all) {
        return true;
    }
    national(dialled).is_some_and(|national| {
        (9..=10).contains(&national.len())
            && is_sample(national.iter().fold(0, |sum, d| sum * 10 + u64::from(d - b'0')), national.len())
    })
}

/// Whether a Japanese number is a sample, or its subscriber's part one digit over and over: eight digits of a mobile or
/// IP number and in Tokyo and Osaka, the last six elsewhere, where the area code has four digits at most. `value` is the
/// number after the leading zero, of nine or ten `places`.
pub(super) fn is_sample(value: u64, places: usize) -> bool {
    let eight = places == 10 || matches!(value / 100_000_000, 3 | 6);
    // One digit over and over is a multiple of ones only.
    let filled = if eight { value % 100_000_000 % 11_111_111 } else { value % 1_000_000 % 111_111 };
    filled == 0 || SAMPLES.contains(&value)
}

/// The digits after Japan's leading zero, however the number was written.
fn national(dialled: &Dialled) -> Option<&[u8]> {
    let all = dialled.digits();
    let abroad = if dialled.plus { Some(all) } else { all.strip_prefix(b"010") };
    let rest = match (abroad, all) {
        (Some(digits), _) => digits.strip_prefix(b"81")?,
        (None, [b'8', b'1', rest @ ..]) if all.len() > 10 => rest,
        (None, _) => all,
    };
    Some(rest.strip_prefix(b"0").unwrap_or(rest))
}

fn is_repeated(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}
