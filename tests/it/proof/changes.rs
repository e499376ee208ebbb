//! Ten thousand changes of one byte or one row, in everything a certificate binds: all refused, each with its reason.

use super::signed;
use crate::util::Dir;
use sekisho::attest::{self, Asked, PublicKey};
use std::path::PathBuf;

/// A small generator (xorshift64*, Marsaglia 2003; Vigna 2016): the same changes in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

fn codes(dir: &Dir, records: &[PathBuf], key: &PublicKey, now: u64) -> Vec<&'static str> {
    let found = attest::verify(&Asked {
        certificate: &dir.path("result/certificate.json"),
        merges: Some(&dir.path("result/approved.csv")),
        records,
        policy: Some(&dir.path("policy.toml")),
        proposed: Some(&dir.path("merges.csv")),
        key: Some(key.clone()),
        ledger: None,
        revoked: None,
        encoding: None,
        is_exact: true,
        now,
    });
    found.mismatches.iter().map(|m| m.code).collect()
}

/// One change: a byte replaced, removed or inserted, or a line removed, doubled or swapped with another.
fn change(bytes: &[u8], draw: &mut Draw) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = draw.below(bytes.len());
    let kind = draw.below(8);
    if kind < 5 {
        let new = draw.below(256) as u8;
        match kind {
            0..3 => bytes[at] = new,
            3 => drop(bytes.remove(at)),
            _insert => bytes.insert(at, new),
        }
        return bytes;
    }
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let (a, b) = (draw.below(lines.len()), draw.below(lines.len()));
    match kind {
        5 => drop(lines.remove(a)),
        6 => lines.insert(b, lines[a]),
        _swap => lines.swap(a, b),
    }
    lines.concat()
}

#[test]
fn any_change_of_anything_bound_is_refused_with_its_reason() {
    let dir = signed(6);
    let key = PublicKey::read(&dir.path("gate.key.pub")).unwrap();
    let records = [dir.path("customers.csv")];
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert_eq!(codes(&dir, &records, &key, now), Vec::<&str>::new());
    let mut draw = Draw(0x5e_c1_50);
    let (mut done, mut reasons) = (0, std::collections::BTreeMap::new());
    for (name, times) in [
        ("result/certificate.json", 4000),
        ("result/approved.csv", 1500),
        ("result/certificate.rows.csv", 1500),
        ("customers.csv", 1500),
        ("policy.toml", 800),
        ("merges.csv", 700),
    ] {
        let good = dir.bytes(name);
        let mut changed = 0;
        while changed < times {
            let bad = change(&good, &mut draw);
            if bad == good {
                continue;
            }
            dir.file(name, &bad);
            let codes = codes(&dir, &records, &key, now);
            assert!(!codes.is_empty(), "{name}: a change is not found:\n{}", String::from_utf8_lossy(&bad));
            codes.iter().for_each(|code| *reasons.entry((name, *code)).or_insert(0) += 1);
            changed += 1;
        }
        dir.file(name, &good);
        done += changed;
    }
    assert_eq!(done, 10_000);
    for reason in [
        ("result/certificate.json", "certificate.form"),
        ("result/certificate.json", "certificate.signature"),
        ("result/approved.csv", "merges.changed"),
        ("result/certificate.rows.csv", "rows.unreadable"),
        ("customers.csv", "records.changed"),
        ("customers.csv", "records.stale"),
        ("policy.toml", "policy.changed"),
        ("merges.csv", "proposed.changed"),
    ] {
        assert!(reasons.contains_key(&reason), "{reason:?} is never the reason: {reasons:?}");
    }
    assert_eq!(codes(&dir, &records, &key, now), Vec::<&str>::new(), "what is restored matches again");
}
