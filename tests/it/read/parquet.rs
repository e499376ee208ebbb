//! Parquet files, written here with the Polars writer.

use super::{CANARY, Dir, Row, error_of, open, read, said, scan};
use polars_arrow::array::{Array, BooleanArray, DictionaryArray, PrimitiveArray, Utf8Array, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType, TimeUnit};
use polars_arrow::record_batch::RecordBatchT;
use polars_buffer::Buffer;
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, RowGroupIterator, StatisticsOptions, Version, WriteOptions,
};
use sekisho::model::RecordBatch;
use sekisho::read::{Merges, ReadOptions};
use sha2::{Digest, Sha256};
use std::io::Write;

pub type Columns = Vec<(&'static str, Box<dyn Array>)>;

/// A Parquet file of these row groups.
fn parquet(groups: Vec<Columns>, compression: CompressionOptions, encoding: Encoding) -> Vec<u8> {
    let fields = groups[0].iter().map(|(name, array)| {
        let field = Field::new((*name).into(), array.dtype().clone(), true);
        (field.name.clone(), field)
    });
    let schema: ArrowSchema = fields.collect();
    let options = WriteOptions {
        statistics: StatisticsOptions::empty(),
        version: Version::V2,
        compression,
        data_page_size: None,
    };
    let encodings: Buffer<Vec<Encoding>> = groups[0]
        .iter()
        .map(|(_, array)| {
            let is_text = matches!(array.dtype(), ArrowDataType::Utf8View | ArrowDataType::LargeUtf8);
            let is_dictionary = matches!(array.dtype(), ArrowDataType::Dictionary(..));
            vec![if is_dictionary || (is_text && encoding == Encoding::RleDictionary) {
                Encoding::RleDictionary
            } else {
                Encoding::Plain
            }]
        })
        .collect();
    let shared = std::sync::Arc::new(schema.clone());
    let heights: Vec<u64> = groups.iter().map(|columns| columns[0].1.len() as u64).collect();
    let batches = groups.into_iter().map(|columns| {
        let height = columns[0].1.len();
        RecordBatchT::try_new(height, shared.clone(), columns.into_iter().map(|c| c.1).collect())
    });
    let groups = RowGroupIterator::try_new(batches, &schema, options, encodings).unwrap();
    let mut writer = FileWriter::try_new(Vec::new(), schema, options).unwrap();
    for (group, height) in groups.zip(heights) {
        writer.write(height, group.unwrap()).unwrap();
    }
    writer.end(None).unwrap();
    writer.into_inner()
}

pub fn plain(groups: Vec<Columns>) -> Vec<u8> {
    parquet(groups, CompressionOptions::Snappy, Encoding::Plain)
}

pub fn text(values: &[Option<&str>]) -> Box<dyn Array> {
    Box::new(Utf8ViewArray::from_slice(values))
}

pub fn dictionary(values: &[Option<&str>]) -> Box<dyn Array> {
    let mut distinct: Vec<&str> = values.iter().flatten().copied().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let keys = values.iter().map(|v| v.map(|v| distinct.binary_search(&v).unwrap() as u32));
    let keys: PrimitiveArray<u32> = keys.collect();
    let values = Utf8Array::<i64>::from_slice(&distinct).boxed();
    let dtype = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(values.dtype().clone()), false);
    Box::new(DictionaryArray::try_new(dtype, keys, values).unwrap())
}

pub fn integers(values: &[Option<i64>]) -> Box<dyn Array> {
    Box::new(values.iter().copied().collect::<PrimitiveArray<i64>>())
}

pub fn dates(values: &[Option<i32>]) -> Box<dyn Array> {
    Box::new(values.iter().copied().collect::<PrimitiveArray<i32>>().to(ArrowDataType::Date32))
}

pub fn moments(values: &[Option<i64>], zone: Option<&str>) -> Box<dyn Array> {
    let dtype = ArrowDataType::Timestamp(TimeUnit::Millisecond, zone.map(Into::into));
    Box::new(values.iter().copied().collect::<PrimitiveArray<i64>>().to(dtype))
}

