//! Laws that hold for every table, every policy and every list of proposals; the interface's sentence beside each.
//!
//! A law over nothing is no law: each counts the passes, groups or agreements that it met and fails where they were too
//! few. Batches are decided in memory ([`super::world`]).

use super::world::{CASES, Decided, WORLDS, World, hold, pair_of, policy, text_of, world};
use proptest::collection::vec;
use proptest::prelude::*;
use sekisho::fields::{self, Parsed, Reading, Status};
use sekisho::gate::Decision;
use sekisho::model::{Agreement, FieldId, Verdict};
use sekisho::policy::Policy;
use std::cell::Cell;

/// Counts what a law met.
#[derive(Default)]
pub struct Met(Cell<u32>);

impl Met {
    pub fn add(&self, times: usize) {
        self.0.set(self.0.get() + times as u32);
    }

    #[track_caller]
    pub fn at_least(&self, least: u32, what: &str) {
        assert!(self.0.get() >= least, "only {} {what}: the law was hardly put to the test", self.0.get());
    }
}

/// A text, read as a field.
struct Read(String, String, Parsed);

fn read(field: &fields::Field, raw: &str) -> Read {
    let mut value = String::new();
    let parsed = (field.parse)(raw, &mut value);
    Read(raw.to_owned(), value, parsed)
}

impl Read {
    fn reading(&self) -> Reading<'_> {
        Reading { status: self.2.status, weak: self.2.weak, raw: &self.0, value: &self.1 }
    }
}

/// The agreement of two sides of readings.
fn rung(field: &fields::Field, left: &[Read], right: &[Read]) -> fields::Rung {
    let left: Vec<Reading<'_>> = left.iter().map(Read::reading).collect();
    let right: Vec<Reading<'_>> = right.iter().map(Read::reading).collect();
    fields::agreement(field, &left, &right)
}

/// What is seen of a decision, apart from the numbers of groups.
fn seen(decision: &Decision) -> (Verdict, String, String, f32, Option<u32>) {
    let agreements = format!("{:?}", decision.comparison);
    (
        decision.verdict,
        decision.reasons.joined(),
        agreements,
        decision.evidence_bits,
        decision.group.map(|(_, members)| members),
    )
}

fn all_seen(decided: &Decided) -> Vec<(Verdict, String, String, f32, Option<u32>)> {
    decided.decisions.all().iter().map(seen).collect()
}

fn groups(decided: &Decided) -> usize {
    decided.decisions.all().iter().filter(|d| d.group.is_some_and(|(_, members)| members > 2)).count()
}

/// "An agreement is symmetric." One text a side.
#[test]
fn an_agreement_is_symmetric() {
    for id in fields::ids() {
        let field = fields::field(id);
        let (agreeing, near) = (Met::default(), Met::default());
        hold(CASES, pair_of(id), |(left, right)| {
            let (left, right) = ([read(field, &left)], [read(field, &right)]);
            let there = rung(field, &left, &right);
            prop_assert_eq!(there, rung(field, &right, &left), "{}", field.name);
            agreeing.add(usize::from(there.agreement.agrees(true)));
            near.add(usize::from(there.agreement == Agreement::Different));
            Ok(())
        });
        agreeing.at_least(100, field.name);
        near.at_least(100, field.name);
    }
}

/// The same for several columns, and: the order of columns says nothing.
#[test]
fn an_agreement_is_symmetric_where_a_field_has_several_columns() {
    let field = fields::field(fields::PHONE);
    let side = || vec(prop_oneof![text_of(fields::PHONE), pair_of(fields::PHONE).prop_map(|p| p.0)], 1..=3);
    let (agreeing, far) = (Met::default(), Met::default());
    hold(CASES, (side(), side(), pair_of(fields::PHONE), any::<bool>()), |(left, right, (l, r), one)| {
        let (mut left, mut right) = (left, right);
        if one {
            (left[0], right[0]) = (l, r);
        }
        let reads = |texts: &[String]| texts.iter().map(|t| read(field, t)).collect::<Vec<_>>();
        let (mut left, right) = (reads(&left), reads(&right));
        let there = rung(field, &left, &right);
        prop_assert_eq!(there, rung(field, &right, &left));
        left.reverse();
        prop_assert_eq!(there, rung(field, &left, &right));
        agreeing.add(usize::from(there.agreement.agrees(true)));
        far.add(usize::from(there.agreement == Agreement::Different));
        Ok(())
    });
    agreeing.at_least(300, "agreeing pairs of numbers");
    far.at_least(300, "different pairs of numbers");
}

