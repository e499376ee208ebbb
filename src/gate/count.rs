//! How many records of the whole table hold the values of the named ones.
//!
//! The record files stream past a second time; only values that a named record holds are counted, and of two values
//! together (the name and the birthdate …) only those that a named record holds together, so that memory follows the
//! proposals. All are counted under 64-bit keys: two that fall on one key are counted together, so that a count may be
//! too high, which makes a value look commoner than it is, and never too low.

use super::Readings;
use super::counting::{Counting, Tally};
use super::keys::{Keys, Table};
use super::normalize::{Chunk, Layout, Row, UNCOUNTED, parse, raw_text};
use crate::fields::{self, Status};
use crate::model::{FieldId, RecordBatch};
use crate::policy::BIRTHDATE_SHARED_MAX;
use foldhash::quality::FixedState;
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
    fields: Vec<FieldId>,
    values: Keys,
    pairs: Keys,
    names_max: usize,
    /// For each value its place among the birthdates; `NO_BIRTHDATE` for others.
    births: Vec<u32>,
    dates: u32,
    people_max: u32,
}

/// Stands for a value that is no birthdate.
const NO_BIRTHDATE: u32 = u32::MAX;

/// One value of one row of a batch.
#[derive(Clone, Copy)]
struct Value {
    key: u64,
    row: u32,
    field: FieldId,
}

