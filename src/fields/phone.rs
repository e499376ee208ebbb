//! `phone`

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;

/// The field.
pub static FIELD: Field = Field {
    name: "phone",
    label: Label { en: "phone", ja: "電話番号" },
    headers: &["電話番号"],
    part_headers: None,
    many: true,
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
