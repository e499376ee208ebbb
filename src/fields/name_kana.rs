//! `name_kana`: the reading of a name, カナ氏名.
//!
//! - `exact`, `normalized`: one text of katakana after width, script, voiced marks, iteration marks, dashes for ー and
//!   spaces are folded (ﾔﾏﾀﾞ ﾀﾛｳ / やまだたろう).
//! - `variant`: small kana written large, or ヲヰヱ plain, by a side that has none at all (ショウ / シヨウ, タカヲ / タカオ).
//! - `similar`: voiced marks, long vowels, ヂ/ジ, ヅ/ズ, ヴ/ブ; small kana in different places; one typing slip; parts
//!   swapped; the boundary of two columns moved; a word left out; an honorific.
//! - `different`: everything else.
//!
//! Sources: interface section 3; the folds and how often they join different people stand in `text::kana`. A name that
//! holds anything but kana is `invalid`: Latin letters, digits, kanji and brackets are no reading.

mod folds;
mod plain;

pub use folds::{folds, own_folds};

use super::name::{self, order, placeholder};
use super::{Field, Nearness, PART_SEPARATOR, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::{distance, kana, width};
use std::borrow::Cow;

/// The field.
pub static FIELD: Field = Field {
    name: "name_kana",
    label: Label { en: "name (kana)", ja: "カナ氏名" },
    headers: &[
        "カナ氏名",
        "氏名カナ",
        "カナ",
        "フリガナ",
        "ふりがな",
        "氏名フリガナ",
        "氏名ふりがな",
        "かな氏名",
        "氏名かな",
        "お名前カナ",
        "お名前フリガナ",
        "カナ名前",
        "名前カナ",
        "顧客名カナ",
        "会員名カナ",
        "会員氏名カナ",
        "セイメイ",
        "kana",
        "furigana",
        "namekana",
        "kananame",
        "fullnamekana",
        "customernamekana",
    ],
    part_headers: Some([
        &[
            "セイ",
            "せい",
            "姓カナ",
            "カナ姓",
            "姓フリガナ",
            "姓ふりがな",
            "姓かな",
            "氏カナ",
            "seikana",
            "familykana",
            "familynamekana",
            "lastnamekana",
            "surnamekana",
        ],
        &[
            "メイ",
            "めい",
            "名カナ",
            "カナ名",
            "名フリガナ",
            "名ふりがな",
            "名かな",
            "meikana",
            "givenkana",
            "givennamekana",
            "firstnamekana",
        ],
    ]),
    many: false,
    parse,
    key,
    nearness,
};

/// Companies and guardians as a reading spells them, up to where spellings part (シャ, シヤ).
const NOT_A_PERSON: &[&str] = &[
    "カブシキガイシ",
    "カブシキカイシ",
    "ユウゲンガイシ",
    "ユウゲンカイシ",
    "ゴウドウガイシ",
    "コウケンニン",
    "ダイリニン",
    "シンケンシャ",
    "シンケンシヤ",
    "ホゴシャ",
    "ホゴシヤ",
];

/// Honorifics at the end of a reading. None of them is taken off a value.
const HONORIFICS: &[&str] = &["サマ", "サン", "チヤン", "クン", "ドノ", "センセイ"];

fn parse(text: &str, out: &mut String) -> Parsed {
    if plain::push(text, out) { Parsed::new(Status::Ok) } else { parse_at_length(text, out) }
}

/// Reads any reading, without the short way for ordinary ones. Both ways give one answer.
pub fn parse_at_length(text: &str, out: &mut String) -> Parsed {
    let start = out.len();
    let mut status = read(text, out);
    if status == Status::Ok {
        let value = &out[start..];
        if placeholder::is_placeholder(value, text) {
            status = Status::Placeholder;
        } else if is_no_person(value) {
            status = Status::Invalid;
        } else if let Some(nobody) = super::name::nobody::status(value, text) {
            status = nobody;
        }
    }
    if status != Status::Ok {
        out.truncate(start);
    }
    Parsed::new(status)
}

/// Appends the katakana of each part.
fn read(text: &str, out: &mut String) -> Status {
    let (family, given) = name::parts(text);
    if name::is_blank(family) || given.is_some_and(name::is_blank) {
        return Status::Missing;
    }
    let start = out.len();
    if !kana::push_katakana(family, out) {
        return Status::Invalid;
    }
    if out.len() == start {
        return Status::Missing;
    }
    let Some(given) = given else { return Status::Ok };
    out.push(PART_SEPARATOR);
    let middle = out.len();
    if !kana::push_katakana(given, out) {
        return Status::Invalid;
    }
    if out.len() == middle { Status::Missing } else { Status::Ok }
}

fn is_no_person(value: &str) -> bool {
    // Only letters that end a listed word are worth the comparison.
    let ends = value.char_indices().filter(|(_, c)| matches!(c, 'シ' | 'ン' | 'ャ' | 'ヤ'));
    ends.map(|(at, c)| &value[..at + c.len_utf8()])
        .any(|until| NOT_A_PERSON.iter().any(|word| until.ends_with(word)))
}

/// The key of a katakana name: without the mark between its parts, small kana large, ヲヰヱ plain. It is the name itself, or made in the
/// string.
pub fn key<'k>(value: &'k str, made: &'k mut String) -> &'k str {
    if value.chars().all(is_own_key) {
        return value;
    }
    made.extend(value.chars().filter(|c| *c != PART_SEPARATOR).map(|c| kana::plain(kana::large(c))));
    made
}

/// Whether a letter stands for itself in a key.
fn is_own_key(c: char) -> bool {
    kana::plain(kana::large(c)) == c && c != PART_SEPARATOR
}

/// The key of a name; most names are their own.
fn keyed(name: &str) -> Cow<'_, str> {
    if name.chars().all(is_own_key) {
        return Cow::Borrowed(name);
    }
    let mut made = String::with_capacity(name.len());
    key(name, &mut made);
    Cow::Owned(made)
}

