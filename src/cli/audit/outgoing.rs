//! `sekisho audit list --outgoing`: what a file that is about to leave the house holds, and its release by two people.
//!
//! Three steps: to list, for anybody; to sign, each approver for themselves; to release, which encrypts the file to its
//! recipients and writes no clear copy. Nothing is mailed: what leaves is the encrypted copy alone.

use super::super::exit::Exit;
use super::super::say::Voice;
use super::super::{args, clock};
use crate::attest::Mismatch;
use crate::audit::{self, Outgoing};
use crate::error::{Error, Problem, Result};
use crate::model::{Label, Lang, Place};
use crate::read::{Files, Listing, ReadOptions};
use crate::report::{Claim, Former, RELEASED, Staging, hex};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The arguments of `audit list` that are about files to be sent.
pub(super) fn arguments(command: Command, voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let files = |name: &'static str, en, ja| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .num_args(1..)
            .action(ArgAction::Append)
            .help(t(en, ja))
    };
    let with = |arg: Arg| arg.requires("outgoing");
    let text = |name: &'static str, value: &'static str, en, ja| {
        Arg::new(name).long(name).value_name(value).requires("outgoing").help(t(en, ja))
    };
    command
        .arg(
            files("outgoing", "Files about to be sent: which columns hold personal data, and of how many people; card numbers are refused", "送ろうとするファイル。個人データの列と人数を示し、カード番号があれば拒否する")
                .conflicts_with_all(["records", "list", "map", "recipients"]),
        )
        .arg(with(args::path("sign", voice, "Approve that the file is sent to --reveal-to: sign with this private key, into --paper", "--reveal-to への送付を承認し、この秘密鍵で --paper に署名する")).requires_all(["approver", "reason", "paper", "reveal-to"]))
        .arg(text("approver", "NAME", "Who approves", "承認者の氏名"))
        .arg(text("reason", "TEXT", "Why the file is sent", "送付の理由"))
        .arg(with(args::path("paper", voice, "The file of the signed approval; it must not exist yet", "署名付き承認のファイル（存在しないこと）")))
        .arg(
            args::flag("release", voice, "Release what two people approved: the file, encrypted to --reveal-to, into --out", "二人が承認したファイルを --reveal-to 宛に暗号化し、--out に書く")
                .requires("outgoing")
                .conflicts_with("sign")
                .requires_all(["approvals", "approver-key", "prepared-by", "reveal-to", "out"]),
        )
        .arg(with(files("approvals", "The two signed approvals", "署名付き承認（二つ）")))
        .arg(with(files("approver-key", "The public keys of people who may release", "承認できる人の公開鍵")))
        .arg(with(args::path("prepared-by", voice, "The public key of whoever prepared the file, who cannot release it", "ファイルを作成した人の公開鍵（承認者にはなれない）")))
        .arg(text("preparer", "NAME", "The name of whoever prepared the file", "ファイルを作成した人の氏名"))
        .arg(text("reveal-to", "KEY", "Who may open the copy: an age key (age1...), an SSH public key, or a file of such keys; may be given several times", "開ける人の公開鍵: age（age1...）、SSH、または鍵を書いたファイル（複数指定可）").action(ArgAction::Append))
}

