//! What is said of each set of reasons, in one language: worked out once a set, since a large batch has millions of proposals and
//! few sets. Their number is bounded by the codes, not by the proposals.

use super::pair::open_fields;
use super::run::Run;
use super::words;
use crate::fields;
use crate::gate::Reasons;
use crate::model::{FieldId, Label, Lang, Verdict};
use hashbrown::HashMap;

/// What is said of one set.
#[derive(Default)]
pub(super) struct Saying {
    /// The fields that keep a condition from agreeing.
    pub(super) open: Vec<FieldId>,
    /// Their names, each once.
    pub(super) open_names: String,
    /// The reasons in words.
    pub(super) titles: String,
    /// Their codes, as the files have them.
    pub(super) codes: String,
    /// What else would have to change, one sentence each.
    pub(super) demands: Vec<String>,
}

/// What is said of every set that occurs.
pub(super) struct Sayings {
    of: HashMap<Reasons, Saying>,
    nothing: Saying,
}

impl Sayings {
    /// Of all proposals that did not pass; codes among `untold` are left out of titles and codes.
    pub(super) fn of(run: &Run<'_>, lang: Lang, untold: &[&str]) -> Self {
        let mut of = HashMap::new();
        for decision in run.decisions.all().iter().filter(|d| d.verdict != Verdict::Pass) {
            of.entry(decision.reasons).or_insert_with(|| saying(decision.reasons, lang, untold));
        }
        Self { of, nothing: Saying::default() }
    }

    /// Of one set.
    pub(super) fn on(&self, reasons: Reasons) -> &Saying {
        self.of.get(&reasons).unwrap_or(&self.nothing)
    }
}

fn saying(reasons: Reasons, lang: Lang, untold: &[&str]) -> Saying {
    let t = |en, ja| Label { en, ja }.text(lang);
    let open: Vec<FieldId> = open_fields(reasons).collect();
    let mut names: Vec<&str> = Vec::new();
    for id in &open {
        let name = fields::field(*id).label.text(lang);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let codes: Vec<&str> = reasons.codes().filter(|code| !untold.contains(code)).collect();
    let titles: Vec<String> = codes.iter().map(|code| words::reason_title(code, lang)).collect();
    Saying {
        open_names: names.join(t(" and ", "・")),
        open,
        titles: titles.join(t("; ", "、")),
        codes: codes.join(";"),
        demands: demands(reasons, lang),
    }
}

/// What would have to change beside the fields that a condition rests on.
fn demands(reasons: Reasons, lang: Lang) -> Vec<String> {
    let t = |en, ja| Label { en, ja }.text(lang);
    let codes: Vec<&str> = reasons.codes().collect();
    let mut said = Vec::new();
    if codes.contains(&"scope.different") {
        said.push(t(
            "Records of two brands or tenants are never merged.",
            "ブランドなどの範囲が違う記録は統合できません。",
        ));
    }
    if codes.contains(&"gender.different") {
        said.push(t("The two genders would have to agree.", "性別が一致している必要があります。"));
    }
    let mut said: Vec<String> = said.into_iter().map(str::to_owned).collect();
    let list: Vec<String> = codes
        .iter()
        .filter(|code| ["plan.", "group.", "batch."].iter().any(|scope| code.starts_with(scope)))
        .map(|code| words::reason_title(code, lang))
        .collect();
    if !list.is_empty() {
        said.push(match lang {
            Lang::En => format!("The list of proposals would have to change ({}).", list.join("; ")),
            Lang::Ja => format!("候補の一覧を直す必要があります（{}）。", list.join("、")),
        });
    }
    said
}
