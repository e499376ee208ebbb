//! What a batch came to, as counts: what the breaker holds against earlier batches, and what the ledger remembers of it.

use super::Batch;
use super::decide::{Decision, Totals};
use crate::fields;
use crate::model::{Agreement, FIELD_COUNT};
use crate::rules::Profile;

/// The profile of a batch whose proposals are decided for themselves.
pub(super) fn profile(batch: &Batch<'_>, decisions: &[Decision], own: Totals) -> Profile {
    let mut profile = Profile {
        proposals: own.all(),
        pass: own.pass,
        review: own.review,
        block: own.block,
        same_distance: same_distance(batch),
        ..Profile::default()
    };
    // All fields in one walk: the decisions of a large batch are far more than the processor's caches hold.
    let mut steps = [[0; Agreement::ALL.len()]; FIELD_COUNT];
    for decision in decisions {
        for id in fields::ids() {
            steps[id.index()][decision.comparison.on(id) as usize] += 1;
        }
    }
    for id in fields::ids().filter(|id| batch.readings.is_mapped(*id)) {
        profile.fields[id.index()] = Some(steps[id.index()]);
    }
    let mut taken_in = vec![0_u32; batch.readings.found().len()];
    batch.survivors.iter().for_each(|survivor| taken_in[*survivor as usize] += 1);
    for taken_in in taken_in.into_iter().filter(|taken_in| *taken_in > 0) {
        profile.survivors += 1;
        profile.shared_survivors += u64::from(taken_in > 1);
        profile.fan_in = profile.fan_in.max(u64::from(taken_in));
    }
    profile
}

/// How many proposals have the same distance between the lines of their two records, where more than half of all have. The
/// only distance that can be is found by a vote in which each two that differ strike each other out (R. S. Boyer, J S. Moore,
/// "MJRTY", 1991), and is then counted; so nothing is kept, and the order of the proposals does not show.
fn same_distance(batch: &Batch<'_>) -> u64 {
    let distances = || {
        batch.survivors.iter().zip(batch.merged).filter_map(|(survivor, merged)| {
            let line = |record: u32| batch.readings.line(record).map(i64::from);
            Some(line(*merged)? - line(*survivor)?)
        })
    };
    let (mut candidate, mut lead) = (0, 0_u64);
    for distance in distances() {
        if lead == 0 {
            candidate = distance;
        }
        lead = if distance == candidate { lead + 1 } else { lead - 1 };
    }
    let count = distances().filter(|distance| *distance == candidate).count();
    if count > batch.survivors.len() / 2 { count as u64 } else { 0 }
}
