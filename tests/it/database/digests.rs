//! The digest of a row in SQL and in Rust: the same for whatever a row may hold.

use super::World;
use sekisho::model::RowDigester;

/// Texts that tend to be damaged on the way.
const HOSTILE: [&str; 24] = [
    "",
    " ",
    "　",
    "NULL",
    "\\N",
    "\\.",
    "\n",
    "\r\n",
    "\t",
    "'",
    "\"",
    "\\",
    "\\x00",
    "a,b",
    "$sekisho$",
    "𠮷野家",
    "👨‍👩‍👧‍👦",
    "髙﨑",
    "e\u{301}",
    "\u{e9}",
    "\u{feff}",
    "\u{10ffff}",
    "\u{1}\u{1f}\u{7f}",
    "０９０",
];

#[test]
fn a_thousand_hostile_rows_have_one_digest_in_sql_and_in_rust() {
    let world = World::of(1, &[]);
    let mut client = world.client("super");
    let long = ["鶴".repeat(30_000), "x".repeat(70_000)];
    let columns = ["name", "kana", "mobile", "tel", "birthdate", "postal_code", "address"];
    let mut draw = 12_345_usize;
    let mut rows: Vec<Vec<Option<String>>> = Vec::new();
    for row in 0..1000 {
        let cells = (0..columns.len()).map(|_| {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match (draw >> 33) % 40 {
                0..=3 => None,
                4 if row % 20 == 0 => Some(long[row % 2].clone()),
                n => Some(format!("{}{}", HOSTILE[n % HOSTILE.len()], HOSTILE[(draw >> 45) % HOSTILE.len()])),
            }
        });
        rows.push(cells.collect());
    }
    assert!(rows.iter().flatten().any(|cell| cell.as_deref() == Some("")), "an empty text is among them");
    let insert =
        "insert into crm.customer (customer_id, name, kana, mobile, tel, birthdate, postal_code, address)
                  values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert = client.prepare(insert).unwrap();
    for (i, row) in rows.iter().enumerate() {
        let id = format!("H{i}");
        let mut values: Vec<&(dyn postgres::types::ToSql + Sync)> = vec![&id];
        values.extend(row.iter().map(|cell| cell as &(dyn postgres::types::ToSql + Sync)));
        client.execute(&insert, &values).unwrap();
    }
    let found = client
        .query(
            "select customer_id, sekisho.row_digest(c) from crm.customer c where customer_id like 'H%'",
            &[],
        )
        .unwrap();
    assert_eq!(found.len(), 1000);
    let mut digester = RowDigester::default();
    let mut distinct = std::collections::BTreeSet::new();
    for row in found {
        let (id, in_sql): (&str, Vec<u8>) = (row.get(0), row.get(1));
        let cells = &rows[id[1..].parse::<usize>().unwrap()];
        // The columns stand in the order of the fields: name, kana, phones, birthdate, postal code, address.
        let in_rust =
            digester.digest(std::iter::once(id).chain(cells.iter().map(|c| c.as_deref().unwrap_or(""))));
        assert_eq!(in_sql, in_rust, "{id}");
        distinct.insert(in_sql);
    }
    assert_eq!(distinct.len(), 1000);
    // Each cell counts by itself: what moves from one to the next is seen.
    for (left, right) in [("'ab', 'c'", "'a', 'bc'"), ("null, 'a'", "'a', null"), ("'', 'a'", "'a', ''")] {
        let of = |values: &str| {
            format!(
                "sekisho.row_digest(row('x', {values}, null, null, null, null, null, null, null)::crm.customer)"
            )
        };
        let row = client.query_one(&format!("select {} = {}", of(left), of(right)), &[]).unwrap();
        assert!(!row.get::<_, bool>(0), "{left} {right}");
    }
}

#[test]
fn the_digests_of_the_records_that_were_checked_are_those_of_the_database() {
    let world = World::of(20, &[]);
    let mut client = world.client("super");
    let wrong = "sekisho.approval a join crm.customer s on s.customer_id = a.survivor
        join crm.customer m on m.customer_id = a.merged
        where sekisho.row_digest(s) <> a.survivor_row or sekisho.row_digest(m) <> a.merged_row";
    assert_eq!(super::count(&mut client, wrong), 0);
    assert_eq!(super::count(&mut client, "sekisho.approval"), 20);
}
