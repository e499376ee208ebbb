//! All that the formats read of one run.

use crate::gate::{Counts, Decisions, Readings};
use crate::policy::Policy;
use crate::read::{InputDigest, Merges, Records};

/// One run of the gate, decided and not yet written.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The proposals.
    pub merges: &'a Merges,
    /// The record files.
    pub records: &'a Records,
    /// What was read of the record files.
    pub digests: &'a [InputDigest],
    /// Rows in all record files.
    pub rows: u64,
    /// The record that stays, for each proposal.
    pub survivors: &'a [u32],
    /// The record that goes, for each proposal.
    pub merged: &'a [u32],
    /// What the named records hold.
    pub readings: &'a Readings,
    /// How many records hold the same.
    pub counts: &'a Counts,
    /// The decisions.
    pub decisions: &'a Decisions,
    /// The law.
    pub policy: &'a Policy,
    /// The policy as it was written, and the name of its file; `None` for the built-in one.
    pub policy_text: (&'a str, Option<&'a str>),
    /// Whether this run must not approve anything.
    pub dry_run: bool,
}

/// How many proposals ahead of the one that is written the records are fetched into the cache.
const AHEAD: usize = 8;

impl Run<'_> {
    /// Looks at the records of the proposal that stands a few places after the `n`th of these, so that they are in the cache when
    /// it is written.
    pub fn fetch_ahead(&self, positions: &[usize], n: usize) {
        if let Some(later) = positions.get(n + AHEAD) {
            self.readings.fetch(self.survivors[*later]);
            self.readings.fetch(self.merged[*later]);
        }
    }
}
