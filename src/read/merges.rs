//! The proposals: every row as it stands in the file, and the two IDs it names.
//!
//! Rows are held as the file's own bytes, because 2,278 of CP932's 9,604 double-byte codes do not survive decoding and
//! encoding again (measured), and `approved.csv` must be byte-true.

use super::cells::{Asked, CellTable};
use super::encoding::Encoding;
use super::format::{self, How, ReadOptions};
use super::held::Held;
use super::records::Opened;
use super::rows::Placed;
use super::second_reading;
use super::source::{InputDigest, STDIN, Source};
use super::table::{Dialect, LineEnd, Table};
use crate::error::{Problem, Result};
use crate::fields::header_key;
use crate::model::Place;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// The headers of the survivor's and the merged record's ID, in the form [`header_key`] gives (interface 2).
pub const MERGES_HEADERS: &[(&str, &str)] =
    &[("survivorid", "mergedid"), ("統合先id", "統合元id"), ("masterid", "duplicateid")];

/// A merges file.
pub struct Merges {
    /// The file as the user named it.
    pub name: Arc<str>,
    /// How the file is written. For other formats than text: UTF-8, comma, line feed.
    pub dialect: Dialect,
    /// All headers, as written.
    pub headers: Vec<String>,
    /// The header's very bytes without byte order mark and line end, in the file's encoding.
    pub header_raw: Vec<u8>,
    /// The survivor's column, from 0.
    pub survivor: usize,
    /// The merged record's column, from 0.
    pub merged: usize,
    /// What was read.
    pub digest: InputDigest,
    rows: Held,
}

impl Merges {
    /// Reads a merges file whole; `-` is standard input. A header alone is an empty batch, and no error.
    ///
    /// # Errors
    ///
    /// Every violation of the rules of [`super`]; columns that name no proposal, or two.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self> {
        let (source, how) = if path.as_os_str() == STDIN {
            let (source, first) = Source::stdin(options.files)?;
            (source, format::how_of_stdin(&first)?)
        } else {
            let how = format::how(path, &path.to_string_lossy())?;
            (Source::open(path, options.files)?, how)
        };
        let how = match (how, options.separator) {
            (How::Text(packing, _), Some(separator)) => How::Text(packing, separator),
            (how, _) => how,
        };
        match Opened::open(source, how, options)? {
            Opened::Text(table) => Self::open_text(&table),
            Opened::Cells(table) => Self::open_cells(&table),
        }
    }

    fn open_text(table: &Table) -> Result<Self> {
        let (survivor, merged) = id_columns(&table.headers, &Place::file(&table.source.name).at_line(1))?;
        let encoding = table.dialect.encoding;
        let mut rows = Held::default();
        let scanned = table.scan(
            &[survivor, merged],
            false,
            |block| {
                let mut part = Held::default();
                let walked = block.walk(|Placed { row, line, raw }| {
                    encode(encoding, raw, part.raw());
                    part.end_row(*line, [&row.cell(survivor), &row.cell(merged)]);
                });
                let made = walked.is_clean().then_some(part);
                (walked, made)
            },
            |part| rows.append(&part),
        )?;
        rows.shrink();
        let mut header_raw = Vec::new();
        encode(encoding, table.header(), &mut header_raw);
        let merges = Self {
            name: table.source.name.clone(),
            dialect: Dialect { final_line_end: scanned.final_line_end, ..table.dialect },
            headers: table.headers.iter().map(|h| h.to_string()).collect(),
            header_raw,
            survivor,
            merged,
            digest: scanned.digest,
            rows,
        };
        second_reading::agrees(&merges)?;
        Ok(merges)
    }

    fn open_cells(table: &CellTable) -> Result<Self> {
        let (headers, source) = (table.headers(), table.source());
        let (survivor, merged) = id_columns(headers, &Place::file(&source.name))?;
        let all: Vec<usize> = (0..headers.len()).collect();
        table.check(&[survivor, merged], &[], true)?;
        table.check(&all, &[], false)?;
        let mut rows = Held::default();
        let digest = table.rows(
            &Asked { numbers: &all, ids: &[survivor, merged], zeros: &[], is_digested: false },
            |batch| {
                let mut part = Held::default();
                let walked = batch.walk(&mut |line, cells| {
                    write_csv(cells, part.raw());
                    part.end_row(line, [&cells[survivor], &cells[merged]]);
                });
                let made = walked.is_clean().then_some(part);
                (walked, made)
            },
            |part| rows.append(&part),
        )?;
        rows.shrink();
        let headers: Vec<String> = headers.iter().map(|h| h.to_string()).collect();
        let mut header_raw = Vec::new();
        write_csv(&headers, &mut header_raw);
        let dialect = Dialect {
            encoding: Encoding::Utf8,
            bom: false,
            separator: b',',
            line_end: LineEnd::Lf,
            final_line_end: true,
        };
        Ok(Self { name: source.name.clone(), dialect, headers, header_raw, survivor, merged, digest, rows })
    }

    /// The same with other rows.
    #[cfg(test)]
    pub(super) fn with_rows(self, rows: Held) -> Self {
        Self { rows, ..self }
    }

    /// How many proposals.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// The ID of the record that stays (row from 0).
    #[must_use]
    pub fn survivor_id(&self, row: usize) -> &str {
        self.rows.id(row, 0)
    }

    /// The ID of the record that is merged away.
    #[must_use]
    pub fn merged_id(&self, row: usize) -> &str {
        self.rows.id(row, 1)
    }

    /// The line (from 1) on which the row starts; in a format without lines, its number.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        self.rows.line(row)
    }

    /// The row's very bytes without its line end, in the file's encoding; for other formats than text, as CSV.
    #[must_use]
    pub fn raw_row(&self, row: usize) -> &[u8] {
        self.rows.bytes(row)
    }

    /// The row's cells.
    #[must_use]
    pub fn cells(&self, row: usize) -> Vec<Cow<'_, str>> {
        let encoding = self.dialect.encoding.whatwg();
        // The bytes were valid when they were read, and nothing changed them since.
        match encoding.decode_without_bom_handling(self.raw_row(row)).0 {
            Cow::Borrowed(text) => Table::cut(&self.dialect, text),
            Cow::Owned(text) => Table::cut(&self.dialect, &text)
                .into_iter()
                .map(|cell| Cow::Owned(cell.into_owned()))
                .collect(),
        }
    }
}

