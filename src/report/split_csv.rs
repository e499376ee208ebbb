//! `approved.csv`, `review.csv`, `blocked.csv`: the merges file's own rows, each in exactly one of them.
//!
//! Rows are copied byte for byte in the file's own encoding; review and blocked rows get columns appended. In those
//! two, a cell that a spreadsheet would run as a formula gets an apostrophe in front (CWE-1236); `approved.csv`
//! stays as it came, since a program reads it.

use crate::fields::FIELDS;
use crate::gate::{Approved, Decision, Reasons};
use crate::model::{Agreement, Verdict};
use crate::read::{Encoding, LineEnd, Merges};
use hashbrown::HashMap;
use std::io::{self, Write};

/// Writes the proposals that passed. Takes nothing but the gate's own proof, and says how many it wrote.
///
/// # Errors
///
/// Those of the writer.
pub fn write_approved(merges: &Merges, approved: &Approved<'_>, out: &mut dyn Write) -> io::Result<u64> {
    write_rows(merges, approved.positions(), out)
}

/// Writes the proposals at these positions, byte for byte as they came, and says how many it wrote.
///
/// # Errors
///
/// Those of the writer.
pub fn write_rows(merges: &Merges, positions: &[usize], out: &mut dyn Write) -> io::Result<u64> {
    header(merges, &[], out)?;
    for position in positions {
        out.write_all(merges.raw_row(*position))?;
        line_end(merges, out)?;
    }
    Ok(positions.len() as u64)
}

/// Writes the proposals with one verdict, and says how many it wrote.
///
/// # Errors
///
/// Those of the writer.
pub fn write_verdict(
    merges: &Merges,
    decisions: &[Decision],
    verdict: Verdict,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let mut columns = vec!["verdict", "reasons"];
    columns.extend(FIELDS.iter().map(|f| f.name));
    header(merges, &columns, out)?;
    let cell = |text: &str| {
        let mut cell = Vec::new();
        append(merges, text, &mut cell);
        cell
    };
    // Sets of reasons are few, and so are agreements: each is written once and copied.
    let mut reasons: HashMap<Reasons, Vec<u8>> = HashMap::new();
    let (verdict_cell, steps) = (cell(verdict.name()), Agreement::ALL.map(|step| cell(step.name())));
    let mut end = Vec::new();
    line_end(merges, &mut end)?;
    let mut written = 0;
    let mut row = Vec::new();
    for (i, decision) in decisions.iter().enumerate().filter(|(_, d)| d.verdict == verdict) {
        row.clear();
        neutralised(merges, i, &mut row);
        row.extend_from_slice(&verdict_cell);
        let set = decision.reasons;
        row.extend_from_slice(reasons.entry(set).or_insert_with(|| cell(&set.joined())));
        decision.comparison.agreements.iter().for_each(|step| row.extend_from_slice(&steps[*step as usize]));
        row.extend_from_slice(&end);
        out.write_all(&row)?;
        written += 1;
    }
    Ok(written)
}

fn header(merges: &Merges, more: &[&str], out: &mut dyn Write) -> io::Result<()> {
    let dialect = merges.dialect;
    if dialect.bom {
        out.write_all(dialect.encoding.bom())?;
    }
    let mut row = merges.header_raw.clone();
    more.iter().for_each(|name| append(merges, name, &mut row));
    out.write_all(&row)?;
    line_end(merges, out)
}

/// Appends a separator and an ASCII text that needs no quotes.
fn append(merges: &Merges, text: &str, row: &mut Vec<u8>) {
    let dialect = merges.dialect;
    debug_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b';')));
    push(dialect.encoding, dialect.separator, row);
    text.bytes().for_each(|b| push(dialect.encoding, b, row));
}

fn line_end(merges: &Merges, out: &mut dyn Write) -> io::Result<()> {
    let dialect = merges.dialect;
    let mut bytes = Vec::with_capacity(4);
    match dialect.line_end {
        LineEnd::Lf => push(dialect.encoding, b'\n', &mut bytes),
        LineEnd::CrLf => b"\r\n".iter().for_each(|b| push(dialect.encoding, *b, &mut bytes)),
    }
    out.write_all(&bytes)
}

/// One ASCII character in an encoding.
fn push(encoding: Encoding, ascii: u8, out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 | Encoding::Cp932 => out.push(ascii),
        Encoding::Utf16Le => out.extend([ascii, 0]),
        Encoding::Utf16Be => out.extend([0, ascii]),
    }
}

/// Copies a row, with an apostrophe before every cell that a spreadsheet would run.
fn neutralised(merges: &Merges, row: usize, out: &mut Vec<u8>) {
    let raw = merges.raw_row(row);
    if merges.dialect.encoding == Encoding::Utf8 && !may_hold_formula(raw) {
        out.extend_from_slice(raw);
        return;
    }
    let cells = merges.cells(row);
    if !cells.iter().any(|cell| is_formula(cell)) {
        out.extend_from_slice(raw);
        return;
    }
    let dialect = merges.dialect;
    let wide = matches!(dialect.encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let unit = if wide { 2 } else { 1 };
    let ascii = |at: usize| match dialect.encoding {
        Encoding::Utf8 | Encoding::Cp932 => Some(raw[at]),
        Encoding::Utf16Le => (raw[at + 1] == 0).then(|| raw[at]),
        Encoding::Utf16Be => (raw[at] == 0).then(|| raw[at + 1]),
    };
    // Separator, quote and line end are never part of another character in these encodings, so the cells can be
    // told apart by looking at single units.
    let (mut cell, mut at, mut start, mut quoted) = (0, 0, true, false);
    while at < raw.len() {
        let c = ascii(at);
        let opens = start && c == Some(b'"');
        if start && !opens && is_formula(&cells[cell]) {
            push(dialect.encoding, b'\'', out);
        }
        out.extend_from_slice(&raw[at..at + unit]);
        if opens && is_formula(&cells[cell]) {
            push(dialect.encoding, b'\'', out);
        }
        start = false;
        if c == Some(b'"') {
            quoted = !quoted;
        } else if c == Some(dialect.separator) && !quoted {
            cell += 1;
            start = true;
        }
        at += unit;
    }
}

/// Whether a row in UTF-8 has a byte with which a formula may start: full-width forms start with `EF`; a line break, and a
/// separator as the first letter of a cell, stand in quotes. Nearly no row has one.
fn may_hold_formula(raw: &[u8]) -> bool {
    raw.iter().any(|b| matches!(b, b'=' | b'+' | b'-' | b'@' | b'"' | 0xef))
}

/// Whether a spreadsheet may take a text for a formula: it starts, after spaces, with one of `= + - @`, a tab or a
/// line break, or one of their full-width forms (OWASP, CSV injection).
#[must_use]
pub fn is_formula(cell: &str) -> bool {
    let starts =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    cell.trim_start_matches([' ', '\u{3000}', '\u{a0}']).starts_with(starts)
}
