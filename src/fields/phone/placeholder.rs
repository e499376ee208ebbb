//! Numbers that identify nobody.
//!
//! Sources: own list of what forms, tests and call centres enter where a number is required. libphonenumber calls most
//! of them valid (03-9999-9999, 090-1111-1111). Numbers that no customer is ever given, for films and books: the NANP's
//! 555-0100 to 555-0199 (ATIS-0300115, 555 NXX Assignment Guidelines), Ofcom's "Telephone numbers for drama use", ACMA's
//! "Phone numbers for use in TV shows, films and creative works", Arcep's decision 2018-0881 (numéros pour les œuvres
//! audiovisuelles), the Bundesnetzagentur's "Drama Numbers" (Mitteilung 148/2021). Numbers that too many customers
//! share are found by counting and stand in no list.

use super::clean::Dialled;
use super::plan::{Kind, Number};

/// What the digits of a number say of it, whoever it was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Nothing.
    None,
    /// Digits as manuals print them, in a number that may be somebody's: it is read, and is no evidence.
    Printed,
    /// A filler or a sample.
    Nobody,
}

/// The row of digit keys, in an order that is no phone number of anybody.
const KEYS: [&[u8]; 2] = [b"1234567890", b"12345678901"];

/// Shortest run of one digit that is taken for a phone number: a landline without its zero.
const REPEATED_MIN: usize = 9;

/// Sample numbers of forms and manuals, without the leading zero.
const FORM_NUMBERS: [u64; 4] = [123_456_789, 9_012_345_678, 8_012_345_678, 312_345_678];

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
        (9..=10).contains(&national.len()) && is_filler(number_of(national), national.len())
    })
}

/// Whether the subscriber's part of a Japanese number is one digit over and over, or the number one that forms print; `value` is
/// the number after the leading zero, of nine or ten `places`. One digit over and over is a multiple of ones only.
fn is_filler(value: u64, places: usize) -> bool {
    let filled =
        if has_eight(value, places) { value % 100_000_000 % 11_111_111 } else { value % 1_000_000 % 111_111 };
    filled == 0 || FORM_NUMBERS.contains(&value)
}

/// Whether a subscriber has eight digits: mobile and IP numbers, Tokyo and Osaka. Elsewhere the last six are looked at, since
/// an area code has four digits at most.
fn has_eight(value: u64, places: usize) -> bool {
    places == 10 || matches!(value / 100_000_000, 3 | 6)
}

/// The pattern of a valid Japanese number; `value` is the number after the leading zero, of nine or ten `places`.
///
/// Eight digits are printed ones where both their halves are one digit over and over, two digits in turn, two pairs, or digits in a
/// row (1111-2222, 1212-1212, 1122-3344, 1234-5678), where the halves are the same (4071-4071), or where the last seven digits are
/// in a row: 51,903 of all 100,000,000, and nine more are seven zeros, which are nobody's; together 0.052 %. Elsewhere the last six
/// digits are in a row (045-123-4567). Somebody may have such a number, so it is compared, and a different one contradicts.
pub(super) fn pattern(value: u64, places: usize) -> Pattern {
    let subscriber = value % 100_000_000;
    let printed = if has_eight(value, places) {
        is_invented(subscriber) || is_row(subscriber % 10_000_000, 7)
    } else {
        is_row(value % 1_000_000, 6)
    };
    let zeros = has_eight(value, places) && subscriber.is_multiple_of(10_000_000);
    if zeros || is_filler(value, places) {
        Pattern::Nobody
    } else if printed {
        Pattern::Printed
    } else {
        Pattern::None
    }
}

/// Whether eight digits look as if somebody made them up: one group of four twice, or two groups in which the eye sees a rule.
fn is_invented(subscriber: u64) -> bool {
    let (first, last) = (subscriber / 10_000, subscriber % 10_000);
    first == last || is_plain(first) && is_plain(last)
}

/// Whether four digits are one over and over, two in turn, two pairs, or in a row up or down.
fn is_plain(half: u64) -> bool {
    let is_pair = |two: u64| two.is_multiple_of(11);
    half / 100 == half % 100 || is_pair(half / 100) && is_pair(half % 100) || is_row(half, 4)
}

/// Whether so many digits are in a row, up (2345, 7890) or down (5432).
fn is_row(digits: u64, places: u32) -> bool {
    // Most numbers are told by their last two digits.
    let (before, last) = (digits / 10 % 10, digits % 10);
    if before.abs_diff(last) != 1 && (before, last) != (9, 0) {
        return false;
    }
    let ones = (10_u64.pow(places) - 1) / 9;
    // 0123456 for seven places: the least row upwards; each later one is greater by one in every digit.
    let (mut up, mut down, mut at) = (0, 0, 0);
    while at < places as u64 {
        up = up * 10 + at;
        down = down * 10 + (places as u64 - 1 - at);
        at += 1;
    }
    let from = |least: u64| {
        digits >= least
            && (digits - least).is_multiple_of(ones)
            && (digits - least) / ones <= 10 - places as u64
    };
    let rolls_over = digits == up + ones * (11 - places as u64) - 10;
    from(up) || from(down) || rolls_over
}

