//! Two records → one agreement a field. Knows no policy; parallel over the proposals, collected in their order.

use super::normalize::{Row, UNCOUNTED};
use super::{Batch, Counts, NAMESAKES, Readings};
use crate::fields::{self, CONDITION_COUNT, CONDITIONS, Reading, Status, name::whole, reading};
use crate::model::{Agreement, Comparison, FIELD_COUNT, FieldId, Weakening};
use rayon::prelude::*;
use smallvec::SmallVec;

/// The facts about a pair of records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// One agreement a field.
    pub comparison: Comparison,
    /// For each condition, how many other records of the table hold the agreeing value; 0 where none does or it does
    /// not agree.
    pub others: [u32; CONDITION_COUNT],
    /// For each pair of fields in [`NAMESAKES`], how many other records of the table hold both agreeing values; 0 where
    /// one of them does not agree.
    pub namesakes: [u32; NAMESAKES.len()],
    /// Whether a value was set aside that too many people share, while another was left to compare.
    pub set_aside: bool,
}

impl Compared {
    /// What is known of a pair that could not be compared.
    pub const NOTHING: Self = Self {
        comparison: Comparison::NOTHING,
        others: [0; CONDITION_COUNT],
        namesakes: [0; NAMESAKES.len()],
        set_aside: false,
    };
}

/// So many pairs are compared together: the records of all of them are fetched first, so that the processor waits for
/// many of them at once and not for each by itself.
const TOGETHER: usize = 16;

/// Compares the records of every proposal. Records that stand on no row, or on several, are not compared.
pub(super) fn compare(batch: &Batch<'_>) -> Vec<Compared> {
    let found = batch.readings.found();
    let known = |record: u32| found[record as usize] == 1;
    let pairs = batch.survivors.par_chunks(TOGETHER).zip(batch.merged.par_chunks(TOGETHER));
    pairs
        .flat_map_iter(|(survivors, merged)| {
            batch.readings.fetch_all(survivors.iter().chain(merged).copied());
            survivors.iter().zip(merged).map(|(survivor, merged)| {
                if known(*survivor) && known(*merged) {
                    compare_pair(batch.readings, batch.counts, *survivor, *merged)
                } else {
                    Compared::NOTHING
                }
            })
        })
        .collect()
}

/// Compares two records field by field. Symmetric.
#[must_use]
pub fn compare_pair(readings: &Readings, counts: &Counts, left: u32, right: u32) -> Compared {
    let mut compared = Compared::NOTHING;
    let are_two = left != right;
    let (Some(left), Some(right)) = (readings.row(left), readings.row(right)) else { return compared };
    let held = [Held::of(left, counts), Held::of(right, counts)];
    let mut needs_kana = None;
    let mut shared: [Numbers; FIELD_COUNT] = Default::default();
    let mut others = [0; FIELD_COUNT];
    for id in fields::ids().filter(|id| readings.is_mapped(*id)) {
        let sides = [held[0].side(id), held[1].side(id)];
        let rung = fields::agreement(fields::field(id), sides[0].readings, sides[1].readings);
        compared.comparison.agreements[id.index()] = rung.agreement;
        compared.comparison.weak[id.index()] = rung.weak;
        compared.set_aside |= held.iter().zip(sides).any(|(held, side)| held.sets_aside(side, counts));
        if rung.needs_kana {
            needs_kana = Some(id);
        }
        if rung.agreement.agrees(true) {
            shared[id.index()] = sides[0].shared_with(sides[1]);
            // Of several shared values the rarest counts, among those whose floor the agreement is given.
            let same_floor = sides[0].sharing(sides[1]).filter(|(_, floor)| *floor == phone_floor(rung.weak));
            others[id.index()] = fewest_others(same_floor.map(|(number, _)| counts.at(number)));
        }
    }
    if let Some(id) = needs_kana.filter(|_| !compared.comparison.on(fields::NAME_KANA).agrees(true)) {
        compared.comparison.agreements[id.index()] = Agreement::Similar;
        compared.comparison.weak[id.index()] = None;
    }
    let comparison = &mut compared.comparison;
    if comparison.on(fields::NAME_KANJI).agrees(true)
        && let Some(setback) = setback(left, right)
    {
        comparison.agreements[fields::NAME_KANJI.index()] = setback;
        comparison.weak[fields::NAME_KANJI.index()] = None;
        shared[fields::NAME_KANJI.index()].clear();
    }
    if comparison.on(fields::NAME_KANA) == Agreement::Different
        && comparison.on(fields::NAME_KANJI).agrees(true)
        && reading::are_two_readings(left.name(), right.name())
    {
        comparison.agreements[fields::NAME_KANA.index()] = Agreement::Similar;
    }
    compared.others = std::array::from_fn(|i| others[CONDITIONS[i].counted.index()]);
    // What one record alone holds together is not counted, so a record beside itself is told of nobody.
    for (others, [one, other]) in compared.namesakes.iter_mut().zip(NAMESAKES).filter(|_| are_two) {
        let pairs =
            shared[one.index()].iter().flat_map(|a| shared[other.index()].iter().map(move |b| (*a, *b)));
        *others = pairs.map(|(a, b)| counts.others_together(a, b)).min().unwrap_or(0);
    }
    compared
}

