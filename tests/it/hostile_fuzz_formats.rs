//! Mutated files of every format that is not plain text: Parquet, Arrow, Excel, NDJSON, packed text, and bytes in odd
//! encodings. Nothing makes the program panic, hang or take memory without bound; what is accepted is read alike twice.
//! Seeds are files that other programs wrote (`tests/hostile/made_by_others`) and every input that ever did harm
//! (`tests/hostile/corpus`). How long: see `hostile_fuzz`.

use super::hostile_corpus::{both, decoded, files};
use super::hostile_fuzz::{Draw, fuzz};
use super::read::formats::{every_format, sample};
use super::util::Dir;
use sekisho::model::Columns;
use sekisho::read::{Encoding, ReadOptions, Records};
use std::io::{Cursor, Read, Write};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Seeds of a format: the files of others, the sample data, what once did harm.
fn seeds(extensions: &[&str]) -> Vec<Vec<u8>> {
    let rows = sample("customers.csv");
    let own = every_format(&rows[..8]).into_iter();
    let own =
        own.filter(|(f, _)| extensions.contains(&f.rsplit('.').next().unwrap())).map(|(_, bytes)| bytes);
    let found = files("made_by_others", extensions).into_iter().chain(files("corpus", extensions));
    let seeds: Vec<Vec<u8>> = found.map(|(_, bytes)| bytes).chain(own).collect();
    assert!(seeds.len() >= 3, "{extensions:?}: {} seeds", seeds.len());
    seeds
}

/// Numbers that lengths, counts and offsets break at.
const EDGES: [i64; 16] = [
    0,
    1,
    -1,
    2,
    7,
    127,
    128,
    255,
    256,
    65_535,
    1 << 24,
    i32::MAX as i64,
    i32::MIN as i64,
    1 << 40,
    i64::MAX,
    i64::MIN,
];

/// Changes of a binary format between two offsets: bits, bytes, whole little-endian numbers, copies within.
fn harm(draw: &mut Draw, bytes: &mut [u8], from: usize, to: usize) {
    if to <= from {
        return;
    }
    for _ in 0..=draw.below(6) {
        let at = from + draw.below(to - from);
        match draw.below(6) {
            0 => bytes[at] ^= 1 << draw.below(8),
            1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][draw.below(5)],
            2 => bytes[at] = bytes[at].wrapping_add(if draw.below(2) == 0 { 1 } else { 0xff }),
            3 | 4 => {
                // Numbers mostly stand at multiples of their width.
                let width = [2, 4, 8][draw.below(3)];
                let at = at / width * width;
                let edge = EDGES[draw.below(EDGES.len())].to_le_bytes();
                if let Some(place) = bytes.get_mut(at..at + width) {
                    place.copy_from_slice(&edge[..width]);
                }
            }
            _ => {
                let length = 1 + draw.below(32);
                let other = from + draw.below(to - from);
                if at.max(other) + length <= bytes.len() {
                    bytes.copy_within(at..at + length, other);
                }
            }
        }
    }
}

/// The length that stands before the last `magic` bytes of a file: its footer's.
fn footer(bytes: &[u8], magic: usize) -> usize {
    let at = bytes.len().saturating_sub(magic + 4);
    let length = bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes(b.try_into().unwrap()) as usize);
    at.saturating_sub(length)
}

/// A mutated file of a binary format whose footer describes it: mostly the description, sometimes all, sometimes cut or
/// grown in the middle with the footer still in its place.
fn mutated(draw: &mut Draw, seed: &[u8], magic: usize) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    let (start, end) = (footer(&bytes, magic), bytes.len());
    match draw.below(8) {
        0..=3 => harm(draw, &mut bytes, start, end),
        4 | 5 => harm(draw, &mut bytes, 0, start),
        6 => {
            let from = draw.below(start);
            let to = (from + draw.below(64)).min(start);
            if draw.below(2) == 0 {
                bytes.drain(from..to);
            } else {
                let copy = bytes[from..to].to_vec();
                bytes.splice(from..from, copy);
            }
        }
        _ => draw.mutate(&mut bytes),
    }
    bytes
}

