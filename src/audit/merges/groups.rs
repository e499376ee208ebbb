//! Who is behind each customer that merges made: the records that were joined, and how many people they are.
//!
//! The gate's own comparison is asked about every two records of a group, whether anybody merged them directly or not.
//! Records that would pass with each other, all with all (complete linkage, T. Sørensen 1948), are one person. Two persons
//! **contradict** each other where any record of one is blocked against any of the other; else it is **unclear** whether they
//! are two. An agreement is not transitive: where A agrees with B and B with C, and A contradicts C, there are two people.

use super::past::Past;
use crate::gate::{Batch, COMPARED_MEMBERS_MAX, LookedBack, compare_pair, judge_pair};
use crate::model::Verdict;
use crate::rules::RULES;

/// With how many persons a record of a group of more than [`COMPARED_MEMBERS_MAX`] members is compared: half as many
/// comparisons a record as in a group of so many, so that a giant group costs linear time.
const PERSONS_COMPARED: usize = COMPARED_MEMBERS_MAX / 2;

/// What was found about a merge, or about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// The gate would have let it pass: one person.
    Right,
    /// It cannot be told: the gate would have asked for eyes, or had nothing to compare.
    Possible,
    /// Two people were joined.
    Wrong,
}

impl Finding {
    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Possible => "possible",
            Self::Wrong => "wrong",
        }
    }
}

/// The records of one customer that merges made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The records, the one that stayed first, the others in the order of their IDs.
    pub members: Vec<u32>,
    /// For each member, which person of the group (from 0) it is.
    pub person_of: Vec<u32>,
    /// How many people there are at most.
    pub people: u32,
    /// Persons that contradict each other, the smaller number first.
    pub contradictions: Vec<(u32, u32)>,
    /// How many people there are at least: as many as contradict each other, all with all (found greedily, so that it may be
    /// more).
    pub people_at_least: u32,
    /// Whether each person contradicts any other.
    is_contradicted: Vec<bool>,
    /// The merges that made it, as positions in [`Past::merges`].
    pub merges: Vec<u32>,
}

impl Group {
    /// What is known of two persons of the group.
    #[must_use]
    pub fn between(&self, a: u32, b: u32) -> Finding {
        if a == b {
            Finding::Right
        } else if self.contradictions.binary_search(&(a.min(b), a.max(b))).is_ok() {
            Finding::Wrong
        } else {
            Finding::Possible
        }
    }

    /// The worst that is known of one person beside any other of the group.
    #[must_use]
    pub fn worst_of(&self, person: u32) -> Finding {
        match (self.is_contradicted[person as usize], self.people) {
            (true, _) => Finding::Wrong,
            (false, 0 | 1) => Finding::Right,
            (false, _) => Finding::Possible,
        }
    }

    /// Persons that contradict each other, all with all: each that contradicts all that were taken before.
    fn apart(&self) -> u32 {
        let mut apart: Vec<u32> = Vec::new();
        for person in 0..self.people {
            if apart.iter().all(|other| self.between(*other, person) == Finding::Wrong) {
                apart.push(person);
            }
        }
        apart.len() as u32
    }
}

/// All groups, and what was found about each merge.
#[derive(Default)]
pub struct Groups {
    /// The groups, in the order of their first merges.
    pub groups: Vec<Group>,
    /// The group of each record (by its number), if a merge names it.
    pub of_record: Vec<Option<u32>>,
    /// What was found about each distinct pair.
    pub findings: Vec<Finding>,
    /// Where each record stands in its group's members.
    places: Vec<u32>,
    /// The worst that is known of each group.
    worst: Vec<Finding>,
}

impl Groups {
    /// The worst that is known of any merge or of any two persons of a group.
    #[must_use]
    pub fn worst(&self, group: u32) -> Finding {
        self.worst[group as usize]
    }

    /// Which group and which person of it a record is.
    #[must_use]
    pub fn person(&self, record: u32) -> Option<(u32, u32)> {
        let (number, group) = self.of(record)?;
        Some((number, group.person_of[self.places[record as usize] as usize]))
    }

    fn worst_of(&self, past: &Past, group: &Group) -> Finding {
        let merges = group.merges.iter().map(|at| self.findings[past.merges[*at as usize].pair as usize]);
        let people = (0..group.people).map(|person| group.worst_of(person));
        merges.chain(people).max().unwrap_or(Finding::Right)
    }

    /// The group of a record.
    #[must_use]
    pub fn of(&self, record: u32) -> Option<(u32, &Group)> {
        let group = (*self.of_record.get(record as usize)?)?;
        Some((group, &self.groups[group as usize]))
    }
}

/// Forms the groups of all merges and finds out about each merge. `looked` has one entry a distinct pair.
#[must_use]
pub fn groups(past: &Past, batch: &Batch<'_>, looked: &[LookedBack]) -> Groups {
    let (of_record, mut groups) = formed(past);
    for group in &mut groups {
        people(group, batch);
    }
    let mut places = vec![0; past.ids.len()];
    for group in &groups {
        group.members.iter().enumerate().for_each(|(at, record)| places[*record as usize] = at as u32);
    }
    let mut all = Groups { groups, of_record, places, ..Groups::default() };
    let pairs = past.survivors.iter().zip(&past.merged).zip(looked);
    all.findings =
        pairs.map(|((survivor, merged), looked)| finding(&all, *survivor, *merged, looked)).collect();
    all.worst = all.groups.iter().map(|group| all.worst_of(past, group)).collect();
    all
}