impl Wanted {
    /// The values of the named records in these fields; each gets its number. `names_max` is how many different names
    /// may hold one phone or e-mail before it says nothing.
    #[must_use]
    pub fn of(readings: &mut Readings, fields: &[FieldId], names_max: usize) -> Self {
        let rows: usize = readings.chunks().iter().map(Chunk::rows).sum();
        let (mut values, mut pairs) = (Keys::with_room(rows * 2), Keys::with_room(rows * NAMESAKES.len()));
        let mut folded = String::new();
        let (mut births, mut dates) = (Vec::new(), 0);
        let mut keys: Vec<Option<(FieldId, u64)>> = Vec::new();
        for chunk in readings.chunks_mut() {
            keys.clear();
            keys.extend(chunk.readings().map(|(field, reading)| {
                let is_counted = reading.status == Status::Ok && fields.contains(&field);
                is_counted.then(|| (field, key(field, reading.value, &mut folded)))
            }));
            let numbers = keys.iter().map(|counted| {
                let Some((field, key)) = *counted else { return UNCOUNTED };
                let number = values.enter(key);
                if number as usize == births.len() {
                    let is_date = field == fields::BIRTHDATE;
                    births.push(if is_date { dates } else { NO_BIRTHDATE });
                    dates += u32::from(is_date);
                }
                number
            });
            chunk.number_values(numbers);
        }
        let mut together = Vec::new();
        for chunk in readings.chunks() {
            together.clear();
            for row in (0..chunk.rows()).map(|row| chunk.row(row)) {
                for [one, other] in NAMESAKES {
                    for a in numbers(row, one) {
                        together.extend(numbers(row, other).map(|b| pair_key(a, b)));
                    }
                }
            }
            together.iter().for_each(|key| {
                pairs.enter(*key);
            });
        }
        values.close();
        pairs.close();
        let fields = fields.to_vec();
        Self { fields, values, pairs, names_max, births, dates, people_max: BIRTHDATE_SHARED_MAX }
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

    /// Nothing counted yet.
    #[must_use]
    pub fn counting(&self) -> Counting {
        Counting::new(self.values.len(), self.pairs.len(), self.dates as usize, self.names_max)
    }

    /// Counts one batch. Batches may be counted in any order and at the same time.
    ///
    /// First all keys of the batch are made, then they are looked up in loops that do nothing else: the processor then
    /// waits for many of them at once.
    #[must_use]
    pub fn tally(&self, batch: &RecordBatch<'_>, today: &str) -> Tally {
        let layout = Layout::of(&batch.mapping);
        let mut values = self.read(&layout, batch, today);
        let mut names = Names::default();
        names.find(&values, batch.rows());
        values.retain(|value| self.values.may_have(value.key));
        let numbers: Vec<Option<u32>> = values.iter().map(|value| self.values.number(value.key)).collect();
        let mut tally = Tally::default();
        let mut pairs: Vec<u64> = Vec::new();
        let mut held: Vec<(FieldId, u32)> = Vec::new();
        let mut row = u32::MAX;
        for (value, number) in values.iter().zip(numbers) {
            let Some(number) = number else { continue };
            if value.row != row {
                push_pairs(&held, &mut pairs);
                row = value.row;
                held.clear();
            }
            // A record that holds a value in two columns holds it once.
            if held.contains(&(value.field, number)) {
                continue;
            }
            held.push((value.field, number));
            tally.values.push(number);
            if fields::SHARE_LIMITED.contains(&value.field) {
                tally.holders.push((number, names.of(&layout, batch, row as usize, today)));
            } else if value.field == fields::BIRTHDATE {
                tally.births.push((number, names.of(&layout, batch, row as usize, today)));
            }
        }
        push_pairs(&held, &mut pairs);
        tally.births.iter_mut().for_each(|(number, _)| *number = self.births[*number as usize]);
        pairs.retain(|key| self.pairs.may_have(*key));
        tally.pairs = pairs.iter().filter_map(|key| self.pairs.number(*key)).collect();
        tally
    }

    /// The keys of all values of a batch, row by row.
    fn read(&self, layout: &Layout, batch: &RecordBatch<'_>, today: &str) -> Vec<Value> {
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

    /// What was counted, when the tallies of all batches have been added.
    #[must_use]
    pub fn counts(self, counting: Counting) -> Counts {
        let Counting { values, pairs, holders, people } = counting;
        // There are no more people than records, so that nothing about a small table is told from a bitmap.
        let is_filled_in = |number: &u32| {
            let (date, most) = (self.births[*number as usize], self.people_max);
            date != NO_BIRTHDATE && values[*number as usize] > most && people.count(date as usize) > most
        };
        let mut shared = holders.shared();
        shared.extend((0..values.len() as u32).filter(is_filled_in));
        shared.sort_unstable();
        Counts { values, pairs: self.pairs.into_table(&pairs), shared }
    }
}

/// The names of the rows of one batch: the key of the kanji name, else of the kana name, else of the ID: nobody can say
/// that two records without a readable name are one person.
#[derive(Default)]
struct Names {
    kanji: Vec<Option<u64>>,
    last: Option<(usize, u64)>,
}

impl Names {
    /// Notes the first kanji name of every row, where those were read.
    fn find(&mut self, values: &[Value], rows: usize) {
        self.kanji.resize(rows, None);
        for value in values.iter().filter(|value| value.field == fields::NAME_KANJI) {
            self.kanji[value.row as usize].get_or_insert(value.key);
        }
    }

    fn of(&mut self, layout: &Layout, batch: &RecordBatch<'_>, row: usize, today: &str) -> u64 {
        if let Some(kanji) = self.kanji[row] {
            return kanji;
        }
        match self.last {
            Some((last, name)) if last == row => name,
            _other_row => {
                let name = name_key(layout, batch, row, today);
                self.last = Some((row, name));
                name
            }
        }
    }
}

/// The name of a row whose kanji name is not at hand.
fn name_key(layout: &Layout, batch: &RecordBatch<'_>, row: usize, today: &str) -> u64 {
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

/// The numbers under which a row's values of one field are counted.
fn numbers(row: Row<'_>, field: FieldId) -> impl Iterator<Item = u32> {
    row.stored(field).iter().map(|stored| stored.number).filter(|number| *number != UNCOUNTED)
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
    FixedState::default().hash_one(u64::from(one) << 32 | u64::from(other))
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

/// The key under which a value is counted; values that agree have the same one.
fn key(field: FieldId, value: &str, folded: &mut String) -> u64 {
    folded.clear();
    (fields::field(field).key)(value, folded);
    FixedState::default().hash_one((field.0, folded.as_str()))
}

/// How many records hold each value of the named records, and which values too many people share.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    values: Vec<u32>,
    pairs: Table,
    shared: Vec<u32>,
}

impl Counts {
    /// How many records of the whole table hold the value with this number.
    pub(super) fn at(&self, number: u32) -> u32 {
        self.values.get(number as usize).copied().unwrap_or(0)
    }

    /// How many records of the whole table hold these two values together.
    pub(super) fn together(&self, one: u32, other: u32) -> u32 {
        self.pairs.count(pair_key(one, other))
    }

    /// Whether the value with this number is held by more people than the policy allows.
    pub(super) fn is_shared(&self, number: u32) -> bool {
        !self.shared.is_empty() && self.shared.binary_search(&number).is_ok()
    }

    /// How many phones, e-mail addresses and birthdates of the named records too many people share.
    #[must_use]
    pub fn shared_values(&self) -> usize {
        self.shared.len()
    }
}
