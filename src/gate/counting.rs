//! What the batches of the second scan add up to.
//!
//! Batches are looked up by many threads, but added by one: a counter that several threads may write costs a wait for
//! every single value, and these counters lie all over the memory.

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
    /// Nothing counted yet, of so many values, pairs and birthdates.
    pub(super) fn new(values: usize, pairs: usize, births: usize, names_max: usize) -> Self {
        Self {
            values: vec![0; values],
            pairs: vec![0; pairs],
            holders: Holders::new(values, names_max),
            people: People::new(births),
        }
    }

    /// Adds what one batch holds.
    pub fn add(&mut self, tally: &Tally) {
        tally.values.iter().for_each(|number| self.values[*number as usize] += 1);
        tally.pairs.iter().for_each(|number| self.pairs[*number as usize] += 1);
        tally.births.iter().for_each(|(birth, name)| self.people.see(*birth as usize, *name));
        self.holders.add(&tally.holders);
    }
}
