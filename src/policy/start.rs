//! A starting policy from the headers of two files.

use crate::fields::{self, SCOPE};
use crate::model::{FieldId, MappedColumn};

/// The text of a policy that maps the given columns, with the comments of the built-in one. `id` is the ID
/// column's header, `mapped` what each field was found in, `unused` the headers that no field uses.
#[must_use]
pub fn starting_policy(id: &str, mapped: &[MappedColumn], unused: &[String]) -> String {
    let scopes = scopes(mapped, unused);
    let mut columns = format!("[columns]\nid = {}\n", quoted(id));
    for field in fields::ids() {
        let headers = headers_of(field, mapped);
        match headers.as_slice() {
            [] if field == SCOPE && !scopes.is_empty() => columns.push_str(&offered(&scopes)),
            [] => columns
                .push_str(&format!("# {} = \"…\"  no column was found for it\n", fields::field(field).name)),
            [one] => columns.push_str(&format!("{} = {one}\n", fields::field(field).name)),
            several => {
                columns.push_str(&format!("{} = [{}]\n", fields::field(field).name, several.join(", ")))
            }
        }
    }
    // What is offered as a scope must not be ignored too: a line that is made to count would be refused.
    let ignored = unused.iter().filter(|header| !scopes.contains(header));
    let (others, rest): (Vec<&String>, Vec<&String>) = ignored.partition(|h| fields::is_anothers(h));
    columns.push_str(&ignore(&others, rest.len()));
    replace_section(super::DEFAULT, &columns)
}

/// The headers that look like somebody else's columns, of those that no field uses.
pub fn others_columns(unused: &[String]) -> impl Iterator<Item = &String> {
    unused.iter().filter(|header| fields::is_anothers(header))
}

/// Unused columns that may part records, where no column was found for that.
fn scopes<'a>(mapped: &[MappedColumn], unused: &'a [String]) -> Vec<&'a String> {
    if mapped.iter().any(|column| column.field == SCOPE) {
        return Vec::new();
    }
    unused.iter().filter(|header| fields::may_be_scope(header)).collect()
}

/// Lines that a person may make count, one for each column.
fn offered(scopes: &[&String]) -> String {
    let mut lines = "# Records of different shops, brands or consents may have to stay apart. If so, make one line count:\n\
                     # お店・ブランド・同意範囲が違う記録を統合してはいけない場合は、次の行を有効にしてください。\n"
        .to_owned();
    for header in scopes {
        lines.push_str(&format!("# scope = {}\n", quoted(header)));
    }
    lines
}

/// The `ignore` list: columns of other people; and how many others no field uses.
fn ignore(others: &[&String], rest: usize) -> String {
    let mut lines = String::new();
    if !others.is_empty() {
        lines.push_str(
            "# Columns that look like another person's (ship-to, child, emergency contact, shop): their values say\n\
             # nothing about who the customer is.\n\
             # 別の人（お届け先、お子様、緊急連絡先、店舗など）の列と見えるものです。本人の証拠にはしません。\n",
        );
    }
    // The name of a column that is nothing known may be data: it is counted and not shown.
    if rest > 0 {
        lines.push_str(&format!(
            "# Columns that no field uses are never kept; the files have {rest} more of them.\n\
             # どの項目にも使わない列がほかに {rest} 列あり、読み捨てられます。\n"
        ));
    }
    if !others.is_empty() {
        let entries: Vec<String> = others.iter().map(|h| quoted(h)).collect();
        lines.push_str(&format!("ignore = [{}]\n", entries.join(", ")));
    }
    lines
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
    let end = text.find("# How a column writes its dates").unwrap_or(text.len());
    format!("{}{columns}\n{}", &text[..start], &text[end..])
}
