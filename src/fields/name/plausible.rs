//! Whether the words of a name are made as the name of one person is: by what names are, whatever else a cell may hold.
//!
//! - Letters of one script (kanji and kana are one), iteration and prolonged sound marks; between Latin letters ' - and full stops,
//!   between katakana ＝. Digits, brackets, arrows, hearts and whatever else: no name.
//! - Kanji: a listed family name, and behind it a given name that is listed or looks like one: no word of an office or a trade, kanji
//!   that begin and end given names, kana that are a reading of one. Three words are nobody's plain name.
//! - Kana: a reading of a family name and one of a given name, or a name from abroad.
//! - Latin letters: two words and more with vowels, no keys in a row, nothing that joins two people; two words that sound
//!   Japanese spell a family name and a given one.
//! - Another script: no list of its names is held.
//!
//! Whoever has a name that is made otherwise is looked at by a person. Sources: 戸籍法施行規則 第60条 for the letters of given names;
//! the lexicon of `text::kana_of`; 外国人の氏名 (在留カード, ICAO Doc 9303) for Latin letters; own lists.

use super::{foreign, latin, posts, relation};
use crate::text::family_names::is_family_name;
use crate::text::given_names::{begins_given_names, ends_given_names, may_be_given_name};
use crate::text::kana::push_katakana;
use crate::text::kana_names::{is_full_reading, is_reading};
use crate::text::kana_of::{Part, is_listed, listed_beginnings};
use crate::text::kanji::{canonical_kanji, is_kanji};
use unicode_normalization::char::is_combining_mark;

/// The most letters of a given name in kanji and kana.
const MIXED_MAX: usize = 4;

/// Kanji that end a word for what somebody is or what is done, and hardly a coined name.
const CALLINGS: &[char] = &[
    '者', '師', '官', '側', '棟', '家', '員', '性', '事', '金', '室', '長', '年', '期', '品', '用', '料',
    '費', '達', '等', '門', '業', '係', '臣', '房', '督', '屋', '内', '外', '店', '所', '校',
];

/// The same of words of three kanji and more: 下宿人, 建築士, 工場主.
const LONG_CALLINGS: &[char] = &['人', '士', '主', '目', '生', '方', '手'];

/// Kanji for kin, a household or a house that right behind a given name of one kanji are no part of it: 誠弟, 誠宅.
const KIN_BEHIND: &[char] =
    &['兄', '弟', '姉', '妹', '父', '母', '孫', '児', '女', '宅', '方', '内', '他', '会', '済', '園'];

/// What the letters of a word are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Kanji, kana beside them or none.
    Kanji,
    /// Kana alone.
    Kana,
    /// The Latin alphabet.
    Latin,
    /// A script that no list of names is held for.
    Unlisted,
}

/// Whether nothing but letters, in a script that names are written in, and marks that names have stand in a word.
fn letters(word: &str) -> Option<Letters> {
    let mut found: Option<Letters> = None;
    for c in word.chars() {
        let here = match c {
            c if is_kanji(c) => Letters::Kanji,
            'ぁ'..='ゖ' | 'ァ'..='ヺ' => Letters::Kana,
            '々' | '〆' if found == Some(Letters::Kanji) => Letters::Kanji,
            'ー' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ' if matches!(found, Some(Letters::Kana | Letters::Kanji)) => {
                continue;
            }
            '=' | '゠' if found == Some(Letters::Kana) => continue,
            '가'..='힣' => Letters::Unlisted,
            '\'' | '’' | 'ʼ' | '‘' | '-' | '‐' | '.' if is_alphabet(found) => continue,
            c if is_combining_mark(c) && is_alphabet(found) => continue,
            c if c.is_alphabetic() && is_latin(c) => Letters::Latin,
            c if c.is_alphabetic() && !is_east_asian(c) => Letters::Unlisted,
            _no_letter_of_a_name => return None,
        };
        found = match (found, here) {
            (None, here) => Some(here),
            (Some(Letters::Kanji | Letters::Kana), Letters::Kanji)
            | (Some(Letters::Kanji), Letters::Kana) => Some(Letters::Kanji),
            (Some(one), other) if one == other => found,
            _two_scripts => return None,
        };
    }
    found
}

const fn is_alphabet(letters: Option<Letters>) -> bool {
    matches!(letters, Some(Letters::Latin | Letters::Unlisted))
}

