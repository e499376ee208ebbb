//! `approve`: two people, two keys, the same rows; nobody releases what is blocked.

use super::{batch, statement};
use crate::util::{Dir, Ran};
use sekisho::attest::{self, Envelope, SecretKey};
use sekisho::report::decision::row_digest;
use serde_json::json;
use sha2::{Digest, Sha256};

/// A signed run of three pairs (lines 2 to 4), one for review (line 5) and one blocked (line 6), and keys of three people.
fn run() -> Dir {
    let dir = batch(3);
    for name in ["ann", "ben", "job"] {
        dir.program(&["keygen", "--quiet", "--out", &format!("{name}.key")]).run().exits(0);
    }
    dir.check(&["--policy", "policy.toml", "--key", "gate.key", "--proposer", "nightly", "--quiet"]).exits(1);
    dir
}

fn run_digest(dir: &Dir) -> String {
    Sha256::digest(dir.bytes("result/summary.json")).iter().map(|b| format!("{b:02x}")).collect()
}

/// Writes what one steward decided: line, survivor, merged record, decision.
fn decisions(dir: &Dir, steward: &str, decided: &[(u64, &str, &str, &str)]) {
    let run = run_digest(dir);
    let decided: Vec<_> = decided
        .iter()
        .map(|(line, survivor, merged, decision)| {
            json!({ "line": line, "survivor_id": survivor, "merged_id": merged,
                    "row": row_digest(&run, *line, survivor, merged), "decision": decision, "note": "" })
        })
        .collect();
    let file = json!({ "format": "sekisho.decisions.1", "run": run, "steward": steward, "decided": decided });
    dir.file(&format!("decisions-{steward}.json"), file.to_string());
}

fn sign(dir: &Dir, steward: &str, key: &str, reason: &str) -> Ran {
    let (decisions, out) = (format!("decisions-{steward}.json"), format!("{steward}.signed"));
    let _ = std::fs::remove_file(dir.path(&out));
    let arguments =
        ["approve", "sign", "--run", "result", "--decisions", &decisions, "--key", key, "--out", &out];
    dir.program(&[&arguments[..], &["--reason", reason]].concat()).run()
}

const RELEASE: [&str; 19] = [
    "approve",
    "release",
    "--run",
    "result",
    "--records",
    "customers.csv",
    "--merges",
    "merges.csv",
    "--policy",
    "policy.toml",
    "--steward",
    "ann.key.pub",
    "ben.key.pub",
    "--proposer",
    "nightly",
    "--key",
    "job.key",
    "--out",
    "released",
];

fn release(dir: &Dir, more: &[&str]) -> Ran {
    let _ = std::fs::remove_dir_all(dir.path("released"));
    dir.program(&[&RELEASE[..], more].concat()).run()
}

const BOTH: [&str; 3] = ["--approval", "ann.signed", "ben.signed"];

#[track_caller]
fn refused(dir: &Dir, more: &[&str], code: &str) {
    let ran = release(dir, more).exits(3);
    assert!(ran.stdout.contains(code), "{code} is not named: {}", ran.stdout);
    assert!(!dir.path("released").exists());
}

/// Both decide, each with the key of that name.
fn both(dir: &Dir, ann: &[(u64, &str, &str, &str)], ben: &[(u64, &str, &str, &str)]) {
    decisions(dir, "ann", ann);
    decisions(dir, "ben", ben);
    sign(dir, "ann", "ann.key", "called her").exits(0);
    sign(dir, "ben", "ben.key", "saw the form").exits(0);
}

const APPROVED: (u64, &str, &str, &str) = (5, "R0", "R1", "approve");