/// The pattern of a valid number: abroad, reserved for films and books, or digits in a row.
pub(super) fn of(number: &Number) -> Pattern {
    let digits = number.digits();
    if number.kind != Kind::Foreign {
        return digits.strip_prefix(b"81").map_or(Pattern::None, |own| pattern(number_of(own), own.len()));
    }
    if is_nanp_fiction(digits) || FICTION.iter().any(|listed| digits.starts_with(listed)) {
        return Pattern::Nobody;
    }
    let value = number_of(digits);
    let subscriber = value % 100_000_000;
    if value.is_multiple_of(10_000_000) || is_invented(subscriber) || is_row(value % 1_000_000, 6) {
        Pattern::Printed
    } else {
        Pattern::None
    }
}

/// +1 NXX 555 0100 to 0199.
fn is_nanp_fiction(digits: &[u8]) -> bool {
    digits.len() == 11 && digits[0] == b'1' && digits[4..].starts_with(b"55501")
}

/// Beginnings of numbers, from the country code on, that are reserved for films and books.
const FICTION: &[&[u8]] = &[
    // Ofcom: Leeds to Birmingham, Edinburgh, Glasgow, Liverpool, Manchester; Tyneside; London; Northern Ireland; Cardiff; no
    // area; mobile; freephone; premium rate; United Kingdom.
    b"441134960",
    b"441144960",
    b"441154960",
    b"441164960",
    b"441174960",
    b"441184960",
    b"441214960",
    b"441314960",
    b"441414960",
    b"441514960",
    b"441614960",
    b"441914980",
    b"442079460",
    b"442896496",
    b"442920180",
    b"441632960",
    b"447700900",
    b"448081570",
    b"449098790",
    b"443069990",
    // ACMA: four regions, two prefixes each; mobile.
    b"6125550",
    b"6127010",
    b"6135550",
    b"6137010",
    b"6175550",
    b"6177010",
    b"6185550",
    b"6187010",
    b"6149157",
    // Arcep: five regions; mobile.
    b"3319900",
    b"3326191",
    b"3335301",
    b"3346571",
    b"3353649",
    b"3363998",
    // Bundesnetzagentur: Berlin, Frankfurt.
    b"493023125",
    b"496990009",
];

fn number_of(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, d| sum * 10 + u64::from(d - b'0'))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn digits_in_a_row_are_told_from_all_others() {
        let rows: Vec<u64> = (0..10_000).filter(|digits| is_row(*digits, 4)).collect();
        let up = [123, 1234, 2345, 3456, 4567, 5678, 6789, 7890];
        let down = [3210, 4321, 5432, 6543, 7654, 8765, 9876];
        let mut expected: Vec<u64> = up.into_iter().chain(down).collect();
        expected.sort_unstable();
        assert_eq!(rows, expected);
        assert!(is_row(234_567, 6) && is_row(9_876_543, 7) && is_row(4_567_890, 7) && !is_row(234_568, 6));
    }

    /// Of all 100,000,000 subscriber parts of eight digits, under 090.
    #[test]
    fn so_many_subscriber_parts_look_invented() {
        let plain: Vec<u64> = (0..10_000).filter(|half| is_plain(*half)).collect();
        assert_eq!(plain.len(), 205);
        let of_halves = plain.iter().flat_map(|first| plain.iter().map(move |last| first * 10_000 + last));
        let twice = (0..10_000).map(|half| half * 10_001);
        let rows = (0..10_000_000).filter(|seven| is_row(*seven, 7));
        let with_rows = rows.flat_map(|seven| (0..10).map(move |first| first * 10_000_000 + seven));
        let zeros = (0..10).map(|first| first * 10_000_000);
        let all: BTreeSet<u64> = of_halves.chain(twice).chain(with_rows).chain(zeros).collect();
        assert_eq!(all.len(), 51_903 + 9);
        let is_told = |subscriber: u64| pattern(9_000_000_000 + subscriber, 10) != Pattern::None;
        assert!(all.iter().all(|subscriber| is_told(*subscriber)));
        // Every 97th of all, and the numbers beside each that is told.
        let beside = all.iter().flat_map(|n| [n.saturating_sub(1), n + 1, n + 10_000]);
        let others = (0..100_000_000).step_by(97).chain(beside.filter(|n| *n < 100_000_000));
        for subscriber in others.filter(|n| !all.contains(n) && !FORM_NUMBERS.contains(&(9_000_000_000 + n)))
        {
            assert!(!is_told(subscriber), "{subscriber:08}");
        }
    }
}
