//! `group.conflict`: two members of a group contradict each other.
//!
//! Finds: a pair of members that would be blocked by itself, proposed or not. Dangerous because A and B may agree, B and
//! C too, and A and C be two people (agreement on one of several phones is not transitive). Source: interface section 4.

use super::{Check, GroupView, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "group.conflict",
    verdict: Verdict::Block,
    title: Label {
        en: "two records of the group contradict each other",
        ja: "グループ内の二つの記録が矛盾しています",
    },
    why: Label {
        en: "The proposals together would make one customer of several records, and two of these would be blocked as a pair, whether or not anybody proposed them as one. Every proposal of the group is blocked.",
        ja: "候補をまとめて実行すると複数の記録が一人の顧客になりますが、そのうち二つの組み合わせは（候補に挙がっていなくても）却下される関係にあります。グループのすべての候補を却下します。",
    },
    check: Check::Group(check),
};

fn check(group: &GroupView) -> bool {
    group.members > 2 && group.any_pair_blocked
}
