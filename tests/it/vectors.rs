//! The design's vectors, `tests/vectors.tsv`: facts of Unicode, of the eras and of Google's phone library, and what a policy
//! written before the program expects. Each row says what the gate makes of it, and, where that is something else, why.

use super::truth::{rows, rung, unescape};
use sekisho::fields::{self, BIRTHDATE, NAME_KANA, NAME_KANJI, PHONE};
use sekisho::gate::{Counts, Ids, Readings, compare_pair, judge_pair, normalize};
use sekisho::model::{FieldId, MappedColumn, RecordBatch, Weakening};
use sekisho::policy::Policy;
use sekisho::text::kana_of::full_name_fits;
use std::path::Path;
use std::sync::Arc;

/// The day on which the table was written.
const TODAY: &str = "2026-11-22";

/// What the gate makes of one text.
fn value(field: FieldId, format: Option<&str>, text: &str) -> (String, fields::Parsed) {
    let mut value = String::new();
    let format = format.and_then(|name| fields::format_by_name(field, name));
    let parsed = fields::parse(field, format, text, &mut value);
    (value.replace(fields::PART_SEPARATOR, ""), parsed)
}

/// The same in one line: status, value, first note, weakening.
fn read(field: FieldId, format: Option<&str>, text: &str) -> String {
    let (value, parsed) = value(field, format, text);
    let mut said = vec![parsed.status.name().to_owned(), value];
    said.extend(parsed.notes.first().map(|note| (*note).to_owned()));
    said.extend(parsed.weak.map(|weak| weak.name().to_owned()));
    said.retain(|word| !word.is_empty());
    said.join(" ")
}

fn pair(field: FieldId, left: &str, right: &str) -> String {
    let there = rung(fields::field(field), left, right);
    let back = rung(fields::field(field), right, left);
    assert_eq!(there.agreement, back.agreement, "{left} {right}");
    if there.needs_kana { "variant_if_kana_agrees" } else { there.agreement.name() }.to_owned()
}

/// The verdict on two records: name, kana, phone, birthdate between semicolons.
fn verdict(left: &str, right: &str) -> String {
    let columns = [NAME_KANJI, NAME_KANA, PHONE, BIRTHDATE];
    let column =
        |(number, field)| MappedColumn { header: String::new(), number, field, part: None, format: None };
    let mapping: Arc<[MappedColumn]> = (2..).zip(columns).map(column).collect();
    let mut batch = RecordBatch::new(mapping, "");
    let mut ids = Ids::new();
    for (id, cells) in [("l", left), ("r", right)] {
        ids.intern(id);
        batch.push_cell(id);
        cells.split(';').for_each(|cell| batch.push_cell(cell));
        batch.end_row(batch.rows() as u64 + 2);
    }
    let mut readings =
        Readings::new(ids.len(), std::array::from_fn(|f| columns.iter().any(|c| c.index() == f)));
    readings.add(normalize(&batch, &ids, &[], TODAY));
    let compared = compare_pair(&readings, &Counts::default(), 0, 1);
    judge_pair(&readings, &compared, &Policy::built_in()).verdict.name().to_owned()
}

fn gate(op: &str, a: &str, b: &str) -> String {
    match op {
        "kana key" => read(NAME_KANA, None, a),
        "kana legacy key" => {
            let value = value(NAME_KANA, None, a).0;
            (fields::field(NAME_KANA).key)(&value, &mut String::new()).to_owned()
        }
        "kana pair" => pair(NAME_KANA, a, b),
        "romaji pair" | "kanji pair" => pair(NAME_KANJI, a, b),
        "kanji usable" | "nfc" | "nfkc" => read(NAME_KANJI, None, a),
        "library phone" | "phone usable" => read(PHONE, None, a),
        "phone pair" => pair(PHONE, a, b),
        "birthdate" => read(BIRTHDATE, None, a),
        "day number" => read(BIRTHDATE, Some("excel-1900"), a),
        "reading" => full_name_fits(split(a), split(b)).name().to_owned(),
        "records" => verdict(a, b),
        other => panic!("{other}"),
    }
}

fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once(' ').map_or((name, None), |(family, given)| (family, Some(given)))
}

/// Whether what the gate says is what a vector expects.
fn agrees(op: &str, expected: &str, gate: &str) -> bool {
    let status = gate.split(' ').next().unwrap();
    let value = gate.split(' ').nth(1).unwrap_or_default();
    match (op, expected) {
        ("kana key", "NONE") => status != "ok",
        ("kana key" | "nfc" | "nfkc", expected) => status == "ok" && value == expected,
        ("kana legacy key", expected) => gate == expected,
        (_pair, "EXACT") => gate == "exact",
        (_pair, "SAFE" | "EQUAL" | "A") => matches!(gate, "exact" | "normalized"),
        (_pair, "LEGACY" | "B") => matches!(gate, "variant" | "variant_if_kana_agrees"),
        ("phone pair" | "records", "REVIEW") => {
            matches!(gate, "similar" | "missing" | "placeholder" | "invalid" | "review")
        }
        (_pair, "REVIEW" | "B3" | "C") => gate == "similar",
        (_pair, "DIFFERENT") => gate == "different",
        (_usable, "UNUSABLE") => status != "ok",
        (_usable, "USABLE") => status == "ok",
        ("kanji usable", "SUSPECT") => status != "ok",
        ("phone usable", "STRONG") => gate.ends_with(" mobile"),
        ("phone usable", "WEAK") => status == "ok" && gate.ends_with(Weakening::SharedPhone.name()),
        ("library phone", "INVALID") => !matches!(status, "ok"),
        // Numbers that ring somewhere else are valid for the library and nobody's for the gate.
        ("library phone", expected) => match expected.split_once(' ') {
            Some(("TOLL_FREE" | "UAN" | "PREMIUM_RATE" | "PAGER", _)) => status == "placeholder",
            Some((_kind, e164)) => status == "ok" && value == e164,
            None => panic!("{expected}"),
        },
        ("birthdate", "PLACEHOLDER" | "INVALID" | "MISSING" | "PARTIAL") => status == expected.to_lowercase(),
        ("birthdate", "AMBIGUOUS" | "UNSUPPORTED") => status == "invalid",
        ("birthdate", "SUSPECT") => gate.ends_with(Weakening::SuspectDate.name()),
        ("birthdate" | "day number", date) => {
            if date == "INVALID" {
                status == "invalid"
            } else {
                status == "ok" && value == date
            }
        }
        ("reading", expected) => gate == if expected == "CONFIRMED" { "fits" } else { "does_not_fit" },
        ("records", "PASS" | "PASS_WITH_NOTE") => gate == "pass",
        ("records", "BLOCK") => gate == "block",
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_vector_agrees_or_its_difference_is_argued() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors.tsv");
    let mut bad = Vec::new();
    let (mut seen, mut argued) = (0, 0);
    for (_, row) in rows(&path).into_iter().skip(1) {
        let cells: Vec<String> = row.iter().map(|cell| unescape(cell)).collect();
        let [id, op, a, b, expected, said, why, _source] = &cells[..] else { panic!("eight cells") };
        seen += 1;
        argued += usize::from(!why.is_empty());
        let got = gate(op, a, b);
        if got != *said || agrees(op, expected, &got) != why.is_empty() {
            bad.push(format!("{id}\t{got}\t{}", agrees(op, expected, &got)));
        }
    }
    assert!(bad.is_empty(), "{} vectors:\n{}", bad.len(), bad.join("\n"));
    assert_eq!((seen, argued), (836, 99));
}
