//! The smallest change that would flip a verdict, found by asking the real judge about pairs that differ in little.
//!
//! For a pair that does not pass: the smallest sets of fields that would have to agree, or of values that would have to
//! be rarer, for each milder verdict. For one that passes: the nearest step on each field that would keep it from
//! passing, and from how many holders on a value would say too little or nothing.

use super::facts::Facts;
use crate::fields::{BIRTHDATE, CONDITIONS, NAME_KANA, NAME_KANJI, PHONE, SHARE_LIMITED};
use crate::gate::{Compared, judge_pair};
use crate::model::{Agreement, FieldId, Verdict, Weakening};

/// One thing that would be otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A field stands on another step of the ladder, without a weakening.
    Step(FieldId, Agreement),
    /// A field still agrees, without its weakening.
    Strong(FieldId, Weakening),
    /// A field still agrees, with this weakening.
    Weak(FieldId, Weakening),
    /// So many other records hold the value of a condition, and no more.
    OthersAtMost(usize, u32),
    /// So many other records hold the value of a condition, or more.
    OthersAtLeast(usize, u32),
    /// A value is held under so many different names (a birthdate: by so many people), or more, and so is a placeholder.
    HeldBy(FieldId, u32),
}

/// What the verdict would be, and everything that would have to change for it at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flip {
    pub(super) to: Verdict,
    pub(super) changes: Vec<Change>,
}

/// The most fields and values that are changed at once; a pair that needs more is two people by any measure.
const CHANGES_MAX: u32 = 6;

/// All smallest flips of what is said of the pair by itself; none where there was nothing to compare.
pub(super) fn flips(facts: &Facts<'_>) -> Vec<Flip> {
    if !facts.is_compared() {
        return Vec::new();
    }
    match facts.judgement.verdict {
        Verdict::Pass => away(facts),
        Verdict::Review => towards(facts, Verdict::Pass),
        Verdict::Block => {
            let (review, pass) = (towards(facts, Verdict::Review), towards(facts, Verdict::Pass));
            // What leads straight to a pass need not be told twice.
            let more = review.into_iter().filter(|r| pass.iter().all(|p| p.changes != r.changes));
            more.chain(pass.iter().cloned()).collect()
        }
    }
}

fn verdict(facts: &Facts<'_>, compared: &Compared) -> Verdict {
    judge_pair(facts.readings, compared, facts.policy).verdict
}

fn apply(compared: &mut Compared, change: Change) {
    match change {
        Change::Step(id, step) => {
            compared.comparison.agreements[id.index()] = step;
            compared.comparison.weak[id.index()] = None;
            if let Some(condition) = CONDITIONS.iter().position(|c| c.counted == id)
                && !step.agrees(true)
            {
                compared.others[condition] = 0;
            }
        }
        Change::Strong(id, _) => compared.comparison.weak[id.index()] = None,
        Change::Weak(id, weakening) => {
            compared.comparison.weak[id.index()] = Some(weakening);
            if weakening == Weakening::Variant {
                compared.comparison.agreements[id.index()] = Agreement::Variant;
            }
        }
        Change::OthersAtMost(condition, others) | Change::OthersAtLeast(condition, others) => {
            compared.others[condition] = others;
        }
        Change::HeldBy(id, _) => apply(compared, Change::Step(id, Agreement::Placeholder)),
    }
}

fn with(facts: &Facts<'_>, changes: &[Change]) -> Compared {
    let mut compared = facts.compared;
    changes.iter().for_each(|change| apply(&mut compared, *change));
    compared
}

/// Everything that could be better.
fn better(facts: &Facts<'_>) -> Vec<Change> {
    let comparison = &facts.compared.comparison;
    let mut changes: Vec<Change> = facts
        .fields()
        .filter_map(|id| match (comparison.on(id), comparison.weak[id.index()]) {
            (Agreement::Exact | Agreement::Normalized, None) => None,
            (Agreement::Exact | Agreement::Normalized, Some(weakening)) => {
                Some(Change::Strong(id, weakening))
            }
            (
                Agreement::Missing
                | Agreement::Placeholder
                | Agreement::Invalid
                | Agreement::Variant
                | Agreement::Similar
                | Agreement::Different,
                _,
            ) => Some(Change::Step(id, Agreement::Normalized)),
        })
        .collect();
    let common = facts.witnesses().into_iter().filter(|w| w.bits < w.most);
    changes.extend(common.map(|w| Change::OthersAtMost(w.condition, 0)));
    changes
}