/// "A missing value never agrees with anything, a missing one included"; "two sides that agree on a placeholder, or on
/// a text that cannot be read, do not agree"; "the first that applies counts". A text beside itself is the hardest case.
#[test]
fn nothing_agrees_with_missing_placeholder_or_invalid() {
    for id in fields::ids() {
        let field = fields::field(id);
        let met = Met::default();
        hold(CASES, (pair_of(id), any::<bool>()), |((left, right), itself)| {
            let left = read(field, &left);
            let right = if itself { read(field, &left.0) } else { read(field, &right) };
            let worst = left.2.status.min(right.2.status);
            let agreement = rung(field, &[left], &[right]).agreement;
            match worst {
                Status::Missing => prop_assert_eq!(agreement, Agreement::Missing),
                Status::Placeholder => prop_assert_eq!(agreement, Agreement::Placeholder),
                Status::Invalid => prop_assert_eq!(agreement, Agreement::Invalid),
                Status::Partial => {
                    prop_assert!(!agreement.agrees(true), "a part of a value agrees with nothing")
                }
                Status::Ok => {
                    prop_assert!(agreement > Agreement::Invalid);
                    prop_assert!(!itself || agreement == Agreement::Exact);
                }
            }
            met.add(usize::from(worst < Status::Ok));
            Ok(())
        });
        met.at_least(300, field.name);
    }
}

/// "A value that is empty after normalisation is missing", and what was made once is not made again.
#[test]
fn normalising_twice_is_normalising_once_and_nothing_comes_of_nothing() {
    for id in fields::ids() {
        let field = fields::field(id);
        let met = Met::default();
        hold(CASES, text_of(id), |text| {
            let Read(_, value, parsed) = read(field, &text);
            match parsed.status {
                Status::Ok | Status::Partial => {
                    let Read(_, again, second) = read(field, &value);
                    prop_assert_eq!(
                        (&again, second.status),
                        (&value, parsed.status),
                        "{} {:?}",
                        field.name,
                        text
                    );
                    let visible =
                        |c: char| !c.is_whitespace() && !c.is_control() && c != '\u{200b}' && c != '\u{feff}';
                    prop_assert!(value.chars().any(visible) && text.chars().any(visible), "{:?}", text);
                    met.add(1);
                }
                Status::Missing | Status::Placeholder | Status::Invalid => prop_assert_eq!(value, ""),
            }
            Ok(())
        });
        met.at_least(500, field.name);
    }
}

/// Values that agree are counted as one value: otherwise a shared phone could hide behind its writings.
#[test]
fn values_that_agree_have_one_key() {
    for id in fields::ids() {
        let field = fields::field(id);
        let met = Met::default();
        hold(CASES, pair_of(id), |(left, right)| {
            let (left, right) = ([read(field, &left)], [read(field, &right)]);
            if rung(field, &left, &right).agreement.agrees(true) {
                let key = |side: &[Read]| (field.key)(&side[0].1, &mut String::new()).to_owned();
                prop_assert_eq!(key(&left), key(&right), "{} {:?} {:?}", field.name, &left[0].0, &right[0].0);
                met.add(1);
            }
            Ok(())
        });
        met.at_least(100, field.name);
    }
}

/// "The same inputs give byte-identical files, whatever the thread count": nor does it matter where the reader cut.
#[test]
fn threads_and_batches_change_nothing() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let pools = [pool(1), pool(2), pool(8)];
    let built_in = Policy::built_in();
    let (passes, large) = (Met::default(), Met::default());
    hold(WORLDS, (world(9, 8), vec(0..10usize, 0..4)), |(world, cuts)| {
        let whole = pools[0].install(|| world.decide(&built_in));
        for pool in &pools {
            let cut = pool.install(|| world.decide_cut(&built_in, &cuts));
            prop_assert_eq!(cut.decisions.all(), whole.decisions.all());
        }
        passes.add(whole.passes().into_iter().filter(|p| *p).count());
        large.add(groups(&whole));
        Ok(())
    });
    passes.at_least(200, "passes");
    large.at_least(200, "proposals in groups");
}

