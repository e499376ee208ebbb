//! One spelling for what an address says: numbers between hyphens, one width, no spaces.
//!
//! Sources: 住居表示に関する法律 (1962) for 丁目, 番, 号; Unicode Annex 15 for NFKC; what is folded beside it is an own list: spaces;
//! kanji numerals that belong to 丁目, 番地, 番 or 号; those words, の and dashes between numbers as one hyphen; ヶ as ケ, which
//! place names are written with both ways. Nothing is added or taken away.

use crate::text::{blank::bare, blank::is_nothing, digits, digits::Number};
use unicode_normalization::UnicodeNormalization;

/// Appends the skeleton of an address; nothing where the text is blank.
pub(super) fn write(text: &str, out: &mut String) {
    let start = out.len();
    if !skeleton(Plain::of(text), out) {
        out.truncate(start);
        let chars = folded(text);
        skeleton(Folded { chars: &chars }, out);
    }
}

/// The characters of an address after folding, of which some can be looked at before they are taken.
trait Chars: Clone {
    /// Takes the next one.
    fn take(&mut self) -> Option<char>;
    /// Takes a run of characters that stand for themselves wherever they stand.
    fn take_run(&mut self) -> &str {
        ""
    }
    /// Takes a run of ASCII digits, but none that a hyphen must be put before.
    fn take_digits(&mut self) -> &str {
        ""
    }
    /// Takes a dash that stands for a hyphen wherever it stands.
    fn take_hyphen(&mut self) -> bool {
        false
    }
    /// Whether the text has a character that this reader does not fold.
    fn is_odd(&self) -> bool;
}

/// What [`folded`] made.
#[derive(Clone, Copy)]
struct Folded<'t> {
    chars: &'t [char],
}

impl Chars for Folded<'_> {
    fn take(&mut self) -> Option<char> {
        let (first, rest) = self.chars.split_first()?;
        self.chars = rest;
        Some(*first)
    }

    fn is_odd(&self) -> bool {
        false
    }
}

/// What [`folded`] would make of a text of ordinary characters, one after another and without a copy of the text.
#[derive(Clone)]
struct Plain<'t> {
    rest: std::str::Chars<'t>,
    /// A digit that follows the hyphen that was put before it.
    held: Option<char>,
    after_digit: bool,
    odd: bool,
}

impl<'t> Plain<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: bare(text).chars(), held: None, after_digit: false, odd: false }
    }
}

impl Chars for Plain<'_> {
    #[inline]
    fn take(&mut self) -> Option<char> {
        if self.held.is_some() {
            return self.held.take();
        }
        let mut gap = false;
        loop {
            let c = match self.rest.next()? {
                'ヶ' => 'ケ',
                // Ideographs but the compatibility ones, and kana that are one character in every form.
                c @ ('一'..='\u{9fff}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '々' | '〇') => c,
                ' ' | '\u{3000}' => {
                    gap = true;
                    continue;
                }
                c @ '!'..='~' => c.to_ascii_lowercase(),
                c @ '！'..='～' => digits::fold_width(c).to_ascii_lowercase(),
                _ => {
                    self.odd = true;
                    return None;
                }
            };
            let parted = gap && self.after_digit && c.is_ascii_digit();
            self.after_digit = c.is_ascii_digit();
            if parted {
                self.held = Some(c);
                return Some('-');
            }
            return Some(c);
        }
    }

    #[inline]
    fn take_run(&mut self) -> &str {
        if self.held.is_some() {
            return "";
        }
        let text = self.rest.as_str();
        if !matches!(text.as_bytes(), [0xE3..=0xE9, ..]) {
            return "";
        }
        let (run, rest) = text.split_at(run_len(text.as_bytes()));
        if !run.is_empty() {
            self.rest = rest.chars();
            self.after_digit = false;
        }
        run
    }

    #[inline]
    fn take_digits(&mut self) -> &str {
        if self.held.is_some() {
            return "";
        }
        let text = self.rest.as_str();
        let (run, rest) = match text.as_bytes() {
            [b'0'..=b'9', ..] => {
                let len = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
                text.split_at(len)
            }
            // ０ to ９.
            [0xEF, 0xBC, digit @ 0x90..=0x99, ..] => {
                (DIGITS.get(usize::from(digit - 0x90)).copied().unwrap_or_default(), &text[3..])
            }
            _other => return "",
        };
        self.rest = rest.chars();
        self.after_digit = true;
        run
    }

    #[inline]
    fn take_hyphen(&mut self) -> bool {
        let text = self.rest.as_str();
        let rest = match text.as_bytes() {
            [b'-', ..] if self.held.is_none() => &text[1..],
            // －.
            [0xEF, 0xBC, 0x8D, ..] if self.held.is_none() => &text[3..],
            _other => return false,
        };
        (self.rest, self.after_digit) = (rest.chars(), false);
        true
    }

    fn is_odd(&self) -> bool {
        self.odd
    }
}

