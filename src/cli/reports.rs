//! Which reports for people a run writes, and how much they show: `--report`, `--detail`, `--reveal-to`,
//! `--pseudonym-key`.

use super::args;
use super::say::Voice;
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::report::{Detail, KEY_BYTES, Pseudonyms, REPORTS, Reports, System, hex, io_error, write_alone};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::io;
use std::path::Path;

/// Adds the arguments.
pub(super) fn arguments(command: Command, voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    command
        .arg(
            Arg::new("report")
                .long("report")
                .value_name("LIST")
                .value_delimiter(',')
                .value_parser(["html", "xlsx", "none"])
                .default_value("html,xlsx")
                .help(t("Reports for people beside the data files: html, xlsx, both with a comma between, or none", "データファイルのほかに作る報告書: html、xlsx（コンマ区切りで両方）、または none")),
        )
        .arg(
            Arg::new("detail")
                .long("detail")
                .value_parser(["shareable", "masked", "full"])
                .default_value("masked")
                .help(t("How much the reports show: masked (IDs and the shape of a difference), shareable (for people outside: pseudonyms, no count below 10), full (the values too, in further files that are encrypted to --reveal-to)", "報告書に出す詳しさ: masked（ID と違いの形）、shareable（社外用: 仮名のみ、10 未満の件数は伏せる）、full（値も。--reveal-to に宛てて暗号化した別ファイルにだけ書く）")),
        )
        .arg(
            Arg::new("reveal-to")
                .long("reveal-to")
                .value_name("KEY")
                .action(ArgAction::Append)
                .help(t("Who may read the full report: an age key (age1...), an SSH public key, or a file of such keys; may be given several times", "完全な報告書を読める人の公開鍵: age（age1...）、SSH、または鍵を書いたファイル（複数指定可）")),
        )
        .arg(args::path("pseudonym-key", voice, "The key of the pseudonyms of --detail shareable, made where it is not there; without it a key is drawn and forgotten, and no two runs can be compared", "--detail shareable の仮名の鍵（なければ作る）。省略時は毎回使い捨ての鍵を使い、実行どうしを比べられない"))
}

/// The reports that are asked for.
///
/// # Errors
///
/// `E_USAGE` for arguments that do not go together, `E_RECIPIENT`, `E_PSEUDONYM_KEY`, `E_OUT_IO`.
pub(super) fn chosen(matches: &ArgMatches, voice: Voice) -> Result<Reports> {
    let words: Vec<&String> = matches.get_many("report").into_iter().flatten().collect();
    if words.len() > 1 && words.iter().any(|word| *word == "none") {
        return Err(usage("--report none stands alone", "--report none は単独で指定してください"));
    }
    let detail = matches.get_one::<String>("detail").map_or("masked", String::as_str);
    let keys: Vec<&str> =
        matches.get_many::<String>("reveal-to").into_iter().flatten().map(String::as_str).collect();
    let key_file = args::optional_path(matches, "pseudonym-key");
    if (detail == "full") == keys.is_empty() {
        return Err(usage(
            "--detail full and --reveal-to go together: values are only written to be read with a key",
            "--detail full と --reveal-to は必ず一緒に指定します（値は鍵で暗号化して書きます）",
        ));
    }
    #[cfg(not(feature = "reveal"))]
    if !keys.is_empty() {
        return Err(usage(
            "this program was built without encryption (feature reveal)",
            "このプログラムは暗号化なし（機能 reveal なし）で作られています",
        ));
    }
    if key_file.is_some() && detail != "shareable" {
        return Err(usage(
            "--pseudonym-key needs --detail shareable",
            "--pseudonym-key は --detail shareable と一緒に指定してください",
        ));
    }
    let detail = if detail == "shareable" {
        Detail::Shareable(Box::new(Pseudonyms::under(&key(key_file)?)))
    } else {
        Detail::Masked
    };
    Ok(Reports {
        chosen: REPORTS.iter().filter(|report| words.iter().any(|word| *word == report.word)).collect(),
        lang: voice.lang,
        detail,
        #[cfg(feature = "reveal")]
        revealed_to: if keys.is_empty() { None } else { Some(crate::report::Recipients::parse(&keys)?) },
    })
}

fn usage(en: &str, ja: &str) -> crate::error::Error {
    Problem::input("E_USAGE", Place::default(), en, ja).into()
}

/// The key in a file, made where there is none; without a file, one that is forgotten.
fn key(path: Option<&Path>) -> Result<[u8; KEY_BYTES]> {
    let Some(path) = path else { return drawn(Path::new("getrandom")) };
    if path.exists() {
        let text = std::fs::read_to_string(path).map_err(|e| io_error(path, &e))?;
        return parsed(text.trim()).ok_or_else(|| {
            let place = Place::file(&path.to_string_lossy());
            let (en, ja) = ("it is no key: 64 hexadecimal digits", "鍵ではありません（16 進数 64 桁）");
            Problem::input("E_PSEUDONYM_KEY", place, en, ja).into()
        });
    }
    let key = drawn(path)?;
    write_alone(&System, path, false, format!("{}\n", hex(&key)).as_bytes())?;
    Ok(key)
}

/// Random bytes of the system (`getrandom(2)`).
fn drawn(path: &Path) -> Result<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    match rustix::rand::getrandom(&mut key, rustix::rand::GetRandomFlags::empty()) {
        Ok(KEY_BYTES) => Ok(key),
        Ok(_too_few) => Err(io_error(path, &io::ErrorKind::UnexpectedEof.into())),
        Err(e) => Err(io_error(path, &e.into())),
    }
}

fn parsed(text: &str) -> Option<[u8; KEY_BYTES]> {
    if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
        return None;
    }
    let mut key = [0; KEY_BYTES];
    for (i, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(key)
}
