//! **Shelf**: one file a format. Formats read what the gate decided and decide nothing; all files of a result are
//! created by `staging` and published together.

mod alone;
pub mod decision;
#[cfg(feature = "columnar")]
mod decisions_parquet;
mod departures;
mod disk;
mod findings;
mod former;
mod groups;
mod html;
mod jsonl;
pub mod mask;
mod pair;
mod paper;
mod pseudonym;
mod returned;
#[cfg(feature = "reveal")]
mod reveal;
mod reviewed;
mod run;
mod sayings;
mod sentence;
pub mod split_csv;
mod staging;
mod summary_json;
mod tokens;
mod waves;
pub mod words;
mod xlsx;

pub use alone::write_alone;
pub use departures::sentences as departure_sentences;
pub use disk::{Disk, System};
pub use findings::Findings;
pub use former::{AUDITED, CHECKED, CONTAINED, Former, RELEASED, previous_of, set_aside};
pub use html::PAIRS_MAX;
pub use paper::{Detail, Paper, SMALL_COUNT};
pub use pseudonym::{KEY_BYTES, Pseudonyms};
pub use returned::{Handed, Returned, read as read_returned};
#[cfg(feature = "reveal")]
pub use reveal::Recipients;
pub use reviewed::UnderReview;
pub use run::Run;
pub use staging::{APPROVED, Claim, Staged, Staging, io_error};
pub use summary_json::{hex, largest_group, summary};
pub use xlsx::{COLUMN_TITLES, ColumnKind};

