//! `sekisho audit`: checks of what has already happened, and of lists that are about to be sent. One file a question.

mod ids;
mod list;
mod merges;
mod outgoing;
#[cfg(feature = "reveal")]
mod outgoing_release;
mod stream;

use super::exit::Exit;
use super::say::Voice;
use crate::audit::{Level, Outcome};
use crate::error::Result;
use crate::model::Label;
use crate::read::Files;
use crate::report::{Claim, Staging};
use clap::{ArgMatches, Command};
use std::path::Path;

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("audit")
        .about(t(
            "Find harm that has already happened: one ID on two people, a list whose rows are somebody else's, merges of two people",
            "既に起きた被害を調べる（一つの ID に複数の人、他人の行が混じった送付リスト、別人の統合）",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(ids::command(voice))
        .subcommand(list::command(voice))
        .subcommand(merges::command(voice))
}

/// Runs the command.
///
/// # Errors
///
/// Those of the question that is asked.
pub(super) fn run(
    matches: &ArgMatches,
    voice: Voice,
    claim: &Claim,
    files: &'static dyn Files,
) -> Result<Exit> {
    match matches.subcommand() {
        Some(("ids", m)) => ids::run(m, voice, claim, files),
        Some(("list", m)) => list::run(m, voice, claim, files),
        Some(("merges", m)) => merges::run(m, voice, claim, files),
        _not_a_question => Ok(Exit::Input),
    }
}

/// What is said to a person, beside what was found.
struct Said {
    /// The answer, first of all.
    answer: Label,
    /// The numbers.
    counted: Vec<String>,
    /// What to do next.
    next: String,
}

/// Publishes what was found and says it: the answer first, the numbers, and what to do next.
fn finish(outcome: &Outcome, staging: Staging, out: &Path, said: &Said, voice: Voice) -> Result<Exit> {
    outcome.write(&staging)?;
    staging.publish()?;
    if voice.json {
        voice.machine(&outcome.json());
    } else {
        voice.line(said.answer.text(voice.lang));
        said.counted.iter().for_each(|line| voice.line(&format!("  {line}")));
        outcome.lines(voice.lang).iter().for_each(|line| voice.line(line));
        let [csv, json] = ["findings.csv", "audit.json"].map(|name| out.join(name).display().to_string());
        let (lines, all) =
            (voice.text("Line by line:", "一行ずつ:"), voice.text("all figures:", "すべての数値:"));
        voice.line(&format!("{lines} {csv}  {all} {json}"));
        voice.line(&format!("{} {}", voice.text("Next:", "次:"), said.next));
    }
    Ok(match outcome.level() {
        Some(Level::Stop) => Exit::Halted,
        Some(Level::Look) => Exit::NotAllPassed,
        Some(Level::Note) | None => Exit::Passed,
    })
}
