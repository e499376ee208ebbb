//! NDJSON files.

use super::packed::{gzip, zstd};
use super::{CANARY, Dir, Row, error_of, read, rows_of, said, scan};
use sekisho::read::{Merges, ReadOptions};
use sha2::{Digest, Sha256};

fn refused(text: impl AsRef<[u8]>) -> Vec<(&'static str, Option<u64>, Option<usize>)> {
    let dir = Dir::new();
    said(&error_of(&dir.file("r.ndjson", text), &ReadOptions::default()))
}

fn rows(text: impl AsRef<[u8]>) -> Vec<Row> {
    let dir = Dir::new();
    read(&dir.file("r.jsonl", text)).unwrap_or_else(|e| panic!("{e}")).0
}

#[test]
fn an_object_is_a_record_whatever_the_order_of_its_keys() {
    let want = rows_of(
        "会員番号,氏名,生年月日,電話番号\n007,\"髙\n\"\"橋\",1980-03-04,\n8,,,090-1234-5678\n9,𠮷田,,\n",
    );
    let text = concat!(
        "{\"会員番号\":\"007\",\"氏名\":\"髙\\n\\\"橋\",\"生年月日\":\"1980-03-04\"}\n",
        "{ \"電話番号\" : \"090-1234-5678\" , \"会員番号\" : 8, \"氏名\": null }\r\n",
        "{\"\\u6c0f名\":\"\\ud842\\udfb7田\",\"会員番号\":\"9\",\"メモ\":true}",
    );
    let got = rows(text);
    assert_eq!(got.iter().map(|r| r.0).collect::<Vec<_>>(), [1, 2, 3], "lines of the file");
    let cells = |rows: &[Row]| rows.iter().map(|r| r.1.clone()).collect::<Vec<_>>();
    assert_eq!(cells(&got), cells(&want));
    assert_eq!(rows(format!("\u{feff}{text}\n")), got, "a byte order mark is no part of the text");
    let dir = Dir::new();
    assert_eq!(read(&dir.file("r.ndjson.gz", gzip(text.as_bytes()))).unwrap().0, got);
    assert_eq!(read(&dir.file("r.jsonl.zst", zstd(text.as_bytes()))).unwrap().0, got);
}

#[test]
fn a_broken_line_is_refused_with_its_number() {
    let good = "{\"id\":\"1\",\"氏名\":\"a\"}\n";
    let c = CANARY;
    for (line, code, column) in [
        (format!("{{\"id\":\"2\",\"氏名\":\"{c}\",\"氏名\":\"b\"}}"), "E_JSON_KEY_TWICE", None),
        (format!("{{\"id\":\"2\",\"氏名\":\"{c}\",\"\\u6c0f名\":\"b\"}}"), "E_JSON_KEY_TWICE", None),
        (format!("{{\"id\":\"2\",\"氏名\":{{\"a\":\"{c}\"}}}}"), "E_JSON_VALUE", Some(2)),
        (format!("{{\"id\":\"2\",\"メモ\":[\"{c}\"]}}"), "E_JSON_VALUE", Some(3)),
        ("{\"id\":\"2\",\"氏名\":\"\\ud842\"}".to_owned(), "E_JSON_VALUE", Some(2)),
        (format!("{{\"id\":\"2\",\"氏名\":\"{c}\"}} x"), "E_JSON", None),
        (format!("{{\"id\":\"2\",\"氏名\":\"{c}\"}}{{\"id\":\"3\"}}"), "E_JSON", None),
        (format!("{{\"id\":\"2\",\"氏名\":\"{c}\""), "E_JSON", None),
        (format!("[\"{c}\"]"), "E_JSON", None),
        (format!("\"{c}\""), "E_JSON", None),
        ("{\"id\":\"2\",\"氏名\":NaN}".to_owned(), "E_JSON", None),
        ("{\"id\":\"2\",\"氏名\":'a'}".to_owned(), "E_JSON", None),
        ("{\"id\":\"2\",}".to_owned(), "E_JSON", None),
        ("{\"id\":\"2\",\"氏名\":\"a\tb\"}".to_owned(), "E_JSON", None),
        (format!("\u{feff}{{\"id\":\"2\",\"氏名\":\"{c}\"}}"), "E_JSON", None),
        ("{\"id\":\"2\",\"氏名\":\"a\\u0000\"}".to_owned(), "E_CELL_CONTROL", Some(2)),
        (format!("{{\"id\":\"2\",\"氏名\":\"{c}\u{fffd}\"}}"), "E_CELL_REPLACEMENT", Some(2)),
        (format!("{{\"id\":\"2\",\"氏名\":\"{c}\\ufffd\"}}"), "E_CELL_REPLACEMENT", Some(2)),
        (format!("{{\"id\":\" \",\"氏名\":\"{c}\"}}"), "E_ID_EMPTY", Some(1)),
        (format!("{{\"id\":null,\"氏名\":\"{c}\"}}"), "E_ID_EMPTY", Some(1)),
        (format!("{{\"氏名\":\"{c}\"}}"), "E_ID_EMPTY", Some(1)),
        ("{\"id\":\"1.2E+05\"}".to_owned(), "E_ID_SCIENTIFIC", Some(1)),
        (String::new(), "E_JSON_BLANK", None),
        ("  ".to_owned(), "E_JSON_BLANK", None),
        (format!("{{\"id\":\"2\",\"氏名\":\"{}\"}}", "x".repeat(5 << 20)), "E_JSON_SIZE", None),
        (format!("{{\"id\":\"2\",\"氏名\":\"{}\"}}", "x".repeat(2 << 20)), "E_CELL_SIZE", Some(2)),
    ] {
        let got = refused(format!("{good}{line}\n{}", good.replace('1', "3")));
        assert_eq!(got[0], (code, Some(2), column), "{}", &line[..line.len().min(80)]);
    }
    let bytes = [good.as_bytes(), b"{\"id\":\"2\",\"x\":\"\x82\xa0\"}\n"].concat();
    assert_eq!(refused(bytes)[0], ("E_ENC_UTF8", Some(2), None));
}

