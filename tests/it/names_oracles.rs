//! The kana and kanji libraries `wana_kana` and `yosina` beside our own folds, letter by letter. Where they differ the reason
//! stands in `tests/oracle_differences.tsv`; a difference that is not listed is an error, and so is a listed one that is gone.

use super::truth;
use sekisho::text::{kana, kanji};
use std::collections::BTreeSet;
use std::io::Read;
use wana_kana::ConvertJapanese;
use yosina::recipes::{HiraKataOptions, RemoveIVSSVSOptions, ToFullWidthOptions, TransliterationRecipe};

/// What an oracle makes of one text, and what we make of it; `-` where it cannot be read.
type Difference = (&'static str, String, String, String);

/// A row of the table: one difference, or all of one kind.
struct Listed {
    line: usize,
    cells: Vec<String>,
}

impl Listed {
    fn covers(&self, (oracle, text, theirs, ours): &Difference) -> bool {
        let cell = |at: usize| self.cells[at].as_str();
        let is_text = match (cell(1).split_once('*'), cell(1).split_once("..")) {
            (Some((before, after)), _) => text.starts_with(before) && text.ends_with(after),
            (None, Some((first, last))) => {
                let code = |cell: &str| u32::from_str_radix(cell.trim_start_matches("U+"), 16).unwrap();
                (code(first)..=code(last)).contains(&u32::from(text.chars().next().unwrap()))
            }
            (None, None) => cell(1) == text,
        };
        let theirs_are = if cell(2) == "=" { theirs == text } else { cell(2) == theirs };
        cell(0) == *oracle && is_text && theirs_are && (cell(3) == "*" || cell(3) == ours)
    }
}

fn listed() -> Vec<Listed> {
    let rows = truth::rows(&truth::folder().join("../oracle_differences.tsv")).into_iter().skip(1);
    let rows =
        rows.map(|(line, row)| Listed { line, cells: row.iter().map(|c| truth::unescape(c)).collect() });
    rows.inspect(|row| assert!(row.cells[4].len() > 10, "{}: no reason", row.line)).collect()
}

fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
                format!("\\u{{{:X}}}", u32::from(c))
            }
            _ => c.to_string(),
        })
        .collect()
}

/// All differences of an oracle are listed, and all that are listed are there.
fn hold(oracle: &str, found: &[Difference]) {
    let listed: Vec<Listed> = listed().into_iter().filter(|row| row.cells[0] == oracle).collect();
    let unlisted: Vec<String> = found
        .iter()
        .filter(|difference| !listed.iter().any(|row| row.covers(difference)))
        .map(|(o, t, theirs, ours)| format!("{o}\t{}\t{}\t{}", shown(t), shown(theirs), shown(ours)))
        .collect();
    assert!(unlisted.is_empty(), "{} not listed:\n{}", unlisted.len(), unlisted.join("\n"));
    let gone = listed.iter().filter(|row| !found.iter().any(|difference| row.covers(difference)));
    let gone: Vec<_> = gone.map(|row| format!("{}: {:?}", row.line, row.cells)).collect();
    assert!(gone.is_empty(), "listed and gone:\n{}", gone.join("\n"));
}

fn ours(text: &str) -> String {
    let mut out = String::new();
    if kana::push_katakana(text, &mut out) { out } else { "-".to_owned() }
}

/// Every letter of kana, alone and with each mark, in the middle of a word.
fn kana_texts() -> Vec<String> {
    let letters = ('ぁ'..='ゖ').chain('ゝ'..='ゞ').chain('ァ'..='ー').chain('ヽ'..='ヾ').chain('ｦ'..='ﾝ');
    let marks =
        ["", "゛", "゜", "\u{3099}", "\u{309a}", "ﾞ", "ﾟ", "-", "－", "ゝ", "ゞ", "ヽ", "ヾ", "ー", "ｰ"];
    letters.flat_map(|c| marks.iter().map(move |mark| format!("マ{c}{mark}ラ"))).collect()
}

