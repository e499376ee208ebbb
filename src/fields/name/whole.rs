//! Whether a written name that two records agree on is the full name of one person.
//!
//! A field's parser reads texts; it cannot look every word up. Two records that agree are few, and each is asked here:
//!
//! - one word that is a family name, a name beside initials or beside marks alone, one text in both columns: one part alone,
//!   which is `missing` (interface section 3);
//! - a relation, several people under one word or a form's word name whoever it is that day: `placeholder`;
//! - an organisation, two people, a piece of markup or an e-mail address: `invalid`, and so is whatever is not made as the name of
//!   one person is (`plausible`).
//!
//! Sources: `text::family_names`, the lexicon of `text::kana_of`; `relation`, `organisation`, `posts` and `trades` for the words; own
//! list for marks.

use super::{foreign, nobody, ordinary, organisation, parts, plausible, posts, relation, spelled, words};
use crate::fields::{Reading, Status};
use crate::model::Agreement;
use crate::text::family_names::{can_be_cut, is_family_name, is_family_reading};
use crate::text::given_names::may_be_given_name;
use crate::text::kana::push_katakana;
use crate::text::kana_names::is_reading;
use crate::text::kana_of::{Fit, Part, is_listed, part_fits};
use crate::text::kanji;
use crate::text::space::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// Marks of e-mail addresses, markup and programs. No name is written with one of them.
const FOREIGN_MARKS: &[char] = &['@', '<', '>', '{', '}', '[', ']', '|', '^', '~', '+', '%', '$', '"', '!'];

/// The most kana that are taken for one part: most family names have up to four, few full names have.
const PART_KANA_MAX: usize = 4;

/// The most characters with a kanji among them that are taken for one part where they cannot be cut into two listed ones.
const PART_KANJI_MAX: usize = 2;

/// The names of the Latin letters in kana.
#[rustfmt::skip]
const LETTER_NAMES: &[&str] = &[
    "エー", "エイ", "ビー", "シー", "ディー", "デー", "イー", "エフ", "ジー", "エイチ", "エッチ", "アイ", "ジェイ", "ジェー", "ケイ", "ケー", "エル",
    "エム", "エヌ", "オー", "ピー", "キュー", "アール", "エス", "ティー", "ティ", "テー", "ユー", "ブイ", "ヴィ", "ダブリュー", "ダブリュ", "エックス", "ワイ",
    "ゼット", "ズィー",
];

/// The first character of the scripts in which a full name is one word: Hangul letters. Above it stand kana and kanji.
const EAST_ASIA: u32 = 0x1100;

/// What one name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The full name of one person, as far as can be told.
    Whole,
    /// One part, unless the other record writes the same name in two.
    Alone,
    /// One part, surely.
    Half,
    /// Nobody in particular.
    Nobody,
    /// An organisation, several people, or no name at all.
    NoPerson,
    /// Not made as the name of one person is, for all that can be told.
    Unlikely,
}

/// What two readings that agree say after all, where they are not the full name of one person. Symmetric.
///
/// ```
/// use sekisho::fields::{Reading, Status, name::whole};
/// use sekisho::model::Agreement;
/// let name = |raw| Reading { status: Status::Ok, weak: None, raw, value: raw };
/// assert_eq!(whole::setback(&name("蓮見"), &name("蓮見")), Some(Agreement::Missing));
/// assert_eq!(whole::setback(&name("林 薫"), &name("林薫")), None);
/// assert_eq!(whole::setback(&name("蓮見 双子"), &name("蓮見 双子")), Some(Agreement::Placeholder));
/// assert_eq!(whole::setback(&name("蓮見建設"), &name("蓮見建設")), Some(Agreement::Invalid));
/// ```
#[must_use]
pub fn setback(left: &Reading<'_>, right: &Reading<'_>) -> Option<Agreement> {
    let ordinary = ordinary::say(left.raw);
    let said = ordinary.unwrap_or_else(|| say_at_length(left));
    // Nearly all names that agree are written alike, and of ordinary ones nothing but the words counts.
    let is_alike = (left.raw == right.raw && left.value == right.value)
        || (ordinary.is_some() && words(left.raw, false).eq(words(right.raw, false)));
    agreed([said, if is_alike { said } else { say(right) }])
}

/// The same without the short way for ordinary names. Both ways give one answer.
#[must_use]
pub fn setback_at_length(left: &Reading<'_>, right: &Reading<'_>) -> Option<Agreement> {
    agreed([say_at_length(left), say_at_length(right)])
}

fn agreed(said: [Said; 2]) -> Option<Agreement> {
    if said.contains(&Said::Half) || said == [Said::Alone; 2] {
        Some(Agreement::Missing)
    } else if said.contains(&Said::Nobody) {
        Some(Agreement::Placeholder)
    } else if said.contains(&Said::NoPerson) || said.contains(&Said::Unlikely) {
        Some(Agreement::Invalid)
    } else {
        None
    }
}