/// The digits, one by one.
const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// How many bytes at the start of a text in UTF-8 are ideographs and kana that are neither numerals nor part of a mark.
fn run_len(text: &[u8]) -> usize {
    let mut rest = text;
    while let [a, b, c, after @ ..] = rest {
        let plain = match a {
            // U+4E00 to U+9FFF.
            0xE4..=0xE9 => PLAIN[usize::from(a % 16)] >> (b % 64) & 1 == 1 || is_other([*a, *b, *c]),
            // Hiragana but の; katakana but ヶ, ー and what is not one letter.
            0xE3 => match b {
                0x81 => *c != 0x80 && *c != 0xAE,
                0x82 => !matches!(c, 0x97..=0xA0),
                0x83 => *c <= 0xBA && *c != 0xB6,
                _ => false,
            },
            _ => false,
        };
        if !plain {
            break;
        }
        rest = after;
    }
    text.len() - rest.len()
}

/// The ideographs that may be a number or a part of a mark.
const SPECIAL: [char; 18] = [
    '零', '一', '壱', '二', '弐', '三', '参', '四', '五', '六', '七', '八', '九', '十', '百', '丁', '番',
    '号',
];

/// For the first byte of a character of U+4E00 to U+9FFF: the second bytes with which none of [`SPECIAL`] begins.
static PLAIN: [u64; 16] = {
    let mut plain = [0; 16];
    let mut c = 0x4E00u32;
    while c <= 0x9FFF {
        plain[(0xE0 | c >> 12) as usize % 16] |= 1 << (c >> 6 & 63);
        c += 64;
    }
    let mut i = 0;
    while i < SPECIAL.len() {
        let c = SPECIAL[i] as u32;
        plain[(0xE0 | c >> 12) as usize % 16] &= !(1 << (c >> 6 & 63));
        i += 1;
    }
    plain
};

/// Whether an ideograph in UTF-8 is none of [`SPECIAL`], although it begins like one.
fn is_other([a, b, c]: [u8; 3]) -> bool {
    let scalar = u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63);
    scalar >= 0x4E00 && SPECIAL.iter().all(|special| *special as u32 != scalar)
}

/// NFKC in lower case without spaces and invisible characters; between two numbers a space is a hyphen.
fn folded(text: &str) -> Vec<char> {
    let wide: Vec<char> = text
        .trim_matches(is_nothing)
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_whitespace() || !is_nothing(*c))
        .map(|c| if c == 'ヶ' { 'ケ' } else { c })
        .collect();
    let mut bare = String::with_capacity(text.len());
    for (i, c) in wide.iter().enumerate() {
        if !c.is_whitespace() {
            bare.push(*c);
        } else if wide.get(i + 1).is_some_and(char::is_ascii_digit)
            && bare.ends_with(|b: char| b.is_ascii_digit())
        {
            bare.push('-');
        }
    }
    bare.nfkc().collect()
}

/// Appends the skeleton. False where the reader does not know a character; what was appended then means nothing.
fn skeleton(chars: impl Chars, out: &mut String) -> bool {
    let mut writer = Writer { chars, before: None, out, after_number: false, mark: false };
    loop {
        let run = writer.chars.take_run();
        if !run.is_empty() {
            writer.out.push_str(run);
            (writer.before, writer.after_number, writer.mark) = (None, false, false);
        }
        let digits = writer.chars.take_digits();
        if !digits.is_empty() {
            if std::mem::take(&mut writer.mark) {
                writer.out.push('-');
            }
            writer.out.push_str(digits);
            (writer.before, writer.after_number) = (None, true);
            continue;
        }
        if writer.after_number && writer.chars.take_hyphen() {
            (writer.before, writer.mark) = (Some('-'), true);
            continue;
        }
        let Some(c) = writer.chars.take() else { break };
        writer.step(c);
    }
    !writer.chars.is_odd()
}

/// Writes the skeleton, one character or number a step.
struct Writer<'a, C> {
    /// What is not yet taken.
    chars: C,
    /// The character before the one that is looked at; `None` where it is no numeral for sure.
    before: Option<char>,
    out: &'a mut String,
    /// Whether the last thing written is a number, marks left aside.
    after_number: bool,
    /// Whether a mark was read since that number. It is written only where another number follows.
    mark: bool,
}

/// How many characters are looked at in advance: more than the longest number and the word behind it have.
const AHEAD: usize = 16;

