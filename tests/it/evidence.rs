//! How much an agreement says: the tables of `tests/evidence.md`, what holds whatever the numbers are, and what the
//! policy may ask for.

use super::util::{Dir, came_out};
use super::world::{CASES, hold, policy, world};
use proptest::prelude::*;
use sekisho::fields::{self, CONDITION_COUNT, CONDITIONS, condition};
use sekisho::gate::{Compared, Readings, judge_pair, witnesses};
use sekisho::model::{Agreement, Comparison, FIELD_COUNT, Verdict, Weakening};
use sekisho::policy::{BIRTHDATE_SHARED_MAX, Policy, REFERENCE_POPULATION};
use std::path::Path;

/// Everything agrees; so many others hold the value of each condition.
fn agreeing(others: [u32; CONDITION_COUNT], shared_phone: bool) -> Compared {
    let mut comparison =
        Comparison { agreements: [Agreement::Exact; FIELD_COUNT], ..Compared::NOTHING.comparison };
    comparison.weak[fields::PHONE.index()] = shared_phone.then_some(Weakening::SharedPhone);
    Compared { comparison, others, ..Compared::NOTHING }
}

/// The name of a condition as the tables write it, and whether its value is of a shared kind.
fn named(cell: &str) -> (usize, bool) {
    let name = cell.strip_prefix("shared ");
    (condition(name.unwrap_or(cell)).unwrap_or_else(|| panic!("{cell}")), name.is_some())
}

fn requiring(contact: usize, population: u32) -> Policy {
    let contact = CONDITIONS[contact].name;
    let contact = if CONDITIONS[condition(contact).unwrap()].contact { contact } else { "phone" };
    policy(&format!(
        "[conditions]\nrequired = [\"name\", \"birthdate\", \"{contact}\"]\n[options]\nreference_population = {population}"
    ))
}

/// What one condition says by itself where so many others hold its value.
fn bits_of(condition: usize, shared: bool, others: u32, population: u32) -> f64 {
    let mut all = [0; CONDITION_COUNT];
    all[condition] = others;
    let (compared, policy) = (agreeing(all, shared), requiring(condition, population));
    let witness = witnesses(&compared, &policy).find(|w| w.condition == condition).unwrap();
    assert_eq!((witness.others, witness.shared), (others, shared));
    assert!(witness.bits <= witness.most);
    f64::from(witness.bits)
}

fn together(compared: &Compared, policy: &Policy) -> (f64, bool) {
    let readings = Readings::new(0, [true; FIELD_COUNT]);
    let judgement = judge_pair(&readings, compared, policy);
    (f64::from(judgement.evidence_bits), judgement.verdict == Verdict::Pass)
}

/// The rows of the tables under each heading of the page.
fn rows() -> Vec<(String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence.md");
    let mut heading = String::new();
    let mut rows = Vec::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        if let Some(text) = line.strip_prefix("## ") {
            heading = text.to_owned();
        }
        let cells: Vec<String> = line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
        let is_row = line.starts_with('|')
            && cells.iter().skip(1).any(|c| c.starts_with(|d: char| d.is_ascii_digit()));
        if is_row && !heading.is_empty() {
            rows.push((heading.clone(), cells));
        }
    }
    rows
}

#[test]
fn every_row_of_the_page_is_what_the_gate_says() {
    let number = |cell: &str| cell.parse::<f64>().unwrap_or_else(|e| panic!("{cell}: {e}"));
    let near = |a: f64, b: f64| (a - b).abs() <= 0.05 + 1e-6;
    let mut seen = [0; 2];
    for (heading, row) in rows() {
        let (at, shared) = named(&row[0]);
        let population = if heading.starts_with("A smaller") { 1_000_000 } else { REFERENCE_POPULATION };
        if heading == "Together" {
            seen[0] += 1;
            let mut others = [0; CONDITION_COUNT];
            for (condition, cell) in [(0, 1), (1, 2), (at, 3)] {
                others[condition] = number(&row[cell]) as u32;
            }
            let (bits, passes) = together(&agreeing(others, shared), &requiring(at, population));
            assert!(near(bits, number(&row[4])), "{row:?}: {bits}");
            assert_eq!(passes, row[5] == "yes", "{row:?}: {bits}");
            continue;
        }
        seen[1] += 1;
        let others = number(&row[1]);
        let bits = bits_of(at, shared, others as u32, population);
        assert!(near(bits, number(&row[4])), "{heading}: {row:?}: {bits}");
        if !row[2].is_empty() {
            let share = f64::from(population) / others;
            assert!((share - number(&row[2])).abs() <= 0.5, "{row:?}: {share}");
        }
        if !row[3].is_empty() {
            assert!(near((f64::from(population) / others).log2(), number(&row[3])), "{row:?}");
        }
    }
    assert!(seen[0] >= 12 && seen[1] >= 30, "{seen:?}");
}

