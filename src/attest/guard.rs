//! The guard: SQL that makes PostgreSQL itself refuse a merge that no certificate covers.
//!
//! `guard.sql` beside this file is the whole of it, with marks where the names of a customer's table stand. Names are
//! quoted as PostgreSQL's manual says (sections 4.1.1 and 4.1.2); a name that could end a quoted body is refused. The same
//! parameters are kept in the database, so that `verify --db` can make the SQL again and compare every function with it.

use super::statement::Predicate;
use crate::error::{Problem, Result};
use crate::fields;
use crate::model::Place;
use crate::policy::Policy;
use crate::report::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The SQL with its marks.
const TEMPLATE: &str = include_str!("guard.sql");

/// What every body of a function is quoted by.
const QUOTE: &str = "$sekisho$";

/// A table by schema and name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableName {
    /// Its schema; `public` where none was named.
    pub schema: String,
    /// Its name.
    pub name: String,
}

/// A table whose rows belong to a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Child {
    /// The table.
    pub table: TableName,
    /// The column that names the customer.
    pub column: String,
}

/// What a guard is made of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// The customers' table.
    pub table: TableName,
    /// Its ID column.
    pub id: String,
    /// The other columns of a row's digest, in their order.
    pub columns: Vec<String>,
    /// The column that a merge sets to the survivor's ID; `None` where a merge deletes the record.
    pub merged_into: Option<String>,
    /// The tables whose rows move with a merge.
    pub children: Vec<Child>,
    /// The role that merges.
    pub job: String,
    /// The role that brings papers.
    pub loader: String,
    /// The role that takes merges back.
    pub steward: String,
    /// SHA-256 of the policy in force.
    pub policy: String,
}

impl TableName {
    /// Reads `schema.table` or `table`.
    ///
    /// # Errors
    ///
    /// `E_USAGE` where it is neither, or a name cannot be quoted.
    pub fn read(text: &str) -> Result<Self> {
        match *text.split('.').collect::<Vec<_>>().as_slice() {
            [name] => Ok(Self { schema: "public".to_owned(), name: checked(name)? }),
            [schema, name] => Ok(Self { schema: checked(schema)?, name: checked(name)? }),
            ref _several => Err(unusable(text)),
        }
    }

    /// As SQL writes it.
    #[must_use]
    pub fn sql(&self) -> String {
        format!("{}.{}", identifier(&self.schema), identifier(&self.name))
    }
}

impl Child {
    /// Reads `schema.table.column` or `table.column`.
    ///
    /// # Errors
    ///
    /// `E_USAGE` where it is neither, or a name cannot be quoted.
    pub fn read(text: &str) -> Result<Self> {
        let Some((table, column)) = text.rsplit_once('.') else { return Err(unusable(text)) };
        Ok(Self { table: TableName::read(table)?, column: checked(column)? })
    }
}

/// A name that PostgreSQL can hold and that cannot end a quoted body.
///
/// # Errors
///
/// `E_USAGE`.
pub fn checked(name: &str) -> Result<String> {
    // NAMEDATALEN is 64 with the NUL: longer names would be cut in silence.
    let is_good = !name.is_empty() && name.len() < 64 && !name.contains(['$', '@']);
    if is_good && !name.chars().any(char::is_control) { Ok(name.to_owned()) } else { Err(unusable(name)) }
}

fn unusable(name: &str) -> crate::error::Error {
    let (en, ja) = (
        format!("{name} cannot be used as a name here: 1 to 63 bytes, no $, @ or control character"),
        format!("{name} は名前として使えません（1〜63 バイト、$・@・制御文字なし）"),
    );
    Problem::input("E_USAGE", Place::default(), en, ja).into()
}

