//! Cells → readings, for the rows that a proposal names. Other rows pass by.
//!
//! Readings are kept in one text arena a chunk with five bytes a reading, so that memory follows the proposals and not
//! the table. The texts of a row lie one after another, so that only where the row starts is noted. The rows of several
//! batches are put into one chunk: what stays lies in a few large pieces, and what a batch needs for a moment comes and goes
//! beside them.

use super::Ids;
use super::glance::{Glance, NONE, key, name_of_row};
use super::ids::Found;
use super::stored::Stored;
use crate::fields::reading::Name;
use crate::fields::{self, PART_SEPARATOR, Reading, Status};
use crate::model::{FIELD_COUNT, FieldId, FormatId, MappedColumn, Personal, RecordBatch, RowDigester};
use crate::text::kana_of::Fit;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The longest text, in bytes, that is read as a field; a longer one is invalid. No name, number or address comes near.
pub const VALUE_BYTES_MAX: usize = 4096;

/// How many bytes a processor fetches at once.
const CACHE_LINE: usize = 64;

/// About how many bytes the readings of one row take; where it is more, the arena grows.
const ROW_BYTES: usize = 256;

/// How many bytes of text a chunk of several batches has at most: far more than one batch, and few enough that what its last
/// batches leave free is little.
const CHUNK_BYTES: usize = 4 << 20;

/// Which readings a row of one file has: for each field a range of readings, for each reading its cell or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    ranges: [Range<u16>; FIELD_COUNT],
    cells: Vec<(FieldId, usize, Option<usize>)>,
    /// For each kept column of the file, in the order of the mapping: the reading that it is in, and which part of it.
    columns: Vec<(u16, Part)>,
    formats: [Option<FormatId>; FIELD_COUNT],
}

/// Which part of a reading's raw text one column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Family,
    Given,
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
        let column = |cell: usize| {
            cells.iter().zip(0..).find_map(|((_, first, second), reading)| match second {
                None => (*first == cell).then_some((reading, Part::Whole)),
                Some(_) if *first == cell => Some((reading, Part::Family)),
                Some(second) => (*second == cell).then_some((reading, Part::Given)),
            })
        };
        let columns = (1..=mapping.len()).filter_map(column).collect();
        Self { ranges, cells, columns, formats }
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

/// The readings of the named rows of one batch, or of several.
#[derive(Clone)]
pub struct Chunk {
    layout: Arc<Layout>,
    text: String,
    /// Where the texts of each row start.
    starts: Vec<u32>,
    stored: Vec<Stored>,
    /// The number of each row's ID.
    pub(super) records: Vec<u32>,
    /// How each row's kana stand to its own kanji, where that was looked at. Empty once the readings have taken it.
    pub(super) own: Vec<Option<Fit>>,
    /// The keys of the counted readings' values. Empty once the readings have taken them.
    pub(super) seen: Glance,
    /// The numbers under which the counted readings' values are counted over the whole table, as many for each row;
    /// [`UNCOUNTED`] where there is no value. Empty until the values have numbers.
    pub(super) numbers: Vec<u32>,
    /// How many readings of a row are counted.
    numbers_a_row: usize,
    /// For each reading of a row its place among the counted ones, if it is.
    counted: Arc<[Option<u16>]>,
    /// The digests of the rows (ascending) whose cells were not kept as they were read; there is hardly ever one.
    digests: Vec<(u32, [u8; 32])>,
    /// The line (from 1) on which each row starts; the greatest number where it is beyond.
    pub(super) lines: Vec<u32>,
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
        let numbers = self.numbers.get(row * self.numbers_a_row..).unwrap_or_default();
        let start = self.starts[row] as usize;
        Row { text: &self.text, start, layout: &self.layout, stored, counted: &self.counted, numbers }
    }

    /// Nothing yet of what another chunk has, and room for as many rows as a former one has, where there is one.
    pub(super) fn beginning(of: &Self, former: Option<&Self>) -> Self {
        let (layout, counted) = match former {
            // All rows of a file are read by one layout.
            Some(former) if former.is_like(of) => (&former.layout, &former.counted),
            Some(_) | None => (&of.layout, &of.counted),
        };
        let rows = former.map_or(0, |former| former.rows() + former.rows() / 16);
        Self {
            layout: Arc::clone(layout),
            text: String::with_capacity(former.map_or(0, |_| CHUNK_BYTES)),
            starts: Vec::with_capacity(rows),
            stored: Vec::with_capacity(rows * layout.cells.len()),
            records: Vec::with_capacity(rows),
            own: Vec::new(),
            seen: Glance::default(),
            numbers: Vec::new(),
            numbers_a_row: of.numbers_a_row,
            counted: Arc::clone(counted),
            digests: Vec::new(),
            lines: Vec::with_capacity(rows),
        }
    }

    /// Whether the rows of another chunk are laid out alike.
    fn is_like(&self, other: &Self) -> bool {
        self.layout == other.layout && self.counted == other.counted
    }

    /// Whether the rows of a later batch may be put behind its own.
    pub(super) fn has_room_for(&self, later: &Self) -> bool {
        self.is_like(later) && self.text.len() + later.text.len() <= CHUNK_BYTES
    }

    /// Puts the rows of a later batch behind its own. What the readings take of a batch is left out.
    pub(super) fn append(&mut self, later: &Self) {
        let (start, row) = (self.text.len() as u32, self.rows() as u32);
        self.text.push_str(&later.text);
        self.starts.extend(later.starts.iter().map(|at| start + at));
        self.stored.extend_from_slice(&later.stored);
        self.records.extend_from_slice(&later.records);
        self.lines.extend_from_slice(&later.lines);
        self.digests.extend(later.digests.iter().map(|(at, digest)| (row + at, *digest)));
    }

    /// Gives back the room that no row takes.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.stored.shrink_to_fit();
        self.records.shrink_to_fit();
        self.lines.shrink_to_fit();
    }

    /// The digest of a row as it was read (interface section 8), made of what was kept of it; `id` is its trimmed ID.
    pub(super) fn digest(&self, row: usize, id: &str, digester: &mut RowDigester) -> [u8; 32] {
        if let Ok(at) = self.digests.binary_search_by_key(&(row as u32), |(row, _)| *row) {
            return self.digests[at].1;
        }
        let this = self.row(row);
        let cells = self.layout.columns.iter().map(|(reading, part)| {
            let raw = this.reading(usize::from(*reading)).raw;
            let (family, given) = raw.split_once(PART_SEPARATOR).unwrap_or((raw, ""));
            match part {
                Part::Whole => raw,
                Part::Family => family,
                Part::Given => given,
            }
        });
        digester.digest(std::iter::once(id).chain(cells))
    }

    /// How many rows.
    pub(super) fn rows(&self) -> usize {
        self.records.len()
    }
}

