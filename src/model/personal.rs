//! A customer's text, which does not print itself.

use std::fmt;

/// A text of a customer. `Debug` and `Display` print three dots, whatever it holds, so that a
/// log line, an error or a panic message cannot show it by accident.
///
/// ```
/// use sekisho::model::Personal;
/// let name = Personal::new("山田花子");
/// assert_eq!(format!("{name} {name:?}"), "••• •••");
/// assert_eq!(name.reveal(), "山田花子");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Personal<'a>(&'a str);

impl<'a> Personal<'a> {
    /// Wraps a text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text itself. Called only where a value is normalised, masked or shown on purpose.
    #[must_use]
    pub const fn reveal(self) -> &'a str {
        self.0
    }
}

impl fmt::Debug for Personal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl fmt::Display for Personal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}
