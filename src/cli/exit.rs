//! How a run ends: exit codes, one enum and one table (interface section 6), and what a crash may say.

use crate::error::{Error, Fault, is_contained};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::Write;
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
    /// The batch breaker tripped, or something does not match its certificate: nothing may be merged.
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

/// Keeps a crash from showing what the program holds: a panic says its place and not its message, which may hold a value,
/// and no image of the memory is written (`RLIMIT_CORE`, `core(5)`). A library that gives up on a damaged file says nothing
/// at all: the file is refused in the reader's own words.
pub fn keep_to_itself() {
    std::panic::set_hook(Box::new(|panic| {
        if is_contained() {
            return;
        }
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        let _ =
            writeln!(std::io::stderr(), "sekisho: E_PANIC internal error at {place}; nothing was approved");
    }));
    // Lowering a limit of its own is allowed to every process; where it is not, there is nothing to be done.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}
