//! One test binary. What belongs where:
//!
//! - `lexicon`: the readings of names, and what the gate makes of them.
//! - `read`: files in every encoding and format, and every way in which one can be broken.
//! - `sample`: the sample data, line by line as its README says.
//! - `synth`: the synthetic customers: chunks, labels, writings, golden bytes.
//! - `tidy`: house rules about the source.
//! - `truth`: the truth tables of the fields, which a steward can read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod lexicon;
mod read;
mod sample;
mod synth;
mod tidy;
mod truth;
