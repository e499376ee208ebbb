//! `verify`: what matches, what does not, and that the reason is named.

use super::{batch, signed, statement, verify};
use crate::util::{Dir, Ran};
use sekisho::attest::{self, Asked, Envelope, PublicKey, SecretKey};
use std::fs;
use std::process::{Command, Stdio};

const GOOD: [&str; 6] = ["--key", "gate.key.pub", "--records", "customers.csv", "--policy", "policy.toml"];

/// Everything that `verify` finds at a moment so many seconds after the certificate was issued.
fn codes_after(dir: &Dir, seconds: i64, key: Option<&str>) -> Vec<&'static str> {
    let (certificate, merges) = (dir.path("result/certificate.json"), dir.path("result/approved.csv"));
    let issued = statement(dir)["predicate"]["issuedAt"].as_str().unwrap().to_owned();
    let issued = attest::parse_date_time(&issued).unwrap();
    let found = attest::verify(&Asked {
        certificate: &certificate,
        merges: Some(&merges),
        records: &[],
        policy: None,
        proposed: None,
        key: key.map(|key| PublicKey::read(&dir.path(key)).unwrap()),
        ledger: None,
        revoked: None,
        encoding: None,
        is_exact: false,
        now: issued.strict_add_signed(seconds),
    });
    found.mismatches.iter().map(|m| m.code).collect()
}

#[track_caller]
fn refused(dir: &Dir, merges: &str, more: &[&str], code: &str) {
    let ran = verify(dir, merges, more).exits(3);
    assert!(ran.stdout.contains(code), "{code} is not named: {}", ran.stdout);
    let json: serde_json::Value =
        serde_json::from_str(&verify(dir, merges, &[more, &["--json"]].concat()).stdout).unwrap();
    assert_eq!(json["matches"], false);
    assert!(json["mismatches"].as_array().unwrap().iter().any(|m| m["code"] == code), "{json}");
}

#[test]
fn what_was_approved_and_is_unchanged_may_be_merged() {
    let dir = signed(4);
    let ran = verify(&dir, "result/approved.csv", &GOOD).exits(0);
    assert!(ran.stdout.contains("OPEN"), "{}", ran.stdout);
    let more = [&GOOD[..], &["--exact", "--proposed", "merges.csv", "--json"]].concat();
    let json: serde_json::Value =
        serde_json::from_str(&verify(&dir, "result/approved.csv", &more).exits(0).stdout).unwrap();
    assert_eq!((&json["matches"], &json["signature"]), (&true.into(), &"good".into()));
    assert_eq!(json["fresh"].as_array().unwrap().len(), 4);
    assert_eq!(json["fresh"][3], serde_json::json!({ "survivor_id": "S3", "merged_id": "M3" }));
    assert_eq!(json["stale"].as_array().unwrap().len(), 0);
}

#[test]
fn a_part_of_the_approved_rows_in_their_order_may_be_merged() {
    let dir = signed(4);
    let approved = dir.text("result/approved.csv");
    let lines: Vec<&str> = approved.lines().collect();
    let part = |chosen: &[usize], code: Option<&str>| {
        let text: String = chosen.iter().map(|i| format!("{}\n", lines[*i])).collect();
        dir.file("part.csv", text);
        match code {
            None => drop(verify(&dir, "part.csv", &GOOD).exits(0)),
            Some(code) => refused(&dir, "part.csv", &GOOD, code),
        }
    };
    for chosen in [&[0][..], &[0, 1], &[0, 2, 4], &[0, 1, 2, 3, 4]] {
        part(chosen, None);
    }
    for chosen in [&[0, 2, 1][..], &[0, 1, 1], &[0, 4, 1, 2, 3], &[0, 1, 2, 3, 4, 4]] {
        part(chosen, Some("merges.changed"));
    }
    for other in [format!("\u{feff}{approved}"), approved.replace('\n', "\r\n")] {
        dir.file("part.csv", other);
        refused(&dir, "part.csv", &GOOD, "merges.changed");
    }
    dir.file("part.csv", format!("{}\nR0,R1,review\n", lines[0]));
    refused(&dir, "part.csv", &GOOD, "merges.changed");
    dir.file("part.csv", format!("{}\n{},x\n", lines[0], lines[1].replace("memo, 0", "other")));
    refused(&dir, "part.csv", &GOOD, "E_CSV_FIELDS");
    dir.file("part.csv", format!("{}\n{}\n", lines[0], lines[1].replace("memo, 0", "other")));
    refused(&dir, "part.csv", &GOOD, "merges.changed");
    dir.file("part.csv", format!("merged_id,survivor_id,memo\n{}\n", lines[1]));
    refused(&dir, "part.csv", &GOOD, "merges.changed");
    refused(&dir, "merges.csv", &GOOD, "merges.changed");
}

