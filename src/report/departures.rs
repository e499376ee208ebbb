//! Why the breaker tripped, in a sentence each with the figures of before and of this batch, for the terminal and the reports;
//! and the agreement of each field beside earlier batches. Counts and rates only.

use super::paper::{Detail, Paper, SMALL_COUNT};
use super::run::Run;
use crate::fields;
use crate::model::{Agreement, FieldId, Label, Lang, Verdict};
use crate::rules::{Before, Departure, Measure, Profile, Shift};
use serde_json::{Map, Value, json};

/// How counts are told: to people outside small ones are not.
#[derive(Clone, Copy)]
struct Told {
    small_max: u64,
    lang: Lang,
}

impl Told {
    fn of(detail: &Detail, lang: Lang) -> Self {
        let small_max = if matches!(detail, Detail::Shareable(_)) { SMALL_COUNT } else { 0 };
        Self { small_max, lang }
    }

    fn hides(self, count: u64) -> bool {
        (1..self.small_max).contains(&count)
    }

    fn count(self, count: u64) -> String {
        if self.hides(count) { format!("<{}", self.small_max) } else { count.to_string() }
    }

    /// `12 of 1000 (1.20 %)`; without the share where it would give a small count away.
    fn part(self, part: u64, whole: u64) -> String {
        let (k, n) = (self.count(part), self.count(whole));
        let share = match self.share(part, whole) {
            Some(share) if self.lang == Lang::En => format!(" ({share})"),
            Some(share) => format!("（{share}）"),
            None => String::new(),
        };
        match self.lang {
            Lang::En => format!("{k} of {n}{share}"),
            Lang::Ja => format!("{n} 件中 {k} 件{share}"),
        }
    }

    fn share(self, part: u64, whole: u64) -> Option<String> {
        let hidden = [part, whole, whole.saturating_sub(part)].into_iter().any(|count| self.hides(count));
        (whole > 0 && !hidden).then(|| format!("{:.2} %", 100.0 * part as f64 / whole as f64))
    }
}

/// What is measured, in a few words.
fn label(measure: Measure, lang: Lang) -> String {
    let t = |en, ja| Label { en, ja }.text(lang).to_owned();
    let field = |id: FieldId| fields::field(id).label.text(lang);
    match measure {
        Measure::BlockedShare | Measure::Verdict(Verdict::Block) => t("blocked proposals", "却下された候補"),
        Measure::Verdict(Verdict::Review) => t("proposals for review", "要確認の候補"),
        Measure::Verdict(Verdict::Pass) => t("proposals that pass", "通過する候補"),
        Measure::Readings => {
            t("records whose kana are no reading of their own kanji", "カナが漢字の読みに合わない記録")
        }
        Measure::Shifted => {
            t("the two columns are shifted against each other", "統合先と統合元の列が互いにずれています")
        }
        Measure::Size => t("number of proposals", "候補の件数"),
        Measure::FanIn => t("most records merged into one", "一つの記録に統合される最多件数"),
        Measure::Agreeing(id) => match lang {
            Lang::En => format!("{}: agrees", field(id)),
            Lang::Ja => format!("{}の一致", field(id)),
        },
        Measure::Differing(id) => match lang {
            Lang::En => format!("{}: differs", field(id)),
            Lang::Ja => format!("{}の不一致", field(id)),
        },
        Measure::SharedSurvivors => {
            t("records that take in more than one other", "二つ以上の記録を取り込む統合先")
        }
        Measure::SameDistance => t(
            "pairs whose lines stand the same distance apart (a join by row?)",
            "二つの記録の行の間隔が同じ組（行番号での結合の疑い）",
        ),
    }
}

/// Everything by which the batch is broken, a sentence each; nothing for a sound batch.
#[must_use]
pub fn sentences(run: &Run<'_>, detail: &Detail, lang: Lang) -> Vec<String> {
    let told = Told::of(detail, lang);
    run.decisions.breaker().departures.iter().map(|departure| sentence(run, departure, told)).collect()
}

fn sentence(run: &Run<'_>, departure: &Departure, told: Told) -> String {
    let Departure { measure, part, whole, limit, before, shift, is_more } = *departure;
    let label = label(measure, told.lang);
    match (before, shift) {
        (_, Some(shift)) => format!("{label}{}", shifted(run, shift, told)),
        (Some(before), None) if matches!(measure, Measure::Size | Measure::FanIn) => {
            let Before { part: median, whole: largest, batches } = before;
            let [part, median, largest, limit] = [part, median, largest, limit].map(|n| told.count(n));
            match told.lang {
                Lang::En => format!(
                    "{label}: {part}; the last {batches} batches had {median} in the middle and {largest} at most; halts from {limit} on"
                ),
                Lang::Ja => format!(
                    "{label}: 今回 {part} 件。直近 {batches} 回の中央値は {median} 件、最大は {largest} 件（{limit} 件以上で停止）"
                ),
            }
        }
        (Some(before), None) => {
            let (is, was) = (told.part(part, whole), told.part(before.part, before.whole));
            let (n, limit) = (before.batches, told.count(limit));
            match (told.lang, is_more) {
                (Lang::En, true) => {
                    format!("{label}: {is}; before {was} in {n} batches; halts from {limit} on")
                }
                (Lang::En, false) => {
                    format!("{label}: only {is}; before {was} in {n} batches; halts at {limit} or fewer")
                }
                (Lang::Ja, true) => {
                    format!("{label}: 今回 {is}、過去 {n} 回は {was}（{limit} 件以上で停止）")
                }
                (Lang::Ja, false) => {
                    format!("{label}: 今回は {is} のみ、過去 {n} 回は {was}（{limit} 件以下で停止）")
                }
            }
        }
        (None, None) => {
            let (is, limit) = (told.part(part, whole), told.count(limit));
            match told.lang {
                Lang::En => format!("{label}: {is}; halts from {limit} on"),
                Lang::Ja => format!("{label}: {is}（{limit} 件以上で停止）"),
            }
        }
    }
}

