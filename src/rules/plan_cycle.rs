//! `plan.cycle`: a round of proposals that would leave nobody.
//!
//! Finds: proposals whose merged record can be reached from their survivor along other proposals. Dangerous because every
//! record of the round would be deleted. Source: interface section 4; the rounds are the strongly connected components
//! of the graph (R. Tarjan, Depth-first search and linear graph algorithms, 1972).

use super::{Check, PlanView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "plan.cycle",
    verdict: Verdict::Block,
    title: Label { en: "a round of merges that would leave nobody", ja: "統合が循環しています" },
    why: Label {
        en: "The proposals lead round in a circle (A into B and B into A, or longer). Carried out, every one of these records would be gone.",
        ja: "候補が循環しています（A を B へ、B を A へ、またはそれ以上）。実行すると、すべての記録が失われます。",
    },
    check: Check::Plan(check),
};

fn check(plan: &PlanView<'_>, applies: &mut [bool]) {
    let round = rounds(plan);
    for (i, survivor, merged) in plan.proposals() {
        applies[i] |= survivor != merged && round[survivor as usize] == round[merged as usize];
    }
}

/// Not visited yet.
const NEW: u32 = u32::MAX;

/// For each record the number of its round (strongly connected component); a record in no round has one of its own.
/// Linear in proposals; its own stack, so that a long chain cannot exhaust the thread's.
pub(super) fn rounds(plan: &PlanView<'_>) -> Vec<u32> {
    let edges = Edges::of(plan);
    let records = plan.records();
    let (mut index, mut low) = (vec![NEW; records], vec![NEW; records]);
    let mut round = vec![NEW; records];
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, u32)> = Vec::new();
    let (mut next_index, mut next_round) = (0, 0);
    for root in 0..records as u32 {
        if index[root as usize] != NEW {
            continue;
        }
        path.push((root, 0));
        while let Some((node, step)) = path.pop() {
            let at = node as usize;
            if step == 0 {
                (index[at], low[at]) = (next_index, next_index);
                next_index += 1;
                open.push(node);
            }
            if let Some(to) = edges.to(node, step) {
                path.push((node, step + 1));
                if index[to as usize] == NEW {
                    path.push((to, 0));
                } else if round[to as usize] == NEW {
                    low[at] = low[at].min(index[to as usize]);
                }
                continue;
            }
            if low[at] == index[at] {
                while let Some(member) = open.pop() {
                    round[member as usize] = next_round;
                    if member == node {
                        break;
                    }
                }
                next_round += 1;
            }
            if let Some((parent, _)) = path.last() {
                low[*parent as usize] = low[*parent as usize].min(low[at]);
            }
        }
    }
    round
}

/// Where each record would go: merged → survivors, as one list sorted by merged record.
struct Edges {
    starts: Vec<u32>,
    survivors: Vec<u32>,
}

impl Edges {
    fn of(plan: &PlanView<'_>) -> Self {
        let mut starts = vec![0u32; plan.records() + 1];
        for (_, _, merged) in plan.proposals() {
            starts[merged as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut free = starts.clone();
        let mut survivors = vec![0; plan.merged.len()];
        for (_, survivor, merged) in plan.proposals() {
            survivors[free[merged as usize] as usize] = survivor;
            free[merged as usize] += 1;
        }
        Self { starts, survivors }
    }

    /// The survivor number `step` of a record.
    fn to(&self, record: u32, step: u32) -> Option<u32> {
        let at = self.starts[record as usize] + step;
        (at < self.starts[record as usize + 1]).then(|| self.survivors[at as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_rounds(proposals: &[(u32, u32)], expected: &[bool]) {
        let survivors: Vec<u32> = proposals.iter().map(|p| p.0).collect();
        let merged: Vec<u32> = proposals.iter().map(|p| p.1).collect();
        let found = vec![1; 8];
        let mut applies = vec![false; proposals.len()];
        check(&PlanView { survivors: &survivors, merged: &merged, found: &found }, &mut applies);
        assert_eq!(applies, expected, "{proposals:?}");
    }

    #[test]
    fn rounds_are_found_and_what_hangs_on_them_is_not_one() {
        check_rounds(&[(0, 1), (1, 0)], &[true, true]);
        check_rounds(&[(0, 1), (1, 2), (2, 0), (0, 3)], &[true, true, true, false]);
        check_rounds(&[(0, 1), (1, 2)], &[false, false]);
        check_rounds(&[(0, 0)], &[false]);
        check_rounds(&[(1, 0), (2, 0), (3, 1), (0, 3), (4, 2)], &[true, false, true, true, false]);
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let n = 300_000;
        let survivors: Vec<u32> = (1..n).collect();
        let merged: Vec<u32> = (0..n - 1).collect();
        let found = vec![1; n as usize];
        let mut applies = vec![false; merged.len()];
        check(&PlanView { survivors: &survivors, merged: &merged, found: &found }, &mut applies);
        assert!(applies.iter().all(|a| !a));
    }
}
