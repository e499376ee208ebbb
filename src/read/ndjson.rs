//! NDJSON: one JSON object (RFC 8259) a line, one record an object.
//!
//! The columns are the keys of all lines, in the order in which they are first met, so the file is looked through once
//! before it is read; a key that a line has not, and `null`, are an empty cell. Strings are taken as they are, numbers as
//! they are written, digit by digit. Refused: a key that one line has twice, an object or a list as a value, a blank line,
//! anything that is not UTF-8. A number cannot hold a leading zero, so none is read as a phone number or a postal code; beyond 2^53 - 1
//! many programs round (RFC 8259, section 6), so an ID that is a larger number, or no whole one, is refused.

use super::cells::{Asked, CellRows, Rules};
use super::encoding::Encoding;
use super::format::magic;
use super::header::{self, COLUMNS_MAX};
use super::lexer::RECORD_BYTES_MAX;
use super::packed::Packing;
use super::rows::Walked;
use super::source::{self, Hashed, InputDigest, Source, Stream};
use super::total::Total;
use super::wording::lost_number;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use memchr::memrchr;
use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::Arc;

/// How many bytes are read at a time.
const BLOCK_BYTES: usize = 1 << 20;

/// An opened NDJSON file.
pub(super) struct JsonTable {
    pub(super) source: Source,
    packing: Packing,
    bom: bool,
    pub(super) headers: Vec<Arc<str>>,
    /// The number (from 0) of each key's column.
    columns: HashMap<Arc<str>, usize>,
}

/// A run of whole lines and the number of the first.
struct Lines {
    bytes: Vec<u8>,
    line: u64,
    /// How many bytes of the file were taken for them.
    taken: u64,
}

/// Cuts a stream at line feeds.
struct Cutter {
    stream: Stream,
    rest: Vec<u8>,
    line: u64,
    done: bool,
    taken: u64,
}

impl Cutter {
    fn next(&mut self) -> io::Result<Option<Lines>> {
        while !self.done {
            let old = self.rest.len();
            self.done = self.stream.fill(&mut self.rest, BLOCK_BYTES.max(old))?;
            let end = match memrchr(b'\n', &self.rest) {
                _ if self.done => self.rest.len(),
                Some(at) => at + 1,
                // The line is too long, which the parser says with its number.
                None if self.rest.len() > RECORD_BYTES_MAX => {
                    self.done = true;
                    self.rest.len()
                }
                None => continue,
            };
            let behind = self.rest.split_off(end);
            let bytes = std::mem::replace(&mut self.rest, behind);
            let line = self.line;
            self.line += super::lexer::line_feeds(&bytes);
            let taken = self.stream.taken() - self.taken;
            self.taken += taken;
            return Ok((!bytes.is_empty()).then_some(Lines { bytes, line, taken }));
        }
        Ok(None)
    }
}

/// The lines of a block with their numbers; the line end left out.
fn lines(block: &Lines) -> impl Iterator<Item = (u64, &[u8])> {
    let bytes = block.bytes.strip_suffix(b"\n").unwrap_or(&block.bytes);
    let strip = |line: &'_ [u8]| line.len() - usize::from(line.ends_with(b"\r"));
    let cut = bytes.split(|b| *b == b'\n').map(move |line| &line[..strip(line)]);
    (block.line..).zip(cut)
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineFlaw {
    Blank,
    TooLong,
    NotUtf8,
    NotAnObject,
    KeyTwice,
}

fn line_problem(flaw: LineFlaw, place: Place) -> Problem {
    let (code, en, ja) = match flaw {
        LineFlaw::Blank => ("E_JSON_BLANK", "blank line", "空行があります"),
        LineFlaw::TooLong => ("E_JSON_SIZE", "line longer than 4 MiB", "1 行が 4 MiB を超えています"),
        LineFlaw::NotUtf8 => ("E_ENC_UTF8", "invalid utf-8", "utf-8 として正しくありません"),
        LineFlaw::NotAnObject => {
            ("E_JSON", "not one whole JSON object", "1 行が 1 つの JSON オブジェクトではありません")
        }
        LineFlaw::KeyTwice => ("E_JSON_KEY_TWICE", "a key stands twice", "同じキーが 2 回あります"),
    };
    Problem::input(code, place, en, ja).help(
        "write one JSON object a line, in UTF-8",
        "UTF-8 で 1 行に 1 つの JSON オブジェクトを書いてください",
    )
}

/// The text of a line.
fn text(line: &[u8]) -> std::result::Result<&str, LineFlaw> {
    if line.len() > RECORD_BYTES_MAX {
        return Err(LineFlaw::TooLong);
    }
    let text = simdutf8::basic::from_utf8(line).map_err(|_| LineFlaw::NotUtf8)?;
    if text.trim().is_empty() { Err(LineFlaw::Blank) } else { Ok(text) }
}

/// The value of each column of one line as it is written; nothing where the line has not the key.
struct Fields<'r, 'de> {
    table: &'r JsonTable,
    found: &'r mut Vec<Option<&'de RawValue>>,
    is_twice: bool,
}

/// A key, turned into its column; none where the file had no such key when it was looked through.
struct Key<'r> {
    table: &'r JsonTable,
    /// Keys mostly stand in the same order in every line.
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> std::result::Result<Self::Value, E> {
        if self.table.headers.get(self.expected).is_some_and(|header| **header == *key) {
            return Ok(Some(self.expected));
        }
        Ok(self.table.columns.get(key).copied())
    }
}

