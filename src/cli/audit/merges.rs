//! `sekisho audit merges`: which merges that have already happened joined two people, what must stop at once, who saw whose
//! data, how it is taken back, and a draft of the report to the regulator.

mod columns;
mod images;
mod input;
mod json;
mod output;
mod plan;
mod tell;

use super::super::exit::Exit;
use super::super::intake::{self, Intake, Numbered, Sources};
use super::super::say::Voice;
use super::super::timings::Timings;
use super::super::{args, check, clock};
use crate::audit::merges as audit;
use crate::error::{Problem, Result};
use crate::gate;
use crate::model::Place;
use crate::policy::Policy;
use crate::read::{Files, InputDigest, Listing, ReadOptions, Records};
use crate::report::{AUDITED, CONTAINED, Claim, Former, Staging};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use columns::Asked;
use images::Images;
use std::path::PathBuf;

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let several = |name: &'static str, en, ja| {
        let path = Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf));
        path.num_args(1..).action(ArgAction::Append).help(t(en, ja))
    };
    let words = |name: &'static str, value: &'static str, en, ja| {
        Arg::new(name).long(name).value_name(value).action(ArgAction::Append).help(t(en, ja))
    };
    Command::new("merges")
        .about(t(
            "Find merges that joined two people, what must stop at once, and who saw whose data",
            "既に行われた統合から別人の統合を見つけ、まず止めるもの、誰が誰の情報を見たかを数える",
        ))
        .long_about(t(
            "Judges every merge that has happened as the gate would have, and publishes OUT/containment first (accounts to suspend, mailings to hold, sessions to end), then OUT/report: merges.csv, people.csv, touch.csv, exposed_people.csv, exposures.csv, restore.csv, restore_rows.csv, draft_ja.md (a draft of the nine items of the Japanese report, for people to judge) and audit.json. IDs only; no customer's value is written.",
            "既に行われた統合を、関所が判定するのと同じ方法で判定し直します。まず OUT/containment（停止するアカウント、保留する送付、終了するセッション）を公開し、次に OUT/report に merges.csv、people.csv、touch.csv、exposed_people.csv、exposures.csv、restore.csv、restore_rows.csv、draft_ja.md（報告書 9 項目の下書き。判断は人が行います）、audit.json を書きます。書くのは ID だけで、顧客の値は書きません。",
        ))
        .after_help(t(
            "Exit codes: 0 nothing wrong; 1 merges that may be wrong; 3 two people were joined, or data were disclosed; 2 usage or input; 4 disk or lock.\n\nExample:\n  sekisho audit merges --before before.csv --merges merge_log.csv --touch web.csv dm.csv --links purchases.csv --discovered 2024-10-01 --out audit",
            "終了コード: 0 問題なし; 1 可能性のある統合がある; 3 別人の統合または漏えいがある; 2 使い方・入力の誤り; 4 ディスク・ロック\n\n例:\n  sekisho audit merges --before before.csv --merges merge_log.csv --touch web.csv dm.csv --links purchases.csv --discovered 2024-10-01 --out audit",
        ))
        .arg(several("before", "The customer records before the merges", "統合前の顧客データ"))
        .arg(several("after", "The customer records after them: absorbed records are gone, or marked in a column merged_into", "統合後の顧客データ（統合された記録は消えているか、merged_into 列に統合先がある）"))
        .arg(args::path("merges", voice, "The merge log: survivor_id, merged_id and, if known, at and undone_at", "統合の記録（survivor_id, merged_id、あれば at, undone_at）"))
        .arg(args::path("journal", voice, "The guard's journal as CSV (select * from sekisho.journal)", "データベースの関所の記録を CSV にしたもの（select * from sekisho.journal）"))
        .arg(several("touch", "Contact logs: at, id, touchpoint, data and, if known, shown_id, owner_id, viewer_id, effect", "接触ログ（at, id, touchpoint, data、あれば shown_id, owner_id, viewer_id, effect）"))
        .arg(several("links", "Logs of what was recorded under an ID (purchases): their link to the account may be damaged", "ID に記録されたもののログ（購買など）。アカウントとの結び付きが損なわれた恐れがあるもの"))
        .arg(several("disclosed", "Logs of what strangers certainly saw, whatever was merged", "統合と関係なく、他人に見られたことが確かなもののログ"))
        .arg(several("child", "Tables of rows that belong to customers: id and, if known, key, presented_id, at", "顧客に属する行の表（id、あれば key, presented_id, at）"))
        .arg(several("child-before", "The same tables before the merges, in the same order, with key", "同じ表の統合前のもの（同じ順、key 必須）"))
        .arg(several("sessions", "Open sessions: session_id, id", "有効なセッションの一覧（session_id, id）"))
        .arg(several("mailings", "Mailings that are prepared: mailing_id, id", "準備中の送付の一覧（mailing_id, id）"))
        .arg(words("column", "NAME=HEADER", "Which column is what, where it has no usual header", "見出しが一般的でない列の対応"))
        .arg(Arg::new("discovered").long("discovered").value_name("DATE").help(t("The day on which the fact became known (YYYY-MM-DD)", "事態を知った日（YYYY-MM-DD）")))
        .arg(Arg::new("purpose").long("purpose").value_parser(["wrongful", "none"]).help(t("Whether a wrongful purpose is feared (wrongful) or ruled out (none)", "不正の目的によるおそれがある（wrongful）、ない（none）")))
        .arg(words("sensitive", "KIND", "A kind of data that is sensitive by law", "要配慮個人情報に当たる項目"))
        .arg(words("financial", "KIND", "A kind of data whose misuse costs money", "財産的被害のおそれがある項目"))
        .arg(args::path("out", voice, "The folder for the results; OUT/containment and OUT/report must not exist yet, or be empty", "結果を書くフォルダ（OUT/containment と OUT/report が存在しないか空であること）").required(true))
        .arg(args::flag("replace", voice, "Set former results aside as OUT/containment.previous and OUT/report.previous before anything is read", "以前の結果を OUT/containment.previous と OUT/report.previous に退避してから始める"))
        .arg(args::policy(voice))
        .arg(args::encoding(voice))
        .arg(args::flag("timings", voice, "Show on stderr where the time went, stage by stage", "工程ごとの所要時間を標準エラー出力に表示する"))
}

