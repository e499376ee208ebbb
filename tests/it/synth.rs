//! The synthetic table: same bytes in any chunks, files that fit together, and labels that are true as the fields
//! read the cells.

use sekisho::fields::{self, Field, Parsed, Reading};
use sekisho::model::{Agreement, Weakening};
use sekisho::synth::{CUSTOMERS_HEADER, KINDS, LABELS_HEADER, MERGES_HEADER, Synth, SynthPlan, Truth};
use std::collections::{HashMap, HashSet};

const PLAN: SynthPlan = SynthPlan { rows: 50_000, merges: 20_000, seed: 20_240_401 };

fn synth() -> Synth {
    Synth::new(PLAN).unwrap()
}

fn customers(synth: &Synth) -> String {
    let mut text = String::new();
    synth.customers(0..synth.plan().rows, &mut text);
    text
}

fn labels(synth: &Synth) -> String {
    let mut text = String::new();
    synth.labels(0..synth.plan().merges, &mut text);
    text
}

/// The rows of a file that needs no quotes, by their first cell.
fn by_id(text: &str) -> HashMap<&str, Vec<&str>> {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let count = rows.len();
    let map: HashMap<&str, Vec<&str>> = rows.into_iter().map(|row| (row[0], row)).collect();
    assert_eq!(map.len(), count, "an ID stands twice");
    map
}

/// How two cells, or two lists of them, agree as one field.
fn agreement(name: &str, left: &[&str], right: &[&str]) -> Agreement {
    let field = fields::field(fields::by_name(name).unwrap());
    let parse =
        |cells: &[&str]| -> Vec<(String, Parsed)> { cells.iter().map(|c| parsed(field, c)).collect() };
    let (l, r) = (parse(left), parse(right));
    fields::agreement(field, &readings(left, &l), &readings(right, &r)).agreement
}

/// The agreements on kanji, kana, phone and birthdate.
fn agreements(a: &[&str], b: &[&str]) -> [Agreement; 4] {
    [
        agreement("name_kanji", &a[2..3], &b[2..3]),
        agreement("name_kana", &a[3..4], &b[3..4]),
        agreement("phone", &a[4..6], &b[4..6]),
        agreement("birthdate", &a[6..7], &b[6..7]),
    ]
}

fn parsed(field: &Field, cell: &str) -> (String, Parsed) {
    let mut value = String::new();
    let parsed = (field.parse)(cell, &mut value);
    (value, parsed)
}

fn readings<'a>(cells: &[&'a str], parsed: &'a [(String, Parsed)]) -> Vec<Reading<'a>> {
    let read = cells.iter().zip(parsed);
    read.map(|(raw, (value, p))| Reading { status: p.status, weak: p.weak, raw, value }).collect()
}

#[test]
fn rows_are_the_same_in_any_chunks_and_any_order() {
    let synth = synth();
    let whole = customers(&synth);
    let chunks: Vec<String> = (0..50)
        .rev()
        .map(|i| {
            let mut text = String::new();
            Synth::new(PLAN).unwrap().customers(i * 1_000..(i + 1) * 1_000, &mut text);
            text
        })
        .collect();
    assert!(whole == chunks.iter().rev().map(String::as_str).collect::<String>());
    let mut past_the_end = String::new();
    synth.customers(PLAN.rows - 1..PLAN.rows + 10, &mut past_the_end);
    assert_eq!(past_the_end.lines().count(), 1);
}

#[test]
fn another_seed_gives_other_people() {
    let other = Synth::new(SynthPlan { seed: 1, ..PLAN }).unwrap();
    let (a, b) = (customers(&synth()), customers(&other));
    let same = a.lines().zip(b.lines()).filter(|(x, y)| x == y).count();
    assert_eq!(same, 0);
}

