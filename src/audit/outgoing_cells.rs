//! What a column of a list is, by its header and by one cell at a time.
//!
//! Headers: the usual ones of the fields, and words that say what stands below (own list, from order, delivery and mailing
//! forms). Cells: what the fields can read, held to a stricter form where anything could be read, since a number of seven
//! digits is no postal code by itself. Family names are those of `text::family_names`; the prefectures are those of
//! the Local Autonomy Act's 47, by the endings that their names have.

use super::addresses::addresses;
use crate::fields::{self, FIELDS, Status, header_key};
use crate::model::{FieldId, Label};
use crate::read::ID_HEADERS;
use crate::text::family_names::{can_be_cut, is_family_name};

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A postal code.
    PostalCode,
    /// An address.
    Address,
    /// A birthdate.
    Birthdate,
    /// A name in kana.
    Kana,
    /// A name.
    Name,
    /// A number under which somebody is known.
    Id,
    /// A gender.
    Gender,
}

impl Kind {
    /// All of them, in the order in which cells are asked.
    pub const ALL: [Self; 9] = [
        Self::Email,
        Self::Phone,
        Self::PostalCode,
        Self::Address,
        Self::Birthdate,
        Self::Kana,
        Self::Name,
        Self::Id,
        Self::Gender,
    ];

    /// The word used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.field().map_or("id", |field| fields::field(field).name)
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> Label {
        self.field().map_or(Label { en: "ID", ja: "ID" }, |field| fields::field(field).label)
    }

    /// The field that reads it.
    #[must_use]
    pub const fn field(self) -> Option<FieldId> {
        match self {
            Self::Email => Some(fields::EMAIL),
            Self::Phone => Some(fields::PHONE),
            Self::PostalCode => Some(fields::POSTAL_CODE),
            Self::Address => Some(fields::ADDRESS),
            Self::Birthdate => Some(fields::BIRTHDATE),
            Self::Kana => Some(fields::NAME_KANA),
            Self::Name => Some(fields::NAME_KANJI),
            Self::Id => None,
            Self::Gender => Some(fields::GENDER),
        }
    }
}

/// Words in a header, in the form of [`header_key`], and what stands below; the first that occurs counts.
const WORDS: &[(&str, Kind)] = &[
    ("カナ", Kind::Kana),
    ("かな", Kind::Kana),
    ("フリガナ", Kind::Kana),
    ("ふりがな", Kind::Kana),
    ("kana", Kind::Kana),
    ("メール", Kind::Email),
    ("mail", Kind::Email),
    ("電話", Kind::Phone),
    ("携帯", Kind::Phone),
    ("tel", Kind::Phone),
    ("phone", Kind::Phone),
    ("mobile", Kind::Phone),
    ("郵便", Kind::PostalCode),
    ("postal", Kind::PostalCode),
    ("zip", Kind::PostalCode),
    ("住所", Kind::Address),
    ("address", Kind::Address),
    ("生年月日", Kind::Birthdate),
    ("誕生", Kind::Birthdate),
    ("birth", Kind::Birthdate),
    ("氏名", Kind::Name),
    ("名前", Kind::Name),
    ("お名前", Kind::Name),
    ("宛名", Kind::Name),
    ("fullname", Kind::Name),
    ("familyname", Kind::Name),
    ("givenname", Kind::Name),
    ("firstname", Kind::Name),
    ("lastname", Kind::Name),
    ("customername", Kind::Name),
    ("membername", Kind::Name),
    ("性別", Kind::Gender),
    ("gender", Kind::Gender),
];

/// What a header says of its column.
pub(super) fn kind_of_header(header: &str) -> Option<Kind> {
    let key = header_key(header);
    let key = key.as_str();
    let is_usual = |kind: &Kind| {
        kind.field().is_some_and(|field| {
            let field = FIELDS[field.index()];
            let in_parts =
                field.part_headers.is_some_and(|parts| parts.iter().any(|part| part.contains(&key)));
            field.headers.contains(&key) || in_parts
        })
    };
    let usual = Kind::ALL.into_iter().find(is_usual);
    let usual = usual.or_else(|| ID_HEADERS.contains(&key).then_some(Kind::Id));
    let anothers = || (fields::is_anothers(header) && key.ends_with("name")).then_some(Kind::Name);
    usual
        .or_else(|| WORDS.iter().find(|(word, _)| key.contains(word)).map(|(_, kind)| *kind))
        .or_else(anothers)
}

