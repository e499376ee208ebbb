//! Files that must be refused, each with the code, the line and the column of its first problem.

use super::{CANARY, Dir, cp932, error_of, said, utf16};
use sekisho::error::PROBLEMS_SHOWN;
use sekisho::read::{Encoding, ReadOptions};

const HEADER: &str = "顧客ID,氏名,電話番号\n";

/// What is wrong, the rows under [`HEADER`], then code, line and column of what is said.
type BrokenRows = (&'static str, String, &'static str, Option<u64>, Option<usize>);

/// What is wrong, the whole file, its name, then code, line and column of what is said.
type BrokenFile = (&'static str, Vec<u8>, &'static str, &'static str, Option<u64>, Option<usize>);

fn broken_rows() -> Vec<BrokenRows> {
    let c = CANARY;
    vec![
        ("quote in a bare field", format!("1,a{c}\"b\",3\n"), "E_CSV_QUOTE", Some(2), Some(2)),
        ("space before a quote", format!("1, \"{c}\",3\n"), "E_CSV_QUOTE", Some(2), Some(2)),
        ("text after a quote", format!("1,\"{c}\"b,3\n"), "E_CSV_AFTER_QUOTE", Some(2), Some(2)),
        ("backslash escape", format!("1,\"{c} \\\"b\\\"\",3\n"), "E_CSV_AFTER_QUOTE", Some(2), Some(2)),
        ("open quote, last column", format!("1,2,\"{c}\n4,5,6\n"), "E_CSV_OPEN_QUOTE", Some(2), Some(3)),
        ("open quote, last row", format!("1,2,3\n4,\"{c},6\n"), "E_CSV_OPEN_QUOTE", Some(3), Some(2)),
        ("short row", format!("1,2,3\n{c},5\n"), "E_CSV_FIELDS", Some(3), None),
        ("long row", format!("1,{c},3,4\n"), "E_CSV_FIELDS", Some(2), None),
        ("blank line", format!("1,{c},3\n\n4,5,6\n"), "E_CSV_BLANK", Some(3), None),
        ("blank line at the end", format!("1,{c},3\n\n"), "E_CSV_BLANK", Some(3), None),
        ("bare CR", format!("1,{c}\rb,3\n"), "E_CSV_BARE_CR", Some(2), Some(2)),
        ("CR at the end of the file", format!("1,{c},3\r"), "E_CSV_BARE_CR", Some(2), Some(3)),
        ("CR CR LF", format!("1,{c},3\r\r\n"), "E_CSV_BARE_CR", Some(2), Some(3)),
        ("mixed line ends", format!("1,{c},3\r\n"), "E_CSV_LINE_END", Some(2), None),
        ("header again", format!("1,{c},3\n顧客ID,氏名,電話番号\n"), "E_CSV_HEADER_AGAIN", Some(3), None),
        (
            "header again in quotes",
            format!("1,{c},3\n\"顧客ID\", 氏名,電話番号\n"),
            "E_CSV_HEADER_AGAIN",
            Some(3),
            None,
        ),
        (
            "second file behind",
            format!("1,{c},3\n\u{feff}顧客ID,氏名,電話番号\n"),
            "E_CSV_BOM",
            Some(3),
            None,
        ),
        ("NUL", format!("1,{c}\0,3\n"), "E_CELL_CONTROL", Some(2), Some(2)),
        ("vertical tab in quotes", format!("1,\"{c}\u{b}\",3\n"), "E_CELL_CONTROL", Some(2), Some(2)),
        ("tab outside quotes", format!("1,{c}\tb,3\n"), "E_CELL_CONTROL", Some(2), Some(2)),
        ("escape sequence", format!("1,\u{1b}$B{c},3\n"), "E_CELL_CONTROL", Some(2), Some(2)),
        ("Ctrl-Z at the end", format!("1,{c},3\n\u{1a}"), "E_CSV_FIELDS", Some(3), None),
        ("U+FFFD", format!("1,{c}\u{fffd},3\n"), "E_CELL_REPLACEMENT", Some(2), Some(2)),
        ("empty ID", format!("1,a,3\n,{c},6\n"), "E_ID_EMPTY", Some(3), Some(1)),
        ("ID of spaces", format!(" \u{3000},{c},6\n"), "E_ID_EMPTY", Some(2), Some(1)),
        ("row of commas", format!("1,{c},3\n,,\n"), "E_ID_EMPTY", Some(3), Some(1)),
        ("ID in scientific notation", format!("1.23E+12,{c},3\n"), "E_ID_SCIENTIFIC", Some(2), Some(1)),
        ("line end in an ID", format!("\"1\n2\",{c},3\n"), "E_ID_CONTROL", Some(2), Some(1)),
        ("no row", String::new(), "E_NO_ROWS", None, None),
        (
            "first line of a record after quoted line ends",
            format!("1,\"a\n\nb\",3\n2,{c}\n"),
            "E_CSV_FIELDS",
            Some(5),
            None,
        ),
        ("card numbers", format!("1,{c},4111 1111 1111 1111\n"), "E_CARD", Some(2), Some(3)),
        (
            "field of more than 1 MiB",
            format!("1,{c}{},3\n", "x".repeat(1 << 20)),
            "E_CSV_FIELD_SIZE",
            Some(2),
            Some(2),
        ),
        (
            "quote that swallows more than 1 MiB",
            format!("1,\"{c}\n{}", "4,5,6\n".repeat(1 << 18)),
            "E_CSV_FIELD_SIZE",
            Some(2),
            Some(2),
        ),
    ]
}

#[test]
fn every_broken_row_is_refused_with_its_code_and_place() {
    let dir = Dir::new();
    for (what, rows, code, line, column) in broken_rows() {
        let path = dir.file("r.csv", format!("{HEADER}{rows}"));
        let said = said(&error_of(&path, &ReadOptions::default()));
        assert_eq!(said[0], (code, line, column), "{what}: {said:?}");
    }
}

#[test]
fn what_is_said_of_a_broken_file_does_not_depend_on_the_block_size() {
    let dir = Dir::new();
    for (what, rows, ..) in broken_rows().into_iter().filter(|case| case.1.len() < 10_000) {
        let path = dir.file("r.csv", format!("{HEADER}1,2,\n{rows}2,\"x\ny\",\n,,\n"));
        let whole = said(&error_of(&path, &ReadOptions::default()));
        for block_bytes in [1, 2, 3, 5, 7, 11, 16, 29, 64] {
            let options = ReadOptions { block_bytes, ..ReadOptions::default() };
            assert_eq!(said(&error_of(&path, &options)), whole, "{what}, blocks of {block_bytes}");
        }
    }
}

fn broken_structures() -> Vec<BrokenFile> {
    let c = CANARY;
    vec![
        ("empty", Vec::new(), "r.csv", "E_FILE_EMPTY", Some(1), None),
        ("a mark alone", b"\xef\xbb\xbf".to_vec(), "r.csv", "E_FILE_EMPTY", Some(1), None),
        (
            "two marks",
            format!("\u{feff}\u{feff}{HEADER}1,{c},3\n").into(),
            "r.csv",
            "E_CSV_BOM",
            Some(1),
            Some(1),
        ),
        (
            "no name",
            format!("顧客ID,,電話番号\n1,{c},3\n").into(),
            "r.csv",
            "E_HEADER_EMPTY",
            Some(1),
            Some(2),
        ),
        (
            "a name twice",
            format!("顧客ID,{c}, {c}\n1,2,3\n").into(),
            "r.csv",
            "E_HEADER_TWICE",
            Some(1),
            Some(3),
        ),
        (
            "a name twice after NFC",
            "顧客ID,が,か\u{3099}\n1,2,3\n".into(),
            "r.csv",
            "E_HEADER_TWICE",
            Some(1),
            Some(3),
        ),
        ("no header", format!("1,{c},090-1234-5678\n").into(), "r.csv", "E_COLUMN_MISSING", Some(1), None),
        ("semicolons", format!("顧客ID;氏名\n1;{c}\n").into(), "r.csv", "E_CSV_SEPARATOR", Some(1), None),
        ("tabs in .csv", format!("顧客ID\t氏名\n1\t{c}\n").into(), "r.csv", "E_CSV_SEPARATOR", Some(1), None),
        ("commas in .tsv", format!("顧客ID,氏名\n1,{c}\n").into(), "r.tsv", "E_CSV_SEPARATOR", Some(1), None),
        ("sep= line", format!("sep=,\n{HEADER}1,{c},3\n").into(), "r.csv", "E_CSV_SEPARATOR", Some(1), None),
        (
            "old Mac",
            format!("{HEADER}1,{c},3\n").replace('\n', "\r").into(),
            "r.csv",
            "E_CSV_BARE_CR",
            Some(1),
            Some(3),
        ),
        ("gzip", b"\x1f\x8b\x08\x00rest".to_vec(), "r.csv", "E_FORMAT", None, None),
        ("zip", b"PK\x03\x04rest".to_vec(), "r.csv", "E_FORMAT", None, None),
        ("Excel", b"PK\x03\x04rest".to_vec(), "r.xlsx", "E_XLSX", None, None),
        ("unknown extension", HEADER.into(), "r.dat", "E_FORMAT", None, None),
        (
            "many columns",
            (0..10_001).map(|i| format!("c{i},")).collect::<String>().trim_end_matches(',').into(),
            "r.csv",
            "E_CSV_COLUMNS",
            Some(1),
            None,
        ),
    ]
}

fn broken_encodings() -> Vec<BrokenFile> {
    let c = CANARY;
    vec![
        ("UTF-16 without a mark", utf16(HEADER, false)[2..].to_vec(), "r.csv", "E_ENC_UTF16", None, None),
        (
            "overlong UTF-8",
            [format!("{HEADER}1,{c}").as_bytes(), b"\xc0\xaf,3\n"].concat(),
            "r.csv",
            "E_ENC_MIXED",
            Some(2),
            Some(2),
        ),
        (
            "UTF-8, then CP932",
            [format!("{HEADER}1,{c},3\n").into_bytes(), cp932(&format!("2,{c},髙\n"))].concat(),
            "r.csv",
            "E_ENC_MIXED",
            Some(3),
            Some(2),
        ),
        (
            "CP932 cut in a character",
            [cp932(&format!("{HEADER}1,{c}")), b"\x89,3\n".to_vec()].concat(),
            "r.csv",
            "E_ENC_MIXED",
            Some(2),
            Some(2),
        ),
        (
            "CP932 with the byte 80",
            [cp932(&format!("{HEADER}1,{c}")), b"\x80,3\n".to_vec()].concat(),
            "r.csv",
            "E_ENC_MIXED",
            Some(2),
            Some(2),
        ),
        (
            "UTF-16 with half a pair",
            [utf16(&format!("{HEADER}1,{c}"), false), b"\x00\xd8a\x00".to_vec()].concat(),
            "r.csv",
            "E_ENC_UTF16",
            None,
            None,
        ),
    ]
}

#[test]
fn every_broken_file_is_refused_with_its_code_and_place() {
    let dir = Dir::new();
    let cases = broken_structures().into_iter().chain(broken_encodings());
    for (what, bytes, name, code, line, column) in cases {
        let path = dir.file(name, bytes);
        let said = said(&error_of(&path, &ReadOptions::default()));
        assert_eq!(said[0], (code, line, column), "{what}: {said:?}");
    }
}

#[test]
fn a_declared_encoding_that_is_not_the_files_is_refused() {
    let dir = Dir::new();
    let text = format!("{HEADER}1,{CANARY},3\n");
    let with = |encoding| ReadOptions { encoding: Some(encoding), ..ReadOptions::default() };

    let utf8 = dir.file("u.csv", &text);
    assert_eq!(said(&error_of(&utf8, &with(Encoding::Cp932)))[0].0, "E_ENC_DECLARED");
    assert_eq!(said(&error_of(&utf8, &with(Encoding::Utf16Le)))[0].0, "E_ENC_UTF16");

    let sjis = dir.file("s.csv", cp932(&format!("id,{HEADER}7,1,{CANARY},3\n")));
    let error = error_of(&sjis, &with(Encoding::Utf8));
    let problem = &error.problems()[0];
    assert_eq!((problem.code, problem.place.byte), ("E_ENC_UTF8", Some(3)));
    assert!(problem.help.0.contains("--encoding cp932"), "{error}");

    let marked = dir.file("m.csv", format!("\u{feff}{text}"));
    assert_eq!(said(&error_of(&marked, &with(Encoding::Cp932)))[0].0, "E_ENC_DECLARED");
}

#[test]
fn utf8_with_one_bad_byte_is_not_taken_for_cp932() {
    let dir = Dir::new();
    // All of these bytes are valid CP932, as half-width kana and other kanji.
    let mut bytes = format!("id,name\n1,{}\n2,a", "田中".repeat(20)).into_bytes();
    bytes.extend(b"\x95\x5c\n");
    assert!(encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes).is_some());
    let path = dir.file("r.csv", bytes);
    assert_eq!(said(&error_of(&path, &ReadOptions::default())), [("E_ENC_MIXED", Some(3), Some(2))]);
    let declared = ReadOptions { encoding: Some(Encoding::Cp932), ..ReadOptions::default() };
    assert_eq!(said(&error_of(&path, &declared))[0].0, "E_ENC_DECLARED");
}

