//! The IDs that the merges file names, numbered in the order in which it first names them.

use super::likely::Likely;
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// How many records are enough to tell how common something is: at a share of 25 % the standard error of 5,000 is 0.6 %.
const SAMPLE: usize = 5_000;

/// How many bytes of an ID stand in the table itself.
const SHORT: usize = 19;

/// One ID in the table. A short one, as most are, is found there and needs no look at the texts.
#[derive(Clone, Copy, Debug)]
struct Entry {
    number: u32,
    /// More than [`SHORT`] where the ID does not fit.
    length: u8,
    bytes: [u8; SHORT],
}

impl Entry {
    fn of(number: u32, id: &str) -> Self {
        let mut entry = Self { number, length: SHORT as u8 + 1, bytes: [0; SHORT] };
        if id.len() <= SHORT {
            entry.length = id.len() as u8;
            entry.bytes[..id.len()].copy_from_slice(id.as_bytes());
        }
        entry
    }

    fn short(&self) -> Option<&[u8]> {
        self.bytes.get(..self.length as usize)
    }
}

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
    table: HashTable<Entry>,
    text: String,
    ends: Vec<usize>,
    /// Whether no record's own name is looked at.
    is_unsampled: bool,
    /// Made when the first rows are looked up; an ID that is entered later unmakes it.
    likely: OnceLock<Likely>,
}

impl Ids {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty table with room for so many IDs.
    #[must_use]
    pub fn with_room(ids: usize) -> Self {
        Self { table: HashTable::with_capacity(ids), ends: Vec::with_capacity(ids), ..Self::default() }
    }

    /// An empty table of records whose own names nobody looks at, so that reading them is spared the lexicon.
    #[must_use]
    pub fn unsampled() -> Self {
        Self { is_unsampled: true, ..Self::default() }
    }

    /// The number of an ID, which is entered if it is new.
    pub fn intern(&mut self, id: &str) -> u32 {
        let hash = hash(id);
        if let Some(found) = self.table.find(hash, |entry| self.is_of(entry, id)) {
            return found.number;
        }
        self.likely.take();
        let number = self.ends.len() as u32;
        self.text.push_str(id);
        self.ends.push(self.text.len());
        let (text, ends) = (&self.text, &self.ends);
        let entry = Entry::of(number, id);
        self.table.insert_unique(hash, entry, |entry| self::hash(slice(text, ends, entry.number)));
        number
    }

    /// The number of an ID, if the merges file names it.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.table.find(hash(id), |entry| self.is_of(entry, id)).map(|entry| entry.number)
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
            let number = self.table.find(hash, |entry| self.is_of(entry, id))?.number;
            let is_sampled = !self.is_unsampled && hash & (every - 1) == 0;
            Some(Found { row, number, is_sampled })
        });
        found.collect()
    }

    /// Whether an entry is that of this ID: the whole texts are compared.
    fn is_of(&self, entry: &Entry, id: &str) -> bool {
        match entry.short() {
            Some(short) => short == id.as_bytes(),
            None => slice(&self.text, &self.ends, entry.number) == id,
        }
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

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn an_id_is_found_by_its_whole_text_however_long_it_is() {
        let of = |length: usize, last: char| "x".repeat(length) + &last.to_string();
        let mut ids = Ids::new();
        let mut number = 0;
        for length in [0, 1, 17, 18, 19, 20, 63, 300] {
            for last in ['a', 'b', '字'] {
                assert_eq!(ids.intern(&of(length, last)), number);
                number += 1;
            }
        }
        for (number, length) in (0..).step_by(3).zip([0, 1, 17, 18, 19, 20, 63, 300]) {
            assert_eq!(ids.find(&of(length, 'b')), Some(number + 1));
            assert_eq!(ids.find(&of(length, '字')), Some(number + 2));
            assert_eq!((ids.find(&of(length, 'c')), ids.find(&of(length, '寺'))), (None, None));
            assert_eq!(ids.text(number), of(length, 'a'));
        }
        assert_eq!(ids.len(), 24);
    }
}
