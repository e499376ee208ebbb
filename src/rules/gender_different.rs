//! `gender.different`: both records have a gender, and they differ.
//!
//! Finds: two known genders that are not the same. Dangerous because mixed twins and couples share much else. Wrong
//! where one of the two was entered by mistake or has changed. A policy may raise it. Source: interface section 3.

use super::{Check, PairView, Rule};
use crate::model::{Agreement, Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "gender.different",
    verdict: Verdict::Review,
    title: Label { en: "the gender differs", ja: "性別が異なります" },
    why: Label {
        en: "Both records have a gender and they differ: twins, a couple with one phone, or a slip of input. A person must look.",
        ja: "両方の記録に性別があり、異なっています。双子、電話を共有する夫婦、または入力の誤りが考えられます。人の目で確認してください。",
    },
    check: Check::Pair(check),
};

fn check(pair: &PairView) -> bool {
    pair.gender == Some(Agreement::Different)
}
