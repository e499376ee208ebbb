//! Headers that are surely headers, and no value of a customer.
//!
//! The first line of a file without a header holds a customer: nothing of a header is shown in a message where none of its
//! names is a usual one. Those are the names of the fields (`crate::fields`) and of the ID column, in Japanese and English.

use crate::fields::{FIELDS, header_key, is_anothers, may_be_scope};
use crate::model::Place;
use std::sync::Arc;

/// The usual headers of the ID column, in the form [`header_key`] gives.
pub const ID_HEADERS: &[&str] = &[
    "id",
    "customerid",
    "customerno",
    "customernumber",
    "customercode",
    "memberid",
    "memberno",
    "membernumber",
    "recordid",
    "会員番号",
    "会員id",
    "会員コード",
    "会員no",
    "顧客id",
    "顧客番号",
    "顧客コード",
    "顧客no",
    "お客様番号",
    "お客様id",
    "お客様コード",
];

/// Whether a name is one of the usual headers, and so surely no customer's value.
pub(super) fn is_usual(name: &str) -> bool {
    let key = header_key(name);
    let key = key.as_str();
    ID_HEADERS.contains(&key)
        || FIELDS.iter().any(|field| {
            field.headers.contains(&key)
                || field.part_headers.is_some_and(|parts| parts.iter().any(|part| part.contains(&key)))
        })
}

/// Whether a name of a column that no field uses is surely a header: a usual one, or one of another person's column or of a
/// shop's. Any other may be data (a key of an NDJSON object), and is not shown.
#[must_use]
pub fn is_known_header(name: &str) -> bool {
    is_usual(name) || is_anothers(name) || may_be_scope(name)
}

/// The place under the header of a column (from 0). Headers are named only where one of them is surely one: the first line of a file
/// without a header is a customer. The column's number tells it there.
pub(super) fn under(place: Place, headers: &[Arc<str>], column: usize) -> Place {
    match headers.get(column) {
        Some(header) if headers.iter().any(|header| is_usual(header)) => place.under(header),
        Some(_) | None => place,
    }
}
