//! `verify --db`: a guard that was taken away or altered is found, and so is every record that changed.

use super::World;

/// What a superuser or the owner may do to a guard, how it is undone, and what `verify` calls it.
const ALTERED: &[(&str, &str, &str)] = &[
    ("drop trigger sekisho_guard on crm.customer", "{again}", "db.trigger"),
    ("drop trigger sekisho_truncate on crm.customer", "{again}", "db.trigger"),
    ("alter table crm.customer disable trigger sekisho_guard", "{again}", "db.trigger"),
    ("alter table crm.customer enable trigger sekisho_guard", "{again}", "db.trigger"),
    ("alter table crm.customer enable replica trigger sekisho_guard", "{again}", "db.trigger"),
    ("alter table crm.purchase disable trigger sekisho_guard", "{again}", "db.trigger"),
    ("alter table crm.purchase enable trigger sekisho_presented", "{again}", "db.trigger"),
    ("drop trigger sekisho_approval on sekisho.approval", "{again}", "db.trigger"),
    (
        "drop trigger sekisho_guard on crm.customer; create trigger sekisho_guard after insert or update or delete on crm.customer for each row when (pg_trigger_depth() > 5) execute function sekisho.guard_customer(); alter table crm.customer enable always trigger sekisho_guard",
        "{again}",
        "db.trigger",
    ),
    (
        "drop trigger sekisho_guard on crm.customer; create trigger sekisho_guard after insert or update of name or delete on crm.customer for each row execute function sekisho.guard_customer(); alter table crm.customer enable always trigger sekisho_guard",
        "{again}",
        "db.trigger",
    ),
    (
        "create or replace function sekisho.row_digest(r crm.customer) returns bytea language sql as 'select ''\\x00''::bytea'",
        "{again}",
        "db.function",
    ),
    (
        "create or replace function sekisho.guard_customer() returns trigger language plpgsql security definer as 'begin return null; end'",
        "{again}",
        "db.function",
    ),
    ("alter function sekisho.guard_customer() owner to super", "{again}", "db.function"),
    ("alter function sekisho.guard_customer() security invoker", "{again}", "db.function"),
    ("alter function sekisho.guard_customer() reset all", "{again}", "db.function"),
    (
        "create function sekisho.more() returns int language sql as 'select 1'",
        "drop function sekisho.more()",
        "db.function",
    ),
    ("drop function sekisho.unmerge(bigint)", "{again}", "db.function"),
    (
        "create rule r as on update to crm.customer do instead nothing",
        "drop rule r on crm.customer",
        "db.table",
    ),
    ("create table crm.heir () inherits (crm.customer)", "drop table crm.heir", "db.table"),
    ("grant sekisho_guard to {job}", "revoke sekisho_guard from {job}", "db.roles"),
    ("grant {loader} to {job}", "revoke {loader} from {job}", "db.roles"),
    (
        "alter table sekisho.approval owner to {owner}",
        "alter table sekisho.approval owner to sekisho_guard",
        "db.roles",
    ),
    ("update sekisho.guarded set policy = repeat('0', 64)", "{again}", "db.policy"),
    ("update sekisho.guarded set program = 'sekisho 9'", "{again}", "db.program"),
    ("update sekisho.guarded set parameters = replace(parameters, '\"kana\",', '')", "{again}", "db.columns"),
    ("update sekisho.guarded set parameters = '{}'", "{again}", "db.guard"),
    ("delete from sekisho.guarded", "{again}", "db.guard"),
    (
        "update sekisho.certificate set revoked_at = now()",
        "update sekisho.certificate set revoked_at = null",
        "certificate.revoked",
    ),
    (
        "update crm.customer set kana = kana || ' ' where customer_id = 'S1'",
        "update crm.customer set kana = trim(kana)",
        "records.stale",
    ),
];

#[test]
fn an_altered_guard_or_record_is_found() {
    let world = World::of(3, &[]);
    let again = world.sql(&[]);
    let mut client = world.client("super");
    let fill = |text: &str| {
        ["job", "loader", "owner"].iter().fold(text.replace("{again}", &again), |text, role| {
            text.replace(&format!("{{{role}}}"), &world.role(role))
        })
    };
    {
        let _alone = super::Database::roles();
        world.verify(&[]).exits(0);
    }
    for (alter, undo, code) in ALTERED {
        let _alone = super::Database::roles();
        client.batch_execute(&fill(alter)).unwrap_or_else(|e| panic!("{alter}: {e:?}"));
        let ran = world.verify(&[]).exits(3);
        assert!(ran.stdout.contains(code), "{alter}: {code} is not named: {}", ran.stdout);
        client.batch_execute(&fill(undo)).unwrap_or_else(|e| panic!("{undo}: {e:?}"));
        world.verify(&[]).exits(0);
    }
}

#[test]
fn pairs_are_compared_with_the_rows_of_the_database() {
    let world = World::of(4, &[]);
    let json = |code: i32| -> serde_json::Value {
        // Roles belong to the whole server, and what another test does to its own would be found here too.
        let _alone = super::Database::roles();
        serde_json::from_str(&world.verify(&["--json"]).exits(code).stdout).unwrap()
    };
    assert_eq!(json(0)["fresh"].as_array().unwrap().len(), 4);
    let mut job = world.job();
    job.batch_execute("update crm.customer set mobile = '1' where customer_id = 'M2'").unwrap();
    let found = json(3);
    let stale = serde_json::json!([{ "survivor_id": "S2", "merged_id": "M2", "why": "changed" }]);
    assert_eq!((found["fresh"].as_array().unwrap().len(), &found["stale"]), (3, &stale));
    let ran = world.dir.program(&[
        "verify",
        "--certificate",
        "result/certificate.json",
        "--merges",
        "result/approved.csv",
        "--db",
        "host=/nowhere password=hush-hush",
    ]);
    let ran = ran.run().exits(3);
    assert!(ran.stdout.contains("E_DB_CONNECT") && !ran.stdout.contains("hush"), "{}", ran.stdout);
}
