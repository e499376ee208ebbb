//! `address`: the text of a postal address in one spelling.
//!
//! Rungs: 東京都千代田区丸の内一丁目２番３号 and 東京都千代田区丸の内1-2-3 are `normalized`; the same beginning with the same numbers (one
//! with the building's name) is `similar`. It supports or contradicts, and never identifies: people move, and a lot
//! number (地番) and a house number (住居表示) of one house differ.
//!
//! Sources: 住居表示に関する法律 (1962) for 丁目, 番, 号; Unicode Annex 15 for NFKC; what is folded beside it is an own list: spaces;
//! kanji numerals that belong to 丁目, 番地, 番 or 号; those words, の and dashes between numbers as one hyphen. Nothing is
//! added or taken away: a prefecture that one side leaves out stays a difference.

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::{blank::is_blank, blank::is_nothing, digits, digits::Number};
use unicode_normalization::UnicodeNormalization;

/// The field.
pub static FIELD: Field = Field {
    name: "address",
    label: Label { en: "address", ja: "住所" },
    headers: &[
        "住所",
        "住所1",
        "ご住所",
        "自宅住所",
        "現住所",
        "住所全体",
        "所在地",
        "address",
        "address1",
        "addr",
        "fulladdress",
        "homeaddress",
        "streetaddress",
        "postaladdress",
    ],
    part_headers: None,
    many: false,
    parse,
    key: |value, out| out.push_str(value),
    nearness,
};

/// How many characters two addresses must begin with to be `similar`: a prefecture and some of the city.
const COMMON_CHARS: usize = 6;

fn parse(text: &str, out: &mut String) -> Parsed {
    if is_blank(text) {
        return Parsed::new(Status::Missing);
    }
    let chars = folded_plain(text).unwrap_or_else(|| folded(text));
    if chars.is_empty() {
        return Parsed::new(Status::Missing);
    }
    let mut writer = Writer { chars: &chars, at: 0, out, after_number: false, mark: false };
    while writer.step() {}
    Parsed::new(Status::Ok)
}

/// What [`folded`] makes of a text of ordinary characters, without its tables; `None` where another stands in it.
fn folded_plain(text: &str) -> Option<Vec<char>> {
    let text = text.trim_matches(is_nothing);
    let mut chars = Vec::with_capacity(text.len() / 2);
    let mut gap = false;
    for c in text.chars() {
        let c = match c {
            ' ' | '\u{3000}' => {
                gap = true;
                continue;
            }
            '!'..='~' => c.to_ascii_lowercase(),
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0)?.to_ascii_lowercase(),
            // Ideographs but the compatibility ones, and kana that are one character in every form.
            '一'..='\u{9fff}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '々' | '〇' => c,
            _ => return None,
        };
        if std::mem::take(&mut gap) && c.is_ascii_digit() && chars.last().is_some_and(char::is_ascii_digit) {
            chars.push('-');
        }
        chars.push(c);
    }
    Some(chars)
}

/// NFKC in lower case without spaces and invisible characters; between two numbers a space is a hyphen.
fn folded(text: &str) -> Vec<char> {
    let wide: Vec<char> = text
        .trim_matches(is_nothing)
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_whitespace() || !is_nothing(*c))
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

/// Writes the skeleton, one character or number a step.
struct Writer<'a> {
    chars: &'a [char],
    at: usize,
    out: &'a mut String,
    /// Whether the last thing written is a number, marks left aside.
    after_number: bool,
    /// Whether a mark was read since that number. It is written only where another number follows.
    mark: bool,
}

impl Writer<'_> {
    fn step(&mut self) -> bool {
        let Some(c) = self.chars.get(self.at).copied() else { return false };
        if c.is_ascii_digit() {
            self.number_begins();
            self.out.push(c);
            self.after_number = true;
            self.at += 1;
        } else if self.after_number
            && let Some(chars) = self.mark_here()
        {
            self.mark = true;
            self.at += chars;
        } else if let Some(number) = self.kanji_number(self.at, self.after_number, self.mark) {
            self.number_begins();
            self.out.push_str(&number.value.to_string());
            self.after_number = true;
            self.at += number.chars;
        } else {
            self.mark = false;
            self.after_number = false;
            self.out.push(if digits::is_dash(c) && c != 'ー' { '-' } else { c });
            self.at += 1;
        }
        true
    }

    /// Writes the hyphen between two numbers.
    fn number_begins(&mut self) {
        if std::mem::take(&mut self.mark) {
            self.out.push('-');
        }
    }

    /// The length of the mark at the present place, which follows a number.
    fn mark_here(&self) -> Option<usize> {
        let rest = self.chars.get(self.at..)?;
        if digits::is_dash(*rest.first()?) {
            return Some(1);
        }
        if rest[0] == 'の' {
            let next = rest.get(1)?;
            let number = next.is_ascii_digit() || self.kanji_number(self.at + 1, true, true).is_some();
            return number.then_some(1);
        }
        mark_word(rest)
    }

    /// The number in kanji at a place, if it counts a 丁目, 番 or 号, or stands alone between marks.
    fn kanji_number(&self, at: usize, after_number: bool, after_mark: bool) -> Option<Number> {
        let begins = at.checked_sub(1).is_none_or(|before| !digits::is_kanji_numeral(self.chars[before]));
        let number = digits::number(&self.chars[at..]).filter(|number| begins && !number.arabic)?;
        let rest = &self.chars[at + number.chars..];
        let alone = match *rest {
            [] => true,
            ['の', next, ..] => next.is_ascii_digit() || digits::is_kanji_numeral(next),
            [next, ..] => digits::is_dash(next),
        };
        let counts = mark_word(rest).is_some();
        let belongs = if after_number { after_mark && (alone || counts) } else { counts };
        belongs.then_some(number)
    }
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

fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    let numbers = |text: &'_ str| -> Vec<String> {
        text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).map(str::to_owned).collect()
    };
    let alike = left.value.chars().take(COMMON_CHARS).eq(right.value.chars().take(COMMON_CHARS))
        && numbers(left.value) == numbers(right.value);
    if alike { Nearness::Similar } else { Nearness::Different }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address_like() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9０-９一二三十百〇 　の丁目番地号室館ー－-]{0,14}",
            "東京都[千代田港]{1,3}区[一二三0-9０-９]{1,3}(丁目|番町|-)[0-9一二]{1,2}(番地?の?|ー|-|－)[0-9一二三]{1,2}号?( ?コーポ[A-C]?[0-9]{3}(号室)?)?",
            any::<String>(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn ordinary_characters_are_folded_as_all_are(text in address_like()) {
            if let Some(plain) = folded_plain(&text) {
                prop_assert_eq!(plain, folded(&text));
            }
        }

        #[test]
        fn a_canonical_address_is_read_as_itself(text in address_like()) {
            let mut value = String::new();
            let status = parse(&text, &mut value).status;
            if status == Status::Ok {
                let mut again = String::new();
                prop_assert_eq!(parse(&value, &mut again).status, Status::Ok);
                prop_assert_eq!(value, again);
            } else {
                prop_assert_eq!((status, value), (Status::Missing, String::new()));
            }
        }

        #[test]
        fn nearness_is_symmetric(left in address_like(), right in address_like()) {
            let reading = |value| Reading { status: Status::Ok, weak: None, raw: "", value };
            prop_assert_eq!(
                nearness(&reading(&left), &reading(&right)),
                nearness(&reading(&right), &reading(&left))
            );
        }
    }
}
