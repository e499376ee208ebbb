//! What is about to be merged, held against what was approved: byte for byte the list, or rows of it in its order.

use super::found::Found;
use super::mismatch::Mismatch;
use super::pairs::{Pairs, RowPair};
use super::statement::Statement;
use crate::error::Result;
use crate::read::{Dialect, Encoding, Merges, ReadOptions};
use crate::report::{APPROVED, hex};
use std::path::Path;

/// An approved list, or a part of one: it has the separator of the merges file that it came from, whatever its name.
fn list(path: &Path, encoding: Option<Encoding>) -> Result<Merges> {
    let options = ReadOptions { encoding, ..ReadOptions::default() };
    Merges::open(path, &options).or_else(|error| {
        if error.counts().contains_key("E_CSV_SEPARATOR") {
            Merges::open(path, &ReadOptions { separator: Some(b'\t'), ..options })
        } else {
            Err(error)
        }
    })
}

/// What is about to be merged, which is not the approved list, must be a part of it in order; gives its pairs.
pub(super) fn executed(
    path: &Path,
    encoding: Option<Encoding>,
    folder: &Path,
    statement: &Statement,
    pairs: &Pairs,
    found: &mut Found,
) -> Pairs {
    let name = path.to_string_lossy().into_owned();
    let merges = match list(path, encoding) {
        Ok(merges) => merges,
        Err(error) => {
            found.mismatches.extend(Mismatch::of_error(&error));
            return Pairs::default();
        }
    };
    let is_pair = |pair: &RowPair<'_>, row: usize| {
        pair.survivor_id == merges.survivor_id(row) && pair.merged_id == merges.merged_id(row)
    };
    let whole = list(&folder.join(APPROVED), encoding).ok();
    let whole = whole.filter(|w| statement.subject(APPROVED) == Some(hex(&w.digest.sha256).as_str()));
    let Some(whole) = whole.filter(|whole| whole.len() == pairs.len()) else {
        let (en, ja) = (
            "not byte for byte what was approved, and no approved.csv beside the certificate to find its rows in",
            "承認された内容とバイト単位で一致せず、照合する approved.csv も証明書の隣にありません",
        );
        found.add("merges.changed", &name, en, ja);
        return Pairs::default();
    };
    let mut kept = Vec::new();
    let mut row = 0;
    // A part is written as the whole is; only the last line end may be gone.
    let written =
        |merges: &Merges| (Dialect { final_line_end: true, ..merges.dialect }, merges.header_raw.clone());
    let is_same_kind = written(&merges) == written(&whole);
    if is_same_kind {
        for (at, pair) in pairs.iter().enumerate() {
            if row < merges.len() && merges.raw_row(row) == whole.raw_row(at) && is_pair(&pair, row) {
                kept.push(at);
                row += 1;
            }
        }
    }
    if !is_same_kind || row < merges.len() {
        let line = if is_same_kind { merges.line(row) } else { 1 };
        let en = format!("line {line} is not what was approved, or not in its order");
        found.add("merges.changed", &name, en, format!("{line} 行目は承認された内容または順序と異なります"));
    }
    pairs.part(&kept)
}
