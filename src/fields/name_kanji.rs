//! `name_kanji`: the name as it is written, 漢字氏名; a foreigner's name in its own script.
//!
//! - `exact`, `normalized`: one text after width, case, spaces, compatibility characters, radicals, glyph selectors, 々
//!   and ヶ/ケ/ヵ are folded (⽥中 / 田中, 佐々木 / 佐佐木).
//! - `variant`: equal after a fold of tier B1 or B2 in the family name (髙橋 / 高橋, 渡邉 / 渡辺); in a given name, or
//!   where the part cannot be told, only beside an agreeing kana name.
//! - `similar`: look-alikes (斎藤 / 斉藤), forms known from one source, swapped parts or neighbours, a moved boundary, a
//!   difference in digits, brackets, accents, a suffix or kana script, a word left out, a slip in kana or Latin letters,
//!   names in different scripts.
//! - `different`: everything else. Latin letters that can be read as kana are held against kana by `name::romaji`: kana of
//!   which they spell no part are another name. A kanji is not mistyped as a letter is: one kanji replaced or left out by none
//!   of its look-alikes is another name (健一 / 健二, 林 / 小林), and twins differ in just that.
//!
//! Sources: interface section 3, "Names"; the tables of `text::kanji`.

mod folds;
mod form;
mod near;
mod plain;

pub use super::name::fold::Fold;
pub use folds::{folds, folds_of_value, own_folds};

use super::name::{self, nobody, placeholder};
use super::{Field, PART_SEPARATOR, Parsed, Status};
use crate::model::Label;
use crate::text::kanji;
use form::Script;

/// The field.
pub static FIELD: Field = Field {
    name: "name_kanji",
    label: Label { en: "name (kanji)", ja: "漢字氏名" },
    headers: &[
        "氏名",
        "漢字氏名",
        "氏名漢字",
        "姓名",
        "名前",
        "お名前",
        "名前漢字",
        "顧客名",
        "顧客氏名",
        "会員名",
        "会員氏名",
        "name",
        "fullname",
        "kanjiname",
        "namekanji",
        "fullnamekanji",
        "customername",
    ],
    part_headers: Some([
        &[
            "姓",
            "名字",
            "苗字",
            "氏",
            "姓漢字",
            "漢字姓",
            "family",
            "familyname",
            "familynamekanji",
            "lastname",
            "lastnamekanji",
            "surname",
            "sei",
            "seikanji",
        ],
        &[
            "名",
            "名漢字",
            "漢字名",
            "given",
            "givenname",
            "givennamekanji",
            "firstname",
            "firstnamekanji",
            "mei",
            "meikanji",
        ],
    ]),
    many: false,
    parse,
    key,
    nearness: near::nearness,
};

