//! Rows that are kept to be compared, each under a number of its own, whatever ID it bears.
//!
//! The gate finds records by their IDs. An audit asks about IDs that several records bear, so it gives every row that must
//! be compared a key of its own (file and line) in the ID's place, and the corridor does the rest.

use crate::fields::{self, Reading, Status};
use crate::gate::{self, Compared, Counts, Glance, Ids, Readings, Wanted};
use crate::model::{FIELD_COUNT, FieldId, RecordBatch, Verdict};
use crate::policy::Policy;
use crate::read::{RecordFile, Records};
use foldhash::quality::FixedState;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Where a row stands: the position of its file among those read, and the line (from 1) on which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowAt {
    /// Position of the file.
    pub file: u32,
    /// Line, from 1.
    pub line: u64,
}

/// What a whole audit needs to know about reading.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The fields whose values are counted over the whole table.
    pub counted: &'a [FieldId],
    /// Today's date (ISO 8601), after which nobody is born.
    pub today: &'a str,
}

/// Which of the opened files a batch was cut from. Each file has a mapping of its own.
#[must_use]
pub fn file_of(files: &[RecordFile], batch: &RecordBatch<'_>) -> u32 {
    let is_of = |file: &RecordFile| Arc::ptr_eq(&file.mapping, &batch.mapping);
    files.iter().position(is_of).unwrap_or(0) as u32
}

/// A well-mixed number for a text. Texts are told apart by themselves wherever two of them share one.
#[must_use]
pub fn mixed(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// The keys under which a value of a field is found again: values that agree have the same one.
#[must_use]
pub fn key_of(field: FieldId, value: &str) -> u64 {
    let mut folded = String::new();
    FixedState::default().hash_one((field.0, (fields::field(field).key)(value, &mut folded)))
}

/// The rows of one batch that are kept, with the IDs they bear.
#[derive(Default)]
pub struct Part {
    batch: Option<RecordBatch<'static>>,
    ids: Vec<String>,
    at: Vec<RowAt>,
}

impl Part {
    /// Keeps those rows of a batch for which `keep` says so.
    pub fn kept(batch: &RecordBatch<'_>, file: u32, keep: impl Fn(RowAt, &str) -> bool) -> Self {
        let mut part = Self::default();
        let mut own = RecordBatch::new(batch.mapping.clone(), "");
        for row in 0..batch.rows() {
            let at = RowAt { file, line: batch.line(row) };
            if keep(at, batch.cell(row, 0)) {
                part.take(batch, row, at, &mut own);
            }
        }
        part.batch = (!part.at.is_empty()).then_some(own);
        part
    }

    /// Takes in a row, under its key.
    fn take(&mut self, batch: &RecordBatch<'_>, row: usize, at: RowAt, own: &mut RecordBatch<'static>) {
        self.ids.push(batch.cell(row, 0).to_owned());
        self.at.push(at);
        own.push_cell(&key(at));
        (1..batch.columns()).for_each(|column| own.push_cell(batch.cell(row, column)));
        own.end_row(batch.line(row));
    }

    /// Keeps those rows of a batch for which `keep` says so, and gives the others as a batch of their own where there are
    /// both.
    pub fn cut(
        batch: &RecordBatch<'_>,
        file: u32,
        keep: impl Fn(RowAt, &str) -> bool,
    ) -> (Self, Option<RecordBatch<'static>>) {
        let at = |row: usize| RowAt { file, line: batch.line(row) };
        let is_kept: Vec<bool> = (0..batch.rows()).map(|row| keep(at(row), batch.cell(row, 0))).collect();
        let kept = is_kept.iter().filter(|kept| **kept).count();
        let mut part = Self::default();
        if kept == 0 {
            return (part, None);
        }
        let mut own = RecordBatch::new(batch.mapping.clone(), "");
        let mut others = RecordBatch::new(batch.mapping.clone(), "");
        for (row, kept) in is_kept.iter().enumerate() {
            if *kept {
                part.take(batch, row, at(row), &mut own);
            } else {
                (0..batch.columns()).for_each(|column| others.push_cell(batch.cell(row, column)));
                others.end_row(batch.line(row));
            }
        }
        part.batch = Some(own);
        (part, Some(others))
    }
}

/// The key of a row: it stands for no customer, so it is no ID of theirs.
fn key(at: RowAt) -> String {
    format!("{}:{}", at.file, at.line)
}

/// All rows that are kept, numbered from 0 in the order in which they were read.
pub struct Rows {
    keys: Ids,
    ids: Vec<String>,
    at: Vec<RowAt>,
    batches: Vec<RecordBatch<'static>>,
}

impl Default for Rows {
    fn default() -> Self {
        // No audit asks whether the kana of a row fit its own kanji.
        Self { keys: Ids::unsampled(), ids: Vec::new(), at: Vec::new(), batches: Vec::new() }
    }
}

impl Rows {
    /// Takes in the kept rows of one batch.
    pub fn add(&mut self, part: Part) {
        part.at.iter().for_each(|at| {
            self.keys.intern(&key(*at));
        });
        self.ids.extend(part.ids);
        self.at.extend(part.at);
        self.batches.extend(part.batch);
    }

    /// The ID that a row bears.
    #[must_use]
    pub fn id(&self, row: u32) -> &str {
        &self.ids[row as usize]
    }

    /// Where a row stands.
    #[must_use]
    pub fn at(&self, row: u32) -> RowAt {
        self.at[row as usize]
    }

    /// All row numbers.
    pub fn numbers(&self) -> std::ops::Range<u32> {
        0..self.at.len() as u32
    }

    /// Reads the kept rows.
    #[must_use]
    pub fn read(&self, law: &Law<'_>) -> Readings {
        let has = |f: usize| self.batches.iter().any(|b| b.mapping.iter().any(|c| c.field.index() == f));
        let mapped: [bool; FIELD_COUNT] = std::array::from_fn(has);
        let mut readings = Readings::new(self.at.len(), mapped);
        for batch in &self.batches {
            readings.add(gate::normalize(batch, &self.keys, law.counted, law.today));
        }
        readings
    }

    /// Gives up the cells, once they are read for the last time: what is needed of them stands in the readings.
    pub fn close(&mut self) {
        self.batches = Vec::new();
    }
}

/// Reads all rows of a batch, for a look at each; none of them is kept.
#[must_use]
pub fn read_batch(batch: &RecordBatch<'_>, law: &Law<'_>) -> (Rows, Readings) {
    let mut rows = Rows::default();
    rows.add(Part::kept(batch, 0, |_, _| true));
    let readings = rows.read(&Law { counted: &[], ..*law });
    rows.close();
    (rows, readings)
}

/// What is needed to compare two kept rows.
pub struct Compare<'a> {
    /// What the rows hold.
    pub readings: Readings,
    /// How many records of the table hold the same.
    pub counts: Counts,
    /// The law.
    pub policy: &'a Policy,
}

