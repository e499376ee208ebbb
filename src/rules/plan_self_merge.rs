//! `plan.self_merge`: survivor and merged are one record.
//!
//! Finds: the same ID on both sides. Dangerous because the executing job deletes or closes the merged record. Never
//! wrong. Source: interface section 4.

use super::{Check, PlanView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "plan.self_merge",
    verdict: Verdict::Block,
    title: Label { en: "a record would be merged into itself", ja: "自分自身への統合です" },
    why: Label {
        en: "Survivor and merged record are one. Carried out, the record would be lost.",
        ja: "統合先と統合元が同じ記録です。実行すると、その記録が失われます。",
    },
    check: Check::Plan(check),
};

fn check(plan: &PlanView<'_>, applies: &mut [bool]) {
    for (i, survivor, merged) in plan.proposals() {
        applies[i] |= survivor == merged;
    }
}
