//! `birthdate`

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;

/// The field.
pub static FIELD: Field = Field {
    name: "birthdate",
    label: Label { en: "birthdate", ja: "生年月日" },
    headers: &["生年月日"],
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

/// placeholder
pub fn is_future(value: &str, today: &str) -> bool {
    !value.is_empty() && value > today
}
