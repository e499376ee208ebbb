//! The one ladder. `missing, placeholder, invalid, exact, normalized, variant, similar, different`: the first
//! that applies counts, for every field, here and nowhere else. So "a missing value never agrees" is written once.

use super::{Field, Nearness, Reading, Status};
use crate::model::{Agreement, Weakening};

/// Where two records stand on the ladder of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The step.
    pub agreement: Agreement,
    /// Whether this `Variant` stands only where the kana name agrees too; it is `Similar` otherwise.
    pub needs_kana: bool,
    /// What weakens it, where it agrees.
    pub weak: Option<Weakening>,
}

/// Climbs the ladder for one field of two records. Each side brings one reading, or several where a field may
/// stand in several columns; values that cannot be used are set aside, and of the rest the nearest pair counts.
///
/// # Properties
///
/// Symmetric. Not transitive where a side has several readings: A and B may share one number, B and C another.
#[must_use]
pub fn agreement(field: &Field, left: &[Reading<'_>], right: &[Reading<'_>]) -> Rung {
    // Nearly every field stands in one column.
    if let ([l], [r]) = (left, right)
        && is_usable(l)
        && is_usable(r)
    {
        return pair(field, l, r);
    }
    let trouble = [left, right].into_iter().filter_map(trouble).min();
    if let Some(agreement) = trouble {
        return Rung { agreement, needs_kana: false, weak: None };
    }
    let mut nearest: Option<Rung> = None;
    for l in left.iter().filter(|r| is_usable(r)) {
        for r in right.iter().filter(|r| is_usable(r)) {
            let rung = pair(field, l, r);
            if nearest.is_none_or(|n| rank(rung) < rank(n)) {
                nearest = Some(rung);
            }
        }
    }
    nearest.unwrap_or(Rung { agreement: Agreement::Missing, needs_kana: false, weak: None })
}

/// Whether a reading can be compared at all.
fn is_usable(reading: &Reading<'_>) -> bool {
    matches!(reading.status, Status::Ok | Status::Partial)
}

/// What keeps a whole side from being compared; `None` where it has a usable reading. A blank column beside
/// another one is no value and so no trouble of its own.
fn trouble(side: &[Reading<'_>]) -> Option<Agreement> {
    if side.iter().any(is_usable) {
        return None;
    }
    let has = |status| side.iter().any(|r| r.status == status);
    Some(if has(Status::Placeholder) {
        Agreement::Placeholder
    } else if has(Status::Invalid) {
        Agreement::Invalid
    } else {
        Agreement::Missing
    })
}

/// Two readings, both usable.
fn pair(field: &Field, left: &Reading<'_>, right: &Reading<'_>) -> Rung {
    let whole = left.status == Status::Ok && right.status == Status::Ok;
    let (agreement, needs_kana) = if whole && left.raw == right.raw {
        (Agreement::Exact, false)
    } else if whole && left.value == right.value {
        (Agreement::Normalized, false)
    } else {
        match (field.nearness)(left, right) {
            Nearness::Missing => (Agreement::Missing, false),
            Nearness::Normalized => (Agreement::Normalized, false),
            Nearness::Variant => (Agreement::Variant, false),
            Nearness::VariantIfKanaAgrees => (Agreement::Variant, true),
            Nearness::Similar => (Agreement::Similar, false),
            Nearness::Different => (Agreement::Different, false),
        }
    };
    let weak = match agreement {
        Agreement::Variant => Some(Weakening::Variant),
        Agreement::Exact | Agreement::Normalized => left.weak.max(right.weak),
        Agreement::Missing
        | Agreement::Placeholder
        | Agreement::Invalid
        | Agreement::Similar
        | Agreement::Different => None,
    };
    Rung { agreement, needs_kana, weak }
}

/// Agreeing pairs first, of those the ones without a weakening, then with the one that leaves most, then by the ladder.
fn rank(rung: Rung) -> (bool, Option<Weakening>, bool, Agreement) {
    (!rung.agreement.agrees(true), rung.weak, rung.needs_kana, rung.agreement)
}
