//! `sekisho approve`: turns two people's decisions on what the gate left to them into a certificate.
//!
//! `sign` is each steward's own step. `release` runs the gate again on the same inputs, so that nothing in the run's
//! folder has to be believed: the same inputs give the same `summary.json`, byte for byte, and what both stewards signed is
//! that file's digest.

use super::exit::Exit;
use super::intake::{self, Numbered, Sources};
use super::papers::{self, Papers};
use super::say::Voice;
use super::timings::Timings;
use super::{args, clock};
use crate::attest::{
    self, CERTIFICATE, Envelope, Mismatch, PublicKey, SecretKey, Signed, Statement, date_time,
};
use crate::error::{Problem, Result};
use crate::gate;
use crate::model::{Lang, Place};
use crate::read::{Merges, ReadOptions, SystemFiles};
use crate::report::{self, Claim, Disk, Former, Run, Staging, System, hex, io_error, split_csv};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("approve")
        .about(t("Release what the gate left to people: two of them, two keys", "要確認の候補を、二人・二つの鍵で承認する"))
        .long_about(t(
            "Two stewards sign their decisions with keys of their own, and what both approve is released with a certificate that names them. Nobody can release what is blocked; a halted batch can only be released so. `release` takes the very inputs of the run and runs the gate again.",
            "二人の担当者がそれぞれの鍵で決定に署名し、二人とも承認したものだけを、二人の名を記した証明書とともに通します。却下されたものは誰も承認できません。停止した一括処理を通す方法もこれだけです。release は check と同じ入力を受け取り、判定をもう一度行います。",
        ))
        .subcommand_required(true)
        .subcommand(sign_command(voice))
        .subcommand(release_command(voice))
}

fn run_argument(voice: Voice) -> Arg {
    args::path("run", voice, "The run's folder", "check の結果フォルダ").required(true)
}

fn sign_command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("sign")
        .about(t("Sign one steward's decisions", "一人の担当者の決定に署名する"))
        .arg(run_argument(voice))
        .arg(
            args::path(
                "decisions",
                voice,
                "decisions-NAME.json, from the HTML report or `sekisho review`",
                "decisions-NAME.json（HTML レポートまたは `sekisho review` が書く）",
            )
            .required(true),
        )
        .arg(args::path("key", voice, "The steward's own private key", "担当者本人の秘密鍵").required(true))
        .arg(
            Arg::new("reason")
                .long("reason")
                .value_name("TEXT")
                .default_value("")
                .help(t("The reason where a decision has no note", "メモのない決定の理由")),
        )
        .arg(papers::valid_for(
            voice,
            "For how long the decisions hold: 90m, 24h, 7d",
            "決定の有効期間: 90m、24h、7d など",
        ))
        .arg(
            args::path(
                "out",
                voice,
                "The file of signed decisions; it must not exist yet",
                "署名付き決定のファイル（存在しないこと）",
            )
            .required(true),
        )
}

fn release_command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let two = |name: &'static str, en, ja| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .num_args(1..)
            .action(ArgAction::Append)
            .required(true)
            .help(t(en, ja))
    };
    Command::new("release")
        .about(t("Release what two stewards approved", "二人の担当者が承認したものを通す"))
        .arg(run_argument(voice))
        .arg(two("approval", "The two files of signed decisions", "署名付き決定のファイル（二つ）"))
        .arg(two("steward", "The public keys of the people who may release", "承認できる人の公開鍵"))
        .arg(args::records(voice))
        .arg(
            args::path("merges", voice, "The merges file of the run", "check に渡した統合候補")
                .required(true),
        )
        .arg(args::policy(voice))
        .arg(args::encoding(voice))
        .args(papers::arguments(voice))
        .arg(args::path(
            "proposer-key",
            voice,
            "The public key of whoever proposed; it must not be a steward's. Needed where the run's folder has no certificate, as that of a halted batch",
            "候補を作った側の公開鍵（承認者の鍵であってはならない）。停止した一括処理など、結果フォルダに証明書がない場合は必須",
        ))
        .arg(
            args::path(
                "out",
                voice,
                "The folder for approved.csv and its certificate",
                "approved.csv と証明書を書くフォルダ",
            )
            .required(true),
        )
}

/// Runs the command.
///
/// # Errors
///
/// Usage, keys, files of decisions, and those of the gate. What does not match is no error.
pub(super) fn run(matches: &ArgMatches, voice: Voice, claim: &Claim) -> Result<Exit> {
    match matches.subcommand() {
        Some(("sign", m)) => sign(m, voice),
        Some(("release", m)) => release(m, voice, claim),
        _not_a_command => Ok(Exit::Input),
    }
}