/// The readings of one named row.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    text: &'r str,
    /// Where its texts start.
    start: usize,
    layout: &'r Layout,
    stored: &'r [Stored],
    counted: &'r [Option<u16>],
    numbers: &'r [u32],
}

impl<'r> Row<'r> {
    /// The fields and numbers of all values that are counted.
    pub(super) fn counted(self) -> impl Iterator<Item = (FieldId, u32)> {
        let fields = self.layout.cells.iter().map(|(field, _, _)| *field);
        let counted = fields.zip(self.counted).filter_map(|(field, place)| place.map(|_| field));
        counted.zip(self.numbers.iter().copied()).filter(|(_, number)| *number != UNCOUNTED)
    }

    /// Something of what is noted of the row's readings, so that it is fetched into the cache.
    pub(super) fn touch_marks(self) -> u32 {
        let ends = [self.stored.first(), self.stored.last()];
        let lengths = ends.into_iter().flatten().map(|stored| stored.raw_len() as u32);
        lengths.sum::<u32>().wrapping_add(self.numbers.first().copied().unwrap_or(0))
    }

    /// Something of each cache line of the row's texts, so that they are fetched into the cache.
    pub(super) fn touch(self) -> u32 {
        let length: usize = self.stored.iter().map(|stored| stored.bytes()).sum();
        let texts = self.text.as_bytes().get(self.start..self.start + length).unwrap_or_default();
        let lines = texts.iter().step_by(CACHE_LINE).chain(texts.last());
        lines.map(|byte| u32::from(*byte)).sum::<u32>().wrapping_add(self.touch_marks())
    }