#[test]
fn a_record_that_changed_since_makes_its_pairs_stale_and_no_others() {
    let dir = signed(4);
    let text = dir.text("customers.csv");
    let now = |text: String| dir.file("now.csv", text);
    let more = ["--key", "gate.key.pub", "--records", "now.csv", "--json"];
    let stale = |why: &str, ids: &str| {
        let ran = verify(&dir, "result/approved.csv", &more).exits(3);
        let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(json["mismatches"][0]["code"], "records.stale", "{json}");
        let stale = serde_json::json!([{ "survivor_id": format!("S{ids}"), "merged_id": format!("M{ids}"), "why": why }]);
        assert_eq!(json["stale"], stale);
        assert_eq!(json["fresh"].as_array().unwrap().len(), 3);
    };
    now(text.replace("09031400044", "09031400045"));
    stale("changed", "1");
    now(text.replace("M2,佐藤　花子", "M2,佐藤 花子"));
    stale("changed", "2");
    now(text.lines().filter(|l| !l.starts_with("S3,")).map(|l| format!("{l}\n")).collect());
    stale("missing", "3");
    let double: Vec<&str> = text.lines().filter(|l| l.starts_with("M0,")).collect();
    now(format!("{text}{}\n", double[0]));
    stale("ambiguous", "0");
    // A row that no approved pair names, and a column that no field uses, may change.
    now(text.replace("田中 一郎", "田中 二郎").replace(",x\n", ",y\n"));
    verify(&dir, "result/approved.csv", &more).exits(0);
    refused(&dir, "result/approved.csv", &["--records", "now.csv", "--exact"], "records.changed");
    now(text.replace("kana", "reading"));
    refused(&dir, "result/approved.csv", &["--records", "now.csv"], "E_COLUMN_UNKNOWN");
    refused(&dir, "result/approved.csv", &["--records", "missing.csv"], "E_FILE_MISSING");
}

#[test]
fn a_certificate_holds_from_its_issue_to_its_expiry() {
    let dir = signed(1);
    for (seconds, codes) in [
        (-301, &["certificate.not_yet"][..]),
        (-300, &[]),
        (0, &[]),
        (86_399, &[]),
        (86_400, &["certificate.expired"]),
        (1 << 31, &["certificate.expired"]),
    ] {
        assert_eq!(codes_after(&dir, seconds, Some("gate.key.pub")), codes, "{seconds} s");
    }
}

#[test]
fn an_unsigned_certificate_is_said_to_be_worth_less_and_refused_where_a_key_is_asked_for() {
    let dir = batch(2);
    dir.check(&["--policy", "policy.toml", "--quiet"]).exits(1);
    let ran = verify(&dir, "result/approved.csv", &["--records", "customers.csv"]).exits(0);
    assert!(ran.stdout.contains("not signed"), "{}", ran.stdout);
    let ran = verify(&dir, "result/approved.csv", &["--lang", "ja"]).exits(0);
    assert!(ran.stdout.contains("署名がありません"), "{}", ran.stdout);
    refused(&dir, "result/approved.csv", &["--key", "gate.key.pub"], "certificate.unsigned");
    let dir = signed(2);
    let ran = verify(&dir, "result/approved.csv", &[]).exits(0);
    assert!(ran.stdout.contains("not checked"), "{}", ran.stdout);
}

