//! The short way for nearly every name: a listed family name, and a given name that is listed, or made as given names are, or surely
//! not; parts that no list has a word to say on. Nothing is allocated.
//!
//! Whatever this file says of a name, the long way of `whole` says too: tests hold the two equal. Whatever it is not sure of, it leaves.
//! What concerns one word by itself is in `known`; here stands what two words say together.

use super::known::{self, Given};
use super::whole::Said;
use super::{foreign, latin, organisation, posts, relation, spelled, words};
use crate::text::family_names::{is_family_name, is_family_reading};
use crate::text::kana_names::is_reading;
use crate::text::kana_of::{Fit, Part, beginnings_and_whole, part_fits};
use crate::text::kanji::canonical_kanji;

/// The most bytes of a part in kana or Latin letters, and of a name in one word, that are looked at here.
const PART_MAX: usize = 60;

/// What the letters of a word are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Kanji, each of them or its repetition.
    Kanji,
    Kana,
    Latin,
    Other,
}

fn letters(word: &str) -> Letters {
    let of = |c: char| match c {
        // The last is 﨑, one of the kanji among the compatibility ideographs that have no other form (Unicode 15, section 18.1).
        '\u{4e00}'..='\u{9fff}' | '\u{fa11}' => Letters::Kanji,
        'ぁ'..='ゔ' | 'ァ'..='ヴ' => Letters::Kana,
        'A'..='Z' | 'a'..='z' => Letters::Latin,
        _anything_else => Letters::Other,
    };
    let mut all = word.chars();
    let Some(first) = all.next().map(of) else { return Letters::Other };
    let is_same = |c: char| of(c) == first || (c == '々' && first == Letters::Kanji);
    if all.all(is_same) { first } else { Letters::Other }
}

/// What a raw name surely says; `None` where it takes longer to tell.
pub fn say(raw: &str) -> Option<Said> {
    let mut words = words(raw, false);
    let is_whole = match (words.next(), words.next(), words.next()) {
        (Some(word), None, None) if letters(word) == Letters::Kanji => return say_cut(word),
        (Some(family), Some(given), None) if family != given => match (letters(family), letters(given)) {
            (Letters::Kanji, Letters::Kanji) => return say_pair(family, given),
            (Letters::Kanji, Letters::Kana) => {
                known::family(family).is_one
                    && is_kana_given(family, given)
                    && !is_family_together(family, given)
            }
            (Letters::Kana, Letters::Kana) => is_kana_pair(family, given),
            (Letters::Latin, Letters::Latin) => is_latin_pair(family, given),
            _two_scripts => false,
        },
        _none_or_several => false,
    };
    is_whole.then_some(Said::Whole)
}

/// What a family name and a given name say together, in kanji.
fn say_pair(family: &str, given: &str) -> Option<Said> {
    let said = match known::given(given) {
        Given::Listed => Said::Whole,
        Given::Coined if !organisation::has_ending_across(family, given) => Said::Whole,
        // 李 娜: what is no Japanese given name may be one from abroad.
        Given::Unlikely
            if !organisation::has_ending_across(family, given)
                && !foreign::may_be_given_name(family, given) =>
        {
            Said::Unlikely
        }
        Given::Coined | Given::Unlikely | Given::Refused | Given::Unsure => return None,
    };
    let is_two = known::family(family).is_one
        && !is_same(family, given)
        && !is_word_together(family, given)
        && !is_family_together(family, given);
    is_two.then_some(said)
}

/// The kanji of a word, each repetition mark as the kanji before it.
fn written_out(word: &str) -> impl Iterator<Item = char> + Clone {
    let mut last = '々';
    word.chars().map(move |c| {
        last = if c == '々' { last } else { c };
        last
    })
}

/// Whether two words are one, repetition marks written out.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && written_out(one).eq(written_out(other))
}

