//! Bits of the keys that are wanted.
//!
//! Most rows of a large table are not named and most values not wanted. These bits stay in the cache and tell so without
//! a look into the table of keys. A clear bit proves that a key is not wanted; a set bit proves nothing. (B. Bloom,
//! Space/time trade-offs in hash coding with allowable errors, 1970, with one bit a key.)

use super::glance::KEY_BITS;

/// Sixteen bits a key: of keys that are not wanted, at most one in sixteen gets past.
#[derive(Clone, Debug)]
pub(super) struct Likely {
    bits: Vec<u64>,
    shift: u32,
}

impl Likely {
    /// The bits of these keys. Their bits must be well mixed, as a hash's are, at least the lower 48.
    pub(super) fn of(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let words = (keys.len() / 4).next_power_of_two().max(1);
        let mut likely = Self { bits: vec![0; words], shift: 64 - (words * 64).trailing_zeros() };
        for key in keys {
            let (word, bit) = likely.place(key);
            likely.bits[word] |= bit;
        }
        likely
    }

    /// Whether a key may be wanted.
    pub(super) fn has(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits[word] & bit != 0
    }

    /// By the upper ones of the lower 48 bits.
    fn place(&self, key: u64) -> (usize, u64) {
        let at = (key << (u64::BITS - KEY_BITS)) >> self.shift;
        ((at >> 6) as usize, 1 << (at & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::Likely;

    #[test]
    fn every_wanted_key_is_likely_and_few_others_are() {
        for n in [0_u64, 1, 3, 1000, 50_000] {
            let mix = |i: u64| {
                let z = (i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                (z ^ (z >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 16
            };
            let likely = Likely::of((0..n).map(mix).collect::<Vec<_>>().into_iter());
            assert!((0..n).all(|i| likely.has(mix(i))));
            let others = (n..n + 100_000).filter(|i| likely.has(mix(*i))).count();
            assert!(others <= 100_000 / 8, "{n}: {others}");
        }
    }
}
