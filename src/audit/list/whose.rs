//! Whose a row of a list is.

use super::{List, Owners, key_of_address, keys, note_owner};
use crate::audit::rows::{Compare, Rows, key_of};
use crate::audit::shift::ListRow;
use crate::fields::{self, Reading, Status};
use crate::gate::compare_pair;
use crate::model::{Agreement, FIELD_COUNT, FieldId};
use smallvec::SmallVec;
use std::collections::HashSet;
use std::sync::Arc;

/// Fields of which one must agree: they tell people apart.
pub(super) const TELLING: [FieldId; 5] =
    [fields::NAME_KANJI, fields::NAME_KANA, fields::PHONE, fields::BIRTHDATE, fields::EMAIL];
/// Fields in which a difference means another person, whatever else agrees.
const PERSONAL: [FieldId; 3] = [fields::NAME_KANJI, fields::NAME_KANA, fields::BIRTHDATE];
/// Fields by which something is sent; in this order the person to whom a row belongs is looked for.
pub(super) const CONTACTS: [FieldId; 2] = [fields::EMAIL, fields::PHONE];
/// What stands on one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Theirs,
    Unclear,
    Another,
    UnknownId,
    AmbiguousId,
}

/// What a list is checked with.
pub(super) struct Check<'a> {
    pub(super) rows: &'a Rows,
    pub(super) compare: &'a Compare<'a>,
    pub(super) names: &'a [Arc<str>],
    pub(super) named: &'a Named<'a>,
    /// Whose each row of the lists is, by its number.
    pub(super) whose: Vec<Whose>,
    pub(super) owners: Owners,
}

/// The records of each ID.
pub(super) type Named<'a> = hashbrown::HashMap<&'a str, SmallVec<[u32; 2]>>;

