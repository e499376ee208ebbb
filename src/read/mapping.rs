//! Which column is what: the policy's `[columns]` first, the usual headers for what it leaves out.
//!
//! Two columns that could both be one field are an error, and so is a required field without a column: "no column" must
//! never turn into "nothing to compare, so nothing differs". Sources of the usual headers: the fields themselves
//! ([`crate::fields::FIELDS`]), and for the ID the names that CRM and EC exports in Japan and abroad use; own list.

use super::header::exact_key;
use super::usual::{ID_HEADERS, is_usual};
use crate::error::{Error, Problem, Result};
use crate::fields;
use crate::model::{Columns, FieldId, MappedColumn, Place};
use std::sync::Arc;

/// The field without which a table may come although a required condition reads it: where nobody has a kana name, it
/// is missing on every record, and the condition knows what to make of that.
const MAY_BE_ABSENT: &str = "name_kana";

/// What the columns of one file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    /// The ID column, from 0.
    pub(super) id: usize,
    /// The kept columns, in the order of the fields and, within one, of the policy or of the list of usual headers:
    /// the order of columns in the file must not show in a row's digest.
    pub(super) mapped: Vec<MappedColumn>,
    /// Headers that the policy ignores.
    pub(super) ignored: Vec<String>,
    /// Headers that no field uses.
    pub(super) unused: Vec<String>,
    /// Entries of `ignore` that no column has.
    pub(super) unmatched_ignore: Vec<String>,
}

/// Finds out what each column is.
pub(super) fn map(
    headers: &[Arc<str>],
    place: &Place,
    columns: &Columns,
    required: &[FieldId],
) -> Result<Mapping> {
    let mut mapper = Mapper {
        headers,
        exact: headers.iter().map(|h| exact_key(h)).collect(),
        usual: headers.iter().map(|h| fields::header_key(h)).collect(),
        used: vec![Use::Free; headers.len()],
        columns,
        place,
        problems: Vec::new(),
    };
    let unmatched_ignore = mapper.ignore(&columns.ignore);
    // What the policy names is taken first, so that no usual header can take it away.
    let named: Vec<Vec<usize>> = columns.fields.iter().map(|names| mapper.named(names)).collect();
    let id = mapper.id(columns.id.as_deref());
    let mut mapped = Vec::new();
    for field in fields::ids() {
        let found = if columns.fields[field.index()].is_empty() {
            mapper.usual(field)
        } else {
            mapper.parts(field, &named[field.index()])
        };
        let absent = found.is_empty() && columns.fields[field.index()].is_empty();
        if absent && required.contains(&field) && fields::field(field).name != MAY_BE_ABSENT {
            mapper.missing(field);
        }
        mapped.extend(found);
    }
    let left = |which: Use| -> Vec<String> {
        let columns = mapper.used.iter().zip(headers).filter(|(u, _)| **u == which);
        columns.map(|(_, header)| header.to_string()).collect()
    };
    let (ignored, unused) = (left(Use::Ignored), left(Use::Free));
    match (Error::from_problems(mapper.problems), id) {
        (Some(error), _) => Err(error),
        (None, Some(id)) => Ok(Mapping { id, mapped, ignored, unused, unmatched_ignore }),
        (None, None) => Err(Problem::internal(
            "E_COLUMN_ID",
            "an ID column was neither found nor missed",
            "ID 列の判定に失敗しました",
        )
        .into()),
    }
}

/// What a column was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Free,
    Ignored,
    Taken,
}

struct Mapper<'a> {
    headers: &'a [Arc<str>],
    exact: Vec<String>,
    usual: Vec<String>,
    used: Vec<Use>,
    columns: &'a Columns,
    place: &'a Place,
    problems: Vec<Problem>,
}

