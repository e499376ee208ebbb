//! One snapshot: IDs, logins and e-mail addresses that stand on records of different people (Sapporo Beer, December 2020:
//! under load one abnormal ID was given to 276 people, who could see the data of 34).
//!
//! The first scan keeps one number a row for its ID and one for its address; the second one keeps the rows that share one;
//! a third counts over the whole table how common their values are, as the gate asks. So memory follows the rows that must be
//! compared, and those numbers.

use super::kind::Kind;
use super::people::{Bounds, Pairs, shapes};
use super::result::{Finding, Line};
use super::rows::{Compare, Law, Part, Person, RowAt, Rows, count, file_of, key_of, mixed};
use crate::error::Result;
use crate::fields::{self, Status};
use crate::model::RecordBatch;
use crate::read::{InputDigest, Records};
use crate::report::mask;
use serde_json::{Map, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The most rows under one ID, login or address that are compared with each other: a million pairs take a few seconds. Of
/// more rows the first are compared, and the finding says so.
pub const ROWS_MAX: usize = 1_000;

/// What a group of rows shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Their ID.
    Id,
    /// Their login.
    Login,
    /// Their e-mail address.
    Email,
}

/// The logins of a table: where each row stands and what its login is; empty ones left out.
pub type Logins = Vec<(RowAt, String)>;

/// What was found in a snapshot, and what was counted.
pub struct Found {
    /// The findings, in the order of the rows.
    pub findings: Vec<Finding>,
    /// The counts.
    pub totals: Map<String, serde_json::Value>,
    /// The files that were read.
    pub digests: Vec<InputDigest>,
}

/// Where something stands that several rows may share.
struct Sighting {
    hash: u64,
    at: RowAt,
}

/// Finds what is shared in the record files.
///
/// # Errors
///
/// Those of [`Records::scan`].
pub fn find(records: &Records, logins: &Logins, law: &Law<'_>) -> Result<Found> {
    let files = records.files();
    let (mut ids, mut emails) = (Vec::new(), Vec::new());
    let scan = records.scan(
        None,
        |batch| sightings(batch, file_of(files, batch)),
        |(of_ids, of_emails)| {
            ids.extend(of_ids);
            emails.extend(of_emails);
        },
    )?;
    let distinct = distinct(&mut ids);
    let mut keep = HashSet::new();
    let of_ids = repeated(&mut ids, &mut keep);
    repeated(&mut emails, &mut keep);
    let mut of_logins: Vec<Sighting> =
        logins.iter().map(|(at, login)| Sighting { hash: mixed(login), at: *at }).collect();
    repeated(&mut of_logins, &mut keep);
    drop((ids, emails, of_logins));
    let mut rows = Rows::default();
    if !keep.is_empty() {
        records.scan(
            None,
            |batch| Part::kept(batch, file_of(files, batch), |at, _| keep.contains(&at)),
            |part| rows.add(part),
        )?;
    }
    let mut readings = rows.read(law);
    rows.close();
    let counts = count(records, &mut readings, law, |at, _| keep.contains(&at))?;
    let compare = Compare { readings, counts, policy: law.policy };
    let names: Vec<Arc<str>> = files.iter().map(|file| file.name.clone()).collect();
    let mut shared =
        Shared { rows: &rows, compare: &compare, names: &names, of_ids: &of_ids, totals: Totals::default() };
    let findings: Vec<Finding> =
        groups(&rows, &compare, logins).into_iter().filter_map(|group| shared.judge(&group)).collect();
    let mut totals = shared.totals.json();
    totals.insert("rows".to_owned(), json!(scan.rows));
    totals.insert("ids".to_owned(), json!(distinct));
    Ok(Found { findings, totals, digests: scan.digests })
}

