//! The pairs of the page. Each is one array: line, survivor, merged, verdict, set of reasons, tenths of bits, group (-1:
//! none), what would become of it if the open fields agreed, danger, what each condition says, namesakes, the cell of each
//! field (cells that are alike are written once), and the scope of each side (-1: none).
//!
//! Scopes (brands, tenants) are numbered in the order in which the list first names them, so that pairs can be told apart by
//! them without showing one; only where values may be shown do they have their names.
//!
//! For people outside there are no lines, shapes or cells, and a pair is listed only where at least ten others have its
//! verdict; a reason that fewer have is left out.

use super::super::pair::{FieldView, PairView, revealed};
use super::super::paper::Paper;
use super::super::run::Run;
use super::super::sayings::Sayings;
use super::super::sentence::weak_rule;
use super::super::tokens::{push_id, push_list, push_number, push_shortest};
use super::super::waves::in_shares;
use super::super::words;
use super::{PAIRS_MAX, embed};
use crate::fields::name::fold::Fold;
use crate::fields::{self, CONDITION_COUNT, Status};
use crate::gate::Reasons;
use crate::model::{FieldId, Verdict};
use hashbrown::HashMap;
use serde_json::{Value, json};
use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::hash::Hash;
use std::io::{self, Write};

/// Numbers things in the order in which they are first met.
struct Numbered<T> {
    numbers: HashMap<T, u64>,
    texts: Vec<String>,
}

impl<T: Hash + Eq> Numbered<T> {
    fn new() -> Self {
        Self { numbers: HashMap::new(), texts: Vec::new() }
    }

    fn of<Q>(&mut self, thing: &Q, text: impl FnOnce() -> String) -> u64
    where
        Q: Hash + Eq + ToOwned<Owned = T> + ?Sized,
        T: Borrow<Q>,
    {
        if let Some(number) = self.numbers.get(thing) {
            return *number;
        }
        let number = self.texts.len() as u64;
        self.numbers.insert(thing.to_owned(), number);
        self.texts.push(text());
        number
    }

    fn write(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, ",\n\"{name}\":[{}]", self.texts.join(","))
    }
}

/// What the arrays point to.
struct Tables {
    /// Sets of reasons as they are told: those that differ only in what is not told are one, so that nobody can tell them apart.
    sets: Numbered<String>,
    /// The number of each set as it is.
    set_numbers: HashMap<Reasons, u64>,
    cells: Numbered<FieldView>,
    /// The same for the few kinds of cells that nearly all cells are of, which need no look at a text.
    plain: HashMap<u16, u64>,
    folds: BTreeSet<(&'static str, &'static str)>,
    scopes: Numbered<String>,
    /// The codes that are not told, since too few proposals have them.
    rare: BTreeSet<&'static str>,
}

/// Writes the pairs and their tables, and says how many proposals they speak for.
pub(super) fn write(run: &Run<'_>, paper: &Paper<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let rare =
        super::super::by_reason(run).into_iter().filter(|(_, n)| paper.hides(*n)).map(|(code, _)| code);
    let mut tables = Tables {
        sets: Numbered::new(),
        set_numbers: HashMap::new(),
        cells: Numbered::new(),
        plain: HashMap::new(),
        folds: BTreeSet::new(),
        scopes: Numbered::new(),
        rare: rare.collect(),
    };
    let totals = run.decisions.totals();
    let mut room = PAIRS_MAX;
    let sayings = Sayings::of(run, paper.lang, &[]);
    let mut text = String::new();
    out.write_all(b",\n\"pairs\":[")?;
    let ids: Vec<FieldId> = fields::ids().filter(|id| run.readings.is_mapped(*id)).collect();
    let mut is_first = true;
    // What needs eyes comes first: where there are too many for the page, blocked ones are left to diff.jsonl.
    for (verdict, count) in [(Verdict::Review, totals.review), (Verdict::Block, totals.block)] {
        if paper.hides(count) {
            continue;
        }
        let of_verdict = run.decisions.all().iter().enumerate().filter(|(_, d)| d.verdict == verdict);
        let positions = of_verdict.map(|(i, _)| i).take(room);
        room -= room.min(count as usize);
        in_shares(
            positions,
            |share| Made::of(run, paper, share, &sayings, &ids),
            |made| {
                text.clear();
                made?.push(run, paper, &mut tables, &mut is_first, &mut text);
                out.write_all(text.as_bytes())
            },
        )?;
    }
    out.write_all(b"]")?;
    tables.sets.write("sets", out)?;
    tables.cells.write("cells", out)?;
    if has_scopes(run, paper) {
        tables.scopes.write("scopes", out)?;
    }
    write!(out, ",\n\"folds\":{}", embed(&folds(&tables.folds)))?;
    Ok(totals.review + totals.block)
}

