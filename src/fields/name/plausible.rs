//! Whether the words of a name are made as the name of one person is: by what names are, whatever else a cell may hold.
//!
//! - Letters of one script (kanji and kana are one), iteration and prolonged sound marks; between Latin letters ' - and full stops,
//!   between katakana ＝. Digits, brackets, arrows, hearts and whatever else: no name.
//! - Kanji: a listed family name, and behind it a given name that is listed or looks like one: no word of an office or a trade, kanji
//!   that begin and end given names, kana that are a reading of one. Three words are nobody's plain name.
//! - Kana: a reading of a family name and one of a given name, or a name from abroad.
//! - Latin letters: two words and more with vowels, no keys in a row, nothing that joins two people.
//!
//! Whoever has a name that is made otherwise is looked at by a person. Sources: 戸籍法施行規則 第60条 for the letters of given names;
//! the lexicon of `text::kana_of`; 外国人の氏名 (在留カード, ICAO Doc 9303) for Latin letters; own lists.

use super::{foreign, posts, relation, romaji};
use crate::text::family_names::is_family_name;
use crate::text::given_names::{begins_given_names, ends_given_names, may_be_given_name};
use crate::text::kana::push_katakana;
use crate::text::kana_names::{is_full_reading, is_reading};
use crate::text::kana_of::{Part, is_listed, listed_beginnings};
use crate::text::kanji::{canonical_kanji, is_kanji};
use unicode_normalization::char::is_combining_mark;

/// The most words of a name in Latin letters: more are a sentence.
const LATIN_WORDS_MAX: usize = 6;

/// Fewest letters of a Latin word that must have a vowel: Ng and Tse need none.
const VOWEL_FROM: usize = 4;

/// Fewest keys in a row that are no name: Poi and Red are names.
const KEYS_IN_A_ROW: usize = 4;

/// The rows of a keyboard, from either end.
const KEYBOARD: &[&str] = &["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM", "POIUYTREWQ", "LKJHGFDSA", "MNBVCXZ"];

/// The most letters of a given name in kanji and kana.
const MIXED_MAX: usize = 4;

/// Kanji that end a word for what somebody is or what is done, and hardly a coined name.
const CALLINGS: &[char] = &[
    '者', '師', '官', '側', '棟', '家', '員', '性', '事', '金', '室', '長', '年', '期', '品', '用', '料',
    '費', '達', '等', '門', '業', '係', '臣', '房', '督', '屋', '内', '外', '店', '所', '校',
];

/// The same of words of three kanji and more: 下宿人, 建築士, 工場主.
const LONG_CALLINGS: &[char] = &['人', '士', '主', '目', '生', '方', '手'];

/// Particles of Latin family names, which make four words and more one person's.
const PARTICLES: &[&str] = &[
    "DE", "LA", "DEL", "DELA", "DER", "DEN", "VAN", "VON", "BIN", "BINTI", "BTE", "AL", "EL", "DA", "DAS",
    "DOS", "DO", "DI", "DU", "LE", "THI", "ST", "SAN", "SANTA",
];

/// Beginnings of a Latin word behind which a capital letter stands again: McDonald, DeLuca, MacArthur.
const INNER_CAPITAL_AFTER: &[&str] = &["Mac", "Van", "Von", "Del", "Fitz", "Dela", "Dos"];

/// What the letters of a word are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Kanji, kana beside them or none.
    Kanji,
    /// Kana alone.
    Kana,
    /// Hangul syllables.
    Hangul,
    /// An alphabet.
    Alphabet,
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
            '가'..='힣' => Letters::Hangul,
            '\'' | '’' | 'ʼ' | '‘' | '-' | '‐' | '.' if found == Some(Letters::Alphabet) => continue,
            c if is_combining_mark(c) && found == Some(Letters::Alphabet) => continue,
            c if c.is_alphabetic() && !is_east_asian(c) => Letters::Alphabet,
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
        None => false,
        Some(Letters::Kanji) => is_kanji_person(words),
        Some(Letters::Kana) => is_kana_person(words),
        Some(Letters::Hangul) => match words {
            [word] => matches!(word.chars().count(), 2..=4),
            [family, given] => family.chars().count() <= 2 && given.chars().count() <= 3,
            _three_and_more => false,
        },
        Some(Letters::Alphabet) => is_latin_person(words, raw),
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

