//! Tables of 64-bit keys that are counted.

use super::likely::Likely;
use hashbrown::HashTable;

/// Keys, each with the number under which it was entered. Keys are hashes, and are not hashed again.
#[derive(Debug, Default)]
pub(super) struct Keys {
    table: HashTable<(u64, u32)>,
    likely: Option<Likely>,
}

impl Keys {
    /// No keys, and room for so many.
    pub(super) fn with_room(keys: usize) -> Self {
        Self { table: HashTable::with_capacity(keys), likely: None }
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// Looks where these keys would stand, in a loop that does nothing else: the processor then fetches the places of many
    /// of them at once, and entering them waits for none.
    pub(super) fn touch(&self, keys: &[u64]) {
        let found = keys.iter().filter(|key| self.table.find(**key, |(other, _)| other == *key).is_some());
        std::hint::black_box(found.count());
    }

    /// The number of a key, which is entered if it is new.
    pub(super) fn enter(&mut self, key: u64) -> u32 {
        let next = self.table.len() as u32;
        let entry = self.table.entry(key, |(other, _)| *other == key, |(other, _)| *other);
        entry.or_insert((key, next)).get().1
    }

    /// To be called when all keys are entered.
    pub(super) fn close(&mut self) {
        self.likely = Some(Likely::of(self.table.iter().map(|(key, _)| *key)));
    }

    /// Whether a key may be among them; most others are told apart by bits that stay in the cache.
    pub(super) fn may_have(&self, key: u64) -> bool {
        self.likely.as_ref().is_some_and(|likely| likely.has(key))
    }

    /// The number of a key.
    pub(super) fn number(&self, key: u64) -> Option<u32> {
        self.table.find(key, |(other, _)| *other == key).map(|(_, number)| *number)
    }

    /// How often each key was counted, by the key; `counts` are by their numbers.
    pub(super) fn into_table(mut self, counts: &[u32]) -> Table {
        for (_, number) in &mut self.table {
            *number = counts[*number as usize];
        }
        Table(self.table)
    }
}

/// How often keys were counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Table(HashTable<(u64, u32)>);

impl Table {
    /// How often this key was counted; 0 where it was not among them.
    pub(super) fn count(&self, key: u64) -> u32 {
        self.0.find(key, |(other, _)| *other == key).map_or(0, |(_, count)| *count)
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn a_key_has_one_number_and_is_counted_under_it() {
        let mut keys = Keys::with_room(1);
        let mix = |i: u64| (i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let numbers: Vec<u32> = (0..1000).map(|i| keys.enter(mix(i))).collect();
        assert_eq!(numbers, (0..1000).collect::<Vec<u32>>());
        assert_eq!(keys.enter(mix(7)), 7);
        keys.close();
        assert_eq!((keys.len(), keys.number(mix(999)), keys.number(mix(1000))), (1000, Some(999), None));
        assert!((0..1000).all(|i| keys.may_have(mix(i))));
        let counts: Vec<u32> = (0..1000).map(|i| if i == 5 { 3 } else { 0 }).collect();
        let table = keys.into_table(&counts);
        assert_eq!((table.count(mix(5)), table.count(mix(6)), table.count(mix(2000))), (3, 0, 0));
    }
}
