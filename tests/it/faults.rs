//! Faults of everything around a run: each single operation of the disk, a full disk, kills, signals, runs at once,
//! symbolic links, files that change. After each: no approval that was not earned, no file that anyone could read, a former
//! result as it was, and a run afterwards gives the bytes of an undisturbed one.

use super::util::{Dir, Ran};
use rustix::process::{Pid, Signal, kill_process};
use sekisho::error::{Error, Fault};
use sekisho::report::{Disk, System};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A disk on which one operation fails, or that one and all after it.
#[derive(Debug)]
struct Faulty {
    done: AtomicUsize,
    /// The operation (from 0) that fails.
    at: usize,
    is_lasting: bool,
    has_unnamed: bool,
}

impl Faulty {
    fn new(at: usize, is_lasting: bool, has_unnamed: bool) -> Arc<Self> {
        Arc::new(Self { done: AtomicUsize::new(0), at, is_lasting, has_unnamed })
    }

    /// EIO on even operations, ENOSPC on odd ones.
    fn step(&self) -> io::Result<()> {
        let now = self.done.fetch_add(1, Ordering::SeqCst);
        let fails = now == self.at || self.is_lasting && now > self.at;
        if fails {
            Err(io::Error::from_raw_os_error(if self.at.is_multiple_of(2) { 5 } else { 28 }))
        } else {
            Ok(())
        }
    }
}

impl Disk for Faulty {
    fn look(&self, path: &Path) -> io::Result<Option<Metadata>> {
        self.step().and_then(|()| System.look(path))
    }
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| System.make_folder(path))
    }
    fn make_parent(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| System.make_parent(path))
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.step().and_then(|()| System.names(folder))
    }
    fn open_folder(&self, path: &Path) -> io::Result<File> {
        self.step().and_then(|()| System.open_folder(path))
    }
    fn lock(&self, folder: &File) -> io::Result<bool> {
        self.step().and_then(|()| System.lock(folder))
    }
    fn make_private(&self, folder: &File) -> io::Result<()> {
        self.step().and_then(|()| System.make_private(folder))
    }
    fn create_unnamed(&self, folder: &Path) -> io::Result<File> {
        if !self.has_unnamed {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.step().and_then(|()| System.create_unnamed(folder))
    }
    fn create_named(&self, path: &Path) -> io::Result<File> {
        self.step().and_then(|()| System.create_named(path))
    }
    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        // What a full disk does: some bytes go in, the rest does not.
        let part = if self.done.load(Ordering::SeqCst) + 1 == self.at {
            bytes.len().div_ceil(2)
        } else {
            bytes.len()
        };
        self.step().and_then(|()| System.write(file, &bytes[..part]))
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        self.step().and_then(|()| System.sync(file))
    }
    fn link(&self, file: &File, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| System.link(file, path))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| System.rename(from, to))
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| System.remove_file(path))
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| System.remove_folder(path))
    }
}

/// So many pairs, every third of which is for review.
fn batch(pairs: usize) -> Dir {
    let mut customers = "customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned();
    let mut merges = "survivor_id,merged_id\n".to_owned();
    for i in 0..pairs {
        let (phone, other) = (10_000_000 + 37 * i, if i % 3 == 0 { "" } else { "1984/5/17" });
        customers.push_str(&format!("A{i},佐藤 花子,サトウ ハナコ,090{phone},1984-05-17\n"));
        customers.push_str(&format!(
            "B{i},佐藤 花子,ｻﾄｳ ﾊﾅｺ,090-{}-{:04},{other}\n",
            phone / 10_000,
            phone % 10_000
        ));
        merges.push_str(&format!("A{i},B{i}\n"));
    }
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir
}

fn arguments(dir: &Dir, out: &Path, more: &[&str]) -> Vec<OsString> {
    let mut all: Vec<OsString> =
        ["sekisho", "check", "--quiet", "--threads", "1", "--records"].map(OsString::from).into();
    all.extend([dir.path("customers.csv").into(), "--merges".into(), dir.path("merges.csv").into()]);
    all.extend(["--out".into(), out.as_os_str().to_owned()]);
    all.extend(more.iter().map(OsString::from));
    all
}

