//! The canonical form of a name: one writing for what does not tell two people apart.
//!
//! - Kept in every script: width and case folded (NFKC, simple upper case); invisible characters left out.
//! - A name with a kanji: spaces left out, tier A folded, glyph selectors after a kanji left out, 々 written out, ヶ, ケ and
//!   ヵ between two kanji as ヶ. Hiragana and katakana stay apart.
//! - A name all in kana: as `name_kana` writes it.
//! - A name in other letters: its words, with one space between them, for the places of the spaces are compared.
//!
//! Whatever is not listed here stays as it is. Sources: interface section 3, "Names"; Unicode 15 (UAX #15, Standardized
//! Variation Sequences, UTS #37); 佐々木 and ヶ: 公用文作成の考え方 (2022) and JIS X 0208 for the marks.

use crate::fields::{PART_SEPARATOR, name};
use crate::text::kana::{is_katakana, push_katakana};
use crate::text::kanji::{is_kanji, is_selector, same_kanji};
use crate::text::space::{is_dash, is_invisible, is_middle_dot, is_space};
use crate::text::width::{compatible, upper};
use unicode_normalization::UnicodeNormalization;

/// What a name is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// At least one kanji.
    Kanji,
    /// Katakana and ー alone (of a canonical name), or nothing but kana (of a raw one).
    Katakana,
    /// Kana beside something else, no kanji.
    Mixed,
    /// Neither kanji nor kana: Latin and other letters, with spaces between words.
    Words,
}

impl Script {
    /// The script of a canonical name.
    #[must_use]
    pub fn of(value: &str) -> Self {
        // Nearly every name starts with a kanji, and one kanji decides.
        if value.starts_with(is_kanji) {
            return Self::Kanji;
        }
        let (family, given) = name::parts(value);
        if is_katakana(family) && given.is_none_or(is_katakana) {
            return Self::Katakana;
        }
        look(value).script
    }
}

/// What became of a text that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// A name in this script.
    Name(Script),
    /// Nothing was left of it, or of one of its parts.
    Nothing,
}

/// Appends the canonical form of a name of one or two parts; `None` where it cannot be read, and then what was
/// appended is of no use.
pub fn push(text: &str, out: &mut String) -> Option<Made> {
    let seen = look(text);
    if seen.plain || seen.script == Script::Katakana {
        return push_as(text, seen.script, out);
    }
    let folded: String = compatible(text)?.chars().map(same_kanji).collect();
    let start = out.len();
    let made = push_as(&folded, look(&folded).script, out)?;
    // Upper case and characters left out can bring a letter and its mark together that NFKC saw apart.
    let composed: String = out[start..].nfc().collect();
    out.truncate(start);
    out.push_str(&composed);
    Some(made)
}

fn push_as(text: &str, script: Script, out: &mut String) -> Option<Made> {
    let (family, given) = name::parts(text);
    let start = out.len();
    push_part(family, script, out)?;
    let mut nothing = out.len() == start;
    if let Some(given) = given {
        out.push(PART_SEPARATOR);
        let middle = out.len();
        push_part(given, script, out)?;
        nothing |= out.len() == middle;
    }
    if nothing {
        return Some(Made::Nothing);
    }
    // Digits, marks and pictures alone are no name.
    out[start..].chars().any(|c| is_kanji(c) || c.is_alphabetic()).then_some(Made::Name(script))
}

fn push_part(text: &str, script: Script, out: &mut String) -> Option<()> {
    if script == Script::Katakana {
        return push_katakana(text, out).then_some(());
    }
    let start = out.len();
    let mut gap = false;
    let (mut before, mut last) = ('\0', '\0');
    for c in text.chars() {
        // The blocks of nearly every name: nothing below but ヶ concerns their characters.
        let plain = matches!(c, '\u{4e00}'..='\u{9fff}') && !matches!(last, 'ケ' | 'ヵ');
        if plain || matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ') {
            out.push(c);
            (before, last) = (last, c);
            continue;
        }
        if is_space(c) || (script != Script::Kanji && is_middle_dot(c)) {
            gap = script == Script::Words;
            continue;
        }
        if is_invisible(c) || (is_selector(c) && is_kanji(last)) {
            continue;
        }
        let c = if c == '々' && is_kanji(last) { last } else { upper(c) };
        if is_damage(c) || (c == '〇' && last == '〇') {
            return None;
        }
        if gap && out.len() > start {
            out.push(' ');
        }
        gap = false;
        if matches!(last, 'ケ' | 'ヵ') && is_kanji(before) && is_kanji(c) {
            out.pop();
            out.push('ヶ');
            last = 'ヶ';
        }
        out.push(c);
        (before, last) = (last, c);
    }
    Some(())
}

/// Characters that stand for one that was lost or hidden, and control characters. 〇 twice is one of them too; once it is
/// a letter of some names.
const fn is_damage(c: char) -> bool {
    matches!(
        c,
        '?' | '？' | '*' | '＊' | '〓' | '☆' | '★' | '※' | '\u{fffd}' | '\u{fffc}'
            // Geometric shapes: □ ■ ● ○ ◎ △ …
            | '\u{25a0}'..='\u{25ff}'
            // Private use: what it shows depends on the system it came from.
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
            // Control characters and direction overrides; the mark between parts counts as one inside a part.
            | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}'
            // Signs of Latin-1, which UTF-8 read as Latin-1 leaves in a name: å±±ç”°.
            | '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b3}' | '\u{b5}' | '\u{b6}' | '\u{b8}' | '\u{b9}' | '\u{bb}'..='\u{bf}'
            | '×' | '÷'
    )
}

struct Seen {
    script: Script,
    /// Whether no character of it changes under NFKC or tier A, half-width kana included.
    plain: bool,
}

/// Which script a name is in. Kana with nothing but spaces, dots, dashes and marks beside them are all kana.
fn look(text: &str) -> Seen {
    let (mut kanji, mut kana, mut other, mut plain) = (false, false, false, true);
    for c in text.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2f7ff}' | '〇' => {
                kanji = true
            }
            'ァ'..='ヺ' | 'ー' | 'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ' => kana = true,
            'ｦ'..='ﾟ' | '゛' | '゜' | '\u{3099}' | '\u{309a}' | 'ㇰ'..='ㇿ' => {
                kana = true;
                plain = false;
            }
            'A'..='Z' | 'a'..='z' => other = true,
            ' ' | '\u{3000}' | '-' | PART_SEPARATOR => {}
            '々' | '〆' | '\u{f900}'..='\u{faff}' | '\u{2e80}'..='\u{2fdf}' | '\u{2f800}'..='\u{3fffd}' => {
                kanji |= c != '々' && c != '〆';
                other = true;
                plain &= matches!(c, '々' | '〆' | '\u{30000}'..='\u{3fffd}');
            }
            _ if is_space(c) || is_middle_dot(c) || is_invisible(c) || is_selector(c) => {
                plain &= c != '･';
            }
            _ if is_dash(c) => plain = false,
            _ => {
                other = true;
                plain &= c.is_ascii();
            }
        }
    }
    let script = match (kanji, kana, other) {
        (true, _, _) => Script::Kanji,
        (false, true, false) => Script::Katakana,
        (false, true, true) => Script::Mixed,
        (false, false, _) => Script::Words,
    };
    Seen { script, plain }
}
