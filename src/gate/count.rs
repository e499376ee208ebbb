//! How many records of the whole table hold the values of the named ones.
//!
//! The record files stream past a second time; only values that a named record holds are counted, so memory follows the
//! proposals. Values are counted under 64-bit keys: two values that fall on one key are counted together, so that a
//! count may be too high, which makes a value look commoner than it is, and never too low.

use super::Readings;
use super::normalize::{Layout, parse, raw_text};
use crate::fields::{self, Status};
use crate::model::{FieldId, RecordBatch};
use foldhash::quality::FixedState;
use hashbrown::HashMap;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};

/// Values to be counted: those of the named records.
#[derive(Debug)]
pub struct Wanted {
    fields: Vec<FieldId>,
    keys: HashMap<u64, u32, FixedState>,
    likely: Likely,
    counts: Vec<AtomicU32>,
    names_max: usize,
}

/// Bits of the keys that are wanted: most values of a large table are not, and these bits, which stay in the cache, tell so
/// without a look into the table of keys. A set bit proves nothing; a clear one does.
#[derive(Debug)]
struct Likely {
    bits: Vec<u64>,
    shift: u32,
}

impl Likely {
    /// Sixteen bits a key: one of sixteen values that are not wanted gets past.
    fn of(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let words = (keys.len() / 4).next_power_of_two().max(1);
        let mut likely = Self { bits: vec![0; words], shift: 64 - (words * 64).trailing_zeros() };
        for key in keys {
            let (word, bit) = likely.place(key);
            likely.bits[word] |= bit;
        }
        likely
    }

    fn has(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits[word] & bit != 0
    }

    /// By the upper bits of the key: the table of keys uses the lower ones.
    fn place(&self, key: u64) -> (usize, u64) {
        let at = key >> self.shift;
        ((at >> 6) as usize, 1 << (at & 63))
    }
}

/// The names one batch puts beside values that only so many people may share: value, name.
pub type Tally = Vec<(u32, u64)>;

impl Wanted {
    /// The values of the named records in these fields. `names_max` is how many different names may hold one phone or
    /// e-mail before it says nothing.
    #[must_use]
    pub fn of(readings: &Readings, fields: &[FieldId], names_max: usize) -> Self {
        let mut keys = HashMap::with_hasher(FixedState::default());
        let mut folded = String::new();
        for record in 0..readings.found().len() as u32 {
            for field in fields {
                for reading in readings.of(record, *field).filter(|r| r.status == Status::Ok) {
                    let next = keys.len() as u32;
                    keys.entry(key(*field, reading.value, &mut folded)).or_insert(next);
                }
            }
        }
        let counts = (0..keys.len()).map(|_| AtomicU32::new(0)).collect();
        let likely = Likely::of(keys.keys().copied());
        Self { fields: fields.to_vec(), keys, likely, counts, names_max }
    }

    /// Whether there is nothing to count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Counts one batch. Batches may be counted in any order and at the same time.
    #[must_use]
    pub fn tally(&self, batch: &RecordBatch, today: &str) -> Tally {
        let layout = Layout::of(&batch.mapping);
        let mut tally = Tally::new();
        let (mut joined, mut value, mut folded) = (String::new(), String::new(), String::new());
        let mut seen: Vec<u32> = Vec::new();
        for row in 0..batch.rows() {
            seen.clear();
            let mut name = None;
            for (field, cell, second) in layout.cells_of(&self.fields) {
                value.clear();
                let raw = raw_text(batch, row, cell, second, &mut joined);
                if parse(field, raw, today, &mut value).status != Status::Ok {
                    continue;
                }
                let key = key(field, &value, &mut folded);
                let Some(number) = self.number(key) else { continue };
                // A record that holds a value in two columns holds it once.
                if seen.contains(&number) {
                    continue;
                }
                seen.push(number);
                self.counts[number as usize].fetch_add(1, Ordering::Relaxed);
                if fields::SHARE_LIMITED.contains(&field) {
                    let name = *name.get_or_insert_with(|| name_key(&layout, batch, row, today));
                    tally.push((number, name));
                }
            }
        }
        tally
    }

    fn number(&self, key: u64) -> Option<u32> {
        if self.likely.has(key) { self.keys.get(&key).copied() } else { None }
    }

    /// Joins the tallies of all batches. The result does not depend on their order.
    #[must_use]
    pub fn counts(self, tallies: impl IntoIterator<Item = Tally>) -> Counts {
        let mut names: HashMap<u32, Vec<u64>, FixedState> = HashMap::with_hasher(FixedState::default());
        for (value, name) in tallies.into_iter().flatten() {
            let held = names.entry(value).or_default();
            if held.len() <= self.names_max && !held.contains(&name) {
                held.push(name);
            }
        }
        let most = self.names_max;
        let shared =
            names.into_iter().filter(|(_, held)| held.len() > most).map(|(value, _)| value).collect();
        let counts = self.counts.into_iter().map(AtomicU32::into_inner).collect();
        Counts { keys: self.keys, counts, shared }
    }
}

impl Layout {
    /// The readings of a row that belong to one of these fields.
    fn cells_of<'l>(
        &'l self,
        fields: &'l [FieldId],
    ) -> impl Iterator<Item = (FieldId, usize, Option<usize>)> + 'l {
        self.readings().filter(|(field, _, _)| fields.contains(field))
    }
}

/// Who holds a value: the key of the kanji name, else of the kana name, else of nobody in particular.
fn name_key(layout: &Layout, batch: &RecordBatch, row: usize, today: &str) -> u64 {
    let (mut joined, mut value, mut folded) = (String::new(), String::new(), String::new());
    for field in [fields::NAME_KANJI, fields::NAME_KANA] {
        for (field, cell, second) in layout.cells_of(&[field]) {
            value.clear();
            let raw = raw_text(batch, row, cell, second, &mut joined);
            if parse(field, raw, today, &mut value).status == Status::Ok {
                return key(field, &value, &mut folded);
            }
        }
    }
    0
}

/// The key under which a value is counted; values that agree have the same one.
fn key(field: FieldId, value: &str, folded: &mut String) -> u64 {
    folded.clear();
    (fields::field(field).key)(value, folded);
    FixedState::default().hash_one((field.0, folded.as_str()))
}

/// How many records hold each value of the named records, and which values too many people share.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    keys: HashMap<u64, u32, FixedState>,
    counts: Vec<u32>,
    shared: hashbrown::HashSet<u32, FixedState>,
}

impl Counts {
    /// The number under which a value was counted; `None` where it was not. Values that agree have the same one.
    pub(super) fn number(&self, field: FieldId, value: &str, scratch: &mut String) -> Option<u32> {
        self.keys.get(&key(field, value, scratch)).copied()
    }

    /// How many records of the whole table hold the value with this number.
    pub(super) fn at(&self, number: Option<u32>) -> u32 {
        number.map_or(0, |n| self.counts[n as usize])
    }

    /// Whether the value is held under more different names than the policy allows.
    #[must_use]
    pub fn is_shared(&self, field: FieldId, value: &str, scratch: &mut String) -> bool {
        if self.shared.is_empty() || !fields::SHARE_LIMITED.contains(&field) {
            return false;
        }
        self.keys.get(&key(field, value, scratch)).is_some_and(|n| self.shared.contains(n))
    }
}
