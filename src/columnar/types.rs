//! The columns of a file by name and type, whatever the format.

use super::values;
use crate::model::Label;
use polars_arrow::datatypes::{ArrowSchema, Field};

/// The columns of a file.
#[derive(Clone, Copy)]
pub struct Types<'a>(pub(super) &'a ArrowSchema);

/// What a column holds that no field uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unused {
    /// Text, which is held against all rules of a cell.
    Text,
    /// Numbers or bytes: only card numbers and My Numbers are looked for. Bytes are read where they are UTF-8.
    Digits,
    /// Dates, truth values, nested values: no such number stands there in a form that could be read.
    Other,
}

impl<'a> Types<'a> {
    /// The names of the columns.
    pub fn headers(self) -> impl Iterator<Item = &'a str> {
        self.0.iter_names().map(|name| name.as_str())
    }

    /// Why the text of a column (from 0) would be a guess; `None` where it is certain. `personal`: the column holds an ID or
    /// a person's value, so a number may not have been rounded and a moment may not depend on a time zone.
    #[must_use]
    pub fn refusal(self, column: usize, personal: bool) -> Option<Label> {
        values::refusal(&self.field(column)?.dtype, personal)
    }

    /// Whether a column is of a type of numbers.
    #[must_use]
    pub fn is_number(self, column: usize) -> bool {
        self.field(column).is_some_and(|field| values::is_number(&field.dtype))
    }

    /// What a column holds that no field uses.
    #[must_use]
    pub fn unused(self, column: usize) -> Unused {
        self.field(column).map_or(Unused::Other, |field| values::unused(&field.dtype))
    }

    pub(super) fn field(self, column: usize) -> Option<&'a Field> {
        self.0.get_at_index(column).map(|(_, field)| field)
    }
}
