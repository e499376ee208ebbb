//! The rows of one block, each held against the rules of the whole file.

use super::blocks::Block;
use super::card::CardCount;
use super::cell::{self, Suspects};
use super::encoding::Encoding;
use super::lexer::{self, Bad, End, Span};
use super::marks::Marks;
use super::source;
use super::table::{LineEnd, Table};
use super::usual;
use super::wording::{cell_problem, flaw_problem, id_problem};
use crate::error::{Error, Problem};
use crate::model::{Place, trim_id};
use std::borrow::Cow;
use std::ops::Range;

/// The cells of one row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    text: &'a str,
    spans: &'a [Span],
    has_quotes: bool,
}

/// One row that broke no rule, and where it stands.
pub(super) struct Placed<'a> {
    pub(super) row: Row<'a>,
    /// The line (from 1) on which it starts.
    pub(super) line: u64,
    /// Its bytes as they are cut, its line end left out.
    pub(super) raw: &'a [u8],
}

impl<'a> Row<'a> {
    /// The value of one column (from 0).
    pub(super) fn cell(&self, column: usize) -> Cow<'a, str> {
        self.spans[column].text(self.text)
    }

    /// Where its cells stand, where none of them stood in quotes: there each value stands as it is.
    #[inline]
    pub(super) fn bare(&self) -> Option<&'a [Span]> {
        (!self.has_quotes).then_some(self.spans)
    }

    /// Where the value of one column (from 0) stands in the text, if it stands there as it is.
    #[inline]
    pub(super) fn slice(&self, column: usize) -> Option<Range<usize>> {
        let span = self.spans[column];
        let is_plain = !span.quoted || matches!(span.text(self.text), Cow::Borrowed(_));
        is_plain.then_some(span.start..span.end)
    }

    /// From the first byte of its first cell to the end of its last.
    fn bounds(&self) -> (usize, usize) {
        (self.spans.first().map_or(0, |span| span.start), self.spans.last().map_or(0, |span| span.end))
    }

    /// Whether the first cell may be a text that has this first letter, spaces around both aside: a look at one byte, which
    /// nearly always tells that it is not.
    fn may_start_with(&self, other: Option<u8>) -> bool {
        let span = self.spans[0];
        let own = first_letter(&self.text.as_bytes()[span.start..span.end]);
        // White space that is not ASCII starts with a high byte.
        own == other || own.is_some_and(|b| b >= 0x80) || other.is_some_and(|b| b >= 0x80)
    }

    /// The text that the row was cut from.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// All values.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.spans.iter().map(|span| span.text(self.text))
    }
}

/// The first byte that is no white space of ASCII.
fn first_letter(text: &[u8]) -> Option<u8> {
    text.iter().copied().find(|b| !b.is_ascii_whitespace())
}

/// The rows of one block.
pub(super) struct Rows<'a> {
    pub(super) table: &'a Table,
    /// The columns (from 0) that hold IDs.
    pub(super) ids: &'a [usize],
    pub(super) text: &'a str,
    pub(super) block: &'a Block,
}

/// What became of a block's rows.
pub(super) struct Walked {
    pub(super) rows: u64,
    pub(super) cards: Vec<CardCount>,
    pub(super) error: Option<Error>,
    /// Nobody can know where the next record starts.
    pub(super) lost: bool,
}

impl Walked {
    pub(super) fn new(columns: usize) -> Self {
        Self { rows: 0, cards: vec![CardCount::default(); columns], error: None, lost: false }
    }

    /// A block that is not what it was when the file was looked at before.
    pub(super) fn changed(problem: Problem) -> Self {
        Self { rows: 0, cards: Vec::new(), error: Some(problem.into()), lost: true }
    }

    /// Whether every row broke no rule.
    pub(super) fn is_clean(&self) -> bool {
        self.error.is_none()
    }

    /// Joins what became of a later block.
    pub(super) fn join(&mut self, later: Self) {
        self.rows += later.rows;
        for (sum, more) in self.cards.iter_mut().zip(later.cards) {
            sum.add(more);
        }
        self.lost |= later.lost;
        later.error.into_iter().for_each(|error| self.fail(error));
    }