/// The bytes of a file and its name.
fn read(path: &Path) -> Result<(Vec<u8>, String)> {
    let name = path.to_string_lossy().into_owned();
    let bytes = std::fs::read(path).map_err(|e| {
        let kind = e.kind();
        let (en, ja) = (format!("cannot be read: {kind}"), format!("読み込めません: {kind}"));
        Problem::input("E_FILE_READ", Place::file(&name), en, ja)
    })?;
    Ok((bytes, name))
}

/// The digest that names a run.
fn run_digest(folder: &Path) -> Result<String> {
    Ok(hex(&Sha256::digest(read(&folder.join("summary.json"))?.0)))
}

fn sign(m: &ArgMatches, voice: Voice) -> Result<Exit> {
    let folder: &PathBuf = args::required(m, "run")?;
    let key = SecretKey::read(args::required::<PathBuf>(m, "key")?)?;
    let (bytes, name) = read(args::required::<PathBuf>(m, "decisions")?)?;
    let reason: &String = args::required(m, "reason")?;
    let (run, now, seconds) = (run_digest(folder)?, clock::now(), papers::valid_seconds(m)?);
    let (envelope, approved) = attest::sign((&bytes, &name), &run, reason, &key, (now, seconds))?;
    let out: &PathBuf = args::required(m, "out")?;
    let file = System.create_named(out).map_err(|e| io_error(out, &e))?;
    (&file)
        .write_all(&envelope.to_bytes())
        .and_then(|()| System.sync(&file))
        .map_err(|e| io_error(out, &e))?;
    let (path, until) = (out.display().to_string(), date_time(now + seconds));
    if voice.json {
        let key = key.public().id();
        voice.machine(
            &json!({ "signed": path, "run": run, "key": key, "approved": approved, "expires": until }),
        );
    } else {
        voice.line(&match voice.lang {
            Lang::En => format!("signed: {approved} approved, in {path}, until {until}"),
            Lang::Ja => format!("署名しました: 承認 {approved} 件（{path}、{until} まで）"),
        });
    }
    Ok(Exit::Passed)
}

/// Whom the certificate of a run names as its proposer, by name and by key; both may be unknown.
struct Proposer {
    name: String,
    key: Option<String>,
}

impl Proposer {
    /// What the certificate in the run's folder says, where it is about the very run.
    fn of_run(folder: &Path, run: &str) -> Option<Self> {
        let bytes = std::fs::read(folder.join(CERTIFICATE)).ok()?;
        let certificate = Envelope::from_bytes(&bytes)?;
        let statement: Statement = serde_json::from_slice(&certificate.payload).ok()?;
        let is_of_run = statement.subject("summary.json") == Some(run);
        let key = certificate.signature.map(|signature| signature.key_id);
        is_of_run.then_some(Self { name: statement.predicate.proposer, key })
    }
}

/// The two files of signed decisions.
fn approvals(m: &ArgMatches) -> Result<[(Vec<u8>, String); 2]> {
    let files = args::paths(m, "approval").iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
    files.try_into().map_err(|_| {
        let (en, ja) = ("--approval must name two files", "--approval には二つのファイルを指定してください");
        Problem::input("E_USAGE", Place::default(), en, ja).into()
    })
}

fn release(m: &ArgMatches, voice: Voice, claim: &Claim) -> Result<Exit> {
    let out: &PathBuf = args::required(m, "out")?;
    let papers = Papers::of(m)?;
    let staging = Staging::open_for(claim, out, Former::Stays(false))?;
    let folder: &PathBuf = args::required(m, "run")?;
    let digest = run_digest(folder)?;
    let [first, second] = approvals(m)?;
    let stewards =
        args::paths(m, "steward").iter().map(|p| PublicKey::read(p)).collect::<Result<Vec<_>>>()?;
    // Whoever the run's own certificate names as its proposer, besides whom the command line names.
    let proposer = Proposer::of_run(folder, &digest);
    let told = args::optional_path(m, "proposer-key").map(PublicKey::read).transpose()?;
    let is_known = proposer.is_some() || told.is_some();
    let (named, signer) = proposer.map(|p| (p.name, p.key)).unwrap_or_default();
    let proposers: Vec<String> =
        papers.key_id().into_iter().chain(signer).chain(told.map(|key| key.id())).collect();
    let now = clock::now();
    let signed = Signed {
        files: [(&first.0, &first.1), (&second.0, &second.1)],
        stewards: &stewards,
        proposers: &proposers,
        run: &digest,
        now,
    };
    again(m, voice, (&papers, &digest), |run| {
        if let Some(other) = not_this_run(run, folder, &digest, is_known) {
            return Ok(refused(&[other], voice));
        }
        let (positions, stewards) = match attest::release(&signed, run, [papers.proposer(), &named]) {
            Ok(released) => released,
            Err(mismatches) => return Ok(refused(&mismatches, voice)),
        };
        let staged = [
            staging.write("approval-1.json", |out| out.write_all(&first.0))?,
            staging.write("approval-2.json", |out| out.write_all(&second.0))?,
            staging.write("summary.json", |out| out.write_all(&report::summary_bytes(run)))?,
            staging
                .write("approved.csv", |out| split_csv::write_rows(run.merges, &positions, out).map(drop))?,
        ];
        let line = papers.line(run, &staged, now);
        let issue = papers.issue(now, line.as_ref()).released_by(stewards);
        let certificate = attest::certify(run, &positions, &staged, &staging, &issue)?;
        papers.record(line, Some(&certificate))?;
        staging.publish()?;
        released(positions.len(), &certificate, out, voice);
        Ok(Exit::Passed)
    })
}

