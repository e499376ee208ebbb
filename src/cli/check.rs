//! `sekisho check`: the gate.

use super::exit::Exit;
use super::intake::{self, Sources};
use super::memory::{self, Guard, Limit, Load};
use super::papers::{self, Papers};
use super::progress::Progress;
use super::say::Voice;
use super::timings::Timings;
use super::{args, clock, reports, summary};
use crate::attest;
use crate::error::{Error, Problem, Result};
use crate::gate::{self, Approved, Batch, Decisions, Proven, Stage};
use crate::read::{Files, Merges, ReadOptions};
use crate::report::{self, CHECKED, Claim, Findings, Former, Reports, Run, Staging};
use crate::rules::Profile;
use clap::{Arg, ArgMatches, Command};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let command = Command::new("check")
        .about(t("Decide every proposed merge: pass, review or block", "統合候補をすべて判定する（通過・要確認・却下）"))
        .long_about(t(
            "Reads the customer records and a list of proposed merges, decides every proposal, and writes the result into one folder: approved.csv (what may be executed), review.csv (for a person to look at), blocked.csv, decisions.parquet, diff.jsonl, summary.json, report.html and report.xlsx for people, and certificate.json, which binds what was approved to what was checked. All files appear at once at the end, or none does.",
            "顧客データと統合候補の一覧を読み、すべての候補を判定して、結果を一つのフォルダに書きます。approved.csv（実行してよいもの）、review.csv（人の確認が必要なもの）、blocked.csv（却下）、decisions.parquet、diff.jsonl、summary.json、人が見る report.html と report.xlsx、そして承認と検査内容を結び付ける certificate.json（証明書）。すべてのファイルが最後に一度に現れるか、一つも現れません。",
        ))
        .after_help(t(
            "Exit codes: 0 every proposal passed; 1 some did not; 2 usage, policy or input error; 3 the batch is broken (nothing approved); 4 disk, lock, permission or memory; 5 the program failed its own check.\n\nExample:\n  sekisho check --records customers.csv --merges merges.csv --policy policy.toml --out result",
            "終了コード: 0 すべて通過; 1 通過しないものがある; 2 使い方・ポリシー・入力の誤り; 3 一括処理が異常（一件も承認しない）; 4 ディスク・ロック・権限・メモリ; 5 プログラム自身の検査に失敗\n\n例:\n  sekisho check --records customers.csv --merges merges.csv --policy policy.toml --out result",
        ))
        .arg(args::records(voice))
        .arg(args::path("merges", voice, "The proposed merges: survivor_id, merged_id and any other columns", "統合候補の一覧（survivor_id, merged_id と任意の列）").required(true))
        .arg(args::path("out", voice, "The folder for the result; it must not exist yet, or be empty", "結果を書くフォルダ（存在しないか空であること）").required(true))
        .arg(args::policy(voice))
        .arg(args::encoding(voice))
        .arg(args::flag("dry-run", voice, "Write the reports but no approved.csv", "承認ファイル（approved.csv）を書かずに報告だけを書く"))
        .arg(args::replace(voice))
        .arg(args::flag("timings", voice, "Show on stderr where the time went, stage by stage", "工程ごとの所要時間を標準エラー出力に表示する"))
        .args(papers::arguments(voice))
        .arg(
            Arg::new("memory-limit")
                .long("memory-limit")
                .value_name("SIZE")
                .value_parser(memory::parse_size)
                .help(t("The most memory to use (512M, 2G). A batch that needs more is refused with exit 4 and the figure it would need; by default what the machine, container or process has", "使用するメモリの上限（512M、2G など）。これを超える一括処理は、必要な量を示して終了コード 4 で拒否する（既定は機械・コンテナ・プロセスの上限）")),
        )
        .arg(
            Arg::new("fail-on")
                .long("fail-on")
                .value_parser(["review", "block"])
                .default_value("review")
                .help(t("Exit 1 where a proposal needs review or is blocked (review), or only where one is blocked (block)", "終了コード 1 とする条件: 要確認または却下がある (review)、却下がある (block)")),
        );
    let command = command.arg(
        Arg::new("format")
            .long("format")
            .value_parser(Findings::ALL.map(Findings::word))
            .conflicts_with_all(["json", "quiet"])
            .help(t(
                "Print the findings on stdout for a CI system: sarif or junit",
                "CI 向けに判定結果を標準出力へ書く: sarif、junit",
            )),
    );
    reports::arguments(command, voice)
}

