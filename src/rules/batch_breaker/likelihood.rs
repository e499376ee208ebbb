//! How likely a count is in a batch, after what earlier batches came to.
//!
//! The predictive distribution of a count `X` among `n`, after `K` of `N` in `B` earlier batches, is beta-binomial: `P(X = k) =
//! C(n, k) B(k + a, n - k + b) / B(a, b)` (J. G. Skellam, Journal of the Royal Statistical Society B 10, 1948, 257), with
//! `a = p (S + 1)`, `b = (1 - p) (S + 1)`, `p = (K + 1/2) / (N + 1)` (Jeffreys' prior; L. D. Brown, T. T. Cai, A. DasGupta,
//! Statistical Science 16, 2001, 101). `S` says after how many observations the rate is as uncertain as it is:
//! `1 / (S + 1) = 1 / (N + 1) + v / (p (1 - p))`. So a short history allows more than a long one, and a plain binomial test with
//! an estimated rate, which stops good batches, is its limit for an endless history.
//!
//! `v` is the variance of the rate between batches, since no job is the same every night: a tenth of the rate (or of what
//! lacks to one) as standard deviation, or more where the earlier batches show more. They do where Pearson's statistic of
//! homogeneity is above its quantile of 99.9 % (E. B. Wilson, M. M. Hilferty, PNAS 17, 1931, 684); then it is estimated by
//! moments (R. DerSimonian, N. Laird, Controlled Clinical Trials 7, 1986, 177). Of `B` batches it counts `1 + 1/B` times, for the
//! batch itself and for the mean of the others.

/// The standard deviation of a rate between batches that is always allowed, as a part of the rate.
const SPREAD: f64 = 0.1;

/// The normal deviate of 99.9 %.
const HOMOGENEITY_DEVIATE: f64 = 3.090_232;

/// What is usual, as the two parameters of a beta distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Usual {
    a: f64,
    b: f64,
}

impl Usual {
    /// From the counts of earlier batches (part, whole); `None` where they are empty. No rate is taken for less than
    /// `rate_min`.
    pub(super) fn of(counts: &[(u64, u64)], rate_min: f64) -> Option<Self> {
        let (part, whole) =
            counts.iter().fold((0.0, 0.0), |(k, n), (part, of)| (k + *part as f64, n + *of as f64));
        if whole < 1.0 {
            return None;
        }
        let p: f64 = f64::max((part + 0.5) / (whole + 1.0), rate_min);
        let batches = counts.iter().filter(|(_, of)| *of > 0).count() as f64;
        let least = (SPREAD * p.min(1.0 - p)).powi(2);
        let between = least.max(between_batches(counts, part / whole)) * (1.0 + 1.0 / batches);
        let weight = 1.0 / (1.0 / (whole + 1.0) + between / (p * (1.0 - p)));
        Some(Self { a: p * weight, b: (1.0 - p) * weight })
    }

    /// The mean of the rate.
    fn rate(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// The probability of `k` or more of `n`. At or below the mean it is 1: there it is never small.
    pub(super) fn at_least(self, n: u64, k: u64) -> f64 {
        let (n, k) = (n as f64, k as f64);
        if k <= n * self.rate() || k > n {
            return if k > n { 0.0 } else { 1.0 };
        }
        let Self { a, b } = self;
        let choose = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0);
        let ln_beta = |x: f64, y: f64| ln_gamma(x) + ln_gamma(y) - ln_gamma(x + y);
        let (mut term, mut sum, mut at) =
            ((choose + ln_beta(k + a, n - k + b) - ln_beta(a, b)).exp(), 0.0, k);
        // With `b` below 1 the terms may rise again towards `n`.
        while at <= n && (b < 1.0 || term > sum * 1e-12) {
            sum += term;
            term *= (n - at) / (at + 1.0) * (at + a) / (n - at - 1.0 + b);
            at += 1.0;
        }
        f64::min(sum, 1.0)
    }

    /// The probability of `k` or fewer of `n`.
    pub(super) fn at_most(self, n: u64, k: u64) -> f64 {
        Self { a: self.b, b: self.a }.at_least(n, n.saturating_sub(k))
    }

    /// The least count among `n` that is less likely than `tail`; `n + 1` where none is.
    pub(super) fn least_above(self, n: u64, tail: f64) -> u64 {
        let (mut low, mut high) = (0, n + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at_least(n, middle) < tail { high = middle } else { low = middle + 1 }
        }
        low
    }

    /// The greatest count among `n` that is less likely than `tail`; `None` where none is.
    pub(super) fn most_below(self, n: u64, tail: f64) -> Option<u64> {
        n.checked_sub(Self { a: self.b, b: self.a }.least_above(n, tail))
    }
}

/// The variance of a rate between batches beyond chance; 0 where chance explains it.
fn between_batches(counts: &[(u64, u64)], p: f64) -> f64 {
    let counts = counts.iter().filter(|(_, of)| *of > 0).map(|(k, n)| (*k as f64, *n as f64));
    let (mut batches, mut whole, mut squares, mut statistic) = (0.0_f64, 0.0, 0.0, 0.0);
    for (k, n) in counts {
        batches += 1.0;
        whole += n;
        squares += n * n;
        statistic += (k - n * p).powi(2) / n;
    }
    let (free, chance) = (batches - 1.0, p * (1.0 - p));
    if free < 1.0 || chance <= 0.0 {
        return 0.0;
    }
    let ninth: f64 = 2.0 / (9.0 * free);
    let quantile = free * (1.0 - ninth + HOMOGENEITY_DEVIATE * ninth.sqrt()).powi(3);
    if statistic / chance <= quantile {
        return 0.0;
    }
    (statistic - free * chance) / (whole - squares / whole)
}

