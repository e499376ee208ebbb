//! The gate's judgement on merges that have already happened: the same stages as for a batch, with two differences. There is
//! nothing to halt, since nothing is going to be done; and what comes out is no [`super::Decisions`], so that nothing can
//! be approved by looking back.

use super::{Batch, Decision, Reasons, decide, group, plan};
use crate::model::Verdict;

/// What the gate says of a merge that has happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LookedBack {
    /// What it would have decided, the batch as a whole left out.
    pub decision: Decision,
    /// Whether both records stand on one row each, so that they could be compared at all.
    pub is_compared: bool,
    /// What the two records by themselves say; blocked where they could not be compared.
    pub own: Verdict,
    /// What they and the group they would have formed say: the plan left out.
    pub people: Verdict,
    /// What the plan would have said: not of people, but of what a batch may do with records.
    pub plan: Reasons,
}

/// Judges merges that have happened, in their order.
#[must_use]
pub fn look_back(batch: &Batch<'_>) -> Vec<LookedBack> {
    let plan = plan::plan(batch);
    let alone = super::alone(batch, &mut |_| ());
    let verdicts = alone.verdicts();
    let groups = group::group(batch, alone.joins());
    let decisions = decide::each(batch, &plan, alone, &groups);
    let found = batch.readings.found();
    let looked = decisions.into_iter().enumerate().map(|(i, decision)| {
        let by_group = groups.of(i).map_or(Reasons::NONE, |group| groups.reasons[group as usize]);
        let own = verdicts[i];
        let records = [batch.survivors[i], batch.merged[i]];
        LookedBack {
            decision,
            is_compared: records.iter().all(|record| found[*record as usize] == 1),
            own,
            people: own.max(decide::weight(batch, by_group)),
            plan: plan.of(i),
        }
    });
    looked.collect()
}
