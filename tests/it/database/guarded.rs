//! What the guard lets through: approved merges, once each, with the rows that belong to them.

use super::{World, count, merge, state};

#[test]
fn an_approved_pair_is_merged_once_with_its_purchases_and_journaled() {
    let world = World::of(3, &[]);
    let mut job = world.job();
    assert_eq!(state(&merge(&mut job, "S1", "M1")), "done");
    assert_eq!(count(&mut job, "crm.purchase where customer_id = 'S1'"), 6);
    assert_eq!(count(&mut job, "crm.customer where merged_into = 'S1'"), 1);
    let mut client = world.client("super");
    let row = client
        .query_one(
            "select survivor, merged, before_merged->>'name', merged_by, certificate from sekisho.journal",
            &[],
        )
        .unwrap();
    let texts: Vec<String> = (0..5).map(|i| row.get(i)).collect();
    assert_eq!(texts, ["S1", "M1", "佐藤　花子", &world.role("job"), &world.certificate]);
    assert_eq!(count(&mut client, "sekisho.moved where child = '\"crm\".\"purchase\"'"), 3);
    assert_eq!(count(&mut client, "sekisho.approval where used_xid is not null"), 1);
    // The others are as good as before; purchases may be written before the record, too.
    let mut tx = job.transaction().unwrap();
    tx.batch_execute("update crm.purchase set customer_id = 'S2' where customer_id = 'M2'").unwrap();
    tx.batch_execute("update crm.customer set merged_into = 'S2' where customer_id = 'M2'").unwrap();
    assert_eq!(state(&tx.commit()), "done");
    // What does not merge is nobody's business.
    for free in [
        "update crm.customer set memo = 'y' where customer_id = 'R0'",
        "insert into crm.customer (customer_id, name) values ('new', 'x')",
        "insert into crm.purchase (customer_id, item) values ('S0', 'x')",
        "update crm.purchase set item = 'y' where customer_id = 'S0'",
        "delete from crm.purchase where customer_id = 'R0'",
    ] {
        assert_eq!(state(&job.batch_execute(free)), "done", "{free}");
    }
}

#[test]
fn two_thousand_pairs_are_merged_in_one_statement() {
    let world = World::of(2000, &[]);
    let mut job = world.job();
    job.batch_execute(
        "begin; update crm.customer c set merged_into = a.survivor from sekisho.approval a
           where a.certificate = current_setting('sekisho.certificate') and a.merged = c.customer_id;
         update crm.purchase p set customer_id = a.survivor from sekisho.approval a
           where a.certificate = current_setting('sekisho.certificate') and a.merged = p.customer_id; commit",
    )
    .unwrap();
    assert_eq!(count(&mut job, "crm.customer where merged_into is not null"), 2000);
    assert_eq!(count(&mut job, "crm.purchase where customer_id like 'S%'"), 12_000);
    let mut client = world.client("super");
    assert_eq!(count(&mut client, "sekisho.journal"), 2000);
    assert_eq!(count(&mut client, "sekisho.moved"), 6000);
}

#[test]
fn papers_are_loaded_whole_once_and_only_where_they_belong() {
    let world = World::of(4, &[]);
    let mut client = world.client("super");
    assert_eq!(count(&mut client, "sekisho.approval"), 4);
    let refused = |more: &[&str], code: &str| {
        let ran = world.load(more).exits(3);
        assert!(ran.stdout.contains(code), "{code}: {}", ran.stdout);
    };
    refused(&[], "db.loaded");
    let check = |more: &[&str]| {
        world.dir.check(&[&["--policy", "policy.toml", "--quiet", "--replace"], more].concat()).exits(1)
    };
    check(&[]);
    refused(&[], "certificate.unsigned");
    // Another policy, by one comment, is another policy.
    let policy = world.dir.text("policy.toml");
    world.dir.file("policy.toml", format!("{policy}# a word\n"));
    check(&["--key", "gate.key"]);
    refused(&[], "db.policy");
    client.batch_execute(&world.sql(&[])).unwrap();
    world.load(&[]).exits(0);
    // Other columns cannot be held against the rows in the database.
    world.dir.file("policy.toml", policy.replace("postal_code = \"postal_code\"\n", ""));
    client.batch_execute(&world.sql(&[])).unwrap();
    check(&["--key", "gate.key"]);
    refused(&[], "db.columns");
    client.batch_execute("drop schema sekisho cascade").unwrap();
    refused(&[], "db.guard");
    let ran = world.load(&["--db", "host=/nowhere user=x password=hush-hush"]);
    assert_eq!(ran.code, 2, "named twice");
    let nowhere = [
        "load",
        "--certificate",
        "result/certificate.json",
        "--db",
        "host=/nowhere user=x password=hush-hush",
    ];
    let ran = world.dir.program(&nowhere).run().exits(4);
    assert!(ran.stderr.contains("E_DB_CONNECT") && !ran.stderr.contains("hush"), "{}", ran.stderr);
}

