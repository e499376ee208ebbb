//! The records as they are now, held against the digests that were checked: one reading of the files, pair by pair.

use super::mismatch::Mismatch;
use super::rows::RowPair;
use super::statement::{Predicate, RecordsInput};
use crate::error::Result;
use crate::fields;
use crate::gate::Ids;
use crate::model::{Columns, RecordBatch, RowDigester};
use crate::read::{InputDigest, ReadOptions, Records};
use std::path::PathBuf;

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

/// What became of one ID: on how many rows it stands, and whether the first has the digest that was checked.
#[derive(Clone, Copy, Default)]
struct Seen {
    rows: u32,
    is_same: bool,
}

impl Seen {
    /// Counts one more row. Only a single one can be the one that was checked.
    const fn add(&mut self, is_same: bool) {
        self.rows += 1;
        self.is_same = self.rows == 1 && is_same;
    }

    fn staleness(self) -> Option<Staleness> {
        match self {
            Self { rows: 0, .. } => Some(Staleness::Missing),
            Self { rows: 1, is_same: true } => None,
            Self { rows: 1, is_same: false } => Some(Staleness::Changed),
            _several => Some(Staleness::Ambiguous),
        }
    }
}

/// Compares records with pairs.
pub(super) struct Present {
    ids: Ids,
    /// The digest of each ID that was checked; `None` where the pairs give two.
    expected: Vec<Option<[u8; 32]>>,
    seen: Vec<Seen>,
    /// The numbers of the two IDs of each pair, in the order of the pairs.
    pairs: Vec<[u32; 2]>,
}

impl Present {
    /// Expects these pairs.
    pub(super) fn of(pairs: &[RowPair]) -> Self {
        let ids = Ids::with_room(2 * pairs.len());
        let expected = Vec::with_capacity(2 * pairs.len());
        let mut present = Self { ids, expected, seen: Vec::new(), pairs: Vec::with_capacity(pairs.len()) };
        for pair in pairs {
            let survivor = present.expect(&pair.survivor_id, pair.survivor_row);
            let merged = present.expect(&pair.merged_id, pair.merged_row);
            present.pairs.push([survivor, merged]);
        }
        present.seen = vec![Seen::default(); present.expected.len()];
        present
    }

    fn expect(&mut self, id: &str, row: [u8; 32]) -> u32 {
        let number = self.ids.intern(id);
        match self.expected.get_mut(number as usize) {
            None => self.expected.push(Some(row)),
            Some(known) if *known == Some(row) => {}
            Some(known) => *known = None,
        }
        number
    }

    /// Takes in one row that was found.
    #[cfg(feature = "postgres")]
    pub(super) fn see(&mut self, number: u32, row: &[u8; 32]) {
        let at = number as usize;
        self.seen[at].add(self.expected[at].as_ref() == Some(row));
    }

    /// The number of an ID that a pair names.
    #[cfg(feature = "postgres")]
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        self.ids.find(id)
    }

    /// Which of the pairs that it was made of are stale, and why.
    pub(super) fn stale<'p>(&'p self, pairs: &'p [RowPair]) -> impl Iterator<Item = Stale> + 'p {
        pairs.iter().zip(&self.pairs).filter_map(|(pair, numbers)| {
            let [survivor, merged] = numbers.map(|number| self.seen[number as usize].staleness());
            let why = survivor.max(merged)?;
            Some(Stale { survivor_id: pair.survivor_id.clone(), merged_id: pair.merged_id.clone(), why })
        })
    }

    /// Reads the record files.
    pub(super) fn read(
        &mut self,
        predicate: &Predicate,
        paths: &[PathBuf],
        options: &ReadOptions,
    ) -> Result<std::result::Result<Vec<InputDigest>, Mismatch>> {
        let checked = &predicate.inputs.records;
        let is_uniform =
            checked.windows(2).all(|two| two[0].id == two[1].id && two[0].columns == two[1].columns);
        let mut digests = Vec::new();
        let groups: Vec<(&RecordsInput, &[PathBuf])> = match checked.first() {
            Some(first) if is_uniform => vec![(first, paths)],
            _several if checked.len() == paths.len() => checked.iter().zip(paths.chunks(1)).collect(),
            _other => {
                let (en, ja) = (
                    "the record files that were checked had different columns; give as many, in the same order",
                    "検査時のファイルは列が異なります。同じ数のファイルを同じ順で指定してください",
                );
                return Ok(Err(Mismatch::new("records.files", "", en, ja)));
            }
        };
        for (input, paths) in groups {
            match self.read_group(input, paths, options)? {
                Ok(more) => digests.extend(more),
                Err(mismatch) => return Ok(Err(mismatch)),
            }
        }
        Ok(Ok(digests))
    }

    fn read_group(
        &mut self,
        input: &RecordsInput,
        paths: &[PathBuf],
        options: &ReadOptions,
    ) -> Result<std::result::Result<Vec<InputDigest>, Mismatch>> {
        let records = Records::open(paths, &columns(input), &[], options)?;
        let Self { ids, expected, seen, .. } = self;
        let mut is_complete = true;
        let scan = records.scan(
            None,
            |batch| rows(batch, input, ids, expected),
            |rows| match rows {
                Some(rows) => {
                    rows.into_iter().for_each(|(number, is_same)| seen[number as usize].add(is_same))
                }
                None => is_complete = false,
            },
        )?;
        if !is_complete {
            let (en, ja) = ("a column that was checked is not there", "検査した列がありません");
            return Ok(Err(Mismatch::new("records.columns", &input.file, en, ja)));
        }
        Ok(Ok(scan.digests))
    }
}

/// The columns that were checked, as a policy would name them.
fn columns(input: &RecordsInput) -> Columns {
    let mut columns =
        Columns { id: Some(input.id.clone()), ignore: input.ignored.clone(), ..Columns::default() };
    for column in &input.columns {
        if let Some(field) = fields::ids().find(|field| fields::field(*field).name == column.field) {
            columns.fields[field.index()].push(column.header.clone());
        }
    }
    columns
}

/// Of the rows of a batch that a pair names: the number of the ID, and whether the row has the digest that was checked; `None`
/// where a column is missing.
fn rows(
    batch: &RecordBatch<'_>,
    input: &RecordsInput,
    ids: &Ids,
    expected: &[Option<[u8; 32]>],
) -> Option<Vec<(u32, bool)>> {
    let at = |header: &str| batch.mapping.iter().position(|column| column.header == header);
    let order = input.columns.iter().map(|column| at(&column.header).map(|at| at + 1));
    let order: Vec<usize> = order.collect::<Option<_>>()?;
    let mut digester = RowDigester::default();
    let mut found = Vec::new();
    for row in 0..batch.rows() {
        let id = batch.cell(row, 0);
        if let Some(number) = ids.find(id) {
            let cells = order.iter().map(|column| batch.cell(row, *column));
            let digest = digester.digest(std::iter::once(id).chain(cells));
            found.push((number, expected[number as usize] == Some(digest)));
        }
    }
    Some(found)
}
