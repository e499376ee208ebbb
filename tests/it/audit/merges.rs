//! `audit merges`: merges that joined two people, the people behind them, and when nobody was harmed.

mod draft;
mod loreal;
mod restore;
mod touch;
mod tougyoku;

use super::{Customer, HEADER, person};
use crate::util::{Dir, Ran};
use serde_json::Value;
use std::collections::BTreeMap;

/// A customers' table of these records: an ID and the person's number.
fn customers(records: &[(&str, u64)]) -> String {
    let rows = records.iter().map(|(id, number)| person(*number).row(id));
    HEADER.to_owned() + &rows.collect::<String>()
}

/// The same person without a telephone: nobody can tell whether it is a namesake.
fn without_phone(number: u64) -> Customer {
    Customer { phone: String::new(), ..person(number) }
}

/// A1 and A2 are one person, B1 and B2 another one, C1 a third, D1 is C's namesake of the same birthdate, perhaps C.
const WORLD: [(&str, u64); 5] = [("A1", 1), ("A2", 1), ("B1", 2), ("B2", 2), ("C1", 3)];

fn world() -> Dir {
    let dir = Dir::new();
    dir.file("before.csv", customers(&WORLD) + &without_phone(3).row("D1"));
    dir
}

/// Runs the audit on `before.csv` and `log.csv`, with more arguments.
fn audit(dir: &Dir, log: &str, more: &[&str]) -> Ran {
    dir.file("log.csv", log);
    let mut arguments =
        vec!["audit", "merges", "--before", "before.csv", "--merges", "log.csv", "--out", "audit"];
    arguments.extend(more);
    dir.program(&arguments).run()
}

fn json(dir: &Dir) -> Value {
    serde_json::from_slice(&dir.bytes("audit/report/audit.json")).unwrap()
}

