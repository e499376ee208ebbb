//! What the two name fields share: parts, blank parts, names that identify nobody, words in another order.
//!
//! Sources: interface section 3, "Names"; the lists of words are own work.

pub mod fold;
mod foreign;
mod known;
mod latin;
pub mod nobody;
pub mod order;
mod ordinary;
pub mod organisation;
pub mod placeholder;
mod plausible;
mod posts;
pub mod relation;
pub mod romaji;
mod spelled;
mod trades;
pub mod whole;

use super::PART_SEPARATOR;
use crate::text::{blank, space};

/// Family and given name of a raw or canonical name; the second is `None` where the name came in one column.
#[must_use]
pub fn parts(name: &str) -> (&str, Option<&str>) {
    match name.bytes().position(|b| b == PART_SEPARATOR as u8) {
        Some(at) => (&name[..at], Some(&name[at + 1..])),
        None => (name, None),
    }
}

/// Whether a part of a name means "no value". The same answer as [`blank::is_blank`], without its work for ordinary
/// names: those that start with a character no such text starts with, and those longer than any such text.
#[must_use]
pub fn is_blank(part: &str) -> bool {
    let bare = part.trim_matches(blank::is_nothing);
    let Some(first) = bare.chars().next() else { return true };
    if !may_start_blank(first) {
        return false;
    }
    let plain = |c| matches!(c, ' ' | '\u{3000}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{3400}'..='\u{9fff}');
    if bare.len() > LONGEST_PLAIN && bare.chars().all(plain) {
        return false;
    }
    blank::is_blank(bare)
}

/// Bytes of the longest word of kanji and kana that means "no value".
const LONGEST_PLAIN: usize = 12;

/// Whether a text that means "no value" may start with this character. Kanji and ordinary kana are decided here;
/// all else is left to the full test.
const fn may_start_blank(c: char) -> bool {
    match c {
        '\u{3400}'..='\u{9fff}' => matches!(c, '不' | '未' | '無' | '登' | '空' | '該' | '非'),
        'ぁ'..='ゖ' => c == 'な',
        'ァ'..='ヺ' => c == 'ナ',
        'ｦ'..='ﾝ' => matches!(c, 'ﾅ' | 'ｰ'),
        'A'..='Z' | 'a'..='z' => matches!(c, 'N' | 'n' | 'U' | 'u'),
        _ => true,
    }
}

/// The words of a raw name: what stands between spaces and the mark between family and given name, and between
/// middle dots too where `dots` says so.
pub fn words(raw: &str, dots: bool) -> impl Iterator<Item = &str> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (word, after) = first_word(rest, dots);
            rest = after;
            if !word.is_empty() {
                return Some(word);
            }
        }
        None
    })
}

/// What stands before the first separator, and what behind it.
fn first_word(text: &str, dots: bool) -> (&str, &str) {
    let mut at = 0;
    while let [first, second @ ..] = &text.as_bytes()[at..] {
        at += match first {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => 1,
            // U+3040 to U+30BF and U+4000 to U+9FFF: kana and kanji, and no separator among them.
            0xE3 if matches!(second, [0x81 | 0x82, ..]) => 3,
            0xE4..=0xE9 => 3,
            _other => {
                let Some(c) = text[at..].chars().next() else { break };
                if space::is_space(c) || c == PART_SEPARATOR || (dots && space::is_middle_dot(c)) {
                    return (&text[..at], &text[at + c.len_utf8()..]);
                }
                c.len_utf8()
            }
        };
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn every_blank_word_passes_the_first_look() {
        for word in blank::WORDS {
            assert!(is_blank(word) && (word.is_ascii() || word.len() <= LONGEST_PLAIN), "{word}");
            assert!(is_blank(&format!(" \u{3000}{}\n", word.to_uppercase())), "{word}");
        }
        assert!(!is_blank("不破") && !is_blank("無藤") && is_blank("無し") && is_blank("不\u{3000}明"));
        assert!(is_blank("ﾅｼ") && is_blank("Ｎ／Ａ") && is_blank("ー") && is_blank("\u{200b}"));
    }

    #[test]
    fn the_first_look_says_no_only_where_the_full_test_would() {
        let starts: Vec<char> = blank::WORDS.iter().map(|w| w.chars().next().unwrap()).collect();
        // No character past the mathematical and enclosed letters folds to another.
        for c in '\0'..='\u{1f2ff}' {
            let folded = c.to_string().nfkc().flat_map(char::to_lowercase).next();
            if folded.is_some_and(|f| starts.contains(&f)) {
                assert!(may_start_blank(c), "{c:?}");
            }
            if blank::is_blank(&c.to_string()) && !blank::is_nothing(c) {
                assert!(may_start_blank(c), "{c:?}");
            }
        }
    }

    #[test]
    fn words_are_cut_at_every_separator_and_nowhere_else() {
        for c in '\0'..=char::MAX {
            let (text, dots) = (format!("山{c}{c}a"), space::is_middle_dot(c));
            let is_gap = space::is_space(c) || c == PART_SEPARATOR;
            assert_eq!(words(&text, false).count(), if is_gap { 2 } else { 1 }, "{c:?}");
            assert_eq!(words(&text, true).count(), if is_gap || dots { 2 } else { 1 }, "{c:?}");
        }
    }

    #[test]
    fn a_name_of_two_columns_has_two_parts() {
        assert_eq!(parts("山田\u{1f}太郎"), ("山田", Some("太郎")));
        assert_eq!(parts("山田 太郎"), ("山田 太郎", None));
        assert_eq!(words("山田\u{1f}ジョン・太郎", true).count(), 3);
        assert_eq!(words(" \u{3000}山 A1\u{1f}\u{1f}ー・", false).collect::<Vec<_>>(), ["山", "A1", "ー・"]);
        assert_eq!(words("山田\u{1f}ジョン・太郎", false).count(), 2);
    }
}
