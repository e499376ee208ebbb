//! The proposals beside each other: which rules about the plan apply to each.

use super::{Batch, Reasons};
use crate::rules::{Check, PlanView, RULES};

/// The plan findings of each proposal.
pub(super) struct Plan {
    /// For each proposal a bit for each of `rules`: a byte a proposal, where sets of reasons would take sixteen.
    applies: Vec<u8>,
    /// The positions in `RULES` of the rules about plans.
    rules: Vec<usize>,
}

impl Plan {
    /// The findings about one proposal.
    pub(super) fn of(&self, proposal: usize) -> Reasons {
        let mut reasons = Reasons::NONE;
        for (bit, rule) in self.rules.iter().enumerate() {
            if self.applies[proposal] >> bit & 1 != 0 {
                reasons.add_rule(*rule);
            }
        }
        reasons
    }
}

/// Looks at all proposals. Those that are blocked for themselves take part too, so that adding a proposal can never
/// clear another one.
pub(super) fn plan(batch: &Batch<'_>) -> Plan {
    let view = PlanView { survivors: batch.survivors, merged: batch.merged, found: batch.readings.found() };
    let mut plan = Plan { applies: vec![0; batch.survivors.len()], rules: Vec::new() };
    let mut applies = vec![false; batch.survivors.len()];
    for (i, rule) in RULES.iter().enumerate() {
        if let Check::Plan(check) = rule.check {
            applies.fill(false);
            check(&view, &mut applies);
            let bit = plan.rules.len();
            plan.applies
                .iter_mut()
                .zip(&applies)
                .for_each(|(set, applies)| *set |= u8::from(*applies) << bit);
            plan.rules.push(i);
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_holds_every_rule_about_plans() {
        let rules = RULES.iter().filter(|rule| matches!(rule.check, Check::Plan(_))).count();
        assert!((1..=8).contains(&rules), "{rules} rules about plans");
    }
}
