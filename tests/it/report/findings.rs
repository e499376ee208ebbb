//! `--format sarif|junit`, and what `check` says on a terminal.

use super::super::util::Dir;
use super::sample;
use serde_json::Value;
use std::process::Command;
use unicode_width::UnicodeWidthStr;

/// The sample, checked again with these arguments; what it says on stdout.
fn said(more: &[&str]) -> String {
    let dir = sample(&[]);
    let mut arguments = vec!["--policy", "policy.toml", "--replace"];
    arguments.extend(more);
    dir.check(&arguments).exits(1).stdout
}

#[test]
fn sarif_has_one_result_for_each_reason_at_its_line() {
    let sarif: Value = serde_json::from_str(&said(&["--format", "sarif"])).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let dir = sample(&[]);
    let lines = dir.text("result/diff.jsonl");
    let mut expected: Vec<(u64, String, &str)> = Vec::new();
    for line in lines.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()) {
        let level = if line["verdict"] == "block" { "error" } else { "warning" };
        for code in line["reasons"].as_array().unwrap() {
            expected.push((line["line"].as_u64().unwrap(), code.as_str().unwrap().to_owned(), level));
        }
    }
    let results = run["results"].as_array().unwrap();
    let told: Vec<(u64, String, &str)> = results
        .iter()
        .map(|r| {
            let place = &r["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "merges.csv");
            let rule = &run["tool"]["driver"]["rules"][r["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], r["ruleId"]);
            let line = place["region"]["startLine"].as_u64().unwrap();
            (line, r["ruleId"].as_str().unwrap().to_owned(), r["level"].as_str().unwrap())
        })
        .collect();
    assert!(expected.len() > 16);
    assert_eq!(told, expected);
}

#[test]
fn junit_has_one_case_for_each_proposal_and_no_skipped_one() {
    let xml = said(&["--format", "junit", "--lang", "ja"]);
    assert!(xml.contains("tests=\"19\" failures=\"16\" errors=\"0\" skipped=\"0\""), "{xml}");
    assert_eq!(xml.matches("<testcase ").count(), 19);
    assert_eq!(xml.matches("<failure type=\"review\"").count(), 6);
    assert_eq!(xml.matches("<failure type=\"block\"").count(), 10);
    assert!(xml.contains("0013 &lt;- 0014") && xml.contains("name_kanji.similar: 漢字氏名"));
    assert!(!xml.contains("<skipped"));
}

#[test]
fn the_closing_lines_fit_one_screen_in_both_languages() {
    for lang in ["ja", "en"] {
        let text = said(&["--lang", lang]);
        assert!(text.lines().count() <= 24, "{text}");
        assert!(!text.contains('\u{1b}'), "colours without a terminal");
        assert!(text.contains("sekisho review --run result"), "{text}");
        assert!(text.contains("result/report.html"), "{text}");
        let files: Vec<usize> = text
            .lines()
            .filter_map(|line| {
                let at = ["approved", "review", "blocked"]
                    .iter()
                    .find_map(|f| line.find(&format!("result/{f}.csv")))?;
                line.starts_with("  ").then(|| line[..at].width())
            })
            .collect();
        assert!(files.len() == 3 && files.iter().all(|w| *w == files[0]), "{files:?}\n{text}");
        assert_eq!(text.lines().filter(|l| l.starts_with("          ")).count(), 3, "three reasons: {text}");
        assert!(text.lines().all(|line| line.width() <= 120), "{text}");
    }
}

/// What the program says on a terminal (`script(1)` gives it one).
fn on_a_terminal(dir: &Dir, setting: &str) -> String {
    let command = format!(
        "{setting} {} check --records customers.csv --merges merges.csv --policy policy.toml --out result --replace",
        env!("CARGO_BIN_EXE_sekisho")
    );
    let ran = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(dir.root())
        .output()
        .unwrap();
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let dir = sample(&[]);
    let colour = "\u{1b}[33mCLOSED";
    assert!(on_a_terminal(&dir, "LC_ALL=C TERM=xterm").contains(colour));
    for setting in ["LC_ALL=C TERM=xterm NO_COLOR=1", "LC_ALL=C TERM=dumb"] {
        let text = on_a_terminal(&dir, setting);
        assert!(text.contains("CLOSED") && !text.contains("\u{1b}[33m"), "{setting}: {text}");
    }
    // The empty word is no wish (no-color.org).
    assert!(on_a_terminal(&dir, "LC_ALL=C TERM=xterm NO_COLOR=").contains(colour));
}
