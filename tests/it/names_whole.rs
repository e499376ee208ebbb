//! Names that are no full name of one person, and names that only look so: `tests/names_whole.tsv`, each row on itself.

use super::truth::{raw, rows};
use sekisho::fields::name::whole::setback;
use sekisho::fields::{self, NAME_KANJI, Reading, agreement};
use sekisho::model::Agreement;
use std::collections::BTreeMap;
use std::path::Path;

/// What two records that carry this text agree on.
fn on_itself(raw: &str) -> Agreement {
    let field = fields::field(NAME_KANJI);
    let mut value = String::new();
    let parsed = (field.parse)(raw, &mut value);
    let reading = Reading { status: parsed.status, weak: parsed.weak, raw, value: &value };
    let rung = agreement(field, &[reading], &[reading]);
    let setback = if rung.agreement.agrees(true) { setback(&reading, &reading) } else { None };
    setback.unwrap_or(rung.agreement)
}

#[test]
fn one_text_on_both_sides_agrees_only_where_it_is_the_full_name_of_one_person() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names_whole.tsv");
    let mut bad = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (line, row) in rows(&path).into_iter().skip(1) {
        let said = on_itself(&raw(fields::field(NAME_KANJI), &row[0]));
        *seen.entry(row[1].clone()).or_default() += 1;
        if said.name() != row[1] {
            bad.push(format!("{line}: {}: {}, the table says {}", row[0], said.name(), row[1]));
        }
    }
    assert!(bad.is_empty(), "{} rows:\n{}", bad.len(), bad.join("\n"));
    assert!(seen.values().all(|rows| *rows >= 40) && seen.len() == 4, "{seen:?}");
}
