//! The way back: which records are taken apart again, which rows that belong to customers go back to whom, and what cannot be
//! decided and why.
//!
//! Nothing is guessed. A row goes back only where something says whose it is: the ID that was presented when it was made (which no
//! merge changes), or the owner that an earlier copy of the table names. A row that was made under an account of several
//! people without either is nobody's any more, as the store purchases of L'Oréal's notice (December 2024) were: it is listed as
//! undecided, and people decide.

use super::groups::{Finding, Group, Groups};
use super::moment::Moment;
use super::past::Past;
use crate::model::trim_id;
use smallvec::SmallVec;
use std::collections::HashMap;

/// What to do with a record or a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Make the record again from its original; give the row back.
    Restore,
    /// Leave it where it is.
    Stays,
    /// A person must look first.
    Look,
    /// It cannot be decided from what is there.
    Undecided,
}

impl Action {
    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Stays => "stays",
            Self::Look => "look",
            Self::Undecided => "undecided",
        }
    }
}

/// What to do about one merge, and why, in a word. `stands`: it was not taken back since.
#[must_use]
pub fn merge(
    past: &Past,
    groups: &Groups,
    found: &[u32],
    pair: usize,
    stands: bool,
) -> (Action, &'static str) {
    if !stands {
        return (Action::Stays, "taken_back");
    }
    let rows = |record: u32| found[record as usize];
    let (survivor, merged) = (past.survivors[pair], past.merged[pair]);
    match (rows(merged), rows(survivor), groups.findings[pair]) {
        (_, _, Finding::Right) => (Action::Stays, "one_person"),
        (0, _, _) => (Action::Undecided, "merged_original_missing"),
        (_, 0, _) => (Action::Undecided, "survivor_original_missing"),
        (2.., _, _) | (_, 2.., _) => (Action::Undecided, "original_ambiguous"),
        (_, _, Finding::Wrong) => (Action::Restore, "two_people"),
        (_, _, Finding::Possible) => (Action::Look, "may_be_two_people"),
    }
}

/// A row that belongs to a customer.
#[derive(Clone, Copy)]
pub struct ChildRow<'r> {
    /// The record that it belongs to.
    pub owner: &'r str,
    /// The ID that was presented when it was made, where the table has it.
    pub presented: Option<&'r str>,
    /// Whose it was in the earlier copy of the table, where there is one that has it.
    pub before: Option<&'r str>,
    /// When it was made, where the table says it.
    pub at: Option<Moment>,
}

/// What to do with a row that belongs to a customer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChildPlan {
    /// The group (from 0).
    pub group: u32,
    /// What.
    pub action: Action,
    /// The record whose it is, where that is known.
    pub to: Option<u32>,
    /// Why, in a word.
    pub why: &'static str,
}

/// The way back for rows that belong to customers.
pub struct WayBack<'a> {
    past: &'a Past,
    groups: &'a Groups,
    /// The merges in which each record went, as distinct pairs.
    went: HashMap<u32, SmallVec<[u32; 1]>>,
    /// The first second of any merge of each group; [`i64::MIN`] where that of one is not known.
    began: Vec<i64>,
}

impl<'a> WayBack<'a> {
    /// Gets ready.
    #[must_use]
    pub fn new(past: &'a Past, groups: &'a Groups) -> Self {
        let mut went: HashMap<u32, SmallVec<[u32; 1]>> = HashMap::new();
        for (pair, merged) in past.merged.iter().enumerate() {
            went.entry(*merged).or_default().push(pair as u32);
        }
        let first = |group: &Group| group.merges.iter().map(|at| past.merges[*at as usize].window.from).min();
        let began = groups.groups.iter().map(|group| first(group).unwrap_or(i64::MIN)).collect();
        Self { past, groups, went, began }
    }

    /// Where a record lives once the wrong merges are undone: itself, or the record of the same person that it rightly went
    /// into. `None` where a person must look first.
    fn home(&self, record: u32) -> Option<u32> {
        let mut at = record;
        let (_, group) = self.groups.of(record)?;
        for _step in 0..group.members.len() {
            let mut next = None;
            for pair in self.went.get(&at).into_iter().flatten() {
                let survivor = self.past.survivors[*pair as usize];
                match self.groups.findings[*pair as usize] {
                    Finding::Wrong => {}
                    Finding::Right if next.is_none() => next = Some(survivor),
                    Finding::Right | Finding::Possible => return None,
                }
            }
            match next {
                Some(next) => at = next,
                None => return Some(at),
            }
        }
        None
    }

    /// What to do with a row; `None` where no merge in doubt touches it.
    #[must_use]
    pub fn child(&self, row: &ChildRow<'_>) -> Option<ChildPlan> {
        let owner = self.past.ids.find(trim_id(row.owner))?;
        let (number, _) = self.groups.of(owner)?;
        if self.groups.worst(number) == Finding::Right {
            return None;
        }
        let plan = |action, to, why| Some(ChildPlan { group: number, action, to, why });
        let lives = |record: u32, why| match self.home(record) {
            Some(home) if home == owner => plan(Action::Stays, Some(home), why),
            Some(home) => plan(Action::Restore, Some(home), why),
            None => plan(Action::Look, Some(record), "may_be_one_person"),
        };
        for (id, why) in [(row.presented, "presented_id"), (row.before, "earlier_copy")] {
            let Some(id) = id.map(trim_id).filter(|id| !id.is_empty()) else { continue };
            let in_group = |record: &u32| self.groups.of(*record).is_some_and(|(other, _)| other == number);
            return match self.past.ids.find(id).filter(in_group) {
                Some(record) => lives(record, why),
                None => plan(Action::Undecided, None, "belongs_elsewhere"),
            };
        }
        if self.went.contains_key(&owner) {
            return lives(owner, "never_moved");
        }
        let began = self.began[number as usize];
        match row.at {
            Some(at) if began != i64::MIN && at.end < began => plan(Action::Undecided, None, "moved_or_own"),
            Some(_) if began != i64::MIN => plan(Action::Undecided, None, "made_while_merged"),
            _unknown => plan(Action::Undecided, None, "no_evidence"),
        }
    }
}
