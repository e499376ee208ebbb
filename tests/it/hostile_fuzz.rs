//! Mutated files, policies and values: nothing makes the program panic, and what it accepts as a table it reads as the `csv`
//! crate does. A moment in every run; longer with `SEKISHO_FUZZ_SECONDS` (see `tests/hostile/README.md`), which prints how
//! many inputs were tried. The numbers are those of a fixed seed, so that a failure comes again.

#![allow(clippy::print_stdout)]

use super::util::Dir;
use sekisho::fields;
use sekisho::model::Columns;
use sekisho::policy::Policy;
use sekisho::read::{Encoding, Merges, ReadOptions, Records};
use std::time::{Duration, Instant};

/// Inputs of each kind in a run without a clock.
const TRIES: u64 = 400;

const SEEDS: [&str; 4] = [
    include_str!("../hostile/base.customers.csv"),
    include_str!("../hostile/base.merges.csv"),
    include_str!("../../sample_data/customers.csv"),
    include_str!("../../sample_data/merges_plan.csv"),
];

const VALUES: [&str; 16] = [
    "昭和60年4月2日",
    "S60.4.2",
    "1985-02-30",
    "R元.5.1",
    "03-1234-5678 内線12",
    "+81 (0)90-1234-5678",
    "０９０－１２３４",
    "ﾔﾏﾀﾞ ﾊﾅｺ",
    "渡邉 葛\u{e0100}城",
    "𠮷田\u{3099}",
    "k+tag@EXAMPLE.jp",
    "〒112-0002",
    "東京都文京区1丁目2番3号",
    "女性",
    "㍻31",
    "ﷺ",
];

/// Pieces that break things where they are put.
const PIECES: [&[u8]; 20] = [
    b"\"",
    b"\"\"",
    b",",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x80",
    b"\xe3\x81",
    b"\x1b$B",
    b"\xf0\x9f\x91\xa8",
    b"\xcc\x81",
    b"\xe2\x80\xae",
    b"9999999999999999999999",
    b"-",
    b"\xe3\x80\x80",
    b"\xef\xbd\xb1",
    b"\x81\x40",
];

/// `SplitMix64` (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    /// One to eight changes: a byte, a piece, a cut, a copy, a swap.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(8) {
            let (a, b) = (self.below(bytes.len() + 1), self.below(bytes.len() + 1));
            let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 200));
            match self.below(6) {
                0 if a < bytes.len() => bytes[a] ^= 1 << self.below(8),
                1 => drop(bytes.splice(a..a, PIECES[self.below(PIECES.len())].iter().copied())),
                2 => drop(bytes.drain(from..to)),
                3 => {
                    let copy = bytes[from..to].to_vec();
                    let at = self.below(bytes.len() + 1);
                    drop(bytes.splice(at..at, copy));
                }
                4 if a < bytes.len() && b < bytes.len() => bytes.swap(a, b),
                _ => drop(bytes.splice(a..a, [self.next() as u8])),
            }
        }
    }
}

/// Goes on for the number of tries, or for the seconds that the environment names; says how many inputs were tried.
fn fuzz(what: &str, mut once: impl FnMut(&mut Draw)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (seconds, start) = (number("SEKISHO_FUZZ_SECONDS"), Instant::now());
    let first = number("SEKISHO_FUZZ_SEED").unwrap_or(20);
    let mut tries = 0;
    while seconds.map_or(tries < TRIES, |s| start.elapsed() < Duration::from_secs(s)) {
        // Each input has its own seed, printed by a panic's message through the guard below.
        let guard = Seed(first.wrapping_add(tries), what);
        once(&mut Draw(guard.0));
        tries += 1;
    }
    if seconds.is_some() {
        println!("{what}: {tries} inputs");
    }
    assert!(tries > 0);
}

/// Says, where a try panics, which it was.
struct Seed<'a>(u64, &'a str);

impl Drop for Seed<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{} fails with SEKISHO_FUZZ_SEED={}", self.1, self.0);
        }
    }
}

