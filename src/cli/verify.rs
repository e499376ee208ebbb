//! `sekisho verify`: the executing job's last step. Is this exactly what was approved, and is it still true?

use super::exit::Exit;
use super::say::Voice;
use super::{args, clock};
use crate::attest::{self, Asked, Found, PublicKey, RowPair, Stale};
use crate::error::Result;
use crate::model::Lang;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use std::path::PathBuf;

/// How many stale pairs are named to a person; `--json` names all.
const STALE_SHOWN: usize = 20;

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let command = Command::new("verify")
        .about(t("Hold a certificate against what is about to be merged", "実行直前に、証明書と統合の内容を照合する"))
        .long_about(t(
            "The executing job's last step: the certificate's signature, expiry and revocation; the merges file, byte for byte what was approved or a part of it in its order; the records as they are now, pair by pair against the digests that were checked. Anything that does not match, or cannot be read, ends with exit code 3: nothing may be merged.",
            "統合を実行する処理の最後の一歩です。証明書の署名・期限・失効、統合リスト（承認内容とバイト単位で同じか、その一部が順序どおりか）、現在の顧客データ（検査時のダイジェストと一組ずつ）を照合します。一致しないもの、読めないものがあれば終了コード 3 で、何も統合してはいけません。",
        ))
        .after_help(t(
            "Exit codes: 0 everything matches; 2 usage or key file; 3 something does not match or cannot be read: nothing may be merged.\n\nExample:\n  sekisho verify --certificate result/certificate.json --merges result/approved.csv --records now.csv --key gate.pub",
            "終了コード: 0 すべて一致; 2 使い方または鍵ファイルの誤り; 3 一致しない・読めないものがある（何も統合してはいけない）\n\n例:\n  sekisho verify --certificate result/certificate.json --merges result/approved.csv --records now.csv --key gate.pub",
        ))
        .arg(args::path("certificate", voice, "The certificate; approved.csv and certificate.rows.csv belong beside it", "証明書（隣に approved.csv と certificate.rows.csv を置く）").required(true))
        .arg(args::path("merges", voice, "What is about to be merged: approved.csv, or a part of its rows in their order", "これから統合する内容（approved.csv、またはその一部を順序どおりに）").required(true))
        .arg(
            Arg::new("records")
                .long("records")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .num_args(1..)
                .action(ArgAction::Append)
                .help(t("The customer records as they are now", "現在の顧客データ")),
        )
        .arg(args::path("key", voice, "The public key that must have signed; without it the signature is not looked at", "署名者の公開鍵。省略すると署名は確認しない"))
        .arg(args::path("policy", voice, "The policy that must have been in force", "適用されていたはずのポリシー"))
        .arg(args::path("proposed", voice, "The merges file that was checked", "検査した統合候補のファイル"))
        .arg(args::path("revoked", voice, "A list of revoked certificates and keys, one ID a line", "失効した証明書と鍵の一覧（1 行に 1 つの ID）"))
        .arg(args::path("ledger", voice, "The ledger, which must have a line of the run", "台帳（この実行の行があること）"))
        .arg(args::encoding(voice))
        .arg(args::flag("exact", voice, "The record files must be byte for byte those that were checked", "顧客データも検査時とバイト単位で同じであること").requires("records"));
    #[cfg(feature = "postgres")]
    let command = command.arg(super::load::db(voice));
    command
}

