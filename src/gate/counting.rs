//! What batches add up to: the named rows, what was kept of the others, or what a second scan finds of them.
//!
//! Batches are looked up by many threads, but each of the four sums is added up by one: a counter that several threads may
//! write costs a wait for every single value, and these counters lie all over the memory.

use super::holders::Holders;
use super::people::People;

/// What one batch holds of the wanted values.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The numbers of the values, once for each record that holds one.
    pub(super) values: Vec<u32>,
    /// The numbers of the pairs of values.
    pub(super) pairs: Vec<u32>,
    /// Phones and e-mail addresses: number of the value, key of the name it is held under.
    pub(super) holders: Vec<(u32, u64)>,
    /// Birthdates: place among the birthdates, key of the name.
    pub(super) births: Vec<(u32, u64)>,
}

/// The sum of all tallies. The order in which they are added does not show.
#[derive(Clone, Debug)]
pub struct Counting {
    pub(super) values: Vec<u32>,
    pub(super) pairs: Vec<u32>,
    pub(super) holders: Holders,
    pub(super) people: People,
}

impl Counting {
    /// Nothing counted yet, of so many values, of which so many (the first ones) are limited and so many are birthdates, and
    /// of no pairs.
    pub(super) fn new(values: usize, limited: usize, births: usize, names_max: usize) -> Self {
        Self {
            values: vec![0; values],
            pairs: Vec::new(),
            holders: Holders::new(limited, names_max),
            people: People::new(births),
        }
    }

    /// Adds what one batch holds.
    pub fn add(&mut self, tally: &Tally) {
        let Self { values, pairs, holders, people } = self;
        add_each(&tally.values, values);
        add_each(&tally.pairs, pairs);
        holders.add(&tally.holders);
        add_births(tally, people);
    }

    /// Adds what many batches hold, each of the four sums on a thread of its own.
    pub fn add_all(&mut self, tallies: &[Tally]) {
        let Self { values, pairs, holders, people } = self;
        let add_values = || tallies.iter().for_each(|tally| add_each(&tally.values, values));
        let add_pairs = || tallies.iter().for_each(|tally| add_each(&tally.pairs, pairs));
        let add_holders = || tallies.iter().for_each(|tally| holders.add(&tally.holders));
        let add_people = || tallies.iter().for_each(|tally| add_births(tally, people));
        rayon::join(|| rayon::join(add_values, add_people), || rayon::join(add_holders, add_pairs));
    }
}

fn add_each(numbers: &[u32], counts: &mut [u32]) {
    numbers.iter().for_each(|number| counts[*number as usize] += 1);
}

fn add_births(tally: &Tally, people: &mut People) {
    tally.births.iter().for_each(|(birth, name)| people.see(*birth as usize, *name));
}