#[test]
fn a_merge_that_deletes_is_held_against_the_same_approvals() {
    let world = World::of(3, &["--delete"]);
    let mut job = world.job();
    let delete = "update crm.purchase set customer_id = 'S0' where customer_id = 'M0';
                  delete from crm.customer where customer_id = 'M0'";
    assert_eq!(state(&job.batch_execute(delete)), "done");
    assert_eq!(count(&mut job, "crm.purchase where customer_id = 'S0'"), 6);
    let mut wrong = Vec::new();
    for (refused, code) in [
        (
            "delete from crm.purchase where customer_id = 'R1'; delete from crm.customer where customer_id = 'R1'",
            "SK012",
        ),
        ("delete from crm.customer where customer_id = 'M1'", "23503"),
        (
            "update crm.purchase set customer_id = 'S2' where customer_id = 'M1'; delete from crm.customer where customer_id = 'M1'",
            "SK020",
        ),
        (
            "update crm.customer set name = 'x' where customer_id = 'M1'; update crm.purchase set customer_id = 'S1' where customer_id = 'M1'; delete from crm.customer where customer_id = 'M1'",
            "SK015",
        ),
        (
            "insert into crm.customer (customer_id) values ('x'); update crm.customer set customer_id = 'y' where customer_id = 'x'",
            "SK004",
        ),
        ("insert into crm.customer (customer_id) values ('M0')", "SK003"),
        (
            "reset sekisho.certificate; delete from crm.purchase where customer_id = 'M1'; delete from crm.customer where customer_id = 'M1'",
            "SK007",
        ),
    ] {
        let came = state(&job.batch_execute(refused));
        if came != code {
            wrong.push(format!("{refused}: {came} instead of {code}"));
        }
        job.batch_execute(&format!("rollback; set sekisho.certificate = '{}'", world.certificate)).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let before = "select before_merged::text from sekisho.journal";
    let text: String = world.client("super").query_one(before, &[]).unwrap().get(0);
    assert!(text.contains("佐藤"), "{text}");
}

#[test]
fn names_of_any_kind_are_quoted() {
    let world = World::of(1, &[]);
    let mut client = world.client("super");
    let policy = world.dir.text("policy.toml").replace("\"name\"", "\"na\\\"me 氏名'%\"");
    world.dir.file("policy.toml", policy);
    client
        .batch_execute(
            "create schema \"we ird\"; create table \"we ird\".\"Cust'omer%\" (customer_id bigint primary key,
               \"na\"\"me 氏名'%\" text, kana text, mobile text, tel text, birthdate date, postal_code char(7),
               address text, \"merged %s\" bigint);
             create table \"we ird\".\"or'der%s\" (a int, b int, \"cust %I\" bigint, primary key (b, a));",
        )
        .unwrap();
    let arguments = [
        "guard",
        "postgres",
        "--policy",
        "policy.toml",
        "--table",
        "we ird.Cust'omer%",
        "--child",
        "we ird.or'der%s.cust %I",
        "--merged-into",
        "merged %s",
    ];
    let sql = world.dir.program(&arguments).run().exits(0).stdout;
    let _alone = super::Database::roles();
    client.batch_execute(&format!("drop schema sekisho cascade; {sql}")).unwrap_or_else(|e| panic!("{e:?}"));
    client.batch_execute("insert into \"we ird\".\"Cust'omer%\" values (1), (2)").unwrap();
    let merge = "update \"we ird\".\"Cust'omer%\" set \"merged %s\" = 1 where customer_id = 2";
    assert_eq!(state(&client.batch_execute(merge)), "SK006");
    for bad in ["a$sekisho$b", "", "a.b.c.d", "x@TABLE@", &"n".repeat(64)] {
        let arguments = ["guard", "postgres", "--policy", "policy.toml", "--table", bad];
        world.dir.program(&arguments).run().exits(2);
    }
}