/// Runs `check` in this process on a disk.
fn run_on(disk: Arc<dyn Disk>, dir: &Dir, more: &[&str]) -> Result<u8, Error> {
    sekisho::cli::run_on(disk, &arguments(dir, &dir.path("result"), more)).map(|exit| exit as u8)
}

/// The program itself, into a folder.
fn program(dir: &Dir, out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    command.args(&arguments(dir, out, more)[1..]).current_dir(dir.root()).env("LC_ALL", "C");
    command
}

fn run(dir: &Dir, out: &Path, more: &[&str]) -> Ran {
    Ran::of(program(dir, out, more).output().unwrap())
}

type Files = BTreeMap<String, Vec<u8>>;

/// What an undisturbed run writes; summary.json names the input files, whose folder is the same one.
fn undisturbed(dir: &Dir, more: &[&str]) -> Files {
    run(dir, &dir.path("reference"), more).exits(1);
    let files = dir.contents("reference");
    assert!(files.contains_key("approved.csv") && files.contains_key("summary.json"));
    fs::remove_dir_all(dir.path("reference")).unwrap();
    files
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn files(folder: &Path) -> Files {
    let Ok(entries) = fs::read_dir(folder) else { return Files::new() };
    let paths = entries.map(|e| e.unwrap().path());
    paths.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(p).unwrap())).collect()
}

/// The hidden folder of a run into `result`.
const HIDDEN: &str = ".result.sekisho-staging";

/// Nothing is left but inputs, `more`, and a hidden folder without a file that its owner alone could enter.
#[track_caller]
fn nothing_left(what: &str, dir: &Dir, more: &[&str]) {
    for name in dir.names(".").iter().filter(|n| !matches!(n.as_str(), "customers.csv" | "merges.csv")) {
        if name == HIDDEN {
            assert_eq!(mode(&dir.path(HIDDEN)), 0o700, "{what}");
            assert!(dir.names(HIDDEN).is_empty(), "{what}: {:?} are left", dir.names(HIDDEN));
        } else {
            assert!(more.contains(&name.as_str()), "{what}: {name} is left");
        }
    }
}

/// Every operation fails, once and for ever, in runs into a free place (`former` empty) or over a former result.
fn every_operation_fails(more: &[&str], former: &str, has_unnamed: bool) {
    let dir = batch(9);
    let reference = undisturbed(&dir, &[]);
    let result = dir.path("result");
    let before = |former: &str| {
        for name in ["result", "result.previous", HIDDEN] {
            let _ = fs::remove_dir_all(dir.path(name));
        }
        for (name, folder) in
            [("result", former), ("result.previous", former)].iter().filter(|_| !former.is_empty())
        {
            fs::create_dir(dir.path(name)).unwrap();
            for file in ["approved.csv", "summary.json"] {
                dir.file(&format!("{name}/{file}"), format!("{folder} {name}"));
            }
        }
        files(&result)
    };
    before(former);
    let counting = Faulty::new(usize::MAX, false, has_unnamed);
    assert_eq!(run_on(counting.clone(), &dir, more).unwrap(), 1);
    assert_eq!(files(&result), reference);
    let operations = counting.done.load(Ordering::SeqCst);
    assert!(operations > 20, "{operations} operations");
    let (mut failed, mut published) = (0, 0);
    for (at, is_lasting) in (0..operations).flat_map(|at| [(at, false), (at, true)]) {
        let what = format!("operation {at} of {operations}, lasting {is_lasting}, former {former:?}");
        let old = before(former);
        match run_on(Faulty::new(at, is_lasting, has_unnamed), &dir, more) {
            Ok(code) => {
                published += 1;
                assert_eq!((code, files(&result) == reference), (1, true), "{what}");
            }
            Err(error) => {
                failed += 1;
                assert_eq!(error.fault(), Fault::Surroundings, "{what}: {error}");
                let is_aside = !result.exists();
                assert!(
                    is_aside || !old.is_empty() && files(&result) == old,
                    "{what}: {:?}",
                    files(&result).keys()
                );
                assert!(
                    old.is_empty() || !is_aside || files(&dir.path("result.previous")) == old,
                    "{what}: lost"
                );
                // One failure never leaves an old approval in place.
                assert!(is_aside || is_lasting, "{what}: the former result is in its place: {error}");
                let hidden = dir.path(HIDDEN);
                assert!(is_lasting || !hidden.exists(), "{what}: {:?} is left", dir.names(HIDDEN));
                for name in dir.names(HIDDEN) {
                    assert_eq!((mode(&hidden), mode(&hidden.join(&name))), (0o700, 0o600), "{what}: {name}");
                }
            }
        }
        assert_eq!(run_on(Arc::new(System), &dir, &["--replace"]).unwrap(), 1, "{what}: the run afterwards");
        assert_eq!(files(&result), reference, "{what}: the run afterwards");
        assert!(!dir.path(HIDDEN).exists(), "{what}: {HIDDEN} is left by the run afterwards");
    }
    assert!(
        failed > operations && published > 0,
        "{failed} failed, {published} published of 2 times {operations}"
    );
}

