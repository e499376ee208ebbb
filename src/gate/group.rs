//! Groups: the connected components of what the proposals would join. **The one look back**: members are compared all
//! against all, also where nobody proposed the pair, since agreement is not transitive and merging is.
//!
//! A batch may join a hundred thousand records into one group, or a million by a chain of proposals. So everything here
//! takes time and memory in proportion to proposals and records: union-find, members in one list, and in a giant group
//! a bounded number of comparisons for each member. The tests count the steps.

use super::{Batch, Reasons, compare_pair, judge_pair};
use crate::model::Verdict;
use crate::rules::{Check, GroupView, RULES};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use xxhash_rust::xxh3::xxh3_128;

/// The largest group whose members are compared all against all one by one. In a larger one, members with the same
/// readings are compared once for all.
pub const COMPARED_MEMBERS_MAX: usize = 64;

/// How many kinds of members a group may have that are compared all against all. A group with more never passes in any
/// case: it is larger than a policy may allow.
pub const COMPARED_KINDS_MAX: usize = 256;

/// With how many other kinds each kind is compared in a group with very many: as many comparisons a member as in a group
/// of [`COMPARED_MEMBERS_MAX`], so that a giant group costs linear time.
pub const COMPARED_WITH_MIN: usize = 32;

/// Stands for no group.
const NONE: u32 = u32::MAX;

/// Which group each proposal belongs to, and the findings of each group.
pub(super) struct Groups {
    /// Group number of each proposal, from 0; [`NONE`] where the proposal joins nothing.
    of_proposal: Vec<u32>,
    /// The findings of each group.
    pub(super) reasons: Vec<Reasons>,
    /// How many members each group has.
    pub(super) members: Vec<u32>,
}

impl Groups {
    /// The group of a proposal; `None` where it joins nothing.
    pub(super) fn of(&self, proposal: usize) -> Option<u32> {
        Some(self.of_proposal[proposal]).filter(|group| *group != NONE)
    }
}

/// Forms the groups of the proposals that join, and looks at each. Groups are numbered in the order of their first proposals.
pub(super) fn group(batch: &Batch<'_>, joins: &[bool]) -> Groups {
    let formed = form(batch, |i| joins[i]);
    let groups = formed.starts.par_windows(2).map(|ends| &formed.members[ends[0] as usize..ends[1] as usize]);
    let reasons = groups.map(|members| findings(batch, members)).collect();
    let members = formed.starts.windows(2).map(|ends| ends[1] - ends[0]).collect();
    Groups { of_proposal: formed.of_proposal, reasons, members }
}

/// The groups, members one group after the other.
struct Formed {
    of_proposal: Vec<u32>,
    /// Where the members of each group start, and where those of the last one end.
    starts: Vec<u32>,
    members: Vec<u32>,
    #[cfg(test)]
    steps: u64,
}

/// Forms the groups of the proposals that join.
fn form(batch: &Batch<'_>, joins: impl Fn(usize) -> bool) -> Formed {
    let proposals = batch.survivors.len();
    let ends = |i: usize| [batch.survivors[i], batch.merged[i]];
    let mut forest = Forest::new(batch.readings.found().len());
    for [survivor, merged] in (0..proposals).filter(|i| joins(*i)).map(ends) {
        forest.join(survivor, merged);
    }
    let mut number_of_root = vec![NONE; forest.parent.len()];
    let mut of_proposal = vec![NONE; proposals];
    let mut starts = vec![0];
    let mut end = 0;
    for i in (0..proposals).filter(|i| joins(*i)) {
        let root = forest.root(batch.survivors[i]) as usize;
        if number_of_root[root] == NONE {
            number_of_root[root] = starts.len() as u32 - 1;
            end += forest.size[root];
            starts.push(end);
        }
        of_proposal[i] = number_of_root[root];
    }
    // A record's root is not asked for any more, so that its place tells whether the record has been put in its group.
    let mut free = starts.clone();
    let mut members = vec![0; end as usize];
    let mut placed = number_of_root;
    placed.fill(NONE);
    for (i, group) in of_proposal.iter().enumerate().filter(|(_, group)| **group != NONE) {
        for record in ends(i) {
            if std::mem::replace(&mut placed[record as usize], *group) == NONE {
                let at = &mut free[*group as usize];
                members[*at as usize] = record;
                *at += 1;
            }
        }
    }
    Formed {
        of_proposal,
        starts,
        members,
        #[cfg(test)]
        steps: forest.steps,
    }
}

