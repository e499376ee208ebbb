//! The ledger: one line a run, a chain that shows every change, and a history that can halt a batch.

use super::{batch, verify};
use crate::util::{Dir, Ran};

const LEDGER: [&str; 6] = ["--policy", "policy.toml", "--ledger", "ledger.jsonl", "--proposer", "nightly"];

fn run(dir: &Dir, more: &[&str]) -> Ran {
    dir.check(&[&LEDGER[..], &["--key", "gate.key", "--replace", "--quiet"], more].concat())
}

fn held(dir: &Dir) -> Ran {
    verify(dir, "result/approved.csv", &["--ledger", "ledger.jsonl", "--key", "gate.key.pub"])
}

#[test]
fn every_run_has_a_line_and_any_change_of_a_line_is_found() {
    let dir = batch(4);
    for _run in 0..3 {
        run(&dir, &[]).exits(1);
        held(&dir).exits(0);
    }
    let good = dir.text("ledger.jsonl");
    let lines: Vec<serde_json::Value> =
        good.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[2]["number"], &lines[2]["proposals"], &lines[2]["block"]),
        (&3.into(), &6.into(), &1.into())
    );
    assert_eq!(lines[1]["proposer"], "nightly");
    run(&dir, &["--dry-run"]).exits(1);
    assert_eq!(dir.text("ledger.jsonl"), good, "a dry run approves nothing and is no run");
    run(&dir, &[]).exits(1);
    let good = dir.bytes("ledger.jsonl");
    let text = String::from_utf8(good.clone()).unwrap();
    let line = |n: usize| text.lines().nth(n).unwrap();
    let without = |gone: usize| -> String {
        text.lines().enumerate().filter(|(n, _)| *n != gone).map(|(_, l)| format!("{l}\n")).collect()
    };
    let broken = [
        text.replace("\"proposals\":6", "\"proposals\":7"),
        without(0),
        without(1),
        without(2),
        format!("{}\n{text}", line(0)),
        text.trim_end().to_owned(),
        format!("{text}\n"),
        text.replace("\"number\":1,", "\"number\": 1,"),
        text[..text.len() / 2 + 9].to_owned(),
        "x\n".to_owned(),
    ];
    for bad in broken {
        dir.file("ledger.jsonl", &bad);
        let ran = held(&dir).exits(3);
        assert!(ran.stdout.contains("ledger.chain"), "{}", ran.stdout);
        // Nothing is approved on a ledger that cannot be believed, and nothing is added to it.
        let ran = dir.check(&[&LEDGER[..], &["--replace"]].concat()).exits(2);
        assert!(ran.stderr.contains("E_LEDGER "), "{}", ran.stderr);
        assert_eq!(dir.text("ledger.jsonl"), bad);
        std::fs::rename(dir.path("result.previous"), dir.path("result")).unwrap();
    }
    // A whole chain that lacks the run, or that was begun anew behind the line the run was held against.
    dir.file("ledger.jsonl", without(3));
    assert!(held(&dir).exits(3).stdout.contains("ledger.missing"));
    dir.file("ledger.jsonl", "");
    assert!(held(&dir).exits(3).stdout.contains("ledger.missing"));
    dir.file("ledger.jsonl", &good);
    held(&dir).exits(0);
}

#[test]
fn any_change_of_the_last_line_is_found_by_the_certificate_that_binds_it() {
    let dir = batch(4);
    for _run in 0..2 {
        run(&dir, &[]).exits(1);
    }
    held(&dir).exits(0);
    let text = dir.text("ledger.jsonl");
    let last = text.lines().last().unwrap();
    // No line behind the last one shows that it was changed: its certificate does, whatever stands in it.
    let cells: serde_json::Map<String, serde_json::Value> = serde_json::from_str(last).unwrap();
    for (name, value) in &cells {
        let bad = if value.is_number() {
            "7".to_owned()
        } else if value.is_boolean() {
            "true".to_owned()
        } else {
            format!("\"{}\"", "a".repeat(64))
        };
        let of_value = |value: &str| format!("\"{name}\":{value}");
        let changed = if name == "profile" {
            last.replace("\"survivors\":5,", "\"survivors\":4,")
        } else {
            last.replace(&of_value(&value.to_string()), &of_value(&bad))
        };
        assert_ne!(changed, last, "{name}");
        dir.file("ledger.jsonl", text.replace(last, &changed));
        let code = match name.as_str() {
            "number" | "previous" => "ledger.chain",
            "certificate" => "ledger.missing",
            _other => "ledger.changed",
        };
        let ran = held(&dir).exits(3);
        assert!(ran.stdout.contains(code), "{name}: {}", ran.stdout);
    }
}

#[test]
fn a_batch_that_departs_from_its_jobs_history_is_halted_and_released_by_nothing_but_people() {
    let dir = batch(200);
    dir.file("policy.toml", format!("{}[batch]\nmax_block_share = 1.0\n", super::POLICY));
    for night in 0..5 {
        // One batch counts once, however often it is run: each night's is another one.
        let text = dir.text("merges.csv");
        dir.file("merges.csv", text.replace("memo, ", &format!("{night}memo, ")));
        run(&dir, &[]).exits(1);
    }
    let good = dir.text("merges.csv");
    // Nineteen of two hundred blocked: less than a tenth, and unheard of in this job.
    let strangers: String = (0..19).map(|i| format!("S{i},B1,x\n")).collect();
    let kept: Vec<&str> = good.lines().filter(|l| !l.starts_with("R0,")).collect();
    let departed = format!("{}\n", kept.join("\n")).replace("S0,M0", "S199,M0") + &strangers;
    dir.file("merges.csv", &departed);
    run(&dir, &[]).exits(3);
    assert!(!dir.path("result/approved.csv").exists() && !dir.path("result/certificate.json").exists());
    // The same batch of another job, of which nothing is known, is decided pair by pair.
    run(&dir, &["--proposer=other"]).exits(2);
    let other = [
        "--policy",
        "policy.toml",
        "--ledger",
        "ledger.jsonl",
        "--proposer",
        "other",
        "--replace",
        "--quiet",
    ];
    dir.check(&other).exits(1);
    // A halted batch does not make itself usual, and a good one is still good.
    for _again in 0..3 {
        run(&dir, &[]).exits(3);
    }
    dir.file("merges.csv", good);
    run(&dir, &[]).exits(1);
    held(&dir).exits(0);
}

#[test]
fn two_runs_do_not_write_one_ledger_at_once() {
    let dir = batch(1);
    run(&dir, &[]).exits(1);
    let file = std::fs::File::open(dir.path("ledger.jsonl")).unwrap();
    file.lock().unwrap();
    let ran = run(&dir, &[]).exits(2);
    assert!(ran.stderr.contains("E_LEDGER_HELD"), "{}", ran.stderr);
    file.unlock().unwrap();
    run(&dir, &[]).exits(1);
    assert_eq!(dir.text("ledger.jsonl").lines().count(), 2);
}