fn yosina(recipe: TransliterationRecipe) -> impl Fn(&str) -> String {
    let fold = yosina::make_transliterator(&recipe).unwrap();
    move |text| fold(text).unwrap()
}

/// A reading is what is left after an oracle; whatever is not katakana is not one.
fn read(text: String) -> String {
    if kana::is_katakana(&text) { text } else { "-".to_owned() }
}

#[test]
fn kana_are_what_wana_kana_says_but_for_what_is_listed() {
    let mut found = Vec::new();
    for text in kana_texts() {
        let (theirs, ours) = (read(text.to_katakana()), ours(&text));
        if theirs != ours {
            found.push(("wana_kana", text, theirs, ours));
        }
    }
    hold("wana_kana", &found);
}

#[test]
fn kana_are_what_yosina_says_but_for_what_is_listed() {
    let theirs = yosina(TransliterationRecipe {
        hira_kata: HiraKataOptions::HiraToKata,
        combine_decomposed_hiraganas_and_katakanas: true,
        replace_japanese_iteration_marks: true,
        to_fullwidth: ToFullWidthOptions::Yes { u005c_as_yen_sign: false },
        ..TransliterationRecipe::default()
    });
    let mut found = Vec::new();
    for text in kana_texts() {
        let (theirs, ours) = (read(theirs(&text)), ours(&text));
        if theirs != ours {
            found.push(("yosina_kana", text, theirs, ours));
        }
    }
    hold("yosina_kana", &found);
}

#[test]
fn kanji_are_what_yosina_says_but_for_what_is_listed() {
    let theirs = yosina(TransliterationRecipe {
        kanji_old_new: true,
        replace_radicals: true,
        remove_ivs_svs: RemoveIVSSVSOptions::Yes { drop_all_selectors: true },
        ..TransliterationRecipe::default()
    });
    let blocks = ('\u{2e80}'..='\u{2fdf}')
        .chain('\u{3400}'..='\u{9fff}')
        .chain('\u{f900}'..='\u{faff}')
        .chain('\u{20000}'..='\u{2a6df}')
        .chain('\u{2f800}'..='\u{2fa1f}');
    let mut found = Vec::new();
    for c in blocks {
        let text = c.to_string();
        let ours = kanji::canonical_kanji(kanji::same_kanji(c)).to_string();
        let theirs = theirs(&text);
        if theirs != ours {
            found.push(("yosina_kanji", text, theirs, ours));
        }
    }
    hold("yosina_kanji", &found);
}

#[test]
fn every_reading_of_the_lexicon_in_hiragana_and_in_half_width_is_itself_for_all_three() {
    let file =
        std::fs::File::open(truth::folder().join("../../src/text/tables/name_readings.tsv.gz")).unwrap();
    let mut table = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut table).unwrap();
    let readings: BTreeSet<&str> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').nth(2))
        .filter(|reading| kana::is_katakana(reading))
        .collect();
    assert!(readings.len() > 50_000, "only {}", readings.len());
    let half = yosina(TransliterationRecipe {
        to_halfwidth: yosina::recipes::ToHalfwidthOptions::Yes { hankaku_kana: true },
        ..TransliterationRecipe::default()
    });
    let mut bad = Vec::new();
    for (number, reading) in readings.into_iter().enumerate() {
        let hiragana: String = reading.chars().map(hiragana).collect();
        let mut writings = vec![hiragana.clone()];
        // The oracle is slow; every tenth reading is enough for a table of 56 letters.
        if number % 10 == 0 {
            writings.push(half(reading));
        }
        bad.extend(writings.into_iter().filter(|text| ours(text) != reading));
        if hiragana.to_katakana() != reading && !reading.contains(['ー', 'ヷ', 'ヸ', 'ヹ', 'ヺ']) {
            bad.push(hiragana);
        }
    }
    assert!(bad.is_empty(), "{}: {:?}", bad.len(), &bad[..bad.len().min(20)]);
}

/// The hiragana of a katakana; ー and what has none as it is.
fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap(),
        _ => c,
    }
}
