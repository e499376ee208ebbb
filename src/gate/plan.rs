//! The proposals beside each other: which rules about the plan apply to each.

use super::{Batch, Reasons};
use crate::rules::{Check, PlanView, RULES};

/// The plan findings of each proposal. All proposals take part, those blocked for themselves too, so that adding a
/// proposal can never clear another one.
pub(super) fn plan(batch: &Batch<'_>) -> Vec<Reasons> {
    let view = PlanView { survivors: batch.survivors, merged: batch.merged, found: batch.readings.found() };
    let mut reasons = vec![Reasons::NONE; batch.survivors.len()];
    let mut applies = vec![false; batch.survivors.len()];
    for (i, rule) in RULES.iter().enumerate() {
        if let Check::Plan(check) = rule.check {
            applies.fill(false);
            check(&view, &mut applies);
            for (reasons, _) in reasons.iter_mut().zip(&applies).filter(|(_, applies)| **applies) {
                reasons.add_rule(i);
            }
        }
    }
    reasons
}
