//! `postal_code`: the seven digits of a Japanese postal code.
//!
//! Source: the form of 郵便番号 (three digits, a hyphen that does not count, four digits; in use since 1998-02-02, Japan
//! Post). A code that lost its leading zero has six digits and is not repaired. The fillers are an own list.

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::{blank::is_blank, blank::is_nothing, digits, distance::is_one_slip};

/// The field.
pub static FIELD: Field = Field {
    name: "postal_code",
    label: Label { en: "postal code", ja: "郵便番号" },
    headers: &[
        "郵便番号",
        "〒",
        "郵便no",
        "郵便コード",
        "zip",
        "zipcode",
        "zipno",
        "postal",
        "postalcode",
        "postcode",
        "yubin",
        "yubinno",
    ],
    part_headers: None,
    many: false,
    parse,
    key: |value, _| value,
    nearness,
};

/// Digits of a code, and of the part before its hyphen.
const PLACES: usize = 7;
const HEAD: usize = 3;

/// A code that forms are filled with, beside one digit over and over.
const PLACEHOLDER: &[u8; PLACES] = b"1234567";

/// Beginning that no code has: the first is 001 (Hokkaido; Japan Post, 郵便番号データ).
const UNUSED: &[u8] = b"000";

fn parse(text: &str, out: &mut String) -> Parsed {
    let Some(code) = code(text) else {
        return Parsed::new(if is_blank(text) { Status::Missing } else { Status::Invalid });
    };
    if &code == PLACEHOLDER || code.iter().all(|d| *d == code[0]) {
        return Parsed::new(Status::Placeholder);
    }
    if code.starts_with(UNUSED) {
        return Parsed::new(Status::Invalid);
    }
    out.extend(code.iter().map(|d| *d as char));
    Parsed::new(Status::Ok)
}

/// The digits, if nothing but a 〒 before them, and a hyphen or spaces after the third, stands beside them.
fn code(text: &str) -> Option<[u8; PLACES]> {
    if let [a, b, c, d, e, f, g] | [a, b, c, b'-', d, e, f, g] = *text.as_bytes() {
        let code = [a, b, c, d, e, f, g];
        if code.iter().all(u8::is_ascii_digit) {
            return Some(code);
        }
    }
    code_at_length(text)
}

/// The same of any text.
fn code_at_length(text: &str) -> Option<[u8; PLACES]> {
    let bare = text.trim_matches(is_nothing);
    let bare = bare.strip_prefix(['〒', '〶']).unwrap_or(bare).trim_matches(is_nothing);
    let mut code = [0; PLACES];
    let mut len = 0;
    for c in bare.chars() {
        if let Some(d) = digits::digit(c) {
            *code.get_mut(len)? = b'0' + d;
            len += 1;
        } else if len != HEAD || !(digits::is_dash(c) || matches!(c, ' ' | '\u{3000}')) {
            return None;
        }
    }
    (len == PLACES).then_some(code)
}

fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    if is_one_slip(left.value, right.value) { Nearness::Similar } else { Nearness::Different }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_canonical_code_is_read_as_itself(text in prop_oneof!["〒?[0-9０-９]{3}[-ー－]?[0-9]{4}", any::<String>()]) {
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

        #[test]
        fn the_short_way_says_what_the_long_way_says(text in "[0-9]{2,4}[-0-9]?[0-9]{2,4}") {
            prop_assert_eq!(code(&text), code_at_length(&text));
        }

        #[test]
        fn nearness_is_symmetric(left in "[0-9]{7}", right in "[0-9]{7}") {
            let reading = |value| Reading { status: Status::Ok, weak: None, raw: "", value };
            prop_assert_eq!(
                nearness(&reading(&left), &reading(&right)),
                nearness(&reading(&right), &reading(&left))
            );
        }
    }
}
