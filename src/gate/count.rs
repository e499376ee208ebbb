//! How many records of the whole table hold the values of the named ones.
//!
//! Only values that a named record holds are counted, and of two values together (the name and the birthdate …) only those
//! that two named records hold, since two records are asked what they share: so memory follows the proposals. All are
//! counted under 48-bit keys: two that fall on one key are counted together, so that a count may be
//! too high, which makes a value look commoner than it is, and never too low. Only of how many different names hold one value
//! (`holders`, `people`) two may be taken for one, if two of the few names that hold it fall on one key: one pair of names in 2^48.

use super::Readings;
use super::counting::{Counting, Tally};
use super::glance::{Glance, Seen, cut};
use super::glances::Glances;
use super::keys::{Keys, Table, repeated};
use super::likely::Likely;
use super::normalize::{Chunk, UNCOUNTED};
use super::values::Values;
use crate::fields;
use crate::model::FieldId;
use crate::policy::BIRTHDATE_SHARED_MAX;
use foldhash::quality::FixedState;
use rayon::prelude::*;
use smallvec::SmallVec;
use std::hash::BuildHasher;

/// Two fields whose values are counted together: who agrees with a record on both, and is not it, is a namesake.
pub const NAMESAKES: [[FieldId; 2]; 3] = [
    [fields::NAME_KANJI, fields::BIRTHDATE],
    [fields::PHONE, fields::BIRTHDATE],
    [fields::NAME_KANJI, fields::PHONE],
];

/// Values to be counted: those of the named records.
#[derive(Debug)]
pub struct Wanted {
    values: Values,
    pairs: Keys,
    likely_pairs: Likely,
    people_max: u32,
}

impl Wanted {
    /// The values of the named records, each of which gets its number, and the rows of these records, counted; the tallies of
    /// all other rows are to be added. `names_max` is how many different names may hold one phone or e-mail before it says
    /// nothing.
    #[must_use]
    pub fn of(readings: &mut Readings, names_max: usize) -> (Self, Counting) {
        let mut keys = readings.take_keys();
        debug_assert_eq!(keys.all().count(), readings.chunks_mut().len(), "values are numbered once");
        let values = Values::of(&keys);
        let (limited, births) = (values.limited().len(), values.birthdates().len());
        let mut counting = Counting::new(values.len(), limited, births, names_max);
        // A chunk at a time: many threads number its rows, one adds up each sum, and memory holds what one chunk has.
        for chunk in readings.chunks_mut().iter_mut().rev() {
            let seen = keys.last(1);
            let Some(seen) = seen.first() else { break };
            counting.add_all(&number(&values, chunk, *seen));
            keys.forget_last(1);
        }
        let chunks = readings.chunks_mut().par_iter();
        let (pairs, counts) = repeated(chunks.flat_map_iter(|chunk| together(chunk, &counting)).collect());
        counting.pairs = counts;
        let likely_pairs = pairs.likely();
        (Self { values, pairs, likely_pairs, people_max: BIRTHDATE_SHARED_MAX }, counting)
    }

    /// The same with another limit on the people who may hold one birthdate.
    #[must_use]
    pub fn with_people_max(self, people_max: u32) -> Self {
        Self { people_max, ..self }
    }

    /// Whether there is nothing to count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.len() == 0
    }

    /// Counts the rows of one batch that no proposal names. Batches may be counted in any order and at the same time.
    ///
    /// The keys are looked up in loops that do nothing else: the processor then waits for many of them at once.
    #[must_use]
    pub fn tally(&self, glance: &Glance) -> Tally {
        self.tally_seen(glance.seen())
    }

    fn tally_seen(&self, glance: Seen<'_>) -> Tally {
        let is_likely = |(_, field, key): &(u32, FieldId, u64)| self.values.is_likely(*field, *key);
        let likely: Vec<_> = glance.values().filter(is_likely).collect();
        let values: Vec<(FieldId, u64)> = likely.iter().map(|(_, field, key)| (*field, *key)).collect();
        let mut numbers = Vec::with_capacity(values.len());
        self.values.number_all(&values, &mut numbers);
        let mut gather = Gather::of(&self.values);
        let mut last = u32::MAX;
        for ((row, field, _), number) in likely.iter().zip(numbers) {
            let Some(number) = number else { continue };
            if *row != last {
                gather.end_row();
                last = *row;
            }
            gather.hold(*field, number, || glance.name(*row));
        }
        let (mut tally, mut pairs) = gather.finish();
        pairs.retain(|key| self.likely_pairs.has(*key));
        tally.pairs = pairs.iter().filter_map(|key| self.pairs.number(*key)).collect();
        tally
    }

    /// Counts many batches at once; what is counted is given back.
    pub fn count(&self, mut glances: Glances, counting: &mut Counting) {
        loop {
            let last = glances.last(GLANCES_TOGETHER);
            if last.is_empty() {
                return;
            }
            let tallies: Vec<Tally> = last.into_par_iter().map(|glance| self.tally_seen(glance)).collect();
            counting.add_all(&tallies);
            glances.forget_last(GLANCES_TOGETHER);
        }
    }

    /// What was counted, when the tallies of all batches have been added.
    #[must_use]
    pub fn counts(self, counting: Counting) -> Counts {
        let Counting { values, pairs, holders, people } = counting;
        // There are no more people than records, so that nothing about a small table is told from a bitmap.
        let (births, most) = (self.values.birthdates(), self.people_max);
        let is_filled_in = |number: &u32| {
            values[*number as usize] > most && people.count((number - births.start) as usize) > most
        };
        let filled_in = births.clone().filter(is_filled_in);
        let mut is_shared = vec![0_u64; values.len().div_ceil(64)];
        for number in holders.shared().into_iter().chain(filled_in) {
            is_shared[number as usize / 64] |= 1 << (number % 64);
        }
        Counts { values, pairs: Table::of_many(self.pairs, pairs, THE_TWO), is_shared }
    }
}

