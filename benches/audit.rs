//! `audit merges` at size: 100,000 past merges among 1,000,000 customers, 1,000,000 contacts and 500,000 rows that belong to them.
//! Fails where the lists of what must stop take more than a minute, all of it more than ten, or a merge of two people is called
//! right. Times are on the clock; the number of threads is the machine's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

use sekisho::cli::{self, Exit};
use sekisho::synth::{self, Synth, SynthPlan};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const PLAN: SynthPlan = SynthPlan { rows: 1_000_000, merges: 100_000, seed: 8 };
/// Contacts, and rows that belong to customers.
const EVENTS: usize = 1_000_000;
const ORDERS: usize = 500_000;
/// The most that the lists, and all of it, may take.
const FIRST_MAX: Duration = Duration::from_secs(60);
const ALL_MAX: Duration = Duration::from_secs(600);

/// Writes the tables, and gives the merges of two people.
fn make(folder: &Path) -> HashSet<String> {
    let synth = Synth::new(PLAN).unwrap();
    let mut text = synth::CUSTOMERS_HEADER.to_owned();
    synth.customers(0..PLAN.rows, &mut text);
    fs::write(folder.join("before.csv"), &text).unwrap();
    text = synth::MERGES_HEADER.to_owned();
    synth.merges(0..PLAN.merges, &mut text);
    fs::write(folder.join("log.csv"), &text).unwrap();
    let pairs: Vec<[&str; 2]> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').take(2).collect::<Vec<_>>().try_into().unwrap())
        .collect();
    let mut web = "at,id,touchpoint,data\n".to_owned();
    for i in 0..EVENTS {
        let [survivor, merged] = pairs[i % pairs.len()];
        let id = if i % 3 == 0 { merged } else { survivor };
        let data = ["氏名;電話番号;購入履歴", "氏名", "顧客ID"][i % 3];
        let touchpoint = ["オンライン", "DM"][i / 7 % 2];
        writeln!(web, "2024-09-{:02},{id},{touchpoint},{data}", 1 + i % 28).unwrap();
    }
    fs::write(folder.join("web.csv"), web).unwrap();
    let mut orders = "order_id,customer_id,presented_id,at\n".to_owned();
    for i in 0..ORDERS {
        let [survivor, merged] = pairs[i % pairs.len()];
        let presented = ["", survivor, merged][i % 3];
        writeln!(orders, "o{i},{survivor},{presented},2024-09-01").unwrap();
    }
    fs::write(folder.join("orders.csv"), orders).unwrap();
    let mut labels = String::new();
    synth.labels(0..PLAN.merges, &mut labels);
    let different = labels.lines().filter(|line| line.split(',').nth(3) == Some("different"));
    different.map(|line| line.split(',').skip(1).take(2).collect::<Vec<_>>().join(",")).collect()
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let different = make(folder.path());
    let path = |name: &str| folder.path().join(name).into_os_string();
    let mut arguments =
        vec!["sekisho".into(), "audit".into(), "merges".into(), "--quiet".into(), "--timings".into()];
    for (name, file) in [
        ("--before", "before.csv"),
        ("--merges", "log.csv"),
        ("--touch", "web.csv"),
        ("--child", "orders.csv"),
        ("--out", "audit"),
    ] {
        arguments.extend([name.into(), path(file)]);
    }
    arguments.extend(["--discovered".into(), "2024-10-01".into()]);
    let lists = folder.path().join("audit/containment/accounts_to_suspend.csv");
    let (start, is_over) = (Instant::now(), AtomicBool::new(false));
    let (first, all) = std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            while !lists.exists() && !is_over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(10));
            }
            start.elapsed()
        });
        let exit = cli::run(&arguments);
        let all = start.elapsed();
        is_over.store(true, Ordering::Relaxed);
        assert_eq!(exit, Exit::Halted);
        (watch.join().unwrap(), all)
    });
    let merges = fs::read_to_string(folder.path().join("audit/report/merges.csv")).unwrap();
    let mut counts = [0; 3];
    for line in merges.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        counts[["wrong", "possible", "right"].iter().position(|word| *word == cells[0]).unwrap()] += 1;
        let is_right = cells[0] == "right";
        assert!(
            !(is_right && different.contains(&cells[2..4].join(","))),
            "two people are called one: {line}"
        );
    }
    let [wrong, possible, right] = counts;
    println!("wrong {wrong}, possible {possible}, right {right}");
    println!("what must stop: {:.1} s; all: {:.1} s", first.as_secs_f64(), all.as_secs_f64());
    assert_eq!(counts.iter().sum::<u64>(), PLAN.merges);
    assert!(first <= FIRST_MAX && all <= ALL_MAX);
}