/// The IDs and e-mail addresses of a batch, as numbers.
fn sightings(batch: &RecordBatch<'_>, file: u32) -> (Vec<Sighting>, Vec<Sighting>) {
    let at = |row: usize| RowAt { file, line: batch.line(row) };
    let ids =
        (0..batch.rows()).map(|row| Sighting { hash: mixed(batch.cell(row, 0)), at: at(row) }).collect();
    let columns = batch.mapping.iter().enumerate().filter(|(_, column)| column.field == fields::EMAIL);
    let mut emails = Vec::new();
    let mut value = String::new();
    for (column, mapped) in columns {
        for row in 0..batch.rows() {
            value.clear();
            let parsed = fields::parse(fields::EMAIL, mapped.format, batch.cell(row, 1 + column), &mut value);
            if parsed.status == Status::Ok {
                emails.push(Sighting { hash: key_of(fields::EMAIL, &value), at: at(row) });
            }
        }
    }
    (ids, emails)
}

/// How many different ones there are. Sorts them.
fn distinct(sightings: &mut [Sighting]) -> u64 {
    sightings.sort_unstable_by_key(|s| (s.hash, s.at));
    sightings.chunk_by(|a, b| a.hash == b.hash).count() as u64
}

/// Notes the rows that share something, the first [`ROWS_MAX`] of each; gives how many rows share it.
fn repeated(sightings: &mut [Sighting], keep: &mut HashSet<RowAt>) -> HashMap<u64, u64> {
    sightings.sort_unstable_by_key(|s| (s.hash, s.at));
    let mut counts = HashMap::new();
    for run in sightings.chunk_by(|a, b| a.hash == b.hash).filter(|run| run.len() > 1) {
        counts.insert(run[0].hash, run.len() as u64);
        keep.extend(run.iter().take(ROWS_MAX).map(|s| s.at));
    }
    counts
}

/// Rows that share something.
struct Group {
    by: By,
    rows: Vec<u32>,
}

/// The groups of rows that share an ID, a login, an e-mail address, in the order of their first rows. Rows are told apart
/// by the texts themselves. Rows that share their ID too are that group's business.
fn groups(rows: &Rows, compare: &Compare<'_>, logins: &Logins) -> Vec<Group> {
    let mut by: BTreeMap<(By, String), Vec<u32>> = BTreeMap::new();
    let logins: HashMap<RowAt, &str> = logins.iter().map(|(at, login)| (*at, login.as_str())).collect();
    for row in rows.numbers() {
        by.entry((By::Id, rows.id(row).to_owned())).or_default().push(row);
        if let Some(login) = logins.get(&rows.at(row)) {
            by.entry((By::Login, (*login).to_owned())).or_default().push(row);
        }
        if let Some(email) = compare.value(row, fields::EMAIL) {
            let mut folded = String::new();
            let key = (fields::field(fields::EMAIL).key)(email.value, &mut folded);
            by.entry((By::Email, key.to_owned())).or_default().push(row);
        }
    }
    let several_ids = |rows_of: &[u32]| rows_of.iter().any(|row| rows.id(*row) != rows.id(rows_of[0]));
    let mut groups: Vec<Group> = by
        .into_iter()
        .filter(|((by, _), rows_of)| rows_of.len() > 1 && (*by == By::Id || several_ids(rows_of)))
        .map(|((by, _), mut rows)| {
            rows.truncate(ROWS_MAX);
            Group { by, rows }
        })
        .collect();
    groups.sort_by_key(|group| (group.by, group.rows[0]));
    groups
}

/// What is counted over all IDs that stand on different people.
#[derive(Default)]
struct Totals {
    ids: u64,
    records: u64,
    people: Bounds,
    shown: Bounds,
    holders: Bounds,
}

impl Totals {
    fn json(&self) -> Map<String, serde_json::Value> {
        let mut map = Map::new();
        map.insert("ids_on_different_people".to_owned(), json!(self.ids));
        map.insert("records_under_them".to_owned(), json!(self.records));
        map.insert("people_under_them".to_owned(), self.people.json());
        map.insert("shown".to_owned(), self.shown.json());
        map.insert("viewers".to_owned(), self.holders.json());
        map
    }
}