/// Some pairs as any thread can write them: all but the numbers of what stands in the tables.
struct Made<'r> {
    pairs: Vec<Pair<'r>>,
    /// The fields of all pairs, so many of each; none for people outside.
    fields: Vec<FieldView>,
    /// Of each pair what stands before its set of reasons, before its cells, and after its scopes.
    text: String,
}

/// One of them.
struct Pair<'r> {
    reasons: Reasons,
    records: [u32; 2],
    /// Where each part of its text ends.
    ends: [usize; 3],
    /// The scope of both sides, where there is such a column.
    scopes: [Option<&'r str>; 2],
}

impl<'r> Made<'r> {
    fn of(
        run: &Run<'r>,
        paper: &Paper<'_>,
        share: &[usize],
        sayings: &Sayings,
        ids: &[FieldId],
    ) -> io::Result<Self> {
        let mut made = Made {
            pairs: Vec::with_capacity(share.len()),
            fields: Vec::with_capacity(share.len() * ids.len()),
            text: String::with_capacity(share.len() * PAIR_BYTES),
        };
        for (n, position) in share.iter().enumerate() {
            run.fetch_ahead(share, n);
            made.add(run, paper, *position, sayings, ids)?;
        }
        Ok(made)
    }

    fn add(
        &mut self,
        run: &Run<'r>,
        paper: &Paper<'_>,
        i: usize,
        sayings: &Sayings,
        ids: &[FieldId],
    ) -> io::Result<()> {
        let decision = &run.decisions.all()[i];
        let records = [run.survivors[i], run.merged[i]];
        let text = &mut self.text;
        push_number(text, if paper.is_shareable() { 0 } else { run.merges.line(i) });
        for id in [run.merges.survivor_id(i), run.merges.merged_id(i)] {
            text.push(',');
            push_embedded(text, &paper.id(id))?;
        }
        text.push(',');
        push_number(text, decision.verdict as u64);
        let mut pair =
            Pair { reasons: decision.reasons, records, ends: [text.len(); 3], scopes: [None, None] };
        if !paper.is_shareable() {
            let view = PairView::of(run, i, &sayings.on(decision.reasons).open);
            push_figures(run, &view, text);
            pair.ends[1..].fill(text.len());
            self.fields.extend(ids.iter().map(|id| view.field_with_folds(*id)));
            if has_scopes(run, paper) {
                pair.scopes = records.map(|record| scope(run, record));
            }
            if paper.is_full() {
                let values = ids.iter().map(|id| records.map(|record| revealed(run, record, *id)));
                text.push(',');
                text.push_str(&embed(&json!(values.collect::<Vec<_>>())));
                pair.ends[2] = text.len();
            }
        }
        self.pairs.push(pair);
        Ok(())
    }

    /// Appends them, each thing that stands in a table by its number.
    fn push(
        self,
        run: &Run<'_>,
        paper: &Paper<'_>,
        tables: &mut Tables,
        is_first: &mut bool,
        out: &mut String,
    ) {
        let Self { pairs, fields, text } = self;
        let of_each = fields.len().checked_div(pairs.len()).unwrap_or(0);
        let mut fields = fields.as_slice();
        let mut from = 0;
        for Pair { reasons, records, ends: [head, figures, values], scopes } in pairs {
            out.push_str(if std::mem::replace(is_first, false) { "\n[" } else { ",\n[" });
            out.push_str(&text[from..head]);
            out.push(',');
            push_number(out, tables.set(reasons));
            if !paper.is_shareable() {
                out.push_str(&text[head..figures]);
                let (own, rest) = fields.split_at(of_each);
                fields = rest;
                out.push(',');
                push_list(out, own.iter().map(|view| Some(tables.cell(view))));
                if has_scopes(run, paper) || paper.is_full() {
                    let sides = scopes.into_iter().zip(records);
                    out.push(',');
                    push_list(out, sides.map(|(scope, of)| Some(tables.scope(run, paper, scope?, of))));
                }
                out.push_str(&text[figures..values]);
            }
            out.push(']');
            from = values;
        }
    }
}

impl Tables {
    /// The number of what is told of a set of reasons.
    fn set(&mut self, reasons: Reasons) -> u64 {
        if let Some(number) = self.set_numbers.get(&reasons) {
            return *number;
        }
        let told: Vec<_> = reasons.codes().filter(|code| !self.rare.contains(code)).collect();
        let told = json!(told).to_string();
        let number = self.sets.of(told.as_str(), || told.clone());
        self.set_numbers.insert(reasons, number);
        number
    }

