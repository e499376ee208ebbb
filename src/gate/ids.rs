//! The IDs that the merges file names, numbered in the order in which it first names them.
//!
//! They are found by open addressing with linear probing (Knuth, The Art of Computer Programming 3, section 6.4, algorithm L)
//! over slots of four bytes, so that the table follows the IDs at a few bytes each.

use super::likely::Likely;
use foldhash::quality::FixedState;
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// How many records are enough to tell how common something is: at a share of 25 % the standard error of 5,000 is 0.6 %.
const SAMPLE: usize = 5_000;

/// How many IDs are looked for together: what each of them needs comes from memory while the others' is waited for.
const TOGETHER: usize = 32;

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
#[derive(Clone, Debug)]
pub struct Ids {
    /// In each slot 0, or one more than an ID's number, and some bits of its hash above it.
    slots: Vec<u32>,
    /// The bits of a slot that hold the number; with few IDs most are left to the hash.
    number_bits: u32,
    text: String,
    ends: Vec<usize>,
    /// Whether no record's own name is looked at.
    is_unsampled: bool,
    /// Made when the first rows are looked up; an ID that is entered later unmakes it.
    likely: OnceLock<Likely>,
}

/// An ID that is looked for: itself, its hash, and what stands where it should stand.
#[derive(Clone, Copy, Default)]
struct Sought<'t> {
    row: u32,
    id: &'t str,
    hash: u64,
    slot: u32,
}

impl Default for Ids {
    fn default() -> Self {
        Self::with_room(0)
    }
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
        let mut table = Self {
            slots: Vec::new(),
            number_bits: 0,
            text: String::new(),
            ends: Vec::with_capacity(ids),
            is_unsampled: false,
            likely: OnceLock::new(),
        };
        table.make_slots(ids);
        table
    }

    /// An empty table of records whose own names nobody looks at, so that reading them is spared the lexicon.
    #[must_use]
    pub fn unsampled() -> Self {
        Self { is_unsampled: true, ..Self::default() }
    }

    /// The number of an ID, which is entered if it is new.
    pub fn intern(&mut self, id: &str) -> u32 {
        let hash = hash(id);
        let (found, mut free) = self.seek(id, hash, self.first_slot(hash));
        if let Some(number) = found {
            return number;
        }
        self.likely.take();
        let number = self.ends.len() as u32;
        self.text.push_str(id);
        self.ends.push(self.text.len());
        if 3 * self.ends.len() > 2 * self.slots.len() {
            self.make_slots(2 * self.ends.len());
            (_, free) = self.seek(id, hash, self.first_slot(hash));
        }
        self.slots[free] = self.tag(hash) | (number + 1);
        number
    }

    /// The number of an ID, if the merges file names it.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        let hash = hash(id);
        self.seek(id, hash, self.first_slot(hash)).0
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
        let rows = (0..).zip(ids).map(|(row, id)| Sought { row, id, hash: hash(id), slot: 0 });
        let mut rows: Vec<Sought<'_>> = rows.filter(|sought| likely.has(sought.hash)).collect();
        let mut found = Vec::with_capacity(rows.len());
        for some in rows.chunks_mut(TOGETHER) {
            // Nothing but loads, so that as many as can be are waited for at once.
            some.iter_mut().for_each(|sought| sought.slot = self.first_slot(sought.hash));
            let numbers = some.iter().filter_map(|sought| self.number(sought.slot, sought.hash));
            let touched =
                numbers.map(|number| self.text(number).as_bytes().first().map_or(0, |b| u32::from(*b)));
            std::hint::black_box(touched.sum::<u32>());
            for &mut Sought { row, id, hash, slot } in some {
                if let (Some(number), _) = self.seek(id, hash, slot) {
                    let is_sampled = !self.is_unsampled && hash & (every - 1) == 0;
                    found.push(Found { row, number, is_sampled });
                }
            }
        }
        found
    }

    /// The number of an ID with this hash, and the slot that holds it or is free for it; `slot` is what its first one holds.
    fn seek(&self, id: &str, hash: u64, mut slot: u32) -> (Option<u32>, usize) {
        let mut at = self.home(hash);
        while slot != 0 {
            if let Some(number) = self.number(slot, hash)
                && self.text(number) == id
            {
                return (Some(number), at);
            }
            at = if at + 1 < self.slots.len() { at + 1 } else { 0 };
            slot = self.slots[at];
        }
        (None, at)
    }

    /// Makes slots for so many IDs, of which at most two thirds are taken, so that a run of taken ones is short.
    fn make_slots(&mut self, ids: usize) {
        let count = ids + ids / 2 + 2;
        self.slots.clear();
        self.slots.resize(count, 0);
        self.number_bits = u64::BITS - (count as u64).leading_zeros();
        for number in 0..self.ends.len() as u32 {
            let hash = hash(self.text(number));
            let mut at = self.home(hash);
            while self.slots[at] != 0 {
                at = if at + 1 < self.slots.len() { at + 1 } else { 0 };
            }
            self.slots[at] = self.tag(hash) | (number + 1);
        }
    }

    /// Where an ID with this hash stands if the slot is free for it.
    fn home(&self, hash: u64) -> usize {
        // The hash as a part of 2^64, of all slots (D. Lemire, Fast random integer generation in an interval, 2019).
        ((u128::from(hash) * self.slots.len() as u128) >> 64) as usize
    }

    fn first_slot(&self, hash: u64) -> u32 {
        self.slots[self.home(hash)]
    }

    /// The bits of a hash that stand in a slot: lower ones, the upper ones say which slot it is.
    fn tag(&self, hash: u64) -> u32 {
        (u64::from(hash as u32) << self.number_bits) as u32
    }

    /// The number in a slot, if the ID there may have this hash.
    fn number(&self, slot: u32, hash: u64) -> Option<u32> {
        let number = slot & (((1_u64 << self.number_bits) - 1) as u32);
        (slot != 0 && slot ^ number == self.tag(hash)).then(|| number - 1)
    }

    /// The ID with this number.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
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
        let slot = ids.first_slot(hash("A"));
        assert_eq!(ids.seek("A", hash("A"), slot).0, Some(0));
        assert_eq!(ids.seek("B", hash("A"), slot).0, None);
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
