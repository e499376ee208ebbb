//! `sekisho explain`: one pair of records as a person wants to read it, or what a reason code means.

mod code;
mod facts;
mod flip;
mod json;
mod text;

use super::exit::Exit;
use super::intake::{self, Numbered, Sources};
use super::say::Voice;
use super::timings::Timings;
use super::{args, clock};
use crate::error::{Problem, Result};
use crate::gate::{self, compare_pair, judge_pair};
use crate::model::{Place, Verdict, trim_id};
use crate::read::{Merges, ReadOptions, SystemFiles};
use clap::{Arg, ArgMatches, Command};
use facts::{Facts, Scope};
use std::path::PathBuf;

/// Every argument that is about a pair of records, and so has no meaning beside a reason code.
const OF_A_PAIR: [&str; 7] = ["records", "survivor", "merged", "merges", "policy", "encoding", "reveal"];

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let id = |name, help| Arg::new(name).long(name).value_name("ID").requires("records").help(help);
    Command::new("explain")
        .about(t("Explain one pair of records, field by field, or a reason code", "二つの記録を項目ごとに、または理由コードを説明する"))
        .after_help(t(
            "Examples:\n  sekisho explain plan.cycle\n  sekisho explain --list\n  sekisho explain --records customers.csv --survivor C001 --merged C002\n  sekisho explain --records customers.csv --merges merges.csv --survivor C001 --merged C002\n  sekisho explain --records customers.csv --survivor C001 --merged C002 --reveal",
            "例:\n  sekisho explain plan.cycle\n  sekisho explain --list\n  sekisho explain --records customers.csv --survivor C001 --merged C002\n  sekisho explain --records customers.csv --merges merges.csv --survivor C001 --merged C002\n  sekisho explain --records customers.csv --survivor C001 --merged C002 --reveal",
        ))
        .arg(Arg::new("code").value_name("CODE").conflicts_with_all(OF_A_PAIR).conflicts_with("list").help(t("A reason code", "理由コード")))
        .arg(args::flag("list", voice, "List all reason codes", "すべての理由コードを一覧する").conflicts_with_all(OF_A_PAIR))
        .arg(args::records(voice).required(false).requires("survivor").requires("merged"))
        .arg(id("survivor", t("The record that would stay", "残る記録の ID")))
        .arg(id("merged", t("The record that would go", "統合されて消える記録の ID")))
        .arg(args::path("merges", voice, "The list the proposal stands in: its plan and group are then explained too", "候補の一覧。指定すると計画とグループも説明します").requires("records"))
        .arg(args::policy(voice).requires("records"))
        .arg(args::encoding(voice).requires("records"))
        .arg(args::flag("reveal", voice, "Show the values themselves", "値そのものを表示する").requires("records"))
}

pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    if matches.get_flag("list") {
        return code::list(voice);
    }
    if let Some(name) = matches.get_one::<String>("code") {
        return code::one(name, voice);
    }
    if matches.contains_id("records") {
        return pair(matches, voice);
    }
    Err(usage(
        "give a reason code, or --records with --survivor and --merged",
        "理由コード、または --records と --survivor, --merged を指定してください",
    ))
}

fn usage(en: &str, ja: &str) -> crate::error::Error {
    Problem::input("E_USAGE", Place::default(), en, ja).into()
}

fn pair(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let id = |name| args::required::<String>(matches, name).map(|id| trim_id(id));
    let (survivor, merged) = (id("survivor")?, id("merged")?);
    let (policy, _, _) = intake::policy(args::optional_path(matches, "policy"), &SystemFiles)?;
    let today = clock::today();
    let encoding = args::encoding_of(matches)?;
    let merges = args::optional_path(matches, "merges");
    let merges = merges.map(|path| Merges::open(path, &ReadOptions { encoding, ..ReadOptions::default() }));
    let merges = merges.transpose()?;
    let (numbered, at) = match &merges {
        None => (alone(survivor, merged), 0),
        Some(merges) => {
            let is_it = |i: &usize| merges.survivor_id(*i) == survivor && merges.merged_id(*i) == merged;
            let at = (0..merges.len()).find(is_it).ok_or_else(|| {
                usage("the merges file has no such proposal", "候補の一覧にそのような候補がありません")
            })?;
            (Numbered::of(merges), at)
        }
    };
    let records: Vec<PathBuf> = args::paths(matches, "records");
    let sources = Sources { records: &records, encoding, today: &today, files: &SystemFiles };
    let intake = intake::take_in(&sources, &numbered.ids, &policy, voice, &mut Timings::start(false, ""))?;
    let decisions = gate::run(&numbered.batch(&intake, &policy));
    let Some(decision) = decisions.all().get(at) else { return Ok(Exit::Internal) };
    let sides = [numbered.survivors[at], numbered.merged[at]];
    let compared = compare_pair(&intake.readings, &intake.counts, sides[0], sides[1]);
    let facts = Facts {
        readings: &intake.readings,
        policy: &policy,
        ids: [survivor, merged],
        sides,
        compared,
        judgement: judge_pair(&intake.readings, &compared, &policy),
        decision,
        scope: scope(merges.as_ref(), decisions.all(), at),
        revealed: matches.get_flag("reveal"),
    };
    if voice.json {
        voice.answer(&format!("{:#}\n", json::json(&facts)))?;
    } else if !voice.quiet {
        voice.answer(&(text::lines(&facts, voice.lang).join("\n") + "\n"))?;
    }
    Ok(match decision.verdict {
        Verdict::Pass => Exit::Passed,
        Verdict::Review | Verdict::Block => Exit::NotAllPassed,
    })
}

/// The pair as the only proposal of a batch.
fn alone(survivor: &str, merged: &str) -> Numbered {
    let mut numbered = Numbered::default();
    numbered.add(survivor, merged);
    numbered
}

/// What the other proposals make of the pair: the IDs of its group, in the order of the list.
fn scope(merges: Option<&Merges>, decisions: &[gate::Decision], at: usize) -> Scope {
    let Some(merges) = merges else { return Scope::Alone };
    let Some((group, _)) = decisions[at].group else { return Scope::Batch(Vec::new()) };
    let mut members: Vec<String> = Vec::new();
    let of_group = |i: &usize| decisions[*i].group.is_some_and(|(number, _)| number == group);
    for i in (0..merges.len()).filter(of_group) {
        for id in [merges.survivor_id(i), merges.merged_id(i)] {
            if !members.iter().any(|member| member == id) {
                members.push(id.to_owned());
            }
        }
    }
    Scope::Batch(members)
}
