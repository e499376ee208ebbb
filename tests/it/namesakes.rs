//! Who else holds two of the values that a pair agrees on, counted over the whole table: against counting by hand.

use super::laws::{Met, any_value_is_shared};
use super::world::{World, hold, world};
use proptest::prelude::*;
use sekisho::fields::{self, CONDITIONS, Status};
use sekisho::gate::{NAMESAKES, compare_pair};
use sekisho::model::FieldId;
use sekisho::policy::Policy;

/// What one row holds of a field: the keys of its usable values.
fn keys_of(world: &World, row: usize, field: FieldId) -> Vec<String> {
    let cells = world.columns.iter().zip(&world.rows[row].1).filter(|(f, _)| **f == field);
    let parsed = cells.map(|(_, text)| {
        let mut value = String::new();
        let status = (fields::field(field).parse)(text, &mut value).status;
        (status == Status::Ok).then_some(value)
    });
    let keys =
        parsed.flatten().map(|value| (fields::field(field).key)(&value, &mut String::new()).to_owned());
    keys.collect()
}

/// How many rows hold one of the values that both records agree on, of two fields at once; counted by looking at every
/// row, once for each pair of values.
fn rows_with_both(world: &World, pair: [usize; 2], fields: [FieldId; 2]) -> Option<usize> {
    let shared = fields.map(|field| {
        let other = keys_of(world, pair[1], field);
        keys_of(world, pair[0], field).into_iter().filter(|key| other.contains(key)).collect::<Vec<_>>()
    });
    let pairs = shared[0].iter().flat_map(|a| shared[1].iter().map(move |b| (a, b)));
    let counts = pairs.map(|(a, b)| {
        let holds = |row: &usize| {
            keys_of(world, *row, fields[0]).contains(a) && keys_of(world, *row, fields[1]).contains(b)
        };
        (0..world.rows.len()).filter(holds).count()
    });
    counts.min()
}

#[test]
fn namesakes_are_all_other_rows_that_hold_both_values() {
    let (named, met) = (Met::default(), Met::default());
    hold(2_000, world(14, 8), |world| {
        let decided = world.decide(&Policy::built_in());
        prop_assume!(!any_value_is_shared(&decided));
        let at = |id: &String| world.rows.iter().position(|(other, _)| other == id);
        for ((survivor, merged), (i, j)) in
            decided.survivors.iter().zip(&decided.merged).zip(&world.proposals)
        {
            let found = decided.readings.found();
            if survivor == merged || found[*survivor as usize] != 1 || found[*merged as usize] != 1 {
                continue;
            }
            let compared = compare_pair(&decided.readings, &decided.counts, *survivor, *merged);
            let pair = [at(i).unwrap(), at(j).unwrap()];
            for (namesakes, fields) in compared.namesakes.into_iter().zip(NAMESAKES) {
                let agree = fields.iter().all(|f| compared.comparison.on(*f).agrees(true));
                let others = rows_with_both(&world, pair, fields).filter(|_| agree).unwrap_or(2) - 2;
                prop_assert_eq!(namesakes as usize, others, "{:?}", fields);
                named.add(usize::from(agree));
                met.add(others);
            }
        }
        Ok(())
    });
    named.at_least(500, "pairs that agree on two fields");
    met.at_least(50, "namesakes");
}

#[test]
fn of_two_shared_numbers_the_one_that_counts_gives_the_holders() {
    let row = |id: &str, name: &str, mobile: &str, fixed: &str| {
        (id.to_owned(), [name, mobile, fixed].map(str::to_owned).to_vec())
    };
    let mut rows = vec![
        row("a", "小川 実", "090-6142-7385", "03-6427-1958"),
        row("b", "小川 実", "090-6142-7385", "03-6427-1958"),
    ];
    rows.extend((0..3).map(|i| row(&format!("c{i}"), "小川 実", "090-6142-7385", "")));
    rows.extend((0..4).map(|i| row(&format!("d{i}"), "小川 実", "", "03-6427-1958")));
    let world = World {
        columns: vec![fields::NAME_KANJI, fields::PHONE, fields::PHONE],
        rows,
        proposals: vec![("a".to_owned(), "b".to_owned()), ("d0".to_owned(), "d1".to_owned())],
    };
    let decided = world.decide(&Policy::built_in());
    let phone = CONDITIONS.iter().position(|c| c.counted == fields::PHONE).unwrap();
    let others = |one: usize| {
        let (left, right) = (decided.survivors[one], decided.merged[one]);
        compare_pair(&decided.readings, &decided.counts, left, right).others[phone]
    };
    assert_eq!(others(0), 3, "the mobile number, which the agreement rests on");
    assert_eq!(others(1), 4, "the landline: four more hold it beside the two");
}
