//! The IDs that the merges file names, numbered in the order in which it first names them.

use super::likely::Likely;
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// How many records are enough to tell how common something is: at a share of 25 % the standard error of 20,000 is
/// 0.3 %.
const SAMPLE: usize = 20_000;

/// A row whose ID the merges file names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The row (from 0) of its batch.
    pub(super) row: u32,
    /// The ID's number.
    pub(super) number: u32,
    /// Whether the record is among those whose own name is looked at: all of them up to [`SAMPLE`], of more a part that
    /// depends on the IDs alone, so that the order of rows, proposals and batches does not show.
    pub(super) is_sampled: bool,
}

/// A table of distinct IDs. Look-ups compare the text itself, so no two IDs are ever taken for one.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    table: HashTable<u32>,
    text: String,
    ends: Vec<usize>,
    /// Made when the first rows are looked up; an ID that is entered later unmakes it.
    likely: OnceLock<Likely>,
}

impl Ids {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of an ID, which is entered if it is new.
    pub fn intern(&mut self, id: &str) -> u32 {
        let hash = hash(id);
        let (text, ends) = (&self.text, &self.ends);
        if let Some(found) = self.table.find(hash, |n| slice(text, ends, *n) == id) {
            return *found;
        }
        self.likely.take();
        let number = self.ends.len() as u32;
        self.text.push_str(id);
        self.ends.push(self.text.len());
        let (text, ends) = (&self.text, &self.ends);
        self.table.insert_unique(hash, number, |n| self::hash(slice(text, ends, *n)));
        number
    }

    /// The number of an ID, if the merges file names it.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.table.find(hash(id), |n| slice(&self.text, &self.ends, *n) == id).copied()
    }

    /// For each row whose ID (given row by row) the merges file names: the row and the ID's number, in order.
    ///
    /// Most rows of a large table are not named. Their IDs are told apart by bits that stay in the cache.
    pub(super) fn find_rows<'t>(&self, ids: impl Iterator<Item = &'t str>) -> Vec<Found> {
        let likely = self.likely.get_or_init(|| {
            let hashes: Vec<u64> = (0..self.ends.len() as u32).map(|n| hash(self.text(n))).collect();
            Likely::of(hashes.into_iter())
        });
        let every = (self.len() / SAMPLE).max(1).next_power_of_two() as u64;
        let rows = ids.enumerate().map(|(row, id)| (row as u32, id, hash(id)));
        let rows: Vec<_> = rows.filter(|(_, _, hash)| likely.has(*hash)).collect();
        let found = rows.into_iter().filter_map(|(row, id, hash)| {
            let number = *self.table.find(hash, |n| slice(&self.text, &self.ends, *n) == id)?;
            Some(Found { row, number, is_sampled: hash & (every - 1) == 0 })
        });
        found.collect()
    }

    /// The ID with this number.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }

    /// How many IDs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// The seed is fixed: a table's order never shows, and a crafted collision costs time, not safety.
fn hash(id: &str) -> u64 {
    FixedState::default().hash_one(id)
}

fn slice<'t>(text: &'t str, ends: &[usize], number: u32) -> &'t str {
    let at = number as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &text[start..ends[at]]
}
