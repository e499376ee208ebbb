//! CSV and TSV that are fine: encodings, blocks, threads, digests.

use super::{Dir, Row, cp932, error_of, open, read, read_with, rows_of, said, scan, utf16};
use proptest::prelude::*;
use sekisho::model::RecordBatch;
use sekisho::read::{Encoding, ReadOptions};
use sha2::{Digest, Sha256};
use std::io::Write;

const TEXT: &str =
    "顧客ID,氏名,メモ,電話番号\n C1\u{3000},髙﨑①㈱,x,090-1234-5678\nC2,\"山田, \"\"花\"\"\n子\",,\n";

fn want() -> Vec<Row> {
    let row = |line, cells: [&str; 3]| (line, cells.map(str::to_owned).to_vec());
    vec![row(2, ["C1", "髙﨑①㈱", "090-1234-5678"]), row(3, ["C2", "山田, \"花\"\n子", ""])]
}

#[test]
fn one_table_in_every_encoding_is_one_table() {
    let dir = Dir::new();
    let crlf = TEXT.replace('\n', "\r\n").replace("\"\"\r\n", "\"\"\n");
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("utf8.csv", TEXT.into()),
        ("bom.csv", format!("\u{feff}{TEXT}").into()),
        ("cp932.csv", cp932(TEXT)),
        ("utf16le.csv", utf16(TEXT, false)),
        ("utf16be.csv", utf16(TEXT, true)),
        ("crlf.csv", crlf.into()),
        ("no_end.csv", TEXT.trim_end().into()),
        ("tabs.tsv", TEXT.replace("山田,", "山田\u{1}").replace(',', "\t").replace('\u{1}', ",").into()),
    ];
    for (name, bytes) in files {
        let (rows, scan) = read(&dir.file(name, &bytes)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(rows, want(), "{name}");
        assert_eq!(scan.digests[0].sha256, <[u8; 32]>::from(Sha256::digest(&bytes)), "{name}");
        assert_eq!((scan.bytes, scan.rows), (bytes.len() as u64, 2), "{name}");
    }
}

#[test]
fn two_cp932_codes_of_one_kanji_are_one_text() {
    let head = cp932("id,氏名\n");
    let rows = rows_of([head.as_slice(), b"1,\xfb\xfc\xfa\xb1\n2,\xee\xe0\xed\x95\n"].concat());
    assert_eq!(rows[0].1[1], rows[1].1[1]);
    assert_eq!(rows[0].1[1], "髙﨑");
}

#[test]
fn second_bytes_of_cp932_that_look_like_ascii_stay_what_they_are() {
    // ソ is 83 5C, 表 is 95 5C, ポ is 83 7C, 一 is 88 EA: none holds a comma, a quote or a line end.
    assert_eq!(rows_of(cp932("id,氏名\n1,ソ表ポ一\n"))[0].1[1], "ソ表ポ一");
}

#[test]
fn the_result_does_not_depend_on_block_size_or_threads() {
    let dir = Dir::new();
    for (name, bytes) in [
        ("a.csv", TEXT.as_bytes().to_vec()),
        ("b.csv", cp932(TEXT)),
        ("c.csv", utf16(TEXT, true)),
        ("d.csv", format!("\u{feff}{}", TEXT.trim_end().replace('\n', "\r\n")).into()),
    ] {
        let path = dir.file(name, bytes);
        let whole = read(&path).unwrap();
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for block_bytes in 1..=64 {
                let options = ReadOptions { block_bytes, ..ReadOptions::default() };
                let got = pool.install(|| read_with(&path, &options)).unwrap();
                assert_eq!(got, whole, "{name}: {threads} threads, blocks of {block_bytes} bytes");
            }
        }
    }
}

#[test]
fn rows_come_in_file_order_and_all_of_them() {
    let dir = Dir::new();
    let text: String = (0..20_000).map(|i| format!("{i},\"山\n田\"\n")).collect();
    let path = dir.file("r.csv", format!("id,氏名\n{text}"));
    let options = ReadOptions { block_bytes: 4096, ..ReadOptions::default() };
    let (rows, scan) = read_with(&path, &options).unwrap();
    assert_eq!((rows.len(), scan.rows), (20_000, 20_000));
    for (i, (line, cells)) in rows.iter().enumerate() {
        assert_eq!((*line, cells[0].as_str()), (2 + 2 * i as u64, i.to_string().as_str()));
    }
}

