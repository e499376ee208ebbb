//! Half and full width, letter case, and the compatibility forms of Unicode.
//!
//! Sources: Unicode 15 (`Decomposition_Type` wide, narrow and compat; NFKC of UAX #15; simple upper case);
//! JIS X 0201 for the order of half-width katakana.

use super::space::is_space;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

/// Full-width katakana of U+FF66 to U+FF9D, in their order.
const FULL: [char; 56] = [
    'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ', 'カ',
    'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ',
    'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ',
    'ル', 'レ', 'ロ', 'ワ', 'ン',
];

/// The full-width form of a half-width katakana letter or long-vowel mark; `None` for every other character,
/// the half-width voiced marks included.
#[must_use]
pub fn full_katakana(c: char) -> Option<char> {
    let offset = u32::from(c).checked_sub(0xFF66)?;
    FULL.get(offset as usize).copied()
}

/// NFKC of a text in which spaces stay single spaces and half-width and free-standing voiced marks (ﾞ ﾟ ゛ ゜) join
/// the letter before them. (NFKC alone turns ゛ into a space and a mark.) `None` where the text has a free-standing
/// accent (´ ¨ ¯ …): NFKC takes it apart into a space and a mark, and nobody can say which letter it belongs to.
#[must_use]
pub fn compatible(text: &str) -> Option<String> {
    let mut loose_accent = false;
    let prepared = text.chars().map(|c| match c {
        '\u{309b}' | '\u{ff9e}' => '\u{3099}',
        '\u{309c}' | '\u{ff9f}' => '\u{309a}',
        _ if is_space(c) => ' ',
        _ => {
            let mut first = None;
            decompose_compatible(c, |d| first = first.or(Some(d)));
            loose_accent |= first == Some(' ') && c != ' ';
            c
        }
    });
    let folded: String = prepared.nfkc().collect();
    (!loose_accent).then_some(folded)
}

/// The upper-case form of a letter where both forms are single characters that lead to each other. ß, ı and ſ stay
/// as they are: their upper-case forms belong to other letters too.
///
/// ```
/// use sekisho::text::width::upper;
/// assert_eq!((upper('a'), upper('é'), upper('ß'), upper('ı')), ('A', 'É', 'ß', 'ı'));
/// ```
#[must_use]
pub fn upper(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    // No letter of a kana or kanji name has a case; this keeps the table look-up away from them.
    if matches!(c, '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{faff}' | '\u{20000}'..) {
        return c;
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(u), None) if u.to_lowercase().eq([c]) => u,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_katakana_are_what_unicode_says() {
        for c in '\u{ff61}'..='\u{ffef}' {
            let expected: String = c.to_string().nfkc().collect();
            if let Some(full) = full_katakana(c) {
                assert_eq!(expected, full.to_string());
            }
        }
        assert_eq!(('\u{ff61}'..='\u{ffef}').filter(|c| full_katakana(*c).is_some()).count(), 56);
    }

    #[test]
    fn upper_case_is_stable_and_one_to_one() {
        for c in '\0'..='\u{10ffff}' {
            assert_eq!(upper(upper(c)), upper(c), "{c:?}");
            if upper(c) != c {
                assert!(upper(c).to_lowercase().eq([c]), "{c:?}");
            }
        }
    }

    #[test]
    fn no_character_with_case_is_passed_by() {
        for c in ('\u{2e80}'..='\u{a63f}').chain('\u{ac00}'..='\u{faff}').chain('\u{20000}'..='\u{10ffff}') {
            assert!(c.to_uppercase().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn free_standing_voiced_marks_join_their_letter() {
        assert_eq!(compatible("ハ゛ﾊﾟ か\u{3099}").as_deref(), Some("バパ が"));
    }

    #[test]
    fn a_free_standing_accent_is_not_taken_apart() {
        assert_eq!(compatible("O´BRIEN"), None);
        assert_eq!(compatible("Ｏ'BRIEN\u{3000}Ⅱ").as_deref(), Some("O'BRIEN II"));
    }
}
