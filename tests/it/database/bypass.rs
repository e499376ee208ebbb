//! Ways around the guard, each refused with its code: as the job, as the table's owner, as a superuser in replica role.

use super::{World, count, state};

/// What is tried: by whom, what a superuser did before it (and undoes after it), the statements, and the code.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

const MERGE: &str = "update crm.customer set merged_into = 'S0' where customer_id = 'M0'";

/// As the job, which names the certificate.
const BY_JOB: &[Case] = &[
    ("job", "", "", "reset sekisho.certificate; {merge}", "SK007"),
    ("job", "", "", "set sekisho.certificate = ''; {merge}", "SK007"),
    ("job", "", "", "set sekisho.certificate = 'x'; {merge}", "SK008"),
    (
        "job",
        "",
        "",
        "set sekisho.certificate = '0000000000000000000000000000000000000000000000000000000000000000'; {merge}",
        "SK008",
    ),
    ("job", "", "", "update crm.customer set merged_into = 'S1' where customer_id = 'M0'", "SK012"),
    ("job", "", "", "update crm.customer set merged_into = 'M0' where customer_id = 'S0'", "SK012"),
    ("job", "", "", "update crm.customer set merged_into = 'S0' where customer_id = 'S0'", "SK012"),
    ("job", "", "", "update crm.customer set merged_into = 'R0' where customer_id = 'R1'", "SK012"),
    ("job", "", "", "update crm.customer set merged_into = 'R0' where customer_id = 'B1'", "SK012"),
    ("job", "", "", "update crm.customer set merged_into = 'S0'", "SK012"),
    ("job", "", "", "update crm.customer set merged_into = 'nobody' where customer_id = 'M0'", "23503"),
    ("job", "", "", "update crm.customer set mobile = '1' where customer_id = 'M0'; {merge}", "SK015"),
    ("job", "", "", "update crm.customer set mobile = '1' where customer_id = 'S0'; {merge}", "SK015"),
    ("job", "", "", "update crm.customer set tel = ' ' where customer_id = 'S0'; {merge}", "SK015"),
    (
        "job",
        "",
        "",
        "update crm.customer set merged_into = 'S0', name = 'x' where customer_id = 'M0'",
        "SK017",
    ),
    (
        "job",
        "",
        "",
        "update crm.customer set merged_into = 'S0', memo = null where customer_id = 'M0'",
        "SK017",
    ),
    (
        "job",
        "",
        "",
        "delete from crm.purchase where customer_id = 'M0'; delete from crm.customer where customer_id = 'M0'",
        "SK002",
    ),
    ("job", "", "", "truncate crm.customer cascade", "42501"),
    ("job", "", "", "insert into crm.customer (customer_id, merged_into) values ('x', 'S0')", "SK003"),
    (
        "job",
        "",
        "",
        "insert into crm.customer (customer_id) values ('R1') on conflict (customer_id) do update set merged_into = 'R0'",
        "SK012",
    ),
    (
        "job",
        "",
        "",
        "merge into crm.customer c using (values ('R1')) v (id) on c.customer_id = v.id when matched then update set merged_into = 'R0'",
        "SK012",
    ),
    (
        "job",
        "",
        "",
        "with m as (update crm.customer set merged_into = 'R0' where customer_id = 'R1' returning 1) select * from m",
        "SK012",
    ),
    (
        "job",
        "",
        "",
        "create temp view v as select * from crm.customer; update v set merged_into = 'R0' where customer_id = 'R1'",
        "SK012",
    ),
    (
        "job",
        "",
        "",
        "insert into crm.customer (customer_id) values ('x'); update crm.customer set customer_id = 'y' where customer_id = 'x'",
        "SK004",
    ),
    ("job", "", "", "update crm.customer set customer_id = 'x' where customer_id = 'R1'", "23503"),
    ("job", "", "", "{merge}; update crm.customer set merged_into = null where customer_id = 'M0'", "SK005"),
    ("job", "", "", "{merge}; update crm.customer set merged_into = 'S1' where customer_id = 'M0'", "SK005"),
    ("job", "", "", "alter table crm.customer disable trigger all", "42501"),
    ("job", "", "", "drop trigger sekisho_guard on crm.customer", "42501"),
    (
        "job",
        "",
        "",
        "insert into sekisho.approval select certificate, 'R0', 'R1', survivor_row, merged_row from sekisho.approval limit 1",
        "42501",
    ),
    ("job", "", "", "update sekisho.approval set used_xid = null", "42501"),
    ("job", "", "", "update sekisho.guarded set armed_until = 'infinity'", "42501"),
    ("job", "", "", "select sekisho.arm('1 hour')", "42501"),
    ("job", "", "", "select sekisho.unmerge(1)", "42501"),
    (
        "job",
        "",
        "",
        "create or replace function sekisho.row_digest(crm.customer) returns bytea language sql as 'select null::bytea'",
        "42501",
    ),
    ("job", "", "", "set session_replication_role = replica; {merge}", "42501"),
    ("job", "", "", "set role sekisho_guard", "42501"),
    (
        "job",
        "",
        "",
        "create temp table approval (like sekisho.approval); insert into approval select certificate, 'R0', 'R1', survivor_row, merged_row from sekisho.approval limit 1; set search_path = pg_temp, sekisho; update crm.customer set merged_into = 'R0' where customer_id = 'R1'",
        "SK012",
    ),
    (
        "job",
        "",
        "",
        "create function pg_temp.sha256(bytea) returns bytea language sql as 'select null::bytea'; set search_path = pg_temp; update crm.customer set name = 'x' where customer_id = 'M0'; {merge}",
        "SK015",
    ),
    (
        "job",
        "",
        "",
        "set datestyle = 'SQL, DMY'; set standard_conforming_strings = off; update crm.customer set name = 'x' where customer_id = 'M0'; {merge}",
        "SK015",
    ),
    ("job", "", "", "update crm.purchase set customer_id = 'S0' where customer_id = 'M0'", "SK020"),
    ("job", "", "", "update crm.purchase set customer_id = 'R0' where customer_id = 'R1'", "SK020"),
    ("job", "", "", "{merge}; update crm.purchase set customer_id = 'S1' where customer_id = 'M0'", "SK020"),
    (
        "job",
        "",
        "",
        "{merge}; update crm.purchase set customer_id = 'S1' where customer_id = 'M0'; update crm.purchase set customer_id = 'S0' where customer_id = 'S1'",
        "SK020",
    ),
    (
        "job",
        "",
        "",
        "set constraints all immediate; update crm.purchase set customer_id = 'S0' where customer_id = 'M0'; {merge}",
        "SK020",
    ),
    ("job", "", "", "update crm.purchase set presented_id = 'S0' where customer_id = 'M0'", "SK021"),
    ("job", "", "", "update crm.purchase set presented_id = null where customer_id = 'M0'", "SK021"),
];

