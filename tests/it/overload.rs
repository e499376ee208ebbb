//! Too little memory: a batch that needs more than it may use is refused with the figure, and none is ever decided on
//! less than it was given.

use super::pairs;
use super::util::{Dir, Ran};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

/// So many pairs of two records each.
fn batch(pairs: usize) -> Dir {
    pairs::batch(pairs, |_| false)
}

/// A run that was refused: exit 4 with the code, nothing on the disk.
#[track_caller]
fn refused(dir: &Dir, ran: Ran) -> Ran {
    let ran = ran.exits(4);
    assert!(ran.stderr.contains("E_MEMORY"), "{}", ran.stderr);
    assert_eq!(dir.names("."), ["customers.csv", "merges.csv"]);
    ran
}

/// The figures in MiB that a message names: the need, then the limit.
fn figures(message: &str) -> Vec<u64> {
    let words: Vec<&str> = message.split_whitespace().collect();
    let before = words.windows(2).filter(|w| w[1].starts_with("MiB")).map(|w| w[0]);
    before.map(|number| number.parse().unwrap_or_else(|_| panic!("{number}: {message}"))).collect()
}

fn result(dir: &Dir) -> BTreeMap<String, Vec<u8>> {
    let files = super::util::timeless(dir.contents("result"));
    fs::remove_dir_all(dir.path("result")).unwrap();
    files
}

#[test]
fn a_batch_that_needs_more_is_refused_with_the_figure_and_that_figure_is_enough() {
    let dir = batch(3000);
    dir.check(&["--threads", "1"]).exits(0);
    let reference = result(&dir);
    // Known before the merges file is read, and, with more room, once it is.
    let ran = refused(&dir, dir.check(&["--threads", "1", "--memory-limit", "1M"]));
    let [floor, 1] = figures(&ran.stderr)[..] else { panic!("{}", ran.stderr) };
    let limit = format!("{floor}M");
    let ran = refused(&dir, dir.check(&["--threads", "1", "--memory-limit", &limit]));
    let [need, limit] = figures(&ran.stderr)[..] else { panic!("{}", ran.stderr) };
    assert!(limit == floor && need > floor, "{need} {limit} {floor}: {}", ran.stderr);
    let exact = format!("{}K", need * 1024);
    dir.check(&["--threads", "1", "--memory-limit", &exact]).exits(0);
    assert_eq!(result(&dir), reference);
    let ran = refused(&dir, dir.check(&["--threads", "1", "--memory-limit", &format!("{}M", need - 1)]));
    assert_eq!(figures(&ran.stderr), [need, need - 1]);
    let ran = refused(&dir, dir.check(&["--memory-limit", "1M", "--lang", "ja", "--json"]));
    assert!(ran.stderr.contains("メモリが必要") && ran.stdout.contains("E_MEMORY"), "{ran:?}");
}

/// Reading the customers' table through, to be told then that there is not enough memory, would help nobody.
#[test]
fn a_batch_that_needs_more_is_refused_before_the_records_are_opened() {
    for threads in ["1", "2"] {
        let dir = batch(3000);
        dir.file("customers.csv", "no table\nof ours\n");
        let run = |limit: u64| dir.check(&["--threads", threads, "--memory-limit", &format!("{limit}M")]);
        let ran = refused(&dir, run(1));
        let [floor, 1] = figures(&ran.stderr)[..] else { panic!("{}", ran.stderr) };
        let ran = refused(&dir, run(floor));
        let [need, _] = figures(&ran.stderr)[..] else { panic!("{}", ran.stderr) };
        assert!(need > floor, "{need} {floor}");
        let ran = run(need + 1).exits(2);
        assert!(!ran.stderr.contains("E_MEMORY") && ran.stderr.contains("customers.csv"), "{}", ran.stderr);
    }
}