#[test]
fn every_single_operation_of_the_disk_may_fail() {
    every_operation_fails(&[], "", true);
}

#[test]
fn every_single_operation_may_fail_over_a_former_result() {
    every_operation_fails(&["--replace"], "former", true);
}

#[test]
fn every_single_operation_may_fail_where_files_always_have_names() {
    every_operation_fails(&[], "", false);
}

/// Runs a program of the system as root, as which the tests run, or which `sudo` gives without asking.
fn as_root(arguments: &[&str]) {
    let is_root = rustix::process::geteuid().is_root();
    let mut all = if is_root { vec![] } else { vec!["sudo", "-n"] };
    all.extend(arguments);
    let ran = Command::new(all[0]).args(&all[1..]).output().unwrap();
    assert!(
        ran.status.success(),
        "{all:?} must work for this test: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// A small file system in memory.
struct Tmpfs(PathBuf);

impl Tmpfs {
    fn mount(dir: &Dir, options: &str) -> Self {
        let path = dir.path("disk");
        fs::create_dir_all(&path).unwrap();
        let user = rustix::process::geteuid().as_raw();
        as_root(&[
            "mount",
            "-t",
            "tmpfs",
            "-o",
            &format!("{options},uid={user},mode=700"),
            "tmpfs",
            path.to_str().unwrap(),
        ]);
        Self(path)
    }

    fn remount(&self, options: &str) {
        as_root(&["mount", "-o", &format!("remount,{options}"), self.0.to_str().unwrap()]);
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        as_root(&["umount", "-l", self.0.to_str().unwrap()]);
    }
}

#[test]
fn a_disk_that_fills_up_at_any_size_leaves_nothing() {
    let dir = batch(800);
    let reference = undisturbed(&dir, &[]);
    let disk = Tmpfs::mount(&dir, "size=4k");
    let result = disk.0.join("result");
    let pages: usize = reference.values().map(|bytes| bytes.len().div_ceil(4096)).sum();
    let (mut full, mut whole) = (0, 0);
    let sizes = (1..=pages + 12).step_by((pages / 60).max(1)).map(|pages| format!("size={}k", 4 * pages));
    let inodes = (2..14).map(|inodes| format!("size=64m,nr_inodes={inodes}"));
    for options in sizes.chain(inodes) {
        disk.remount(&options);
        let ran = run(&dir, &result, &[]);
        if ran.code == 1 {
            whole += 1;
            assert_eq!(files(&result), reference, "{options}");
            fs::remove_dir_all(&result).unwrap();
        } else {
            full += 1;
            assert!(ran.stderr.contains("E_OUT_IO"), "{options}: {}", ran.stderr);
            assert_eq!(ran.code, 4, "{options}: {}", ran.stderr);
        }
        let left: Vec<_> = fs::read_dir(&disk.0).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{options}: {left:?}");
    }
    assert!(full >= 40 && whole >= 3, "{full} times full, {whole} times not, {pages} pages");
}

#[test]
fn a_read_only_place_is_exit_4_and_left_as_it_is() {
    let dir = batch(9);
    let disk = Tmpfs::mount(&dir, "size=4m");
    let result = disk.0.join("result");
    run(&dir, &result, &[]).exits(1);
    let former = files(&result);
    disk.remount("ro");
    for more in [&[][..], &["--replace"]] {
        let ran = run(&dir, &result, more).exits(4);
        assert!(ran.stderr.contains("read-only"), "{}", ran.stderr);
        assert_eq!(ran.stderr.contains("E_OUT_FORMER"), more == ["--replace"], "{}", ran.stderr);
        assert_eq!(files(&result), former);
    }
    run(&dir, &disk.0.join("a/b/other"), &[]).exits(4);
    disk.remount("rw");
    run(&dir, &result, &["--replace"]).exits(1);
    assert_eq!(files(&disk.0.join("result.previous")), former);
}

#[test]
fn folders_on_the_way_are_made_and_taken_away_again() {
    let dir = batch(9);
    let reference = undisturbed(&dir, &[]);
    let out = dir.path("deep/er/result");
    let merges = dir.bytes("merges.csv");
    dir.file("merges.csv", "survivor_id,merged_id\nA\n");
    run(&dir, &out, &[]).exits(2);
    nothing_left("a failed run", &dir, &[]);
    dir.file("merges.csv", merges);
    run(&dir, &out, &[]).exits(1);
    assert_eq!(files(&out), reference);
}

/// Numbers that look random and are the same in every run of the tests (Steele, Lea and Flood 2014, SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// How long an undisturbed run takes.
fn duration(dir: &Dir) -> Duration {
    let started = Instant::now();
    undisturbed(dir, &[]);
    started.elapsed()
}

#[test]
fn a_run_killed_at_any_moment_leaves_nothing_that_can_be_read() {
    let dir = batch(120);
    let reference = undisturbed(&dir, &[]);
    let mut most = duration(&dir).as_micros() as u64;
    let result = dir.path("result");
    let mut draw = Draw(4);
    let (mut killed, mut half_named) = (0, 0);
    for round in 0..200 {
        // Every other kill falls into the last third, where files are written.
        let moment = if round % 2 == 0 { draw.below(most) } else { most * 2 / 3 + draw.below(most / 2) };
        let mut child = program(&dir, &result, &[]).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(moment));
        let is_running = child.try_wait().unwrap().is_none();
        killed += u32::from(is_running);
        // Other tests run at the same time: what a run takes is followed.
        most = if is_running { most * 51 / 50 } else { most * 19 / 20 };
        child.kill().unwrap();
        child.wait().unwrap();
        let what = format!("round {round}, {moment} µs");
        if result.exists() {
            assert_eq!(files(&result), reference, "{what}: half a result");
            fs::remove_dir_all(&result).unwrap();
        }
        // Between naming and renaming files stand in the hidden folder, for their owner alone.
        if dir.names(HIDDEN).is_empty() {
            nothing_left(&what, &dir, &[]);
        } else {
            half_named += 1;
            assert_eq!(mode(&dir.path(HIDDEN)), 0o700, "{what}");
        }
    }
    assert!(killed >= 100 && half_named <= 5, "{killed} killed, {half_named} while files were being named");
    run(&dir, &result, &[]).exits(1);
    assert_eq!(files(&result), reference);
    assert!(!dir.path(HIDDEN).exists());
}

#[test]
fn a_signal_ends_a_run_with_exit_4_and_nothing_left() {
    let dir = batch(400);
    // Reports are in the language asked for.
    let references = ["en", "ja"].map(|lang| undisturbed(&dir, &["--lang", lang]));
    let most = duration(&dir).as_micros() as u64;
    let result = dir.path("result");
    let mut draw = Draw(5);
    let mut stopped = 0;
    for round in 0..45 {
        let signal = [Signal::INT, Signal::TERM, Signal::HUP][round % 3];
        let lang = ["en", "ja"][round % 2];
        let child =
            program(&dir, &result, &["--lang", lang]).stderr(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(most / 10 + draw.below(most)));
        let _ = kill_process(Pid::from_child(&child), signal);
        let ran = Ran::of(child.wait_with_output().unwrap());
        let what = format!("round {round}, {signal:?}: {ran:?}");
        match ran.code {
            4 => {
                stopped += 1;
                let word = if lang == "ja" { "停止の指示" } else { "told to stop" };
                assert!(ran.stderr.contains("E_INTERRUPTED") && ran.stderr.contains(word), "{what}");
                assert!(!dir.path(HIDDEN).exists(), "{what}: {HIDDEN} is left");
                nothing_left(&what, &dir, &[]);
            }
            // Before anything was begun, or after everything was done, a signal does what it always does.
            1 | -1 => {
                assert!(!result.exists() || files(&result) == references[round % 2], "{what}");
                assert!(!dir.path(HIDDEN).exists(), "{what}: {HIDDEN} is left");
                let _ = fs::remove_dir_all(&result);
            }
            _ => panic!("{what}"),
        }
    }
    assert!(stopped >= 15, "{stopped} runs were stopped");
}

#[test]
fn of_runs_at_once_that_replace_each_other_every_result_is_whole() {
    let dir = batch(60);
    let reference = undisturbed(&dir, &[]);
    let result = dir.path("result");
    for runs in [2, 3, 5, 8] {
        for more in [&[][..], &["--replace"]] {
            let children: Vec<_> = (0..runs)
                .map(|_| program(&dir, &result, more).stderr(std::process::Stdio::piped()).spawn().unwrap())
                .collect();
            let ran: Vec<Ran> =
                children.into_iter().map(|c| Ran::of(c.wait_with_output().unwrap())).collect();
            let won = ran.iter().filter(|r| r.code == 1).count();
            assert!(won == 1 || won > 1 && !more.is_empty(), "{runs} {more:?}: {ran:?}");
            assert!(ran.iter().all(|r| r.code == 1 || r.code == 2), "{runs} {more:?}: {ran:?}");
            assert_eq!(files(&result), reference);
            nothing_left("runs at once", &dir, &["result", "result.previous"]);
            assert!(!dir.path(HIDDEN).exists());
            for name in ["result", "result.previous"] {
                let _ = fs::remove_dir_all(dir.path(name));
            }
        }
    }
}

#[test]
fn nothing_of_a_result_has_a_name_before_it_is_published() {
    let dir = batch(600);
    let result = dir.path("result");
    let mut child = program(&dir, &result, &[]).spawn().unwrap();
    let (mut looks, mut named) = (0, 0);
    while child.try_wait().unwrap().is_none() {
        looks += u32::from(dir.path(HIDDEN).exists());
        named += u32::from(!dir.names(HIDDEN).is_empty());
        std::thread::sleep(Duration::from_micros(500));
    }
    // Naming and renaming take a moment, in which all files are complete.
    assert!(named <= 3, "files have names in {named} of {looks} looks");
    assert!(looks > 20 && result.exists(), "{looks} looks at the hidden folder");
}

#[test]
fn symbolic_links_in_the_way_are_not_followed() {
    let elsewhere = Dir::new();
    elsewhere.file("summary.json", "mine");
    elsewhere.file("approved.csv", "mine");
    let untouched = || assert_eq!(elsewhere.names("."), ["approved.csv", "summary.json"]);
    for name in ["result", HIDDEN] {
        for to in [elsewhere.root().to_owned(), elsewhere.path("approved.csv"), elsewhere.path("nothing")] {
            let dir = batch(9);
            symlink(&to, dir.path(name)).unwrap();
            for more in [&[][..], &["--replace"]] {
                run(&dir, &dir.path("result"), more).exits(2);
                assert_eq!(fs::read_link(dir.path(name)).unwrap(), to, "{name}");
                untouched();
            }
            assert!(name == "result" || !dir.path("result").exists());
        }
    }
    // In the place to which a former result would be set aside, and in that former result.
    let dir = batch(9);
    let result = dir.path("result");
    run(&dir, &result, &[]).exits(1);
    symlink(elsewhere.root(), dir.path("result.previous")).unwrap();
    let ran = run(&dir, &result, &["--replace"]).exits(2);
    assert!(ran.stderr.contains("E_OUT_FORMER"), "{}", ran.stderr);
    untouched();
    fs::remove_file(dir.path("result.previous")).unwrap();
    fs::remove_file(result.join("approved.csv")).unwrap();
    symlink(elsewhere.path("approved.csv"), result.join("approved.csv")).unwrap();
    run(&dir, &result, &["--replace"]).exits(1);
    run(&dir, &result, &["--replace"]).exits(1);
    untouched();
    // A folder that is reached through one is a folder.
    symlink(elsewhere.root(), dir.path("way")).unwrap();
    run(&dir, &dir.path("way/result"), &[]).exits(1);
    assert!(elsewhere.path("result/approved.csv").exists());
}

#[test]
fn a_hidden_folder_that_others_could_enter_is_closed_to_them() {
    let dir = batch(9);
    fs::create_dir(dir.path(HIDDEN)).unwrap();
    fs::set_permissions(dir.path(HIDDEN), fs::Permissions::from_mode(0o777)).unwrap();
    dir.file(&format!("{HIDDEN}/approved.csv"), "left by a killed run");
    run(&dir, &dir.path("result"), &[]).exits(1);
    assert_eq!(mode(&dir.path("result")), 0o700);
    assert!(dir.text("result/approved.csv").starts_with("survivor_id"));
}

#[test]
fn a_run_that_cannot_even_begin_leaves_no_former_approval_in_place() {
    let faults: [&[&str]; 6] = [
        &["--no-such-flag"],
        &["--threads", "0"],
        &["--fail-on", "never"],
        &["--memory-limit", "none"],
        &["--merges"],
        &["--encoding", "latin1"],
    ];
    for fault in faults {
        for out in ["result", "./result"] {
            let dir = batch(9);
            run(&dir, &dir.path("result"), &[]).exits(1);
            let former = dir.contents("result");
            let mut more = vec!["check", "--records", "customers.csv", "--out", out, "--replace"];
            more.extend(fault);
            dir.program(&more).run().exits(2);
            assert!(!dir.path("result").exists(), "{fault:?}: an old approval is in place");
            assert_eq!(dir.contents("result.previous"), former, "{fault:?}");
            nothing_left("a usage error", &dir, &["result.previous"]);
        }
    }
    // Who did not ask for it keeps everything; and what is no result is not moved.
    let dir = batch(9);
    run(&dir, &dir.path("result"), &[]).exits(1);
    dir.program(&["check", "--out", "result", "--no-such-flag"]).run().exits(2);
    dir.program(&["check", "--out", "result", "--replace", "--help"]).run().exits(0);
    assert!(dir.path("result/approved.csv").exists());
    fs::create_dir(dir.path("other")).unwrap();
    dir.program(&["check", "--replace", "--out=other", "--no-such-flag"]).run().exits(2);
    assert!(dir.path("other").exists() && !dir.path("other.previous").exists());
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused_or_read_as_one_of_its_states() {
    let dir = batch(400);
    let result = dir.path("result");
    let customers = dir.path("customers.csv");
    let before = fs::read(&customers).unwrap();
    // One digit of the last record's phone: its pair then differs.
    let mut after = before.clone();
    let at = before.iter().rposition(|b| *b == b'-').unwrap() + 1;
    after[at] = if before[at] == b'9' { b'1' } else { before[at] + 1 };
    let most = duration(&dir).as_micros() as u64;
    let reference = |bytes: &[u8]| {
        fs::write(&customers, bytes).unwrap();
        undisturbed(&dir, &[])
    };
    let (is_after, is_before) = (reference(&after), reference(&before));
    assert_ne!(is_after["review.csv"], is_before["review.csv"]);
    let mut draw = Draw(6);
    let mut refused = 0;
    for round in 0..40 {
        fs::write(&customers, &before).unwrap();
        let child = program(&dir, &result, &[]).stderr(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(draw.below(most)));
        // In place, one byte, the length as it was; or replaced by another file.
        if round % 2 == 0 {
            use std::os::unix::fs::FileExt;
            File::options()
                .write(true)
                .open(&customers)
                .unwrap()
                .write_all_at(&after[at..=at], at as u64)
                .unwrap();
        } else {
            dir.file("new", &after);
            fs::rename(dir.path("new"), &customers).unwrap();
        }
        let ran = Ran::of(child.wait_with_output().unwrap());
        if ran.code == 1 {
            let came = files(&result);
            assert!(came == is_before || came == is_after, "round {round}: neither of the two states");
            fs::remove_dir_all(&result).unwrap();
        } else {
            refused += 1;
            assert!(ran.code == 2 && ran.stderr.contains("E_FILE_CHANGED"), "round {round}: {ran:?}");
            nothing_left("a changed file", &dir, &[]);
        }
    }
    assert!(refused >= 3, "{refused} runs saw the change");
}
