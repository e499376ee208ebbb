//! The truth tables. `tests/fields/<field>.values.tsv` says what a text is read as; `<field>.pairs.tsv` says how two
//! texts agree, in both directions. Lines that start with `#` are prose. In a cell `\t`, `\n`, `\r`, `\\`
//! and `\u{1F600}` are escapes, `|` stands between family and given name, and ` & ` between several columns of a field.

use sekisho::fields::{self, Field, PART_SEPARATOR, Reading};
use std::path::{Path, PathBuf};

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fields")
}

/// The rows of a table, each with its line number and as many cells as the header has.
pub fn rows(path: &Path) -> Vec<(usize, Vec<String>)> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    let cut = lines.map(|(i, l)| (i + 1, l.split('\t').map(str::to_owned).collect::<Vec<_>>()));
    let rows: Vec<_> = cut.collect();
    let width = rows[0].1.len();
    for (line, row) in &rows {
        assert_eq!(
            row.len(),
            width,
            "{}:{line}: {} cells, the header has {width}",
            path.display(),
            row.len()
        );
    }
    rows
}

pub fn unescape(cell: &str) -> String {
    let mut out = String::new();
    let mut rest = cell;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let c = rest.chars().next().expect("something after a backslash");
        rest = &rest[c.len_utf8()..];
        match c {
            't' => out.push('\t'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            '\\' => out.push('\\'),
            'u' => {
                let end = rest.find('}').expect("\\u{...}");
                out.push(char::from_u32(u32::from_str_radix(&rest[1..end], 16).unwrap()).unwrap());
                rest = &rest[end + 1..];
            }
            _ => panic!("unknown escape \\{c}"),
        }
    }
    out + rest
}

/// A cell as the file's raw text: parts joined as a two-column name is.
pub fn raw(field: &Field, cell: &str) -> String {
    let text = unescape(cell);
    if field.part_headers.is_some() { text.replace('|', &PART_SEPARATOR.to_string()) } else { text }
}

fn readings(field: &Field, raws: &[String], values: &mut Vec<String>) -> Vec<fields::Parsed> {
    raws.iter()
        .map(|raw| {
            let mut value = String::new();
            let parsed = (field.parse)(raw, &mut value);
            values.push(value);
            parsed
        })
        .collect()
}

pub fn rung(field: &Field, left: &str, right: &str) -> fields::Rung {
    let mut made = Vec::new();
    for cell in [left, right] {
        let raws: Vec<String> = cell.split(" & ").map(|c| raw(field, c)).collect();
        let mut values = Vec::new();
        let parsed = readings(field, &raws, &mut values);
        made.push((raws, values, parsed));
    }
    let side = |i: usize| -> Vec<Reading<'_>> {
        let (raws, values, parsed) = &made[i];
        raws.iter()
            .zip(values)
            .zip(parsed)
            .map(|((raw, value), p)| Reading { status: p.status, weak: p.weak, raw, value })
            .collect()
    };
    fields::agreement(field, &side(0), &side(1))
}

#[test]
fn every_field_has_its_truth_tables() {
    for field in fields::FIELDS {
        for (kind, least) in [("values", 20), ("pairs", 15)] {
            let path = folder().join(format!("{}.{kind}.tsv", field.name));
            assert!(path.exists(), "{} is missing", path.display());
            assert!(rows(&path).len() > least, "{}: fewer than {least} rows", path.display());
        }
    }
}

#[test]
fn every_text_is_read_as_the_tables_say() {
    let mut bad = Vec::new();
    for field in fields::FIELDS {
        let path = folder().join(format!("{}.values.tsv", field.name));
        for (line, row) in rows(&path).into_iter().skip(1) {
            let mut value = String::new();
            let parsed = (field.parse)(&raw(field, &row[0]), &mut value);
            let value = value.replace(PART_SEPARATOR, "|");
            let notes: Vec<&str> = row[3].split(',').filter(|n| !n.is_empty()).collect();
            let noted = notes.iter().all(|n| parsed.notes.contains(n));
            if parsed.status.name() != row[1] || value != unescape(&row[2]) || !noted {
                let got = format!("{} {value:?} {:?}", parsed.status.name(), parsed.notes);
                bad.push(format!(
                    "{}.values.tsv:{line}: {:?}: got {got}, the table says {:?}",
                    field.name,
                    row[0],
                    &row[1..4]
                ));
            }
        }
    }
    assert!(bad.is_empty(), "{} rows:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn every_pair_agrees_as_the_tables_say() {
    let mut bad = Vec::new();
    for field in fields::FIELDS {
        let path = folder().join(format!("{}.pairs.tsv", field.name));
        for (line, row) in rows(&path).into_iter().skip(1) {
            for (left, right) in [(&row[0], &row[1]), (&row[1], &row[0])] {
                let rung = rung(field, left, right);
                let got = if rung.needs_kana { "variant_if_kana_agrees" } else { rung.agreement.name() };
                if got != row[2] {
                    bad.push(format!(
                        "{}.pairs.tsv:{line}: {left:?} {right:?}: got {got}, the table says {}",
                        field.name, row[2]
                    ));
                }
            }
        }
    }
    assert!(bad.is_empty(), "{} pairs:\n{}", bad.len(), bad.join("\n"));
}
