//! How long it takes to compare and judge one pair. Unit: pairs a second, over the known answers repeated.

#![allow(clippy::expect_used, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekisho::fields;
use sekisho::gate::{Batch, Ids, KNOWN_ANSWERS, Readings, Wanted, normalize, run};
use sekisho::model::{MappedColumn, RecordBatch, Verdict};
use sekisho::policy::Policy;
use std::sync::Arc;

const REPEATS: usize = 500;
const TODAY: &str = "2026-01-01";

fn compare(c: &mut Criterion) {
    let columns = [fields::NAME_KANJI, fields::NAME_KANA, fields::PHONE, fields::BIRTHDATE];
    let mapping: Arc<[MappedColumn]> = (2..)
        .zip(columns)
        .map(|(number, field)| MappedColumn {
            header: String::new(),
            number,
            field,
            part: None,
            format: None,
        })
        .collect();
    let mut records = RecordBatch::new(mapping, "");
    let mut ids = Ids::new();
    let (mut survivors, mut merged) = (Vec::new(), Vec::new());
    for repeat in 0..REPEATS {
        for (i, answer) in KNOWN_ANSWERS.iter().enumerate() {
            for (side, cells) in answer.records.iter().enumerate() {
                let id = format!("{repeat}-{i}-{side}");
                if side == 0 { &mut survivors } else { &mut merged }.push(ids.intern(&id));
                records.push_cell(&id);
                cells.iter().for_each(|cell| records.push_cell(cell));
                records.end_row(records.rows() as u64 + 1);
            }
        }
    }
    let mapped = std::array::from_fn(|f| columns.iter().any(|c| c.index() == f));
    let mut readings = Readings::new(ids.len(), mapped);
    readings.add(normalize(&records, &ids, &columns, TODAY));
    let policy = Policy::built_in();
    let (wanted, counting) = Wanted::of(&mut readings, policy.shared_by_max());
    let counts = wanted.counts(counting);
    let batch = Batch {
        survivors: &survivors,
        merged: &merged,
        readings: &readings,
        counts: &counts,
        policy: &policy,
    };
    let passed = KNOWN_ANSWERS.iter().filter(|a| a.verdict == Verdict::Pass).count() as u64;
    let mut group = c.benchmark_group("compare");
    group.throughput(Throughput::Elements(survivors.len() as u64));
    group.bench_function("compare, judge, group and decide", |b| {
        b.iter(|| {
            let decisions = run(&batch);
            // Half of the pairs are there to be refused, so the breaker halts the batch; what each is worth stays.
            assert_eq!(decisions.totals_before_halt().pass, passed * REPEATS as u64);
        });
    });
    group.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
