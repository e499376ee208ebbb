//! `batch.breaker`: the batch itself is broken; nothing of it is approved.
//!
//! Finds: a greater share of blocked proposals than the policy allows, from a number of proposals on at which a share
//! means something; from the same number of records on, so many records whose own kana are no reading of their own kanji that
//! columns must be swapped or rows shifted against each other; survivors whose records stand some rows away in the other
//! column; and a batch that departs from what earlier batches of the same job came to (see `departures`). Dangerous because a
//! proposing job whose condition was dropped also proposes wrong merges that happen to look right, and because two records
//! that were shifted alike agree with each other. Wrong where a small batch is hard by nature, where most customers read
//! their kanji in another language than Japanese, or where a job was changed on purpose: it is another job then, and takes
//! another name. Policy keys: `[batch] max_block_share`, `min_proposals`. Sources: interface section 4; sections 5.2 and 5.3 of
//! the design's notes on reliability.

mod departures;
mod likelihood;

pub use departures::{Before, Departure, Measure, TAIL_MAX, departures};

use super::{Check, Rule};
use crate::model::{Label, Verdict};

/// The rule.
pub static RULE: Rule = Rule {
    code: "batch.breaker",
    verdict: Verdict::Block,
    title: Label { en: "the batch itself is broken", ja: "一括処理そのものが異常です" },
    why: Label {
        en: "The job that proposed this batch has lost a condition, or its columns are swapped or its rows shifted: so many proposals are blocked, a field agrees or differs so much more or less often than in earlier batches of this job, there are so many more proposals, or so many records have kana that are no reading of their own kanji (see `breaker` in summary.json, with the figures of before). Nothing of it is approved, not even what looks right. Mend the job and propose again. A job that was changed on purpose is another one: give it another --proposer name.",
        ja: "候補を作った処理の条件が外れたか、列の取り違えや行のずれがあると考えられます。却下が多すぎる、ある項目の一致・不一致の割合や件数がこの処理の過去の実績から大きく外れている、またはカナが同じ記録の漢字の読みに合わない例が多すぎます（過去と今回の値は summary.json の breaker を参照）。正しく見えるものも含めて一件も承認しません。処理を直してから、あらためて候補を出してください。意図して変えた処理は別の処理です。別の --proposer 名を付けてください。",
    },
    check: Check::Batch(|batch| !departures(batch).is_empty()),
};

/// The share of records with contradicting names, of those that have both, above which the records are broken. Of 6,000
/// true names 5.2 % have an unlisted reading of listed kanji (measured, see `text::kana_of`); of 2,000 synthetic names
/// shifted by a row all did, so that the share is passed where a good quarter of the rows is shifted. 20 records with
/// true names exceed it once in 2,500 batches, 40 records once in 200,000 (binomial).
pub const CONTRADICTED_SHARE_MAX: f64 = 0.25;