/// Runs the command.
///
/// # Errors
///
/// Usage, a key file that cannot be used, `E_STDOUT`. What does not match is no error.
pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let certificate: &PathBuf = args::required(matches, "certificate")?;
    let merges: &PathBuf = args::required(matches, "merges")?;
    let records = args::paths(matches, "records");
    let key = args::optional_path(matches, "key").map(PublicKey::read).transpose()?;
    let asked = Asked {
        certificate,
        merges: Some(merges),
        records: &records,
        policy: args::optional_path(matches, "policy"),
        proposed: args::optional_path(matches, "proposed"),
        key,
        ledger: args::optional_path(matches, "ledger"),
        revoked: args::optional_path(matches, "revoked"),
        encoding: args::encoding_of(matches)?,
        is_exact: matches.get_flag("exact"),
        now: clock::now(),
    };
    #[cfg_attr(not(feature = "postgres"), expect(unused_mut, reason = "only a database adds to it"))]
    let mut found = attest::verify(&asked);
    #[cfg(feature = "postgres")]
    if let Some(url) = matches.get_one::<String>("db")
        && found.statement.is_some()
        && let Err(error) = attest::compare(url, &mut found)
    {
        // A database that cannot be read is as bad as one that does not match.
        found.mismatches.extend(attest::Mismatch::of_error(&error));
    }
    let is_key_given = asked.key.is_some();
    let said = if voice.json {
        format!("{:#}\n", machine(&found, is_key_given))
    } else if voice.quiet {
        String::new()
    } else {
        lines(&found, is_key_given, voice).iter().map(|line| format!("{line}\n")).collect()
    };
    let told = voice.answer(&said);
    if found.mismatches.is_empty() {
        told?;
        return Ok(Exit::Passed);
    }
    // That nothing may be merged is said by the exit code, whatever became of the words.
    Ok(Exit::Halted)
}

/// The result for programs.
pub(super) fn machine(found: &Found, is_key_given: bool) -> Value {
    let stale: std::collections::BTreeSet<(&str, &str)> =
        found.stale.iter().map(|s| (s.survivor_id.as_str(), s.merged_id.as_str())).collect();
    let is_fresh = |pair: &RowPair<'_>| !stale.contains(&(pair.survivor_id, pair.merged_id));
    let fresh = found.fresh.map(|_| {
        let pairs = found.pairs.iter().filter(is_fresh);
        pairs.map(|p| json!({ "survivor_id": p.survivor_id, "merged_id": p.merged_id })).collect::<Vec<_>>()
    });
    let of_stale =
        |s: &Stale| json!({ "survivor_id": s.survivor_id, "merged_id": s.merged_id, "why": s.why.name() });
    json!({
        "matches": found.mismatches.is_empty(),
        "certificate": found.id,
        "signature": signature(found, is_key_given),
        "key": found.key_id,
        "pairs": found.pairs.len(),
        "fresh": fresh,
        "stale": found.stale.iter().map(of_stale).collect::<Vec<_>>(),
        "mismatches": found.mismatches.iter().map(attest::Mismatch::machine).collect::<Vec<_>>(),
    })
}

/// What the signature is worth.
fn signature(found: &Found, is_key_given: bool) -> &'static str {
    match (found.key_id.is_empty(), is_key_given, found.statement.is_some()) {
        (true, _, _) => "none",
        (false, true, true) => "good",
        (false, true, false) => "bad",
        (false, false, _) => "not_checked",
    }
}

/// The result for a person.
fn lines(found: &Found, is_key_given: bool, voice: Voice) -> Vec<String> {
    let t = |en, ja| voice.text(en, ja).to_owned();
    let mut lines: Vec<String> = found.mismatches.iter().map(|mismatch| mismatch.text(voice.lang)).collect();
    let stale = found.stale.iter().take(STALE_SHOWN);
    lines.extend(stale.map(|s| format!("  {} <- {}: {}", s.survivor_id, s.merged_id, s.why.name())));
    if found.stale.len() > STALE_SHOWN {
        let more = found.stale.len() - STALE_SHOWN;
        lines.push(format!("  … {more} {}", t("more; --json names all", "組（--json ですべて表示）")));
    }
    if !found.mismatches.is_empty() {
        lines.push(t("REFUSED: nothing may be merged", "拒否: 何も統合してはいけません"));
        return lines;
    }
    match signature(found, is_key_given) {
        "none" => lines.push(t(
            "the certificate is not signed: anyone could have written it; sign with --key at check",
            "証明書に署名がありません。誰でも書けるものです。check の --key で署名してください",
        )),
        "not_checked" => lines.push(t(
            "the signature was not checked: no --key was given",
            "署名は確認していません（--key がありません）",
        )),
        _checked => {}
    }
    if found.fresh.is_none() {
        lines.push(t(
            "the records were not compared: neither --records nor --db was given",
            "現在の顧客データとは照合していません（--records も --db もありません）",
        ));
    }
    let pairs = found.pairs.len();
    lines.push(match voice.lang {
        Lang::En => format!("OPEN: {pairs} pairs are what was approved"),
        Lang::Ja => format!("開門: {pairs} 組が承認どおりです"),
    });
    lines
}