/// A row's bytes in the file's encoding: UTF-16 was cut as UTF-8, and the way back is exact.
fn encode(encoding: Encoding, cut: &[u8], out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 | Encoding::Cp932 => out.extend_from_slice(cut),
        Encoding::Utf16Le => {
            out.extend(String::from_utf8_lossy(cut).encode_utf16().flat_map(u16::to_le_bytes));
        }
        Encoding::Utf16Be => {
            out.extend(String::from_utf8_lossy(cut).encode_utf16().flat_map(u16::to_be_bytes));
        }
    }
}

/// One row as RFC 4180 writes it, quoted where it must be, without line end.
fn write_csv(cells: &[String], out: &mut Vec<u8>) {
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        // A lone empty cell is quoted: an empty line would be a blank line.
        if cell.contains([',', '"', '\n', '\r', '\t']) || (cell.is_empty() && cells.len() == 1) {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
}

/// The columns of the two IDs.
fn id_columns(headers: &[Arc<str>], place: &Place) -> Result<(usize, usize)> {
    let keys: Vec<String> = headers.iter().map(|h| header_key(h)).collect();
    let having = |wanted: Vec<&str>| -> Vec<usize> {
        (0..keys.len()).filter(|i| wanted.contains(&keys[*i].as_str())).collect()
    };
    let survivors = having(MERGES_HEADERS.iter().map(|pair| pair.0).collect());
    let merged = having(MERGES_HEADERS.iter().map(|pair| pair.1).collect());
    let help = (
        "name the columns survivor_id and merged_id (or 統合先ID and 統合元ID, or master_id and duplicate_id)",
        "列名は survivor_id と merged_id (または 統合先ID と 統合元ID、master_id と duplicate_id) にしてください",
    );
    let problem =
        |code, en: String, ja: String| Problem::input(code, place.clone(), en, ja).help(help.0, help.1);
    if survivors.len() > 1 || merged.len() > 1 {
        let names: Vec<&str> = survivors.iter().chain(&merged).map(|i| &*headers[*i]).collect();
        let names = names.join(", ");
        return Err(problem(
            "E_COLUMN_AMBIGUOUS",
            format!("more than one pair of ID columns: {names}"),
            format!("ID の列の組が複数あります: {names}"),
        )
        .into());
    }
    if let ([survivor], [merged]) = (&survivors[..], &merged[..]) {
        let pair = (keys[*survivor].as_str(), keys[*merged].as_str());
        if MERGES_HEADERS.contains(&pair) {
            return Ok((*survivor, *merged));
        }
    }
    let names = "survivor_id, merged_id".to_owned();
    Err(problem(
        "E_COLUMN_MISSING",
        format!("no pair of ID columns; expected: {names}"),
        format!("ID の列の組がありません。必要な列: {names}"),
    )
    .into())
}
