//! **Shelf**: one file a format. Formats read what the gate decided and decide nothing; all files of a result are
//! created by `staging` and published together.

#[cfg(feature = "columnar")]
mod decisions_parquet;
mod disk;
mod jsonl;
pub mod mask;
mod run;
pub mod split_csv;
mod staging;
mod summary_json;

pub use disk::{Disk, System};
pub use run::Run;
pub use staging::{Claim, Staged, Staging, io_error, previous_of, set_aside};
pub use summary_json::{hex, summary};

use crate::error::{Error, Problem, Result};
use crate::gate::Approved;
use crate::model::Verdict;
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

/// Writes all files of a run into the staging folder. `approved` is what the gate says may be executed; a halted
/// batch and a dry run have none.
///
/// # Errors
///
/// `E_OUT_IO`; `E_COUNT` where the proposals written are not those that were read: then nothing may be published.
pub fn write_all(run: &Run<'_>, approved: Option<&Approved<'_>>, staging: &Staging) -> Result<Vec<Staged>> {
    let mut staged = Vec::new();
    let totals = run.decisions.totals();
    for format in FORMATS {
        let mut written = 0;
        staged.push(staging.write(format.name, |out| {
            written = (format.write)(run, out)?;
            Ok(())
        })?);
        conserved(format.name, written, (format.holds)(run))?;
    }
    conserved("all verdicts", totals.all(), run.merges.len() as u64)?;
    staged.push(staging.write("summary.json", |out| out.write_all(&summary_bytes(run)?))?);
    // Last, so that a run that dies before has written no list that could be taken for an approval.
    if let Some(approved) = approved {
        let mut written = 0;
        staged.push(staging.write("approved.csv", |out| {
            written = split_csv::write_approved(run.merges, approved, out)?;
            Ok(())
        })?);
        conserved("approved.csv", written, totals.pass)?;
    }
    Ok(staged)
}

/// The bytes of `summary.json`.
///
/// # Errors
///
/// Those of JSON, which a summary does not meet.
pub fn summary_bytes(run: &Run<'_>) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(&summary(run))?;
    bytes.push(b'\n');
    Ok(bytes)
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
