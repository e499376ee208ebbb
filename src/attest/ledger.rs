//! The ledger: one line a run, chained by digests, never rewritten. It shows which runs there were, and tells the breaker
//! what earlier batches of a job came to.
//!
//! Each line is one JSON object that starts with its number (from 1) and the SHA-256 of the line before it (its bytes
//! without the line feed; 64 zeros before the first). Whoever changes, removes or inserts a line breaks the chain behind
//! it; that the last lines are gone, or that the last one was changed, is seen by a certificate that binds it. The file is locked while a run is under
//! way, so that runs on one ledger follow each other.

use super::mismatch::Mismatch;
use super::remembered::Remembered;
use super::statement::{Breaker, Statement};
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::report::{hex, io_error};
use crate::rules::Profile;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// One run.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerLine {
    /// Its number, from 1.
    pub number: u64,
    /// SHA-256 of the line before it.
    pub previous: String,
    /// When: RFC 3339, UTC.
    pub at: String,
    /// SHA-256 of the run's `summary.json`.
    pub run: String,
    /// The certificate's ID; empty where nothing was approved.
    pub certificate: String,
    /// Who or what proposed.
    pub proposer: String,
    /// SHA-256 of the policy.
    pub policy: String,
    /// SHA-256 of the merges file.
    pub merges: String,
    /// Proposals.
    pub proposals: u64,
    /// How many passed for themselves.
    pub pass: u64,
    /// How many were for review for themselves.
    pub review: u64,
    /// How many were blocked for themselves.
    pub block: u64,
    /// Whether the batch was halted.
    pub halted: bool,
    /// What else it came to; a line of a version that did not count it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Remembered>,
}

impl LedgerLine {
    /// SHA-256 of the line as it stands before the certificate is known: what the certificate binds, so that the ledger's very
    /// last line cannot be changed unseen either.
    #[must_use]
    pub fn unsealed_sha256(&self) -> Option<String> {
        let unsealed = Self { certificate: String::new(), ..self.clone() };
        serde_json::to_string(&unsealed).ok().map(|text| hex(&Sha256::digest(text.as_bytes())))
    }
}

/// How many batches back a job is remembered: about a quarter of a year of nights.
const EARLIER_MAX: usize = 100;

/// A ledger, read and locked.
pub struct Ledger {
    path: PathBuf,
    file: File,
    lines: Vec<LedgerLine>,
    /// The digest of the last line.
    last: String,
}

/// The lines of a ledger with their digests; `None` where the chain is broken.
fn chain(text: &str) -> Option<Vec<(LedgerLine, String)>> {
    if !text.is_empty() && !text.ends_with('\n') {
        return None;
    }
    let mut previous = "0".repeat(64);
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(text.lines()) {
        let line: LedgerLine = serde_json::from_str(text).ok()?;
        let again = serde_json::to_string(&line).ok()?;
        if line.number != number || line.previous != previous || again != text {
            return None;
        }
        previous = hex(&Sha256::digest(text.as_bytes()));
        lines.push((line, previous.clone()));
    }
    Some(lines)
}

