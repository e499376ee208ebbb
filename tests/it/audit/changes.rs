//! `audit ids --before --after`.

use super::{Customer, HEADER, person};
use crate::util::Dir;
use serde_json::Value;
use std::collections::BTreeMap;

/// The kind of finding of each ID, and all of `audit.json`.
fn changes(
    dir: &Dir,
    before: &[(&str, Customer)],
    after: &[(&str, Customer)],
    code: i32,
) -> (BTreeMap<String, String>, Value) {
    for (name, rows) in [("before.csv", before), ("after.csv", after)] {
        let mut table = HEADER.to_owned();
        (100..130).for_each(|i| table.push_str(&person(i).row(&format!("C{i}"))));
        rows.iter().for_each(|(id, customer)| table.push_str(&customer.row(id)));
        dir.file(name, table);
    }
    let arguments = ["audit", "ids", "--before", "before.csv", "--after", "after.csv", "--out", "audit"];
    dir.program(&arguments).run().exits(code);
    let mut reader = csv::Reader::from_path(dir.path("audit/findings.csv")).unwrap();
    let lines = reader.records().map(Result::unwrap);
    let kinds = lines.map(|line| (line[5].to_owned(), line[1].to_owned())).collect();
    let audit = serde_json::from_slice(&dir.bytes("audit/audit.json")).unwrap();
    crate::report::schema::holds(&crate::report::schema::schema(dir, "audit"), &audit);
    (kinds, audit)
}

fn kind(kinds: &BTreeMap<String, String>, id: &str) -> String {
    kinds.get(id).cloned().unwrap_or_default()
}

#[test]
fn snapshots_that_differ_in_writing_only_are_clean() {
    let dir = Dir::new();
    let rewritten = Customer {
        name: person(1).name.replace(' ', "\u{3000}"),
        birthdate: person(1).birthdate.replace('-', "/"),
        ..person(1)
    };
    let (kinds, audit) = changes(&dir, &[("A", person(1))], &[("A", rewritten)], 0);
    assert!(kinds.is_empty(), "{kinds:?}");
    assert_eq!(audit["totals"]["changed_and_the_same_person"], 0);
    assert_eq!(audit["answer"], "clean");
}

#[test]
fn who_moves_house_or_changes_telephones_stays_the_same_person() {
    let dir = Dir::new();
    let moved = Customer { phone: person(50).phone, email: person(50).email, ..person(1) };
    let (kinds, audit) = changes(&dir, &[("A", person(1))], &[("A", moved)], 0);
    assert!(kinds.is_empty(), "{kinds:?}");
    assert_eq!(audit["totals"]["changed_and_the_same_person"], 1);
}

#[test]
fn another_person_under_an_id_is_told_from_one_who_married() {
    let dir = Dir::new();
    let married =
        Customer { name: "北川 花子".to_owned(), kana: "キタガワ ハナコ".to_owned(), ..person(1) };
    let twin =
        Customer { name: "佐藤 翼".to_owned(), kana: "サトウ ツバサ".to_owned(), ..person(2) };
    let namesake = Customer { birthdate: "1933-03-03".to_owned(), ..person(51) };
    let before = [
        ("MARRIED", person(1)),
        ("TWIN", person(2)),
        ("REUSED", person(3)),
        ("OVERLAID", person(4)),
        ("OTHER", person(5)),
        ("NAMESAKE", person(6)),
        ("GONE", person(7)),
    ];
    let after = [
        ("MARRIED", married),
        ("TWIN", twin),
        ("REUSED", person(60)),
        ("OVERLAID", person(5)),
        ("NAMESAKE", Customer { name: person(6).name, kana: person(6).kana, ..namesake }),
        ("NEW", person(61)),
    ];
    let (kinds, audit) = changes(&dir, &before, &after, 3);
    assert_eq!(kind(&kinds, "MARRIED"), "id.changed");
    assert_eq!(kind(&kinds, "TWIN"), "id.changed");
    assert_eq!(kind(&kinds, "REUSED"), "id.reused");
    assert_eq!(kind(&kinds, "OVERLAID"), "id.overlaid");
    assert_eq!(kind(&kinds, "NAMESAKE"), "id.reused");
    assert_eq!(kind(&kinds, "GONE"), "id.gone");
    assert_eq!(kind(&kinds, "OTHER"), "id.gone");
    assert_eq!(kind(&kinds, "NEW"), "id.new");
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    let overlaid = audit["findings"].as_array().unwrap().iter().find(|f| f["id"] == "OVERLAID").unwrap();
    assert_eq!(overlaid["present_person_was_under"], "OTHER");
    assert!(overlaid["former_person_is_under"].is_null());
    assert_eq!(audit["totals"]["ids_of_another_person"], 3);
}

#[test]
fn an_id_on_several_rows_of_a_snapshot_is_nobody_in_particular() {
    let dir = Dir::new();
    let after = [("A", person(1)), ("A", person(2))];
    let (kinds, audit) = changes(&dir, &[("A", person(1))], &after, 1);
    assert_eq!(kind(&kinds, "A"), "id.unclear");
    assert_eq!(audit["kinds"]["id.unclear"]["lines"], 3);
}