#[test]
fn several_files_are_read_in_the_order_given() {
    let dir = Dir::new();
    let paths = [dir.file("b.csv", "id,氏名\n1,a\n"), dir.file("a.csv", cp932("氏名,会員番号\n髙,2\n"))];
    let records =
        sekisho::read::Records::open(&paths, &Default::default(), &[], &Default::default()).unwrap();
    let (rows, scan) = scan(&records).unwrap();
    assert_eq!(rows.iter().map(|r| r.1.join(" ")).collect::<Vec<_>>(), ["1 a", "2 髙"]);
    assert!(scan.digests[0].name.ends_with("b.csv") && scan.digests[1].name.ends_with("a.csv"));
    let twice = [paths[0].clone(), paths[1].clone(), paths[0].clone()];
    let error = sekisho::read::Records::open(&twice, &Default::default(), &[], &Default::default());
    assert_eq!(said(&error.err().unwrap())[0].0, "E_FILE_TWICE");
}

#[test]
fn a_file_that_changes_after_it_was_opened_is_refused() {
    let dir = Dir::new();
    let path = dir.file("r.csv", "id,氏名\n1,a\n");
    let records = open(&path, &ReadOptions::default()).unwrap();
    assert_eq!(scan(&records).unwrap(), scan(&records).unwrap());
    std::thread::sleep(std::time::Duration::from_millis(20));
    std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"2,b\n").unwrap();
    assert_eq!(said(&scan(&records).unwrap_err())[0].0, "E_FILE_CHANGED");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let dir = Dir::new();
    let path = dir.file("r.csv", "id,氏名\n1,a\n");
    let records = open(&path, &ReadOptions::default()).unwrap();
    let append = |_: &RecordBatch<'_>| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"2,b\n").unwrap();
    };
    assert_eq!(said(&records.scan(None, append, |()| {}).unwrap_err())[0].0, "E_FILE_CHANGED");
}

#[test]
fn a_missing_file_and_a_folder_are_errors_of_the_command_line() {
    let dir = Dir::new();
    let path = dir.0.path().join("none.csv");
    assert_eq!(said(&error_of(&path, &ReadOptions::default()))[0].0, "E_FILE_MISSING");
    let folder = dir.0.path().join("folder.csv");
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(said(&error_of(&folder, &ReadOptions::default()))[0].0, "E_FILE_KIND");
}

#[test]
#[should_panic(expected = "a rule failed")]
fn a_panic_in_the_work_reaches_the_caller() {
    let dir = Dir::new();
    let records = open(&dir.file("r.csv", "id,氏名\n1,a\n"), &ReadOptions::default()).unwrap();
    let _ = records.scan(None, |_| panic!("a rule failed"), |()| {});
}

#[test]
fn an_encoding_is_known_by_its_usual_names() {
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Cp932] {
        assert_eq!(Encoding::by_name(encoding.name()), Some(encoding));
    }
}

/// What the csv crate reads of the same bytes.
fn by_csv_crate(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Holds that a file which is accepted is read as the csv crate reads it, and says whether it was.
fn agrees_with_the_csv_crate(rows: &str) -> bool {
    let dir = Dir::new();
    // Every column is kept: the ID and three phone columns.
    let text = format!("id,電話番号,\"電話 番号\"\n{rows}");
    let Ok((ours, _)) = read(&dir.file("r.csv", &text)) else {
        return false;
    };
    let theirs = by_csv_crate(&text);
    assert_eq!(ours.len() + 1, theirs.len(), "{text:?}");
    for ((_, mut ours), mut theirs) in ours.into_iter().zip(theirs.into_iter().skip(1)) {
        let theirs_id = sekisho::model::trim_id(&theirs.remove(0)).to_owned();
        assert_eq!((ours.remove(0), ours), (theirs_id, theirs), "{text:?}");
    }
    true
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a山 ;']{0,4}",
        "[a山,\n\t ]{0,4}".prop_map(|s| format!("\"{s}\"")),
        "[a\"\r\n]{0,4}".prop_map(|s| format!("\"{}\"", s.replace('"', "\"\""))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_well_formed_file_is_read_as_the_csv_crate_reads_it(
        rows in proptest::collection::vec(("[1-9a-d]{1,3}", cell(), cell()), 1..8),
        end in prop_oneof![Just("\n"), Just("")],
    ) {
        let rows: Vec<String> = rows.into_iter().map(|(id, a, b)| format!("{id},{a},{b}")).collect();
        let accepted = agrees_with_the_csv_crate(&(rows.join("\n") + end));
        prop_assert!(accepted, "{rows:?}");
    }

    #[test]
    fn whatever_is_accepted_is_read_as_the_csv_crate_reads_it(rows in "([1a]{1,2},[a\",\n\r]{0,5},[\"a\n]{0,3}\n?){1,3}") {
        agrees_with_the_csv_crate(&rows);
    }
}
