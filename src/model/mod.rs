//! The words every room speaks. This room imports nothing of the program.

mod agreement;
mod columns;
mod comparison;
mod label;
mod personal;
mod place;
mod record;
mod row_digest;
mod verdict;

pub use agreement::Agreement;
pub use columns::{Columns, MappedColumn};
pub use comparison::{Comparison, FIELD_COUNT, FieldId, FormatId, Weakening, Weakenings};
pub use label::{Label, Lang};
pub use personal::Personal;
pub use place::Place;
pub use record::{ID_SPACES, RecordBatch, RecordId, trim_id};
pub use row_digest::{ROW_TAG, RowDigester};
pub use verdict::Verdict;
