//! Everything that was found about a proposal → its decision; then the batch as a whole.
//!
//! Only this file can make an [`Approved`], and only with the proof that the known answers came out right.

use super::group::Groups;
use super::plan::Plan;
use super::profile::profile;
use super::shift::shift;
use super::{Batch, Compared, Judgement, NAMESAKES, Proven, Reasons};
use crate::fields::CONDITION_COUNT;
use crate::model::{Comparison, Verdict};
use crate::rules::{BatchView, Check, Departure, Profile, RULES, departures};
use rayon::prelude::*;

/// What became of one proposal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not a pass; empty for a pass.
    pub reasons: Reasons,
    /// How the two records agree.
    pub comparison: Comparison,
    /// What the agreeing required conditions say, in bits.
    pub evidence_bits: f32,
    /// For each condition, how many other records hold the agreeing value.
    pub others: [u32; CONDITION_COUNT],
    /// For each pair of fields in [`NAMESAKES`], how many other records hold both agreeing values.
    pub namesakes: [u32; NAMESAKES.len()],
    /// Whether a value was set aside that too many people share, while another was left to compare.
    pub set_aside: bool,
    /// The group it belongs to (from 0) and its members, where it joins any.
    pub group: Option<(u32, u32)>,
}

/// How many proposals have each verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Totals {
    /// Passed.
    pub pass: u64,
    /// For a person to look at.
    pub review: u64,
    /// Blocked.
    pub block: u64,
}

impl Decision {
    /// The facts that it rests on, so that a report has not to compare the records once more.
    #[must_use]
    pub const fn compared(&self) -> Compared {
        let Self { comparison, others, namesakes, set_aside, .. } = *self;
        Compared { comparison, others, namesakes, set_aside }
    }
}

impl Totals {
    /// All proposals.
    #[must_use]
    pub fn all(self) -> u64 {
        self.pass + self.review + self.block
    }

    /// Counts one verdict.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Review => self.review += 1,
            Verdict::Block => self.block += 1,
        }
    }
}

/// The decisions on a batch, in the order of its proposals.
#[derive(Clone, Debug, PartialEq)]
pub struct Decisions {
    decisions: Vec<Decision>,
    own: Totals,
    halted: bool,
    breaker: Breaker,
}

/// The batch as a whole: what it came to, what earlier ones came to, and where it departs from what is allowed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Breaker {
    /// What this batch came to.
    pub profile: Profile,
    /// What earlier batches of the same job came to, the oldest first; none where none is known.
    pub earlier: Vec<Profile>,
    /// By what it is broken; nothing for a sound batch.
    pub departures: Vec<Departure>,
}

/// Proof that a proposal passed: the positions (from 0) of all that did. Nothing else is written to `approved.csv`.
pub struct Approved<'d>(Vec<&'d Decision>, Vec<usize>);

impl Approved<'_> {
    /// The positions of the passed proposals, ascending.
    #[must_use]
    pub fn positions(&self) -> &[usize] {
        debug_assert!(self.0.iter().all(|d| d.verdict == Verdict::Pass));
        &self.1
    }
}

impl Decisions {
    /// One decision a proposal.
    #[must_use]
    pub fn all(&self) -> &[Decision] {
        &self.decisions
    }

    /// How many proposals have each verdict.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        self.decisions.iter().for_each(|d| totals.add(d.verdict));
        totals
    }

    /// The same before the batch was looked at as a whole; differs from [`Self::totals`] only where it was halted.
    #[must_use]
    pub fn totals_before_halt(&self) -> Totals {
        self.own
    }

    /// Whether the breaker halted the batch.
    #[must_use]
    pub fn is_halted(&self) -> bool {
        self.halted
    }

    /// The batch as a whole.
    #[must_use]
    pub fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// What may be executed; `None` where the batch was halted.
    #[must_use]
    pub fn approved(&self, _proof: &Proven) -> Option<Approved<'_>> {
        if self.halted {
            return None;
        }
        let passed = |d: &Decision| d.verdict == Verdict::Pass && d.reasons.is_empty();
        let (positions, decisions) = self.decisions.iter().enumerate().filter(|(_, d)| passed(d)).unzip();
        Some(Approved(decisions, positions))
    }
}