/// The smallest sets of changes after which the pair would have this milder verdict, or one milder still.
fn towards(facts: &Facts<'_>, wanted: Verdict) -> Vec<Flip> {
    let candidates = better(facts);
    let mut found: Vec<Flip> = Vec::new();
    for size in 1..=CHANGES_MAX.min(candidates.len() as u32) {
        for set in (1_u32..1 << candidates.len()).filter(|set| set.count_ones() == size) {
            let changes: Vec<Change> =
                candidates.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, c)| *c).collect();
            let to = verdict(facts, &with(facts, &changes));
            if to <= wanted {
                found.push(Flip { to, changes: loosened(facts, changes, wanted) });
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// The same changes with the greatest number of holders that still does.
fn loosened(facts: &Facts<'_>, mut changes: Vec<Change>, wanted: Verdict) -> Vec<Change> {
    for i in 0..changes.len() {
        let Change::OthersAtMost(condition, _) = changes[i] else { continue };
        let enough = |others: u32| {
            let mut tried = changes.clone();
            tried[i] = Change::OthersAtMost(condition, others);
            verdict(facts, &with(facts, &tried)) <= wanted
        };
        let least_too_many = first(facts.compared.others[condition], |others| !enough(others));
        changes[i] = Change::OthersAtMost(condition, least_too_many.saturating_sub(1));
    }
    changes
}

/// The first number from 0 to `end` of which something is true that stays true; `end` where it never is.
fn first(end: u32, is_true: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_true(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// For a pair that passes: the nearest step on each field, and the number of holders, that would keep it from passing.
fn away(facts: &Facts<'_>) -> Vec<Flip> {
    let mut found = Vec::new();
    for id in facts.fields() {
        let flip = worse(facts, id).into_iter().find_map(|change| flipped(facts, change));
        found.extend(flip.map(|flip| (cost(flip.changes[0]), flip)));
    }
    for witness in facts.witnesses() {
        let more = |others| flipped(facts, Change::OthersAtLeast(witness.condition, others));
        let all = facts.policy.reference_population();
        let from = first(all, |others| others > witness.others && more(others).is_some());
        // Too many holders make the value a placeholder, mostly long before it is too common: the lesser number counts. Of the
        // holders the two records are one.
        let limit = too_many(facts, CONDITIONS[witness.condition].counted).filter(|n| *n <= from);
        let held =
            limit.and_then(|n| flipped(facts, Change::HeldBy(CONDITIONS[witness.condition].counted, n)));
        found.extend(held.or_else(|| more(from)).map(|flip| (cost(flip.changes[0]), flip)));
    }
    found.sort_by_key(|(cost, _)| *cost);
    found.into_iter().map(|(_, flip)| flip).collect()
}

/// Of how many different names, or people, a value is too many's; `None` where a field has no such limit.
fn too_many(facts: &Facts<'_>, id: FieldId) -> Option<u32> {
    if SHARE_LIMITED.contains(&id) {
        u32::try_from(facts.policy.shared_by_max()).ok()?.checked_add(1)
    } else if id == BIRTHDATE {
        facts.policy.birthdate_shared_max().checked_add(1)
    } else {
        None
    }
}

fn flipped(facts: &Facts<'_>, change: Change) -> Option<Flip> {
    let to = verdict(facts, &with(facts, &[change]));
    (to > Verdict::Pass).then(|| Flip { to, changes: vec![change] })
}

/// The steps down from where a field stands, nearest first.
fn worse(facts: &Facts<'_>, id: FieldId) -> Vec<Change> {
    let comparison = &facts.compared.comparison;
    let weakening = match id {
        NAME_KANJI | NAME_KANA => Some(Weakening::Variant),
        PHONE => Some(Weakening::SharedPhone),
        BIRTHDATE => Some(Weakening::SuspectDate),
        _others => None,
    };
    let agrees = comparison.on(id).agrees(facts.policy.variant_agrees());
    let weaker = weakening.filter(|_| agrees && comparison.weak[id.index()].is_none());
    let steps = [Agreement::Similar, Agreement::Missing, Agreement::Invalid, Agreement::Different];
    let down = steps.into_iter().filter(|step| *step != comparison.on(id));
    let weaker = weaker.map(|w| Change::Weak(id, w)).into_iter();
    weaker.chain(down.map(|step| Change::Step(id, step))).collect()
}

/// How far a change goes: a weakening least, another value most.
fn cost(change: Change) -> u8 {
    match change {
        Change::Weak(..) | Change::Strong(..) => 0,
        Change::OthersAtLeast(..) | Change::OthersAtMost(..) | Change::HeldBy(..) => 1,
        Change::Step(_, step) => match step {
            Agreement::Exact | Agreement::Normalized | Agreement::Variant => 2,
            Agreement::Similar => 3,
            Agreement::Missing | Agreement::Placeholder | Agreement::Invalid => 4,
            Agreement::Different => 5,
        },
    }
}