/// Fuzzes a binary format; how many files were read and not refused is held to be some.
fn binary(what: &str, extension: &str, extensions: &[&str], magic: usize) {
    let (dir, seeds) = (Dir::new(), seeds(extensions));
    let mut accepted = 0;
    fuzz(what, |draw| {
        let seed = &seeds[draw.below(seeds.len())];
        let bytes = mutated(draw, seed, magic);
        decoded(&bytes);
        let path = dir.file(&format!("r.{extension}"), bytes);
        accepted += u32::from(both(&path, &ReadOptions::default()).is_some());
    });
    assert!(accepted > 5, "{what}: {accepted} were accepted; the mutations are too coarse");
}

#[test]
fn no_parquet_file_makes_the_reader_panic() {
    binary("parquet", "parquet", &["parquet"], 4);
}

#[test]
fn no_arrow_file_makes_the_reader_panic() {
    binary("arrow", "arrow", &["arrow", "feather", "ipc"], 6);
}

/// The parts of an archive.
fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).ok()?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).ok()?;
        parts.push((part.name().ok()?.into_owned(), bytes));
    }
    Some(parts)
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // A name that stands twice is not written by this crate.
        if writer.start_file(name.as_str(), SimpleFileOptions::default()).is_ok() {
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// Pieces of a sheet's XML that break things where they are put.
const XML: [&str; 16] = [
    "<c r=\"A1\" t=\"s\"><v>99999999</v></c>",
    "<c r=\"XFD1048576\"><v>1</v></c>",
    "<c r=\"A0\"><v>1</v></c>",
    "<c r=\"\"><v>1</v></c>",
    "<row r=\"4294967296\">",
    "</row>",
    "<f t=\"shared\" si=\"7\" ref=\"A1:XFD9\">A1</f>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<dimension ref=\"A1:XFD1048576\"/>",
    "<v>1e308</v>",
    "<v>-1</v>",
    "<is><t>&#x0;</t></is>",
    "<is><t>&bad;</t></is>",
    "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>",
    "s=\"99999\"",
    "t=\"b\"",
];

#[test]
fn no_workbook_makes_the_reader_panic() {
    let (dir, seeds) = (Dir::new(), seeds(&["xlsx"]));
    let mut accepted = 0;
    fuzz("xlsx", |draw| {
        let seed = &seeds[draw.below(seeds.len())];
        let mut bytes = seed.clone();
        match (draw.below(8), parts(seed)) {
            (0, _) | (_, None) => harm(draw, &mut bytes, 0, seed.len()),
            (_, Some(mut parts)) => {
                for _ in 0..=draw.below(3) {
                    let at = draw.below(parts.len());
                    let part = &mut parts[at].1;
                    match draw.below(5) {
                        0 => draw.mutate(part),
                        1 => drop(parts.remove(at)),
                        2 => {
                            let piece = XML[draw.below(XML.len())].as_bytes();
                            let tags: Vec<usize> = (0..part.len()).filter(|i| part[*i] == b'<').collect();
                            let place = tags.get(draw.below(tags.len())).copied().unwrap_or(0);
                            drop(part.splice(place..place, piece.iter().copied()));
                        }
                        3 => {
                            let digits: Vec<usize> =
                                (0..part.len()).filter(|i| part[*i].is_ascii_digit()).collect();
                            if let Some(place) = digits.get(draw.below(digits.len())) {
                                let edge = EDGES[draw.below(EDGES.len())].to_string();
                                drop(part.splice(*place..=*place, edge.into_bytes()));
                            }
                        }
                        _ => {
                            let cut = draw.below(part.len());
                            part.truncate(cut);
                        }
                    }
                    if parts.is_empty() {
                        break;
                    }
                }
                bytes = packed(&parts);
            }
        }
        let path = dir.file("r.xlsx", bytes);
        accepted += u32::from(both(&path, &ReadOptions::default()).is_some());
    });
    assert!(accepted > 3, "{accepted} were accepted");
}

#[test]
fn no_ndjson_makes_the_reader_panic_and_what_it_accepts_another_parser_reads_alike() {
    let (dir, seeds) = (Dir::new(), seeds(&["ndjson", "jsonl"]));
    let mut accepted = 0;
    fuzz("ndjson", |draw| {
        let mut bytes = seeds[draw.below(seeds.len())].clone();
        if draw.below(2) == 0 {
            draw.mutate(&mut bytes);
        } else {
            const PIECES: [&str; 14] =
                ["{", "}", "[", "]", "\"", "\\", "\\u0000", "\\ud800", ":", ",", "null", "1e999", "-", "\n"];
            let at = draw.below(bytes.len() + 1);
            drop(bytes.splice(at..at, PIECES[draw.below(PIECES.len())].bytes()));
        }
        let path = dir.file("r.ndjson", &bytes);
        if let Some(rows) = both(&path, &ReadOptions::default()) {
            accepted += 1;
            let text = String::from_utf8(bytes).unwrap();
            let lines = text.trim_start_matches('\u{feff}').lines();
            let objects =
                lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap().is_object());
            assert_eq!(objects.filter(|is_object| *is_object).count() as u64, rows);
        }
    });
    assert!(accepted > 5, "{accepted} were accepted");
}

