//! Around a run: the command line, odd paths and files that are none, streams that are closed, few descriptors, other environments, every variable that could make a library
//! talk. The result is the same, or the run ends with 4 and leaves nothing; no value of a customer is heard of.

use super::hostile::first_problem;
use super::util::{Dir, Ran, timeless};
use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

const CUSTOMERS: &str = include_str!("../hostile/base.customers.csv");
const MERGES: &str = include_str!("../hostile/base.merges.csv");

/// Values of the base.
const CANARIES: [&str; 9] = ["山田", "花子", "ﾔﾏﾀﾞ", "佐藤", "3814", "7742", "hanako", "千代田", "1985-04-02"];

/// Reports are in the language of the run, which is the same in all of these.
const CHECK: [&str; 9] =
    ["check", "--records", "customers.csv", "--merges", "merges.csv", "--out", "result", "--lang", "en"];

fn folder() -> Dir {
    let dir = Dir::new();
    dir.file("customers.csv", CUSTOMERS);
    dir.file("merges.csv", MERGES);
    dir
}

/// The program in this folder, started by a shell that does something first.
fn after(dir: &Dir, first: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("bash");
    command.current_dir(dir.root()).env("LC_ALL", "C").stdin(Stdio::null());
    command
        .args(["-c", &format!("{first} exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_sekisho")])
        .args(arguments);
    command
}

type Files = BTreeMap<String, Vec<u8>>;

/// The files of a result, which is then taken away.
fn taken(dir: &Dir) -> Files {
    let files = timeless(dir.contents("result"));
    assert!(files.contains_key("approved.csv"), "{:?}", files.keys());
    fs::remove_dir_all(dir.path("result")).unwrap();
    files
}

fn reference() -> (Dir, Files) {
    let dir = folder();
    dir.check(&["--lang", "en"]).exits(1);
    let files = taken(&dir);
    (dir, files)
}

#[track_caller]
fn silent(what: &str, ran: &Ran) {
    for canary in CANARIES {
        assert!(!ran.stdout.contains(canary) && !ran.stderr.contains(canary), "{what}: {canary}: {ran:?}");
    }
}

#[test]
fn a_reader_that_goes_away_changes_neither_the_result_nor_the_exit_code() {
    let (dir, reference) = reference();
    for closed in
        ["exec >&-;", "exec 2>&-;", "exec >&- 2>&- <&-;", "exec >/dev/full;", "exec >/dev/full 2>/dev/full;"]
    {
        for voice in [&[][..], &["--json"], &["--quiet"]] {
            let ran = Ran::of(after(&dir, closed, &[&CHECK, voice].concat()).output().unwrap());
            assert_eq!(ran.code, 1, "{closed} {voice:?}: {ran:?}");
            assert!(!ran.stderr.contains("E_PANIC"), "{closed}: {}", ran.stderr);
            assert!(taken(&dir) == reference, "{closed} {voice:?}");
        }
    }
    // A pipe whose reader is gone, for a run that works and for one that has to complain.
    for (merges, code) in [(MERGES, 1), ("survivor_id,merged_id\nA\n", 2)] {
        dir.file("merges.csv", merges);
        for voice in [&[][..], &["--json"]] {
            let mut command = after(&dir, "", &[&CHECK, voice].concat());
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop((child.stdout.take(), child.stderr.take()));
            assert_eq!(child.wait().unwrap().code(), Some(code), "{voice:?}");
            assert!(code != 1 || taken(&dir) == reference, "{voice:?}");
            assert_eq!(dir.names("."), ["customers.csv", "merges.csv"]);
        }
    }
}