#[test]
fn bytes_that_are_cp932_and_euc_jp_alike_need_a_declaration() {
    let dir = Dir::new();
    let path = dir.file("e.csv", [b"id,name\n1,".as_slice(), b"\xa4\xa2\xa4\xa4", b"\n"].concat());
    assert_eq!(said(&error_of(&path, &ReadOptions::default()))[0].0, "E_ENC_AMBIGUOUS");
    let declared = ReadOptions { encoding: Some(Encoding::Cp932), ..ReadOptions::default() };
    assert!(super::read_with(&path, &declared).is_ok());
}

#[test]
fn the_place_of_an_invalid_byte_names_line_column_byte_and_a_usual_header() {
    let dir = Dir::new();
    let head = format!("{HEADER}1,\"{CANARY}\n\",3\n2,");
    let path = dir.file("r.csv", [head.as_bytes(), b"\xff\n"].concat());
    let error = error_of(&path, &ReadOptions::default());
    let place = &error.problems()[0].place;
    assert_eq!((place.line, place.column), (Some(4), Some(2)));
    assert_eq!((place.byte, place.header.as_deref()), (Some(head.len() as u64), Some("氏名")));
}

#[test]
fn all_problems_of_a_pass_are_counted_and_twenty_are_shown() {
    let dir = Dir::new();
    let rows: String = (0..1000).map(|i| format!("{i},a\n,{CANARY},3\n")).collect();
    let path = dir.file("r.csv", format!("{HEADER}{rows}"));
    for block_bytes in [64, 4096] {
        let error = error_of(&path, &ReadOptions { block_bytes, ..ReadOptions::default() });
        assert_eq!(error.problems().len(), PROBLEMS_SHOWN);
        assert_eq!((error.counts()["E_CSV_FIELDS"], error.counts()["E_ID_EMPTY"]), (1000, 1000));
        let lines: Vec<u64> = error.problems().iter().filter_map(|p| p.place.line).collect();
        assert_eq!(lines, (2..22).collect::<Vec<u64>>());
    }
}

#[test]
fn a_few_numbers_that_look_like_cards_by_chance_do_not_refuse_a_column() {
    let dir = Dir::new();
    let rows: String = (0..10).map(|i| format!("{i},a,03-0000-000{i}\n")).collect();
    let by_chance = dir.file("a.csv", format!("{HEADER}{rows}10,a,4111111111111111\n"));
    assert!(super::read(&by_chance).is_ok());
    let ids = dir.file("b.csv", format!("{HEADER}4111111111111111,a,\n"));
    assert!(super::read(&ids).is_ok(), "an ID column may hold what looks like a card number");
    let column = dir.file("c.csv", format!("{HEADER}1,a,\n2,a,4111111111111111\n3,a,1\n"));
    assert_eq!(said(&error_of(&column, &ReadOptions::default())), [("E_CARD", Some(3), Some(3))]);
}
