//! The restore plan: each merge that is not right, with the places of both originals; each row that belongs to a customer
//! in doubt.

use super::columns::Asked;
use super::input;
use super::output::write;
use super::{Judged, Tables};
use crate::audit::merges::{self as audit, Action, Finding};
use crate::error::Result;
use crate::model::{RowDigester, trim_id};
use crate::read::{InputDigest, Listing};
use crate::report::{Staged, Staging};
use std::collections::HashMap;

/// Writes what to do about each merge that is not right, and gives how many are to be taken back, looked at, undecided.
pub(super) fn restored(
    judged: &Judged,
    tables: &Tables,
    asked: &Asked,
    staging: &Staging,
    staged: &mut Vec<Staged>,
) -> Result<[u64; 3]> {
    let (past, groups) = (&judged.past, &judged.groups);
    let is_wanted = |id: &str| {
        let record = past.ids.find(id)?;
        groups.of(record).is_some_and(|(group, _)| groups.worst(group) != Finding::Right).then_some(record)
    };
    let places = match &judged.images {
        Some(images) => images.lines(&past.ids),
        None => input::places(&tables.before, asked, is_wanted)?,
    };
    let files = if judged.images.is_some() { &tables.journals } else { &tables.before };
    let place = |record: u32| {
        places.get(&record).map(|(file, line)| format!("{}:{line}", files[*file].name)).unwrap_or_default()
    };
    let since = changed_since(judged, tables, asked)?;
    let mut rows = audit::Rows::new(&[
        "action",
        "why",
        "finding",
        "group",
        "survivor_id",
        "merged_id",
        "survivor_original",
        "merged_original",
        "survivor_since",
    ]);
    let standing = past.standing();
    let mut counts = [0; 3];
    for wanted in [Finding::Wrong, Finding::Possible] {
        for pair in (0..groups.findings.len()).filter(|pair| groups.findings[*pair] == wanted) {
            let (action, why) = audit::merge_plan(past, groups, &judged.found, pair, standing[pair]);
            let (survivor, merged) = (past.survivors[pair], past.merged[pair]);
            tally(&mut counts, action);
            rows.plain(action.name());
            rows.plain(why);
            rows.plain(wanted.name());
            rows.maybe(groups.of(survivor).map(|(group, _)| group + 1));
            rows.cell(past.ids.text(survivor));
            rows.cell(past.ids.text(merged));
            rows.cell(&place(survivor));
            rows.cell(&place(merged));
            rows.plain(match since.get(&survivor) {
                Some(true) => "changed",
                Some(false) => "unchanged",
                None => "unknown",
            });
            rows.end();
        }
    }
    for (record, line) in &past.unplaced {
        tally(&mut counts, Action::Undecided);
        for text in [Action::Undecided.name(), "unplaced", Finding::Possible.name(), "", ""] {
            rows.cell(text);
        }
        rows.cell(past.ids.text(*record));
        rows.cell("");
        rows.plain(line);
        rows.plain("unknown");
        rows.end();
    }
    staged.push(write(staging, "restore.csv", &rows.take())?);
    Ok(counts)
}

fn tally(counts: &mut [u64; 3], action: Action) {
    match action {
        Action::Restore => counts[0] += 1,
        Action::Look => counts[1] += 1,
        Action::Undecided => counts[2] += 1,
        Action::Stays => {}
    }
}

/// Which records that stayed hold something else in the later snapshot: what was edited since must not be lost. Told where a
/// later table has a column for each that the earlier one has.
fn changed_since(judged: &Judged, tables: &Tables, asked: &Asked) -> Result<HashMap<u32, bool>> {
    let mut since = HashMap::new();
    let Some(intake) = judged.intake.as_ref() else { return Ok(since) };
    let [file] = intake.records.files() else { return Ok(since) };
    let mut digester = RowDigester::default();
    for listing in &tables.after {
        let at = |header: &str| listing.headers().iter().position(|other| other.trim() == header.trim());
        let Some(mapped) =
            file.mapping.iter().map(|column| at(&column.header)).collect::<Option<Vec<usize>>>()
        else {
            continue;
        };
        let id = asked.need(listing, "id")?;
        let columns: Vec<usize> = std::iter::once(id).chain(mapped).collect();
        listing.scan(&columns, &[id], |row| {
            let record = judged.past.ids.find(trim_id(row.cell(0)));
            if let Some(record) = record.filter(|record| judged.groups.of(*record).is_some()) {
                let id = trim_id(row.cell(0));
                let cells = (1..columns.len()).map(|at| row.cell(at));
                let now = digester.digest(std::iter::once(id).chain(cells));
                since.insert(record, intake.readings.digest(record, id, &mut digester) != Some(now));
            }
            Ok(())
        })?;
    }
    Ok(since)
}

/// Writes what to do with each row that belongs to a customer in doubt, and gives how many go back, are to be looked at,
/// cannot be decided. `None` where no table was given.
pub(super) fn given_back(
    judged: &Judged,
    tables: &Tables,
    asked: &Asked,
    staging: &Staging,
    staged: &mut Vec<Staged>,
    digests: &mut Vec<InputDigest>,
) -> Result<Option<[u64; 3]>> {
    if tables.children.is_empty() {
        return Ok(None);
    }
    let past = &judged.past;
    let way_back = audit::WayBack::new(past, &judged.groups);
    let mut rows = audit::Rows::new(&["action", "why", "table", "line", "key", "owner_id", "to_id", "group"]);
    let mut counts = [0; 3];
    for (at, listing) in tables.children.iter().enumerate() {
        let earlier =
            tables.earlier.get(at).map(|listing: &Listing| input::earlier(listing, asked)).transpose()?;
        digests.push(input::children(listing, asked, earlier.as_ref(), |line, key, row| {
            let Some(plan) = way_back.child(row) else { return };
            tally(&mut counts, plan.action);
            rows.plain(plan.action.name());
            rows.plain(plan.why);
            rows.cell(&listing.name);
            rows.plain(line);
            rows.cell(key);
            rows.cell(row.owner);
            rows.cell(plan.to.map_or("", |to| past.ids.text(to)));
            rows.plain(plan.group + 1);
            rows.end();
        })?);
    }
    staged.push(write(staging, "restore_rows.csv", &rows.take())?);
    Ok(Some(counts))
}