/// What speaks against releasing anything of a run: that it is another one, or that nobody knows whose it is. A halted
/// batch has no certificate, so that its proposer's key must be told: otherwise it could be one of the two stewards'.
fn not_this_run(run: &Run<'_>, folder: &Path, digest: &str, is_known: bool) -> Option<Mismatch> {
    let (code, en, ja) = if hex(&Sha256::digest(report::summary_bytes(run))) != digest {
        (
            "approval.run",
            "the gate, run again, does not come to this run: give the same files, by the same names, and policy",
            "もう一度判定した結果がこの実行と一致しません。同じファイル（同じ名前）とポリシーを指定してください",
        )
    } else if !is_known {
        (
            "approval.certificate",
            "the run's certificate is not there, so that nobody knows who proposed: give --proposer-key",
            "この実行の証明書がなく、候補を作った側が分かりません。--proposer-key を指定してください",
        )
    } else {
        return None;
    };
    Some(Mismatch::new(code, &folder.to_string_lossy(), en, ja))
}

/// Says what was released.
fn released(pairs: usize, certificate: &Envelope, out: &Path, voice: Voice) {
    let path = out.display().to_string();
    if voice.json {
        voice.machine(
            &json!({ "released": pairs, "out": path, "certificate": certificate.id(), "mismatches": [] }),
        );
        return;
    }
    voice.line(&match voice.lang {
        Lang::En => format!("released: {pairs} proposals, in {path}"),
        Lang::Ja => format!("承認により通過: {pairs} 件（{path}）"),
    });
}

fn refused(mismatches: &[Mismatch], voice: Voice) -> Exit {
    if voice.json {
        let mismatches: Vec<_> = mismatches.iter().map(Mismatch::machine).collect();
        voice.machine(&json!({ "released": 0, "out": null, "certificate": "", "mismatches": mismatches }));
        return Exit::Halted;
    }
    mismatches.iter().for_each(|mismatch| voice.line(&mismatch.text(voice.lang)));
    voice.line(voice.text("REFUSED: nothing is released", "拒否: 何も通しません"));
    Exit::Halted
}

/// Runs the gate on the inputs of the run, and `then` with what came of it.
fn again(
    m: &ArgMatches,
    voice: Voice,
    (papers, digest): (&Papers, &str),
    then: impl FnOnce(&Run<'_>) -> Result<Exit>,
) -> Result<Exit> {
    let today = clock::today();
    super::check::proven(&today)?;
    let (policy, policy_text, policy_name) = intake::policy(args::optional_path(m, "policy"), &SystemFiles)?;
    let encoding = args::encoding_of(m)?;
    let merges_path: &PathBuf = args::required(m, "merges")?;
    let merges = Merges::open(merges_path, &ReadOptions { encoding, ..ReadOptions::default() })?;
    let numbered = Numbered::of(&merges);
    let records = args::paths(m, "records");
    let sources = Sources { records: &records, encoding, today: &today, files: &SystemFiles };
    let intake = intake::take_in(&sources, &numbered.ids, &policy, voice, &mut Timings::start(false, ""))?;
    // The history that the run was held against ends where the ledger speaks of the run itself.
    let history = papers.history(&policy_text, &merges, Some(digest));
    let decisions = gate::run_after(&numbered.batch(&intake, &policy), &history);
    then(&numbered.run(&merges, &intake, &decisions, &policy, (&policy_text, policy_name.as_deref())))
}
