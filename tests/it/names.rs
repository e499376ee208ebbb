//! The names: the short way for ordinary ones gives the answer of the long way, and a key is the name folded letter by
//! letter.

use super::truth;
use proptest::prelude::*;
use sekisho::fields::{self, PART_SEPARATOR, Parsed, name, name_kana, name_kanji};
use sekisho::synth::{CUSTOMERS_HEADER, Synth, SynthPlan};
use sekisho::text::{kana, kanji};
use std::path::Path;

type Parse = fn(&str, &mut String) -> Parsed;

const FIELDS: [(&fields::Field, Parse); 2] =
    [(&name_kanji::FIELD, name_kanji::parse_at_length), (&name_kana::FIELD, name_kana::parse_at_length)];

/// Reads a text in both ways, in both fields, behind something that is there already. Returns how many of them can be read.
fn both_ways(text: &str) -> usize {
    let mut read = 0;
    for (field, at_length) in FIELDS {
        let (mut short, mut long) = (String::from("x"), String::from("x"));
        let parsed = (field.parse)(text, &mut short);
        assert_eq!(parsed, at_length(text, &mut long), "{}: {text:?}", field.name);
        assert_eq!(short, long, "{}: {text:?}", field.name);
        read += usize::from(parsed.status == fields::Status::Ok);
        let mut made = String::new();
        let key = (field.key)(&short[1..], &mut made);
        assert_eq!(key, plain_key(field, &short[1..]), "{}: {text:?}", field.name);
    }
    read
}

/// The key as it is defined: letter by letter, without spaces and the mark between the parts.
fn plain_key(field: &fields::Field, value: &str) -> String {
    let letters = || value.chars().filter(|c| *c != ' ' && *c != PART_SEPARATOR);
    let (family, given) = name::parts(value);
    let is_kana = kana::is_katakana(family) && given.is_none_or(kana::is_katakana);
    if field.name == "name_kana" || is_kana {
        letters().map(|c| kana::plain(kana::large(c))).collect()
    } else {
        letters().map(kanji::canonical_kanji).collect()
    }
}

#[test]
fn the_short_way_is_the_long_way_on_every_value_of_the_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fields");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for cell in text.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split('\t')) {
            let cell = truth::unescape(cell);
            read += both_ways(&cell) + both_ways(&cell.replace('|', "\u{1f}"));
        }
    }
    assert!(read > 3000, "only {read}");
}

#[test]
fn the_short_way_is_the_long_way_on_100_000_customers() {
    let rows = 100_000;
    let synth = Synth::new(SynthPlan { rows, merges: rows / 10, seed: 5 }).unwrap();
    let headers: Vec<&str> = CUSTOMERS_HEADER.trim_end().split(',').collect();
    let column = |name: &str| headers.iter().position(|header| *header == name).unwrap();
    let (kanji, kana) = (column("name_kanji"), column("name_kana"));
    let mut text = String::new();
    synth.customers(0..rows, &mut text);
    let mut read = 0;
    for line in text.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        read += both_ways(cells[kanji]) + both_ways(cells[kana]);
        let parted = cells[kanji].replacen([' ', '\u{3000}'], "\u{1f}", 1);
        read += both_ways(&parted);
    }
    assert!(read > 380_000, "only {read}");
}

