//! The tables of names that are derived from the lexicon of readings: held equal to their source, and written when asked.

use fst::SetBuilder;
use sekisho::text::kana_names::key;
use sekisho::text::kana_of::Part;
use sekisho::text::kanji::is_kanji;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

fn tables() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text/tables")
}

/// The rows of the source: part, kanji, reading, sources.
fn source() -> Vec<[String; 4]> {
    let file = std::fs::File::open(tables().join("name_readings.tsv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let mut cells = line.split('\t').map(str::to_owned);
        std::array::from_fn(|_| cells.next().unwrap())
    })
    .collect()
}

/// With `SEKISHO_REBUILD_TABLES=1` in the environment the table is written, too.
fn held(name: &str, derived: &[u8]) {
    let path = tables().join(name);
    if std::env::var_os("SEKISHO_REBUILD_TABLES").is_some_and(|v| v == "1") {
        std::fs::write(&path, derived).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == derived, "{name} is not what its source says");
}

#[test]
fn the_kanji_that_begin_and_end_given_names_are_those_of_the_source() {
    let names: BTreeSet<String> = source()
        .into_iter()
        .filter(|[part, ..]| part == Part::Given.code())
        .map(|[_, kanji, ..]| kanji)
        .filter(|kanji| kanji.chars().nth(1).is_some() && kanji.chars().all(|c| is_kanji(c) && c != '〇'))
        .collect();
    let mut ends = [BTreeMap::new(), BTreeMap::new()];
    for name in &names {
        *ends[0].entry(name.chars().next().unwrap()).or_insert(0) += 1;
        *ends[1].entry(name.chars().next_back().unwrap()).or_insert(0) += 1;
    }
    let mut derived =
        "# Kanji that begin, and kanji that end, at least three listed given names of two kanji and more.\n\
                       # Derived from the given names of name_readings.tsv.gz; licences as there.\n"
            .to_owned();
    for counted in ends {
        derived.extend(counted.into_iter().filter(|(_, names)| *names >= 3).map(|(c, _)| c));
        derived.push('\n');
    }
    held("given_kanji.txt", derived.as_bytes());
}

#[test]
fn the_readings_of_names_are_those_of_the_source() {
    let rows = source().into_iter();
    let rows =
        rows.filter(|[part, _, _, sources]| part == Part::Given.code() || sources.contains(['U', 'I']));
    let keys: BTreeSet<Vec<u8>> = rows
        .map(|[part, _, kana, _]| {
            let part = Part::ALL.into_iter().find(|one| one.code() == part).unwrap();
            key(part, &kana).unwrap()
        })
        .collect();
    assert_eq!(keys.len(), 29_486);
    let mut builder = SetBuilder::memory();
    keys.iter().for_each(|key| builder.insert(key).unwrap());
    held("name_kana.fst", &builder.into_inner().unwrap());
}