/// Words of a company, a household or somebody who acts for another, in the form in which the gate keeps a name.
/// Sources: 会社法 第2条第1号 and 第6条 (kinds of companies); 民法 第7, 11, 15, 818, 824 条 (guardians and parents); customs
/// of addressing letters (様方, 御中). Only words that no name holds: 方 and 株 alone are surnames, 法人 is a given name. Under
/// their last characters, so that most names are told by one look at each of theirs.
const NOT_A_PERSON: &[(char, &[&str])] = &[
    ('社', &["株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "相互会社"]),
    (')', &["(株)", "(有)", "(同)", "(資)", "(名)", "(財)", "(社)", "(医)", "(学)", "(宗)", "(福)"]),
    (
        '人',
        &[
            "社団法人",
            "財団法人",
            "医療法人",
            "学校法人",
            "宗教法人",
            "福祉法人",
            "行政法人",
            "活動法人",
            "弁護士法人",
            "税理士法人",
            "後見人",
            "保佐人",
            "補助人",
            "代理人",
            "管財人",
            "相続人",
            "管理人",
            "名義人",
        ],
    ),
    ('合', &["協同組合", "管理組合"]),
    ('所', &["事務所", "製作所", "営業所", "市役所"]),
    ('会', &["商店会", "自治会"]),
    ('者', &["親権者", "保護者", "扶養者", "担当者"]),
    ('店', &["支店", "工務店"]),
    ('院', &["病院", "医院"]),
    ('局', &["薬局", "事務局"]),
    ('方', &["様方"]),
    ('族', &["御家族", "ご家族", "ご遺族", "御遺族"]),
    ('同', &["御一同"]),
    ('中', &["御中"]),
];

/// Whether a word of [`NOT_A_PERSON`] ends with this character.
const fn may_end_listed(c: char) -> bool {
    matches!(
        c,
        '社' | ')' | '人' | '合' | '所' | '会' | '者' | '店' | '院' | '局' | '方' | '族' | '同' | '中'
    )
}

/// The same in Latin letters, as words of their own.
const NO_PERSON_WORDS: &[&str] = &[
    "INC",
    "INC.",
    "LTD",
    "LTD.",
    "CO.,LTD",
    "CO.,LTD.",
    "LLC",
    "L.L.C.",
    "CORP",
    "CORP.",
    "CORPORATION",
    "K.K.",
    "GMBH",
    "COMPANY",
];

fn parse(text: &str, out: &mut String) -> Parsed {
    if plain::push(text, out) { Parsed::new(Status::Ok) } else { parse_at_length(text, out) }
}

/// Reads any name, without the short way for ordinary ones. Both ways give one answer.
pub fn parse_at_length(text: &str, out: &mut String) -> Parsed {
    let start = out.len();
    let status = read(text, out);
    if status != Status::Ok {
        out.truncate(start);
    }
    Parsed::new(status)
}

/// Appends the canonical form of each part.
fn read(text: &str, out: &mut String) -> Status {
    let (family, given) = name::parts(text);
    if name::is_blank(family) || given.is_some_and(name::is_blank) {
        return Status::Missing;
    }
    let start = out.len();
    match form::push(text, out) {
        None => Status::Invalid,
        Some(form::Made::Nothing) => Status::Missing,
        Some(form::Made::Name(_)) if placeholder::is_placeholder(&out[start..], text) => Status::Placeholder,
        Some(form::Made::Name(script)) if is_no_person(&out[start..], script) => Status::Invalid,
        Some(form::Made::Name(_)) => nobody::status(&out[start..], text).unwrap_or(Status::Ok),
    }
}

fn is_no_person(value: &str, script: Script) -> bool {
    if script == Script::Words
        && value.split([' ', PART_SEPARATOR]).any(|word| NO_PERSON_WORDS.contains(&word))
    {
        return true;
    }
    value.char_indices().filter(|(_, c)| may_end_listed(*c)).any(|(at, c)| {
        let words = NOT_A_PERSON.iter().find(|(last, _)| *last == c).map(|(_, words)| *words);
        let until = &value[..at + c.len_utf8()];
        words.is_some_and(|words| words.iter().any(|word| until.ends_with(word)))
    })
}

/// The key of a canonical name: every kanji in its canonical form, no spaces, no mark between the parts. It is the name itself, or
/// made in the string. A name in kana has the key of its reading, for it is compared as one.
fn key<'k>(value: &'k str, made: &'k mut String) -> &'k str {
    let letter =
        |c: char| if c == ' ' || c == PART_SEPARATOR { None } else { Some(kanji::canonical_kanji(c)) };
    let mut has_kanji = false;
    let is_own = value.chars().all(|c| {
        has_kanji |= matches!(c, '\u{4e00}'..='\u{9fff}');
        letter(c) == Some(c)
    });
    if !has_kanji && Script::of(value) == Script::Katakana {
        return super::name_kana::key(value, made);
    }
    if is_own {
        return value;
    }
    made.extend(value.chars().filter_map(letter));
    made
}

/// The name with each kanji in its canonical form (tiers A, B1 and B2) and without spaces: what `normalize` prints. The
/// gate itself keeps the form before the B folds, so that it can tell `normalized` from `variant`.
///
/// ```
/// use sekisho::fields::name_kanji::canonical_form;
/// assert_eq!(canonical_form("髙橋"), "高橋");
/// assert_eq!(canonical_form("JOHN SMITH"), "JOHNSMITH");
/// ```
#[must_use]
pub fn canonical_form(value: &str) -> String {
    value.chars().filter(|c| *c != ' ').map(kanji::canonical_kanji).collect()
}

#[cfg(test)]
mod tests;