/// Whether two rows are one person, as the gate sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    /// The gate would let the pair pass.
    Same,
    /// The gate would want a person to look.
    Unclear,
    /// The gate would block the pair.
    Different,
}

impl Compare<'_> {
    /// Compares two rows as the gate would.
    #[must_use]
    pub fn pair(&self, left: u32, right: u32) -> (Person, Compared) {
        let compared = gate::compare_pair(&self.readings, &self.counts, left, right);
        let person = match gate::judge_pair(&self.readings, &compared, self.policy).verdict {
            Verdict::Pass => Person::Same,
            Verdict::Review => Person::Unclear,
            Verdict::Block => Person::Different,
        };
        (person, compared)
    }

    /// The first usable value of a field of a row.
    #[must_use]
    pub fn value(&self, row: u32, field: FieldId) -> Option<Reading<'_>> {
        self.readings.of(row, field).find(|reading| reading.status == Status::Ok)
    }
}

/// Counts over the whole table how many records hold what the kept rows hold: the files stream past once more. `cut` says
/// which rows of a batch are kept.
///
/// # Errors
///
/// Those of [`Records::scan`].
pub fn count(
    records: &Records,
    readings: &mut Readings,
    law: &Law<'_>,
    keep: impl Fn(RowAt, &str) -> bool + Sync,
) -> crate::error::Result<Counts> {
    let (wanted, mut counting) = Wanted::of(readings, law.policy.shared_by_max());
    let wanted = wanted.with_people_max(law.policy.birthdate_shared_max());
    if !wanted.is_empty() {
        let nobody = Ids::new();
        let files = records.files();
        records.scan(
            None,
            |batch| {
                let (_, others) = Part::cut(batch, file_of(files, batch), &keep);
                let glance: Glance =
                    gate::glance(others.as_ref().unwrap_or(batch), &nobody, law.counted, law.today);
                wanted.tally(&glance)
            },
            |tally| counting.add(&tally),
        )?;
    }
    Ok(wanted.counts(counting))
}
