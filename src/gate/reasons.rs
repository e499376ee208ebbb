//! The reason codes of one proposal, as a set.

use crate::fields::{self, CODE_COUNT};
use crate::model::{Agreement, FieldId};
use crate::rules::{Check, RULES};
use std::sync::LazyLock;

/// A set of reason codes: one bit for each `<field>.<agreement>`, then one for each rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Reasons(u128);

const _: () = assert!(CODE_COUNT + RULES_COUNT <= 128);
const RULES_COUNT: usize = 14;

impl Reasons {
    /// No reason.
    pub const NONE: Self = Self(0);

    /// Adds the agreement on a field.
    pub fn add_field(&mut self, field: FieldId, agreement: Agreement) {
        self.0 |= 1 << (field.index() * STEPS + agreement as usize);
    }

    /// Adds the rule at this position of `RULES`.
    pub fn add_rule(&mut self, rule: usize) {
        self.0 |= 1 << (CODE_COUNT + rule);
    }

    /// Whether the rule at this position of `RULES` is among them.
    #[must_use]
    pub fn has_rule(self, rule: usize) -> bool {
        self.0 & (1 << (CODE_COUNT + rule)) != 0
    }

    /// Both sets together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The codes: those of fields in the order of the fields, then those of rules about the pair, the plan, the
    /// group, the batch.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        let mut left = self.0;
        let of_fields = std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (bit < CODE_COUNT)
                .then(|| fields::code(FieldId((bit / STEPS) as u8), Agreement::ALL[bit % STEPS]))
        });
        let any_rule = self.0 >> CODE_COUNT != 0;
        let rules = any_rule.then(|| RULE_ORDER.iter()).into_iter().flatten();
        of_fields.chain(rules.filter(move |i| self.has_rule(**i)).map(|i| RULES[*i].code))
    }

    /// The codes joined by `;`, as the files have them.
    #[must_use]
    pub fn joined(self) -> String {
        self.codes().collect::<Vec<_>>().join(";")
    }
}

/// Steps of the ladder.
const STEPS: usize = Agreement::ALL.len();

/// The positions of `RULES` in the order in which codes are written.
static RULE_ORDER: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut order: Vec<usize> = (0..RULES.len()).collect();
    order.sort_by_key(|i| (stop_of(&RULES[*i].check), RULES[*i].code));
    order
});

/// Rules about the pair are named before those about the plan, the group, the batch.
fn stop_of(check: &Check) -> u8 {
    match check {
        Check::Pair(_) => 0,
        Check::Plan(_) => 1,
        Check::Group(_) => 2,
        Check::Batch(_) => 3,
    }
}
