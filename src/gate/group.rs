//! Groups: the connected components of what the proposals would join. **The one look back**: members are compared all
//! against all, also where nobody proposed the pair, since agreement is not transitive and merging is.

use super::{Batch, Judgement, Reasons, compare_pair, judge_pair};
use crate::model::Verdict;
use crate::rules::{Check, GroupView, RULES};
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rayon::prelude::*;

/// The largest group whose members are compared all against all one by one. In a larger one, members with the same
/// readings are compared once for all.
pub const COMPARED_MEMBERS_MAX: usize = 64;

/// How many kinds of members a group may have that are compared all against all; of a group with more, each is compared
/// with the first so many, so that a giant group costs linear time. It never passes in any case.
pub const COMPARED_KINDS_MAX: usize = 256;

/// Which group each proposal belongs to, and the findings of each group.
pub(super) struct Groups {
    /// Group number of each proposal, from 0; `None` where the proposal joins nothing.
    pub(super) of_proposal: Vec<Option<u32>>,
    /// The findings of each group.
    pub(super) reasons: Vec<Reasons>,
    /// How many members each group has.
    pub(super) members: Vec<u32>,
}

/// Forms the groups and looks at each. Groups are numbered in the order of their first proposals.
pub(super) fn group(batch: &Batch<'_>, judged: &[Judgement]) -> Groups {
    let mut forest = Forest::new(batch.readings.found().len());
    let joining = |i: &usize| judged[*i].joins;
    for i in (0..judged.len()).filter(joining) {
        forest.join(batch.survivors[i], batch.merged[i]);
    }
    let mut number_of_root = vec![None; forest.parent.len()];
    let mut members: Vec<Vec<u32>> = Vec::new();
    let mut placed = vec![false; forest.parent.len()];
    let mut of_proposal = vec![None; judged.len()];
    for i in (0..judged.len()).filter(joining) {
        let root = forest.root(batch.survivors[i]) as usize;
        let number = *number_of_root[root].get_or_insert_with(|| {
            members.push(Vec::new());
            members.len() as u32 - 1
        });
        for record in [batch.survivors[i], batch.merged[i]] {
            if !std::mem::replace(&mut placed[record as usize], true) {
                members[number as usize].push(record);
            }
        }
        of_proposal[i] = Some(number);
    }
    let reasons = members.par_iter().map(|members| findings(batch, members)).collect();
    let members = members.iter().map(|m| m.len() as u32).collect();
    Groups { of_proposal, reasons, members }
}

/// What the group rules find in one group.
fn findings(batch: &Batch<'_>, members: &[u32]) -> Reasons {
    let (mut blocked, mut unproven) = (false, false);
    // The only pair of a group of two is the proposal itself.
    if members.len() > 2 {
        for (a, b) in pairs(batch, members) {
            let compared = compare_pair(batch.readings, batch.counts, a, b);
            let verdict = judge_pair(batch.readings, &compared, batch.policy).verdict;
            blocked |= verdict == Verdict::Block;
            unproven |= verdict == Verdict::Review;
            if blocked && unproven {
                break;
            }
        }
    }
    let view = GroupView {
        members: members.len(),
        members_max: batch.policy.group_size_max(),
        any_pair_blocked: blocked,
        any_pair_unproven: unproven,
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

/// The pairs of members that are compared.
fn pairs(batch: &Batch<'_>, members: &[u32]) -> Vec<(u32, u32)> {
    if members.len() <= COMPARED_MEMBERS_MAX {
        let pairs = members.iter().enumerate().flat_map(|(i, a)| members[i + 1..].iter().map(|b| (*a, *b)));
        return pairs.collect();
    }
    let mut kinds: HashMap<Vec<u8>, (u32, Option<u32>)> = HashMap::new();
    let mut order = Vec::new();
    for member in members {
        match kinds.entry(batch.readings.profile(*member)) {
            Entry::Vacant(free) => {
                free.insert((*member, None));
                order.push(*member);
            }
            Entry::Occupied(mut kind) => {
                kind.get_mut().1.get_or_insert(*member);
            }
        }
    }
    // Two members of one kind are one pair more: alike does not mean that they would pass.
    let alike = kinds.values().filter_map(|(first, second)| second.map(|second| (*first, second)));
    let firsts = order.len().min(COMPARED_KINDS_MAX);
    let apart = (0..firsts).flat_map(|i| {
        order[i + 1..].iter().map({
            let first = order[i];
            move |other| (first, *other)
        })
    });
    alike.chain(apart).collect()
}

/// Union-find with path halving and union by size (R. Tarjan, Efficiency of a good but not linear set union
/// algorithm, 1975).
struct Forest {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Forest {
    fn new(records: usize) -> Self {
        Self { parent: (0..records as u32).collect(), size: vec![1; records] }
    }

    fn root(&mut self, mut record: u32) -> u32 {
        while self.parent[record as usize] != record {
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
