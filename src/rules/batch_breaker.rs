//! `batch.breaker`: the batch itself is broken; nothing of it is approved.
//!
//! Finds: a greater share of blocked proposals than the policy allows, from a number of proposals on at which a share
//! means something; and, from the same number of records on, so many records whose own kana are no reading of their
//! own kanji that columns must be swapped or rows shifted against each other. Dangerous because a proposing job whose
//! condition was dropped also proposes wrong merges that happen to look right, and because two records that were
//! shifted alike agree with each other. Wrong where a small batch is hard by nature, or where most customers read
//! their kanji in another language than Japanese. Policy keys: `[batch] max_block_share`, `min_proposals`. Source:
//! interface section 4.

use super::{BatchView, Check, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "batch.breaker",
    verdict: Verdict::Block,
    title: Label { en: "the batch itself is broken", ja: "一括処理そのものが異常です" },
    why: Label {
        en: "So many proposals of this batch are blocked that the job that proposed them has lost its condition, or so many records have kana that are no reading of their own kanji that columns are swapped or rows shifted (see `readings` in summary.json). Nothing of it is approved, not even what looks right. Mend the job and propose again.",
        ja: "却下の割合が高すぎて候補を作った処理の条件が外れていると考えられるか、カナが同じ記録の漢字の読みに合わない例が多すぎて列の取り違えや行のずれが疑われます（summary.json の readings を参照）。正しく見えるものも含めて一件も承認しません。処理を直してから、あらためて候補を出してください。",
    },
    check: Check::Batch(check),
};

/// The share of records with contradicting names, of those that have both, above which the records are broken. Of 6,000
/// true names 5.2 % have an unlisted reading of listed kanji (measured, see `text::kana_of`); of 2,000 synthetic names
/// shifted by a row all did, so that the share is passed where a good quarter of the rows is shifted. 20 records with
/// true names exceed it once in 2,500 batches, 40 records once in 200,000 (binomial).
pub const CONTRADICTED_SHARE_MAX: f64 = 0.25;

fn check(batch: &BatchView) -> bool {
    let exceeds = |part: u64, whole: u64, share_max: f64| {
        whole >= batch.min_proposals && part as f64 / whole.max(1) as f64 > share_max
    };
    exceeds(batch.blocked, batch.proposals, batch.max_block_share)
        || exceeds(batch.readings_contradicted, batch.readings_checked, CONTRADICTED_SHARE_MAX)
}
