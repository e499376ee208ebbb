//! Phones beside Google's library: where the two say different things, a table says why.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};
use sekisho::fields::{self, PHONE};
use std::collections::{BTreeMap, BTreeSet};

const VALUES: &str = include_str!("../fields/phone.values.tsv");
const DIFFERENCES: &str = include_str!("../fields/phone.differences.tsv");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

/// What the library says of a text, as it stands: nothing, or a type and a number.
fn library(text: &str) -> Option<(PhoneNumberType, String)> {
    let number = PHONE_NUMBER_UTIL.parse(text, Some(Region::JP)).ok()?;
    let valid = PHONE_NUMBER_UTIL.is_valid_number(&number);
    let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned();
    valid.then(|| (PHONE_NUMBER_UTIL.get_number_type(&number), e164))
}

/// What the gate says.
fn gate(text: &str) -> (&'static str, String, Option<&'static str>) {
    let mut value = String::new();
    let parsed = (fields::field(PHONE).parse)(text, &mut value);
    (parsed.status.name(), value, parsed.notes.first().copied())
}

/// The gate's word for a type of the library.
fn word(kind: PhoneNumberType, e164: &str) -> &'static str {
    match kind {
        PhoneNumberType::TollFree => "toll_free",
        PhoneNumberType::UAN => "uan",
        PhoneNumberType::PremiumRate => "premium",
        PhoneNumberType::Pager => "pager",
        _ if !e164.starts_with("+81") => "foreign",
        PhoneNumberType::Mobile => "mobile",
        PhoneNumberType::FixedLine => "fixed",
        PhoneNumberType::VoIP => "ip",
        PhoneNumberType::FixedLineOrMobile
        | PhoneNumberType::SharedCost
        | PhoneNumberType::PersonalNumber
        | PhoneNumberType::VoiceMail
        | PhoneNumberType::Unknown => "other",
    }
}

/// Both results as the table writes them, where they are not the same.
fn difference(text: &str) -> Option<(String, String)> {
    let (status, value, kind) = gate(text);
    let library = library(text);
    let same = match &library {
        None => matches!(status, "invalid" | "missing"),
        Some((theirs, e164)) => {
            let word = word(*theirs, e164);
            let nobodys = matches!(word, "toll_free" | "uan" | "premium" | "pager");
            kind == Some(word)
                && if nobodys { status == "placeholder" } else { status == "ok" && value == *e164 }
        }
    };
    let theirs = library.map_or("invalid".to_owned(), |(kind, e164)| format!("{} {e164}", word(kind, &e164)));
    let ours = [status, kind.unwrap_or_default(), &value].join(" ");
    (!same).then(|| (theirs, ours.split_whitespace().collect::<Vec<_>>().join(" ")))
}

#[test]
fn every_difference_from_the_library_is_listed_and_argued() {
    let listed: BTreeMap<&str, Vec<&str>> = rows(DIFFERENCES).map(|row| (row[0], row)).collect();
    let mut bad = Vec::new();
    let mut found = BTreeSet::new();
    for row in rows(VALUES).filter(|row| !row[0].contains('\\')) {
        let entry = listed.get(row[0]);
        match (difference(row[0]), entry) {
            (None, None) => {}
            (Some((theirs, ours)), Some(entry)) => {
                found.insert(row[0]);
                if (entry[1], entry[2]) != (&theirs, &ours) || entry[3].is_empty() {
                    bad.push(format!("wrong\t{}\t{theirs}\t{ours}", row[0]));
                }
            }
            (Some((theirs, ours)), None) => bad.push(format!("not listed\t{}\t{theirs}\t{ours}", row[0])),
            (None, Some(_)) => bad.push(format!("no difference\t{}", row[0])),
        }
    }
    assert!(bad.is_empty(), "{} rows:\n{}", bad.len(), bad.join("\n"));
    assert_eq!(found.len(), listed.len(), "a listed text is in no table of values");
}

#[test]
fn the_differences_never_make_a_number_out_of_what_the_library_refuses_but_by_listed_reasons() {
    let reasons = ["a mark between digits", "a label", "an extension"];
    for row in rows(DIFFERENCES) {
        let opens = row[2].starts_with("ok");
        assert!(!opens || reasons.iter().any(|reason| row[3].starts_with(reason)), "{row:?}");
    }
}

#[test]
fn one_number_is_one_number_in_every_writing() {
    // Every mobile and IP prefix, every area code's beginning, each in the writings of forms.
    let mut seen = 0;
    for head in 100..1000u32 {
        for tail in ["345671", "908070"] {
            let national = format!("{head}{tail}");
            for national in [national.clone(), format!("{}0{}", &national[..1], &national[1..])] {
                let plain = gate(&format!("0{national}"));
                for text in [
                    format!("0{}-{}", &national[..2], &national[2..]),
                    format!("0{} {} {}", &national[..3], &national[3..5], &national[5..]),
                    format!("+81{national}"),
                    format!("+81 (0){national}"),
                    format!("（0{}）{}", &national[..2], &national[2..]),
                    format!("0{national}").chars().map(wide).collect(),
                ] {
                    assert_eq!(gate(&text), plain, "{text}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20_000, "{seen}");
}

/// The full-width form of a digit.
fn wide(c: char) -> char {
    char::from_u32(u32::from(c) + 0xFEE0).unwrap()
}
