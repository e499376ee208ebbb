//! The guard in a real PostgreSQL: what it lets through, what it refuses, what it costs and how it is taken back.

mod bypass;
mod digests;
mod guarded;
mod races;
mod sample;
mod server;
mod state;
mod tls;
mod unmerge;

use super::proof;
use super::util::Dir;
use postgres::{Client, Error};
use server::{Database, Server};

/// The customers' table of these tests, its guard installed and a certificate's papers loaded.
pub struct World {
    pub dir: Dir,
    pub database: Database,
    /// The certificate's ID.
    pub certificate: String,
}

/// The customers' table, and the purchases that belong to customers.
const TABLES: &str = "create schema crm;
create table crm.customer (customer_id text primary key, name text, kana text, mobile text, tel text, birthdate text,
  postal_code text, address text, memo text, merged_into text references crm.customer);
create table crm.purchase (id bigint generated always as identity primary key,
  customer_id text not null references crm.customer, item text);
create index on crm.purchase (customer_id);";

impl World {
    /// So many approved pairs `S0`/`M0`, … in a guarded database; `more` are arguments of `guard postgres`.
    pub fn of(pairs: usize, more: &[&str]) -> Self {
        let dir = proof::signed(pairs);
        let database = Server::shared().database();
        let world = Self { dir, database, certificate: String::new() };
        let mut client = world.client("super");
        {
            let _alone = Database::roles();
            for role in ["owner", "job", "loader", "steward"] {
                client.batch_execute(&format!("create role {} login", world.role(role))).unwrap();
            }
            let grants = format!(
                "grant usage, create on schema crm to {owner}; alter table crm.customer owner to {owner};
                 alter table crm.purchase owner to {owner}; grant usage on schema crm to {job};
                 grant select, insert, update, delete on crm.customer, crm.purchase to {job};
                 grant usage on schema crm to {loader}; grant select on crm.customer to {loader};",
                owner = world.role("owner"),
                job = world.role("job"),
                loader = world.role("loader"),
            );
            client.batch_execute(&format!("{TABLES}{grants}")).unwrap();
            world.fill(&mut client);
            client.batch_execute(&world.sql(more)).unwrap_or_else(|e| panic!("{e:?}"));
        }
        let ran = world.load(&["--json"]).exits(0);
        let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        Self { certificate: json["certificate"].as_str().unwrap().to_owned(), ..world }
    }

    /// Fills the table with the records that were checked, and each customer with three purchases.
    fn fill(&self, client: &mut Client) {
        let columns = "customer_id, name, kana, mobile, tel, birthdate, postal_code, address, memo";
        let copy = format!("copy crm.customer ({columns}) from stdin (format csv, header)");
        let mut writer = client.copy_in(&copy).unwrap();
        std::io::Write::write_all(&mut writer, &self.dir.bytes("customers.csv")).unwrap();
        writer.finish().unwrap();
        let purchases = "insert into crm.purchase (customer_id, item)
            select customer_id, 'item ' || n from crm.customer, generate_series(1, 3) n order by 1, 2";
        client.batch_execute(purchases).unwrap();
    }

    /// The guard's SQL, as the program prints it.
    pub fn sql(&self, more: &[&str]) -> String {
        let (job, loader, steward) = (self.role("job"), self.role("loader"), self.role("steward"));
        let mut arguments = vec!["guard", "postgres", "--policy", "policy.toml", "--table", "crm.customer"];
        arguments.extend(["--child", "crm.purchase.customer_id", "--job-role", &job]);
        arguments.extend(["--loader-role", &loader, "--steward-role", &steward]);
        arguments.extend(more);
        self.dir.program(&arguments).run().exits(0).stdout
    }

    /// Loads the certificate, as the loader.
    pub fn load(&self, more: &[&str]) -> super::util::Ran {
        let url = self.database.url(&self.role("loader"));
        let mut arguments = vec!["load", "--certificate", "result/certificate.json", "--key", "gate.key.pub"];
        arguments.extend(["--db", &url]);
        arguments.extend(more);
        self.dir.program(&arguments).run()
    }

    /// `verify --db`, as the loader.
    pub fn verify(&self, more: &[&str]) -> super::util::Ran {
        let url = self.database.url(&self.role("loader"));
        proof::verify(
            &self.dir,
            "result/approved.csv",
            &[&["--key", "gate.key.pub", "--db", &url], more].concat(),
        )
    }

    /// The name of a role in this test's database; `super` is everybody's.
    pub fn role(&self, role: &str) -> String {
        format!("{role}_{}", self.database.number)
    }

    /// A connection of a role.
    pub fn client(&self, role: &str) -> Client {
        let user = if role == "super" { role.to_owned() } else { self.role(role) };
        self.database.client(&user)
    }

    /// A connection of the job that names the certificate.
    pub fn job(&self) -> Client {
        let mut client = self.client("job");
        client.batch_execute(&format!("set sekisho.certificate = '{}'", self.certificate)).unwrap();
        client
    }
}

/// The SQLSTATE of what came of a statement; `done` where nothing speaks against it.
pub fn state<T>(result: &Result<T, Error>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(error) => error.code().map_or("connection".to_owned(), |code| code.code().to_owned()),
    }
}

/// Merges one pair with its purchases, in one transaction.
pub fn merge(client: &mut Client, survivor: &str, merged: &str) -> Result<(), Error> {
    let mut tx = client.transaction()?;
    tx.execute("update crm.customer set merged_into = $1 where customer_id = $2", &[&survivor, &merged])?;
    tx.execute("update crm.purchase set customer_id = $1 where customer_id = $2", &[&survivor, &merged])?;
    tx.commit()
}

/// One number.
pub fn count(client: &mut Client, sql: &str) -> i64 {
    client.query_one(&format!("select count(*) from {sql}"), &[]).unwrap().get(0)
}
