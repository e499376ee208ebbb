//! Whether the two columns of the list are shifted against each other: runs of blocked proposals whose merged records belong
//! to the survivors of other proposals, all at one distance.
//!
//! Each proposal is blocked for itself already; what passes beside such a run passed by chance, since the list was not made
//! of pairs. Offsets and the least run are those of the design's notes on reliability, section 5.2 (the mailing of Palet d'Or
//! in 2021, in which each message bore another member's name and number). A proposal counts where the two names and
//! birthdates of its own differ and those at the distance are the same, so that many records of one person are no shift.

use super::Batch;
use super::decide::Decision;
use super::glance::{NONE, key};
use crate::fields::{self, Status};
use crate::model::Verdict;
use crate::rules::Shift;
use rayon::prelude::*;

/// The largest distance that is tried, in rows.
const OFFSET_MAX: i64 = 50;
/// The fewest proposals of a run that must be explained.
const RUN_MIN: u64 = 10;
/// Of so many proposals of a run one may be an exception.
const EXCEPTIONS_EACH: u64 = 10;

/// A run of proposals, and how many of them are as is asked.
#[derive(Clone, Copy)]
struct Run {
    first: usize,
    last: usize,
    hits: u64,
}

/// The longest run that a shift explains, with the least distance of those that explain it.
pub(super) fn shift(batch: &Batch<'_>, decisions: &[Decision]) -> Option<Shift> {
    let stretches = runs(0, decisions.len(), |i| decisions[i].verdict == Verdict::Block);
    let found: Vec<Shift> =
        stretches.into_par_iter().filter_map(|stretch| explained(batch, stretch)).collect();
    found.into_iter().reduce(|best, other| if other.explained > best.explained { other } else { best })
}

/// The longest run within a stretch of blocked proposals that a shift explains.
fn explained(batch: &Batch<'_>, stretch: Run) -> Option<Shift> {
    let reach = OFFSET_MAX as usize;
    let from = stretch.first.saturating_sub(reach);
    let until = (stretch.last + 1 + reach).min(batch.merged.len());
    let mut folded = String::new();
    let survivors: Vec<u64> = batch.survivors[stretch.first..=stretch.last]
        .iter()
        .map(|r| person(batch, *r, &mut folded))
        .collect();
    let merged: Vec<u64> = batch.merged[from..until].iter().map(|r| person(batch, *r, &mut folded)).collect();
    let mut best: Option<Shift> = None;
    let offsets = (1..=OFFSET_MAX).flat_map(|distance| [distance, -distance]);
    for offset in offsets {
        let is_explained = |i: usize| {
            let survivor = survivors[i - stretch.first];
            let there = (i as i64 + offset).checked_sub(from as i64).and_then(|at| usize::try_from(at).ok());
            survivor != NONE
                && merged[i - from] != survivor
                && there.and_then(|at| merged.get(at)) == Some(&survivor)
        };
        for run in runs(stretch.first, stretch.last + 1, is_explained) {
            // A few people again and again agree at many distances.
            let mut people: Vec<u64> =
                survivors[run.first - stretch.first..=run.last - stretch.first].to_vec();
            people.sort_unstable();
            people.dedup();
            let is_longest = best.is_none_or(|best| run.hits > best.explained);
            if is_longest && people.len() as u64 * 2 > run.hits {
                best = Some(Shift { first: run.first, last: run.last, offset, explained: run.hits });
            }
        }
    }
    best
}

/// The runs of at least [`RUN_MIN`] proposals that are as `is` asks, of all but one in [`EXCEPTIONS_EACH`]; each begins and ends
/// with one that is.
fn runs(from: usize, until: usize, is: impl Fn(usize) -> bool) -> Vec<Run> {
    let mut all = Vec::new();
    let mut open: Option<Run> = None;
    for i in from..until {
        let hit = is(i);
        open = match open {
            None => hit.then_some(Run { first: i, last: i, hits: 1 }),
            Some(run) if hit => Some(Run { last: i, hits: run.hits + 1, ..run }),
            Some(run) => {
                let length = (i - run.first + 1) as u64;
                if (length - run.hits) * EXCEPTIONS_EACH <= length.max(EXCEPTIONS_EACH) {
                    Some(run)
                } else {
                    all.push(run);
                    None
                }
            }
        };
    }
    all.extend(open);
    all.retain(|run| run.hits >= RUN_MIN);
    all
}

/// A key of a record's name and birthdate; [`NONE`] where it lacks one.
fn person(batch: &Batch<'_>, record: u32, folded: &mut String) -> u64 {
    // One value has one number, so that the texts of nearly every record need not be looked at.
    if let [Some(name), Some(birthdate)] =
        batch.readings.numbers(record, [fields::NAME_KANJI, fields::BIRTHDATE])
    {
        return (u64::from(name) << 32 | u64::from(birthdate)) + 1;
    }
    let mut of = |field| {
        let mut readings = batch.readings.of(record, field).filter(|reading| reading.status == Status::Ok);
        readings.next().map(|reading| key(field, reading.value, folded))
    };
    let name = of(fields::NAME_KANJI).or_else(|| of(fields::NAME_KANA));
    match (name, of(fields::BIRTHDATE)) {
        (Some(name), Some(birthdate)) => name.rotate_left(17) ^ birthdate,
        _one_is_missing => NONE,
    }
}
