//! One test binary. What belongs where:
//!
//! - `synth`: the synthetic table: its files fit together, its labels are true.
//! - `truth`: the truth tables under `tests/fields` and `tests/rules`, which a steward can read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod synth;
mod truth;
