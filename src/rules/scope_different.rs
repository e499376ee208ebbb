//! `scope.different`: records of different brands, tenants or consents.
//!
//! Finds: two scopes that are not the same. Dangerous because consent was given to one of them only. Never wrong: if
//! the scopes are one, write them alike. Source: interface section 4.

use super::{Check, PairView, Rule};
use crate::model::{Agreement, Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "scope.different",
    verdict: Verdict::Block,
    title: Label { en: "the records must never meet", ja: "統合してはならない範囲です" },
    why: Label {
        en: "The records belong to different brands, tenants or scopes of consent. Merging them would show one side's data to the other.",
        ja: "記録が別々のブランド、テナント、または同意の範囲に属しています。統合すると一方のデータが他方に見えてしまいます。",
    },
    check: Check::Pair(check),
};

fn check(pair: &PairView) -> bool {
    pair.scope == Some(Agreement::Different)
}
