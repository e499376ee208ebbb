//! `decisions.parquet`: every proposal with its IDs, verdict, reasons, agreements, evidence and group; no personal value.

use super::run::Run;
use crate::columnar::{Column, Make, write_parquet};
use crate::fields;
use crate::gate::{Decision, NAMESAKES, Reasons};
use crate::model::{Agreement, Verdict};
use hashbrown::HashMap;
use std::io::{self, Write};
use std::ops::Range;

/// Proposals a row group.
const GROUP_ROWS: usize = 100_000;

/// Writes the table and says how many rows.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let (decisions, merges) = (run.decisions.all(), run.merges);
    let (reasons, numbers) = distinct_reasons(decisions);
    let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
    let verdicts = Verdict::ALL.map(Verdict::name);
    let steps = Agreement::ALL.map(Agreement::name);
    let mut columns: Vec<(&str, Make<'_>)> = vec![
        ("line", Box::new(|rows| Column::Count(rows.map(|i| Some(merges.line(i))).collect()))),
        ("survivor_id", Box::new(|rows| Column::Text(rows.map(|i| merges.survivor_id(i)).collect()))),
        ("merged_id", Box::new(|rows| Column::Text(rows.map(|i| merges.merged_id(i)).collect()))),
        ("verdict", choice(decisions, &verdicts, |d| d.verdict as u32)),
        ("reasons", choice(decisions, &reasons, |d| numbers.get(&d.reasons).copied().unwrap_or(0))),
    ];
    for id in fields::ids() {
        let step = choice(decisions, &steps, move |d| d.comparison.on(id) as u32);
        columns.push((fields::field(id).name, step));
    }
    let evidence = |rows: Range<usize>| decisions[rows].iter().map(|d| d.evidence_bits).collect();
    columns.push(("evidence_bits", Box::new(move |rows| Column::Float(evidence(rows)))));
    for (n, name) in NAMESAKE_COLUMNS.into_iter().enumerate() {
        columns.push((name, count(decisions, move |d| Some(u64::from(d.namesakes[n])))));
    }
    columns.push(("group", count(decisions, |d| d.group.map(|(id, _)| u64::from(id)))));
    columns.push(("group_members", count(decisions, |d| d.group.map(|(_, members)| u64::from(members)))));
    write_parquet(&columns, decisions.len(), GROUP_ROWS, out)?;
    Ok(decisions.len() as u64)
}

/// The columns of the pairs in [`NAMESAKES`], in their order.
const NAMESAKE_COLUMNS: [&str; NAMESAKES.len()] =
    ["namesakes_name_birthdate", "namesakes_phone_birthdate", "namesakes_name_phone"];

/// A column of numbers.
fn count<'a>(
    decisions: &'a [Decision],
    of: impl Fn(&Decision) -> Option<u64> + Send + Sync + 'a,
) -> Make<'a> {
    Box::new(move |rows| Column::Count(decisions[rows].iter().map(&of).collect()))
}

/// A column of texts of which there are few.
fn choice<'a>(
    decisions: &'a [Decision],
    list: &'a [&'a str],
    of: impl Fn(&Decision) -> u32 + Send + Sync + 'a,
) -> Make<'a> {
    Box::new(move |rows| Column::Choice(list, decisions[rows].iter().map(&of).collect()))
}

/// Each distinct set of reasons once, joined by `;`, in the order of first use; there are few.
fn distinct_reasons(decisions: &[Decision]) -> (Vec<String>, HashMap<Reasons, u32>) {
    let mut numbers = HashMap::new();
    let mut texts = Vec::new();
    for decision in decisions {
        numbers.entry(decision.reasons).or_insert_with(|| {
            texts.push(decision.reasons.joined());
            texts.len() as u32 - 1
        });
    }
    if texts.is_empty() {
        texts.push(String::new());
    }
    (texts, numbers)
}
