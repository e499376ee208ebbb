//! What is known of one pair of records, before it is said in any language.

use crate::fields::name::fold::Folds;
use crate::fields::{self, CONDITIONS, Reading, Side, Status, name_kana, name_kanji, reading};
use crate::gate::{Compared, Decision, Judgement, Readings, Witness, witnesses};
use crate::model::{FieldId, Verdict, Weakening};
use crate::policy::Policy;
use crate::report::mask::visible;
use crate::rules::by_code;
use crate::text::kana_of::Fit;

/// What is known beside the pair itself.
pub(super) enum Scope {
    /// The pair was judged as the only proposal.
    Alone,
    /// It was judged in its batch: the IDs of the group it would form; empty where it joins nothing.
    Batch(Vec<String>),
}

/// One reason that decided.
pub(super) struct Deciding {
    pub(super) code: &'static str,
    /// What it weighs.
    pub(super) verdict: Verdict,
    /// Whether the policy made it weigh more than it does by itself.
    pub(super) raised: bool,
    /// Whether it is about the values of the two records, and not about the list of proposals.
    pub(super) of_pair: bool,
}

/// One pair, compared, judged and decided.
pub(super) struct Facts<'a> {
    pub(super) readings: &'a Readings,
    pub(super) policy: &'a Policy,
    /// The IDs of the record that stays and of the one that goes.
    pub(super) ids: [&'a str; 2],
    pub(super) sides: [u32; 2],
    pub(super) compared: Compared,
    /// What is said of the pair by itself.
    pub(super) judgement: Judgement,
    /// What is said of the proposal, with its plan and group.
    pub(super) decision: &'a Decision,
    pub(super) scope: Scope,
    /// Whether values may be shown.
    pub(super) revealed: bool,
}

impl Facts<'_> {
    /// The fields that some record file has a column for.
    pub(super) fn fields(&self) -> impl Iterator<Item = FieldId> + '_ {
        fields::ids().filter(|id| self.readings.is_mapped(*id))
    }

    /// The readings of a field on both sides.
    pub(super) fn readings_of(&self, id: FieldId) -> [Side<'_>; 2] {
        self.sides.map(|record| self.readings.of(record, id).collect())
    }

    /// Whether each of the two IDs stands on one record, so that there was something to compare.
    pub(super) fn is_compared(&self) -> bool {
        self.sides.iter().all(|record| self.readings.found()[*record as usize] == 1)
    }

    /// The codes that decided, each with what it weighs under the policy, heaviest first. Those of the plan, the group and
    /// the batch are not about values.
    pub(super) fn deciding(&self) -> Vec<Deciding> {
        let own: Vec<&str> = self.judgement.reasons.codes().collect();
        let mut all: Vec<Deciding> = self
            .decision
            .reasons
            .codes()
            .map(|code| {
                let by_itself = match (by_code(code), fields::by_code(code)) {
                    (Some(rule), _) => rule.verdict,
                    (None, Some((_, step))) => fields::own_verdict(step).unwrap_or(Verdict::Review),
                    (None, None) => Verdict::Review,
                };
                let verdict = self.policy.verdict_of(code, by_itself);
                let known = self.is_compared() && own.contains(&code);
                Deciding { code, verdict, raised: verdict > by_itself, of_pair: known }
            })
            .collect();
        all.sort_by_key(|d| std::cmp::Reverse(d.verdict));
        all
    }

    /// Whether a required condition rests on a field.
    pub(super) fn is_required(&self, id: FieldId) -> bool {
        let required = CONDITIONS.iter().enumerate().filter(|(i, _)| self.policy.requires(*i));
        required.flat_map(|(_, c)| c.fields).any(|f| *f == id)
    }

    /// What each agreeing required condition says.
    pub(super) fn witnesses(&self) -> Vec<Witness> {
        witnesses(&self.compared, self.policy).collect()
    }

    /// The weakenings that a pass would rest on.
    pub(super) fn weakenings(&self) -> Vec<(FieldId, Weakening)> {
        let fields = fields::ids().filter(|id| self.is_required(*id));
        fields.filter_map(|id| self.compared.comparison.weak[id.index()].map(|w| (id, w))).collect()
    }

    /// Where one record has only kana and the other only kanji: whether the reading fits.
    pub(super) fn across(&self) -> Option<Fit> {
        let [left, right] = self.sides.map(|record| self.readings.name(record));
        reading::across(left, right)
    }

    /// The folds that stand between the two sides' kanji names or kana names; none where they were not compared.
    pub(super) fn folds(&self, id: FieldId) -> Folds {
        let between = match id {
            fields::NAME_KANJI => name_kanji::folds,
            fields::NAME_KANA => name_kana::folds,
            _no_name => return Folds::new(),
        };
        let [left, right] = self.readings_of(id);
        match (left.iter().find(|r| r.status == Status::Ok), right.iter().find(|r| r.status == Status::Ok)) {
            (Some(left), Some(right)) => between(left, right),
            _a_side_has_none => Folds::new(),
        }
    }
}

/// A value as it stood in the file, and as it was read where that is another text.
pub(super) fn revealed(id: FieldId, reading: &Reading<'_>) -> (String, Option<String>) {
    let raw = visible(reading.raw);
    let value = if id == fields::NAME_KANJI {
        visible(&name_kanji::canonical_form(reading.value))
    } else {
        visible(reading.value)
    };
    let is_read = matches!(reading.status, Status::Ok | Status::Partial);
    let other = (is_read && value != raw).then_some(value);
    (raw, other)
}