impl Mapper<'_> {
    fn problem(&mut self, code: &'static str, en: String, ja: String, help: (&str, &str)) {
        self.problems.push(Problem::input(code, self.place.clone(), en, ja).help(help.0, help.1));
    }

    /// Sets aside what the policy ignores; gives the entries that no column has.
    fn ignore(&mut self, names: &[String]) -> Vec<String> {
        let mut unmatched = Vec::new();
        for name in names {
            match self.exact.iter().position(|e| *e == exact_key(name)) {
                Some(i) => self.used[i] = Use::Ignored,
                None => unmatched.push(name.clone()),
            }
        }
        unmatched
    }

    /// The columns with exactly these names.
    fn named(&mut self, names: &[String]) -> Vec<usize> {
        names.iter().filter_map(|name| self.one_named(name)).collect()
    }

    fn one_named(&mut self, name: &str) -> Option<usize> {
        let Some(i) = self.exact.iter().position(|e| *e == exact_key(name)) else {
            let near = self.near(name);
            let help = if near.is_empty() {
                (
                    "correct [columns] in the policy".to_owned(),
                    "ポリシーの [columns] を直してください".to_owned(),
                )
            } else {
                (format!("did you mean {near}"), format!("{near} のことでしょうか"))
            };
            let at = self.columns.where_named(name);
            self.problem(
                "E_COLUMN_UNKNOWN",
                format!("the policy{at} names a column {name}, the file has none"),
                format!("ポリシー{at}にある列 {name} がファイルにありません"),
                (&help.0, &help.1),
            );
            return None;
        };
        if self.used[i] != Use::Free {
            self.problem(
                "E_COLUMN_TWICE",
                format!("the policy names the column {name} for two things"),
                format!("ポリシーで列 {name} が 2 つの用途に使われています"),
                ("name each column once", "列は 1 回だけ指定してください"),
            );
            return None;
        }
        self.used[i] = Use::Taken;
        Some(i)
    }

    /// Headers of the file that are nearly this one.
    fn near(&self, name: &str) -> String {
        let (exact, usual) = (exact_key(name), fields::header_key(name));
        let near = |i: &usize| {
            self.usual[*i] == usual
                || (exact.chars().count() > 3 && strsim::osa_distance(&self.exact[*i], &exact) <= 2)
        };
        // The first line of a file without a header holds a customer: only what is surely a header is named.
        let usual = |i: &usize| is_usual(&self.headers[*i]);
        let found: Vec<&str> =
            (0..self.headers.len()).filter(usual).filter(near).take(3).map(|i| &*self.headers[i]).collect();
        found.join(", ")
    }

    fn id(&mut self, name: Option<&str>) -> Option<usize> {
        if let Some(name) = name {
            return self.one_named(name);
        }
        match self.free(ID_HEADERS)[..] {
            [i] => {
                self.used[i] = Use::Taken;
                Some(i)
            }
            [] => {
                self.problem(
                    "E_COLUMN_MISSING",
                    "no ID column; usual headers: customer_id, member_id, id, 会員番号, 顧客ID".to_owned(),
                    "ID の列がありません。よくある見出し: 会員番号, 顧客ID, customer_id".to_owned(),
                    ("name it in the policy: [columns] id", "ポリシーの [columns] id で指定してください"),
                );
                None
            }
            ref several => {
                self.ambiguous("id", several);
                None
            }
        }
    }

    /// The columns that are not taken and have one of these usual headers, in the order of the list.
    fn free(&self, list: &[&str]) -> Vec<usize> {
        let is_free = |i: &usize| self.used[*i] == Use::Free;
        let columns = |key: &&str| -> Vec<usize> {
            (0..self.headers.len()).filter(is_free).filter(|i| self.usual[*i] == **key).collect()
        };
        list.iter().flat_map(columns).collect()
    }

    /// Two columns that could both be one thing.
    fn ambiguous(&mut self, what: &str, columns: &[usize]) {
        let names: Vec<&str> = columns.iter().map(|i| &*self.headers[*i]).collect();
        let names = names.join(", ");
        self.problem(
            "E_COLUMN_AMBIGUOUS",
            format!("these columns could each be {what}: {names}"),
            format!("{what} と読める列が複数あります: {names}"),
            (
                "name the right one under [columns] in the policy, the others under ignore",
                "正しい列をポリシーの [columns] に、ほかを ignore に書いてください",
            ),
        );
    }

    /// A field by its usual headers.
    fn usual(&mut self, id: FieldId) -> Vec<MappedColumn> {
        let field = fields::field(id);
        let whole = self.free(field.headers);
        let parts = field.part_headers.map(|[family, given]| [self.free(family), self.free(given)]);
        let [family, given] = parts.unwrap_or_default();
        let split = !family.is_empty() || !given.is_empty();
        let several = (whole.len() > 1 && !field.many) || family.len() > 1 || given.len() > 1;
        if several || (!whole.is_empty() && split) {
            let all: Vec<usize> = whole.into_iter().chain(family).chain(given).collect();
            self.ambiguous(field.name, &all);
            return self.take(id, &all, false);
        }
        if split && (family.is_empty() || given.is_empty()) {
            let only: Vec<usize> = family.into_iter().chain(given).collect();
            let header = self.headers[only[0]].clone();
            self.problem(
                "E_COLUMN_PART",
                format!("{header} is one half of {}, the other half has no column", field.name),
                format!("{header} は {} の片方ですが、もう片方の列がありません", field.name),
                (
                    "add the other column, or ignore this one",
                    "もう片方の列を加えるか、この列を ignore に書いてください",
                ),
            );
            return self.take(id, &only, false);
        }
        if split {
            let both: Vec<usize> = family.into_iter().chain(given).collect();
            return self.take(id, &both, true);
        }
        self.take(id, &whole, false)
    }

    fn take(&mut self, field: FieldId, columns: &[usize], parts: bool) -> Vec<MappedColumn> {
        for i in columns {
            self.used[*i] = Use::Taken;
        }
        let column = |(part, i): (usize, &usize)| MappedColumn {
            header: self.headers[*i].to_string(),
            number: i + 1,
            field,
            part: parts.then_some(part as u8),
            format: self.columns.formats[field.index()],
        };
        columns.iter().enumerate().map(column).collect()
    }

    /// A field by the policy's names, already found.
    fn parts(&mut self, id: FieldId, columns: &[usize]) -> Vec<MappedColumn> {
        let field = fields::field(id);
        let parts = columns.len() == 2 && field.part_headers.is_some();
        if columns.len() > 1 && !field.many && !parts {
            self.problem(
                "E_COLUMN_COUNT",
                format!(
                    "the policy names {} columns for {}, which takes no more than one",
                    columns.len(),
                    field.name
                ),
                format!("{} に列が {} 個指定されています", field.name, columns.len()),
                (
                    "name one column (names: one, or family and given)",
                    "列は 1 つ (氏名は 1 つ、または姓と名) にしてください",
                ),
            );
        }
        self.take(id, columns, parts)
    }

    fn missing(&mut self, id: FieldId) {
        let field = fields::field(id);
        let usual: Vec<&str> = field.headers.iter().take(6).copied().collect();
        let usual = usual.join(", ");
        self.problem(
            "E_COLUMN_MISSING",
            format!("no column for the required field {}; usual headers: {usual}", field.name),
            format!("必須の項目 {} の列がありません。よくある見出し: {usual}", field.name),
            ("name it under [columns] in the policy", "ポリシーの [columns] で指定してください"),
        );
    }
}
