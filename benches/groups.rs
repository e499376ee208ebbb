//! How long groups take that join very many records: a star, a chain, a star of members that all are written differently,
//! and pairs beside each other. Unit: proposals a second, for 10,000 and 100,000 of them: the two must not be far apart.

#![allow(clippy::expect_used, missing_docs)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sekisho::fields;
use sekisho::gate::{Batch, Ids, Readings, Wanted, normalize, run};
use sekisho::model::{MappedColumn, RecordBatch, Verdict};
use sekisho::policy::Policy;
use std::sync::Arc;

const TODAY: &str = "2026-01-01";

/// Records of one person, with so many different addresses in turn, and these proposals.
struct Made {
    readings: Readings,
    survivors: Vec<u32>,
    merged: Vec<u32>,
}

fn made(records: u32, addresses: u32, proposals: impl Iterator<Item = (u32, u32)>) -> Made {
    let columns = [fields::NAME_KANJI, fields::NAME_KANA, fields::PHONE, fields::BIRTHDATE, fields::ADDRESS];
    let column =
        |(number, field)| MappedColumn { header: String::new(), number, field, part: None, format: None };
    let mapping: Arc<[MappedColumn]> = (2..).zip(columns).map(column).collect();
    let mut batch = RecordBatch::new(mapping, "");
    let mut ids = Ids::new();
    for record in 0..records {
        let id = record.to_string();
        ids.intern(&id);
        let address = format!("東京都港区芝{}-1", record % addresses);
        for cell in [&id, "佐藤 花子", "サトウ ハナコ", "09031400007", "1984-05-17", &address] {
            batch.push_cell(cell);
        }
        batch.end_row(u64::from(record) + 2);
    }
    let mapped = std::array::from_fn(|f| columns.iter().any(|c| c.index() == f));
    let mut readings = Readings::new(ids.len(), mapped);
    readings.add(normalize(&batch, &ids, &columns, TODAY));
    let (survivors, merged) = proposals.unzip();
    Made { readings, survivors, merged }
}

fn groups(c: &mut Criterion) {
    let policy = Policy::built_in();
    let mut group = c.benchmark_group("groups");
    group.sample_size(10);
    for n in [10_000_u32, 100_000] {
        let cases = [
            ("star", made(n + 1, 1, (1..=n).map(|i| (0, i)))),
            ("chain", made(n + 1, 1, (1..=n).map(|i| (i - 1, i)))),
            ("star of many writings", made(n + 1, n + 1, (1..=n).map(|i| (0, i)))),
            ("pairs", made(2 * n, 1, (0..n).map(|i| (2 * i, 2 * i + 1)))),
        ];
        for (name, mut made) in cases {
            let (wanted, counting) = Wanted::of(&mut made.readings, policy.shared_by_max());
            let counts = wanted.counts(counting);
            let batch = Batch {
                survivors: &made.survivors,
                merged: &made.merged,
                readings: &made.readings,
                counts: &counts,
                policy: &policy,
            };
            let largest = if name == "pairs" { 2 } else { n + 1 };
            group.throughput(Throughput::Elements(u64::from(n)));
            group.bench_function(BenchmarkId::new(name, n), |b| {
                b.iter(|| {
                    let decisions = run(&batch);
                    let first = decisions.all()[0];
                    assert_eq!(first.group, Some((0, largest)));
                    assert!(name == "pairs" || decisions.all().iter().all(|d| d.verdict != Verdict::Pass));
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, groups);
criterion_main!(benches);
