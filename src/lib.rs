#![doc = include_str!("ARCHITECTURE.md")]

pub mod error;
pub mod fields;
pub mod gate;
pub mod model;
pub mod policy;
pub mod read;
pub mod rules;
pub mod text;