/// What one cell surely is, whatever its column is called.
pub(super) fn kind_of(cell: &str, today: &str) -> Option<Kind> {
    let text = cell.trim();
    let mut value = String::new();
    let mut reads = |field| {
        value.clear();
        fields::parse(field, None, text, &mut value).status == Status::Ok
    };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // A name or a sentence may stand around it.
    if addresses(text).any(is_address_of_mail) {
        return Some(Kind::Email);
    }
    // Codes of other kinds are numbers too: a telephone number starts with 0 or +.
    if text.starts_with(['0', '+', '０', '＋', '(']) && reads(fields::PHONE) {
        return Some(Kind::Phone);
    }
    let has_mark = text.starts_with('〒') || text.as_bytes().get(3) == Some(&b'-');
    if has_mark && digits == 7 && reads(fields::POSTAL_CODE) {
        return Some(Kind::PostalCode);
    }
    if is_address(text) {
        return Some(Kind::Address);
    }
    if reads(fields::BIRTHDATE) {
        return is_long_ago(&value, today).then_some(Kind::Birthdate);
    }
    if is_name(text) {
        return Some(Kind::Name);
    }
    None
}

/// Whether a text is an e-mail address.
fn is_address_of_mail(text: &str) -> bool {
    fields::parse(fields::EMAIL, None, text, &mut String::new()).status == Status::Ok
}

/// Whether a date (ISO 8601) lies ten years and more before today: most birthdates do, and few days of an order.
fn is_long_ago(date: &str, today: &str) -> bool {
    let year = |date: &str| date.get(..4).and_then(|year| year.parse::<u32>().ok());
    year(date).zip(year(today)).is_some_and(|(then, now)| then + 10 <= now)
}

/// Whether a text names a prefecture at its start and a municipality behind it.
fn is_address(text: &str) -> bool {
    let text =
        text.trim_start_matches(|c: char| c == '〒' || c == '-' || c.is_ascii_digit() || c.is_whitespace());
    let Some(end) = text.char_indices().take(4).position(|(_, c)| matches!(c, '都' | '道' | '府' | '県'))
    else {
        return false;
    };
    end >= 2 && text.chars().skip(end + 1).any(|c| matches!(c, '市' | '区' | '町' | '村' | '郡'))
}

/// Whether a text is a family name with a given one behind it, in kanji; a mark between the two is none of the name.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\u{3000}']).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [one] => can_be_cut(one),
        [family, given] => {
            is_family_name(family) && given.chars().count() <= 4 && !given.chars().any(|c| c.is_ascii())
        }
        [] | [_, _, _, ..] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_what_they_are() {
        for (cell, kind) in [
            ("hanako@example.jp", Some(Kind::Email)),
            ("佐藤 花子 <hanako@example.jp>", Some(Kind::Email)),
            ("090-3140-0007", Some(Kind::Phone)),
            ("〒100-0005", Some(Kind::PostalCode)),
            ("100-0005", Some(Kind::PostalCode)),
            ("東京都千代田区丸の内1-1", Some(Kind::Address)),
            ("神奈川県横浜市中区1", Some(Kind::Address)),
            ("1984-05-17", Some(Kind::Birthdate)),
            ("2026-05-17", None),
            ("佐藤 花子", Some(Kind::Name)),
            ("佐藤花子", Some(Kind::Name)),
            ("1000005", None),
            ("12345678901", None),
            ("京都の市場", None),
            ("", None),
        ] {
            assert_eq!(kind_of(cell, "2026-11-22"), kind, "{cell}");
        }
    }

    #[test]
    fn headers_say_what_stands_below() {
        for (header, kind) in [
            ("会員番号", Some(Kind::Id)),
            ("届け先氏名", Some(Kind::Name)),
            ("ship_to_name", Some(Kind::Name)),
            ("PCメールアドレス", Some(Kind::Email)),
            ("緊急連絡先電話番号", Some(Kind::Phone)),
            ("送付先住所", Some(Kind::Address)),
            ("フリガナ", Some(Kind::Kana)),
            ("商品名", None),
            ("product_name", None),
            ("数量", None),
        ] {
            assert_eq!(kind_of_header(header), kind, "{header}");
        }
    }
}
