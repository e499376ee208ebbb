//! Whose data a holder of one of the merged records could see, and when.
//!
//! Two records are one account for as long as every merge on the way between them stood. So what is seen under an ID at some
//! time depends on the merges of that time: nothing before the first, and nothing after they were taken back. Where nobody
//! wrote down when a merge was done, it counts as having stood always: in doubt a person is counted and not left out.

use super::groups::{Finding, Group, Groups};
use super::moment::Moment;
use super::past::{Past, Window};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A person of a group: the group's number and the person's in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIdx {
    /// The group.
    pub group: u32,
    /// The person of the group, from 0.
    pub person: u32,
}

/// Another person whose data stood in the account behind a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Other {
    /// Who.
    pub person: PersonIdx,
    /// Whether it is certain that this is somebody else.
    pub finding: Finding,
    /// When.
    pub window: Window,
}

/// Finds the others of a record, each record once.
pub struct Views<'a> {
    past: &'a Past,
    groups: &'a Groups,
    known: HashMap<u32, (PersonIdx, Vec<Other>)>,
}

impl<'a> Views<'a> {
    /// Nothing looked up yet.
    #[must_use]
    pub fn new(past: &'a Past, groups: &'a Groups) -> Self {
        Self { past, groups, known: HashMap::new() }
    }

    /// The record of an ID that stands in a group.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<u32> {
        self.past.ids.find(id).filter(|record| self.groups.of(*record).is_some())
    }

    /// Which person a record is.
    #[must_use]
    pub fn person(&self, record: u32) -> Option<PersonIdx> {
        self.groups.person(record).map(|(group, person)| PersonIdx { group, person })
    }

    /// Whether a record is the one that stayed of its group.
    #[must_use]
    pub fn is_survivor(&self, record: u32) -> bool {
        self.groups.of(record).is_some_and(|(_, group)| group.members.first() == Some(&record))
    }

    /// The first record of a person; its ID names the person in files.
    #[must_use]
    pub fn name(&self, person: PersonIdx) -> &'a str {
        let group = &self.groups.groups[person.group as usize];
        let at = group.person_of.iter().position(|p| *p == person.person).unwrap_or(0);
        self.past.ids.text(group.members[at])
    }

    /// What is known of two persons; those of different groups are two, and no merge joined them.
    #[must_use]
    pub fn between(&self, a: PersonIdx, b: PersonIdx) -> Option<Finding> {
        (a.group == b.group).then(|| self.groups.groups[a.group as usize].between(a.person, b.person))
    }

    /// The person of a record and the others whose data stood in its account at any time; `stands` says whether at some
    /// moment. `None` where no merge names the record.
    pub fn others(&mut self, record: u32) -> Option<(PersonIdx, &[Other])> {
        let entry = match self.known.entry(record) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let (number, person) = self.groups.person(record)?;
                let group = &self.groups.groups[number as usize];
                let person = PersonIdx { group: number, person };
                free.insert((person, others(self.past, number, group, record, person.person)))
            }
        };
        Some((entry.0, &entry.1))
    }
}

/// Whether a stretch of time has anything in common with a moment; where nobody wrote down when, it counts as if.
#[must_use]
pub fn stands(window: Window, at: Option<Moment>) -> bool {
    at.is_none_or(|at| window.from <= at.end && at.start <= window.until)
}

/// The other persons that merges joined with a record, each from the earliest to the latest time.
fn others(past: &Past, number: u32, group: &Group, record: u32, own: u32) -> Vec<Other> {
    let mut edges: HashMap<u32, Vec<(u32, Window)>> = HashMap::new();
    for at in &group.merges {
        let merge = past.merges[*at as usize];
        let (a, b) = (past.survivors[merge.pair as usize], past.merged[merge.pair as usize]);
        edges.entry(a).or_default().push((b, merge.window));
        edges.entry(b).or_default().push((a, merge.window));
    }
    let mut reached: HashMap<u32, Window> = HashMap::from([(record, Window::ALWAYS)]);
    let mut waiting = vec![record];
    // Each step can only widen a stretch, to one of finitely many ends.
    while let Some(at) = waiting.pop() {
        let window = reached[&at];
        for (next, edge) in edges.get(&at).into_iter().flatten() {
            let Some(shared) = window.and(*edge) else { continue };
            let before = reached.get(next).copied();
            let wider = before.map_or(shared, |before| before.hull(shared));
            if before != Some(wider) {
                reached.insert(*next, wider);
                waiting.push(*next);
            }
        }
    }
    let mut windows: Vec<Option<Window>> = vec![None; group.people as usize];
    for (member, person) in group.members.iter().zip(&group.person_of) {
        if let Some(window) = reached.get(member) {
            let slot = &mut windows[*person as usize];
            *slot = Some(slot.map_or(*window, |before| before.hull(*window)));
        }
    }
    let others = windows.into_iter().enumerate().filter(|(person, _)| *person as u32 != own);
    others
        .filter_map(|(person, window)| {
            let person = person as u32;
            let finding = group.between(own, person);
            Some(Other { person: PersonIdx { group: number, person }, finding, window: window? })
        })
        .collect()
}
