//! The data of the page about earlier batches: why the breaker tripped, and the agreement of each field beside before.

use super::super::departures;
use super::super::paper::Paper;
use super::super::run::Run;
use crate::fields;
use crate::model::Lang;
use serde_json::{Value, json};

/// One sentence each, in both languages.
pub(super) fn departures(run: &Run<'_>, paper: &Paper<'_>) -> Vec<[String; 2]> {
    let [en, ja] = [Lang::En, Lang::Ja].map(|lang| departures::sentences(run, paper.detail, lang));
    en.into_iter().zip(ja).map(|(en, ja)| [en, ja]).collect()
}

/// The profile beside earlier batches; `null` without a history.
pub(super) fn beside(run: &Run<'_>, paper: &Paper<'_>) -> Value {
    let Some(beside) = departures::beside(run, paper) else { return Value::Null };
    let rows = beside.rows.iter().map(|(id, cells)| {
        let label = fields::field(*id).label;
        json!([[label.en, label.ja], cells])
    });
    json!({
        "batches": paper.count(beside.batches as u64),
        "proposals": paper.count(beside.proposals),
        "rows": rows.collect::<Vec<_>>(),
    })
}
