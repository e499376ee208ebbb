//! The keys of the values that may have to be counted: all that is kept of the rows that no proposal names, and what is
//! kept of the named ones until their values have numbers.
//!
//! Six bytes a value, so that a scan that looks for the named rows can keep those of the others where they are few, and
//! no second scan is needed.

use super::Ids;
use super::normalize::{Chunk, Layout, Row, normalize_rows, parse, raw_text};
use crate::fields::{self, Status};
use crate::model::{FieldId, RecordBatch};
use foldhash::quality::FixedState;
use std::hash::BuildHasher;

/// No value. A key that is 0 is taken for 1.
pub(super) const NONE: u64 = 0;

/// How many bits a key has: of a hundred million values, one in three million falls on the key of another one.
pub(super) const KEY_BITS: u32 = 48;

/// A hash cut to the bits of a key.
pub(super) const fn cut(hash: u64) -> u64 {
    hash & ((1 << KEY_BITS) - 1)
}

/// A key as it is kept, the lowest byte first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept([u8; 6]);

impl Kept {
    pub(super) const fn of(key: u64) -> Self {
        let [a, b, c, d, e, f, ..] = key.to_le_bytes();
        Self([a, b, c, d, e, f])
    }

    /// The key.
    pub(super) const fn key(self) -> u64 {
        let Self([a, b, c, d, e, f]) = self;
        u64::from_le_bytes([a, b, c, d, e, f, 0, 0])
    }
}

/// The keys of some rows of one batch: those that no proposal names, or the named ones.
#[derive(Clone, Debug, Default)]
pub struct Glance {
    /// The field of each column of `keys`.
    fields: Vec<FieldId>,
    /// The keys, row by row; [`NONE`] where a cell holds no value.
    keys: Vec<Kept>,
    /// The names of rows that hold a value and no readable kanji name, by row, ascending.
    names: Vec<(u32, u64)>,
}

impl Glance {
    /// One of these fields, keys and names.
    #[cfg(test)]
    pub(super) fn made_of(fields: Vec<FieldId>, keys: Vec<u64>, names: Vec<(u32, u64)>) -> Self {
        Self { fields, keys: keys.into_iter().map(Kept::of).collect(), names }
    }

    /// No row yet, and room for so many, each of which has a value in each of these fields, or none.
    pub(super) fn with_room(fields: Vec<FieldId>, rows: usize) -> Self {
        let keys = Vec::with_capacity(rows * fields.len());
        Self { fields, keys, names: Vec::new() }
    }

    /// The next cell of the row being built; [`NONE`] where it holds no value.
    pub(super) fn push(&mut self, key: u64) {
        self.keys.push(Kept::of(key));
    }

    /// Ends this row (from 0), which is held under `name` where it holds a value and no readable kanji name.
    pub(super) fn end_row(&mut self, row: u32, name: impl FnOnce() -> u64) {
        let keys = &self.keys[self.keys.len() - self.fields.len()..];
        let is_value = |key: &Kept| key.key() != NONE;
        let is_kanji = |(field, key): (&FieldId, &Kept)| *field == fields::NAME_KANJI && is_value(key);
        if keys.iter().any(is_value) && !self.fields.iter().zip(keys).any(is_kanji) {
            self.names.push((row, name()));
        }
    }

    /// What it holds.
    pub(super) fn seen(&self) -> Seen<'_> {
        Seen { fields: &self.fields, keys: &self.keys, names: &self.names }
    }
}

/// A look at what a batch's rows hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'g> {
    pub(super) fields: &'g [FieldId],
    pub(super) keys: &'g [Kept],
    pub(super) names: &'g [(u32, u64)],
}

impl Seen<'_> {
    /// The keys of the columns of these fields, [`NONE`] left out.
    pub(super) fn keys_of(self, is_meant: impl Fn(FieldId) -> bool) -> impl Iterator<Item = u64> {
        let (fields, keys) = (self.fields, self.keys);
        let columns = (0..fields.len()).filter(move |column| is_meant(fields[*column]));
        let cells = columns.flat_map(move |column| keys.iter().skip(column).step_by(fields.len()));
        cells.map(|key| key.key()).filter(|key| *key != NONE)
    }

    /// All values: row, field, key.
    pub(super) fn values(&self) -> impl Iterator<Item = (u32, FieldId, u64)> {
        let rows = self.keys.chunks_exact(self.fields.len().max(1));
        (0..).zip(rows).flat_map(|(row, keys)| {
            let cells = self.fields.iter().zip(keys).map(|(field, key)| (*field, key.key()));
            cells.filter(|(_, key)| *key != NONE).map(move |(field, key)| (row, field, key))
        })
    }

    /// Under which name a row's values are held: the key of the kanji name, else of the kana name, else of the ID: nobody
    /// can say that two records without a readable name are one person.
    pub(super) fn name(&self, row: u32) -> u64 {
        let width = self.fields.len();
        let keys = &self.keys[row as usize * width..][..width];
        let cells = self.fields.iter().zip(keys).filter(|(field, _)| **field == fields::NAME_KANJI);
        match cells.map(|(_, key)| key.key()).find(|key| *key != NONE) {
            Some(key) => key,
            None => self.names.binary_search_by_key(&row, |(r, _)| *r).map_or(NONE, |at| self.names[at].1),
        }
    }
}

