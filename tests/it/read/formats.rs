//! One table in every format: the same decisions, byte for byte.

use super::arrow::arrow;
use super::packed::{gzip, zstd};
use super::parquet::{Columns, plain, text};
use super::xlsx::texts;
use super::{cp932, utf16};
use crate::util::Dir;
use polars_arrow::io::ipc::write::Compression;
use std::collections::BTreeMap;
use std::path::Path;

/// The rows of a file of the sample data, its header first.
pub fn sample(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn csv(rows: &[Vec<String>]) -> String {
    rows.iter().map(|row| format!("{}\n", row.join(","))).collect()
}

fn ndjson(rows: &[Vec<String>]) -> String {
    let object = |row: &Vec<String>| {
        let pairs: BTreeMap<&String, &String> = rows[0].iter().zip(row).collect();
        serde_json::to_string(&pairs).unwrap() + "\n"
    };
    rows[1..].iter().map(object).collect()
}

/// The columns of a table; an empty cell is nothing at all.
fn columns(rows: &[Vec<String>]) -> Columns {
    let column = |(i, name): (usize, &String)| {
        let values: Vec<Option<&str>> =
            rows[1..].iter().map(|row| Some(row[i].as_str()).filter(|cell| !cell.is_empty())).collect();
        (&*name.clone().leak(), text(&values))
    };
    rows[0].iter().enumerate().map(column).collect()
}

/// A table in every format, under the extension that names it.
pub fn every_format(rows: &[Vec<String>]) -> Vec<(&'static str, Vec<u8>)> {
    let text = csv(rows);
    let tabs = text.replace(',', "\t");
    vec![
        ("csv", text.clone().into_bytes()),
        ("bom.csv", format!("\u{feff}{text}").into_bytes()),
        ("sjis.csv", cp932(&text)),
        ("wide.csv", utf16(&text, true)),
        ("tsv", tabs.clone().into_bytes()),
        ("csv.gz", gzip(text.as_bytes())),
        ("csv.zst", zstd(text.as_bytes())),
        ("tsv.gz", gzip(tabs.as_bytes())),
        ("tsv.zst", zstd(tabs.as_bytes())),
        ("ndjson", ndjson(rows).into_bytes()),
        ("jsonl.gz", gzip(ndjson(rows).as_bytes())),
        ("xlsx", texts(rows)),
        ("parquet", plain(vec![columns(rows)])),
        ("arrow", arrow(vec![columns(rows)], None)),
        ("ipc", arrow(vec![columns(rows)], Some(Compression::LZ4))),
        ("feather", arrow(vec![columns(rows)], Some(Compression::ZSTD(Default::default())))),
    ]
}

/// What a run of these files decided: each of the three CSVs, and the decisions with their evidence.
fn decided(dir: &Dir, records: &[&str], merges: &str, out: &str) -> BTreeMap<String, Vec<u8>> {
    let mut arguments = vec!["check", "--merges", merges, "--out", out, "--quiet", "--policy", "policy.toml"];
    arguments.push("--records");
    arguments.extend(records);
    dir.program(&arguments).run().exits(1);
    let mut files = dir.contents(out);
    files.retain(|name, _| ["approved.csv", "review.csv", "blocked.csv"].contains(&name.as_str()));
    assert_eq!(files.len(), 3, "{merges}");
    files
}

/// The sample data; customers that CP932 cannot write are left out.
fn world() -> (Dir, Vec<Vec<String>>, Vec<Vec<String>>) {
    let dir = Dir::new();
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    let is_plain = |row: &Vec<String>| !encoding_rs::SHIFT_JIS.encode(&row.join(",")).2;
    let mut customers = sample("customers.csv");
    customers.retain(is_plain);
    customers.iter_mut().for_each(|row| row.iter_mut().for_each(|cell| *cell = cell.replace(',', "、")));
    let mut merges = sample("merges.csv");
    // The three files keep the merges file's encoding; in ASCII, they are the same bytes in most.
    merges.iter_mut().for_each(|row| row.retain(|cell| cell.is_ascii()));
    let columns = merges.iter().map(Vec::len).min().unwrap();
    merges.iter_mut().for_each(|row| row.truncate(columns));
    (dir, customers, merges)
}

#[test]
fn records_in_every_format_give_the_same_decisions() {
    let (dir, customers, merges) = world();
    dir.file("m.csv", csv(&merges));
    let mut want = None;
    for (i, (format, bytes)) in every_format(&customers).into_iter().enumerate() {
        let name = format!("r.{format}");
        dir.file(&name, bytes);
        let got = decided(&dir, &[&name], "m.csv", &format!("out{i}"));
        assert!(got["approved.csv"].iter().filter(|b| **b == b'\n').count() > 3, "some proposals pass");
        let want = want.get_or_insert_with(|| got.clone());
        assert!(got == *want, "{format}");
    }
}

#[test]
fn proposals_in_every_format_give_the_same_decisions() {
    let (dir, customers, merges) = world();
    dir.file("r.csv", csv(&customers));
    let mut want = None;
    for (i, (format, bytes)) in every_format(&merges).into_iter().enumerate() {
        let name = format!("m.{format}");
        dir.file(&name, bytes);
        let got = decided(&dir, &["r.csv"], &name, &format!("out{i}"));
        let plain: BTreeMap<String, String> = got
            .into_iter()
            .map(|(file, bytes)| {
                let text = if bytes.starts_with(b"\xfe\xff") {
                    encoding_rs::UTF_16BE.decode(&bytes).0.into_owned()
                } else {
                    String::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}').to_owned()
                };
                (file, text.replace('\t', ","))
            })
            .collect();
        // An object has no order of keys that anybody must keep.
        let plain = if format.contains("json") { reordered(plain, &merges[0]) } else { plain };
        let want = want.get_or_insert_with(|| plain.clone());
        assert_eq!(plain, *want, "{format}");
    }
}

/// The files with the proposals' own columns in this order.
fn reordered(files: BTreeMap<String, String>, order: &[String]) -> BTreeMap<String, String> {
    let again = |text: String| {
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let at = |name: &String| lines[0].iter().position(|h| h == name).unwrap();
        let places: Vec<usize> = order.iter().map(at).chain(order.len()..lines[0].len()).collect();
        let line = |cells: &Vec<&str>| places.iter().map(|i| cells[*i]).collect::<Vec<_>>().join(",") + "\n";
        lines.iter().map(line).collect::<String>()
    };
    files.into_iter().map(|(file, text)| (file, again(text))).collect()
}

#[test]
fn the_files_of_one_run_may_be_of_different_formats() {
    let (dir, customers, merges) = world();
    dir.file("m.csv", csv(&merges));
    dir.file("whole.csv", csv(&customers));
    let want = decided(&dir, &["whole.csv"], "m.csv", "want");
    let formats = ["csv.gz", "ndjson", "xlsx", "parquet", "ipc", "sjis.csv"];
    let size = customers[1..].len().div_ceil(formats.len());
    let mut names = Vec::new();
    for (part, format) in customers[1..].chunks(size).zip(formats) {
        let rows = [&customers[..1], part].concat();
        let bytes = every_format(&rows).into_iter().find(|(f, _)| *f == format).unwrap().1;
        let name = format!("part.{format}");
        dir.file(&name, bytes);
        names.push(name);
    }
    assert_eq!(names.len(), formats.len());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert!(decided(&dir, &names, "m.csv", "mixed") == want);
}