#[test]
fn no_packed_text_makes_the_reader_panic() {
    let dir = Dir::new();
    let rows = sample("customers.csv");
    let all = every_format(&rows[..8]);
    let seeds: Vec<&(&str, Vec<u8>)> =
        all.iter().filter(|(format, _)| format.ends_with(".gz") || format.ends_with(".zst")).collect();
    fuzz("packed", |draw| {
        let (format, seed) = seeds[draw.below(seeds.len())];
        let mut bytes = seed.clone();
        if draw.below(3) == 0 {
            draw.mutate(&mut bytes);
        } else {
            harm(draw, &mut bytes, 0, seed.len());
        }
        both(&dir.file(&format!("r.{format}"), bytes), &ReadOptions::default());
    });
}

/// Bytes that no encoding asked for: what is accepted is what the decoder of the WHATWG standard makes of it.
#[test]
fn no_bytes_in_any_encoding_make_the_reader_panic() {
    let dir = Dir::new();
    let mut accepted = 0;
    fuzz("encodings", |draw| {
        let header: &[u8] = b"id,note\n1,";
        let mut bytes = header.to_vec();
        for _ in 0..draw.below(12) {
            match draw.below(5) {
                0 => bytes.push(draw.next() as u8),
                1 => bytes.extend([0x81 + draw.below(0x1f) as u8, 0x40 + draw.below(0xbd) as u8]),
                2 => bytes.extend([0xe0 + draw.below(0x1d) as u8, 0x40 + draw.below(0xbd) as u8]),
                3 => bytes.extend("髙①㈱ｱ".bytes().take(draw.below(13))),
                _ => bytes.push(b' ' + draw.below(95) as u8),
            }
        }
        bytes.push(b'\n');
        if draw.below(6) == 0 {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            bytes = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
            let odd = draw.below(8);
            bytes.extend(std::iter::repeat_n(0xd8, odd / 6));
        }
        let encoding =
            [None, Some(Encoding::Cp932), Some(Encoding::Utf8), Some(Encoding::Utf16Le)][draw.below(4)];
        let path = dir.file("r.csv", &bytes);
        let options = ReadOptions { encoding, block_bytes: 1 + draw.below(64), ..ReadOptions::default() };
        if both(&path, &options).is_some() {
            accepted += 1;
            let records = Records::open(&[path], &Columns::default(), &[], &options).unwrap();
            let dialect = records.files()[0].dialect.unwrap();
            let (_, _, is_lossy) = match dialect.encoding {
                Encoding::Utf8 => encoding_rs::UTF_8.decode(&bytes),
                Encoding::Cp932 => encoding_rs::SHIFT_JIS.decode(&bytes),
                Encoding::Utf16Le => encoding_rs::UTF_16LE.decode(&bytes),
                Encoding::Utf16Be => encoding_rs::UTF_16BE.decode(&bytes),
            };
            assert!(!is_lossy, "{dialect:?}");
        }
    });
    assert!(accepted > 10, "{accepted} were accepted");
}
