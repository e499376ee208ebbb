//! Names that must stay apart: `conflations.tsv`, different names that a sloppy fold joins; `romaji.tsv`, names in Latin
//! letters beside kana.

use super::truth;
use sekisho::fields::name::romaji;
use sekisho::fields::{self, Reading, Status};
use sekisho::text::{distance, kana, kanji};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

fn table(name: &str) -> Vec<(usize, Vec<String>)> {
    let path = truth::folder().join("..").join(name);
    truth::rows(&path).into_iter().skip(1).collect()
}

fn without(name: &str, dropped: &str) -> String {
    name.chars().filter(|c| !dropped.contains(*c)).collect()
}

/// Kana of one vowel, in the order of `アイウエオ`.
const VOWELS: [&str; 5] = [
    "アカサタナハマヤラワガザダバパャ",
    "イキシチニヒミリギジヂビピィ",
    "ウクスツヌフムユルグズヅブプュ",
    "エケセテネヘメレゲゼデベペェ",
    "オコソトノホモヨロゴゾドボポョヲォ",
];

/// The kana without the second half of any long vowel.
fn without_long_vowels(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        let last = out.chars().next_back();
        let vowel = VOWELS.iter().position(|row| last.is_some_and(|l| row.contains(l)));
        let long = match (vowel, c) {
            (Some(_), 'ー') | (Some(4), 'ウ' | 'オ') | (Some(3), 'イ' | 'エ') => true,
            (Some(row), _) => row < 3 && c == ['ア', 'イ', 'ウ'][row],
            (None, _) => false,
        };
        if !long {
            out.push(c);
        }
    }
    out
}

/// Whether the fold that a row names joins its two names: what a sloppy matcher would do.
fn joins(fold: &str, left: &str, right: &str) -> bool {
    let same = |f: &dyn Fn(&str) -> String| f(left) == f(right);
    let differ = |f: &dyn Fn(char, char) -> bool| {
        left.chars().count() == right.chars().count()
            && left.chars().zip(right.chars()).filter(|(a, b)| a != b).all(|(a, b)| f(a, b))
    };
    match fold {
        "voicing" => same(&|name| name.chars().map(kana::unvoiced).collect()),
        "long_vowels" => same(&without_long_vowels),
        "n_dropped" => same(&|name| without(name, "ン")),
        "small_tsu_dropped" => same(&|name| without(name, "ッ")),
        "one_sound" => same(&|name| name.replace('ヂ', "ジ").replace('ヅ', "ズ")),
        "one_slip" => distance::is_one_slip(left, right),
        "repetition_dropped" => same(&|name| without(name, "々")),
        "kana_dropped" => same(&|name| without(name, "ノヶケ")),
        "one_kanji" => strsim::levenshtein(left, right) == 1,
        "look_alike" => differ(&|a, b| kanji::kinship(a, b) == kanji::Kinship::LookAlikes),
        "accents" => same(&|name| {
            let bare = name.nfd().filter(|c| !is_combining_mark(*c));
            bare.collect::<String>().replace('Ł', "L").replace('Ø', "O")
        }),
        "suffix" => same(&|name| name.chars().filter(|c| kanji::is_kanji(*c)).take(4).collect()),
        // The two are spelled alike in kana; `source` says how.
        "reading_alone" => true,
        other => panic!("unknown fold {other}"),
    }
}

#[test]
fn no_names_that_a_sloppy_fold_joins_agree() {
    let (mut bad, mut folds) = (Vec::new(), BTreeMap::new());
    for (line, row) in table("conflations.tsv") {
        let [field, left, right, fold, _source] = row.as_slice() else { panic!("five cells") };
        let field = fields::field(fields::by_name(field).unwrap());
        *folds.entry(fold.clone()).or_insert(0) += 1;
        if !joins(fold, left, right) {
            bad.push(format!("{line}: {fold} does not join {left} and {right}"));
        }
        // In two columns, in one with a space, and in one without.
        for between in ["|", " ", ""] {
            for (l, r) in [(left, right), (right, left)] {
                let cells = [l.replace('|', between), r.replace('|', between)];
                for cell in &cells {
                    let status = (field.parse)(&truth::raw(field, cell), &mut String::new()).status;
                    if status != Status::Ok {
                        bad.push(format!("{line}: {cell} is {}", status.name()));
                    }
                }
                let rung = truth::rung(field, &cells[0], &cells[1]);
                if rung.agreement.agrees(true) {
                    bad.push(format!("{line}: {} and {} are {}", cells[0], cells[1], rung.agreement.name()));
                }
            }
        }
    }
    assert!(bad.is_empty(), "{}:\n{}", bad.len(), bad.join("\n"));
    assert!(folds.values().sum::<usize>() > 650 && folds.len() >= 12, "{folds:?}");
}

#[test]
fn latin_letters_fit_kana_as_the_table_says_and_never_agree() {
    let (mut bad, mut rows) = (Vec::new(), 0);
    let name_kanji = fields::field(fields::NAME_KANJI);
    for (line, row) in table("romaji.tsv") {
        let [latin, kana, system, agreement, _source] = row.as_slice() else { panic!("five cells") };
        rows += 1;
        let of = |raw: &str| {
            let mut value = String::new();
            assert_eq!((name_kanji.parse)(raw, &mut value).status, Status::Ok, "{raw}");
            value
        };
        let (lv, kv) = (of(latin), of(kana));
        let reading = |raw, value| Reading { status: Status::Ok, weak: None, raw, value };
        let (l, k) = (reading(latin, lv.as_str()), reading(kana, kv.as_str()));
        let named = |fold: Option<fields::name::fold::Fold>| fold.map_or("none", |f| f.sources).to_owned();
        let expected = match system.as_str() {
            "none" => "none".to_owned(),
            system => format!("ROMAJI-{}", system.to_uppercase().replace('_', "-")),
        };
        for (a, b) in [(&l, &k), (&k, &l)] {
            let fits = named(romaji::fold(a, b));
            let rung = fields::agreement(name_kanji, &[*a], &[*b]).agreement;
            if fits != expected || rung.name() != agreement {
                bad.push(format!("{line}: {latin} {kana}: {fits}, {}", rung.name()));
            }
        }
    }
    assert!(bad.is_empty(), "{}:\n{}", bad.len(), bad.join("\n"));
    assert!(rows > 180, "only {rows}");
}
