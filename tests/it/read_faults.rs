//! Faults of the inputs: each single look, opening, reading of every input in every format fails, once and for ever; reads
//! are short or interrupted. After each: exit 4, no approval, nothing left, and a run afterwards as if nothing had been.

use super::read::formats::{every_format, sample};
use super::util::{Dir, timeless};
use sekisho::error::{Error, Fault};
use sekisho::model::Columns;
use sekisho::read::{Files, ReadOptions, Records, SystemFiles};
use sekisho::report::System;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// One operation.
    Once,
    /// That one and all after it.
    Lasting,
    /// One operation is interrupted by a signal (`EINTR`), which every reader must bear.
    Interrupted,
    /// Nothing, but no read gives more than three bytes.
    Short,
}

/// Inputs of which one operation fails.
#[derive(Debug)]
struct Faulty {
    done: AtomicUsize,
    /// The operation (from 0) that fails.
    at: usize,
    way: Way,
    stdin: Mutex<Vec<u8>>,
}

impl Faulty {
    fn new(at: usize, way: Way) -> &'static Self {
        Box::leak(Box::new(Self { done: AtomicUsize::new(0), at, way, stdin: Mutex::default() }))
    }

    /// EIO on even operations; on odd ones ESTALE, what a network's file server says.
    fn step(&self, may_be_interrupted: bool) -> io::Result<()> {
        let now = self.done.fetch_add(1, Ordering::SeqCst);
        let code = if self.at.is_multiple_of(2) { 5 } else { 116 };
        match self.way {
            Way::Once if now == self.at => Err(io::Error::from_raw_os_error(code)),
            Way::Lasting if now >= self.at => Err(io::Error::from_raw_os_error(code)),
            Way::Interrupted if now == self.at && may_be_interrupted => Err(io::Error::from_raw_os_error(4)),
            Way::Once | Way::Lasting | Way::Interrupted | Way::Short => Ok(()),
        }
    }

    fn part(&self, length: usize) -> usize {
        if self.way == Way::Short { length.min(3) } else { length }
    }
}

impl Files for Faulty {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        self.step(false).and_then(|()| SystemFiles.look(path))
    }
    fn open(&self, path: &Path) -> io::Result<File> {
        self.step(false).and_then(|()| SystemFiles.open(path))
    }
    fn state(&self, file: &File) -> io::Result<Metadata> {
        self.step(false).and_then(|()| SystemFiles.state(file))
    }
    fn read(&self, file: &File, out: &mut [u8]) -> io::Result<usize> {
        let part = self.part(out.len());
        self.step(true).and_then(|()| SystemFiles.read(file, &mut out[..part]))
    }
    fn seek(&self, file: &File, to: SeekFrom) -> io::Result<u64> {
        self.step(false).and_then(|()| SystemFiles.seek(file, to))
    }
    fn read_stdin(&self, out: &mut [u8]) -> io::Result<usize> {
        let part = self.part(out.len());
        self.step(true)?;
        let mut stdin = self.stdin.lock().unwrap();
        let part = part.min(stdin.len());
        out[..part].copy_from_slice(&stdin[..part]);
        stdin.drain(..part);
        Ok(part)
    }
}

/// A world of a few customers in one format, and their proposals in another.
struct World {
    dir: Dir,
    records: String,
    merges: String,
    stdin: Vec<u8>,
}

fn world(records: &str, merges: &str) -> World {
    let dir = Dir::new();
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    let of = |name: &str, format: &str| {
        let mut rows = sample(name);
        rows.retain(|row| !encoding_rs::SHIFT_JIS.encode(&row.join(",")).2);
        rows.iter_mut().for_each(|row| row.iter_mut().for_each(|cell| *cell = cell.replace(',', "、")));
        every_format(&rows).into_iter().find(|(f, _)| *f == format).unwrap().1
    };
    let name = format!("customers.{records}");
    dir.file(&name, of("customers.csv", records));
    let (stdin, list) = match merges {
        "-" => (of("merges.csv", "csv"), "-".to_owned()),
        format => (Vec::new(), format!("merges.{format}")),
    };
    if list != "-" {
        dir.file(&list, of("merges.csv", merges));
    }
    World { dir, records: name, merges: list, stdin }
}

type Came = BTreeMap<String, Vec<u8>>;

impl World {
    fn run(&self, files: &'static Faulty, more: &[&str]) -> Result<u8, Error> {
        files.stdin.lock().unwrap().clone_from(&self.stdin);
        let path = |name: &str| self.dir.path(name).into_os_string();
        let merges = if self.merges == "-" { OsString::from("-") } else { path(&self.merges) };
        let words = |all: &[&str]| -> Vec<OsString> { all.iter().map(OsString::from).collect() };
        let mut arguments = words(&["sekisho", "check", "--quiet", "--threads", "1", "--records"]);
        arguments.extend([path(&self.records), "--merges".into(), merges, "--out".into(), path("result")]);
        arguments.extend(["--policy".into(), path("policy.toml")]);
        arguments.extend(words(more));
        sekisho::cli::run_on(Arc::new(System), files, &arguments).map(|exit| exit as u8)
    }

    fn came(&self) -> Came {
        let came = timeless(self.dir.contents("result"));
        let _ = fs::remove_dir_all(self.dir.path("result"));
        came
    }

