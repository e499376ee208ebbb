//! `group.unproven`: two members of a group were never shown to agree.
//!
//! Finds: a pair of members that would not pass by itself, proposed or not. Dangerous because merging is transitive and
//! agreement is not. Source: interface section 4.

use super::{Check, GroupView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "group.unproven",
    verdict: Verdict::Review,
    title: Label {
        en: "two records of the group were never shown to agree",
        ja: "グループ内に一致を確認できない組があります",
    },
    why: Label {
        en: "The proposals together would make one customer of several records, and two of these would not pass as a pair. A person must look at the whole group.",
        ja: "候補をまとめて実行すると複数の記録が一人の顧客になりますが、そのうち二つの組み合わせは単独では通過しません。グループ全体を人の目で確認してください。",
    },
    check: Check::Group(check),
};

fn check(group: &GroupView) -> bool {
    group.members > 2 && group.any_pair_unproven
}
