//! Rows of a list whose values belong to the IDs of other rows: shifted by a constant number of rows, or shuffled.
//!
//! Looked for only among rows that do not belong to their own IDs, so that a clean list cannot be accused. A shift is a run
//! of at least ten such rows (of a short list: half of it) of which nine in ten belong to the ID the same number of rows away.
//! Every offset at which values of the list are met again is tried, and all from -50 to 50 besides: a constant offset is what
//! a formula, a deleted cell or a sorted column leaves behind (Palet d'Or, June 2021: 1,423 mails bore the name and ID of
//! another member).

use crate::fields;
use crate::model::{FIELD_COUNT, FieldId};
use smallvec::SmallVec;
use std::collections::{BTreeMap, HashMap};

/// The keys of one field of one row: values that agree share one.
pub type Keys = SmallVec<[u64; 2]>;

/// Offsets that are tried whatever the values say, in rows.
pub const OFFSET_MAX: i64 = 50;
/// Rows of the smallest run that is called a shift.
const RUN_MIN: usize = 10;
/// The same where half of a list is less than that.
const RUN_MIN_SHORT: usize = 3;
/// Rows without a match that a run goes over.
const GAP_MAX: usize = 10;
/// Offsets that are tried because most values say so.
const VOTED_MAX: usize = 20;
/// Of a value that more rows hold, the first ones are looked at.
const PLACES_MAX: usize = 64;

/// One row of a list: what it holds, and what the record of its ID holds.
#[derive(Clone, Default)]
pub struct ListRow {
    /// The row's own values.
    pub held: [Keys; FIELD_COUNT],
    /// The values of the record that the row's ID names; empty where it names none.
    pub of_id: [Keys; FIELD_COUNT],
    /// Whether the row does not belong to the person its ID names, or that could not be told.
    pub is_in_trouble: bool,
}

impl ListRow {
    /// Whether it holds a value that its own ID's record does not: only such a row can belong elsewhere.
    #[must_use]
    pub fn is_strange(&self) -> bool {
        self.held.iter().zip(&self.of_id).any(|(held, own)| !held.is_empty() && !share(held, own))
    }
}

/// Rows that lie to their IDs in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Positions (from 0) of the first and the last row.
    pub first: usize,
    /// The last one.
    pub last: usize,
    /// How many rows between them are in it.
    pub rows: usize,
    /// So many rows below (negative: above) stands the ID to which a row's values belong; `None` where rows are shuffled.
    pub offset: Option<i64>,
    /// The fields that belong to another row's ID, in the order of the fields.
    pub moved: Vec<FieldId>,
    /// The fields that belong to the row's own ID.
    pub stayed: Vec<FieldId>,
}

/// Rows of the smallest run of a list of so many rows: with fewer rows in trouble there is nothing to be found.
#[must_use]
pub fn run_least(rows: usize) -> usize {
    RUN_MIN.min(RUN_MIN_SHORT.max(rows / 2))
}

/// Finds all runs: the shifted ones in the order of their first rows, then the shuffled rows as one.
#[must_use]
pub fn find(list: &[ListRow]) -> Vec<Run> {
    let mut left: Vec<usize> = (0..list.len()).filter(|i| list[*i].is_in_trouble).collect();
    let mut strange: Vec<usize> = left.iter().copied().filter(|i| list[*i].is_strange()).collect();
    let least = run_least(list.len());
    let mut runs = Vec::new();
    if strange.len() < least {
        return runs;
    }
    let index = Index::of(list);
    let mut offsets: Vec<(usize, i64)> =
        index.offsets(list, &strange).into_iter().map(|o| (fitting(list, &strange, o).len(), o)).collect();
    offsets.sort_by_key(|(fits, offset)| (std::cmp::Reverse(*fits), offset.unsigned_abs(), *offset));
    for (_, offset) in offsets.into_iter().filter(|(fits, _)| *fits >= least) {
        for rows in shifted(list, (&left, &strange), offset, least) {
            runs.push(run(list, &rows, Some(offset), |_| offset));
            left.retain(|i| rows.binary_search(i).is_err());
            strange.retain(|i| rows.binary_search(i).is_err());
        }
    }
    runs.sort_by_key(|run| run.first);
    let elsewhere: BTreeMap<usize, i64> =
        strange.iter().filter_map(|i| index.elsewhere(list, *i).map(|offset| (*i, offset))).collect();
    if elsewhere.len() >= least && elsewhere.len() * 2 >= left.len() {
        let rows: Vec<usize> = elsewhere.keys().copied().collect();
        runs.push(run(list, &rows, None, |i| elsewhere[&i]));
    }
    runs
}

fn share(one: &Keys, other: &Keys) -> bool {
    one.iter().any(|key| other.contains(key))
}

/// The row so many rows away.
fn at(list: &[ListRow], i: usize, offset: i64) -> Option<&ListRow> {
    list.get(usize::try_from(i as i64 + offset).ok()?)
}

