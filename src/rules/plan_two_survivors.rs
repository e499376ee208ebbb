//! `plan.two_survivors`: one record merged into two: all of them.
//!
//! Finds: a merged ID with different survivors. Dangerous because the order of execution would decide whose it is. Source:
//! interface section 4.

use super::{Check, PlanView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "plan.two_survivors",
    verdict: Verdict::Block,
    title: Label {
        en: "one record would be merged into two", ja: "一つの記録に統合先が二つあります"
    },
    why: Label {
        en: "The same record is to be merged into two different ones. Only one of them can be right, and the order of execution would decide which; all of these proposals are blocked.",
        ja: "同じ記録の統合先が二つ以上あります。正しいのは一つだけで、実行の順番で結果が変わってしまいます。該当する候補をすべて却下します。",
    },
    check: Check::Plan(check),
};

/// No survivor seen yet.
const NONE: u32 = u32::MAX;

fn check(plan: &PlanView<'_>, applies: &mut [bool]) {
    let mut first = vec![NONE; plan.records()];
    let mut torn = vec![false; plan.records()];
    for (_, survivor, merged) in plan.proposals() {
        let seen = &mut first[merged as usize];
        if *seen == NONE {
            *seen = survivor;
        } else if *seen != survivor {
            torn[merged as usize] = true;
        }
    }
    for (i, _, merged) in plan.proposals() {
        applies[i] |= torn[merged as usize];
    }
}