#[test]
fn what_two_people_approve_is_released_with_a_certificate_that_names_them() {
    let dir = run();
    both(&dir, &[APPROVED], &[APPROVED]);
    release(&dir, &BOTH).exits(0);
    assert_eq!(dir.text("released/approved.csv"), "survivor_id,merged_id,memo\nR0,R1,review\n");
    let certificate =
        ["verify", "--certificate", "released/certificate.json", "--merges", "released/approved.csv"];
    let more = ["--records", "customers.csv", "--key", "job.key.pub", "--policy", "policy.toml"];
    dir.program(&[&certificate[..], &more].concat()).run().exits(0);
    let ledger = ["--ledger", "ledger.jsonl"];
    release(&dir, &[&BOTH[..], &ledger].concat()).exits(0);
    dir.program(&[&certificate[..], &more, &ledger].concat()).run().exits(0);
    // One list does not stand in for the other.
    let other = ["verify", "--certificate", "result/certificate.json", "--merges", "released/approved.csv"];
    dir.program(&other).run().exits(3);
    std::fs::rename(dir.path("result"), dir.path("first")).unwrap();
    std::fs::rename(dir.path("released"), dir.path("result")).unwrap();
    let predicate = &statement(&dir)["predicate"];
    assert_eq!(
        predicate["counts"],
        json!({ "proposals": 5, "pass": 3, "review": 1, "block": 1, "released": 1 })
    );
    assert_eq!(predicate["stewards"][0]["name"], "ann");
    assert_eq!(predicate["stewards"][1]["name"], "ben");
    let signed =
        Sha256::digest(dir.bytes("ben.signed")).iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(predicate["stewards"][1]["decisions"], signed);
}

#[test]
fn one_person_or_the_proposer_releases_nothing() {
    let dir = run();
    both(&dir, &[APPROVED], &[APPROVED]);
    refused(&dir, &["--approval", "ann.signed", "ann.signed"], "approval.one_key");
    sign(&dir, "ben", "ann.key", "x").exits(0);
    refused(&dir, &BOTH, "approval.one_key");
    decisions(&dir, "ann", &[APPROVED]);
    let arguments =
        ["--decisions", "decisions-ann.json", "--key", "ben.key", "--out", "again.signed", "--reason", "x"];
    dir.program(&[&["approve", "sign", "--run", "result"][..], &arguments].concat()).run().exits(0);
    refused(&dir, &["--approval", "ann.signed", "again.signed"], "approval.one_person");
    sign(&dir, "ben", "ben.key", "x").exits(0);
    refused(&dir, &[&BOTH[..], &["--proposer-key", "ben.key.pub"]].concat(), "approval.proposer");
    for (key, steward) in [("gate.key", "gate.key.pub"), ("job.key", "job.key.pub")] {
        sign(&dir, "ben", key, "x").exits(0);
        refused(&dir, &[&BOTH[..], &["--steward", steward]].concat(), "approval.proposer");
    }
    refused(&dir, &BOTH, "approval.signature");
    decisions(&dir, "nightly", &[APPROVED]);
    sign(&dir, "nightly", "ben.key", "x").exits(0);
    refused(&dir, &["--approval", "ann.signed", "nightly.signed"], "approval.proposer");
    // One person by any spelling, whatever the width, the case or the spaces.
    for (name, code) in
        [("Ａnn", "approval.one_person"), ("ANN ", "approval.one_person"), ("Nightly", "approval.proposer")]
    {
        decisions(&dir, "other", &[APPROVED]);
        let text = dir
            .text("decisions-other.json")
            .replace("\"steward\":\"other\"", &format!("\"steward\":\"{name}\""));
        assert!(text.contains(name), "{text}");
        dir.file("decisions-other.json", text);
        sign(&dir, "other", "ben.key", "x").exits(0);
        refused(&dir, &["--approval", "ann.signed", "other.signed"], code);
    }
    release(&dir, &["--approval", "ann.signed"]).exits(2);
}

#[test]
fn only_what_both_approve_and_the_gate_left_to_people_is_released() {
    let dir = run();
    for other in ["reject", "unsure"] {
        both(&dir, &[APPROVED], &[(5, "R0", "R1", other)]);
        refused(&dir, &BOTH, "approval.none");
    }
    let blocked = (6, "R0", "B1", "approve");
    both(&dir, &[APPROVED, blocked], &[APPROVED, blocked]);
    refused(&dir, &BOTH, "approval.blocked");
    let passed = (2, "S0", "M0", "approve");
    both(&dir, &[passed], &[passed]);
    refused(&dir, &BOTH, "approval.passed");
    // A row that is not there, or under another line.
    for row in [(2, "R0", "R1", "approve"), (9, "R0", "R1", "approve"), (5, "R1", "R0", "approve")] {
        both(&dir, &[row], &[row]);
        refused(&dir, &BOTH, "approval.row");
    }
}

