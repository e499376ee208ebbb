//! `plan.duplicate_proposal`: the same proposal more than once: every copy.
//!
//! Finds: equal survivor and merged IDs in two rows. Dangerous because the second execution meets a record that is already
//! gone. Source: interface section 4.

use super::{Check, PlanView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "plan.duplicate_proposal",
    verdict: Verdict::Block,
    title: Label {
        en: "the same proposal stands more than once", ja: "同じ候補が重複しています"
    },
    why: Label {
        en: "The same two records are proposed in the same direction more than once. The proposing job ran twice or lost count; every copy is blocked.",
        ja: "同じ二件の統合が同じ向きで二度以上候補に挙がっています。候補を作る処理が二重に動いたか、件数の管理が壊れています。すべての重複を却下します。",
    },
    check: Check::Plan(check),
};

fn check(plan: &PlanView<'_>, applies: &mut [bool]) {
    let mut order: Vec<(u32, u32, usize)> = plan.proposals().map(|(i, s, m)| (s, m, i)).collect();
    order.sort_unstable();
    for two in order.windows(2) {
        if (two[0].0, two[0].1) == (two[1].0, two[1].1) {
            applies[two[0].2] = true;
            applies[two[1].2] = true;
        }
    }
}
