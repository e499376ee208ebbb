//! What a certificate says, and that others can read and check it.

use super::{batch, signed, statement};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::process::Command;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn a_certificate_binds_inputs_policy_program_and_every_file_of_the_result() {
    let dir = signed(5);
    let statement = statement(&dir);
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["predicateType"], sekisho::attest::PREDICATE_TYPE);
    let subjects = statement["subject"].as_array().unwrap();
    assert_eq!(subjects[0]["name"], "approved.csv");
    let mut named: Vec<&str> = subjects.iter().map(|s| s["name"].as_str().unwrap()).collect();
    named.push("certificate.json");
    named.sort_unstable();
    assert_eq!(named, dir.names("result"), "every file of the result is a subject");
    for subject in subjects {
        let name = subject["name"].as_str().unwrap();
        assert_eq!(subject["digest"]["sha256"], sha256(&dir.bytes(&format!("result/{name}"))), "{name}");
    }
    let predicate = &statement["predicate"];
    assert_eq!(predicate["inputs"]["merges"]["sha256"], sha256(&dir.bytes("merges.csv")));
    assert_eq!(predicate["inputs"]["records"][0]["sha256"], sha256(&dir.bytes("customers.csv")));
    assert_eq!(predicate["inputs"]["records"][0]["rows"], 13);
    assert_eq!(predicate["policy"]["sha256"], sha256(&dir.bytes("policy.toml")));
    assert_eq!(
        predicate["counts"],
        serde_json::json!({ "proposals": 7, "pass": 5, "review": 1, "block": 1, "released": 0 })
    );
    assert_eq!(predicate["knownAnswers"], serde_json::json!({ "run": 20, "wrong": 0 }));
    assert_eq!(predicate["breaker"]["halted"], false);
    assert_eq!(predicate["proposer"], "nightly");
    let program = std::fs::read(env!("CARGO_BIN_EXE_sekisho")).unwrap();
    assert_eq!(predicate["program"]["sha256"], sha256(&program));
    let moment = |key: &str| sekisho::attest::parse_date_time(predicate[key].as_str().unwrap()).unwrap();
    assert_eq!(moment("expiresAt") - moment("issuedAt"), 86_400, "24 h by default");
}

/// The digest of interface section 8, written a second time.
fn row_digest(cells: &[&str]) -> String {
    let mut bytes = b"sekisho.row.1".to_vec();
    for cell in cells {
        if cell.is_empty() {
            bytes.push(0);
        } else {
            bytes.push(1);
            bytes.extend((cell.len() as u32).to_be_bytes());
            bytes.extend(cell.bytes());
        }
    }
    sha256(&bytes)
}