/// All tables, opened: a file that is missing or a column that is not there ends the run before anything is read.
struct Tables {
    before: Vec<Listing>,
    after: Vec<Listing>,
    logs: Vec<Listing>,
    journals: Vec<Listing>,
    touches: Vec<(input::LogKind, Listing)>,
    children: Vec<Listing>,
    earlier: Vec<Listing>,
    sessions: Vec<Listing>,
    mailings: Vec<Listing>,
}

impl Tables {
    fn open(matches: &ArgMatches, options: &ReadOptions) -> Result<Self> {
        let opened = |name| input::opened(&args::paths(matches, name), options);
        let mut touches = Vec::new();
        for (name, kind) in [
            ("touch", input::LogKind::Touch),
            ("links", input::LogKind::Link),
            ("disclosed", input::LogKind::Disclosed),
        ] {
            touches.extend(opened(name)?.into_iter().map(|listing| (kind, listing)));
        }
        Ok(Self {
            before: opened("before")?,
            after: opened("after")?,
            logs: opened("merges")?,
            journals: opened("journal")?,
            touches,
            children: opened("child")?,
            earlier: opened("child-before")?,
            sessions: opened("sessions")?,
            mailings: opened("mailings")?,
        })
    }

    /// All of them that `--column` may speak of.
    fn all(&self) -> impl Iterator<Item = &Listing> + Clone {
        let touches = self.touches.iter().map(|(_, listing)| listing);
        let others = [
            &self.before,
            &self.after,
            &self.logs,
            &self.journals,
            &self.children,
            &self.earlier,
            &self.sessions,
            &self.mailings,
        ];
        others.into_iter().flatten().chain(touches)
    }

    /// Holds that there is something to look at, and records to look it up in.
    fn hold(&self) -> Result<()> {
        let usage = |en: &str, ja: &str| Err(Problem::input("E_USAGE", Place::default(), en, ja).into());
        let needs_records = !self.logs.is_empty() || !self.after.is_empty();
        let has_merges = needs_records || !self.journals.is_empty();
        let is_disclosed = self.touches.iter().any(|(kind, _)| *kind == input::LogKind::Disclosed);
        if needs_records && self.before.is_empty() {
            return usage(
                "--before is missing: the records before the merges are needed to judge them",
                "--before がありません。統合を判定するには統合前の顧客データが必要です",
            );
        }
        if !has_merges && !is_disclosed {
            return usage(
                "nothing says what was merged: give --merges, --journal or --after",
                "何が統合されたかが分かりません。--merges、--journal、--after のいずれかを指定してください",
            );
        }
        if !self.earlier.is_empty() && self.earlier.len() != self.children.len() {
            return usage(
                "--child-before must name one file for each of --child, in the same order",
                "--child-before は --child と同じ数だけ、同じ順に指定してください",
            );
        }
        Ok(())
    }
}

/// The merges, judged.
struct Judged {
    past: audit::Past,
    intake: Option<Intake>,
    looked: Vec<gate::LookedBack>,
    groups: audit::Groups,
    /// On how many rows each record stands.
    found: Vec<u32>,
    /// The images of a journal, where no records were given.
    images: Option<Images>,
    digests: Vec<InputDigest>,
    policy_text: String,
    policy_name: Option<String>,
}

