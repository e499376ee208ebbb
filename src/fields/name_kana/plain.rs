//! The short way for ordinary readings: katakana, hiragana and half-width katakana, with spaces or the mark between the
//! parts, and nothing on which a list of blanks, placeholders, firms or titles has a word to say. One pass, no
//! allocation.
//!
//! A reading that this file takes is read so by the long way too, and a test holds the two equal; whatever it is not sure
//! of, it leaves. A listed word is known by two kana that stand in it side by side and seldom in a name, and the
//! shortest ones by their length; a test looks for every word of every list.

use crate::fields::PART_SEPARATOR;
use crate::text::{kana, width};

/// Neighbours, spaces between them aside, that may belong to a listed word.
const PAIRS: &[(char, char)] = &[
    ('イ', 'ウ'),
    ('ウ', 'ゲ'),
    ('ウ', 'ド'),
    ('ウ', 'ン'),
    ('キ', 'ャ'),
    ('ク', 'メ'),
    ('ゲ', 'ス'),
    ('サ', 'マ'),
    ('サ', 'ン'),
    ('シ', 'ャ'),
    ('テ', 'ス'),
    ('ナ', 'シ'),
    ('ニ', 'ュ'),
    ('ブ', 'シ'),
    ('ベ', 'ビ'),
    ('ホ', 'ゴ'),
    ('ミ', 'ー'),
    ('ユ', 'ー'),
    ('リ', 'ニ'),
    ('ロ', 'ク'),
    ('ン', 'ケ'),
    ('ン', 'ニ'),
    ('ン', 'プ'),
];

/// The code point before the first katakana; a kana is known by its distance from here.
const BASE: u32 = 0x30a0;
/// More than the distance of ー, the last kana of a name.
const KANA_COUNT: usize = 0x60;

/// Entry `a`, `b`: a listed word may have kana `b` after kana `a`.
static AFTER: [[bool; KANA_COUNT]; KANA_COUNT] = after();

const fn after() -> [[bool; KANA_COUNT]; KANA_COUNT] {
    let mut table = [[false; KANA_COUNT]; KANA_COUNT];
    let mut at = 0;
    while at < PAIRS.len() {
        let (a, b) = PAIRS[at];
        table[(a as u32 - BASE) as usize][(b as u32 - BASE) as usize] = true;
        at += 1;
    }
    table
}

/// Whether a listed word may have these two kana side by side; `\0` stands for none.
#[inline]
fn is_listed(a: char, b: char) -> bool {
    let number = |c: char| u32::from(c).saturating_sub(BASE) as usize;
    AFTER.get(number(a)).and_then(|row| row.get(number(b))).is_none_or(|listed| *listed)
}

/// Appends the katakana of an ordinary name of one person and returns whether it is one. If not, nothing is appended,
/// and nothing is said of the name.
pub fn push(text: &str, out: &mut String) -> bool {
    let start = out.len();
    let done = Pass::default().read(text, out).is_some();
    if !done {
        out.truncate(start);
    }
    done
}

/// What the pass knows of the kana behind it.
#[derive(Default)]
struct Pass {
    /// The two last kana of this part or of the one before it.
    before: char,
    last: char,
    /// A space stands after the last kana.
    gap: bool,
    /// Kana of the part before this one, if there is one, and of this part.
    family: Option<usize>,
    count: usize,
    /// Not all kana before the last one are one.
    mixed: bool,
}

impl Pass {
    fn read(mut self, text: &str, out: &mut String) -> Option<()> {
        // What is copied next starts here.
        let mut run = 0;
        for (at, c) in text.char_indices() {
            match c {
                'ァ'..='ヺ' => {
                    self.step(c)?;
                    continue;
                }
                'ー' => {
                    self.long()?;
                    continue;
                }
                _ if run < at => out.push_str(&text[run..at]),
                _nothing_before => {}
            }
            run = at + c.len_utf8();
            match c {
                'ぁ'..='ゖ' => out.push(self.step(char::from_u32(u32::from(c) + 0x60)?)?),
                'ｰ' => out.push(self.long()?),
                'ｦ'..='ﾝ' => out.push(self.step(width::full_katakana(c)?)?),
                'ﾞ' | 'ﾟ' => {
                    let marked = self.mark(c)?;
                    out.pop();
                    out.push(marked);
                }
                ' ' | '\u{3000}' => self.gap = true,
                PART_SEPARATOR if self.family.is_none() && self.count > 0 => {
                    (self.family, self.count, self.gap) = (Some(self.count), 0, true);
                    out.push(PART_SEPARATOR);
                }
                _ => return None,
            }
        }
        out.push_str(&text[run..]);
        self.is_ordinary().then_some(())
    }

