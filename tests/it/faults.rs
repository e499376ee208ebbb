//! Faults of the disk under a run: each single operation fails, symbolic links and other things are in the way. After each:
//! no approval that was not earned, no file that anyone could read, a former result as it was, and a run afterwards gives
//! the bytes of an undisturbed one. What the tests of `small_disk` and `interruptions` need stands here too.

use super::pairs;
use super::util::{Dir, Ran, timeless};
use sekisho::error::{Error, Fault};
use sekisho::read::SystemFiles;
use sekisho::report::{Disk, System};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A disk on which one operation fails, or that one and all after it.
#[derive(Debug)]
struct Faulty {
    done: AtomicUsize,
    /// The operation (from 0) that fails.
    at: usize,
    is_lasting: bool,
    has_unnamed: bool,
    /// The files that were given their names, in order.
    linked: Mutex<Vec<String>>,
}

impl Faulty {
    fn new(at: usize, is_lasting: bool, has_unnamed: bool) -> Arc<Self> {
        let (done, linked) = (AtomicUsize::new(0), Mutex::default());
        Arc::new(Self { done, at, is_lasting, has_unnamed, linked })
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
        self.linked.lock().unwrap().push(path.file_name().unwrap().to_string_lossy().into_owned());
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
pub fn batch(pairs: usize) -> Dir {
    pairs::batch(pairs, |i| i % 3 == 0)
}

fn arguments(dir: &Dir, out: &Path, more: &[&str]) -> Vec<OsString> {
    let mut all: Vec<OsString> = ["sekisho", "check", "--quiet"].map(OsString::from).into();
    if !more.contains(&"--threads") {
        all.extend(["--threads", "1"].map(OsString::from));
    }
    all.push("--records".into());
    all.extend([dir.path("customers.csv").into(), "--merges".into(), dir.path("merges.csv").into()]);
    all.extend(["--out".into(), out.as_os_str().to_owned()]);
    all.extend(more.iter().map(OsString::from));
    all
}

/// Runs `check` in this process on a disk.
fn run_on(disk: Arc<dyn Disk>, dir: &Dir, more: &[&str]) -> Result<u8, Error> {
    sekisho::cli::run_on(disk, &SystemFiles, &arguments(dir, &dir.path("result"), more))
        .map(|exit| exit as u8)
}

/// The program itself, into a folder.
pub fn program(dir: &Dir, out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    command.args(&arguments(dir, out, more)[1..]).current_dir(dir.root()).env("LC_ALL", "C");
    command
}

/// Runs it to its end.
pub fn run(dir: &Dir, out: &Path, more: &[&str]) -> Ran {
    Ran::of(program(dir, out, more).output().unwrap())
}

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What an undisturbed run writes; summary.json names the input files, whose folder is the same one.
pub fn undisturbed(dir: &Dir, more: &[&str]) -> Files {
    run(dir, &dir.path("reference"), more).exits(1);
    let files = timeless(dir.contents("reference"));
    assert!(files.contains_key("approved.csv") && files.contains_key("summary.json"));
    fs::remove_dir_all(dir.path("reference")).unwrap();
    files
}

/// The permissions of what stands at a path.
pub fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// The files of a folder; none where there is no folder.
pub fn files(folder: &Path) -> Files {
    let Ok(entries) = fs::read_dir(folder) else { return Files::new() };
    let paths = entries.map(|e| e.unwrap().path());
    let named = paths.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(p).unwrap()));
    timeless(named.collect())
}

/// The hidden folder of a run into `result`.
pub const HIDDEN: &str = ".result.sekisho-staging";

/// Nothing is left but inputs, `more`, and a hidden folder without a file that its owner alone could enter.
#[track_caller]
pub fn nothing_left(what: &str, dir: &Dir, more: &[&str]) {
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

/// A kill between two names leaves no approval without its certificate.
#[test]
fn the_list_of_approvals_gets_its_name_last() {
    let dir = batch(6);
    for more in [&[][..], &["--threads", "3"], &["--dry-run"]] {
        let disk = Faulty::new(usize::MAX, false, true);
        run_on(disk.clone(), &dir, more).unwrap();
        let linked = disk.linked.lock().unwrap();
        let approved: Vec<usize> = (0..linked.len()).filter(|at| linked[*at] == "approved.csv").collect();
        let last = linked.len() - 1;
        assert_eq!(approved, if more.contains(&"--dry-run") { vec![] } else { vec![last] }, "{linked:?}");
        assert!(linked.len() >= 7, "{linked:?}");
        fs::remove_dir_all(dir.path("result")).unwrap();
    }
}

#[test]
fn every_single_operation_of_the_disk_may_fail() {
    every_operation_fails(&[], "", true);
}

/// Which operation is the failing one differs from run to run there, and nothing else does.
#[test]
fn every_single_operation_may_fail_while_files_are_written_at_the_same_time() {
    every_operation_fails(&["--threads", "3"], "", true);
}

#[test]
fn every_single_operation_may_fail_over_a_former_result() {
    every_operation_fails(&["--replace"], "former", true);
}

#[test]
fn every_single_operation_may_fail_where_files_always_have_names() {
    every_operation_fails(&[], "", false);
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
