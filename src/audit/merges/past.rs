//! Merges that have happened: which record went into which, from when until when.

use crate::gate::Ids;
use std::collections::HashMap;

/// The seconds (after 1970-01-01T00:00:00Z, both ends included) in which two records were one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first; [`i64::MIN`] where nobody wrote down when.
    pub from: i64,
    /// The last; [`i64::MAX`] where they still are.
    pub until: i64,
}

impl Window {
    /// Always.
    pub const ALWAYS: Self = Self { from: i64::MIN, until: i64::MAX };

    /// What two stretches share.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let shared = Self { from: self.from.max(other.from), until: self.until.min(other.until) };
        (shared.from <= shared.until).then_some(shared)
    }

    /// From the earlier beginning to the later end.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), until: self.until.max(other.until) }
    }

    /// When it began, where that is known.
    #[must_use]
    pub fn began(self) -> Option<i64> {
        (self.from != i64::MIN).then_some(self.from)
    }
}

/// One merge, as one row tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastMerge {
    /// Which of the distinct pairs.
    pub pair: u32,
    /// From when until when.
    pub window: Window,
    /// The line (from 1) that tells it.
    pub line: u64,
}

/// All merges that are looked back on.
#[derive(Default)]
pub struct Past {
    /// The IDs.
    pub ids: Ids,
    /// The record that stayed, for each distinct pair.
    pub survivors: Vec<u32>,
    /// The record that went.
    pub merged: Vec<u32>,
    /// The rows that tell them, in their order.
    pub merges: Vec<PastMerge>,
    /// Records that are gone without a word into which they went, each with its line in the earlier snapshot.
    pub unplaced: Vec<(u32, u64)>,
    numbers: HashMap<(u32, u32), u32>,
}

impl Past {
    /// Adds one merge that a row tells. Merging one pair again, after it was taken back, is a row more and no pair more.
    pub fn add(&mut self, survivor: &str, merged: &str, window: Window, line: u64) {
        let (survivor, merged) = (self.ids.intern(survivor), self.ids.intern(merged));
        let next = self.survivors.len() as u32;
        let pair = *self.numbers.entry((survivor, merged)).or_insert(next);
        if pair == next {
            self.survivors.push(survivor);
            self.merged.push(merged);
        }
        self.merges.push(PastMerge { pair, window, line });
    }

    /// For each distinct pair, whether it still stands: not all of its merges were taken back.
    #[must_use]
    pub fn standing(&self) -> Vec<bool> {
        let mut standing = vec![false; self.survivors.len()];
        let still = self.merges.iter().filter(|merge| merge.window.until == i64::MAX);
        still.for_each(|merge| standing[merge.pair as usize] = true);
        standing
    }

    /// Whether any row tells this merge.
    #[must_use]
    pub fn tells(&self, survivor: &str, merged: &str) -> bool {
        let pair = self.ids.find(survivor).zip(self.ids.find(merged));
        pair.is_some_and(|pair| self.numbers.contains_key(&pair))
    }

    /// Adds a record that is gone, and nobody wrote down into which one.
    pub fn add_unplaced(&mut self, id: &str, line: u64) {
        let id = self.ids.intern(id);
        self.unplaced.push((id, line));
    }
}
