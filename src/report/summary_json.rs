//! `summary.json`: counts by verdict, reason and field; the inputs with their digests; the policy in force; which
//! column was taken for which field. The same inputs give the same bytes, so it holds no time and no thread count.

use super::run::Run;
use super::{by_reason, by_step};
use crate::fields::{self, FIELDS};
use crate::gate::{KNOWN_ANSWERS, Totals};
use crate::model::{Agreement, FieldId};
use crate::policy::Policy;
use crate::read::{InputDigest, RecordFile, is_known_header};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The summary as JSON.
#[must_use]
pub fn summary(run: &Run<'_>) -> Value {
    let totals = run.decisions.totals();
    let gate = match totals {
        _ if run.decisions.is_halted() => "halted",
        Totals { review: 0, block: 0, .. } => "open",
        _some_did_not_pass => "closed",
    };
    json!({
        "version": 1,
        "program": { "name": "sekisho", "version": env!("CARGO_PKG_VERSION") },
        "gate": gate,
        "dry_run": run.dry_run,
        "proposals": totals.all(),
        "verdicts": verdicts(totals),
        "verdicts_before_halt": verdicts(run.decisions.totals_before_halt()),
        "halted": run.decisions.is_halted(),
        "breaker": super::departures::breaker(run),
        "reasons": reasons(run),
        "fields": agreements(run),
        "groups": groups(run),
        "records": { "rows": run.rows, "named": run.readings.found().len(), "found": found(run) },
        "readings": readings(run),
        "inputs": {
            "records": run.records.files().iter().zip(run.digests).map(|(f, d)| record_file(f, d)).collect::<Vec<_>>(),
            "merges": input(&run.merges.digest),
        },
        "policy": policy(run),
        "known_answers": { "run": KNOWN_ANSWERS.len(), "wrong": 0 },
        "notes": run.records.notes(),
    })
}

fn verdicts(totals: Totals) -> Value {
    json!({ "pass": totals.pass, "review": totals.review, "block": totals.block })
}

fn reasons(run: &Run<'_>) -> BTreeMap<&'static str, u64> {
    by_reason(run).into_iter().collect()
}

/// For each field that a file has, how many proposals stand on each step of the ladder.
fn agreements(run: &Run<'_>) -> Map<String, Value> {
    let mapped = fields::ids().filter(|id| run.readings.is_mapped(*id));
    let counts = by_step(run);
    mapped
        .map(|id| {
            let count = |step: Agreement| json!(counts[id.index()][step as usize]);
            let steps: Map<String, Value> =
                Agreement::ALL.iter().map(|step| (step.name().to_owned(), count(*step))).collect();
            (FIELDS[id.index()].name.to_owned(), Value::Object(steps))
        })
        .collect()
}

fn groups(run: &Run<'_>) -> Value {
    let groups = || run.decisions.all().iter().filter_map(|d| d.group);
    // They are numbered without gaps.
    let count = groups().map(|(number, _)| u64::from(number) + 1).max().unwrap_or(0);
    json!({ "count": count, "largest": largest_group(run) })
}

/// How many records the largest group would make one customer; 0 where there is no group.
#[must_use]
pub fn largest_group(run: &Run<'_>) -> u32 {
    run.decisions.all().iter().filter_map(|d| d.group).map(|(_, members)| members).max().unwrap_or(0)
}

fn found(run: &Run<'_>) -> usize {
    run.readings.found().iter().filter(|n| **n > 0).count()
}

/// Of the named records with a name in kanji and in kana: whether the kana are a reading of the kanji.
fn readings(run: &Run<'_>) -> Value {
    let fits = run.readings.own_fits();
    json!({
        "checked": fits.checked(),
        "confirmed": fits.confirmed,
        "contradicted": fits.contradicted,
        "unknown": fits.unknown,
    })
}

fn input(digest: &InputDigest) -> Value {
    json!({ "file": digest.name, "bytes": digest.bytes, "rows": digest.rows, "sha256": hex(&digest.sha256) })
}

fn record_file(file: &RecordFile, digest: &InputDigest) -> Value {
    let mut value = input(digest);
    let columns: Vec<Value> = file
        .mapping
        .iter()
        .map(|c| {
            let part = c.part.map(|p| if p == 0 { "family" } else { "given" });
            let format = c.format.and_then(|format| fields::format_name(c.field, format));
            json!({ "column": c.number, "header": c.header, "field": fields::field(c.field).name, "part": part, "format": format })
        })
        .collect();
    value["id"] = json!(file.id.as_ref());
    value["columns"] = Value::Array(columns);
    value["ignored"] = json!(file.ignored);
    // A name that is no known header may be data: it is counted and not shown.
    let known: Vec<&String> = file.unused.iter().filter(|header| is_known_header(header)).collect();
    value["unused"] = json!(known);
    value["unused_count"] = json!(file.unused.len());
    value
}

fn policy(run: &Run<'_>) -> Value {
    let (text, name) = run.policy_text;
    let policy = run.policy;
    json!({
        "file": name.unwrap_or("built-in"),
        "sha256": hex(&Sha256::digest(text.as_bytes())),
        "text": text,
        "formats": formats(policy),
        "conditions": { "required": policy.required().collect::<Vec<_>>() },
        "options": {
            "variant_agrees": policy.variant_agrees(),
            "group_size_max": policy.group_size_max(),
            "shared_by_max": policy.shared_by_max(),
            "birthdate_shared_max": policy.birthdate_shared_max(),
            "evidence_bits_min": super::jsonl::rounded(policy.evidence_bits_min()),
            "reference_population": policy.reference_population(),
        },
        "batch": { "max_block_share": policy.max_block_share(), "min_proposals": policy.min_proposals() },
        "severity": policy.severity().iter().map(|(c, v)| (*c, v.name())).collect::<BTreeMap<_, _>>(),
    })
}

/// The writings that the policy declares, by field.
fn formats(policy: &Policy) -> BTreeMap<&'static str, &'static str> {
    let declared = fields::ids().zip(policy.columns().formats);
    let named =
        |(id, format): (FieldId, _)| Some((fields::field(id).name, fields::format_name(id, format?)?));
    declared.filter_map(named).collect()
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}
