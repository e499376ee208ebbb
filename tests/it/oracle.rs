//! A slow twin of the decision, written from the interface alone: no table, no cleverness, brute force everywhere.
//!
//! - one pair: every agreement in the fields of the required conditions, every optional field, every weakening;
//! - the plan: every list of up to three proposals over four records, and random longer ones;
//! - whole worlds: groups by naive closure, members all against all, the breaker by its sentence.

use super::world::{Decided, WORLDS, World, hold, policy, world};
use proptest::collection::vec;
use proptest::prelude::*;
use sekisho::fields::{self, CONDITION_COUNT, CONDITIONS};
use sekisho::gate::{Compared, Readings, compare_pair, judge_pair};
use sekisho::model::Agreement::{
    Different, Exact, Invalid, Missing, Normalized, Placeholder, Similar, Variant,
};
use sekisho::model::{Agreement, Comparison, FIELD_COUNT, FieldId, Verdict, Weakening};
use sekisho::policy::Policy;
use sekisho::rules::{Check, PlanView, RULES};
use std::collections::BTreeSet;

/// What the twin says of a pair.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    verdict: Verdict,
    reasons: BTreeSet<String>,
}

/// What the twin is told of a pair.
struct Pair<'a> {
    comparison: &'a Comparison,
    /// How many others hold the name, birthdate, phone, e-mail, address.
    others: [u32; CONDITION_COUNT],
    /// How many others hold both the name and the birthdate.
    namesakes: u32,
    gender: Option<Agreement>,
    scope: Option<Agreement>,
    required: &'a [&'a str],
    variant_agrees: bool,
    bits_min: f64,
}

