//! Two records → one agreement a field. Knows no policy; parallel over the proposals, collected in their order.

use super::{Batch, Counts, Readings};
use crate::fields::{self, CONDITION_COUNT, CONDITIONS, Reading, Side, Status, reading};
use crate::model::{Agreement, Comparison, FieldId};
use rayon::prelude::*;

/// The facts about a pair of records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// One agreement a field.
    pub comparison: Comparison,
    /// For each condition, how many other records of the table hold the agreeing value; 0 where none does or it does
    /// not agree.
    pub others: [u32; CONDITION_COUNT],
    /// Whether a value was set aside that too many people share, while another was left to compare.
    pub set_aside: bool,
}

impl Compared {
    /// What is known of a pair that could not be compared.
    pub const NOTHING: Self =
        Self { comparison: Comparison::NOTHING, others: [0; CONDITION_COUNT], set_aside: false };
}

/// Compares the records of every proposal. Records that stand on no row, or on several, are not compared.
pub(super) fn compare(batch: &Batch<'_>) -> Vec<Compared> {
    let found = batch.readings.found();
    let pairs = batch.survivors.par_iter().zip(batch.merged);
    pairs
        .map(|(survivor, merged)| {
            let known = |record: u32| found[record as usize] == 1;
            if known(*survivor) && known(*merged) {
                compare_pair(batch.readings, batch.counts, *survivor, *merged)
            } else {
                Compared::NOTHING
            }
        })
        .collect()
}

/// Compares two records field by field. Symmetric.
#[must_use]
pub fn compare_pair(readings: &Readings, counts: &Counts, left: u32, right: u32) -> Compared {
    let mut compared = Compared::NOTHING;
    let mut needs_kana = None;
    let mut scratch = String::new();
    for id in fields::ids().filter(|id| readings.is_mapped(*id)) {
        let mut side = |record| side(readings, counts, record, id, &mut scratch);
        let ((l, l_aside), (r, r_aside)) = (side(left), side(right));
        let rung = fields::agreement(fields::field(id), &l, &r);
        compared.comparison.agreements[id.index()] = rung.agreement;
        compared.comparison.weak[id.index()] = rung.weak;
        compared.set_aside |= l_aside || r_aside;
        if rung.needs_kana {
            needs_kana = Some(id);
        }
        let condition = CONDITIONS.iter().position(|c| c.counted == id);
        if let Some(condition) = condition.filter(|_| rung.agreement.agrees(true)) {
            compared.others[condition] = others(counts, id, &l, &r, &mut scratch);
        }
    }
    if let Some(id) = needs_kana.filter(|_| !compared.comparison.on(fields::NAME_KANA).agrees(true)) {
        compared.comparison.agreements[id.index()] = Agreement::Similar;
        compared.comparison.weak[id.index()] = None;
    }
    let comparison = &mut compared.comparison;
    if comparison.on(fields::NAME_KANA) == Agreement::Different
        && comparison.on(fields::NAME_KANJI).agrees(true)
        && reading::are_two_readings(readings.name(left), readings.name(right))
    {
        comparison.agreements[fields::NAME_KANA.index()] = Agreement::Similar;
    }
    compared
}

/// The readings of one field of one record, with values that too many people share turned into placeholders; and
/// whether one was while another value was left.
fn side<'r>(
    readings: &'r Readings,
    counts: &Counts,
    record: u32,
    field: FieldId,
    scratch: &mut String,
) -> (Side<'r>, bool) {
    let mut side: Side<'r> = readings.of(record, field).collect();
    let mut shared = false;
    for reading in &mut side {
        if reading.status == Status::Ok && counts.is_shared(field, reading.value, scratch) {
            *reading = Reading { status: Status::Placeholder, weak: None, value: "", ..*reading };
            shared = true;
        }
    }
    let left = side.iter().any(|r| r.status == Status::Ok);
    (side, shared && left)
}

/// How many records besides these two hold the value they agree on; of several shared values the rarest counts.
fn others(
    counts: &Counts,
    field: FieldId,
    left: &[Reading<'_>],
    right: &[Reading<'_>],
    scratch: &mut String,
) -> u32 {
    let ok = |r: &&Reading<'_>| r.status == Status::Ok;
    let mut rarest: Option<u32> = None;
    for l in left.iter().filter(ok) {
        for r in right.iter().filter(ok) {
            // Values that agree have one key, so they are counted as one.
            let number = counts.number(field, l.value, scratch);
            if number.is_some() && number == counts.number(field, r.value, scratch) {
                let others = counts.at(number).saturating_sub(2);
                rarest = Some(rarest.map_or(others, |least| least.min(others)));
            }
        }
    }
    rarest.unwrap_or(0)
}
