//! The truth tables of the rules, run through the real program.
//!
//! `tests/rules/<rule>.md` is prose and tables. A table whose header starts with `id` holds records; one whose header
//! starts with `survivor_id` holds proposals with the verdict and the reasons they must come out with, and is one run on
//! the records above it, under the policy of the fenced `toml` block of its section (`version = 1` is put in front), and
//! the built-in one where there is none. A heading starts a section; records stay until others come. A row with
//! `{1..9}` stands for nine rows; every such range of a row runs along. `exit: N` before a table of proposals says the
//! exit code, which is otherwise told from the verdicts.

use super::util::{Dir, came_out};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One table: its header and its rows.
type Table = Vec<Vec<String>>;

/// One run of the program.
struct Case {
    line: usize,
    records: Table,
    policy: Option<String>,
    merges: Table,
    exit: Option<i32>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The rows that a row with ranges stands for. Numbers keep the width of the range's first one.
fn rows_of(row: &[String]) -> Table {
    let range = |cell: &str| -> Option<(usize, usize, u64, u64)> {
        let (open, close) = (cell.find('{')?, cell.find('}')?);
        let (first, last) = cell[open + 1..close].split_once("..")?;
        Some((open, close, first.parse().unwrap(), last.parse().unwrap()))
    };
    let Some((_, _, first, last)) = row.iter().find_map(|cell| range(cell)) else {
        return vec![row.to_vec()];
    };
    let nth = |cell: &String, n: u64| match range(cell) {
        Some((open, close, from, to)) => {
            assert_eq!(to - from, last - first, "{row:?}: ranges of one length");
            let width = cell[open + 1..close].find("..").unwrap();
            format!("{}{:0width$}{}", &cell[..open], from + n, &cell[close + 1..])
        }
        None => cell.clone(),
    };
    (0..=last - first).map(|n| row.iter().map(|cell| nth(cell, n)).collect()).collect()
}

/// The runs that a file describes.
fn cases(text: &str) -> Vec<Case> {
    let (mut all, mut records, mut policy, mut exit) = (Vec::new(), Table::new(), None, None);
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if line.starts_with('#') {
            (policy, exit) = (None, None);
        } else if let Some(code) = line.strip_prefix("exit:") {
            exit = Some(code.trim().parse().unwrap());
        } else if line == "```toml" {
            let end = at + 1 + lines[at + 1..].iter().position(|l| *l == "```").expect("an end of the block");
            policy = Some(format!("version = 1\n{}\n", lines[at + 1..end].join("\n")));
            at = end;
        } else if line.starts_with('|') {
            let end = at + lines[at..].iter().take_while(|l| l.starts_with('|')).count();
            let mut table: Table = vec![cells(line)];
            table.extend(lines[at + 2..end].iter().flat_map(|l| rows_of(&cells(l))));
            match table[0][0].as_str() {
                "id" => records = table,
                "survivor_id" => {
                    let (records, policy) = (records.clone(), policy.clone());
                    all.push(Case { line: at + 1, records, policy, merges: table, exit: exit.take() });
                }
                other => panic!("line {}: a table starts with id or survivor_id, not {other}", at + 1),
            }
            at = end - 1;
        }
        at += 1;
    }
    all
}

fn csv_of<'r>(rows: impl Iterator<Item = &'r [String]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

