#![doc = include_str!("ARCHITECTURE.md")]

pub mod error;
pub mod fields;
pub mod model;
pub mod synth;
pub mod text;