/// Where the columns are shifted, by the lines of the merges file, which are not told to people outside.
fn shifted(run: &Run<'_>, shift: Shift, told: Told) -> String {
    if told.small_max > 0 {
        let part = told.count(shift.explained);
        return match told.lang {
            Lang::En => format!(" (proposals that this explains: {part})"),
            Lang::Ja => format!("（これで説明できる候補: {part} 件）"),
        };
    }
    let (first, last) = (run.merges.line(shift.first), run.merges.line(shift.last));
    let (rows, part) = (shift.offset.unsigned_abs(), told.count(shift.explained));
    match (told.lang, shift.offset > 0) {
        (Lang::En, true) => format!(
            ", lines {first} to {last}: in {part} of them the record that belongs to the survivor stands {rows} rows below"
        ),
        (Lang::En, false) => format!(
            ", lines {first} to {last}: in {part} of them the record that belongs to the survivor stands {rows} rows above"
        ),
        (Lang::Ja, true) => {
            format!("（{first}〜{last} 行目のうち {part} 件で、対応する統合元が {rows} 行下にあります）")
        }
        (Lang::Ja, false) => {
            format!("（{first}〜{last} 行目のうち {part} 件で、対応する統合元が {rows} 行上にあります）")
        }
    }
}

/// The breaker in `summary.json`.
pub(super) fn breaker(run: &Run<'_>) -> Value {
    let breaker = run.decisions.breaker();
    let departures = breaker.departures.iter().map(|departure| {
        let text = |lang| sentence(run, departure, Told { small_max: 0, lang });
        json!({
            "measure": departure.measure.name(),
            "direction": if departure.is_more { "more" } else { "fewer" },
            "part": departure.part,
            "whole": departure.whole,
            "limit": departure.limit,
            "before": departure.before.map(|b| json!({ "part": b.part, "whole": b.whole, "batches": b.batches })),
            "shift": departure.shift.map(|s| json!({
                "first_line": run.merges.line(s.first),
                "last_line": run.merges.line(s.last),
                "offset": s.offset,
                "explained": s.explained,
            })),
            "en": text(Lang::En),
            "ja": text(Lang::Ja),
        })
    });
    json!({ "departures": departures.collect::<Vec<_>>(), "earlier": earlier(&breaker.earlier) })
}

/// What earlier batches came to, all together; `null` where none is known.
fn earlier(batches: &[Profile]) -> Value {
    if batches.is_empty() {
        return Value::Null;
    }
    let sum = |count: fn(&Profile) -> u64| batches.iter().map(count).sum::<u64>();
    let of_field = |id: FieldId| {
        let steps = sum_of(batches, id)?;
        let named: Map<String, Value> =
            Agreement::ALL.iter().zip(steps).map(|(a, n)| (a.name().to_owned(), json!(n))).collect();
        Some((fields::field(id).name.to_owned(), Value::Object(named)))
    };
    json!({
        "batches": batches.len(),
        "proposals": sum(|batch| batch.proposals),
        "verdicts": { "pass": sum(|b| b.pass), "review": sum(|b| b.review), "block": sum(|b| b.block) },
        "fields": fields::ids().filter_map(of_field).collect::<Map<_, _>>(),
    })
}

/// The agreements on a field in all of these batches; `None` where none had a column for it.
fn sum_of(batches: &[Profile], id: FieldId) -> Option<[u64; Agreement::ALL.len()]> {
    let with = batches.iter().filter_map(|batch| batch.fields[id.index()]);
    with.reduce(|mut sum, steps| {
        sum.iter_mut().zip(steps).for_each(|(sum, n)| *sum += n);
        sum
    })
}

/// The agreement of each field in this batch beside earlier ones.
pub(super) struct Beside {
    /// How many earlier batches there are.
    pub(super) batches: usize,
    /// How many proposals they had.
    pub(super) proposals: u64,
    /// One row a field of this batch: the field; the shares that agree, in this batch and before; those that differ,
    /// likewise. A share that is not known, or would give a small count away, is a dash.
    pub(super) rows: Vec<(FieldId, [String; 4])>,
}

/// The same, where a history is given.
pub(super) fn beside(run: &Run<'_>, paper: &Paper<'_>) -> Option<Beside> {
    let breaker = run.decisions.breaker();
    if breaker.earlier.is_empty() {
        return None;
    }
    let told = Told::of(paper.detail, paper.lang);
    let before = |id: FieldId| Profile {
        fields: {
            let mut fields = Profile::default().fields;
            fields[id.index()] = sum_of(&breaker.earlier, id);
            fields
        },
        ..Profile::default()
    };
    let rows = fields::ids().filter(|id| run.readings.is_mapped(*id)).map(|id| {
        let share = |profile: &Profile, part: Option<u64>| {
            let whole = profile.fields[id.index()].map_or(0, |steps| steps.iter().sum());
            part.and_then(|part| told.share(part, whole)).unwrap_or_else(|| "–".to_owned())
        };
        let (now, before) = (&breaker.profile, before(id));
        let cells = [
            share(now, now.agreeing(id)),
            share(&before, before.agreeing(id)),
            share(now, now.differing(id)),
            share(&before, before.differing(id)),
        ];
        (id, cells)
    });
    let proposals = breaker.earlier.iter().map(|batch| batch.proposals).sum();
    Some(Beside { batches: breaker.earlier.len(), proposals, rows: rows.collect() })
}