    /// Adds all problems of an error.
    pub(super) fn fail(&mut self, error: Error) {
        match &mut self.error {
            Some(errors) => errors.append(error),
            none => *none = Some(error),
        }
    }

    pub(super) fn add(&mut self, problem: Problem) {
        match &mut self.error {
            Some(error) => error.add(problem),
            none => *none = Some(problem.into()),
        }
    }
}

/// How many lines a record takes.
fn lines_of(record: &[u8], end: &End) -> u64 {
    if end.has_quotes { lexer::line_feeds(record) } else { 1 }
}

impl Rows<'_> {
    /// Gives each row that breaks no rule to `each`, in order.
    pub(super) fn walk(&self, mut each: impl FnMut(&Placed<'_>)) -> Walked {
        let bytes = self.text.as_bytes();
        let columns = self.table.headers.len();
        let separator = self.table.dialect.separator;
        let suspects = Suspects::of(bytes, separator);
        let is_cp932 = self.table.dialect.encoding == Encoding::Cp932;
        let header = first_letter(self.table.headers[0].as_bytes());
        let mut walked = Walked::new(columns);
        let mut spans = Vec::with_capacity(columns);
        let mut marks = Marks::new(bytes, separator);
        let (mut at, mut raw_at, mut line) = (0, 0, self.block.line);
        while at < bytes.len() {
            let place =
                || Place { file: Some(self.table.source.name.clone()), line: Some(line), ..Place::default() };
            let end = match lexer::record(&mut marks, at, self.block.whole, columns, &mut spans) {
                Ok(end) => end,
                Err(Bad { flaw, column, next }) => {
                    walked.add(flaw_problem(flaw, self.under(place(), column)));
                    let Some(next) = next else {
                        walked.lost = true;
                        return walked;
                    };
                    raw_at = if is_cp932 { self.raw_after(raw_at, &bytes[at..next]) } else { next };
                    line += lexer::line_feeds(&bytes[at..next]);
                    at = next;
                    continue;
                }
            };
            // The raw bytes of CP932 have the same line feeds as their text, and no others.
            let raw_next = if is_cp932 { self.raw_after(raw_at, &bytes[at..end.next]) } else { end.next };
            let raw = &self.block.bytes[raw_at..raw_next - (end.next - end.end)];
            walked.rows += 1;
            let row = Row { text: self.text, spans: &spans, has_quotes: end.has_quotes };
            if let Some(problem) = self.structure(&row, at, &end, header, place) {
                walked.add(problem);
            } else if self.content(&row, line, &suspects, &mut walked, place) {
                each(&Placed { row, line, raw });
            }
            line += lines_of(&bytes[at..end.next], &end);
            (at, raw_at) = (end.next, raw_next);
        }
        walked
    }

    /// Gives each row to `each`, of a file whose rows an earlier scan has held against all rules. Only the cutting can
    /// fail here, and only where the file is another one meanwhile; that it is not, its digest tells in the end.
    pub(super) fn walk_checked(&self, mut each: impl FnMut(&Row<'_>, u64)) -> Walked {
        let bytes = self.text.as_bytes();
        let columns = self.table.headers.len();
        let mut walked = Walked::new(columns);
        let mut spans = Vec::with_capacity(columns);
        let mut marks = Marks::new(bytes, self.table.dialect.separator);
        let (mut at, mut line) = (0, self.block.line);
        while at < bytes.len() {
            let cut = lexer::record(&mut marks, at, self.block.whole, columns, &mut spans);
            let Some(end) = cut.ok().filter(|end| end.fields == columns) else {
                return Walked::changed(source::changed(&self.table.source.name));
            };
            each(&Row { text: self.text, spans: &spans, has_quotes: end.has_quotes }, line);
            walked.rows += 1;
            line += lines_of(&bytes[at..end.next], &end);
            at = end.next;
        }
        walked
    }

    /// Where the raw bytes go on after a record of which this is the text.
    fn raw_after(&self, from: usize, record: &[u8]) -> usize {
        let feeds = lexer::line_feeds(record);
        if feeds == 0 || record.last() != Some(&b'\n') {
            return self.block.bytes.len();
        }
        memchr::memchr_iter(b'\n', &self.block.bytes[from..])
            .nth(feeds as usize - 1)
            .map_or(self.block.bytes.len(), |n| from + n + 1)
    }

    fn under(&self, place: Place, column: usize) -> Place {
        usual::under(place.at_column(column), &self.table.headers, column - 1)
    }

    /// The rules about a whole row. `header` is the first letter of the first header.
    fn structure(
        &self,
        row: &Row<'_>,
        at: usize,
        end: &End,
        header: Option<u8>,
        place: impl Fn() -> Place,
    ) -> Option<Problem> {
        let table = self.table;
        let columns = table.headers.len();
        let text = &self.text.as_bytes()[at..end.end];
        if text.is_empty() {
            Some(Problem::input("E_CSV_BLANK", place(), "blank line", "空行があります"))
        } else if text.starts_with(Encoding::Utf8.bom()) {
            let problem = Problem::input(
                "E_CSV_BOM",
                place(),
                "U+FEFF in front of a record",
                "行の先頭に U+FEFF があります",
            );
            Some(problem.help("two files may have been joined", "2 つのファイルの連結が疑われます"))
        } else if end.line_end.is_some_and(|line_end| line_end != table.dialect.line_end) {
            let (en, ja) = match table.dialect.line_end {
                LineEnd::Lf => ("ends with CRLF, the header with LF", "改行が CRLF ですが、見出しは LF です"),
                LineEnd::CrLf => {
                    ("ends with LF, the header with CRLF", "改行が LF ですが、見出しは CRLF です")
                }
            };
            let problem = Problem::input("E_CSV_LINE_END", place(), en, ja);
            Some(problem.help("two files may have been joined", "2 つのファイルの連結が疑われます"))
        } else if end.fields != columns {
            let fields = end.fields;
            Some(Problem::input(
                "E_CSV_FIELDS",
                place(),
                format!("{fields} fields, the header has {columns}"),
                format!("項目が {fields} 個ありますが、見出しは {columns} 個です"),
            ))
        } else if row.may_start_with(header)
            && row.cells().zip(&table.headers).all(|(cell, header)| cell.trim() == header.trim())
        {
            let problem = Problem::input(
                "E_CSV_HEADER_AGAIN",
                place(),
                "the header again",
                "見出しの行が途中にあります",
            );
            Some(problem.help("two files may have been joined", "2 つのファイルの連結が疑われます"))
        } else {
            None
        }
    }

    /// The rules about single cells; `true` where the row keeps them all.
    fn content(
        &self,
        row: &Row<'_>,
        line: u64,
        suspects: &Suspects,
        walked: &mut Walked,
        place: impl Fn() -> Place,
    ) -> bool {
        let mut clean = true;
        let mut flaws = Vec::new();
        let (start, end) = row.bounds();
        let is_suspect = suspects.among(start, end).is_raised();
        for (span, cards) in row.spans.iter().zip(&mut walked.cards) {
            let may_hold = || suspects.has_twelve_digits(span.start, span.end);
            cards.see_told(span.end - span.start, may_hold, || (&row.text[span.start..span.end], line));
        }
        for (column, span) in row.spans.iter().enumerate().filter(|_| is_suspect) {
            let suspicion = suspects.among(span.start, span.end);
            if suspicion.is_raised()
                && let Some(flaw) = cell::flaw(&row.text[span.start..span.end], span.quoted, suspicion)
            {
                flaws.push((column, flaw));
            }
        }
        for (column, flaw) in flaws {
            walked.add(cell_problem(flaw, self.under(place(), column + 1)));
            clean = false;
        }
        for &column in self.ids {
            if let Some(flaw) = cell::id_flaw(trim_id(&row.cell(column))) {
                walked.add(id_problem(flaw, self.under(place(), column + 1)));
                clean = false;
            }
        }
        clean
    }
}
