//! Merges that have already happened (L'Oréal Japan, notice of 2024-12-13): which of them joined two people, who saw whose data
//! where and when, what must stop at once, how it is taken back, and what the regulator asks.
//!
//! ```text
//! past      which record went into which, when        (a merge log, the guard's journal, or two snapshots)
//! look back the gate's own judgement on each          (gate::look_back)
//! groups    who is behind each merged customer        -> findings: right, possible, wrong
//! containment  what must stop at once                 -> published before anything else is read
//! exposure, touch  whose data were seen, where, when  <- contact logs
//! restore   originals, rows that go back, what cannot be decided
//! law, draft   the nine items of the Japanese report, for people to judge
//! ```
//!
//! A customer's text is nowhere in here but inside the gate: everything below works with IDs, lines and agreements.

mod containment;
mod csv;
mod draft;
mod exposure;
mod groups;
mod law;
mod moment;
mod past;
mod restore;
mod tables;
mod touch;

pub use containment::{Held, held, list as containment_list};
pub use csv::Rows;
pub use draft::{Facts, Lines, MergeCounts, draft};
pub use exposure::{PersonIdx, Views};
pub use groups::{Finding, Group, Groups, groups};
pub use law::{Cases, Deadlines, Met, is_financial, is_sensitive};
pub use moment::{Moment, date, day, written};
pub use past::{Past, PastMerge, Window};
pub use restore::{Action, ChildPlan, ChildRow, WayBack, merge as merge_plan};
pub use tables::{merges_table, people_table, touch_tables};
pub use touch::{Counted, Effect, Event, Exposure, Passed, People, TouchRow, Touches, Who};
