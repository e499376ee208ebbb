//! The names of a table's columns.
//!
//! A repeated, missing or unreadable name is an error. Names are compared after trimming and NFC (Unicode Standard
//! Annex #15), so that a name is what a person sees. Nothing of a header is put into a message before a column
//! of it is known: in a file without a header the first line holds a customer.

use super::cell;
use super::wording::cell_problem;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use std::collections::HashMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// The most columns a table may have.
pub(super) const COLUMNS_MAX: usize = 10_000;

/// The form in which two names are the same name.
pub(super) fn exact_key(name: &str) -> String {
    name.trim().nfc().collect()
}

/// Holds the rules about names. `place` is the header's.
pub(super) fn check(names: &[Arc<str>], place: &Place) -> Result<()> {
    if names.len() > COLUMNS_MAX {
        return Err(Problem::input(
            "E_CSV_COLUMNS",
            place.clone(),
            format!("{} columns; at most {COLUMNS_MAX} are read", names.len()),
            format!("列が {} あります。読めるのは {COLUMNS_MAX} までです", names.len()),
        )
        .into());
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut problems = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let number = i + 1;
        let place = place.clone().at_column(number);
        let key = exact_key(name);
        if name.contains('\u{feff}') {
            problems.push(
                Problem::input(
                    "E_CSV_BOM",
                    place,
                    "U+FEFF in the header",
                    "見出しに U+FEFF が含まれています",
                )
                .help(
                    "save the file with one byte order mark or none",
                    "BOM を 1 つ以下にして保存してください",
                ),
            );
        } else if let Some(flaw) = cell::flaw(name, true, cell::Suspicion::ALL) {
            problems.push(cell_problem(flaw, place));
        } else if key.is_empty() {
            problems.push(Problem::input(
                "E_HEADER_EMPTY",
                place,
                format!("column {number} has no name"),
                format!("{number} 列目に見出しがありません"),
            ));
        } else if let Some(first) = seen.insert(key, number) {
            problems.push(Problem::input(
                "E_HEADER_TWICE",
                place,
                format!("columns {first} and {number} have the same name"),
                format!("{first} 列目と {number} 列目の見出しが同じです"),
            ));
        }
    }
    Error::from_problems(problems).map_or(Ok(()), Err)
}
