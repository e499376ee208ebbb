//! What a rule may see: agreements, numbers and positions, never a text of a customer.

use crate::model::{Agreement, Comparison, FIELD_COUNT, FieldId};

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

/// What a batch came to: counts, and no text. It is what the ledger remembers of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// How many proposals.
    pub proposals: u64,
    /// How many of them passed for themselves.
    pub pass: u64,
    /// How many are for review for themselves.
    pub review: u64,
    /// How many are blocked for themselves.
    pub block: u64,
    /// For each field with a column, the proposals by agreement, in the order of the ladder.
    pub fields: [Option<[u64; Agreement::ALL.len()]>; FIELD_COUNT],
    /// How many records stay.
    pub survivors: u64,
    /// How many of them take in more than one record.
    pub shared_survivors: u64,
    /// The most records that one record takes in.
    pub fan_in: u64,
    /// How many proposals have the same distance between the lines of their two records, where more than half of all
    /// have; 0 otherwise.
    pub same_distance: u64,
}

impl Profile {
    /// How many proposals agree on a field; `None` where it has no column.
    #[must_use]
    pub fn agreeing(&self, field: FieldId) -> Option<u64> {
        let agrees = |agreement: &Agreement| agreement.agrees(true);
        let steps = self.fields[field.index()]?;
        Some(Agreement::ALL.iter().zip(steps).filter(|(a, _)| agrees(a)).map(|(_, n)| n).sum())
    }

    /// How many proposals differ on a field; `None` where it has no column.
    #[must_use]
    pub fn differing(&self, field: FieldId) -> Option<u64> {
        self.fields[field.index()].map(|steps| steps[Agreement::Different as usize])
    }
}

/// Proposals whose merged records belong to the survivors of other proposals: the two columns of the list are shifted
/// against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The position (from 0) of the first such proposal.
    pub first: usize,
    /// The position of the last one.
    pub last: usize,
    /// By how many rows the merged record that belongs to a survivor stands below (negative: above) it.
    pub offset: i64,
    /// How many of the proposals between are explained by it.
    pub explained: u64,
}

/// The batch as a whole.
#[derive(Clone, Copy, Debug)]
pub struct BatchView<'a> {
    /// What it came to.
    pub profile: &'a Profile,
    /// From how many proposals on a share counts.
    pub min_proposals: u64,
    /// Which share may be blocked, 0 to 1.
    pub max_block_share: f64,
    /// How many members a group may have.
    pub members_max: u64,
    /// How many of the named records have a name in kanji and in kana.
    pub readings_checked: u64,
    /// How many of those have kana that are no reading of their own kanji.
    pub readings_contradicted: u64,
    /// The longest run of proposals that a shift explains.
    pub shift: Option<Shift>,
    /// What earlier batches of the same job under the same policy came to, the oldest first; none where none is known.
    pub earlier: &'a [Profile],
}