/// What is found about each proposal by itself, kept where its decision will stand: nothing is held twice.
pub(super) struct Own {
    decisions: Vec<Decision>,
    joins: Vec<bool>,
}

impl Own {
    /// Nothing yet, and room for so many proposals.
    pub(super) fn with_room(proposals: usize) -> Self {
        Self { decisions: Vec::with_capacity(proposals), joins: Vec::with_capacity(proposals) }
    }

    /// Takes in the next proposals.
    pub(super) fn add(&mut self, compared: &[Compared], judged: Vec<Judgement>) {
        self.joins.extend(judged.iter().map(|judgement| judgement.joins));
        self.decisions.extend(compared.iter().zip(judged).map(|(compared, judgement)| Decision {
            verdict: judgement.verdict,
            reasons: judgement.reasons,
            comparison: compared.comparison,
            evidence_bits: judgement.evidence_bits,
            others: compared.others,
            namesakes: compared.namesakes,
            set_aside: compared.set_aside,
            group: None,
        }));
    }

    /// What each proposal is worth by itself.
    pub(super) fn verdicts(&self) -> Vec<Verdict> {
        self.decisions.iter().map(|decision| decision.verdict).collect()
    }

    /// Whether each proposal joins its records into one group.
    pub(super) fn joins(&self) -> &[bool] {
        &self.joins
    }
}

/// Joins all findings. The order of joining never shows: verdicts are joined with `max`, reasons as sets.
pub(super) fn decide(
    batch: &Batch<'_>,
    plan: &Plan,
    own: Own,
    groups: &Groups,
    earlier: &[Profile],
) -> Decisions {
    halt(batch, each(batch, plan, own, groups), earlier)
}

/// The decisions before the batch is looked at as a whole.
pub(super) fn each(batch: &Batch<'_>, plan: &Plan, own: Own, groups: &Groups) -> Vec<Decision> {
    let mut decisions = own.decisions;
    decisions.par_iter_mut().enumerate().for_each(|(i, decision)| {
        let group = groups.of(i);
        let found_by_group = group.map_or(Reasons::NONE, |g| groups.reasons[g as usize]);
        let found = plan.of(i).and(found_by_group);
        let verdict = decision.verdict.max(weight(batch, found));
        decision.reasons = decision.reasons.and(found);
        // A pass has no reason against it, whatever a rule's verdict may be.
        decision.verdict = if decision.reasons.is_empty() { verdict } else { verdict.max(Verdict::Review) };
        decision.group = group.map(|g| (g, groups.members[g as usize]));
    });
    decisions
}

/// What a set of rule findings weighs under the policy.
pub(super) fn weight(batch: &Batch<'_>, reasons: Reasons) -> Verdict {
    if reasons.is_empty() {
        return Verdict::Pass;
    }
    let found = RULES.iter().enumerate().filter(|(i, _)| reasons.has_rule(*i));
    found.map(|(_, rule)| batch.policy.verdict_of(rule.code, rule.verdict)).max().unwrap_or(Verdict::Pass)
}

/// Looks at the batch as a whole; a finding there applies to every proposal.
fn halt(batch: &Batch<'_>, mut decisions: Vec<Decision>, earlier: &[Profile]) -> Decisions {
    let mut own = Totals::default();
    decisions.iter().for_each(|d| own.add(d.verdict));
    let fits = batch.readings.own_fits();
    let (profile, shift) = rayon::join(|| profile(batch, &decisions, own), || shift(batch, &decisions));
    let view = BatchView {
        profile: &profile,
        min_proposals: batch.policy.min_proposals(),
        max_block_share: batch.policy.max_block_share(),
        members_max: batch.policy.group_size_max() as u64,
        readings_checked: fits.checked(),
        readings_contradicted: fits.contradicted,
        shift,
        earlier,
    };
    let departures = departures(&view);
    let mut halted = false;
    for (i, rule) in RULES.iter().enumerate() {
        if let Check::Batch(check) = rule.check
            && check(&view)
        {
            halted = true;
            for decision in &mut decisions {
                decision.verdict = decision.verdict.max(batch.policy.verdict_of(rule.code, rule.verdict));
                decision.reasons.add_rule(i);
            }
        }
    }
    let breaker = Breaker { profile, earlier: earlier.to_vec(), departures };
    Decisions { decisions, own, halted, breaker }
}
