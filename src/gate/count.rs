//! How many records of the whole table hold the values of the named ones.
//!
//! The record files stream past a second time; only values that a named record holds are counted, so memory follows the
//! proposals. Values are counted under 64-bit keys: two values that fall on one key are counted together, so that a
//! count may be too high, which makes a value look commoner than it is, and never too low.

use super::Readings;
use super::likely::Likely;
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

/// One value of one row of a batch.
#[derive(Clone, Copy)]
struct Value {
    key: u64,
    row: u32,
    field: FieldId,
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
    ///
    /// First all keys of the batch are made, then they are looked up in loops that do nothing else: the processor then
    /// waits for many of them at once.
    #[must_use]
    pub fn tally(&self, batch: &RecordBatch, today: &str) -> Tally {
        let layout = Layout::of(&batch.mapping);
        let values = self.values(&layout, batch, today);
        let likely = values.into_iter().filter(|value| self.likely.has(value.key)).collect::<Vec<_>>();
        let numbers = likely.iter().map(|value| self.keys.get(&value.key).copied()).collect::<Vec<_>>();
        let mut tally = Tally::new();
        let (mut row, mut name) = (u32::MAX, None);
        let mut seen: Vec<u32> = Vec::new();
        for (value, number) in likely.iter().zip(numbers) {
            let Some(number) = number else { continue };
            if value.row != row {
                (row, name) = (value.row, None);
                seen.clear();
            }
            // A record that holds a value in two columns holds it once.
            if seen.contains(&number) {
                continue;
            }
            seen.push(number);
            self.counts[number as usize].fetch_add(1, Ordering::Relaxed);
            if fields::SHARE_LIMITED.contains(&value.field) {
                let name = *name.get_or_insert_with(|| name_key(&layout, batch, row as usize, today));
                tally.push((number, name));
            }
        }
        tally
    }

    /// The keys of all values of a batch, row by row.
    fn values(&self, layout: &Layout, batch: &RecordBatch, today: &str) -> Vec<Value> {
        let (mut joined, mut value, mut folded) = (String::new(), String::new(), String::new());
        let columns: Vec<_> = layout.cells_of(&self.fields).collect();
        let mut values = Vec::with_capacity(batch.rows() * columns.len());
        for row in 0..batch.rows() {
            for (field, cell, second) in columns.iter().copied() {
                value.clear();
                let raw = raw_text(batch, row, cell, second, &mut joined);
                if parse(layout.source(field), raw, today, &mut value).status == Status::Ok {
                    values.push(Value { key: key(field, &value, &mut folded), row: row as u32, field });
                }
            }
        }
        values
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

/// Who holds a value: the key of the kanji name, else of the kana name, else of the ID: nobody can say that two records
/// without a readable name are one person.
fn name_key(layout: &Layout, batch: &RecordBatch, row: usize, today: &str) -> u64 {
    let (mut joined, mut value, mut folded) = (String::new(), String::new(), String::new());
    for field in [fields::NAME_KANJI, fields::NAME_KANA] {
        for (field, cell, second) in layout.cells_of(&[field]) {
            value.clear();
            let raw = raw_text(batch, row, cell, second, &mut joined);
            if parse(layout.source(field), raw, today, &mut value).status == Status::Ok {
                return key(field, &value, &mut folded);
            }
        }
    }
    FixedState::default().hash_one(batch.cell(row, 0))
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