/// How near two katakana names are whose values differ. Also used for names written in kana in the kanji column.
#[must_use]
pub fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    let (l, r) = (whole(left.value), whole(right.value));
    let moved = match (boundary(left.value), boundary(right.value)) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    };
    if l == r {
        return if moved { Nearness::Similar } else { Nearness::Normalized };
    }
    if is_legacy(&l, &r) {
        return if moved { Nearness::Similar } else { Nearness::Variant };
    }
    if is_similar(left, right, &l, &r) { Nearness::Similar } else { Nearness::Different }
}

/// The name without the mark between its parts.
fn whole(value: &str) -> Cow<'_, str> {
    if value.contains(PART_SEPARATOR) {
        Cow::Owned(value.chars().filter(|c| *c != PART_SEPARATOR).collect())
    } else {
        Cow::Borrowed(value)
    }
}

/// How many letters the family name has, where the name came in two columns. Folds keep the number of letters.
fn boundary(value: &str) -> Option<usize> {
    let (family, given) = name::parts(value);
    given.map(|_| family.chars().count())
}

/// Whether small kana, and whether ヲヰヱ, are folded between two names: each only where one side has none of these letters
/// at all, for else both sides know them and mean what they wrote.
fn legacy_folds(left: &str, right: &str) -> (bool, bool) {
    let lacks = |fold: fn(char) -> char| {
        let none = |name: &str| name.chars().all(|c| fold(c) == c);
        none(left) || none(right)
    };
    (lacks(kana::large), lacks(kana::plain))
}

/// Whether two names are one as a system without small kana, or without ヲヰヱ, writes them.
fn is_legacy(left: &str, right: &str) -> bool {
    // No fold changes how many letters, or how many bytes, a name has.
    if left.len() != right.len() {
        return false;
    }
    let (small, wo) = legacy_folds(left, right);
    let fold = |c: char| {
        let c = if small { kana::large(c) } else { c };
        if wo { kana::plain(c) } else { c }
    };
    left.chars().map(fold).eq(right.chars().map(fold))
}

fn is_similar(left: &Reading<'_>, right: &Reading<'_>, l: &str, r: &str) -> bool {
    let (lk, rk) = (keyed(l), keyed(r));
    let is_folded = matches!(lk, Cow::Owned(_)) || matches!(rk, Cow::Owned(_));
    lk == rk
        || kana::review_letters(&lk).eq(kana::review_letters(&rk))
        || distance::is_one_slip(l, r)
        || (is_folded && distance::is_one_slip(&lk, &rk))
        || order::is_swapped(&lk, &rk)
        || (lk.chars().next() == rk.chars().next() && without_honorific(&lk) == without_honorific(&rk))
        || (is_cut(left)
            && is_cut(right)
            && may_be_retold(left.raw, right.raw)
            && order::is_retold(&words(left), &words(right)))
}

/// Whether two raw readings may be one name that is told in another order. Kana are held against each other without writing them out,
/// voiced marks aside; whatever else stands in a reading leaves it open.
fn may_be_retold(left: &str, right: &str) -> bool {
    let is_plain = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー' | 'ぁ'..='ゖ' | 'ｦ'..='ﾟ' | ' ' | '\u{3000}' | PART_SEPARATOR);
    let letters = |word| str::chars(word).filter(|c| !matches!(c, 'ﾞ' | 'ﾟ')).map(bare_letter);
    !left.chars().chain(right.chars()).all(is_plain)
        || order::may_be_retold(name::words(left, false), name::words(right, false), letters)
}

/// A kana in full width, in katakana, large, plain and without a voiced mark.
fn bare_letter(c: char) -> char {
    let katakana = match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60),
        'ｦ'..='ﾝ' => width::full_katakana(c),
        _full_width => None,
    };
    kana::unvoiced(kana::plain(kana::large(katakana.unwrap_or(c))))
}

/// Whether the raw text is cut into words.
fn is_cut(reading: &Reading<'_>) -> bool {
    name::words(reading.raw, true).nth(1).is_some()
}

