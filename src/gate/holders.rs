//! Under how many different names each phone and e-mail address is held.

use hashbrown::HashMap;

/// No name: the key of a name that is 0 is taken for 1. Two names are taken for one where their keys of 48 bits are the same.
const NOBODY: u64 = 0;

/// The different names under which values are held. Nearly all values are held under one name, so that one name a value
/// is kept in place and only further ones take room of their own.
#[derive(Clone, Debug)]
pub(super) struct Holders {
    first: Vec<u64>,
    more: HashMap<u32, Vec<u64>, foldhash::quality::FixedState>,
    names_max: usize,
}

impl Holders {
    /// Nobody, for so many values. More than `names_max` names are as many as can be.
    pub(super) fn new(values: usize, names_max: usize) -> Self {
        Self { first: vec![NOBODY; values], more: HashMap::default(), names_max: names_max.max(1) }
    }

    /// Takes in the names of one batch: number of the value, key of the name. The order of batches does not show: names are a set, and only whether there are
    /// more than `names_max` is ever asked.
    pub(super) fn add(&mut self, held: &[(u32, u64)]) {
        for (value, name) in held {
            let name = (*name).max(1);
            let first = &mut self.first[*value as usize];
            if *first == NOBODY {
                *first = name;
            } else if *first != name {
                let more = self.more.entry(*value).or_default();
                if more.len() < self.names_max && !more.contains(&name) {
                    more.push(name);
                }
            }
        }
    }

    /// The values that are held under more than `names_max` names, ascending.
    pub(super) fn shared(self) -> Vec<u32> {
        let too_many = self.more.into_iter().filter(|(_, more)| more.len() >= self.names_max);
        let mut shared: Vec<u32> = too_many.map(|(value, _)| value).collect();
        shared.sort_unstable();
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::Holders;

    fn shared(names_max: usize, names: &[u64]) -> bool {
        let mut holders = Holders::new(2, names_max);
        names.iter().for_each(|name| holders.add(&[(1, *name)]));
        let shared = holders.shared();
        assert!(!shared.contains(&0));
        shared == [1]
    }

    #[test]
    fn one_name_too_many_is_one_more_than_the_policy_allows() {
        assert!(!shared(2, &[7, 8]));
        assert!(shared(2, &[7, 8, 9]));
        assert!(shared(1, &[0, 8]));
        assert!(!shared(5, &[1, 2, 3, 4, 5]));
        assert!(shared(5, &[1, 2, 3, 4, 5, 6]));
    }

    #[test]
    fn people_are_counted_and_not_rows() {
        assert!(!shared(1, &[7, 7, 7, 7]));
        assert!(!shared(2, &[7, 8, 7, 8, 8, 7]));
        assert!(!shared(1, &[0, 0]));
    }
}
