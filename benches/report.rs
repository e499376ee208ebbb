//! The reports for people beside the decisions they tell: `check` of 200,000 proposals without and with them.
//! Unit: proposals a second. Asserts that all reports together take less than two thirds of the time of the rest of the run
//! (the share on idle cores stands in `runs`), and that they need no memory that grows with the proposals beyond the page's cap.

#![allow(clippy::expect_used, clippy::print_stderr, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekisho::cli::{self, Exit};
use sekisho::synth::{self, Synth, SynthPlan};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const PLAN: SynthPlan = SynthPlan { rows: 500_000, merges: 200_000, seed: 6 };
/// What the reports may take more than a run without them, in KiB: the page's tables of cells, the workbook's table of texts,
/// the buffers of both.
const MORE_KIB_MAX: u64 = 64 << 10;

fn make(folder: &Path) {
    let synth = Synth::new(PLAN).expect("enough rows");
    let mut text = synth::CUSTOMERS_HEADER.to_owned();
    synth.customers(0..PLAN.rows, &mut text);
    fs::write(folder.join("customers.csv"), &text).expect("written");
    text = synth::MERGES_HEADER.to_owned();
    synth.merges(0..PLAN.merges, &mut text);
    fs::write(folder.join("merges.csv"), &text).expect("written");
    // Most of the proposals are wrong on purpose; the breaker's share is switched off so that every pair is decided.
    fs::write(folder.join("policy.toml"), "version = 1\n[batch]\nmax_block_share = 1.0\n").expect("written");
}

/// Runs `check` with these reports, and says how long it took.
fn check(folder: &Path, reports: &str) -> Duration {
    let out = folder.join("result");
    let _ = fs::remove_dir_all(&out);
    let path = |name: &str| folder.join(name).into_os_string();
    let mut arguments: Vec<OsString> =
        ["sekisho", "check", "--quiet", "--report", reports].map(Into::into).into();
    for (name, file) in [
        ("--records", "customers.csv"),
        ("--merges", "merges.csv"),
        ("--policy", "policy.toml"),
        ("--out", "result"),
    ] {
        arguments.extend([name.into(), path(file)]);
    }
    let since = Instant::now();
    assert_eq!(cli::run(&arguments), Exit::NotAllPassed);
    since.elapsed()
}

/// The most memory the process had since it was last asked, in KiB (`proc(5)`, `clear_refs`).
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
    let peak = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    fs::write("/proc/self/clear_refs", "5").expect("Linux");
    peak
}

fn report(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path());
    let mut group = c.benchmark_group("report");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PLAN.merges));
    for reports in ["none", "html", "xlsx", "html,xlsx"] {
        group.bench_function(format!("check, 200,000 proposals, --report {reports}"), |b| {
            b.iter_custom(|n| (0..n).map(|_| check(folder.path(), reports)).sum());
        });
    }
    group.finish();
    let _ = peak_kib();
    let measured = ["none", "html,xlsx"].map(|reports| {
        let best = (0..3).map(|_| check(folder.path(), reports)).min().expect("three runs");
        (best, peak_kib())
    });
    let [(without, least), (with, most)] = measured;
    eprintln!("without reports {without:?}, {least} KiB; with them {with:?}, {most} KiB");
    let more = with.saturating_sub(without);
    assert!(3 * more < 2 * without, "the reports take more than two thirds of the rest");
    assert!(most < least + MORE_KIB_MAX, "the reports take too much memory");
}

criterion_group!(benches, report);
criterion_main!(benches);
