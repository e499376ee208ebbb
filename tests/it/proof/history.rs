//! The breaker learns from the ledger: a condition that was lost, a batch that is too large, columns that are shifted; and what
//! the terminal, `summary.json` and the reports say of it.

use crate::util::{Dir, Ran};
use calamine::{Reader, Xlsx};
use serde_json::{Value, json};

/// So many people in two records each, `S0`, `M0`, `S1`, …, and of the last twenty a record `X…` with another telephone.
fn people(pairs: usize) -> Dir {
    let mut customers = "customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned();
    for i in 0..pairs {
        // No first day of a year: some of them are a weakening.
        let born = format!("19{:02}-{:02}-{:02}", 50 + i % 41, 1 + i % 12, 2 + i % 27);
        let phone = format!("090{}", 31_400_007 + 37 * i);
        let row = |id: &str, phone: &str| format!("{id}{i},佐藤 花子,サトウ ハナコ,{phone},{born}\n");
        customers += &(row("S", &phone) + &row("M", &phone));
        if i + 20 >= pairs {
            customers += &row("X", &format!("080{}", 31_400_007 + 37 * (i + 5000)));
        }
    }
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir
}

/// Proposals as the merges file has them, each night another file.
fn merges(dir: &Dir, night: &str, pairs: impl Iterator<Item = (String, String)>) {
    let rows: String = pairs.map(|(stays, goes)| format!("{stays},{goes},{night}\n")).collect();
    dir.file("merges.csv", format!("survivor_id,merged_id,night\n{rows}"));
}

fn sound(range: std::ops::Range<usize>) -> impl Iterator<Item = (String, String)> {
    range.map(|i| (format!("S{i}"), format!("M{i}")))
}

fn run(dir: &Dir, more: &[&str]) -> Ran {
    let ledger = ["--ledger", "ledger.jsonl", "--proposer", "nightly", "--replace"];
    let lang: &[&str] = if more.contains(&"--lang") { &[] } else { &["--lang", "en"] };
    dir.check(&[&ledger[..], lang, more].concat())
}

fn summary(dir: &Dir) -> Value {
    serde_json::from_str(&dir.text("result/summary.json")).unwrap()
}

#[test]
fn a_batch_of_ten_times_the_usual_size_is_halted() {
    let dir = people(1100);
    for night in 0..20 {
        let size = 90 + night;
        merges(&dir, &night.to_string(), sound(night * 40..night * 40 + size));
        run(&dir, &["--report", "none"]).exits(0);
    }
    merges(&dir, "large", sound(0..1100));
    let ran = run(&dir, &[]).exits(3);
    assert!(
        ran.stdout.contains("1100; the last 20 batches had 100 in the middle and 109 at most"),
        "{}",
        ran.stdout
    );
    assert!(!dir.path("result/approved.csv").exists());
    let departures = &summary(&dir)["breaker"]["departures"];
    assert_eq!(departures.as_array().unwrap().len(), 1, "{departures}");
    assert_eq!(departures[0]["measure"], "size");
    assert_eq!(departures[0]["before"], json!({ "part": 100, "whole": 109, "batches": 20 }));
    // A job of which nothing is known may be of any size.
    merges(&dir, "large", sound(0..1100));
    dir.check(&["--ledger", "ledger.jsonl", "--proposer", "other", "--replace", "--report", "none"]).exits(0);
}

/// A ledger of twelve sound nights, and a batch of 200 with twelve pairs whose telephones differ: less than a tenth.
fn lost_condition() -> Dir {
    let dir = people(220);
    for night in 0..12 {
        merges(&dir, &night.to_string(), sound(night..night + 200));
        run(&dir, &["--report", "none"]).exits(0);
    }
    let lost = (200..212).map(|i| (format!("S{i}"), format!("X{i}")));
    merges(&dir, "lost", sound(0..188).chain(lost));
    dir
}