pub fn floats(values: &[f64]) -> Box<dyn Array> {
    Box::new(PrimitiveArray::<f64>::from_slice(values))
}

pub fn people(from: i64, names: &[Option<&str>]) -> Columns {
    let n = names.len() as i64;
    vec![
        ("顧客ID", integers(&(from..from + n).map(Some).collect::<Vec<_>>())),
        ("メモ", floats(&vec![0.5; names.len()])),
        ("氏名", text(names)),
        ("ブランド", dictionary(&names.iter().map(|n| n.map(|_| "A店")).collect::<Vec<_>>())),
        ("生年月日", dates(&(0..n as i32).map(|i| (i != 1).then_some(3715 + i)).collect::<Vec<_>>())),
    ]
}

pub fn want() -> Vec<Row> {
    let row = |line, cells: [&str; 4]| (line, cells.map(str::to_owned).to_vec());
    vec![
        row(1, ["1", "山田髙", "1980-03-04", "A店"]),
        row(2, ["2", "", "", ""]),
        row(3, ["10", "𠮷田\n花子, \"x\"", "1980-03-04", "A店"]),
    ]
}

#[test]
fn every_compression_and_encoding_gives_the_same_table() {
    let dir = Dir::new();
    for compression in [
        CompressionOptions::Uncompressed,
        CompressionOptions::Snappy,
        CompressionOptions::Zstd(None),
        CompressionOptions::Gzip(None),
        CompressionOptions::Lz4Raw,
    ] {
        for encoding in [Encoding::Plain, Encoding::RleDictionary] {
            let groups = vec![people(1, &[Some("山田髙"), None]), people(10, &[Some("𠮷田\n花子, \"x\"")])];
            let bytes = parquet(groups, compression, encoding);
            let (rows, scan) = read(&dir.file("r.parquet", &bytes)).unwrap();
            assert_eq!(rows, want(), "{compression:?} {encoding:?}");
            assert_eq!(scan.digests[0].sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
            assert_eq!((scan.rows, scan.bytes), (3, bytes.len() as u64));
        }
    }
}

#[test]
fn rows_of_a_large_row_group_come_in_order_whatever_the_threads() {
    let dir = Dir::new();
    let ids: Vec<String> = (0..50_000).map(|i| format!("C{i}")).collect();
    let column = text(&ids.iter().map(|id| Some(id.as_str())).collect::<Vec<_>>());
    let path = dir.file("r.parquet", plain(vec![vec![("id", column)]]));
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (rows, _) = pool.install(|| read(&path)).unwrap();
        assert!(rows.iter().map(|r| &r.1[0]).eq(&ids), "{threads} threads");
        assert!(rows.iter().map(|r| r.0).eq(1..=50_000));
    }
}

#[test]
fn types_whose_text_is_not_certain_are_refused() {
    let dir = Dir::new();
    let id = || ("id", text(&[Some("1")]));
    for (what, columns, column) in [
        ("float ID", vec![("id", floats(&[1.0]))], 1),
        ("float phone", vec![id(), ("電話番号", floats(&[9e9]))], 2),
        ("zoned birthdate", vec![id(), ("生年月日", moments(&[Some(0)], Some("Asia/Tokyo")))], 2),
    ] {
        let path = dir.file("r.parquet", plain(vec![columns]));
        assert_eq!(
            said(&error_of(&path, &ReadOptions::default())),
            [("E_PARQUET_TYPE", None, Some(column))],
            "{what}"
        );
    }
}

#[test]
fn moments_at_midnight_and_booleans_are_text() {
    let dir = Dir::new();
    let columns: Columns = vec![
        ("id", text(&[Some("1"), Some("2"), Some("3")])),
        ("生年月日", moments(&[Some(86_400_000), Some(1), None], None)),
        ("性別", Box::new(BooleanArray::from_slice([true, false, true]))),
    ];
    let (rows, _) = read(&dir.file("r.parquet", plain(vec![columns]))).unwrap();
    let cells: Vec<String> = rows.iter().map(|r| r.1[1..].join("|")).collect();
    assert_eq!(cells, ["1970-01-02|true", "1970-01-01T00:00:00.001|false", "|true"]);
}

