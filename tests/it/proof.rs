//! The papers of a run: what a certificate says and binds, and that `verify` finds whatever is not what was approved.

mod approve;
mod certificate;
mod changes;
mod history;
mod keys;
mod ledger;
mod verify;

use super::util::{Dir, Ran};

/// The policy of these runs: its headers named, as a database needs them.
pub const POLICY: &str = r#"version = 1
[columns]
id = "customer_id"
name_kanji = "name"
name_kana = "kana"
phone = ["mobile", "tel"]
birthdate = "birthdate"
address = "address"
postal_code = "postal_code"
"#;

/// So many pairs that pass, with IDs `S0`, `M0`, `S1`, …; then one for review (`R0`, `R1`) and one to block (`S0`, `B1`).
pub fn batch(pairs: usize) -> Dir {
    let mut customers = "customer_id,name,kana,mobile,tel,birthdate,postal_code,address,memo\n".to_owned();
    let mut merges = "survivor_id,merged_id,memo\n".to_owned();
    let mut row = |id: &str, name: &str, phone: String, birthdate: &str| {
        customers.push_str(&format!(
            "{id},{name},サトウ ハナコ,{phone},,{birthdate},1000005,\"千代田区, 1-{id}\",x\n"
        ));
    };
    for i in 0..pairs {
        let phone = 31_400_007 + 37 * i;
        row(&format!("S{i}"), "佐藤 花子", format!("090{phone}"), "1984-05-17");
        row(
            &format!("M{i}"),
            "佐藤　花子",
            format!("090-{}-{:04}", phone / 10_000, phone % 10_000),
            "1984/5/17",
        );
        merges.push_str(&format!("S{i},M{i},\"memo, {i}\"\n"));
    }
    row("R0", "佐藤 花子", "09088887777".to_owned(), "1984-05-17");
    row("R1", "佐藤 花子", "09088887777".to_owned(), "");
    row("B1", "田中 一郎", "08011112222".to_owned(), "1971-06-02");
    merges.push_str("R0,R1,review\nR0,B1,block\n");
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir.file("policy.toml", POLICY);
    dir.program(&["keygen", "--out", "gate.key", "--quiet"]).run().exits(0);
    dir
}

/// A signed run on it.
pub fn signed(pairs: usize) -> Dir {
    let dir = batch(pairs);
    dir.check(&["--policy", "policy.toml", "--key", "gate.key", "--proposer", "nightly", "--quiet"]).exits(1);
    dir
}

/// `verify` on that run, with more arguments.
pub fn verify(dir: &Dir, merges: &str, more: &[&str]) -> Ran {
    let arguments = ["verify", "--certificate", "result/certificate.json", "--merges", merges];
    let ran = dir.program(&[&arguments[..], more].concat()).run();
    // Whatever is wrong, it is told by IDs, files and counts.
    for value in ["佐藤", "田中", "サトウ", "0903140", "1984-05", "1984/5", "千代田"] {
        assert!(!ran.stdout.contains(value) && !ran.stderr.contains(value), "{value} is shown: {ran:?}");
    }
    ran
}

/// The statement in a certificate.
pub fn statement(dir: &Dir) -> serde_json::Value {
    use base64::Engine;
    let envelope: serde_json::Value = serde_json::from_slice(&dir.bytes("result/certificate.json")).unwrap();
    let payload = envelope["payload"].as_str().unwrap();
    let payload = base64::engine::general_purpose::STANDARD.decode(payload).unwrap();
    serde_json::from_slice(&payload).unwrap()
}
