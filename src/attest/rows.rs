//! `certificate.rows.csv`: every approved pair with the digests of its two rows. No customer's value stands in it.
//!
//! One line a pair, in the order of `approved.csv`: the line of the proposal in the merges file, the two IDs, the two
//! digests (interface section 8) in hexadecimal. The file is bound to the certificate by its own digest.

use super::digest::unhex;
use crate::report::hex;
use std::io::{self, Write};

/// The file's name beside the certificate.
pub const ROWS: &str = "certificate.rows.csv";

/// Its header.
const HEADER: [&str; 5] = ["line", "survivor_id", "merged_id", "survivor_row", "merged_row"];

/// One approved pair.
#[derive(Clone, PartialEq, Eq)]
pub struct RowPair {
    /// The line (from 1) of the proposal in the merges file.
    pub line: u64,
    /// The record that stays.
    pub survivor_id: String,
    /// The record that goes.
    pub merged_id: String,
    /// The digest of the survivor's row.
    pub survivor_row: [u8; 32],
    /// The digest of the merged record's row.
    pub merged_row: [u8; 32],
}

/// A writer of the file.
pub(super) struct RowsWriter<'w>(csv::Writer<&'w mut dyn Write>);

impl<'w> RowsWriter<'w> {
    /// Starts the file.
    pub(super) fn start(out: &'w mut dyn Write) -> io::Result<Self> {
        let mut writer = csv::WriterBuilder::new().from_writer(out);
        writer.write_record(HEADER)?;
        Ok(Self(writer))
    }

    /// Writes one pair.
    pub(super) fn pair(&mut self, line: u64, ids: [&str; 2], rows: [&[u8; 32]; 2]) -> io::Result<()> {
        let [survivor_row, merged_row] = rows.map(|row| hex(row));
        self.0.write_record([&line.to_string(), ids[0], ids[1], &survivor_row, &merged_row])?;
        Ok(())
    }

    /// Ends the file.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Reads the file's bytes; `None` where they are not such a file.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<RowPair>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    if reader.headers().ok()? != HEADER.as_slice() {
        return None;
    }
    let mut pairs = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).ok()? {
        pairs.push(RowPair {
            line: record[0].parse().ok()?,
            survivor_id: record[1].to_owned(),
            merged_id: record[2].to_owned(),
            survivor_row: unhex(&record[3])?,
            merged_row: unhex(&record[4])?,
        });
    }
    Some(pairs)
}
