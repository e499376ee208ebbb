//! The search for shifted and shuffled rows, and whole lists through it.

use super::{Customer, HEADER, person};
use crate::util::Dir;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sekisho::audit::shift::{ListRow, OFFSET_MAX, Run, find};
use sekisho::audit::{FoundInLists, Kind, Law, List, check_lists, columns_of, recipient_columns, several};
use sekisho::fields;
use sekisho::policy::Policy;
use sekisho::read::{Listing, ReadOptions, Records};
use std::fmt::Write as _;

/// Fields of a list in these tests: the name and the address.
const NAME: usize = fields::NAME_KANJI.0 as usize;
const EMAIL: usize = fields::EMAIL.0 as usize;

/// A list whose row `i` names customer `ids[i]` and holds the name of `names[i]` and the address of `emails[i]`. Customers
/// with one number in the hundreds of thousands share a name.
fn list(ids: &[u64], names: &[u64], emails: &[u64]) -> Vec<ListRow> {
    let name = |i: u64| 1 + i % 100_000;
    let email = |i: u64| 1_000_000_000 + i;
    let rows = ids.iter().zip(names).zip(emails);
    rows.map(|((id, of_name), of_email)| {
        let mut row = ListRow::default();
        row.of_id[NAME].push(name(*id));
        row.of_id[EMAIL].push(email(*id));
        row.held[NAME].push(name(*of_name));
        row.held[EMAIL].push(email(*of_email));
        row.is_in_trouble = row.held != row.of_id;
        row
    })
    .collect()
}

/// Numbers of `n` different customers.
fn customers(n: usize) -> Vec<u64> {
    (0..n as u64).map(|i| i * 7 + 3).collect()
}

fn rotated(of: &[u64], by: i64) -> Vec<u64> {
    let n = of.len() as i64;
    (0..n).map(|i| of[(i + by).rem_euclid(n) as usize]).collect()
}

#[test]
fn a_shift_of_every_offset_is_found_whichever_columns_moved() {
    for n in [120_usize, 400] {
        let ids = customers(n);
        for offset in (-OFFSET_MAX..=OFFSET_MAX).filter(|o| *o != 0) {
            let away = rotated(&ids, offset);
            for (names, emails, moved) in [
                (&away, &away, vec![fields::NAME_KANJI, fields::EMAIL]),
                (&ids, &away, vec![fields::EMAIL]),
                (&away, &ids, vec![fields::NAME_KANJI]),
            ] {
                let runs = find(&list(&ids, names, emails));
                let run = runs.iter().find(|run| run.offset == Some(offset));
                let run = run.unwrap_or_else(|| panic!("{n} rows, offset {offset}: {runs:?}"));
                assert_eq!(run.rows, n - offset.unsigned_abs() as usize, "{offset}");
                assert_eq!(run.moved, moved, "{offset}");
            }
        }
    }
}

#[test]
fn a_shift_far_beyond_the_usual_offsets_and_one_inside_a_clean_list_are_found() {
    let ids = customers(3_000);
    let far = rotated(&ids, 1_234);
    assert!(find(&list(&ids, &far, &far)).iter().any(|run| run.offset == Some(1_234)));
    let mut inside = ids.clone();
    inside[500..520].rotate_left(1);
    let runs = find(&list(&ids, &ids, &inside));
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert_eq!((runs[0].first, runs[0].last, runs[0].rows, runs[0].offset), (500, 518, 19, Some(1)));
}

#[test]
fn two_blocks_that_changed_places_are_two_shifts() {
    let ids = customers(200);
    let mut swapped = ids.clone();
    swapped[20..80].rotate_left(30);
    let runs = find(&list(&ids, &swapped, &swapped));
    let offsets: Vec<Option<i64>> = runs.iter().map(|run| run.offset).collect();
    assert_eq!(offsets, [Some(30), Some(-30)]);
    assert_eq!(runs.iter().map(|run| run.rows).collect::<Vec<_>>(), [30, 30]);
}

#[test]
fn random_permutations_are_found_and_no_constant_offset_is_made_of_them() {
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    let strategy = (30_usize..300).prop_flat_map(|n| Just(customers(n)).prop_shuffle());
    let told = |runs: &[Run]| runs.iter().map(|run| run.rows).sum::<usize>();
    runner
        .run(&strategy, |shuffled| {
            let mut ids = shuffled.clone();
            ids.sort_unstable();
            let rows = list(&ids, &ids, &shuffled);
            let troubled = rows.iter().filter(|row| row.is_in_trouble).count();
            let runs = find(&rows);
            prop_assert_eq!(told(&runs), troubled, "{:?}", &runs);
            prop_assert_eq!(runs.last().map(|run| run.offset), Some(None));
            Ok(())
        })
        .unwrap();
}