/// Runs the command where `--outgoing` is given.
///
/// # Errors
///
/// Usage, files that cannot be read, keys. What does not match is no error.
pub(super) fn run(m: &ArgMatches, voice: Voice, claim: &Claim, files: &'static dyn Files) -> Result<Exit> {
    let paths = args::paths(m, "outgoing");
    let (signs, releases) = (m.contains_id("sign"), m.get_flag("release"));
    if (signs || releases) && paths.len() != 1 {
        let (en, ja) = ("one file is approved at a time", "承認は一つのファイルごとに行います");
        return Err(Problem::input("E_USAGE", Place::default(), en, ja).into());
    }
    // First of all, so that a release that is refused leaves no former one in place.
    let former = Former::of(m.get_flag("replace"), RELEASED);
    let place = args::optional_path(m, "out").filter(|_| releases);
    let staging = place.map(|out| Staging::open_for(claim, out, former)).transpose()?;
    let (mut found, mut numbers, mut unread) = (Vec::new(), Vec::new(), None);
    for path in &paths {
        match look(path, m, files).map_err(refused_numbers) {
            Ok(outgoing) => found.push(outgoing),
            Err(Ok(refused)) => numbers.extend(refused),
            Err(Err(error)) => unread = unread.or(Some(error)),
        }
    }
    numbers.extend(found.iter().flat_map(cards));
    // That nothing may be sent is said first, whatever else is wrong with another file.
    if !numbers.is_empty() {
        return Ok(refused_for(&numbers, &found, voice));
    }
    if let Some(error) = unread {
        return Err(error);
    }
    match (&found[..], signs, staging) {
        #[cfg(feature = "reveal")]
        ([one], true, _) => super::outgoing_release::sign(m, voice, one),
        #[cfg(feature = "reveal")]
        ([one], _, Some(staging)) => {
            super::outgoing_release::release(m, voice, staging, files, &paths[0], one)
        }
        #[cfg(not(feature = "reveal"))]
        (_, true, _) | (_, _, Some(_)) => {
            let (en, ja) = (
                "this program was built without encryption (feature reveal)",
                "このプログラムは暗号化なし（機能 reveal なし）で作られています",
            );
            Err(Problem::input("E_USAGE", Place::default(), en, ja).into())
        }
        _only_listed => {
            if voice.json {
                voice.machine_answer(&as_json(&found, &[], voice))?;
            } else if !voice.quiet {
                let lines = found.iter().flat_map(|outgoing| lines(outgoing, voice.lang));
                voice.answer(&lines.map(|line| format!("{line}\n")).collect::<String>())?;
            }
            let asks = |outgoing: &Outgoing| outgoing.is_personal() || outgoing.suspects().next().is_some();
            Ok(if found.iter().any(asks) { Exit::NotAllPassed } else { Exit::Passed })
        }
    }
}

fn look(path: &Path, m: &ArgMatches, files: &'static dyn Files) -> Result<Outgoing> {
    let options = ReadOptions { encoding: args::encoding_of(m)?, files, ..ReadOptions::default() };
    audit::look_through(&Listing::open(path, &options)?, &clock::today())
}

/// A whole column of card numbers or My Numbers is found by the reader: no fault of the file's form, and nothing may be sent.
fn refused_numbers(error: Error) -> Result<Vec<Problem>> {
    let is_number = |problem: &Problem| matches!(problem.code, "E_CARD" | "E_MY_NUMBER");
    let all = error.counts().keys().all(|code| matches!(*code, "E_CARD" | "E_MY_NUMBER"));
    if !all || !error.problems().iter().all(is_number) {
        return Err(error);
    }
    Ok(error.problems().to_vec())
}

/// Says which numbers keep the files from being sent.
fn refused_for(numbers: &[Problem], found: &[Outgoing], voice: Voice) -> Exit {
    if voice.json {
        voice.machine(&as_json(found, numbers, voice));
        return Exit::Halted;
    }
    for Problem { code, place, en, ja, .. } in numbers {
        let what = if voice.lang == Lang::En { en } else { ja };
        voice.line(&format!("{place}: {code} {what}"));
    }
    voice.line(voice.text(
        "REFUSED: numbers that have no place in a file to be sent; leave the column out",
        "拒否: 送付してはならない番号が含まれています。列を除いてください",
    ));
    Exit::Halted
}

/// The columns with card numbers: line and column, no digit.
fn cards(outgoing: &Outgoing) -> impl Iterator<Item = Problem> {
    outgoing.cards().filter_map(|column| {
        let (cells, line) = column.cards?;
        let place = Place::file(&outgoing.digest.name).at_line(line).at_column(column.number);
        let en = format!("payment-card numbers in {cells} cells, the first on line {line}");
        let ja = format!("{cells} 件のセルにカード番号（最初は {line} 行目）");
        let (help_en, help_ja) =
            ("leave the column out; nothing may be sent", "列を除いてください。送付できません");
        Some(Problem::input("E_CARD", place, en, ja).help(help_en, help_ja))
    })
}

