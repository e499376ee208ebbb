//! A starting policy from the headers of two files.

use crate::fields;
use crate::model::{FieldId, MappedColumn};

/// The text of a policy that maps the given columns, with the comments of the built-in one. `id` is the ID
/// column's header, `mapped` what each field was found in, `unused` the headers that no field uses.
#[must_use]
pub fn starting_policy(id: &str, mapped: &[MappedColumn], unused: &[String]) -> String {
    let mut columns = format!("[columns]\nid = {}\n", quoted(id));
    for field in fields::ids() {
        let headers = headers_of(field, mapped);
        match headers.as_slice() {
            [] => columns
                .push_str(&format!("# {} = \"…\"  no column was found for it\n", fields::field(field).name)),
            [one] => columns.push_str(&format!("{} = {one}\n", fields::field(field).name)),
            several => {
                columns.push_str(&format!("{} = [{}]\n", fields::field(field).name, several.join(", ")))
            }
        }
    }
    let unused: Vec<String> = unused.iter().map(|h| quoted(h)).collect();
    if !unused.is_empty() {
        columns.push_str(
            "# Columns that no field uses are never kept; naming them here says that this is on purpose.\n",
        );
        columns.push_str(&format!("ignore = [{}]\n", unused.join(", ")));
    }
    replace_section(super::DEFAULT, &columns)
}

fn headers_of(field: FieldId, mapped: &[MappedColumn]) -> Vec<String> {
    let mut found: Vec<&MappedColumn> = mapped.iter().filter(|c| c.field == field).collect();
    found.sort_by_key(|c| (c.part, c.number));
    found.into_iter().map(|c| quoted(&c.header)).collect()
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The built-in text with its `[columns]` section replaced.
fn replace_section(text: &str, columns: &str) -> String {
    let start = text.find("[columns]\n").unwrap_or(0);
    let end = text.find("# What must agree").unwrap_or(text.len());
    format!("{}{columns}\n{}", &text[..start], &text[end..])
}