/// The natural logarithm of the gamma function for positive numbers, to better than 1e-9 of what is above 1: Stirling's
/// series (NIST DLMF 5.11.1) from 16 on, below that by the recurrence (5.5.1).
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 1.0);
    while x < 16.0 {
        below *= x;
        x += 1.0;
    }
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - f64::ln(below)
}

#[cfg(test)]
mod tests {
    use super::{Usual, ln_gamma};

    /// A rate with hardly any doubt about it: the binomial distribution.
    fn certain(p: f64) -> Usual {
        Usual { a: p * 1e7, b: (1.0 - p) * 1e7 }
    }

    #[test]
    fn the_gamma_function_is_that_of_the_factorials() {
        let mut factorial = 1.0_f64;
        for n in 1..=30 {
            assert!((ln_gamma(f64::from(n)) - factorial.ln()).abs() < 1e-10, "{n}");
            factorial *= f64::from(n);
        }
        // Γ(1/2) = √π (NIST DLMF 5.4.6).
        assert!((ln_gamma(0.5) - 0.5 * std::f64::consts::PI.ln()).abs() < 1e-10);
    }

    #[test]
    fn the_tail_of_a_certain_rate_is_that_of_the_binomial_distribution() {
        // Six or more heads of ten, three or more sixes of five: counted by hand.
        assert!((certain(0.5).at_least(10, 6) - 386.0 / 1024.0).abs() < 1e-5);
        assert!((certain(1.0 / 6.0).at_least(5, 3) - 276.0 / 7776.0).abs() < 1e-5);
        assert!((certain(0.5).at_most(10, 4) - 386.0 / 1024.0).abs() < 1e-5);
        assert_eq!((certain(0.5).at_least(10, 11), certain(0.5).at_least(10, 2)), (0.0, 1.0));
    }

    #[test]
    fn the_tail_of_an_uncertain_rate_is_that_of_the_beta_binomial_distribution() {
        // With a = b = 1 every count of 0 to n is as likely as every other.
        let even = Usual { a: 1.0, b: 1.0 };
        assert!((even.at_least(9, 7) - 0.3).abs() < 1e-9);
        assert!((even.at_most(9, 1) - 0.2).abs() < 1e-9);
        // With a = b = 1/2 the ends are likeliest: 3/8, 1/4, 3/8 of two.
        let ends = Usual { a: 0.5, b: 0.5 };
        assert!((ends.at_least(2, 2) - 0.375).abs() < 1e-9);
        // All terms of one tail and of the other make one.
        let usual = Usual { a: 0.7, b: 3.1 };
        assert!(
            (usual.at_least(20, 9) + usual.at_most(20, 8) - 1.0).abs() < 1e-9 || usual.at_most(20, 8) == 1.0
        );
    }

    /// The table of the design's notes on reliability, section 5.3: usual rate, then the least count that is less likely than
    /// one in a million among 50, 100, 500, 1,000, 5,000 and 20,000.
    #[test]
    fn limits_of_a_certain_rate_are_those_of_the_table() {
        for (usual, row) in [
            (0.001, [4, 5, 7, 10, 20, 46]),
            (0.01, [7, 9, 20, 29, 88, 271]),
            (0.02, [9, 12, 29, 45, 151, 498]),
            (0.05, [13, 19, 52, 87, 327, 1151]),
        ] {
            for (n, expected) in [50, 100, 500, 1000, 5000, 20_000].into_iter().zip(row) {
                let found: u64 = certain(usual).least_above(n, 1e-6);
                assert!(found.abs_diff(expected) <= 1, "{usual} {n}: {found}, the table has {expected}");
            }
        }
        // Too good: no failure in 684 or more at a usual 2 %.
        assert_eq!(certain(0.02).most_below(683, 1e-6), None);
        assert_eq!(certain(0.02).most_below(684, 1e-6), Some(0));
    }

    #[test]
    fn a_short_history_allows_more_than_a_long_one() {
        let after =
            |batches: usize| Usual::of(&vec![(10, 1000); batches], 0.0).unwrap().least_above(1000, 1e-6);
        let limits = [1, 3, 10, 100].map(after);
        assert!(limits.is_sorted_by(|a, b| a > b), "{limits:?}");
        assert!(limits[3] >= certain(0.01).least_above(1000, 1e-6), "{limits:?}");
        assert_eq!(Usual::of(&[(0, 0)], 0.0), None);
    }

    #[test]
    fn batches_that_differ_among_themselves_allow_more() {
        let even = Usual::of(&[(200, 10_000); 6], 0.0).unwrap();
        let uneven = [100, 300, 150, 250, 120, 280].map(|k| (k, 10_000));
        let uneven = Usual::of(&uneven, 0.0).unwrap();
        let [even, uneven] = [even, uneven].map(|usual| usual.least_above(10_000, 1e-6));
        assert!(uneven > even + 150, "{even} {uneven}");
    }

    #[test]
    fn a_rate_that_was_never_met_is_taken_for_the_least_one() {
        let never = [(0, 10_000_000)];
        assert_eq!(Usual::of(&never, 0.0).unwrap().least_above(1000, 1e-6), 2);
        let floored: u64 = Usual::of(&never, 0.001).unwrap().least_above(1000, 1e-6);
        assert!(floored.abs_diff(10) <= 1, "{floored}");
    }
}
