//! The sample job, run as its README says, and stopped at each step where it must stop.

use super::server::{Database, Server};
use super::{count, state};
use crate::util::{Dir, Ran};
use std::path::{Path, PathBuf};
use std::process::Command;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/merge_job")
}

struct Job {
    dir: Dir,
    database: Database,
}

impl Job {
    /// The sample's database with its guard, and the job's folder with its key.
    fn new() -> Self {
        let database = Server::shared().database();
        let dir = Dir::new();
        dir.program(&["keygen", "--quiet", "--out", "gate.key"]).run().exits(0);
        let job = Self { dir, database };
        let mut client = job.database.client("super");
        client.batch_execute(&std::fs::read_to_string(sample().join("setup.sql")).unwrap()).unwrap();
        let (merge_job, loader, steward) =
            (job.role("merge_job"), job.role("gate_loader"), job.role("crm_steward"));
        let policy = sample().join("policy.toml");
        let guard = ["guard", "postgres", "--policy", policy.to_str().unwrap(), "--table", "crm.customer"];
        let more =
            ["--child", "crm.purchase.customer_id", "--job-role", &merge_job, "--loader-role", &loader];
        let sql = job
            .dir
            .program(&[&guard[..], &more, &["--steward-role", &steward]].concat())
            .run()
            .exits(0)
            .stdout;
        let _alone = Database::roles();
        client.batch_execute(&sql).unwrap();
        let grants = format!(
            "alter role {merge_job} login; alter role {loader} login; grant usage on schema crm to {merge_job}, {loader};
             grant select on crm.customer to {loader}; grant select, update on crm.customer, crm.purchase to {merge_job}"
        );
        client.batch_execute(&grants).unwrap();
        job
    }

    fn role(&self, role: &str) -> String {
        format!("{role}_{}", self.database.number)
    }

    fn run(&self, steps: &[&str]) -> Ran {
        let folder = Path::new(env!("CARGO_BIN_EXE_sekisho")).parent().unwrap();
        let path = format!(
            "{}:{}:{}",
            folder.display(),
            Server::programs_folder().display(),
            std::env::var("PATH").unwrap()
        );
        let mut command = Command::new(sample().join("merge_job.sh"));
        command.args(steps).current_dir(self.dir.root()).env("PATH", path).env("LC_ALL", "C");
        command.env("JOB_DB", self.database.url(&self.role("merge_job"))).env("GATE_KEY", "gate.key");
        command.env("LOADER_DB", self.database.url(&self.role("gate_loader")));
        Ran::of(command.output().unwrap())
    }

    fn merged(&self) -> i64 {
        count(&mut self.database.client("super"), "crm.customer where merged_into is not null")
    }

    /// Stops with a word that is said, and nothing is merged.
    #[track_caller]
    fn stops(&self, steps: &[&str], word: &str) {
        let ran = self.run(steps);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(ran.code != 0 && said.contains(word), "{word}: {} {said}", ran.code);
        assert_eq!(self.merged(), 0);
    }
}

#[test]
fn the_sample_job_merges_what_passed_and_nothing_else() {
    let job = Job::new();
    job.run(&[]).exits(0);
    let mut client = job.database.client("super");
    let rows = client
        .query(
            "select customer_id, merged_into from crm.customer where merged_into is not null order by 1",
            &[],
        )
        .unwrap();
    let pairs: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(pairs, [pair("0002", "0001"), pair("0004", "0003")]);
    assert_eq!(count(&mut client, "crm.purchase where customer_id in ('0001', '0003')"), 8);
    assert_eq!(job.dir.text("ledger.jsonl").lines().count(), 1);
    // The next night proposes the same again: the merged records are no longer among the records.
    let ran = job.run(&["export", "check"]).exits(0);
    assert!(ran.stdout.contains("plan.unknown_id"), "{}", ran.stdout);
}

#[test]
fn the_sample_job_stops_where_its_readme_says() {
    let job = Job::new();
    let mut client = job.database.client("super");
    job.stops(&["export", "check", "merge"], "not armed");
    job.run(&["load", "verify"]).exits(0);
    job.stops(&["load"], "db.loaded");
    let edit = |value: &str| format!("update crm.customer set mobile = '{value}' where customer_id = '0002'");
    client.batch_execute(&edit("090-0000-1111")).unwrap();
    job.stops(&["verify"], "0001 <- 0002: changed");
    job.stops(&["merge"], "a record changed since it was checked");
    client.batch_execute(&edit("09038152764")).unwrap();
    job.run(&["verify"]).exits(0);
    client.batch_execute("update sekisho.guarded set armed_until = '-infinity'").unwrap();
    job.stops(&["merge"], "not armed");
    client.batch_execute("update sekisho.guarded set armed_until = 'infinity'").unwrap();
    client.batch_execute("alter table crm.customer disable trigger sekisho_guard").unwrap();
    job.stops(&["verify"], "db.trigger");
    client.batch_execute("alter table crm.customer enable always trigger sekisho_guard").unwrap();
    let approved = job.dir.text("gate/approved.csv");
    job.dir.file("gate/approved.csv", format!("{approved}0005,0006,twins\n"));
    job.stops(&["verify"], "result.changed");
    job.stops(&["merge"], "the pair is not approved");
    job.dir.file("gate/approved.csv", &approved);
    job.run(&["merge", "after"]).exits(0);
    assert_eq!(job.merged(), 2);
    // Once more is nothing more.
    job.run(&["merge"]).exits(0);
    assert_eq!(count(&mut client, "sekisho.journal"), 2);
    assert_eq!(job.run(&["no-such-step"]).code, 2);
    let unmerge = "select sekisho.unmerge(1)";
    assert_eq!(state(&client.batch_execute(unmerge)), "SK030");
}

/// Every SQLSTATE of the guard is explained, and no other.
#[test]
fn the_readme_explains_every_code_of_the_guard() {
    let sql =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/attest/guard.sql")).unwrap();
    let codes = |text: &str| -> std::collections::BTreeSet<u32> {
        text.split("SK0").skip(1).filter_map(|rest| rest.get(..2)?.parse().ok()).collect()
    };
    let mut explained = codes(&std::fs::read_to_string(sample().join("README.md")).unwrap());
    // A range, and what is about the installation.
    explained.extend([2, 3, 24]);
    assert_eq!(codes(&sql), explained);
}