#[test]
fn row_digests_are_over_the_raw_cells_of_the_mapped_columns_in_the_policys_order() {
    let dir = signed(2);
    let mut reader = csv::Reader::from_path(dir.path("result/certificate.rows.csv")).unwrap();
    assert_eq!(
        reader.headers().unwrap(),
        vec!["line", "survivor_id", "merged_id", "survivor_row", "merged_row"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    let survivor = row_digest(&[
        "S1",
        "佐藤 花子",
        "サトウ ハナコ",
        "09031400044",
        "",
        "1984-05-17",
        "1000005",
        "千代田区, 1-S1",
    ]);
    let merged = row_digest(&[
        "M1",
        "佐藤　花子",
        "サトウ ハナコ",
        "090-3140-0044",
        "",
        "1984/5/17",
        "1000005",
        "千代田区, 1-M1",
    ]);
    assert_eq!(rows[1], vec!["3", "S1", "M1", survivor.as_str(), merged.as_str()]);
    let columns = &statement(&dir)["predicate"]["inputs"]["records"][0];
    let headers: Vec<&str> =
        columns["columns"].as_array().unwrap().iter().map(|c| c["header"].as_str().unwrap()).collect();
    assert_eq!(columns["id"], "customer_id");
    assert_eq!(headers, ["name", "kana", "mobile", "tel", "birthdate", "postal_code", "address"]);
}

#[test]
fn the_order_of_columns_in_the_file_and_of_records_does_not_show_in_the_rows_file() {
    let dir = signed(3);
    let rows = dir.bytes("result/certificate.rows.csv");
    let mut reader = csv::Reader::from_path(dir.path("customers.csv")).unwrap();
    let turned = |record: &csv::StringRecord| record.iter().rev().map(str::to_owned).collect::<Vec<_>>();
    let header = turned(reader.headers().unwrap());
    let mut all: Vec<Vec<String>> = reader.records().map(|r| turned(&r.unwrap())).collect();
    all.reverse();
    let mut writer = csv::Writer::from_path(dir.path("customers.csv")).unwrap();
    writer.write_record(&header).unwrap();
    all.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
    dir.check(&["--policy", "policy.toml", "--quiet", "--replace"]).exits(1);
    assert_eq!(dir.bytes("result/certificate.rows.csv"), rows);
}

/// OpenSSL knows nothing of this program: it is given the bytes that DSSE says are signed.
#[test]
fn openssl_verifies_the_signature_over_the_pre_authentication_encoding() {
    let dir = signed(3);
    let envelope: serde_json::Value = serde_json::from_slice(&dir.bytes("result/certificate.json")).unwrap();
    let payload = STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap();
    let kind = envelope["payloadType"].as_str().unwrap();
    let mut signed = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    signed.extend(&payload);
    let signature = STANDARD.decode(envelope["signatures"][0]["sig"].as_str().unwrap()).unwrap();
    dir.file("signature", signature);
    let openssl = |bytes: &[u8]| {
        dir.file("signed", bytes);
        let arguments = [
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "gate.key.pub",
            "-rawin",
            "-sigfile",
            "signature",
            "-in",
            "signed",
        ];
        let mut command = Command::new("openssl");
        command
            .args(arguments)
            .current_dir(dir.root())
            .output()
            .expect("openssl is installed")
            .status
            .success()
    };
    assert!(openssl(&signed), "a good signature");
    let last = signed.len() - 1;
    signed[last] ^= 1;
    assert!(!openssl(&signed), "a changed payload");
}

#[test]
fn nothing_is_certified_where_nothing_is_approved() {
    let dir = batch(2);
    dir.check(&["--policy", "policy.toml", "--dry-run", "--quiet"]).exits(1);
    assert!(dir.names("result").iter().all(|name| !name.starts_with("certificate")));
    let mut merges = "survivor_id,merged_id\n".to_owned();
    (0..25).for_each(|i| merges.push_str(&format!("S{},B1\n", i % 2)));
    dir.file("merges.csv", merges);
    dir.check(&["--policy", "policy.toml", "--quiet", "--replace"]).exits(3);
    assert!(dir.names("result").iter().all(|name| !name.starts_with("certificate")), "a halted batch");
}

#[test]
fn an_empty_batch_has_a_certificate_of_no_pair() {
    let dir = batch(1);
    dir.file("merges.csv", "survivor_id,merged_id\n");
    dir.check(&["--key", "gate.key", "--quiet"]).exits(0);
    assert_eq!(statement(&dir)["predicate"]["rows"]["pairs"], 0);
    super::verify(&dir, "result/approved.csv", &["--key", "gate.key.pub", "--records", "customers.csv"])
        .exits(0);
}

#[test]
fn a_certificate_holds_for_as_long_as_asked() {
    let dir = batch(1);
    dir.check(&["--quiet", "--valid-for", "90m"]).exits(1);
    let predicate = &statement(&dir)["predicate"];
    let moment = |key: &str| sekisho::attest::parse_date_time(predicate[key].as_str().unwrap()).unwrap();
    assert_eq!(moment("expiresAt") - moment("issuedAt"), 5400);
    for bad in ["0h", "24", "-1h", "400d", "1w"] {
        dir.check(&["--quiet", "--replace", &format!("--valid-for={bad}")]).exits(2);
    }
}