/// The format of the findings that is asked for.
fn findings(matches: &ArgMatches) -> Option<Findings> {
    let word = matches.get_one::<String>("format")?;
    Findings::ALL.into_iter().find(|findings| findings.word() == word)
}

/// Runs the command.
///
/// # Errors
///
/// Every reason for which the gate could not do its work; then nothing is approved.
pub(super) fn run(
    matches: &ArgMatches,
    voice: Voice,
    claim: &Claim,
    guard: &Guard,
    files: &'static dyn Files,
) -> Result<Exit> {
    let out: &PathBuf = args::required(matches, "out")?;
    let mut timings = Timings::start(matches.get_flag("timings"), voice.text("start", "開始"));
    // First of all, so that a run that fails leaves no former approval in place.
    let staging = Staging::open_for(claim, out, Former::of(matches.get_flag("replace"), CHECKED))?;
    let reports = reports::chosen(matches, voice)?;
    let papers = Papers::of(matches)?;
    let today = clock::today();
    let proof = proven(&today)?;
    let (policy, policy_text, policy_name) = intake::policy(args::optional_path(matches, "policy"), files)?;
    if !matches.get_flag("dry-run") {
        attest::digest_program();
    }
    let encoding = args::encoding_of(matches)?;
    let merges_path: &PathBuf = args::required(matches, "merges")?;
    let limit = memory_limit(matches);
    let mut load = Load {
        merges_bytes: files.look(merges_path).map_or(0, |meta| meta.len()),
        threads: super::threads(),
        ..Load::default()
    };
    if let Some(limit) = limit {
        limit.holds(load)?;
        let _ = guard.set(limit);
    }
    let reading = voice.text("read merges", "候補の読込");
    timings.begin(reading);
    let merges = Merges::open(merges_path, &ReadOptions { encoding, files, ..ReadOptions::default() })?;
    load.proposals = merges.len() as u64;
    let fits = |records| limit.map_or(Ok(()), |limit| limit.holds(Load { records, ..load }));
    let records = args::paths(matches, "records");
    let sources = Sources { records: &records, encoding, today: &today, files };
    let (mut numbered, opened) =
        intake::number_and_open(&merges, &sources, &policy, fits, voice, &mut timings)?;
    timings.count(reading, load.proposals, load.merges_bytes);
    let ids = std::mem::take(&mut numbered.ids);
    let intake = intake::take_in_of(opened, &today, ids, &policy, voice, &mut timings)?;
    let history = papers.history(&policy_text, &merges, None);
    let decisions = decide(&numbered.batch(&intake, &policy), &history, &mut timings, voice);
    let run = Run {
        dry_run: matches.get_flag("dry-run"),
        ..numbered.run(&merges, &intake, &decisions, &policy, (&policy_text, policy_name.as_deref()))
    };
    let approved = if run.dry_run { None } else { decisions.approved(&proof) };
    let certified = write(&run, approved.as_ref(), &reports, &papers, staging, &mut timings, voice)?;
    timings.show(voice);
    tell(&run, &reports, certified.map(|at| (&papers, at)), matches, voice)?;
    Ok(exit(&decisions, matches))
}

