//! The law: what was written, checked into what is valid. A policy only ever tightens the built-in one.

mod check;
mod file;
mod formats;
mod start;

pub use start::{others_columns, starting_policy};

use crate::error::Result;
use crate::fields::{CONDITION_COUNT, CONDITIONS};
use crate::model::{Columns, Verdict};
use std::collections::BTreeMap;

/// The built-in policy; its comments are the manual of every key.
pub const DEFAULT: &str = include_str!("default.toml");

/// The population that the counts of a table are measured against, in people, fixed so that adding customers can never
/// make a value rarer: 124 million, Japan, October 2023 (Statistics Bureau of Japan, population estimates). A policy may
/// name a smaller one, that of the region a table comes from: the same count is then a larger share and says less.
pub const REFERENCE_POPULATION: u32 = 124_000_000;

/// How many people may hold one birthdate, at the most. On no day were more people born in Japan: in 1949, the year with
/// the most births, 2,696,638, which is 7,388 a day (人口動態統計, Ministry of Health, Labour and Welfare). So a date that
/// more people hold than this is one that forms are filled with, however large the table; a smaller table may ask for
/// less.
pub const BIRTHDATE_SHARED_MAX: u32 = 7_400;

/// A valid policy. Its fields are private: the only way to one is [`Policy::read`] or [`Policy::built_in`].
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    columns: Columns,
    required: [bool; CONDITION_COUNT],
    variant_agrees: bool,
    group_size_max: usize,
    shared_by_max: usize,
    birthdate_shared_max: u32,
    evidence_bits_min: f32,
    reference_population: u32,
    max_block_share: f64,
    min_proposals: u64,
    severity: BTreeMap<&'static str, Verdict>,
}

/// A reason code and the verdict it has by itself: what `[severity]` may raise.
pub type KnownCode = (&'static str, Verdict);

impl Policy {
    /// The built-in policy.
    #[must_use]
    pub fn built_in() -> Self {
        let mut required = [false; CONDITION_COUNT];
        for (slot, condition) in required.iter_mut().zip(&CONDITIONS) {
            *slot = matches!(condition.name, "name" | "birthdate" | "phone");
        }
        Self {
            columns: Columns::default(),
            required,
            variant_agrees: true,
            group_size_max: 5,
            shared_by_max: 5,
            birthdate_shared_max: BIRTHDATE_SHARED_MAX,
            evidence_bits_min: 38.9,
            reference_population: REFERENCE_POPULATION,
            max_block_share: 0.10,
            min_proposals: 20,
            severity: BTreeMap::new(),
        }
    }

    /// The built-in policy without the limit on blocked proposals: a good part of the known answers is there to be
    /// blocked.
    pub(crate) fn for_known_answers() -> Self {
        Self { max_block_share: 1.0, ..Self::built_in() }
    }

    /// Reads a policy. `name` is the file's name for messages; `codes` are the reason codes there are.
    ///
    /// # Errors
    ///
    /// All problems at once, each with its line: not TOML, unknown or missing keys, values out of range, a policy
    /// weaker than the built-in one, conditions that cannot reach the evidence asked for.
    pub fn read(text: &str, name: &str, codes: &[KnownCode]) -> Result<Self> {
        check::policy(text, name, codes)
    }

    /// Which column is what.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Whether the condition at this position of [`CONDITIONS`] is required.
    #[must_use]
    pub fn requires(&self, condition: usize) -> bool {
        self.required[condition]
    }

    /// The names of the required conditions.
    pub fn required(&self) -> impl Iterator<Item = &'static str> + '_ {
        CONDITIONS.iter().zip(self.required).filter(|(_, on)| *on).map(|(c, _)| c.name)
    }

    /// Whether `variant` counts as agreeing.
    #[must_use]
    pub fn variant_agrees(&self) -> bool {
        self.variant_agrees
    }

    /// How many members a group may have.
    #[must_use]
    pub fn group_size_max(&self) -> usize {
        self.group_size_max
    }

    /// Under how many different names a phone number or e-mail address may be held.
    #[must_use]
    pub fn shared_by_max(&self) -> usize {
        self.shared_by_max
    }

    /// How many people may hold one birthdate.
    #[must_use]
    pub fn birthdate_shared_max(&self) -> u32 {
        self.birthdate_shared_max
    }

    /// The people among whom a value is rare or common.
    #[must_use]
    pub fn reference_population(&self) -> u32 {
        self.reference_population
    }

    /// How many bits of evidence a pass needs.
    #[must_use]
    pub fn evidence_bits_min(&self) -> f32 {
        self.evidence_bits_min
    }

    /// Which share of a batch may be blocked, 0 to 1.
    #[must_use]
    pub fn max_block_share(&self) -> f64 {
        self.max_block_share
    }

    /// From how many proposals on the share counts.
    #[must_use]
    pub fn min_proposals(&self) -> u64 {
        self.min_proposals
    }

    /// The verdict of a reason code: its own, or what the policy raises it to.
    #[must_use]
    pub fn verdict_of(&self, code: &str, own: Verdict) -> Verdict {
        self.severity.get(code).copied().unwrap_or(own).max(own)
    }

    /// What `[severity]` raises.
    #[must_use]
    pub fn severity(&self) -> &BTreeMap<&'static str, Verdict> {
        &self.severity
    }
}
