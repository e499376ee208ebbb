//! The short way for nearly every name: listed parts that no list has a word to say on. Nothing is allocated.
//!
//! Whatever this file takes for the full name of one person, the long way of `whole` does too: tests hold the two equal. Whatever it
//! is not sure of, it leaves.

use super::{latin, posts, relation, spelled, words};
use crate::text::family_names::{is_family_name, is_family_reading};
use crate::text::kana_names::is_reading;
use crate::text::kana_of::{Part, is_listed, listed_beginnings};
use crate::text::kanji::canonical_kanji;

/// The most bytes of a part in kana or Latin letters that are looked at here.
const PART_MAX: usize = 60;

/// The most bytes of a family name in kanji that is looked at here.
const FAMILY_MAX: usize = 9;

/// What the letters of a word are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    Kanji,
    Kana,
    Latin,
    Other,
}

fn letters(word: &str) -> Letters {
    let of = |c: char| match c {
        '\u{4e00}'..='\u{9fff}' => Letters::Kanji,
        'ぁ'..='ゔ' | 'ァ'..='ヴ' => Letters::Kana,
        'A'..='Z' | 'a'..='z' => Letters::Latin,
        _anything_else => Letters::Other,
    };
    let mut all = word.chars().map(of);
    let Some(first) = all.next() else { return Letters::Other };
    if all.all(|one| one == first) { first } else { Letters::Other }
}

/// Whether a raw name is surely the full name of one person.
pub fn is_person(raw: &str) -> bool {
    let mut words = words(raw, false);
    match (words.next(), words.next(), words.next()) {
        (Some(word), None, None) => letters(word) == Letters::Kanji && is_cut(word),
        (Some(family), Some(given), None) if family != given => match (letters(family), letters(given)) {
            (Letters::Kanji, Letters::Kanji) => is_pair(family, given),
            (Letters::Kanji, Letters::Kana) => {
                is_family(family) && is_kana_given(given) && !is_family_together(family, given)
            }
            (Letters::Kana, Letters::Kana) => is_kana_pair(family, given),
            (Letters::Latin, Letters::Latin) => is_latin_pair(family, given),
            _two_scripts => false,
        },
        _none_or_several => false,
    }
}

fn is_family(word: &str) -> bool {
    // The lexicon has whole people and shrines among the longer ones.
    word.len() <= FAMILY_MAX && is_family_name(word) && !posts::is_office(word)
}

fn is_pair(family: &str, given: &str) -> bool {
    is_listed(Part::Given, given)
        && !posts::is_word(given)
        && is_family(family)
        && family != given
        && !relation::is_specimen_given_name(given)
        && !is_word_together(family, given)
        && !is_family_together(family, given)
}

/// Whether two words together are one family name, in the form they have or in the one that the lexicon lists: 本 田.
fn is_family_together(one: &str, other: &str) -> bool {
    let is_family = |replace: fn(char) -> char| {
        Plain::joined(one, other, replace).is_none_or(|all| is_family_name(all.text()))
    };
    is_family(|c| c) || is_family(canonical_kanji)
}

/// Whether two words together are one of a list: 住 民.
fn is_word_together(one: &str, other: &str) -> bool {
    let mut bytes = [0; 2 * PART_MAX];
    let len = one.len() + other.len();
    let Some(room) = bytes.get_mut(..len) else { return true };
    room[..one.len()].copy_from_slice(one.as_bytes());
    room[one.len()..].copy_from_slice(other.as_bytes());
    std::str::from_utf8(&bytes[..len]).is_ok_and(posts::is_word)
}

