//! How much an agreement says, in bits.
//!
//! The sum over the required conditions that agree of log2(1 / max(p0, c / N)): p0 the floor of the condition, c how
//! many other records of the table hold the value, N a reference population that the policy fixes. It is the binary
//! logarithm of the chance that a stranger agrees on all of it (I. Fellegi, A. Sunter, A theory for record linkage,
//! 1969, with m = 1); the floor asked for is that of the CMS Patient Matching Proposal.
//!
//! What must stay true: since N does not depend on the table, adding customers can only lower the sum; so can a smaller
//! N. A chance is never more than 1, so no condition ever takes bits away from another one.

use super::{Compared, NAMESAKES};
use crate::fields::{BIRTHDATE, CONDITION_COUNT, CONDITIONS, NAME_KANJI, Standing};
use crate::model::{FieldId, Weakening};
use crate::policy::Policy;

/// What one required condition that agrees says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Witness {
    /// The position of the condition in `fields::CONDITIONS`.
    pub condition: usize,
    /// How many other records of the table hold the value.
    pub others: u32,
    /// Whether the value is one that a household or an office shares.
    pub shared: bool,
    /// The most that the condition can say, in bits: log2(1 / p0).
    pub most: f32,
    /// What it says, in bits, 0 or more.
    pub bits: f32,
}

/// The required conditions that agree, in the order of `fields::CONDITIONS`, and what each of them says.
pub fn witnesses<'a>(compared: &'a Compared, policy: &'a Policy) -> impl Iterator<Item = Witness> + 'a {
    (0..CONDITION_COUNT).filter(|i| policy.requires(*i)).filter_map(|i| {
        let condition = &CONDITIONS[i];
        let standing = condition.standing(&compared.comparison, policy.variant_agrees());
        (standing == Standing::Agrees).then(|| {
            let weak = |f: &FieldId| compared.comparison.weak[f.index()];
            let bears = |weakening| condition.fields.iter().any(|f| weak(f) == Some(weakening));
            let shared = bears(Weakening::SharedPhone);
            let most = if bears(Weakening::PrintedPhone) {
                0.0
            } else if shared {
                condition.floor_bits_shared
            } else {
                condition.floor_bits
            };
            let others = compared.others[i];
            let bits = most.min(rarity_bits(others, policy.reference_population()));
            Witness { condition: i, others, shared, most, bits }
        })
    })
}

/// What the agreeing required conditions say together, in bits.
pub(super) fn bits(compared: &Compared, policy: &Policy) -> f32 {
    witnesses(compared, policy).fold(0.0, |sum, witness| sum + witness.bits)
}

/// log2(N / c): the most that a value held by `others` more records can say; 0 where it is as common as people are.
fn rarity_bits(others: u32, population: u32) -> f32 {
    if others == 0 {
        return f32::INFINITY;
    }
    let share = f64::from(others) / f64::from(population);
    (-share.log2()).max(0.0) as f32
}

/// How many weakenings the required conditions rest on. Two count twice: a value that says nothing at all (digits that manuals
/// print), since the pass would do without that condition; and a suspect date that another record holds under the same name,
/// since many people of a common name have such a day in their papers or choose it.
#[must_use]
pub fn weakenings(compared: &Compared, policy: &Policy) -> u32 {
    let required = CONDITIONS.iter().enumerate().filter(|(i, _)| policy.requires(*i));
    let fields = required.flat_map(|(_, condition)| condition.fields);
    let weak = fields.filter(|f| compared.comparison.weak[f.index()].is_some()).count() as u32;
    let is_silent = |witness: &Witness| witness.most == 0.0;
    let silent = witnesses(compared, policy).filter(is_silent).count() as u32;
    weak + silent + u32::from(is_suspect_date_of_namesakes(compared))
}

fn is_suspect_date_of_namesakes(compared: &Compared) -> bool {
    let same = NAMESAKES.iter().zip(compared.namesakes);
    compared.comparison.weak[BIRTHDATE.index()] == Some(Weakening::SuspectDate)
        && same
            .into_iter()
            .any(|(pair, others)| pair.contains(&BIRTHDATE) && pair.contains(&NAME_KANJI) && others > 0)
}