/// Letters of the Latin blocks of Unicode that names are written in.
const fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Letters of East Asia that no name here is written in: bopomofo, single Hangul letters, circled and squared ones.
const fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{33ff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether nothing but letters and marks of names stands in the words, in one script.
pub fn is_letters(words: &[String]) -> bool {
    script(words).is_some()
}

fn script(words: &[String]) -> Option<Letters> {
    let mut scripts = words.iter().map(|word| letters(word));
    let first = scripts.next()??;
    scripts.try_fold(first, |all, one| match (all, one?) {
        (Letters::Kanji | Letters::Kana, Letters::Kanji) | (Letters::Kanji, Letters::Kana) => {
            Some(Letters::Kanji)
        }
        (one, other) => (one == other).then_some(one),
    })
}

/// Whether these words, in one width and of Latin letters in capitals, may be the full name of one person.
pub fn is_person(words: &[String], raw: &str) -> bool {
    match script(words) {
        None | Some(Letters::Unlisted) => false,
        Some(Letters::Kanji) => is_kanji_person(words),
        Some(Letters::Kana) => is_kana_person(words),
        Some(Letters::Latin) => latin::is_person(words, raw),
    }
}

/// The kanji of a text in the forms that the lexicon lists.
fn folded(text: &str) -> String {
    text.chars().map(canonical_kanji).collect()
}

fn is_kanji_person(words: &[String]) -> bool {
    if posts::is_word(&words.concat()) {
        return false;
    }
    match words {
        [word] => is_cut(word) || is_cut(&folded(word)),
        // Two columns or one, in either order.
        [one, other] => {
            // In the other order one kanji is too little: it may stand for a form of company (医 佐藤).
            let is_swapped =
                || one.chars().nth(1).is_some() && is_family(other) && is_listed(Part::Given, one);
            is_pair(one, other) || (is_swapped() && !posts::is_word(one))
        }
        // One letter a word: 佐 藤 健 太.
        letters if letters.iter().all(|word| word.chars().nth(1).is_none()) => {
            is_kanji_person(&[letters.concat()])
        }
        _three_and_more => false,
    }
}

fn is_pair(family: &str, given: &str) -> bool {
    is_family(family)
        && (is_given(given) || (!posts::is_word(given) && foreign::may_be_given_name(family, given)))
}

/// Whether a word may be the family name of one person.
pub fn is_family(word: &str) -> bool {
    if word.chars().any(is_kanji) {
        return !posts::is_office(word)
            && (is_family_name(word) || is_family_name(&folded(word)) || foreign::is_family(word));
    }
    katakana(word).is_some_and(|kana| {
        !is_kana_word(word, &kana) && (is_reading(Part::Family, &kana) || foreign::is_name(&kana))
    })
}

/// Whether a word may be the given name of one person, whatever stands before it.
pub fn is_given(word: &str) -> bool {
    if posts::is_word(word) {
        return false;
    }
    if is_listed(Part::Given, word) || is_listed(Part::Given, &folded(word)) {
        return true;
    }
    if let Some(kana) = katakana(word) {
        return is_given_kana(word, &kana);
    }
    !is_somebody_elses(word) && (may_be_given_name(word) || is_mixed_given(word))
}

/// Whether what is not listed begins as a polite word does, counts people, or has a given name before it: 御息女, 他一名, 恵子孫.
fn is_somebody_elses(word: &str) -> bool {
    let counts = word.starts_with(['他', '外']) && word.ends_with(['名', '人']);
    let is_long = word.chars().nth(2).is_some();
    let is_calling = word.ends_with(CALLINGS) || (is_long && word.ends_with(LONG_CALLINGS));
    let mut cuts = word.char_indices().skip(2).map(|(at, _)| word.split_at(at));
    let is_behind_one = cuts.any(|(given, rest)| {
        given.chars().all(is_kanji)
            && is_listed(Part::Given, given)
            && (given.ends_with('子') || posts::is_word(rest) || !rest.chars().all(is_kanji))
    });
    let is_kin = {
        let (given, last) = word.split_at(word.char_indices().nth(1).map_or(word.len(), |(at, _)| at));
        !is_long && last.starts_with(KIN_BEHIND) && is_listed(Part::Given, given)
    };
    word.starts_with(['御', '貴', '元', '前', '旧', '故', '亡'])
        || counts
        || is_calling
        || is_behind_one
        || is_kin
}

fn is_given_kana(word: &str, kana: &str) -> bool {
    !is_kana_word(word, kana) && (is_given_reading(kana) || foreign::is_name(kana))
}

/// Whether katakana are a reading of a given name, kana of the old orthography as they stand or as they are said: ヱミ.
fn is_given_reading(kana: &str) -> bool {
    let modern = |c| match c {
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        'ヲ' => 'オ',
        other => other,
    };
    is_reading(Part::Given, kana) || is_reading(Part::Given, &kana.chars().map(modern).collect::<String>())
}

fn is_kana_word(word: &str, katakana: &str) -> bool {
    posts::is_word(word) || posts::is_word(katakana)
}

/// A given name of kanji and kana that is not listed: さと子, 恵み. Polite words (お母, の弟, 健さん) are none.
fn is_mixed_given(word: &str) -> bool {
    let is_polite = word.starts_with(['お', 'ご', 'の', 'オ', 'ゴ', 'ノ'])
        || ["さん", "さま", "ちゃん", "くん", "たち", "ほか", "ら", "の"]
            .iter()
            .any(|end| word.ends_with(end))
        || word.chars().skip(1).any(|c| matches!(c, 'お' | 'ご' | 'の' | 'ノ'))
        || word.contains('と') && !word.ends_with('と') && word.chars().nth(2).is_some();
    let (first, last) = (word.chars().next(), word.chars().next_back());
    word.chars().count() <= MIXED_MAX
        && !word.chars().all(is_kanji)
        && !is_polite
        && first.is_some_and(|c| !is_kanji(c) || begins_given_names(c))
        && last.is_some_and(|c| !is_kanji(c) || ends_given_names(c))
        && word.chars().filter(|c| is_kanji(*c)).all(|c| begins_given_names(c) || ends_given_names(c))
}

/// Whether one word is a family name with a given name behind it. A given name that no list has counts behind the longest
/// family name alone: 佐藤店長 is no 佐 and 藤店長.
fn is_cut(word: &str) -> bool {
    let beginnings = listed_beginnings(Part::Family, word);
    let cuts = word.char_indices().filter(|(at, _)| *at < 64 && beginnings & (1 << *at) != 0);
    // The lexicon has people whole among its family names (中村久美 before 子): they are none.
    let is_listed_family = |family: &str| is_family_name(family) || is_family_name(&folded(family));
    let cuts: Vec<_> =
        cuts.map(|(at, _)| word.split_at(at)).filter(|(family, _)| is_listed_family(family)).collect();
    let is_refused = |given: &str| posts::is_word(given) || relation::PLURALS.contains(&given);
    // From the longest family name on, to the first behind which a word stands that is no given name.
    let sound = || cuts.iter().rev().take_while(|(_, given)| !is_refused(given));
    sound().any(|(family, given)| is_family(family) && is_listed(Part::Given, given))
        || sound().next().is_some_and(|(family, given)| is_pair(family, given))
        || word.char_indices().nth(1).is_some_and(|(at, _)| {
            let (family, given) = word.split_at(at);
            foreign::is_family(family) && is_pair(family, given)
        })
}

/// The katakana of a word that is all kana; ＝ between two of them left out.
fn katakana(word: &str) -> Option<String> {
    let mut katakana = String::new();
    push_katakana(&word.replace(['=', '゠'], ""), &mut katakana).then_some(katakana)
}

fn is_kana_person(words: &[String]) -> bool {
    let kana: Vec<String> = words.iter().filter_map(|word| katakana(word)).collect();
    let is_whole = kana.len() == words.len() && !is_kana_word(&words.concat(), &kana.concat());
    // チャン is a family name, too.
    let mut named = words.iter().zip(&kana).enumerate();
    if !is_whole
        || named.any(|(i, (word, kana))| {
            is_kana_word(word, kana) && !(i == 0 && words.len() > 1 && foreign::is_name(kana))
        })
    {
        return false;
    }
    let from_abroad = |kana: &String| foreign::is_name(kana) || foreign::sounds_foreign(kana);
    let is_japanese_family = |kana: &String| is_reading(Part::Family, kana) && !foreign::is_name(kana);
    match kana.as_slice() {
        [word] => is_full_reading(word, |given| !posts::is_word(given)),
        [one, other] => {
            // 家 read ケ is no given name.
            let given = |kana: &String| kana.chars().nth(1).is_some() && is_given_reading(kana);
            let family = |kana: &String| is_reading(Part::Family, kana);
            (given(other) && (family(one) || !given(one)))
                || (given(one) && family(other))
                || (is_japanese_family(one) && foreign::is_name(other))
                || (!is_japanese_family(one) && (from_abroad(one) || from_abroad(other)))
        }
        [first, ..] => !is_japanese_family(first) && kana.iter().any(from_abroad),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_one(name: &str) -> bool {
        is_person(&name.to_uppercase().split(' ').map(str::to_owned).collect::<Vec<_>>(), name)
    }

    #[test]
    fn names_are_made_as_names_are() {
        for name in [
            "佐藤 健太",
            "佐藤健太",
            "佐藤 惟織",
            "佐藤 さと子",
            "佐藤 さくら",
            "佐藤 マリア",
            "李 娜",
            "陳 敬騰",
            "スズキ ケンタ",
            "ジャン=ポール サルトル",
            "グエン ヴァン アン",
            "Lee So-yeon",
        ] {
            assert!(is_one(name), "{name}");
        }
    }

    #[test]
    fn what_is_made_otherwise_is_no_name() {
        for name in [
            "佐藤 教授",
            "佐藤健太佐藤恵子",
            "高橋誠洋子",
            "高橋 誠 洋子",
            "高橋 誠(洋子)",
            "高橋 誠♡洋子",
            "高橋方 鈴木実",
            "佐藤 デザイン",
            "スズキ ショウテン",
            "サトウ ケンタ ケイコ",
            "カイイン バンゴウ",
            "asdf qwer",
            "Ken or Keiko Sato",
            "Sato Ken Keiko",
            "A児",
            "佐藤 2世",
            "김 민수",
            "Лев Толстой",
            "佐藤 誠弟",
            "Sato Tsuma",
        ] {
            assert!(!is_one(name), "{name}");
        }
    }
}
