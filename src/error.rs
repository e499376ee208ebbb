//! What stopped us, where, what was expected, and what to do about it.
//!
//! `Error` means: the program could not do its work, and nothing was approved. It is not what the data
//! say against a proposal (a finding) nor what does not match a certificate (a mismatch). No error holds
//! a customer's value: where the offending text matters, its place and its shape are given instead.

use crate::model::{Lang, Place};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many problems are kept in full; the rest is counted by code.
pub const PROBLEMS_SHOWN: usize = 20;

/// Whose fault it is, which decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Usage, policy or input: exit 2.
    Input,
    /// Disk, lock, permission, memory: exit 4.
    Surroundings,
    /// The program failed its own check: exit 5.
    Internal,
}

/// One problem at one place.
///
/// Texts are written where the problem is found, in both languages, in one form: what is wrong in lower case
/// without a full stop; then what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, `E_CSV_QUOTE`.
    pub code: &'static str,
    /// Whose fault.
    pub fault: Fault,
    /// Where.
    pub place: Place,
    /// What is wrong and what was expected, in English; never a customer's value.
    pub en: String,
    /// The same in Japanese.
    pub ja: String,
    /// What to do, English and Japanese; empty where there is nothing to say.
    pub help: (String, String),
}

impl Problem {
    /// A problem of an input file, the policy or the command line.
    #[must_use]
    pub fn input(code: &'static str, place: Place, en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { code, fault: Fault::Input, place, en: en.into(), ja: ja.into(), help: Default::default() }
    }

    /// A problem of the surroundings.
    #[must_use]
    pub fn surroundings(
        code: &'static str,
        place: Place,
        en: impl Into<String>,
        ja: impl Into<String>,
    ) -> Self {
        Self { fault: Fault::Surroundings, ..Self::input(code, place, en, ja) }
    }

    /// The program failed its own check.
    #[must_use]
    pub fn internal(code: &'static str, en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { fault: Fault::Internal, ..Self::input(code, Place::default(), en, ja) }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, en: impl Into<String>, ja: impl Into<String>) -> Self {
        self.help = (en.into(), ja.into());
        self
    }

    /// The line a person reads: place, code, column name, what is wrong; then a help line.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let (what, help) = match lang {
            Lang::En => (&self.en, &self.help.0),
            Lang::Ja => (&self.ja, &self.help.1),
        };
        let mut line = String::new();
        if self.place.file.is_some() {
            line.push_str(&format!("{}: ", self.place));
        }
        line.push_str(self.code);
        line.push(' ');
        if let Some(header) = &self.place.header {
            line.push_str(&match lang {
                Lang::En => format!("column {header}: "),
                Lang::Ja => format!("列 {header}: "),
            });
        }
        line.push_str(what);
        if let Some(byte) = self.place.byte {
            line.push_str(&match lang {
                Lang::En => format!(" (byte offset {byte})"),
                Lang::Ja => format!(" (バイト位置 {byte})"),
            });
        }
        if !help.is_empty() {
            line.push_str(match lang {
                Lang::En => "\n  help: ",
                Lang::Ja => "\n  対処: ",
            });
            line.push_str(help);
        }
        line
    }
}

/// One or more problems, found in one pass. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Problems>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Problems {
    shown: Vec<Problem>,
    counts: BTreeMap<&'static str, u64>,
    fault: Fault,
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        let counts = BTreeMap::from([(problem.code, 1)]);
        let fault = problem.fault;
        Self(Box::new(Problems { shown: vec![problem], counts, fault }))
    }
}

impl Error {
    /// All problems of one pass, or `None` where there are none. Keeps the first twenty in full.
    #[must_use]
    pub fn from_problems(problems: impl IntoIterator<Item = Problem>) -> Option<Self> {
        let mut problems = problems.into_iter();
        let mut error = Self::from(problems.next()?);
        for problem in problems {
            error.add(problem);
        }
        Some(error)
    }

    /// Adds one more problem.
    pub fn add(&mut self, problem: Problem) {
        *self.0.counts.entry(problem.code).or_default() += 1;
        self.0.fault = self.0.fault.max(problem.fault);
        if self.0.shown.len() < PROBLEMS_SHOWN {
            self.0.shown.push(problem);
        }
    }

    /// Joins two errors, this one's problems first.
    pub fn append(&mut self, other: Self) {
        let Problems { shown, counts, fault } = *other.0;
        for (code, count) in counts {
            let kept = shown.iter().filter(|problem| problem.code == code).count() as u64;
            *self.0.counts.entry(code).or_default() += count - kept;
        }
        self.0.fault = self.0.fault.max(fault);
        for problem in shown {
            self.add(problem);
        }
    }

    /// The problems kept in full, in the order found.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0.shown
    }

    /// How many problems of each code, those not shown included.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<&'static str, u64> {
        &self.0.counts
    }

    /// The gravest fault among the problems.
    #[must_use]
    pub fn fault(&self) -> Fault {
        self.0.fault
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems().iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&problem.text(Lang::En))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

thread_local! {
    /// How many calls of [`contained`] this thread is in.
    static CONTAINED: Cell<u32> = const { Cell::new(0) };
}

/// Runs a call into a library that a damaged file may make panic; `None` where it did. What it left half-done must not be
/// looked at again. A panic in here is no fault of this program, and nothing is said about it ([`is_contained`]).
pub fn contained<T>(call: impl FnOnce() -> T) -> Option<T> {
    CONTAINED.set(CONTAINED.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(call));
    CONTAINED.set(CONTAINED.get() - 1);
    done.ok()
}

/// Whether a panic of this thread would end in [`contained`].
#[must_use]
pub fn is_contained() -> bool {
    CONTAINED.get() > 0
}

/// What a fallible function of this program returns.
pub type Result<T> = std::result::Result<T, Error>;
