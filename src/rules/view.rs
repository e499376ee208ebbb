//! What a rule may see: agreements, numbers and positions, never a text of a customer.

use crate::model::{Agreement, Comparison};

/// One proposal by itself.
#[derive(Clone, Copy, Debug)]
pub struct PairView {
    /// How the records agree, field by field.
    pub comparison: Comparison,
    /// The agreement on scope, where any record file has such a column.
    pub scope: Option<Agreement>,
    /// The agreement on gender, likewise.
    pub gender: Option<Agreement>,
    /// Whether every required condition agrees.
    pub conditions_agree: bool,
    /// How many weakenings the required conditions rest on.
    pub weakenings: u32,
    /// How much the agreeing required conditions say, in bits.
    pub evidence_bits: f32,
    /// How much the policy asks for, in bits.
    pub evidence_bits_min: f32,
}

/// The proposals beside each other. Records are numbered from 0 in the order in which the merges file first names
/// them; proposal `i` merges record `merged[i]` into record `survivors[i]`.
#[derive(Clone, Copy, Debug)]
pub struct PlanView<'a> {
    /// The record that stays, for each proposal.
    pub survivors: &'a [u32],
    /// The record that goes, for each proposal.
    pub merged: &'a [u32],
    /// On how many rows each record's ID stands.
    pub found: &'a [u32],
}

impl PlanView<'_> {
    /// The proposals: position, survivor, merged.
    pub fn proposals(&self) -> impl Iterator<Item = (usize, u32, u32)> + '_ {
        self.survivors.iter().zip(self.merged).enumerate().map(|(i, (s, m))| (i, *s, *m))
    }

    /// How many records the merges file names.
    #[must_use]
    pub fn records(&self) -> usize {
        self.found.len()
    }
}

/// A group: all records that the proposals not blocked for themselves would make one customer.
#[derive(Clone, Copy, Debug)]
pub struct GroupView {
    /// How many records.
    pub members: usize,
    /// How many the policy allows.
    pub members_max: usize,
    /// Whether a pair of members, proposed or not, would be blocked.
    pub any_pair_blocked: bool,
    /// Whether a pair of members, proposed or not, would not pass.
    pub any_pair_unproven: bool,
}

/// The batch as a whole.
#[derive(Clone, Copy, Debug)]
pub struct BatchView {
    /// How many proposals.
    pub proposals: u64,
    /// How many of them are blocked.
    pub blocked: u64,
    /// From how many proposals on the share counts.
    pub min_proposals: u64,
    /// Which share may be blocked, 0 to 1.
    pub max_block_share: f64,
    /// How many of the named records have a name in kanji and in kana.
    pub readings_checked: u64,
    /// How many of those have kana that are no reading of their own kanji.
    pub readings_contradicted: u64,
    /// Proposals of earlier batches of the same job under the same policy; 0 where none is known.
    pub earlier_proposals: u64,
    /// How many of those were blocked.
    pub earlier_blocked: u64,
}
