//! What the audit writes: the lists of what must stop, published first; then the tables, the restore plan, the draft and the
//! figures.

use super::columns::Asked;
use super::input;
use super::plan;
use super::{Judged, Tables};
use crate::audit::merges::{self as audit, Facts, Finding, Lines, MergeCounts, People, TouchRow};
use crate::error::{Error, Result};
use crate::read::InputDigest;
use crate::report::{Staged, Staging, hex};
use clap::ArgMatches;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// How many of what must stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stopped {
    /// IDs.
    pub(super) ids: u64,
    /// Of these, those that are certain.
    pub(super) certain: u64,
}

/// Writes and publishes the lists of what must stop.
///
/// # Errors
///
/// Those of the readers of `--sessions` and `--mailings`, and of the disk.
pub(super) fn contain(judged: &Judged, tables: &Tables, asked: &Asked, staging: Staging) -> Result<Stopped> {
    let held = audit::held(&judged.past, &judged.groups);
    let by_id: HashMap<&str, &audit::Held<'_>> = held.iter().map(|held| (held.id, held)).collect();
    let list = audit::containment_list(&held);
    write(&staging, "accounts_to_suspend.csv", &list)?;
    for (name, listings, key, header) in [
        ("mailings_to_hold.csv", &tables.mailings, "mailing", "mailing_id"),
        ("sessions_to_end.csv", &tables.sessions, "session", "session_id"),
    ] {
        if listings.is_empty() {
            write(&staging, name, &list)?;
            continue;
        }
        let mut rows = audit::Rows::exact(&[header, "id", "finding", "group"]);
        for listing in listings {
            input::keys_of(listing, asked, key, |key, id| {
                let Some(held) = by_id.get(id) else { return };
                rows.cell(key);
                rows.cell(id);
                rows.plain(held.finding.name());
                rows.maybe((held.group > 0).then_some(held.group));
                rows.end();
            })?;
        }
        write(&staging, name, &rows.take())?;
    }
    staging.publish()?;
    let certain = held.iter().filter(|held| held.finding == Finding::Wrong).count();
    Ok(Stopped { ids: held.len() as u64, certain: certain as u64 })
}

/// Writes one file.
pub(super) fn write(staging: &Staging, name: &'static str, text: &str) -> Result<Staged> {
    staging.write(name, |out| out.write_all(text.as_bytes()))
}

/// What the command line says of the case.
pub(super) struct Said {
    discovered: Option<i64>,
    is_wrongful: Option<bool>,
    sensitive: Vec<String>,
    financial: Vec<String>,
    held: u64,
}

impl Said {
    pub(super) fn of(matches: &ArgMatches, discovered: Option<i64>, held: u64) -> Self {
        let words = |name| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
        Self {
            discovered,
            is_wrongful: matches.get_one::<String>("purpose").map(|word| word == "wrongful"),
            sensitive: words("sensitive"),
            financial: words("financial"),
            held,
        }
    }
}

