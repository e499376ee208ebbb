//! The data of the page: one JSON object. Small parts are written whole; the pairs are streamed, each as an array of
//! numbers and IDs; what they point to (sets of reasons, kinds of field cells) follows them.

use super::super::groups::{self, Edge};
use super::super::pair::is_required;
use super::super::paper::Paper;
use super::super::run::Run;
use super::super::waves::in_waves;
use super::super::words;
use super::{PAIRS_MAX, earlier, embed, pairs};
use crate::fields::{self, CONDITIONS, FIELDS};
use crate::gate::{NAMESAKES, Totals};
use crate::model::{Agreement, FieldId, Label, Lang, Verdict, Weakening};
use crate::rules::{CONTRADICTED_SHARE_MAX, RULES, WEAKENINGS_MAX};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The most groups that are drawn; the page says how many more there are.
const GROUPS_MAX: usize = 10_000;
/// The most proposals of one group that are drawn.
const GROUP_PROPOSALS_MAX: usize = 60;

/// Writes the object and says how many proposals it speaks for.
pub(super) fn write(run: &Run<'_>, paper: &Paper<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut head = embed(&head(run, paper));
    // The pairs and what they point to are appended to the object.
    head.pop();
    out.write_all(head.as_bytes())?;
    out.write_all(b",\n\"groups\":")?;
    groups(run, paper, out)?;
    let told = pairs::write(run, paper, out)?;
    out.write_all(b"}")?;
    Ok(told)
}

fn both(label: Label) -> Value {
    json!([label.en, label.ja])
}

fn head(run: &Run<'_>, paper: &Paper<'_>) -> Value {
    let totals = run.decisions.totals();
    let (reasons, profile) = counts(run, paper);
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "lang": super::lang(paper),
        "detail": paper.detail_name(),
        "run": paper.run,
        "dry": run.dry_run,
        "halted": run.decisions.is_halted(),
        "totals": total(totals, paper),
        "before": total(run.decisions.totals_before_halt(), paper),
        "breaker": breaker(run, paper),
        "departures": earlier::departures(run, paper),
        "earlier": earlier::beside(run, paper),
        "reasons": reasons,
        "profile": profile,
        "codes": codes(run),
        "fields": fields::ids().filter(|id| run.readings.is_mapped(*id)).map(|id| field(run, id)).collect::<Vec<_>>(),
        "steps": Agreement::ALL.map(|step| json!([step.name(), both(step.label())])),
        "verdicts": Verdict::ALL.map(|verdict| json!([verdict.name(), both(words::verdict(verdict))])),
        "weak": Weakening::ALL.map(|weak| json!([weak.name(), both(words::weakening(weak))])),
        "conditions": CONDITIONS.iter().map(|c| both(c.label)).collect::<Vec<_>>(),
        "namesakes": NAMESAKES.map(|pair| pair.map(|id| both(fields::field(id).label))),
        "bits_min": super::super::jsonl::rounded(run.policy.evidence_bits_min()),
        "weak_max": WEAKENINGS_MAX,
        "required": CONDITIONS.iter().enumerate().filter(|(i, _)| run.policy.requires(*i)).map(|(_, c)| both(c.label)).collect::<Vec<_>>(),
        "group_max": run.policy.group_size_max(),
        "inputs": inputs(run, paper),
        "policy_file": run.policy_text.1.map(|name| if paper.is_shareable() { "" } else { name }),
        "cap": PAIRS_MAX,
    })
}

fn total(totals: Totals, paper: &Paper<'_>) -> Value {
    json!([paper.count(totals.pass), paper.count(totals.review), paper.count(totals.block)])
}

/// What the breaker looks at: the share of blocked proposals and of records that contradict themselves, each with its
/// limit.
fn breaker(run: &Run<'_>, paper: &Paper<'_>) -> Value {
    let before = run.decisions.totals_before_halt();
    let fits = run.readings.own_fits();
    json!({
        "blocked": [paper.count(before.block), paper.count(before.all()), run.policy.max_block_share()],
        "readings": [paper.count(fits.contradicted), paper.count(fits.checked()), CONTRADICTED_SHARE_MAX],
        "from": run.policy.min_proposals(),
    })
}

/// Proposals by reason, most frequent first, and for each field by agreement.
fn counts(run: &Run<'_>, paper: &Paper<'_>) -> (Value, Value) {
    let ids: Vec<FieldId> = fields::ids().filter(|id| run.readings.is_mapped(*id)).collect();
    let steps = super::super::by_step(run);
    let reasons =
        super::super::by_reason(run).into_iter().map(|(code, n)| json!([code, paper.count(n)])).collect();
    let profile =
        ids.iter().map(|id| Value::Array(steps[id.index()].iter().map(|n| paper.count(*n)).collect()));
    (reasons, profile.collect())
}

/// What is said of each reason code that occurs, and of each rule.
fn codes(run: &Run<'_>) -> Map<String, Value> {
    let used = super::super::by_reason(run).into_iter().map(|(code, _)| code);
    let all = used.chain(RULES.iter().map(|rule| rule.code));
    all.map(|code| {
        let title = [Lang::En, Lang::Ja].map(|lang| words::reason_title(code, lang));
        (code.to_owned(), json!([title, both(words::reason_why(code))]))
    })
    .collect()
}

fn field(run: &Run<'_>, id: FieldId) -> Value {
    let field = FIELDS[id.index()];
    json!([field.name, both(field.label), is_required(run, id)])
}

fn inputs(run: &Run<'_>, paper: &Paper<'_>) -> Value {
    if paper.is_shareable() {
        return json!([]);
    }
    let files = run.digests.iter().map(|d| (false, d)).chain([(true, &run.merges.digest)]);
    let one = |(is_merges, d): (bool, &crate::read::InputDigest)| {
        json!([is_merges, d.name, d.rows, super::super::hex(&d.sha256)])
    };
    files.map(one).collect()
}

/// The groups: number, size, whether all members were compared, IDs, and edges of two members, what the two are to each
/// other, and the line of the proposal (0 where nobody proposed them).
fn groups(run: &Run<'_>, paper: &Paper<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shown = groups::to_show(run);
    write!(out, "{{\"all\":{},\"drawn\":[", embed(&paper.count(shown.len() as u64)))?;
    let drawn = if paper.is_shareable() { 0 } else { GROUPS_MAX };
    let mut is_first = true;
    in_waves(
        shown.groups().take(drawn),
        |proposals| {
            let group = groups::group(run, &proposals[..proposals.len().min(GROUP_PROPOSALS_MAX)]);
            let size = run.decisions.all()[proposals[0].1 as usize].group.map_or(0, |(_, members)| members);
            let line = |i| run.merges.line(i);
            let edge = |e: &Edge| json!([e.ends[0], e.ends[1], e.own as u8, e.proposal.map_or(0, line)]);
            let edges: Vec<Value> = group.edges.iter().map(edge).collect();
            embed(&json!([group.number, size, group.is_whole, group.members, edges]))
        },
        |group| {
            out.write_all(if std::mem::replace(&mut is_first, false) { b"\n" } else { b",\n" })?;
            out.write_all(group.as_bytes())
        },
    )?;
    out.write_all(b"]}")
}
