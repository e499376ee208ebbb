//! `sekisho completions SHELL`: what a shell needs to complete the command line.

use super::exit::Exit;
use super::say::{Voice, written};
use crate::error::Result;
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use std::io::{self, Write};

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

/// Prints the completions.
///
/// # Errors
///
/// `E_STDOUT`.
pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let shell: &Shell = super::args::required(matches, "shell")?;
    // Into memory first: the generator panics where it cannot write.
    let mut text = Vec::new();
    clap_complete::generate(*shell, &mut super::command(voice), "sekisho", &mut text);
    let mut out = io::stdout().lock();
    written(out.write_all(&text).and_then(|()| out.flush()))?;
    Ok(Exit::Passed)
}
