//! One proposal as the reports for people show it: each field with its agreement, the shape of the difference, the folds
//! it rests on; what the agreeing conditions say; whether it would pass if the open fields agreed; how dangerous it is.
//!
//! Nothing here holds a character of a value: shapes, tiers of folds and statuses only.

use super::mask;
use super::run::Run;
use crate::fields::name::fold::Folds;
use crate::fields::{self, CONDITIONS, PART_SEPARATOR, Reading, Status, name, name_kana, name_kanji};
use crate::gate::{Compared, Decision, Reasons, Sides, Witness, judge_pair, witnesses};
use crate::model::{Agreement, FieldId, Verdict, Weakening};
use crate::rules;

/// What stands between the shapes of the family and of the given name.
pub(super) const PARTS: char = '/';

/// What two values have to do with each other beyond their shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Relation {
    /// Nothing in particular.
    None,
    /// Day and month of a date changed places.
    DayMonthSwapped,
    /// Family and given name changed places.
    PartsSwapped,
    /// The same name, cut elsewhere into family and given name.
    BoundaryMoved,
    /// Two neighbouring characters changed places.
    NeighboursSwapped,
}

/// One field of a pair.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct FieldView {
    pub(super) agreement: Agreement,
    pub(super) weak: Option<Weakening>,
    /// What became of each side, where one of them could not be used.
    pub(super) sides: Option<[Status; 2]>,
    /// The marks of [`mask::shape`], with [`PARTS`] between family and given name; empty where nothing differs.
    pub(super) shape: String,
    pub(super) relation: Relation,
    /// The folds between the two: tier and codes of the sources, each kind once.
    pub(super) folds: Vec<(&'static str, &'static str)>,
}

impl FieldView {
    /// Whether there is nothing to tell of a difference.
    pub(super) fn is_silent(&self) -> bool {
        self.sides.is_none() && self.shape.is_empty() && self.relation == Relation::None
    }

    /// A number that no other field view has; `None` where there is more to say than fits into one.
    pub(super) fn number(&self) -> Option<u16> {
        let is_plain = self.shape.is_empty() && self.relation == Relation::None && self.folds.is_empty();
        let weak = self.weak.map_or(0, |weak| 1 + weak as u16);
        let sides = self.sides.map_or(0, |[left, right]| 1 + 16 * left as u16 + right as u16);
        is_plain.then_some((sides * 16 + weak) * 16 + self.agreement as u16)
    }
}

/// One proposal.
pub(super) struct PairView<'r> {
    /// Its position in the list of proposals.
    pub(super) position: usize,
    pub(super) decision: &'r Decision,
    /// How the two records compare; nothing where there was nothing to compare.
    pub(super) compared: Compared,
    /// Whether each ID stands on one record.
    pub(super) is_compared: bool,
    /// What would be said of the pair by itself if every field that stands in its way agreed.
    pub(super) if_agreed: (Verdict, Reasons),
    /// What was read of the record that stays and of the one that goes.
    sides: [Sides<'r>; 2],
}

impl<'r> PairView<'r> {
    /// The proposal at a position; `open` are the fields that stand in its way ([`open_fields`]).
    pub(super) fn of(run: &Run<'r>, position: usize, open: &[FieldId]) -> Self {
        let decision = &run.decisions.all()[position];
        let records = [run.survivors[position], run.merged[position]];
        let is_compared = records.iter().all(|record| run.readings.found()[*record as usize] == 1);
        let sides = records.map(|record| run.readings.sides(record));
        if !is_compared {
            let if_agreed = (Verdict::Block, Reasons::NONE);
            return Self { position, decision, compared: Compared::NOTHING, is_compared, if_agreed, sides };
        }
        let compared = decision.compared();
        let mut mended = compared;
        for field in open {
            mended.comparison.agreements[field.index()] = Agreement::Normalized;
            mended.comparison.weak[field.index()] = None;
        }
        let then = judge_pair(run.readings, &mended, run.policy);
        Self { position, decision, compared, is_compared, if_agreed: (then.verdict, then.reasons), sides }
    }

