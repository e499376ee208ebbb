//! `evidence.weak`: everything required agrees, yet that says too little.
//!
//! Finds: fewer bits than the policy asks for, or more than one weakening (digits that manuals print count for two).
//! Dangerous because each weakening takes an independent witness away. Wrong where a rare name stands beside two weakenings; a steward then approves. Policy
//! key: `[options] evidence_bits_min`. Source: interface section 4; CMS Patient Matching Proposal (2e-12).

use super::{Check, PairView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "evidence.weak",
    verdict: Verdict::Review,
    title: Label { en: "the evidence is too weak", ja: "根拠が弱すぎます" },
    why: Label {
        en: "The values agree, but they are too common to identify one person, or the agreement rests on more than one weakening: an old and a new form of a kanji, a landline or shared number, a date that forms are often filled with. A person must look.",
        ja: "値は一致していますが、一人に絞るには一般的すぎるか、弱い一致（異体字、固定電話などの共有番号、よく使われる仮の日付）が二つ以上重なっています。人の目で確認してください。",
    },
    check: Check::Pair(check),
};

/// How many weakenings a pass bears (interface section 4).
pub const WEAKENINGS_MAX: u32 = 1;

fn check(pair: &PairView) -> bool {
    let enough = pair.evidence_bits >= pair.evidence_bits_min;
    pair.conditions_agree && (pair.weakenings > WEAKENINGS_MAX || !enough)
}
