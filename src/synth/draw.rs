//! Chance that can be repeated: every draw is a function of a seed, a stream and a number.
//!
//! The generator is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014; the
//! constants are those of Vigna's public-domain `splitmix64.c`). It is good enough to spread synthetic customers and is
//! no cryptography. The shuffle is a Feistel network with cycle walking (Black, Rogaway: Ciphers with arbitrary finite
//! domains, CT-RSA 2002), so that a place among a billion rows is found without a table.

/// What is drawn; two streams of one seed have nothing to do with each other.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(super) enum Stream {
    /// How twelve rows fall into households.
    Run = 1,
    /// The first member of a household.
    Household,
    /// Another member.
    Member,
    /// The births in a household.
    Births,
    /// The two customers of a proposal.
    Pair,
    /// Which kind a proposal is.
    Kind,
    /// Which of the two survives.
    Direction,
    /// What the proposing job says of it.
    Reason,
    /// What is wrong with a record of a household.
    Dirt,
    /// How a row is written.
    Writing,
    /// The telephone of a shop.
    Shop,
    /// The order of the rows.
    Order,
    /// The customer IDs.
    Ids,
}

/// 2^64 divided by the golden ratio, SplitMix64's step.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The output function of SplitMix64: a bijection on 64 bits.
const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The key of one stream of one seed.
const fn key(seed: u64, stream: Stream) -> u64 {
    mix(mix(seed.wrapping_add(STEP)).wrapping_add(STEP.wrapping_mul(stream as u64)))
}

/// A sequence of draws.
#[derive(Clone, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    /// The draws of one number of one stream.
    pub(super) const fn new(seed: u64, stream: Stream, number: u64) -> Self {
        Self(mix(key(seed, stream) ^ mix(number.wrapping_add(STEP))))
    }

    /// 64 random bits.
    pub(super) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below `end`, which is at least 1. Uneven by less than `end / 2^32`, which nothing here can notice.
    pub(super) const fn below(&mut self, end: u32) -> u32 {
        (((self.bits() >> 32) * end as u64) >> 32) as u32
    }

    /// A number from `start` up to `last`, both included.
    pub(super) const fn between(&mut self, start: i32, last: i32) -> i32 {
        start + self.below((last - start + 1) as u32) as i32
    }

    /// Whether something happens that happens in `per_mille` of a thousand cases.
    pub(super) const fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `weights`, by its place in the list.
    pub(super) fn choose(&mut self, weights: &[u32]) -> usize {
        let mut at = self.below(weights.iter().sum::<u32>().max(1));
        for (i, weight) in weights.iter().enumerate() {
            if at < *weight {
                return i;
            }
            at -= weight;
        }
        0
    }
}

/// A shuffle of the numbers below `len` that is computed, not stored.
#[derive(Clone, Debug)]
pub(super) struct Shuffle {
    len: u64,
    half_bits: u32,
    keys: [u64; 4],
}

impl Shuffle {
    /// The shuffle of `len` numbers that belongs to a stream of a seed.
    pub(super) fn new(seed: u64, stream: Stream, len: u64) -> Self {
        let bits = u64::BITS - len.saturating_sub(1).leading_zeros();
        let mut draw = Draw::new(seed, stream, len);
        Self { len, half_bits: bits.div_ceil(2).max(1), keys: std::array::from_fn(|_| draw.bits()) }
    }

    /// Where `number` goes. A bijection on the numbers below `len`.
    pub(super) fn place(&self, number: u64) -> u64 {
        let mut at = number;
        loop {
            at = self.round_trip(at);
            if at < self.len || number >= self.len {
                return at;
            }
        }
    }

    /// One pass through the network: a bijection on `2 * half_bits` bits.
    fn round_trip(&self, number: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (number >> self.half_bits, number & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mix(right ^ key) & mask));
        }
        (left << self.half_bits) | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_splitmix64s() {
        // The first outputs of splitmix64.c for the seed 1234567.
        let mut draw = Draw(1_234_567);
        assert_eq!([draw.bits(), draw.bits()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn a_shuffle_meets_every_number_once() {
        for len in [1, 2, 3, 5, 64, 65, 1000, 4097] {
            let shuffle = Shuffle::new(7, Stream::Order, len);
            let mut seen: Vec<u64> = (0..len).map(|n| shuffle.place(n)).collect();
            assert!(len < 64 || seen.iter().enumerate().any(|(i, n)| i as u64 != *n));
            seen.sort_unstable();
            assert!(seen.iter().enumerate().all(|(i, n)| i as u64 == *n), "length {len}");
        }
    }

    #[test]
    fn a_choice_follows_its_weights() {
        let mut draw = Draw::new(1, Stream::Pair, 0);
        let mut counts = [0_u32; 3];
        (0..100_000).for_each(|_| counts[draw.choose(&[0, 1, 3])] += 1);
        assert_eq!(counts[0], 0);
        assert!((24_000..26_000).contains(&counts[1]), "{counts:?}");
    }
}
