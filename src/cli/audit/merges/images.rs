//! The records of the guard's journal: what both rows were before each merge (`before_survivor`, `before_merged`).
//!
//! The journal alone is enough to judge its merges. Of a record that stands in several, the earliest image counts: later ones hold
//! what earlier merges made of it. How common a value is can only be counted among these records.

use super::columns::Asked;
use super::input::time;
use crate::error::{Problem, Result};
use crate::gate::Ids;
use crate::model::{Place, trim_id};
use crate::read::Listing;
use std::collections::HashMap;

/// The earliest image of each record, and where it stands.
#[derive(Default)]
pub(super) struct Images {
    /// The name of the first journal.
    pub(super) name: String,
    /// When, the journal (from 0) and line, and the image as JSON.
    by_id: HashMap<String, (i64, usize, u64, String)>,
}

impl Images {
    /// Reads the images of journals.
    ///
    /// # Errors
    ///
    /// Those of the reader; `E_COLUMN_MISSING` where a journal has no images.
    pub(super) fn read(journals: &[Listing], asked: &Asked) -> Result<Self> {
        let name = journals.first().map(|listing| listing.name.to_string()).unwrap_or_default();
        let mut images = Self { name, ..Self::default() };
        for (file, listing) in journals.iter().enumerate() {
            let (survivor, merged) = asked.pair(listing)?;
            let texts = [asked.need(listing, "before_survivor")?, asked.need(listing, "before_merged")?];
            let at = asked.find(listing, "at")?;
            let columns: Vec<usize> = [survivor, merged].into_iter().chain(texts).chain(at).collect();
            listing.scan(&columns, &[survivor, merged], |row| {
                let began = at.map(|column| time(listing, &row, 4, column)).transpose()?.flatten();
                let began = began.map_or(i64::MIN, |moment| moment.start);
                for position in 0..2 {
                    let (id, text) = (trim_id(row.cell(position)), row.cell(2 + position).trim());
                    if !is_object(text) {
                        let place = listing.place(row.line, columns[2 + position]);
                        return Err(not_an_image(place));
                    }
                    let is_earlier = |known: &(i64, usize, u64, String)| {
                        (began, file, row.line) < (known.0, known.1, known.2)
                    };
                    if images.by_id.get(id).is_none_or(is_earlier) {
                        images.by_id.insert(id.to_owned(), (began, file, row.line, text.to_owned()));
                    }
                }
                Ok(())
            })?;
        }
        Ok(images)
    }

    /// All images as NDJSON, in the order of the journals.
    pub(super) fn ndjson(&self) -> Vec<u8> {
        let mut images: Vec<_> =
            self.by_id.iter().map(|(id, (_, file, line, text))| (file, line, id, text)).collect();
        images.sort_unstable();
        let mut lines = Vec::new();
        for (_, _, _, text) in images {
            // A line feed between the parts of an object is a space to JSON; within a text it is written as an escape.
            lines.extend(text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
            lines.push(b'\n');
        }
        lines
    }

    /// Where each record's image stands: the journal (from 0) and its line.
    pub(super) fn lines(&self, ids: &Ids) -> HashMap<u32, (usize, u64)> {
        let each =
            self.by_id.iter().filter_map(|(id, (_, file, line, _))| Some((ids.find(id)?, (*file, *line))));
        each.collect()
    }
}

/// Whether a text is one JSON object; what it holds is looked at by the reader of records.
fn is_object(text: &str) -> bool {
    text.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn not_an_image(place: Place) -> Problem {
    Problem::input("E_IMAGE", place, "not the image of a row as JSON", "行の内容を表す JSON ではありません")
}