    /// The readings of one field on both sides.
    pub(super) fn readings(&self, id: FieldId) -> [&[Reading<'r>]; 2] {
        self.sides.each_ref().map(|sides| sides.of(id))
    }

    /// What the agreeing required conditions say.
    pub(super) fn witnesses<'p>(&'p self, run: &'p Run<'_>) -> impl Iterator<Item = Witness> + 'p {
        witnesses(&self.compared, run.policy)
    }

    /// How dangerous it would be to merge the pair by mistake, for sorting: first pairs that contradict each other and
    /// yet look most alike, then those that a group or a plan forbids, then those with namesakes, then the rest by how
    /// little speaks for them. No unit; only the order means something.
    pub(super) fn danger(&self, run: &Run<'_>) -> u32 {
        let tenths = |bits: f32| (bits * 10.0).round().clamp(0.0, 999.0) as u32;
        let bits = tenths(self.decision.evidence_bits);
        let namesakes: u32 = self.decision.namesakes.iter().fold(0, |sum, n| sum.saturating_add(*n));
        let contradicts = || judge_pair(run.readings, &self.compared, run.policy).verdict == Verdict::Block;
        if self.is_compared && contradicts() {
            4000 + bits
        } else if self.decision.verdict == Verdict::Block {
            3000 + bits
        } else if namesakes > 0 {
            2000 + namesakes.min(999)
        } else {
            1000 + tenths(run.policy.evidence_bits_min()).saturating_sub(bits)
        }
    }

    /// One field, masked, with the folds it rests on.
    pub(super) fn field_with_folds(&self, id: FieldId) -> FieldView {
        let mut view = self.field(id);
        let is_folded = match view.agreement {
            Agreement::Normalized => true,
            Agreement::Variant | Agreement::Similar | Agreement::Different => !mask::has_few_values(id),
            Agreement::Missing | Agreement::Placeholder | Agreement::Invalid | Agreement::Exact => false,
        };
        if is_folded {
            let [left, right] = self.readings(id);
            view.folds = kinds(id, left, right);
        }
        view
    }

    /// One field, masked.
    pub(super) fn field(&self, id: FieldId) -> FieldView {
        let agreement = self.compared.comparison.on(id);
        let mut view = FieldView {
            agreement,
            weak: self.compared.comparison.weak[id.index()],
            sides: None,
            shape: String::new(),
            relation: Relation::None,
            folds: Vec::new(),
        };
        match agreement {
            Agreement::Exact | Agreement::Normalized => {}
            Agreement::Missing | Agreement::Placeholder | Agreement::Invalid => {
                view.sides = self.is_compared.then(|| self.readings(id).map(mask::best));
            }
            Agreement::Variant | Agreement::Similar | Agreement::Different if mask::has_few_values(id) => {}
            Agreement::Variant | Agreement::Similar | Agreement::Different => {
                let [left, right] = self.readings(id);
                shape(id, left, right, &mut view);
            }
        }
        view
    }
}

/// The fields that keep a condition from agreeing. What a rule finds on a field is not among them: two brands stay two.
pub(super) fn open_fields(reasons: Reasons) -> impl Iterator<Item = FieldId> {
    let of_fields = reasons.codes().filter(|code| rules::by_code(code).is_none());
    of_fields.filter_map(|code| fields::by_code(code).map(|(field, _)| field))
}

/// Whether a required condition rests on a field.
pub(super) fn is_required(run: &Run<'_>, id: FieldId) -> bool {
    let required = CONDITIONS.iter().enumerate().filter(|(i, _)| run.policy.requires(*i));
    required.flat_map(|(_, condition)| condition.fields).any(|field| *field == id)
}

/// The values of one side as they stood in the file, for those only to whom values may be shown.
pub(super) fn revealed(run: &Run<'_>, record: u32, id: FieldId) -> String {
    let texts: Vec<String> = run
        .readings
        .of(record, id)
        .filter(|reading| !reading.raw.is_empty())
        .map(|reading| mask::visible(reading.raw))
        .collect();
    texts.join(" / ")
}

/// The kinds of folds between two names; no character of them.
fn kinds(id: FieldId, left: &[Reading<'_>], right: &[Reading<'_>]) -> Vec<(&'static str, &'static str)> {
    let folds = match id {
        fields::NAME_KANJI => between(name_kanji::folds, left, right),
        fields::NAME_KANA => between(name_kana::folds, left, right),
        _no_name => Folds::new(),
    };
    let mut kinds = Vec::new();
    for fold in folds {
        if !kinds.contains(&(fold.tier, fold.sources)) {
            kinds.push((fold.tier, fold.sources));
        }
    }
    kinds
}

