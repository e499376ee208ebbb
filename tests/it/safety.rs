//! A small safety bench: labelled synthetic proposals of every kind through the program; `benches/safety` is the large one.

use super::util::{Dir, came_out};
use sekisho::synth::{KINDS, Truth};
use std::collections::{BTreeMap, HashMap};

/// The kinds of one person that show all three conditions and rest on one weakening at most, as the bench lists them.
fn shown() -> Vec<&'static str> {
    let bench = include_str!("../../benches/safety");
    let lists = bench.lines().filter_map(|line| line.strip_prefix("shown=\"")?.strip_suffix('"'));
    lists.flat_map(|list| list.split(' ')).filter(|name| *name != "$shown").collect()
}

#[test]
fn the_bench_names_kinds_of_one_person() {
    let shown = shown();
    assert!(shown.len() >= 8, "{shown:?}");
    for name in shown {
        let kind = KINDS.iter().find(|k| k.name == name);
        assert!(kind.is_some_and(|k| k.truth == Truth::Same), "{name}");
    }
}

#[test]
fn no_pair_of_two_people_passes_and_clear_pairs_of_one_person_do() {
    let dir = Dir::new();
    let synth = ["synth", "--rows", "18000", "--merges", "8000", "--seed", "11", "--out", "table", "--quiet"];
    dir.program(&synth).run().exits(0);
    // The breaker is off: most of these proposals are wrong on purpose.
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    for file in ["customers.csv", "merges.csv"] {
        std::fs::rename(dir.path("table").join(file), dir.path(file)).unwrap();
    }
    dir.check(&["--policy", "policy.toml", "--quiet"]).exits(1);
    let verdicts: HashMap<(String, String), String> =
        came_out(&dir, "result").into_iter().map(|c| ((c.survivor, c.merged), c.verdict)).collect();
    let mut by_kind: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let labels = dir.text("table/labels.csv");
    for label in labels.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        let passed = verdicts[&(label[1].to_owned(), label[2].to_owned())] == "pass";
        assert!(!passed || label[3] == "same", "row {} of kind {}: two people passed", label[0], label[4]);
        let count = by_kind.entry(label[4].to_owned()).or_default();
        count[0] += 1;
        count[1] += u32::from(passed);
    }
    assert_eq!(by_kind.len(), KINDS.len(), "every kind is met");
    let sum = |i: usize| shown().iter().map(|name| by_kind[*name][i]).sum::<u32>();
    assert!(sum(0) > 1_500 && sum(1) * 100 >= sum(0) * 99, "{} of {} passed: {by_kind:?}", sum(1), sum(0));
}
