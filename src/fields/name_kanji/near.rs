//! How near two written names are whose canonical forms differ.
//!
//! Sources: interface section 3 (`variant`, `similar`, "Names"); `text::kanji` for single characters. Characters are
//! compared one by one, each with at most one look-up, so that no chain of folds joins two kanji.

use super::form::Script;
use crate::fields::name::{self, order};
use crate::fields::{Nearness, PART_SEPARATOR, Reading, name_kana};
use crate::text::distance::is_one_slip;
use crate::text::kanji::{self, Kinship, canonical_kanji, is_kanji, kinship};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How near two names are whose values differ. Symmetric.
#[must_use]
pub fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    let (ls, rs) = (Script::of(left.value), Script::of(right.value));
    if ls == Script::Katakana && rs == Script::Katakana {
        return name_kana::nearness(left, right);
    }
    let (l, r) = (letters(left.value), letters(right.value));
    let moved = is_moved(left.value, right.value);
    if l == r {
        let apart = moved || (ls == Script::Words && words_apart(left.value, right.value));
        return if apart { Nearness::Similar } else { Nearness::Normalized };
    }
    let group = |script: Script| match script {
        Script::Kanji => 0,
        Script::Katakana | Script::Mixed => 1,
        Script::Words => 2,
    };
    // A reading or a foreign spelling says nothing against the kanji of a name, and nothing for them.
    if group(ls) != group(rs) {
        return Nearness::Similar;
    }
    if l.len() == r.len() {
        let kinships = || l.iter().zip(&r).map(|(a, b)| if a == b { None } else { Some(kinship(*a, *b)) });
        if kinships().all(|k| matches!(k, None | Some(Kinship::Variants))) {
            let last = kinships().rposition(|k| k.is_some()).unwrap_or(0);
            return match moved {
                true => Nearness::Similar,
                false if last < family_length(left, right, l.len()) => Nearness::Variant,
                false => Nearness::VariantIfKanaAgrees,
            };
        }
        if kinships().all(|k| k != Some(Kinship::Strangers)) {
            return Nearness::Similar;
        }
    }
    if is_similar(left, right, &l, &r) { Nearness::Similar } else { Nearness::Different }
}

/// The characters of a name, without spaces and the mark between the parts.
pub(super) fn letters(value: &str) -> Vec<char> {
    value.chars().filter(|c| *c != ' ' && *c != PART_SEPARATOR).collect()
}

/// How many characters the family name has, where the name came in two columns.
fn boundary(value: &str) -> Option<usize> {
    let (family, given) = name::parts(value);
    given.map(|_| letters(family).len())
}

/// Whether both names came in two columns, and the boundary stands elsewhere.
fn is_moved(left: &str, right: &str) -> bool {
    matches!((boundary(left), boundary(right)), (Some(l), Some(r)) if l != r)
}

/// Whether two names of the same letters are cut into different words (ANN ALEE, ANNA LEE). A side that is not cut at all
/// says nothing; two columns are compared part by part.
fn words_apart(left: &str, right: &str) -> bool {
    let apart = |l: &str, r: &str| {
        let cut = |name: &str| name.contains([' ', PART_SEPARATOR]);
        cut(l) && cut(r) && !l.split([' ', PART_SEPARATOR]).eq(r.split([' ', PART_SEPARATOR]))
    };
    match (name::parts(left), name::parts(right)) {
        ((lf, Some(lg)), (rf, Some(rg))) => apart(lf, rf) || apart(lg, rg),
        _ => apart(left, right),
    }
}

/// How many characters are certainly of the family name. Where two columns or one space tell, the smaller count of both
/// sides; else the first character alone, and none of a name of one character.
fn family_length(left: &Reading<'_>, right: &Reading<'_>, length: usize) -> usize {
    let told = [left, right].into_iter().filter_map(split_of).min();
    told.unwrap_or_else(|| usize::from(length > 1))
}

/// Where the family name ends, if the columns or the only space of the raw text tell.
fn split_of(reading: &Reading<'_>) -> Option<usize> {
    if let Some(length) = boundary(reading.value) {
        return Some(length);
    }
    let mut words = name::words(reading.raw, false);
    let (family, _, None) = (words.next()?, words.next()?, words.next()) else { return None };
    Some(letters(&canonical(family)?).len())
}

