//! `sekisho synth`: a labelled synthetic customer table and merge list of any size.

use super::args;
use super::exit::Exit;
use super::progress::Progress;
use super::say::Voice;
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::report::{Former, Staging};
use crate::synth::{Synth, SynthPlan};
use clap::{Arg, ArgMatches, Command, value_parser};
use rayon::prelude::*;
use serde_json::json;
use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;

/// Rows made at a time by one thread.
const CHUNK_ROWS: u64 = 16_384;

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let number = |name, default, help| {
        Arg::new(name)
            .long(name)
            .value_name("N")
            .value_parser(value_parser!(u64))
            .default_value(default)
            .help(help)
    };
    Command::new("synth")
        .about(t("Make a labelled synthetic customer table and merge list", "正解付きの合成顧客データと統合候補を作る"))
        .long_about(t(
            "Writes customers.csv, merges.csv and, kept apart, labels.csv with the truth and the kind of each proposal. Everything is invented; names are as frequent as real ones. The same arguments give the same bytes.",
            "customers.csv, merges.csv と、別に正解と種類を記した labels.csv を書きます。すべて架空のデータで、名前の頻度は現実に似せています。同じ引数からは同じバイト列ができます。",
        ))
        .arg(number("rows", "100000", t("Customers", "顧客の数")))
        .arg(number("merges", "20000", t("Proposed merges", "統合候補の数")))
        .arg(number("seed", "1", t("Seed", "乱数の種")))
        .arg(args::path("out", voice, "The folder to write; it must not exist yet, or be empty", "書き込むフォルダ（存在しないか空であること）").required(true))
}

pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let number = |name: &str| args::required::<u64>(matches, name).copied();
    let plan = SynthPlan { rows: number("rows")?, merges: number("merges")?, seed: number("seed")? };
    let Some(synth) = Synth::new(plan) else {
        return Err(Problem::input(
            "E_USAGE",
            Place::default(),
            "too few rows for so many merges: every proposal needs records of its own",
            "候補の数に対して顧客の数が足りません。候補ごとに別の記録が必要です",
        )
        .into());
    };
    let out: &PathBuf = args::required(matches, "out")?;
    let staging = Staging::open(out, Former::Stays(false))?;
    let progress = Progress::rows(voice, "synth", plan.rows + 2 * plan.merges);
    let synth = &synth;
    let write = |name, header: &'static str, rows: u64, fill: Fill<'_>| {
        staging.write(name, |out| stream(out, header, rows, fill, &progress))
    };
    write("customers.csv", crate::synth::CUSTOMERS_HEADER, plan.rows, &|range, text| {
        synth.customers(range, text)
    })?;
    write("merges.csv", crate::synth::MERGES_HEADER, plan.merges, &|range, text| synth.merges(range, text))?;
    write("labels.csv", crate::synth::LABELS_HEADER, plan.merges, &|range, text| synth.labels(range, text))?;
    drop(progress);
    staging.publish()?;
    if voice.json {
        let (rows, proposals) = (plan.rows, plan.merges);
        voice.machine(&json!({ "out": out.display().to_string(), "rows": rows, "merges": proposals }));
    } else {
        voice.line(&format!("{}", out.display()));
    }
    Ok(Exit::Passed)
}

type Fill<'a> = &'a (dyn Fn(Range<u64>, &mut String) + Sync);

/// Makes rows in parallel, a few chunks at a time, and writes them in order: memory does not grow with the table.
fn stream(
    out: &mut dyn Write,
    header: &str,
    rows: u64,
    fill: Fill<'_>,
    progress: &Progress,
) -> io::Result<()> {
    out.write_all(header.as_bytes())?;
    let wave = CHUNK_ROWS * 2 * rayon::current_num_threads() as u64;
    for start in (0..rows).step_by(wave as usize) {
        let end = rows.min(start + wave);
        let starts: Vec<u64> = (start..end).step_by(CHUNK_ROWS as usize).collect();
        let texts: Vec<String> = starts
            .par_iter()
            .map(|from| {
                let mut text = String::new();
                fill(*from..end.min(from + CHUNK_ROWS), &mut text);
                text
            })
            .collect();
        for text in texts {
            out.write_all(text.as_bytes())?;
        }
        progress.advance(end - start, end - start);
    }
    Ok(())
}