/// Named rows that one thread numbers and counts at a time.
const SHARE: usize = 2048;
/// Batches of other rows that are counted at a time.
const GLANCES_TOGETHER: usize = 32;
/// So many records share what they are asked about, and are no others.
const THE_TWO: u32 = 2;

/// Numbers the values of a chunk's rows and counts them, a share of the rows on each thread.
fn number(values: &Values, chunk: &mut Chunk, seen: Seen<'_>) -> Vec<Tally> {
    let width = seen.fields.len().max(1);
    let mut numbers = vec![UNCOUNTED; seen.keys.len()];
    let shares = numbers.par_chunks_mut(SHARE * width).zip(seen.keys.par_chunks(SHARE * width)).enumerate();
    let counted = shares.map(|(share, (numbers, keys))| {
        let cells = seen.fields.iter().copied().cycle().zip(keys.iter().map(|key| key.key()));
        let mut found = Vec::with_capacity(keys.len());
        values.number_all(&cells.collect::<Vec<_>>(), &mut found);
        // No value has the key that stands for none.
        for (number, found) in numbers.iter_mut().zip(found) {
            *number = found.unwrap_or(UNCOUNTED);
        }
        let mut gather = Gather::of(values);
        for (row, numbers) in ((share * SHARE) as u32..).zip(numbers.chunks_exact(width)) {
            gather.held.clear();
            let held = seen.fields.iter().zip(numbers).filter(|(_, number)| **number != UNCOUNTED);
            held.for_each(|(field, number)| gather.hold(*field, *number, || seen.name(row)));
        }
        gather.tally
    });
    let counted = counted.collect();
    chunk.numbers = numbers;
    counted
}

/// The keys of all that the rows of a chunk hold together and another named row may hold together too: one that holds both
/// values.
fn together(chunk: &Chunk, counting: &Counting) -> Vec<u64> {
    let (mut pairs, mut held) = (Vec::new(), Held::new());
    for row in (0..chunk.rows()).map(|row| chunk.row(row)) {
        held.clear();
        for (field, number) in row.counted().filter(|(_, number)| counting.values[*number as usize] > 1) {
            if !held.contains(&(field, number)) {
                held.push((field, number));
            }
        }
        push_pairs(&held, &mut pairs);
    }
    pairs
}

/// The counted values of one row.
type Held = SmallVec<[(FieldId, u32); 8]>;

/// What the rows of one batch hold, row by row.
struct Gather<'w> {
    values: &'w Values,
    tally: Tally,
    pairs: Vec<u64>,
    held: Held,
}

impl<'w> Gather<'w> {
    fn of(values: &'w Values) -> Self {
        Self { values, tally: Tally::default(), pairs: Vec::new(), held: Held::new() }
    }

    /// The row holds the value with this number. A row that holds a value in two columns holds it once.
    fn hold(&mut self, field: FieldId, number: u32, name: impl FnOnce() -> u64) {
        if self.held.contains(&(field, number)) {
            return;
        }
        self.held.push((field, number));
        self.tally.values.push(number);
        if fields::SHARE_LIMITED.contains(&field) {
            self.tally.holders.push((number, name()));
        } else if field == fields::BIRTHDATE {
            self.tally.births.push((number - self.values.birthdates().start, name()));
        }
    }

    fn end_row(&mut self) {
        push_pairs(&self.held, &mut self.pairs);
        self.held.clear();
    }

    /// The sums, and the keys of all that the rows hold together, for which the rows were ended.
    fn finish(mut self) -> (Tally, Vec<u64>) {
        self.end_row();
        (self.tally, self.pairs)
    }
}

/// The keys of all that a row holds together.
fn push_pairs(held: &[(FieldId, u32)], pairs: &mut Vec<u64>) {
    if held.len() < 2 {
        return;
    }
    for [one, other] in NAMESAKES {
        for (_, a) in held.iter().filter(|(field, _)| *field == one) {
            let others = held.iter().filter(|(field, _)| *field == other);
            pairs.extend(others.map(|(_, b)| pair_key(*a, *b)));
        }
    }
}

/// The key under which two values are counted together. A number stands for one field's value, so the fields need not
/// be in it.
fn pair_key(one: u32, other: u32) -> u64 {
    cut(FixedState::default().hash_one(u64::from(one) << 32 | u64::from(other)))
}

/// How many records hold each value of the named records, and which values too many people share.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    values: Vec<u32>,
    pairs: Table,
    /// A bit for each number.
    is_shared: Vec<u64>,
}

impl Counts {
    /// How many records of the whole table hold the value with this number.
    pub(super) fn at(&self, number: u32) -> u32 {
        self.values.get(number as usize).copied().unwrap_or(0)
    }

    /// How many records of the whole table hold these two values together, besides two that do.
    pub(super) fn others_together(&self, one: u32, other: u32) -> u32 {
        self.pairs.count(pair_key(one, other)).saturating_sub(THE_TWO)
    }

    /// Whether the value with this number is held by more people than the policy allows.
    pub(super) fn is_shared(&self, number: u32) -> bool {
        self.is_shared.get(number as usize / 64).is_some_and(|bits| bits >> (number % 64) & 1 != 0)
    }

    /// How many phones, e-mail addresses and birthdates of the named records too many people share.
    #[must_use]
    pub fn shared_values(&self) -> usize {
        self.is_shared.iter().map(|bits| bits.count_ones() as usize).sum()
    }
}