/// Lists of every ordinary kind: namesakes, families with one address, twins, rows older than the table (another address,
/// another name), IDs that nobody has, in any order.
#[test]
fn ten_thousand_clean_lists_are_never_accused() {
    let mut runner = TestRunner::new(Config { cases: 10_000, ..Config::default() });
    let row = (0_u64..5_000, 0_u8..20, any::<u32>());
    runner
        .run(&vec(row, 3..120), |rows| {
            let mut listed = Vec::new();
            for (i, (customer, kind, other)) in rows.iter().enumerate() {
                let (i, other) = (i as u64, u64::from(*other));
                // One name in thirty is another customer's too; households of four share an address.
                let (name, email) = (customer % 30 + 1, 1_000_000 + customer / 4);
                let mut row = ListRow::default();
                row.of_id[NAME].push(name);
                row.of_id[EMAIL].push(email);
                row.held = row.of_id.clone();
                match kind {
                    0 => row.held[EMAIL] = [9_000_000 + other].into_iter().collect(),
                    1 => row.held[NAME] = [10_000 + other].into_iter().collect(),
                    2 => row.of_id = Default::default(),
                    3 => row.held[EMAIL].clear(),
                    4 => row.held[EMAIL] = [8_000_000 + i].into_iter().collect(),
                    _as_it_is => {}
                }
                row.is_in_trouble = row.held[NAME] != row.of_id[NAME]
                    || (!row.held[EMAIL].is_empty() && row.held[EMAIL] != row.of_id[EMAIL]);
                listed.push(row);
            }
            prop_assert_eq!(find(&listed), Vec::new());
            Ok(())
        })
        .unwrap();
}

const LIST_HEADER: &str = "customer_id,name_kanji,email\n";

/// Families of four under one roof, with one telephone and address, and twins among them.
fn household(i: u64) -> Customer {
    let head = person(i / 4 * 4);
    let given = [("太一", "タイチ"), ("美和", "ミワ"), ("翔", "ショウ"), ("舞", "マイ")][(i % 4) as usize];
    let family = head.name.split(' ').next().unwrap().to_owned();
    let family_kana = head.kana.split(' ').next().unwrap().to_owned();
    let birthdate = if i % 4 < 2 { person(i).birthdate } else { "2001-05-06".to_owned() };
    let (name, kana) = (format!("{family} {}", given.0), format!("{family_kana} {}", given.1));
    Customer { name, kana, birthdate, ..head }
}

fn check(dir: &Dir, text: &str) -> FoundInLists {
    let options = ReadOptions::default();
    let (path, policy) = (dir.file("list.csv", text), Policy::built_in());
    let customers = Records::open(&[dir.path("customers.csv")], policy.columns(), &[], &options).unwrap();
    let listing = Listing::open(&path, &options).unwrap();
    let columns = columns_of(listing.headers(), policy.columns(), &[]).unwrap();
    let records = Records::open(&[path], &columns, &[], &options).unwrap();
    let cells = recipient_columns(&listing, &records.files()[0], &[]).unwrap();
    let several = several(&listing, &cells).unwrap();
    let law = Law { policy: &policy, counted: &[], today: "2026-01-01" };
    check_lists(&[List { records, several }], &customers, &law).unwrap()
}

fn kinds(found: &FoundInLists) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = found.findings.iter().map(|finding| finding.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[test]
fn whole_lists_shifted_by_any_offset_are_stopped_and_clean_ones_are_not() {
    let dir = Dir::new();
    let (mut table, n) = (HEADER.to_owned(), 60_u64);
    let customers: Vec<Customer> =
        (0..n).map(|i| if i % 3 == 0 { household(i) } else { person(i) }).collect();
    customers.iter().enumerate().for_each(|(i, c)| table.push_str(&c.row(&format!("C{i}"))));
    dir.file("customers.csv", table);
    for offset in (-25..=25_i64).step_by(5) {
        let mut text = LIST_HEADER.to_owned();
        for i in 0..n as i64 {
            let j = (i + offset).rem_euclid(n as i64);
            // The address stays; the ID and the name are another row's.
            writeln!(text, "C{j},{},{}", customers[j as usize].name, customers[i as usize].email).unwrap();
        }
        let found = check(&dir, &text);
        let shifts: Vec<_> = found.findings.iter().filter(|f| f.kind == Kind::ListShifted).collect();
        if offset == 0 {
            assert!(kinds(&found).iter().all(|kind| *kind == Kind::AddressShared), "{:?}", kinds(&found));
            assert_eq!(found.totals.theirs, n);
        } else {
            // The e-mail address belongs to the ID that stands so many rows above.
            assert!(shifts.iter().any(|f| f.facts["offset"] == -offset), "{offset}: {:?}", kinds(&found));
            assert_eq!(found.totals.theirs + found.totals.another + found.totals.unclear, n);
            assert_eq!(found.totals.events, found.totals.another);
        }
    }
}