/// The canonical form of a text by itself.
fn canonical(text: &str) -> Option<String> {
    let mut out = String::new();
    super::form::push(text, &mut out)?;
    Some(out)
}

fn is_similar(left: &Reading<'_>, right: &Reading<'_>, l: &[char], r: &[char]) -> bool {
    let folded = |letters: &[char]| letters.iter().map(|c| canonical_kanji(*c)).collect::<String>();
    let (lk, rk) = (folded(l), folded(r));
    lk == rk
        || order::is_swapped(&lk, &rk)
        || is_slip(&lk, &rk)
        || (!(is_bare(&lk) && is_bare(&rk)) && share_a_bare_form(&lk, &rk))
        || order::is_retold(&words(left), &words(right))
}

/// One typing slip: two neighbours swapped, or one kana, letter, digit or mark too many, too few or wrong. Kanji are not
/// typed but chosen: another kanji, or one more, is another name unless the table of look-alikes knows the pair.
fn is_slip(left: &str, right: &str) -> bool {
    if !is_one_slip(left, right) {
        return false;
    }
    let same = |(a, b): &(char, char)| a == b;
    let (l, r): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let head = l.iter().copied().zip(r.iter().copied()).take_while(same).count();
    let tail = l[head..].iter().rev().copied().zip(r[head..].iter().rev().copied()).take_while(same).count();
    let (l, r) = (&l[head..l.len() - tail], &r[head..r.len() - tail]);
    l.len().max(r.len()) > 1 || l.iter().chain(r).all(|c| !is_kanji(*c))
}

/// Honorifics and marks at the end of a name. None of them is taken off a value.
const SUFFIXES: &[&str] = &["様", "殿", "氏", "君", "さま", "さん", "ちゃん", "くん", "先生", "サマ", "サン"];

/// Whether a name consists of kanji alone and ends in no suffix: its bare form is itself.
fn is_bare(name: &str) -> bool {
    name.chars().all(|c| matches!(c, '一'..='\u{9fff}')) && !name.ends_with(['様', '殿', '氏', '君', '生'])
}

fn share_a_bare_form(left: &str, right: &str) -> bool {
    let right = bare_forms(right);
    bare_forms(left).iter().any(|form| !form.is_empty() && right.contains(form))
}

/// A name without digits, marks, accents and suffix, kana in one script: once with what stands in brackets, once
/// without. Two names that share one of them differ in nothing that tells people apart for certain.
fn bare_forms(name: &str) -> [String; 2] {
    let mut depth = 0_u32;
    let outside = name.chars().filter(|c| {
        let closing = matches!(c, ')' | ']' | '」' | '』' | '〕' | '】' | '>' | '〉' | '》');
        depth += u32::from(matches!(c, '(' | '[' | '「' | '『' | '〔' | '【' | '<' | '〈' | '《'));
        let keep = depth == 0;
        depth = depth.saturating_sub(u32::from(closing));
        keep
    });
    [bare(outside), bare(name.chars())]
}

fn bare(name: impl Iterator<Item = char>) -> String {
    let text: String = name
        .nfd()
        .filter(|c| (c.is_alphabetic() && !is_combining_mark(*c)) || matches!(c, '\u{3099}' | '\u{309a}'))
        .nfc()
        .map(katakana)
        .collect();
    let without = SUFFIXES.iter().find_map(|suffix| {
        let suffix: String = suffix.chars().map(katakana).collect();
        text.strip_suffix(suffix.as_str())
    });
    without.map_or(text.clone(), str::to_owned)
}

/// Hiragana as katakana.
fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    }
}

/// The words of a name, as the raw text cuts them, in their canonical forms.
fn words(reading: &Reading<'_>) -> Vec<String> {
    let dots = Script::of(reading.value) != Script::Kanji;
    let word = |word| {
        let word: String = canonical(word)?.chars().map(kanji::canonical_kanji).collect();
        (!word.is_empty()).then_some(word)
    };
    name::words(reading.raw, dots).filter_map(word).collect()
}
