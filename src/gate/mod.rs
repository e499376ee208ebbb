//! The corridor: pure, and it cannot fail. Each stage takes what the former made and returns one new value.
//!
//! `normalize` and `count` are fed batch by batch while the record files stream past; the other stages run once, here.
//! The gate touches no file, reads no clock, draws no randomness and returns no `Result`: dirt in the data is a
//! finding, never an error.

mod compare;
mod count;
mod counting;
mod decide;
mod evidence;
mod glance;
mod glances;
mod group;
mod holders;
mod ids;
mod judge;
mod keys;
mod known_answers;
mod likely;
mod look_back;
mod normalize;
mod people;
mod plan;
mod profile;
mod readings;
mod reasons;
mod shift;
mod stored;
mod values;

pub use compare::{Compared, compare_pair};
pub use count::{Counts, NAMESAKES, Wanted};
pub use counting::{Counting, Tally};
pub use decide::{Approved, Breaker, Decision, Decisions, Totals};
pub use evidence::{Witness, weakenings, witnesses};
pub use glance::{Glance, glance, read};
pub use glances::Glances;
pub use group::{COMPARED_KINDS_MAX, COMPARED_MEMBERS_MAX};
pub use ids::Ids;
pub use judge::{Judgement, judge_pair};
pub use known_answers::{KNOWN_ANSWERS, Proven, prove};
pub use look_back::{LookedBack, look_back};
pub use normalize::{Chunk, normalize};
pub use readings::{OwnFits, Readings, Sides};
pub use reasons::Reasons;

use crate::policy::Policy;
use crate::rules::Profile;

/// Everything the last stages need of a batch of proposals.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// The record that stays, for each proposal, as a number in the list of IDs.
    pub survivors: &'a [u32],
    /// The record that goes, for each proposal.
    pub merged: &'a [u32],
    /// What the named records hold.
    pub readings: &'a Readings,
    /// How many records of the whole table hold the same values.
    pub counts: &'a Counts,
    /// The law.
    pub policy: &'a Policy,
}

/// A stage of the corridor, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The proposals beside each other.
    Plan,
    /// The two records of each.
    Compare,
    /// Each by itself.
    Judge,
    /// What they would make one customer together.
    Group,
    /// The verdicts, and the batch as a whole.
    Decide,
}

/// Decides every proposal of a batch. The result is in the order of the proposals and does not depend on the
/// number of threads.
#[must_use]
pub fn run(batch: &Batch<'_>) -> Decisions {
    run_after(batch, &[])
}

/// The same for a batch of a job whose earlier batches are known, the oldest first. They can halt a batch and let nothing
/// pass.
#[must_use]
pub fn run_after(batch: &Batch<'_>, earlier: &[Profile]) -> Decisions {
    run_watched(batch, earlier, |_| ())
}

/// The same, for somebody who is told of each stage as it begins. A large batch is compared and judged in parts, one after
/// the other.
#[must_use]
pub fn run_watched(batch: &Batch<'_>, earlier: &[Profile], mut begins: impl FnMut(Stage)) -> Decisions {
    begins(Stage::Plan);
    let plan = plan::plan(batch);
    let own = alone(batch, &mut begins);
    begins(Stage::Group);
    let groups = group::group(batch, own.joins());
    begins(Stage::Decide);
    decide::decide(batch, &plan, own, &groups, earlier)
}

/// Compares and judges each proposal by itself.
fn alone(batch: &Batch<'_>, begins: &mut impl FnMut(Stage)) -> decide::Own {
    let mut own = decide::Own::with_room(batch.survivors.len());
    for (survivors, merged) in batch.survivors.chunks(TOGETHER).zip(batch.merged.chunks(TOGETHER)) {
        let part = Batch { survivors, merged, ..*batch };
        begins(Stage::Compare);
        let compared = compare::compare(&part);
        begins(Stage::Judge);
        own.add(&compared, judge::judge(&part, &compared));
    }
    own
}

/// So many proposals are compared and judged at a time: enough for many threads, and few enough that what is only needed in
/// between takes a few megabytes.
const TOGETHER: usize = 1 << 16;
