//! How far a reading has come: in every format it moves, and ends where the file ends.

use super::formats::{every_format, sample};
use super::{Dir, open};
use sekisho::read::ReadOptions;

#[test]
fn progress_moves_with_the_file_in_every_format() {
    let dir = Dir::new();
    let mut customers = sample("customers.csv");
    customers.retain(|row| !encoding_rs::SHIFT_JIS.encode(&row.join(",")).2);
    let (header, rows) = customers.split_first().unwrap();
    let id = header.iter().position(|h| h == "会員番号").unwrap();
    let mut many = vec![header.clone()];
    for i in 0..12_000 {
        let mut row = rows[i % rows.len()].clone();
        row[id] = format!("C{i}");
        row.iter_mut().for_each(|cell| *cell = cell.replace(',', "、"));
        many.push(row);
    }
    for (format, bytes) in every_format(&many) {
        let whole = bytes.len() as u64;
        let records = open(&dir.file(&format!("r.{format}"), bytes), &ReadOptions::default());
        let records = records.unwrap_or_else(|e| panic!("{format}: {e}"));
        let (mut steps, mut sum) = (0, 0);
        records
            .scan(
                None,
                |batch| batch.source_bytes,
                |bytes| {
                    steps += u32::from(bytes > 0);
                    sum += bytes;
                },
            )
            .unwrap();
        let is_small = whole < 1 << 20;
        assert!(steps > 1 || is_small, "{format}: {steps} steps");
        assert!(sum * 10 >= whole * 8 && sum <= whole + whole / 4, "{format}: {sum} of {whole} bytes");
    }
}
