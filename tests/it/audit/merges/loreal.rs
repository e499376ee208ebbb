//! L'Oréal Japan (notice of 2024-12-13): the table of the notice comes out of merges and contact logs made here. Six rows of
//! about 10, 10, 900, 300, 10 and 300 people, each shown to one other customer; four date windows; "about 1,500" in all.

use super::{HEADER, audit, json, person};
use crate::util::Dir;
use serde_json::Value;
use std::fmt::Write as _;

/// One row of the notice: touch point, kinds of data, people, the first of the wrong merges it concerns, first and last day.
struct Row {
    file: &'static str,
    touchpoint: &'static str,
    data: &'static str,
    people: u64,
    from: u64,
    days: [&'static str; 2],
}

const ONLINE: [&str; 2] = ["2024-09-03", "2024-10-15"];
const MAILS: [&str; 2] = ["2024-08-28", "2024-10-22"];
const SHOPS: [&str; 2] = ["2024-08-20", "2024-10-02"];
const HISTORY: &str = "実店舗のご購入履歴";

/// The rows overlap by thirty people, so that 1,530 are 1,500 different ones.
const ROWS: [Row; 6] = [
    Row {
        file: "web.csv",
        touchpoint: "オンラインサイト",
        data: "漢字のお名前;電話番号;実店舗のご購入履歴;性別;誕生日;ポイントプログラム情報",
        people: 10,
        from: 0,
        days: ONLINE,
    },
    Row {
        file: "web.csv",
        touchpoint: "オンラインサイト",
        data: HISTORY,
        people: 10,
        from: 10,
        days: ONLINE,
    },
    Row {
        file: "dm.csv",
        touchpoint: "ダイレクトメール",
        data: "漢字のお名前;お客様ID",
        people: 900,
        from: 20,
        days: MAILS,
    },
    Row {
        file: "dm.csv",
        touchpoint: "ダイレクトメール",
        data: "お客様ID",
        people: 300,
        from: 920,
        days: MAILS,
    },
    Row {
        file: "mail.csv",
        touchpoint: "eメール",
        data: "お客様のお名前",
        people: 10,
        from: 1_220,
        days: MAILS,
    },
    Row {
        file: "shop.csv", touchpoint: "ご購入履歴", data: HISTORY, people: 300, from: 1_200, days: SHOPS
    },
];

/// Wrong merges, from 2024-08-20 to 2024-08-29, and right ones beside them.
const WRONG: u64 = 1_500;
const RIGHT: u64 = 200;

fn world() -> Dir {
    let dir = Dir::new();
    let (mut table, mut log) = (HEADER.to_owned(), "survivor_id,merged_id,at\n".to_owned());
    for i in 0..WRONG + RIGHT {
        let other = if i < WRONG { 2 * i + 1 } else { 2 * i };
        table += &person(2 * i).row(&format!("S{i}"));
        table += &person(other).row(&format!("M{i}"));
        writeln!(log, "S{i},M{i},2024-08-{}", 20 + i % 10).unwrap();
    }
    dir.file("before.csv", table);
    dir.file("log.csv", log);
    let mut files = std::collections::BTreeMap::new();
    for row in &ROWS {
        let text = files.entry(row.file).or_insert_with(|| "at,id,touchpoint,data\n".to_owned());
        for k in 0..row.people {
            // The holder of the record that stayed sees the other one; what a shop records stands under the card's own ID.
            let i = row.from + k;
            let id = if row.file == "shop.csv" { format!("M{i}") } else { format!("S{i}") };
            let day = if k == 0 { row.days[0] } else { row.days[1] };
            writeln!(text, "{day},{id},{},{}", row.touchpoint, row.data).unwrap();
        }
        // Harmless: before the merges, and in a right one.
        writeln!(text, "2024-08-01,S{},{},{}", row.from, row.touchpoint, row.data).unwrap();
        writeln!(text, "{},S{},{},{}", row.days[1], WRONG + 1, row.touchpoint, row.data).unwrap();
    }
    files.into_iter().for_each(|(name, text)| drop(dir.file(name, text)));
    dir
}

#[test]
fn the_six_rows_of_the_notice_come_out() {
    let dir = world();
    let log = dir.text("log.csv");
    let more =
        ["--touch", "web.csv", "dm.csv", "mail.csv", "--links", "shop.csv", "--discovered", "2024-10-01"];
    let ran = audit(&dir, &log, &more).exits(3);
    assert!(
        ran.stdout.starts_with("TWO PEOPLE WERE JOINED: wrong 1500, possible 0, of all 1700"),
        "{}",
        ran.stdout
    );
    let json = json(&dir);
    let table = json["touched"]["rows"].as_array().unwrap();
    assert_eq!(table.len(), ROWS.len());
    for row in &ROWS {
        let kinds: Vec<&str> = row.data.split(';').collect();
        let is_it = |found: &&Value| {
            found["touchpoint"] == row.touchpoint && found["data"] == serde_json::json!(kinds)
        };
        let found = table.iter().find(is_it).unwrap_or_else(|| panic!("{}: {}", row.touchpoint, row.data));
        let (first, last) =
            (format!("{}T00:00:00+09:00", row.days[0]), format!("{}T23:59:59+09:00", row.days[1]));
        let is_link = row.file == "shop.csv";
        assert_eq!(found["effect"], if is_link { "damaged" } else { "shown" });
        assert_eq!(
            (&found["confirmed"], &found["possible"]),
            (&row.people.into(), &0.into()),
            "{}",
            row.data
        );
        assert_eq!((&found["first"], &found["last"]), (&first.into(), &last.into()), "{}", row.data);
        let viewers = if is_link { 0 } else { 1 };
        assert_eq!(found["viewers_per_person_max"], viewers, "{}", row.data);
        assert_eq!(found["viewers"], viewers * row.people, "{}", row.data);
    }
    assert_eq!(
        json["touched"]["all"],
        serde_json::json!({ "confirmed": 1_500, "possible": 0, "gross": 1_530 })
    );
    assert_eq!(json["touched"]["unaffected"], 12);
    assert_eq!(
        (&json["merges"]["first"], &json["merges"]["last"]),
        (&"2024-08-20T00:00:00+09:00".into(), &"2024-08-29T00:00:00+09:00".into())
    );
    assert_eq!(json["law"]["cases"]["many"], "yes");
    assert_eq!(dir.text("audit/containment/accounts_to_suspend.csv").lines().count(), 3_001);
}
