//! `audit.json`: every figure of the audit (`sekisho schema audit_merges`). The same inputs give the same bytes: it holds no time of
//! its own.

use super::Judged;
use super::output::policy_sha256;
use crate::audit::merges::{Deadlines, Effect, Facts, Finding, Lines, People, TouchRow, date, written};
use crate::read::InputDigest;
use crate::report::{Staged, hex};
use serde_json::{Map, Value, json};

/// All figures.
pub(super) fn figures(
    facts: &Facts<'_>,
    judged: &Judged,
    inputs: &[InputDigest],
    staged: &[Staged],
) -> Value {
    let merges = facts.merges;
    let of = |[restore, look, undecided]: [u64; 3]| json!({ "restore": restore, "look": look, "undecided": undecided });
    let reasons: Map<String, Value> =
        facts.reasons.iter().map(|(code, count)| ((*code).to_owned(), json!(count))).collect();
    let [wrong, possible, right] = facts.merge_lines.map(Lines::range);
    let [certain, may_be] = facts.people_lines.map(Lines::range);
    json!({
        "format": "sekisho.audit_merges.1",
        "program": { "name": "sekisho", "version": env!("CARGO_PKG_VERSION") },
        "policy": { "name": judged.policy_name, "sha256": policy_sha256(judged) },
        "inputs": inputs.iter().map(input).collect::<Vec<_>>(),
        "merges": {
            "rows": merges.rows,
            "wrong": merges.wrong,
            "possible": merges.possible,
            "right": merges.right,
            "unplaced": merges.unplaced,
            "lines": { "wrong": wrong, "possible": possible, "right": right },
            "first": facts.merged_between.map(|(first, _)| written(first)),
            "last": facts.merged_between.map(|(_, last)| written(last)),
        },
        "reasons": reasons,
        "people": people(facts.people),
        "merged_people": people(facts.merged_people),
        "merged_people_lines": { "confirmed": certain, "possible": may_be },
        "touched": touched(facts),
        "held": facts.held,
        "restore": of(facts.restore),
        "restore_rows": facts.children.map(of),
        "law": law(facts),
        "files": staged.iter().map(file).collect::<Vec<_>>(),
    })
}

fn input(digest: &InputDigest) -> Value {
    json!({ "name": digest.name, "bytes": digest.bytes, "sha256": hex(&digest.sha256), "rows": digest.rows })
}

fn file(staged: &Staged) -> Value {
    json!({ "name": staged.name, "bytes": staged.bytes, "sha256": hex(&staged.sha256) })
}

fn people(people: People) -> Value {
    json!({ "confirmed": people.confirmed, "possible": people.possible })
}

fn with_gross(people: People) -> Value {
    json!({ "confirmed": people.confirmed, "possible": people.possible, "gross": people.gross })
}

fn touched(facts: &Facts<'_>) -> Value {
    let Some(counted) = facts.counted else { return Value::Null };
    let of = |effect: Effect| with_gross(counted.people(|row| row.effect == effect));
    let items = counted.by_item().into_iter().map(|(item, (events, people))| {
        json!({ "data": item, "events": events, "confirmed": people.confirmed, "possible": people.possible })
    });
    let passed = counted.passed;
    json!({
        "events": passed.events,
        "unaffected": passed.unaffected,
        "undated": passed.undated,
        "unexplained": passed.unexplained,
        "all": with_gross(counted.people(|_| true)),
        "shown": of(Effect::Shown),
        "damaged": of(Effect::Damaged),
        "rows": counted.rows.iter().zip(facts.touch_lines).map(|(row, lines)| touch(row, *lines)).collect::<Vec<_>>(),
        "items": items.collect::<Vec<_>>(),
    })
}

fn touch(row: &TouchRow, lines: [Lines; 2]) -> Value {
    let [confirmed, possible] = lines.map(Lines::range);
    json!({
        "touchpoint": row.touchpoint,
        "data": row.items().filter(|item| !item.is_empty()).collect::<Vec<_>>(),
        "effect": row.effect.name(),
        "events": row.events,
        "confirmed": row.count(Finding::Wrong),
        "possible": row.count(Finding::Possible),
        "viewers": row.viewers,
        "viewers_per_person_max": row.viewers_per_person_max(),
        "first": row.first().map(written),
        "last": row.last().map(written),
        "lines": { "confirmed": confirmed, "possible": possible },
    })
}

fn law(facts: &Facts<'_>) -> Value {
    let [sensitive, financial, wrongful, many] = facts.cases.all().map(|(_, met)| met.name());
    let deadlines = facts.discovered.map(|discovered| {
        let days = Deadlines::from(discovered);
        json!({
            "discovered": date(discovered),
            "prompt_from": date(days.prompt_from),
            "prompt_until": date(days.prompt_until),
            "final": date(days.last),
            "final_if_wrongful": date(days.last_if_wrongful),
        })
    });
    json!({
        "cases": { "sensitive": sensitive, "financial": financial, "wrongful": wrongful, "many": many },
        "deadlines": deadlines,
    })
}
