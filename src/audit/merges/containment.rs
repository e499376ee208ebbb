//! What must stop at once, before anybody counts: the accounts, mailings and sessions of everybody whose record was, or may
//! have been, joined with somebody else's. IDs only, for programs to act on.
//!
//! An absorbed ID is on the lists too: a shop's systems go on resolving it to the record that stayed, and a mailing that was
//! drawn before the merge still names it. Where the shop says which sessions and mailings are open, those of these IDs are
//! listed by their own keys. Where all merges of a customer were taken back, nothing is left to stop.

use super::csv::Rows;
use super::groups::{Finding, Groups};
use super::past::Past;

/// One ID to be held.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    /// The ID.
    pub id: &'a str,
    /// Whether it is certain.
    pub finding: Finding,
    /// The group (from 1, as files count them).
    pub group: u32,
}

/// Everybody who must be held, the certain ones first, then in the order of the groups, the record that stayed first.
#[must_use]
pub fn held<'a>(past: &'a Past, groups: &Groups) -> Vec<Held<'a>> {
    let mut held = Vec::new();
    let standing = past.standing();
    for (number, group) in groups.groups.iter().enumerate() {
        let finding = groups.worst(number as u32);
        let stands = |at: &u32| standing[past.merges[*at as usize].pair as usize];
        if finding != Finding::Right && group.merges.iter().any(stands) {
            let each = group.members.iter().map(|record| past.ids.text(*record));
            held.extend(each.map(|id| Held { id, finding, group: number as u32 + 1 }));
        }
    }
    // A record that is gone without a word may be in anybody's account.
    let gone = past.unplaced.iter().map(|(record, _)| past.ids.text(*record));
    held.extend(gone.map(|id| Held { id, finding: Finding::Possible, group: 0 }));
    held.sort_by_key(|held| std::cmp::Reverse(held.finding));
    held
}

/// The list as CSV: the ID, how certain it is, its group (empty where nobody knows it).
#[must_use]
pub fn list(held: &[Held<'_>]) -> String {
    let mut rows = Rows::exact(&["id", "finding", "group"]);
    for held in held {
        rows.cell(held.id);
        rows.plain(held.finding.name());
        rows.maybe((held.group > 0).then_some(held.group));
        rows.end();
    }
    rows.take()
}