/// After the surroundings changed.
const AFTER: &[Case] = &[
    (
        "job",
        "update sekisho.guarded set armed_until = now() - interval '1 s'",
        "update sekisho.guarded set armed_until = 'infinity'",
        "{merge}",
        "SK006",
    ),
    (
        "job",
        "create table kept as table sekisho.guarded; delete from sekisho.guarded",
        "insert into sekisho.guarded table kept; drop table kept",
        "{merge}",
        "SK006",
    ),
    (
        "job",
        "update sekisho.certificate set revoked_at = now()",
        "update sekisho.certificate set revoked_at = null",
        "{merge}",
        "SK009",
    ),
    (
        "job",
        "update sekisho.certificate set issued = issued - interval '2 days', expires = expires - interval '2 days'",
        "update sekisho.certificate set issued = issued + interval '2 days', expires = expires + interval '2 days'",
        "{merge}",
        "SK010",
    ),
    (
        "job",
        "update sekisho.guarded set policy = 'x' || policy",
        "update sekisho.guarded set policy = substr(policy, 2)",
        "{merge}",
        "SK011",
    ),
    (
        "job",
        "update sekisho.guarded set program = 'x' || program",
        "update sekisho.guarded set program = substr(program, 2)",
        "{merge}",
        "SK011",
    ),
    (
        "job",
        "{off}; update crm.customer set merged_into = 'S1' where customer_id = 'S0'; {on}",
        "{off}; update crm.customer set merged_into = null; {on}",
        "{merge}",
        "SK014",
    ),
    (
        "job",
        "{off}; update crm.customer set merged_into = 'M0' where customer_id = 'B1'; {on}",
        "{off}; update crm.customer set merged_into = null; {on}",
        "{merge}",
        "SK016",
    ),
    (
        "job",
        "update sekisho.approval set used_xid = '1'",
        "update sekisho.approval set used_xid = null",
        "{merge}",
        "SK013",
    ),
    (
        "job",
        "update crm.customer set name = 'x' where customer_id = 'M0'",
        "update crm.customer set name = '佐藤　花子' where customer_id = 'M0'",
        "{merge}",
        "SK015",
    ),
    (
        "job",
        "create function crm.turn() returns trigger language plpgsql as 'begin new.merged_into := ''S1''; return new; end'; create trigger zz before update on crm.customer for each row execute function crm.turn()",
        "drop function crm.turn cascade",
        "{merge}",
        "SK012",
    ),
];

