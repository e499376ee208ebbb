//! `decisions.parquet`: every proposal with its IDs, verdict, reasons, agreements, evidence and group; no personal value.

use super::run::Run;
use crate::columnar::{Column, write_parquet};
use crate::fields::FIELDS;
use crate::gate::{Decision, NAMESAKES, Reasons};
use crate::model::{Agreement, FIELD_COUNT, Verdict};
use hashbrown::HashMap;
use std::io::{self, Write};

/// Proposals a row group.
const GROUP_ROWS: usize = 100_000;

/// Writes the table and says how many rows.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut names = vec!["line", "survivor_id", "merged_id", "verdict", "reasons"];
    names.extend(FIELDS.iter().map(|f| f.name));
    names.push("evidence_bits");
    // In the order of `gate::NAMESAKES`.
    names.extend(["namesakes_name_birthdate", "namesakes_phone_birthdate", "namesakes_name_phone"]);
    names.extend(["group", "group_members"]);
    let decisions = run.decisions.all();
    let (reasons, numbers) = distinct_reasons(decisions);
    let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
    let verdicts = Verdict::ALL.map(Verdict::name);
    let steps = Agreement::ALL.map(Agreement::name);
    let texts = Texts { verdicts: &verdicts, steps: &steps, reasons: &reasons, numbers: &numbers };
    let starts = (0..decisions.len()).step_by(GROUP_ROWS);
    let groups = starts.map(|start| {
        let end = decisions.len().min(start + GROUP_ROWS);
        let decisions = &decisions[start..end];
        (decisions.len(), move |nth| column(run, start, decisions, texts, nth))
    });
    write_parquet(&names, groups, |nth| column(run, 0, &[], texts, nth), out)?;
    Ok(decisions.len() as u64)
}

/// The texts of which there are few, and the number of each set of reasons.
#[derive(Clone, Copy)]
struct Texts<'a> {
    verdicts: &'a [&'a str],
    steps: &'a [&'a str],
    reasons: &'a [&'a str],
    numbers: &'a HashMap<Reasons, u32>,
}

/// One of the columns (from 0): made when it is written, since all columns of a group together are many megabytes.
fn column<'a>(
    run: &Run<'a>,
    start: usize,
    decisions: &[Decision],
    texts: Texts<'a>,
    nth: usize,
) -> Column<'a> {
    let rows = start..start + decisions.len();
    let count = |f: &dyn Fn(&Decision) -> Option<u64>| Column::Count(decisions.iter().map(f).collect());
    let choice = |list: &'a [&'a str], f: &dyn Fn(&Decision) -> u32| {
        Column::Choice(list, decisions.iter().map(f).collect())
    };
    let merges = run.merges;
    let evidence = STEPS + FIELD_COUNT;
    let group = evidence + 1 + NAMESAKES.len();
    match nth {
        0 => Column::Count(rows.map(|i| Some(merges.line(i))).collect()),
        1 => Column::Text(rows.map(|i| merges.survivor_id(i)).collect()),
        2 => Column::Text(rows.map(|i| merges.merged_id(i)).collect()),
        3 => choice(texts.verdicts, &|d| d.verdict as u32),
        4 => choice(texts.reasons, &|d| texts.numbers.get(&d.reasons).copied().unwrap_or(0)),
        step if step < evidence => choice(texts.steps, &|d| d.comparison.agreements[step - STEPS] as u32),
        bits if bits == evidence => Column::Float(decisions.iter().map(|d| d.evidence_bits).collect()),
        pair if pair < group => count(&|d| Some(u64::from(d.namesakes[pair - evidence - 1]))),
        number if number == group => count(&|d| d.group.map(|(id, _)| u64::from(id))),
        _members => count(&|d| d.group.map(|(_, members)| u64::from(members))),
    }
}

/// The first column of an agreement.
const STEPS: usize = 5;

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