#[test]
fn a_seed_gives_these_bytes_on_every_machine() {
    let synth = Synth::new(SynthPlan { rows: 4, merges: 1, seed: 7 }).unwrap();
    let mut text = customers(&synth);
    synth.merges(0..1, &mut text);
    text.push_str(&labels(&synth));
    assert_eq!(text, include_str!("synth_golden.txt"));
}

/// The same for a table that has every kind of pair and of writing, by its digest.
#[test]
fn a_seed_gives_the_same_large_table_on_every_machine() {
    use sha2::{Digest, Sha256};
    let synth = synth();
    let text = customers(&synth) + &labels(&synth);
    let digest: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(digest, "d6ca7e12505b5e6cd882f35c4be2a5a7bfd789a2ed8c831fc5ba09cbe49f7cd2");
}

#[test]
fn every_row_has_the_headers_cells_and_needs_no_quotes() {
    let synth = synth();
    let width = CUSTOMERS_HEADER.split(',').count();
    let text = customers(&synth);
    assert!(text.ends_with('\n') && !text.contains(['"', '\r']));
    assert!(text.lines().all(|line| line.split(',').count() == width));
    assert_eq!(text.lines().count() as u64, PLAN.rows);
    let mut merges = String::new();
    synth.merges(0..PLAN.merges, &mut merges);
    assert!(merges.lines().all(|line| line.split(',').count() == MERGES_HEADER.split(',').count()));
    assert!(labels(&synth).lines().all(|line| line.split(',').count() == LABELS_HEADER.split(',').count()));
}

#[test]
fn merges_and_labels_name_the_same_records_and_each_record_once() {
    let synth = synth();
    let table = customers(&synth);
    let ids = by_id(&table);
    let mut merges = String::new();
    synth.merges(0..PLAN.merges, &mut merges);
    let labels = labels(&synth);
    let mut used = HashSet::new();
    for (i, (merge, label)) in merges.lines().zip(labels.lines()).enumerate() {
        let merge: Vec<&str> = merge.split(',').collect();
        let label: Vec<&str> = label.split(',').collect();
        assert_eq!((label[0], &label[1..3]), ((i + 1).to_string().as_str(), &merge[..2]));
        assert!(
            used.insert(merge[0].to_owned()) && used.insert(merge[1].to_owned()),
            "{merge:?} stands twice"
        );
        assert!(ids.contains_key(merge[0]));
        assert_eq!(ids.contains_key(merge[1]), label[4] != "dangling");
    }
    assert_eq!(used.len() as u64, 2 * PLAN.merges);
}

#[test]
fn two_people_never_agree_on_kanji_kana_birthdate_and_phone() {
    let synth = synth();
    let table = customers(&synth);
    let records = by_id(&table);
    let labels = labels(&synth);
    let mut different = 0;
    for label in labels.lines().map(|line| line.split(',').collect::<Vec<_>>()) {
        let (Some(a), Some(b)) = (records.get(label[1]), records.get(label[2])) else { continue };
        if label[3] != Truth::Different.name() {
            continue;
        }
        different += 1;
        let all = agreements(a, b).iter().all(|on| on.agrees(true));
        assert!(!all, "proposal {} of kind {} agrees on everything", label[0], label[4]);
    }
    assert!(different > 11_000, "{different}");
}

#[test]
fn one_person_written_by_one_hand_agrees_on_everything() {
    let synth = synth();
    let table = customers(&synth);
    let records = by_id(&table);
    let labels = labels(&synth);
    let exact: Vec<_> = labels.lines().filter(|l| l.ends_with(",same_exact")).collect();
    assert!(exact.len() > 300);
    for label in exact.iter().map(|line| line.split(',').collect::<Vec<_>>()) {
        assert_eq!(records[label[1]][1..], records[label[2]][1..]);
    }
}

