//! `sekisho explain`: one pair field by field, or what a reason code means.

use super::exit::Exit;
use super::intake::{self, Numbered, Sources};
use super::say::{Voice, padded, reason_title};
use super::{args, clock};
use crate::error::{Problem, Result};
use crate::fields::{self, Reading, Status, reading};
use crate::gate::{self, Decision};
use crate::model::{Agreement, FieldId, Label, Place, Verdict};
use crate::policy::Policy;
use crate::report::mask;
use crate::rules::{RULES, by_code};
use crate::text::kana_of::Fit;
use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};
use std::path::PathBuf;

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("explain")
        .about(t("Explain one pair of records, field by field, or a reason code", "二つの記録を項目ごとに、または理由コードを説明する"))
        .after_help(t(
            "Examples:\n  sekisho explain plan.cycle\n  sekisho explain --list\n  sekisho explain --records customers.csv --survivor C001 --merged C002\n  sekisho explain --records customers.csv --survivor C001 --merged C002 --reveal",
            "例:\n  sekisho explain plan.cycle\n  sekisho explain --list\n  sekisho explain --records customers.csv --survivor C001 --merged C002\n  sekisho explain --records customers.csv --survivor C001 --merged C002 --reveal",
        ))
        .arg(Arg::new("code").value_name("CODE").help(t("A reason code", "理由コード")))
        .arg(args::flag("list", voice, "List all reason codes", "すべての理由コードを一覧する"))
        .arg(args::records(voice).required(false).requires("survivor").requires("merged"))
        .arg(Arg::new("survivor").long("survivor").value_name("ID").requires("records").help(t("The record that would stay", "残る記録の ID")))
        .arg(Arg::new("merged").long("merged").value_name("ID").requires("records").help(t("The record that would go", "統合されて消える記録の ID")))
        .arg(args::policy(voice))
        .arg(args::encoding(voice))
        .arg(args::flag("reveal", voice, "Show the values themselves", "値そのものを表示する"))
}

pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    if matches.get_flag("list") {
        return Ok(list(voice));
    }
    if let Some(code) = matches.get_one::<String>("code") {
        return explain_code(code, voice);
    }
    if matches.contains_id("records") {
        return explain_pair(matches, voice);
    }
    Err(Problem::input(
        "E_USAGE",
        Place::default(),
        "give a reason code, or --records with --survivor and --merged",
        "理由コード、または --records と --survivor, --merged を指定してください",
    )
    .into())
}

/// All codes: those of rules, then those of fields.
fn list(voice: Voice) -> Exit {
    let steps = |f: FieldId| Agreement::ALL.map(|a| fields::code(f, a));
    let codes = RULES.iter().map(|r| r.code).chain(fields::ids().flat_map(steps));
    if voice.json {
        let all: Vec<Value> =
            codes.map(|c| json!({ "code": c, "title": reason_title(c, voice.lang) })).collect();
        voice.machine(&Value::Array(all));
    } else {
        codes.for_each(|code| {
            voice.line(&format!("{}  {}", padded(code, 26), reason_title(code, voice.lang)))
        });
    }
    Exit::Passed
}

fn explain_code(code: &str, voice: Voice) -> Result<Exit> {
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
        voice.machine(&json!({ "code": code, "title": title, "verdict": verdict, "why": why }));
    } else {
        voice.line(&format!("{code} ({verdict})\n{title}\n\n{why}"));
    }
    Ok(Exit::Passed)
}

/// What a steward can do about an agreement.
fn advice(agreement: Agreement) -> Label {
    match agreement {
        Agreement::Missing => Label {
            en: "A missing value never agrees with anything, a missing one included. Fill it in from another source, or decide by hand.",
            ja: "値がない項目は、相手にも値がない場合を含め、一致とはみなしません。別の情報源で補うか、人が判断してください。",
        },
        Agreement::Placeholder => Label {
            en: "The value is one that forms are filled with, or one that too many people share; it says nothing about anybody. Replace it by the real one, or decide by hand.",
            ja: "入力欄を埋めるための値か、多人数が共有する値で、誰であるかを示しません。実際の値に直すか、人が判断してください。",
        },
        Agreement::Invalid => Label {
            en: "The text cannot be read as this field. Correct it at its source; the gate never repairs.",
            ja: "項目として読めません。元のデータを直してください。関所が値を補正することはありません。",
        },
        Agreement::Exact => {
            Label { en: "The two texts are the same.", ja: "二つの値は完全に同じです。" }
        }
        Agreement::Normalized => Label {
            en: "The same value, written differently: width, case, kana script, separators, era.",
            ja: "同じ値で、全角・半角、大文字・小文字、かなの種類、区切り、元号などの表記だけが違います。",
        },
        Agreement::Variant => Label {
            en: "Equal after a recorded fold (an old and a new form of a kanji, kana from a system without small letters). It is a weakening: a pass bears one.",
            ja: "記録された読み替え（新旧字体、小書きのない仮名など）で一致します。弱い一致であり、通過には一つまでです。",
        },
        Agreement::Similar => Label {
            en: "Close, but not equal: a slip of the pen, or another person. A person must look.",
            ja: "似ていますが同じではありません。書き間違いか、別人です。人の目で確認してください。",
        },
        Agreement::Different => Label {
            en: "Two different values of a required field: these are two people, or one of the records is wrong. Correct the record at its source and propose again.",
            ja: "必須項目の値が異なります。別人か、どちらかの記録が誤りです。元のデータを直してから、あらためて候補を出してください。",
        },
    }
}