#[test]
fn what_was_revoked_is_refused() {
    let dir = signed(1);
    let json = verify(&dir, "result/approved.csv", &["--json"]).exits(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let (id, key) = (json["certificate"].as_str().unwrap(), json["key"].as_str().unwrap());
    let mut more = GOOD.to_vec();
    more.extend(["--revoked", "revoked.txt"]);
    dir.file("revoked.txt", format!("# none\n\n{}\n", "0".repeat(64)));
    verify(&dir, "result/approved.csv", &more).exits(0);
    dir.file("revoked.txt", format!("{}\n{id} # a bad night\n", "0".repeat(64)));
    refused(&dir, "result/approved.csv", &more, "certificate.revoked");
    dir.file("revoked.txt", format!("{key}\n"));
    refused(&dir, "result/approved.csv", &more, "certificate.key_revoked");
    for bad in [&id[1..], "x", &id.to_uppercase()] {
        dir.file("revoked.txt", format!("{bad}\n"));
        refused(&dir, "result/approved.csv", &more, "revoked.unreadable");
    }
    fs::remove_file(dir.path("revoked.txt")).unwrap();
    refused(&dir, "result/approved.csv", &more, "revoked.unreadable");
}

#[test]
fn a_dry_run_is_refused() {
    let dir = batch(2);
    dir.check(&["--policy", "policy.toml", "--dry-run", "--quiet"]).exits(1);
    let arguments = ["verify", "--certificate", "result/summary.json", "--merges", "merges.csv"];
    let ran = dir.program(&arguments).run().exits(3);
    assert!(ran.stdout.contains("certificate.dry_run"), "{}", ran.stdout);
    refused(&dir, "merges.csv", &[], "certificate.unreadable");
}

#[test]
fn files_that_are_missing_or_changed_beside_the_certificate_are_named() {
    let dir = signed(3);
    let policy = dir.bytes("policy.toml");
    dir.file("policy.toml", [&policy[..], b"\n"].concat());
    refused(&dir, "result/approved.csv", &GOOD, "policy.changed");
    dir.file("policy.toml", [&b"\xef\xbb\xbf"[..], &policy].concat());
    verify(&dir, "result/approved.csv", &GOOD).exits(0);
    let merges = dir.bytes("merges.csv");
    dir.file("other.csv", [&merges[..], b"S0,S1,x\n"].concat());
    refused(&dir, "result/approved.csv", &["--proposed", "other.csv"], "proposed.changed");
    for name in ["review.csv", "summary.json", "diff.jsonl"] {
        let bytes = dir.bytes(&format!("result/{name}"));
        dir.file(&format!("result/{name}"), [&bytes[..], b" "].concat());
        refused(&dir, "result/approved.csv", &GOOD, "result.changed");
        fs::remove_file(dir.path("result").join(name)).unwrap();
        verify(&dir, "result/approved.csv", &GOOD).exits(0);
        dir.file(&format!("result/{name}"), bytes);
    }
    fs::remove_file(dir.path("result/certificate.rows.csv")).unwrap();
    refused(&dir, "result/approved.csv", &GOOD, "rows.unreadable");
}

/// The same pairs in a file of another format: what is compared is text, not bytes of a file.
#[test]
fn records_of_several_files_are_compared_wherever_a_row_stands_now() {
    let dir = batch(3);
    let text = dir.text("customers.csv");
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let part = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    dir.file("a.csv", part(&rows[..3]));
    dir.file("b.csv", part(&rows[3..]));
    let check = ["check", "--records", "a.csv", "b.csv", "--merges", "merges.csv", "--out", "result"];
    dir.program(&[&check[..], &["--policy", "policy.toml", "--quiet"]].concat()).run().exits(1);
    verify(&dir, "result/approved.csv", &["--records", "b.csv", "a.csv"]).exits(0);
    verify(&dir, "result/approved.csv", &["--records", "customers.csv"]).exits(0);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    dir.file("wide.csv", [&b"\xff\xfe"[..], &utf16].concat());
    verify(&dir, "result/approved.csv", &["--records", "wide.csv"]).exits(0);
    refused(&dir, "result/approved.csv", &["--records", "a.csv"], "records.stale");
}

/// `approved.csv` keeps encoding, separator and line ends of the merges file.
#[test]
fn approved_lists_of_any_writing_are_taken_whole_and_in_part() {
    let dir = batch(3);
    let text =
        dir.text("merges.csv").replace("\"memo, ", "\"髙橋\n").replace("R0,R1,review\nR0,B1,block\n", "");
    let tabs = text.replace(',', "\t").replace('\n', "\r\n");
    let wide = |text: &str| {
        [&b"\xff\xfe"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
    };
    let cp932 = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    for (name, bytes) in [
        ("a.csv", cp932(&text)),
        ("b.tsv", cp932(&tabs)),
        ("c.tsv", wide(&tabs)),
        ("d.tsv", tabs.clone().into_bytes()),
    ] {
        dir.file(name, &bytes);
        let check = [
            "check",
            "--records",
            "customers.csv",
            "--merges",
            name,
            "--out",
            "result",
            "--replace",
            "--quiet",
        ];
        dir.program(&[&check[..], &["--policy", "policy.toml", "--key", "gate.key"]].concat()).run().exits(0);
        verify(&dir, "result/approved.csv", &GOOD).exits(0);
        // The header and the first proposal.
        let approved = dir.bytes("result/approved.csv");
        let is_wide = name == "c.tsv";
        let next: Vec<u8> = if is_wide {
            "\nS1".encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            b"\nS1".to_vec()
        };
        let end = approved.windows(next.len()).position(|window| window == next).unwrap();
        let part = &approved[..end + if is_wide { 2 } else { 1 }];
        dir.file("part.csv", part);
        verify(&dir, "part.csv", &GOOD).exits(0);
        let mut changed = part.to_vec();
        let digit = changed.len() / 2;
        changed[digit & !1] ^= 1;
        dir.file("part.csv", &changed);
        verify(&dir, "part.csv", &GOOD).exits(3);
    }
}

#[test]
fn a_payload_in_another_form_is_refused_though_it_says_the_same_and_is_signed() {
    let dir = signed(2);
    let good = Envelope::from_bytes(&dir.bytes("result/certificate.json")).unwrap();
    let text = String::from_utf8(good.payload.clone()).unwrap();
    let value = statement(&dir);
    let (spaced, escaped) = (text.replacen("\":", "\": ", 1), text.replacen("nightly", "n\\u0069ghtly", 1));
    let twice = text.replacen("{\"_type\"", "{\"_type\":\"x\",\"_type\"", 1);
    let key = SecretKey::read(&dir.path("gate.key")).unwrap();
    for other in [spaced, escaped, twice, format!("{text} "), value.to_string(), format!("{value:#}")] {
        assert_ne!(other, text);
        dir.file("result/certificate.json", Envelope::seal(other.into(), Some(&key)).to_bytes());
        refused(&dir, "result/approved.csv", &GOOD, "certificate.statement");
    }
    dir.file("result/certificate.json", Envelope::seal(good.payload, Some(&key)).to_bytes());
    verify(&dir, "result/approved.csv", &GOOD).exits(0);
}

#[test]
fn a_result_that_cannot_be_written_is_no_success() {
    let dir = signed(2);
    let full = |arguments: &str, code: i32| {
        let script = format!("exec \"$0\" {arguments} >/dev/full");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_sekisho")]).current_dir(dir.root());
        let ran = Ran::of(command.env("LC_ALL", "C").stdin(Stdio::null()).output().unwrap());
        assert_eq!(ran.code, code, "{arguments}: {ran:?}");
        assert_eq!(ran.stderr.contains("E_STDOUT"), code == 4, "{arguments}: {}", ran.stderr);
    };
    let verify = "verify --certificate result/certificate.json --merges";
    full(&format!("{verify} result/approved.csv"), 4);
    full(&format!("{verify} result/approved.csv --json"), 4);
    full(&format!("{verify} merges.csv"), 3);
    full("schema summary", 4);
    full("normalize phone 03-1234-5678", 4);
    full("normalize phone </dev/null", 0);
    full("guard postgres --policy policy.toml --table crm.customer", 4);
    full("explain --records customers.csv --survivor S0 --merged M0 --policy policy.toml", 4);
    for more in ["", " --json"] {
        full(&format!("explain plan.cycle{more}"), 4);
        full(&format!("explain --list{more}"), 4);
        full(&format!("init --records customers.csv --merges merges.csv{more}"), 4);
        full(&format!("audit list --outgoing customers.csv{more}"), 4);
    }
    full("completions bash", 4);
}
