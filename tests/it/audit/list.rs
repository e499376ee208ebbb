//! `audit list` through the program.

use super::{HEADER, person};
use crate::util::{Dir, Ran};
use serde_json::Value;
use std::fmt::Write as _;

fn audit(dir: &Dir) -> Value {
    serde_json::from_slice(&dir.bytes("audit/audit.json")).unwrap()
}

fn list(dir: &Dir, lists: &[&str], more: &[&str]) -> Ran {
    let mut arguments = vec!["audit", "list", "--records", "customers.csv", "--out", "audit", "--list"];
    arguments.extend(lists);
    arguments.extend(more);
    dir.program(&arguments).run()
}

fn customers(dir: &Dir, n: u64) {
    let mut table = HEADER.to_owned();
    (0..n).for_each(|i| table.push_str(&person(i).row(&format!("C{i}"))));
    dir.file("customers.csv", table);
}

/// A row that names one customer by ID and name, and goes to the address of another.
fn row(named: u64, sent_to: u64) -> String {
    format!("C{named},{},{}\n", person(named).name, person(sent_to).email)
}

#[test]
fn the_figures_of_palet_dor_come_out() {
    let dir = Dir::new();
    customers(&dir, 4_600);
    let header = "customer_id,name_kanji,email\n";
    // 4 June: four of the readers of a magazine saw another member's data.
    let mut magazine = header.to_owned();
    (10..60).for_each(|i| magazine.push_str(&row(if i < 14 { 10 + (i + 1) % 4 } else { i }, i)));
    // 5 June: 1,423 mails bore the name and the ID of another member, here of the row above.
    let mut members = header.to_owned();
    (100..1_523).for_each(|i| members.push_str(&row(if i == 100 { 1_522 } else { i - 1 }, i)));
    (1_523..1_600).for_each(|i| members.push_str(&row(i, i)));
    // 10 June: 3,700 members in four mails of 800 addresses and one of 500; 785 of them had been shown before.
    let mut groups = "customer_id,cc\n".to_owned();
    let all: Vec<String> = (100..885).chain(1_600..4_515).map(|i| person(i).email).collect();
    assert_eq!(all.len(), 3_700);
    for (number, group) in all.chunks(800).enumerate() {
        writeln!(groups, "MAIL{number},\"{}\"", group.join(", ")).unwrap();
    }
    dir.file("magazine.csv", magazine);
    dir.file("members.csv", members);
    dir.file("groups.csv", groups);
    let ran = list(&dir, &["magazine.csv", "members.csv", "groups.csv"], &[]).exits(3);
    assert!(ran.stdout.starts_with("SEND NOTHING"), "{}", ran.stdout);
    let said = "lines 3 to 1424: ID and name (kanji) taken from the row above (1422 rows)";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    let audit = audit(&dir);
    crate::report::schema::holds(&crate::report::schema::schema(&dir, "audit"), &audit);
    let lists = audit["totals"]["lists"].as_array().unwrap();
    let events: Vec<u64> = lists.iter().map(|list| list["events"].as_u64().unwrap()).collect();
    assert_eq!(events, [4, 1_423, 3_700]);
    assert_eq!(audit["totals"]["events"], 5_127);
    assert_eq!(audit["totals"]["repeats"], 785);
    assert_eq!(audit["totals"]["people"], 4_342);
    assert_eq!(audit["kinds"]["address.several"]["findings"], 5);
    for file in ["audit.json", "findings.csv"] {
        let text = dir.text(&format!("audit/{file}"));
        assert!(
            !text.contains('@') && !text.contains("佐藤") && !text.contains("健一"),
            "{file} shows a value"
        );
    }
    assert!(!ran.stdout.contains('@') && !ran.stdout.contains("佐藤"), "{}", ran.stdout);
}

