//! `sekisho audit list`: whether every row of a list belongs to the person its ID names.

use super::super::exit::Exit;
use super::super::intake;
use super::super::say::Voice;
use super::super::{args, clock};
use super::{Said, finish};
use crate::audit::{self, Law, List, ListTotals, Outcome};
use crate::error::{Problem, Result};
use crate::model::{Label, Lang, Place};
use crate::read::{Files, Listing, ReadOptions, Records};
use crate::report::{Claim, Staging};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let command = Command::new("list")
        .about(t("Check, before it is sent, that every row of a list belongs to the person its ID names", "送付・移行の前に、リストの各行がその ID の本人のものかを確かめる"))
        .long_about(t(
            "Holds every row of a list that is about to be sent or migrated against the customer its ID names. Rows that are another person's, runs of rows that are shifted or shuffled against their IDs, several addresses in one cell, and addresses under several people are reported in audit.json and findings.csv, without any value. Columns are found by the policy's headers, the usual ones, and --map.",
            "これから送る・移行するリストの各行を、その ID の顧客と照合します。別人の行、ID とずれたり並びが入れ替わったりした行のまとまり、一つの欄に複数の宛先、複数の人に同じ宛先があれば、値を出さずに audit.json と findings.csv で報告します。列はポリシーの見出し、よくある見出し、--map で対応付けます。",
        ))
        .after_help(t(
            "Exit codes: 0 send it; 1 a person must look; 3 send nothing; 2 usage, policy or input error; 4 disk, lock, permission or memory.\n\nExample:\n  sekisho audit list --list mailing.csv --records customers.csv --policy policy.toml --out audit-list",
            "終了コード: 0 送ってよい; 1 人の確認が必要; 3 何も送らない; 2 使い方・ポリシー・入力の誤り; 4 ディスク・ロック・権限・メモリ\n\n例:\n  sekisho audit list --list mailing.csv --records customers.csv --policy policy.toml --out audit-list",
        ))
        .arg(args::records(voice).required(false).required_unless_present("outgoing"))
        .arg(
            args::path("list", voice, "The list, or several: any format that records may have", "リスト（複数可。顧客データと同じ形式）")
                .num_args(1..)
                .action(ArgAction::Append)
                .required_unless_present("outgoing"),
        )
        .arg(
            Arg::new("map")
                .long("map")
                .value_name("FIELD=HEADER")
                .action(ArgAction::Append)
                .help(t("Which column of the list holds what: id=..., email=..., name_kanji=... (twice for family and given name)", "リストの列の対応: id=...、email=...、name_kanji=...（姓と名は二回）")),
        )
        .arg(
            Arg::new("recipients")
                .long("recipients")
                .value_name("HEADER")
                .action(ArgAction::Append)
                .help(t("A further column of addresses; to, cc, bcc and 宛先 are known", "宛先の列（to、cc、bcc、宛先 は指定不要）")),
        )
        .arg(args::path("out", voice, "The folder for the result; it must not exist yet, or be empty", "結果を書くフォルダ（存在しないか空であること）").required_unless_present("outgoing"))
        .arg(args::policy(voice))
        .arg(args::encoding(voice));
    super::outgoing::arguments(command, voice)
}

