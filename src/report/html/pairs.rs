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
use super::super::waves::in_waves;
use super::super::words;
use super::{PAIRS_MAX, embed};
use crate::fields::name::fold::Fold;
use crate::fields::{self, CONDITION_COUNT, Status};
use crate::gate::Reasons;
use crate::model::{FieldId, Verdict};
use crate::rules::RULES;
use hashbrown::HashMap;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Numbers things in the order in which they are first met.
struct Numbered<T> {
    numbers: HashMap<T, usize>,
    texts: Vec<String>,
}

impl<T: std::hash::Hash + Eq> Numbered<T> {
    fn new() -> Self {
        Self { numbers: HashMap::new(), texts: Vec::new() }
    }

    fn of(&mut self, thing: T, text: impl FnOnce(&T) -> String) -> usize {
        let Self { numbers, texts } = self;
        *numbers.entry(thing).or_insert_with_key(|thing| {
            texts.push(text(thing));
            texts.len() - 1
        })
    }

    fn write(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, ",\n\"{name}\":[{}]", self.texts.join(","))
    }
}

/// What the arrays point to.
struct Tables {
    sets: Numbered<Reasons>,
    cells: Numbered<FieldView>,
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
        cells: Numbered::new(),
        folds: BTreeSet::new(),
        scopes: Numbered::new(),
        rare: rare.collect(),
    };
    let totals = run.decisions.totals();
    let mut room = PAIRS_MAX;
    let mut row = String::new();
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
        in_waves(
            positions,
            |position| Looked::at(run, paper, position, &ids),
            |looked| {
                row.clear();
                row.push_str(if std::mem::replace(&mut is_first, false) { "\n[" } else { ",\n[" });
                push_row(run, paper, looked, &mut tables, &mut row);
                row.push(']');
                out.write_all(row.as_bytes())
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

/// A pair, and its fields as they are shown.
struct Looked<'r> {
    pair: PairView<'r>,
    /// The fields that any file has; none for people outside.
    fields: Vec<FieldView>,
    /// The scope of both sides, canonical and as it may be shown; none where there is no such column.
    scopes: [Option<[String; 2]>; 2],
    /// The values of both sides, where they may be shown.
    values: Vec<[String; 2]>,
}

impl<'r> Looked<'r> {
    fn at(run: &Run<'r>, paper: &Paper<'_>, position: usize, ids: &[FieldId]) -> Self {
        let pair = PairView::of(run, position);
        let shown = if paper.is_shareable() { &[] } else { ids };
        let fields = shown.iter().map(|id| pair.field(run, *id)).collect();
        let revealed_of =
            |id: &FieldId| [run.survivors[position], run.merged[position]].map(|r| revealed(run, r, *id));
        let values = if paper.is_full() { ids.iter().map(revealed_of).collect() } else { Vec::new() };
        let sides = [run.survivors[position], run.merged[position]];
        let scopes = if has_scopes(run, paper) { sides.map(|r| scope(run, paper, r)) } else { [None, None] };
        Self { pair, fields, scopes, values }
    }
}

/// Whether the pairs say which scopes they are of.
fn has_scopes(run: &Run<'_>, paper: &Paper<'_>) -> bool {
    run.readings.is_mapped(fields::SCOPE) && !paper.is_shareable()
}

/// The scope of a record, and how it is shown: not at all, or by its name. An ID that stands on several rows has none.
fn scope(run: &Run<'_>, paper: &Paper<'_>, record: u32) -> Option<[String; 2]> {
    if run.readings.found()[record as usize] != 1 {
        return None;
    }
    let side = run.readings.side(record, fields::SCOPE);
    let value = side.iter().find(|reading| reading.status == Status::Ok)?.value.to_owned();
    let shown =
        if paper.is_full() { embed(&json!(revealed(run, record, fields::SCOPE))) } else { "null".to_owned() };
    Some([value, shown])
}

fn push_row(run: &Run<'_>, paper: &Paper<'_>, looked: Looked<'_>, tables: &mut Tables, row: &mut String) {
    let Looked { pair, fields, scopes, values } = looked;
    let (i, decision) = (pair.position, pair.decision);
    let rare = &tables.rare;
    let set = tables.sets.of(decision.reasons, |reasons| {
        json!(reasons.codes().filter(|code| !rare.contains(code)).collect::<Vec<_>>()).to_string()
    });
    let named = [run.merges.survivor_id(i), run.merges.merged_id(i)].map(|id| embed(&json!(paper.id(id))));
    let line = if paper.is_shareable() { 0 } else { run.merges.line(i) };
    let _ = write!(row, "{line},{},{},{},{set}", named[0], named[1], decision.verdict as u8);
    if paper.is_shareable() {
        return;
    }
    let bits = (decision.evidence_bits * 10.0).round();
    let group = decision.group.map_or(-1, |(number, _)| i64::from(number));
    let _ = write!(row, ",{bits},{group},{},{}", if_agreed(&pair), pair.danger(run));
    let mut others = [-1_i64; CONDITION_COUNT];
    let mut said = [0_i64; CONDITION_COUNT];
    for witness in pair.witnesses(run) {
        others[witness.condition] = i64::from(witness.others);
        said[witness.condition] = (witness.bits * 10.0).round() as i64;
    }
    let _ = write!(row, ",{},{},{}", list(&others), list(&said), list(&decision.namesakes));
    row.push_str(",[");
    for (n, view) in fields.into_iter().enumerate() {
        tables.folds.extend(view.folds.iter().copied());
        let number = tables.cells.of(view, |view| cell(view).to_string());
        let _ = write!(row, "{}{number}", if n == 0 { "" } else { "," });
    }
    row.push(']');
    let scopes =
        scopes.map(|scope| scope.map_or(-1, |[value, shown]| tables.scopes.of(value, |_| shown) as i64));
    if has_scopes(run, paper) || paper.is_full() {
        let _ = write!(row, ",{}", list(&scopes));
    }
    if paper.is_full() {
        let _ = write!(row, ",{}", embed(&json!(values)));
    }
}

/// The verdict that the pair would have if the open fields agreed, 4 more where it would be too weak still, 8 more where
/// there was nothing to compare.
fn if_agreed(pair: &PairView<'_>) -> u8 {
    let (verdict, reasons) = pair.if_agreed;
    let weak = RULES.iter().position(|rule| rule.code == "evidence.weak");
    let is_weak = weak.is_some_and(|rule| reasons.has_rule(rule));
    verdict as u8 + if is_weak { 4 } else { 0 } + if pair.is_compared { 0 } else { 8 }
}

fn list<T: ToString>(numbers: &[T]) -> String {
    format!("[{}]", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

/// A cell: agreement, weakening (-1: none), sides, shape, relation, folds. Ends that say nothing are left out.
fn cell(view: &FieldView) -> Value {
    let folds: Vec<String> = view.folds.iter().map(|(tier, sources)| fold_key(tier, sources)).collect();
    json!([
        view.agreement as u8,
        view.weak.map_or(-1, |weak| weak as i8),
        view.sides,
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