/// The order of records, of columns and of proposals says nothing.
#[test]
fn order_changes_nothing() {
    let built_in = Policy::built_in();
    let (passes, large) = (Met::default(), Met::default());
    let orders = (any::<u64>(), any::<u64>(), any::<u64>());
    hold(WORLDS, (world(9, 8), orders), |(world, (by_row, by_column, by_proposal))| {
        let before = world.decide(&built_in);
        let rows = shuffled(world.rows.len(), by_row);
        let columns = shuffled(world.columns.len(), by_column);
        let proposals = shuffled(world.proposals.len(), by_proposal);
        let cells = |row: usize| columns.iter().map(|c| world.rows[row].1[*c].clone()).collect();
        let after = World {
            columns: columns.iter().map(|c| world.columns[*c]).collect(),
            rows: rows.iter().map(|r| (world.rows[*r].0.clone(), cells(*r))).collect(),
            proposals: proposals.iter().map(|p| world.proposals[*p].clone()).collect(),
        };
        let after = all_seen(&after.decide(&built_in));
        let expected = all_seen(&before);
        for (to, from) in proposals.iter().enumerate() {
            prop_assert_eq!(&after[to], &expected[*from]);
        }
        passes.add(before.passes().into_iter().filter(|p| *p).count());
        large.add(groups(&before));
        Ok(())
    });
    passes.at_least(500, "passes");
    large.at_least(200, "proposals in groups");
}

/// The numbers from 0 in an order that follows from a seed (R. Durstenfeld, Algorithm 235, 1964; multiplier from D. Knuth,
/// The Art of Computer Programming, MMIX).
fn shuffled(n: usize, mut seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(i, (seed >> 33) as usize % (i + 1));
    }
    order
}

/// Which way of taking a value away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Missing,
    Placeholder,
    Invalid,
}

fn taken() -> impl Strategy<Value = Taken> {
    prop_oneof![Just(Taken::Missing), Just(Taken::Placeholder), Just(Taken::Invalid)]
}

/// A text that reads as that, for each field; `None` where a field knows no such text.
fn text_that_is(taken: Taken, id: FieldId) -> Option<&'static str> {
    let text = match taken {
        Taken::Missing => "",
        Taken::Placeholder if id == fields::PHONE => "090-0000-0000",
        Taken::Placeholder if id == fields::BIRTHDATE => "1900-01-01",
        Taken::Placeholder if id == fields::EMAIL => "noreply@example.jp",
        Taken::Placeholder => "テスト",
        Taken::Invalid if id == fields::PHONE => "12345",
        Taken::Invalid if id == fields::BIRTHDATE => "1985-02-30",
        Taken::Invalid => "〓〓",
    };
    let wanted = match taken {
        Taken::Missing => Status::Missing,
        Taken::Placeholder => Status::Placeholder,
        Taken::Invalid => Status::Invalid,
    };
    (read(fields::field(id), text).2.status == wanted).then_some(text)
}

/// Taking a value away never opens the gate. Three exceptions, each the interface's own:
///
/// - "kanji agrees, and kana agrees or is missing on a side": a missing kana name stands in no one's way;
/// - "`gender` both given and different is `review`": it is compared only where both are given;
/// - "two records agree on `phone` when they share one number, and differ when both have numbers and share none": without
///   the shared one of several numbers two records differ, are blocked for themselves, and a group comes apart.
///
/// A value that too many share is left out too: with one holder less, it may say something again. The breaker is off
/// (1.0 is the built-in law with that one limit switched off): a contradiction less may bring the share below the limit.
#[test]
fn taking_a_value_away_never_opens_the_gate() {
    let law = policy("[batch]\nmax_block_share = 1.0");
    let (passes, closed, large) = (Met::default(), Met::default(), Met::default());
    hold(WORLDS, (world(6, 5), any::<prop::sample::Index>(), any::<prop::sample::Index>(), taken()), |it| {
        let (world, row, column, taken) = it;
        let (row, column) = (row.index(world.rows.len()), column.index(world.columns.len()));
        let id = world.columns[column];
        let Some(text) = text_that_is(taken, id) else { return Ok(()) };
        let before = world.decide(&law);
        let mut after = world.clone();
        after.rows[row].1[column] = text.to_owned();
        let after = after.decide(&law);
        passes.add(before.passes().into_iter().filter(|p| *p).count());
        large.add(groups(&before));
        let shared = any_value_is_shared(&before);
        let numbers = world.columns.iter().zip(&world.rows[row].1).filter(|(f, _)| **f == fields::PHONE);
        let is_number = |text: &String| read(fields::field(fields::PHONE), text).2.status == Status::Ok;
        let one_of_several = id == fields::PHONE && numbers.filter(|(_, text)| is_number(text)).count() > 1;
        let allowed = (id == fields::NAME_KANA && taken == Taken::Missing) || id == fields::GENDER;
        for (i, (was, is)) in before.passes().into_iter().zip(after.passes()).enumerate() {
            let opened = !was && is;
            prop_assert!(
                !opened || shared || allowed || one_of_several,
                "proposal {i} opened: {id:?} {taken:?}"
            );
            if opened && one_of_several && !shared {
                let (survivor, merged) = (before.survivors[i], before.merged[i]);
                let reasons = before.decisions.all()[i].reasons.joined();
                prop_assert!(
                    reasons
                        .split(';')
                        .all(|code| code.starts_with("group.") || code.starts_with("name_kana")),
                    "only a group that came apart may open: {survivor} {merged} {reasons}"
                );
            }
            closed.add(usize::from(was && !is));
        }
        Ok(())
    });
    passes.at_least(500, "passes");
    closed.at_least(100, "passes that were taken away");
    large.at_least(200, "proposals in groups");
}