/// Reads a batch: what the rows hold that `ids` name, and the keys of the others in the `counted` fields. `today` is the
/// date (ISO 8601) after which no birthdate lies.
#[must_use]
pub fn read(batch: &RecordBatch<'_>, ids: &Ids, counted: &[FieldId], today: &str) -> (Chunk, Glance) {
    let found = ids.find_rows((0..batch.rows()).map(|row| batch.cell(row, 0)));
    let glance = glance_beside(batch, found.iter().map(|found| found.row), counted, today);
    (normalize_rows(batch, &found, counted, today), glance)
}

/// The keys of the rows of a batch that none of `ids` names.
#[must_use]
pub fn glance(batch: &RecordBatch<'_>, ids: &Ids, counted: &[FieldId], today: &str) -> Glance {
    let found = ids.find_rows((0..batch.rows()).map(|row| batch.cell(row, 0)));
    glance_beside(batch, found.iter().map(|found| found.row), counted, today)
}

/// The keys of all rows but the `named` ones (ascending).
fn glance_beside(
    batch: &RecordBatch<'_>,
    named: impl ExactSizeIterator<Item = u32>,
    counted: &[FieldId],
    today: &str,
) -> Glance {
    let layout = Layout::of(&batch.mapping);
    let columns: Vec<_> = layout.cells_of(counted).collect();
    let fields = columns.iter().map(|(field, _, _)| *field).collect();
    let mut glance = Glance::with_room(fields, batch.rows() - named.len());
    let (mut joined, mut value, mut folded) = (String::new(), String::new(), String::new());
    let mut named = named.peekable();
    let mut at = 0;
    for row in 0..batch.rows() {
        if named.next_if_eq(&(row as u32)).is_some() {
            continue;
        }
        for (field, cell, second) in columns.iter().copied() {
            value.clear();
            let raw = raw_text(batch, row, cell, second, &mut joined);
            let is_value = parse(layout.source(field), raw, today, &mut value).status == Status::Ok;
            glance.push(if is_value { key(field, &value, &mut folded).max(1) } else { NONE });
        }
        glance.end_row(at, || name_of_cells(&layout, batch, row, today));
        at += 1;
    }
    glance
}

/// The name of a row of a batch.
fn name_of_cells(layout: &Layout, batch: &RecordBatch<'_>, row: usize, today: &str) -> u64 {
    let (mut joined, mut value, mut folded) = (String::new(), String::new(), String::new());
    for (field, cell, second) in
        layout.cells_of(&[fields::NAME_KANJI]).chain(layout.cells_of(&[fields::NAME_KANA]))
    {
        value.clear();
        let raw = raw_text(batch, row, cell, second, &mut joined);
        if parse(layout.source(field), raw, today, &mut value).status == Status::Ok {
            return key(field, &value, &mut folded).max(1);
        }
    }
    FixedState::default().hash_one(batch.cell(row, 0)).max(1)
}

/// The name of a row that a proposal names.
pub(super) fn name_of_row(row: Row<'_>, id: &str, folded: &mut String) -> u64 {
    let named = [fields::NAME_KANJI, fields::NAME_KANA].into_iter().find_map(|field| {
        row.of(field).find(|reading| reading.status == Status::Ok).map(|reading| (field, reading.value))
    });
    let name = named.map(|(field, value)| key(field, value, folded));
    name.unwrap_or_else(|| FixedState::default().hash_one(id)).max(1)
}

/// The key under which a value is counted; values that agree have the same one.
pub(super) fn key(field: FieldId, value: &str, folded: &mut String) -> u64 {
    folded.clear();
    cut(FixedState::default().hash_one((field.0, (fields::field(field).key)(value, folded))))
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
