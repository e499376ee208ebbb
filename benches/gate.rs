//! The whole gate on a synthetic table: two passes over the records, comparison, decision, all files written.
//! Unit: records a second. Asserts that no pair of two people passed, and that pairs of one person did.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekisho::cli::{self, Exit};
use sekisho::synth::{self, Synth, SynthPlan};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

const PLAN: SynthPlan = SynthPlan { rows: 100_000, merges: 20_000, seed: 20 };

/// Writes the table and the proposals, and gives the proposals that are of two people.
fn make(folder: &Path) -> BTreeSet<String> {
    let synth = Synth::new(PLAN).expect("enough rows");
    let mut text = synth::CUSTOMERS_HEADER.to_owned();
    synth.customers(0..PLAN.rows, &mut text);
    fs::write(folder.join("customers.csv"), &text).expect("written");
    text = synth::MERGES_HEADER.to_owned();
    synth.merges(0..PLAN.merges, &mut text);
    fs::write(folder.join("merges.csv"), &text).expect("written");
    text.clear();
    synth.labels(0..PLAN.merges, &mut text);
    let different = text.lines().filter(|line| line.split(',').nth(3) == Some("different"));
    different.map(|line| line.split(',').skip(1).take(2).collect::<Vec<_>>().join(",")).collect()
}

fn check(folder: &Path, out: &Path) -> Exit {
    let mut arguments: Vec<OsString> = vec!["sekisho".into(), "check".into(), "--quiet".into()];
    for (name, file) in
        [("--records", "customers.csv"), ("--merges", "merges.csv"), ("--policy", "policy.toml")]
    {
        arguments.push(name.into());
        arguments.push(folder.join(file).into_os_string());
    }
    arguments.push("--out".into());
    arguments.push(out.as_os_str().to_owned());
    cli::run(&arguments)
}

fn gate(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let different = make(folder.path());
    // Most of the proposals are wrong on purpose; the breaker's share is switched off so that every pair is decided.
    fs::write(folder.path().join("policy.toml"), "version = 1\n[batch]\nmax_block_share = 1.0\n")
        .expect("written");
    let out = folder.path().join("result");
    let mut group = c.benchmark_group("gate");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PLAN.rows));
    group.bench_function("check, 100,000 records, 20,000 proposals", |b| {
        b.iter(|| {
            let _ = fs::remove_dir_all(&out);
            assert_eq!(check(folder.path(), &out), Exit::NotAllPassed);
        });
    });
    group.finish();
    let _ = fs::remove_dir_all(&out);
    assert_eq!(check(folder.path(), &out), Exit::NotAllPassed);
    let approved = fs::read_to_string(out.join("approved.csv")).expect("a result");
    let pair = |line: &str| line.split(',').take(2).collect::<Vec<_>>().join(",");
    let wrong = approved.lines().skip(1).filter(|line| different.contains(&pair(line))).count();
    assert_eq!(wrong, 0, "pairs of two people passed");
    assert!(approved.lines().count() > PLAN.merges as usize / 10, "hardly anything passed");
}

criterion_group!(benches, gate);
criterion_main!(benches);