/// Whether a phone number or e-mail address of a named record is held under too many names.
pub fn any_value_is_shared(decided: &Decided) -> bool {
    decided.counts.shared_values() > 0
}

/// A policy in its parts, each of which can be tightened.
#[derive(Clone, Debug)]
struct Law {
    email: bool,
    address: bool,
    variant_agrees: bool,
    group_size_max: u8,
    shared_by_max: u8,
    evidence: u8,
    share: u8,
    min_proposals: u8,
    raised: Vec<bool>,
}

/// Evidence that a policy may ask for, in bits; the highest is beyond two weak witnesses and within name, birthdate and
/// a mobile number.
const EVIDENCE: [&str; 3] = ["38.9", "50.0", "55.0"];

fn law() -> impl Strategy<Value = Law> {
    let raised = vec(proptest::bool::weighted(0.1), sekisho::rules::RULES.len());
    let parts = (
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.8),
        2..=5u8,
        1..=5u8,
        prop_oneof![4 => Just(0u8), 1 => Just(1u8), 1 => Just(2u8)],
        0..=10u8,
        1..=6u8,
        raised,
    );
    parts.prop_map(
        |(
            email,
            address,
            variant_agrees,
            group_size_max,
            shared_by_max,
            evidence,
            share,
            min_proposals,
            raised,
        )| {
            Law {
                email,
                address,
                variant_agrees,
                group_size_max,
                shared_by_max,
                evidence,
                share,
                min_proposals,
                raised,
            }
        },
    )
}

impl Law {
    fn policy(&self) -> Policy {
        let more = |on, name| if on { format!(", \"{name}\"") } else { String::new() };
        let (email, address) = (more(self.email, "email"), more(self.address, "address"));
        let raised = sekisho::rules::RULES.iter().zip(&self.raised).filter(|(_, on)| **on);
        let raised: String = raised.map(|(rule, _)| format!("\"{}\" = \"block\"\n", rule.code)).collect();
        policy(&format!(
            "[conditions]\nrequired = [\"name\", \"birthdate\", \"phone\"{email}{address}]\n[options]\n\
             variant_agrees = {}\ngroup_size_max = {}\nshared_by_max = {}\nevidence_bits_min = {}\n[batch]\n\
             max_block_share = {}\nmin_proposals = {}\n[severity]\n{raised}",
            self.variant_agrees,
            self.group_size_max,
            self.shared_by_max,
            EVIDENCE[usize::from(self.evidence)],
            f32::from(self.share) / 10.0,
            self.min_proposals,
        ))
    }

    /// The stricter of two in every part.
    fn and(&self, other: &Self) -> Self {
        Self {
            email: self.email || other.email,
            address: self.address || other.address,
            variant_agrees: self.variant_agrees && other.variant_agrees,
            group_size_max: self.group_size_max.min(other.group_size_max),
            shared_by_max: self.shared_by_max.min(other.shared_by_max),
            evidence: self.evidence.max(other.evidence),
            share: self.share.min(other.share),
            min_proposals: self.min_proposals.min(other.min_proposals),
            raised: self.raised.iter().zip(&other.raised).map(|(a, b)| *a || *b).collect(),
        }
    }
}

