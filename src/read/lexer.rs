//! One record of separated text, by RFC 4180 and nothing else.
//!
//! A quote stands only at a field's start; after the closing one comes a separator, a line end or the end of the
//! file; a carriage return outside quotes is half of a CRLF. What a more forgiving reader would make of anything else
//! is a guess, and a guess can move a value to another person. The cells are cut here, in the one pass that
//! checks them, so that no second parser can disagree with the first.

use super::marks::Marks;
use super::table::LineEnd;
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;

/// The longest field, in bytes. Longer ones are the mark of a quote that is never closed.
pub(super) const FIELD_BYTES_MAX: usize = 1 << 20;

/// The longest record, in bytes, its line end included.
pub(super) const RECORD_BYTES_MAX: usize = 4 << 20;

/// One field's bytes in the text, its quotes left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Whether it stood in quotes.
    pub(super) quoted: bool,
}

impl Span {
    /// The field's value: a doubled quote inside quotes is one.
    pub(super) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let inner = &text[self.start..self.end];
        if self.quoted && memchr(b'"', inner.as_bytes()).is_some() {
            Cow::Owned(inner.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inner)
        }
    }
}

/// Where a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// One past its last byte, the line end left out.
    pub(super) end: usize,
    /// The first byte of the next record.
    pub(super) next: usize,
    /// The line end, `None` at the end of the file.
    pub(super) line_end: Option<LineEnd>,
    /// How many fields; `spans` holds no more of them than the limit.
    pub(super) fields: usize,
    /// Whether any of them stood in quotes.
    pub(super) has_quotes: bool,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A quote inside a field that did not start with one.
    QuoteInBare,
    /// Something other than a separator or a line end after a closing quote.
    AfterQuote,
    /// A quote that is never closed.
    OpenQuote,
    /// A field longer than [`FIELD_BYTES_MAX`].
    FieldSize,
    /// A record longer than [`RECORD_BYTES_MAX`].
    RecordSize,
    /// A carriage return outside quotes that is not followed by a line feed.
    BareCr,
}

/// A record that cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) flaw: Flaw,
    /// The column (from 1) where it was found.
    pub(super) column: usize,
    /// Where the next record starts; `None` where nobody can know.
    pub(super) next: Option<usize>,
}

/// Cuts the record that starts at `start`. At most `limit` fields go into `spans`; `whole` says that the text ends where
/// a record ends.
pub(super) fn record(
    marks: &mut Marks<'_>,
    start: usize,
    whole: bool,
    limit: usize,
    spans: &mut Vec<Span>,
) -> Result<End, Bad> {
    match bare(marks, start, limit, spans) {
        Some(end) => Ok(end),
        None => any(marks, start, whole, limit, spans),
    }
}

/// The same, of any record.
fn any(
    marks: &mut Marks<'_>,
    start: usize,
    whole: bool,
    limit: usize,
    spans: &mut Vec<Span>,
) -> Result<End, Bad> {
    let (bytes, separator) = (marks.bytes(), marks.separator());
    spans.clear();
    let mut at = start;
    let mut fields = 0;
    let mut has_quotes = false;
    let mut cr = None;
    loop {
        // Nearly every field: bare, and ended by a separator.
        if bytes.get(at) != Some(&b'"') {
            let end = marks.next(at);
            if bytes.get(end) == Some(&separator)
                && end - at <= FIELD_BYTES_MAX
                && end - start <= RECORD_BYTES_MAX
            {
                fields += 1;
                if fields <= limit {
                    spans.push(Span { start: at, end, quoted: false });
                }
                at = end + 1;
                continue;
            }
        }
        fields += 1;
        let lost = |flaw| Err(Bad { flaw, column: fields, next: None });
        let span = if bytes.get(at) == Some(&b'"') {
            has_quotes = true;
            match closing_quote(bytes, at + 1) {
                Some(end) => Span { start: at + 1, end, quoted: true },
                None if bytes.len() - at > FIELD_BYTES_MAX => return lost(Flaw::FieldSize),
                None => return lost(Flaw::OpenQuote),
            }
        } else {
            Span { start: at, end: marks.next(at), quoted: false }
        };
        if span.end - span.start > FIELD_BYTES_MAX {
            return lost(Flaw::FieldSize);
        }
        at = span.end + usize::from(span.quoted);
        if fields <= limit {
            spans.push(span);
        }
        // A bare carriage return is noted and stepped over, so that the next record is found.
        while bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) != Some(&b'\n') {
            cr = cr.or(Some(fields));
            at = marks.next(at + 1);
        }
        if at - start > RECORD_BYTES_MAX {
            return lost(Flaw::RecordSize);
        }
        let (next, line_end) = match bytes.get(at) {
            Some(&b) if b == separator => {
                at += 1;
                continue;
            }
            None if !whole => return lost(Flaw::RecordSize),
            None => (at, None),
            Some(b'\n') => (at + 1, Some(LineEnd::Lf)),
            Some(b'\r') => (at + 2, Some(LineEnd::CrLf)),
            Some(_) if span.quoted => return lost(Flaw::AfterQuote),
            Some(_) => return lost(Flaw::QuoteInBare),
        };
        return match cr {
            Some(column) => Err(Bad { flaw: Flaw::BareCr, column, next: Some(next) }),
            None => Ok(End { end: at, next, line_end, fields, has_quotes }),
        };
    }
}

