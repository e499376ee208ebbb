//! The groups that a steward must see: those of three records or more in which some proposal did not pass, each with its
//! members and with what every two of them are to each other, proposed or not.

use super::run::Run;
use crate::gate::{compare_pair, judge_pair};
use crate::model::Verdict;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// The largest group whose members are compared all against all for a report; of a larger one the proposals are shown.
pub(super) const COMPARED_MEMBERS_MAX: usize = 16;

/// Two members of a group.
pub(super) struct Edge {
    /// Their positions among the members.
    pub(super) ends: [usize; 2],
    /// What would be said of the two by themselves.
    pub(super) own: Verdict,
    /// The position of the proposal to merge them, where there is one.
    pub(super) proposal: Option<usize>,
}

/// One group.
pub(super) struct Group<'r> {
    /// Its number, as in `decisions.parquet`.
    pub(super) number: u32,
    /// The IDs of its members, in the order in which the proposals name them.
    pub(super) members: Vec<&'r str>,
    /// The proposals, and of the other pairs those that would not pass.
    pub(super) edges: Vec<Edge>,
    /// Whether all members were compared with each other here.
    pub(super) is_whole: bool,
}

/// The proposals of each group that is to be shown, by the group's number.
pub(super) fn to_show(run: &Run<'_>) -> BTreeMap<u32, Vec<usize>> {
    let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, decision) in run.decisions.all().iter().enumerate() {
        if let Some((number, members)) = decision.group
            && members > 2
        {
            groups.entry(number).or_default().push(i);
        }
    }
    let not_passed = |i: &usize| run.decisions.all()[*i].verdict != Verdict::Pass;
    groups.retain(|_, proposals| proposals.iter().any(not_passed));
    groups
}

/// A group with its proposals.
pub(super) fn group<'r>(run: &Run<'r>, number: u32, proposals: &[usize]) -> Group<'r> {
    let mut records: Vec<u32> = Vec::new();
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut members = Vec::new();
    let mut edges = Vec::new();
    for i in proposals {
        let named =
            [(run.survivors[*i], run.merges.survivor_id(*i)), (run.merged[*i], run.merges.merged_id(*i))];
        let ends = named.map(|(record, id)| {
            *places.entry(record).or_insert_with(|| {
                records.push(record);
                members.push(id);
                records.len() - 1
            })
        });
        edges.push(Edge { ends, own: own(run, [run.survivors[*i], run.merged[*i]]), proposal: Some(*i) });
    }
    let is_whole = records.len() <= COMPARED_MEMBERS_MAX;
    if is_whole {
        for a in 0..records.len() {
            for b in a + 1..records.len() {
                let is_proposed = edges.iter().any(|e| e.proposal.is_some() && is_between(e, a, b));
                let verdict = if is_proposed { Verdict::Pass } else { own(run, [records[a], records[b]]) };
                if verdict != Verdict::Pass {
                    edges.push(Edge { ends: [a, b], own: verdict, proposal: None });
                }
            }
        }
    }
    Group { number, members, edges, is_whole }
}

fn is_between(edge: &Edge, a: usize, b: usize) -> bool {
    edge.ends == [a, b] || edge.ends == [b, a]
}

/// What is said of two records by themselves.
fn own(run: &Run<'_>, [a, b]: [u32; 2]) -> Verdict {
    judge_pair(run.readings, &compare_pair(run.readings, run.counts, a, b), run.policy).verdict
}
