//! `diff.jsonl`: every proposal that did not pass, one object a line, field by field, masked, never capped.

use super::mask;
use super::run::Run;
use super::tokens::{push_id, push_number, push_tenths};
use super::waves::in_shares;
use crate::fields::{self, reading};
use crate::gate::{Decision, NAMESAKES, Reasons, Sides};
use crate::model::{Agreement, FieldId, Verdict};
use crate::text::kana_of::Fit;
use hashbrown::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the lines and says how many.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let decisions = run.decisions.all();
    let (heads, verdicts) = (heads(), verdicts(decisions));
    let open = (0..decisions.len()).filter(|i| decisions[*i].verdict != Verdict::Pass);
    let mut written = 0;
    let make = |share: &[usize]| -> io::Result<(u64, String)> {
        let mut lines = String::with_capacity(share.len() * LINE_BYTES);
        for (n, i) in share.iter().enumerate() {
            run.fetch_ahead(share, n);
            let decision = &decisions[*i];
            let verdict = verdicts.get(&(decision.verdict, decision.reasons));
            push_line(run, *i, verdict.map_or("", String::as_str), &heads, &mut lines)?;
        }
        Ok((share.len() as u64, lines))
    };
    in_shares(open, make, |made| {
        let (count, lines) = made?;
        written += count;
        out.write_all(lines.as_bytes())
    })?;
    Ok(written)
}

/// About how many bytes a line has; a longer one grows.
const LINE_BYTES: usize = 1024;

/// The part of a line that says the verdict and the reasons, for each of the few that there are.
fn verdicts(decisions: &[Decision]) -> HashMap<(Verdict, Reasons), String> {
    let mut verdicts = HashMap::new();
    for Decision { verdict, reasons, .. } in decisions.iter().filter(|d| d.verdict != Verdict::Pass) {
        verdicts.entry((*verdict, *reasons)).or_insert_with(|| {
            let codes: Vec<String> = reasons.codes().map(|code| format!("\"{code}\"")).collect();
            format!(",\"verdict\":\"{}\",\"reasons\":[{}]", verdict.name(), codes.join(","))
        });
    }
    verdicts
}

/// How the object of each field starts, for each agreement.
type Heads = Vec<Vec<String>>;

fn heads() -> Heads {
    let head = |field: FieldId, agreement: Agreement| {
        format!("\"{}\":{{\"agreement\":\"{}\"", fields::field(field).name, agreement.name())
    };
    fields::ids()
        .map(|field| Agreement::ALL.iter().map(|agreement| head(field, *agreement)).collect())
        .collect()
}

/// One line. Only the IDs are texts of the input and are escaped; all other texts are the program's own words, which
/// need no escapes.
fn push_line(run: &Run<'_>, i: usize, verdict: &str, heads: &Heads, line: &mut String) -> io::Result<()> {
    let decision = &run.decisions.all()[i];
    line.push_str("{\"line\":");
    push_number(line, run.merges.line(i));
    line.push_str(",\"survivor_id\":");
    push_id(line, run.merges.survivor_id(i))?;
    line.push_str(",\"merged_id\":");
    push_id(line, run.merges.merged_id(i))?;
    line.push_str(verdict);
    line.push_str(",\"evidence_bits\":");
    push_tenths(line, rounded(decision.evidence_bits));
    if let Some((id, members)) = decision.group {
        line.push_str(",\"group\":{\"id\":");
        push_number(line, u64::from(id));
        line.push_str(",\"members\":");
        push_number(line, u64::from(members));
        line.push('}');
    }
    push_namesakes(decision, line);
    if let Some(fit) = fit_across(run, i, decision) {
        push_text(line, ",\"reading\":", fit.name());
    }
    line.push_str(",\"fields\":{");
    let sides = [run.readings.sides(run.survivors[i]), run.readings.sides(run.merged[i])];
    for (n, id) in fields::ids().filter(|id| run.readings.is_mapped(*id)).enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&heads[id.index()][decision.comparison.on(id) as usize]);
        push_field(&sides, decision, id, line);
    }
    line.push_str("}}\n");
    Ok(())
}

/// How many other records hold two of the agreeing values together, where any does: `"name_kanji+birthdate":1`.
fn push_namesakes(decision: &Decision, line: &mut String) {
    let any = NAMESAKES.iter().zip(decision.namesakes).filter(|(_, others)| *others > 0);
    for (n, ([one, other], others)) in any.clone().enumerate() {
        line.push_str(if n == 0 { ",\"namesakes\":{" } else { "," });
        let _ = write!(line, "\"{}+{}\":{others}", fields::field(*one).name, fields::field(*other).name);
    }
    if any.count() > 0 {
        line.push('}');
    }
}

/// Whether the kana of one record are a reading of the other one's kanji, where each has only one of them.
fn fit_across(run: &Run<'_>, i: usize, decision: &Decision) -> Option<Fit> {
    let unusable = [Agreement::Missing, Agreement::Placeholder, Agreement::Invalid];
    if !unusable.contains(&decision.comparison.on(fields::NAME_KANA)) {
        return None;
    }
    reading::across(run.readings.name(run.survivors[i]), run.readings.name(run.merged[i]))
}

/// `key` and a text that needs no escapes, in quotes.
fn push_text(line: &mut String, key: &str, text: &str) {
    line.push_str(key);
    line.push('"');
    line.push_str(text);
    line.push('"');
}

/// The rest of one field: what became of the sides where one could not be used; the shape of a difference.
fn push_field(sides: &[Sides<'_>; 2], decision: &Decision, id: FieldId, line: &mut String) {
    let agreement = decision.comparison.on(id);
    if let Some(weakening) = decision.comparison.weak[id.index()] {
        push_text(line, ",\"weakening\":", weakening.name());
    }
    let [survivor, merged] = sides.each_ref().map(|sides| sides.of(id));
    match agreement {
        Agreement::Exact | Agreement::Normalized => {}
        Agreement::Missing | Agreement::Placeholder | Agreement::Invalid => {
            push_text(line, ",\"survivor\":", mask::status(survivor));
            push_text(line, ",\"merged\":", mask::status(merged));
        }
        Agreement::Variant | Agreement::Similar | Agreement::Different if mask::has_few_values(id) => {}
        Agreement::Variant | Agreement::Similar | Agreement::Different => {
            line.push_str(",\"shape\":\"");
            mask::push_nearest_shape(survivor, merged, line);
            line.push('"');
        }
    }
    line.push('}');
}

/// Bits with one decimal: more would pretend to know more than the floors do.
pub(super) fn rounded(bits: f32) -> f64 {
    (f64::from(bits) * 10.0).round() / 10.0
}