/// The record that starts at `start`, where it is like most: no quote in it, no more than `limit` fields, a line end behind
/// it, and shorter than the longest field. Of any other one nothing is said, and its marks are not passed.
#[inline]
fn bare(marks: &mut Marks<'_>, start: usize, limit: usize, spans: &mut Vec<Span>) -> Option<End> {
    // Marks of the record before may not have been passed.
    marks.next(start);
    let (mut passing, bytes, separator) = (*marks, marks.bytes(), marks.separator());
    spans.clear();
    let mut at = start;
    loop {
        let end = passing.pass();
        let byte = *bytes.get(end)?;
        if spans.len() == limit || byte == b'"' {
            return None;
        }
        spans.push(Span { start: at, end, quoted: false });
        if byte == separator {
            at = end + 1;
            continue;
        }
        let (next, line_end) = match byte {
            b'\n' => (end + 1, LineEnd::Lf),
            _carriage_return if bytes.get(end + 1) == Some(&b'\n') => {
                passing.pass();
                (end + 2, LineEnd::CrLf)
            }
            _alone => return None,
        };
        if end - start > FIELD_BYTES_MAX {
            return None;
        }
        *marks = passing;
        return Some(End { end, next, line_end: Some(line_end), fields: spans.len(), has_quotes: false });
    }
}

/// The quote that closes a field whose content starts at `from`; doubled ones are content.
fn closing_quote(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'"', &bytes[at..])?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// How many line feeds stand in a slice.
pub(super) fn line_feeds(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_cuts_as_the_long_way_does() {
        let mut state = 3_u64;
        let mut short = 0;
        for turn in 0..20_000 {
            let mut text = Vec::new();
            while text.len() < 150 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let letters: &[u8] = if turn % 4 == 0 { b"ab,\r\n\"" } else { b"abcdefgh,,\n" };
                text.push(letters[(state >> 33) as usize % letters.len()]);
            }
            let (mut one, mut other) = (Marks::new(&text, b','), Marks::new(&text, b','));
            let (mut ones, mut others) = (Vec::new(), Vec::new());
            let (mut at, limit) = (0, 1 + turn % 5);
            while at < text.len() {
                let mut marks = one;
                short += usize::from(bare(&mut marks, at, limit, &mut ones).is_some());
                let cut = record(&mut one, at, true, limit, &mut ones);
                assert_eq!(cut, any(&mut other, at, true, limit, &mut others), "{at} {text:?}");
                assert_eq!(ones, others);
                let next = cut.map_or_else(|bad| bad.next, |end| Some(end.next));
                let Some(next) = next else { break };
                at = next;
            }
        }
        assert!(short > 100_000, "{short}");
    }

    #[test]
    fn a_doubled_quote_does_not_close_a_field() {
        assert_eq!(closing_quote(b"a\"\"b\"", 0), Some(4));
        assert_eq!(closing_quote(b"a\"\"", 0), None);
        assert_eq!(closing_quote(b"\"", 0), Some(0));
    }
}
