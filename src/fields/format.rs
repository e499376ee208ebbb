//! Writings that only a policy can declare for a column, because a text alone does not tell them from others.

use super::{BIRTHDATE, Parsed, birthdate, field};
use crate::model::{FieldId, FormatId, Label};

/// A declared writing of one field.
pub struct Format {
    /// Its name in policies and files.
    pub name: &'static str,
    /// What it is, for people.
    pub label: Label,
    /// Reads a text of a column with this format, as [`super::Field::parse`] does for a column without one.
    pub parse: fn(&str, &mut String) -> Parsed,
}

/// The formats that a policy may declare for a field; none for most.
#[must_use]
pub fn formats(id: FieldId) -> &'static [Format] {
    if id == BIRTHDATE { &birthdate::FORMATS } else { &[] }
}

/// The format of a field with this name.
#[must_use]
pub fn format_by_name(id: FieldId, name: &str) -> Option<FormatId> {
    formats(id).iter().position(|f| f.name == name).map(|i| FormatId(i as u8))
}

/// The name of a declared format.
#[must_use]
pub fn format_name(id: FieldId, format: FormatId) -> Option<&'static str> {
    formats(id).get(usize::from(format.0)).map(|f| f.name)
}

/// Reads a text as a field, in its column's declared format if it has one.
pub fn parse(id: FieldId, format: Option<FormatId>, text: &str, out: &mut String) -> Parsed {
    let declared = format.and_then(|format| formats(id).get(usize::from(format.0)));
    match declared {
        Some(format) => (format.parse)(text, out),
        None => (field(id).parse)(text, out),
    }
}

/// Whether a declared format counts days from 1904 (`true`) or from 1900; `None` where it counts no days.
#[must_use]
pub fn counts_from_1904(id: FieldId, format: FormatId) -> Option<bool> {
    match format_name(id, format)? {
        "excel-1900" => Some(false),
        "excel-1904" => Some(true),
        _other => None,
    }
}