#[test]
fn the_floors_are_the_chances_the_page_names() {
    let page =
        [("name", 4.0e-5), ("birthdate", 6.1e-5), ("phone", 1.0e-8), ("email", 1.0e-8), ("address", 1.0e-6)];
    for (name, chance) in page {
        let floor = f64::from(CONDITIONS[condition(name).unwrap()].floor_bits);
        assert!((-f64::log2(chance) - floor).abs() < 0.06, "{name}: {floor}");
    }
    let shared = f64::from(CONDITIONS[condition("phone").unwrap()].floor_bits_shared);
    assert!((-f64::log2(1.0e-6) - shared).abs() < 0.06, "{shared}");
    let asked = f64::from(Policy::built_in().evidence_bits_min());
    assert!((-f64::log2(2.0e-12) - asked).abs() < 0.06, "{asked}");
}

fn agreement() -> impl Strategy<Value = Agreement> {
    prop_oneof![4 => Just(Agreement::Exact), 1 => proptest::sample::select(Agreement::ALL.to_vec())]
}

/// Adding holders, or taking people out of the reference population, never adds a bit nor a pass.
#[test]
fn more_holders_and_fewer_people_never_add_a_bit() {
    let count = || prop_oneof![Just(0u32), 0..20u32, 0..100_000u32, any::<u32>()];
    let parts = (
        proptest::array::uniform9(agreement()),
        any::<bool>(),
        proptest::array::uniform5(count()),
        proptest::array::uniform5(count()),
        (1..=REFERENCE_POPULATION, 1..=REFERENCE_POPULATION),
        0..CONDITION_COUNT,
    );
    hold(CASES, parts, |(agreements, shared, fewer, more, (n, m), contact)| {
        let mut compared = agreeing(fewer, shared);
        compared.comparison.agreements = agreements;
        let mut after = compared;
        after.others = std::array::from_fn(|i| fewer[i].saturating_add(more[i]));
        let (large, small) = (requiring(contact, n.max(m)), requiring(contact, n.min(m)));
        let before = together(&compared, &large);
        for (what, is) in [
            ("holders", together(&after, &large)),
            ("people", together(&compared, &small)),
            ("both", together(&after, &small)),
        ] {
            prop_assert!(is.0 <= before.0, "{what}: {} bits were {}", is.0, before.0);
            prop_assert!(before.1 || !is.1, "{what}: a pass was added");
            prop_assert!(is.0 >= 0.0);
        }
        Ok(())
    });
}

/// The two limits that are about counts, tightened in whole worlds: no pass is added, and some are lost.
#[test]
fn tightening_the_limits_of_counts_adds_no_pass() {
    use std::cell::Cell;
    let (passes, lost) = (Cell::new(0), Cell::new(0));
    let law = |population: u32, birthdate: u32| {
        policy(&format!(
            "[options]\nreference_population = {population}\nbirthdate_shared_max = {birthdate}\n[batch]\nmax_block_share = 1.0"
        ))
    };
    let parts = (world(9, 6), 3..20u32, 3..20u32, 1..6u32, 1..6u32);
    hold(CASES / 8, parts, |(world, n, m, a, b)| {
        // In a world of nine records a population of 4,096 and less is what 124 million are to a large table.
        let before = world.decide(&law(1 << n.max(m), a.max(b)));
        let after = world.decide(&law(1 << n.min(m), a.min(b)));
        for (i, (was, is)) in before.passes().into_iter().zip(after.passes()).enumerate() {
            prop_assert!(was || !is, "proposal {i} passes only under the tighter law");
            passes.set(passes.get() + usize::from(was));
            lost.set(lost.get() + usize::from(was && !is));
        }
        Ok(())
    });
    assert!(passes.get() > 120 && lost.get() > 12, "{} passes, {} lost", passes.get(), lost.get());
}

fn refused(text: &str) -> Vec<(&'static str, Option<u64>)> {
    let read = Policy::read(text, "policy.toml", &sekisho::rules::known_codes());
    read.unwrap_err().problems().iter().map(|p| (p.code, p.place.line)).collect()
}