/// What the group rules find in one group.
fn findings(batch: &Batch<'_>, members: &[u32]) -> Reasons {
    // The only pair of a group of two is the proposal itself.
    let seen = if members.len() > 2 { look(batch, members) } else { Seen::default() };
    let view = GroupView {
        members: members.len(),
        members_max: batch.policy.group_size_max(),
        any_pair_blocked: seen.blocked.into_inner(),
        any_pair_unproven: seen.unproven.into_inner(),
    };
    let mut reasons = Reasons::NONE;
    for (i, rule) in RULES.iter().enumerate() {
        if let Check::Group(check) = rule.check
            && check(&view)
        {
            reasons.add_rule(i);
        }
    }
    reasons
}

/// What pairs of members came to. Once both are seen no further pair can add anything, so the order of looking, and with
/// it the number of threads, does not show.
#[derive(Default)]
struct Seen {
    blocked: AtomicBool,
    unproven: AtomicBool,
}

impl Seen {
    fn is_all(&self) -> bool {
        self.blocked.load(Ordering::Relaxed) && self.unproven.load(Ordering::Relaxed)
    }

    fn look(&self, batch: &Batch<'_>, a: u32, b: u32) {
        let compared = compare_pair(batch.readings, batch.counts, a, b);
        match judge_pair(batch.readings, &compared, batch.policy).verdict {
            Verdict::Pass => {}
            Verdict::Review => self.unproven.store(true, Ordering::Relaxed),
            Verdict::Block => self.blocked.store(true, Ordering::Relaxed),
        }
    }
}

/// Compares the members of one group.
fn look(batch: &Batch<'_>, members: &[u32]) -> Seen {
    let seen = Seen::default();
    if members.len() <= COMPARED_MEMBERS_MAX {
        for (j, member) in members.iter().enumerate() {
            for other in &members[..j] {
                if seen.is_all() {
                    return seen;
                }
                seen.look(batch, *other, *member);
            }
        }
        return seen;
    }
    let kinds = kinds(batch, members);
    // Two members of one kind are one pair more: alike does not mean that they would pass.
    for alike in kinds.windows(2).filter(|two| two[0].0 == two[1].0) {
        if seen.is_all() {
            return seen;
        }
        seen.look(batch, alike[0].1, alike[1].1);
    }
    let mut firsts = kinds;
    firsts.dedup_by_key(|(profile, _)| *profile);
    (0..firsts.len()).into_par_iter().for_each(|j| {
        for i in partners(j, firsts.len()) {
            if seen.is_all() {
                return;
            }
            seen.look(batch, firsts[i].1, firsts[j].1);
        }
    });
    seen
}

/// The members with the digest of their readings, in the order of the digests: no order of proposals shows in it.
/// Members of one digest follow each other.
fn kinds(batch: &Batch<'_>, members: &[u32]) -> Vec<(u128, u32)> {
    let digest = |profile: &mut Vec<u8>, member: &u32| {
        profile.clear();
        batch.readings.profile(*member, profile);
        (xxh3_128(profile), *member)
    };
    let mut kinds: Vec<(u128, u32)> = members.par_iter().map_init(Vec::new, digest).collect();
    kinds.par_sort_unstable();
    kinds
}

/// With which kinds before it (by position) a kind is compared, where there are so many in all.
fn partners(kind: usize, kinds: usize) -> Range<usize> {
    let all_against_all = COMPARED_KINDS_MAX * (COMPARED_KINDS_MAX - 1) / 2;
    let firsts =
        if kinds <= COMPARED_KINDS_MAX { kinds } else { COMPARED_WITH_MIN.max(all_against_all / kinds) };
    0..kind.min(firsts)
}

/// Union-find with path halving and union by size (R. Tarjan, Efficiency of a good but not linear set union
/// algorithm, 1975).
struct Forest {
    parent: Vec<u32>,
    size: Vec<u32>,
    #[cfg(test)]
    steps: u64,
}

