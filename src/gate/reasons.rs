//! The reason codes of one proposal, as a set.

use crate::fields::{self, CODE_COUNT};
use crate::model::{Agreement, FieldId};
use crate::rules::{Check, RULES};

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
        self.0 |= 1 << (field.index() * Agreement::ALL.len() + agreement as usize);
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
        let of_fields = fields::ids()
            .flat_map(|id| Agreement::ALL.map(|a| (id, a)))
            .filter(move |(id, a)| self.0 & (1 << (id.index() * Agreement::ALL.len() + *a as usize)) != 0)
            .map(|(id, a)| fields::code(id, a));
        let of_rules = (0..4).flat_map(move |stop| {
            let here = RULES.iter().enumerate().filter(move |(_, rule)| stop_of(&rule.check) == stop);
            here.filter(move |(i, _)| self.has_rule(*i)).map(|(_, rule)| rule.code)
        });
        of_fields.chain(of_rules)
    }

    /// The codes joined by `;`, as the files have them.
    #[must_use]
    pub fn joined(self) -> String {
        self.codes().collect::<Vec<_>>().join(";")
    }
}

fn stop_of(check: &Check) -> u8 {
    match check {
        Check::Pair(_) => 0,
        Check::Plan(_) => 1,
        Check::Group(_) => 2,
        Check::Batch(_) => 3,
    }
}
