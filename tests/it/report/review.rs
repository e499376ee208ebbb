//! `sekisho review`: what comes back is taken row by row, or not at all.

use super::super::util::Dir;
use super::sample;
use serde_json::{Value, json};

/// The rows of the sample under review, as a sheet of decisions in CSV, with this decision on each.
fn sheet(dir: &Dir, decision: &str) -> Vec<[String; 6]> {
    let run = sekisho::report::hex(&digest(dir));
    let lines = dir.text("result/diff.jsonl");
    let lines = lines.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    lines
        .filter(|l| l["verdict"] == "review")
        .map(|l| {
            let text = |key: &str| l[key].as_str().unwrap().to_owned();
            let (line, s, m) = (l["line"].as_u64().unwrap(), text("survivor_id"), text("merged_id"));
            let row = sekisho::report::decision::row_digest(&run, line, &s, &m);
            [line.to_string(), s, m, decision.to_owned(), "メモ".to_owned(), row]
        })
        .collect()
}

fn digest(dir: &Dir) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    Sha256::digest(dir.bytes("result/summary.json")).to_vec()
}

const HEADER: &str = "行,統合先ID,統合元ID,決定,メモ,照合値";

fn write(dir: &Dir, rows: &[[String; 6]]) {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    dir.file("handed.csv", format!("{HEADER}\n{}\n", lines.join("\n")));
}

fn review(dir: &Dir, more: &[&str]) -> super::super::util::Ran {
    let mut arguments = vec!["review", "--run", "result", "--decisions", "handed.csv", "--name", "田中"];
    arguments.extend(more);
    dir.program(&arguments).run()
}

#[test]
fn a_sheet_that_came_back_becomes_a_decisions_file() {
    let dir = sample(&[]);
    let mut rows = sheet(&dir, "承認");
    rows[1][3] = "Reject".to_owned();
    rows[2][3] = " 保留 ".to_owned();
    rows[3][3] = String::new();
    rows.reverse();
    write(&dir, &rows);
    let ran = review(&dir, &["--lang", "ja"]).exits(0);
    assert!(ran.stdout.contains("要確認 6 件のうち 5 件"), "{}", ran.stdout);
    let text = dir.text("result/decisions-田中.json");
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["format"], "sekisho.decisions.1");
    assert_eq!(file["run"], json!(sekisho::report::hex(&digest(&dir))));
    let decided = file["decided"].as_array().unwrap();
    let lines: Vec<u64> = decided.iter().map(|d| d["line"].as_u64().unwrap()).collect();
    assert!(lines.is_sorted() && lines.len() == 5);
    let choices: Vec<&str> = decided.iter().map(|d| d["decision"].as_str().unwrap()).collect();
    assert_eq!(choices, ["approve", "reject", "unsure", "approve", "approve"]);
    assert!(text.ends_with("]}\n") && text.lines().count() == 7);
    // A second time only where that is asked for.
    review(&dir, &[]).exits(2);
    write(&dir, &sheet(&dir, "却下"));
    review(&dir, &["--replace"]).exits(0);
    assert_eq!(dir.text("result/decisions-田中.json").matches("\"reject\"").count(), 6);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(dir.path("result/decisions-田中.json")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
}

/// Spoils a sheet.
type Spoil = fn(&mut Vec<[String; 6]>);

#[test]
fn rows_that_are_unknown_changed_doubled_or_no_decision_are_refused_by_their_row() {
    let spoil: [(&str, &str, Spoil); 9] = [
        ("E_DECISION_UNKNOWN", "handed.csv:3", |rows| rows[1][0] = "999".to_owned()),
        ("E_DECISION_UNKNOWN", "handed.csv:3", |rows| rows[1][0] = "x".to_owned()),
        ("E_DECISION_CHANGED", "handed.csv:2", |rows| rows[0][1] = "0028".to_owned()),
        ("E_DECISION_CHANGED", "handed.csv:4", |rows| rows[2][5] = "00".to_owned()),
        ("E_DECISION_CHANGED", "handed.csv:2", |rows| rows[0][5] = rows[1][5].clone()),
        ("E_DECISION_CHANGED", "handed.csv:2", |rows| {
            let zero = rows[0][1].trim_start_matches('0').to_owned();
            rows[0][1] = zero;
        }),
        ("E_DECISION_TWICE", "handed.csv:8", |rows| rows.push(rows[0].clone())),
        ("E_DECISION_WORD", "handed.csv:5", |rows| rows[3][3] = "ok".to_owned()),
        ("E_DECISION_NOTE", "handed.csv:6", |rows| rows[4][4] = "あ".repeat(1001)),
    ];
    let dir = sample(&[]);
    let good = sheet(&dir, "approve");
    for (code, place, spoil) in spoil {
        let mut rows = good.clone();
        spoil(&mut rows);
        write(&dir, &rows);
        let ran = review(&dir, &[]).exits(2);
        assert!(ran.stderr.contains(code) && ran.stderr.contains(place), "{code} {place}: {}", ran.stderr);
        assert!(!dir.path("result/decisions-田中.json").exists());
    }
}

#[test]
fn decisions_of_another_run_and_files_without_any_are_refused() {
    let dir = sample(&[]);
    write(&dir, &sheet(&dir, ""));
    let ran = review(&dir, &[]).exits(2);
    assert!(ran.stderr.contains("nothing is decided"), "{}", ran.stderr);
    write(&dir, &sheet(&dir, "approve"));
    dir.check(&["--quiet", "--policy", "policy.toml", "--dry-run", "--replace"]).exits(1);
    let ran = review(&dir, &[]).exits(2);
    assert!(ran.stderr.contains("E_DECISION_CHANGED"), "{}", ran.stderr);
    dir.file("handed.csv", "survivor_id,merged_id\nA,B\n");
    assert!(review(&dir, &[]).exits(2).stderr.contains("E_DECISIONS"));
    dir.file(
        "handed.json",
        "{\"format\":\"sekisho.decisions.1\",\"run\":\"00\",\"steward\":\"x\",\"decided\":[]}\n",
    );
    let ran = dir.program(&["review", "--run", "result", "--decisions", "handed.json"]).run().exits(2);
    assert!(ran.stderr.contains("another run"), "{}", ran.stderr);
    for name in ["..", "a/b", ""] {
        let ran =
            dir.program(&["review", "--run", "result", "--decisions", "handed.csv", "--name", name]).run();
        assert_eq!(ran.code, 2);
    }
}
