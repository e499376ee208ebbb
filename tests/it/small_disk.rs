//! A small file system in memory under a run: it fills up at any size, and it cannot be written.

use super::faults::{batch, files, run, undisturbed};
use super::util::Dir;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// Runs a program of the system as root, as which the tests run, or which `sudo` gives without asking. What it says where
/// it fails.
fn tried_as_root(arguments: &[&str]) -> Result<(), String> {
    let is_root = rustix::process::geteuid().is_root();
    let mut all = if is_root { vec![] } else { vec!["sudo", "-n"] };
    all.extend(arguments);
    let ran = Command::new(all[0]).args(&all[1..]).output().unwrap();
    let said = || format!("{all:?} must work for this test: {}", String::from_utf8_lossy(&ran.stderr));
    if ran.status.success() { Ok(()) } else { Err(said()) }
}

fn as_root(arguments: &[&str]) {
    tried_as_root(arguments).unwrap();
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

    /// Gives the file system another size. It cannot become smaller than what is in use, and that can be more than what has a
    /// name: a process that another test starts holds all that this one had open, a file of a result that is already removed
    /// among it, until it runs its own program, which on a busy machine takes a while.
    fn remount(&self, options: &str) {
        let remount =
            || tried_as_root(&["mount", "-o", &format!("remount,{options}"), self.0.to_str().unwrap()]);
        let end = Instant::now() + Duration::from_secs(30);
        while let Err(said) = remount() {
            assert!(Instant::now() < end, "{said}");
            std::thread::sleep(Duration::from_millis(50));
        }
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

/// What makes a disk refuse to shrink for a moment.
#[test]
fn a_file_that_is_still_open_keeps_a_disk_from_shrinking_until_it_is_closed() {
    let dir = Dir::new();
    let disk = Tmpfs::mount(&dir, "size=1m");
    fs::write(disk.0.join("large"), vec![0; 200 << 10]).unwrap();
    let open = File::open(disk.0.join("large")).unwrap();
    fs::remove_file(disk.0.join("large")).unwrap();
    let shrink = ["mount", "-o", "remount,size=64k", disk.0.to_str().unwrap()];
    assert!(tried_as_root(&shrink).is_err(), "the system counts what is open");
    let waiting = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(open);
    });
    disk.remount("size=64k");
    waiting.join().unwrap();
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
