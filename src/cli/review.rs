//! `sekisho review`: what a steward decided in the Excel or HTML report, checked against the run and kept as
//! `decisions-NAME.json`.

use super::args;
use super::exit::Exit;
use super::say::Voice;
use crate::error::{Problem, Result};
use crate::model::{Lang, Place};
use crate::report::decision::{Choice, is_name};
use crate::report::{System, UnderReview, read_returned, write_alone};
use clap::{Arg, ArgMatches, Command};
use std::path::{Path, PathBuf};

/// The command's arguments and help.
pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("review")
        .about(t("Take in what a steward decided in the Excel or HTML report", "担当者が Excel・HTML の報告書で決めた内容を取り込む"))
        .long_about(t(
            "Reads the decisions on proposals under review from the workbook (or a sheet of it saved as CSV) or from the file that the HTML report saved, checks every row against the run, and writes decisions-NAME.json. A row that is unknown, changed or decided twice is refused, and then nothing is written. Nothing is approved by this: that takes `sekisho approve`.",
            "要確認の候補についての決定を、ブック（または CSV で保存したシート）か HTML の報告書が保存したファイルから読み、すべての行を実行結果と照合して decisions-担当者名.json を書きます。存在しない行、書き換えられた行、二重の決定があれば拒否し、何も書きません。これだけでは何も承認されません（`sekisho approve` が必要です）。",
        ))
        .after_help(t(
            "Example:\n  sekisho review --run result --decisions report.xlsx --name tanaka",
            "例:\n  sekisho review --run result --decisions report.xlsx --name 田中",
        ))
        .arg(args::path("run", voice, "The folder of the run", "実行結果のフォルダ").required(true))
        .arg(args::path("decisions", voice, "What the steward filled in: .xlsx, .csv or .json", "担当者が記入したファイル（.xlsx、.csv、.json）").required(true))
        .arg(Arg::new("name").long("name").value_name("NAME").help(t("Who decided; it becomes part of the file's name. Without it, the name in the .json file", "担当者名（ファイル名に使う）。省略時は .json ファイルの中の名前")))
        .arg(args::path("out", voice, "The folder to write into; by default the run's", "書き込み先のフォルダ（既定は実行結果のフォルダ）"))
        .arg(args::flag("replace", voice, "Write the file anew where it is already there", "既にあるファイルを書き直す"))
}

/// Runs the command.
///
/// # Errors
///
/// All rows that cannot be taken, and whatever cannot be read or written.
pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let folder: &PathBuf = args::required(matches, "run")?;
    let file: &PathBuf = args::required(matches, "decisions")?;
    let handed = read_returned(file)?;
    let name = matches.get_one::<String>("name").or(handed.steward.as_ref());
    let Some(name) = name.filter(|name| is_name(name)) else {
        return Err(Problem::input(
            "E_USAGE",
            Place::default(),
            "--name must be 1 to 64 letters, digits, - and _",
            "--name は 1〜64 文字の文字・数字・-・_ で指定してください",
        )
        .into());
    };
    let under_review = UnderReview::open(folder)?;
    let decisions = under_review.decisions(&handed, name, file)?;
    let text =
        decisions.text().map_err(|_| Problem::internal("E_JSON", "cannot be written", "書き込めません"))?;
    let out = args::optional_path(matches, "out").unwrap_or(folder).join(format!("decisions-{name}.json"));
    write_alone(&System, &out, matches.get_flag("replace"), text.as_bytes())?;
    let count = |choice| decisions.decided.iter().filter(|one| one.decision == choice).count();
    let counts = Choice::ALL.map(|choice| (choice, count(choice)));
    closing_lines(voice, &out, &counts, under_review.len());
    Ok(Exit::Passed)
}

fn closing_lines(voice: Voice, out: &Path, counts: &[(Choice, usize)], all: usize) {
    let decided: usize = counts.iter().map(|(_, n)| n).sum();
    if voice.json {
        let by_choice: serde_json::Map<String, serde_json::Value> =
            counts.iter().map(|(choice, n)| (choice.name().to_owned(), (*n).into())).collect();
        voice.machine(&serde_json::json!({
            "file": out.display().to_string(),
            "under_review": all,
            "decided": decided,
            "choices": by_choice,
        }));
        return;
    }
    let said: Vec<String> =
        counts.iter().map(|(choice, n)| format!("{} {n}", choice.label().text(voice.lang))).collect();
    voice.line(&match voice.lang {
        Lang::En => format!("{decided} of {all} proposals under review are decided: {}", said.join(", ")),
        Lang::Ja => format!("要確認 {all} 件のうち {decided} 件の決定を受け付けました: {}", said.join("、")),
    });
    voice.line(&format!("  {}", out.display()));
}