    /// Every operation fails in every way; how many there are.
    fn every_operation_fails(&self) -> usize {
        let what = format!("{} and {}", self.records, self.merges);
        let counting = Faulty::new(usize::MAX, Way::Once);
        assert_eq!(self.run(counting, &[]).unwrap(), 1, "{what}");
        let reference = self.came();
        assert!(reference.contains_key("approved.csv"));
        assert_eq!(self.run(Faulty::new(0, Way::Short), &[]).unwrap(), 1, "{what}: three bytes at a time");
        assert!(self.came() == reference, "{what}: three bytes at a time");
        let inputs = self.dir.names(".");
        let operations = counting.done.load(Ordering::SeqCst);
        let mut harmless = 0;
        let ways = [Way::Once, Way::Lasting, Way::Interrupted];
        for (at, way) in (0..operations).flat_map(|at| ways.map(|way| (at, way))) {
            let what = format!("{what}: operation {at} of {operations}, {way:?}");
            match self.run(Faulty::new(at, way), &[]) {
                Ok(code) => {
                    assert_eq!(code, 1, "{what}");
                    assert!(self.came() == reference, "{what}: another result");
                    harmless += usize::from(way != Way::Interrupted);
                }
                Err(error) => {
                    assert_ne!(way, Way::Interrupted, "{what}: {error}");
                    assert_eq!(error.fault(), Fault::Surroundings, "{what}: {error}");
                    let place = error.problems()[0].place.file.as_deref().unwrap_or_default().to_owned();
                    let known = [&self.records, &self.merges, "policy.toml"];
                    assert!(known.iter().any(|name| place.ends_with(*name)), "{what}: {error}");
                    assert_eq!(self.dir.names("."), inputs, "{what}: something is left");
                }
            }
        }
        // The size of the merges file is looked at once more, only to foresee how much memory a run needs.
        assert!(harmless <= 1, "{what}: {harmless} operations failed and nobody noticed");
        assert_eq!(self.run(Faulty::new(usize::MAX, Way::Once), &[]).unwrap(), 1);
        assert!(self.came() == reference, "{what}: the run afterwards");
        operations
    }
}

#[test]
fn every_operation_on_text_inputs_may_fail() {
    let operations: usize = ["csv", "sjis.csv", "wide.csv", "csv.gz", "csv.zst"]
        .iter()
        .map(|format| world(format, "csv").every_operation_fails())
        .sum();
    assert!(operations > 100, "{operations}");
}

#[test]
fn every_operation_on_inputs_of_cells_may_fail() {
    let operations: usize =
        ["ndjson", "xlsx"].iter().map(|format| world(format, format).every_operation_fails()).sum();
    assert!(operations > 40, "{operations}");
}

#[test]
fn every_operation_on_columnar_inputs_may_fail() {
    let operations: usize =
        ["parquet", "feather"].iter().map(|format| world(format, format).every_operation_fails()).sum();
    assert!(operations > 60, "{operations}");
}

#[test]
fn every_operation_on_standard_input_may_fail() {
    assert!(world("csv", "-").every_operation_fails() > 20);
}

#[test]
fn an_input_that_cannot_be_read_leaves_no_former_approval_in_place() {
    let world = world("csv", "csv");
    let counting = Faulty::new(usize::MAX, Way::Once);
    assert_eq!(world.run(counting, &[]).unwrap(), 1);
    let former = timeless(world.dir.contents("result"));
    let operations = counting.done.load(Ordering::SeqCst);
    for at in 1..operations {
        for name in ["result", "result.previous"] {
            let _ = fs::remove_dir_all(world.dir.path(name));
        }
        assert_eq!(world.run(Faulty::new(usize::MAX, Way::Once), &[]).unwrap(), 1);
        if world.run(Faulty::new(at, Way::Lasting), &["--replace"]).is_err() {
            assert!(!world.dir.path("result").exists(), "operation {at}: an old approval is in place");
            assert!(timeless(world.dir.contents("result.previous")) == former, "operation {at}");
        }
    }
}

/// A file of many blocks, each of which may be the one that cannot be read: no row behind it is ever missed in silence.
#[test]
fn a_read_that_fails_in_the_middle_is_never_taken_for_the_end() {
    let dir = Dir::new();
    let rows: String = (0..200).map(|i| format!("C{i},佐藤 花子{i}\n")).collect();
    let path = dir.file("r.csv", format!("id,氏名\n{rows}"));
    let read = |files: &'static Faulty| {
        let options = ReadOptions { block_bytes: 256, files, ..ReadOptions::default() };
        let records = Records::open(std::slice::from_ref(&path), &Columns::default(), &[], &options)?;
        let mut rows = 0;
        let scan = records.scan(None, |batch| batch.rows(), |n| rows += n)?;
        assert_eq!(scan.rows, rows as u64);
        Ok::<usize, Error>(rows)
    };
    let counting = Faulty::new(usize::MAX, Way::Once);
    assert_eq!(read(counting).unwrap(), 200);
    let operations = counting.done.load(Ordering::SeqCst);
    assert!(operations > 30, "{operations}");
    for at in 0..operations {
        for way in [Way::Once, Way::Lasting] {
            let error = read(Faulty::new(at, way)).expect_err("a row may be missing");
            assert_eq!(error.fault(), Fault::Surroundings, "operation {at}, {way:?}: {error}");
        }
        assert_eq!(read(Faulty::new(at, Way::Interrupted)).unwrap(), 200, "operation {at}");
    }
    assert_eq!(read(Faulty::new(0, Way::Short)).unwrap(), 200);
}