/// The columns of other long codes of which a few may be card numbers, a line each: for a person to look at.
fn suspects(outgoing: &Outgoing, lang: Lang) -> Vec<String> {
    let one = |column: &audit::OutgoingColumn| {
        let (cells, line) = column.suspects?;
        let place = Place::file(&outgoing.digest.name).at_line(line).at_column(column.number);
        Some(match lang {
            Lang::En => format!("  {place}: {cells} cells may hold payment-card numbers; look at them"),
            Lang::Ja => {
                format!("  {place}: カード番号の可能性があるセルが {cells} 件あります。確認してください")
            }
        })
    };
    outgoing.suspects().filter_map(one).collect()
}

/// The answer for programs: each file, and what keeps them from being sent.
fn as_json(found: &[Outgoing], refused: &[Problem], voice: Voice) -> Value {
    json!({
        "files": found.iter().map(file_as_json).collect::<Vec<_>>(),
        "refused": refused.iter().map(|problem| voice.problem(problem)).collect::<Vec<_>>(),
    })
}

fn file_as_json(outgoing: &Outgoing) -> Value {
    let columns = outgoing.columns.iter().map(|column| {
        json!({
            "column": column.number,
            "header": column.header.as_deref(),
            "kind": column.kind.map(audit::OutgoingKind::name),
            "by": if column.by_header { "header" } else { "cells" },
            "another_person": column.is_anothers,
            "cells": column.cells,
            "people": column.people,
            "cards": column.cards.map(|(cells, line)| json!({ "cells": cells, "line": line })),
            "card_suspects": column.suspects.map(|(cells, line)| json!({ "cells": cells, "line": line })),
        })
    });
    json!({
        "file": outgoing.digest.name,
        "sha256": hex(&outgoing.digest.sha256),
        "rows": outgoing.digest.rows,
        "people": outgoing.people(),
        "customers": outgoing.customers,
        "others": outgoing.others,
        "columns": columns.collect::<Vec<_>>(),
    })
}

/// What a person reads of one file.
fn lines(outgoing: &Outgoing, lang: Lang) -> Vec<String> {
    let (name, rows) = (&outgoing.digest.name, outgoing.digest.rows);
    let (people, others) = (outgoing.people(), outgoing.others);
    let t = |en, ja| Label { en, ja }.text(lang);
    if !outgoing.is_personal() {
        let none = t("no column that looks like personal data", "個人データと思われる列はありません");
        return std::iter::once(format!("{name}: {none}")).chain(suspects(outgoing, lang)).collect();
    }
    let mut lines = vec![match lang {
        Lang::En => format!(
            "{name}: personal data of at most {people} people ({others} of them no customers) in {rows} rows"
        ),
        Lang::Ja => format!("{name}: 最大 {people} 人分の個人データ（うち顧客以外 {others} 人）、{rows} 行"),
    }];
    for column in outgoing.personal() {
        let header = column.header.as_deref().unwrap_or("–");
        let kind = column.kind.map_or("", |kind| kind.label().text(lang));
        let (number, cells, people) = (column.number, column.cells, column.people);
        let by = if column.by_header {
            t("by its header", "見出しから")
        } else {
            t("by its cells", "内容から")
        };
        lines.push(match lang {
            Lang::En => {
                format!("  column {number} {header}: {kind} ({by}), {cells} cells of {people} people")
            }
            Lang::Ja => format!("  {number} 列目 {header}: {kind}（{by}）、{cells} 件・{people} 人"),
        });
    }
    lines.extend(suspects(outgoing, lang));
    lines.push(
        t(
            "Not to be sent as it is: two people approve it (--sign), then --release encrypts it to its recipients",
            "このまま送らないでください。二人が --sign で承認し、--release で受取人宛に暗号化します",
        )
        .to_owned(),
    );
    lines
}

/// Says everything that does not match.
#[cfg_attr(not(feature = "reveal"), expect(dead_code, reason = "only a release is refused so"))]
pub(super) fn refused(mismatches: &[Mismatch], voice: Voice) -> Exit {
    if voice.json {
        let mismatches: Vec<_> = mismatches.iter().map(Mismatch::machine).collect();
        voice.machine(&json!({ "released": null, "out": null, "mismatches": mismatches }));
        return Exit::Halted;
    }
    mismatches.iter().for_each(|mismatch| voice.line(&mismatch.text(voice.lang)));
    voice.line(voice.text("REFUSED: nothing is released", "拒否: 何も出しません"));
    Exit::Halted
}
