//! `diff.jsonl`: every proposal that did not pass, one object a line, field by field, masked, never capped.

use super::mask;
use super::run::Run;
use crate::fields::{self, Side, Status, reading};
use crate::gate::Readings;
use crate::model::{Agreement, Comparison, FieldId, Verdict};
use serde::{Serialize, Serializer};
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
    fields: Fields<'a>,
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
    /// What became of each side; left out where it is `ok`.
    #[serde(skip_serializing_if = "is_ok")]
    survivor: &'static str,
    #[serde(skip_serializing_if = "is_ok")]
    merged: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_ok(status: &&'static str) -> bool {
    *status == Status::Ok.name()
}

/// The fields of one proposal, written as they are looked at.
struct Fields<'a> {
    readings: &'a Readings,
    comparison: Comparison,
    records: (u32, u32),
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mapped = fields::ids().filter(|id| self.readings.is_mapped(*id));
        serializer.collect_map(mapped.map(|id| (fields::field(id).name, self.diff(id))))
    }
}

impl Fields<'_> {
    fn diff(&self, id: FieldId) -> FieldDiff {
        let side = |record| self.readings.of(record, id).collect::<Side<'_>>();
        let (left, right) = (side(self.records.0), side(self.records.1));
        let agreement = self.comparison.on(id);
        // Where two sides agree, there is no difference whose shape could be shown.
        let agrees = matches!(agreement, Agreement::Exact | Agreement::Normalized);
        FieldDiff {
            agreement: agreement.name(),
            weakening: self.comparison.weak[id.index()].map(|w| w.name()),
            survivor: mask::status(&left),
            merged: mask::status(&right),
            shape: if agrees { None } else { mask::nearest_shape(&left, &right) },
        }
    }
}

/// Writes the lines and says how many.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut written = 0;
    let mut text = Vec::new();
    let open = run.decisions.all().iter().enumerate().filter(|(_, d)| d.verdict != Verdict::Pass);
    for (i, decision) in open {
        let line = Line {
            line: run.merges.line(i),
            survivor_id: run.merges.survivor_id(i),
            merged_id: run.merges.merged_id(i),
            verdict: decision.verdict.name(),
            reasons: decision.reasons.codes().collect(),
            evidence_bits: rounded(decision.evidence_bits),
            group: decision.group.map(|(id, members)| Group { id, members }),
            reading: reading::across(run.readings.name(run.survivors[i]), run.readings.name(run.merged[i]))
                .map(|fit| fit.name()),
            fields: Fields {
                readings: run.readings,
                comparison: decision.comparison,
                records: (run.survivors[i], run.merged[i]),
            },
        };
        text.clear();
        serde_json::to_writer(&mut text, &line)?;
        text.push(b'\n');
        out.write_all(&text)?;
        written += 1;
    }
    Ok(written)
}

/// Bits with one decimal: more would pretend to know more than the floors do.
pub(super) fn rounded(bits: f32) -> f64 {
    (f64::from(bits) * 10.0).round() / 10.0
}
