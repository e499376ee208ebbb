//! What the guard costs: 20,000 merges among 100,000 customers in a PostgreSQL of its own, in milliseconds a merge, beside
//! the same update without a guard; the best of three rounds. Fails where a guarded merge costs more than 0.5 ms, or not all
//! of them are done. The time that counts is the server process's own on a processor (`proc_pid_stat(5)`), which does not
//! depend on what else the machine does; the time on the clock stands beside it.
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
    let (guarded, clock) = rounds.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    let done: i64 = client.query_one("select count(*) from sekisho.journal", &[]).unwrap().get(0);
    assert_eq!(done, 3 * i64::from(MERGES));
    println!(
        "guard: {guarded:.3} ms a merge ({clock:.3} ms on the clock), {MERGES} merges among {CUSTOMERS} customers"
    );
    println!("without: {:.3} ms a merge ({:.3} ms on the clock)", bare.0, bare.1);
    assert!(guarded <= COST_MAX, "{guarded:.3} ms a merge");
}

/// Milliseconds a merge: of the server process on a processor, and on the clock.
fn timed(client: &mut postgres::Client, statement: &str) -> (f64, f64) {
    let pid: i32 = client.query_one("select pg_backend_pid()", &[]).unwrap().get(0);
    let (start, used) = (Instant::now(), processor_ms(pid));
    client.batch_execute(statement).unwrap();
    let each = |ms: f64| ms / f64::from(MERGES);
    (each(processor_ms(pid) - used), each(start.elapsed().as_secs_f64() * 1000.0))
}

/// How many milliseconds a process has had on processors; the kernel counts in hundredths of a second (`USER_HZ`).
fn processor_ms(pid: i32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    // Fields 14 and 15 of the whole line; the first two stand before the closing bracket.
    let ticks: f64 = fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    ticks * 10.0
}
