//! Which columns of a list hold what, and which of its cells for one address hold several (Palet d'Or, June 2021: 3,700
//! addresses in five mails' Cc).

use super::list::Several;
use crate::error::{Problem, Result};
use crate::fields::{self, header_key};
use crate::model::{Columns, Place};
use crate::read::{Listing, RecordFile};
use std::sync::Arc;

/// Usual headers of columns of recipients, in the form of [`header_key`]: the header fields of RFC 5322, section 3.6.3, and
/// what mailing tools call them.
const RECIPIENTS: &[&str] =
    &["to", "cc", "bcc", "recipient", "recipients", "mailto", "sendto", "宛先", "送信先", "受信者", "同報"];

/// What may stand between two addresses of one cell, and around one.
const BETWEEN: [char; 22] = [
    ',', ';', '、', '，', '；', ' ', '\u{3000}', '\t', '\r', '\n', '<', '>', '"', '/', '／', '|', '｜', '&',
    '＆', '・', '･', '\u{a0}',
];

/// The at-sign, narrow and wide.
const AT: [char; 2] = ['@', '＠'];

/// The columns of a list: those that the caller names, then those of the policy that the list has, then the usual ones.
/// `named` are pairs of a field's name (or `id`) and a header.
///
/// # Errors
///
/// `E_USAGE` for a name that is no field's.
pub fn columns_of(headers: &[Arc<str>], policy: &Columns, named: &[(String, String)]) -> Result<Columns> {
    let has = |header: &String| headers.iter().any(|other| other.trim() == header.trim());
    let mut columns = policy.clone();
    columns.id = columns.id.filter(|header| has(header));
    columns.ignore.retain(|header| has(header));
    for names in &mut columns.fields {
        // Half a name is none: both columns, or the usual headers.
        if !names.iter().all(has) {
            names.retain(|_| false);
        }
    }
    if named.iter().any(|(field, _)| field != "id" && fields::by_name(field).is_none()) {
        return Err(Problem::input(
            "E_USAGE",
            Place::default(),
            "--map takes FIELD=HEADER, where FIELD is id or a field of the policy",
            "--map は 項目=見出し の形で、項目は id かポリシーの項目名です",
        )
        .into());
    }
    let headers_of = |field: &str| -> Vec<String> {
        named.iter().filter(|(name, _)| name == field).map(|(_, header)| header.clone()).collect()
    };
    for field in fields::ids() {
        let headers = headers_of(fields::field(field).name);
        if !headers.is_empty() {
            columns.fields[field.index()] = headers;
        }
    }
    columns.id = headers_of("id").pop().or(columns.id);
    Ok(columns)
}

/// The columns (from 0) of a list that hold recipients: its e-mail column, the usual ones, and those that are `named`.
///
/// # Errors
///
/// `E_COLUMN_UNKNOWN` where a named one is not there.
pub fn recipient_columns(listing: &Listing, file: &RecordFile, named: &[String]) -> Result<Vec<usize>> {
    let emails = file.mapping.iter().filter(|column| column.field == fields::EMAIL);
    let mut columns: Vec<usize> = emails.map(|column| column.number - 1).collect();
    let usual = |header: &Arc<str>| RECIPIENTS.contains(&header_key(header).as_str());
    columns.extend((0..listing.headers().len()).filter(|i| usual(&listing.headers()[*i])));
    for name in named {
        columns.push(column(listing, name)?);
    }
    columns.sort_unstable();
    columns.dedup();
    Ok(columns)
}

/// The column (from 0) with this header.
///
/// # Errors
///
/// `E_COLUMN_UNKNOWN` where there is none.
pub fn column(listing: &Listing, name: &str) -> Result<usize> {
    let found = listing.headers().iter().position(|header| header.trim() == name.trim());
    found.ok_or_else(|| {
        Problem::input(
            "E_COLUMN_UNKNOWN",
            Place::file(&listing.name).at_line(1),
            format!("there is no column {name}"),
            format!("列 {name} がありません"),
        )
        .into()
    })
}

/// The cells of these columns that hold several addresses, joined row by row. Two at-signs are two addresses, whatever stands
/// between them.
///
/// # Errors
///
/// Those of [`Listing::scan`].
pub fn several(listing: &Listing, columns: &[usize]) -> Result<Several> {
    let mut found = Several::new();
    if columns.is_empty() {
        return Ok(found);
    }
    listing.scan(columns, &[], |row| {
        let mut all = Vec::new();
        for position in 0..columns.len() {
            let cell = row.cell(position);
            let mut found: Vec<String> = addresses(cell).map(str::to_owned).collect();
            // What cannot be parted counts as an address that nobody is known by.
            let signs = cell.matches(AT).count();
            found.resize(found.len().max(if signs > 1 { signs } else { 0 }), String::new());
            if found.len() > 1 {
                all.append(&mut found);
            }
        }
        if !all.is_empty() {
            found.push((row.line, all));
        }
        Ok(())
    })?;
    Ok(found)
}

/// Of these columns (from 0) those in which an address stands anywhere.
///
/// # Errors
///
/// Those of [`Listing::scan`].
pub fn addressed(listing: &Listing, columns: &[usize]) -> Result<Vec<usize>> {
    let mut has = vec![false; columns.len()];
    if !columns.is_empty() {
        listing.scan(columns, &[], |row| {
            has.iter_mut().enumerate().for_each(|(i, has)| *has |= row.cell(i).contains(AT));
            Ok(())
        })?;
    }
    Ok(columns.iter().zip(has).filter(|(_, has)| *has).map(|(column, _)| *column).collect())
}

/// What stands in a cell that looks like an address.
pub(super) fn addresses(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split(BETWEEN).map(|part| part.trim_matches(['(', ')', '\'', '（', '）']));
    parts.filter(|part| part.contains(AT) && part.chars().count() > 2)
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn a_name_around_an_address_is_no_second_one() {
        for (cell, count) in [
            ("", 0),
            ("hanako@mail.example.jp", 1),
            ("山田 花子 <hanako@mail.example.jp>", 1),
            ("a@example.jp,b@example.jp", 2),
            ("a@example.jp；b@example.jp、ｃ＠example.jp", 3),
            ("\"山田\" <a@example.jp>; <b@example.jp>", 2),
            ("a@example.jp|b@example.jp｜c@example.jp", 3),
            ("a@example.jp＆b@example.jp&c@example.jp・d@example.jp", 4),
        ] {
            assert_eq!(addresses(cell).count(), count, "{cell}");
        }
    }
}
