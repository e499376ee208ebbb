//! The readings of all named records, found by the number of their ID.

use super::glances::Glances;
use super::normalize::{Chunk, Row};
use crate::fields::reading::Name;
use crate::fields::{self, Reading, Side};
use crate::model::{FIELD_COUNT, FieldId, RowDigester};
use crate::text::kana_of::Fit;
use smallvec::SmallVec;

/// How the kana of the named records stand to their own kanji.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct OwnFits {
    /// A listed reading.
    pub confirmed: u64,
    /// Kanji that the lexicon knows, and another reading.
    pub contradicted: u64,
    /// Kanji that the lexicon does not know, or a reading near a listed one.
    pub unknown: u64,
}

impl OwnFits {
    /// All records that have both.
    #[must_use]
    pub fn checked(self) -> u64 {
        self.confirmed + self.contradicted + self.unknown
    }
}

/// The readings of all named records, and on how many rows each ID stands.
#[derive(Clone, Debug)]
pub struct Readings {
    chunks: Vec<Chunk>,
    /// The keys of the counted values, chunk by chunk, until the values have numbers.
    keys: Glances,
    at: Vec<(u32, u32)>,
    found: Vec<u32>,
    own: Vec<Option<Fit>>,
    mapped: [bool; FIELD_COUNT],
}

/// All readings of one record; none where it was not found.
pub struct Sides<'r> {
    row: Option<Row<'r>>,
    readings: SmallVec<[Reading<'r>; 12]>,
}

impl<'r> Sides<'r> {
    /// The readings of one field, side by side.
    #[must_use]
    pub fn of(&self, field: FieldId) -> &[Reading<'r>] {
        self.row.and_then(|row| self.readings.get(row.range(field))).unwrap_or_default()
    }
}

impl Readings {
    /// Room for so many records, none of them found yet; `mapped` says which fields any file has a column for.
    #[must_use]
    pub fn new(records: usize, mapped: [bool; FIELD_COUNT]) -> Self {
        let (at, found, own) = (vec![(0, 0); records], vec![0; records], vec![None; records]);
        Self { chunks: Vec::new(), keys: Glances::default(), at, found, own, mapped }
    }

    /// Takes in the rows of one batch. Of an ID that stands on several rows the first is kept; it is blocked anyway.
    pub fn add(&mut self, mut chunk: Chunk) {
        if chunk.records.is_empty() {
            return;
        }
        let (seen, own_fits) = (std::mem::take(&mut chunk.seen), std::mem::take(&mut chunk.own));
        debug_assert_eq!(own_fits.len(), chunk.records.len());
        let has_room = self.chunks.last().is_some_and(|last| last.has_room_for(&chunk));
        if has_room {
            self.keys.push_to_last(&seen);
        } else {
            let begun = Chunk::beginning(&chunk, self.chunks.last());
            self.chunks.last_mut().into_iter().for_each(Chunk::shrink);
            self.chunks.push(begun);
            self.keys.push(&seen);
        }
        let number = self.chunks.len() as u32 - 1;
        let Some(last) = self.chunks.last_mut() else { return };
        let first = last.rows() as u32;
        last.append(&chunk);
        for ((row, record), own_fit) in (first..).zip(&chunk.records).zip(own_fits) {
            let found = &mut self.found[*record as usize];
            if *found == 0 {
                self.at[*record as usize] = (number, row);
            }
            *found = found.saturating_add(1);
            // Of several rows the worst counts, whatever their order.
            let own = &mut self.own[*record as usize];
            *own = (*own).max(own_fit);
        }
    }

    /// On how many rows each record's ID stands.
    #[must_use]
    pub fn found(&self) -> &[u32] {
        &self.found
    }

    /// The digest of a record's row as it was read (interface section 8); `None` where it was not found. `id` is the
    /// record's ID.
    pub fn digest(&self, record: u32, id: &str, digester: &mut RowDigester) -> Option<[u8; 32]> {
        let at = record as usize;
        let (chunk, row) = self.at[at];
        (self.found[at] > 0).then(|| self.chunks[chunk as usize].digest(row as usize, id, digester))
    }

