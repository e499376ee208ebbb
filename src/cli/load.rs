//! `sekisho load`: brings a certificate's approvals where the database's guard finds them.

use super::exit::Exit;
use super::say::Voice;
use super::{args, clock, verify};
use crate::attest::{self, Asked, PublicKey, parse_duration};
use crate::error::{Problem, Result};
use crate::model::{Lang, Place};
use clap::{Arg, ArgMatches, Command};
use std::path::PathBuf;

/// For how long merges may run after a load, unless told otherwise: the longest that a job of one night takes.
const LEASE: &str = "2h";

/// `--db URL`; also from `SEKISHO_DB`, since a command line is shown to every user of the machine.
pub(super) fn db(voice: Voice) -> Arg {
    Arg::new("db").long("db").value_name("URL").env("SEKISHO_DB").hide_env_values(true).help(voice.text(
        "The database: postgres://user@host/name or host=/run/postgresql dbname=crm; any other machine is spoken to in TLS (sslmode=verify-full, sslrootcert=FILE) unless it says sslmode=disable",
        "データベース: postgres://user@host/name または host=/run/postgresql dbname=crm。ほかの機械とは TLS で通信する（sslmode=verify-full、sslrootcert=ファイル）。暗号化しないのは sslmode=disable と書いたときだけ",
    ))
}

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("load")
        .about(t("Load a certificate's approvals into the guarded database", "証明書の承認をデータベースに読み込む"))
        .long_about(t(
            "Holds the certificate against its signature, expiry and revocation, and against the guard's policy, program and columns; then writes its pairs into the database in one transaction, all or none, and renews the lease without which the guard refuses every merge.",
            "証明書の署名・期限・失効と、関所（guard）のポリシー・プログラム・列を照合したうえで、承認された組を一つのトランザクションで（すべてか、一つもなしか）データベースに書き、統合を許す期限（リース）を更新します。",
        ))
        .arg(args::path("certificate", voice, "The certificate; certificate.rows.csv belongs beside it", "証明書（隣に certificate.rows.csv を置く）").required(true))
        .arg(db(voice).required(true))
        .arg(args::path("key", voice, "The public key that must have signed", "署名者の公開鍵"))
        .arg(args::path("revoked", voice, "A list of revoked certificates and keys, one ID a line", "失効した証明書と鍵の一覧（1 行に 1 つの ID）"))
        .arg(Arg::new("lease").long("lease").value_name("TIME").default_value(LEASE).help(t(
            "For how long merges may run from now on: 30m, 2h, up to 24h; `none` leaves the lease as it is",
            "これから統合を許す期間: 30m、2h など、24h まで。none なら変更しない",
        )))
}

/// Runs the command.
///
/// # Errors
///
/// Usage, a key file that cannot be used, a database that cannot be reached. What does not match is no error.
pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let certificate: &PathBuf = args::required(matches, "certificate")?;
    let url: &String = args::required(matches, "db")?;
    let lease: &String = args::required(matches, "lease")?;
    let lease = if lease == "none" { Some(0) } else { parse_duration(lease).filter(|s| *s <= 86_400) };
    let lease = lease.ok_or_else(|| {
        let (en, ja) =
            ("--lease must be like 30m or 2h, 24h at the most", "--lease は 30m、2h の形で、24h までです");
        Problem::input("E_USAGE", Place::default(), en, ja)
    })?;
    let key = args::optional_path(matches, "key").map(PublicKey::read).transpose()?;
    let is_key_given = key.is_some();
    let mut found = attest::verify(&Asked {
        certificate,
        merges: None,
        records: &[],
        policy: None,
        proposed: None,
        key,
        ledger: None,
        revoked: args::optional_path(matches, "revoked"),
        encoding: None,
        is_exact: false,
        now: clock::now(),
    });
    if found.mismatches.is_empty() {
        found.mismatches = attest::load(url, &found, lease)?;
    }
    if voice.json {
        voice.machine(&verify::machine(&found, is_key_given));
    } else if found.mismatches.is_empty() {
        let pairs = found.pairs.len();
        voice.line(&match voice.lang {
            Lang::En => format!(
                "loaded {pairs} approvals; a job names them with: set sekisho.certificate = '{}'",
                found.id
            ),
            Lang::Ja => format!(
                "{pairs} 件の承認を読み込みました。ジョブでの指定: set sekisho.certificate = '{}'",
                found.id
            ),
        });
    } else {
        found.mismatches.iter().for_each(|mismatch| voice.line(&mismatch.text(voice.lang)));
        voice.line(voice.text("REFUSED: nothing was loaded", "拒否: 何も読み込んでいません"));
    }
    Ok(if found.mismatches.is_empty() { Exit::Passed } else { Exit::Halted })
}