impl Pair<'_> {
    fn on(&self, name: &str) -> Agreement {
        self.comparison.on(fields::by_name(name).unwrap())
    }

    /// "`exact`, `normalized` and, where the policy says so, `variant` agree. Nothing else does."
    fn agrees(&self, name: &str) -> bool {
        match self.on(name) {
            Exact | Normalized => true,
            Variant => self.variant_agrees,
            Missing | Placeholder | Invalid | Similar | Different => false,
        }
    }

    fn fields_of(condition: &str) -> &'static [&'static str] {
        match condition {
            "name" => &["name_kanji", "name_kana"],
            "birthdate" => &["birthdate"],
            "phone" => &["phone"],
            "email" => &["email"],
            "address" => &["postal_code", "address"],
            other => panic!("{other}"),
        }
    }

    /// Interface 3, "Conditions", and 4, "Verdicts".
    fn condition(&self, condition: &str) -> Verdict {
        let fields = Self::fields_of(condition);
        if fields.iter().any(|f| self.on(f) == Different) {
            return Verdict::Block;
        }
        let agrees = match condition {
            // "kanji agrees, and kana agrees or is missing on a side"
            "name" => {
                self.agrees("name_kanji") && (self.agrees("name_kana") || self.on("name_kana") == Missing)
            }
            _every_field => fields.iter().all(|f| self.agrees(f)),
        };
        if agrees { Verdict::Pass } else { Verdict::Review }
    }

    /// What a pass would rest on: log2(1 / p), p the chance that a stranger agrees; never more than the floors allow.
    fn bits(&self) -> f64 {
        let mut bits = 0.0;
        for condition in self.required {
            if self.condition(condition) != Verdict::Pass {
                continue;
            }
            let phone = self.comparison.weak[fields::PHONE.index()];
            let (shared_phone, printed_phone) =
                (phone == Some(Weakening::SharedPhone), phone == Some(Weakening::PrintedPhone));
            let (floor, at) = match *condition {
                "name" => (14.6, 0),
                "birthdate" => (14.0, 1),
                // "the agreeing values are too common to identify one person": digits that every manual prints.
                "phone" if printed_phone => (0.0, 2),
                "phone" if shared_phone => (19.9, 2),
                "phone" => (26.6, 2),
                "email" => (26.6, 3),
                "address" => (19.9, 4),
                other => panic!("{other}"),
            };
            let others = f64::from(self.others[at]);
            bits += if others > 0.0 { (124e6 / others).log2().min(floor) } else { floor };
        }
        bits
    }

    fn weakenings(&self) -> usize {
        let fields = self.required.iter().flat_map(|c| Self::fields_of(c));
        let weak =
            fields.filter(|f| self.comparison.weak[fields::by_name(f).unwrap().index()].is_some()).count();
        // A suspect date that a namesake holds too is one more: in doubt, review.
        let suspect = self.comparison.weak[fields::BIRTHDATE.index()] == Some(Weakening::SuspectDate);
        // What says nothing at all is no agreement to rest on: it is one more too.
        let silent = |condition: &&&str| {
            Self::fields_of(condition).iter().any(|f| fields::by_name(f) == Some(fields::PHONE))
                && self.condition(condition) == Verdict::Pass
                && self.comparison.weak[fields::PHONE.index()] == Some(Weakening::PrintedPhone)
        };
        weak + usize::from(suspect && self.namesakes > 0) + self.required.iter().filter(silent).count()
    }

    fn say(&self) -> Said {
        let mut reasons = BTreeSet::new();
        let mut verdict = Verdict::Pass;
        for condition in self.required {
            let standing = self.condition(condition);
            verdict = verdict.max(standing);
            for field in Self::fields_of(condition) {
                // A missing kana name is a reason only beside a missing kanji name: else it stands in no one's way.
                let allowed = *field == "name_kana"
                    && self.on("name_kana") == Missing
                    && self.on("name_kanji") != Missing;
                if !self.agrees(field) && !allowed {
                    reasons.insert(format!("{field}.{}", self.on(field).name()));
                }
            }
        }
        // "everything required agrees" and yet it is weak.
        if verdict == Verdict::Pass && (self.weakenings() > 1 || self.bits() < self.bits_min) {
            verdict = Verdict::Review;
            reasons.insert("evidence.weak".to_owned());
        }
        // "`gender` both given and different is `review`"
        if self.gender == Some(Different) {
            verdict = verdict.max(Verdict::Review);
            reasons.insert("gender.different".to_owned());
        }
        // A gender that is given and cannot be read may be the other one: in doubt, review.
        if self.gender == Some(Invalid) {
            verdict = verdict.max(Verdict::Review);
            reasons.insert("gender.invalid".to_owned());
        }
        // "`scope` missing on one side is `review`"; different is block; what cannot be read is not known either.
        match self.scope {
            None | Some(Exact | Normalized | Variant) => {}
            Some(Different) => {
                verdict = Verdict::Block;
                reasons.insert("scope.different".to_owned());
            }
            Some(open @ (Missing | Placeholder | Invalid | Similar)) => {
                verdict = verdict.max(Verdict::Review);
                reasons.insert(format!("scope.{}", open.name()));
            }
        }
        Said { verdict, reasons }
    }

    /// Whether the pair is blocked for itself under the mildest law of which the policy is a tightening: what it then
    /// joins it joins under every stricter one (the choice that `gate::judge` documents).
    fn joins(&self) -> bool {
        let contradicts =
            |condition: &str| Self::fields_of(condition).iter().any(|f| self.on(f) == Different);
        let contacts: Vec<&&str> =
            self.required.iter().filter(|c| !matches!(**c, "name" | "birthdate")).collect();
        !contradicts("name")
            && !contradicts("birthdate")
            && !contacts.iter().all(|c| contradicts(c))
            && self.scope != Some(Different)
    }
}

/// Readings of nobody, of a table that has these columns.
fn nobody(gender: bool, scope: bool) -> Readings {
    let has = |f: usize| match FieldId(f as u8) {
        fields::GENDER => gender,
        fields::SCOPE => scope,
        _required => true,
    };
    Readings::new(2, std::array::from_fn(has))
}

