//! `batch.breaker`: the batch itself is broken; nothing of it is approved.
//!
//! Finds: a greater share of blocked proposals than the policy allows, from a number of proposals on at which a share
//! means something, or a greater number of them than the earlier batches of the same job make likely; and, from the same number of records on, so many records whose own kana are no reading of their
//! own kanji that columns must be swapped or rows shifted against each other. Dangerous because a proposing job whose
//! condition was dropped also proposes wrong merges that happen to look right, and because two records that were
//! shifted alike agree with each other. Wrong where a small batch is hard by nature, or where most customers read
//! their kanji in another language than Japanese. Policy keys: `[batch] max_block_share`, `min_proposals`. Sources:
//! interface section 4; the limit from history is that of section 5.3 of the design's notes on reliability (a binomial tail
//! below one in a million), the usual share by Laplace's rule of succession, so that a short history allows more.

use super::{BatchView, Check, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "batch.breaker",
    verdict: Verdict::Block,
    title: Label { en: "the batch itself is broken", ja: "一括処理そのものが異常です" },
    why: Label {
        en: "So many proposals of this batch are blocked, for any batch or for one of this job, that the job that proposed them has lost its condition, or so many records have kana that are no reading of their own kanji that columns are swapped or rows shifted (see `readings` in summary.json). Nothing of it is approved, not even what looks right. Mend the job and propose again.",
        ja: "却下の割合が（一般に、またはこの処理の過去の実績に比べて）高すぎて候補を作った処理の条件が外れていると考えられるか、カナが同じ記録の漢字の読みに合わない例が多すぎて列の取り違えや行のずれが疑われます（summary.json の readings を参照）。正しく見えるものも含めて一件も承認しません。処理を直してから、あらためて候補を出してください。",
    },
    check: Check::Batch(check),
};

/// The share of records with contradicting names, of those that have both, above which the records are broken. Of 6,000
/// true names 5.2 % have an unlisted reading of listed kanji (measured, see `text::kana_of`); of 2,000 synthetic names
/// shifted by a row all did, so that the share is passed where a good quarter of the rows is shifted. 20 records with
/// true names exceed it once in 2,500 batches, 40 records once in 200,000 (binomial).
pub const CONTRADICTED_SHARE_MAX: f64 = 0.25;

/// How unlikely a batch must be under the share of earlier ones to be broken.
const TAIL_MAX: f64 = 1e-6;

/// The least share that is taken for usual: one in a thousand, so that a job without a fault so far may have one.
const USUAL_SHARE_MIN: f64 = 0.001;

/// Whether so many blocked proposals are too unlikely for the job that made the earlier batches. It can only halt: a batch
/// that is as usual is still held against every other limit.
fn departs(batch: &BatchView) -> bool {
    if batch.earlier_proposals == 0 {
        return false;
    }
    let usual = (batch.earlier_blocked + 1) as f64 / (batch.earlier_proposals + 2) as f64;
    let usual = usual.max(USUAL_SHARE_MIN);
    let (n, k) = (batch.proposals as f64, batch.blocked as f64);
    usual < 1.0 && k > n * usual && tail(n, k, usual) < TAIL_MAX
}

/// The probability of `k` or more of `n`, each with probability `p`, for `k` above the mean: the first term by Stirling's
/// series (NIST DLMF 5.11.1), each further one from the one before it. The terms fall at least geometrically.
fn tail(n: f64, k: f64, p: f64) -> f64 {
    let first =
        ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k) + k * p.ln() + (n - k) * (1.0 - p).ln();
    let (mut term, mut sum, mut at) = (first.exp(), 0.0, k);
    while term > sum * 1e-12 && at <= n {
        sum += term;
        term *= (n - at) / (at + 1.0) * p / (1.0 - p);
        at += 1.0;
    }
    sum
}

/// The natural logarithm of a factorial, to better than 1e-9.
fn ln_factorial(n: f64) -> f64 {
    if n < 16.0 {
        return (1..=n as u32).map(|i| f64::from(i).ln()).sum();
    }
    let series = 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3)) + 1.0 / (1260.0 * n.powi(5));
    n * n.ln() - n + 0.5 * (std::f64::consts::TAU * n).ln() + series
}

fn check(batch: &BatchView) -> bool {
    let exceeds = |part: u64, whole: u64, share_max: f64| {
        whole >= batch.min_proposals && part as f64 / whole.max(1) as f64 > share_max
    };
    exceeds(batch.blocked, batch.proposals, batch.max_block_share)
        || departs(batch)
        || exceeds(batch.readings_contradicted, batch.readings_checked, CONTRADICTED_SHARE_MAX)
}

#[cfg(test)]
mod tests {
    use super::{BatchView, check, tail};

    /// How many blocked proposals halt a batch of this size, after 1,000,000 earlier ones with this many blocked.
    fn least(proposals: u64, earlier_blocked: u64) -> u64 {
        let view = |blocked| BatchView {
            proposals,
            blocked,
            min_proposals: 20,
            max_block_share: 1.0,
            readings_checked: 0,
            readings_contradicted: 0,
            earlier_proposals: 1_000_000,
            earlier_blocked,
        };
        (0..=proposals).find(|blocked| check(&view(*blocked))).unwrap_or(u64::MAX)
    }

    /// The table of the design's notes on reliability, section 5.3.
    #[test]
    fn a_batch_departs_from_history_where_the_table_says() {
        for (usual, row) in [
            (1_000, [4, 5, 7, 10, 20, 46]),
            (10_000, [7, 9, 20, 29, 88, 271]),
            (20_000, [9, 12, 29, 45, 151, 498]),
            (50_000, [13, 19, 52, 87, 327, 1151]),
        ] {
            for (proposals, expected) in [50, 100, 500, 1000, 5000, 20_000].into_iter().zip(row) {
                let found = least(proposals, usual);
                assert!(
                    found.abs_diff(expected) <= 1,
                    "{usual} {proposals}: {found}, the table has {expected}"
                );
            }
        }
    }

    #[test]
    fn the_tail_is_that_of_the_binomial_distribution() {
        // Five or more heads of ten, three or more sixes of five: counted by hand.
        assert!((tail(10.0, 6.0, 0.5) - 386.0 / 1024.0).abs() < 1e-12);
        assert!((tail(5.0, 3.0, 1.0 / 6.0) - 276.0 / 7776.0).abs() < 1e-12);
        assert!((tail(40.0, 40.0, 0.5) - 0.5_f64.powi(40)).abs() < 1e-20);
    }

    #[test]
    fn without_a_history_nothing_departs_and_a_short_one_allows_more() {
        let view = |earlier_proposals, blocked| BatchView {
            proposals: 100,
            blocked,
            min_proposals: 20,
            max_block_share: 1.0,
            readings_checked: 0,
            readings_contradicted: 0,
            earlier_proposals,
            earlier_blocked: 0,
        };
        assert!(!check(&view(0, 100)));
        let least = |earlier| (0..=100).find(|blocked| check(&view(earlier, *blocked)));
        assert!(least(10) > least(100) && least(100) > least(10_000), "{:?} {:?}", least(10), least(100));
    }
}
