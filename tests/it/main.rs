//! One test binary. What belongs where:
//!
//! - `truth`: the truth tables under `tests/fields` and `tests/rules`, which a steward can read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod truth;
