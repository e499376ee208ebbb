//! The groups that a steward must see: those of three records or more in which some proposal did not pass, each with its
//! members and with what every two of them are to each other, proposed or not.

use super::run::Run;
use crate::gate::{compare_pair, judge_pair};
use crate::model::Verdict;
use hashbrown::HashMap;

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

/// The proposals of the groups that are to be shown: a group's number and a proposal's position, sorted. Eight bytes a
/// proposal, since nearly all of a large batch may stand in such groups.
pub(super) struct Shown(Vec<(u32, u32)>);

/// The proposals of the groups that are to be shown.
pub(super) fn to_show(run: &Run<'_>) -> Shown {
    let all = run.decisions.all();
    let groups = all.iter().filter_map(|decision| decision.group).map(|(number, _)| number as usize + 1);
    let mut is_shown = vec![false; groups.max().unwrap_or(0)];
    for decision in all {
        if let Some((number, members)) = decision.group {
            is_shown[number as usize] |= members > 2 && decision.verdict != Verdict::Pass;
        }
    }
    let numbered = all.iter().zip(0..).filter_map(|(decision, at)| Some((decision.group?.0, at)));
    let mut shown: Vec<(u32, u32)> = numbered.filter(|(number, _)| is_shown[*number as usize]).collect();
    shown.sort_unstable();
    Shown(shown)
}

impl Shown {
    /// How many groups.
    pub(super) fn len(&self) -> usize {
        self.groups().count()
    }

    /// Group by group, ascending by number.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[(u32, u32)]> {
        self.0.chunk_by(|one, other| one.0 == other.0)
    }
}

/// A group with these of its proposals, as [`Shown`] has them.
pub(super) fn group<'r>(run: &Run<'r>, proposals: &[(u32, u32)]) -> Group<'r> {
    let mut records: Vec<u32> = Vec::new();
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut members = Vec::new();
    let mut edges = Vec::new();
    for i in proposals.iter().map(|(_, at)| *at as usize) {
        let named = [(run.survivors[i], run.merges.survivor_id(i)), (run.merged[i], run.merges.merged_id(i))];
        let ends = named.map(|(record, id)| {
            *places.entry(record).or_insert_with(|| {
                records.push(record);
                members.push(id);
                records.len() - 1
            })
        });
        edges.push(Edge { ends, own: own(run, [run.survivors[i], run.merged[i]]), proposal: Some(i) });
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
    let number = proposals.first().map_or(0, |(number, _)| *number);
    Group { number, members, edges, is_whole }
}

fn is_between(edge: &Edge, a: usize, b: usize) -> bool {
    edge.ends == [a, b] || edge.ends == [b, a]
}

/// What is said of two records by themselves.
fn own(run: &Run<'_>, [a, b]: [u32; 2]) -> Verdict {
    judge_pair(run.readings, &compare_pair(run.readings, run.counts, a, b), run.policy).verdict
}
