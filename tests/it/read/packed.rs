//! Packed text: gzip and Zstandard.

use super::{CANARY, Dir, error_of, read, read_with, rows_of, said, scan};
use flate2::Compression;
use flate2::write::GzEncoder;
use sekisho::read::{Encoding, Merges, ReadOptions};
use sha2::{Digest, Sha256};
use std::io::Write;

/// These bytes as one gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// These bytes as one Zstandard frame with a checksum.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn table(rows: usize) -> String {
    let mut text = "会員番号,氏名\n".to_owned();
    for i in 0..rows {
        text.push_str(&format!("{i:05},山田{i}\n"));
    }
    text
}

#[test]
fn a_packed_table_is_the_table_it_was_packed_from() {
    let text = table(3000);
    let want = rows_of(&text);
    let dir = Dir::new();
    let half = text.len() / 3 + (0..3).find(|i| text.is_char_boundary(text.len() / 3 + i)).unwrap();
    let (first, rest) = text.as_bytes().split_at(half);
    for (name, bytes) in [
        ("a.csv.gz", gzip(text.as_bytes())),
        ("members.csv.gz", [gzip(first), gzip(rest), gzip(b"")].concat()),
        ("a.CSV.GZ", gzip(text.as_bytes())),
        ("a.csv.zst", zstd(text.as_bytes())),
        ("frames.csv.zst", [zstd(first), zstd(rest)].concat()),
        ("tabs.tsv.gz", gzip(text.replace(',', "\t").as_bytes())),
        ("tabs.tsv.zst", zstd(text.replace(',', "\t").as_bytes())),
        ("wide.csv.gz", gzip(&super::utf16(&text, false))),
        ("cp932.csv.zst", zstd(&super::cp932(&text))),
    ] {
        let path = dir.file(name, &bytes);
        for block_bytes in [7, 1 << 20] {
            let options = ReadOptions { block_bytes, ..ReadOptions::default() };
            let records = super::open(&path, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
            let (rows, first) = scan(&records).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(rows == want, "{name}, blocks of {block_bytes}");
            assert_eq!(first.digests[0].bytes, bytes.len() as u64, "{name}: the packed bytes are digested");
            assert_eq!(first.digests[0].sha256, <[u8; 32]>::from(Sha256::digest(&bytes)), "{name}");
            let (again, second) = scan(&records).unwrap();
            assert!(again == want && second == first, "{name}: the second pass sees what the first saw");
        }
    }
}

#[test]
fn the_lines_of_a_packed_file_are_those_of_its_text() {
    let text = format!("会員番号,氏名\n1,a\n2,\"b\nc\"\n3,{CANARY}\"\n");
    let dir = Dir::new();
    for (name, bytes) in [("a.csv.gz", gzip(text.as_bytes())), ("a.csv.zst", zstd(text.as_bytes()))] {
        let error = error_of(&dir.file(name, bytes), &ReadOptions::default());
        assert_eq!(said(&error), [("E_CSV_QUOTE", Some(5), Some(2))], "{name}");
    }
    let mixed = [text.as_bytes()[..30].to_vec(), b"\x82\xa0,x\n".to_vec()].concat();
    let error = error_of(&dir.file("mixed.csv.gz", gzip(&mixed)), &ReadOptions::default());
    assert_eq!(said(&error)[0].0, "E_ENC_MIXED");
    let declared = ReadOptions { encoding: Some(Encoding::Cp932), ..ReadOptions::default() };
    let error = error_of(&dir.file("utf8.csv.zst", zstd(table(3).as_bytes())), &declared);
    assert_eq!(said(&error)[0].0, "E_ENC_DECLARED");
}

#[test]
fn a_stream_cut_at_any_place_is_refused() {
    let text = table(40);
    let dir = Dir::new();
    for (name, bytes) in [("a.csv.gz", gzip(text.as_bytes())), ("a.csv.zst", zstd(text.as_bytes()))] {
        for length in 1..bytes.len() {
            let error = error_of(&dir.file(name, &bytes[..length]), &ReadOptions::default());
            let code = said(&error)[0].0;
            assert!(["E_PACKED_CUT", "E_PACKED"].contains(&code), "{name} cut at {length}: {code}");
            assert!(error.problems()[0].place.file.as_deref().unwrap().ends_with(name));
        }
    }
    for name in ["empty.csv.gz", "empty.csv.zst"] {
        let error = error_of(&dir.file(name, b""), &ReadOptions::default());
        assert!(["E_PACKED_CUT", "E_FILE_EMPTY"].contains(&said(&error)[0].0), "{name}");
    }
}

#[test]
fn a_damaged_stream_is_refused_or_read_exactly() {
    let text = table(40);
    let want = rows_of(&text);
    let dir = Dir::new();
    let mut refused = 0;
    for (name, bytes) in [("a.csv.gz", gzip(text.as_bytes())), ("a.csv.zst", zstd(text.as_bytes()))] {
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x11;
            // A byte of a gzip header that says nothing about the content (time, system) may be any.
            match read(&dir.file(name, &bytes)) {
                Ok((rows, _)) => assert!(rows == want, "{name}: byte {at} changed what was read"),
                Err(error) => {
                    said(&error);
                    refused += 1;
                }
            }
        }
        let junk = [bytes.clone(), b"junk behind the stream".to_vec()].concat();
        let error = error_of(&dir.file(name, junk), &ReadOptions::default());
        assert_eq!(said(&error)[0].0, "E_PACKED", "{name}");
        let error = error_of(&dir.file(name, &text), &ReadOptions::default());
        assert_eq!(said(&error)[0].0, "E_PACKED", "{name} is not packed at all");
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn a_bomb_is_refused_before_it_has_gone_off() {
    let dir = Dir::new();
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.write_all("会員番号,氏名\n".as_bytes()).unwrap();
    let line = b"0000001,a\n".repeat(100_000);
    for _ in 0..200 {
        encoder.write_all(&line).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let error = error_of(&dir.file("bomb.csv.zst", bomb), &ReadOptions::default());
    assert_eq!(said(&error), [("E_PACKED_BOMB", None, None)]);
}

#[test]
fn an_extension_that_does_not_say_what_is_packed_is_refused() {
    let dir = Dir::new();
    for name in ["a.gz", "a.zst", "a.parquet.gz", "a.gz.gz", "a.xlsx.zst", "a.txt.gz"] {
        let error = error_of(&dir.file(name, gzip(b"id\n1\n")), &ReadOptions::default());
        assert_eq!(said(&error)[0].0, "E_FORMAT", "{name}");
    }
    let error = error_of(&dir.file("a.csv", gzip(b"id\n1\n")), &ReadOptions::default());
    assert_eq!(said(&error)[0].0, "E_FORMAT");
}

#[test]
fn packed_proposals_keep_the_bytes_of_their_text() {
    let dir = Dir::new();
    let text = super::cp932("統合先ID,統合元ID,メモ\r\nA,B,髙\r\n");
    let merges = Merges::open(&dir.file("m.csv.gz", gzip(&text)), &ReadOptions::default()).unwrap();
    assert_eq!((merges.len(), merges.line(0)), (1, 2));
    assert_eq!(merges.raw_row(0), super::cp932("A,B,髙"));
    assert_eq!(merges.dialect.encoding, Encoding::Cp932);
    let (rows, _) = read_with(
        &dir.file("r.csv.gz", gzip(b"id\n1\n")),
        &ReadOptions { encoding: Some(Encoding::Utf8), ..ReadOptions::default() },
    )
    .unwrap();
    assert_eq!(rows.len(), 1);
}
