//! Everything by which a batch is broken, with the figures of before and of this batch.
//!
//! Without a history: the share of blocked proposals, names that contradict themselves, columns that are shifted against each
//! other. With earlier batches: how often each field agrees and differs, the verdicts, records that take in more than one
//! other, and one distance between the lines of all pairs (a join by row instead of by key), each by its likelihood; and jumps
//! of the batch's size and of the most records that one record takes in. A batch that is too good is as suspect as one that is
//! too bad: a job that compares a record with itself finds no difference. Limits are computed from earlier batches alone, so that
//! nothing in a batch moves them. Source of the measures: the design's notes on reliability, sections 5.2 and 5.3.

use super::super::view::{BatchView, Profile, Shift};
use super::CONTRADICTED_SHARE_MAX;
use super::likelihood::Usual;
use crate::fields;
use crate::model::{FieldId, Verdict};

/// How unlikely a good batch must be to be halted, all tests together: the level of each is this by their number (C. E.
/// Bonferroni; O. J. Dunn, Journal of the American Statistical Association 56, 1961, 52).
pub const TAIL_MAX: f64 = 1e-6;

/// The least rate of a fault that is taken for usual: one in a thousand, so that a job without a fault so far may have one.
const FAULT_RATE_MIN: f64 = 0.001;

/// How many batches there must be before a size is a jump.
const SIZES_MIN: usize = 3;
/// How many batches back sizes are looked at.
const SIZES_MAX: usize = 20;
/// How many times the median of the sizes is a jump.
const JUMP: u64 = 10;
/// How many times the largest of them it must be as well, for jobs with a large batch now and then.
const JUMP_OVER_LARGEST: u64 = 3;

/// What is measured of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Blocked proposals, against the policy's limit.
    BlockedShare,
    /// Records whose kana are no reading of their own kanji.
    Readings,
    /// Proposals whose columns are shifted against each other.
    Shifted,
    /// How many proposals.
    Size,
    /// The most records that one record takes in.
    FanIn,
    /// Proposals with a verdict.
    Verdict(Verdict),
    /// Proposals that agree on a field.
    Agreeing(FieldId),
    /// Proposals that differ on a field.
    Differing(FieldId),
    /// Records that take in more than one other.
    SharedSurvivors,
    /// Proposals with one distance between the lines of their records.
    SameDistance,
}

impl Measure {
    /// Its name in files: `blocked_share`, `verdict.block`, `phone.agreeing`.
    #[must_use]
    pub fn name(self) -> String {
        let of_field = |field: FieldId, what: &str| format!("{}.{what}", fields::field(field).name);
        match self {
            Self::BlockedShare => "blocked_share".to_owned(),
            Self::Readings => "readings".to_owned(),
            Self::Shifted => "shifted".to_owned(),
            Self::Size => "size".to_owned(),
            Self::FanIn => "fan_in".to_owned(),
            Self::Verdict(verdict) => format!("verdict.{}", verdict.name()),
            Self::Agreeing(field) => of_field(field, "agreeing"),
            Self::Differing(field) => of_field(field, "differing"),
            Self::SharedSurvivors => "shared_survivors".to_owned(),
            Self::SameDistance => "same_distance".to_owned(),
        }
    }
}

/// What earlier batches came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// How many were counted; of a size the median.
    pub part: u64,
    /// Of how many; of a size the largest.
    pub whole: u64,
    /// In how many batches.
    pub batches: u64,
}

/// One thing by which a batch is broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departure {
    /// What was measured.
    pub measure: Measure,
    /// Whether it is too many; too few otherwise.
    pub is_more: bool,
    /// How many were counted.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
    /// The count from which on (where it is too few: down from which) a batch of this size is halted.
    pub limit: u64,
    /// What it is held against; `None` for what needs no history.
    pub before: Option<Before>,
    /// Where the columns are shifted.
    pub shift: Option<Shift>,
}

/// All of them, those that need no history first; none for a sound batch.
#[must_use]
pub fn departures(batch: &BatchView<'_>) -> Vec<Departure> {
    let mut found: Vec<Departure> = shares(batch).into_iter().flatten().collect();
    found.extend(shift(batch));
    found.extend(jumps(batch).into_iter().flatten());
    found.extend(unlikely(batch));
    found
}

/// Shares above a fixed limit.
fn shares(batch: &BatchView<'_>) -> [Option<Departure>; 2] {
    let over = |measure, part: u64, whole: u64, share_max: f64| {
        let is_over = whole >= batch.min_proposals && part as f64 / whole.max(1) as f64 > share_max;
        let limit = (whole as f64 * share_max) as u64 + 1;
        is_over.then_some(Departure { measure, is_more: true, part, whole, limit, before: None, shift: None })
    };
    let Profile { block, proposals, .. } = *batch.profile;
    [
        over(Measure::BlockedShare, block, proposals, batch.max_block_share),
        over(Measure::Readings, batch.readings_contradicted, batch.readings_checked, CONTRADICTED_SHARE_MAX),
    ]
}

fn shift(batch: &BatchView<'_>) -> Option<Departure> {
    let shift = batch.shift?;
    Some(Departure {
        measure: Measure::Shifted,
        is_more: true,
        part: shift.explained,
        whole: (shift.last - shift.first + 1) as u64,
        limit: 0,
        before: None,
        shift: Some(shift),
    })
}

