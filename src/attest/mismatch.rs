//! What does not match: what was approved is not what is there, or cannot be read. Then nothing may be merged (exit 3).

use crate::error::{Error, Problem};
use crate::model::Lang;
use serde_json::{Value, json};

/// One thing that does not match. It names files, IDs and counts, never a customer's value.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Stable code, `certificate.expired`; of what could not be read, the code of the error.
    pub code: &'static str,
    /// The file, where there is one.
    pub file: String,
    /// What does not match, in English.
    pub en: String,
    /// The same in Japanese.
    pub ja: String,
}

impl Mismatch {
    /// One mismatch about a file.
    #[must_use]
    pub fn new(code: &'static str, file: &str, en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { code, file: file.to_owned(), en: en.into(), ja: ja.into() }
    }

    /// All problems of an error.
    pub fn of_error(error: &Error) -> impl Iterator<Item = Self> + '_ {
        let of = |problem: &Problem| {
            let file = problem.place.file.as_ref().map(|_| problem.place.to_string()).unwrap_or_default();
            Self::new(problem.code, &file, problem.en.clone(), problem.ja.clone())
        };
        error.problems().iter().map(of)
    }

    /// The same for programs.
    #[must_use]
    pub fn machine(&self) -> Value {
        json!({ "code": self.code, "file": self.file, "en": self.en, "ja": self.ja })
    }

    /// The line a person reads.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let what = match lang {
            Lang::En => &self.en,
            Lang::Ja => &self.ja,
        };
        let file = if self.file.is_empty() { String::new() } else { format!("{}: ", self.file) };
        format!("{file}{} {what}", self.code)
    }
}
