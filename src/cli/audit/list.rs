//! `sekisho audit list`: whether every row of a list belongs to the person its ID names.

use super::super::exit::Exit;
use super::super::intake;
use super::super::say::Voice;
use super::super::{args, clock};
use super::{Said, finish};
use crate::audit::{self, Finding, Kind, Law, Line, List, ListTotals, Outcome};
use crate::error::{Problem, Result};
use crate::fields;
use crate::model::{Columns, FieldId, Label, Lang, Place};
use crate::read::{Files, Listing, ReadOptions, RecordFile, Records};
use crate::report::{AUDITED, Claim, Former, Staging};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

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
        .arg(args::replace(voice).requires("out"))
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
    let staging = Staging::open_for(claim, out, Former::of(matches.get_flag("replace"), AUDITED))?;
    let (policy, text, name) = intake::policy(args::optional_path(matches, "policy"), files)?;
    let options = ReadOptions { encoding: args::encoding_of(matches)?, files, ..ReadOptions::default() };
    let today = clock::today();
    let law = Law { policy: &policy, counted: &[], today: &today };
    let customers = Records::open(&args::paths(matches, "records"), policy.columns(), &[], &options)?;
    let named = named(matches)?;
    let recipients: Vec<String> = matches.get_many("recipients").into_iter().flatten().cloned().collect();
    let (mut lists, mut open, mut compared) = (Vec::new(), Vec::new(), Vec::new());
    for path in args::paths(matches, "list") {
        let listing = Listing::open(&path, &options)?;
        let columns = audit::columns_of(listing.headers(), policy.columns(), &named)?;
        let (records, held) = opened(&path, columns, (&listing, &recipients), &options)?;
        let mut several = Vec::new();
        for file in records.files() {
            several.extend(audit::several(&listing, &held)?);
            open.extend(not_compared(&listing, file, &held, &today)?);
            compared.push(file.mapping.iter().map(|c| (c.number, c.field)).collect::<Vec<_>>());
        }
        lists.push(List { records, several });
    }
    let mut found = audit::check_lists(&lists, &customers, &law)?;
    found.findings.extend(open);
    let mut totals = totals(&found.totals);
    let by_list = found.lists.iter().zip(&compared).map(|((name, list), columns)| {
        let mut map = self::totals(list);
        map.insert("list".to_owned(), json!(name));
        let column = |(number, field): &(usize, FieldId)| json!({ "column": number, "field": fields::field(*field).name });
        map.insert("compared".to_owned(), columns.iter().map(column).collect());
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
        counted: std::iter::once(counted(&found.totals, voice))
            .chain(compared_lines(&found.lists, &compared, voice))
            .collect(),
        next: next(&outcome, voice).to_owned(),
    };
    finish(&outcome, staging, out, &said, voice)
}

/// A list, opened, and its columns (from 0) of recipients. Where no column is its e-mail address, the first one in which
/// addresses stand is: what is sent goes by it.
fn opened(
    path: &Path,
    mut columns: Columns,
    (listing, recipients): (&Listing, &[String]),
    options: &ReadOptions,
) -> Result<(Records, Vec<usize>)> {
    let open = |columns: &Columns| Records::open(&[path.to_owned()], columns, &[], options);
    let records = open(&columns)?;
    let Some(file) = records.files().first() else { return Ok((records, Vec::new())) };
    let held = audit::recipient_columns(listing, file, recipients)?;
    if file.mapping.iter().any(|column| column.field == fields::EMAIL) {
        return Ok((records, held));
    }
    let is_free = |column: &usize| {
        let header = &listing.headers()[*column];
        column + 1 != file.id_number
            && file.mapping.iter().all(|other| other.number != column + 1)
            && file.ignored.iter().all(|ignored| ignored.trim() != header.trim())
    };
    match audit::addressed(listing, &held)?.into_iter().find(is_free) {
        None => Ok((records, held)),
        Some(first) => {
            columns.fields[fields::EMAIL.index()] = vec![listing.headers()[first].to_string()];
            Ok((open(&columns)?, held))
        }
    }
}

/// The columns of a list that seem personal, or hold recipients, and are held against nothing: what they say of a row nobody
/// has checked. A policy may ignore a column.
fn not_compared(
    listing: &Listing,
    file: &RecordFile,
    recipients: &[usize],
    today: &str,
) -> Result<Vec<Finding>> {
    let is_open = |column: &usize| {
        let header = &listing.headers()[*column];
        column + 1 != file.id_number
            && file.mapping.iter().all(|other| other.number != column + 1)
            && file.ignored.iter().all(|ignored| ignored.trim() != header.trim())
    };
    let open: Vec<usize> = (0..listing.headers().len()).filter(is_open).collect();
    let addressed = audit::addressed(listing, recipients)?;
    let mut found = audit::personal_columns(listing, &open, today)?;
    found.extend(addressed.into_iter().filter(|column| open.contains(column)));
    found.sort_unstable();
    found.dedup();
    let finding = |column: usize| {
        let (name, number) = (&file.name, column + 1);
        let line = Line { at: Some((name.clone(), 1)), ..Line::default() };
        Finding::new(Kind::ColumnNotCompared, vec![line])
            .fact("list", name.as_ref())
            .fact("column", number)
            .saying(
                format!("{name}: column {number} seems to hold personal data and was not compared: name it with --map, or leave it out"),
                format!("{name}: {number} 列目は個人データと思われますが、照合していません。--map で対応付けるか、列を除いてください"),
            )
    };
    Ok(found.into_iter().map(finding).collect())
}

/// For each list which of its columns were compared, for people.
fn compared_lines(
    lists: &[(String, ListTotals)],
    compared: &[Vec<(usize, FieldId)>],
    voice: Voice,
) -> Vec<String> {
    let one = |((name, _), columns): (&(String, ListTotals), &Vec<(usize, FieldId)>)| {
        let column = |(number, field): &(usize, FieldId)| {
            let label = fields::field(*field).label.text(voice.lang);
            match voice.lang {
                Lang::En => format!("{number} {label}"),
                Lang::Ja => format!("{number} 列目 {label}"),
            }
        };
        let all = columns.iter().map(column).collect::<Vec<_>>().join(voice.text(", ", "、"));
        match voice.lang {
            Lang::En => format!("{name}: columns compared besides the ID: {all}"),
            Lang::Ja => format!("{name}: ID のほかに照合した列: {all}"),
        }
    };
    lists.iter().zip(compared).map(one).collect()
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
