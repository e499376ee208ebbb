//! Cells → readings, for the rows that a proposal names. Other rows pass by.
//!
//! Readings are kept in one text arena a chunk with 16 bytes a reading, so that memory follows the proposals and not
//! the table.

use super::Ids;
use super::glance::{NONE, key, name_of_row};
use super::ids::Found;
use crate::fields::reading::Name;
use crate::fields::{self, PART_SEPARATOR, Reading, Status};
use crate::model::{
    FIELD_COUNT, FieldId, FormatId, MappedColumn, Personal, RecordBatch, RowDigester, Weakening,
};
use crate::text::kana_of::Fit;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The longest text, in bytes, that is read as a field; a longer one is invalid. No name, number or address comes near.
pub const VALUE_BYTES_MAX: usize = 4096;

/// About how many bytes the readings of one row take; where it is more, the arena grows.
const ROW_BYTES: usize = 256;

/// Which readings a row of one file has: for each field a range of readings, for each reading its cell or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    ranges: [Range<u16>; FIELD_COUNT],
    cells: Vec<(FieldId, usize, Option<usize>)>,
    formats: [Option<FormatId>; FIELD_COUNT],
}

impl Layout {
    /// The layout of a file's mapping.
    #[must_use]
    pub(super) fn of(mapping: &[MappedColumn]) -> Self {
        let mut cells = Vec::new();
        let ranges = std::array::from_fn(|f| {
            let start = cells.len() as u16;
            let mut columns: Vec<(usize, &MappedColumn)> =
                mapping.iter().enumerate().filter(|(_, c)| c.field.index() == f).collect();
            columns.sort_by_key(|(_, c)| c.part);
            match columns.as_slice() {
                [(family, a), (given, b)] if a.part == Some(0) && b.part == Some(1) => {
                    cells.push((FieldId(f as u8), 1 + family, Some(1 + given)));
                }
                each => cells.extend(each.iter().map(|(i, _)| (FieldId(f as u8), 1 + i, None))),
            }
            start..cells.len() as u16
        });
        let mut formats = [None; FIELD_COUNT];
        for column in mapping {
            formats[column.field.index()] = column.format;
        }
        Self { ranges, cells, formats }
    }

    /// A field with the writing that is declared for its column.
    pub(super) fn source(&self, field: FieldId) -> (FieldId, Option<FormatId>) {
        (field, self.formats[field.index()])
    }

    /// The readings of a row: field, cell, and the second cell of a name in two columns.
    pub(super) fn readings(&self) -> impl Iterator<Item = (FieldId, usize, Option<usize>)> + '_ {
        self.cells.iter().copied()
    }
}

/// The number of a value that is not counted.
pub(super) const UNCOUNTED: u32 = u32::MAX;

/// One reading: where its texts lie in the arena. Canonical values follow their raw texts, or are the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    start: u32,
    raw_len: u16,
    value_len: u16,
    /// The number under which the value is counted over the whole table, or [`UNCOUNTED`].
    pub(super) number: u32,
    pub(super) status: Status,
    weak: Option<Weakening>,
    value_is_raw: bool,
}

/// The readings of the named rows of one batch.
#[derive(Clone)]
pub struct Chunk {
    layout: Arc<Layout>,
    text: String,
    stored: Vec<Stored>,
    /// The number of each row's ID.
    pub(super) records: Vec<u32>,
    /// How each row's kana stand to its own kanji, where that was looked at.
    pub(super) own: Vec<Option<Fit>>,
    /// The keys of the counted readings, as many for each row; [`NONE`] where there is no value. They stand here until
    /// they are numbered.
    pub(super) keys: Vec<u64>,
    /// For each row the key of the name under which it holds its values.
    pub(super) names: Vec<u64>,
    /// Which readings of a row are counted.
    is_counted: Arc<[bool]>,
    /// The digest of each row as read: what a certificate binds.
    pub(super) digests: Vec<[u8; 32]>,
}

/// Shows how many rows there are, and no text of theirs.
impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunk")
            .field("rows", &self.rows())
            .field("text", &Personal::new(&self.text))
            .finish_non_exhaustive()
    }
}

