//! Which column of a record file is what.

use super::{FIELD_COUNT, FieldId, FormatId, Place};
use std::collections::BTreeMap;

/// The `[columns]` of a policy: headers as the user wrote them. Empty entries are found by the usual headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Header of the ID column.
    pub id: Option<String>,
    /// For each field, its headers: none, one, family and given (names), or several (phone).
    pub fields: [Vec<String>; FIELD_COUNT],
    /// For each field, the writing that is declared for its column, if one is.
    pub formats: [Option<FormatId>; FIELD_COUNT],
    /// Columns that are somebody else's, or nobody's business.
    pub ignore: Vec<String>,
    /// Where each of these headers stands in the policy, so that one that matches nothing can be found there.
    pub places: BTreeMap<String, Place>,
}

impl Columns {
    /// Where a header stands in the policy: ` (policy.toml:7)`; empty where that is not known.
    #[must_use]
    pub fn where_named(&self, header: &str) -> String {
        self.places.get(header).map(|place| format!(" ({place})")).unwrap_or_default()
    }
}

/// What one kept column of a record file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedColumn {
    /// The header as written in the file.
    pub header: String,
    /// Its number in the file, from 1.
    pub number: usize,
    /// The field it belongs to.
    pub field: FieldId,
    /// 0 for the family name, 1 for the given name, where the field stands in two columns.
    pub part: Option<u8>,
    /// The writing that the policy declares for the column, if it does.
    pub format: Option<FormatId>,
}
