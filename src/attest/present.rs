//! The records as they are now, held against the digests that were checked: one reading of the files, pair by pair.

use super::mismatch::Mismatch;
use super::named::{Named, TOGETHER};
use super::statement::{Predicate, RecordsInput};
use crate::error::Result;
use crate::fields;
use crate::model::{Columns, RecordBatch, RowDigester};
use crate::read::{InputDigest, ReadOptions, Records};
use std::path::PathBuf;

/// Record files that are read as those that were checked, and what was checked of them.
type Group<'a> = (&'a RecordsInput, &'a [PathBuf]);

/// The record files now, none of which is read yet.
pub(super) struct Present<'a> {
    groups: Vec<Group<'a>>,
    /// The first of them.
    first: Option<Result<Records>>,
    options: ReadOptions,
}

impl<'a> Present<'a> {
    /// Looks at the first files: their encoding and their headers.
    pub(super) fn open(
        predicate: &'a Predicate,
        paths: &'a [PathBuf],
        options: ReadOptions,
    ) -> std::result::Result<Self, Mismatch> {
        let checked = &predicate.inputs.records;
        let is_uniform =
            checked.windows(2).all(|two| two[0].id == two[1].id && two[0].columns == two[1].columns);
        let groups: Vec<Group<'_>> = match checked.first() {
            Some(first) if is_uniform => vec![(first, paths)],
            _several if checked.len() == paths.len() => checked.iter().zip(paths.chunks(1)).collect(),
            _other => {
                let (en, ja) = (
                    "the record files that were checked had different columns; give as many, in the same order",
                    "検査時のファイルは列が異なります。同じ数のファイルを同じ順で指定してください",
                );
                return Err(Mismatch::new("records.files", "", en, ja));
            }
        };
        let first = groups.first().map(|group| open(*group, &options));
        Ok(Self { groups, first, options })
    }

    /// Reads all of them; gives their digests.
    pub(super) fn read(mut self, named: &Named) -> Result<std::result::Result<Vec<InputDigest>, Mismatch>> {
        let mut digests = Vec::new();
        for group in self.groups {
            let records = self.first.take().unwrap_or_else(|| open(group, &self.options))?;
            let mut is_complete = true;
            let scan = records.scan(None, |batch| hold(batch, group.0, named), |is| is_complete &= is)?;
            if !is_complete {
                let (en, ja) = ("a column that was checked is not there", "検査した列がありません");
                return Ok(Err(Mismatch::new("records.columns", &group.0.file, en, ja)));
            }
            digests.extend(scan.digests);
        }
        Ok(Ok(digests))
    }
}

fn open((input, paths): Group<'_>, options: &ReadOptions) -> Result<Records> {
    Records::open(paths, &columns(input), &[], options)
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

/// Holds the rows of a batch that a pair names against the digests that were checked; `false` where a column is missing.
fn hold(batch: &RecordBatch<'_>, input: &RecordsInput, named: &Named) -> bool {
    let at = |header: &str| batch.mapping.iter().position(|column| column.header == header);
    let order = input.columns.iter().map(|column| at(&column.header).map(|at| at + 1));
    let Some(order) = order.collect::<Option<Vec<usize>>>() else { return false };
    let mut digester = RowDigester::default();
    let mut found = Vec::with_capacity(TOGETHER);
    for first in (0..batch.rows()).step_by(TOGETHER) {
        let rows = first..batch.rows().min(first + TOGETHER);
        named.find(rows.map(|row| batch.cell(row, 0)), &mut found);
        for expected in &found {
            let row = first + expected.nth;
            let cells = order.iter().map(|column| batch.cell(row, *column));
            let digest = digester.digest(std::iter::once(batch.cell(row, 0)).chain(cells));
            named.see(expected.number, expected.is(&digest));
        }
    }
    true
}