#[test]
fn no_limit_makes_a_run_decide_on_less() {
    let dir = batch(1500);
    dir.check(&[]).exits(0);
    let reference = result(&dir);
    let (mut was_refused, mut was_decided) = (0, 0);
    for limit in (10..=80).step_by(5) {
        let ran = dir.check(&["--memory-limit", &format!("{limit}M")]);
        if ran.code == 0 {
            was_decided += 1;
            assert_eq!(result(&dir), reference, "{limit}M");
        } else {
            was_refused += 1;
            refused(&dir, ran);
        }
    }
    assert!(was_refused > 3 && was_decided > 2, "{was_refused} refused, {was_decided} decided");
}

/// One ID on very many rows, each with a long address: what the merges file does not tell.
#[test]
fn a_run_that_outgrows_its_limit_ends_where_it_is() {
    let dir = batch(1);
    let mut customers = dir.text("customers.csv");
    let address = "東京都".repeat(400);
    (0..6_000)
        .for_each(|i| customers.push_str(&format!("A0,佐藤 花子,サトウ ハナコ,,1984-05-17,{address}{i}\n")));
    dir.file("customers.csv", customers);
    let ran = refused(&dir, dir.check(&["--threads", "1", "--memory-limit", "50M"]));
    let [more_than, 50] = figures(&ran.stderr)[..] else { panic!("{}", ran.stderr) };
    assert!((50..90).contains(&more_than), "noticed at {more_than} MiB");
    assert!(ran.stderr.contains("more than"), "{}", ran.stderr);
    dir.check(&["--threads", "1", "--memory-limit", "2G"]).exits(1);
}

/// `RLIMIT_AS`, as `ulimit -v` sets it: from what hardly lets the program start to what is enough.
#[test]
fn a_process_that_is_given_too_little_ends_with_exit_4() {
    let dir = batch(1500);
    dir.check(&["--threads", "2"]).exits(0);
    let reference = result(&dir);
    let (mut refused, mut decided) = (0, 0);
    for mib in (16..=512).step_by(16) {
        let ulimit = format!("ulimit -v {}; exec \"$0\" \"$@\"", mib * 1024);
        let program = |arguments: &[&str]| {
            let mut command = Command::new("bash");
            command
                .current_dir(dir.root())
                .args(["-c", &ulimit, env!("CARGO_BIN_EXE_sekisho")])
                .args(arguments);
            Ran::of(command.env("LC_ALL", "C").output().unwrap())
        };
        if program(&["--version"]).code != 0 {
            continue;
        }
        let ran = program(&[
            "check",
            "--quiet",
            "--threads",
            "2",
            "--records",
            "customers.csv",
            "--merges",
            "merges.csv",
            "--out",
            "result",
        ]);
        if ran.code == 0 {
            decided += 1;
            assert_eq!(result(&dir), reference, "{mib} MiB");
            continue;
        }
        refused += 1;
        assert_eq!(ran.code, 4, "{mib} MiB: {ran:?}");
        // Where memory was refused before the program could see it coming, an empty folder may stay.
        let hidden = ".result.sekisho-staging";
        let left: Vec<String> = dir.names(".").into_iter().filter(|n| n != hidden).collect();
        assert_eq!(left, ["customers.csv", "merges.csv"], "{mib} MiB");
        assert!(dir.names(hidden).is_empty(), "{mib} MiB");
    }
    assert!(refused >= 2 && decided >= 5, "{refused} refused, {decided} decided");
}

#[test]
fn a_size_that_is_none_is_a_usage_error() {
    let dir = batch(1);
    for size in ["", "0", "lots", "-5M", "1.5G", "M"] {
        dir.check(&[&format!("--memory-limit={size}")]).exits(2);
    }
    for (lang, word) in [("en", "figure it would need"), ("ja", "必要な量")] {
        let help = dir.program(&["check", "--help", "--lang", lang]).run().exits(0);
        let help: String = help.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("--memory-limit") && help.contains(word), "{help}");
    }
}
