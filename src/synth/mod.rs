//! Labelled synthetic customers: a table, a list of proposed merges, and the truth about each, of any size.
//!
//! Everything about a row is a function of the seed and its number (see `draw.rs`), so rows are made in any order, in
//! any chunks and on any number of threads with the same bytes, and nothing has to be held. What the people are made
//! of stands in `tables/README.md`, what happens to them in [`KINDS`].
//!
//! - A proposal owns two records, and no record stands in two proposals: each can be judged for itself. Two fifths of
//!   them are one person, the rest two.
//! - All other rows are households of one to five, with shops' telephones, blanks and filled-in values as tables have.
//! - Rows and IDs are shuffled: nothing about a pair can be guessed from where it stands.
//! - Two people never agree on kanji, kana, birthdate and telephone: each kind keeps them apart in its own way, and what
//!   chance brings together is parted again.

mod different;
mod draw;
mod kana;
mod kinds;
mod person;
mod record;
mod same;
mod tables;
mod writing;

pub use kinds::{KINDS, Kind, Truth};

use draw::{Draw, Shuffle, Stream};
use record::{Pair, Record, World};
use std::ops::Range;
use tables::Tables;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SynthPlan {
    /// Records of the customer table. At least two for each proposal; a fifth of them proposed is a usual batch.
    pub rows: u64,
    /// Proposals of the merges file.
    pub merges: u64,
    /// Any number: another one gives other people.
    pub seed: u64,
}

/// The header of the customers' table, with its line end.
pub const CUSTOMERS_HEADER: &str = writing::HEADER;
/// The header of the merges file, with its line end.
pub const MERGES_HEADER: &str = "survivor_id,merged_id,batch,reason\n";
/// The header of the labels, with its line end. `row` is the number of the proposal in the merges file, from 1.
pub const LABELS_HEADER: &str = "row,survivor_id,merged_id,truth,kind\n";

/// One shop for so many records.
const ROWS_PER_SHOP: u64 = 1_000;
/// Proposals of one batch, as the merges file numbers them.
const ROWS_PER_BATCH: u64 = 1_000;
/// The first customer's number, and how far apart they are: an ID does not tell how many customers there are.
const IDS: (u64, u64) = (1_000_001, 3);
/// What the proposing job says of a proposal. It knows nothing of the truth.
const REASONS: [&str; 4] = ["name_birthdate", "phone", "email", "steward"];

/// Makes the rows of three CSV files: UTF-8, LF, no quotes needed.
///
/// ```
/// use sekisho::synth::{Synth, SynthPlan};
/// let synth = Synth::new(SynthPlan { rows: 1_000, merges: 100, seed: 7 }).expect("two rows a merge");
/// let (mut all, mut parts) = (String::new(), String::new());
/// synth.customers(0..1_000, &mut all);
/// synth.customers(0..17, &mut parts);
/// synth.customers(17..1_000, &mut parts);
/// assert_eq!(all, parts);
/// ```
#[derive(Clone, Debug)]
pub struct Synth {
    plan: SynthPlan,
    tables: Tables,
    /// The kinds, each as often as its share: drawing one is a look-up.
    kinds: Vec<&'static Kind>,
    order: Shuffle,
    ids: Shuffle,
}

impl Synth {
    /// Gets ready to make the rows of a plan. `None` where it has fewer than two rows for each proposal.
    #[must_use]
    pub fn new(plan: SynthPlan) -> Option<Self> {
        let enough = plan.merges.checked_mul(2).is_some_and(|owned| owned <= plan.rows);
        enough.then(|| Self {
            plan,
            tables: Tables::read(),
            kinds: KINDS.iter().flat_map(|kind| std::iter::repeat_n(kind, kind.share as usize)).collect(),
            order: Shuffle::new(plan.seed, Stream::Order, plan.rows),
            ids: Shuffle::new(plan.seed, Stream::Ids, plan.rows),
        })
    }

    /// What is made.
    #[must_use]
    pub const fn plan(&self) -> SynthPlan {
        self.plan
    }

    /// Appends these rows (from 0) of the customers' table; rows past its end are left out.
    pub fn customers(&self, rows: Range<u64>, out: &mut String) {
        for row in rows.start..rows.end.min(self.plan.rows) {
            let number = self.order.place(row);
            let record = self.record(number);
            writing::customer(out, &self.tables, self.plan.seed, self.id(number), &record);
        }
    }

    /// Appends these rows (from 0) of the merges file.
    pub fn merges(&self, rows: Range<u64>, out: &mut String) {
        for row in rows.start..rows.end.min(self.plan.merges) {
            let [survivor, merged] = self.proposal(row);
            writing::push_id(out, survivor);
            out.push(',');
            writing::push_id(out, merged);
            out.push_str(",B");
            writing::push_digits(out, row / ROWS_PER_BATCH + 1, 4, '0');
            out.push(',');
            let mut draw = Draw::new(self.plan.seed, Stream::Reason, row);
            out.push_str(REASONS[draw.choose(&[50, 25, 15, 10])]);
            out.push('\n');
        }
    }

    /// Appends these rows (from 0) of the labels.
    pub fn labels(&self, rows: Range<u64>, out: &mut String) {
        for row in rows.start..rows.end.min(self.plan.merges) {
            let [survivor, merged] = self.proposal(row);
            let kind = self.kind(row);
            writing::push_digits(out, row + 1, 1, '0');
            out.push(',');
            writing::push_id(out, survivor);
            out.push(',');
            writing::push_id(out, merged);
            out.push(',');
            out.push_str(kind.truth.name());
            out.push(',');
            out.push_str(kind.name);
            out.push('\n');
        }
    }