impl Check<'_> {
    /// The values whose owners must be known: those of rows that are not surely their person's, and the addresses of cells
    /// that hold several.
    pub(super) fn sought(&self, lists: &[List], rows: std::ops::Range<u32>) -> HashSet<u64> {
        let doubtful = rows.filter(|row| self.whose[*row as usize] != Whose::Theirs);
        let of_rows = doubtful.flat_map(|row| TELLING.map(|field| keys(&self.compare.readings, row, field)));
        let mut sought: HashSet<u64> = of_rows.flatten().collect();
        let addresses = lists.iter().flat_map(|list| list.several.iter().flat_map(|(_, all)| all));
        sought.extend(addresses.filter_map(|address| key_of_address(address)));
        sought
    }

    /// Which of these records hold the values that are looked for.
    pub(super) fn owners_among(&self, records: std::ops::Range<u32>, sought: &HashSet<u64>) -> Owners {
        let mut owners = Owners::new();
        if sought.is_empty() {
            return owners;
        }
        for record in records {
            for field in fields::ids().filter(|field| TELLING.contains(field)) {
                let held = keys(&self.compare.readings, record, field);
                let hits = held.iter().filter(|key| sought.contains(key));
                hits.for_each(|key| note_owner(&mut owners, *key, self.rows.id(record)));
            }
        }
        owners
    }

    /// The record that a row's ID names, where there is just one.
    pub(super) fn record(&self, row: u32) -> Option<u32> {
        match self.named.get(self.rows.id(row)).map(SmallVec::as_slice) {
            Some([record]) => Some(*record),
            Some(_) | None => None,
        }
    }

    /// Whose a row is, found once for each.
    pub(super) fn found(&self, row: u32) -> Whose {
        match self.named.get(self.rows.id(row)).map(SmallVec::as_slice) {
            None | Some([]) => Whose::UnknownId,
            Some([record]) => self.held_against(row, *record),
            Some(_) => Whose::AmbiguousId,
        }
    }

    /// Whose a row is, as far as the record of its ID says.
    pub(super) fn held_against(&self, row: u32, record: u32) -> Whose {
        let agreements = self.agreements(row, record);
        let agrees = |f: FieldId| agreements[f.index()].agrees(self.compare.policy.variant_agrees());
        if PERSONAL.iter().any(|f| agreements[f.index()] == Agreement::Different) {
            return Whose::Another;
        }
        let is_open = |f: FieldId| {
            let other_name = match f {
                fields::NAME_KANA => Some(fields::NAME_KANJI),
                fields::NAME_KANJI => Some(fields::NAME_KANA),
                _no_name => None,
            };
            let agreement = agreements[f.index()];
            let said_otherwise = agreement == Agreement::Missing && other_name.is_some_and(agrees);
            self.has_text(row, f) && !agrees(f) && !said_otherwise && !self.is_the_same_text(row, record, f)
        };
        let is_stray = |f: FieldId| self.has_a_stray_contact(row, record, f);
        if fields::ids().any(is_open)
            || CONTACTS.into_iter().any(is_stray)
            || !TELLING.into_iter().any(agrees)
        {
            Whose::Unclear
        } else {
            Whose::Theirs
        }
    }

    /// Whether a row holds several contacts of one kind, and one of them is not the record's: one that agrees must not vouch
    /// for another, to which something would be sent too.
    fn has_a_stray_contact(&self, row: u32, record: u32, field: FieldId) -> bool {
        let readings = &self.compare.readings;
        let own = keys(readings, record, field);
        let is_stray = |reading: &Reading<'_>| match reading.status {
            Status::Ok => !own.contains(&key_of(field, reading.value)),
            Status::Placeholder | Status::Missing => false,
            Status::Invalid | Status::Partial => {
                readings.of(record, field).all(|other| other.raw != reading.raw)
            }
        };
        let held = || readings.of(row, field).filter(|reading| reading.status != Status::Missing);
        held().nth(1).is_some() && held().any(|reading| is_stray(&reading))
    }

    pub(super) fn agreements(&self, row: u32, record: u32) -> [Agreement; FIELD_COUNT] {
        compare_pair(&self.compare.readings, &self.compare.counts, row, record).comparison.agreements
    }

    pub(super) fn has_text(&self, row: u32, field: FieldId) -> bool {
        self.compare.readings.of(row, field).any(|reading| reading.status != Status::Missing)
    }

    /// Whether both sides hold one text that identifies nobody or cannot be read: it says nothing either way.
    pub(super) fn is_the_same_text(&self, row: u32, record: u32, field: FieldId) -> bool {
        let unread = |s: Status| matches!(s, Status::Placeholder | Status::Invalid | Status::Partial);
        let (mut left, mut right) =
            (self.compare.readings.of(row, field), self.compare.readings.of(record, field));
        match (left.next(), right.next()) {
            (Some(one), Some(other)) => unread(one.status) && unread(other.status) && one.raw == other.raw,
            (None, _) | (_, None) => false,
        }
    }

    /// The customer to whom a row belongs, if it is another one than its ID says: by address, telephone, or a name that only
    /// one customer has. `true` where something would be sent to that customer.
    pub(super) fn owner(&self, row: u32) -> Option<(&str, bool)> {
        let own = self.rows.id(row);
        let order = CONTACTS.into_iter().chain(PERSONAL);
        for field in order {
            let is_contact = CONTACTS.contains(&field);
            let record = self.record(row);
            for key in keys(&self.compare.readings, row, field) {
                let is_own =
                    record.is_some_and(|record| keys(&self.compare.readings, record, field).contains(&key));
                let owners = self.owners.get(&key).map_or(&[][..], Vec::as_slice);
                if is_own || (!is_contact && owners.len() > 1) {
                    continue;
                }
                if let Some(owner) = owners.iter().find(|owner| *owner != own) {
                    return Some((owner, is_contact));
                }
            }
        }
        None
    }

    /// What the search for shifted rows needs of a row.
    pub(super) fn list_row(&self, row: u32, whose: Whose) -> ListRow {
        let readings = &self.compare.readings;
        let mut listed = ListRow { is_in_trouble: whose != Whose::Theirs, ..ListRow::default() };
        let record = self.record(row);
        for field in TELLING {
            listed.held[field.index()] = keys(readings, row, field);
            if let Some(record) = record {
                listed.of_id[field.index()] = keys(readings, record, field);
            }
        }
        listed
    }
}