/// Runs one case; gives what is wrong, each with the line of the table.
fn wrong(case: &Case) -> Vec<String> {
    let dir = Dir::new();
    dir.file("customers.csv", csv_of(case.records.iter().map(Vec::as_slice)));
    dir.file("merges.csv", csv_of(case.merges.iter().map(|row| &row[..2])));
    let mut more = vec!["--quiet"];
    if let Some(policy) = &case.policy {
        dir.file("policy.toml", policy);
        more.extend(["--policy", "policy.toml"]);
    }
    let ran = dir.check(&more);
    let verdicts: Vec<&str> = case.merges[1..].iter().map(|row| row[2].as_str()).collect();
    let told = if verdicts.iter().all(|v| *v == "pass") { 0 } else { 1 };
    let mut bad = Vec::new();
    if ran.code != case.exit.unwrap_or(told) {
        bad.push(format!("line {}: exit {}, {}", case.line, ran.code, ran.stderr));
    }
    if ran.code > 1 && ran.code != 3 {
        return bad;
    }
    let mut said: Vec<[String; 4]> =
        case.merges[1..].iter().map(|row| std::array::from_fn(|i| row[i].clone())).collect();
    let came = came_out(&dir, "result");
    let file = |verdict: &str| match verdict {
        "pass" => "approved.csv",
        "review" => "review.csv",
        _block => "blocked.csv",
    };
    bad.extend(came.iter().filter(|c| c.file != file(&c.verdict)).map(|c| format!("{c:?}: the wrong file")));
    let mut came: Vec<[String; 4]> =
        came.into_iter().map(|c| [c.survivor, c.merged, c.verdict, c.reasons]).collect();
    said.sort();
    came.sort();
    let line = case.line;
    bad.extend(
        said.iter().filter(|s| !came.contains(s)).map(|s| format!("line {line}: the table says {s:?}")),
    );
    bad.extend(
        came.iter().filter(|c| !said.contains(c)).map(|c| format!("line {line}: the run says   {c:?}")),
    );
    if said.len() != came.len() {
        bad.push(format!("line {line}: {} proposals came out of {}", came.len(), said.len()));
    }
    bad
}

/// Every file with its text, by the name of its rule.
fn files() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path());
    let files = entries.filter(|p| p.extension().is_some_and(|e| e == "md"));
    files
        .map(|p| {
            (p.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&p).unwrap())
        })
        .collect()
}

#[test]
fn every_rule_has_a_truth_table_and_every_table_a_rule() {
    let rules: Vec<String> = sekisho::rules::RULES.iter().map(|r| r.code.replace('.', "_")).collect();
    assert_eq!(files().into_keys().collect::<Vec<_>>(), rules);
}

#[test]
fn a_truth_table_shows_where_its_rule_speaks_and_where_it_is_silent() {
    for (name, text) in files() {
        let rule = sekisho::rules::RULES.iter().find(|r| r.code.replace('.', "_") == name).unwrap();
        assert!(text.starts_with(&format!("# {}\n", rule.code)), "{name}: starts with its code");
        let cases = cases(&text);
        let rows: Vec<&Vec<String>> = cases.iter().flat_map(|c| &c.merges[1..]).collect();
        let speaks = |row: &&&Vec<String>| row[3].split(';').any(|code| code == rule.code);
        let spoken: Vec<_> = rows.iter().filter(speaks).collect();
        assert!(spoken.len() >= 2 && rows.len() - spoken.len() >= 2, "{name}: two rows of each at the least");
        for row in spoken {
            let least = rule.verdict.name();
            assert!(row[2] == least || row[2] == "block", "{name}: {row:?} is milder than the rule");
        }
        assert!(rows.iter().any(|row| row[2] == "pass"), "{name}: no proposal passes");
        assert!(
            rows.iter().all(|row| (row[2] == "pass") == row[3].is_empty()),
            "{name}: reasons and verdict"
        );
    }
}

#[test]
fn every_proposal_comes_out_as_its_truth_table_says() {
    let mut bad = Vec::new();
    let mut runs = 0;
    for (name, text) in files() {
        for case in cases(&text) {
            runs += 1;
            bad.extend(wrong(&case).into_iter().map(|what| format!("{name}.md {what}")));
        }
    }
    assert!(runs >= 2 * sekisho::rules::RULES.len(), "{runs} runs");
    assert!(bad.is_empty(), "{} findings:\n{}", bad.len(), bad.join("\n"));
}