/// What the fields must find on a kind's kanji, kana, phone and birthdate: `=` the same value, however written.
const FOUND: &[(&str, &str)] = &[
    ("same_exact", "= = = ="),
    ("same_formatting", "= = = ="),
    ("same_variant_kanji", "variant = = ="),
    ("same_variant_given", "variant = = ="),
    ("same_legacy_kana", "= variant = ="),
    ("same_moved", "= = = ="),
    ("same_new_phone", "= = different ="),
    ("same_birthdate_slip", "= = = similar"),
    ("same_phone_slip", "= = similar ="),
    ("same_missing_phone", "= = missing ="),
    ("same_missing_kana", "= missing = ="),
    ("same_missing_birthdate", "= = = missing"),
    ("same_placeholder_birthdate", "= = = placeholder"),
    ("same_landline_only", "= = = ="),
    ("same_other_brand", "= = = ="),
    ("different_namesake_same_birthdate", "= = different ="),
    ("different_placeholder_values", "= = placeholder placeholder"),
    ("different_voiced", "= similar different ="),
    ("same_foreigner", "= = = ="),
    ("same_foreigner_turned", "similar similar = ="),
    ("same_guardian_in_name", "invalid = = ="),
    ("same_company_in_name", "invalid invalid = ="),
    ("same_care_of_in_name", "invalid = = ="),
    ("different_guardian", "invalid = = ="),
    ("different_company", "invalid invalid = ="),
    ("different_care_of", "invalid = = ="),
    ("different_near_phone_same_birthdate", "= = similar ="),
];

/// A number that looks invented is no evidence: it must not stand by chance where a sound pair is wanted.
#[test]
fn hardly_a_number_looks_invented() {
    let synth = synth();
    let text = customers(&synth);
    let printed = |line: &&str| {
        let cells: Vec<&str> = line.split(',').collect();
        let numbers = cells[4..6].iter().map(|cell| parsed(fields::field(fields::PHONE), cell).1);
        numbers.into_iter().any(|number| number.weak == Some(Weakening::PrintedPhone))
    };
    let found: Vec<&str> = text.lines().skip(1).filter(printed).collect();
    // Of 50,000 customers about thirty would have one; those that are left are slips of the pen.
    assert!(found.len() < 4, "{found:?}");
}

#[test]
fn the_fields_find_in_a_kind_what_it_was_made_to_show() {
    let synth = synth();
    let table = customers(&synth);
    let records = by_id(&table);
    let labels = labels(&synth);
    let mut checked = 0;
    for label in labels.lines().map(|line| line.split(',').collect::<Vec<_>>()) {
        let Some((_, expected)) = FOUND.iter().find(|(kind, _)| *kind == label[4]) else { continue };
        let word = |on: Agreement| if on.agrees(false) { "=" } else { on.name() };
        let found = agreements(&records[label[1]], &records[label[2]]).map(word);
        assert_eq!(found.join(" "), *expected, "proposal {} of kind {}", label[0], label[4]);
        checked += 1;
    }
    assert!(checked > 6_000, "{checked}");
}

#[test]
fn every_kind_is_met_in_every_ten_thousand_proposals_or_two() {
    let labels = labels(&synth());
    let met: HashSet<&str> = labels.lines().filter_map(|line| line.rsplit(',').next()).collect();
    let missing: Vec<&str> = KINDS.iter().map(|k| k.name).filter(|name| !met.contains(name)).collect();
    assert!(missing.is_empty() && KINDS.len() >= 40, "{missing:?}");
}

