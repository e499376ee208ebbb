//! `diff.jsonl`: every proposal that did not pass, one object a line, field by field, masked, never capped.

use super::mask;
use super::run::Run;
use crate::fields::{self, reading};
use crate::gate::{Counts, Readings};
use crate::model::{FieldId, Verdict};
use serde::Serialize;
use serde_json::Map;
use std::io::{self, Write};

#[derive(Serialize)]
struct Line<'a> {
    line: u64,
    survivor_id: &'a str,
    merged_id: &'a str,
    verdict: &'static str,
    reasons: Vec<&'static str>,
    evidence_bits: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Group>,
    /// Where one record has only kana and the other only kanji: whether the reading fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<&'static str>,
    fields: Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Group {
    id: u32,
    members: u32,
}

#[derive(Serialize)]
struct FieldDiff {
    agreement: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    weakening: Option<&'static str>,
    survivor: &'static str,
    merged: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<String>,
}

/// Writes the lines and says how many.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut written = 0;
    let open = run.decisions.all().iter().enumerate().filter(|(_, d)| d.verdict != Verdict::Pass);
    for (i, decision) in open {
        let (survivor, merged) = (run.survivors[i], run.merged[i]);
        let mut diff = Map::new();
        for id in fields::ids().filter(|id| run.readings.is_mapped(*id)) {
            let weak = decision.comparison.weak[id.index()].map(|w| w.name());
            let agreement = decision.comparison.on(id).name();
            let field = field_diff(run.readings, run.counts, id, survivor, merged, agreement, weak);
            diff.insert(fields::field(id).name.to_owned(), serde_json::to_value(field)?);
        }
        let line = Line {
            line: run.merges.line(i),
            survivor_id: run.merges.survivor_id(i),
            merged_id: run.merges.merged_id(i),
            verdict: decision.verdict.name(),
            reasons: decision.reasons.codes().collect(),
            evidence_bits: rounded(decision.evidence_bits),
            group: decision.group.map(|(id, members)| Group { id, members }),
            reading: reading::across(run.readings.name(survivor), run.readings.name(merged))
                .map(|f| f.name()),
            fields: diff,
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
        written += 1;
    }
    Ok(written)
}

fn field_diff(
    readings: &Readings,
    _counts: &Counts,
    id: FieldId,
    survivor: u32,
    merged: u32,
    agreement: &'static str,
    weakening: Option<&'static str>,
) -> FieldDiff {
    let left: Vec<_> = readings.of(survivor, id).collect();
    let right: Vec<_> = readings.of(merged, id).collect();
    FieldDiff {
        agreement,
        weakening,
        survivor: mask::status(&left),
        merged: mask::status(&right),
        shape: mask::nearest_shape(&left, &right),
    }
}

/// Bits with one decimal: more would pretend to know more than the floors do.
pub(super) fn rounded(bits: f32) -> f64 {
    (f64::from(bits) * 10.0).round() / 10.0
}