impl Chunk {
    /// The readings of one row.
    pub(super) fn row(&self, row: usize) -> Row<'_> {
        let width = self.layout.cells.len();
        let stored = &self.stored[row * width..(row + 1) * width];
        Row { text: &self.text, layout: &self.layout, stored }
    }

    /// All rows, each with the key of the name under which it holds its values.
    pub(super) fn named_rows(&self) -> impl Iterator<Item = (u64, Row<'_>)> {
        self.names.iter().enumerate().map(|(row, name)| (*name, self.row(row)))
    }

    /// How many rows.
    pub(super) fn rows(&self) -> usize {
        self.records.len()
    }

    /// Notes for each of the counted readings the number under which its value is counted: what `number` says of its
    /// field and key. The keys are given away.
    pub(super) fn number_values(&mut self, mut number: impl FnMut(FieldId, u64) -> u32) {
        let fields = self.layout.cells.iter().map(|(field, _, _)| *field).zip(self.is_counted.iter()).cycle();
        let mut keys = std::mem::take(&mut self.keys).into_iter();
        for (stored, (field, is_counted)) in self.stored.iter_mut().zip(fields) {
            let key = if *is_counted { keys.next().unwrap_or(NONE) } else { NONE };
            stored.number = if key == NONE { UNCOUNTED } else { number(field, key) };
        }
    }
}

/// The readings of one named row.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    text: &'r str,
    layout: &'r Layout,
    stored: &'r [Stored],
}

impl<'r> Row<'r> {
    /// All readings with their fields.
    pub(super) fn all(self) -> impl Iterator<Item = (FieldId, &'r Stored)> {
        self.layout.cells.iter().map(|(field, _, _)| *field).zip(self.stored)
    }

    /// Something of the row's texts, so that the row is fetched into the cache.
    pub(super) fn touch(self) -> u32 {
        let Some(first) = self.stored.first() else { return 0 };
        let bytes = self.text.as_bytes();
        let at = first.start as usize;
        let lines =
            [at, at + 64, at + 128, at + 192].map(|at| u32::from(bytes.get(at).copied().unwrap_or(0)));
        let last = self.stored.last().map_or(0, |stored| stored.start);
        lines.iter().sum::<u32>().wrapping_add(last)
    }

    /// The readings of one field, as they are stored.
    pub(super) fn stored(self, field: FieldId) -> &'r [Stored] {
        let range = &self.layout.ranges[field.index()];
        &self.stored[range.start as usize..range.end as usize]
    }

    /// One of the row's stored readings.
    pub(super) fn reading(self, stored: &Stored) -> Reading<'r> {
        reading(self.text, stored)
    }

    /// The readings of one field.
    pub(super) fn of(self, field: FieldId) -> impl Iterator<Item = Reading<'r>> {
        self.stored(field).iter().map(move |stored| reading(self.text, stored))
    }

    /// The name in kanji and in kana.
    pub(super) fn name(self) -> Name<'r> {
        Name::of(self.of(fields::NAME_KANJI), self.of(fields::NAME_KANA))
    }
}

/// Reads every row of a batch whose ID is one of `ids`; values in the `counted` fields get their keys. `today` is the
/// date (ISO 8601) after which no birthdate lies.
#[must_use]
pub fn normalize(batch: &RecordBatch<'_>, ids: &Ids, counted: &[FieldId], today: &str) -> Chunk {
    let rows = ids.find_rows((0..batch.rows()).map(|row| batch.cell(row, 0)));
    normalize_rows(batch, &rows, counted, today)
}