/// The hazards by which people are mixed up in Japanese customer data, and the kinds that stand for each.
const HAZARDS: &[(&str, &[&str])] = &[
    ("twins", &["different_twins", "different_twins_one_kanji", "different_twins_parents_contacts"]),
    ("father and son", &["different_father_son", "different_father_son_same_reading"]),
    ("one name in a family", &["different_namesake_in_family"]),
    ("siblings with one reading", &["different_siblings", "different_siblings_same_reading"]),
    ("one kanji, two readings", &["different_same_kanji_other_reading", "different_same_kanji_one_mobile"]),
    ("one reading, two kanji", &["different_same_kana_other_kanji"]),
    (
        "namesakes",
        &["different_namesake", "different_namesake_same_birthdate", "different_namesake_near_birthdate"],
    ),
    ("maiden name", &["same_new_surname"]),
    (
        "foreigners",
        &[
            "same_foreigner",
            "same_foreigner_turned",
            "same_foreigner_middle_dropped",
            "same_foreigner_respelt",
            "same_foreigner_alias",
            "different_foreign_twins",
        ],
    ),
    (
        "guardians and companies",
        &[
            "same_guardian_in_name",
            "same_company_in_name",
            "same_care_of_in_name",
            "different_guardian",
            "different_company",
            "different_care_of",
        ],
    ),
    (
        "a family's e-mail or mobile",
        &[
            "different_spouses_shared_mobile",
            "different_spouses_shared_email",
            "different_child_on_parents_mobile",
        ],
    ),
    (
        "sloppy folds",
        &[
            "different_voiced",
            "different_long_vowel",
            "different_lookalike_surname",
            "different_lookalike_given",
        ],
    ),
    (
        "one slip between two people",
        &[
            "different_near_name_one_mobile",
            "different_near_birthdate_one_mobile",
            "different_near_phone_same_birthdate",
        ],
    ),
    ("old forms and old systems", &["same_variant_kanji", "same_variant_given", "same_legacy_kana"]),
    (
        "numbers that are nobody's own",
        &["different_recycled_phone", "different_shared_store_phone", "different_same_address"],
    ),
    (
        "values that say nothing",
        &[
            "different_placeholder_phone",
            "different_placeholder_birthdate",
            "different_placeholder_values",
            "different_missing_values",
        ],
    ),
];

#[test]
fn every_hazard_has_its_kinds() {
    for (hazard, kinds) in HAZARDS {
        for name in *kinds {
            let kind = KINDS.iter().find(|k| k.name == *name);
            assert!(kind.is_some_and(|k| !k.about.is_empty() && k.share > 0), "{hazard}: {name}");
        }
    }
    assert!(KINDS.len() >= 60, "{} kinds", KINDS.len());
}

#[test]
fn the_table_has_every_kind_of_writing() {
    let table = customers(&synth());
    for (what, least, found) in [
        ("full-width digits", 2_000, "０"),
        ("international numbers", 1_000, "+81-"),
        ("an era in kanji", 500, "昭和"),
        ("the first year of an era", 5, "平成元年"),
        ("half-width kana", 1_000, "ｽ"),
        ("a split voiced mark", 100, "\u{3099}"),
        ("an old form", 50, "髙"),
        ("a character outside the basic plane", 3, "𠮷"),
        ("a lost character", 20, "〓"),
        ("a word for nothing", 50, "不明"),
        ("a foreigner in Latin letters", 15, "GARCIA"),
        ("a guardian", 50, "成年後見人"),
        ("a company", 50, "株式会社"),
        ("a house", 50, "様方"),
        ("a filled-in birthdate", 50, "1900-01-01"),
        ("a filled-in number", 50, "000-0000-0000"),
    ] {
        let count = table.lines().filter(|line| line.contains(found)).count();
        assert!(count >= least, "{what}: {count} rows");
    }
}

#[test]
fn common_surnames_are_common_and_shops_share_a_number() {
    let table = customers(&synth());
    let suzuki = table.lines().filter(|line| line.contains(",鈴木")).count();
    assert!((900..2_000).contains(&suzuki), "{suzuki}");
    let mut phones: HashMap<&str, u32> = HashMap::new();
    for line in table.lines() {
        *phones.entry(line.split(',').nth(4).unwrap()).or_default() += 1;
    }
    phones.remove("");
    let shared =
        phones.iter().filter(|(phone, count)| phone.contains('-') && phone.len() > 9 && **count >= 4);
    assert!(shared.count() >= 20);
}
