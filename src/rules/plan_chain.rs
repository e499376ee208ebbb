//! `plan.chain`: a survivor that is itself merged away: every proposal of the chain.
//!
//! Finds: proposals that meet end to end, of which none is part of a round (that is `plan.cycle`). Dangerous because what
//! remains depends on the order of execution. Source: interface section 4.

use super::{Check, PlanView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "plan.chain",
    verdict: Verdict::Block,
    title: Label { en: "a survivor is itself merged away", ja: "統合先が別の候補の統合元です" },
    why: Label {
        en: "The record that should stay is to be merged into another one by another proposal. What remains would depend on the order of execution; every proposal of the chain is blocked. Propose each record's last survivor directly.",
        ja: "残るはずの記録が、別の候補では統合されて消えることになっています。結果が実行の順番に左右されるため、連鎖するすべての候補を却下します。最後に残る記録を直接の統合先にしてください。",
    },
    check: Check::Plan(check),
};

use super::plan_cycle::rounds;

fn check(plan: &PlanView<'_>, applies: &mut [bool]) {
    let mut survives = vec![false; plan.records()];
    let mut goes = vec![false; plan.records()];
    // A record merged into itself is `plan.self_merge` and makes no chain.
    for (_, survivor, merged) in plan.proposals().filter(|(_, s, m)| s != m) {
        survives[survivor as usize] = true;
        goes[merged as usize] = true;
    }
    let round = rounds(plan);
    for (i, survivor, merged) in plan.proposals().filter(|(_, s, m)| s != m) {
        let in_round = round[survivor as usize] == round[merged as usize];
        applies[i] |= !in_round && (goes[survivor as usize] || survives[merged as usize]);
    }
}