/// Whether two words together are one family name, in the form they have or in the one that the lexicon lists: 本 田.
fn is_family_together(one: &str, other: &str) -> bool {
    let is_family = |replace: fn(char) -> char| {
        Plain::joined(one, other, replace).is_none_or(|all| is_family_name(all.text()))
    };
    (known::family(one).reach.has(other) && is_family(|c| c))
        || ((has_another_form(one) || has_another_form(other)) && is_family(canonical_kanji))
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

/// What one word in kanji says that is a family name with a given name behind it, and no family name itself.
fn say_cut(word: &str) -> Option<Said> {
    // Two kanji are one part, for all that can be told.
    if word.len() <= 6 || word.len() > PART_MAX {
        return None;
    }
    let (beginnings, is_listed) = beginnings_and_whole(Part::Family, word);
    if beginnings == 0 || is_listed || posts::is_word(word) || is_one_part_at_length(word) || is_twice(word) {
        return None;
    }
    let cuts = || {
        let ends = (1..word.len()).rev().filter(|at| beginnings & (1 << *at) != 0);
        ends.filter_map(|at| word.split_at_checked(at))
    };
    // From the longest family name on, to the first behind which a word stands that is no given name.
    let mut first = None;
    for (family, given) in cuts() {
        if !known::family(family).is_listed {
            // The long way takes a family name in another form for one, too.
            if has_another_form(family) {
                return None;
            }
            continue;
        }
        match (known::given(given), first) {
            (Given::Refused, _) => return None,
            (Given::Listed, None) if say_pair(family, given).is_some() => return Some(Said::Whole),
            (Given::Listed, Some(_)) => {
                // Behind a shorter family name stands a listed given name.
                return say_pair(family, given);
            }
            (Given::Coined, None) => {
                let said = say_pair(family, given)?;
                return is_plain_in_one_word(word, cuts()).then_some(said);
            }
            (Given::Unlikely, None) => first = Some((family, given)),
            (Given::Listed, None) | (Given::Unsure, _) => return None,
            (Given::Coined | Given::Unlikely, Some(_)) => {}
        }
    }
    let (family, given) = first?;
    let said = say_pair(family, given)?;
    let is_from_abroad = word.chars().next().is_some_and(|c| foreign::is_family(c.encode_utf8(&mut [0; 4])));
    (!is_from_abroad && !has_another_form(word) && is_plain_in_one_word(word, cuts())).then_some(said)
}

/// Whether the lexicon may list a word in another form of its kanji.
fn has_another_form(word: &str) -> bool {
    word.chars().any(|c| canonical_kanji(c) != c)
}

/// Whether repetition marks, written out, or kanji in the forms of the lexicon make a family name of a word.
fn is_one_part_at_length(word: &str) -> bool {
    let is_family = |all: Option<Plain>| all.is_none_or(|all| is_family_name(all.text()));
    (word.contains('々') && is_family(Plain::from(written_out(word))))
        || (has_another_form(word) && is_family(Plain::of(word, canonical_kanji)))
}

/// Whether a word says one text twice.
fn is_twice(word: &str) -> bool {
    let middle = word.len() / 2;
    word.is_char_boundary(middle) && word[..middle] == word[middle..]
}

/// Whether no list has a word to say on a family name with a coined given name behind it in one word, cut anywhere: a listed given name
/// would tell that it is a name after all.
fn is_plain_in_one_word<'w>(word: &str, mut cuts: impl Iterator<Item = (&'w str, &'w str)>) -> bool {
    !relation::is_in_somebodys_place(word)
        && !relation::may_end(word)
        && !organisation::may_begin(word)
        && !cuts.any(|(_, rest)| known::is_refused(rest))
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
        Self::from(one.chars().chain(other.chars()).map(replace))
    }

    fn from(letters: impl Iterator<Item = char>) -> Option<Self> {
        let mut plain = Self { bytes: [0; PART_MAX], len: 0 };
        for c in letters {
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

/// Kana of two letters and more that are read as a given name and as no family name, behind a family name in kanji of which they are
/// no reading. と may join two people, and is left to the long way.
fn is_kana_given(family: &str, given: &str) -> bool {
    let Some(kana) = Plain::katakana(given) else { return false };
    given.chars().nth(1).is_some()
        && !given.contains('と')
        && is_reading(Part::Given, kana.text())
        && !is_reading(Part::Family, kana.text())
        && !relation::is_specimen_given_name(given)
        && !posts::is_word(given)
        && !posts::is_word(kana.text())
        && part_fits(Part::Family, family, kana.text()) != Fit::Confirmed
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
