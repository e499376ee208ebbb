//! Two snapshots: an ID under which somebody else stands than before, IDs that are gone and IDs that are there for the first
//! time.
//!
//! A record may change and stay the same person's: people move and marry. So it is asked of the two conditions that no policy
//! can do without: where name and birthdate both contradict, or one of them does and no contact is shared, it is another
//! person; where one contradicts beside a shared contact, a person must look.
//!
//! Of every row one number for its ID and one for all it holds is kept; rows that hold what they held are the same, and the
//! others are read again and compared.

use super::kind::Kind;
use super::people::shapes;
use super::result::{Finding, Line};
use super::rows::{Compare, Law, Part, Person, RowAt, Rows, count, file_of, key_of, mixed, read_batch};
use super::snapshot::Found;
use crate::error::Result;
use crate::fields::{self, CONDITIONS, Standing, Status};
use crate::gate::{Compared, Readings};
use crate::model::FieldId;
use crate::policy::Policy;
use crate::read::{InputDigest, Records, Scan};
use crate::report::mask;
use foldhash::quality::FixedState;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::Arc;

/// The fields by which a person is looked for in the other snapshot; who is found is compared.
const SOUGHT: [FieldId; 2] = [fields::PHONE, fields::EMAIL];

/// What one snapshot says of an ID: how many rows bear it, the first of them, and a number for all it holds.
#[derive(Clone, Copy)]
struct Seen {
    rows: u32,
    profile: u64,
}

type Table = HashMap<u64, Seen>;

/// Compares two snapshots.
///
/// # Errors
///
/// Those of [`Records::scan`].
pub fn find(before: &Records, after: &Records, law: &Law<'_>) -> Result<(Found, Vec<InputDigest>)> {
    let sides = [before, after];
    let (old, old_scan) = seen(before, law)?;
    let (new, new_scan) = seen(after, law)?;
    let tables = [old, new];
    let mut fates = Fates { tables: &tables, offset: before.files().len() as u32, only: Default::default() };
    let mut rows = Rows::default();
    for (side, records) in sides.into_iter().enumerate() {
        fates.gather(records, side, &mut rows)?;
    }
    let sought = sought(&rows, &rows.read(law));
    let own: HashSet<RowAt> = rows.numbers().map(|row| rows.at(row)).collect();
    if !sought.is_empty() {
        for (side, records) in sides.into_iter().enumerate() {
            candidates(records, fates.file(side, 0), law, &sought, &own, &mut rows)?;
        }
    }
    let mut readings = rows.read(law);
    rows.close();
    let kept: HashSet<RowAt> = rows.numbers().map(|row| rows.at(row)).collect();
    let offset = fates.offset;
    let is_kept = |at: RowAt, _: &str| kept.contains(&RowAt { file: at.file + offset, ..at });
    let counts = count(after, &mut readings, law, is_kept)?;
    let compare = Compare { readings, counts, policy: law.policy };
    let names = sides.iter().flat_map(|records| records.files().iter().map(|file| file.name.clone()));
    let mut by_contact: HashMap<u64, Vec<u32>> = HashMap::new();
    for row in rows.numbers() {
        contacts(&compare.readings, row).for_each(|key| by_contact.entry(key).or_default().push(row));
    }
    let judged = Judged { rows: &rows, compare: &compare, names: names.collect(), offset, by_contact };
    let (findings, totals) = judged.all(&fates, [&old_scan, &new_scan]);
    Ok((Found { findings, totals, digests: new_scan.digests }, old_scan.digests))
}

/// Reads a snapshot into one number an ID.
fn seen(records: &Records, law: &Law<'_>) -> Result<(Table, Scan)> {
    let mut table = Table::new();
    let scan = records.scan(
        None,
        |batch| {
            let (rows, readings) = read_batch(batch, law);
            rows.numbers().map(|row| (mixed(rows.id(row)), profile(&readings, row))).collect::<Vec<_>>()
        },
        |part| {
            for (id, profile) in part {
                let seen = table.entry(id).or_insert(Seen { rows: 0, profile });
                seen.rows = seen.rows.saturating_add(1);
            }
        },
    )?;
    Ok((table, scan))
}

