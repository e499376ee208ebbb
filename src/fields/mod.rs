//! **Shelf**: one file a field, and the one ladder all fields climb.
//!
//! To add a field: its file with `pub static FIELD: Field`, two lines here, one more in
//! [`FIELD_COUNT`], and its truth tables `tests/fields/<field>.values.tsv` and `<field>.pairs.tsv`.

pub mod address;
pub mod birthdate;
mod codes;
mod conditions;
pub mod email;
mod format;
pub mod gender;
mod headers;
mod ladder;
pub mod name;
pub mod name_kana;
pub mod name_kanji;
pub mod phone;
pub mod postal_code;
pub mod reading;
pub mod scope;

pub use codes::{CODE_COUNT, by_code, code, own_verdict};
pub use conditions::{
    ADDRESS, BIRTHDATE, CONDITION_COUNT, CONDITIONS, Condition, EMAIL, GENDER, NAME_KANA, NAME_KANJI, PHONE,
    POSTAL_CODE, SCOPE, SHARE_LIMITED, START_WITH_ZEROS, Standing, condition,
};
pub use format::{Format, counts_from_1904, format_by_name, format_name, formats, parse};
pub use headers::{header_key, is_anothers, may_be_scope};
pub use ladder::{Rung, agreement};

use crate::model::{FIELD_COUNT, FieldId, Label, Personal, Weakening};
use smallvec::SmallVec;
use std::fmt;

/// What stands between family and given name in a raw or canonical name that came in two columns.
pub const PART_SEPARATOR: char = '\u{1F}';

/// What became of a text that was read as a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Status {
    /// No value: blank, a dash, 不明, N/A.
    Missing,
    /// A value that identifies nobody.
    Placeholder,
    /// A text that cannot be read as this field.
    Invalid,
    /// A part of a value: month and day without a year.
    Partial,
    /// A value.
    Ok,
}

impl Status {
    /// The word `normalize` prints.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Placeholder => "placeholder",
            Self::Invalid => "invalid",
            Self::Partial => "partial",
            Self::Ok => "ok",
        }
    }
}

/// What a field's parser says of one text, beside the canonical value it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What became of it.
    pub status: Status,
    /// What this value takes away from an agreement that rests on it.
    pub weak: Option<Weakening>,
    /// What was noticed, for people: `mobile`, `era_out_of_range`, a fold that was applied. Empty for ordinary
    /// values, so that nothing is allocated for them.
    pub notes: SmallVec<[&'static str; 2]>,
}

impl Parsed {
    /// A result without notes.
    #[must_use]
    pub const fn new(status: Status) -> Self {
        Self { status, weak: None, notes: SmallVec::new_const() }
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: &'static str) -> Self {
        self.notes.push(note);
        self
    }

    /// Adds a weakening.
    #[must_use]
    pub fn weak(mut self, weakening: Weakening) -> Self {
        self.weak = Some(weakening);
        self
    }
}

/// One text of one record, read as a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Reading<'a> {
    /// What became of it.
    pub status: Status,
    /// What it takes away from an agreement that rests on it.
    pub weak: Option<Weakening>,
    /// The text as it stood in the file (two columns: joined by [`PART_SEPARATOR`]).
    pub raw: &'a str,
    /// The canonical value; empty unless the status is `Ok` or `Partial`.
    pub value: &'a str,
}

/// Shows what became of a text, and not the text.
impl fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (raw, value) = (Personal::new(self.raw), Personal::new(self.value));
        let mut shown = f.debug_struct("Reading");
        shown
            .field("status", &self.status)
            .field("weak", &self.weak)
            .field("raw", &raw)
            .field("value", &value);
        shown.finish()
    }
}

/// The readings of one field of one record: one, or one for each column the field stands in.
pub type Side<'a> = SmallVec<[Reading<'a>; 2]>;

/// How near two values are whose canonical forms are not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// One of them says too little to be compared (a day without its year).
    Missing,
    /// The same value after all (canonical forms differ in a mark that does not count).
    Normalized,
    /// Equal after a recorded fold.
    Variant,
    /// Equal after a recorded fold that is safe only where the kana name agrees too (a fold in a given name).
    VariantIfKanaAgrees,
    /// Close, not equal.
    Similar,
    /// Two different values.
    Different,
}

/// Everything about one field.
pub struct Field {
    /// Its name in policies, files and reason codes.
    pub name: &'static str,
    /// Its name for people.
    pub label: Label,
    /// The usual headers, in the form [`header_key`] gives.
    pub headers: &'static [&'static str],
    /// The usual headers of its two parts, family and given name, where it may stand in two columns.
    pub part_headers: Option<[&'static [&'static str]; 2]>,
    /// Whether it may be mapped to several columns that each hold a value (phone).
    pub many: bool,
    /// Reads a text, appends the canonical value to the string and says what became of it. Nothing is appended
    /// unless the status is `Ok` or `Partial`. A name from two columns comes joined by [`PART_SEPARATOR`], and its
    /// canonical value keeps that mark.
    pub parse: fn(&str, &mut String) -> Parsed,
    /// The key under which values are counted: two values that agree have the same key. It is the value itself, or made in the
    /// string, which is empty before.
    pub key: for<'k> fn(&'k str, &'k mut String) -> &'k str,
    /// How near two readings are whose canonical values differ. Symmetric.
    pub nearness: fn(&Reading<'_>, &Reading<'_>) -> Nearness,
}

/// All fields, in the order of their columns in every report.
pub static FIELDS: [&Field; FIELD_COUNT] = [
    &name_kanji::FIELD,
    &name_kana::FIELD,
    &phone::FIELD,
    &birthdate::FIELD,
    &email::FIELD,
    &postal_code::FIELD,
    &address::FIELD,
    &gender::FIELD,
    &scope::FIELD,
];

/// All field IDs, in order.
pub fn ids() -> impl Iterator<Item = FieldId> {
    (0..FIELD_COUNT as u8).map(FieldId)
}

/// The field with this ID.
#[must_use]
pub fn field(id: FieldId) -> &'static Field {
    FIELDS[id.index()]
}

/// The ID of the field with this name.
#[must_use]
pub fn by_name(name: &str) -> Option<FieldId> {
    ids().find(|id| field(*id).name == name)
}