/// Sizes that are many times those of earlier batches.
fn jumps(batch: &BatchView<'_>) -> [Option<Departure>; 2] {
    let recent = &batch.earlier[batch.earlier.len().saturating_sub(SIZES_MAX)..];
    let jump = |measure, size: fn(&Profile) -> u64, size_min: u64| {
        let mut sizes: Vec<u64> = recent.iter().map(size).filter(|size| *size > 0).collect();
        sizes.sort_unstable();
        let (median, largest) = (*sizes.get(sizes.len() / 2)?, *sizes.last()?);
        let limit = median.saturating_mul(JUMP).max(largest.saturating_mul(JUMP_OVER_LARGEST)).max(size_min);
        let part = size(batch.profile);
        (sizes.len() >= SIZES_MIN && part >= limit).then_some(Departure {
            measure,
            is_more: true,
            part,
            whole: 0,
            limit,
            before: Some(Before { part: median, whole: largest, batches: sizes.len() as u64 }),
            shift: None,
        })
    };
    [
        jump(Measure::Size, |profile| profile.proposals, batch.min_proposals),
        jump(Measure::FanIn, |profile| profile.fan_in, batch.members_max + 1),
    ]
}

/// One count that earlier batches make likely or unlikely.
struct Test {
    measure: Measure,
    /// Whether too many are a fault, too few, or both.
    sides: [bool; 2],
    part: u64,
    whole: u64,
    before: Vec<(u64, u64)>,
}

/// Everything that is tested, whatever comes of it: the level of each test depends on their number.
fn tests(batch: &BatchView<'_>) -> Vec<Test> {
    type Count = fn(&Profile, FieldId) -> Option<u64>;
    let now = batch.profile;
    let of_batches = |count: &dyn Fn(&Profile) -> Option<(u64, u64)>| -> Vec<(u64, u64)> {
        batch.earlier.iter().filter_map(count).collect()
    };
    let mut all = Vec::new();
    let mut add = |measure, sides, count: &dyn Fn(&Profile) -> Option<(u64, u64)>| {
        if let Some((part, whole)) = count(now) {
            all.push(Test { measure, sides, part, whole, before: of_batches(count) });
        }
    };
    for field in fields::ids() {
        let one = |count: Count| move |p: &Profile| count(p, field).map(|n| (n, p.proposals));
        // What does not agree is counted, since that is what is rare.
        let faults = one(|p, field| p.agreeing(field).map(|n| p.proposals - n));
        add(Measure::Agreeing(field), [true, true], &faults);
        add(Measure::Differing(field), [true, false], &one(Profile::differing));
    }
    add(Measure::Verdict(Verdict::Pass), [true, true], &|p| Some((p.review + p.block, p.proposals)));
    add(Measure::Verdict(Verdict::Block), [true, false], &|p| Some((p.block, p.proposals)));
    add(Measure::SharedSurvivors, [true, false], &|p| {
        (p.survivors > 0).then_some((p.shared_survivors, p.survivors))
    });
    add(Measure::SameDistance, [true, false], &|p| {
        (p.survivors > 0).then_some((p.same_distance, p.proposals))
    });
    all.retain(|test| test.before.iter().any(|(_, whole)| *whole > 0));
    all
}

/// What earlier batches make too unlikely.
fn unlikely(batch: &BatchView<'_>) -> Vec<Departure> {
    let tests = tests(batch);
    let sides: usize = tests.iter().flat_map(|test| test.sides).filter(|is_tested| *is_tested).count();
    let tail = TAIL_MAX / sides.max(1) as f64;
    tests.iter().flat_map(|test| departs(test, tail)).flatten().collect()
}

/// Too many first, too few second.
fn departs(test: &Test, tail: f64) -> [Option<Departure>; 2] {
    let (n, k) = (test.whole, test.part);
    let [high, low] = test.sides;
    let of = |is_tested: bool, rate_min| if is_tested { Usual::of(&test.before, rate_min) } else { None };
    let too_many = of(high, FAULT_RATE_MIN).filter(|usual| usual.at_least(n, k) < tail);
    let too_few = of(low, 0.0).filter(|usual| usual.at_most(n, k) < tail);
    // Where faults are counted, many faults are few proposals that agree.
    let counts_faults = matches!(test.measure, Measure::Agreeing(_) | Measure::Verdict(Verdict::Pass));
    let told = |count: u64, whole: u64| if counts_faults { whole - count.min(whole) } else { count };
    let (before_k, before_n) = test.before.iter().fold((0, 0), |(k, n), (part, whole)| (k + part, n + whole));
    let departure = |is_more: bool, limit: u64| Departure {
        measure: test.measure,
        is_more: is_more != counts_faults,
        part: told(k, n),
        whole: n,
        limit: told(limit, n),
        before: Some(Before {
            part: told(before_k, before_n),
            whole: before_n,
            batches: test.before.iter().filter(|(_, whole)| *whole > 0).count() as u64,
        }),
        shift: None,
    };
    [
        too_many.map(|usual| departure(true, usual.least_above(n, tail))),
        too_few.map(|usual| departure(false, usual.most_below(n, tail).unwrap_or(0))),
    ]
}