/// Holds gate and twin against each other on one pair; gives the verdict.
fn hold_pair(law: &Policy, readings: &Readings, compared: &Compared, pair: &Pair<'_>) -> Verdict {
    let judged = judge_pair(readings, compared, law);
    let said = pair.say();
    let got: BTreeSet<String> = judged.reasons.codes().map(str::to_owned).collect();
    let context = || format!("{:?} gender {:?} scope {:?}", compared, pair.gender, pair.scope);
    assert_eq!((judged.verdict, &got), (said.verdict, &said.reasons), "{}", context());
    assert_eq!(judged.verdict == Verdict::Pass, got.is_empty(), "{}", context());
    assert_eq!(judged.joins, pair.joins(), "{}", context());
    assert!(judged.joins || judged.verdict == Verdict::Block, "{}: what is not blocked joins", context());
    judged.verdict
}

/// A comparison in which a variant is weakened as the ladder weakens it, a phone and a date as asked for.
fn comparison(on: &[(FieldId, Agreement)], phone: Option<Weakening>, suspect_date: bool) -> Comparison {
    let mut comparison = Comparison::NOTHING;
    for (field, agreement) in on {
        comparison.agreements[field.index()] = *agreement;
        comparison.weak[field.index()] = match agreement {
            Variant => Some(Weakening::Variant),
            Exact | Normalized if *field == fields::PHONE => phone,
            Exact | Normalized if *field == fields::BIRTHDATE && suspect_date => Some(Weakening::SuspectDate),
            Exact | Normalized | Missing | Placeholder | Invalid | Similar | Different => None,
        };
    }
    comparison
}

const OPTIONAL: [Option<Agreement>; 6] =
    [None, Some(Missing), Some(Invalid), Some(Exact), Some(Normalized), Some(Different)];
/// Nobody else; a very common name that leaves a mobile number's evidence and not a landline's; everything common.
const OTHERS: [[u32; CONDITION_COUNT]; 3] =
    [[0; CONDITION_COUNT], [4_000_000, 0, 0, 0, 0], [9_000_000, 9_000_000, 9_000_000, 9_000_000, 9_000_000]];

/// All 4,096 combinations of the four required fields, with and without variants that agree, with every state of gender
/// and scope, with every weakening, among rare and common values.
#[test]
fn every_pair_is_judged_as_the_interface_says() {
    let required = ["name", "birthdate", "phone"];
    let mut verdicts = [0u64; 3];
    for variant_agrees in [true, false] {
        let law = policy(&format!("[options]\nvariant_agrees = {variant_agrees}"));
        for (gender, scope) in OPTIONAL.iter().flat_map(|g| OPTIONAL.map(|s| (*g, s))) {
            let readings = nobody(gender.is_some(), scope.is_some());
            for at in 0..8usize.pow(4) * 4 {
                let step = |n: u32| Agreement::ALL[at / 8usize.pow(n) % 8];
                let on = [
                    (fields::NAME_KANJI, step(0)),
                    (fields::NAME_KANA, step(1)),
                    (fields::PHONE, step(2)),
                    (fields::BIRTHDATE, step(3)),
                    // A column that no file has agrees with nothing, whatever stands here.
                    (fields::GENDER, gender.unwrap_or(Different)),
                    (fields::SCOPE, scope.unwrap_or(Different)),
                ];
                let weak = at / 8usize.pow(4);
                // A weakening says something of an agreeing field only.
                let bears = |n| matches!(step(n), Exact | Normalized);
                if (weak & 1 == 1 && !bears(2)) || (weak & 2 == 2 && !bears(3)) {
                    continue;
                }
                let phone = if at % 5 == 0 { Weakening::PrintedPhone } else { Weakening::SharedPhone };
                let comparison = comparison(&on, (weak & 1 == 1).then_some(phone), weak & 2 == 2);
                let namesakes = u32::from(at % 7 == 0);
                // Where nothing is common the numbers of holders change nothing but the evidence of agreeing fields.
                for others in if at % 3 == 0 { &OTHERS[..] } else { &OTHERS[..1] } {
                    let compared = Compared {
                        comparison,
                        others: *others,
                        namesakes: [namesakes, 0, 1],
                        set_aside: false,
                    };
                    let pair = Pair {
                        comparison: &comparison,
                        others: *others,
                        namesakes,
                        gender,
                        scope,
                        required: &required,
                        variant_agrees,
                        bits_min: 38.9,
                    };
                    verdicts[hold_pair(&law, &readings, &compared, &pair) as usize] += 1;
                }
            }
        }
    }
    assert!(verdicts.iter().all(|n| *n > 1000), "{verdicts:?}");
}

