//! How far a reading has come: in every format it moves, and ends where the file ends.

use super::formats::every_format;
use super::{Dir, open};
use sekisho::read::ReadOptions;

#[test]
fn progress_moves_with_the_file_in_every_format() {
    let dir = Dir::new();
    let mut rows = vec![vec!["会員番号".to_owned(), "氏名".to_owned()]];
    rows.extend((0..9_000).map(|i| vec![format!("C{i}"), format!("山田 花子{}", i * 7919 % 9001)]));
    for (format, bytes) in every_format(&rows) {
        let whole = bytes.len() as u64;
        let records = open(&dir.file(&format!("r.{format}"), bytes), &ReadOptions::default());
        let records = records.unwrap_or_else(|e| panic!("{format}: {e}"));
        let (mut steps, mut sum) = (0, 0);
        let done = records.scan(
            None,
            |batch| batch.source_bytes,
            |bytes| {
                steps += u32::from(bytes > 0);
                sum += bytes;
            },
        );
        done.unwrap();
        // Text of this size comes in one block, cells come in batches of a few thousand rows.
        let is_text = format.contains("sv") || format.contains("json");
        assert!(steps > u32::from(!is_text), "{format}: {steps} steps");
        assert!(sum * 10 >= whole * 8 && sum <= whole + whole / 4, "{format}: {sum} of {whole} bytes");
    }
}
