//! Arguments that several commands share.

use super::say::Voice;
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::read::Encoding;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use std::path::{Path, PathBuf};

/// `--records FILE...`
pub(super) fn records(voice: Voice) -> Arg {
    Arg::new("records")
        .long("records")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .num_args(1..)
        .action(ArgAction::Append)
        .required(true)
        .help(voice.text(
            "The customer records: CSV, TSV, NDJSON, Excel, Parquet or Arrow, one file or several",
            "顧客データ（CSV、TSV、NDJSON、Excel、Parquet、Arrow。複数可）",
        ))
}

/// `--policy FILE`
pub(super) fn policy(voice: Voice) -> Arg {
    path(
        "policy",
        voice,
        "The policy (TOML); without it the built-in one",
        "ポリシー（TOML）。省略時は組み込みのもの",
    )
}

/// `--encoding NAME`
pub(super) fn encoding(voice: Voice) -> Arg {
    Arg::new("encoding").long("encoding").value_name("NAME").help(voice.text(
        "The encoding of text files: utf-8, utf-16 or cp932; without it, found from the whole file",
        "テキストの文字コード: utf-8, utf-16, cp932。省略時はファイル全体から判定",
    ))
}

/// A path of some name.
pub(super) fn path(name: &'static str, voice: Voice, en: &'static str, ja: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("PATH").value_parser(value_parser!(PathBuf)).help(voice.text(en, ja))
}

/// A switch.
pub(super) fn flag(name: &'static str, voice: Voice, en: &'static str, ja: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(voice.text(en, ja))
}

/// `--replace`
pub(super) fn replace(voice: Voice) -> Arg {
    flag(
        "replace",
        voice,
        "Set a former result aside as <out>.previous before anything is read",
        "以前の結果を <out>.previous に退避してから始める",
    )
}

/// The value of an argument that the command line must have.
pub(super) fn required<'m, T: Clone + Send + Sync + 'static>(
    matches: &'m ArgMatches,
    name: &str,
) -> Result<&'m T> {
    matches.get_one::<T>(name).ok_or_else(|| {
        Problem::input(
            "E_USAGE",
            Place::default(),
            format!("--{name} is missing"),
            format!("--{name} がありません"),
        )
        .into()
    })
}

/// A path that may be left out.
pub(super) fn optional_path<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m Path> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path)
}

/// All paths of an argument, in order.
pub(super) fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.get_many::<PathBuf>(name).into_iter().flatten().cloned().collect()
}

/// The encoding that is asked for.
pub(super) fn encoding_of(matches: &ArgMatches) -> Result<Option<Encoding>> {
    let Some(name) = matches.get_one::<String>("encoding") else { return Ok(None) };
    Encoding::by_name(name).map(Some).ok_or_else(|| {
        Problem::input(
            "E_USAGE",
            Place::default(),
            "--encoding must be utf-8, utf-16 or cp932",
            "--encoding は utf-8, utf-16, cp932 のいずれかです",
        )
        .into()
    })
}
