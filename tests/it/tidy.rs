//! House rules that a compiler does not hold: the order of the rooms, what pure rooms may not touch, one thing a
//! file on its shelf with its truth table, sizes, words that are not used, links in the architecture's page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up: a room may import only rooms that stand before it.
const ROOMS: &[&str] = &[
    "model", "text", "error", "columnar", "fields", "policy", "read", "rules", "gate", "report", "attest",
    "audit", "synth", "cli",
];
/// Rooms that touch nothing outside.
const PURE: &[&str] = &["model", "text", "error", "fields", "policy", "rules", "gate", "synth"];
/// What they do not touch. `std::env!` at compile time is not among it.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env::",
    "std::io",
    "std::net",
    "SystemTime",
    "Instant::now",
    "println!",
    "eprintln!",
    "thread_rng",
];
/// The only files that know about threads; all of them collect in order, so that the thread count cannot show.
const PARALLEL: &[&str] = &[
    "gate/compare.rs",
    "gate/count.rs",
    "gate/counting.rs",
    "gate/judge.rs",
    "gate/decide.rs",
    "gate/group.rs",
    "gate/keys.rs",
    "gate/shift.rs",
    "gate/values.rs",
    "read/pipeline.rs",
    "read/parquet.rs",
    "read/second_reading.rs",
    "report/waves.rs",
    "attest/certify.rs",
    "attest/digest.rs",
    "attest/named.rs",
    "attest/rows.rs",
    "attest/verify.rs",
    "cli/intake.rs",
    "cli/mod.rs",
    "cli/synth.rs",
];
/// Code lines a file may have.
const LINES_MAX: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Every source file under `src`: its path from there, its room, its lines without comments.
fn files() -> Vec<(String, String, Vec<String>)> {
    let src = root().join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    found.sort();
    assert!(found.len() > 50, "the sources were not found");
    found
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
            let room = relative.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().map(|l| l.split("//").next().unwrap().to_owned()).collect();
            (relative, room, code)
        })
        .collect()
}

fn none(bad: &[String]) {
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn rooms_import_only_rooms_before_them() {
    let mut bad = Vec::new();
    for (file, room, code) in files() {
        let Some(rank) = ROOMS.iter().position(|r| *r == room) else {
            if !matches!(file.as_str(), "lib.rs" | "main.rs") {
                bad.push(format!("{file}: the room {room} is not in ROOMS"));
            }
            continue;
        };
        for (i, line) in code.iter().enumerate() {
            if line.contains("crate::{") {
                bad.push(format!("{file}:{}: one `use crate::room::...` a room", i + 1));
            }
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + 7..];
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let other = ROOMS.iter().position(|r| *r == name);
                if other.is_some_and(|other| other > rank) {
                    bad.push(format!("{file}:{}: {room} must not import {name}", i + 1));
                }
            }
        }
    }
    none(&bad);
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    let mut bad = Vec::new();
    for (file, room, code) in files().into_iter().filter(|(_, room, _)| PURE.contains(&room.as_str())) {
        for (i, line) in code.iter().enumerate() {
            for word in OUTSIDE.iter().filter(|word| line.contains(**word)) {
                bad.push(format!("{file}:{}: {room} is pure, {word} is not", i + 1));
            }
        }
    }
    none(&bad);
}

#[test]
fn the_gate_cannot_fail() {
    let mut bad = Vec::new();
    for (file, _, code) in files().into_iter().filter(|(_, room, _)| room == "gate") {
        // The known answers are the gate's own proof and say which came out wrong.
        let result = |line: &&String| line.contains("Result<") && !file.ends_with("known_answers.rs");
        bad.extend(code.iter().filter(result).map(|line| format!("{file}: {line}")));
    }
    none(&bad);
}

#[test]
fn threads_are_known_in_few_places() {
    let mut bad = Vec::new();
    for (file, _, code) in files() {
        if code.iter().any(|line| line.contains("rayon")) && !PARALLEL.contains(&file.as_str()) {
            bad.push(format!("{file}: rayon is used here"));
        }
    }
    none(&bad);
}