/// One number for all that a row holds, whatever its columns are called and however its values are written.
fn profile(readings: &Readings, row: u32) -> u64 {
    let mut all: Vec<(u8, u64)> = Vec::new();
    for field in fields::ids() {
        for reading in readings.of(row, field) {
            match reading.status {
                Status::Missing => {}
                Status::Ok => all.push((field.0, key_of(field, reading.value))),
                Status::Placeholder | Status::Invalid | Status::Partial => {
                    all.push((field.0, FixedState::default().hash_one((u8::MAX, reading.raw))));
                }
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    FixedState::default().hash_one(all)
}

/// What became of the IDs, and the rows where they stand.
struct Fates<'a> {
    tables: &'a [Table; 2],
    /// The number of the first file of the later snapshot.
    offset: u32,
    /// IDs that only one snapshot has, with their places.
    only: [Vec<(String, RowAt)>; 2],
}

impl Fates<'_> {
    fn file(&self, side: usize, file: u32) -> u32 {
        if side == 0 { file } else { file + self.offset }
    }

    /// Whether the row under this ID must be compared.
    fn is_changed(&self, id: u64) -> bool {
        match (self.tables[0].get(&id), self.tables[1].get(&id)) {
            (Some(old), Some(new)) => old.profile != new.profile || old.rows > 1 || new.rows > 1,
            _only_one_has_it => false,
        }
    }

    /// Takes in the rows of one snapshot that must be compared, and the IDs that the other one has not.
    fn gather(&mut self, records: &Records, side: usize, rows: &mut Rows) -> Result<()> {
        let mut only = Vec::new();
        let files = records.files();
        records.scan(
            None,
            |batch| {
                let file = self.file(side, file_of(files, batch));
                let other = &self.tables[1 - side];
                let lone = (0..batch.rows()).filter(|row| !other.contains_key(&mixed(batch.cell(*row, 0))));
                let lone: Vec<(String, RowAt)> = lone
                    .map(|row| (batch.cell(row, 0).to_owned(), RowAt { file, line: batch.line(row) }))
                    .collect();
                (Part::kept(batch, file, |_, id| self.is_changed(mixed(id))), lone)
            },
            |(part, lone)| {
                rows.add(part);
                only.extend(lone);
            },
        )?;
        self.only[side] = only;
        Ok(())
    }
}

/// The contacts of the rows that changed: by them a person is looked for in the other snapshot.
fn sought(rows: &Rows, readings: &Readings) -> HashSet<u64> {
    let mut sought = HashSet::new();
    for row in rows.numbers() {
        sought.extend(contacts(readings, row));
    }
    sought
}

fn contacts(readings: &Readings, row: u32) -> impl Iterator<Item = u64> {
    SOUGHT.into_iter().flat_map(move |field| {
        let usable = readings.of(row, field).filter(|reading| reading.status == Status::Ok);
        usable.map(move |reading| key_of(field, reading.value))
    })
}

/// Takes in the rows of a snapshot that hold a contact that is looked for.
fn candidates(
    records: &Records,
    first_file: u32,
    law: &Law<'_>,
    sought: &HashSet<u64>,
    own: &HashSet<RowAt>,
    rows: &mut Rows,
) -> Result<()> {
    let files = records.files();
    records.scan(
        None,
        |batch| {
            let (read, readings) = read_batch(batch, law);
            let holds = |row: &u32| contacts(&readings, *row).any(|key| sought.contains(&key));
            let lines: HashSet<u64> = read.numbers().filter(holds).map(|row| read.at(row).line).collect();
            let keep = |at: RowAt, _: &str| lines.contains(&at.line) && !own.contains(&at);
            Part::kept(batch, first_file + file_of(files, batch), keep)
        },
        |part| rows.add(part),
    )?;
    Ok(())
}

struct Judged<'a> {
    rows: &'a Rows,
    compare: &'a Compare<'a>,
    names: Vec<Arc<str>>,
    offset: u32,
    /// The rows that hold each contact.
    by_contact: HashMap<u64, Vec<u32>>,
}

