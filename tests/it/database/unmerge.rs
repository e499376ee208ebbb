//! The way back: records bit for bit as they were, and every purchase with whom it was made by.

use super::{World, count, merge, state};

const PAIRS: usize = 1000;

/// Every customer, and every purchase with the customer it belongs to, as text.
fn picture(world: &World) -> Vec<String> {
    let mut client = world.client("super");
    let rows = client.query("select c::text from crm.customer c order by customer_id", &[]).unwrap();
    let mut all: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let rows = client
        .query("select p::text from crm.purchase p where item not like 'since%' order by id", &[])
        .unwrap();
    all.extend(rows.iter().map(|row| row.get::<_, String>(0)));
    all
}

/// Takes back every merge that is not taken back yet: one steward allows it, another role does it.
fn take_back(world: &World) {
    let (mut steward, mut client) = (world.client("steward"), world.client("super"));
    let open =
        client.query("select id from sekisho.journal where undone_at is null order by id", &[]).unwrap();
    for id in open.iter().map(|row| row.get::<_, i64>(0)) {
        steward
            .execute("insert into sekisho.unmerge_approval (journal, reason) values ($1, 'wrong')", &[&id])
            .unwrap();
        let row = client.query_one("select sekisho.unmerge($1)::text", &[&id]).unwrap();
        let moved: serde_json::Value = serde_json::from_str(row.get(0)).unwrap();
        assert_eq!(moved, serde_json::json!({ "moved_before": 3, "moved_since": 1 }));
    }
}

fn a_thousand(more: &[&str], of: impl Fn(&mut postgres::Client, usize)) {
    let world = World::of(PAIRS, more);
    let before = picture(&world);
    let mut job = world.job();
    for i in 0..PAIRS {
        of(&mut job, i);
        // Two more purchases come while the records are one: one under each of the two IDs.
        for presented in ["S", "M"] {
            let insert = "insert into crm.purchase (customer_id, item, presented_id) values ($1, $2, $3)";
            let (survivor, item) = (format!("S{i}"), format!("since {presented}{i}"));
            job.execute(insert, &[&survivor, &item, &format!("{presented}{i}")]).unwrap();
        }
    }
    assert_ne!(before, picture(&world));
    take_back(&world);
    assert!(before == picture(&world), "records or purchases are not what they were");
    let mut client = world.client("super");
    assert_eq!(count(&mut client, "crm.purchase where item like 'since%'"), 2 * PAIRS as i64);
    assert_eq!(
        count(&mut client, "crm.purchase where customer_id <> presented_id"),
        0,
        "everybody has their own"
    );
    assert_eq!(
        count(&mut client, "crm.purchase where item like 'since%' and item <> 'since ' || customer_id"),
        0
    );
    assert_eq!(count(&mut client, "sekisho.journal where undone_at is null"), 0);
}

#[test]
fn a_thousand_marked_merges_are_taken_back_to_the_bit() {
    a_thousand(&[], |job, i| merge(job, &format!("S{i}"), &format!("M{i}")).unwrap());
}

#[test]
fn a_thousand_deleted_records_are_taken_back_to_the_bit() {
    a_thousand(&["--delete"], |job, i| {
        job.batch_execute(&format!(
            "update crm.purchase set customer_id = 'S{i}' where customer_id = 'M{i}';
             delete from crm.customer where customer_id = 'M{i}'"
        ))
        .unwrap();
    });
}

#[test]
fn a_merge_is_taken_back_by_two_people_and_once() {
    let world = World::of(2, &[]);
    let mut job = world.job();
    merge(&mut job, "S0", "M0").unwrap();
    let mut steward = world.client("steward");
    let journal: i64 = steward.query_one("select id from sekisho.journal", &[]).unwrap().get(0);
    let unmerge = format!("select sekisho.unmerge({journal})");
    assert_eq!(state(&steward.batch_execute(&unmerge)), "SK030");
    assert_eq!(
        state(
            &steward.batch_execute("insert into sekisho.unmerge_approval (journal, reason) values (1, '')")
        ),
        "23514"
    );
    steward
        .execute("insert into sekisho.unmerge_approval (journal, reason) values ($1, 'wrong')", &[&journal])
        .unwrap();
    assert_eq!(state(&steward.batch_execute(&unmerge)), "SK032");
    let mut other = world.client("super");
    assert_eq!(state(&other.batch_execute(&unmerge)), "done");
    assert_eq!(state(&other.batch_execute(&unmerge)), "SK031");
    // The approval was used: it takes another certificate to merge them again.
    assert_eq!(state(&merge(&mut job, "S0", "M0")), "SK013");
    assert_eq!(state(&merge(&mut job, "S1", "M1")), "done");
}
