//! `scope`: records that must never meet: a brand, a tenant, a consent scope.
//!
//! Its values are the user's own words, so nothing is known about them but that width and case are no difference (NFKC,
//! Unicode Annex 15). In doubt two scopes are two: there is no `similar`.

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::{blank::is_blank, blank::is_nothing};
use unicode_normalization::UnicodeNormalization;

/// The field.
pub static FIELD: Field = Field {
    name: "scope",
    label: Label { en: "scope", ja: "範囲" },
    headers: &[
        "ブランド",
        "ブランドコード",
        "ブランド名",
        "ブランドid",
        "テナント",
        "テナントid",
        "事業",
        "事業部",
        "同意範囲",
        "利用範囲",
        "範囲",
        "brand",
        "brandcode",
        "brandid",
        "brandname",
        "tenant",
        "tenantid",
        "scope",
        "consentscope",
        "businessunit",
    ],
    part_headers: None,
    many: false,
    parse,
    key: |value, _| value,
    nearness: |_: &Reading<'_>, _: &Reading<'_>| Nearness::Different,
};

fn parse(text: &str, out: &mut String) -> Parsed {
    if is_blank(text) {
        return Parsed::new(Status::Missing);
    }
    let bare = text.trim_matches(is_nothing);
    if bare.is_ascii() {
        out.extend(bare.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        // Lower case can undo a composition, so the form is made once more after it.
        let folded: String = bare
            .nfkc()
            .flat_map(char::to_lowercase)
            .nfkc()
            .filter(|c| !is_nothing(*c) || *c == ' ')
            .collect();
        if is_blank(&folded) {
            return Parsed::new(Status::Missing);
        }
        out.push_str(folded.trim());
    }
    Parsed::new(Status::Ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_canonical_scope_is_read_as_itself(text in prop_oneof!["[A-Za-zＡ-Ｚ０-９ブランド ]{0,12}", any::<String>()]) {
            let mut value = String::new();
            let status = parse(&text, &mut value).status;
            if status == Status::Ok {
                let mut again = String::new();
                prop_assert_eq!(parse(&value, &mut again).status, Status::Ok);
                prop_assert_eq!(value, again);
            } else {
                prop_assert_eq!((status, value), (Status::Missing, String::new()));
            }
        }
    }
}
