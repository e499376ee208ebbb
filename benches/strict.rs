//! The strict reader beside the `csv` crate on the same file, both on one thread: what strictness, the digest, the encoding of
//! the whole file and the search for card numbers cost. Unit: bytes a second. Asserts that both read the same rows.
//!
//! The goal is that the strict reading costs no more than 1.5 times the `csv` crate's (`StringRecord`, which holds UTF-8 too).

#![allow(clippy::expect_used, clippy::print_stderr, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekisho::model::Columns;
use sekisho::read::{ReadOptions, Records};
use sekisho::synth::{self, Synth, SynthPlan};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

const PLAN: SynthPlan = SynthPlan { rows: 200_000, merges: 1_000, seed: 20 };

/// Rows and bytes of the first cells.
fn strict(path: &Path) -> (u64, usize) {
    let records = Records::open(&[path.to_owned()], &Columns::default(), &[], &ReadOptions::default());
    let mut bytes = 0;
    let count = |batch: &sekisho::model::RecordBatch<'_>| {
        (0..batch.rows()).map(|row| batch.cell(row, 0).len()).sum::<usize>()
    };
    let scan = records.expect("readable").scan(None, count, |sum| bytes += sum).expect("strict");
    (scan.rows, bytes)
}

fn by_csv_crate(path: &Path) -> (u64, usize) {
    let mut reader = csv::Reader::from_path(path).expect("readable");
    let mut record = csv::StringRecord::new();
    let (mut rows, mut bytes) = (0, 0);
    while reader.read_record(&mut record).expect("a record") {
        rows += 1;
        bytes += record[0].len();
    }
    (rows, bytes)
}

fn bench(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("customers.csv");
    let mut text = synth::CUSTOMERS_HEADER.to_owned();
    Synth::new(PLAN).expect("enough rows").customers(0..PLAN.rows, &mut text);
    fs::write(&path, &text).expect("written");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    assert_eq!(pool.install(|| strict(&path)), by_csv_crate(&path), "both read the same");
    let mut group = c.benchmark_group("strict");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("strict reader", |b| b.iter(|| pool.install(|| strict(&path))));
    group.bench_function("csv crate", |b| b.iter(|| by_csv_crate(&path)));
    group.finish();
    // In turn, so that what else the machine does falls on both.
    let mut ratios: Vec<f64> = (0..15)
        .map(|_| {
            let start = Instant::now();
            pool.install(|| strict(&path));
            let ours = start.elapsed();
            let start = Instant::now();
            by_csv_crate(&path);
            ours.as_secs_f64() / start.elapsed().as_secs_f64()
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    eprintln!("strict reader / csv crate: {:.2} (median of {})", ratios[ratios.len() / 2], ratios.len());
}

criterion_group!(benches, bench);
criterion_main!(benches);
