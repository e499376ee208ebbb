//! `sekisho explain CODE` and `--list`: what a reason code means and what to do about it.

use super::super::exit::Exit;
use super::super::say::{Voice, padded, reason_title};
use crate::error::{Problem, Result};
use crate::fields;
use crate::model::{Agreement, FieldId, Place, Verdict};
use crate::report::words::advice;
use crate::rules::{RULES, by_code};
use serde_json::{Value, json};

/// All codes: those of rules, then those of fields.
///
/// # Errors
///
/// `E_STDOUT`.
pub(super) fn list(voice: Voice) -> Result<Exit> {
    let steps = |f: FieldId| Agreement::ALL.map(|a| fields::code(f, a));
    let codes = RULES.iter().map(|r| r.code).chain(fields::ids().flat_map(steps));
    if voice.json {
        let all: Vec<Value> =
            codes.map(|c| json!({ "code": c, "title": reason_title(c, voice.lang) })).collect();
        voice.machine_answer(&Value::Array(all))?;
    } else if !voice.quiet {
        let line = |code| format!("{}  {}\n", padded(code, 26), reason_title(code, voice.lang));
        voice.answer(&codes.map(line).collect::<String>())?;
    }
    Ok(Exit::Passed)
}

/// One code: its verdict, its title, why it matters and what to do.
///
/// # Errors
///
/// `E_CODE` where there is no such code, `E_STDOUT`.
pub(super) fn one(code: &str, voice: Voice) -> Result<Exit> {
    let (verdict, why) = if let Some(rule) = by_code(code) {
        (rule.verdict.name(), rule.why.text(voice.lang).to_owned())
    } else if let Some((_, agreement)) = fields::by_code(code) {
        (
            fields::own_verdict(agreement).map_or("pass", Verdict::name),
            advice(agreement).text(voice.lang).to_owned(),
        )
    } else {
        return Err(Problem::input(
            "E_CODE",
            Place::default(),
            "there is no such reason code",
            "そのような理由コードはありません",
        )
        .help("`sekisho explain --list` shows them all", "`sekisho explain --list` で一覧できます")
        .into());
    };
    let title = reason_title(code, voice.lang);
    if voice.json {
        voice.machine_answer(&json!({ "code": code, "title": title, "verdict": verdict, "why": why }))?;
    } else if !voice.quiet {
        voice.answer(&format!("{code} ({verdict})\n{title}\n\n{why}\n"))?;
    }
    Ok(Exit::Passed)
}