    /// One more kana.
    #[inline]
    fn step(&mut self, kana: char) -> Option<char> {
        if is_listed(self.last, kana) {
            return None;
        }
        // A mark may still change the last kana, so that it is looked at when the next one comes.
        self.mixed |= self.ends_mixed();
        (self.before, self.last, self.gap) = (self.last, kana, false);
        self.count += 1;
        Some(kana)
    }

    /// A long vowel, which belongs to the kana directly before it.
    fn long(&mut self) -> Option<char> {
        if self.gap || self.count == 0 { None } else { self.step('ー') }
    }

    /// The last kana with its half-width mark.
    fn mark(&mut self, mark: char) -> Option<char> {
        if self.gap || self.count == 0 {
            return None;
        }
        let marked = if mark == 'ﾞ' { kana::voiced(self.last) } else { kana::half_voiced(self.last) }?;
        if is_listed(self.before, marked) {
            return None;
        }
        self.last = marked;
        Some(marked)
    }

    fn ends_mixed(&self) -> bool {
        self.before != '\0' && self.before != self.last
    }

    /// Whether it is neither one kana many times nor one of the listed words that only their length and their end tell:
    /// セイメイ, シメイ, フメイ, ナマエ, デモ.
    fn is_ordinary(&self) -> bool {
        let all = self.family.unwrap_or(0) + self.count;
        self.count > 0 && all > 3 && !(all == 4 && self.last == 'イ') && (self.mixed || self.ends_mixed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::name::{nobody, placeholder};
    use crate::text::blank;

    fn is_plain(text: &str) -> bool {
        push(text, &mut String::new())
    }

    #[test]
    fn no_listed_word_is_plain_as_a_name_or_as_a_word() {
        let mut seen = 0;
        for word in placeholder::NAMES.iter().chain(nobody::WHOLE) {
            assert!(!is_plain(word), "{word}");
            for at in word.char_indices().map(|(at, _)| at).skip(1) {
                let (family, given) = word.split_at(at);
                assert!(!is_plain(&format!("{family}\u{1f}{given}")), "{word}");
                assert!(!is_plain(&format!(" {family}\u{3000}{given}")), "{word}");
            }
            seen += 1;
        }
        for word in blank::WORDS.iter().chain(nobody::TITLES) {
            for text in [
                format!("ヤマダ\u{1f}{word}"),
                format!("{word}\u{1f}ヤマダ"),
                format!("ヤマダ {word}\u{1f}タロウ"),
            ] {
                assert!(!is_plain(&text), "{text}");
            }
            seen += 1;
        }
        assert!(seen > 100, "only {seen}");
    }

    #[test]
    fn no_listed_word_is_plain_wherever_it_stands() {
        let mut seen = 0;
        let anywhere = nobody::ANYWHERE.iter().map(|(word, _)| word);
        for word in placeholder::WORDS.iter().chain(super::super::NOT_A_PERSON).chain(anywhere) {
            for text in [
                format!("ヤマ{word}"),
                format!("{word}ヤマ"),
                format!("ヤマ {word} ヤマ"),
                format!("ヤマ\u{1f}{word}ヤマ"),
            ] {
                assert!(!is_plain(&text), "{text}");
            }
            seen += 1;
        }
        assert!(seen > 60, "only {seen}");
    }

    #[test]
    fn ordinary_readings_are_plain() {
        for (name, value) in [
            ("ヤマダ タロウ", "ヤマダタロウ"),
            ("ﾔﾏﾀﾞ\u{3000}ﾀﾛｳ", "ヤマダタロウ"),
            ("やまだ\u{1f}たろう", "ヤマダ\u{1f}タロウ"),
            ("オーノ サナエ", "オーノサナエ"),
            (" ﾊﾟﾊﾞﾋﾟ ﾊｰﾝ", "パバピハーン"),
        ] {
            let mut out = String::from("x");
            assert_eq!(push(name, &mut out), !value.is_empty(), "{name}");
            assert_eq!(out, format!("x{value}"));
        }
        for odd in [
            "",
            " ",
            "ヤマダ\u{1f}",
            "\u{1f}ヤマダ",
            "アアアアア",
            "ｱﾞイウウ",
            "ﾞヤマダ",
            "ーヤマダ",
            "ヤマダ ー",
            "ヤマ\u{1f}ー",
            "ヤマダ山",
            "ヤ\u{1f}マ\u{1f}ダダ",
        ] {
            assert!(!is_plain(odd), "{odd}");
        }
        assert!(!is_plain("バﾊﾞﾊﾞﾊﾞ") && !is_plain("ﾊﾞ\u{1f}ﾊﾞﾊﾞﾊﾞﾊﾞ") && is_plain("ﾊﾞﾊﾊﾞﾊﾞﾊﾞ") && is_plain("ﾊﾊﾊﾊﾞ"));
    }
}
