//! `sekisho normalize FIELD [VALUE...]`: what the gate makes of a value. Shows values: that is its purpose.

use super::clock;
use super::exit::Exit;
use super::say::{Voice, written};
use crate::error::{Problem, Result};
use crate::fields::{self, PART_SEPARATOR, Reading, Status};
use crate::model::{FieldId, Place};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::io::{self, BufRead, BufWriter, Write};

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("normalize")
        .about(t("Show what the gate makes of a value", "値がどう読まれるかを表示する"))
        .long_about(t(
            "Prints one JSON object a line for each value, or for each line of stdin: input, value, status (ok, missing, placeholder, invalid, partial) and notes.",
            "値ごと、または標準入力の一行ごとに JSON を一行表示します: input, value, status (ok, missing, placeholder, invalid, partial), notes。",
        ))
        .after_help(t(
            "Examples:\n  sekisho normalize phone '０３（１２３４）５６７８'\n  sekisho normalize birthdate S55.3.4\n  cut -f3 names.tsv | sekisho normalize name_kana",
            "例:\n  sekisho normalize phone '０３（１２３４）５６７８'\n  sekisho normalize birthdate S55.3.4\n  cut -f3 names.tsv | sekisho normalize name_kana",
        ))
        .arg(Arg::new("field").required(true).value_name("FIELD").value_parser(fields::FIELDS.map(|f| f.name)).help(t("The field", "項目")))
        .arg(Arg::new("value").value_name("VALUE").action(ArgAction::Append).num_args(0..).allow_hyphen_values(true).help(t("Values; without any, the lines of stdin", "値。省略時は標準入力の各行")))
}

pub(super) fn run(matches: &ArgMatches, _voice: Voice) -> Result<Exit> {
    let name: &String = super::args::required(matches, "field")?;
    let Some(field) = fields::by_name(name) else { return Ok(Exit::Input) };
    let today = clock::today();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut show = |input: &str| written(writeln!(out, "{}", normalized(field, input, &today)));
    if let Some(values) = matches.get_many::<String>("value") {
        values.into_iter().try_for_each(|value| show(value))?;
        written(out.flush())?;
        return Ok(Exit::Passed);
    }
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line.map_err(|_| {
            let place = Place::file("-").at_line(number as u64 + 1);
            Problem::input("E_ENC_UTF8", place, "this line is not UTF-8", "この行は UTF-8 ではありません")
        })?;
        show(line.strip_suffix('\r').unwrap_or(&line))?;
    }
    written(out.flush())?;
    Ok(Exit::Passed)
}

/// One value as the JSON object that interface section 7 describes.
#[must_use]
pub fn normalized(field: FieldId, input: &str, today: &str) -> serde_json::Value {
    let mut value = String::new();
    let parsed = (fields::field(field).parse)(input, &mut value);
    let future = field == fields::BIRTHDATE && fields::birthdate::is_future(&value, today);
    let status = if future { Status::Invalid } else { no_person(field, input, &value, parsed.status) };
    let mut notes: Vec<String> = parsed.notes.iter().map(|n| (*n).to_owned()).collect();
    if future {
        notes.push("future".to_owned());
    }
    let shown = matches!(status, Status::Ok | Status::Partial).then(|| shown(field, &value, &mut notes));
    serde_json::json!({ "input": input, "value": shown, "status": status.name(), "notes": notes })
}

/// The status of a value, a written name looked up: a firm's, or a word for nobody in particular, is none to agree on.
fn no_person(field: FieldId, input: &str, value: &str, status: Status) -> Status {
    if field != fields::NAME_KANJI || status != Status::Ok {
        return status;
    }
    let name = Reading { status, weak: None, raw: input, value };
    fields::name::whole::no_person(&name).unwrap_or(status)
}

/// The canonical value as people read it: without the mark between family and given name, and each kanji in its
/// canonical form with the folds named in the notes.
fn shown(field: FieldId, value: &str, notes: &mut Vec<String>) -> String {
    if field == fields::NAME_KANJI {
        let canonical = fields::name_kanji::canonical_form(value);
        let folds = fields::name_kanji::folds_of_value(value);
        notes.extend(folds.iter().map(|f| format!("{}→{} {} {}", f.from, f.to, f.tier, f.sources)));
        return canonical.replace(PART_SEPARATOR, "");
    }
    value.replace(PART_SEPARATOR, "")
}
