//! Files that once did harm, and those of other programs, each read whole in every way: a fixed corpus without a panic.
//! `SEKISHO_FUZZ_CORPUS` names a folder of more.

#![allow(clippy::print_stdout)]

use super::util::Dir;
use sekisho::columnar::{ArrowFile, Decoded, ParquetFile};
use sekisho::error::{Error, Fault};
use sekisho::model::Columns;
use sekisho::read::{Merges, ReadOptions, Records};
use std::fs;
use std::io::Cursor;
use std::ops::Range;
use std::path::{Path, PathBuf};

fn hostile(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile").join(folder)
}

/// The files of a folder with one of these extensions, by name.
pub fn files(folder: &str, extensions: &[&str]) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(hostile(folder)).unwrap().map(|e| e.unwrap().path());
    let mut paths: Vec<PathBuf> = entries
        .filter(|p| p.extension().is_some_and(|e| extensions.contains(&e.to_str().unwrap())))
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.into_iter().map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

/// Reads a file as records and as proposals; what is accepted is read alike the second time. How many rows were read.
pub fn both(path: &Path, options: &ReadOptions) -> Option<u64> {
    let told = |error: &Error| {
        assert!(!error.problems().is_empty());
        assert_ne!(error.fault(), Fault::Internal, "{error}");
    };
    if let Err(error) = Merges::open(path, options) {
        told(&error);
    }
    let records = match Records::open(&[path.to_owned()], &Columns::default(), &[], options) {
        Ok(records) => records,
        Err(error) => {
            told(&error);
            return None;
        }
    };
    let scan = || {
        let mut ids: Vec<String> = Vec::new();
        let cells = |batch: &sekisho::model::RecordBatch<'_>| -> Vec<String> {
            (0..batch.rows()).map(|row| batch.cell(row, 0).to_owned()).collect()
        };
        let scan = records.scan(None, cells, |part| ids.extend(part))?;
        assert_eq!(scan.rows, ids.len() as u64);
        Ok::<_, Error>(ids)
    };
    match scan() {
        Ok(first) => {
            assert!(scan().unwrap() == first, "read otherwise the second time");
            assert!(first.iter().all(|id| !id.is_empty()), "an empty ID");
            Some(first.len() as u64)
        }
        Err(error) => {
            told(&error);
            None
        }
    }
}

/// The bytes of a part of a file.
fn part(bytes: &[u8], range: Range<u64>) -> Option<Vec<u8>> {
    bytes.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?).map(<[u8]>::to_vec)
}

/// Writes every value of these columns as text.
fn written(decoded: &[Decoded], rows: usize) {
    let mut cell = String::new();
    for texts in decoded.iter().filter_map(|column| column.texts(rows)) {
        for row in 0..rows {
            cell.clear();
            texts.write(row, &mut cell);
        }
    }
}

/// Decodes every column of a Parquet or Arrow file, also where it holds no table that the gate could use.
pub fn decoded(bytes: &[u8]) {
    if let Some(file) = ParquetFile::open(&mut Cursor::new(bytes)) {
        for (group, column) in (0..file.groups().min(20))
            .flat_map(|g| (0..file.types().headers().count().min(100)).map(move |c| (g, c)))
        {
            let range = file.byte_range(group, column).and_then(|range| part(bytes, range));
            if let Some(decoded) = range.and_then(|bytes| file.decode(group, column, bytes)) {
                written(&[decoded], file.rows(group));
            }
        }
    }
    if let Some(file) = ArrowFile::open(&mut Cursor::new(bytes), bytes.len() as u64) {
        let columns: Vec<usize> = (0..file.types().headers().count().min(100)).collect();
        for batch in 0..file.batches().min(20) {
            let range = file.byte_range(batch).and_then(|range| part(bytes, range));
            if let Some((rows, decoded)) = range.and_then(|bytes| file.decode(batch, bytes, &columns)) {
                written(&decoded, rows);
            }
        }
    }
}

/// Every file that other programs wrote and every input that once did harm, whole: a fixed corpus.
#[test]
fn no_file_of_the_corpus_makes_the_reader_panic() {
    let all = ["parquet", "arrow", "feather", "xlsx", "ndjson", "jsonl", "csv", "gz", "zst"];
    let dir = Dir::new();
    // A folder of one's own can be looked through too: public corpora of bad files, say.
    let more =
        std::env::var("SEKISHO_FUZZ_CORPUS").map_or_else(|_| Vec::new(), |folder| files(&folder, &all));
    let corpus = files("corpus", &all).into_iter().chain(more);
    for (name, bytes) in files("made_by_others", &all).into_iter().chain(corpus) {
        println!("{name}");
        decoded(&bytes);
        both(&dir.file(&name, bytes), &ReadOptions::default());
    }
}