/// The rows of a file of the result, each by its headers.
fn rows(dir: &Dir, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(dir.path("audit").join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Some columns of all rows of a file, joined by spaces.
fn columns(dir: &Dir, name: &str, columns: &[&str]) -> Vec<String> {
    let each =
        |row: BTreeMap<String, String>| columns.iter().map(|c| row[*c].clone()).collect::<Vec<_>>().join(" ");
    rows(dir, name).into_iter().map(each).collect()
}

#[test]
fn merges_of_two_people_are_told_from_those_of_one() {
    let dir = world();
    let ran = audit(&dir, "survivor_id,merged_id\nA1,A2\nB1,C1\n", &[]).exits(3);
    assert!(
        ran.stdout.starts_with("TWO PEOPLE WERE JOINED: wrong 1, possible 0, of all 2"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        columns(&dir, "report/merges.csv", &["finding", "line", "survivor_id", "merged_id", "verdict"]),
        ["wrong 3 B1 C1 block", "right 2 A1 A2 pass"]
    );
    assert!(rows(&dir, "report/merges.csv")[0]["reasons"].contains("name_kanji.different"));
    assert_eq!(
        columns(&dir, "containment/accounts_to_suspend.csv", &["id", "finding"]),
        ["B1 wrong", "C1 wrong"]
    );
    assert_eq!(json(&dir)["merges"]["right"], 1);
    assert_eq!(json(&dir)["people"]["confirmed"], 2);
}

#[test]
fn a_namesake_without_telephone_may_be_somebody_else_and_is_not_called_wrong() {
    let dir = world();
    audit(&dir, "survivor_id,merged_id\nC1,D1\n", &[]).exits(1);
    assert_eq!(columns(&dir, "report/merges.csv", &["finding", "verdict"]), ["possible review"]);
    assert_eq!(columns(&dir, "report/restore.csv", &["action", "why"]), ["look may_be_two_people"]);
    assert_eq!(json(&dir)["people"], serde_json::json!({ "confirmed": 0, "possible": 2 }));
    assert_eq!(rows(&dir, "containment/sessions_to_end.csv").len(), 2);
}

#[test]
fn where_every_merge_is_right_nothing_is_held() {
    let dir = world();
    let ran = audit(&dir, "統合先ID,統合元ID\nA1,A2\nB2,B1\n", &["--lang", "ja"]).exits(0);
    assert!(ran.stdout.starts_with("別人の統合は見つかりません: 確認 0, 可能性 0, 全 2"), "{}", ran.stdout);
    assert!(rows(&dir, "containment/accounts_to_suspend.csv").is_empty());
    assert!(rows(&dir, "report/people.csv").is_empty());
}

#[test]
fn a_chain_of_merges_is_judged_by_the_people_in_it() {
    let dir = world();
    // B2 rightly into B1, B1 wrongly into A1, A2 rightly into A1: two people of two records each.
    audit(&dir, "survivor_id,merged_id\nB1,B2\nA1,B1\nA1,A2\n", &[]).exits(3);
    assert_eq!(
        columns(&dir, "report/merges.csv", &["finding", "survivor_id", "merged_id"]),
        ["wrong A1 B1", "right B1 B2", "right A1 A2"]
    );
    assert_eq!(
        columns(
            &dir,
            "report/people.csv",
            &["finding", "group", "person", "records", "people_in_group_at_least"]
        ),
        ["wrong 1 A1 A1;A2 2", "wrong 1 B1 B1;B2 2"]
    );
}

#[test]
fn an_end_that_lies_before_the_merge_does_not_take_it_back() {
    let dir = world();
    let log = "survivor_id,merged_id,at,undone_at\nB1,C1,2024-08-20 12:00,2024-07-01 09:00\n";
    audit(&dir, log, &[]).exits(3);
    assert_eq!(columns(&dir, "containment/accounts_to_suspend.csv", &["id"]), ["B1", "C1"]);
}

#[test]
fn a_wrong_merge_does_not_make_a_right_one_of_its_group_wrong() {
    let dir = Dir::new();
    dir.file("before.csv", customers(&[("A1", 1), ("A2", 1), ("C1", 3)]));
    audit(&dir, "survivor_id,merged_id\nA1,A2\nA2,C1\n", &[]).exits(3);
    assert_eq!(
        columns(&dir, "report/merges.csv", &["finding", "survivor_id", "merged_id"]),
        ["wrong A2 C1", "right A1 A2"]
    );
    assert_eq!(json(&dir)["people"]["confirmed"], 2);
}

#[test]
fn a_record_that_is_not_in_the_earlier_table_cannot_be_judged() {
    let dir = world();
    audit(&dir, "survivor_id,merged_id\nA1,X9\n", &[]).exits(1);
    let merges = rows(&dir, "report/merges.csv");
    assert_eq!(
        (merges[0]["finding"].as_str(), merges[0]["reasons"].as_str()),
        ("possible", "plan.unknown_id")
    );
    assert_eq!(
        columns(&dir, "report/restore.csv", &["action", "why"]),
        ["undecided merged_original_missing"]
    );
}

#[test]
fn two_snapshots_tell_what_was_merged_and_what_is_gone_without_a_word() {
    let dir = world();
    let marked = "customer_id,merged_into\nA1,\nA2,A1\nB1,\nB2,\nD1,\n";
    dir.file("after.csv", marked);
    let run = |more: &[&str]| {
        let mut arguments =
            vec!["audit", "merges", "--before", "before.csv", "--after", "after.csv", "--out", "audit"];
        arguments.extend(more);
        dir.program(&arguments).run()
    };
    let ran = run(&[]).exits(1);
    assert!(ran.stdout.contains("1 records are gone"), "{}", ran.stdout);
    assert_eq!(columns(&dir, "report/merges.csv", &["finding", "survivor_id", "merged_id"]), ["right A1 A2"]);
    assert_eq!(
        columns(&dir, "report/restore.csv", &["action", "why", "merged_id"]),
        ["undecided unplaced C1"]
    );
    assert_eq!(columns(&dir, "containment/accounts_to_suspend.csv", &["id", "finding"]), ["C1 possible"]);
    std::fs::remove_dir_all(dir.path("audit")).unwrap();
    dir.file("log.csv", "survivor_id,merged_id\nB1,C1\n");
    run(&["--merges", "log.csv"]).exits(3);
    assert_eq!(json(&dir)["merges"]["unplaced"], 0, "the log says into which");
}

#[test]
fn the_guards_journal_tells_what_was_merged_and_taken_back() {
    let dir = world();
    dir.file(
        "journal.csv",
        "id,certificate,survivor,merged,before_survivor,before_merged,merged_at,merged_by,merged_xid,undone_at,undone_by,undone_xid\n\
         1,aa,B1,C1,{},{},2024-08-20 10:00:00+09,job,7,2024-08-25 10:00:00+09,steward,9\n",
    );
    dir.file("web.csv", "at,id,data\n2024-08-21,B1,氏名\n2024-08-26,B1,氏名\n2024-08-19,B1,氏名\n");
    let arguments = [
        "audit",
        "merges",
        "--before",
        "before.csv",
        "--journal",
        "journal.csv",
        "--touch",
        "web.csv",
        "--out",
        "audit",
    ];
    dir.program(&arguments).run().exits(3);
    assert_eq!(
        columns(&dir, "report/merges.csv", &["from", "until"]),
        ["2024-08-20T10:00:00+09:00 2024-08-25T10:00:00+09:00"]
    );
    assert_eq!(columns(&dir, "report/exposures.csv", &["line", "person", "viewer"]), ["2 C1 B1"]);
}

/// A row of the journal with the images of both rows.
fn journal_row(number: u32, survivor: (&str, u64), merged: (&str, u64), times: [&str; 2]) -> String {
    let image = |(id, number): (&str, u64)| {
        let Customer { name, kana, birthdate, phone, email } = person(number);
        let row = serde_json::json!({
            "customer_id": id, "name_kanji": name, "name_kana": kana, "birthdate": birthdate, "phone": phone,
            "email": email, "merged_into": null
        });
        format!("\"{}\"", row.to_string().replace('"', "\"\""))
    };
    let (before, after) = (image(survivor), image(merged));
    let [merged_at, undone_at] = times;
    format!("{number},aa,{},{},{before},{after},{merged_at},job,7,{undone_at},,\n", survivor.0, merged.0)
}

const JOURNAL: &str = "id,certificate,survivor,merged,before_survivor,before_merged,merged_at,merged_by,merged_xid,undone_at,undone_by,undone_xid\n";

#[test]
fn the_guards_journal_alone_is_enough_by_its_earliest_images() {
    let dir = Dir::new();
    let first = "2024-08-20 10:00:00+09";
    // When B1 went into A1, an earlier merge had already given B1 the data of C1.
    dir.file(
        "journal.csv",
        JOURNAL.to_owned()
            + &journal_row(2, ("A1", 2), ("B1", 3), ["2024-08-21 10:00:00+09", ""])
            + &journal_row(1, ("B1", 2), ("C1", 3), [first, ""]),
    );
    dir.program(&["audit", "merges", "--journal", "journal.csv", "--out", "audit"]).run().exits(3);
    assert_eq!(
        columns(&dir, "report/merges.csv", &["finding", "survivor_id", "merged_id"]),
        ["wrong B1 C1", "right A1 B1"]
    );
    assert_eq!(
        columns(&dir, "report/restore.csv", &["action", "survivor_original", "merged_original"]),
        ["restore journal.csv:3 journal.csv:3"]
    );
    std::fs::remove_dir_all(dir.path("audit")).unwrap();
    dir.file("journal.csv", JOURNAL.to_owned() + "1,aa,B1,C1,佐藤,{},,,,,,\n");
    let ran = dir.program(&["audit", "merges", "--journal", "journal.csv", "--out", "audit"]).run().exits(2);
    assert!(
        ran.stderr.contains("journal.csv:2:5: E_IMAGE") && !ran.stderr.contains("佐藤"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_was_taken_back_is_still_counted_and_nothing_of_it_is_held() {
    let dir = Dir::new();
    let times = ["2024-08-20 10:00:00+09", "2024-08-25 10:00:00+09"];
    dir.file("journal.csv", JOURNAL.to_owned() + &journal_row(1, ("B1", 2), ("C1", 3), times));
    dir.program(&["audit", "merges", "--journal", "journal.csv", "--out", "audit"]).run().exits(3);
    assert_eq!(json(&dir)["people"]["confirmed"], 2);
    assert_eq!(columns(&dir, "report/restore.csv", &["action", "why"]), ["stays taken_back"]);
    assert!(rows(&dir, "containment/accounts_to_suspend.csv").is_empty());
}

#[test]
fn what_must_stop_is_published_even_where_a_log_cannot_be_read() {
    let dir = world();
    dir.file("web.csv", "at,id,data\n03/09/2024,B1,氏名\n");
    let ran = audit(&dir, "survivor_id,merged_id\nB1,C1\n", &["--touch", "web.csv"]).exits(2);
    assert!(ran.stderr.contains("web.csv:2:1: E_TIME column at:"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("03/09"), "{}", ran.stderr);
    assert_eq!(rows(&dir, "containment/accounts_to_suspend.csv").len(), 2);
    assert_eq!(dir.names("audit"), ["containment"]);
}

#[test]
fn open_sessions_and_prepared_mailings_are_listed_by_their_own_keys() {
    let dir = world();
    dir.file("sessions.csv", "session_id,customer_id\ns1,A1\ns2,C1\ns3,B1\n");
    dir.file("mailings.csv", "mailing_id,customer_id\nm1,C1\nm2,A2\n");
    let more = ["--sessions", "sessions.csv", "--mailings", "mailings.csv"];
    audit(&dir, "survivor_id,merged_id\nB1,C1\n", &more).exits(3);
    let of = |name, key| columns(&dir, name, &[key, "id"]);
    assert_eq!(of("containment/sessions_to_end.csv", "session_id"), ["s2 C1", "s3 B1"]);
    assert_eq!(of("containment/mailings_to_hold.csv", "mailing_id"), ["m1 C1"]);
}

#[test]
fn nothing_that_is_written_or_said_holds_a_value() {
    let dir = world();
    dir.file("web.csv", "at,id,data\n2024-08-21,B1,氏名\n");
    let ran = audit(&dir, "survivor_id,merged_id\nB1,C1\nC1,D1\n", &["--touch", "web.csv"]).exits(3);
    let mut all = vec![ran.stdout.into_bytes(), ran.stderr.into_bytes()];
    for folder in ["audit/containment", "audit/report"] {
        all.extend(dir.contents(folder).into_values());
    }
    let all = String::from_utf8(all.concat()).unwrap();
    for number in 1..4 {
        let Customer { name, kana, birthdate, phone, email } = person(number);
        for value in [name, kana, birthdate, phone, email] {
            assert!(!all.contains(&value), "{value}");
        }
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let results = ["1", "3"].map(|threads| {
        let dir = world();
        dir.file("web.csv", "at,id,data\n2024-08-21,B1,氏名\n2024-08-21,C1,氏名;住所\n");
        let more = ["--touch", "web.csv", "--threads", threads];
        audit(&dir, "survivor_id,merged_id\nB1,C1\nC1,D1\nA1,A2\n", &more).exits(3);
        (dir.contents("audit/containment"), dir.contents("audit/report"))
    });
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0].1.len(), 8);
}

#[test]
fn a_command_line_that_leaves_something_out_is_refused() {
    let dir = world();
    dir.file("log.csv", "survivor_id,merged_id\nB1,C1\n");
    dir.file("web.csv", "at,customer_id,data\n2024-08-21,B1,氏名\n");
    let run = |arguments: &[&str]| {
        let all: Vec<&str> = ["audit", "merges", "--out", "audit"].iter().chain(arguments).copied().collect();
        let ran = dir.program(&all).run().exits(2);
        assert!(dir.names("audit").is_empty(), "{arguments:?}");
        ran.stderr
    };
    assert!(run(&["--merges", "log.csv"]).contains("--before is missing"));
    assert!(run(&["--before", "before.csv"]).contains("nothing says what was merged"));
    let good = ["--before", "before.csv", "--merges", "log.csv", "--touch", "web.csv"];
    let with = |more: &[&str]| run(&good.iter().chain(more).copied().collect::<Vec<_>>());
    assert!(with(&["--column", "id=kaiin"]).contains("E_COLUMN_MISSING"));
    assert!(with(&["--column", "who=customer_id"]).contains("--column must be NAME=HEADER"));
    assert!(with(&["--discovered", "yesterday"]).contains("--discovered must be"));
    assert!(with(&["--child-before", "web.csv"]).contains("--child-before must name"));
}
