//! What the guard costs: 20,000 merges among 100,000 customers in a PostgreSQL of its own, in milliseconds a merge, beside
//! the same update without a guard; the best of three rounds. Fails where a guarded merge costs more than 0.5 ms, or not all
//! of them are done.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

#[allow(dead_code)]
#[path = "../tests/it/database/server.rs"]
mod server;

use sekisho::attest::{Guard, TableName};
use std::time::Instant;

/// The most that one guarded merge may cost, in milliseconds.
const COST_MAX: f64 = 0.5;
const CUSTOMERS: u32 = 100_000;
const MERGES: u32 = 20_000;
/// The survivor of a merge: one of the last 40,000 customers.
const SURVIVOR: &str = "'C' || 60001 + substr(id, 2)::int % 40000";

fn main() {
    let database = server::Server::shared().database();
    let mut client = database.client("super");
    let text = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let guard = Guard {
        table: TableName::read("customer").unwrap(),
        id: "id".to_owned(),
        columns: text(&["name", "kana", "mobile", "birthdate", "email", "postal_code", "address"]),
        merged_into: Some("merged_into".to_owned()),
        children: Vec::new(),
        job: "bench_job".to_owned(),
        loader: "bench_loader".to_owned(),
        steward: "bench_steward".to_owned(),
        policy: "0".repeat(64),
    };
    let fill = format!(
        "create table customer (id text primary key, name text, kana text, mobile text, birthdate text, email text,
           postal_code text, address text, merged_into text references customer);
         insert into customer select 'C' || n, '佐藤 花子' || n, 'サトウ ハナコ', '090' || 10000000 + n, '1984-05-17',
           'hanako' || n || '@example.jp', '1000005', '東京都千代田区丸の内1-1-' || n from generate_series(1, {CUSTOMERS}) n;
         create index on customer (merged_into) where merged_into is not null; vacuum analyze customer"
    );
    fill.split(';').for_each(|statement| client.batch_execute(statement).unwrap());
    let bare = timed(
        &mut client,
        &format!("begin; update customer set merged_into = {SURVIVOR} where substr(id, 2)::int <= {MERGES}"),
    );
    client.batch_execute("rollback").unwrap();
    client.batch_execute(&guard.sql()).unwrap();
    client.batch_execute("select sekisho.arm('1 hour')").unwrap();
    let rounds = (0..3).map(|round| {
        let certificate = format!("{round}").repeat(64);
        let range = format!("between {} and {}", round * MERGES + 1, (round + 1) * MERGES);
        let papers = format!(
            "begin; insert into sekisho.certificate (id, key_id, policy, program, proposer, pairs, issued, expires)
               select '{certificate}', '', policy, program, '', {MERGES}, now(), now() + interval '1 day' from sekisho.guarded;
             insert into sekisho.approval (certificate, survivor, merged, survivor_row, merged_row)
               select '{certificate}', s.id, m.id, sekisho.row_digest(s), sekisho.row_digest(m)
               from (select c as m, {SURVIVOR} as survivor from customer c where substr(id, 2)::int {range}) x
               cross join lateral (select (m).*) m join customer s on s.id = survivor;
             commit; vacuum analyze sekisho.approval; vacuum analyze customer; set sekisho.certificate = '{certificate}'"
        );
        papers.split(';').for_each(|statement| client.batch_execute(statement).unwrap());
        let merge = format!(
            "update customer c set merged_into = a.survivor from sekisho.approval a
               where a.certificate = '{certificate}' and a.merged = c.id"
        );
        timed(&mut client, &merge)
    });
    let guarded = rounds.fold(f64::INFINITY, f64::min);
    let done: i64 = client.query_one("select count(*) from sekisho.journal", &[]).unwrap().get(0);
    assert_eq!(done, 3 * i64::from(MERGES));
    println!(
        "guard: {guarded:.3} ms a merge, {bare:.3} ms without ({MERGES} merges among {CUSTOMERS} customers)"
    );
    assert!(guarded <= COST_MAX, "{guarded:.3} ms a merge");
}

/// Milliseconds a merge.
fn timed(client: &mut postgres::Client, statement: &str) -> f64 {
    let start = Instant::now();
    client.batch_execute(statement).unwrap();
    start.elapsed().as_secs_f64() * 1000.0 / f64::from(MERGES)
}
