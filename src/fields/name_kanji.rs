//! `name_kanji`

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;

/// The field.
pub static FIELD: Field = Field {
    name: "name_kanji",
    label: Label { en: "name (kanji)", ja: "漢字氏名" },
    headers: &["氏名"],
    part_headers: Some([&["姓"], &["名"]]),
    many: false,
    parse,
    key: |value, out| out.push_str(value),
    nearness,
};

fn parse(text: &str, out: &mut String) -> Parsed {
    if text.trim().is_empty() {
        return Parsed::new(Status::Missing);
    }
    out.push_str(text.trim());
    Parsed::new(Status::Ok)
}

fn nearness(_: &Reading<'_>, _: &Reading<'_>) -> Nearness {
    Nearness::Different
}

/// placeholder
pub fn canonical_form(v: &str) -> String {
    v.to_owned()
}
/// placeholder
pub fn folds(_: &str, _: &str) -> Vec<String> {
    Vec::new()
}
