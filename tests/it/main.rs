//! One test binary. What belongs where:
//!
//! - `read`: files in every encoding and format, and every way in which one can be broken.
//! - `truth`: the truth tables under `tests/fields` and `tests/rules`, which a steward can read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod read;
mod truth;
