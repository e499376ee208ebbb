//! The corridor turned on what has already happened: the same reading, normalising, comparing and judging as the gate's,
//! asked other questions. Nothing here approves anything.
//!
//! The three questions are those of published incidents: one ID on several people (Sapporo Beer, December 2020), a list whose
//! rows belong to somebody else (Palet d'Or, June 2021), and merges of two people (L'Oréal Japan, 2024).

mod addresses;
mod changes;
mod kind;
mod list;
pub mod merges;
mod outgoing;
mod outgoing_cells;
mod people;
mod result;
mod rows;
pub mod shift;
mod snapshot;
mod stream;

pub use addresses::{addressed, column, columns_of, recipient_columns, several};
pub use changes::find as find_changes;
pub use kind::{Kind, Level};
pub use list::{FoundInLists, List, ListTotals, Several, check as check_lists};
pub use outgoing::{Outgoing, OutgoingColumn, look_through, personal_columns};
pub use outgoing_cells::Kind as OutgoingKind;
pub use people::Bounds;
pub use result::{FINDINGS_MAX, Finding, HEADER, Line, Outcome};
pub use rows::{Law, RowAt};
pub use snapshot::{Found, Logins, ROWS_MAX, find as find_shared};
pub use stream::{ADDED_MAX, Answer, Desk, LINE_BYTES_MAX};