/// A quoted identifier.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A quoted text; backslashes mean themselves (`standard_conforming_strings`).
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Guard {
    /// The columns of a row's digest as a policy names them.
    ///
    /// # Errors
    ///
    /// `E_POLICY_COLUMNS` where the policy does not name the ID column and a column: a database has no usual headers.
    pub fn columns_of(policy: &Policy) -> Result<(String, Vec<String>)> {
        let named = policy.columns();
        let columns: Vec<String> =
            fields::ids().flat_map(|field| named.fields[field.index()].iter().cloned()).collect();
        let Some(id) = named.id.clone().filter(|_| !columns.is_empty()) else {
            let (en, ja) = (
                "the policy must name the table's columns: [columns] id and the others",
                "ポリシーの [columns] に表の列（id とその他）を書いてください",
            );
            return Err(Problem::input("E_POLICY_COLUMNS", Place::default(), en, ja).into());
        };
        columns.iter().chain([&id]).try_for_each(|name| checked(name).map(drop))?;
        Ok((id, columns))
    }

    /// Whether every name in it can stand in SQL.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let tables = self.children.iter().map(|child| &child.table).chain([&self.table]);
        let of_tables = tables.flat_map(|table| [&table.schema, &table.name]);
        let columns = self.columns.iter().chain([&self.id]).chain(&self.merged_into);
        let of_children = self.children.iter().map(|child| &child.column);
        let roles = [&self.job, &self.loader, &self.steward];
        of_tables.chain(columns).chain(of_children).chain(roles).all(|name| checked(name).is_ok())
    }

    /// SHA-256 of a policy's text, as a certificate has it.
    #[must_use]
    pub fn policy_sha256(text: &str) -> String {
        hex(&Sha256::digest(text.as_bytes()))
    }

    /// Whether the records of a certificate have exactly the columns of this guard.
    #[must_use]
    pub fn is_of(&self, predicate: &Predicate) -> bool {
        predicate
            .inputs
            .records
            .iter()
            .all(|file| file.id == self.id && file.columns.iter().map(|c| &c.header).eq(self.columns.iter()))
    }

    /// What the guard and a certificate call the program.
    #[must_use]
    pub fn program() -> String {
        format!("sekisho {}", env!("CARGO_PKG_VERSION"))
    }

    /// Its parameters as one text, which the database keeps.
    #[must_use]
    pub fn parameters(&self) -> String {
        // A struct of texts cannot fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The columns that a digest is over, the ID first, as texts of a row `r`.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let all = std::iter::once(&self.id).chain(&self.columns);
        all.map(|column| format!("(r.{})::text", identifier(column))).collect()
    }

    /// The whole SQL.
    #[must_use]
    pub fn sql(&self) -> String {
        let mut sql = String::new();
        let mut part = Part::Always;
        let mut of_child = String::new();
        for line in TEMPLATE.lines() {
            match line {
                "--@mark" => part = Part::Mark,
                "--@delete" => part = Part::Delete,
                "--@child" => part = Part::Child,
                "--@end" => {
                    if part == Part::Child {
                        self.children.iter().enumerate().for_each(|(i, child)| {
                            sql.push_str(&filled_child(&of_child, i, child));
                        });
                        of_child.clear();
                    }
                    part = Part::Always;
                }
                line => {
                    let out = match part {
                        Part::Always => &mut sql,
                        Part::Mark if self.merged_into.is_some() => &mut sql,
                        Part::Delete if self.merged_into.is_none() => &mut sql,
                        Part::Child => &mut of_child,
                        Part::Mark | Part::Delete => continue,
                    };
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        self.filled(&sql)
    }

    fn filled(&self, sql: &str) -> String {
        let texts = self.texts();
        let cells = texts.iter().map(|text| {
            format!(
                "\n    || case when coalesce({text}, '') = '' then '\\x00'::bytea else '\\x01'::bytea \
                 || int4send(octet_length(convert_to({text}, 'UTF8'))) || convert_to({text}, 'UTF8') end"
            )
        });
        let cells: String = cells.collect();
        let merged = self.merged_into.as_deref().map(identifier).unwrap_or_default();
        [
            ("@CELLS@", cells),
            ("@TABLE@", self.table.sql()),
            ("@SCHEMA@", identifier(&self.table.schema)),
            ("@ID@", identifier(&self.id)),
            ("@MERGED@", merged),
            ("@LOADER@", literal(&self.loader)),
            ("@JOB@", literal(&self.job)),
            ("@STEWARD@", literal(&self.steward)),
            ("@LOADERID@", identifier(&self.loader)),
            ("@JOBID@", identifier(&self.job)),
            ("@STEWARDID@", identifier(&self.steward)),
            ("@POLICY@", literal(&self.policy)),
            ("@PROGRAM@", literal(&Self::program())),
            ("@PARAMETERS@", literal(&self.parameters())),
        ]
        .into_iter()
        .fold(sql.to_owned(), |sql, (mark, text)| sql.replace(mark, &text))
    }

    /// The functions with their bodies, as the database keeps them.
    #[must_use]
    pub fn functions(&self) -> Vec<(String, String)> {
        let sql = self.sql();
        let starts = sql.split("create or replace function sekisho.").skip(1);
        let function = |text: &str| {
            let name = text.split('(').next()?.to_owned();
            Some((name, text.split(QUOTE).nth(1)?.to_owned()))
        };
        starts.filter_map(function).collect()
    }
}

/// Which guards a part of the template belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Always,
    Mark,
    Delete,
    Child,
}

/// A part about one table whose rows belong to a customer.
fn filled_child(part: &str, i: usize, child: &Child) -> String {
    let table = child.table.sql();
    let in_format = table.replace('\'', "''").replace('%', "%%");
    [
        ("@N@", (i + 1).to_string()),
        ("@CHILD@", table.clone()),
        ("@CHILDTEXT@", literal(&table)),
        ("@CHILDFORMAT@", in_format),
        ("@CHILDSCHEMA@", identifier(&child.table.schema)),
        ("@COLUMN@", identifier(&child.column)),
        ("@COLUMNTEXT@", literal(&child.column)),
    ]
    .into_iter()
    .fold(part.to_owned(), |part, (mark, text)| part.replace(mark, &text))
}
