//! `sekisho audit ids`: IDs, logins and addresses that stand on records of different people, in one snapshot, between two, or
//! in registrations as they come.

use super::super::exit::Exit;
use super::super::intake;
use super::super::say::Voice;
use super::super::{args, clock};
use super::{Said, finish, stream};
use crate::audit::{self, Bounds, Law, Logins, Outcome, RowAt};
use crate::error::Result;
use crate::model::{FieldId, Label, Lang, trim_id};
use crate::policy::Policy;
use crate::read::{Files, Listing, ReadOptions, Records};
use crate::report::{AUDITED, Claim, Former, Staging};
use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("ids")
        .about(t("Find IDs and addresses that stand on records of different people", "別人の記録に付いている ID・アドレスを探す"))
        .long_about(t(
            "Compares all records that share an ID, a login or an e-mail address as the gate compares a proposal: they are one person where it would let the pair pass, different people where it would block it, and unclear where it would want a person to look. With --before and --after it finds IDs whose person has changed, IDs that are gone and new ones. With --stream it answers registrations from standard input (one JSON object a line) as they come, one line of JSON each, and refuses an ID that another person holds and everything it cannot read or tell.",
            "同じ ID・ログイン名・メールアドレスを持つ記録どうしを、統合の判定と同じ方法で照合します。判定が通過なら同じ人、却下なら別人、要確認なら不明とします。--before と --after では、人が入れ替わった ID、なくなった ID、増えた ID を調べます。--stream では標準入力の登録（一行に一つの JSON）に一行ずつ答え、他人が持つ ID と、読めない・判断できない登録をすべて拒否します。",
        ))
        .after_help(t(
            "Exit codes: 0 nothing found; 1 a person must look; 3 an ID stands on different people, or a registration was refused; 2 usage, policy or input error; 4 disk, lock, permission or memory.\n\nExamples:\n  sekisho audit ids --records customers.csv --policy policy.toml --out audit-ids\n  sekisho audit ids --before monday.csv --after tuesday.csv --out audit-ids\n  sekisho audit ids --records customers.csv --stream < registrations.ndjson",
            "終了コード: 0 問題なし; 1 人の確認が必要; 3 一つの ID に別人がいる、または登録を拒否した; 2 使い方・ポリシー・入力の誤り; 4 ディスク・ロック・権限・メモリ\n\n例:\n  sekisho audit ids --records customers.csv --policy policy.toml --out audit-ids\n  sekisho audit ids --before monday.csv --after tuesday.csv --out audit-ids\n  sekisho audit ids --records customers.csv --stream < registrations.ndjson",
        ))
        .arg(args::records(voice).required(false).required_unless_present("before").conflicts_with_all(["before", "after"]))
        .arg(snapshot("before", voice, "The customers' table before", "以前の顧客データ").requires("after"))
        .arg(snapshot("after", voice, "The customers' table after", "以後の顧客データ").requires("before"))
        .arg(
            Arg::new("login")
                .long("login")
                .value_name("HEADER")
                .conflicts_with("before")
                .help(t("The column of login names: one must not open records of two people", "ログイン名の列（一つで二人の記録が開いてはならない）")),
        )
        .arg(
            args::path("out", voice, "The folder for the result; it must not exist yet, or be empty", "結果を書くフォルダ（存在しないか空であること）")
                .required_unless_present("stream")
                .conflicts_with("stream"),
        )
        .arg(args::replace(voice).requires("out"))
        .arg(args::policy(voice))
        .arg(args::encoding(voice))
        .args(stream::arguments(voice))
}

