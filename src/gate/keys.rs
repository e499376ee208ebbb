//! Tables of 48-bit keys that are counted.

use super::glance::KEY_BITS;
use super::likely::Likely;
use rayon::prelude::*;

/// Keys in ascending order, each with its position as its number. Keys are hashes and are not hashed again: their upper bits
/// say where a key stands, and only the few keys with the same upper bits are looked at. No place is empty, so that a key
/// takes its eight bytes and four more.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    keys: Vec<u64>,
    /// For each value of the upper bits where its keys start, and one more.
    starts: Vec<u32>,
    shift: u32,
}

impl Keys {
    /// The different keys among these, which are gone through twice.
    pub(super) fn of<I: Iterator<Item = u64>>(keys: impl Fn() -> I) -> Self {
        let mut sorted = sorted(keys().count(), keys);
        sorted.dedup();
        sorted.shrink_to_fit();
        Self::of_sorted(sorted)
    }

    /// These keys, each of which stands there once, in ascending order.
    pub(super) fn of_sorted(keys: Vec<u64>) -> Self {
        let bits = (keys.len().next_power_of_two() / 2).max(2).trailing_zeros();
        let shift = KEY_BITS - bits;
        // First how many there are in each place, then where each place starts.
        let mut starts = vec![0_u32; (1 << bits) + 1];
        keys.iter().for_each(|key| starts[(key >> shift) as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { keys, starts, shift }
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The bits of the keys.
    pub(super) fn likely(&self) -> Likely {
        Likely::of(self.keys.iter().copied())
    }

    /// The number of a key.
    pub(super) fn number(&self, key: u64) -> Option<u32> {
        self.number_among(key, self.place(key))
    }

    /// From where to where the key stands, if it is there.
    #[inline]
    pub(super) fn place(&self, key: u64) -> [u32; 2] {
        let ends = self.starts.get((key >> self.shift) as usize..);
        ends.and_then(<[u32]>::first_chunk).copied().unwrap_or_default()
    }

    /// The first key of a place, so that it is in the cache when the place is looked through; 0 behind the last one.
    #[inline]
    pub(super) fn touch(&self, [start, _]: [u32; 2]) -> u64 {
        self.keys.get(start as usize).copied().unwrap_or_default()
    }

    /// The number of a key, which stands in its place if anywhere.
    #[inline]
    pub(super) fn number_among(&self, key: u64, [start, end]: [u32; 2]) -> Option<u32> {
        let keys = self.keys.get(start as usize..end as usize)?;
        keys.iter().zip(start..).find_map(|(other, number)| (*other == key).then_some(number))
    }
}

/// At most so many bits part the keys before they are sorted: as many lines of memory are written to in turn, and all of them stay in
/// the cache.
const PART_BITS_MAX: u32 = 12;
/// So many keys of a part, about, are sorted together, in the nearest cache.
const PART_KEYS: usize = 512;

/// These keys, `count` in all, in ascending order: parted by their upper bits, then sorted part by part.
fn sorted<I: Iterator<Item = u64>>(count: usize, keys: impl Fn() -> I) -> Vec<u64> {
    let bits = (count / PART_KEYS).next_power_of_two().trailing_zeros().clamp(1, PART_BITS_MAX);
    let part = |key: u64| (key >> (KEY_BITS - bits)) as usize;
    let mut ends = vec![0_usize; 1 << bits];
    keys().for_each(|key| ends[part(key)] += 1);
    let mut start = 0;
    for end in &mut ends {
        let length = *end;
        *end = start;
        start += length;
    }
    let mut sorted = vec![0; count];
    for key in keys() {
        let end = &mut ends[part(key)];
        sorted[*end] = key;
        *end += 1;
    }
    // Each part now ends where the next one starts.
    let (mut parts, mut rest, mut from) = (Vec::with_capacity(ends.len()), sorted.as_mut_slice(), 0);
    for end in ends {
        let (part, later) = rest.split_at_mut(end - from);
        parts.push(part);
        (rest, from) = (later, end);
    }
    parts.into_par_iter().for_each(|part| part.sort_unstable());
    sorted
}

/// How often keys were counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    keys: Keys,
    counts: Vec<u32>,
}

impl Table {
    /// Of these keys those that were counted more often than `few` times; how often each of them was, by number.
    pub(super) fn of_many(keys: Keys, mut counts: Vec<u32>, few: u32) -> Self {
        let Keys { mut keys, .. } = keys;
        let mut of_key = counts.iter();
        keys.retain(|_| of_key.next().is_some_and(|count| *count > few));
        counts.retain(|count| *count > few);
        keys.shrink_to_fit();
        counts.shrink_to_fit();
        Self { keys: Keys::of_sorted(keys), counts }
    }

    /// How often this key was counted; 0 where it is not among them.
    pub(super) fn count(&self, key: u64) -> u32 {
        self.keys.number(key).map_or(0, |number| self.counts[number as usize])
    }
}

/// Of these keys those that stand there more than once, and how often each of them does.
pub(super) fn repeated(mut keys: Vec<u64>) -> (Keys, Vec<u32>) {
    keys.par_sort_unstable();
    let mut counts = Vec::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(key) = keys.get(at).copied() {
        let count = keys[at..].iter().take_while(|other| **other == key).count();
        if count > 1 {
            keys[kept] = key;
            kept += 1;
            counts.push(count as u32);
        }
        at += count;
    }
    keys.truncate(kept);
    keys.shrink_to_fit();
    (Keys::of_sorted(keys), counts)
}

#[cfg(test)]
mod tests {
    use super::super::glance::cut;
    use super::{Keys, Table, repeated};

    /// The greatest key.
    const MAX: u64 = cut(u64::MAX);

    fn mix(i: u64) -> u64 {
        cut((i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    #[test]
    fn a_key_has_one_number_and_is_counted_under_it() {
        for n in [0, 1, 2, 3, 1000, 5000] {
            let keys = Keys::of(|| (0..n).chain(0..n / 2).map(mix));
            assert_eq!(keys.len() as u64, n);
            let mut numbers: Vec<u32> = (0..n).filter_map(|i| keys.number(mix(i))).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (0..n as u32).collect::<Vec<_>>());
            assert!((n..3 * n + 9).all(|i| keys.number(mix(i)).is_none()));
            let likely = keys.likely();
            assert!((0..n).all(|i| likely.has(mix(i))));
        }
    }

    #[test]
    fn keys_with_the_same_upper_bits_are_told_apart() {
        let keys = Keys::of(|| [7, 9, 7, MAX, MAX - 1, 9].into_iter());
        let numbers = [7, 9, MAX - 1, MAX].map(|key| keys.number(key));
        assert_eq!(numbers, [Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!([keys.number(1), keys.number(8), keys.number(0)], [None; 3]);
        let table = Table::of_many(keys, vec![3, 2, 5, 6], 2);
        assert_eq!([7, 9, MAX - 1, MAX, 8].map(|key| table.count(key)), [3, 0, 5, 6, 0]);
    }

    #[test]
    fn what_stands_there_once_is_left_out_and_the_rest_is_counted() {
        for n in [0_u64, 1, 2, 10, 3000] {
            // The key of i stands there i % 4 times.
            let all = (0..n).flat_map(|i| std::iter::repeat_n(mix(i), (i % 4) as usize)).collect();
            let (keys, counts) = repeated(all);
            assert_eq!(keys.len(), (0..n).filter(|i| i % 4 > 1).count());
            for i in 0..n {
                let counted = keys.number(mix(i)).map(|number| counts[number as usize]);
                assert_eq!(counted, Some((i % 4) as u32).filter(|count| *count > 1));
            }
        }
    }
}