/// Reads these rows of a batch.
pub(super) fn normalize_rows(
    batch: &RecordBatch<'_>,
    rows: &[Found],
    counted: &[FieldId],
    today: &str,
) -> Chunk {
    let layout = Arc::new(Layout::of(&batch.mapping));
    let is_counted: Arc<[bool]> = layout.readings().map(|(field, _, _)| counted.contains(&field)).collect();
    let keys_a_row = is_counted.iter().filter(|is_counted| **is_counted).count();
    let mut chunk = Chunk {
        text: String::with_capacity(rows.len() * ROW_BYTES),
        stored: Vec::with_capacity(rows.len() * layout.cells.len()),
        records: Vec::with_capacity(rows.len()),
        own: Vec::with_capacity(rows.len()),
        keys: Vec::with_capacity(rows.len() * keys_a_row),
        names: Vec::with_capacity(rows.len()),
        digests: Vec::with_capacity(rows.len()),
        is_counted,
        layout,
    };
    let (mut joined, mut folded) = (String::new(), String::new());
    let mut digester = RowDigester::default();
    for found in rows {
        let row = found.row as usize;
        chunk.records.push(found.number);
        chunk.digests.push(digester.digest((0..batch.columns()).map(|column| batch.cell(row, column))));
        let mut name = NONE;
        for ((field, cell, second), is_counted) in chunk.layout.cells.iter().zip(chunk.is_counted.iter()) {
            let raw = raw_text(batch, row, *cell, *second, &mut joined);
            let stored = read(chunk.layout.source(*field), raw, today, &mut chunk.text);
            if *is_counted {
                let is_value = stored.status == Status::Ok;
                let value = reading(&chunk.text, &stored).value;
                let key = if is_value { key(*field, value, &mut folded).max(1) } else { NONE };
                chunk.keys.push(key);
                if name == NONE && *field == fields::NAME_KANJI {
                    name = key;
                }
            }
            chunk.stored.push(stored);
        }
        let this = chunk.row(chunk.rows() - 1);
        let own = if found.is_sampled { this.name().own_fit() } else { None };
        if name == NONE {
            name = name_of_row(this, batch.cell(row, 0), &mut folded);
        }
        chunk.own.push(own);
        chunk.names.push(name);
    }
    chunk.text.shrink_to_fit();
    chunk
}

/// The text of one reading: a cell, or family and given name joined by the mark that parts them.
pub(super) fn raw_text<'t>(
    batch: &'t RecordBatch<'_>,
    row: usize,
    cell: usize,
    second: Option<usize>,
    joined: &'t mut String,
) -> &'t str {
    let Some(second) = second else { return batch.cell(row, cell) };
    joined.clear();
    joined.push_str(batch.cell(row, cell));
    joined.push(PART_SEPARATOR);
    joined.push_str(batch.cell(row, second));
    joined
}

/// Reads one text as a field, with the one rule that needs to know the day: nobody is born in the future.
pub(super) fn parse(
    (field, format): (FieldId, Option<FormatId>),
    raw: &str,
    today: &str,
    out: &mut String,
) -> fields::Parsed {
    let start = out.len();
    if raw.len() > VALUE_BYTES_MAX {
        return fields::Parsed::new(Status::Invalid);
    }
    let parsed = fields::parse(field, format, raw, out);
    let too_long = out.len() - start > VALUE_BYTES_MAX * 4;
    let future = field == fields::BIRTHDATE && fields::birthdate::is_future(&out[start..], today);
    if too_long || future {
        out.truncate(start);
        return fields::Parsed::new(Status::Invalid);
    }
    parsed
}

fn read(source: (FieldId, Option<FormatId>), raw: &str, today: &str, text: &mut String) -> Stored {
    let start = text.len();
    let kept = if raw.len() > VALUE_BYTES_MAX { "" } else { raw };
    text.push_str(kept);
    let value_start = text.len();
    let parsed = parse(source, raw, today, text);
    let value_is_raw = &text[value_start..] == kept;
    let value_len = (text.len() - value_start) as u16;
    if value_is_raw || !matches!(parsed.status, Status::Ok | Status::Partial) {
        text.truncate(value_start);
    }
    Stored {
        start: start as u32,
        raw_len: kept.len() as u16,
        value_len,
        number: UNCOUNTED,
        status: parsed.status,
        weak: parsed.weak,
        value_is_raw,
    }
}

fn reading<'t>(text: &'t str, stored: &Stored) -> Reading<'t> {
    let start = stored.start as usize;
    let end = start + stored.raw_len as usize;
    let raw = &text[start..end];
    let value = match stored.status {
        Status::Ok | Status::Partial if stored.value_is_raw => raw,
        Status::Ok | Status::Partial => &text[end..end + stored.value_len as usize],
        Status::Missing | Status::Placeholder | Status::Invalid => "",
    };
    Reading { status: stored.status, weak: stored.weak, raw, value }
}