fn is_family(word: &str) -> bool {
    if word.chars().any(is_kanji) {
        return !posts::is_office(word)
            && (is_family_name(word) || is_family_name(&folded(word)) || foreign::is_family(word));
    }
    katakana(word).is_some_and(|kana| {
        !is_kana_word(word, &kana) && (is_reading(Part::Family, &kana) || foreign::is_name(&kana))
    })
}

fn is_given(word: &str) -> bool {
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
    word.starts_with(['御', '貴', '元', '前', '旧', '故', '亡']) || counts || is_calling || is_behind_one
}

fn is_given_kana(word: &str, kana: &str) -> bool {
    !is_kana_word(word, kana) && (is_reading(Part::Given, kana) || foreign::is_name(kana))
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
            let given = |kana: &String| kana.chars().nth(1).is_some() && is_reading(Part::Given, kana);
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

fn is_latin_person(words: &[String], raw: &str) -> bool {
    // A lower-case y or e joins two people; in capitals it is an initial.
    let joins = |word: &str| {
        matches!(word, "y" | "e" | "i" | "u" | "og" | "och" | "et" | "und" | "en" | "ja" | "ve" | "or")
    };
    let is_joined = super::words(raw, true).any(joins)
        || words.iter().any(|word| {
            matches!(
                word.as_str(),
                "OR" | "AND" | "ET" | "UND" | "OCH" | "OF" | "FOR" | "WITH" | "WHOM" | "YOUR" | "NOT"
            )
        })
        || (words.len() > 3
            && words[1..words.len() - 1].iter().any(|word| matches!(word.as_str(), "Y" | "E")));
    // Four words without a particle, one word twice, a capital inside a word, two titles: two people.
    let are_two = || {
        let has_particle = words.iter().any(|word| PARTICLES.contains(&word.as_str()));
        let twice = words.iter().enumerate().any(|(i, word)| words[..i].contains(word));
        let titles = super::words(raw, true)
            .filter(|word| posts::is_latin_title(word.trim_end_matches('.').to_ascii_uppercase().as_str()));
        (words.len() > 3 && !has_particle)
            || twice
            || titles.count() > 1
            || super::words(raw, true).any(is_camel)
    };
    // Nobody in Japan has a middle name: three words that are all read as kana are two people, or a sentence.
    let is_three_japanese = || words.len() > 2 && romaji::is_romaji(&words.join(" "));
    matches!(words.len(), 2..=LATIN_WORDS_MAX)
        && !is_joined
        && !are_two()
        && words.iter().all(|word| is_latin_name(word))
        && !is_three_japanese()
}

/// Whether a capital stands behind three small letters and more of one word: KenKeiko.
pub fn is_camel(word: &str) -> bool {
    let inner = word
        .char_indices()
        .zip(word.chars().skip(1))
        .find_map(|((at, c), next)| (c.is_lowercase() && next.is_uppercase()).then_some(at + c.len_utf8()));
    inner.is_some_and(|at| at > 2 && !INNER_CAPITAL_AFTER.contains(&&word[..at]))
}

/// Whether a Latin word may be a part of a name: on no list, with a vowel, no keys in a row.
pub fn is_latin_name(word: &str) -> bool {
    let is_vowel = |b: u8| matches!(b, b'A' | b'E' | b'I' | b'O' | b'U' | b'Y');
    let is_sayable =
        word.len() < VOWEL_FROM || !word.is_ascii() || word.bytes().any(is_vowel) || word.contains('.');
    let is_baby = word.len() > "BABY".len() && word.starts_with("BABY");
    is_sayable && !is_baby && !posts::is_latin_word(word) && !is_row_of_keys(word)
}

/// Whether a word is four keys and more that lie in a row, or one letter three times and more.
fn is_row_of_keys(word: &str) -> bool {
    let is_one_letter = word.len() > 2 && word.bytes().all(|b| b == word.as_bytes()[0]);
    is_one_letter || (word.len() >= KEYS_IN_A_ROW && KEYBOARD.iter().any(|row| row.contains(word)))
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
            "김 민수",
            "김민수",
            "Лев Толстой",
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
        ] {
            assert!(!is_one(name), "{name}");
        }
    }
}
