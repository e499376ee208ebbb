//! Arrow IPC files, written here with the Polars writer.

use super::parquet::{Columns, dictionary, floats, integers, moments, people, text, want};
use super::{CANARY, Dir, error_of, open, read, said, scan};
use polars_arrow::array::{Array, NullArray, Utf8Array};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_arrow::io::ipc::write::{Compression, FileWriter, WriteOptions};
use polars_arrow::record_batch::RecordBatchT;
use sekisho::read::{Merges, ReadOptions};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A file of these record batches.
pub fn arrow(batches: Vec<Columns>, compression: Option<Compression>) -> Vec<u8> {
    let fields = batches[0].iter().map(|(name, array)| {
        let field = Field::new((*name).into(), array.dtype().clone(), true);
        (field.name.clone(), field)
    });
    let schema: Arc<ArrowSchema> = Arc::new(fields.collect());
    let mut writer =
        FileWriter::try_new(Vec::new(), schema.clone(), None, WriteOptions { compression }).unwrap();
    for columns in batches {
        let height = columns[0].1.len();
        let arrays: Vec<Box<dyn Array>> = columns.into_iter().map(|c| c.1).collect();
        writer.write(&RecordBatchT::try_new(height, schema.clone(), arrays).unwrap(), None).unwrap();
    }
    writer.finish().unwrap();
    writer.into_inner()
}

fn compressions() -> [Option<Compression>; 3] {
    [None, Some(Compression::LZ4), Some(Compression::ZSTD(Default::default()))]
}

fn refused(bytes: &[u8]) -> &'static str {
    let dir = Dir::new();
    said(&error_of(&dir.file("r.arrow", bytes), &ReadOptions::default()))[0].0
}

/// The same texts in the older layout of offsets into one run of bytes.
fn old_text(values: &[Option<&str>]) -> Box<dyn Array> {
    Utf8Array::<i32>::from(values).boxed()
}

#[test]
fn every_compression_gives_the_same_table() {
    let dir = Dir::new();
    for compression in compressions() {
        let second = people(10, &[Some("𠮷田\n花子, \"x\"")]);
        let bytes = arrow(vec![people(1, &[Some("山田髙"), None]), second], compression);
        for name in ["r.arrow", "r.ipc", "r.feather"] {
            let path = dir.file(name, &bytes);
            let records = open(&path, &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
            let (rows, first) = scan(&records).unwrap_or_else(|e| panic!("{compression:?}: {e}"));
            assert_eq!(rows, want(), "{compression:?}");
            assert_eq!(first.digests[0].sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
            assert!(scan(&records).unwrap() == (rows, first));
        }
    }
}

#[test]
fn columns_of_empty_texts_are_read_in_every_layout() {
    let dir = Dir::new();
    for compression in compressions() {
        let columns: Columns = vec![
            ("id", old_text(&[Some("1"), Some("2")])),
            ("氏名", old_text(&[Some(""), Some("")])),
            ("フリガナ", text(&[None, None])),
            ("電話番号", old_text(&[None, None])),
            ("ブランド", dictionary(&[Some("A"), None])),
            ("メモ", Box::new(NullArray::new(ArrowDataType::Null, 2))),
        ];
        let (rows, _) = read(&dir.file("r.arrow", arrow(vec![columns], compression)))
            .unwrap_or_else(|e| panic!("{compression:?}: {e}"));
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].1.concat(), "1A", "{compression:?}");
        assert_eq!(rows[1].1.concat(), "2", "{compression:?}");
    }
}

#[test]
fn types_and_cells_are_held_against_the_same_rules_as_parquet() {
    let id = || ("id", text(&[Some("1")]));
    for (columns, code) in [
        (vec![("id", floats(&[1.0]))], "E_ARROW_TYPE"),
        (vec![id(), ("生年月日", moments(&[Some(0)], Some("UTC")))], "E_ARROW_TYPE"),
        (vec![("id", text(&[None])), ("氏名", text(&[Some(CANARY)]))], "E_ID_EMPTY"),
        (vec![id(), ("氏名", text(&[Some("a\0")]))], "E_CELL_CONTROL"),
        (vec![id(), (" id", text(&[Some(CANARY)]))], "E_HEADER_TWICE"),
    ] {
        assert_eq!(refused(&arrow(vec![columns], None)), code);
    }
    let twice: Columns = vec![id(), ("氏名", text(&[Some("a")])), ("名氏", text(&[Some(CANARY)]))];
    let bytes = arrow(vec![twice], None);
    let (from, to) = ("名氏".as_bytes(), "氏名".as_bytes());
    let mut renamed = bytes.clone();
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            renamed[at..at + to.len()].copy_from_slice(to);
        }
    }
    assert_eq!(refused(&renamed), "E_ARROW", "a name that stands twice shifts no column");
}

#[test]
fn a_damaged_file_is_refused_and_never_ends_the_program() {
    let dir = Dir::new();
    for compression in compressions() {
        let good = arrow(vec![people(1, &[Some("山田髙"), None])], compression);
        for length in [0, 4, 12, good.len() / 2, good.len() - 1] {
            assert_eq!(refused(&good[..length]), "E_ARROW", "{length} bytes");
        }
        let mut refused = 0;
        // 0x80 in the last bytes of a length makes it huge or negative, 0x01 a little wrong.
        for (at, flip) in (0..good.len()).step_by(3).flat_map(|at| [(at, 0x01), (at, 0x80)]) {
            let mut bytes = good.clone();
            bytes[at] ^= flip;
            if let Err(error) = read(&dir.file("r.arrow", bytes)) {
                said(&error);
                refused += 1;
            }
        }
        assert!(refused > good.len() / 24, "{refused} of {}", good.len());
    }
}

#[test]
fn a_length_that_claims_too_much_reserves_no_memory() {
    let long = "山田".repeat(2000);
    let good = arrow(vec![vec![("id", old_text(&[Some(&long)]))]], Some(Compression::LZ4));
    // The unpacked length of the texts stands as 64 bits in front of the packed ones.
    let length = (long.len() as u64).to_le_bytes();
    let at = good.windows(8).position(|w| w == length).expect("the length stands in the file");
    for claim in [1_u64 << 40, u64::MAX - 1, 1 << 62, 0] {
        let mut bytes = good.clone();
        bytes[at..at + 8].copy_from_slice(&claim.to_le_bytes());
        assert_eq!(refused(&bytes), "E_ARROW", "{claim}");
    }
}

#[test]
fn proposals_become_csv_rows() {
    let dir = Dir::new();
    let columns: Columns = vec![
        ("survivor_id", text(&[Some("A"), Some(" C ")])),
        ("merged_id", integers(&[Some(7), Some(8)])),
        ("note", text(&[Some("a\"b"), None])),
    ];
    let merges = Merges::open(&dir.file("m.feather", arrow(vec![columns], None)), &ReadOptions::default());
    let merges = merges.unwrap();
    assert_eq!(merges.header_raw, b"survivor_id,merged_id,note");
    assert_eq!(merges.raw_row(0), b"A,7,\"a\"\"b\"");
    assert_eq!((merges.survivor_id(1), merges.merged_id(1), merges.line(1)), ("C", "8", 2));
}