    /// The number of a cell.
    fn cell(&mut self, view: &FieldView) -> u64 {
        let plain = view.number();
        if let Some(number) = plain.and_then(|plain| self.plain.get(&plain)) {
            return *number;
        }
        let folds = &mut self.folds;
        let number = self.cells.of(view, || {
            folds.extend(view.folds.iter().copied());
            cell(view).to_string()
        });
        self.plain.extend(plain.map(|plain| (plain, number)));
        number
    }

    /// The number of a scope; it has its name where values may be shown.
    fn scope(&mut self, run: &Run<'_>, paper: &Paper<'_>, scope: &str, record: u32) -> u64 {
        self.scopes.of(scope, || {
            if paper.is_full() {
                embed(&json!(revealed(run, record, fields::SCOPE)))
            } else {
                "null".to_owned()
            }
        })
    }
}

/// About how many bytes a pair has.
const PAIR_BYTES: usize = 128;

/// Whether the pairs say which scopes they are of.
fn has_scopes(run: &Run<'_>, paper: &Paper<'_>) -> bool {
    run.readings.is_mapped(fields::SCOPE) && !paper.is_shareable()
}

/// The canonical scope of a record. An ID that stands on several rows has none.
fn scope<'r>(run: &Run<'r>, record: u32) -> Option<&'r str> {
    if run.readings.found()[record as usize] != 1 {
        return None;
    }
    run.readings.of(record, fields::SCOPE).find(|reading| reading.status == Status::Ok).map(|r| r.value)
}

/// Appends a text as JSON that may stand in the page.
fn push_embedded(out: &mut String, text: &str) -> io::Result<()> {
    if text.contains('<') {
        out.push_str(&embed(&json!(text)));
        Ok(())
    } else {
        push_id(out, text)
    }
}

/// Appends what stands between the set of reasons and the cells.
fn push_figures(run: &Run<'_>, pair: &PairView<'_>, out: &mut String) {
    let decision = pair.decision;
    out.push(',');
    push_shortest(out, f64::from((decision.evidence_bits * 10.0).round()));
    match decision.group {
        Some((number, _)) => {
            out.push(',');
            push_number(out, u64::from(number));
        }
        None => out.push_str(",-1"),
    }
    for number in [u64::from(if_agreed(pair)), u64::from(pair.danger(run))] {
        out.push(',');
        push_number(out, number);
    }
    let mut others = [None; CONDITION_COUNT];
    let mut said = [Some(0); CONDITION_COUNT];
    for witness in pair.witnesses(run) {
        others[witness.condition] = Some(u64::from(witness.others));
        said[witness.condition] = Some((witness.bits * 10.0).round() as u64);
    }
    let namesakes = decision.namesakes.map(|n| Some(u64::from(n)));
    out.push(',');
    push_list(out, others);
    out.push(',');
    push_list(out, said);
    out.push(',');
    push_list(out, namesakes);
}

/// The verdict that the pair would have if the open fields agreed, 4 more where it would be too weak still, 8 more where
/// there was nothing to compare.
fn if_agreed(pair: &PairView<'_>) -> u8 {
    let (verdict, reasons) = pair.if_agreed;
    let is_weak = weak_rule().is_some_and(|rule| reasons.has_rule(rule));
    verdict as u8 + if is_weak { 4 } else { 0 } + if pair.is_compared { 0 } else { 8 }
}

/// A cell: agreement, weakening (-1: none), sides, shape, relation, folds. Ends that say nothing are left out.
fn cell(view: &FieldView) -> Value {
    let folds: Vec<String> = view.folds.iter().map(|(tier, sources)| fold_key(tier, sources)).collect();
    json!([
        view.agreement as u8,
        view.weak.map_or(-1, |weak| weak as i8),
        view.sides.map(|sides| sides.map(Status::name)),
        view.shape,
        view.relation as u8,
        folds
    ])
}

fn fold_key(tier: &str, sources: &str) -> String {
    format!("{tier} {sources}")
}

/// What is said of each kind of fold: its tier, what that means, its sources.
fn folds(kinds: &BTreeSet<(&'static str, &'static str)>) -> Value {
    let one = |(tier, sources): &(&'static str, &'static str)| {
        let fold = Fold { from: String::new(), to: String::new(), tier, sources };
        let (what, source) = (words::tier(tier), fold.source());
        (fold_key(tier, sources), json!([tier, [what.en, what.ja], [source.en, source.ja]]))
    };
    Value::Object(kinds.iter().map(one).collect())
}
