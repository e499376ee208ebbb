//! `group.too_large`: a group with more members than the policy allows.
//!
//! Finds: groups larger than `[options] group_size_max`. Dangerous because a shared value (a shop's phone) chains
//! strangers together. Wrong where one person really registered that often. Source: interface section 4.

use super::{Check, GroupView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "group.too_large",
    verdict: Verdict::Review,
    title: Label {
        en: "too many records would become one customer", ja: "一人になる記録の数が多すぎます"
    },
    why: Label {
        en: "More records than the policy allows would become one customer. One person rarely has that many; a value shared by many people often looks so. A person must look.",
        ja: "ポリシーの上限より多い記録が一人の顧客になります。一人がそれほど多くの記録を持つことは稀で、多人数が共有する値の影響がよく見られます。人の目で確認してください。",
    },
    check: Check::Group(check),
};

fn check(group: &GroupView) -> bool {
    group.members > group.members_max
}
