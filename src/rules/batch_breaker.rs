//! `batch.breaker`: the batch itself is broken; nothing of it is approved.
//!
//! Finds: a greater share of blocked proposals than the policy allows, from a number of proposals on at which a share
//! means something. Dangerous because a proposing job whose condition was dropped also proposes wrong merges that
//! happen to look right. Wrong where a small batch is hard by nature. Policy keys: `[batch] max_block_share`,
//! `min_proposals`. Source: interface section 4.

use super::{BatchView, Check, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "batch.breaker",
    verdict: Verdict::Block,
    title: Label { en: "the batch itself is broken", ja: "一括処理そのものが異常です" },
    why: Label {
        en: "So many proposals of this batch are blocked that the job that proposed them has lost its condition. Nothing of it is approved, not even what looks right. Mend the job and propose again.",
        ja: "却下の割合が高すぎ、候補を作った処理の条件が外れていると考えられます。正しく見えるものも含めて一件も承認しません。処理を直してから、あらためて候補を出してください。",
    },
    check: Check::Batch(check),
};

fn check(batch: &BatchView) -> bool {
    let share = batch.blocked as f64 / batch.proposals.max(1) as f64;
    batch.proposals >= batch.min_proposals && share > batch.max_block_share
}