/// "A policy may tighten": no tightening adds a pass. One exception: "the agreeing values are too common to identify one
/// person": a further required condition that agrees is further evidence. So where a condition is added, no more is asked
/// for than the least, which in a small table every pass reaches. With the breaker in force `shared_by_max` stays as it is: a value that
/// turns from `different` into `placeholder` turns a block into a review, and may so bring the share of blocked
/// proposals below the limit.
#[test]
fn tightening_the_policy_adds_no_pass() {
    let (passes, lost, large, halted) = (Met::default(), Met::default(), Met::default(), Met::default());
    hold(WORLDS, (world(7, 6), law(), law(), any::<bool>()), |(world, wide, other, breaker)| {
        let mut wide = wide;
        let mut tight = wide.and(&other);
        if breaker {
            tight.shared_by_max = wide.shared_by_max;
        } else {
            (wide.share, tight.share) = (10, 10);
        }
        if (tight.email, tight.address) != (wide.email, wide.address) {
            (wide.evidence, tight.evidence) = (0, 0);
        }
        let (before, after) = (world.decide(&wide.policy()), world.decide(&tight.policy()));
        for (i, (was, is)) in before.passes().into_iter().zip(after.passes()).enumerate() {
            let reasons = before.decisions.all()[i].reasons.joined();
            prop_assert!(
                was || !is,
                "proposal {i} was {reasons} and passes only under the tighter law {tight:?}, not under {wide:?}"
            );
            lost.add(usize::from(was && !is));
        }
        passes.add(before.passes().into_iter().filter(|p| *p).count());
        large.add(groups(&before));
        halted.add(usize::from(before.decisions.is_halted()));
        Ok(())
    });
    passes.at_least(200, "passes");
    lost.at_least(60, "passes lost");
    large.at_least(200, "proposals in groups");
    halted.at_least(200, "halted batches");
}

/// Customers that no proposal names can only make values commoner: they add no pass.
#[test]
fn more_customers_add_no_pass() {
    let (passes, lost) = (Met::default(), Met::default());
    let strict = policy("[options]\nshared_by_max = 1\n[batch]\nmax_block_share = 1.0");
    let laws = [policy("[batch]\nmax_block_share = 1.0"), strict];
    hold(WORLDS, (world(7, 6), world(7, 1), 0..2usize, any::<bool>()), |(world, strangers, law, lent)| {
        let before = world.decide(&laws[law]);
        let mut after = world.clone();
        // A stranger has the columns of the world, an ID of his own and sometimes somebody's phone and address.
        for (i, (_, cells)) in strangers.rows.iter().enumerate() {
            let own = |f: &FieldId| {
                strangers.columns.iter().position(|c| c == f).map_or("", |at| cells[at].as_str())
            };
            let known = &world.rows[i % world.rows.len()].1;
            let shares = |f: &FieldId| lent && ![fields::NAME_KANJI, fields::NAME_KANA].contains(f);
            let cell =
                |(at, f): (usize, &FieldId)| if shares(f) { known[at].clone() } else { own(f).to_owned() };
            let cells = world.columns.iter().enumerate().map(cell).collect();
            after.rows.insert(i % (after.rows.len() + 1), (format!("stranger {i}"), cells));
        }
        let after = after.decide(&laws[law]);
        for (i, (was, is)) in before.passes().into_iter().zip(after.passes()).enumerate() {
            prop_assert!(was || !is, "proposal {i} passes only among strangers");
            lost.add(usize::from(was && !is));
        }
        passes.add(before.passes().into_iter().filter(|p| *p).count());
        Ok(())
    });
    passes.at_least(500, "passes");
    lost.at_least(50, "passes lost to a shared value");
}

/// Another proposal adds no pass to those that are there. The breaker is off: it looks at a share, and good proposals
/// make the share of bad ones smaller.
#[test]
fn more_proposals_add_no_pass() {
    let law = policy("[batch]\nmax_block_share = 1.0");
    let (passes, lost, large) = (Met::default(), Met::default(), Met::default());
    hold(WORLDS, (world(7, 8), 1..4usize), |(world, more)| {
        let kept = world.proposals.len().saturating_sub(more).max(1);
        let mut fewer = world.clone();
        fewer.proposals.truncate(kept);
        let (before, after) = (fewer.decide(&law), world.decide(&law));
        for (i, (was, is)) in before.passes().into_iter().zip(after.passes()).enumerate() {
            prop_assert!(was || !is, "proposal {i} passes only beside others");
            lost.add(usize::from(was && !is));
        }
        passes.add(before.passes().into_iter().filter(|p| *p).count());
        large.add(groups(&after));
        Ok(())
    });
    passes.at_least(500, "passes");
    lost.at_least(300, "passes lost");
    large.at_least(300, "proposals in groups");
}
