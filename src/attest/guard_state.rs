//! Whether a database's guard is still whole: every function as the program would make it, every trigger there and always
//! on, no rule and no other way around. A superuser can take all of it away; this finds that before and after a job.
//!
//! Sources: PostgreSQL manual, `pg_trigger` (`tgenabled`: `A` fires in every replication role; `tgtype` as in
//! `catalog/pg_trigger.h`), `pg_proc`, `pg_rewrite`, `pg_inherits`.

use super::guard::{Guard, TableName};
use super::mismatch::Mismatch;
use postgres::{Error, Transaction};
use std::collections::BTreeMap;

/// Bits of `tgtype`.
const ROW: i16 = 1;
const BEFORE: i16 = 2;
const INSERT: i16 = 4;
const DELETE: i16 = 8;
const UPDATE: i16 = 16;
const TRUNCATE: i16 = 32;

/// One trigger that must be there.
struct Wanted<'a> {
    table: &'a TableName,
    name: &'static str,
    function: String,
    kind: i16,
}

/// Everything of a guard that is not as it should be.
pub(super) fn hold(tx: &mut Transaction<'_>, guard: &Guard) -> Result<Vec<Mismatch>, Error> {
    let mut bad = functions(tx, guard)?;
    let approval = TableName { schema: "sekisho".to_owned(), name: "approval".to_owned() };
    for wanted in wanted(guard, &approval) {
        if !trigger(tx, &wanted)? {
            let (table, name) = (wanted.table.sql(), wanted.name);
            let en = format!("the trigger {name} of {table} is missing, off or another one");
            let ja = format!("{table} のトリガー {name} がないか、無効か、別物です");
            bad.push(Mismatch::new("db.trigger", "", en, ja));
        }
    }
    for table in guard.children.iter().map(|child| &child.table).chain([&guard.table]) {
        if !is_plain(tx, table)? {
            let table = table.sql();
            let en = format!("{table} has rules, heirs or parents around its triggers");
            let ja = format!("{table} にトリガーを迂回するルールや継承があります");
            bad.push(Mismatch::new("db.table", "", en, ja));
        }
    }
    if !roles(tx, guard)? {
        let (en, ja) = (
            "the merging role may act as the guard or the loader, or a table of the guard is not the guard's own",
            "統合を行うロールが関所またはローダーとして振る舞えるか、関所の表の所有者が異なります",
        );
        bad.push(Mismatch::new("db.roles", "", en, ja));
    }
    Ok(bad)
}

fn wanted<'a>(guard: &'a Guard, approval: &'a TableName) -> Vec<Wanted<'a>> {
    let of = |table, name, function: &str, kind| Wanted { table, name, function: function.to_owned(), kind };
    let mut all = vec![
        of(&guard.table, "sekisho_guard", "guard_customer", ROW | INSERT | UPDATE | DELETE),
        of(&guard.table, "sekisho_truncate", "guard_customer", BEFORE | TRUNCATE),
        of(approval, "sekisho_approval", "guard_approval", INSERT),
    ];
    for (i, child) in guard.children.iter().enumerate() {
        let n = i + 1;
        all.push(of(&child.table, "sekisho_guard", &format!("guard_child_{n}"), ROW | UPDATE));
        let presented = format!("keep_presented_{n}");
        all.push(of(&child.table, "sekisho_presented", &presented, ROW | BEFORE | INSERT | UPDATE));
    }
    all
}

/// Every function of the schema, by name: exactly those that the program makes, with the same bodies and rights.
fn functions(tx: &mut Transaction<'_>, guard: &Guard) -> Result<Vec<Mismatch>, Error> {
    let sql = "select p.proname::text, p.prosrc, r.rolname::text, p.prosecdef, \
               coalesce(array_to_string(p.proconfig, ';'), '') from pg_proc p join pg_roles r on r.oid = p.proowner \
               where p.pronamespace = 'sekisho'::regnamespace";
    let mut expected: BTreeMap<String, String> = guard.functions().into_iter().collect();
    let mut bad = Vec::new();
    let mut add = |name: &str| {
        let en = format!("the function sekisho.{name} is not as this program makes it");
        let ja = format!("関数 sekisho.{name} がこのプログラムの作るものと異なります");
        bad.push(Mismatch::new("db.function", "", en, ja));
    };
    for row in tx.query(sql, &[])? {
        let (name, body, owner): (&str, &str, &str) = (row.get(0), row.get(1), row.get(2));
        let (definer, settings): (bool, &str) = (row.get(3), row.get(4));
        let runs_as_caller = name == "row_digest" || name.starts_with("keep_presented_");
        let is_good = expected.remove(name).as_deref() == Some(body)
            && owner == "sekisho_guard"
            && definer != runs_as_caller
            && (name == "row_digest" || settings.starts_with("search_path=pg_catalog, pg_temp"));
        if !is_good {
            add(name);
        }
    }
    expected.keys().for_each(|name| add(name));
    Ok(bad)
}

fn trigger(tx: &mut Transaction<'_>, wanted: &Wanted<'_>) -> Result<bool, Error> {
    let sql = "select t.tgenabled = 'A' and t.tgtype = $5 and t.tgqual is null and t.tgattr = ''::int2vector \
               and p.proname = $4 and p.pronamespace = 'sekisho'::regnamespace \
               from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace \
               join pg_proc p on p.oid = t.tgfoid where n.nspname = $1 and c.relname = $2 and t.tgname = $3";
    let (schema, table) = (&wanted.table.schema, &wanted.table.name);
    let row = tx.query_opt(sql, &[schema, table, &wanted.name, &wanted.function, &wanted.kind])?;
    Ok(row.is_some_and(|row| row.get(0)))
}

/// Whether a table is an ordinary one without rules and inheritance, whose rows cannot be reached past its triggers.
fn is_plain(tx: &mut Transaction<'_>, table: &TableName) -> Result<bool, Error> {
    let sql = "select c.relkind = 'r' and not exists (select from pg_rewrite w where w.ev_class = c.oid) and not exists \
               (select from pg_inherits i where i.inhparent = c.oid or i.inhrelid = c.oid) \
               from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2";
    let row = tx.query_opt(sql, &[&table.schema, &table.name])?;
    Ok(row.is_some_and(|row| row.get(0)))
}

fn roles(tx: &mut Transaction<'_>, guard: &Guard) -> Result<bool, Error> {
    let sql = "select not pg_has_role($1::text, 'sekisho_guard', 'member') and not pg_has_role($1::text, $2::text, 'member') \
               and not pg_has_role($2::text, 'sekisho_guard', 'member') \
               and not exists (select from pg_class c join pg_roles r on r.oid = c.relowner where \
               c.relnamespace = 'sekisho'::regnamespace and c.relkind in ('r', 'v', 'S') and r.rolname <> 'sekisho_guard') \
               from pg_roles where rolname = $1";
    let row = tx.query_opt(sql, &[&guard.job, &guard.loader])?;
    Ok(row.is_some_and(|row| row.get(0)))
}