/// E-mail and address as conditions, alone and beside a phone.
#[test]
fn every_contact_condition_is_judged_as_the_interface_says() {
    let lists: [&[&str]; 5] = [
        &["name", "birthdate", "email"],
        &["name", "birthdate", "address"],
        &["name", "birthdate", "phone", "email"],
        &["name", "birthdate", "phone", "email", "address"],
        &["name", "birthdate", "email", "address"],
    ];
    let readings = nobody(false, false);
    let mut verdicts = [0u64; 3];
    for required in lists {
        let list: Vec<String> = required.iter().map(|c| format!("\"{c}\"")).collect();
        let law = policy(&format!("[conditions]\nrequired = [{}]", list.join(", ")));
        for at in 0..8usize.pow(5) {
            let step = |n: u32| Agreement::ALL[at / 8usize.pow(n) % 8];
            let on = [
                (fields::NAME_KANJI, if step(4) == Variant { Variant } else { Exact }),
                (fields::BIRTHDATE, if step(4) == Different { Different } else { Normalized }),
                (fields::PHONE, step(0)),
                (fields::EMAIL, step(1)),
                (fields::POSTAL_CODE, step(2)),
                (fields::ADDRESS, step(3)),
            ];
            let phone = (step(4) == Similar).then_some(Weakening::SharedPhone);
            let comparison = comparison(&on, phone, false);
            let others = OTHERS[at % OTHERS.len()];
            let compared = Compared { comparison, others, namesakes: [0; 3], set_aside: false };
            let pair = Pair {
                comparison: &comparison,
                others,
                namesakes: 0,
                gender: None,
                scope: None,
                required,
                variant_agrees: true,
                bits_min: 38.9,
            };
            verdicts[hold_pair(&law, &readings, &compared, &pair) as usize] += 1;
        }
    }
    assert!(verdicts.iter().all(|n| *n > 300), "{verdicts:?}");
}

/// The plan codes of each proposal, from their sentences. `found` says on how many rows each record's ID stands.
fn plan_codes(proposals: &[(u32, u32)], found: &[u32]) -> Vec<BTreeSet<&'static str>> {
    let others = |i: usize| proposals.iter().enumerate().filter(move |(j, _)| *j != i).map(|(_, p)| *p);
    let codes = |i: usize| {
        let (survivor, merged) = proposals[i];
        let itself = survivor == merged;
        let mut codes = BTreeSet::new();
        let mut say = |code, applies: bool| applies.then(|| codes.insert(code));
        say("plan.self_merge", itself);
        say("plan.unknown_id", [survivor, merged].iter().any(|r| found[*r as usize] == 0));
        say("plan.ambiguous_id", [survivor, merged].iter().any(|r| found[*r as usize] > 1));
        say("plan.duplicate_proposal", others(i).any(|p| p == (survivor, merged)));
        say("plan.two_survivors", others(i).any(|(s, m)| m == merged && s != survivor));
        let round = !itself && leads_to(proposals, survivor, merged, &mut Vec::new());
        say("plan.cycle", round);
        let linked = others(i).any(|(s, m)| s != m && (m == survivor || s == merged));
        say("plan.chain", !itself && !round && linked);
        codes
    };
    (0..proposals.len()).map(codes).collect()
}

/// Whether a record would, step by step, go into the other one: a search along every path.
fn leads_to(proposals: &[(u32, u32)], from: u32, to: u32, path: &mut Vec<u32>) -> bool {
    if from == to {
        return true;
    }
    if path.contains(&from) {
        return false;
    }
    path.push(from);
    let next = proposals.iter().filter(|(_, merged)| *merged == from);
    let found = next.map(|(survivor, _)| *survivor).any(|survivor| leads_to(proposals, survivor, to, path));
    path.pop();
    found
}

