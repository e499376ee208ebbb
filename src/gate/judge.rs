//! Facts → a judgement on each proposal by itself: the required conditions and the rules about pairs.
//!
//! A pass is earned: a verdict starts at `block` for what was not compared, conditions and rules are joined with `max`,
//! and a field that no file has agrees with nothing.

use super::{Batch, Compared, Readings, Reasons, evidence};
use crate::fields::{self, CONDITIONS, Standing};
use crate::model::{Agreement, FieldId, Verdict};
use crate::policy::Policy;
use crate::rules::{Check, PairView, RULES};
use rayon::prelude::*;

/// What the gate says of a pair of records by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not a pass.
    pub reasons: Reasons,
    /// What the agreeing required conditions say, in bits.
    pub evidence_bits: f32,
    /// Whether the pair, if proposed, joins its records into one group.
    pub joins: bool,
}

/// Judges every proposal.
pub(super) fn judge(batch: &Batch<'_>, compared: &[Compared]) -> Vec<Judgement> {
    let found = batch.readings.found();
    let proposals = compared.par_iter().zip(batch.survivors.par_iter().zip(batch.merged));
    proposals
        .map(|(compared, (survivor, merged))| {
            let known = |record: u32| found[record as usize] == 1;
            if known(*survivor) && known(*merged) {
                let judgement = judge_pair(batch.readings, compared, batch.policy);
                Judgement { joins: judgement.joins && survivor != merged, ..judgement }
            } else {
                // What was not compared is blocked by the plan rule that says why; it can never pass.
                Judgement {
                    verdict: Verdict::Block,
                    reasons: Reasons::NONE,
                    evidence_bits: 0.0,
                    joins: false,
                }
            }
        })
        .collect()
}

/// Judges one pair of records, proposed or not.
#[must_use]
pub fn judge_pair(readings: &Readings, compared: &Compared, policy: &Policy) -> Judgement {
    let mut verdict = Verdict::Pass;
    let mut reasons = Reasons::NONE;
    let comparison = &compared.comparison;
    for (_, condition) in CONDITIONS.iter().enumerate().filter(|(i, _)| policy.requires(*i)) {
        verdict = verdict.max(match condition.standing(comparison, policy.variant_agrees()) {
            Standing::Agrees => Verdict::Pass,
            Standing::Open => Verdict::Review,
            Standing::Contradicts => Verdict::Block,
        });
        for field in condition.obstacles(comparison, policy.variant_agrees()) {
            let agreement = comparison.on(field);
            reasons.add_field(field, agreement);
            let own = fields::own_verdict(agreement).unwrap_or(Verdict::Review);
            verdict = verdict.max(policy.verdict_of(fields::code(field, agreement), own));
        }
    }
    let conditions_agree = verdict == Verdict::Pass;
    // Records whose brand or consent is not known on both sides may be of two.
    let scope = known(readings, fields::SCOPE, compared);
    if let Some(open) = scope.filter(|a| !a.agrees(true) && *a != Agreement::Different) {
        verdict = verdict.max(Verdict::Review);
        reasons.add_field(fields::SCOPE, open);
    }
    // A gender that cannot be read may be the other one.
    let gender = known(readings, fields::GENDER, compared);
    if gender == Some(Agreement::Invalid) {
        verdict = verdict.max(Verdict::Review);
        reasons.add_field(fields::GENDER, Agreement::Invalid);
    }
    let evidence_bits = evidence::bits(compared, policy);
    let view = PairView {
        comparison: *comparison,
        scope,
        gender,
        conditions_agree,
        weakenings: evidence::weakenings(compared, policy),
        evidence_bits,
        evidence_bits_min: policy.evidence_bits_min(),
    };
    let mut hard = false;
    for (i, rule) in RULES.iter().enumerate() {
        if let Check::Pair(check) = rule.check
            && check(&view)
        {
            verdict = verdict.max(policy.verdict_of(rule.code, rule.verdict));
            hard |= rule.verdict == Verdict::Block;
            reasons.add_rule(i);
        }
    }
    Judgement { verdict, reasons, evidence_bits, joins: joins(compared, policy, hard) }
}

/// The agreement on a field, where any record file has a column for it.
fn known(readings: &Readings, field: FieldId, compared: &Compared) -> Option<Agreement> {
    readings.is_mapped(field).then(|| compared.comparison.on(field))
}

/// Whether a proposal takes part in a group: it is not blocked for itself.
///
/// "Blocked for itself" is asked of the mildest law that the policy tightens (name, birthdate and any one of its
/// contact conditions, rules with their own verdicts, shared values compared as they are). Otherwise a stricter policy, or one more
/// customer, could take a proposal out of a group and so let another one of that group pass.
fn joins(compared: &Compared, policy: &Policy, blocked_by_rule: bool) -> bool {
    let contradicts = |i: usize| {
        CONDITIONS[i].standing(&compared.comparison, true) == Standing::Contradicts
            && !(compared.set_aside && CONDITIONS[i].contact)
    };
    let required = |i: &usize| policy.requires(*i);
    let always = (0..CONDITIONS.len()).filter(|i| CONDITIONS[*i].always).any(contradicts);
    let contact = (0..CONDITIONS.len()).filter(|i| CONDITIONS[*i].contact).filter(required).all(contradicts);
    !(always || contact || blocked_by_rule)
}
