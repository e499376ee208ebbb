//! Columns that no field uses: never kept, and yet held against the rules in every format.

use super::arrow::arrow;
use super::packed::gzip;
use super::parquet::{Columns, floats, integers, plain, text};
use super::{Dir, error_of, read, said};
use sekisho::read::ReadOptions;

const CARD: i64 = 4_111_111_111_111_111;

/// A table of so many rows with one more column, in one row of ten a card number.
fn with_cards(rows: usize) -> Columns {
    let ids: Vec<String> = (0..rows).map(|i| format!("C{i}")).collect();
    let texts: Vec<Option<&str>> = ids.iter().map(|id| Some(id.as_str())).collect();
    let numbers: Vec<Option<i64>> =
        (0..rows).map(|i| (i % 5 != 0).then_some(if i % 10 == 3 { CARD } else { 7 })).collect();
    vec![("id", text(&texts)), ("氏名", text(&texts)), ("支払", integers(&numbers))]
}

#[test]
fn a_column_of_card_numbers_is_found_whatever_its_type_and_format() {
    let dir = Dir::new();
    let problem = [("E_CARD", Some(4), Some(3))];
    for rows in [20, 30_000] {
        for (name, bytes) in [
            ("r.parquet", plain(vec![with_cards(rows)])),
            ("two.parquet", plain(vec![with_cards(rows), with_cards(rows)])),
            ("r.arrow", arrow(vec![with_cards(rows), with_cards(rows)], None)),
        ] {
            assert_eq!(said(&error_of(&dir.file(name, bytes), &ReadOptions::default())), problem, "{name}");
        }
    }
    let whole: Columns = vec![("id", text(&[Some("1")])), ("支払", floats(&[CARD as f64]))];
    for (name, bytes) in [("f.parquet", plain(vec![whole.clone()])), ("f.arrow", arrow(vec![whole], None))] {
        let error = error_of(&dir.file(name, bytes), &ReadOptions::default());
        assert_eq!(said(&error), [("E_CARD", Some(1), Some(2))], "{name}");
    }
    for (name, bytes) in [
        ("r.csv", format!("id,支払\n1,{CARD}\n").into_bytes()),
        ("r.csv.gz", gzip(format!("id,支払\n1,{CARD}\n").as_bytes())),
        ("r.ndjson", format!("{{\"id\":\"1\",\"支払\":{CARD}}}\n").into_bytes()),
    ] {
        let error = error_of(&dir.file(name, bytes), &ReadOptions::default());
        assert_eq!((said(&error)[0].0, said(&error)[0].2), ("E_CARD", Some(2)), "{name}");
    }
}

#[test]
fn a_cell_that_lost_a_character_is_found_where_no_field_looks() {
    let dir = Dir::new();
    for bad in
        ["a\u{fffd}", "a\0", "\u{e5}\u{b1}\u{b1}\u{e7}\u{94}\u{b0}\u{e5}\u{a4}\u{aa}\u{e9}\u{83}\u{8e}"]
    {
        let columns = || -> Columns {
            vec![("id", text(&[Some("1"), Some("2")])), ("メモ", text(&[None, Some(bad)]))]
        };
        let csv = error_of(&dir.file("r.csv", format!("id,メモ\n1,\n2,{bad}\n")), &ReadOptions::default());
        let code = said(&csv)[0].0;
        for (name, bytes) in
            [("r.parquet", plain(vec![columns()])), ("r.arrow", arrow(vec![columns()], None))]
        {
            let error = error_of(&dir.file(name, bytes), &ReadOptions::default());
            assert_eq!(said(&error), [(code, Some(2), Some(2))], "{name} {bad:?}");
        }
    }
}

#[test]
fn other_numbers_in_an_unused_column_raise_no_alarm() {
    let dir = Dir::new();
    let ids: Vec<String> = (0..1000).map(|i| format!("C{i}")).collect();
    let texts: Vec<Option<&str>> = ids.iter().map(|id| Some(id.as_str())).collect();
    let numbers: Vec<Option<i64>> = (0..1000).map(|i| Some(4_500_000_000_000 + 37 * i)).collect();
    let columns = || -> Columns {
        vec![("id", text(&texts)), ("jan", integers(&numbers)), ("比率", floats(&vec![0.5; 1000]))]
    };
    for (name, bytes) in [("r.parquet", plain(vec![columns()])), ("r.arrow", arrow(vec![columns()], None))] {
        assert_eq!(read(&dir.file(name, bytes)).unwrap().0.len(), 1000, "{name}");
    }
}

#[test]
fn a_phone_number_or_postal_code_that_is_a_number_is_refused_in_every_format() {
    let dir = Dir::new();
    for (header, value) in [("電話番号", 9_012_345_678_i64), ("郵便番号", 1_120_002), ("郵便番号", 600_001)]
    {
        let columns =
            || -> Columns { vec![("id", integers(&[Some(1)])), (header, integers(&[Some(value)]))] };
        for (name, bytes, code) in [
            ("r.parquet", plain(vec![columns()]), "E_PARQUET_TYPE"),
            ("r.arrow", arrow(vec![columns()], None), "E_ARROW_TYPE"),
            ("r.ndjson", format!("{{\"id\":1,\"{header}\":{value}}}\n").into_bytes(), "E_CELL_NUMBER"),
        ] {
            let error = error_of(&dir.file(name, bytes), &ReadOptions::default());
            assert_eq!((said(&error)[0].0, said(&error)[0].2), (code, Some(2)), "{name} {header}");
            let problem = &error.problems()[0];
            assert_eq!(problem.place.header.as_deref(), Some(header));
            assert!(problem.help.0.contains("as text") && problem.help.1.contains("文字列"), "{problem:?}");
        }
    }
}
