#![doc = include_str!("ARCHITECTURE.md")]

pub mod attest;
pub mod audit;
pub mod cli;
#[cfg(feature = "columnar")]
pub mod columnar;
pub mod error;
pub mod fields;
pub mod gate;
pub mod model;
pub mod policy;
pub mod read;
pub mod report;
pub mod rules;
pub mod synth;
pub mod text;
