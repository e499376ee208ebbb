//! Texts that mean "no value".
//!
//! Source: what forms, exports and operators write into a cell that has nothing to say; own list. A text is blank
//! if nothing is left of it without white space and invisible characters, if it consists of dashes or dots only,
//! or if it is one of [`WORDS`] after NFKC, in any case.

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
    "n/a",
    "n.a.",
    "na",
    "nan",
    "nil",
    "none",
    "null",
    "undefined",
    "unknown",
    "なし",
    "ナシ",
    "不明",
    "不詳",
    "不 明",
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
    let bare = text.trim_matches(is_nothing);
    if bare.is_empty() || bare.chars().all(|c| is_nothing(c) || is_dash(c)) {
        return true;
    }
    if bare.len() > LONGEST {
        return false;
    }
    // Every listed word starts with one of few characters; most values are told apart without allocating.
    if bare.is_ascii() && !bare.starts_with(['n', 'N', 'u', 'U', '#', '(', '<', '\\']) {
        return false;
    }
    let folded: String = bare.nfkc().flat_map(char::to_lowercase).collect();
    WORDS.contains(&folded.as_str())
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