/// As others: the loader, the steward, the owner, a superuser for whom ordinary triggers do not fire.
const BY_OTHERS: &[Case] = &[
    ("loader", "", "", "{merge}", "42501"),
    (
        "loader",
        "",
        "",
        "insert into sekisho.approval (certificate, survivor, merged, survivor_row, merged_row) select certificate, 'R0', 'R1', survivor_row, merged_row from sekisho.approval limit 1",
        "SK022",
    ),
    (
        "loader",
        "",
        "",
        "insert into sekisho.approval (certificate, survivor, merged, survivor_row, merged_row, used_xid) select certificate, 'R0', 'R1', survivor_row, merged_row, '1' from sekisho.approval limit 1",
        "42501",
    ),
    ("loader", "", "", "update sekisho.certificate set expires = 'infinity'", "42501"),
    ("loader", "", "", "delete from sekisho.approval", "42501"),
    ("loader", "", "", "select sekisho.arm('25 hours')", "SK023"),
    ("loader", "", "", "select sekisho.arm(null)", "SK023"),
    ("steward", "", "", "select sekisho.unmerge(1)", "SK030"),
    (
        "steward",
        "",
        "",
        "insert into sekisho.unmerge_approval (journal, approved_by, reason) values (1, 'x', 'y')",
        "42501",
    ),
    ("owner", "", "", "{merge}", "SK007"),
    (
        "owner",
        "",
        "",
        "set sekisho.certificate = '{certificate}'; update crm.customer set merged_into = 'R0' where customer_id = 'R1'",
        "SK012",
    ),
    (
        "owner",
        "",
        "",
        "delete from crm.purchase where customer_id = 'R1'; delete from crm.customer where customer_id = 'R1'",
        "SK002",
    ),
    ("owner", "", "", "truncate crm.customer cascade", "SK001"),
    ("owner", "", "", "update crm.purchase set customer_id = 'R0' where customer_id = 'R1'", "SK020"),
    ("owner", "", "", "update sekisho.approval set used_xid = null", "42501"),
    ("super", "", "", "set session_replication_role = replica; {merge}", "SK007"),
    (
        "super",
        "",
        "",
        "set session_replication_role = replica; set sekisho.certificate = '{certificate}'; update crm.customer set merged_into = 'R0' where customer_id = 'R1'",
        "SK012",
    ),
    (
        "super",
        "",
        "",
        "set session_replication_role = replica; delete from crm.customer where customer_id = 'R1'",
        "SK002",
    ),
    ("super", "", "", "set session_replication_role = replica; truncate crm.customer cascade", "SK001"),
    (
        "super",
        "",
        "",
        "set session_replication_role = replica; insert into crm.customer (customer_id, merged_into) values ('x', 'S0')",
        "SK003",
    ),
    (
        "super",
        "",
        "",
        "set session_replication_role = replica; update crm.customer set customer_id = 'x' where customer_id = 'R1'",
        "SK004",
    ),
    (
        "super",
        "",
        "",
        "set session_replication_role = replica; update crm.purchase set customer_id = 'R0' where customer_id = 'R1'",
        "SK020",
    ),
    (
        "super",
        "",
        "",
        "set session_replication_role = replica; update crm.purchase set presented_id = 'R0'",
        "SK021",
    ),
    (
        "super",
        "",
        "",
        "set session_replication_role = local; set sekisho.certificate = '{certificate}'; update crm.customer set merged_into = 'S0', memo = 'z' where customer_id = 'M0'",
        "SK017",
    ),
];

