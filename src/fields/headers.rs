//! One spelling for a column header.

use unicode_normalization::UnicodeNormalization;

/// The form in which headers are compared: NFKC, lower case, without white space, `_`, `-`, `.`, `・`, `*` and the
/// brackets `()[]`. So `Customer ID`, `customer_id` and `ｃｕｓｔｏｍｅｒＩＤ` are one header.
///
/// ```
/// assert_eq!(sekisho::fields::header_key("Customer ID"), "customerid");
/// assert_eq!(sekisho::fields::header_key("氏名（カナ）"), "氏名カナ");
/// ```
#[must_use]
pub fn header_key(header: &str) -> String {
    header
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '_' | '-' | '.' | '・' | '*' | '(' | ')' | '[' | ']' | '\u{feff}')
        })
        .collect()
}
