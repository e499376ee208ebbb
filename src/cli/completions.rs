//! `sekisho completions SHELL`: what a shell needs to complete the command line.

use super::exit::Exit;
use super::say::Voice;
use crate::error::Result;
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

pub(super) fn command(voice: Voice) -> Command {
    Command::new("completions")
        .about(voice.text("Print completions for a shell", "シェルの補完定義を表示する"))
        .arg(
            Arg::new("shell")
                .required(true)
                .value_parser(value_parser!(Shell))
                .help(voice.text("The shell", "シェルの名前")),
        )
}

pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        clap_complete::generate(*shell, &mut super::command(voice), "sekisho", &mut std::io::stdout());
    }
    Ok(Exit::Passed)
}