    /// One of the row's readings, by its place in the layout.
    fn reading(self, place: usize) -> Reading<'r> {
        let before: usize = self.stored[..place].iter().map(|stored| stored.bytes()).sum();
        self.stored[place].reading(self.text, self.start + before)
    }

    /// Which of the row's readings are those of one field.
    pub(super) fn range(self, field: FieldId) -> Range<usize> {
        let range = &self.layout.ranges[field.index()];
        usize::from(range.start)..usize::from(range.end)
    }

    /// All readings.
    pub(super) fn readings(self) -> impl Iterator<Item = Reading<'r>> {
        let mut texts = &self.text[self.start..];
        self.stored.iter().map(move |stored| stored.take(&mut texts))
    }

    /// For each reading the number under which its value is counted over the whole table, or [`UNCOUNTED`].
    pub(super) fn all_numbers(self) -> impl Iterator<Item = u32> {
        self.counted.iter().map(move |place| {
            let number = place.and_then(|place| self.numbers.get(usize::from(place)));
            number.copied().unwrap_or(UNCOUNTED)
        })
    }

    /// The readings of one field.
    pub(super) fn of(self, field: FieldId) -> impl Iterator<Item = Reading<'r>> {
        let range = self.range(field);
        let before: usize = self.stored[..range.start].iter().map(|stored| stored.bytes()).sum();
        let mut texts = &self.text[self.start + before..];
        self.stored[range].iter().map(move |stored| stored.take(&mut texts))
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
    let is_counted = |(field, _, _): &(FieldId, usize, Option<usize>)| counted.contains(field);
    let fields: Vec<FieldId> = layout.readings().filter(is_counted).map(|(field, _, _)| field).collect();
    let mut places = 0_u16..;
    let place = |reading| if is_counted(&reading) { places.next() } else { None };
    let counted = layout.readings().map(place).collect();
    let mut chunk = Chunk {
        text: String::with_capacity(rows.len() * ROW_BYTES),
        starts: Vec::with_capacity(rows.len()),
        stored: Vec::with_capacity(rows.len() * layout.cells.len()),
        records: Vec::with_capacity(rows.len()),
        own: Vec::with_capacity(rows.len()),
        seen: Glance::default(),
        numbers: Vec::new(),
        numbers_a_row: fields.len(),
        lines: Vec::with_capacity(rows.len()),
        digests: Vec::new(),
        counted,
        layout,
    };
    let mut seen = Glance::with_room(fields, rows.len());
    let (mut joined, mut folded) = (String::new(), String::new());
    for found in rows {
        let row = found.row as usize;
        chunk.records.push(found.number);
        chunk.lines.push(u32::try_from(batch.line(row)).unwrap_or(u32::MAX));
        chunk.starts.push(chunk.text.len() as u32);
        let mut is_kept = true;
        for ((field, cell, second), place) in chunk.layout.cells.iter().zip(chunk.counted.iter()) {
            let raw = raw_text(batch, row, *cell, *second, &mut joined);
            is_kept &= raw.len() <= VALUE_BYTES_MAX
                && (second.is_none() || raw.bytes().filter(|b| *b == PART_SEPARATOR as u8).count() == 1);
            let start = chunk.text.len();
            let stored = read(chunk.layout.source(*field), raw, today, &mut chunk.text);
            if place.is_some() {
                let Reading { status, value, .. } = stored.reading(&chunk.text, start);
                let is_value = status == Status::Ok;
                seen.push(if is_value { key(*field, value, &mut folded).max(1) } else { NONE });
            }
            chunk.stored.push(stored);
        }
        if !is_kept {
            let cells = (0..batch.columns()).map(|column| batch.cell(row, column));
            chunk.digests.push((chunk.starts.len() as u32 - 1, RowDigester::default().digest(cells)));
        }
        let this = chunk.row(chunk.rows() - 1);
        let own = if found.is_sampled { this.name().own_fit() } else { None };
        seen.end_row(chunk.own.len() as u32, || name_of_row(this, batch.cell(row, 0), &mut folded));
        chunk.own.push(own);
    }
    chunk.seen = seen;
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
    let kept = if raw.len() > VALUE_BYTES_MAX { "" } else { raw };
    text.push_str(kept);
    let value_start = text.len();
    let parsed = parse(source, raw, today, text);
    let value_is_raw = &text[value_start..] == kept;
    let value_len = (text.len() - value_start) as u16;
    if value_is_raw || !matches!(parsed.status, Status::Ok | Status::Partial) {
        text.truncate(value_start);
    }
    Stored::new(kept.len() as u16, value_len, parsed.status, parsed.weak, value_is_raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(field: FieldId, part: Option<u8>) -> MappedColumn {
        MappedColumn { header: String::new(), number: 1, field, part, format: None }
    }

    /// What a certificate binds does not depend on how a row is kept.
    #[test]
    fn a_rows_digest_is_that_of_its_cells_as_they_were_read() {
        let mapping = [
            column(fields::NAME_KANJI, Some(0)),
            column(fields::NAME_KANJI, Some(1)),
            column(fields::PHONE, None),
            column(fields::PHONE, None),
            column(fields::EMAIL, None),
            column(fields::ADDRESS, None),
        ];
        let (long, longest) = ("あ".repeat(1365), "い".repeat(1366));
        let rows: [[&str; 7]; 8] = [
            ["1", "佐藤", "花子", "090-3456-7812", "", "hanako@example.jp", "東京都港区芝1-2-3"],
            ["2", "", "", "", "", "", ""],
            ["3", "佐藤", "", "", "０３－３４５６－７８１２", " x ", "同上"],
            ["4", "", "花子", "x", "x", "", &long],
            ["5", "佐藤", "花子", "", "", "", &longest],
            ["6", "佐\u{1f}藤", "花子", "1", "", "", ""],
            ["7", &long, "花", "", "", "", ""],
            ["8", &long, "", "", "", "", "x"],
        ];
        let mut batch = RecordBatch::new(Arc::from(mapping), "");
        let mut ids = Ids::new();
        for row in &rows {
            ids.intern(row[0]);
            row.iter().for_each(|cell| batch.push_cell(cell));
            batch.end_row(1);
        }
        let chunk = normalize(&batch, &ids, &[fields::PHONE], "2026-11-22");
        assert_eq!(chunk.rows(), rows.len());
        for (at, row) in rows.iter().enumerate() {
            let digest = RowDigester::default().digest(row.iter().copied());
            assert_eq!(chunk.digest(at, row[0], &mut RowDigester::default()), digest, "{}", row[0]);
        }
        let kept_apart: Vec<u32> = chunk.digests.iter().map(|(row, _)| *row).collect();
        assert_eq!(kept_apart, [4, 5, 6]);
    }
}
