//! A list that is about to be sent or migrated: whether every row belongs to the person its ID names (Palet d'Or, June 2021:
//! mails that bore another member's name and ID, and mails with all addresses of a group in Cc).
//!
//! A row is its person's where everything on it agrees with the record of its ID, as the gate sees agreement, and something
//! that tells people apart is among it. It is another person's where a name or birthdate is different, or where its address or
//! telephone is that of another customer. Everything else is for a person to look at.

mod said;
mod whose;

use super::kind::Kind;
use super::result::Finding;
use super::rows::{Compare, Law, Part, RowAt, Rows, file_of, key_of, mixed, read_batch};
use super::shift::{self, Keys};
use crate::error::Result;
use crate::fields::{self, Status};
use crate::gate::{Counts, Readings};
use crate::model::FieldId;
use crate::read::{InputDigest, Records};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use whose::{Check, Named, TELLING, Whose};

/// Of the customers who hold one value, so many are remembered.
const OWNERS_MAX: usize = 8;

/// Cells that hold several addresses: the line they stand on, and the addresses.
pub type Several = Vec<(u64, Vec<String>)>;

/// One list.
pub struct List {
    /// The list's table.
    pub records: Records,
    /// Its cells for one address that hold several.
    pub several: Several,
}

/// What was found in lists, and what was counted.
pub struct FoundInLists {
    /// The findings, list by list.
    pub findings: Vec<Finding>,
    /// The counts of all lists.
    pub totals: ListTotals,
    /// The same list by list, with its name.
    pub lists: Vec<(String, ListTotals)>,
    /// The lists that were read.
    pub lists_read: Vec<InputDigest>,
    /// The customers' files that were read.
    pub records_read: Vec<InputDigest>,
}

/// What is counted of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListTotals {
    /// Rows.
    pub rows: u64,
    /// Rows that belong to the person their ID names.
    pub theirs: u64,
    /// Rows that are another person's.
    pub another: u64,
    /// Rows that a person must look at.
    pub unclear: u64,
    /// How many times somebody's data would be shown to somebody else.
    pub events: u64,
    /// How many people's.
    pub people: u64,
}

/// Whose data would be shown: a customer by ID, or an address that no customer has.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
enum Shown {
    Customer(String),
    Address(u64),
}

/// Holds lists against the customers.
///
/// # Errors
///
/// Those of [`Records::scan`].
pub fn check(lists: &[List], customers: &Records, law: &Law<'_>) -> Result<FoundInLists> {
    let mut rows = Rows::default();
    let mut names: Vec<Arc<str>> = Vec::new();
    let mut spans = Vec::new();
    let mut lists_read = Vec::new();
    for (number, list) in lists.iter().enumerate() {
        let start = rows.numbers().end;
        let scan = list.records.scan(
            None,
            |batch| Part::kept(batch, number as u32, |_, _| true),
            |part| rows.add(part),
        )?;
        spans.push(start..rows.numbers().end);
        names.extend(list.records.files().iter().map(|file| file.name.clone()));
        lists_read.extend(scan.digests);
    }
    let of_lists = rows.numbers();
    // Two IDs under one number would only keep a row that nobody asks for.
    let wanted: HashSet<u64> = of_lists.clone().map(|row| mixed(rows.id(row))).collect();
    let files = customers.files();
    let first_file = names.len() as u32;
    names.extend(files.iter().map(|file| file.name.clone()));
    let scan = customers.scan(
        None,
        |batch| Part::kept(batch, first_file + file_of(files, batch), |_, id| wanted.contains(&mixed(id))),
        |part| rows.add(part),
    )?;
    drop(wanted);
    let readings = rows.read(law);
    rows.close();
    let mut named: Named<'_> = Named::default();
    for row in of_lists.end..rows.numbers().end {
        named.entry(rows.id(row)).or_default().push(row);
    }
    let is_whole = scan.rows == u64::from(rows.numbers().end - of_lists.end);
    let compare = Compare { readings, counts: Counts::default(), policy: law.policy };
    let mut check = Check {
        rows: &rows,
        compare: &compare,
        names: &names,
        named: &named,
        whose: Vec::new(),
        owners: HashMap::new(),
    };
    check.whose = of_lists.clone().map(|row| check.found(row)).collect();
    let sought = check.sought(lists, of_lists.clone());
    check.owners = if is_whole {
        check.owners_among(of_lists.end..rows.numbers().end, &sought)
    } else {
        owners(customers, law, &sought)?
    };
    let mut found = FoundInLists {
        findings: Vec::new(),
        totals: ListTotals::default(),
        lists: Vec::new(),
        lists_read,
        records_read: scan.digests,
    };
    let mut shown = BTreeSet::new();
    for (number, (list, span)) in lists.iter().zip(spans).enumerate() {
        let (totals, people, findings) = check.list(span, number as u32, &list.several);
        shown.extend(people);
        found.totals.add(&totals);
        found.lists.push((names[number].to_string(), totals));
        found.findings.extend(findings);
    }
    found.totals.people = shown.len() as u64;
    Ok(found)
}

