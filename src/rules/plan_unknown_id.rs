//! `plan.unknown_id`: an ID that stands on no record.
//!
//! Finds: a survivor or merged ID that no row has. Dangerous because what was not compared was not checked. Source:
//! interface section 4.

use super::{Check, PlanView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "plan.unknown_id",
    verdict: Verdict::Block,
    title: Label { en: "an ID stands on no record", ja: "存在しない ID です" },
    why: Label {
        en: "One of the two IDs is on no row of the record files, so nobody can say who it is. The files may be of another day, or the ID was damaged on the way (leading zeros, spreadsheets).",
        ja: "二つの ID のどちらかが顧客データに見つからず、誰のものか確認できません。データの取得日が違うか、ID が途中で壊れた（先頭のゼロ、表計算ソフト）可能性があります。",
    },
    check: Check::Plan(check),
};

fn check(plan: &PlanView<'_>, applies: &mut [bool]) {
    for (i, survivor, merged) in plan.proposals() {
        applies[i] |= plan.found[survivor as usize] == 0 || plan.found[merged as usize] == 0;
    }
}