/// Whether what a row holds and its own ID's record does not is held by the record of the ID so many rows away.
fn fits(list: &[ListRow], i: usize, offset: i64) -> bool {
    let Some(other) = at(list, i, offset) else { return false };
    let row = &list[i];
    let mut moved = false;
    for f in 0..FIELD_COUNT {
        let (held, own, others) = (&row.held[f], &row.of_id[f], &other.of_id[f]);
        if held.is_empty() || share(held, own) || (own.is_empty() && others.is_empty()) {
            continue;
        }
        if !share(held, others) {
            return false;
        }
        moved = true;
    }
    moved
}

fn fitting(list: &[ListRow], left: &[usize], offset: i64) -> Vec<usize> {
    if offset == 0 {
        return Vec::new();
    }
    left.iter().copied().filter(|i| fits(list, *i, offset)).collect()
}

/// The runs at one offset among the rows that are left, of which some are strange.
fn shifted(
    list: &[ListRow],
    (left, strange): (&[usize], &[usize]),
    offset: i64,
    least: usize,
) -> Vec<Vec<usize>> {
    let fitting = fitting(list, strange, offset);
    let runs = fitting.chunk_by(|a, b| b - a <= GAP_MAX + 1);
    let holds = |run: &&[usize]| {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
        let start = left.partition_point(|i| i < first);
        let troubled = left[start..].partition_point(|i| i <= last);
        run.len() >= least && run.len() * 10 >= troubled * 9
    };
    runs.filter(holds).map(<[usize]>::to_vec).collect()
}

/// Puts a run together: which fields moved, and which stayed with the ID.
fn run(list: &[ListRow], rows: &[usize], offset: Option<i64>, of: impl Fn(usize) -> i64) -> Run {
    let (mut moved, mut stayed) = (Vec::new(), Vec::new());
    for field in fields::ids() {
        let f = field.index();
        let count = |there: bool| {
            let agrees = |i: &&usize| {
                let with = if there { at(list, **i, of(**i)) } else { Some(&list[**i]) };
                with.is_some_and(|with| share(&list[**i].held[f], &with.of_id[f]))
            };
            rows.iter().filter(agrees).count()
        };
        match (count(true), count(false)) {
            (0, 0) => {}
            (there, here) if there > here => moved.push(field),
            _stays => stayed.push(field),
        }
    }
    let (first, last) = (rows.first().copied().unwrap_or(0), rows.last().copied().unwrap_or(0));
    Run { first, last, rows: rows.len(), offset, moved, stayed }
}

/// At which rows the records hold a value.
struct Index(HashMap<(usize, u64), Vec<u32>>);

impl Index {
    fn of(list: &[ListRow]) -> Self {
        let mut index: HashMap<(usize, u64), Vec<u32>> = HashMap::new();
        for (i, row) in list.iter().enumerate() {
            for (f, keys) in row.of_id.iter().enumerate() {
                for key in keys {
                    index.entry((f, *key)).or_default().push(i as u32);
                }
            }
        }
        Self(index)
    }

    /// The rows whose records hold what a row holds and its own ID's record does not.
    fn places<'i>(&'i self, list: &'i [ListRow], i: usize) -> impl Iterator<Item = usize> + 'i {
        let row = &list[i];
        let strange = (0..FIELD_COUNT).filter(move |f| !share(&row.held[*f], &row.of_id[*f]));
        let keys = strange.flat_map(move |f| row.held[f].iter().map(move |key| (f, *key)));
        let found = keys.filter_map(|at| self.0.get(&at));
        found.flat_map(|places| places.iter().take(PLACES_MAX)).map(|place| *place as usize)
    }

    /// The offsets to be tried.
    fn offsets(&self, list: &[ListRow], left: &[usize]) -> Vec<i64> {
        let mut votes: HashMap<i64, usize> = HashMap::new();
        for i in left {
            for place in self.places(list, *i) {
                *votes.entry(place as i64 - *i as i64).or_default() += 1;
            }
        }
        let mut voted: Vec<(i64, usize)> = votes.into_iter().collect();
        voted.sort_by_key(|(offset, votes)| (std::cmp::Reverse(*votes), *offset));
        let voted = voted.into_iter().take(VOTED_MAX).map(|(offset, _)| offset);
        let mut offsets: Vec<i64> = (-OFFSET_MAX..=OFFSET_MAX).chain(voted).filter(|o| *o != 0).collect();
        offsets.sort_unstable();
        offsets.dedup();
        offsets
    }

    /// How far away the ID stands to which all strange values of a row belong, where there is one.
    fn elsewhere(&self, list: &[ListRow], i: usize) -> Option<i64> {
        self.places(list, i)
            .map(|place| place as i64 - i as i64)
            .find(|offset| *offset != 0 && fits(list, i, *offset))
    }
}