/// The plan codes that the rules give.
fn plan_findings(proposals: &[(u32, u32)], found: &[u32]) -> Vec<BTreeSet<&'static str>> {
    let (survivors, merged): (Vec<u32>, Vec<u32>) = proposals.iter().copied().unzip();
    let view = PlanView { survivors: &survivors, merged: &merged, found };
    let mut codes = vec![BTreeSet::new(); proposals.len()];
    for rule in RULES {
        if let Check::Plan(check) = rule.check {
            assert_eq!(rule.verdict, Verdict::Block);
            let mut applies = vec![false; proposals.len()];
            check(&view, &mut applies);
            for (codes, applies) in codes.iter_mut().zip(applies) {
                applies.then(|| codes.insert(rule.code));
            }
        }
    }
    codes
}

#[test]
fn every_small_plan_is_judged_as_the_interface_says() {
    let edges: Vec<(u32, u32)> = (0..4).flat_map(|s| (0..4).map(move |m| (s, m))).collect();
    let mut plans = vec![Vec::new()];
    let mut met = BTreeSet::new();
    for _ in 0..3 {
        let longer =
            plans.iter().flat_map(|p: &Vec<(u32, u32)>| edges.iter().map(|e| [p.as_slice(), &[*e]].concat()));
        let longer: Vec<Vec<(u32, u32)>> = longer.collect();
        for plan in &longer {
            for found in [[1, 1, 1, 1], [1, 1, 1, 0], [2, 1, 1, 1]] {
                let expected = plan_codes(plan, &found);
                assert_eq!(plan_findings(plan, &found), expected, "{plan:?} {found:?}");
                met.extend(expected.into_iter().flatten());
            }
        }
        plans = longer;
    }
    assert_eq!(plans.len(), 4096);
    assert_eq!(met.len(), 7, "{met:?}");
}

#[test]
fn longer_plans_are_judged_as_the_interface_says() {
    let found = vec(prop_oneof![8 => Just(1u32), 1 => Just(0u32), 1 => Just(2u32)], 6);
    hold(10_000, (vec((0..6u32, 0..6u32), 0..=8), found), |(plan, found)| {
        prop_assert_eq!(plan_findings(&plan, &found), plan_codes(&plan, &found));
        Ok(())
    });
}

/// What the twin says of a whole batch: verdict, reasons and members of the group of each proposal.
fn batch_said(decided: &Decided, law: &Policy) -> Vec<(Verdict, BTreeSet<String>, Option<usize>)> {
    let proposals: Vec<(u32, u32)> =
        decided.survivors.iter().copied().zip(decided.merged.iter().copied()).collect();
    let found = decided.readings.found();
    let judge = |a: u32, b: u32| {
        judge_pair(&decided.readings, &compare_pair(&decided.readings, &decided.counts, a, b), law)
    };
    let known = |(a, b): (u32, u32)| found[a as usize] == 1 && found[b as usize] == 1;
    let joins: Vec<bool> =
        proposals.iter().map(|p| known(*p) && p.0 != p.1 && judge(p.0, p.1).joins).collect();
    let plan = plan_codes(&proposals, found);
    let mut said = Vec::new();
    for (i, (survivor, merged)) in proposals.iter().copied().enumerate() {
        let mut verdict = if plan[i].is_empty() { Verdict::Pass } else { Verdict::Block };
        let mut reasons: BTreeSet<String> = plan[i].iter().map(|c| (*c).to_owned()).collect();
        if known((survivor, merged)) {
            let judged = judge(survivor, merged);
            verdict = verdict.max(judged.verdict);
            reasons.extend(judged.reasons.codes().map(str::to_owned));
        }
        let group = joins[i].then(|| closure(&proposals, &joins, survivor));
        if let Some(group) = &group {
            let pairs =
                || group.iter().flat_map(|a| group.iter().filter(move |b| a < b).map(move |b| (*a, *b)));
            let any = |wanted| group.len() > 2 && pairs().any(|(a, b)| judge(a, b).verdict == wanted);
            let mut say = |code: &str, applies: bool, weighs: Verdict| {
                if applies {
                    reasons.insert(code.to_owned());
                    verdict = verdict.max(law.verdict_of(code, weighs));
                }
            };
            say("group.conflict", any(Verdict::Block), Verdict::Block);
            // A pair that contradicts is a conflict; that it was not shown to agree either need not be said.
            say("group.unproven", any(Verdict::Review), Verdict::Review);
            say("group.too_large", group.len() > law.group_size_max(), Verdict::Review);
        }
        said.push((verdict, reasons, group.map(|g| g.len())));
    }
    let blocked = said.iter().filter(|s| s.0 == Verdict::Block).count();
    let share = blocked as f64 / said.len() as f64;
    let halted = said.len() as u64 >= law.min_proposals() && share > law.max_block_share();
    // "or rows are found shifted against each other": so many records whose own kana contradict their kanji.
    let own = decided.readings.own_fits();
    let alarm = own.checked() >= law.min_proposals() && own.contradicted * 4 > own.checked();
    if halted || alarm {
        for one in &mut said {
            one.0 = Verdict::Block;
            one.1.insert("batch.breaker".to_owned());
        }
    }
    said
}