#[test]
fn a_number_that_may_have_lost_zeros_or_digits_is_refused() {
    for (value, is_good) in [
        ("7", true),
        ("9007199254740991", true),
        ("9007199254740993", false),
        ("12345678901234567890", false),
        ("7.0", false),
        ("1e3", false),
        ("-7", false),
        ("true", true),
    ] {
        let dir = Dir::new();
        let path = dir.file("r.ndjson", format!("{{\"id\":{value}}}\n"));
        match read(&path) {
            Ok((rows, _)) => assert!(is_good && rows[0].1[0] == value, "{value}"),
            Err(error) => {
                assert!(!is_good, "{value}: {error}");
                assert_eq!(said(&error), [("E_CELL_NUMBER", Some(1), Some(1))], "{value}");
            }
        }
    }
    let phone = "{\"id\":1,\"電話番号\":9012345678}\n";
    assert_eq!(refused(phone), [("E_CELL_NUMBER", Some(1), Some(2))]);
    // Digits of a birthdate lose nothing, and a column that no field uses may hold any number.
    let text = "{\"id\":1,\"生年月日\":19800304,\"points\":1.50}\n";
    assert_eq!(rows(text), [(1, vec!["1".to_owned(), "19800304".to_owned()])]);
}

#[test]
fn keys_are_held_against_the_rules_of_headers() {
    assert_eq!(refused("{\"id\":\"1\",\" id\":\"2\"}\n")[0].0, "E_HEADER_TWICE");
    assert_eq!(refused("{\"id\":\"1\",\"\":\"2\"}\n")[0].0, "E_HEADER_EMPTY");
    assert_eq!(refused("{\"id\":\"1\"}\n{\"id\":\"2\",\"会員番号\":\"3\"}\n")[0].0, "E_COLUMN_AMBIGUOUS");
    assert_eq!(refused("{}\n")[0].0, "E_FILE_EMPTY");
    assert_eq!(refused("")[0].0, "E_FILE_EMPTY");
    assert_eq!(
        refused(format!("{{\"id\":\"1\",\"x\":\"{CANARY}\"}}\n").replace(CANARY, "4111111111111111"))[0].0,
        "E_CARD"
    );
}

#[test]
fn many_lines_come_in_order_and_the_second_pass_sees_the_same() {
    let text: String = (0..60_000).map(|i| format!("{{\"id\":\"{i}\",\"氏名\":\"山田{i}\"}}\n")).collect();
    assert!(text.len() > 2 << 20, "more than two blocks");
    let dir = Dir::new();
    let path = dir.file("r.ndjson", &text);
    let records = super::open(&path, &ReadOptions::default()).unwrap();
    let (rows, first) = scan(&records).unwrap();
    assert!(rows.iter().enumerate().all(|(i, r)| r.0 == i as u64 + 1 && r.1[0] == i.to_string()));
    assert_eq!(rows.len(), 60_000);
    assert_eq!(first.digests[0].sha256, <[u8; 32]>::from(Sha256::digest(text.as_bytes())));
    let (again, second) = scan(&records).unwrap();
    assert!(again == rows && second == first);
    std::fs::write(&path, text.replace("山田5", "山田6")).unwrap();
    assert_eq!(said(&scan(&records).unwrap_err())[0].0, "E_FILE_CHANGED");
}

#[test]
fn proposals_become_csv_rows() {
    let dir = Dir::new();
    let text = "{\"survivor_id\":\"A\",\"merged_id\":\"007\",\"note\":\"a,\\\"b\"}\n{\"merged_id\":\"C\",\"survivor_id\":3}\n";
    let merges = Merges::open(&dir.file("m.ndjson", text), &ReadOptions::default()).unwrap();
    assert_eq!(merges.header_raw, b"survivor_id,merged_id,note");
    assert_eq!(merges.raw_row(0), b"A,007,\"a,\"\"b\"");
    assert_eq!(merges.raw_row(1), b"3,C,");
    assert_eq!((merges.survivor_id(1), merges.merged_id(1), merges.line(1)), ("3", "C", 2));
    let nested = "{\"survivor_id\":\"A\",\"merged_id\":\"B\",\"note\":[1]}\n";
    let error = Merges::open(&dir.file("n.ndjson", nested), &ReadOptions::default()).map(|m| m.len());
    assert_eq!(said(&error.unwrap_err()), [("E_JSON_VALUE", Some(1), Some(3))]);
}
