//! Texts that mean "no value".
//!
//! Source: what forms, exports and operators write into a cell that has nothing to say; own list. A text is blank
//! if nothing is left of it without white space and invisible characters, if it consists of dashes or dots only,
//! or if it is one of [`WORDS`] after NFKC, in any case.

use super::digits::fold_width;
use unicode_normalization::UnicodeNormalization;

/// The words, lower case, NFKC, sorted.
pub const WORDS: &[&str] = &[
    "#n/a",
    "#null!",
    "(blank)",
    "(なし)",
    "(空白)",
    "<na>",
    "<null>",
    "\\n",
    "n.a.",
    "n/a",
    "na",
    "nan",
    "nil",
    "none",
    "null",
    "undefined",
    "unknown",
    "なし",
    "ナシ",
    "不 明",
    "不明",
    "不詳",
    "未入力",
    "未回答",
    "未登録",
    "未設定",
    "未詳",
    "無",
    "無し",
    "無回答",
    "登録なし",
    "空白",
    "該当なし",
    "非公開",
];

/// Longest word in bytes, with room for full-width writings of it.
const LONGEST: usize = 64;

/// Whether a text means "no value".
///
/// ```
/// use sekisho::text::blank::is_blank;
/// assert!(is_blank(" \u{3000}") && is_blank("不明") && is_blank("Ｎ／Ａ") && is_blank("--"));
/// assert!(!is_blank("無藤") && !is_blank("0"));
/// ```
#[must_use]
pub fn is_blank(text: &str) -> bool {
    if text.chars().next().is_some_and(is_of_values) {
        return false;
    }
    let bare = bare(text);
    if bare.is_empty() || bare.chars().all(|c| is_nothing(c) || is_dash(c)) {
        return true;
    }
    if bare.len() > LONGEST {
        return false;
    }
    if !bare.chars().next().is_some_and(starts_a_word) {
        return false;
    }
    let folded: String = bare.nfkc().flat_map(char::to_lowercase).collect();
    WORDS.contains(&folded.as_str())
}

/// Whether a listed word may start with this character, in any width and case: most values are told apart by it
/// without allocating.
fn starts_a_word(c: char) -> bool {
    let c = fold_width(c).to_ascii_lowercase();
    matches!(
        c,
        '#' | '('
            | '<'
            | '\\'
            | 'n'
            | 'u'
            | 'な'
            | 'ナ'
            | 'ﾅ'
            | '不'
            | '未'
            | '無'
            | '登'
            | '空'
            | '該'
            | '非'
    )
}

/// Whether a character begins values and no text that means "no value": digits and nearly all kanji.
fn is_of_values(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{4e00}'..='\u{9fff}') && !starts_a_word(c)
}

/// A text without what nobody could see at its ends.
///
/// ```
/// use sekisho::text::blank::bare;
/// assert_eq!((bare(" 港区\u{3000}1 \n"), bare("港区"), bare("\u{feff}")), ("港区\u{3000}1", "港区", ""));
/// ```
#[must_use]
pub fn bare(text: &str) -> &str {
    // ASCII that can be seen, and the first bytes of U+4000 to U+9FFF, each of three bytes.
    let is_seen = |b: &u8| matches!(b, 0x21..=0x7e | 0xe4..=0xe9);
    let is_seen_last = match text.as_bytes() {
        [.., last @ 0..0x80] => is_seen(last),
        [.., first, _, _] => is_seen(first) && *first >= 0x80,
        _short => false,
    };
    if is_seen_last && text.as_bytes().first().is_some_and(is_seen) {
        return text;
    }
    text.trim_matches(is_nothing)
}

/// White space, control and invisible characters: nothing that anybody could see.
#[must_use]
pub fn is_nothing(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A dash, a long-vowel mark or a dot that stands alone for "nothing".
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '‐'
            | '‑'
            | '‒'
            | '–'
            | '—'
            | '―'
            | '−'
            | '－'
            | 'ー'
            | 'ｰ'
            | '─'
            | '━'
            | '_'
            | '＿'
            | '.'
            | '．'
            | '・'
            | '･'
            | '…'
            | '/'
            | '／'
            | '〃'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_word_is_found() {
        for word in WORDS {
            assert!(is_blank(word) && is_blank(&word.to_uppercase()), "{word}");
        }
        assert!(is_blank("ﾅｼ") && is_blank("ｎｕｌｌ") && is_blank("（空白）"));
    }

    #[test]
    fn the_quick_looks_say_what_the_full_ones_say() {
        for c in '\0'..=char::MAX {
            for text in [format!("{c}"), format!("{c}a"), format!("a{c}"), format!("{c}港{c}")] {
                assert_eq!(bare(&text), text.trim_matches(is_nothing), "{text:?}");
            }
            assert!(!is_of_values(c) || !(is_nothing(c) || is_dash(c) || starts_a_word(c)), "{c}");
        }
        assert!(WORDS.iter().all(|word| !word.starts_with(is_of_values)));
    }

    #[test]
    fn the_words_are_sorted_and_folded() {
        let mut sorted = WORDS.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, WORDS);
        for word in WORDS {
            assert_eq!(word.nfkc().flat_map(char::to_lowercase).collect::<String>(), **word);
        }
    }
}