fn without_honorific(key: &str) -> &str {
    HONORIFICS.iter().find_map(|h| key.strip_suffix(h)).filter(|rest| !rest.is_empty()).unwrap_or(key)
}

/// The keys of the words of a name, as the raw text cuts them.
fn words(reading: &Reading<'_>) -> Vec<String> {
    let mut katakana = String::new();
    let of = |word: &str| {
        katakana.clear();
        let is_read = kana::push_katakana(word, &mut katakana) && !katakana.is_empty();
        is_read.then(|| key(&katakana, &mut String::new()).to_owned())
    };
    name::words(reading.raw, true).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::agreement;
    use crate::model::Agreement;
    use proptest::prelude::*;

    fn read_as(raw: &str) -> (Status, String) {
        let mut value = String::new();
        let status = parse(raw, &mut value).status;
        (status, value)
    }

    fn rung(left: &str, right: &str) -> Agreement {
        let (l, r) = (read_as(left), read_as(right));
        let reading = |raw, (status, value): &(Status, String)| {
            let value: &'static str = value.clone().leak();
            Reading { status: *status, weak: None, raw, value }
        };
        agreement(&FIELD, &[reading(left, &l)], &[reading(right, &r)]).agreement
    }

    fn name() -> impl Strategy<Value = String> {
        let letter = prop_oneof![
            6 => proptest::sample::select("アカガサシジスズタチヂツヅハバパョヨッオヲイヰウヴノンー".chars().collect::<Vec<_>>()),
            2 => proptest::sample::select("あかがしじっょをゐゝゞヽヾ゛\u{3099}ｱｶﾞﾟｮ-－ ・\u{3000}\u{200b}".chars().collect::<Vec<_>>()),
            1 => proptest::sample::select("\u{1f}一1A㋐".chars().collect::<Vec<_>>()),
        ];
        proptest::collection::vec(letter, 0..7).prop_map(|l| l.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_value_is_its_own_value(raw in name()) {
            let (status, value) = read_as(&raw);
            if status == Status::Ok {
                prop_assert_eq!(read_as(&value), (Status::Ok, value));
            } else {
                prop_assert_eq!(value, "");
            }
        }

        #[test]
        fn agreement_is_symmetric_and_keys_keep_it(left in name(), right in name()) {
            let agreement = rung(&left, &right);
            prop_assert_eq!(agreement, rung(&right, &left));
            if agreement.agrees(true) {
                let (mut lk, mut rk) = (String::new(), String::new());
                let (left, right) = (read_as(&left).1, read_as(&right).1);
                prop_assert_eq!(key(&left, &mut lk), key(&right, &mut rk));
            }
        }

        #[test]
        fn only_readings_that_may_be_retold_are_told_in_another_order(
            [left, right] in prop_oneof![
                ["[アあャヤやヲオーｱﾊﾞﾟ]{1,3}( [アあャヤやヲオーｱﾊﾞﾟ]{1,3}){1,2}", "[アあャヤやヲオーバｱﾊﾞﾟ]{1,3}([ \u{3000}][アあャヤやヲオーバｱﾊﾞﾟ]{1,3}){1,2}"],
                order::told_in_another_order("[アあャヤやヲオーバｱﾊﾞﾟ]{1,3}"),
            ]
        ) {
            let reading = |raw| Reading { status: Status::Ok, weak: None, raw, value: "" };
            let retold = order::is_retold(&words(&reading(&left)), &words(&reading(&right)));
            prop_assert!(!retold || may_be_retold(&left, &right), "{} {}", left, right);
        }

        #[test]
        fn a_written_out_old_system_agrees(raw in name()) {
            let (status, value) = read_as(&raw);
            if status == Status::Ok {
                let old: String = value.chars().map(kana::large).collect();
                prop_assume!(read_as(&old).0 == Status::Ok);
                prop_assert!(rung(&value, &old).agrees(true), "{} {}", value, old);
            }
        }
    }

    #[test]
    fn small_kana_fold_only_where_one_side_has_none() {
        assert_eq!(rung("ショウジリョウ", "シヨウジリヨウ"), Agreement::Variant);
        assert_eq!(rung("ショウジリョウ", "シヨウジリョウ"), Agreement::Similar);
        assert_eq!(rung("ハットリアツコ", "ハットリアッコ"), Agreement::Similar);
    }

    #[test]
    fn every_word_of_a_company_is_found() {
        for word in NOT_A_PERSON {
            assert_eq!(read_as(&format!("ヤマダ{word}タロウ")).0, Status::Invalid, "{word}");
        }
        assert_eq!(read_as("ヤマダシンケン").0, Status::Ok);
    }

    #[test]
    fn a_dropped_middle_name_is_similar() {
        assert_eq!(rung("マリア クララ サントス", "マリア サントス"), Agreement::Similar);
        assert_eq!(rung("マリア サントス", "マリア ガルシア"), Agreement::Different);
    }
}