/// A field, the file, and its rows with their lines.
type Table = (&'static fields::Field, String, Vec<(usize, Vec<String>)>);

/// The tables beside the truth tables of the two fields, `name_<field>.<what>.<kind>.tsv`.
fn further_tables(kind: &str) -> Vec<Table> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(truth::folder()).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let [field, _what, is, "tsv"] = file.split('.').collect::<Vec<_>>()[..] else { continue };
        if let Some(id) = fields::by_name(field).filter(|_| is == kind) {
            let rows = truth::rows(&path).into_iter().skip(1).collect();
            found.push((fields::field(id), file, rows));
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

#[test]
fn every_name_of_the_standards_is_read_as_their_tables_say() {
    let (mut bad, mut rows) = (Vec::new(), 0);
    for (field, file, table) in further_tables("values") {
        rows += table.len();
        for (line, row) in table {
            let mut value = String::new();
            let parsed = (field.parse)(&truth::raw(field, &row[0]), &mut value);
            if parsed.status.name() != row[1]
                || value.replace(PART_SEPARATOR, "|") != truth::unescape(&row[2])
            {
                bad.push(format!("{file}:{line}: {} is {} {value:?}", row[0], parsed.status.name()));
            }
        }
    }
    assert!(bad.is_empty(), "{} rows:\n{}", bad.len(), bad.join("\n"));
    assert!(rows > 1400, "only {rows}");
}

#[test]
fn every_pair_of_the_standards_agrees_as_their_tables_say() {
    let (mut bad, mut rows) = (Vec::new(), 0);
    for (field, file, table) in further_tables("pairs") {
        rows += table.len();
        for (line, row) in table {
            for (left, right) in [(&row[0], &row[1]), (&row[1], &row[0])] {
                let rung = truth::rung(field, left, right);
                let got = if rung.needs_kana { "variant_if_kana_agrees" } else { rung.agreement.name() };
                if got != row[2] {
                    bad.push(format!("{file}:{line}: {left} {right} is {got}, the table says {}", row[2]));
                }
            }
        }
    }
    assert!(bad.is_empty(), "{} pairs:\n{}", bad.len(), bad.join("\n"));
    assert!(rows > 2200, "only {rows}");
}

/// The folds that are named between two raw names of a field.
fn folds_between(field: &fields::Field, left: &str, right: &str) -> Vec<&'static str> {
    let raws = [truth::raw(field, left), truth::raw(field, right)];
    let mut values = [String::new(), String::new()];
    let parsed = [0, 1].map(|i| (field.parse)(&raws[i], &mut values[i]));
    let reading =
        |i: usize| fields::Reading { status: parsed[i].status, weak: None, raw: &raws[i], value: &values[i] };
    let folds = if field.name == "name_kana" { name_kana::folds } else { name_kanji::folds };
    folds(&reading(0), &reading(1)).iter().map(|fold| fold.tier).collect()
}

#[test]
fn every_fold_that_an_agreement_rests_on_is_named_and_no_other() {
    let (mut bad, mut seen) = (Vec::new(), 0);
    let tables = fields::FIELDS[..2].iter().map(|field| {
        let file = format!("{}.pairs.tsv", field.name);
        let rows = truth::rows(&truth::folder().join(&file)).into_iter().skip(1).collect();
        (*field, file, rows)
    });
    for (field, file, table) in tables.chain(further_tables("pairs")) {
        for (line, row) in table {
            let tiers = folds_between(field, &row[0], &row[1]);
            let same = |tier: &&str| matches!(*tier, "A" | "A1" | "A2" | "K0");
            let variant = |tier: &&str| matches!(*tier, "B1" | "B2" | "K1");
            let well = match row[2].as_str() {
                "exact" | "missing" | "placeholder" | "invalid" => tiers.is_empty(),
                "normalized" => tiers.iter().all(same),
                "variant" | "variant_if_kana_agrees" => {
                    tiers.iter().any(variant) && tiers.iter().all(|t| same(t) || variant(t))
                }
                _ => continue,
            };
            // Spaces, marks that nobody sees and the mark between the parts are no folds of letters.
            seen += usize::from(!tiers.is_empty());
            if !well {
                bad.push(format!("{file}:{line}: {} {} {tiers:?}", row[0], row[1]));
            }
        }
    }
    assert!(bad.is_empty(), "{}:\n{}", bad.len(), bad.join("\n"));
    assert!(seen > 1500, "only {seen}");
}

/// Ordinary letters, letters of listed words, and everything that one of the two ways treats in its own manner.
fn hostile() -> impl Strategy<Value = String> {
    let of = |text: &str| proptest::sample::select(text.chars().collect::<Vec<_>>());
    let word = |text: &str| proptest::sample::select(text.split(' ').map(str::to_owned).collect::<Vec<_>>());
    let piece = prop_oneof![
        4 => of("山田太郎佐々木花子髙﨑𠮷家本人会社名法一二第児様殿無不明先生同上").prop_map(String::from),
        4 => of("アカガサシジタダナノハバマミヤユンヴセイメトウロクキャュー").prop_map(String::from),
        3 => of("さくらななしまんうえおすてとゃー").prop_map(String::from),
        3 => of("ｱｶｻﾀﾅﾊﾏﾔｼｾｲﾒﾞﾟｰﾗﾝ").prop_map(String::from),
        3 => of(" \u{3000}\u{1f}・-ー々ゝヶケヵ〇?Aa1)").prop_map(String::from),
        2 => word("会社 後見人 なし ナシ ﾅｼ サマ さん 様 テスト てすと ユーザー シメイ セイメイ 不明 未登録 アアア 同上 本人 家"),
        1 => proptest::char::any().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn the_short_way_is_the_long_way_on_hostile_texts(text in hostile()) {
        both_ways(&text);
    }
}
