//! `plan.ambiguous_id`: an ID that stands on more than one record, alike or not.
//!
//! Finds: a survivor or merged ID that several rows have. Dangerous because one ID on two people is how strangers see each
//! other's data. Source: interface section 4.

use super::{Check, PlanView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "plan.ambiguous_id",
    verdict: Verdict::Block,
    title: Label {
        en: "an ID stands on more than one record", ja: "ID が複数の記録に付いています"
    },
    why: Label {
        en: "One of the two IDs is on several rows of the record files, alike or not. Nobody can say which of them would be merged.",
        ja: "二つの ID のどちらかが顧客データの複数の行にあります（内容が同じでも）。どの記録が統合されるのか確認できません。",
    },
    check: Check::Plan(check),
};

fn check(plan: &PlanView<'_>, applies: &mut [bool]) {
    for (i, survivor, merged) in plan.proposals() {
        applies[i] |= plan.found[survivor as usize] > 1 || plan.found[merged as usize] > 1;
    }
}