use crate::error::{Error, Problem, Result};
use crate::gate::{Approved, Reasons};
use crate::model::{Agreement, FIELD_COUNT, Lang, Verdict};
use hashbrown::HashMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One data file of a result. Each says how many proposals it wrote; the counts must add up.
pub struct Format {
    /// Its name in the folder.
    pub name: &'static str,
    /// Writes it.
    pub write: fn(&Run<'_>, &mut dyn Write) -> io::Result<u64>,
    /// How many proposals it must hold.
    pub holds: fn(&Run<'_>) -> u64,
}

/// The data files that every run writes, beside `approved.csv` and `summary.json`, sorted by name.
pub static FORMATS: &[Format] = &[
    Format {
        name: "blocked.csv",
        write: |run, out| split_csv::write_verdict(run.merges, run.decisions.all(), Verdict::Block, out),
        holds: |run| run.decisions.totals().block,
    },
    #[cfg(feature = "columnar")]
    Format {
        name: "decisions.parquet",
        write: decisions_parquet::write,
        holds: |run| run.decisions.totals().all(),
    },
    Format {
        name: "diff.jsonl",
        write: jsonl::write,
        holds: |run| run.decisions.totals().review + run.decisions.totals().block,
    },
    Format {
        name: "review.csv",
        write: |run, out| split_csv::write_verdict(run.merges, run.decisions.all(), Verdict::Review, out),
        holds: |run| run.decisions.totals().review,
    },
];

/// One report for people. Each says for how many proposals it speaks; the counts must add up.
pub struct Report {
    /// What `--report` calls it.
    pub word: &'static str,
    /// Its name in the folder.
    pub name: &'static str,
    /// Its name with customers' values in it, encrypted.
    pub name_revealed: &'static str,
    /// Writes it.
    pub write: fn(&Run<'_>, &Paper<'_>, &mut dyn Write) -> io::Result<u64>,
}

/// The reports for people, sorted by name; each speaks for the proposals that did not pass.
pub static REPORTS: &[Report] = &[
    Report { word: "html", name: "report.html", name_revealed: "report-full.html.age", write: html::write },
    Report { word: "xlsx", name: "report.xlsx", name_revealed: "report-full.xlsx.age", write: xlsx::write },
];

/// The JSON Schemas (draft 2020-12) of the files that other programs read or write, by name.
pub static SCHEMAS: &[(&str, &str)] = &[
    ("audit", include_str!("schema/audit.schema.json")),
    ("audit_merges", include_str!("schema/audit_merges.schema.json")),
    ("decisions", include_str!("schema/decisions.schema.json")),
    ("diff", include_str!("schema/diff.schema.json")),
    ("summary", include_str!("schema/summary.schema.json")),
];

/// Which reports for people a run writes, and how.
pub struct Reports {
    /// Which.
    pub chosen: Vec<&'static Report>,
    /// The language they open in.
    pub lang: Lang,
    /// How much they show; never [`Detail::Full`], since they are not encrypted.
    pub detail: Detail,
    /// To whom a second one of each is encrypted that shows the values.
    #[cfg(feature = "reveal")]
    pub revealed_to: Option<Recipients>,
}

/// The counts, the inputs and the law.
const SUMMARY: &str = "summary.json";

/// Writes all files of a run into the staging folder. `approved` is what the gate says may be executed; a halted
/// batch and a dry run have none. `begins` is told the name of each file as it begins.
///
/// # Errors
///
/// `E_OUT_IO`; `E_COUNT` where the proposals written are not those that were read: then nothing may be published.
pub fn write_all(
    run: &Run<'_>,
    approved: Option<&Approved<'_>>,
    reports: &Reports,
    staging: &Staging,
    begins: &mut dyn FnMut(&'static str),
) -> Result<Vec<Staged>> {
    let totals = run.decisions.totals();
    let mut staged = write_formats(run, staging, begins)?;
    conserved("all verdicts", totals.all(), run.merges.len() as u64)?;
    // As text at once, since its digest stands for the run in the reports.
    begins(SUMMARY);
    let summary = summary_bytes(run);
    staged.push(staging.write(SUMMARY, |out| out.write_all(&summary))?);
    let digest = hex(&Sha256::digest(&summary));
    staged.extend(write_reports(run, reports, &digest, staging, begins)?);
    // Last, so that a run that dies before has written no list that could be taken for an approval.
    if let Some(approved) = approved {
        begins(APPROVED);
        let mut written = 0;
        staged.push(staging.write(APPROVED, |out| {
            written = split_csv::write_approved(run.merges, approved, out)?;
            Ok(())
        })?);
        conserved(APPROVED, written, totals.pass)?;
    }
    Ok(staged)
}

/// What is begun where the data files are written at the same time.
pub const DATA_AT_ONCE: &str = "*.csv *.jsonl *.parquet";

/// Writes the data files, all at the same time where there are several threads: some of them are made by many threads and
/// some by one. Where several fail, the first in their order is told.
fn write_formats(
    run: &Run<'_>,
    staging: &Staging,
    begins: &mut dyn FnMut(&'static str),
) -> Result<Vec<Staged>> {
    let write = |format: &Format| {
        let mut written = 0;
        let staged = staging.write(format.name, |out| {
            written = (format.write)(run, out)?;
            Ok(())
        })?;
        conserved(format.name, written, (format.holds)(run))?;
        Ok(staged)
    };
    if waves::is_one_thread() {
        return FORMATS
            .iter()
            .map(|format| {
                begins(format.name);
                write(format)
            })
            .collect();
    }
    begins(DATA_AT_ONCE);
    waves::at_once(FORMATS, write).into_iter().collect()
}

/// What is begun where several reports are written at the same time.
const REPORTS_AT_ONCE: &str = "report.html report.xlsx";

/// Writes the reports for people, all at the same time. Where several fail, the first in their order is told.
fn write_reports(
    run: &Run<'_>,
    reports: &Reports,
    digest: &str,
    staging: &Staging,
    begins: &mut dyn FnMut(&'static str),
) -> Result<Vec<Staged>> {
    match reports.chosen.as_slice() {
        [] => {}
        [one] => begins(one.name),
        _several => begins(REPORTS_AT_ONCE),
    }
    let write = |report: &&'static Report| write_report(run, reports, report, digest, staging);
    let written = waves::at_once(&reports.chosen, write);
    Ok(written.into_iter().collect::<Result<Vec<_>>>()?.concat())
}

/// Writes one report, and beside it the one that shows the values. Both speak for every proposal that did not pass.
fn write_report(
    run: &Run<'_>,
    reports: &Reports,
    report: &Report,
    digest: &str,
    staging: &Staging,
) -> Result<Vec<Staged>> {
    let mut staged = Vec::new();
    let totals = run.decisions.totals();
    let paper = Paper { lang: reports.lang, detail: &reports.detail, run: digest };
    let mut told = 0;
    staged.push(staging.write(report.name, |out| {
        told = (report.write)(run, &paper, out)?;
        Ok(())
    })?);
    conserved(report.name, told, totals.review + totals.block)?;
    #[cfg(feature = "reveal")]
    if let Some(recipients) = &reports.revealed_to {
        let full = Paper { detail: &Detail::Full, ..paper };
        staged.push(staging.write(report.name_revealed, |out| {
            told = recipients.encrypt(out, |inner| (report.write)(run, &full, inner))?;
            Ok(())
        })?);
        conserved(report.name_revealed, told, totals.review + totals.block)?;
    }
    Ok(staged)
}

/// How many proposals have each reason, most frequent first.
#[must_use]
pub fn by_reason(run: &Run<'_>) -> Vec<(&'static str, u64)> {
    // There are few different sets of reasons, and a set is counted in one step.
    let mut sets: HashMap<Reasons, u64> = HashMap::new();
    for decision in run.decisions.all().iter().filter(|d| !d.reasons.is_empty()) {
        *sets.entry(decision.reasons).or_default() += 1;
    }
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for (reasons, count) in sets {
        reasons.codes().for_each(|code| *counts.entry(code).or_default() += count);
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
    counts
}

/// For each field, how many proposals stand on each step of the ladder.
fn by_step(run: &Run<'_>) -> [[u64; Agreement::ALL.len()]; FIELD_COUNT] {
    // All fields in one walk: the decisions of a large batch are far more than the processor's caches hold.
    let mut counts = [[0; Agreement::ALL.len()]; FIELD_COUNT];
    for decision in run.decisions.all() {
        for (steps, agreement) in counts.iter_mut().zip(decision.comparison.agreements) {
            steps[agreement as usize] += 1;
        }
    }
    counts
}

/// The bytes of `summary.json`.
#[must_use]
pub fn summary_bytes(run: &Run<'_>) -> Vec<u8> {
    format!("{:#}\n", summary(run)).into_bytes()
}

/// Every proposal stands in exactly one of the three files; where a count does not add up, nothing is published.
fn conserved(what: &str, written: u64, expected: u64) -> Result<()> {
    if written == expected {
        return Ok(());
    }
    let en = format!("{what}: {written} proposals instead of {expected}; nothing was approved");
    let ja = format!("{what}: 件数が {written} 件で、{expected} 件になりません。何も承認していません");
    Err(Error::from(Problem::internal("E_COUNT", en, ja)))
}