#[test]
fn too_few_descriptors_end_a_run_with_exit_4_and_nothing_left() {
    let (dir, reference) = reference();
    let (mut refused, mut worked) = (0, 0);
    for most in 4..=28 {
        // The shell itself, the loader and the runtime need a few.
        let limit = format!("ulimit -n {most};");
        if Ran::of(after(&dir, &limit, &["--version"]).output().unwrap()).code != 0 {
            continue;
        }
        let ran = Ran::of(after(&dir, &limit, &CHECK).output().unwrap());
        silent(&limit, &ran);
        if ran.code == 1 {
            worked += 1;
            assert!(taken(&dir) == reference, "{limit}");
            continue;
        }
        refused += 1;
        assert_eq!(ran.code, 4, "{limit} {ran:?}");
        assert!(ran.stderr.contains("E_") && !ran.stderr.contains("E_PANIC"), "{limit} {ran:?}");
        assert!(!dir.path("result").exists(), "{limit}");
        let _ = fs::remove_dir(dir.path(".result.sekisho-staging"));
        assert_eq!(dir.names("."), ["customers.csv", "merges.csv"], "{limit}");
    }
    assert!(refused >= 3 && worked >= 3, "{refused} refused, {worked} worked");
}

#[test]
fn no_environment_shows_in_a_result() {
    let (dir, reference) = reference();
    let home = Dir::new();
    let home = home.root().to_str().unwrap();
    let environments: [&[(&str, &str)]; 20] = [
        &[("LC_ALL", "ja_JP.UTF-8")],
        &[("LC_ALL", "ja_JP.SJIS")],
        &[("LC_ALL", "de_DE.UTF-8")],
        &[("LC_ALL", "tr_TR.UTF-8")],
        &[("LC_ALL", "nonsense")],
        &[("LANG", "ja_JP.eucJP")],
        &[("LC_NUMERIC", "de_DE.UTF-8"), ("LC_TIME", "ja_JP.UTF-8")],
        &[("TZ", "Asia/Tokyo")],
        &[("TZ", "Pacific/Kiritimati")],
        &[("TZ", "nowhere")],
        &[("HOME", home)],
        &[("HOME", "/nonexistent")],
        &[("TMPDIR", "/nonexistent")],
        &[("PATH", "")],
        &[("COLUMNS", "20"), ("TERM", "dumb")],
        &[("NO_COLOR", "1")],
        &[("CLICOLOR_FORCE", "1")],
        &[("RAYON_NUM_THREADS", "7")],
        &[("HOSTNAME", "elsewhere"), ("USER", "somebody")],
        &[("POLARS_MAX_THREADS", "1")],
    ];
    for environment in environments {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.current_dir(dir.root()).stdin(Stdio::null()).env_clear().args(CHECK);
        let ran = Ran::of(command.envs(environment.iter().copied()).output().unwrap());
        assert_eq!(ran.code, 1, "{environment:?}: {ran:?}");
        assert!(taken(&dir) == reference, "{environment:?}");
    }
    // Another working folder: the inputs have other names then, which summary.json says, whose digest stands in the
    // reports and the certificate; nothing else differs.
    let path = |name: &str| dir.path(name).to_str().unwrap().to_owned();
    let absolute = [
        "check",
        "--records",
        &path("customers.csv"),
        "--merges",
        &path("merges.csv"),
        "--out",
        &path("result"),
        "--lang",
        "en",
    ];
    Ran::of(Command::new(env!("CARGO_BIN_EXE_sekisho")).current_dir("/").args(absolute).output().unwrap())
        .exits(1);
    let files = taken(&dir);
    let names_inputs = ["certificate.json", "report.html", "report.xlsx", "summary.json"];
    for (name, bytes) in files.iter().filter(|(name, _)| !names_inputs.contains(&name.as_str())) {
        assert!(reference[name] == *bytes, "{name}");
    }
}