/// What becomes of a name by itself that is surely no person's, where it was read as one: for who looks at one value.
#[must_use]
pub fn no_person(name: &Reading<'_>) -> Option<Status> {
    match say(name) {
        Said::Nobody => Some(Status::Placeholder),
        Said::NoPerson => Some(Status::Invalid),
        Said::Whole | Said::Alone | Said::Half | Said::Unlikely => None,
    }
}

fn say(name: &Reading<'_>) -> Said {
    ordinary::say(name.raw).unwrap_or_else(|| say_at_length(name))
}

/// What any name says, without the short way for ordinary ones. Both ways give one answer.
fn say_at_length(name: &Reading<'_>) -> Said {
    let words = words_of(name.raw);
    let (family, given) = parts(name.value);
    if relation::is_nobody_in_particular(&words) {
        Said::Nobody
    } else if name.raw.contains(is_enclosed)
        || words.iter().any(|word| word.contains(FOREIGN_MARKS))
        || organisation::is_organisation(&words)
        || relation::is_several(&words)
    {
        Said::NoPerson
    } else if given == Some(family)
        || is_said_twice(&words)
        || is_one_full_word(&words)
        || are_letter_names(&words)
        || is_family_alone(&words)
        || is_family_with_its_reading(&words)
    {
        Said::Half
    } else if is_part_alone(&words, name.value) || is_without_family_name(&words) {
        // What has marks beside it is no part that the other record completes.
        if plausible::is_letters(&words) { Said::Alone } else { Said::Half }
    } else if plausible::is_person(&words, name.raw) {
        Said::Whole
    } else {
        Said::Unlikely
    }
}

/// The words of a name in one width and, of Latin letters, in upper case, titles left out.
fn words_of(raw: &str) -> Vec<String> {
    let is_letter = |c: &char| !kanji::is_selector(*c) && !is_invisible(*c);
    let plain = words(raw, true).map(|word| word.nfkc().filter(is_letter).collect::<String>().to_uppercase());
    let is_title = |word: &str| {
        let bare = word.trim_end_matches('.');
        nobody::TITLES.contains(&word) || posts::is_latin_title(bare)
    };
    let bare = |word: String| match word.strip_suffix(['様', '樣']) {
        Some(bare) if !relation::is_word_for_nobody(&word) => bare.to_owned(),
        _listed_or_untitled => word,
    };
    plain.filter(|word| !is_title(word)).map(bare).collect()
}

/// Whether a name of one column says one text twice.
fn is_said_twice(words: &[String]) -> bool {
    match words {
        [] => false,
        [word] => {
            let middle = word.len() / 2;
            // Two kanji or two kana may be one name: 奈奈, ミミ.
            word.chars().count() > 3 && word.is_char_boundary(middle) && word[..middle] == word[middle..]
        }
        [first, rest @ ..] => rest.iter().all(|word| word == first),
    }
}

/// Whether of several words one at most is more than an initial, a number or a mark. Beside kanji, Latin letters and a single
/// kana are no more than that: 蓮見 xx, 蓮見 ア.
fn is_one_full_word(words: &[String]) -> bool {
    let has_kanji = |word: &String| word.chars().any(kanji::is_kanji);
    let beside_kanji = words.iter().any(has_kanji);
    let is_part = |word: &&String| {
        is_full(word)
            && (!beside_kanji || has_kanji(word) || (!word.is_ascii() && word.chars().nth(1).is_some()))
    };
    words.len() > 1 && words.iter().filter(is_part).count() < 2
}

/// Whether a word has letters, and more than one in a row where they are Latin: neither 1 nor K. nor K.H.
fn is_full(word: &str) -> bool {
    word.chars().any(|c| !c.is_ascii() && c.is_alphabetic() && !matches!(c, 'ー' | '々'))
        || word.split(|c: char| !c.is_ascii_alphabetic()).any(|run| run.len() > 1)
}

/// Whether several words together are one listed family name, in kanji, kana or Latin letters: 本 田, ヤマ モト, HASE GAWA. Whoever
/// has a full name that together is one as well (森 茂) is looked at by a person.
fn is_family_in_pieces(words: &[String]) -> bool {
    let [one, rest @ ..] = words else { return false };
    if rest.is_empty() {
        return false;
    }
    let all = words.concat();
    if let [other] = rest
        && [one, other].iter().all(|word| spelled::is_japanese(word))
    {
        return spelled::is_family_together(one, other);
    }
    let mut katakana = String::new();
    if push_katakana(&all, &mut katakana) {
        return is_reading(Part::Family, &katakana) || is_family_reading(&katakana);
    }
    let folded: String = all.chars().map(kanji::canonical_kanji).collect();
    // The lexicon has whole people among its longer family names (李娜, 足立遠元): nothing tells them from families that are cut.
    let is_whole_person = |other: &String| {
        let is_long = all.chars().nth(3).is_some() && !can_be_cut(&all) && !can_be_cut(&folded);
        (foreign::is_family(one) && foreign::may_be_given_name(one, other))
            || (is_long && may_be_given_name(other) && !is_listed(Part::Family, other))
    };
    (is_family_name(&all) || is_family_name(&folded)) && !matches!(rest, [other] if is_whole_person(other))
}