#[test]
fn a_list_made_of_the_table_may_be_sent_however_it_is_written() {
    let dir = Dir::new();
    customers(&dir, 80);
    let mut text = "会員番号,氏名,メールアドレス,電話番号\n".to_owned();
    for i in (0..80).rev() {
        let person = person(i);
        let name = person.name.replace(' ', "\u{3000}");
        writeln!(text, "C{i},{name},{},{}", person.email.replace("jp", "JP"), person.phone).unwrap();
    }
    dir.file("list.csv", text);
    let ran = list(&dir, &["list.csv"], &[]).exits(0);
    assert!(ran.stdout.starts_with("Every row belongs to the person its ID names."), "{}", ran.stdout);
    assert_eq!(audit(&dir)["totals"]["theirs"], 80);
    let japanese = Dir::new();
    customers(&japanese, 3);
    japanese.file("list.csv", format!("会員番号,氏名\nC1,{}\n", person(1).name));
    let ran = list(&japanese, &["list.csv"], &["--lang", "ja"]).exits(0);
    assert!(ran.stdout.starts_with("すべての行が ID の本人のものです。"), "{}", ran.stdout);
}

#[test]
fn each_row_that_cannot_be_confirmed_is_named() {
    let dir = Dir::new();
    customers(&dir, 30);
    let mut text = "number,who,address\n".to_owned();
    let [a, b, c] = [1, 2, 3].map(person);
    writeln!(text, "C1,{},{}", a.name, b.email).unwrap(); // Sent to somebody else.
    writeln!(text, "C2,{},{}", c.name, b.email).unwrap(); // Bears somebody else's name.
    writeln!(text, "C3,{},hikkoshi@mail.hanamaru-ken.jp", c.name).unwrap(); // An address that nobody has.
    writeln!(text, "C99,{},{}", person(4).name, person(4).email).unwrap(); // An ID that nobody has.
    writeln!(text, "C5,,").unwrap(); // Nothing to go by.
    writeln!(text, "C6,{},{}", person(6).name, person(6).email).unwrap();
    writeln!(text, "C6,{},{}", person(6).name, person(6).email).unwrap(); // Twice.
    dir.file("list.csv", text);
    let map = ["--map", "id=number", "--map", "name_kanji=who", "--map", "email=address"];
    list(&dir, &["list.csv"], &map).exits(3);
    let mut found: Vec<(String, String, String)> = Vec::new();
    let mut reader = csv::Reader::from_path(dir.path("audit/findings.csv")).unwrap();
    for line in reader.records().map(Result::unwrap) {
        found.push((line[1].to_owned(), line[4].to_owned(), line[8].to_owned()));
    }
    let expected = [
        ("row.other_person", "2", "C2"),
        ("row.other_person", "3", "C3"),
        ("row.unclear", "4", ""),
        ("row.unknown_id", "5", "C4"),
        ("row.unclear", "6", ""),
        ("row.repeated_id", "7", ""),
        ("row.repeated_id", "8", ""),
        ("address.shared", "2", ""),
        ("address.shared", "3", ""),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(k, l, b)| ((*k).to_owned(), (*l).to_owned(), (*b).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_list_that_cannot_be_read_is_no_clean_list() {
    let dir = Dir::new();
    customers(&dir, 5);
    dir.file("empty.csv", "customer_id,name_kanji\n");
    dir.file("torn.csv", "customer_id,name_kanji\nC1\n");
    dir.file("no_id.csv", "name_kanji\n佐藤 健一\n");
    for name in ["empty.csv", "torn.csv", "no_id.csv", "nowhere.csv"] {
        let ran = list(&dir, &[name], &[]).exits(2);
        assert!(dir.names("audit").is_empty(), "{name}: {}", ran.stdout);
    }
    dir.file("list.csv", format!("customer_id,name_kanji\nC1,{}\n", person(1).name));
    list(&dir, &["list.csv"], &["--map", "nickname=x"]).exits(2);
    list(&dir, &["list.csv"], &["--recipients", "x"]).exits(2);
}

#[test]
fn a_list_without_any_address_is_checked() {
    let dir = Dir::new();
    customers(&dir, 3);
    dir.file("list.csv", format!("id,氏名\nC1,{}\nC2,{}\n", person(1).name, person(2).name));
    list(&dir, &["list.csv"], &[]).exits(0);
    assert_eq!(audit(&dir)["totals"]["theirs"], 2);
}

#[test]
fn recipients_are_held_against_the_customers_under_every_usual_header() {
    for (header, more) in [("to", &[][..]), ("宛先", &[]), ("bcc", &[]), ("配信", &["--recipients", "配信"])]
    {
        let text = |sent_to: [u64; 2]| {
            let row = |named: u64, to: u64| format!("C{named},{},{}\n", person(named).name, person(to).email);
            format!("id,氏名,{header}\n{}{}", row(1, sent_to[0]), row(2, sent_to[1]))
        };
        let dir = Dir::new();
        customers(&dir, 5);
        dir.file("list.csv", text([1, 2]));
        let ran = list(&dir, &["list.csv"], more).exits(0);
        assert!(ran.stdout.contains("columns compared besides the ID: 2 name (kanji), 3 "), "{}", ran.stdout);
        assert_eq!(audit(&dir)["totals"]["lists"][0]["compared"][1]["column"], 3);
        let dir = Dir::new();
        customers(&dir, 5);
        dir.file("list.csv", text([2, 2]));
        list(&dir, &["list.csv"], more).exits(3);
        assert_eq!(audit(&dir)["kinds"]["row.other_person"]["findings"], 1, "{header}");
    }
}

#[test]
fn a_second_telephone_of_somebody_else_is_not_vouched_for_by_the_first() {
    let dir = Dir::new();
    customers(&dir, 5);
    let [a, b] = [1, 2].map(person);
    dir.file("list.csv", format!("id,氏名,電話番号,携帯電話\nC1,{},{},{}\n", a.name, a.phone, b.phone));
    let map = ["--map", "phone=電話番号", "--map", "phone=携帯電話"];
    list(&dir, &["list.csv"], &map).exits(3);
    assert_eq!(audit(&dir)["kinds"]["row.other_person"]["findings"], 1);
}

#[test]
fn a_personal_column_that_is_not_compared_is_named_by_its_number() {
    let of = |header: &str, cell: &str| {
        let dir = Dir::new();
        customers(&dir, 5);
        dir.file("list.csv", format!("id,氏名,{header}\nC1,{},{cell}\n", person(1).name));
        let ran = list(&dir, &["list.csv"], &[]);
        crate::report::schema::holds(&crate::report::schema::schema(&dir, "audit"), &audit(&dir));
        let columns: Vec<Value> = audit(&dir)["findings"].as_array().unwrap().clone();
        (ran.code, columns.iter().map(|finding| finding["column"].as_u64().unwrap()).collect::<Vec<_>>())
    };
    let name = person(2).name;
    assert_eq!(of("宛名", &name), (1, vec![3]));
    assert_eq!(of("差込氏名", &name), (1, vec![3]));
    assert_eq!(of("x", &name), (1, vec![3]));
    assert_eq!(of("クーポン", "SPRING"), (0, vec![]));
    assert_eq!(of("メール配信同意", "Y"), (0, vec![]));
}

#[test]
fn addresses_are_several_whatever_parts_them() {
    for between in ["|", "｜", "＆", "&", "・", "+", "→"] {
        let dir = Dir::new();
        customers(&dir, 5);
        let both = format!("{}{between}{}", person(1).email, person(2).email);
        dir.file("list.csv", format!("id,氏名,to\nC1,{},{both}\n", person(1).name));
        list(&dir, &["list.csv"], &[]).exits(3);
        assert_eq!(audit(&dir)["findings"][0]["addresses"], 2, "{between}");
    }
}

#[test]
fn a_list_and_a_file_to_be_sent_are_not_asked_about_at_once() {
    let dir = Dir::new();
    dir.file("list.csv", "商品番号,数量\n1,3\n");
    dir.program(&["audit", "list", "--outgoing", "list.csv"]).run().exits(0);
    dir.program(&["audit", "list", "--outgoing", "list.csv", "--list", "list.csv"]).run().exits(2);
}