/// All records that a record would become one customer with: what touches it is added until nothing more does.
fn closure(proposals: &[(u32, u32)], joins: &[bool], from: u32) -> BTreeSet<u32> {
    let mut group = BTreeSet::from([from]);
    loop {
        let before = group.len();
        for (i, (survivor, merged)) in proposals.iter().enumerate() {
            if joins[i] && (group.contains(survivor) || group.contains(merged)) {
                group.extend([*survivor, *merged]);
            }
        }
        if group.len() == before {
            return group;
        }
    }
}

#[test]
fn whole_batches_are_decided_as_the_interface_says() {
    let laws = [
        Policy::built_in(),
        policy("[batch]\nmax_block_share = 0.5\nmin_proposals = 3"),
        policy(
            "[options]\ngroup_size_max = 3\nshared_by_max = 2\n[severity]\n\"gender.different\" = \"block\"",
        ),
        policy(
            "[conditions]\nrequired = [\"name\", \"birthdate\", \"email\", \"phone\"]\n[options]\nvariant_agrees = false",
        ),
    ];
    let met = std::cell::RefCell::new(std::collections::BTreeMap::<String, u32>::new());
    hold(WORLDS, (world(9, 8), 0..laws.len()), |(world, law): (World, usize)| {
        let decided = world.decide(&laws[law]);
        let got: Vec<(Verdict, BTreeSet<String>, Option<usize>)> = decided
            .decisions
            .all()
            .iter()
            .map(|d| {
                let reasons = d.reasons.codes().map(str::to_owned).collect();
                (d.verdict, reasons, d.group.map(|(_, members)| members as usize))
            })
            .collect();
        let said = batch_said(&decided, &laws[law]);
        prop_assert_eq!(&got, &said);
        for (verdict, reasons, _) in said {
            *met.borrow_mut().entry(verdict.name().to_owned()).or_default() += 1;
            for reason in reasons.into_iter().filter(|r| RULES.iter().any(|rule| rule.code == r)) {
                *met.borrow_mut().entry(reason).or_default() += 1;
            }
        }
        Ok(())
    });
    let met = met.into_inner();
    for rule in RULES {
        let times = met.get(rule.code).copied().unwrap_or(0);
        assert!(times >= 5, "{} was met {times} times only: {met:?}", rule.code);
    }
    assert!(met["pass"] > 500 && met["review"] > 500, "{met:?}");
}

/// The gate's own list of conditions is the one this twin was written for.
#[test]
fn the_conditions_are_those_of_the_interface() {
    let names: Vec<&str> = CONDITIONS.iter().map(|c| c.name).collect();
    assert_eq!(names, ["name", "birthdate", "phone", "email", "address"]);
    assert_eq!(FIELD_COUNT, 9);
}
