//! One pair explained for a machine. Keys are stable; values of customers stand in it only where they are asked for.

use super::facts::{Facts, Scope, revealed};
use super::flip::{Change, Flip, flips};
use crate::fields::name::fold::Fold;
use crate::fields::{self, CONDITIONS};
use crate::gate::NAMESAKES;
use crate::model::FieldId;
use crate::report::mask::{self, visible};
use crate::text::kana_of::Fit;
use serde_json::{Map, Value, json};

/// Everything that is known, as one object.
pub(super) fn json(facts: &Facts<'_>) -> Value {
    let fields: Map<String, Value> =
        facts.fields().map(|id| (fields::field(id).name.to_owned(), field(facts, id))).collect();
    let witnesses: Vec<Value> = facts
        .witnesses()
        .iter()
        .map(|w| {
            json!({
                "condition": CONDITIONS[w.condition].name,
                "bits": rounded(w.bits),
                "bits_max": rounded(w.most),
                "others": w.others,
                "shared": w.shared,
            })
        })
        .collect();
    let weakenings: Vec<Value> = facts
        .weakenings()
        .iter()
        .map(|(id, w)| json!({ "field": fields::field(*id).name, "weakening": w.name() }))
        .collect();
    let namesakes: Map<String, Value> = NAMESAKES
        .iter()
        .zip(facts.compared.namesakes)
        .map(|(pair, others)| (pair.map(|id| fields::field(id).name).join("+"), json!(others)))
        .collect();
    let deciding: Vec<Value> = facts
        .deciding()
        .iter()
        .map(|d| json!({ "code": d.code, "verdict": d.verdict.name(), "raised": d.raised, "of_pair": d.of_pair }))
        .collect();
    json!({
        "verdict": facts.decision.verdict.name(),
        "reasons": facts.decision.reasons.codes().collect::<Vec<_>>(),
        "decided_by": deciding,
        "evidence_bits": rounded(facts.judgement.evidence_bits),
        "evidence_bits_min": rounded(facts.policy.evidence_bits_min()),
        "reference_population": facts.policy.reference_population(),
        "evidence": witnesses,
        "weakenings": weakenings,
        "namesakes": namesakes,
        "reading": facts.across().map(Fit::name),
        "fields": fields,
        "group": group(facts),
        "flips": flips(facts).iter().map(flip).collect::<Vec<_>>(),
    })
}

fn field(facts: &Facts<'_>, id: FieldId) -> Value {
    let [left, right] = facts.readings_of(id);
    let comparison = &facts.compared.comparison;
    let mut field = json!({
        "agreement": comparison.on(id).name(),
        "weakening": comparison.weak[id.index()].map(|w| w.name()),
        "required": facts.is_required(id),
        "survivor": mask::status(&left),
        "merged": mask::status(&right),
        // Of a field that has two values or three a shape would tell which.
        "shape": (id != fields::GENDER).then(|| mask::nearest_shape(&left, &right)).flatten(),
    });
    if [fields::NAME_KANJI, fields::NAME_KANA].contains(&id) {
        let folds: Vec<Value> = facts.folds(id).iter().map(|f| fold(f, facts.revealed)).collect();
        field["folds"] = Value::Array(folds);
    }
    if facts.revealed {
        for (side, readings) in [("survivor_value", left), ("merged_value", right)] {
            let shown = readings.iter().map(|r| match revealed(id, r) {
                (raw, None) => raw,
                (raw, Some(value)) => format!("{raw} → {value}"),
            });
            field[side] = json!(shown.collect::<Vec<_>>());
        }
    }
    field
}

fn fold(fold: &Fold, shown: bool) -> Value {
    let mut value = json!({ "tier": fold.tier, "sources": fold.sources });
    if shown {
        value["from"] = json!(fold.from);
        value["to"] = json!(fold.to);
    }
    value
}

fn group(facts: &Facts<'_>) -> Value {
    match &facts.scope {
        Scope::Alone => Value::Null,
        Scope::Batch(members) => json!(members.iter().map(|id| visible(id)).collect::<Vec<_>>()),
    }
}

fn flip(flip: &Flip) -> Value {
    let changes: Vec<Value> = flip
        .changes
        .iter()
        .map(|change| match *change {
            Change::Step(id, step) => json!({ "field": fields::field(id).name, "agreement": step.name() }),
            Change::Strong(id, _) => json!({ "field": fields::field(id).name, "weakening": null }),
            Change::Weak(id, w) => json!({ "field": fields::field(id).name, "weakening": w.name() }),
            Change::OthersAtMost(i, n) => json!({ "condition": CONDITIONS[i].name, "others_at_most": n }),
            Change::OthersAtLeast(i, n) => json!({ "condition": CONDITIONS[i].name, "others_at_least": n }),
            Change::HeldBy(id, n) if id == fields::BIRTHDATE => {
                json!({ "condition": fields::field(id).name, "people_at_least": n })
            }
            Change::HeldBy(id, n) => json!({ "condition": fields::field(id).name, "names_at_least": n }),
        })
        .collect();
    json!({ "to": flip.to.name(), "changes": changes })
}

/// Bits with one decimal: more would pretend to know more than the floors do.
fn rounded(bits: f32) -> f64 {
    (f64::from(bits) * 10.0).round() / 10.0
}
