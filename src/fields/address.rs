//! `address`

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;

/// The field.
pub static FIELD: Field = Field {
    name: "address",
    label: Label { en: "address", ja: "住所" },
    headers: &["住所"],
    part_headers: None,
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