/// Whether all words are names of Latin letters in kana: エス ケイ, initials.
fn are_letter_names(words: &[String]) -> bool {
    words.len() > 1
        && words.iter().all(|word| {
            let mut katakana = String::new();
            push_katakana(word, &mut katakana) && LETTER_NAMES.contains(&katakana.as_str())
        })
}

/// Numbers, months, companies, eras and words that Unicode has as one character in a ring or a square: marks of forms, not letters.
const fn is_enclosed(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24ff}' | '\u{3200}'..='\u{33ff}' | '\u{1f100}'..='\u{1f2ff}')
}

/// Whether two words are one family name that was cut in two, or two family names, and the second is no given name: 長谷 川,
/// 渡 部, 蓮見 佐藤.
fn is_family_alone(words: &[String]) -> bool {
    if is_family_in_pieces(words) {
        return true;
    }
    let [one, other] = words else { return false };
    let is_written = |word: &str| word.chars().all(kanji::is_kanji);
    let two_names =
        || other.chars().nth(1).is_some() && is_listed(Part::Family, one) && is_listed(Part::Family, other);
    let is_from_abroad = foreign::is_family(one) && foreign::may_be_given_name(one, other);
    let is_coined =
        other.chars().nth(1).is_some() && may_be_given_name(other) && !is_listed(Part::Family, other);
    is_written(one)
        && is_written(other)
        && !is_from_abroad
        && !is_coined
        && (!is_listed(Part::Given, other) || posts::is_family(other))
        && two_names()
}

/// Whether the second word is the reading of the first, a family name: 蓮見 はすみ.
fn is_family_with_its_reading(words: &[String]) -> bool {
    let [family, reading] = words else { return false };
    let mut katakana = String::new();
    family.chars().any(kanji::is_kanji)
        && !reading.chars().any(kanji::is_kanji)
        && push_katakana(reading, &mut katakana)
        && part_fits(Part::Family, family, &katakana) == Fit::Confirmed
        && part_fits(Part::Given, family, &katakana) != Fit::Confirmed
}

/// Whether no word, or no beginning of the one word, is a listed family name: 受付 太郎, 現金客. Words without a kanji may be.
fn is_without_family_name(words: &[String]) -> bool {
    let is_family = |text: &str| {
        let folded: String = text.chars().map(kanji::canonical_kanji).collect();
        is_listed(Part::Family, text) || is_listed(Part::Family, &folded) || foreign::is_family(text)
    };
    let has_kanji = |word: &String| word.chars().any(kanji::is_kanji);
    match words {
        [word] => {
            let mut beginnings = word.char_indices().skip(1).map(|(at, _)| &word[..at]);
            has_kanji(word) && !beginnings.any(is_family)
        }
        several => several.iter().all(has_kanji) && !several.iter().any(|word| is_family(word)),
    }
}

/// Whether a name is one word that is a family name, a few kana, or one word in Latin letters; what stands in brackets or in
/// Latin letters and digits behind it aside (蓮見(母), 蓮見K).
fn is_part_alone(words: &[String], value: &str) -> bool {
    let [word] = words else { return words.is_empty() };
    let is_alphabet = |c: char| c.is_alphabetic() && (c.is_ascii() || u32::from(c) < EAST_ASIA);
    if word.is_ascii() || word.chars().all(|c| is_alphabet(c) || !c.is_alphabetic()) {
        return true;
    }
    let core = word.split(['(', '「', '『', '【']).next().unwrap_or(word);
    let core = core.trim_matches(|c: char| c.is_ascii());
    let letters = core.chars().count();
    if !core.chars().any(kanji::is_kanji) {
        let is_kana = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー');
        let is_short = letters <= PART_KANA_MAX && core.chars().all(is_kana);
        return is_short || is_family_reading(value);
    }
    let folded: String = core.chars().map(kanji::canonical_kanji).collect();
    let is_family = is_family_name(core) || is_family_name(value) || is_family_name(&folded);
    // A rare family name is in no list; a full name in one word begins with one that is.
    is_family || (letters <= PART_KANJI_MAX && (!can_be_cut(core) || is_listed(Part::Given, core)))
}
