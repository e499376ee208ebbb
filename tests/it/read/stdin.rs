//! Standard input in the place of the merges file.

use super::packed::{gzip, zstd};
use super::utf16;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// `check` in this folder with these bytes on standard input: exit code and stderr.
fn check(folder: &Path, records: &str, merges: &str, out: &str, stdin: &[u8]) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .current_dir(folder)
        .env("LC_ALL", "C")
        .args(["check", "--records", records, "--merges", merges, "--out", out, "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments reads nothing, and the pipe breaks.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let done = child.wait_with_output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
}

fn world() -> crate::util::Dir {
    let dir = crate::util::Dir::new();
    for name in ["customers.csv", "merges.csv"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
        dir.file(name, std::fs::read(path).unwrap());
    }
    dir
}

#[test]
fn proposals_from_a_pipe_are_decided_as_those_from_a_file() {
    let dir = world();
    let bytes = dir.bytes("merges.csv");
    let text = String::from_utf8(bytes.clone()).unwrap();
    let (code, said) = check(dir.root(), "customers.csv", "merges.csv", "want", b"");
    assert!(code == 1 || code == 3, "{said}");
    let want = dir.contents("want");
    let wide = utf16(&text, false);
    for (out, stdin, is_same_text) in [
        ("plain", bytes.clone(), true),
        ("gz", gzip(&bytes), true),
        ("zst", zstd(&bytes), true),
        ("wide", wide, false),
        ("tabs", text.replace(',', "\t").into_bytes(), false),
    ] {
        let (again, said) = check(dir.root(), "customers.csv", "-", out, &stdin);
        assert_eq!(again, code, "{out}: {said}");
        let got = dir.contents(out);
        let files: Vec<&String> = got.keys().collect();
        assert_eq!(files, want.keys().collect::<Vec<_>>(), "{out}");
        assert!(got["decisions.parquet"] == want["decisions.parquet"], "{out}");
        for file in ["approved.csv", "review.csv", "blocked.csv"].iter().filter(|f| want.contains_key(**f)) {
            assert_eq!(got[*file] == want[*file], is_same_text, "{out}: {file}");
        }
    }
}

#[test]
fn records_from_a_pipe_are_refused() {
    let dir = world();
    let (code, said) = check(dir.root(), "-", "merges.csv", "out", &dir.bytes("customers.csv"));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("E_STDIN_RECORDS"), "{said}");
    assert!(!dir.path("out").join("approved.csv").exists());
}

#[test]
fn nothing_or_nonsense_on_standard_input_approves_nothing() {
    let dir = world();
    for (stdin, code) in [
        (b"".as_slice(), "E_FILE_EMPTY"),
        (b"PK\x03\x04nonsense", "E_"),
        (b"PAR1nonsense", "E_"),
        (b"\x1f\x8bnonsense", "E_PACKED"),
        (b"no header here\n", "E_COLUMN_MISSING"),
    ] {
        let (exit, said) = check(dir.root(), "customers.csv", "-", "out", stdin);
        assert_eq!(exit, 2, "{said}");
        assert!(said.contains(code), "{said}");
        assert!(!dir.path("out").join("approved.csv").exists());
    }
}