#[test]
fn the_limits_of_counts_can_only_be_lowered() {
    let built_in = Policy::built_in();
    assert_eq!(built_in.reference_population(), REFERENCE_POPULATION);
    assert_eq!(built_in.birthdate_shared_max(), BIRTHDATE_SHARED_MAX);
    let lower = policy("[options]\nreference_population = 5_000_000\nbirthdate_shared_max = 100");
    assert_eq!((lower.reference_population(), lower.birthdate_shared_max()), (5_000_000, 100));
    for (key, weaker) in [("reference_population", "124_000_001"), ("birthdate_shared_max", "7_401")] {
        let with = |value: &str| format!("version = 1\n[options]\n{key} = {value}");
        assert_eq!(refused(&with(weaker)), [("E_POLICY_WEAKER", Some(3))], "{key}");
        assert_eq!(refused(&with("0")), [("E_POLICY_WEAKER", Some(3))], "{key}");
        assert_eq!(refused(&with("-1")), [("E_POLICY_WEAKER", Some(3))], "{key}");
        assert_eq!(refused(&with("1.5")), [("E_POLICY_TYPE", Some(3))], "{key}");
        assert_eq!(refused(&with("\"1\"")), [("E_POLICY_TYPE", Some(3))], "{key}");
    }
}

#[test]
fn conditions_that_cannot_reach_the_evidence_asked_for_are_refused_with_the_line() {
    for (contact, most) in [("phone", 55.2), ("email", 55.2), ("address", 48.5)] {
        let with = |bits: f64| {
            format!(
                "version = 1\n[conditions]\nrequired = [\"name\", \"birthdate\", \"{contact}\"]\n[options]\nevidence_bits_min = {bits:.2}\n"
            )
        };
        assert_eq!(refused(&with(most + 0.05)), [("E_POLICY_EVIDENCE", Some(5))], "{contact}");
        let reachable =
            Policy::read(&with(most - 0.05), "policy.toml", &sekisho::rules::known_codes()).unwrap();
        // What is not refused can be reached.
        let (bits, passes) = together(&agreeing([0; CONDITION_COUNT], false), &reachable);
        assert!(passes, "{contact}: {bits}");
    }
    // Nothing is read: the record file is not even there.
    let dir = Dir::new();
    dir.file("merges.csv", "survivor_id,merged_id\na,b\n");
    dir.file("policy.toml", "version = 1\n\n[options]\nevidence_bits_min = 55.3\n");
    let ran = dir.check(&["--policy", "policy.toml"]).exits(2);
    assert!(ran.stderr.contains("policy.toml:4") && !ran.stderr.contains("customers.csv"), "{}", ran.stderr);
}

/// Two records of a commonplace customer among so many others with the same name.
fn among(namesakes: usize) -> Dir {
    let dir = Dir::new();
    let mut rows = "customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned();
    for id in ["a", "b"] {
        rows += &format!("{id},佐藤 実,サトウ ミノル,03-5871-2946,1951-04-17\n");
    }
    for i in 0..namesakes {
        rows += &format!(
            "n{i},佐藤 実,サトウ ミノル,06-63{:02}-4{:03},19{:02}-05-12\n",
            20 + i % 70,
            i,
            40 + i % 50
        );
    }
    dir.file("customers.csv", rows);
    dir.file("merges.csv", "survivor_id,merged_id\na,b\n");
    dir
}

#[test]
fn a_name_that_too_many_hold_takes_the_pass_away() {
    // 33.9 bits for the date and the landline; the name must say 5 of 14.6. Of 1,000 people 32 hold it: 4.97 bits.
    for (namesakes, verdict) in [(0, "pass"), (31, "pass"), (32, "review"), (900, "review")] {
        let dir = among(namesakes);
        dir.file("policy.toml", "version = 1\n[options]\nreference_population = 1000\n");
        dir.check(&["--policy", "policy.toml", "--quiet"]);
        let came = &came_out(&dir, "result")[0];
        let reasons = if verdict == "pass" { "" } else { "evidence.weak" };
        assert_eq!((came.verdict.as_str(), came.reasons.as_str()), (verdict, reasons), "{namesakes}");
    }
    let dir = among(900);
    dir.check(&["--quiet"]).exits(0);
}

/// Two records of one customer, and so many more with the same birthdate: each under a name of its own, or all under one.
fn born_on_one_day(others: usize, one_name: bool) -> Dir {
    let dir = Dir::new();
    let mut rows = "customer_id,氏名,電話番号,生年月日\n".to_owned();
    for id in ["a", "b"] {
        rows += &format!("{id},飯塚 環,090-5871-2946,1951-04-17\n");
    }
    let part = ["赤", "白", "黒", "青", "金", "銀", "松", "竹", "梅", "桜"];
    for i in 0..others {
        let n = if one_name { 0 } else { i };
        let name = format!(
            "{}{}木 {}{}雄",
            part[n % 10],
            part[n / 10 % 10],
            part[n / 100 % 10],
            part[n / 1000 % 10]
        );
        rows += &format!("n{i},{name},080-{:04}-{:04},1951-04-17\n", 2000 + i % 7000, (i * 37) % 10_000);
    }
    dir.file("customers.csv", rows);
    dir.file("merges.csv", "survivor_id,merged_id\na,b\n");
    dir
}

