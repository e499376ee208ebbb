//! The IDs that approved pairs name, and what became of each of them in the records.
//!
//! An ID is known by its first naming that was entered; which of several that is never shows. The table is entered and asked
//! on all cores at once: open addressing with linear probing (Knuth, The Art of Computer Programming 3, section 6.4,
//! algorithm L) over slots that are written once. Look-ups compare the text itself, so no two IDs are ever taken for one.

use super::digest::hex_digits;
use super::pairs::{DIGITS, PairAt, Pairs, RowPair};
use foldhash::quality::FixedState;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// So many pairs are too many: each of their IDs is known by 32 bits. The files of so many are hundreds of gigabytes.
pub(super) const PAIRS_MAX: usize = 1 << 31;

/// How many IDs are looked for together: what each of them needs comes from memory while the others' is waited for.
pub(super) const TOGETHER: usize = 32;

/// The ID stands on a row.
const SEEN: u8 = 1;
/// It stands on another row too.
const AGAIN: u8 = 2;
/// A row of it has another digest than the one that was checked.
const CHANGED: u8 = 4;
/// Two pairs say that different digests of it were checked.
const TOLD_APART: u8 = 8;

/// Why a pair is stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Staleness {
    /// A record's row has other content than the one that was checked.
    Changed,
    /// A record's ID stands on no row.
    Missing,
    /// A record's ID stands on more than one row.
    Ambiguous,
}

impl Staleness {
    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Ambiguous => "ambiguous",
        }
    }

    /// Only a single row with the one digest that was checked is not stale.
    const fn of(seen: u8) -> Option<Self> {
        if seen & SEEN == 0 {
            Some(Self::Missing)
        } else if seen & AGAIN != 0 {
            Some(Self::Ambiguous)
        } else if seen & (CHANGED | TOLD_APART) != 0 {
            Some(Self::Changed)
        } else {
            None
        }
    }
}

/// A pair that is no longer what was checked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// The record that stays.
    pub survivor_id: String,
    /// The record that goes.
    pub merged_id: String,
    /// Why; of both records the worse.
    pub why: Staleness,
}

/// An ID that a pair names, and the digest of its row that was checked.
#[derive(Clone, Copy)]
pub(super) struct Expected {
    /// Which of the IDs that were looked for, from 0.
    pub(super) nth: usize,
    /// The ID's number.
    pub(super) number: u32,
    /// The digits of the digest.
    row: [u8; DIGITS],
}

impl Expected {
    /// Whether the row has this digest.
    pub(super) fn is(&self, digest: &[u8; 32]) -> bool {
        self.row == hex_digits(digest)
    }
}

/// An ID that is looked for: itself, its hash, and what stands where it should stand.
#[derive(Clone, Copy, Default)]
struct Sought<'t> {
    id: &'t [u8],
    hash: u64,
    slot: u32,
}

/// The IDs that some pairs name.
pub(super) struct Named {
    pairs: Pairs,
    /// In each slot 0, or one more than an ID's number, and some bits of its hash above it.
    slots: Vec<AtomicU32>,
    /// The bits of a slot that hold the number; with few pairs most are left to the hash.
    number_bits: u32,
    /// What became of each ID, by its number.
    seen: Vec<AtomicU8>,
    /// The numbers of the two IDs of each pair.
    numbers: Vec<[u32; 2]>,
}

impl Named {
    /// The IDs that these pairs name; fewer than [`PAIRS_MAX`] pairs.
    pub(super) fn of(pairs: &Pairs) -> Self {
        let namings = 2 * pairs.len();
        let mut named = Self {
            pairs: pairs.clone(),
            // At most two thirds of the slots are taken, so that a run of taken ones is short.
            slots: (0..=namings + namings / 2).into_par_iter().map(|_| AtomicU32::new(0)).collect(),
            number_bits: u64::BITS - (namings as u64).leading_zeros(),
            seen: (0..namings).into_par_iter().map(|_| AtomicU8::new(0)).collect(),
            numbers: Vec::new(),
        };
        let mut numbers = vec![[0; 2]; pairs.len()];
        let some = TOGETHER / 2;
        let parts = numbers.par_chunks_mut(some).enumerate().with_min_len(64);
        parts.for_each(|(nth, numbers)| named.enter(2 * (nth * some) as u32, numbers));
        named.numbers = numbers;
        named
    }

