//! From files to the merges that happened, and to the events and rows that they touched.

use super::columns::Asked;
use crate::audit::merges::{ChildRow, Effect, Event, Moment, Past, Window};
use crate::error::{Problem, Result};
use crate::gate::Ids;
use crate::model::{Place, trim_id};
use crate::read::{InputDigest, Listing, ListingRow, ReadOptions};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Opens tables in their order.
///
/// # Errors
///
/// Those of [`Listing::open`], of all of them.
pub(super) fn opened(paths: &[PathBuf], options: &ReadOptions) -> Result<Vec<Listing>> {
    paths.iter().map(|path| Listing::open(path, options)).collect()
}

/// The merges that a log or the guard's journal tells.
///
/// # Errors
///
/// Those of the reader; `E_TIME`.
pub(super) fn log(listing: &Listing, asked: &Asked, past: &mut Past) -> Result<InputDigest> {
    let (survivor, merged) = asked.pair(listing)?;
    let (at, undone) = (asked.find(listing, "at")?, asked.find(listing, "undone")?);
    let columns: Vec<usize> = [Some(survivor), Some(merged), at, undone].into_iter().flatten().collect();
    let undone_at = 2 + usize::from(at.is_some());
    listing.scan(&columns, &[survivor, merged], |row| {
        let began = at.map(|column| time(listing, &row, 2, column)).transpose()?.flatten();
        let ended = undone.map(|column| time(listing, &row, undone_at, column)).transpose()?.flatten();
        let from = began.map_or(i64::MIN, |moment| moment.start);
        let until = ended.map_or(i64::MAX, |moment| moment.end);
        // An end before the beginning is that of an earlier merge of the pair: this one stands.
        let window = Window { from, until: if until < from { i64::MAX } else { until } };
        past.add(trim_id(row.cell(0)), trim_id(row.cell(1)), window, row.line);
        Ok(())
    })
}

/// A time in a cell; `None` where it is empty.
///
/// # Errors
///
/// `E_TIME` where it is none.
pub(super) fn time(
    listing: &Listing,
    row: &ListingRow<'_>,
    position: usize,
    column: usize,
) -> std::result::Result<Option<Moment>, Problem> {
    let text = row.cell(position).trim();
    if text.is_empty() {
        return Ok(None);
    }
    Moment::read(text).map(Some).ok_or_else(|| {
        Problem::input(
            "E_TIME",
            listing.place(row.line, column),
            "not a time that can be read",
            "日時として読めません",
        )
        .help(
            "write 2024-09-03, 2024-09-03 10:15:00 or 2024-09-03T10:15:00+09:00",
            "2024-09-03、2024-09-03 10:15:00、2024-09-03T10:15:00+09:00 のいずれかの形にしてください",
        )
    })
}

/// The merges that two snapshots tell: records that are marked in the later one, or gone from it.
///
/// # Errors
///
/// Those of the readers.
pub(super) fn snapshots(
    before: &[Listing],
    after: &[Listing],
    asked: &Asked,
    past: &mut Past,
) -> Result<Vec<InputDigest>> {
    let mut there = Ids::new();
    let mut digests = Vec::new();
    let mut marked = Vec::new();
    for listing in after {
        let id = asked.need(listing, "id")?;
        let into = asked.find(listing, "merged_into")?;
        let columns: Vec<usize> = std::iter::once(id).chain(into).collect();
        digests.push(listing.scan(&columns, &[id], |row| {
            let (id, into) = (trim_id(row.cell(0)), into.map_or("", |_| trim_id(row.cell(1))));
            there.intern(id);
            if !into.is_empty() {
                marked.push((into.to_owned(), id.to_owned(), row.line));
            }
            Ok(())
        })?);
    }
    let logged = !past.survivors.is_empty();
    for (survivor, merged, line) in &marked {
        // Where a log tells the merge too, its time is known, and the mark says nothing more.
        if !(logged && past.tells(survivor, merged)) {
            past.add(survivor, merged, Window::ALWAYS, *line);
        }
    }
    let mut went: Vec<u32> = past.merged.clone();
    went.sort_unstable();
    for listing in before {
        let id = asked.need(listing, "id")?;
        listing.scan(&[id], &[id], |row| {
            let id = trim_id(row.cell(0));
            let is_told = past.ids.find(id).is_some_and(|id| went.binary_search(&id).is_ok());
            if there.find(id).is_none() && !is_told {
                past.add_unplaced(id, row.line);
            }
            Ok(())
        })?;
    }
    Ok(digests)
}

/// What a contact log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogKind {
    /// Data shown or sent under an ID.
    Touch,
    /// Something recorded under an ID.
    Link,
    /// Seen by a stranger, whatever was merged.
    Disclosed,
}