impl<'de> Visitor<'de> for &mut Fields<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let mut expected = 0;
        while let Some(column) = map.next_key_seed(Key { table: self.table, expected })? {
            let value: &RawValue = map.next_value()?;
            let Some(column) = column else {
                return Err(serde::de::Error::custom("another key"));
            };
            self.is_twice |= self.found[column].replace(value).is_some();
            expected = column + 1;
        }
        Ok(())
    }
}

/// The keys of one line, given to a function one by one.
struct Keys<F>(F);

impl<'de, F: FnMut(String)> Visitor<'de> for Keys<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            map.next_value::<IgnoredAny>()?;
            (self.0)(key);
        }
        Ok(())
    }
}

/// Hands a whole line to a visitor.
fn parse<'de, V: Visitor<'de, Value = ()>>(line: &'de str, visitor: V) -> std::result::Result<(), LineFlaw> {
    let mut parser = serde_json::Deserializer::from_str(line);
    // What the parser says may quote a value.
    parser.deserialize_map(visitor).and_then(|()| parser.end()).map_err(|_| LineFlaw::NotAnObject)
}

impl JsonTable {
    /// Looks through the whole file for its keys.
    pub(super) fn open(source: Source, packing: Packing) -> Result<Self> {
        let mut table = Self { source, packing, bom: false, headers: Vec::new(), columns: HashMap::new() };
        let mut first = Vec::new();
        let hashed = Hashed::new(table.source.reopen()?, true);
        let read =
            Stream::new(hashed, packing, Encoding::Utf8, false).and_then(|mut s| s.fill(&mut first, 512));
        read.map_err(|e| table.interrupted(&e))?;
        table.bom = first.starts_with(Encoding::Utf8.bom());
        if let Some(format) = magic(&first) {
            let (en, ja) = (format!("this is {format}, not NDJSON"), format!("中身は {format} です"));
            return Err(Problem::input("E_FORMAT", Place::file(&table.source.name), en, ja).into());
        }
        let mut cutter = table.cutter(true)?;
        let mut problems = Walked::new(0);
        while let Some(block) = cutter.next().map_err(|e| table.interrupted(&e))? {
            for (number, line) in lines(&block) {
                let place = || Place::file(&table.source.name).at_line(number);
                let (headers, columns) = (&mut table.headers, &mut table.columns);
                let keys = Keys(|key: String| {
                    if !columns.contains_key(key.as_str()) && headers.len() <= COLUMNS_MAX {
                        let key: Arc<str> = Arc::from(key);
                        columns.insert(key.clone(), headers.len());
                        headers.push(key);
                    }
                });
                if let Err(flaw) = text(line).and_then(|line| parse(line, keys)) {
                    problems.add(line_problem(flaw, place()));
                }
            }
        }
        if let Some(error) = problems.error {
            return Err(error);
        }
        let place = Place::file(&table.source.name).at_line(1);
        if table.headers.is_empty() {
            let (en, ja) = ("the file has no object", "JSON オブジェクトが 1 つもありません");
            return Err(Problem::input("E_FILE_EMPTY", place, en, ja).into());
        }
        header::check(&table.headers, &place)?;
        Ok(table)
    }

    fn interrupted(&self, error: &io::Error) -> Error {
        source::interrupted(&self.source.name, error)
    }

    fn cutter(&self, is_digested: bool) -> Result<Cutter> {
        let hashed = Hashed::new(self.source.reopen()?, is_digested);
        let stream =
            Stream::new(hashed, self.packing, Encoding::Utf8, self.bom).map_err(|e| self.interrupted(&e))?;
        Ok(Cutter { stream, rest: Vec::new(), line: 1, done: false, taken: 0 })
    }

