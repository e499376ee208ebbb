//! How near two written names are whose canonical forms differ.
//!
//! Sources: interface section 3 (`variant`, `similar`, "Names"); `text::kanji` for single characters. Characters are
//! compared one by one, each with at most one look-up, so that no chain of folds joins two kanji.

use super::form::Script;
use crate::fields::name::{self, order, romaji};
use crate::fields::{Nearness, PART_SEPARATOR, Reading, name_kana};
use crate::text::kanji::{self, Kinship, canonical_kanji, is_kanji, kinship};
use smallvec::SmallVec;
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
    if let Some((latin, kana)) = latin_and_kana((ls, left), (rs, right))
        && romaji::is_another_name(latin, kana)
    {
        return Nearness::Different;
    }
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

/// The name in Latin letters and the one in kana, where the two are such.
fn latin_and_kana<'a>(
    left: (Script, &Reading<'a>),
    right: (Script, &Reading<'a>),
) -> Option<(&'a str, &'a str)> {
    match (left, right) {
        ((Script::Words, latin), (Script::Katakana, kana))
        | ((Script::Katakana, kana), (Script::Words, latin)) => Some((latin.value, kana.value)),
        _other_scripts => None,
    }
}

/// The characters of a name, one by one.
pub(super) type Letters = SmallVec<[char; 16]>;

/// The characters of a name, without spaces and the mark between the parts.
pub(super) fn letters(value: &str) -> Letters {
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
    let folded = |letters: &[char]| -> Letters { letters.iter().map(|c| canonical_kanji(*c)).collect() };
    let (lk, rk) = (folded(l), folded(r));
    lk == rk
        || is_swapped(&lk, &rk)
        || is_slip(&lk, &rk)
        || (!(is_bare(&lk) && is_bare(&rk)) && share_a_bare_form(&lk, &rk))
        || (is_cut(left)
            && is_cut(right)
            && may_be_retold(left.raw, right.raw)
            && order::is_retold(&words(left), &words(right)))
}

/// What [`order::is_swapped`] says of two names, letter by letter.
fn is_swapped(left: &[char], right: &[char]) -> bool {
    left.len() == right.len()
        && left != right
        && (1..left.len()).any(|at| {
            let (end, start) = left.split_at(at);
            right.first() == start.first() && right.strip_prefix(start) == Some(end)
        })
}

/// Whether two raw names may be one that is told in another order. Words of kanji and kana are held against each other without writing
/// them out; whatever else stands in a name leaves it open.
fn may_be_retold(left: &str, right: &str) -> bool {
    // Letters whose canonical form is theirs alone, wherever they stand: neither 々, nor ヶ, ケ and ヵ, nor a mark.
    let is_plain = |c: char| {
        matches!(c, '一'..='\u{9fff}' | 'ぁ'..='ゔ' | 'ァ'..='ヴ' | ' ' | '\u{3000}' | PART_SEPARATOR)
            && c != 'ケ'
    };
    // A word all in kana is one in either script.
    let letters = |word| str::chars(word).map(|c| katakana(canonical_kanji(c)));
    !left.chars().chain(right.chars()).all(is_plain)
        || order::may_be_retold(name::words(left, false), name::words(right, false), letters)
}

/// Whether the raw text is cut into words.
fn is_cut(reading: &Reading<'_>) -> bool {
    name::words(reading.raw, Script::of(reading.value) != Script::Kanji).nth(1).is_some()
}

/// One typing slip: two neighbours swapped, or one kana, letter, digit or mark too many, too few or wrong. Kanji are not
/// typed but chosen: another kanji, or one more, is another name unless the table of look-alikes knows the pair.
fn is_slip(left: &[char], right: &[char]) -> bool {
    let same = |(a, b): &(&char, &char)| a == b;
    let head = left.iter().zip(right).take_while(same).count();
    let (l, r) = (&left[head..], &right[head..]);
    let tail = l.iter().rev().zip(r.iter().rev()).take_while(same).count();
    match (&l[..l.len() - tail], &r[..r.len() - tail]) {
        ([a, b], [c, d]) => a == d && b == c,
        ([one], []) | ([], [one]) => !is_kanji(*one),
        ([one], [other]) => !is_kanji(*one) && !is_kanji(*other),
        _further_apart => false,
    }
}

/// Honorifics and marks at the end of a name. None of them is taken off a value.
const SUFFIXES: &[&str] = &["様", "殿", "氏", "君", "さま", "さん", "ちゃん", "くん", "先生", "サマ", "サン"];

/// Whether a name consists of kanji alone and ends in no suffix: its bare form is itself.
fn is_bare(name: &[char]) -> bool {
    name.iter().all(|c| matches!(c, '一'..='\u{9fff}'))
        && !matches!(name.last(), Some('様' | '殿' | '氏' | '君' | '生'))
}

/// An alias in brackets is held against the other name, never against what stands there in brackets: many people are
/// (父), and no two of them are one for that.
fn share_a_bare_form(left: &[char], right: &[char]) -> bool {
    if is_unmarked(left) && is_unmarked(right) {
        let is_same = |(a, b): (&char, &char)| katakana(*a) == katakana(*b);
        return left.len() == right.len() && !left.is_empty() && left.iter().zip(right).all(is_same);
    }
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let (left, right) = (bare_forms(&text(left)), bare_forms(&text(right)));
    let share = |a: &[String], b: &[String]| a.iter().any(|form| !form.is_empty() && b.contains(form));
    share(&left[..2], &right) || share(&left, &right[..2])
}

/// Whether a name is of kanji and kana alone and ends in no letter that ends a suffix: its bare form is itself, in katakana.
fn is_unmarked(name: &[char]) -> bool {
    name.iter().all(|c| matches!(c, '一'..='\u{9fff}' | 'ぁ'..='ゔ' | 'ァ'..='ヴ'))
        && !matches!(name.last(), Some('様' | '殿' | '氏' | '君' | '生' | 'ま' | 'ん' | 'マ' | 'ン'))
}

/// Words that say what a name in brackets is. None of them is part of it.
const BESIDES: &[&str] = &["通称名", "通称", "旧姓", "本名", "旧名", "新姓"];

/// A name without digits, marks, accents and suffix, kana in one script: once with what stands in brackets, once without, and,
/// for an alias (通称, 旧姓), what stands in brackets alone and in place of what stands before it. Two names that share one
/// of these forms differ in nothing that tells people apart for certain.
fn bare_forms(name: &str) -> [String; 4] {
    let mut depth = 0_u32;
    let (mut before, mut inside, mut after) = (String::new(), String::new(), String::new());
    for c in name.chars() {
        let closing = matches!(c, ')' | ']' | '」' | '』' | '〕' | '】' | '>' | '〉' | '》');
        depth += u32::from(matches!(c, '(' | '[' | '「' | '『' | '〔' | '【' | '<' | '〈' | '《'));
        match (depth, inside.is_empty()) {
            (0, true) => before.push(c),
            (0, false) => after.push(c),
            (_, _) => inside.push(c),
        }
        depth = depth.saturating_sub(u32::from(closing));
    }
    let alias = inside.trim_matches(|c: char| !c.is_alphabetic());
    let alias = BESIDES.iter().find_map(|word| alias.strip_prefix(word)).unwrap_or(alias);
    let replaced = if alias.is_empty() { String::new() } else { bare(alias.chars().chain(after.chars())) };
    [bare(before.chars().chain(after.chars())), bare(name.chars()), bare(alias.chars()), replaced]
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
    let mut whole = String::new();
    let word = |word: &str| {
        whole.clear();
        super::form::push(word, &mut whole)?;
        let mut folded = String::with_capacity(whole.len());
        folded.extend(whole.chars().map(kanji::canonical_kanji));
        (!folded.is_empty()).then_some(folded)
    };
    name::words(reading.raw, dots).filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Status;
    use crate::text::distance::is_one_slip;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn names_of_plain_letters_share_a_bare_form_as_all_others_do(
            [left, right] in ["[林田髙さサまんンー様君]{0,3}", "[林田髙さサまんンー様君]{0,3}"]
        ) {
            let at_length = |left: &str, right: &str| {
                let (left, right) = (bare_forms(left), bare_forms(right));
                let share = |a: &[String], b: &[String]| a.iter().any(|form| !form.is_empty() && b.contains(form));
                share(&left[..2], &right) || share(&left, &right[..2])
            };
            let [l, r] = [&left, &right].map(|name| name.chars().collect::<Vec<_>>());
            prop_assert_eq!(share_a_bare_form(&l, &r), at_length(&left, &right));
        }

        #[test]
        fn only_names_that_may_be_retold_are_told_in_another_order(
            [left, right] in prop_oneof![
                ["[林田髙高さサケ々ー]{1,2}( [林田髙高さサケ々ー]{1,2}){1,2}", "[林田髙高さサケ々ー]{1,2}([ \u{3000}][林田髙高さサケ々ー]{1,2}){1,2}"],
                order::told_in_another_order("[林田髙高さサケ々ー]{1,2}"),
            ]
        ) {
            let value = |raw: &str| canonical(raw).unwrap_or_default();
            let (lv, rv) = (value(&left), value(&right));
            let reading = |raw, value| Reading { status: Status::Ok, weak: None, raw, value };
            let retold = order::is_retold(&words(&reading(&left, &lv)), &words(&reading(&right, &rv)));
            prop_assert!(!retold || may_be_retold(&left, &right), "{} {}", left, right);
        }

        #[test]
        fn letters_are_swapped_and_slip_as_texts_do([left, right] in ["[林田さA]{0,4}", "[林田さA]{0,4}"]) {
            let [l, r] = [&left, &right].map(|name| name.chars().collect::<Vec<_>>());
            prop_assert_eq!(is_swapped(&l, &r), order::is_swapped(&left, &right));
            let is_slip_at_length = is_one_slip(&left, &right) && {
                let same = |(a, b): &(&char, &char)| a == b;
                let head = l.iter().zip(&r).take_while(same).count();
                let tail = l[head..].iter().rev().zip(r[head..].iter().rev()).take_while(same).count();
                let (l, r) = (&l[head..l.len() - tail], &r[head..r.len() - tail]);
                l.len().max(r.len()) > 1 || l.iter().chain(r).all(|c| !is_kanji(*c))
            };
            prop_assert_eq!(is_slip(&l, &r), is_slip_at_length);
        }
    }

    #[test]
    fn a_word_in_kana_is_one_in_either_script() {
        assert!(may_be_retold("林 さくら", "サクラ 林") && may_be_retold("林 さくら", "林 サ"));
        assert!(may_be_retold("林 さくら 子", "サクラ 森"));
        assert!(!may_be_retold("森林 さくら", "林田 サクラ") && !may_be_retold("林 さくら", "林 さくらこ"));
    }
}