    /// Enters the IDs of at most half of [`TOGETHER`] pairs, the first of which is named by `first`.
    fn enter(&self, first: u32, numbers: &mut [[u32; 2]]) {
        let ids = (first..).take(2 * numbers.len());
        let ids = ids.map(|naming| self.pairs.id_at(self.pairs.place(naming), naming));
        let mut sought = [Sought::default(); TOGETHER];
        self.seek(ids, &mut sought);
        for ((number, sought), naming) in numbers.as_flattened_mut().iter_mut().zip(sought).zip(first..) {
            *number = self.enter_one(sought, naming);
        }
    }

    /// The number of an ID, which is entered by this naming if it is new.
    fn enter_one(&self, Sought { id, hash, mut slot }: Sought<'_>, naming: u32) -> u32 {
        let entry = self.tag(hash) | (naming + 1);
        let mut at = self.home(hash);
        loop {
            if slot == 0 {
                // A slot that was taken meanwhile may have been taken by the same ID.
                match self.slots[at].compare_exchange(0, entry, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_free) => return naming,
                    Err(taken) => slot = taken,
                }
            }
            if let Some(number) = self.number(slot, hash) {
                let place = self.pairs.place(number);
                if self.pairs.id_at(place, number) == id {
                    let row = self.pairs.row_at(self.pairs.place(naming), naming);
                    if self.pairs.row_at(place, number) != row {
                        self.seen[number as usize].fetch_or(TOLD_APART, Ordering::Relaxed);
                    }
                    return number;
                }
            }
            at = self.next(at);
            slot = self.slots[at].load(Ordering::Relaxed);
        }
    }

    /// Of at most [`TOGETHER`] IDs those that a pair names, in order.
    pub(super) fn find<'t>(&self, ids: impl Iterator<Item = &'t str>, found: &mut Vec<Expected>) {
        found.clear();
        let mut sought = [Sought::default(); TOGETHER];
        let count = self.seek(ids.map(str::as_bytes), &mut sought);
        let mut places = [PairAt::default(); TOGETHER];
        for (place, sought) in places.iter_mut().zip(&sought[..count]) {
            if let Some(number) = self.number(sought.slot, sought.hash) {
                *place = self.pairs.place(number);
            }
        }
        for (nth, (sought, place)) in sought[..count].iter().zip(places).enumerate() {
            let Some((number, place)) = self.find_one(*sought, place) else { continue };
            let mut row = [0; DIGITS];
            row.copy_from_slice(self.pairs.row_at(place, number));
            found.push(Expected { nth, number, row });
        }
    }

    /// The number of an ID and the place of its naming; `place` is that of the naming in the first slot.
    fn find_one(
        &self,
        Sought { id, hash, mut slot }: Sought<'_>,
        mut place: PairAt,
    ) -> Option<(u32, PairAt)> {
        let mut at = self.home(hash);
        while slot != 0 {
            if let Some(number) = self.number(slot, hash)
                && self.pairs.id_at(place, number) == id
            {
                return Some((number, place));
            }
            at = self.next(at);
            slot = self.slots[at].load(Ordering::Relaxed);
            if let Some(number) = self.number(slot, hash) {
                place = self.pairs.place(number);
            }
        }
        None
    }

    /// Loads the first slot of each ID before any of them is looked at, and says how many IDs there are.
    fn seek<'t>(&self, ids: impl Iterator<Item = &'t [u8]>, sought: &mut [Sought<'t>; TOGETHER]) -> usize {
        // The seed is fixed: a table's order never shows, and a crafted collision costs time, not safety.
        let hasher = FixedState::default();
        let mut count = 0;
        for (sought, id) in sought.iter_mut().zip(ids) {
            (sought.id, sought.hash) = (id, hasher.hash_one(id));
            count += 1;
        }
        // Nothing but loads, so that as many as can be are waited for at once.
        for sought in &mut sought[..count] {
            sought.slot = self.slots[self.home(sought.hash)].load(Ordering::Relaxed);
        }
        count
    }

    /// Where an ID with this hash stands if the slot is free for it.
    fn home(&self, hash: u64) -> usize {
        // The hash as a part of 2^64, of all slots (D. Lemire, Fast random integer generation in an interval, 2019).
        ((u128::from(hash) * self.slots.len() as u128) >> 64) as usize
    }

    fn next(&self, at: usize) -> usize {
        if at + 1 < self.slots.len() { at + 1 } else { 0 }
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

    /// Takes in one row of an ID, which has the digest that was checked or not. The order of rows does not show.
    pub(super) fn see(&self, number: u32, is_same: bool) {
        let seen = &self.seen[number as usize];
        let bits = if is_same { SEEN } else { SEEN | CHANGED };
        if seen.fetch_or(bits, Ordering::Relaxed) & SEEN != 0 {
            seen.fetch_or(AGAIN, Ordering::Relaxed);
        }
    }

    /// The pairs that are no longer what was checked, in their order.
    pub(super) fn stale(&self) -> Vec<Stale> {
        let of = |number: u32| Staleness::of(self.seen[number as usize].load(Ordering::Relaxed));
        let stale = self.numbers.par_iter().enumerate().filter_map(|(nth, [survivor, merged])| {
            let why = of(*survivor).max(of(*merged))?;
            let RowPair { survivor_id, merged_id, .. } = self.pairs.pair(nth);
            Some(Stale { survivor_id: survivor_id.to_owned(), merged_id: merged_id.to_owned(), why })
        });
        stale.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::{read, written};
    use super::*;

    fn named(pairs: &[([&str; 2], [u8; 2])]) -> Named {
        Named::of(&read(written(pairs)).unwrap())
    }

    fn look(named: &Named, rows: &[(&str, u8)]) {
        let mut found = Vec::new();
        for rows in rows.chunks(TOGETHER) {
            named.find(rows.iter().map(|(id, _)| *id), &mut found);
            found.iter().for_each(|e| named.see(e.number, e.is(&[rows[e.nth].1; 32])));
        }
    }

    fn stale(named: &Named) -> Vec<(String, &'static str)> {
        named
            .stale()
            .into_iter()
            .map(|s| (format!("{}<{}", s.survivor_id, s.merged_id), s.why.name()))
            .collect()
    }

    #[test]
    fn only_a_single_row_with_the_one_digest_that_was_checked_is_fresh() {
        for (rows, why) in [
            (&[("A", 1), ("B", 2)][..], None),
            (&[("B", 2), ("C", 7), ("A", 1)], None),
            (&[("A", 1), ("B", 3)], Some("changed")),
            (&[("A", 2), ("B", 1)], Some("changed")),
            (&[("A", 1), ("a", 1), ("B ", 2)], Some("missing")),
            (&[], Some("missing")),
            (&[("A", 1), ("B", 2), ("A", 1)], Some("ambiguous")),
            (&[("A", 1), ("B", 3), ("B", 2), ("B", 2)], Some("ambiguous")),
            (&[("A", 1), ("A", 1), ("B", 3)], Some("ambiguous")),
        ] {
            let named = named(&[(["A", "B"], [1, 2])]);
            look(&named, rows);
            let expected: Vec<_> = why.map(|why| ("A<B".to_owned(), why)).into_iter().collect();
            assert_eq!(stale(&named), expected, "{rows:?}");
        }
    }

    #[test]
    fn an_id_of_which_two_digests_were_checked_is_stale_whatever_its_row_is() {
        for row in [1, 9] {
            let named = named(&[(["A", "B"], [1, 2]), (["A", "C"], [9, 3]), (["D", "B"], [4, 2])]);
            look(&named, &[("A", row), ("B", 2), ("C", 3), ("D", 4)]);
            assert_eq!(stale(&named), [("A<B".to_owned(), "changed"), ("A<C".to_owned(), "changed")]);
        }
    }

    #[test]
    fn each_of_many_ids_is_known_by_its_whole_text() {
        let ids: Vec<String> = (0..3_000).map(|i| format!("{}{i}", "字x".repeat(i % 40))).collect();
        let digest = |i: usize| (i % 251) as u8;
        // Every ID is named twice, with one digest.
        let pairs: Vec<_> = (0..3_000)
            .map(|i| ([&*ids[i], &*ids[(i + 1) % 3_000]], [digest(i), digest((i + 1) % 3_000)]))
            .collect();
        let rows: Vec<(&str, u8)> = (0..3_000).map(|i| (&*ids[i], digest(i))).collect();
        let fresh = named(&pairs);
        look(&fresh, &rows);
        assert_eq!(stale(&fresh), []);
        let mut rows = rows;
        rows[1_234].1 ^= 1;
        let changed = named(&pairs);
        look(&changed, &rows);
        let [survivor, merged] = [1_233, 1_234].map(|i| format!("{}<{}", ids[i], ids[i + 1]));
        assert_eq!(stale(&changed), [(survivor, "changed"), (merged, "changed")]);
    }
}