#[test]
fn cells_are_held_against_the_same_rules_as_in_text_files() {
    let dir = Dir::new();
    let c = format!("{CANARY}\0");
    for (what, id, name, code, column) in [
        ("empty ID", "", CANARY, "E_ID_EMPTY", 1),
        ("scientific ID", "1.23E+12", CANARY, "E_ID_SCIENTIFIC", 1),
        ("NUL", "1", c.as_str(), "E_CELL_CONTROL", 2),
        ("U+FFFD", "1", "\u{fffd}", "E_CELL_REPLACEMENT", 2),
        ("card number", "1", "4111111111111111", "E_CARD", 2),
    ] {
        let columns: Columns =
            vec![("id", text(&[Some("0"), Some(id)])), ("氏名", text(&[None, Some(name)]))];
        let error = error_of(&dir.file("r.parquet", plain(vec![columns])), &ReadOptions::default());
        assert_eq!(said(&error)[0], (code, Some(2), Some(column)), "{what}");
    }
    let empty: Columns = vec![("id", text(&[]))];
    let error = error_of(&dir.file("r.parquet", plain(vec![empty])), &ReadOptions::default());
    assert_eq!(said(&error)[0].0, "E_NO_ROWS");
}

#[test]
fn a_damaged_file_is_refused_and_never_read_as_another_table() {
    let dir = Dir::new();
    let good = plain(vec![people(1, &[Some("山田髙"), None]), people(10, &[Some("𠮷田\n花子, \"x\"")])]);
    for length in [0, 4, 12, good.len() / 2, good.len() - 1] {
        let error = error_of(&dir.file("r.parquet", &good[..length]), &ReadOptions::default());
        assert_eq!(said(&error)[0].0, "E_PARQUET", "{length} bytes");
    }
    let mut refused = 0;
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 0x55;
        // A flipped byte may fall into a value or into what nobody reads; it must not end the program.
        if let Err(error) = read(&dir.file("r.parquet", bytes)) {
            said(&error);
            refused += 1;
        }
    }
    assert!(refused > good.len() / 4, "{refused} of {}", good.len());
}

#[test]
fn a_parquet_file_that_changes_is_refused() {
    let dir = Dir::new();
    let bytes = plain(vec![people(1, &[Some("山田髙")])]);
    let path = dir.file("r.parquet", &bytes);
    let records = open(&path, &ReadOptions::default()).unwrap();
    assert_eq!(scan(&records).unwrap(), scan(&records).unwrap());
    let touch = |_: &RecordBatch<'_>| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"x").unwrap();
    };
    assert_eq!(said(&records.scan(None, touch, |()| {}).unwrap_err())[0].0, "E_FILE_CHANGED");
}

#[test]
fn merges_come_from_parquet_as_csv_rows() {
    let dir = Dir::new();
    let columns: Columns = vec![
        ("survivor_id", text(&[Some("A"), Some(" C ")])),
        ("merged_id", integers(&[Some(7), Some(8)])),
        ("note, \"x\"", text(&[Some("a\"b"), None])),
        ("score", floats(&[0.25, 1.0])),
        ("at", moments(&[Some(1000), None], Some("UTC"))),
    ];
    let merges = Merges::open(&dir.file("m.parquet", plain(vec![columns])), &ReadOptions::default()).unwrap();
    assert_eq!((merges.survivor_id(1), merges.merged_id(1), merges.line(1)), ("C", "8", 2));
    assert_eq!(merges.header_raw, b"survivor_id,merged_id,\"note, \"\"x\"\"\",score,at");
    assert_eq!(merges.raw_row(0), b"A,7,\"a\"\"b\",0.25,1970-01-01T00:00:01Z");
    assert_eq!(merges.cells(1), [" C ", "8", "", "1", ""]);
    let float_id: Columns = vec![("survivor_id", floats(&[1.0])), ("merged_id", text(&[Some("B")]))];
    let error = Merges::open(&dir.file("f.parquet", plain(vec![float_id])), &ReadOptions::default());
    assert_eq!(said(&error.err().unwrap())[0].0, "E_PARQUET_TYPE");
}