/// The program keeps no log; no variable makes it or a library speak of what it reads.
#[test]
fn no_level_of_logging_shows_a_value() {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let broken = CUSTOMERS.replacen("山田花子", "山田\"花子", 1);
    for (customers, code) in [(CUSTOMERS, 1), (broken.as_str(), 2)] {
        let dir = folder();
        dir.file("customers.csv", customers);
        let mut said = Vec::new();
        for level in levels {
            let mut command = after(&dir, "", &CHECK);
            for name in ["RUST_LOG", "SEKISHO_LOG", "RAYON_LOG", "CLAP_DEBUG"] {
                command.env(name, level);
            }
            command.envs([("RUST_BACKTRACE", "full"), ("POLARS_VERBOSE", "1"), ("POLARS_PANIC_ON_ERR", "0")]);
            let ran = Ran::of(command.output().unwrap());
            assert_eq!(ran.code, code, "{level}: {ran:?}");
            silent(level, &ran);
            // The certificate's line names a time.
            let lines = ran.stdout.lines().filter(|line| !line.starts_with("Certificate"));
            said.push((lines.collect::<Vec<_>>().join("\n"), ran.stderr));
            let _ = fs::remove_dir_all(dir.path("result"));
            assert_eq!(dir.names("."), ["customers.csv", "merges.csv"], "{level}: a log file");
        }
        said.dedup();
        assert_eq!(said.len(), 1, "what is said depends on the level: {said:?}");
    }
}

#[test]
fn nothing_on_the_command_line_or_around_it_switches_the_check_off() {
    let dir = folder();
    for flag in ["--skip", "--force", "--no-check", "--allow-lossy", "--unsafe"] {
        dir.check(&[flag]).exits(2);
    }
    let help = dir.program(&["check", "--help"]).run().exits(0).stdout;
    for word in ["skip", "force", "no-check", "bypass"] {
        assert!(!help.contains(&format!("--{word}")), "{word}: {help}");
    }
    let ran = dir.check(&["--dry-run"]).exits(1);
    assert!(!dir.names("result").contains(&"approved.csv".to_owned()), "{ran:?}");
}

#[test]
fn only_regular_files_are_read() {
    let dir = folder();
    std::fs::remove_file(dir.path("customers.csv")).unwrap();
    std::fs::create_dir(dir.path("customers.csv")).unwrap();
    assert_eq!(first_problem(&dir.check(&["--json"]).exits(2)), "E_FILE_KIND@customers.csv");
    std::fs::remove_dir(dir.path("customers.csv")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.path("customers.csv")).unwrap();
    assert_eq!(first_problem(&dir.check(&["--json"]).exits(2)), "E_FILE_KIND@customers.csv");
    std::fs::remove_file(dir.path("customers.csv")).unwrap();
    std::process::Command::new("mkfifo").arg(dir.path("customers.csv")).status().unwrap();
    assert_eq!(first_problem(&dir.check(&["--json"]).exits(2)), "E_FILE_KIND@customers.csv");
}

#[test]
fn odd_paths_work_or_are_a_clear_error() {
    use std::os::unix::ffi::OsStrExt;
    let dir = folder();
    for name in ["a\nb.csv", "a\"b'.csv", "日本.csv", " .csv"] {
        dir.file(name, CUSTOMERS);
        let arguments =
            ["check", "--records", name, "--merges", "merges.csv", "--out", "result", "--replace"];
        dir.program(&arguments).run().exits(1);
    }
    let long = format!("{}.csv", "x".repeat(4096));
    let ran = dir.program(&["check", "--records", &long, "--merges", "merges.csv", "--out", "other"]).run();
    assert!(matches!(ran.code, 2 | 4) && ran.stderr.contains("E_FILE"), "{ran:?}");
    let broken = std::ffi::OsStr::from_bytes(b"\xff\xfe.csv");
    std::fs::write(dir.root().join(broken), CUSTOMERS).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sekisho"));
    command.current_dir(dir.root()).args(["check", "--merges", "merges.csv", "--out", "third", "--records"]);
    let ran = Ran::of(command.arg(broken).output().unwrap());
    assert!(matches!(ran.code, 1 | 2), "{ran:?}");
}
