//! `gender`: `male`, `female` or `other`.
//!
//! Codes 0, 1, 2 and 9 are those of ISO/IEC 5218 (in Japan JIS X 0303): not known, male, female, not applicable. The words
//! are those of Japanese and English forms (own list). There is no `similar`: two answers are the same or not.

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::{blank::is_blank, blank::is_nothing, digits::fold_width};

/// The field.
pub static FIELD: Field = Field {
    name: "gender",
    label: Label { en: "gender", ja: "性別" },
    headers: &[
        "性別",
        "性別区分",
        "性別コード",
        "男女",
        "男女区分",
        "gender",
        "gendercode",
        "sex",
        "sexcode",
    ],
    part_headers: None,
    many: false,
    parse,
    key: |value, _| value,
    nearness: |_: &Reading<'_>, _: &Reading<'_>| Nearness::Different,
};

const MALE: &[&str] = &["1", "01", "m", "male", "man", "mr", "男", "男性", "男子", "おとこ", "オトコ"];
const FEMALE: &[&str] =
    &["2", "02", "f", "female", "woman", "w", "ms", "mrs", "女", "女性", "女子", "おんな", "オンナ"];
const OTHER: &[&str] =
    &["other", "x", "nonbinary", "non-binary", "その他", "そのほか", "どちらでもない", "xジェンダー"];
/// Answers that say nothing, beside the blank ones.
const NOTHING: &[&str] =
    &["0", "00", "9", "09", "回答しない", "答えない", "選択しない", "無選択", "未選択", "notapplicable"];

/// Longest word of the lists, in bytes.
const LONGEST: usize = 24;

fn parse(text: &str, out: &mut String) -> Parsed {
    let mut folded = [0; LONGEST];
    let Some(word) = fold(text, &mut folded) else {
        return Parsed::new(if is_blank(text) { Status::Missing } else { Status::Invalid });
    };
    let gender = if MALE.contains(&word) {
        "male"
    } else if FEMALE.contains(&word) {
        "female"
    } else if OTHER.contains(&word) {
        "other"
    } else if NOTHING.contains(&word) || is_blank(text) {
        return Parsed::new(Status::Missing);
    } else {
        return Parsed::new(Status::Invalid);
    };
    out.push_str(gender);
    Parsed::new(Status::Ok)
}

/// The text in half width and lower case; `None` where it is longer than any word.
fn fold<'a>(text: &str, folded: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let mut len = 0;
    for c in text.trim_matches(is_nothing).chars() {
        let c = fold_width(c).to_ascii_lowercase();
        let place = folded.get_mut(len..len + c.len_utf8())?;
        len += c.encode_utf8(place).len();
    }
    std::str::from_utf8(&folded[..len]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_canonical_gender_is_read_as_itself(text in prop_oneof!["[男女性子MFmf0-9その他]{0,3}", any::<String>()]) {
            let mut value = String::new();
            let status = parse(&text, &mut value).status;
            if status == Status::Ok {
                let mut again = String::new();
                prop_assert_eq!(parse(&value, &mut again).status, Status::Ok);
                prop_assert_eq!(value, again);
            } else {
                prop_assert_eq!(value, "");
            }
        }
    }

    #[test]
    fn every_word_of_the_lists_fits_and_is_folded() {
        for word in [MALE, FEMALE, OTHER, NOTHING].concat() {
            let mut folded = [0; LONGEST];
            assert_eq!(fold(word, &mut folded), Some(word));
        }
    }
}