/// What the written names of two records that agree say after all, where they are not the full name of one person.
fn setback(left: Row<'_>, right: Row<'_>) -> Option<Agreement> {
    whole::setback(&written(left)?, &written(right)?)
}

fn written(row: Row<'_>) -> Option<Reading<'_>> {
    row.of(fields::NAME_KANJI).find(|reading| reading.status == Status::Ok)
}

/// Numbers of counted values.
type Numbers = SmallVec<[u32; 2]>;

/// What one record holds.
struct Held<'r> {
    row: Row<'r>,
    /// Its readings, those that too many people share turned into placeholders.
    readings: SmallVec<[Reading<'r>; CELLS]>,
    /// The number under which each reading's value is counted.
    numbers: SmallVec<[u32; CELLS]>,
    is_one_shared: bool,
}

/// As many readings as a record has that has each field in one column, and a few telephone numbers more.
const CELLS: usize = 12;

impl<'r> Held<'r> {
    fn of(row: Row<'r>, counts: &Counts) -> Self {
        let (readings, numbers) = (row.readings().collect(), row.all_numbers().collect());
        let mut held = Self { row, readings, numbers, is_one_shared: false };
        for (reading, number) in held.readings.iter_mut().zip(&held.numbers) {
            if is_shared(*number, counts) {
                *reading = Reading { status: Status::Placeholder, weak: None, value: "", ..*reading };
                held.is_one_shared = true;
            }
        }
        held
    }

    /// One field.
    fn side(&self, field: FieldId) -> Sided<'_, 'r> {
        let range = self.row.range(field);
        let readings = self.readings.get(range.clone()).unwrap_or_default();
        Sided { readings, numbers: self.numbers.get(range).unwrap_or_default() }
    }

    /// Whether a value of this field is set aside that too many people share, while another is left to compare.
    fn sets_aside(&self, side: Sided<'_, 'r>, counts: &Counts) -> bool {
        self.is_one_shared
            && side.numbers.iter().any(|number| is_shared(*number, counts))
            && side.readings.iter().any(|r| r.status == Status::Ok)
    }
}

fn is_shared(number: u32, counts: &Counts) -> bool {
    number != UNCOUNTED && counts.is_shared(number)
}

/// One field of one record: its readings, each with its number.
#[derive(Clone, Copy)]
struct Sided<'h, 'r> {
    readings: &'h [Reading<'r>],
    numbers: &'h [u32],
}

impl Sided<'_, '_> {
    /// The numbers of the usable values that both sides hold. Values that agree have one key, so they have one number.
    fn shared_with(self, other: Self) -> Numbers {
        let mut shared = Numbers::new();
        for (number, _) in self.sharing(other) {
            if !shared.contains(&number) {
                shared.push(number);
            }
        }
        shared
    }

    /// The same, each with the floor that such a value is given.
    fn sharing(self, other: Self) -> impl Iterator<Item = (u32, Option<Weakening>)> {
        let pairs = self.usable().flat_map(move |one| other.usable().map(move |two| (one, two)));
        let same = pairs.filter(|((one, _), (two, _))| one == two);
        same.map(|((number, one), (_, two))| (number, phone_floor(one.max(two))))
    }

    /// The numbers of the usable values, each with what it takes away from an agreement.
    fn usable(self) -> impl Iterator<Item = (u32, Option<Weakening>)> {
        let both = self.readings.iter().zip(self.numbers);
        both.filter(|(r, n)| r.status == Status::Ok && **n != UNCOUNTED).map(|(r, n)| (*n, r.weak))
    }
}

/// The weakening of an agreement on a number that has a floor of its own: one that a household or an office shares, one that
/// manuals print.
fn phone_floor(weak: Option<Weakening>) -> Option<Weakening> {
    weak.filter(|weak| matches!(weak, Weakening::SharedPhone | Weakening::PrintedPhone))
}

/// How many records besides the two hold what they agree on; of several agreements the rarest counts.
fn fewest_others(holders: impl Iterator<Item = u32>) -> u32 {
    holders.map(|n| n.saturating_sub(2)).min().unwrap_or(0)
}
