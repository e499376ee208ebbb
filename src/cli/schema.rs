//! `sekisho schema`: the JSON Schemas of the files that other programs read or write.

use super::exit::Exit;
use super::say::Voice;
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::report::SCHEMAS;
use clap::{Arg, ArgMatches, Command};

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("schema")
        .about(t("Print the JSON Schema of a file", "ファイルの JSON Schema を表示する"))
        .arg(
            Arg::new("name")
                .value_name("NAME")
                .required(true)
                .value_parser(SCHEMAS.iter().map(|(name, _)| *name).collect::<Vec<_>>())
                .help(t("Which: audit (audit.json of audit ids and audit list), audit_merges (audit.json of audit merges), summary (summary.json), diff (a line of diff.jsonl), decisions (decisions-NAME.json)", "種類: audit（audit ids・audit list の audit.json）、audit_merges（audit merges の audit.json）、summary（summary.json）、diff（diff.jsonl の一行）、decisions（decisions-担当者名.json）")),
        )
}

/// Runs the command.
///
/// # Errors
///
/// `E_USAGE` for a name that is none, `E_STDOUT`.
pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let name = matches.get_one::<String>("name");
    let Some((_, text)) = SCHEMAS.iter().find(|(known, _)| name.is_some_and(|name| name == known)) else {
        return Err(Problem::input(
            "E_USAGE",
            Place::default(),
            "no such schema",
            "そのようなスキーマはありません",
        )
        .into());
    };
    voice.answer(text)?;
    Ok(Exit::Passed)
}
