//! Exit codes: one enum, one table (interface section 6).

use crate::error::{Error, Fault};
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Every proposal passed.
    Passed = 0,
    /// The gate worked; some proposals are blocked or need review.
    NotAllPassed = 1,
    /// Usage, policy or input error: nothing approved.
    Input = 2,
    /// The batch breaker tripped: nothing may be merged.
    Halted = 3,
    /// The surroundings failed: nothing approved.
    Surroundings = 4,
    /// The program failed its own check: nothing approved.
    Internal = 5,
}

impl From<&Error> for Exit {
    fn from(error: &Error) -> Self {
        match error.fault() {
            Fault::Input => Self::Input,
            Fault::Surroundings => Self::Surroundings,
            Fault::Internal => Self::Internal,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
