//! The tables behind the figures: every figure of the draft is a range of lines of one of them.

use super::csv::Rows;
use super::draft::Lines;
use super::groups::{Finding, Groups};
use super::moment::written;
use super::past::Past;
use super::touch::{Counted, Seen, TouchRow, Who};
use crate::fields::FIELDS;
use crate::gate::LookedBack;

/// The findings as tables are sorted: the certain ones first.
pub(super) const ORDER: [Finding; 3] = [Finding::Wrong, Finding::Possible, Finding::Right];

/// Every row that tells a merge, the wrong ones first, then in the order of the input; and where each finding stands.
#[must_use]
pub fn merges_table(past: &Past, groups: &Groups, looked: &[LookedBack]) -> (String, [Lines; 3]) {
    let mut header =
        vec!["finding", "line", "survivor_id", "merged_id", "from", "until", "group", "verdict", "reasons"];
    header.extend(FIELDS.iter().map(|field| field.name));
    let mut rows = Rows::new(&header);
    let lines = ORDER.map(|finding| {
        let first = rows.lines() + 1;
        let of = |merge: &&super::PastMerge| groups.findings[merge.pair as usize] == finding;
        for merge in past.merges.iter().filter(of) {
            let pair = merge.pair as usize;
            let decision = &looked[pair].decision;
            rows.plain(finding.name());
            rows.plain(merge.line);
            rows.cell(past.ids.text(past.survivors[pair]));
            rows.cell(past.ids.text(past.merged[pair]));
            rows.maybe(merge.window.began().map(written));
            rows.maybe((merge.window.until != i64::MAX).then(|| written(merge.window.until)));
            rows.maybe(groups.of_record[past.merged[pair] as usize].map(|group| group + 1));
            rows.plain(decision.verdict.name());
            rows.plain(decision.reasons.joined());
            decision.comparison.agreements.iter().for_each(|agreement| rows.plain(agreement.name()));
            rows.end();
        }
        Lines { first, last: rows.lines() }
    });
    (rows.take(), lines)
}

/// Everybody behind a merged customer in doubt, the certain ones first: the group, the person's first record, all records; and
/// where each finding stands.
#[must_use]
pub fn people_table(past: &Past, groups: &Groups) -> (String, [Lines; 2]) {
    let mut rows = Rows::new(&[
        "finding",
        "group",
        "person",
        "records",
        "people_in_group_at_least",
        "people_in_group_at_most",
    ]);
    let lines = [Finding::Wrong, Finding::Possible].map(|finding| {
        let first = rows.lines() + 1;
        for (number, group) in groups.groups.iter().enumerate() {
            for person in (0..group.people).filter(|person| group.worst_of(*person) == finding) {
                let records = group.members.iter().zip(&group.person_of).filter(|(_, of)| **of == person);
                let ids: Vec<&str> = records.map(|(record, _)| past.ids.text(*record)).collect();
                rows.plain(finding.name());
                rows.plain(number + 1);
                rows.cell(ids.first().copied().unwrap_or_default());
                rows.cell(&ids.join(";"));
                rows.plain(group.people_at_least);
                rows.plain(group.people);
                rows.end();
            }
        }
        Lines { first, last: rows.lines() }
    });
    (rows.take(), lines)
}

/// The table of touch points, the people behind each of its rows, and the lines of each row's people: certain, possible.
#[must_use]
pub fn touch_tables(counted: &Counted<'_>) -> (String, String, Vec<[Lines; 2]>) {
    let mut people = Rows::new(&["row", "finding", "person", "events", "viewers", "first", "last"]);
    let lines: Vec<[Lines; 2]> = counted
        .rows
        .iter()
        .enumerate()
        .map(|(row, touch)| people_of(counted, row, touch, &mut people))
        .collect();
    let mut rows = Rows::new(&[
        "touchpoint",
        "data",
        "effect",
        "events",
        "people_confirmed",
        "people_possible",
        "viewers",
        "viewers_per_person_max",
        "first",
        "last",
        "confirmed_lines",
        "possible_lines",
    ]);
    for (touch, [confirmed, possible]) in counted.rows.iter().zip(&lines) {
        rows.cell(&touch.touchpoint);
        rows.cell(&touch.data);
        rows.plain(touch.effect.name());
        rows.plain(touch.events);
        rows.plain(touch.count(Finding::Wrong));
        rows.plain(touch.count(Finding::Possible));
        rows.plain(touch.viewers);
        rows.plain(touch.viewers_per_person_max());
        rows.maybe(touch.first().map(written));
        rows.maybe(touch.last().map(written));
        rows.maybe(confirmed.range());
        rows.maybe(possible.range());
        rows.end();
    }
    (rows.take(), people.take(), lines)
}

/// The people of one row of the table of touch points (numbered from 1).
fn people_of(counted: &Counted<'_>, row: usize, touch: &TouchRow, rows: &mut Rows) -> [Lines; 2] {
    [Finding::Wrong, Finding::Possible].map(|finding| {
        let first = rows.lines() + 1;
        let of = |(_, seen): &&(Who, Seen)| seen.finding == finding;
        for (who, seen) in touch.people.iter().filter(of) {
            rows.plain(row + 1);
            rows.plain(finding.name());
            rows.cell(counted.name(*who));
            rows.plain(seen.events);
            rows.cell(&seen.viewers.iter().map(|viewer| counted.name(*viewer)).collect::<Vec<_>>().join(";"));
            rows.maybe(seen.first.map(written));
            rows.maybe(seen.last.map(written));
            rows.end();
        }
        Lines { first, last: rows.lines() }
    })
}
