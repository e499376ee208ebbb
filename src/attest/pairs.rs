//! Approved pairs, held as the text of the file that they stand in: a million of them are one text and not four million.

use std::sync::Arc;

/// How many hexadecimal digits a row's digest (interface section 8, SHA-256) has.
pub(super) const DIGITS: usize = 64;

/// One approved pair.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RowPair<'p> {
    /// The record that stays.
    pub survivor_id: &'p str,
    /// The record that goes.
    pub merged_id: &'p str,
    /// The digest of the survivor's row: 64 lower-case hexadecimal digits.
    pub survivor_row: &'p str,
    /// The digest of the merged record's row, likewise.
    pub merged_row: &'p str,
}

/// Where a pair stands in the text: two IDs and two digests of [`DIGITS`] digits, one byte between any two of them.
#[derive(Clone, Copy, Default)]
pub(super) struct PairAt {
    /// The first byte of the survivor's ID.
    pub(super) start: u64,
    /// The length of the survivor's ID in bytes.
    pub(super) survivor: u32,
    /// The length of the merged record's ID in bytes.
    pub(super) merged: u32,
}

impl PairAt {
    /// Where an ID starts and ends: the survivor's (0) or the merged record's (1).
    const fn id(self, side: u32) -> (usize, usize) {
        let (start, survivor) = (self.start as usize, self.survivor as usize);
        if side == 0 {
            (start, start + survivor)
        } else {
            (start + survivor + 1, start + survivor + 1 + self.merged as usize)
        }
    }

    /// Where a digest starts, likewise.
    const fn row(self, side: u32) -> usize {
        self.start as usize + self.survivor as usize + self.merged as usize + 2 + side as usize * (DIGITS + 1)
    }
}

/// Approved pairs with the digests of their rows, in the order of `approved.csv`. Copies share the text.
#[derive(Clone, Default)]
pub struct Pairs {
    text: Arc<String>,
    at: Arc<Vec<PairAt>>,
}

impl Pairs {
    /// The pairs that stand at these places of a text.
    pub(super) fn new(text: String, at: Vec<PairAt>) -> Self {
        Self { text: Arc::new(text), at: Arc::new(at) }
    }

    /// Some of them, in the order of these numbers (from 0).
    pub(super) fn part(&self, numbers: &[usize]) -> Self {
        Self { text: self.text.clone(), at: Arc::new(numbers.iter().map(|n| self.at[*n]).collect()) }
    }

    /// How many pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The pairs, in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = RowPair<'_>> {
        self.at.iter().map(|at| self.pair_at(*at))
    }

    /// One of the pairs (from 0).
    pub(super) fn pair(&self, nth: usize) -> RowPair<'_> {
        self.pair_at(self.at[nth])
    }

    fn pair_at(&self, at: PairAt) -> RowPair<'_> {
        let id = |side| {
            let (start, end) = at.id(side);
            &self.text[start..end]
        };
        let row = |side| &self.text[at.row(side)..][..DIGITS];
        RowPair { survivor_id: id(0), merged_id: id(1), survivor_row: row(0), merged_row: row(1) }
    }

    /// Where the pair of a naming stands. A naming is one of a pair's IDs: twice the pair's number for the survivor's, one
    /// more for the merged record's.
    pub(super) fn place(&self, naming: u32) -> PairAt {
        self.at[(naming >> 1) as usize]
    }

    /// The ID of a naming that stands at this place.
    pub(super) fn id_at(&self, place: PairAt, naming: u32) -> &[u8] {
        let (start, end) = place.id(naming & 1);
        &self.text.as_bytes()[start..end]
    }

    /// The digits of the digest that was checked, of a naming that stands at this place.
    pub(super) fn row_at(&self, place: PairAt, naming: u32) -> &[u8] {
        &self.text.as_bytes()[place.row(naming & 1)..][..DIGITS]
    }
}
