//! Two million generated numbers, read by the gate and by Google's library: every beginning of three digits in every
//! length, every mobile and IP prefix, and digits at random, written with 0, +81 and +81 (0). The two must say the same but
//! for what is argued in `tests/fields/phone.differences.tsv`: samples and fillers, and the library's personal numbers.
//! Unit: numbers a second for each of the two.

#![allow(clippy::print_stdout, missing_docs)]
// The kinds of numbers are the library's own list, which may grow.
#![allow(clippy::wildcard_enum_match_arm)]

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};
use sekisho::fields::{self, PHONE, Status};
use std::time::{Duration, Instant};

const NUMBERS: u64 = 2_000_000;

/// What is said of a number: a status, and the number where there is one.
type Said = (Status, String);

fn gate(text: &str) -> Said {
    let mut value = String::new();
    let parsed = (fields::field(PHONE).parse)(text, &mut value);
    (parsed.status, value)
}

fn library(text: &str) -> Said {
    let Ok(number) = PHONE_NUMBER_UTIL.parse(text, Some(Region::JP)) else {
        return (Status::Invalid, String::new());
    };
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return (Status::Invalid, String::new());
    }
    match PHONE_NUMBER_UTIL.get_number_type(&number) {
        PhoneNumberType::Mobile | PhoneNumberType::FixedLine | PhoneNumberType::VoIP => {
            (Status::Ok, PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned())
        }
        PhoneNumberType::PersonalNumber => (Status::Invalid, String::new()),
        _ => (Status::Placeholder, String::new()),
    }
}

/// Whether a number after its leading zero is a sample or a filler, told from its digits as text.
fn is_sample(national: &str) -> bool {
    let same = |text: &str| text.bytes().all(|b| b == text.as_bytes()[0]);
    let tail = match (national.len(), national.as_bytes()[0]) {
        (10, _) | (9, b'3' | b'6') => 8,
        (9, _) => 6,
        _ => 0,
    };
    let filled = tail > 0 && same(&national[national.len() - tail..]);
    let listed = ["123456789", "9012345678", "8012345678", "312345678"].contains(&national);
    filled || listed || national.starts_with("00") || same(national)
}

fn main() {
    let mut state: u64 = 0x5ec1_5401;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    let (mut numbers, mut samples) = (0, 0);
    for i in 0..NUMBERS {
        let digits = format!("{:010}", random() * 7 % 10_000_000_000);
        let national = match i % 4 {
            0 => format!("{:03}{}", 100 + i / 4 % 900, &digits[..6 + (i % 5 / 4) as usize]),
            1 => format!("{}0{}", [5, 6, 7, 8, 9][(i / 4 % 5) as usize], &digits[..8]),
            2 => format!("{:03}{}", 100 + i / 4 % 900, &digits[..6]),
            _any_length => digits[..8 + (i / 4 % 3) as usize].to_owned(),
        };
        // 010 dials abroad: what follows is no Japanese number.
        if national.starts_with("10") {
            continue;
        }
        let text = [format!("0{national}"), format!("+81{national}"), format!("+81 (0){national}")];
        let text = &text[(i / 7 % 3) as usize];
        let start = Instant::now();
        let said = gate(text);
        ours += start.elapsed();
        if is_sample(&national) {
            assert_ne!(said.0, Status::Ok, "{text}");
            samples += 1;
            continue;
        }
        let start = Instant::now();
        let expected = library(text);
        theirs += start.elapsed();
        assert_eq!(said, expected, "{text}");
        numbers += 1;
    }
    assert!(numbers > 1_900_000 && samples > 10, "{numbers} {samples}");
    let rate = |time: Duration| time.as_nanos() as u64 / numbers;
    println!("{numbers} numbers read alike, {samples} samples set aside");
    println!("gate {} ns a number, library {} ns a number, timer included", rate(ours), rate(theirs));
}