#[test]
fn decisions_are_about_one_run_with_a_reason_each() {
    let dir = run();
    decisions(&dir, "ann", &[APPROVED]);
    let ran = sign(&dir, "ann", "ann.key", "").exits(2);
    assert!(ran.stderr.contains("line 5") && ran.stderr.contains("reason"), "{}", ran.stderr);
    decisions(&dir, "ann", &[APPROVED, APPROVED]);
    sign(&dir, "ann", "ann.key", "x").exits(2);
    decisions(&dir, "ann", &[APPROVED]);
    let good = dir.text("decisions-ann.json");
    for (from, to) in [
        ("\"R1\"", "\"B1\""),
        ("\"line\":5", "\"line\":6"),
        ("decisions.1", "decisions.2"),
        ("\"steward\":\"ann\"", "\"steward\":\" \""),
        ("\"note\":\"\"", "\"note\":\"\",\"more\":1"),
        ("approve", "pass"),
    ] {
        dir.file("decisions-ann.json", good.replace(from, to));
        assert_ne!(good, dir.text("decisions-ann.json"));
        sign(&dir, "ann", "ann.key", "x").exits(2);
    }
    dir.file("decisions-ann.json", &good);
    sign(&dir, "ann", "ann.key", "x").exits(0);
    decisions(&dir, "ben", &[APPROVED]);
    sign(&dir, "ben", "ben.key", "x").exits(0);
    // A changed byte, changed records, another policy: not what was signed, not the run that was decided on.
    let signed = dir.bytes("ben.signed");
    let mut changed = signed.clone();
    changed[40] ^= 1;
    dir.file("ben.signed", &changed);
    let ran = release(&dir, &BOTH).exits(3);
    assert!(
        ran.stdout.contains("approval.form") || ran.stdout.contains("approval.signature"),
        "{}",
        ran.stdout
    );
    dir.file("ben.signed", &signed);
    for name in ["customers.csv", "policy.toml", "result/summary.json"] {
        let good = dir.bytes(name);
        let text = String::from_utf8(good.clone()).unwrap().replace("田中 一郎", "田中 二郎");
        let text = if name == "customers.csv" { text } else { format!("{text}\n") };
        dir.file(name, text);
        refused(&dir, &BOTH, "approval.run");
        dir.file(name, good);
    }
    release(&dir, &BOTH).exits(0);
    dir.file("merges.csv", "survivor_id,merged_id\nR0,R1\n");
    dir.check(&["--policy", "policy.toml", "--replace", "--quiet"]).exits(1);
    refused(&dir, &BOTH, "approval.run");
}

#[test]
fn a_halted_batch_is_released_by_two_people_only_and_without_what_is_blocked() {
    let dir = run();
    let mut merges = "survivor_id,merged_id\nS0,M0\nR0,R1\n".to_owned();
    (0..30).for_each(|i| merges.push_str(&format!("unknown{i},B1{i}\n")));
    dir.file("merges.csv", merges);
    dir.check(&["--policy", "policy.toml", "--key", "gate.key", "--replace", "--quiet"]).exits(3);
    assert!(!dir.path("result/certificate.json").exists());
    let good = [(2, "S0", "M0", "approve"), (3, "R0", "R1", "approve")];
    let bad = (4, "unknown0", "B10", "approve");
    both(&dir, &[good[0], good[1], bad], &[good[0], bad]);
    let told = [&BOTH[..], &["--proposer-key", "gate.key.pub"]].concat();
    refused(&dir, &told, "approval.blocked");
    both(&dir, &good, &good);
    // A halted batch has no certificate that says whose it is: whoever proposed could be one of the two.
    refused(&dir, &BOTH, "approval.certificate");
    refused(&dir, &[&BOTH[..], &["--proposer-key", "ben.key.pub"]].concat(), "approval.proposer");
    release(&dir, &told).exits(0);
    assert_eq!(dir.text("released/approved.csv"), "survivor_id,merged_id\nS0,M0\nR0,R1\n");
    let certificate =
        ["verify", "--certificate", "released/certificate.json", "--merges", "released/approved.csv"];
    dir.program(&[&certificate[..], &["--records", "customers.csv", "--key", "job.key.pub"]].concat())
        .run()
        .exits(0);
}