/// Everything that was written into the report, in figures.
pub(super) struct Report {
    /// Events read.
    pub(super) events: u64,
    /// The merges.
    pub(super) merges: MergeCounts,
    /// Everybody concerned.
    pub(super) people: People,
    /// The rows of the table of touch points: touch point, kinds of data, effect, events, people certain and possible.
    pub(super) touches: Vec<(String, String, &'static str, u64, u64, u64)>,
    /// The figures as JSON.
    pub(super) json: serde_json::Value,
}

impl Report {
    /// Writes all files of the report.
    pub(super) fn make(
        judged: &Judged,
        tables: &Tables,
        asked: &Asked,
        staging: &Staging,
        said: &Said,
    ) -> Result<Self> {
        let (past, groups) = (&judged.past, &judged.groups);
        let mut digests = judged.digests.clone();
        let (text, merge_lines) = audit::merges_table(past, groups, &judged.looked);
        let mut staged = vec![write(staging, "merges.csv", &text)?];
        let (text, people_lines) = audit::people_table(past, groups);
        staged.push(write(staging, "people.csv", &text)?);
        let counted = touched(judged, tables, asked, staging, &mut staged, &mut digests)?;
        let touch_lines =
            counted.as_ref().map(|counted| tables_of(counted, staging, &mut staged)).transpose()?;
        let restore = plan::restored(judged, tables, asked, staging, &mut staged)?;
        let children = plan::given_back(judged, tables, asked, staging, &mut staged, &mut digests)?;
        let reasons = reasons(judged);
        let touch_lines = touch_lines.unwrap_or_default();
        let merged_people = people_of(people_lines);
        let people = everybody(merged_people, past.unplaced.len() as u64, counted.as_ref());
        let kinds = |declared: &[String], is: fn(&str) -> bool| {
            let has =
                |row: &TouchRow| row.items().any(|item| is(item) || declared.iter().any(|kind| kind == item));
            counted.as_ref().map(|counted| counted.people(has))
        };
        let sensitive = kinds(&said.sensitive, audit::is_sensitive);
        let financial = kinds(&said.financial, audit::is_financial);
        let facts = Facts {
            discovered: said.discovered,
            policy: judged.policy_name.as_deref().unwrap_or("組み込みの方針"),
            merges: counts(judged, merge_lines),
            merge_lines,
            merged_people,
            people_lines,
            merged_between: between(judged),
            reasons: &reasons,
            counted: counted.as_ref(),
            touch_lines: &touch_lines,
            people,
            cases: audit::Cases::of(people, sensitive, financial, said.is_wrongful),
            held: said.held,
            restore,
            children,
        };
        staged.push(write(staging, "draft_ja.md", &audit::draft(&facts))?);
        let json = super::json::figures(&facts, judged, &digests, &staged);
        write(staging, "audit.json", &format!("{json:#}\n"))?;
        let rows = counted.as_ref().map_or(&[][..], |counted| &counted.rows);
        let touches = rows.iter().map(|row| {
            let (confirmed, possible) = (row.count(Finding::Wrong), row.count(Finding::Possible));
            (row.touchpoint.clone(), row.data.clone(), row.effect.name(), row.events, confirmed, possible)
        });
        Ok(Self {
            events: counted.as_ref().map_or(0, |counted| counted.passed.events),
            merges: facts.merges,
            people,
            touches: touches.collect(),
            json,
        })
    }
}

fn people_of([certain, possible]: [Lines; 2]) -> People {
    People {
        confirmed: certain.count(),
        possible: possible.count(),
        gross: certain.count() + possible.count(),
    }
}

/// Everybody concerned: of what contact logs show the certain ones; without logs, everybody who certainly was joined with
/// somebody else. All others who were joined, or are gone, may be.
fn everybody(merged: People, unplaced: u64, counted: Option<&audit::Counted<'_>>) -> People {
    let Some(counted) = counted else {
        return People { possible: merged.possible + unplaced, ..merged };
    };
    let confirmed = counted.people(|_| true).confirmed;
    let all = merged.all() + counted.outside().all() + unplaced;
    People { confirmed, possible: all - confirmed.min(all), gross: all }
}

fn counts(judged: &Judged, [wrong, possible, right]: [Lines; 3]) -> MergeCounts {
    MergeCounts {
        rows: judged.past.merges.len() as u64,
        right: right.count(),
        possible: possible.count(),
        wrong: wrong.count(),
        unplaced: judged.past.unplaced.len() as u64,
    }
}

/// The first and last second of the wrong merges whose time is known.
fn between(judged: &Judged) -> Option<(i64, i64)> {
    let wrong =
        judged.past.merges.iter().filter(|m| judged.groups.findings[m.pair as usize] == Finding::Wrong);
    let began: Vec<i64> = wrong.filter_map(|merge| merge.window.began()).collect();
    Some((*began.iter().min()?, *began.iter().max()?))
}

/// Why merges were wrong, the commonest first.
fn reasons(judged: &Judged) -> Vec<(&'static str, u64)> {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for merge in &judged.past.merges {
        if judged.groups.findings[merge.pair as usize] == Finding::Wrong {
            let codes = judged.looked[merge.pair as usize].decision.reasons.codes();
            codes.for_each(|code| *counts.entry(code).or_default() += 1);
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
    counts
}

/// Counts the contact logs, and writes every single exposure while they stream past. `None` where no log was given.
fn touched<'a>(
    judged: &'a Judged,
    tables: &Tables,
    asked: &Asked,
    staging: &Staging,
    staged: &mut Vec<Staged>,
    digests: &mut Vec<InputDigest>,
) -> Result<Option<audit::Counted<'a>>> {
    if tables.touches.is_empty() {
        return Ok(None);
    }
    let mut touches = audit::Touches::new(audit::Views::new(&judged.past, &judged.groups));
    let mut failed: Option<Error> = None;
    staged.push(staging.write("exposures.csv", |out| {
        let header =
            ["log", "line", "at", "touchpoint", "data", "effect", "finding", "id", "person", "viewer"];
        let mut rows = audit::Rows::new(&header);
        let mut written = Ok(());
        for (kind, listing) in &tables.touches {
            let scanned = input::events(listing, asked, *kind, |line, event| {
                let exposures = touches.count(event).to_vec();
                for exposure in exposures {
                    rows.cell(&listing.name);
                    rows.plain(line);
                    rows.maybe(event.at.map(|at| audit::written(at.start)));
                    rows.cell(event.touchpoint);
                    rows.cell(event.data);
                    rows.plain(event.effect.name());
                    rows.plain(exposure.finding.name());
                    rows.cell(event.id);
                    rows.cell(touches.name(exposure.person));
                    rows.cell(exposure.viewer.map_or("", |viewer| touches.name(viewer)));
                    rows.end();
                    if written.is_ok() {
                        written = out.write_all(rows.take().as_bytes());
                    }
                }
            });
            match (scanned, &mut failed) {
                (Ok(digest), _) => digests.push(digest),
                (Err(error), Some(failed)) => failed.append(error),
                (Err(error), none) => *none = Some(error),
            }
        }
        written?;
        out.write_all(rows.take().as_bytes())
    })?);
    match failed {
        Some(error) => Err(error),
        None => Ok(Some(touches.finish())),
    }
}

fn tables_of(
    counted: &audit::Counted<'_>,
    staging: &Staging,
    staged: &mut Vec<Staged>,
) -> Result<Vec<[Lines; 2]>> {
    let (table, people, lines) = audit::touch_tables(counted);
    staged.push(write(staging, "touch.csv", &table)?);
    staged.push(write(staging, "exposed_people.csv", &people)?);
    Ok(lines)
}

/// SHA-256 of the policy's text, lower-case hexadecimal.
pub(super) fn policy_sha256(judged: &Judged) -> String {
    hex(&Sha256::digest(judged.policy_text.as_bytes()))
}