/// Runs the command.
///
/// # Errors
///
/// Every problem of an input; what is wrong with the columns; a folder that cannot be written.
pub(super) fn run(
    matches: &ArgMatches,
    voice: Voice,
    claim: &Claim,
    files: &'static dyn Files,
) -> Result<Exit> {
    let mut timings =
        Timings::start(matches.get_flag("timings"), voice.text("start, merges", "開始・統合の読込"));
    let out: &PathBuf = args::required(matches, "out")?;
    // Both before anything is read, so that a place that is taken is said at once. Each is published for itself.
    let first = claim.another();
    let former = |mark| Former::of(matches.get_flag("replace"), mark);
    let containment = Staging::open_for(&first, &out.join("containment"), former(CONTAINED))?;
    let staging = Staging::open_for(claim, &out.join("report"), former(AUDITED))?;
    let discovered = input::day(matches.get_one::<String>("discovered"))?;
    let today = clock::today();
    let _proof = check::proven(&today)?;
    let (policy, policy_text, policy_name) = intake::policy(args::optional_path(matches, "policy"), files)?;
    let encoding = args::encoding_of(matches)?;
    let options = ReadOptions { encoding, files, ..ReadOptions::default() };
    let texts: Vec<String> = matches.get_many::<String>("column").into_iter().flatten().cloned().collect();
    let asked = Asked::read(&texts, policy.columns().id.clone())?;
    let tables = Tables::open(matches, &options)?;
    tables.hold()?;
    asked.hold(tables.all())?;
    let (past, digests) = happened(&tables, &asked)?;
    let before = args::paths(matches, "before");
    let sources = Sources { records: &before, encoding, today: &today, files };
    let is_alone = tables.before.is_empty() && !tables.journals.is_empty();
    let images = if is_alone { Some(Images::read(&tables.journals, &asked)?) } else { None };
    let judged =
        judge(past, images, digests, (policy, policy_text, policy_name), &sources, voice, &mut timings)?;
    timings.begin(voice.text("contain", "停止リスト"));
    let held = output::contain(&judged, &tables, &asked, containment)?;
    tell::first(&judged, &held, out, voice);
    let logs = voice.text("logs, plan, draft", "接触ログ・復元・下書き");
    timings.begin(logs);
    let report = output::Report::make(
        &judged,
        &tables,
        &asked,
        &staging,
        &output::Said::of(matches, discovered, held.ids),
    )?;
    timings.begin(voice.text("publish", "公開"));
    timings.count(logs, report.events, 0);
    staging.publish()?;
    timings.show(voice);
    Ok(tell::last(&judged, &report, out, voice))
}

/// Which merges happened.
fn happened(tables: &Tables, asked: &Asked) -> Result<(audit::Past, Vec<InputDigest>)> {
    let mut past = audit::Past::default();
    let mut digests = Vec::new();
    for log in tables.logs.iter().chain(&tables.journals) {
        digests.push(input::log(log, asked, &mut past)?);
    }
    if !tables.after.is_empty() {
        digests.extend(input::snapshots(&tables.before, &tables.after, asked, &mut past)?);
    }
    Ok((past, digests))
}

/// Judges them by the gate itself, and finds out who is behind each merged customer.
fn judge(
    mut past: audit::Past,
    images: Option<Images>,
    mut digests: Vec<InputDigest>,
    (policy, policy_text, policy_name): (Policy, String, Option<String>),
    sources: &Sources<'_>,
    voice: Voice,
    timings: &mut Timings,
) -> Result<Judged> {
    // The IDs are lent to the intake, which numbers records by them.
    let mut numbered = Numbered {
        ids: std::mem::take(&mut past.ids),
        survivors: past.survivors.clone(),
        merged: past.merged.clone(),
    };
    let required = intake::required_fields(&policy);
    let intake = match &images {
        _ if numbered.ids.is_empty() => None,
        Some(images) => {
            let records = Records::of_lines(&images.name, images.ndjson(), policy.columns(), &required)?;
            Some(intake::take_in_of(records, sources.today, &numbered.ids, &policy, voice, timings)?)
        }
        None => Some(intake::take_in(sources, &numbered.ids, &policy, voice, timings)?),
    };
    timings.begin(voice.text("judge", "判定"));
    let looked = intake.as_ref().map(|intake| gate::look_back(&numbered.batch(intake, &policy)));
    let looked = looked.unwrap_or_default();
    let found = intake.as_ref().map(|intake| intake.readings.found().to_vec()).unwrap_or_default();
    past.ids = std::mem::take(&mut numbered.ids);
    let groups =
        intake.as_ref().map(|intake| audit::groups(&past, &numbered.batch(intake, &policy), &looked));
    // Images are part of the journal, whose digest is there already.
    if let (Some(intake), None) = (&intake, &images) {
        digests.extend(intake.scan.digests.iter().cloned());
    }
    let groups = groups.unwrap_or_default();
    Ok(Judged { past, intake, looked, groups, found, images, digests, policy_text, policy_name })
}
