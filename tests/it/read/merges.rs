//! The merges file.

use super::{CANARY, Dir, cp932, said, utf16};
use sekisho::read::{Encoding, LineEnd, Merges, ReadOptions};
use sha2::{Digest, Sha256};

fn open(bytes: impl AsRef<[u8]>) -> sekisho::error::Result<Merges> {
    let dir = Dir::new();
    Merges::open(&dir.file("m.csv", bytes), &ReadOptions::default())
}

#[test]
fn each_row_keeps_its_very_bytes_and_gives_its_two_ids() {
    let merges = open("note,survivor_id,merged_id\r\n\"a,\r\nb\", 007 ,C2\r\n,\"NULL\",\"7\"").unwrap();
    assert_eq!((merges.len(), merges.is_empty()), (2, false));
    assert_eq!((merges.survivor_id(0), merges.merged_id(0), merges.line(0)), ("007", "C2", 2));
    assert_eq!((merges.survivor_id(1), merges.merged_id(1), merges.line(1)), ("NULL", "7", 4));
    assert_eq!(merges.raw_row(0), b"\"a,\r\nb\", 007 ,C2");
    assert_eq!(merges.raw_row(1), b",\"NULL\",\"7\"");
    assert_eq!(merges.cells(0), ["a,\r\nb", " 007 ", "C2"]);
    assert_eq!(merges.cells(1), ["", "NULL", "7"]);
    assert_eq!(merges.header_raw, b"note,survivor_id,merged_id");
    assert_eq!((merges.survivor, merges.merged), (1, 2));
    let dialect = merges.dialect;
    assert_eq!((dialect.line_end, dialect.final_line_end, dialect.bom), (LineEnd::CrLf, false, false));
}

#[test]
fn header_rows_and_line_ends_put_together_again_are_the_file() {
    let text = "統合先ID,統合元ID,メモ\nA,B,髙﨑①\nC,D,\"改\n行\"\nE,F,\n";
    let duplicate_code = [cp932(&text.replace("髙﨑①", "")), b"G,H,\xee\xe0\xfb\xfc\n".to_vec()].concat();
    for (what, bytes) in [
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8 with a mark", format!("\u{feff}{text}").into()),
        ("crlf", text.replace('\n', "\r\n").into()),
        ("no final line end", text.trim_end().into()),
        ("cp932", cp932(text)),
        ("cp932 with a code that does not survive decoding and encoding", duplicate_code),
        ("utf-16le", utf16(text, false)),
        ("utf-16be", utf16(text, true)),
    ] {
        for block_bytes in [1, 7, 16, 1 << 20] {
            let dir = Dir::new();
            let options = ReadOptions { block_bytes, ..ReadOptions::default() };
            let merges = Merges::open(&dir.file("m.csv", &bytes), &options).unwrap();
            let dialect = merges.dialect;
            let end = dialect.line_end.text();
            let end: Vec<u8> = match dialect.encoding {
                Encoding::Utf8 | Encoding::Cp932 => end.into(),
                Encoding::Utf16Le => end.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                Encoding::Utf16Be => end.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            };
            let rows: Vec<&[u8]> = std::iter::once(merges.header_raw.as_slice())
                .chain((0..merges.len()).map(|i| merges.raw_row(i)))
                .collect();
            let mut again = if dialect.bom { dialect.encoding.bom().to_vec() } else { Vec::new() };
            again.extend(rows.join(end.as_slice()));
            if dialect.final_line_end {
                again.extend(&end);
            }
            assert!(again == bytes, "{what}, blocks of {block_bytes}");
            assert_eq!(merges.digest.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)), "{what}");
            assert_eq!(merges.cells(1)[2].chars().filter(|c| *c == '改' || *c == '行').count(), 2, "{what}");
        }
    }
}

#[test]
fn a_header_alone_is_an_empty_batch() {
    for text in ["master_id,duplicate_id\n", "Master ID,Duplicate ID"] {
        let merges = open(text).unwrap();
        assert_eq!((merges.len(), merges.digest.rows), (0, 0), "{text}");
    }
}

#[test]
fn columns_that_name_no_proposal_or_two_are_refused() {
    for (header, code) in [
        ("survivor_id,note", "E_COLUMN_MISSING"),
        ("survivor_id,duplicate_id", "E_COLUMN_MISSING"),
        ("survivor_id,merged_id,master_id", "E_COLUMN_AMBIGUOUS"),
        ("survivor_id,merged_id,master_id,duplicate_id", "E_COLUMN_AMBIGUOUS"),
        ("survivor_id,merged_id,Survivor-ID", "E_COLUMN_AMBIGUOUS"),
    ] {
        let error = open(format!("{header}\n{CANARY}\n")).map(|m| m.len()).unwrap_err();
        assert_eq!(said(&error)[0].0, code, "{header}");
    }
}

#[test]
fn the_same_rules_hold_for_proposals_as_for_records() {
    let c = CANARY;
    for (row, code, column) in [
        (format!("A,,{c}"), "E_ID_EMPTY", Some(2)),
        (format!("1.2E+05,B,{c}"), "E_ID_SCIENTIFIC", Some(1)),
        (format!("A,B,{c}\""), "E_CSV_QUOTE", Some(3)),
        (format!("A,{c}"), "E_CSV_FIELDS", None),
        ("A,B,4111111111111111".to_owned(), "E_CARD", Some(3)),
    ] {
        let error = open(format!("survivor_id,merged_id,note\n{row}\n")).map(|m| m.len()).unwrap_err();
        assert_eq!(said(&error)[0], (code, Some(2), column), "{row}");
    }
}
