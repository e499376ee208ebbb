//! How much an agreement says, in bits.
//!
//! The sum over the required conditions that agree of log2(1 / max(p0, c / N)): p0 the floor of the condition, c how
//! many other records of the table hold the value, N a fixed reference population. It is the binary logarithm of the
//! chance that a stranger agrees on all of it (I. Fellegi, A. Sunter, A theory for record linkage, 1969, with m = 1);
//! the floor asked for is that of the CMS Patient Matching Proposal. Since N does not depend on the table, adding
//! customers can only lower the sum.

use super::Compared;
use crate::fields::{CONDITIONS, Standing};
use crate::model::Weakening;
use crate::policy::{Policy, REFERENCE_POPULATION};

/// What the agreeing required conditions say together, in bits.
pub(super) fn bits(compared: &Compared, policy: &Policy) -> f32 {
    let agreeing = CONDITIONS.iter().enumerate().filter(|(i, condition)| {
        policy.requires(*i)
            && condition.standing(&compared.comparison, policy.variant_agrees()) == Standing::Agrees
    });
    agreeing
        .map(|(i, condition)| {
            let weak = condition
                .fields
                .iter()
                .any(|f| compared.comparison.weak[f.index()] == Some(Weakening::SharedPhone));
            let floor = if weak { condition.floor_bits_shared } else { condition.floor_bits };
            floor.min(rarity_bits(compared.others[i]))
        })
        .sum()
}

/// log2(N / c): the most that a value held by `others` more records can say.
fn rarity_bits(others: u32) -> f32 {
    if others == 0 { f32::INFINITY } else { (REFERENCE_POPULATION / f64::from(others)).log2() as f32 }
}

/// How many weakenings the required conditions rest on.
pub(super) fn weakenings(compared: &Compared, policy: &Policy) -> u32 {
    let required = CONDITIONS.iter().enumerate().filter(|(i, _)| policy.requires(*i));
    let fields = required.flat_map(|(_, condition)| condition.fields);
    fields.filter(|f| compared.comparison.weak[f.index()].is_some()).count() as u32
}