/// `--before` and `--after`: like `--records`.
fn snapshot(name: &'static str, voice: Voice, en: &'static str, ja: &'static str) -> Arg {
    args::records(voice).id(name).long(name).required(false).help(voice.text(en, ja))
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
    if matches.get_flag("stream") {
        return stream::run(matches, files);
    }
    let out: &PathBuf = args::required(matches, "out")?;
    let staging = Staging::open_for(claim, out, Former::of(matches.get_flag("replace"), AUDITED))?;
    let asked = Asked::of(matches, files)?;
    let law = asked.law();
    let (outcome, said) = if matches.contains_id("before") {
        let (before, after) = (asked.open(matches, "before")?, asked.open(matches, "after")?);
        let (found, earlier) = audit::find_changes(&before, &after, &law)?;
        let earlier = earlier.into_iter().map(|digest| ("before", digest));
        let inputs = earlier.chain(found.digests.into_iter().map(|digest| ("after", digest))).collect();
        let outcome = asked.outcome("changes", inputs, found.totals, found.findings);
        let counted = vec![counted_changes(&outcome.totals, voice)];
        (outcome, counted)
    } else {
        let records = asked.open(matches, "records")?;
        let logins = logins(matches, &asked.options)?;
        let found = audit::find_shared(&records, &logins, &law)?;
        let inputs = found.digests.into_iter().map(|digest| ("records", digest)).collect();
        let outcome = asked.outcome("ids", inputs, found.totals, found.findings);
        let counted = vec![counted_ids(&outcome.totals, voice)];
        (outcome, counted)
    };
    let said = Said { answer: answer(&outcome), counted: said, next: next(&outcome, voice).to_owned() };
    finish(&outcome, staging, out, &said, voice)
}

/// What the command line says about the law and about reading.
pub(super) struct Asked {
    policy: Policy,
    text: String,
    name: Option<String>,
    /// How files are read.
    pub(super) options: ReadOptions,
    today: String,
    counted: Vec<FieldId>,
}

impl Asked {
    /// Reads the policy.
    ///
    /// # Errors
    ///
    /// Those of [`intake::policy`].
    pub(super) fn of(matches: &ArgMatches, files: &'static dyn Files) -> Result<Self> {
        let (policy, text, name) = intake::policy(args::optional_path(matches, "policy"), files)?;
        let options = ReadOptions { encoding: args::encoding_of(matches)?, files, ..ReadOptions::default() };
        let counted = intake::counted_fields(&policy);
        Ok(Self { policy, text, name, options, today: clock::today(), counted })
    }

    /// What an audit goes by.
    pub(super) fn law(&self) -> Law<'_> {
        Law { policy: &self.policy, counted: &self.counted, today: &self.today }
    }

    /// Opens the customers' files of an argument.
    ///
    /// # Errors
    ///
    /// Those of [`Records::open`].
    pub(super) fn open(&self, matches: &ArgMatches, argument: &str) -> Result<Records> {
        let required = intake::required_fields(&self.policy);
        Records::open(&args::paths(matches, argument), self.policy.columns(), &required, &self.options)
    }

    fn outcome(
        &self,
        audit: &'static str,
        inputs: Vec<(&'static str, crate::read::InputDigest)>,
        totals: Map<String, Value>,
        findings: Vec<audit::Finding>,
    ) -> Outcome {
        Outcome { audit, inputs, policy: (self.text.clone(), self.name.clone()), totals, findings }
    }
}

/// The logins of the customers' files, where a column is named.
fn logins(matches: &ArgMatches, options: &ReadOptions) -> Result<Logins> {
    let mut logins = Logins::new();
    let Some(header) = matches.get_one::<String>("login") else { return Ok(logins) };
    for (file, path) in (0..).zip(args::paths(matches, "records")) {
        each_login(&path, header, options, |line, login| {
            logins.push((RowAt { file, line }, login.to_owned()));
        })?;
    }
    Ok(logins)
}

/// The line and the login of each row of a file that has one.
///
/// # Errors
///
/// Those of [`Listing`]; `E_COLUMN_UNKNOWN`.
pub(super) fn each_login(
    path: &Path,
    header: &str,
    options: &ReadOptions,
    mut each: impl FnMut(u64, &str),
) -> Result<()> {
    let listing = Listing::open(path, options)?;
    let column = audit::column(&listing, header)?;
    listing.scan(&[column], &[], |row| {
        let login = trim_id(row.cell(0));
        if !login.is_empty() {
            each(row.line, login);
        }
        Ok(())
    })?;
    Ok(())
}