/// Reads a contact log, event by event, each with its line.
///
/// # Errors
///
/// Those of the reader; `E_TIME`; `E_EFFECT` where a row says something else than what an event can do.
pub(super) fn events(
    listing: &Listing,
    asked: &Asked,
    kind: LogKind,
    mut each: impl FnMut(u64, &Event<'_>),
) -> Result<InputDigest> {
    let id = asked.need(listing, "id")?;
    let names = ["at", "touchpoint", "data", "shown", "owner", "viewer", "effect"];
    let mut columns = vec![id];
    let mut at = [None; 7];
    for (slot, name) in at.iter_mut().zip(names) {
        if let Some(column) = asked.find(listing, name)? {
            *slot = Some((columns.len(), column));
            columns.push(column);
        }
    }
    let stem = Path::new(&*listing.name).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default().to_owned();
    listing.scan(&columns, &[id], |row| {
        let cell = |which: usize| at[which].map_or("", |(position, _)| row.cell(position).trim());
        let person = |which: usize| Some(trim_id(cell(which))).filter(|id| !id.is_empty());
        let when =
            at[0].map(|(position, column)| time(listing, &row, position, column)).transpose()?.flatten();
        let effect = match (crate::fields::header_key(cell(6)).as_str(), kind) {
            ("", LogKind::Link) | ("damaged" | "毀損", _) => Effect::Damaged,
            ("", LogKind::Touch | LogKind::Disclosed) | ("shown" | "漏えい" | "閲覧" | "送付", _) => {
                Effect::Shown
            }
            _no_effect => {
                let place = listing.place(row.line, at[6].map_or(0, |(_, column)| column));
                return Err(Problem::input(
                    "E_EFFECT",
                    place,
                    "an event's effect is shown or damaged",
                    "影響は shown（漏えい）か damaged（毀損）です",
                ));
            }
        };
        // What stands behind a page's address may name a customer: `?mail=`, `#member`.
        let page = cell(1).split(['?', '#', '？', '＃']).next().unwrap_or_default().trim();
        let touchpoint = Some(page).filter(|text| !text.is_empty()).unwrap_or(&stem);
        let event = Event {
            at: when,
            id: trim_id(row.cell(0)),
            shown: person(3),
            owner: person(4),
            viewer: person(5),
            touchpoint,
            data: cell(2),
            effect,
            is_disclosed: kind == LogKind::Disclosed,
        };
        each(row.line, &event);
        Ok(())
    })
}

/// Reads a table of rows that belong to customers, row by row, each with its line and key. `earlier` says whose each row was
/// in the earlier copy of the table, by its key.
///
/// # Errors
///
/// Those of the reader; `E_TIME`.
pub(super) fn children(
    listing: &Listing,
    asked: &Asked,
    earlier: Option<&HashMap<String, String>>,
    mut each: impl FnMut(u64, &str, &ChildRow<'_>),
) -> Result<InputDigest> {
    let id = asked.need(listing, "id")?;
    let key = match earlier {
        Some(_) => Some(asked.need(listing, "key")?),
        None => asked.find(listing, "key")?,
    };
    let mut columns = vec![id];
    let mut at = [None; 3];
    for (slot, column) in
        at.iter_mut().zip([key, asked.find(listing, "presented")?, asked.find(listing, "at")?])
    {
        if let Some(column) = column {
            *slot = Some((columns.len(), column));
            columns.push(column);
        }
    }
    listing.scan(&columns, &[id], |row| {
        let cell = |which: usize| at[which].map(|(position, _)| trim_id(row.cell(position)));
        let when =
            at[2].map(|(position, column)| time(listing, &row, position, column)).transpose()?.flatten();
        let key = cell(0).unwrap_or_default();
        let before = earlier.and_then(|earlier| earlier.get(key)).map(String::as_str);
        each(row.line, key, &ChildRow { owner: trim_id(row.cell(0)), presented: cell(1), before, at: when });
        Ok(())
    })
}

/// Whose each row of an earlier copy of a table was, by its key.
///
/// # Errors
///
/// Those of the reader; `E_KEY_TWICE` where a key stands on two rows.
pub(super) fn earlier(listing: &Listing, asked: &Asked) -> Result<HashMap<String, String>> {
    let (id, key) = (asked.need(listing, "id")?, asked.need(listing, "key")?);
    let mut owners = HashMap::new();
    listing.scan(&[key, id], &[key, id], |row| {
        match owners.insert(trim_id(row.cell(0)).to_owned(), trim_id(row.cell(1)).to_owned()) {
            None => Ok(()),
            Some(_) => Err(Problem::input(
                "E_KEY_TWICE",
                listing.place(row.line, key),
                "this key stands on two rows",
                "同じキーの行が 2 つあります",
            )),
        }
    })?;
    Ok(owners)
}

/// Which keys of something (a session, a mailing) belong to these IDs.
///
/// # Errors
///
/// Those of the reader.
pub(super) fn keys_of(
    listing: &Listing,
    asked: &Asked,
    name: &str,
    mut each: impl FnMut(&str, &str),
) -> Result<InputDigest> {
    let (id, key) = (asked.need(listing, "id")?, asked.need(listing, name)?);
    listing.scan(&[key, id], &[key, id], |row| {
        each(trim_id(row.cell(0)), trim_id(row.cell(1)));
        Ok(())
    })
}

/// The lines (from 1) of these IDs in the record files, each with the file's number (from 0). Of an ID that stands on several
/// rows the first.
///
/// # Errors
///
/// Those of the reader.
pub(super) fn places(
    listings: &[Listing],
    asked: &Asked,
    wanted: impl Fn(&str) -> Option<u32>,
) -> Result<HashMap<u32, (usize, u64)>> {
    let mut places = HashMap::new();
    for (file, listing) in listings.iter().enumerate() {
        let id = asked.need(listing, "id")?;
        listing.scan(&[id], &[id], |row| {
            if let Some(record) = wanted(trim_id(row.cell(0))) {
                places.entry(record).or_insert((file, row.line));
            }
            Ok(())
        })?;
    }
    Ok(places)
}

/// A day of the command line.
///
/// # Errors
///
/// `E_USAGE`.
pub(super) fn day(text: Option<&String>) -> Result<Option<i64>> {
    let Some(text) = text else { return Ok(None) };
    crate::audit::merges::day(text).map(Some).ok_or_else(|| {
        let (en, ja) = ("--discovered must be YYYY-MM-DD", "--discovered は YYYY-MM-DD で指定してください");
        Problem::input("E_USAGE", Place::default(), en, ja).into()
    })
}
