//! The two names of one record beside each other: whether its kana are a reading of its kanji.
//!
//! Three uses, none of which makes two values agree. Two kana that the same kanji can have are `similar` instead of
//! `different` (山崎 ヤマザキ / ヤマサキ, interface section 3); where one record has only kana and the other only kanji a
//! person is told whether the reading fits; and a record whose own kana contradict its own kanji is counted, since
//! swapped columns and shifted rows show in that. Source of the readings: `text::kana_of`.

use super::{Reading, Status, name};
use crate::model::Personal;
use crate::text::kana_of::{self, Fit};
use crate::text::{kana, kanji};
use std::fmt;

/// The name of one record in kanji and in kana, canonical; `None` where it has none that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Name<'a> {
    /// In kanji.
    pub kanji: Option<&'a str>,
    /// In katakana.
    pub kana: Option<&'a str>,
}

/// Shows which of the two a record has, and neither.
impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [kanji, kana] = [self.kanji, self.kana].map(|name| name.map(Personal::new));
        f.debug_struct("Name").field("kanji", &kanji).field("kana", &kana).finish()
    }
}

impl<'a> Name<'a> {
    /// The names in the readings of `name_kanji` and of `name_kana`. A name all in kana that stands in the kanji column
    /// is the kana name where there is no other; one in other letters is neither.
    pub fn of(kanji: impl Iterator<Item = Reading<'a>>, kana: impl Iterator<Item = Reading<'a>>) -> Self {
        let written = first(kanji);
        Self {
            kanji: written.filter(|value| value.chars().any(kanji::is_kanji)),
            kana: first(kana).or_else(|| written.filter(|value| is_kana(value))),
        }
    }

    /// Whether the kana are a reading of the kanji; `None` where the record has not both.
    #[must_use]
    pub fn own_fit(self) -> Option<Fit> {
        Some(fit(self.kanji?, self.kana?))
    }
}

/// The first value that can be read.
fn first<'a>(mut readings: impl Iterator<Item = Reading<'a>>) -> Option<&'a str> {
    readings.find(|r| r.status == Status::Ok).map(|r| r.value)
}

/// Whether both parts of a canonical name are katakana.
fn is_kana(value: &str) -> bool {
    let (family, given) = name::parts(value);
    kana::is_katakana(family) && given.is_none_or(kana::is_katakana)
}

fn fit(kanji: &str, kana: &str) -> Fit {
    kana_of::full_name_fits(name::parts(kanji), name::parts(kana))
}

/// Whether the kana of two records whose kanji agree are two readings of them: each is a listed reading of its own
/// kanji. Symmetric. Says nothing about whether the two kana are the same.
///
/// ```
/// use sekisho::fields::reading::{Name, are_two_readings};
/// let name = |kanji, kana| Name { kanji: Some(kanji), kana: Some(kana) };
/// assert!(are_two_readings(name("高橋裕子", "タカハシユウコ"), name("髙橋裕子", "タカハシヒロコ")));
/// assert!(!are_two_readings(name("高橋裕子", "タカハシユウコ"), name("高橋裕子", "タカハシケイコ")));
/// ```
#[must_use]
pub fn are_two_readings(left: Name<'_>, right: Name<'_>) -> bool {
    left.own_fit() == Some(Fit::Confirmed) && right.own_fit() == Some(Fit::Confirmed)
}

/// Where one record has only kana and the other only kanji: whether the reading fits. `None` for all other pairs.
/// Symmetric.
///
/// ```
/// use sekisho::fields::reading::{Name, across};
/// use sekisho::text::kana_of::Fit;
/// let (kanji, kana) = (Name { kanji: Some("佐藤健一"), kana: None }, Name { kanji: None, kana: Some("サトウケンイチ") });
/// assert_eq!(across(kanji, kana), Some(Fit::Confirmed));
/// assert_eq!(across(kanji, kanji), None);
/// ```
#[must_use]
pub fn across(left: Name<'_>, right: Name<'_>) -> Option<Fit> {
    match (left, right) {
        (Name { kanji: Some(kanji), kana: None }, Name { kanji: None, kana: Some(kana) })
        | (Name { kanji: None, kana: Some(kana) }, Name { kanji: Some(kanji), kana: None }) => {
            Some(fit(kanji, kana))
        }
        _both_or_neither => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(status: Status, value: &'static str) -> Reading<'static> {
        Reading { status, weak: None, raw: value, value }
    }

    fn name(kanji: &[Reading<'static>], kana: &[Reading<'static>]) -> Name<'static> {
        Name::of(kanji.iter().copied(), kana.iter().copied())
    }

    #[test]
    fn kana_in_the_kanji_column_are_kana() {
        let kana = reading(Status::Ok, "サトウ\u{1f}ケンイチ");
        assert_eq!(name(&[kana], &[]), Name { kanji: None, kana: Some(kana.value) });
        let other = reading(Status::Ok, "スズキ");
        assert_eq!(name(&[kana], &[other]), Name { kanji: None, kana: Some("スズキ") });
    }

    #[test]
    fn letters_are_neither_kanji_nor_kana_and_what_cannot_be_read_is_nothing() {
        assert_eq!(name(&[reading(Status::Ok, "JOHN SMITH")], &[]), Name::default());
        let unread = [reading(Status::Placeholder, "佐藤健一"), reading(Status::Invalid, "佐藤健一")];
        assert_eq!(name(&unread, &unread), Name::default());
    }

    #[test]
    fn only_opposite_sides_are_told_apart() {
        let both = Name { kanji: Some("佐藤健一"), kana: Some("サトウケンイチ") };
        let kana = Name { kanji: None, ..both };
        let kanji = Name { kana: None, ..both };
        for (left, right) in
            [(both, both), (both, kana), (both, kanji), (kana, kana), (Name::default(), kanji)]
        {
            assert_eq!(across(left, right), None);
            assert_eq!(across(right, left), None);
        }
        let wrong = Name { kanji: None, kana: Some("スズキケンジ") };
        assert_eq!(across(wrong, kanji), Some(Fit::Contradicted));
        assert_eq!(across(kanji, wrong), Some(Fit::Contradicted));
    }

    #[test]
    fn a_reading_must_be_listed_on_both_sides() {
        let of = |kana| Name { kanji: Some("山崎\u{1f}恵"), kana: Some(kana) };
        assert!(are_two_readings(of("ヤマザキ\u{1f}メグミ"), of("ヤマサキケイ")));
        assert!(!are_two_readings(of("ヤマザキ\u{1f}メグミ"), of("ヤマザキ\u{1f}ハナコ")));
        assert!(!are_two_readings(of("ヤマザキ\u{1f}メグミ"), Name { kana: None, ..of("") }));
    }
}
