//! The IDs that the merges file names, numbered in the order in which it first names them.

use super::likely::Likely;
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// How many records are enough to tell how common something is: at a share of 25 % the standard error of 5,000 is 0.6 %.
const SAMPLE: usize = 5_000;

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
    /// Their numbers, found by their texts.
    numbers: HashTable<u32>,
    text: String,
    ends: Vec<usize>,
    /// Whether no record's own name is looked at.
    is_unsampled: bool,
    /// Made when the first rows are looked up, or before; an ID that is entered later unmakes it.
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
        let (numbers, ends) = (HashTable::with_capacity(ids), Vec::with_capacity(ids));
        Self { numbers, ends, ..Self::default() }
    }

    /// An empty table of records whose own names nobody looks at, so that reading them is spared the lexicon.
    #[must_use]
    pub fn unsampled() -> Self {
        Self { is_unsampled: true, ..Self::default() }
    }

    /// The number of an ID, which is entered if it is new.
    pub fn intern(&mut self, id: &str) -> u32 {
        let hash = hash(id);
        if let Some(number) = self.seek(id, hash) {
            return number;
        }
        self.likely.take();
        let number = self.ends.len() as u32;
        self.text.push_str(id);
        self.ends.push(self.text.len());
        let (text, ends) = (&self.text, &self.ends);
        self.numbers.insert_unique(hash, number, |number| self::hash(slice(text, ends, *number)));
        number
    }

    /// The number of an ID, if the merges file names it.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.seek(id, hash(id))
    }

    /// Makes what the first look-up of rows would have to make, while all other threads wait for it.
    pub fn make_ready(&self) {
        self.likely();
    }

    fn likely(&self) -> &Likely {
        self.likely.get_or_init(|| {
            let hashes: Vec<u64> = (0..self.ends.len() as u32).map(|n| hash(self.text(n))).collect();
            Likely::of(hashes.into_iter())
        })
    }

    /// For each row whose ID (given row by row) the merges file names: the row and the ID's number, in order.
    ///
    /// Most rows of a large table are not named. Their IDs are told apart by bits that stay in the cache.
    pub(super) fn find_rows<'t>(&self, ids: impl Iterator<Item = &'t str>) -> Vec<Found> {
        let likely = self.likely();
        let every = (self.len() / SAMPLE).max(1).next_power_of_two() as u64;
        let rows = (0..).zip(ids).map(|(row, id)| (row, id, hash(id)));
        let rows: Vec<_> = rows.filter(|(_, _, hash)| likely.has(*hash)).collect();
        let found = rows.into_iter().filter_map(|(row, id, hash)| {
            let is_sampled = !self.is_unsampled && hash & (every - 1) == 0;
            self.seek(id, hash).map(|number| Found { row, number, is_sampled })
        });
        found.collect()
    }

    /// The number of an ID with this hash: the whole texts are compared.
    fn seek(&self, id: &str, hash: u64) -> Option<u32> {
        self.numbers.find(hash, |number| self.text(*number) == id).copied()
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
    use super::{Found, Ids, hash};

    #[test]
    fn each_of_many_ids_has_one_number_and_no_other_id_has_any() {
        for (room, count) in [(0, 0), (0, 1), (0, 2), (1, 3), (0, 5_000), (5_000, 5_000), (40_000, 7)] {
            let mut ids = Ids::with_room(room);
            let own: Vec<String> = (0..count).map(|n| format!("C{n:07}")).collect();
            for _twice in 0..2 {
                for (number, id) in (0..).zip(&own) {
                    assert_eq!(ids.intern(id), number);
                }
            }
            assert_eq!(ids.len(), own.len());
            let others: Vec<String> = (0..3 * count + 9).map(|n| format!("D{n:07}")).collect();
            assert!(others.iter().all(|id| ids.find(id).is_none()));
            // Every third row has an ID that is named; IDs of one batch may stand there again.
            let rows: Vec<&str> = (0..3 * own.len())
                .map(|row| if row % 3 == 1 { &*own[row * 7 / 3 % own.len()] } else { &*others[row] })
                .collect();
            let found = ids.find_rows(rows.iter().copied());
            assert_eq!(found.len(), own.len());
            for Found { row, number, .. } in found {
                assert_eq!(ids.text(number), rows[row as usize]);
                assert_eq!((row % 3, ids.find(rows[row as usize])), (1, Some(number)));
            }
        }
    }

    #[test]
    fn an_id_of_the_same_hash_is_another_id() {
        let mut ids = Ids::new();
        assert_eq!(ids.intern("A"), 0);
        assert_eq!((ids.seek("A", hash("A")), ids.seek("B", hash("A"))), (Some(0), None));
    }

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