    /// The kind of a proposal (from 0).
    #[must_use]
    pub fn kind(&self, proposal: u64) -> &'static Kind {
        let at = Draw::new(self.plan.seed, Stream::Kind, proposal).below(self.kinds.len() as u32);
        self.kinds[at as usize]
    }

    /// The customer number of a record. Records past the table's end have numbers too, which stand nowhere.
    fn id(&self, number: u64) -> u64 {
        IDS.0 + IDS.1 * self.ids.place(number)
    }

    /// The customer numbers of a proposal, survivor first.
    fn proposal(&self, proposal: u64) -> [u64; 2] {
        let (a, b) = (2 * proposal, 2 * proposal + 1);
        if self.kind(proposal).dangles {
            return [self.id(a), IDS.0 + IDS.1 * (self.plan.rows + proposal)];
        }
        let swapped = Draw::new(self.plan.seed, Stream::Direction, proposal).chance(500);
        if swapped { [self.id(b), self.id(a)] } else { [self.id(a), self.id(b)] }
    }

    /// The records of a proposal.
    fn pair(&self, proposal: u64) -> Pair {
        let mut world = self.world(Draw::new(self.plan.seed, Stream::Pair, proposal));
        let person = world.person();
        let (a, b) = (Record::new(person, 2 * proposal), Record::new(person, 2 * proposal + 1));
        let mut pair = Pair { a, b };
        let kind = self.kind(proposal);
        (kind.make)(&mut world, &mut pair);
        if kind.truth == Truth::Different {
            world.keep_apart(&mut pair);
        }
        pair
    }

    /// A record by its number: those of the proposals first, then the households.
    fn record(&self, number: u64) -> Record {
        let owned = 2 * self.plan.merges;
        if number < owned {
            let pair = self.pair(number / 2);
            return if number.is_multiple_of(2) { pair.a } else { pair.b };
        }
        let mut world = self.world(Draw::new(self.plan.seed, Stream::Dirt, number));
        world.household_record(number - owned, number)
    }

    fn world(&self, draw: Draw) -> World<'_> {
        let shops = (self.plan.rows / ROWS_PER_SHOP + 1).min(u64::from(u32::MAX)) as u32;
        World::new(&self.tables, self.plan.seed, shops, draw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    fn synth(rows: u64, merges: u64) -> Synth {
        Synth::new(SynthPlan { rows, merges, seed: 42 }).unwrap()
    }

    #[test]
    fn two_people_never_look_like_one() {
        let synth = synth(200_000, 100_000);
        let different = (0..100_000).filter(|p| synth.kind(*p).truth == Truth::Different);
        let alike: Vec<u64> = different.filter(|p| synth.pair(*p).looks_like_one()).collect();
        assert!(alike.is_empty(), "{alike:?}");
    }

    #[test]
    fn each_kind_keeps_its_people_apart_without_the_net() {
        let synth = synth(200_000, 100_000);
        let mut caught: HashMap<&str, u32> = HashMap::new();
        for proposal in 0..100_000 {
            let mut world = synth.world(Draw::new(42, Stream::Pair, proposal));
            let record = Record::new(world.person(), 0);
            let mut pair = Pair { a: record, b: record };
            let kind = synth.kind(proposal);
            (kind.make)(&mut world, &mut pair);
            if kind.truth == Truth::Different && pair.looks_like_one() {
                *caught.entry(kind.name).or_default() += 1;
            }
        }
        assert!(caught.is_empty(), "{caught:?}");
    }

    #[test]
    fn one_person_keeps_what_the_kind_does_not_touch() {
        let synth = synth(40_000, 20_000);
        let changes = [
            "same_new_phone",
            "same_new_surname",
            "same_birthdate_slip",
            "same_phone_slip",
            "same_missing_phone",
            "same_foreigner_middle_dropped",
            "same_foreigner_respelt",
            "same_foreigner_alias",
            "same_guardian_in_name",
            "same_company_in_name",
            "same_care_of_in_name",
        ];
        for proposal in (0..20_000).filter(|p| synth.kind(*p).truth == Truth::Same) {
            let kind = synth.kind(proposal);
            let one = synth.pair(proposal).looks_like_one();
            assert_eq!(one, !changes.contains(&kind.name), "{} in proposal {proposal}", kind.name);
        }
    }

    #[test]
    fn every_kind_has_its_share() {
        let synth = synth(400_000, 200_000);
        let mut counts: HashMap<&str, f64> = HashMap::new();
        (0..200_000).for_each(|p| *counts.entry(synth.kind(p).name).or_default() += 1.0);
        for kind in KINDS {
            let expected = f64::from(kind.share) * 20.0;
            let got = counts.get(kind.name).copied().unwrap_or(0.0);
            assert!((got - expected).abs() < 5.0 * expected.sqrt(), "{}: {got} of {expected}", kind.name);
        }
    }

    #[test]
    fn a_plan_needs_two_rows_for_each_proposal() {
        assert!(Synth::new(SynthPlan { rows: 19, merges: 10, seed: 0 }).is_none());
        assert!(Synth::new(SynthPlan { rows: 0, merges: u64::MAX, seed: 0 }).is_none());
        assert!(Synth::new(SynthPlan { rows: 20, merges: 10, seed: 0 }).is_some());
    }

    #[test]
    fn every_record_has_an_id_of_its_own() {
        let synth = synth(10_000, 1_000);
        let ids: HashSet<u64> = (0..10_000).map(|n| synth.id(n)).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