fn number(totals: &Map<String, Value>, name: &str) -> u64 {
    totals.get(name).and_then(Value::as_u64).unwrap_or(0)
}

fn bounds(totals: &Map<String, Value>, name: &str) -> Bounds {
    let of = |which: &str| totals.get(name).and_then(|b| b.get(which)).and_then(Value::as_u64).unwrap_or(0);
    Bounds { confirmed: of("confirmed"), possible: of("possible") }
}

/// The numbers of one snapshot in a line.
fn counted_ids(totals: &Map<String, Value>, voice: Voice) -> String {
    let (rows, ids, bad) =
        (number(totals, "rows"), number(totals, "ids"), number(totals, "ids_on_different_people"));
    let (shown, viewers) = (bounds(totals, "shown"), bounds(totals, "viewers"));
    match voice.lang {
        Lang::En => format!(
            "{rows} records, {ids} IDs; {bad} on different people: data of {} to {} people shown, to up to {}",
            shown.confirmed, shown.possible, viewers.possible
        ),
        Lang::Ja => format!(
            "記録 {rows} 件、ID {ids} 個。別人に付いた ID {bad} 個、見える状態の人 {}〜{} 人、見た可能性のある人 最大 {} 人",
            shown.confirmed, shown.possible, viewers.possible
        ),
    }
}

/// The numbers of two snapshots in a line.
fn counted_changes(totals: &Map<String, Value>, voice: Voice) -> String {
    let n = |name| number(totals, name);
    let (bad, same) = (n("ids_of_another_person"), n("changed_and_the_same_person"));
    match voice.lang {
        Lang::En => format!(
            "{} IDs before, {} after; {bad} are another person's, {same} changed and are the same person's, {} gone, {} new",
            n("ids_before"),
            n("ids_after"),
            n("gone"),
            n("new")
        ),
        Lang::Ja => format!(
            "以前 {} 個、以後 {} 個の ID。別人に変わった ID {bad} 個、内容が変わった同じ人の ID {same} 個、なくなった ID {} 個、増えた ID {} 個",
            n("ids_before"),
            n("ids_after"),
            n("gone"),
            n("new")
        ),
    }
}

fn next(outcome: &Outcome, voice: Voice) -> &'static str {
    match outcome.answer() {
        "stop" => voice.text(
            "suspend the IDs with level stop in findings.csv, end their sessions, then correct the records",
            "findings.csv で stop の ID を停止し、そのログインを切ってから、記録を直してください",
        ),
        "look" => voice.text(
            "look at the lines in findings.csv; correct the records and run this again",
            "findings.csv の行を確認し、記録を直してからもう一度実行してください",
        ),
        _clean => voice.text("nothing", "ありません"),
    }
}

/// The answer, before anything else is said.
fn answer(outcome: &Outcome) -> Label {
    match (outcome.answer(), outcome.audit) {
        ("stop", "changes") => Label {
            en: "STOP: other people stand under IDs than before. Suspend these IDs first.",
            ja: "停止: 以前と別の人に変わった ID があります。まず該当の ID を止めてください。",
        },
        ("stop", _one) => Label {
            en: "STOP: one ID stands on different people. Suspend these IDs first.",
            ja: "停止: 一つの ID に別々の人の記録があります。まず該当の ID を止めてください。",
        },
        ("look", _any) => Label {
            en: "No ID stands on people who are surely different; a person must look at what follows.",
            ja: "明らかに別人の ID はありませんが、次の点は人の確認が必要です。",
        },
        (_clean, "changes") => Label {
            en: "Every ID stands on the person on whom it stood before.",
            ja: "どの ID も以前と同じ人の記録に付いています。",
        },
        (_clean, _one) => Label {
            en: "Every ID stands on one person.",
            ja: "どの ID も一人の記録だけに付いています。",
        },
    }
}