#[test]
fn files_are_pages() {
    let mut bad = Vec::new();
    for (file, _, code) in files() {
        let end = code.iter().position(|l| l.trim() == "#[cfg(test)]").unwrap_or(code.len());
        let lines = code[..end].iter().filter(|l| !l.trim().is_empty()).count();
        if lines > LINES_MAX {
            bad.push(format!("{file}: {lines} lines of code, {LINES_MAX} is the most"));
        }
        let stem = Path::new(&file).file_stem().unwrap().to_string_lossy().into_owned();
        if ["utils", "util", "common", "misc", "helpers", "helper"].contains(&stem.as_str()) {
            bad.push(format!("{file}: say what is in it"));
        }
        let text = fs::read_to_string(root().join("src").join(&file)).unwrap();
        if !text.starts_with("//!") && !text.starts_with("#![doc") {
            bad.push(format!("{file}: has no `//!` that says what it is"));
        }
    }
    none(&bad);
}

#[test]
fn only_the_gate_makes_an_approval() {
    for (file, _, code) in files() {
        let makes = code.iter().any(|line| line.contains("Approved("));
        assert!(!makes || file == "gate/decide.rs", "{file} makes an Approved");
        let proves = code.iter().any(|line| line.contains("Proven("));
        assert!(!proves || file == "gate/known_answers.rs", "{file} makes a Proven");
    }
}

#[test]
fn only_the_staging_folder_gets_files() {
    for (file, _, code) in files() {
        let creates = ["File::create", "OpenOptions", "fs::write", "create_dir"];
        let here = code.iter().any(|line| creates.iter().any(|word| line.contains(word)));
        let allowed = ["report/disk.rs", "cli/init.rs", "attest/ledger.rs"].contains(&file.as_str());
        let test_only = code.iter().any(|line| line.contains("#[cfg(test)]"));
        assert!(!here || allowed || test_only, "{file} creates files");
    }
}

#[test]
fn inputs_are_opened_in_one_place() {
    for (file, _, code) in files() {
        let end = code.iter().position(|l| l.trim() == "#[cfg(test)]").unwrap_or(code.len());
        let opens = ["File::open(", "fs::read(", "fs::metadata(", "fs::read_to_string("];
        let here = code[..end].iter().any(|line| opens.iter().any(|word| line.contains(word)));
        // What the kernel says of this process and machine is no input. Keys, papers and what a steward hands back are read
        // whole by those who know them, and what cannot be read opens nothing.
        let knows_papers = file.starts_with("attest/") || file.starts_with("report/re");
        let named = ["read/files.rs", "report/disk.rs", "cli/memory.rs", "cli/approve.rs", "cli/reports.rs"];
        let allowed = knows_papers || named.contains(&file.as_str());
        assert!(!here || allowed, "{file} opens files: a test could not let it fail");
    }
}

#[test]
fn one_module_knows_polars() {
    for (file, room, code) in files() {
        let knows = code.iter().any(|line| line.contains("polars_"));
        assert!(!knows || room == "columnar", "{file} knows Polars");
    }
}

fn stems(folder: &str, extension: &str) -> BTreeSet<String> {
    let path = root().join(folder);
    let entries = fs::read_dir(&path).unwrap().map(|e| e.unwrap().path());
    let files = entries.filter(|p| p.extension().is_some_and(|e| e == extension));
    files.map(|p| p.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_rule_is_on_its_shelf_with_its_truth_table() {
    let shelf: BTreeSet<String> = sekisho::rules::RULES.iter().map(|r| r.code.replace('.', "_")).collect();
    let mut files = stems("src/rules", "rs");
    for other in ["mod", "view"] {
        assert!(files.remove(other));
    }
    assert_eq!(files, shelf, "files of src/rules (left) and the list RULES (right)");
    assert_eq!(stems("tests/rules", "md"), shelf, "truth tables (left) and the list RULES (right)");
    let codes: Vec<&str> = sekisho::rules::RULES.iter().map(|r| r.code).collect();
    assert!(codes.is_sorted(), "RULES is sorted by code");
    for rule in sekisho::rules::RULES {
        for label in [rule.title, rule.why] {
            assert!(
                !label.en.is_empty() && !label.ja.is_empty() && !label.ja.is_ascii(),
                "{}: a text is missing",
                rule.code
            );
        }
    }
}

#[test]
fn links_of_the_architecture_page_are_alive() {
    let page = fs::read_to_string(root().join("src/ARCHITECTURE.md")).unwrap();
    let mut seen = 0;
    for name in page.split('`').skip(1).step_by(2) {
        let looks_like_path =
            name.contains('/') && !name.contains(' ') && !name.contains("::") && !name.contains('<');
        if looks_like_path {
            seen += 1;
            assert!(root().join(name).exists(), "ARCHITECTURE.md names {name}, which is not there");
        }
    }
    assert!(seen > 10, "the page names its files");
}