/// A birthdate that too many people hold is a placeholder; people are counted, not records.
#[test]
fn a_birthdate_that_too_many_people_hold_identifies_nobody() {
    for (others, one_name, limit, verdict) in [
        (49, false, 50, "pass"),
        (60, false, 50, "review"),
        (2_000, true, 50, "pass"),
        (2_000, false, 1_900, "review"),
        (2_000, false, 2_200, "pass"),
        (8_000, false, 7_400, "review"),
        (8_000, true, 7_400, "pass"),
    ] {
        let dir = born_on_one_day(others, one_name);
        dir.file("policy.toml", format!("version = 1\n[options]\nbirthdate_shared_max = {limit}\n"));
        dir.check(&["--policy", "policy.toml", "--quiet"]);
        let came = &came_out(&dir, "result")[0];
        let reasons = if verdict == "pass" { "" } else { "birthdate.placeholder" };
        assert_eq!(
            (came.verdict.as_str(), came.reasons.as_str()),
            (verdict, reasons),
            "{others} {one_name} {limit}"
        );
    }
}

/// A suspect date is one weakening; where another record has it under the same name, it is one too many.
#[test]
fn a_suspect_date_that_a_namesake_holds_too_is_no_pass() {
    for (date, other, verdict) in [
        ("昭和65年3月17日", "1990-03-17", "review"),
        ("昭和65年3月17日", "1990-03-18", "pass"),
        ("1990-03-17", "1990-03-17", "pass"),
        ("1990-01-01", "1990-01-01", "review"),
        ("1990-01-01", "1990-01-02", "pass"),
        ("平成12年1月1日", "2000-01-01", "review"),
        ("1999-09-09", "1999-09-09", "review"),
        ("1999-09-09", "1990-01-02", "pass"),
    ] {
        let dir = Dir::new();
        let mut rows = "customer_id,name,phone,birthdate\n".to_owned();
        for (id, phone, date) in
            [("a", "090-5871-2946", date), ("b", "090-5871-2946", date), ("c", "080-6643-1957", other)]
        {
            rows += &format!("{id},NGUYEN THI HUONG,{phone},{date}\n");
        }
        dir.file("customers.csv", rows);
        dir.file("merges.csv", "survivor_id,merged_id\na,b\n");
        dir.check(&["--quiet"]);
        let came = &came_out(&dir, "result")[0];
        let reasons = if verdict == "pass" { "" } else { "evidence.weak" };
        assert_eq!((came.verdict.as_str(), came.reasons.as_str()), (verdict, reasons), "{date} {other}");
    }
}

/// A number whose digits manuals print agrees and is no evidence; one that differs from it contradicts as any other does.
#[test]
fn a_printed_number_is_compared_and_is_no_evidence() {
    for (left, right, verdict, reasons) in [
        ("070-1234-5678", "070-1234-5678", "review", "evidence.weak"),
        ("090-1111-2222", "090-1111-2222", "review", "evidence.weak"),
        ("045-123-4567", "045-123-4567", "review", "evidence.weak"),
        ("090-8765-4321", "090-5871-2946", "block", "phone.different"),
        ("090-1000-0000", "090-1000-0000", "review", "phone.placeholder"),
        ("090-1122-3344", "090-1122-3344", "review", "evidence.weak"),
        ("080-4071-4071", "08040714071", "review", "evidence.weak"),
        ("090-1112-2223", "090-1112-2223", "pass", ""),
        ("090-1122-3345", "090-1122-3345", "pass", ""),
    ] {
        let dir = Dir::new();
        let row = |id, phone| format!("{id},飯塚 環,{phone},1951-04-17\n");
        let head = "customer_id,name,phone,birthdate\n";
        dir.file("customers.csv", format!("{head}{}{}", row("a", left), row("b", right)));
        dir.file("merges.csv", "survivor_id,merged_id\na,b\n");
        dir.check(&["--quiet"]);
        let came = &came_out(&dir, "result")[0];
        assert_eq!((came.verdict.as_str(), came.reasons.as_str()), (verdict, reasons), "{left} {right}");
    }
}
