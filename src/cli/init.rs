//! `sekisho init`: a starting policy from the files' headers, on stdout or in a new file.

use super::args;
use super::exit::Exit;
use super::say::Voice;
use crate::error::{Problem, Result};
use crate::model::{Columns, Place};
use crate::policy::{others_columns, starting_policy};
use crate::read::{Merges, ReadOptions, Records};
use clap::{ArgMatches, Command};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("init")
        .about(t("Write a starting policy from the files' headers", "見出しから最初のポリシーを作る"))
        .long_about(t(
            "Reads the headers of the files, takes the usual English and Japanese ones for the fields they name, and prints a commented policy that says so. Read it before you use it: columns of other people (ship-to, children, emergency contacts) belong under ignore.",
            "ファイルの見出しを読み、よくある英語・日本語の見出しを項目に対応付けて、注釈付きのポリシーを表示します。使う前に必ず目を通してください。別の人の列（お届け先、お子様、緊急連絡先）は ignore に入れます。",
        ))
        .arg(args::records(voice))
        .arg(args::path("merges", voice, "The proposed merges", "統合候補の一覧").required(true))
        .arg(args::path("out", voice, "Write the policy into this new file instead of stdout", "標準出力ではなく、この新しいファイルに書く"))
        .arg(args::encoding(voice))
}

/// Runs the command.
///
/// # Errors
///
/// Those of the readers; `E_OUT_EXISTS`, `E_OUT_IO`, `E_STDOUT`.
pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let options = ReadOptions { encoding: args::encoding_of(matches)?, ..ReadOptions::default() };
    let merges: &PathBuf = args::required(matches, "merges")?;
    Merges::open(merges, &options)?;
    let records = Records::open(&args::paths(matches, "records"), &Columns::default(), &[], &options)?;
    let Some(first) = records.files().first() else { return Ok(Exit::Input) };
    let text = starting_policy(&first.id, &first.mapping, &first.unused);
    warn(&first.unused, voice);
    let Some(out) = args::optional_path(matches, "out") else {
        // The policy is the whole purpose of the command, so it is printed even where the rest is silent.
        if voice.json {
            voice.machine_answer(&json!({ "policy": text, "out": null }))?;
        } else {
            voice.answer(&format!("{}\n", text.trim_end()))?;
        }
        return Ok(Exit::Passed);
    };
    let mut new = OpenOptions::new();
    let file = new.write(true).create_new(true).mode(0o600).open(out);
    file.and_then(|mut f| f.write_all(text.as_bytes())).map_err(|e| {
        if e.kind() == std::io::ErrorKind::AlreadyExists {
            let place = Place::file(&out.to_string_lossy());
            Problem::input(
                "E_OUT_EXISTS",
                place,
                "the file exists and is not overwritten",
                "既にあるファイルは上書きしません",
            )
            .into()
        } else {
            crate::report::io_error(out, &e)
        }
    })?;
    if voice.json {
        voice.machine(&json!({ "policy": text, "out": out.display().to_string() }));
    }
    Ok(Exit::Passed)
}

/// Says on stderr which columns look like another person's. They are named by their headers, as the policy names them.
fn warn(unused: &[String], voice: Voice) {
    let others: Vec<&str> = others_columns(unused).map(String::as_str).collect();
    if !others.is_empty() && !voice.quiet {
        let say = voice.text(
            "these columns look like another person's and stand under ignore",
            "別の人の列と見えるため ignore に入れました",
        );
        let _ = writeln!(std::io::stderr().lock(), "sekisho: {say}: {}", others.join(", "));
    }
}