/// Whether one word is a family name with a given name behind it, and no family name itself.
fn is_cut(word: &str) -> bool {
    let beginnings = listed_beginnings(Part::Family, word);
    if beginnings == 0 || is_listed(Part::Family, word) {
        return false;
    }
    if word.len() <= 6 || posts::is_word(word) {
        return false;
    }
    // From the longest family name on, to the first behind which a word stands that is no given name.
    let cuts = word.char_indices().rev().filter(|(at, _)| *at < 64 && beginnings & (1 << *at) != 0);
    let cuts = cuts.map(|(at, _)| word.split_at(at)).filter(|(family, _)| is_family_name(family));
    cuts.take_while(|(_, given)| !posts::is_word(given) && !relation::PLURALS.contains(given))
        .any(|(family, given)| is_pair(family, given))
}

/// A buffer on the stack for one part in katakana or capitals.
struct Plain {
    bytes: [u8; PART_MAX],
    len: usize,
}

impl Plain {
    /// The part, each character replaced; `None` where it is too long.
    fn of(part: &str, replace: impl Fn(char) -> char) -> Option<Self> {
        Self::joined(part, "", replace)
    }

    /// The same of two parts, nothing between them.
    fn joined(one: &str, other: &str, replace: impl Fn(char) -> char) -> Option<Self> {
        let mut plain = Self { bytes: [0; PART_MAX], len: 0 };
        for c in one.chars().chain(other.chars()) {
            let c = replace(c);
            let room = plain.bytes.get_mut(plain.len..plain.len + c.len_utf8())?;
            c.encode_utf8(room);
            plain.len += c.len_utf8();
        }
        Some(plain)
    }

    fn katakana(part: &str) -> Option<Self> {
        let of = |c| match c {
            'ぁ'..='ゔ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            _katakana => c,
        };
        Self::of(part, of)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

/// Whether one kana stands again and again: アア.
fn is_one_letter(word: &str) -> bool {
    let first = word.chars().next();
    word.chars().all(|c| Some(c) == first)
}

/// Kana of two letters and more that are read as a given name and as no family name, behind a family name in kanji. と may join two
/// people, and is left to the long way.
fn is_kana_given(given: &str) -> bool {
    let Some(kana) = Plain::katakana(given) else { return false };
    given.chars().nth(1).is_some()
        && !given.contains('と')
        && is_reading(Part::Given, kana.text())
        && !is_reading(Part::Family, kana.text())
        && !relation::is_specimen_given_name(given)
        && !posts::is_word(given)
        && !posts::is_word(kana.text())
}

fn is_kana_pair(family: &str, given: &str) -> bool {
    let (Some(one), Some(other)) = (Plain::katakana(family), Plain::katakana(given)) else { return false };
    let is_plain = |raw: &str, kana: &str| {
        raw.chars().nth(1).is_some()
            && !raw.contains('と')
            && !is_one_letter(kana)
            && !posts::is_word(raw)
            && !posts::is_word(kana)
    };
    is_reading(Part::Given, other.text())
        && is_reading(Part::Family, one.text())
        && one.text() != other.text()
        && is_plain(family, one.text())
        && is_plain(given, other.text())
        && !is_word_together(family, given)
        && !is_word_together(one.text(), other.text())
        && Plain::joined(one.text(), other.text(), |c| c)
            .is_some_and(|all| !is_reading(Part::Family, all.text()) && !is_family_reading(all.text()))
}

fn is_latin_pair(family: &str, given: &str) -> bool {
    let upper = |word: &str| Plain::of(word, |c| c.to_ascii_uppercase());
    let (Some(one), Some(other)) = (upper(family), upper(given)) else { return false };
    let is_plain = |word: &str| {
        // Most titles, initials and suffixes are shorter.
        word.len() > 3 && !posts::is_latin_title(word) && latin::is_name(word)
    };
    one.text() != other.text()
        && ![family, given].into_iter().any(latin::is_camel)
        && is_plain(one.text())
        && is_plain(other.text())
        && !relation::is_form(one.text(), other.text())
        && (![one.text(), other.text()].into_iter().all(spelled::is_japanese)
            || (spelled::is_listed_pair(one.text(), other.text())
                && !spelled::is_family_together(one.text(), other.text())))
}
