//! `diff.jsonl`: every proposal that did not pass, one object a line, field by field, masked, never capped.

use super::mask;
use super::run::Run;
use crate::fields::{self, reading};
use crate::gate::{Decision, NAMESAKES};
use crate::model::{Agreement, FieldId, Verdict};
use crate::text::kana_of::Fit;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the lines and says how many.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut written = 0;
    let mut line = String::new();
    let heads = heads();
    let open = run.decisions.all().iter().enumerate().filter(|(_, d)| d.verdict != Verdict::Pass);
    for (i, decision) in open {
        line.clear();
        push_line(run, i, decision, &heads, &mut line)?;
        out.write_all(line.as_bytes())?;
        written += 1;
    }
    Ok(written)
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
fn push_line(
    run: &Run<'_>,
    i: usize,
    decision: &Decision,
    heads: &Heads,
    line: &mut String,
) -> io::Result<()> {
    let _ = write!(line, "{{\"line\":{},\"survivor_id\":", run.merges.line(i));
    push_id(line, run.merges.survivor_id(i))?;
    line.push_str(",\"merged_id\":");
    push_id(line, run.merges.merged_id(i))?;
    push_text(line, ",\"verdict\":", decision.verdict.name());
    line.push_str(",\"reasons\":[");
    for (n, code) in decision.reasons.codes().enumerate() {
        push_text(line, if n == 0 { "" } else { "," }, code);
    }
    let _ = write!(line, "],\"evidence_bits\":{:.1}", rounded(decision.evidence_bits));
    if let Some((id, members)) = decision.group {
        let _ = write!(line, ",\"group\":{{\"id\":{id},\"members\":{members}}}");
    }
    push_namesakes(decision, line);
    if let Some(fit) = fit_across(run, i, decision) {
        push_text(line, ",\"reading\":", fit.name());
    }
    line.push_str(",\"fields\":{");
    for (n, id) in fields::ids().filter(|id| run.readings.is_mapped(*id)).enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&heads[id.index()][decision.comparison.on(id) as usize]);
        push_field(run, i, decision, id, line);
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

/// An ID as JSON text.
fn push_id(line: &mut String, id: &str) -> io::Result<()> {
    if id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        push_text(line, "", id);
    } else {
        line.push_str(&serde_json::to_string(id)?);
    }
    Ok(())
}

/// `key` and a text that needs no escapes, in quotes.
fn push_text(line: &mut String, key: &str, text: &str) {
    line.push_str(key);
    line.push('"');
    line.push_str(text);
    line.push('"');
}

/// The rest of one field: what became of the sides where one could not be used; the shape of a difference.
fn push_field(run: &Run<'_>, i: usize, decision: &Decision, id: FieldId, line: &mut String) {
    let agreement = decision.comparison.on(id);
    if let Some(weakening) = decision.comparison.weak[id.index()] {
        push_text(line, ",\"weakening\":", weakening.name());
    }
    let side = |record| run.readings.side(record, id);
    match agreement {
        Agreement::Exact | Agreement::Normalized => {}
        Agreement::Missing | Agreement::Placeholder | Agreement::Invalid => {
            push_text(line, ",\"survivor\":", mask::status(&side(run.survivors[i])));
            push_text(line, ",\"merged\":", mask::status(&side(run.merged[i])));
        }
        Agreement::Variant | Agreement::Similar | Agreement::Different if mask::has_few_values(id) => {}
        Agreement::Variant | Agreement::Similar | Agreement::Different => {
            line.push_str(",\"shape\":\"");
            mask::push_nearest_shape(&side(run.survivors[i]), &side(run.merged[i]), line);
            line.push('"');
        }
    }
    line.push('}');
}

/// Bits with one decimal: more would pretend to know more than the floors do.
pub(super) fn rounded(bits: f32) -> f64 {
    (f64::from(bits) * 10.0).round() / 10.0
}