impl Forest {
    fn new(records: usize) -> Self {
        Self {
            parent: (0..records as u32).collect(),
            size: vec![1; records],
            #[cfg(test)]
            steps: 0,
        }
    }

    fn root(&mut self, mut record: u32) -> u32 {
        while self.parent[record as usize] != record {
            #[cfg(test)]
            {
                self.steps += 1;
            }
            let above = self.parent[record as usize];
            self.parent[record as usize] = self.parent[above as usize];
            record = self.parent[record as usize];
        }
        record
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (small, large) = if self.size[a as usize] < self.size[b as usize] { (a, b) } else { (b, a) };
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Counts, Readings};
    use crate::model::FIELD_COUNT;
    use crate::policy::Policy;

    fn formed(records: u32, proposals: &[(u32, u32)], joins: impl Fn(usize) -> bool) -> Formed {
        let (survivors, merged): (Vec<u32>, Vec<u32>) = proposals.iter().copied().unzip();
        let readings = Readings::new(records as usize, [false; FIELD_COUNT]);
        let (counts, policy) = (Counts::default(), Policy::built_in());
        let batch = Batch {
            survivors: &survivors,
            merged: &merged,
            readings: &readings,
            counts: &counts,
            policy: &policy,
        };
        form(&batch, joins)
    }

    #[test]
    fn groups_are_numbered_by_their_first_proposals_and_hold_each_member_once() {
        let proposals = [(5, 4), (0, 1), (2, 3), (1, 2), (4, 5), (6, 6)];
        let formed = formed(8, &proposals, |i| i < 5);
        assert_eq!(formed.of_proposal, [0, 1, 1, 1, 0, NONE]);
        assert_eq!(formed.starts, [0, 2, 6]);
        assert_eq!(formed.members, [5, 4, 0, 1, 2, 3]);
    }

    /// The inverse Ackermann function of any number of records that fit a machine is 4 at the most.
    #[test]
    fn a_star_a_chain_and_a_tournament_take_a_few_steps_a_proposal() {
        let n = 100_000_u32;
        let star: Vec<(u32, u32)> = (1..n).map(|i| (0, i)).collect();
        let reversed: Vec<(u32, u32)> = (1..n).map(|i| (i, 0)).collect();
        let chain: Vec<(u32, u32)> = (1..n).map(|i| (i - 1, i)).collect();
        let backwards: Vec<(u32, u32)> = chain.iter().rev().copied().collect();
        let strides = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
        let tournament: Vec<(u32, u32)> = strides
            .iter()
            .flat_map(|s| (0..n - s).step_by(2 * *s as usize).map(move |i| (i, i + s)))
            .collect();
        for (name, proposals) in [
            ("star", star),
            ("reversed", reversed),
            ("chain", chain),
            ("backwards", backwards),
            ("tournament", tournament),
        ] {
            let formed = formed(n, &proposals, |_| true);
            let most = 6 * proposals.len() as u64;
            assert!(formed.steps <= most, "{name}: {} steps, {most} are linear", formed.steps);
            let largest = formed.starts.windows(2).map(|ends| ends[1] - ends[0]).max();
            assert!(name == "tournament" || largest == Some(n), "{name}: {largest:?}");
        }
    }

    #[test]
    fn the_comparisons_of_a_group_grow_with_its_members_and_a_small_one_misses_no_pair() {
        let comparisons =
            |kinds: usize| -> usize { (0..kinds).map(|kind| partners(kind, kinds).len()).sum() };
        for kinds in [2, 64, 255, COMPARED_KINDS_MAX] {
            assert_eq!(comparisons(kinds), kinds * (kinds - 1) / 2, "{kinds}");
        }
        for kinds in [257, 1_000, 10_000, 100_001, 1_000_001] {
            let most = (COMPARED_KINDS_MAX * COMPARED_KINDS_MAX / 2).max(COMPARED_WITH_MIN * kinds);
            assert!((kinds - 1..=most).contains(&comparisons(kinds)), "{kinds}: {}", comparisons(kinds));
        }
    }
}