impl ListTotals {
    fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.theirs += other.theirs;
        self.another += other.another;
        self.unclear += other.unclear;
        self.events += other.events;
    }
}

/// Which of the customers hold the values that are looked for.
type Owners = HashMap<u64, Vec<String>>;

/// Takes in one that does.
fn note_owner(owners: &mut Owners, key: u64, id: &str) {
    let ids = owners.entry(key).or_default();
    if ids.len() < OWNERS_MAX && !ids.iter().any(|other| other == id) {
        ids.push(id.to_owned());
    }
}

/// Which customers hold the values that are looked for: the files stream past once more.
fn owners(customers: &Records, law: &Law<'_>, sought: &HashSet<u64>) -> Result<Owners> {
    let mut owners = Owners::new();
    if sought.is_empty() {
        return Ok(owners);
    }
    customers.scan(
        None,
        |batch| {
            let (rows, readings) = read_batch(batch, law);
            let mut held = Vec::new();
            for row in rows.numbers() {
                for field in fields::ids().filter(|f| TELLING.contains(f)) {
                    let keys = keys(&readings, row, field);
                    let hits = keys.into_iter().filter(|key| sought.contains(key));
                    held.extend(hits.map(|key| (key, rows.id(row).to_owned())));
                }
            }
            held
        },
        |held| {
            held.iter().for_each(|(key, id)| note_owner(&mut owners, *key, id));
        },
    )?;
    Ok(owners)
}

/// The keys of a row's values of one field.
fn keys(readings: &Readings, row: u32, field: FieldId) -> Keys {
    let usable = readings.of(row, field).filter(|reading| reading.status == Status::Ok);
    usable.map(|reading| key_of(field, reading.value)).collect()
}

/// The key of an address, if it is one.
fn key_of_address(address: &str) -> Option<u64> {
    let mut value = String::new();
    let parsed = fields::parse(fields::EMAIL, None, address, &mut value);
    (parsed.status == Status::Ok).then(|| key_of(fields::EMAIL, &value))
}

impl Check<'_> {
    /// Checks one list.
    fn list(
        &self,
        span: std::ops::Range<u32>,
        number: u32,
        several: &Several,
    ) -> (ListTotals, BTreeSet<Shown>, Vec<Finding>) {
        let first = span.start;
        let on_several: HashMap<u64, usize> =
            several.iter().enumerate().map(|(i, (line, _))| (*line, i)).collect();
        let mut totals = ListTotals { rows: span.len() as u64, ..ListTotals::default() };
        let (mut shown, mut findings, mut held) = (BTreeSet::new(), Vec::new(), Vec::new());
        let mut all: Vec<Finding> = Vec::new();
        for row in span.clone() {
            let mut whose = self.whose[row as usize];
            let owner = if whose == Whose::Theirs { None } else { self.owner(row) };
            if matches!(whose, Whose::Unclear) && owner.is_some_and(|(_, is_sent)| is_sent) {
                whose = Whose::Another;
            }
            held.push(whose);
            let kind = match whose {
                Whose::Theirs => {
                    totals.theirs += 1;
                    continue;
                }
                Whose::Another => Kind::RowOtherPerson,
                // What such a cell says of its row is said of the cell.
                _unsure if on_several.contains_key(&self.rows.at(row).line) => continue,
                Whose::Unclear => Kind::RowUnclear,
                Whose::UnknownId => Kind::RowUnknownId,
                Whose::AmbiguousId => Kind::RowAmbiguousId,
            };
            if kind == Kind::RowOtherPerson {
                totals.another += 1;
                totals.events += 1;
                shown.insert(Shown::Customer(self.rows.id(row).to_owned()));
            } else {
                totals.unclear += 1;
            }
            all.push(self.row_finding(kind, row, owner.map(|(id, _)| id)));
        }
        // What the search needs of a row takes room, and a list in order needs no search.
        let troubled = span.clone().zip(&held).filter(|(_, whose)| **whose != Whose::Theirs);
        let strange = troubled.filter(|(row, whose)| self.list_row(*row, **whose).is_strange());
        if strange.count() >= shift::run_least(held.len()) {
            let listed: Vec<_> =
                span.clone().zip(held).map(|(row, whose)| self.list_row(row, whose)).collect();
            let runs = shift::find(&listed);
            findings.extend(runs.iter().map(|run| self.run_finding(run, first, number)));
        }
        findings.extend(several.iter().map(|(line, addresses)| {
            totals.events += addresses.len() as u64;
            let people: BTreeSet<Shown> =
                addresses.iter().filter_map(|address| self.shown(address)).collect();
            let at = RowAt { file: number, line: *line };
            let finding = self.several_finding(at, addresses.len(), people.len());
            shown.extend(people);
            finding
        }));
        findings.extend(all);
        findings.extend(self.shared(span));
        totals.people = shown.len() as u64;
        (totals, shown, findings)
    }

    fn shown(&self, address: &str) -> Option<Shown> {
        let key = key_of_address(address)?;
        let customer = self.owners.get(&key).and_then(|ids| ids.first());
        Some(customer.map_or(Shown::Address(key), |id| Shown::Customer(id.clone())))
    }
}
