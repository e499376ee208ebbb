//! Progress: on a terminal each stage with its rate and the time left; elsewhere not a byte.
//!
//! The terminal is a pseudo-terminal, made by `script` of util-linux, which every Debian has.

use super::pairs;
use super::util::Dir;
use std::process::{Command, Stdio};

/// All that a person sees of a run of the program in a folder on a terminal 120 cells wide.
fn seen(dir: &Dir, arguments: &str) -> String {
    let command = format!("stty cols 120; '{}' {arguments}", env!("CARGO_BIN_EXE_sekisho"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
    script.current_dir(dir.root()).env("LC_ALL", "C").env("TERM", "xterm").stdin(Stdio::null());
    let ran = script.output().expect("script of util-linux");
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

const CHECK: &str = "check --records customers.csv --merges merges.csv --report none --fail-on block";

#[test]
fn a_terminal_shows_stage_rate_and_time_left() {
    let dir = pairs::batch(12_000, |_| false);
    let english = seen(&dir, &format!("{CHECK} --out en"));
    for text in ["read and normalise", "rows/s", " left", "deciding", "writing", "100%"] {
        assert!(english.contains(text), "{text}: {english}");
    }
    let japanese = seen(&dir, &format!("{CHECK} --out ja --lang ja"));
    for text in ["読込・正規化", "行/秒", "残り ", "判定", "出力"] {
        assert!(japanese.contains(text), "{text}: {japanese}");
    }
    // What was drawn is wiped, and the answer stands on lines of its own.
    let after = english.rsplit("writing").next().unwrap();
    assert!(after.contains("\u{1b}[2K") || after.contains("\r"), "{after:?}");
    assert!(after.contains("approved.csv"), "{after:?}");
    let synth = seen(&dir, "synth --rows 40000 --merges 100 --out made");
    assert!(synth.contains("synth") && synth.contains("rows/s"), "{synth}");
}

#[test]
fn silence_and_a_pipe_show_none_of_it() {
    let dir = pairs::batch(2_000, |_| false);
    let quiet = seen(&dir, &format!("{CHECK} --out quiet --quiet"));
    assert_eq!(quiet, "");
    let piped = dir.check(&["--report", "none"]).exits(0);
    assert_eq!(piped.stderr, "");
}