fn text_of(bytes: &[u8], encoding: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    match encoding {
        0 => encoding_rs::SHIFT_JIS.encode(&text).0.into_owned(),
        1 => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        2 => encoding_rs::EUC_JP.encode(&text).0.into_owned(),
        _ => bytes.to_vec(),
    }
}

/// A small table put together from what a lexer must tell apart.
fn tokens(draw: &mut Draw) -> Vec<u8> {
    const TOKENS: [&str; 12] =
        ["a", "山", "\"a,b\"", "\"a\"\"b\"", "\"a\nb\"", " ", ",", "1", "\"\"", "a", "\"\r\n\"", "-"];
    let mut text = "id,電話番号\n".to_owned();
    for row in 0..=draw.below(6) {
        text.push_str(&format!("K{row},"));
        (0..=draw.below(2)).for_each(|_| text.push_str(TOKENS[draw.below(TOKENS.len())]));
        text.push('\n');
    }
    text.into_bytes()
}

#[test]
fn no_table_makes_the_reader_panic_and_what_it_accepts_another_parser_reads_alike() {
    let dir = Dir::new();
    let mut accepted = 0;
    fuzz("tables", |draw| {
        let mut bytes = match draw.below(3) {
            0 => tokens(draw),
            _ => SEEDS[draw.below(SEEDS.len())].as_bytes().to_vec(),
        };
        bytes = text_of(&bytes, draw.below(8));
        if draw.below(3) > 0 {
            draw.mutate(&mut bytes);
        }
        let path = dir.file(if draw.below(8) == 0 { "r.tsv" } else { "r.csv" }, &bytes);
        let encoding =
            [None, None, Some(Encoding::Cp932), Some(Encoding::Utf8), Some(Encoding::Utf16Le)][draw.below(5)];
        let options = ReadOptions { encoding, block_bytes: 1 + draw.below(4096), ..ReadOptions::default() };
        let _ = Merges::open(&path, &options);
        let Ok(records) = Records::open(std::slice::from_ref(&path), &Columns::default(), &[], &options)
        else {
            return;
        };
        let mut ids = Vec::new();
        let read = records.scan(
            None,
            |batch| (0..batch.rows()).map(|row| batch.cell(row, 0).to_owned()).collect::<Vec<_>>(),
            |part| ids.extend(part),
        );
        let dialect = records.files()[0].dialect.unwrap();
        if read.is_ok() && dialect.encoding == Encoding::Utf8 {
            accepted += 1;
            let at = records.files()[0].id_number - 1;
            let mut reader =
                csv::ReaderBuilder::new().delimiter(dialect.separator).from_reader(bytes.as_slice());
            let theirs: Vec<String> =
                reader.records().map(|r| sekisho::model::trim_id(&r.unwrap()[at]).to_owned()).collect();
            assert_eq!(ids, theirs);
        }
    });
    assert!(accepted > 10, "{accepted} of the tables were accepted: the comparison says nothing");
}

#[test]
fn no_policy_makes_the_program_panic() {
    let good = include_str!("../../sample_data/policy.toml");
    let codes = sekisho::rules::known_codes();
    let mut refused = 0;
    fuzz("policies", |draw| {
        let mut bytes = good.as_bytes().to_vec();
        draw.mutate(&mut bytes);
        if let Err(error) = Policy::read(&String::from_utf8_lossy(&bytes), "policy.toml", &codes) {
            refused += 1;
            assert!(!error.problems().is_empty() && error.fault() == sekisho::error::Fault::Input);
        }
    });
    assert!(refused > 10, "{refused} were refused");
}

#[test]
fn no_value_makes_a_field_panic() {
    let mut texts = 0_u64;
    fuzz("values", |draw| {
        let mut bytes = VALUES[draw.below(VALUES.len())].as_bytes().to_vec();
        draw.mutate(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for field in fields::ids().map(fields::field) {
            let mut value = String::new();
            let first = (field.parse)(&text, &mut value);
            let mut again = String::new();
            assert_eq!((field.parse)(&text, &mut again).status, first.status, "{}", field.name);
            assert_eq!(value, again, "{}", field.name);
            texts += 1;
        }
    });
    assert!(texts > 1_000);
}