/// Runs the command.
///
/// # Errors
///
/// Every reason for which the list could not be checked; then nothing is written, and nothing may be sent.
pub(super) fn run(
    matches: &ArgMatches,
    voice: Voice,
    claim: &Claim,
    files: &'static dyn Files,
) -> Result<Exit> {
    if matches.contains_id("outgoing") {
        return super::outgoing::run(matches, voice, claim, files);
    }
    let out: &PathBuf = args::required(matches, "out")?;
    let staging = Staging::open_for(claim, out, false)?;
    let (policy, text, name) = intake::policy(args::optional_path(matches, "policy"), files)?;
    let options = ReadOptions { encoding: args::encoding_of(matches)?, files, ..ReadOptions::default() };
    let today = clock::today();
    let law = Law { policy: &policy, counted: &[], today: &today };
    let customers = Records::open(&args::paths(matches, "records"), policy.columns(), &[], &options)?;
    let named = named(matches)?;
    let recipients: Vec<String> = matches.get_many("recipients").into_iter().flatten().cloned().collect();
    let mut lists = Vec::new();
    for path in args::paths(matches, "list") {
        let listing = Listing::open(&path, &options)?;
        let columns = audit::columns_of(listing.headers(), policy.columns(), &named)?;
        let records = Records::open(&[path], &columns, &[], &options)?;
        let mut several = Vec::new();
        for file in records.files() {
            let columns = audit::recipient_columns(&listing, file, &recipients)?;
            several.extend(audit::several(&listing, &columns)?);
        }
        lists.push(List { records, several });
    }
    let found = audit::check_lists(&lists, &customers, &law)?;
    let mut totals = totals(&found.totals);
    let by_list = found.lists.iter().map(|(name, list)| {
        let mut map = self::totals(list);
        map.insert("list".to_owned(), json!(name));
        Value::Object(map)
    });
    totals.insert("lists".to_owned(), by_list.collect());
    let lists = found.lists_read.into_iter().map(|digest| ("list", digest));
    let outcome = Outcome {
        audit: "list",
        inputs: lists.chain(found.records_read.into_iter().map(|digest| ("records", digest))).collect(),
        policy: (text, name),
        totals,
        findings: found.findings,
    };
    let said = Said {
        answer: answer(&outcome),
        counted: vec![counted(&found.totals, voice)],
        next: next(&outcome, voice).to_owned(),
    };
    finish(&outcome, staging, out, &said, voice)
}

/// The pairs of `--map`.
fn named(matches: &ArgMatches) -> Result<Vec<(String, String)>> {
    let pairs = matches.get_many::<String>("map").into_iter().flatten();
    let pair = |text: &String| {
        let (field, header) = text.split_once('=')?;
        Some((field.trim().to_owned(), header.to_owned()))
    };
    pairs.map(pair).collect::<Option<Vec<_>>>().ok_or_else(|| {
        let (en, ja) = ("--map takes FIELD=HEADER", "--map は 項目=見出し の形で指定してください");
        Problem::input("E_USAGE", Place::default(), en, ja).into()
    })
}

fn totals(totals: &ListTotals) -> Map<String, Value> {
    let ListTotals { rows, theirs, another, unclear, events, people } = *totals;
    let value = json!({
        "rows": rows,
        "theirs": theirs,
        "another_persons": another,
        "unclear": unclear,
        "events": events,
        "people": people,
        "repeats": events - people,
    });
    value.as_object().cloned().unwrap_or_default()
}

/// The numbers in a line.
fn counted(totals: &ListTotals, voice: Voice) -> String {
    let ListTotals { rows, theirs, events, people, .. } = totals;
    match voice.lang {
        Lang::En => format!(
            "{theirs} of {rows} rows belong to the person their ID names; sent like this, data of {people} people would be shown {events} times"
        ),
        Lang::Ja => format!(
            "{rows} 行のうち {theirs} 行が ID の本人のものです。このまま送ると {people} 人分の情報が延べ {events} 件、他人に見えます"
        ),
    }
}

fn next(outcome: &Outcome, voice: Voice) -> &'static str {
    match outcome.answer() {
        "clean" => voice.text("the list may go to whoever releases it", "送付の承認者に渡してください"),
        _something => voice.text(
            "make the list again at its source, and run this on the new one before anything is sent",
            "元データからリストを作り直し、送る前にもう一度この検査を実行してください",
        ),
    }
}

/// The answer, before anything else is said.
fn answer(outcome: &Outcome) -> Label {
    match outcome.answer() {
        "stop" => Label {
            en: "SEND NOTHING: rows of the list are other people's, or addresses would be shown.",
            ja: "送らないでください: 別人の行があるか、宛先が互いに見える状態です。",
        },
        "look" => Label {
            en: "Not to be sent yet: a person must look at what follows.",
            ja: "まだ送れません。次の点は人の確認が必要です。",
        },
        _clean => Label {
            en: "Every row belongs to the person its ID names.",
            ja: "すべての行が ID の本人のものです。",
        },
    }
}
