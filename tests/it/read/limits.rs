//! The limits that the README states: what reaches one is read, what is beyond it is refused.

use super::{Dir, open, read, said};
use sekisho::model::Columns;
use sekisho::read::{ReadOptions, Records};
use std::fs::{File, read_to_string};
use std::path::PathBuf;

fn code(path: &std::path::Path) -> &'static str {
    let error = match open(path, &ReadOptions::default()).and_then(|records| super::scan(&records)) {
        Ok((rows, _)) => panic!("{} rows", rows.len()),
        Err(error) => error,
    };
    said(&error)[0].0
}

#[test]
fn the_readme_states_the_limits() {
    let readme = read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for limit in
        ["1 MiB a cell", "4 MiB a record", "10,000 columns", "1,000 record files", "1 GiB", "256 MiB"]
    {
        assert!(readme.contains(limit), "{limit}");
    }
}

#[test]
fn a_cell_may_have_one_mebibyte() {
    let dir = Dir::new();
    for (more, format, wanted) in
        [(0, "csv", ""), (1, "csv", "E_CSV_FIELD_SIZE"), (0, "ndjson", ""), (1, "ndjson", "E_CELL_SIZE")]
    {
        let cell = "x".repeat((1 << 20) + more);
        let text = match format {
            "csv" => format!("id,memo\n1,{cell}\n"),
            _ => format!("{{\"id\":\"1\",\"memo\":\"{cell}\"}}\n"),
        };
        let path = dir.file(&format!("r.{format}"), text);
        if wanted.is_empty() {
            assert_eq!(read(&path).unwrap().0.len(), 1, "{format}");
        } else {
            assert_eq!(code(&path), wanted, "{format}");
        }
    }
}

#[test]
fn a_cell_that_is_too_long_is_told_wherever_a_block_cuts_it() {
    let dir = Dir::new();
    let of = |letters| format!("id,memo\n1,{}\n", "あ".repeat(letters));
    let utf8 = dir.file("utf8.csv", of(2_900_000));
    let cp932 = dir.file("cp932.csv", encoding_rs::SHIFT_JIS.encode(&of(4_300_000)).0);
    // Each of these ends its first block of more than 4 MiB at another byte of a letter.
    for (path, block_bytes) in [(&utf8, 3), (&utf8, 5), (&utf8, 7), (&cp932, 4), (&cp932, 5), (&cp932, 7)] {
        let options = ReadOptions { block_bytes, ..ReadOptions::default() };
        let error = open(path, &options).and_then(|records| super::scan(&records)).unwrap_err();
        assert_eq!(said(&error)[0], ("E_CSV_FIELD_SIZE", Some(2), Some(2)), "{path:?} {block_bytes}");
    }
}

#[test]
fn a_record_may_have_four_mebibytes() {
    let dir = Dir::new();
    let row = |bytes: usize| {
        let cell = "x".repeat(1_000_000);
        let rest = "x".repeat(bytes - 4_000_000 - "1,,,,,".len());
        format!("id,a,b,c,d,e\n1,{cell},{cell},{cell},{cell},{rest}\n")
    };
    assert_eq!(read(&dir.file("r.csv", row((4 << 20) - 1))).unwrap().0.len(), 1);
    assert_eq!(code(&dir.file("r.csv", row((4 << 20) + 1000))), "E_CSV_RECORD_SIZE");
}

#[test]
fn a_table_may_have_ten_thousand_columns() {
    let dir = Dir::new();
    let text = |columns: usize| {
        let names: Vec<String> = (1..columns).map(|i| format!("c{i}")).collect();
        format!("id,{}\n1{}\n", names.join(","), ",".repeat(columns - 1))
    };
    assert_eq!(read(&dir.file("r.csv", text(10_000))).unwrap().0.len(), 1);
    assert_eq!(code(&dir.file("r.csv", text(10_001))), "E_CSV_COLUMNS");
}

#[test]
fn records_may_lie_in_a_thousand_files() {
    let dir = Dir::new();
    let paths: Vec<PathBuf> =
        (0..1001).map(|i| dir.file(&format!("r{i}.csv"), format!("id\n{i}\n"))).collect();
    let open = |paths: &[PathBuf]| Records::open(paths, &Columns::default(), &[], &ReadOptions::default());
    let records = open(&paths[..1000]).unwrap();
    assert_eq!(super::scan(&records).unwrap().0.len(), 1000);
    assert_eq!(said(&open(&paths).err().unwrap()), [("E_FILES", None, None)]);
}

#[test]
fn a_workbook_may_have_256_mebibytes() {
    let dir = Dir::new();
    let path = dir.file("r.xlsx", "");
    File::options().write(true).open(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    assert_eq!(code(&path), "E_XLSX_SIZE");
}