fn explain_pair(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let (survivor, merged): (&String, &String) =
        (args::required(matches, "survivor")?, args::required(matches, "merged")?);
    let (policy, _, _) = intake::policy(args::optional_path(matches, "policy"))?;
    let today = clock::today();
    let records: Vec<PathBuf> = args::paths(matches, "records");
    let sources = Sources { records: &records, encoding: args::encoding_of(matches)?, today: &today };
    let mut numbered = Numbered::default();
    numbered.add(crate::model::trim_id(survivor), crate::model::trim_id(merged));
    let intake = intake::take_in(&sources, &numbered, &policy, voice)?;
    let decisions = gate::run(&numbered.batch(&intake, &policy));
    let Some(decision) = decisions.all().first() else { return Ok(Exit::Internal) };
    let pair = Pair { intake: &intake, numbered: &numbered, decision, reveal: matches.get_flag("reveal") };
    if voice.json {
        voice.machine(&pair.json(&policy));
    } else {
        pair.print(&policy, voice);
    }
    Ok(match decision.verdict {
        crate::model::Verdict::Pass => Exit::Passed,
        crate::model::Verdict::Review | crate::model::Verdict::Block => Exit::NotAllPassed,
    })
}

struct Pair<'a> {
    intake: &'a intake::Intake,
    numbered: &'a Numbered,
    decision: &'a Decision,
    reveal: bool,
}

impl Pair<'_> {
    fn sides(&self, id: FieldId) -> [Vec<Reading<'_>>; 2] {
        [self.numbered.survivors[0], self.numbered.merged[0]]
            .map(|record| self.intake.readings.of(record, id).collect())
    }

    /// The text of a side where values are shown: raw, and canonical where that differs.
    fn revealed(side: &[Reading<'_>]) -> Vec<String> {
        let one = |r: &Reading<'_>| {
            let raw = r.raw.replace(fields::PART_SEPARATOR, " ");
            let value = r.value.replace(fields::PART_SEPARATOR, " ");
            let same = raw == value || !matches!(r.status, Status::Ok | Status::Partial);
            if same { raw } else { format!("{raw} → {value}") }
        };
        side.iter().map(one).collect()
    }

    /// Where one record has only kana and the other only kanji: whether the reading fits.
    fn reading(&self) -> Option<Fit> {
        let [left, right] = [self.numbered.survivors[0], self.numbered.merged[0]]
            .map(|record| self.intake.readings.name(record));
        reading::across(left, right)
    }

    fn mapped(&self) -> impl Iterator<Item = FieldId> + '_ {
        fields::ids().filter(|id| self.intake.readings.is_mapped(*id))
    }

    fn json(&self, policy: &Policy) -> Value {
        let fields: serde_json::Map<String, Value> = self
            .mapped()
            .map(|id| {
                let [left, right] = self.sides(id);
                let mut field = json!({
                    "agreement": self.decision.comparison.on(id).name(),
                    "weakening": self.decision.comparison.weak[id.index()].map(|w| w.name()),
                    "survivor": mask::status(&left),
                    "merged": mask::status(&right),
                    "shape": mask::nearest_shape(&left, &right),
                });
                if self.reveal {
                    field["survivor_value"] = json!(Self::revealed(&left));
                    field["merged_value"] = json!(Self::revealed(&right));
                }
                (fields::field(id).name.to_owned(), field)
            })
            .collect();
        json!({
            "verdict": self.decision.verdict.name(),
            "reasons": self.decision.reasons.codes().collect::<Vec<_>>(),
            "evidence_bits": (f64::from(self.decision.evidence_bits) * 10.0).round() / 10.0,
            "evidence_bits_min": (f64::from(policy.evidence_bits_min()) * 10.0).round() / 10.0,
            "reading": self.reading().map(Fit::name),
            "fields": fields,
        })
    }

    fn print(&self, policy: &Policy, voice: Voice) {
        let verdict = self.decision.verdict.name();
        voice.line(&format!("{}: {verdict}", voice.text("verdict", "判定")));
        for id in self.mapped() {
            let [left, right] = self.sides(id);
            let agreement = self.decision.comparison.on(id);
            let label = padded(fields::field(id).label.text(voice.lang), 16);
            let step = padded(agreement.name(), 12);
            let shape = mask::nearest_shape(&left, &right).unwrap_or_default();
            voice.line(&format!("  {label} {step} {} {shape}", agreement.label().text(voice.lang)));
            if self.reveal {
                voice.line(&format!(
                    "    {}: {}",
                    voice.text("survivor", "残る側"),
                    Self::revealed(&left).join(" / ")
                ));
                voice.line(&format!(
                    "    {}: {}",
                    voice.text("merged", "消える側"),
                    Self::revealed(&right).join(" / ")
                ));
            }
        }
        if let Some(fit) = self.reading() {
            let text = match fit {
                Fit::Confirmed => {
                    voice.text("the kana are a reading of the kanji", "カナは漢字の読みとして登録がある")
                }
                Fit::Contradicted => {
                    voice.text("the kana are no known reading of the kanji", "カナは漢字の読みに合わない")
                }
                Fit::Unknown => {
                    voice.text("it is not known whether the kana fit the kanji", "読みが合うかは不明")
                }
            };
            voice.line(&format!("  {} {text}", voice.text("reading:", "読み:")));
        }
        let (bits, least) = (self.decision.evidence_bits, policy.evidence_bits_min());
        voice.line(&format!("  {} {bits:.1} / {least:.1} bits", voice.text("evidence", "根拠の強さ")));
        for code in self.decision.reasons.codes() {
            voice.line(&format!("  {}  {}", padded(code, 24), reason_title(code, voice.lang)));
        }
        voice.line(voice.text(
            "  (The plan and the group of a batch are judged by `sekisho check` only.)",
            "  （計画とグループの判定は `sekisho check` だけが行います。）",
        ));
    }
}