    /// Reads the columns of all rows: see [`super::cells::CellTable::rows`].
    pub(super) fn rows<T: Send>(
        &self,
        asked: &Asked<'_>,
        work: impl Fn(&dyn CellRows) -> (Walked, Option<T>) + Sync,
        mut take: impl FnMut(T),
    ) -> Result<InputDigest> {
        let mut cutter = self.cutter(asked.is_digested)?;
        let mut total = Total::new(self.headers.len());
        total.run(
            || cutter.next().map_err(|e| self.interrupted(&e)),
            |lines| {
                let rules = Rules { name: &self.source.name, headers: &self.headers, ids: asked.ids };
                work(&JsonRows { table: self, lines: &lines, asked, rules })
            },
            &mut take,
        );
        let rows = total.end(&self.source.name, &self.headers, asked.ids)?;
        cutter.stream.into_inner().finish(&self.source, rows)
    }
}

/// The rows that one task is given.
struct JsonRows<'a> {
    table: &'a JsonTable,
    lines: &'a Lines,
    asked: &'a Asked<'a>,
    rules: Rules<'a>,
}

/// The largest whole number that every JSON reader keeps exact: 2^53 - 1 (RFC 8259, section 6).
const EXACT_MAX: u64 = (1 << 53) - 1;

impl JsonRows<'_> {
    /// Writes a value as a cell; `false` where it cannot be one, and a problem is added.
    fn write(&self, value: &str, line: u64, column: usize, cell: &mut String, walked: &mut Walked) -> bool {
        let place = || self.rules.place(line, column);
        let nested = |walked: &mut Walked, en: &str, ja: &str| {
            walked.add(Problem::input("E_JSON_VALUE", place(), en, ja));
            false
        };
        match value.as_bytes().first() {
            Some(b'"') => {
                let inner = &value[1..value.len() - 1];
                if !inner.contains('\\') {
                    cell.push_str(inner);
                    return true;
                }
                match serde_json::from_str::<String>(value) {
                    Ok(text) => cell.push_str(&text),
                    Err(_) => {
                        return nested(walked, "not a Unicode text", "Unicode の文字列ではありません");
                    }
                }
            }
            Some(b'n') => {}
            Some(b'{' | b'[') => {
                return nested(
                    walked,
                    "an object or a list where a value is expected",
                    "値ではなくオブジェクトか配列があります",
                );
            }
            Some(b'-' | b'0'..=b'9') => {
                let is_exact = value.parse::<u64>().is_ok_and(|n| n <= EXACT_MAX);
                let is_lost = self.asked.ids.contains(&column) && !is_exact;
                if is_lost || self.asked.zeros.contains(&column) {
                    walked.add(lost_number(place(), ""));
                    return false;
                }
                cell.push_str(value);
            }
            Some(_) | None => cell.push_str(value),
        }
        true
    }

    fn row<'l>(
        &self,
        line: &'l [u8],
        found: &mut Vec<Option<&'l RawValue>>,
    ) -> std::result::Result<(), LineFlaw> {
        found.clear();
        found.resize(self.table.headers.len(), None);
        let mut fields = Fields { table: self.table, found, is_twice: false };
        parse(text(line)?, &mut fields)?;
        if fields.is_twice { Err(LineFlaw::KeyTwice) } else { Ok(()) }
    }
}

impl CellRows for JsonRows<'_> {
    fn walk(&self, each: &mut dyn FnMut(u64, &[String])) -> Walked {
        let columns = self.table.headers.len();
        let mut walked = Walked::new(columns);
        let mut found = Vec::with_capacity(columns);
        let mut cells = vec![String::new(); self.asked.numbers.len()];
        let mut unused = String::new();
        for (number, line) in lines(self.lines) {
            walked.rows += 1;
            if let Err(flaw) = self.row(line, &mut found) {
                walked.add(line_problem(flaw, Place::file(self.rules.name).at_line(number)));
                continue;
            }
            let mut clean = true;
            cells.iter_mut().for_each(String::clear);
            for (column, value) in found.iter().enumerate() {
                let cell = match self.asked.numbers.iter().position(|n| *n == column) {
                    Some(wanted) => &mut cells[wanted],
                    None => {
                        unused.clear();
                        &mut unused
                    }
                };
                let value = value.map_or("null", RawValue::get);
                clean &= self.write(value, number, column, cell, &mut walked)
                    && self.rules.hold(number, column, cell, &mut walked);
            }
            if clean {
                each(number, &cells);
            }
        }
        walked
    }

    fn source_bytes(&self) -> u64 {
        self.lines.taken
    }
}