#[test]
fn decisions_hold_for_a_time_that_is_signed_and_no_longer() {
    let dir = run();
    both(&dir, &[APPROVED], &[APPROVED]);
    let key = SecretKey::read(&dir.path("ben.key")).unwrap();
    let decided = dir.bytes("decisions-ben.json");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let signed_at = |moment: u64, seconds: u64| {
        let file = (&decided[..], "decisions-ben.json");
        let (envelope, _) =
            attest::sign(file, &run_digest(&dir), "saw the form", &key, (moment, seconds)).unwrap();
        dir.file("ben.signed", envelope.to_bytes());
    };
    for (moment, seconds, code) in [
        (now - 86_401, 86_400, "approval.expired"),
        (now - 60, 59, "approval.expired"),
        (now + 3_600, 86_400, "approval.not_yet"),
        (now, 0, "approval.form"),
    ] {
        signed_at(moment, seconds);
        refused(&dir, &BOTH, code);
    }
    signed_at(now - 86_400 + 600, 86_400);
    release(&dir, &BOTH).exits(0);
    // The time stands in what is signed, a day unless told otherwise.
    let times = |more: &[&str]| {
        let _ = std::fs::remove_file(dir.path("ann.signed"));
        let arguments = ["approve", "sign", "--run", "result", "--decisions", "decisions-ann.json"];
        let arguments = [&arguments[..], &["--key", "ann.key", "--reason", "x", "--out", "ann.signed"], more];
        let ran = dir.program(&arguments.concat()).run();
        let envelope = Envelope::from_bytes(&std::fs::read(dir.path("ann.signed")).ok()?)?;
        let statement: serde_json::Value = serde_json::from_slice(&envelope.payload).unwrap();
        let moment =
            |key: &str| attest::parse_date_time(statement["predicate"][key].as_str().unwrap()).unwrap();
        Some((ran.exits(0).stdout, moment("expiresAt") - moment("signedAt")))
    };
    assert_eq!(times(&[]).unwrap().1, 86_400);
    let (said, seconds) = times(&["--valid-for", "90m", "--json"]).unwrap();
    assert_eq!(seconds, 5_400);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&said["approved"], &said["signed"]), (&json!(1), &json!("ann.signed")));
    assert!(attest::parse_date_time(said["expires"].as_str().unwrap()).unwrap() >= now + 5_400);
    assert_eq!(times(&["--valid-for", "0m"]), None);
}

#[test]
fn a_run_without_its_certificate_is_released_only_where_the_proposers_key_is_told() {
    let dir = run();
    both(&dir, &[APPROVED], &[APPROVED]);
    let certificate = dir.bytes("result/certificate.json");
    // One of another run, and one that is none, say nothing about who proposed this one.
    let mut other = Envelope::from_bytes(&certificate).unwrap();
    other.payload =
        String::from_utf8(other.payload).unwrap().replace(&run_digest(&dir), &"0".repeat(64)).into();
    for bytes in [None, Some(other.to_bytes()), Some(b"{}\n".to_vec())] {
        std::fs::remove_file(dir.path("result/certificate.json")).unwrap();
        if let Some(bytes) = &bytes {
            dir.file("result/certificate.json", bytes);
        }
        refused(&dir, &BOTH, "approval.certificate");
        release(&dir, &[&BOTH[..], &["--proposer-key", "gate.key.pub"]].concat()).exits(0);
        refused(&dir, &[&BOTH[..], &["--proposer-key", "ben.key.pub"]].concat(), "approval.proposer");
        dir.file("result/certificate.json", &certificate);
    }
    release(&dir, &BOTH).exits(0);
}

#[test]
fn a_program_is_told_what_was_released_and_what_was_not() {
    let dir = run();
    both(&dir, &[APPROVED], &[APPROVED]);
    let json = |ran: Ran| serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap();
    let told = json(release(&dir, &[&BOTH[..], &["--json"]].concat()).exits(0));
    let envelope = Envelope::from_bytes(&dir.bytes("released/certificate.json")).unwrap();
    let expected =
        json!({ "released": 1, "out": "released", "certificate": envelope.id(), "mismatches": [] });
    assert_eq!(told, expected);
    both(&dir, &[APPROVED], &[(6, "R0", "B1", "approve")]);
    let told = json(release(&dir, &[&BOTH[..], &["--json"]].concat()).exits(3));
    assert_eq!((&told["released"], &told["out"]), (&json!(0), &json!(null)));
    assert_eq!(told["mismatches"][0]["code"], "approval.none");
    assert!(!told["mismatches"][0]["ja"].as_str().unwrap().is_ascii());
}