fn between(
    folds: fn(&Reading<'_>, &Reading<'_>) -> Folds,
    left: &[Reading<'_>],
    right: &[Reading<'_>],
) -> Folds {
    match (usable(left), usable(right)) {
        (Some(left), Some(right)) => folds(left, right),
        _a_side_has_none => Folds::new(),
    }
}

fn usable<'s, 'v>(side: &'s [Reading<'v>]) -> Option<&'s Reading<'v>> {
    side.iter().find(|reading| reading.status == Status::Ok)
}

/// Fills in the shape and the relation. Names are laid part by part where both have two parts.
fn shape(id: FieldId, left: &[Reading<'_>], right: &[Reading<'_>], view: &mut FieldView) {
    let ([left_only], [right_only]) = (left, right) else {
        mask::push_nearest_shape(left, right, &mut view.shape);
        return;
    };
    let (l, r) = (left_only.value, right_only.value);
    if l.is_empty() || r.is_empty() {
        return;
    }
    view.relation = relation(id, l, r);
    match (name::parts(l), name::parts(r)) {
        ((family, Some(given)), (other_family, Some(other_given))) => {
            mask::push_shape(family, other_family, &mut view.shape);
            view.shape.push(PARTS);
            mask::push_shape(given, other_given, &mut view.shape);
        }
        ((_, None), (_, None)) => mask::push_shape(l, r, &mut view.shape),
        _one_has_parts => view.shape = mask::shape(&whole(l), &whole(r)),
    }
}

fn whole(value: &str) -> String {
    letters_of(value).collect()
}

/// The characters of a name, whatever its parts.
fn letters_of(value: &str) -> impl Iterator<Item = char> {
    value.chars().filter(|c| *c != PART_SEPARATOR)
}

/// Year, month and day of a canonical date (`1980-03-04`).
fn parts_of_date(value: &str) -> Option<(&str, &str, &str)> {
    let (year, rest) = value.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    (!day.contains('-')).then_some((year, month, day))
}

/// What two different canonical values have to do with each other.
fn relation(id: FieldId, left: &str, right: &str) -> Relation {
    let is_name = id == fields::NAME_KANJI || id == fields::NAME_KANA;
    if id == fields::BIRTHDATE
        && let (Some((y, m, d)), Some((y2, m2, d2))) = (parts_of_date(left), parts_of_date(right))
        && (y, m, d) == (y2, d2, m2)
    {
        return Relation::DayMonthSwapped;
    }
    if is_name && letters_of(left).eq(letters_of(right)) {
        return Relation::BoundaryMoved;
    }
    if is_name
        && let ((family, Some(given)), (family2, Some(given2))) = (name::parts(left), name::parts(right))
        && (family, given) == (given2, family2)
    {
        return Relation::PartsSwapped;
    }
    if are_neighbours_swapped(left, right) { Relation::NeighboursSwapped } else { Relation::None }
}

/// Whether two texts of one length differ in two neighbouring places only, whose characters changed places.
fn are_neighbours_swapped(left: &str, right: &str) -> bool {
    let mut pairs = left.chars().zip(right.chars()).skip_while(|(a, b)| a == b);
    let (Some((a, b)), Some((c, d))) = (pairs.next(), pairs.next()) else { return false };
    let is_swapped = (a, b) == (d, c);
    is_swapped && pairs.all(|(a, b)| a == b) && left.chars().count() == right.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{BIRTHDATE, NAME_KANJI, PHONE};

    #[test]
    fn relations_are_told_apart() {
        for (id, left, right, expected) in [
            (BIRTHDATE, "1980-03-04", "1980-04-03", Relation::DayMonthSwapped),
            (BIRTHDATE, "1980-03-04", "1981-04-03", Relation::None),
            (NAME_KANJI, "林\u{1f}田太郎", "林田\u{1f}太郎", Relation::BoundaryMoved),
            (NAME_KANJI, "林\u{1f}太郎", "太郎\u{1f}林", Relation::PartsSwapped),
            (NAME_KANJI, "林\u{1f}太郎", "林\u{1f}郎太", Relation::NeighboursSwapped),
            (PHONE, "+819012345678", "+819012345687", Relation::NeighboursSwapped),
            (PHONE, "+819012345678", "+819012345679", Relation::None),
            (PHONE, "+81901", "+819010", Relation::None),
        ] {
            assert!(relation(id, left, right) == expected, "{left} {right}");
        }
    }

    #[test]
    fn names_of_two_parts_are_laid_part_by_part() {
        let side = |value| [Reading { status: Status::Ok, weak: None, raw: value, value }];
        for (left, right, expected) in [
            ("佐藤\u{1f}花子", "佐藤\u{1f}花", "==/=-"),
            ("佐藤\u{1f}花子", "佐藤花代", "===#"),
            ("佐藤花子", "加藤花子", "#==="),
        ] {
            let mut view = FieldView {
                agreement: Agreement::Different,
                weak: None,
                sides: None,
                shape: String::new(),
                relation: Relation::None,
                folds: Vec::new(),
            };
            shape(NAME_KANJI, &side(left), &side(right), &mut view);
            assert_eq!(view.shape, expected);
        }
    }
}