    /// The line (from 1) of its file on which a record's row starts; `None` where it was not found.
    #[must_use]
    pub fn line(&self, record: u32) -> Option<u32> {
        let at = record as usize;
        let (chunk, row) = self.at[at];
        (self.found[at] > 0).then(|| self.chunks[chunk as usize].lines[row as usize])
    }

    /// Whether any record file has a column for this field.
    #[must_use]
    pub fn is_mapped(&self, field: FieldId) -> bool {
        self.mapped[field.index()]
    }

    /// Appends all readings of a record as bytes: records with equal profiles compare alike with any third.
    pub(super) fn profile(&self, record: u32, profile: &mut Vec<u8>) {
        for id in fields::ids() {
            for reading in self.of(record, id) {
                profile.push(reading.status as u8);
                for text in [reading.raw, reading.value] {
                    profile.extend((text.len() as u32).to_le_bytes());
                    profile.extend(text.as_bytes());
                }
            }
            profile.push(u8::MAX);
        }
    }

    /// The readings of one field of one record; none where the record was not found or its file has no such column.
    pub fn of(&self, record: u32, field: FieldId) -> impl Iterator<Item = Reading<'_>> {
        self.row(record).into_iter().flat_map(move |row| row.of(field))
    }

    /// The readings of one field of one record, side by side.
    #[must_use]
    pub fn side(&self, record: u32, field: FieldId) -> Side<'_> {
        let mut side = Side::new();
        if let Some(row) = self.row(record) {
            side.extend(row.of(field));
        }
        side
    }

    /// All readings of one record, found once.
    #[must_use]
    pub fn sides(&self, record: u32) -> Sides<'_> {
        let row = self.row(record);
        Sides { row, readings: row.map(|row| row.readings().collect()).unwrap_or_default() }
    }

    /// Looks at a record's texts, so that they are in the cache when they are compared or written.
    pub fn fetch(&self, record: u32) {
        std::hint::black_box(self.row(record).map(Row::touch));
    }

    /// The readings of one record; `None` where it was not found.
    pub(super) fn row(&self, record: u32) -> Option<Row<'_>> {
        let at = record as usize;
        let (chunk, row) = self.at[at];
        (self.found[at] > 0).then(|| self.chunks[chunk as usize].row(row as usize))
    }

    /// The numbers under which a record's values of these fields are counted, the first of each; `None` where it has no value
    /// that is counted.
    pub(super) fn numbers<const N: usize>(&self, record: u32, fields: [FieldId; N]) -> [Option<u32>; N] {
        let row = self.row(record);
        let first = |field| row?.counted().find(|(counted, _)| *counted == field).map(|(_, number)| number);
        fields.map(first)
    }

    /// Looks at all that is kept of these records, so that it is in the cache when they are compared: first where each one
    /// stands, then what is there, so that the processor waits for all of them at once.
    pub(super) fn fetch_all(&self, records: impl Iterator<Item = u32>) {
        let rows: SmallVec<[Row<'_>; 32]> = records.filter_map(|record| self.row(record)).collect();
        std::hint::black_box(rows.iter().fold(0, |sum: u32, row| sum.wrapping_add(row.touch_marks())));
        std::hint::black_box(rows.iter().fold(0, |sum: u32, row| sum.wrapping_add(row.touch())));
    }

    /// The keys of the counted values, chunk by chunk, which are given away.
    pub(super) fn take_keys(&mut self) -> Glances {
        std::mem::take(&mut self.keys)
    }

    /// The readings of all named rows, chunk by chunk, to be numbered.
    pub(super) fn chunks_mut(&mut self) -> &mut [Chunk] {
        &mut self.chunks
    }

    /// The name of one record in kanji and in kana.
    #[must_use]
    pub fn name(&self, record: u32) -> Name<'_> {
        self.row(record).map_or(Name::default(), Row::name)
    }

    /// How the kana of the named records stand to their own kanji. Rows that no proposal names are not among them.
    #[must_use]
    pub fn own_fits(&self) -> OwnFits {
        let mut fits = OwnFits::default();
        for fit in self.own.iter().flatten() {
            match fit {
                Fit::Confirmed => fits.confirmed += 1,
                Fit::Contradicted => fits.contradicted += 1,
                Fit::Unknown => fits.unknown += 1,
            }
        }
        fits
    }
}
