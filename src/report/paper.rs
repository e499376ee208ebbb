//! What the reports for people need to know beside the run: the language, how much may be shown, and to which run the
//! decisions on them belong.

use super::pseudonym::Pseudonyms;
use crate::model::Lang;
use serde_json::{Value, json};
use std::borrow::Cow;

/// How much a report shows (interface section 5, "Masking").
pub enum Detail {
    /// Counts and keyed pseudonyms only, for people outside.
    Shareable(Box<Pseudonyms>),
    /// IDs, agreements, the shapes of differences.
    Masked,
    /// The values too; only ever written into an encrypted file.
    Full,
}

/// The smallest count that is told to people outside; a smaller one could single somebody out.
pub const SMALL_COUNT: u64 = 10;

/// One report for people.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    /// The language it opens in.
    pub lang: Lang,
    /// How much it shows.
    pub detail: &'a Detail,
    /// SHA-256 of the run's `summary.json`, lower-case hexadecimal.
    pub run: &'a str,
}

impl Paper<'_> {
    /// The word for how much is shown.
    #[must_use]
    pub fn detail_name(&self) -> &'static str {
        match self.detail {
            Detail::Shareable(_) => "shareable",
            Detail::Masked => "masked",
            Detail::Full => "full",
        }
    }

    /// Whether it is for people outside.
    #[must_use]
    pub fn is_shareable(&self) -> bool {
        matches!(self.detail, Detail::Shareable(_))
    }

    /// Whether values are shown.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self.detail, Detail::Full)
    }

    /// A record's ID as the report shows it.
    #[must_use]
    pub fn id<'i>(&self, id: &'i str) -> Cow<'i, str> {
        match self.detail {
            Detail::Shareable(pseudonyms) => Cow::Owned(pseudonyms.of(id)),
            Detail::Masked | Detail::Full => Cow::Borrowed(id),
        }
    }

    /// A count as the report shows it: a number, or `"<10"`.
    #[must_use]
    pub fn count(&self, count: u64) -> Value {
        if self.hides(count) { json!(format!("<{SMALL_COUNT}")) } else { json!(count) }
    }

    /// Whether a count is too small to be told.
    #[must_use]
    pub fn hides(&self, count: u64) -> bool {
        self.is_shareable() && (1..SMALL_COUNT).contains(&count)
    }
}