impl Ledger {
    /// Opens a ledger, which is made (mode 0600) where there is none, locks it and holds its chain.
    ///
    /// # Errors
    ///
    /// `E_LEDGER_HELD` where another run has it, `E_LEDGER` where its chain is broken, `E_OUT_IO`.
    pub fn open(path: &Path) -> Result<Self> {
        let io = |e: io::Error| io_error(path, &e);
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).mode(0o600).open(path).map_err(io)?;
        let place = || Place::file(&path.to_string_lossy());
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let (en, ja) = ("another run holds this ledger", "別の実行がこの台帳を使っています");
                return Err(Problem::input("E_LEDGER_HELD", place(), en, ja)
                    .help("wait for it to end", "終わるのを待ってください")
                    .into());
            }
            Err(TryLockError::Error(e)) => return Err(io(e)),
        }
        let mut text = String::new();
        let read = file.read_to_string(&mut text);
        let lines = match read {
            Ok(_) => chain(&text),
            Err(e) if e.kind() == io::ErrorKind::InvalidData => None,
            Err(e) => return Err(io(e)),
        };
        let Some(lines) = lines else {
            let (en, ja) = (
                "the ledger's chain is broken: a line was changed, removed or cut off",
                "台帳の連鎖が切れています。行が変更・削除されたか、途中で切れています",
            );
            return Err(Problem::input("E_LEDGER", place(), en, ja)
                .help(
                    "find out what happened to it; keep the file, and begin another one",
                    "何が起きたかを調べ、このファイルは残して、新しい台帳を始めてください",
                )
                .into());
        };
        let last = lines.last().map(|(_, digest)| digest.clone()).unwrap_or_default();
        Ok(Self {
            path: path.to_owned(),
            file,
            lines: lines.into_iter().map(|(line, _)| line).collect(),
            last,
        })
    }

    /// The digest of the last line; empty where there is none.
    #[must_use]
    pub fn last(&self) -> &str {
        &self.last
    }

    /// What the last earlier batches of a proposer under a policy came to, the oldest first. Halted ones do not count: a broken
    /// job must not make its own breakage usual; and a batch counts once, however often it was run or released. `merges` is the
    /// digest of the batch itself, which is not held against itself; `until` is the run before which to stop, if any.
    #[must_use]
    pub fn history(&self, proposer: &str, policy: &str, merges: &str, until: Option<&str>) -> Vec<Profile> {
        let earlier = self.lines.iter().take_while(|line| until != Some(line.run.as_str()));
        let mut seen = BTreeSet::from([merges]);
        let same = earlier.filter(|line| line.proposer == proposer && line.policy == policy && !line.halted);
        let same: Vec<&LedgerLine> = same.filter(|line| seen.insert(line.merges.as_str())).collect();
        let last = &same[same.len().saturating_sub(EARLIER_MAX)..];
        last.iter()
            .map(|line| Profile {
                proposals: line.proposals,
                pass: line.pass,
                review: line.review,
                block: line.block,
                ..line.profile.as_ref().map(Remembered::profile).unwrap_or_default()
            })
            .collect()
    }

    /// The line of the run that follows: its number and the digest before it are filled in.
    #[must_use]
    pub fn next(&self, line: LedgerLine) -> LedgerLine {
        let previous = if self.last.is_empty() { "0".repeat(64) } else { self.last.clone() };
        LedgerLine { number: self.lines.len() as u64 + 1, previous, ..line }
    }

    /// Adds the line of the run that follows. It is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// `E_OUT_IO`.
    pub fn add(&mut self, line: LedgerLine) -> Result<()> {
        let line = self.next(line);
        let io = |e: io::Error| io_error(&self.path, &e);
        let text = serde_json::to_string(&line).map_err(|e| io(e.into()))?;
        // One write: a crash leaves the line whole or visibly cut.
        self.file
            .write_all(format!("{text}\n").as_bytes())
            .and_then(|()| self.file.sync_all())
            .map_err(io)?;
        self.last = hex(&Sha256::digest(text.as_bytes()));
        self.lines.push(line);
        Ok(())
    }
}

/// Holds a ledger against a certificate: its chain, the line of the certificate's run, to the last letter, and the line that
/// the run was held against.
pub(super) fn hold(path: &Path, id: &str, statement: &Statement) -> Option<Mismatch> {
    let name = path.to_string_lossy();
    let lines = std::fs::read_to_string(path).ok().and_then(|text| chain(&text));
    let Some(lines) = lines else {
        let (en, ja) =
            ("the ledger cannot be read, or its chain is broken", "台帳を読めないか、連鎖が切れています");
        return Some(Mismatch::new("ledger.chain", &name, en, ja));
    };
    let Breaker { history, line: bound, .. } = &statement.predicate.breaker;
    let at = lines.iter().position(|(line, _)| line.certificate == id);
    let is_known = at.is_some_and(|at| {
        history.is_empty() || lines[..at].last().is_some_and(|(_, digest)| digest == history)
    });
    if !is_known {
        let (en, ja) =
            ("the ledger has no line of this certificate's run", "台帳にこの証明書の実行がありません");
        return Some(Mismatch::new("ledger.missing", &name, en, ja));
    }
    let (line, _) = &lines[at?];
    if line.unsealed_sha256().as_deref() != Some(bound) {
        let number = line.number;
        let en = format!("line {number} is not what this certificate's run wrote");
        let ja = format!("{number} 行目は、この証明書の実行が書いた内容と異なります");
        return Some(Mismatch::new("ledger.changed", &name, en, ja));
    }
    None
}
