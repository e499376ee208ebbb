//! The way back: both originals, the rows that go back and to whom, and what cannot be decided and why.

use super::{audit, columns, customers, json, world};

/// B2 rightly into B1, C1 wrongly into B1.
const LOG: &str = "survivor_id,merged_id,at\nB1,B2,2024-08-01\nB1,C1,2024-08-20\n";

#[test]
fn both_originals_are_named_by_their_lines() {
    let dir = world();
    audit(&dir, LOG, &[]).exits(3);
    assert_eq!(
        columns(
            &dir,
            "report/restore.csv",
            &[
                "action",
                "why",
                "survivor_id",
                "merged_id",
                "survivor_original",
                "merged_original",
                "survivor_since"
            ]
        ),
        ["restore two_people B1 C1 before.csv:4 before.csv:6 unknown"]
    );
}

#[test]
fn a_record_that_was_edited_since_is_said_to_be() {
    for (person, since) in [(2, "unchanged"), (7, "changed")] {
        let dir = world();
        dir.file("after.csv", customers(&[("A1", 1), ("A2", 1), ("B1", person), ("D1", 3)]));
        audit(&dir, LOG, &["--after", "after.csv"]).exits(3);
        assert_eq!(columns(&dir, "report/restore.csv", &["survivor_since"]), [since]);
    }
}

#[test]
fn a_row_goes_back_only_where_something_says_whose_it_is() {
    let dir = world();
    dir.file(
        "orders.csv",
        "order_id,customer_id,presented_id,at\n\
         o1,B1,C1,2024-09-01\n\
         o2,B1,B1,2024-09-01\n\
         o3,B1,B2,2024-09-01\n\
         o4,C1,,2024-07-01\n\
         o5,B1,,2024-09-01\n\
         o6,B1,,2024-07-01\n\
         o7,B1,,\n\
         o8,A1,A2,2024-09-01\n\
         o9,B1,Z9,2024-09-01\n\
         o10,B2,,2024-07-01\n",
    );
    audit(&dir, LOG, &["--child", "orders.csv"]).exits(3);
    assert_eq!(
        columns(&dir, "report/restore_rows.csv", &["key", "line", "action", "to_id", "why"]),
        [
            "o1 2 restore C1 presented_id",
            "o2 3 stays B1 presented_id",
            // B2 is the same person as B1 and stays merged.
            "o3 4 stays B1 presented_id",
            "o4 5 stays C1 never_moved",
            "o5 6 undecided  made_while_merged",
            "o6 7 undecided  moved_or_own",
            "o7 8 undecided  no_evidence",
            "o9 10 undecided  belongs_elsewhere",
            "o10 11 restore B1 never_moved"
        ]
    );
    assert_eq!(json(&dir)["restore_rows"], serde_json::json!({ "restore": 2, "look": 0, "undecided": 4 }));
}

#[test]
fn an_earlier_copy_of_the_table_says_whose_a_row_was() {
    let dir = world();
    dir.file("orders.csv", "order_id,customer_id\no1,B1\no2,B1\no3,B1\n");
    dir.file("orders_before.csv", "order_id,customer_id\no1,C1\no2,B1\n");
    let more = ["--child", "orders.csv", "--child-before", "orders_before.csv"];
    audit(&dir, LOG, &more).exits(3);
    assert_eq!(
        columns(&dir, "report/restore_rows.csv", &["key", "action", "to_id", "why"]),
        ["o1 restore C1 earlier_copy", "o2 stays B1 earlier_copy", "o3 undecided  no_evidence"]
    );
    dir.file("orders_before.csv", "order_id,customer_id\no1,C1\no1,B1\n");
    std::fs::remove_dir_all(dir.path("audit")).unwrap();
    let ran = audit(&dir, LOG, &more).exits(2);
    assert!(ran.stderr.contains("orders_before.csv:3:1: E_KEY_TWICE"), "{}", ran.stderr);
}

#[test]
fn where_it_cannot_be_told_whether_they_are_two_a_person_looks_first() {
    let dir = world();
    dir.file("orders.csv", "order_id,customer_id,presented_id\no1,C1,D1\n");
    audit(&dir, "survivor_id,merged_id\nC1,D1\n", &["--child", "orders.csv"]).exits(1);
    assert_eq!(
        columns(&dir, "report/restore_rows.csv", &["action", "to_id", "why"]),
        ["look D1 may_be_one_person"]
    );
}