/// The gate's stages, each shown and timed.
fn decide(batch: &Batch<'_>, history: &[Profile], timings: &mut Timings, voice: Voice) -> Decisions {
    let progress = Progress::steps(voice, voice.text("deciding", "判定"));
    let proposals = batch.survivors.len() as u64;
    let mut names = Vec::new();
    let decisions = gate::run_watched(batch, history, |stage| {
        let name = match stage {
            Stage::Plan => voice.text("plan", "計画の検査"),
            Stage::Compare => voice.text("compare", "比較"),
            Stage::Judge => voice.text("judge", "個別の判定"),
            Stage::Group => voice.text("group", "グループ"),
            Stage::Decide => voice.text("decide", "決定"),
        };
        timings.begin(name);
        progress.say(name);
        if !names.contains(&name) {
            names.push(name);
        }
    });
    timings.begin(voice.text("gather", "取りまとめ"));
    names.into_iter().for_each(|name| timings.count(name, proposals, 0));
    decisions
}

/// Writes all files and publishes them; gives the time of the certificate, where there is one.
fn write(
    run: &Run<'_>,
    approved: Option<&Approved<'_>>,
    reports: &Reports,
    papers: &Papers,
    staging: Staging,
    timings: &mut Timings,
    voice: Voice,
) -> Result<Option<u64>> {
    let progress = Progress::steps(voice, voice.text("writing", "出力"));
    let mut begins = |name| {
        timings.begin(name);
        progress.say(name);
    };
    let staged = report::write_all(run, approved, reports, &staging, &mut begins)?;
    begins(attest::CERTIFICATE);
    let now = clock::now();
    let line = papers.line(run, &staged, now);
    let certify = |approved: &Approved<'_>| {
        attest::certify(run, approved.positions(), &staged, &staging, &papers.issue(now, line.as_ref()))
    };
    let certificate = approved.map(certify).transpose()?;
    if !run.dry_run {
        papers.record(line, certificate.as_ref())?;
    }
    begins(voice.text("publish", "公開"));
    staging.publish()?;
    let proposals = run.merges.len() as u64;
    staged.iter().for_each(|file| timings.count(file.name, proposals, file.bytes));
    let is_data = |file: &&report::Staged| report::FORMATS.iter().any(|format| format.name == file.name);
    let data_bytes = staged.iter().filter(is_data).map(|file| file.bytes).sum();
    timings.count(report::DATA_AT_ONCE, proposals, data_bytes);
    Ok(certificate.map(|_| now))
}

/// Says on stdout how the run came out; `certified` are the papers of a certificate and when it was issued.
fn tell(
    run: &Run<'_>,
    reports: &Reports,
    certified: Option<(&Papers, u64)>,
    matches: &ArgMatches,
    voice: Voice,
) -> Result<()> {
    let out: &PathBuf = args::required(matches, "out")?;
    if voice.json {
        voice.machine(&report::summary(run));
    } else if let Some(findings) = findings(matches) {
        // A reader that closed the pipe early is no failure of the gate.
        let mut stdout = BufWriter::new(io::stdout().lock());
        let _ = findings.write(run, voice.lang, &mut stdout).and_then(|()| stdout.flush());
    } else {
        summary::lines(run, reports, out, voice).iter().for_each(|line| voice.line(line));
        certified.iter().for_each(|(papers, now)| papers.say(out, *now, voice));
    }
    Ok(())
}

/// The most memory the run may use.
fn memory_limit(matches: &ArgMatches) -> Option<Limit> {
    Limit::of(matches.get_one::<u64>("memory-limit").copied())
}

/// Runs the known answers; a gate that gets one of them wrong approves nothing.
pub(super) fn proven(today: &str) -> Result<Proven> {
    gate::prove(today).map_err(|wrong| {
        let list = wrong.join(", ");
        Error::from(Problem::internal(
            "E_KNOWN_ANSWER",
            format!("the program gets known answers wrong: {list}"),
            format!("既知の答えと一致しません: {list}"),
        ))
    })
}

fn exit(decisions: &Decisions, matches: &ArgMatches) -> Exit {
    let totals = decisions.totals();
    let review_counts = matches.get_one::<String>("fail-on").is_none_or(|v| v == "review");
    if decisions.is_halted() {
        Exit::Halted
    } else if totals.block > 0 || (review_counts && totals.review > 0) {
        Exit::NotAllPassed
    } else {
        Exit::Passed
    }
}
