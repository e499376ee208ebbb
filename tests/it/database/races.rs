//! Edits and merges at once, in two sessions: no pair is merged with other content than was checked.

use super::{World, count, merge, state};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::time::Duration;

const ROUNDS: usize = 1000;

#[test]
fn in_a_thousand_races_no_pair_is_merged_with_other_content_than_was_checked() {
    let world = World::of(ROUNDS, &[]);
    let barrier = Barrier::new(2);
    // A pause that differs from round to round; the same in every run (multiplicative hashing, Knuth vol. 3, 6.4).
    let pause = |round: usize, salt: usize| {
        Duration::from_micros(((round + salt).wrapping_mul(2_654_435_761) % 1500) as u64)
    };
    let came = std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut client = world.client("job");
            for round in 0..ROUNDS {
                let side = if round % 2 == 0 { "M" } else { "S" };
                barrier.wait();
                std::thread::sleep(pause(round, 7));
                let mut tx = client.transaction().unwrap();
                let edit =
                    format!("update crm.customer set name = 'edited' where customer_id = '{side}{round}'");
                tx.batch_execute(&edit).unwrap();
                std::thread::sleep(pause(round, 11) / 4);
                tx.commit().unwrap();
            }
        });
        let merger = scope.spawn(|| {
            let mut client = world.job();
            let mut came = BTreeMap::new();
            for round in 0..ROUNDS {
                barrier.wait();
                std::thread::sleep(pause(round, 13));
                let one = state(&merge(&mut client, &format!("S{round}"), &format!("M{round}")));
                *came.entry(one).or_insert(0_usize) += 1;
            }
            came
        });
        editor.join().unwrap();
        merger.join().unwrap()
    });
    let mut client = world.client("super");
    let merged = came.get("done").copied().unwrap_or(0);
    let refused = came.get("SK015").copied().unwrap_or(0);
    assert_eq!(merged + refused, ROUNDS, "{came:?}");
    assert!(
        merged > ROUNDS / 50 && refused > ROUNDS / 50,
        "both must happen for this to say anything: {came:?}"
    );
    assert_eq!(count(&mut client, "sekisho.journal"), merged as i64);
    let wrong =
        "sekisho.journal where before_merged->>'name' = 'edited' or before_survivor->>'name' = 'edited'";
    assert_eq!(count(&mut client, wrong), 0, "merged with other content than was checked");
    assert_eq!(count(&mut client, "crm.customer where name = 'edited'"), ROUNDS as i64);
}
