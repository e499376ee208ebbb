//! Writing the certificate: the last files of a result.

use super::digest::{program_sha256, tables_sha256};
use super::envelope::Envelope;
use super::keys::SecretKey;
use super::moment::date_time;
use super::rows::{ROWS, RowsWriter};
use super::statement::{
    Breaker, Column, Counts, DigestSet, Input, Inputs, KnownAnswers, PREDICATE_TYPE, PolicyFile, Predicate,
    Program, RecordsInput, Rows, STATEMENT_TYPE, Statement, Steward, Subject,
};
use crate::error::{Problem, Result};
use crate::fields;
use crate::gate::KNOWN_ANSWERS;
use crate::model::{ROW_TAG, RowDigester};
use crate::read::{InputDigest, RecordFile};
use crate::report::{APPROVED, Run, Staged, Staging, hex};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The certificate's name in a result's folder.
pub const CERTIFICATE: &str = "certificate.json";

/// Who issues a certificate, when, and for how long.
#[derive(Clone, Default)]
pub struct Issue<'a> {
    /// The key that signs; without one the certificate is worth less.
    pub key: Option<&'a SecretKey>,
    /// Who or what proposed the merges; empty where nobody was named.
    pub proposer: &'a str,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub issued_at: u64,
    /// For how many seconds it holds.
    pub valid_seconds: u64,
    /// SHA-256 of the ledger's last line that the batch was held against; empty where there is none.
    pub history: String,
    /// SHA-256 of the ledger's line of this run before the certificate is known; empty where there is no ledger.
    pub line: String,
    /// Who released proposals that the gate left to people.
    pub stewards: Vec<Steward>,
}

/// Writes the rows file and the certificate for the proposals at these positions, which are those of `approved.csv`;
/// `staged` are the files of the result that are already written.
///
/// # Errors
///
/// `E_OUT_IO`; `E_COUNT` where an approved pair has no rows, or the counts do not add up.
pub fn certify(
    run: &Run<'_>,
    positions: &[usize],
    staged: &[Staged],
    staging: &Staging,
    issue: &Issue<'_>,
) -> Result<Envelope> {
    let rows = staging.write(ROWS, |out| write_rows(run, positions, out))?;
    let predicate = predicate(run, positions, issue);
    let counts = predicate.counts;
    let approved = if issue.stewards.is_empty() { counts.pass } else { counts.released };
    let adds_up = counts.pass + counts.review + counts.block == counts.proposals
        && counts.proposals == run.merges.len() as u64
        && positions.len() as u64 == approved;
    if !adds_up {
        let (en, ja) = ("the certificate's counts do not add up", "証明書の件数が合いません");
        return Err(Problem::internal("E_COUNT", en, ja).into());
    }
    let subjects = staged
        .iter()
        .chain([&rows])
        .map(|file| Subject { name: file.name.to_owned(), digest: DigestSet { sha256: hex(&file.sha256) } });
    let mut subject: Vec<Subject> = subjects.collect();
    // What is to be executed first: some verifiers look at one subject only.
    subject.sort_by_key(|subject| (subject.name != APPROVED, subject.name != ROWS));
    let statement = Statement {
        kind: STATEMENT_TYPE.to_owned(),
        subject,
        predicate_type: PREDICATE_TYPE.to_owned(),
        predicate,
    };
    let payload = serde_json::to_vec(&statement).map_err(|_| {
        Problem::internal("E_CERTIFICATE", "the certificate cannot be written", "証明書を書き出せません")
    })?;
    let envelope = Envelope::seal(payload, issue.key);
    staging.write(CERTIFICATE, |out| out.write_all(&envelope.to_bytes()))?;
    Ok(envelope)
}

/// Pairs that one thread digests at a time, and parts that are held before they are written.
const PART_PAIRS: usize = 1_024;
const PARTS: usize = 16;

/// Many threads digest, one writes, in order: the number of threads never shows.
fn write_rows(run: &Run<'_>, positions: &[usize], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&RowsWriter::start()?.end()?)?;
    for parts in positions.chunks(PARTS * PART_PAIRS) {
        let parts: Vec<Vec<u8>> =
            parts.par_chunks(PART_PAIRS).map(|part| rows_of(run, part)).collect::<io::Result<_>>()?;
        parts.iter().try_for_each(|part| out.write_all(part))?;
    }
    Ok(())
}

/// The lines of some pairs.
fn rows_of(run: &Run<'_>, positions: &[usize]) -> io::Result<Vec<u8>> {
    let mut writer = RowsWriter::part();
    let mut digester = RowDigester::default();
    for (n, &at) in positions.iter().enumerate() {
        run.fetch_ahead(positions, n);
        let mut digest = |record: u32, id: &str| {
            // An approved pair has both records; anything else is a fault of the program and ends the run.
            let digest = run.readings.digest(record, id, &mut digester);
            digest.ok_or_else(|| io::Error::other("an approved record has no row"))
        };
        let ids = [run.merges.survivor_id(at), run.merges.merged_id(at)];
        let rows = [digest(run.survivors[at], ids[0])?, digest(run.merged[at], ids[1])?];
        writer.pair(run.merges.line(at), ids, [&rows[0], &rows[1]])?;
    }
    writer.end()
}

fn predicate(run: &Run<'_>, positions: &[usize], issue: &Issue<'_>) -> Predicate {
    let totals = run.decisions.totals();
    let (text, file) = run.policy_text;
    let records = run.records.files().iter().zip(run.digests);
    let merges = &run.merges.digest;
    Predicate {
        issued_at: date_time(issue.issued_at),
        expires_at: date_time(issue.issued_at + issue.valid_seconds),
        proposer: issue.proposer.to_owned(),
        program: Program {
            name: "sekisho".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: program_sha256().to_owned(),
            tables: tables_sha256().to_owned(),
        },
        policy: PolicyFile {
            file: file.unwrap_or("built-in").to_owned(),
            version: 1,
            sha256: hex(&Sha256::digest(text.as_bytes())),
            required: run.policy.required().map(str::to_owned).collect(),
        },
        inputs: Inputs {
            records: records.map(|(file, digest)| record_file(file, digest)).collect(),
            merges: Input {
                file: merges.name.clone(),
                bytes: merges.bytes,
                rows: merges.rows,
                sha256: hex(&merges.sha256),
            },
        },
        counts: Counts {
            proposals: totals.all(),
            pass: totals.pass,
            review: totals.review,
            block: totals.block,
            released: if issue.stewards.is_empty() { 0 } else { positions.len() as u64 },
        },
        known_answers: KnownAnswers { run: KNOWN_ANSWERS.len() as u64, wrong: 0 },
        breaker: Breaker {
            halted: run.decisions.is_halted(),
            history: issue.history.clone(),
            line: issue.line.clone(),
        },
        rows: Rows { digest: ROW_TAG.to_owned(), file: ROWS.to_owned(), pairs: positions.len() as u64 },
        stewards: issue.stewards.clone(),
    }
}

fn record_file(file: &RecordFile, digest: &InputDigest) -> RecordsInput {
    let columns = file.mapping.iter().map(|column| Column {
        header: column.header.clone(),
        field: fields::field(column.field).name.to_owned(),
    });
    RecordsInput {
        file: digest.name.clone(),
        bytes: digest.bytes,
        rows: digest.rows,
        sha256: hex(&digest.sha256),
        id: file.id.to_string(),
        columns: columns.collect(),
        ignored: file.ignored.clone(),
    }
}