impl<C: Chars> Writer<'_, C> {
    #[inline]
    fn step(&mut self, c: char) {
        if c.is_ascii_digit() {
            self.number_begins();
            self.out.push(c);
            self.after_number = true;
            self.before = Some(c);
        } else if self.after_number && digits::is_dash(c) {
            self.mark = true;
            self.before = Some(c);
        } else if !(digits::is_kanji_numeral(c) || self.after_number && may_be_mark(c)) {
            self.mark = false;
            self.after_number = false;
            self.out.push(if c != 'ー' && digits::is_dash(c) { '-' } else { c });
            self.before = Some(c);
        } else {
            self.mark_or_number(c);
        }
    }

    /// One character that may begin a mark or a number in kanji, and those that belong to it.
    fn mark_or_number(&mut self, c: char) {
        let mut window = ['\0'; AHEAD];
        window[0] = c;
        let most = match c {
            '丁' | '番' | '号' => 2,
            'の' => AHEAD,
            c if digits::is_dash(c) => 1,
            _numeral => AHEAD,
        };
        let (mut ahead, mut len) = (self.chars.clone(), 1);
        while len < most
            && let Some(next) = ahead.take()
        {
            window[len] = next;
            len += 1;
        }
        let window = &window[..len];
        let chars = if self.after_number
            && let Some(chars) = mark(window)
        {
            self.mark = true;
            chars
        } else if let Some(number) = kanji_number(self.before, window, self.after_number, self.mark) {
            self.number_begins();
            write_number(number.value, self.out);
            self.after_number = true;
            number.chars
        } else {
            self.mark = false;
            self.after_number = false;
            self.out.push(if c != 'ー' && digits::is_dash(c) { '-' } else { c });
            1
        };
        self.before = window.get(chars - 1).copied();
        for _ in 1..chars {
            self.chars.take();
        }
    }

    /// Writes the hyphen between two numbers.
    fn number_begins(&mut self) {
        if std::mem::take(&mut self.mark) {
            self.out.push('-');
        }
    }
}

/// Appends a number below a thousand million.
fn write_number(number: u32, out: &mut String) {
    let mut unit = 1;
    while number / unit >= 10 {
        unit *= 10;
    }
    while unit > 0 {
        out.push((b'0' + (number / unit % 10) as u8) as char);
        unit /= 10;
    }
}

/// Whether a mark may begin with this character.
const fn may_be_mark(c: char) -> bool {
    matches!(c, '丁' | '番' | '号' | 'の') || digits::is_dash(c)
}

/// The length of the mark at the start of a text, which follows a number.
fn mark(rest: &[char]) -> Option<usize> {
    if digits::is_dash(*rest.first()?) {
        return Some(1);
    }
    if rest[0] == 'の' {
        let next = rest.get(1)?;
        let number = next.is_ascii_digit() || kanji_number(Some('の'), &rest[1..], true, true).is_some();
        return number.then_some(1);
    }
    mark_word(rest)
}

/// The number in kanji at the start of a text, if it counts a 丁目, 番 or 号, or stands alone between marks.
fn kanji_number(before: Option<char>, text: &[char], after_number: bool, after_mark: bool) -> Option<Number> {
    let begins = !before.is_some_and(digits::is_kanji_numeral);
    let number = digits::number(text).filter(|number| begins && !number.arabic)?;
    let rest = &text[number.chars..];
    let alone = match *rest {
        [] => true,
        ['の', next, ..] => next.is_ascii_digit() || digits::is_kanji_numeral(next),
        [next, ..] => digits::is_dash(next),
    };
    let counts = mark_word(rest).is_some();
    let belongs = if after_number { after_mark && (alone || counts) } else { counts };
    belongs.then_some(number)
}

/// The length of 丁目, 番地, 番, 号室 or 号 at the start of a text. 番 and 号 are part of a name before some characters (三番町,
/// 二号館).
fn mark_word(rest: &[char]) -> Option<usize> {
    match *rest {
        ['丁', '目', ..] | ['番', '地', ..] | ['号', '室', ..] => Some(2),
        ['番', '町' | '丁' | '館' | '街' | '組' | '棟' | '店' | '所' | '通' | '目', ..] => None,
        ['号', '館' | '棟' | '線' | '車' | '地' | '店' | '池', ..] => None,
        ['番' | '号', ..] => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::address_like;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_run_has_no_numeral_no_mark_and_no_character_that_is_folded() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            if run_len(text.as_bytes()) > 0 {
                assert!(!may_be_mark(c) && !digits::is_kanji_numeral(c), "{c}");
                assert_eq!(folded(&text), [c]);
            }
        }
        assert_eq!(run_len("東京都港区コーポ".as_bytes()), "東京都港区コ".len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn ordinary_characters_are_folded_as_all_are(text in address_like()) {
            let (mut plain, mut chars) = (Plain::of(&text), Vec::new());
            while let Some(c) = plain.take() {
                chars.push(c);
            }
            if !plain.is_odd() {
                prop_assert_eq!(chars, folded(&text));
            }
        }

        #[test]
        fn the_short_way_says_what_the_long_way_says(text in address_like()) {
            let (mut short, mut long) = (String::new(), String::new());
            if skeleton(Plain::of(&text), &mut short) {
                skeleton(Folded { chars: &folded(&text) }, &mut long);
                prop_assert_eq!(short, long);
            }
        }
    }
}