impl Judged<'_> {
    fn all(&self, fates: &Fates<'_>, scans: [&Scan; 2]) -> (Vec<Finding>, Map<String, Value>) {
        let mut by_id: BTreeMap<&str, [Vec<u32>; 2]> = BTreeMap::new();
        for row in self.rows.numbers() {
            by_id.entry(self.rows.id(row)).or_default()[self.side(row)].push(row);
        }
        let (mut findings, mut same) = (Vec::new(), 0_u64);
        for sides in by_id.values().filter(|[old, new]| !old.is_empty() && !new.is_empty()) {
            match (sides[0].as_slice(), sides[1].as_slice()) {
                ([old], [new]) => match self.one(*old, *new) {
                    Some(finding) => findings.push(finding),
                    None => same += 1,
                },
                (old, new) => findings.push(self.several(old, new)),
            }
        }
        findings.sort_by_key(|f| f.lines.first().and_then(|line| line.at.as_ref().map(|(_, line)| *line)));
        let count = |kind: Kind| findings.iter().filter(|f| f.kind == kind).count();
        let totals = json!({
            "rows_before": scans[0].rows,
            "rows_after": scans[1].rows,
            "ids_before": fates.tables[0].len(),
            "ids_after": fates.tables[1].len(),
            "changed_and_the_same_person": same,
            "ids_of_another_person": count(Kind::IdOverlaid) + count(Kind::IdReused),
            "gone": fates.only[0].len(),
            "new": fates.only[1].len(),
        });
        for (kind, only) in [Kind::IdGone, Kind::IdNew].into_iter().zip(&fates.only) {
            let line = |(id, at): &(String, RowAt)| Line {
                at: Some((self.names[at.file as usize].clone(), at.line)),
                id: id.clone(),
                ..Line::default()
            };
            if !only.is_empty() {
                findings.push(Finding::new(kind, only.iter().map(line).collect()));
            }
        }
        (findings, totals.as_object().cloned().unwrap_or_default())
    }

    fn side(&self, row: u32) -> usize {
        usize::from(self.rows.at(row).file >= self.offset)
    }

    fn place(&self, row: u32) -> Option<(Arc<str>, u64)> {
        let at = self.rows.at(row);
        Some((self.names[at.file as usize].clone(), at.line))
    }

    /// What is to be said of an ID that stands on one row of each snapshot; `None` where it is the same person's.
    fn one(&self, old: u32, new: u32) -> Option<Finding> {
        let (gate_says, compared) = self.compare.pair(old, new);
        let person =
            if gate_says == Person::Same { gate_says } else { change(&compared, self.compare.policy) };
        // Who stands there: whether that person had another ID before, and whether the former one has another today.
        let was = self.elsewhere(new, 0);
        let is = self.elsewhere(old, 1);
        let kind = match (person, &was) {
            (Person::Same, _) => return None,
            (Person::Unclear, _) => Kind::IdChanged,
            (Person::Different, Some(_)) => Kind::IdOverlaid,
            (Person::Different, None) => Kind::IdReused,
        };
        let id = self.rows.id(new);
        let judged = crate::gate::judge_pair(&self.compare.readings, &compared, self.compare.policy);
        let line = Line {
            at: self.place(new),
            id: id.to_owned(),
            against: self.place(old),
            belongs_to: was.unwrap_or_default().to_owned(),
            reasons: judged.reasons.joined(),
            shape: shapes(self.compare, old, new, &compared.comparison.agreements),
        };
        let mut finding = Finding::new(kind, vec![line])
            .fact("id", id)
            .fact("reasons", judged.reasons.codes().collect::<Vec<_>>())
            .fact("present_person_was_under", was)
            .fact("former_person_is_under", is);
        if kind != Kind::IdChanged {
            let id = mask::visible(id);
            let gone = if is.is_none() {
                (" and is gone", "。元の人の記録は見当たりません")
            } else {
                ("", "")
            };
            finding = finding.saying(
                format!("ID {id}: another person stands there; the former one was overwritten{}", gone.0),
                format!("ID {id}: 別の人の記録に置き換わっています{}", gone.1),
            );
        }
        Some(finding)
    }

    /// An ID that stands on several rows of a snapshot: nobody can say who it was, or is.
    fn several(&self, old: &[u32], new: &[u32]) -> Finding {
        let line =
            |row: &u32| Line { at: self.place(*row), id: self.rows.id(*row).to_owned(), ..Line::default() };
        Finding::new(Kind::IdUnclear, new.iter().chain(old).map(line).collect())
            .fact("id", self.rows.id(new[0]))
            .fact("rows_before", old.len())
            .fact("rows_after", new.len())
    }

    /// Under which other ID the person of a row stands in a snapshot (0 the earlier one, 1 the later one).
    fn elsewhere(&self, row: u32, side: usize) -> Option<&str> {
        let id = self.rows.id(row);
        let of_contact = |key: u64| self.by_contact.get(&key).into_iter().flatten().copied();
        let mut others = contacts(&self.compare.readings, row).flat_map(of_contact);
        let is_them = |other: &u32| {
            self.side(*other) == side
                && self.rows.id(*other) != id
                && self.compare.pair(row, *other).0 == Person::Same
        };
        others.find(is_them).map(|other| self.rows.id(other))
    }
}

/// Whether a record that changed is still the same person's.
fn change(compared: &Compared, policy: &Policy) -> Person {
    let standing =
        |condition: &&fields::Condition| condition.standing(&compared.comparison, policy.variant_agrees());
    let is =
        |wanted: Standing| CONDITIONS.iter().filter(|c| c.always).filter(|c| standing(c) == wanted).count();
    let shares_contact = CONDITIONS.iter().filter(|c| c.contact).any(|c| standing(&c) == Standing::Agrees);
    match (is(Standing::Contradicts), is(Standing::Agrees), shares_contact) {
        (0, 2.., _) | (0, 1, true) => Person::Same,
        (0, _, _) | (1, _, true) => Person::Unclear,
        _contradicted_and_no_contact => Person::Different,
    }
}