/// What was found about one merge.
fn finding(all: &Groups, survivor: u32, merged: u32, looked: &LookedBack) -> Finding {
    let people = all.person(survivor).zip(all.person(merged));
    let between = people.map_or(Finding::Possible, |((group, survivor), (_, merged))| {
        all.groups[group as usize].between(survivor, merged)
    });
    let is_blocked = looked.is_compared && looked.own == Verdict::Block;
    if is_blocked || between == Finding::Wrong {
        Finding::Wrong
    } else if looked.is_compared
        && looked.people == Verdict::Pass
        && between == Finding::Right
        && !is_irregular(looked)
    {
        Finding::Right
    } else {
        Finding::Possible
    }
}

/// Whether what the plan says makes it unclear what was done. A chain of merges, one after the other over the years, is not
/// allowed in one batch and does no harm in a past that is judged group by group.
fn is_irregular(looked: &LookedBack) -> bool {
    let found = RULES.iter().enumerate().filter(|(i, _)| looked.plan.has_rule(*i));
    found.into_iter().any(|(_, rule)| rule.code != CHAIN)
}

/// The code of the rule about chains.
const CHAIN: &str = "plan.chain";

/// The connected components of all merges, whoever they joined.
fn formed(past: &Past) -> (Vec<Option<u32>>, Vec<Group>) {
    let mut parent: Vec<u32> = (0..past.ids.len() as u32).collect();
    for (survivor, merged) in past.survivors.iter().zip(&past.merged) {
        let (a, b) = (root(&mut parent, *survivor), root(&mut parent, *merged));
        parent[b.max(a) as usize] = a.min(b);
    }
    let mut went = vec![false; past.ids.len()];
    past.merged.iter().for_each(|merged| went[*merged as usize] = true);
    let mut of_record = vec![None; past.ids.len()];
    let mut number_of_root = vec![None; past.ids.len()];
    let mut groups: Vec<Group> = Vec::new();
    for (at, merge) in past.merges.iter().enumerate() {
        let pair = merge.pair as usize;
        let root = root(&mut parent, past.survivors[pair]) as usize;
        let number = *number_of_root[root].get_or_insert_with(|| {
            groups.push(Group {
                members: Vec::new(),
                person_of: Vec::new(),
                people: 0,
                contradictions: Vec::new(),
                people_at_least: 0,
                is_contradicted: Vec::new(),
                merges: Vec::new(),
            });
            groups.len() as u32 - 1
        });
        let group = &mut groups[number as usize];
        group.merges.push(at as u32);
        for record in [past.survivors[pair], past.merged[pair]] {
            if of_record[record as usize].replace(number).is_none() {
                group.members.push(record);
            }
        }
    }
    for group in &mut groups {
        // By ID, so that the order of the rows does not show.
        group.members.sort_by_key(|record| (went[*record as usize], past.ids.text(*record)));
    }
    (of_record, groups)
}

/// The root of a record's tree (path halving, R. Tarjan 1975).
fn root(parent: &mut [u32], mut record: u32) -> u32 {
    while parent[record as usize] != record {
        let above = parent[record as usize];
        parent[record as usize] = parent[above as usize];
        record = parent[record as usize];
    }
    record
}

/// Who the members are. In a group of more than [`COMPARED_MEMBERS_MAX`] members a record is held against the first record of
/// each of the first [`PERSONS_COMPARED`] persons only; what was not compared is unclear, and never right.
fn people(group: &mut Group, batch: &Batch<'_>) {
    let found = batch.readings.found();
    let is_large = group.members.len() > COMPARED_MEMBERS_MAX;
    let persons_max = if is_large { PERSONS_COMPARED } else { usize::MAX };
    let mut persons: Vec<Vec<u32>> = Vec::new();
    for record in &group.members {
        let mut home = None;
        let mut against = Vec::new();
        for (number, person) in persons.iter().enumerate().take(persons_max) {
            let held = if is_large { &person[..1] } else { person };
            let verdict = held.iter().map(|other| verdict(batch, found, *other, *record)).max();
            match verdict.unwrap_or(Verdict::Review) {
                Verdict::Pass if home.is_none() => home = Some(number as u32),
                Verdict::Pass | Verdict::Review => {}
                Verdict::Block => against.push(number as u32),
            }
        }
        let home = home.unwrap_or_else(|| {
            persons.push(Vec::new());
            persons.len() as u32 - 1
        });
        persons[home as usize].push(*record);
        group.person_of.push(home);
        group.contradictions.extend(against.into_iter().map(|other| (home.min(other), home.max(other))));
    }
    group.people = persons.len() as u32;
    group.contradictions.sort_unstable();
    group.contradictions.dedup();
    group.is_contradicted = vec![false; persons.len()];
    for (a, b) in &group.contradictions {
        group.is_contradicted[*a as usize] = true;
        group.is_contradicted[*b as usize] = true;
    }
    group.people_at_least = group.apart();
}

/// What the gate says of two records; review where there is nothing to compare.
fn verdict(batch: &Batch<'_>, found: &[u32], a: u32, b: u32) -> Verdict {
    if found[a as usize] != 1 || found[b as usize] != 1 {
        return Verdict::Review;
    }
    let compared = compare_pair(batch.readings, batch.counts, a, b);
    judge_pair(batch.readings, &compared, batch.policy).verdict
}