#[test]
fn every_way_around_the_guard_is_refused_with_its_code() {
    let world = World::of(3, &[]);
    let mut super_user = world.client("super");
    let fill = |text: &str| {
        text.replace("{merge}", MERGE)
            .replace("{certificate}", &world.certificate)
            .replace("{off}", "alter table crm.customer disable trigger all")
            .replace("{on}", "alter table crm.customer enable always trigger sekisho_guard; alter table crm.customer enable always trigger sekisho_truncate")
    };
    let picture = "select coalesce(string_agg(c::text, E'\\n' order by customer_id), '') from crm.customer c";
    let before: String = super_user.query_one(picture, &[]).unwrap().get(0);
    let (mut tried, mut wrong) = (0, Vec::new());
    let mut codes = std::collections::BTreeSet::new();
    for (role, prepare, undo, statements, code) in BY_JOB.iter().chain(AFTER).chain(BY_OTHERS) {
        super_user.batch_execute(&fill(prepare)).unwrap_or_else(|e| panic!("{prepare}: {e:?}"));
        let mut client = if *role == "job" { world.job() } else { world.client(role) };
        // Several statements in one string are one transaction, committed at its end.
        let came = client.batch_execute(&fill(statements));
        if state(&came) != *code {
            wrong.push(format!("{role}: {statements}: {} instead of {code}", state(&came)));
        }
        drop(client);
        super_user.batch_execute(&fill(undo)).unwrap_or_else(|e| panic!("{undo}: {e:?}"));
        tried += 1;
        codes.insert(*code);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 80, "{tried}");
    assert_eq!(codes.iter().filter(|code| code.starts_with("SK")).count(), 22, "{codes:?}");
    let after: String = super_user.query_one(picture, &[]).unwrap().get(0);
    assert_eq!(before, after, "something was changed");
    assert_eq!(count(&mut super_user, "sekisho.journal"), 0);
    assert_eq!(count(&mut super_user, "sekisho.approval where used_xid is not null"), 0);
    assert_eq!(count(&mut super_user, "crm.purchase where customer_id <> presented_id"), 0);
    // What was refused so often still does what it should.
    assert_eq!(state(&super::merge(&mut world.job(), "S0", "M0")), "done");
}

#[test]
fn a_refusal_that_is_caught_leaves_nothing_merged() {
    let world = World::of(1, &[]);
    let mut job = world.job();
    let caught = "do $$ begin update crm.customer set merged_into = 'R0' where customer_id = 'R1';
                  exception when others then null; end $$";
    job.batch_execute(caught).unwrap();
    assert_eq!(count(&mut job, "crm.customer where merged_into is not null"), 0);
    job.batch_execute("begin; savepoint a").unwrap();
    assert_eq!(state(&job.batch_execute(MERGE)), "done");
    job.batch_execute("rollback to a; commit").unwrap();
    assert_eq!(count(&mut world.client("super"), "sekisho.approval where used_xid is not null"), 0);
    // Rows of other tables are held against merges that stood at the end of the transaction.
    let only_rows = "begin; savepoint a; update crm.customer set merged_into = 'S0' where customer_id = 'M0';
        rollback to a; update crm.purchase set customer_id = 'S0' where customer_id = 'M0'; commit";
    assert_eq!(state(&job.batch_execute(only_rows)), "SK020");
}
