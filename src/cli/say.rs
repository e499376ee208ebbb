//! What the program says, in both languages side by side, and where it says it.
//!
//! Results go to stdout, errors and progress to stderr. Nothing here takes a customer's value.

use super::exit::Exit;
use crate::error::{Error, Fault, Problem, Result};
use crate::model::{Label, Lang, Place};
use crate::report::words;
use std::io::{self, IsTerminal, Write};
use unicode_width::UnicodeWidthStr;

/// How to speak: language, silence, machine-readable or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The language of messages.
    pub lang: Lang,
    /// Whether results are printed as JSON.
    pub json: bool,
    /// Whether only errors are printed.
    pub quiet: bool,
}

/// What came of writing a result to stdout.
///
/// # Errors
///
/// `E_STDOUT`, but not where the reader closed the pipe.
pub(super) fn written(done: io::Result<()>) -> Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let kind = error.kind();
            let en = format!("the result cannot be written to standard output: {kind}");
            let ja = format!("結果を標準出力に書けません: {kind}");
            Err(Problem::surroundings("E_STDOUT", Place::default(), en, ja).into())
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

impl Voice {
    /// One text in the language asked for.
    #[must_use]
    pub const fn text(self, en: &'static str, ja: &'static str) -> &'static str {
        Label { en, ja }.text(self.lang)
    }

    /// A line of a result, on stdout. A reader that closed the pipe early is no failure of the gate.
    pub fn line(self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stdout().lock(), "{text}");
        }
    }

    /// Whether results on stdout are coloured: a person sees them on a terminal that knows colours, and has not set
    /// `NO_COLOR` (<https://no-color.org>).
    #[must_use]
    pub fn paints(self) -> bool {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb
    }

    /// A result that is the whole purpose of a command, on stdout: whoever asked for it must know where it did not arrive.
    /// A reader that closed the pipe early has seen what it wanted.
    ///
    /// # Errors
    ///
    /// `E_STDOUT` where it cannot be written.
    pub fn answer(self, text: &str) -> Result<()> {
        let mut out = io::stdout().lock();
        written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }

    /// A machine-readable result, on stdout, also where the rest is silent.
    pub fn machine(self, value: &serde_json::Value) {
        let _ = self.machine_answer(value);
    }

    /// The same where it is the whole purpose of a command ([`Voice::answer`]).
    ///
    /// # Errors
    ///
    /// `E_STDOUT` where it cannot be written.
    pub fn machine_answer(self, value: &serde_json::Value) -> Result<()> {
        self.answer(&format!("{value:#}\n"))
    }

    /// All problems of an error, on stderr; as JSON lines on stdout too where that is asked for ([`Voice::lines`]).
    pub fn error(self, error: &Error) {
        let mut err = io::stderr().lock();
        for problem in error.problems() {
            let _ = writeln!(err, "sekisho: {}", problem.text(self.lang));
        }
        let shown = error.problems().len() as u64;
        let all: u64 = error.counts().values().sum();
        if all > shown {
            let counts: Vec<String> = error.counts().iter().map(|(code, n)| format!("{code} {n}")).collect();
            let more = self.text("problems in all", "件の問題");
            let _ = writeln!(err, "sekisho: {all} {more}: {}", counts.join(", "));
        }
        if self.json {
            self.lines(error);
        }
    }

    /// An error as JSON lines on stdout: one object a problem, those kept in full; then one with the number of problems of
    /// each code and the exit code.
    pub fn lines(self, error: &Error) {
        let shown = error.problems();
        let counts = serde_json::json!({
            "counts": error.counts(),
            "problems": error.counts().values().sum::<u64>(),
            "shown": shown.len(),
            "exit": Exit::from(error) as u8,
        });
        let mut out = io::stdout().lock();
        for line in shown.iter().map(|problem| self.problem(problem)).chain([counts]) {
            let _ = writeln!(out, "{line}");
        }
    }

    /// One problem as an object; what is not known is null.
    pub(super) fn problem(self, problem: &Problem) -> serde_json::Value {
        let (message, help) = match self.lang {
            Lang::En => (&problem.en, &problem.help.0),
            Lang::Ja => (&problem.ja, &problem.help.1),
        };
        serde_json::json!({
            "code": problem.code,
            "fault": match problem.fault {
                Fault::Input => "input",
                Fault::Surroundings => "surroundings",
                Fault::Internal => "internal",
            },
            "file": problem.place.file.as_deref(),
            "line": problem.place.line,
            "column": problem.place.column,
            "header": problem.place.header.as_deref(),
            "byte": problem.place.byte,
            "message": message,
            "help": if help.is_empty() { self.usual_help(problem.fault) } else { help },
        })
    }

    /// What to do where a problem says no more than what is wrong.
    const fn usual_help(self, fault: Fault) -> &'static str {
        match fault {
            Fault::Input => self.text(
                "nothing was approved; correct it at its source and run again",
                "何も承認していません。元データを直してから再実行してください",
            ),
            Fault::Surroundings => self.text(
                "nothing was approved; remove the cause and run again",
                "何も承認していません。原因を取り除いてから再実行してください",
            ),
            Fault::Internal => self.text(
                "nothing was approved; keep the files of this run and report it",
                "何も承認していません。入力ファイルを保管して報告してください",
            ),
        }
    }
}

/// Whether a person sees stderr.
#[must_use]
pub fn stderr_is_seen() -> bool {
    io::stderr().is_terminal()
}

/// Pads a text with spaces to a width in terminal cells; Japanese characters take two.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    let gap = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(gap))
}

/// A reason code in a few words.
#[must_use]
pub fn reason_title(code: &str, lang: Lang) -> String {
    words::reason_title(code, lang)
}

/// The language the locale asks for: Japanese where `LC_ALL`, `LC_MESSAGES` or `LANG` (the first that is set) starts
/// with `ja`.
#[must_use]
pub fn lang_of_locale() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let first = set.into_iter().find(|value| !value.is_empty());
    if first.is_some_and(|value| value.starts_with("ja")) { Lang::Ja } else { Lang::En }
}
