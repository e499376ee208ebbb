//! Files that other programs wrote (`tests/hostile/made_by_others`): one table as each of them writes it, read exactly or
//! refused as the list beside them says.

use super::{error_of, read};
use crate::util;
use sekisho::read::ReadOptions;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const EXPECTED: &str = include_str!("../../hostile/made_by_others/expected.tsv");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/made_by_others")
}

/// What became of a file: `same` as the base, or `CODE` with the line and the header of the first problem.
fn became(path: &Path, want: &[Vec<String>]) -> String {
    match read(path) {
        Ok((rows, _)) => {
            let rows: Vec<Vec<String>> = rows.into_iter().map(|(_, cells)| cells).collect();
            let odd = rows.iter().zip(want).position(|(got, want)| got != want);
            match odd {
                None if rows.len() == want.len() => "same".to_owned(),
                None => format!("{} rows", rows.len()),
                Some(row) => format!("another row {}", row + 1),
            }
        }
        Err(error) => {
            let problem = &error.problems()[0];
            let line = problem.place.line.map_or(String::new(), |line| format!(" {line}"));
            let header = problem.place.header.as_deref().map_or(String::new(), |header| format!(" {header}"));
            format!("{}{line}{header}", problem.code)
        }
    }
}

#[test]
fn files_made_by_other_programs_are_read_exactly_or_refused_as_listed() {
    let base = read(&folder().join("base.csv")).unwrap().0;
    let want: Vec<Vec<String>> = base.into_iter().map(|(_, cells)| cells).collect();
    assert_eq!((want.len(), want[0].len()), (5, 6));
    let (mut listed, mut wrong, mut same) = (BTreeSet::new(), Vec::new(), 0);
    for line in EXPECTED.lines().skip(1) {
        let [file, expected, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(!why.is_empty(), "{file}: say what it shows");
        listed.insert(file.to_owned());
        let got = became(&folder().join(file), &want);
        same += u32::from(got == "same");
        if got != expected {
            wrong.push(format!("{file}: {got}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same >= 40 && listed.len() - same as usize >= 30, "{same} of {} are read", listed.len());
    let there: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !["README.md", "base.csv", "expected.tsv", "make.py"].contains(&name.as_str()))
        .collect();
    assert_eq!(there, listed, "files (left) and the list (right)");
}

/// The card numbers and the values of the base stand in no message.
#[test]
fn what_is_said_about_them_shows_no_value() {
    let mut refused = 0;
    for line in EXPECTED.lines().skip(1).filter(|line| !line.contains("\tsame\t")) {
        let file = line.split('\t').next().unwrap();
        let error = error_of(&folder().join(file), &ReadOptions::default());
        refused += 1;
        for problem in error.problems() {
            let text = format!("{} {} {:?}", problem.en, problem.ja, problem.help);
            for value in ["4111", "5555", "3782", "橋", "ハナコ", "7742", "3381", "1985", "18018", "1120"]
            {
                assert!(!text.contains(value), "{file}: {value}: {text}");
            }
        }
    }
    assert!(refused >= 30, "{refused}");
}

/// A library that panics at a file is not heard of: the file is refused in the program's own words.
#[test]
fn a_file_that_a_library_gives_up_on_is_refused_in_our_words() {
    let dir = util::Dir::new();
    dir.file("merges.csv", "survivor_id,merged_id\n1001,1002\n");
    for (file, code) in [
        ("pa_run_ends_phone.arrow", "E_ARROW"),
        ("pa_version_1.feather", "E_ARROW"),
        ("pa_header_twice.parquet", "E_PARQUET"),
        ("../corpus/PARQUET-1481.parquet", "E_PARQUET"),
        ("op_far_cell.xlsx", "E_XLSX_BLANK"),
    ] {
        let path = folder().join(file).to_string_lossy().into_owned();
        for (lang, words) in [("en", "help: "), ("ja", "対処: ")] {
            let arguments =
                ["check", "--lang", lang, "--records", &path, "--merges", "merges.csv", "--out", "result"];
            let ran = dir.program(&arguments).run().exits(2);
            assert!(ran.stderr.contains(code), "{file}: {}", ran.stderr);
            let is_heard = ["E_PANIC", "panicked", "polars"].iter().any(|word| ran.stderr.contains(word));
            assert!(
                !is_heard && (ran.stderr.contains(words) || code == "E_XLSX_BLANK"),
                "{file}: {}",
                ran.stderr
            );
            assert!(!dir.path("result").exists());
        }
    }
}

/// The same through the program: the pair of the base is decided alike in every format that is read.
#[test]
fn what_is_read_gives_the_same_decisions() {
    let dir = util::Dir::new();
    dir.file("merges.csv", "survivor_id,merged_id\n1001,1002\n1003,1005\n");
    let run = |file: &str| {
        let path = folder().join(file).to_string_lossy().into_owned();
        let out = format!("out/{file}");
        dir.program(&["check", "--quiet", "--records", &path, "--merges", "merges.csv", "--out", &out])
            .run()
            .exits(1);
        let mut files = dir.contents(&out);
        files.retain(|name, _| name.ends_with(".csv") || name == "decisions.parquet");
        files
    };
    let want = run("base.csv");
    for file in ["pa_int64_ids.parquet", "pa_zstd.feather", "pl_text.ndjson", "lo_text.xlsx", "xw_rich.xlsx"]
    {
        assert!(run(file) == want, "{file}");
    }
}
