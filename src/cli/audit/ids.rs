//! `sekisho audit ids`: IDs and addresses that stand on records of different people.

use super::super::exit::Exit;
use super::super::intake;
use super::super::say::Voice;
use super::super::{args, clock};
use super::finish;
use crate::audit::{self, Law, Logins, Outcome};
use crate::error::Result;
use crate::model::Label;
use crate::read::{Files, ReadOptions, Records};
use crate::report::{Claim, Staging};
use clap::{ArgMatches, Command};
use std::path::PathBuf;

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("ids")
        .about(t("Find IDs and addresses that stand on records of different people", "別人の記録に付いている ID・アドレスを探す"))
        .long_about(t(
            "Reads the customer records as the gate does and compares all records that share an ID, or an e-mail address: they are one person where the gate would let the pair pass, different people where it would block it, and unclear where it would want a person to look. Writes audit.json and findings.csv into one folder.",
            "顧客データを判定と同じ方法で読み、同じ ID・メールアドレスを持つ記録どうしをすべて照合します。判定が通過なら同じ人、却下なら別人、要確認なら不明とします。結果は audit.json と findings.csv として一つのフォルダに書きます。",
        ))
        .after_help(t(
            "Exit codes: 0 nothing found; 1 a person must look; 3 one ID stands on different people; 2 usage, policy or input error; 4 disk, lock, permission or memory.\n\nExample:\n  sekisho audit ids --records customers.csv --policy policy.toml --out audit-ids",
            "終了コード: 0 問題なし; 1 人の確認が必要; 3 一つの ID に別人の記録がある; 2 使い方・ポリシー・入力の誤り; 4 ディスク・ロック・権限・メモリ\n\n例:\n  sekisho audit ids --records customers.csv --policy policy.toml --out audit-ids",
        ))
        .arg(args::records(voice))
        .arg(args::path("out", voice, "The folder for the result; it must not exist yet, or be empty", "結果を書くフォルダ（存在しないか空であること）").required(true))
        .arg(args::policy(voice))
        .arg(args::encoding(voice))
}

/// Runs the command.
///
/// # Errors
///
/// Every reason for which the question could not be answered; then nothing is written.
pub(super) fn run(
    matches: &ArgMatches,
    voice: Voice,
    claim: &Claim,
    files: &'static dyn Files,
) -> Result<Exit> {
    let out: &PathBuf = args::required(matches, "out")?;
    let staging = Staging::open_for(claim, out, false)?;
    let (policy, text, name) = intake::policy(args::optional_path(matches, "policy"), files)?;
    let options = ReadOptions { encoding: args::encoding_of(matches)?, files, ..ReadOptions::default() };
    let today = clock::today();
    let counted = intake::counted_fields(&policy);
    let law = Law { policy: &policy, counted: &counted, today: &today };
    let required = intake::required_fields(&policy);
    let records = Records::open(&args::paths(matches, "records"), policy.columns(), &required, &options)?;
    let found = audit::find_shared(&records, &Logins::new(), &law)?;
    let outcome = Outcome {
        audit: "ids",
        inputs: found.digests.into_iter().map(|digest| ("records", digest)).collect(),
        policy: (text, name),
        totals: found.totals,
        findings: found.findings,
    };
    finish(&outcome, staging, out, answer(&outcome), voice)
}

/// The answer, before anything else is said.
fn answer(outcome: &Outcome) -> Label {
    match outcome.answer() {
        "stop" => Label {
            en: "STOP: one ID stands on different people. Suspend these IDs first.",
            ja: "停止: 一つの ID に別々の人の記録があります。まず該当の ID を止めてください。",
        },
        "look" => Label {
            en: "No ID stands on people who are surely different; a person must look at what follows.",
            ja: "明らかに別人の ID はありませんが、次の点は人の確認が必要です。",
        },
        _clean => Label {
            en: "Every ID stands on one person.",
            ja: "どの ID も一人の記録だけに付いています。",
        },
    }
}
