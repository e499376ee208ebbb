//! `sekisho audit ids`: IDs that stand on records of different people.

use super::super::args;
use super::super::exit::Exit;
use super::super::say::Voice;
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::read::Files;
use crate::report::Claim;
use clap::{ArgMatches, Command};

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("ids")
        .about(t(
            "Find IDs and addresses that stand on records of different people",
            "別人の記録に付いている ID・アドレスを探す",
        ))
        .arg(args::records(voice))
        .arg(
            args::path(
                "out",
                voice,
                "The folder for the result; it must not exist yet, or be empty",
                "結果を書くフォルダ（存在しないか空であること）",
            )
            .required(true),
        )
        .arg(args::policy(voice))
        .arg(args::encoding(voice))
}

/// Runs the command.
///
/// # Errors
///
/// `E_USAGE`: the question is not answered yet.
pub(super) fn run(
    _matches: &ArgMatches,
    _voice: Voice,
    _claim: &Claim,
    _files: &'static dyn Files,
) -> Result<Exit> {
    Err(Problem::input(
        "E_USAGE",
        Place::default(),
        "this audit is not available",
        "この監査はまだ使えません",
    )
    .into())
}
