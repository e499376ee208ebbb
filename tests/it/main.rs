//! One test binary. What belongs where:
//!
//! - `sample`: the sample data, line by line as its README says.
//! - `tidy`: house rules about the source.
//! - `truth`: the truth tables of the fields, which a steward can read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod sample;
mod tidy;
mod truth;