struct Shared<'a> {
    rows: &'a Rows,
    compare: &'a Compare<'a>,
    names: &'a [Arc<str>],
    of_ids: &'a HashMap<u64, u64>,
    totals: Totals,
}

impl Shared<'_> {
    /// Judges one group; `None` where it is no finding.
    fn judge(&mut self, group: &Group) -> Option<Finding> {
        let pairs = Pairs::of(&group.rows, self.compare);
        let kind = match (group.by, pairs.worst()) {
            (By::Id, Person::Different) => Kind::IdOtherPerson,
            (By::Id, Person::Unclear) => Kind::IdUnclear,
            (By::Id, Person::Same) => Kind::IdRepeated,
            (By::Login, Person::Different) => Kind::LoginOtherPerson,
            (By::Login, Person::Unclear) => Kind::LoginUnclear,
            (By::Email, Person::Different) => Kind::EmailOtherPerson,
            (By::Email, Person::Unclear) => Kind::EmailUnclear,
            // One person with two IDs is a merge to be proposed, not harm.
            (By::Login | By::Email, Person::Same) => return None,
        };
        let mut people = pairs.people(|_| true);
        let named = |i: usize| {
            let row = group.rows[i];
            [fields::NAME_KANJI, fields::NAME_KANA].iter().any(|f| self.compare.value(row, *f).is_some())
        };
        let (mut shown, mut holders) = (pairs.people(named), pairs.holders());
        let id = self.rows.id(group.rows[0]);
        let seen = mask::visible(id);
        let all = if group.by == By::Id { self.of_ids.get(&mixed(id)).copied() } else { None };
        let records = all.unwrap_or(group.rows.len() as u64);
        // Each row that was not compared may be one more person.
        for bounds in [&mut people, &mut shown, &mut holders] {
            bounds.possible += records.saturating_sub(group.rows.len() as u64);
        }
        if kind == Kind::IdOtherPerson {
            self.totals.ids += 1;
            self.totals.records += records;
            self.totals.people.add(people);
            self.totals.shown.add(shown);
            self.totals.holders.add(holders);
        }
        let reasons = if pairs.worst() == Person::Different { pairs.blocked } else { pairs.open };
        let codes: Vec<&str> = reasons.codes().collect();
        let mut finding = Finding::new(kind, self.lines(group))
            .fact("records", records)
            .fact("compared", group.rows.len())
            .fact("people", people.json())
            .fact("shown", shown.json())
            .fact("viewers", holders.json())
            .fact("fan_in", records > self.compare.policy.group_size_max() as u64)
            .fact("reasons", codes);
        if group.by == By::Id {
            finding = finding.fact("id", id);
        }
        if kind == Kind::IdOtherPerson {
            finding = finding.saying(
                format!(
                    "ID {seen}: {records} records, at least {} different people; data of {} shown to up to {}",
                    people.confirmed, shown.possible, holders.possible
                ),
                format!(
                    "ID {seen}: 記録 {records} 件、少なくとも {} 人の別人。{} 人分の情報が最大 {} 人に見える状態です",
                    people.confirmed, shown.possible, holders.possible
                ),
            );
        }
        Some(finding)
    }

    /// The rows of a group, each held against the first.
    fn lines(&self, group: &Group) -> Vec<Line> {
        let place = |row: u32| {
            let at = self.rows.at(row);
            Some((self.names[at.file as usize].clone(), at.line))
        };
        let first = group.rows[0];
        let line = |row: &u32| {
            let own = Line { at: place(*row), id: self.rows.id(*row).to_owned(), ..Line::default() };
            if *row == first {
                return own;
            }
            let (_, compared) = self.compare.pair(first, *row);
            let judged = crate::gate::judge_pair(&self.compare.readings, &compared, self.compare.policy);
            Line {
                against: place(first),
                reasons: judged.reasons.joined(),
                shape: shapes(self.compare, first, *row, &compared.comparison.agreements),
                ..own
            }
        };
        group.rows.iter().map(line).collect()
    }
}