#[test]
fn a_condition_that_was_lost_shows_in_its_field_with_the_figures_of_before() {
    let dir = lost_condition();
    let ran = run(&dir, &[]).exits(3);
    for wanted in ["Why it was stopped:", "12 of 200 (6.00 %); before 0 of 2400 (0.00 %) in 12 batches"] {
        assert!(ran.stdout.contains(wanted), "{wanted}: {}", ran.stdout);
    }
    let summary = summary(&dir);
    let names: Vec<&str> = summary["breaker"]["departures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["measure"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["phone.agreeing", "phone.differing", "verdict.pass", "verdict.block"]);
    let differing = &summary["breaker"]["departures"][1];
    assert_eq!((&differing["part"], &differing["whole"]), (&json!(12), &json!(200)));
    assert_eq!(differing["before"], json!({ "part": 0, "whole": 2400, "batches": 12 }));
    assert!(differing["limit"].as_u64().unwrap() <= 12);
    assert_eq!(summary["breaker"]["earlier"]["fields"]["phone"]["exact"], 2400);
    let ran = run(&dir, &["--lang", "ja"]).exits(3);
    assert!(
        ran.stdout.contains(
            "電話番号の不一致: 今回 200 件中 12 件（6.00 %）、過去 12 回は 2400 件中 0 件（0.00 %）"
        ),
        "{}",
        ran.stdout
    );
    // The same batch of a job of which nothing is known is decided pair by pair.
    dir.check(&["--ledger", "ledger.jsonl", "--proposer", "other", "--replace"]).exits(1);
    // A sound batch is held against what is usual, and it is said.
    merges(&dir, "sound", sound(3..203));
    let ran = run(&dir, &[]).exits(0);
    assert!(
        ran.stdout.contains("Held against 12 earlier batches of this job: nothing unusual"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_reports_show_why_and_the_profile_beside_earlier_batches() {
    let dir = lost_condition();
    run(&dir, &[]).exits(3);
    let mut page = crate::browser::Page::open(&dir.path("result/report.html"), 1440, "light", dir.root());
    let text = |page: &mut crate::browser::Page, id: &str| {
        page.js(&format!("document.getElementById('{id}').innerText")).as_str().unwrap().to_owned()
    };
    let breaker = text(&mut page, "breaker");
    assert!(
        breaker.contains("differs: 12 of 200 (6.00 %); before 0 of 2400 (0.00 %) in 12 batches"),
        "{breaker}"
    );
    let rows = page.js("[...document.querySelectorAll('#earlier tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))");
    let phone = ["phone", "94.00 %", "100.00 %", "6.00 %", "0.00 %"];
    let has = |rows: &Value| {
        rows.as_array().unwrap().iter().any(|row| {
            row.as_array().unwrap()[1..].iter().map(|c| c.as_str().unwrap()).eq(phone[1..].iter().copied())
        })
    };
    assert!(has(&rows), "{rows}");
    assert_eq!(page.complaints(), Vec::<String>::new());
    let sheet = |dir: &Dir, name: &str| -> String {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(dir.bytes("result/report.xlsx"))).unwrap();
        let range = book.worksheet_range(name).unwrap();
        range.rows().map(|row| row.iter().map(|c| format!("{c}|")).collect::<String>() + "\n").collect()
    };
    let text = sheet(&dir, "summary");
    for wanted in [
        "12 of 200 (6.00 %); before 0 of 2400",
        "Beside 12 earlier batches (2400 proposals)|",
        "|94.00 %|100.00 %|6.00 %|0.00 %|",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    run(&dir, &["--lang", "ja"]).exits(3);
    let text = sheet(&dir, "概要");
    assert!(
        text.contains("過去 12 回（候補 2400 件）との比較|") && text.contains("電話番号の不一致"),
        "{text}"
    );
    // People outside are told no small count, nor a share that gives it away.
    run(&dir, &["--detail", "shareable", "--lang", "en"]).exits(3);
    assert!(sheet(&dir, "summary").contains("|94.00 %|"), "twelve is no small count");
    let some = (200..209).map(|i| (format!("S{i}"), format!("X{i}")));
    merges(&dir, "nine", sound(0..191).chain(some));
    run(&dir, &["--detail", "shareable"]).exits(3);
    let text = sheet(&dir, "summary");
    assert!(
        text.contains("<10 of 200; before 0 of 2400 (0.00 %)") && text.contains("|–|100.00 %|–|0.00 %|"),
        "{text}"
    );
    assert!(!text.contains("95.50") && !text.contains("4.50"), "{text}");
}

#[test]
fn a_halted_batch_teaches_nothing_and_the_same_batch_is_held_against_the_same_history() {
    let dir = lost_condition();
    run(&dir, &["--report", "none"]).exits(3);
    let first = dir.bytes("result/summary.json");
    for _again in 0..3 {
        run(&dir, &["--report", "none"]).exits(3);
        assert_eq!(dir.bytes("result/summary.json"), first);
    }
    let lines = dir.text("ledger.jsonl");
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!((&last["halted"], &last["profile"]["fields"]["phone"][7]), (&json!(true), &json!(12)));
    assert!(!lines.contains("佐藤") && !lines.contains("S21"), "a ledger holds counts only");
}

/// Lines of a version that counted verdicts only still chain, and still teach the verdicts.
#[test]
fn a_ledger_without_profiles_still_teaches_verdicts() {
    use sha2::{Digest, Sha256};
    let dir = lost_condition();
    let (mut old, mut previous) = (String::new(), "0".repeat(64));
    for line in dir.text("ledger.jsonl").lines() {
        // Texts are put together by hand, since the order of keys counts.
        let end = line.find(",\"profile\":").unwrap();
        let start = line.find("\"previous\":\"").unwrap() + 12;
        let line = format!("{}{previous}{}}}", &line[..start], &line[start + 64..end]);
        previous = sekisho::report::hex(&Sha256::digest(line.as_bytes()));
        old += &format!("{line}\n");
    }
    dir.file("ledger.jsonl", old);
    run(&dir, &["--report", "none"]).exits(3);
    let departures = summary(&dir)["breaker"]["departures"].clone();
    let names: Vec<&str> =
        departures.as_array().unwrap().iter().map(|d| d["measure"].as_str().unwrap()).collect();
    assert_eq!(names, ["verdict.pass", "verdict.block"]);
}

#[test]
fn columns_that_are_shifted_against_each_other_are_found_by_line() {
    let dir = people(400);
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    for (offset, side) in [(1_i64, "below"), (-1, "above"), (7, "below"), (50, "below"), (-50, "above")] {
        // The merged records of rows 100 to 299 are moved down or up, round and round.
        let shifted = (0..400_i64).map(|i| {
            let at = if (100..300).contains(&i) { 100 + (i - 100 - offset).rem_euclid(200) } else { i };
            (format!("S{i}"), format!("M{at}"))
        });
        merges(&dir, "shifted", shifted);
        let more = ["--policy", "policy.toml", "--replace", "--report", "none", "--lang", "en"];
        let ran = dir.check(&more).exits(3);
        let (up, down) = (offset.min(0).abs(), offset.max(0));
        let lines = format!("lines {} to {}", 102 + up, 301 - down);
        let wanted = format!("stands {} rows {side}", offset.unsigned_abs());
        for wanted in [lines, wanted] {
            let said = ran.stdout.replace("\n  ", " ");
            assert!(said.contains(&wanted), "{offset}: {wanted}: {}", ran.stdout);
        }
        let shift = &summary(&dir)["breaker"]["departures"][0]["shift"];
        assert_eq!((&shift["offset"], &shift["explained"]), (&json!(offset), &json!(200 - offset.abs())));
    }
    // Nine are no run, and pairs of strangers are no shift.
    for rows in [100..109, 100..130] {
        let strange = (0..400_usize).map(|i| {
            let at = if !rows.contains(&i) {
                i
            } else if rows.len() < 10 {
                i - 1
            } else {
                (i * 7919) % 97
            };
            (format!("S{i}"), format!("M{at}"))
        });
        merges(&dir, "strange", strange);
        dir.check(&["--policy", "policy.toml", "--replace", "--report", "none"]).exits(1);
    }
}
