//! `audit ids` on one snapshot.

use super::{HEADER, person};
use crate::util::Dir;
use serde_json::Value;
use std::fmt::Write as _;

fn audit(dir: &Dir) -> Value {
    let audit = serde_json::from_slice(&dir.bytes("audit/audit.json")).unwrap();
    crate::report::schema::holds(&crate::report::schema::schema(dir, "audit"), &audit);
    audit
}

fn ids(dir: &Dir, more: &[&str]) -> crate::util::Ran {
    let mut arguments = vec!["audit", "ids", "--records", "customers.csv", "--out", "audit"];
    arguments.extend(more);
    dir.program(&arguments).run()
}

#[test]
fn a_table_in_which_every_id_is_one_person_is_clean() {
    let dir = Dir::new();
    let mut table = HEADER.to_owned();
    (0..300).for_each(|i| table.push_str(&person(i).row(&format!("C{i}"))));
    dir.file("customers.csv", table);
    let ran = ids(&dir, &[]).exits(0);
    assert!(ran.stdout.starts_with("Every ID stands on one person."), "{}", ran.stdout);
    assert_eq!(audit(&dir)["totals"]["ids"], 300);
    assert_eq!(dir.names("audit"), ["audit.json", "findings.csv"]);
    assert_eq!(dir.text("audit/findings.csv").lines().count(), 1);
}

#[test]
fn one_abnormal_id_of_sapporo_shows_34_people_to_276() {
    let dir = Dir::new();
    let mut table = HEADER.to_owned();
    (0..400).for_each(|i| table.push_str(&person(i).row(&format!("C{i}"))));
    // Of 276 people who were given one ID under load, the data of 34 were taken in; of the others only the address they
    // signed up with.
    for i in 0..276 {
        let person = person(1_000 + i);
        if i % 8 == 0 && i / 8 < 34 {
            table.push_str(&person.row("X0000000"));
        } else {
            writeln!(table, "X0000000,,,,,{}", person.email).unwrap();
        }
    }
    dir.file("customers.csv", table);
    let ran = ids(&dir, &[]).exits(3);
    assert!(ran.stdout.starts_with("STOP"), "{}", ran.stdout);
    let totals = &audit(&dir)["totals"];
    assert_eq!(totals["ids_on_different_people"], 1);
    assert_eq!(totals["records_under_them"], 276);
    assert_eq!(totals["shown"]["confirmed"], 34);
    assert_eq!(totals["shown"]["possible"], 34);
    assert_eq!(totals["viewers"]["possible"], 276);
    assert_eq!(dir.text("audit/findings.csv").lines().count(), 1 + 276);
    for file in ["audit.json", "findings.csv"] {
        let text = dir.text(&format!("audit/{file}"));
        let person = person(1_000);
        for value in [&person.name, &person.kana, &person.phone, &person.email] {
            assert!(!text.contains(value.as_str()), "{file} shows a value");
        }
    }
}

#[test]
fn records_of_one_person_under_one_id_are_looked_at_and_nobody_is_accused() {
    let dir = Dir::new();
    let mut table = HEADER.to_owned();
    (0..50).for_each(|i| table.push_str(&person(i).row(&format!("C{i}"))));
    table.push_str(&person(7).row("C7"));
    // The same person without a telephone: the gate would want a person to look.
    let unsure = super::Customer { phone: String::new(), ..person(9) };
    table.push_str(&unsure.row("C9"));
    dir.file("customers.csv", table);
    ids(&dir, &[]).exits(1);
    let kinds = &audit(&dir)["kinds"];
    assert_eq!(kinds["id.repeated"]["findings"], 1, "{kinds}");
    assert_eq!(kinds["id.unclear"]["findings"], 1, "{kinds}");
    assert_eq!(kinds.as_object().unwrap().len(), 2, "{kinds}");
}

#[test]
fn an_address_under_two_people_is_looked_at_and_stops_nothing() {
    let dir = Dir::new();
    let mut table = HEADER.to_owned();
    (0..20).for_each(|i| table.push_str(&person(i).row(&format!("C{i}"))));
    let wife = super::Customer { email: person(3).email, ..person(500) };
    table.push_str(&wife.row("C500"));
    dir.file("customers.csv", table);
    ids(&dir, &[]).exits(1);
    let audit = audit(&dir);
    assert_eq!(audit["kinds"]["email.other_person"]["lines"], 2);
    assert_eq!(audit["answer"], "look");
}

#[test]
fn a_login_that_opens_two_people_stops_and_an_empty_one_is_none() {
    let dir = Dir::new();
    let mut table = HEADER.replace('\n', ",login\n");
    for i in 0..20 {
        let login = if i < 5 {
            String::new()
        } else if i < 7 {
            "shared".to_owned()
        } else {
            format!("u{i}")
        };
        table.push_str(&person(i).row(&format!("C{i}")).replace('\n', &format!(",{login}\n")));
    }
    dir.file("customers.csv", table);
    ids(&dir, &["--login", "login"]).exits(3);
    let kinds = audit(&dir)["kinds"].clone();
    assert_eq!(kinds["login.other_person"]["lines"], 2, "{kinds}");
    assert_eq!(kinds.as_object().unwrap().len(), 1, "{kinds}");
    let other = Dir::new();
    other.file("customers.csv", HEADER.to_owned() + &person(1).row("C1"));
    ids(&other, &["--login", "nowhere"]).exits(2);
}

#[test]
fn the_order_of_rows_and_the_threads_never_show_in_the_figures() {
    let rows: Vec<String> = (0..60).map(|i| person(i).row(&format!("C{}", i % 25))).collect();
    let figures = |rows: &[String], threads: &str| {
        let dir = Dir::new();
        dir.file("customers.csv", HEADER.to_owned() + &rows.concat());
        ids(&dir, &["--threads", threads]).exits(3);
        let audit = audit(&dir);
        (audit["totals"].clone(), audit["kinds"].clone(), dir.text("audit/findings.csv"))
    };
    let (totals, kinds, csv) = figures(&rows, "1");
    assert_eq!(figures(&rows, "3"), (totals.clone(), kinds.clone(), csv));
    let reversed: Vec<String> = rows.into_iter().rev().collect();
    let (other_totals, other_kinds, _) = figures(&reversed, "2");
    assert_eq!((other_totals, other_kinds), (totals, kinds));
}

#[test]
fn more_rows_than_are_compared_may_each_be_one_more_person() {
    let dir = Dir::new();
    let (mut table, n) = (HEADER.to_owned(), sekisho::audit::ROWS_MAX as u64 + 20);
    // One person over and over, which is quickly compared, and an ID that every row has.
    (0..n).for_each(|_| table.push_str(&person(1).row("0")));
    dir.file("customers.csv", table);
    ids(&dir, &[]).exits(1);
    let finding = audit(&dir)["findings"][0].clone();
    assert_eq!(finding["records"], n);
    assert_eq!(finding["compared"], n - 20);
    assert_eq!(finding["fan_in"], true);
    assert_eq!((&finding["people"]["confirmed"], &finding["people"]["possible"]), (&1.into(), &21.into()));
}
