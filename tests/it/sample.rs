//! The sample data: every line comes out as `sample_data/README.md` says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

/// What the README says of each merge list: line → (survivor, merged, verdict, reasons). Tables start with a header
/// that has these columns and stand under a heading that names the file.
fn expected() -> BTreeMap<String, Vec<[String; 5]>> {
    let text = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let mut file = String::new();
    let mut tables: BTreeMap<String, Vec<[String; 5]>> = BTreeMap::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            file = heading.split('`').find(|part| part.ends_with(".csv")).unwrap_or_default().to_owned();
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if line.starts_with('|') && cells.len() == 6 && cells[0].parse::<u64>().is_ok() {
            tables.entry(file.clone()).or_default().push(std::array::from_fn(|i| cells[i].to_owned()));
        }
    }
    tables
}

/// Runs the gate and gives survivor, merged, verdict and reasons of every proposal, sorted, and the exit code.
fn run(merges: &str) -> (Vec<[String; 4]>, i32) {
    let out = tempfile::tempdir().unwrap();
    let result = out.path().join("result");
    let status = Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .args(["check", "--quiet", "--records"])
        .arg(folder().join("customers.csv"))
        .arg("--merges")
        .arg(folder().join(merges))
        .arg("--policy")
        .arg(folder().join("policy.toml"))
        .arg("--out")
        .arg(&result)
        .status()
        .unwrap();
    let mut rows = Vec::new();
    for (name, verdict) in [("approved.csv", "pass"), ("review.csv", ""), ("blocked.csv", "")] {
        let Ok(mut reader) = csv::Reader::from_path(result.join(name)) else { continue };
        let headers = reader.headers().unwrap().clone();
        let at = |wanted: &str| headers.iter().position(|h| h == wanted);
        for row in reader.records() {
            let row = row.unwrap();
            let cell = |name: &str, other: &str| at(name).map_or(other, |i| &row[i]).to_owned();
            rows.push([
                cell("survivor_id", ""),
                cell("merged_id", ""),
                cell("verdict", verdict),
                cell("reasons", ""),
            ]);
        }
    }
    rows.sort();
    (rows, status.code().unwrap())
}

#[test]
fn every_line_comes_out_as_the_readme_says() {
    let tables = expected();
    let exits = [("merges.csv", 1), ("merges_plan.csv", 1), ("merges_maintenance.csv", 3)];
    assert_eq!(
        tables.keys().map(String::as_str).collect::<Vec<_>>(),
        ["merges.csv", "merges_maintenance.csv", "merges_plan.csv"]
    );
    for (merges, exit) in exits {
        let mut said: Vec<[String; 4]> =
            tables[merges].iter().map(|[_, s, m, v, r]| [s, m, v, r].map(String::clone)).collect();
        said.sort();
        let (came_out, code) = run(merges);
        let wrong: Vec<String> = said
            .iter()
            .zip(&came_out)
            .filter(|(said, came)| said != came)
            .map(|(said, came)| format!("README {said:?}\n   run {came:?}"))
            .collect();
        assert!(wrong.is_empty(), "{merges}:\n{}", wrong.join("\n"));
        assert_eq!(said.len(), came_out.len(), "{merges}");
        assert_eq!(code, exit, "{merges}");
    }
}
