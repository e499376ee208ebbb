//! **Shelf**: one file a rule; the file's name is the rule's code with `_` for `.`.
//!
//! To add a rule: its file with `pub static RULE: Rule`, two lines here, and its truth table
//! `tests/rules/<rule>.md`. A rule finds; it cannot say what the finding weighs: the engine attaches the verdict, and a
//! policy may raise it. No rule sees a customer's text.

mod batch_breaker;
mod evidence_weak;
mod gender_different;
mod group_conflict;
mod group_too_large;
mod group_unproven;
mod plan_ambiguous_id;
mod plan_chain;
mod plan_cycle;
mod plan_duplicate_proposal;
mod plan_self_merge;
mod plan_two_survivors;
mod plan_unknown_id;
mod scope_different;
mod view;

pub use batch_breaker::{Before, CONTRADICTED_SHARE_MAX, Departure, Measure, TAIL_MAX, departures};
pub use evidence_weak::WEAKENINGS_MAX;
pub use view::{BatchView, GroupView, PairView, PlanView, Profile, Shift};

use crate::fields;
use crate::model::{Agreement, Label, Verdict};
use crate::policy::KnownCode;

/// One rule.
pub struct Rule {
    /// Stable reason code, `plan.cycle`.
    pub code: &'static str,
    /// The verdict a finding has, unless a policy raises it.
    pub verdict: Verdict,
    /// What is wrong, in a few words.
    pub title: Label,
    /// Why that is dangerous, and what to do.
    pub why: Label,
    /// Where it looks.
    pub check: Check,
}

/// The four stops at which a rule can look. The functions say where the rule applies and nothing else.
pub enum Check {
    /// One proposal by itself.
    Pair(fn(&PairView) -> bool),
    /// The proposals beside each other: sets the mark of every proposal it applies to.
    Plan(fn(&PlanView<'_>, &mut [bool])),
    /// A group of records that would become one.
    Group(fn(&GroupView) -> bool),
    /// The batch as a whole.
    Batch(fn(&BatchView<'_>) -> bool),
}

/// All rules, sorted by code.
pub static RULES: [&Rule; 14] = [
    &batch_breaker::RULE,
    &evidence_weak::RULE,
    &gender_different::RULE,
    &group_conflict::RULE,
    &group_too_large::RULE,
    &group_unproven::RULE,
    &plan_ambiguous_id::RULE,
    &plan_chain::RULE,
    &plan_cycle::RULE,
    &plan_duplicate_proposal::RULE,
    &plan_self_merge::RULE,
    &plan_two_survivors::RULE,
    &plan_unknown_id::RULE,
    &scope_different::RULE,
];

/// The codes a policy may raise, with the verdicts they have by themselves: those of rules, and those of fields that
/// keep a required condition from agreeing.
#[must_use]
pub fn known_codes() -> Vec<KnownCode> {
    let of_fields = fields::ids().flat_map(|id| Agreement::ALL.map(|a| (id, a)));
    let of_fields = of_fields.filter_map(|(id, a)| fields::own_verdict(a).map(|v| (fields::code(id, a), v)));
    RULES.iter().map(|r| (r.code, r.verdict)).chain(of_fields).collect()
}

/// The rule with this code.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.code == code)
}
