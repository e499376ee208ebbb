//! The papers in a PostgreSQL database: bringing them there, and holding them against its rows as they are.
//!
//! No message shows what the database says beside its SQLSTATE, since its messages may quote a value. How a connection is
//! made, and when it is encrypted, stands in `connection.rs`.

use super::digest::unhex;
use super::found::Found;
use super::guard::Guard;
use super::guard_state;
use super::mismatch::Mismatch;
use super::named::Named;
use crate::error::{Error, Problem, Result};
use crate::model::{Place, RowDigester};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, IsolationLevel, Transaction};
use std::io::{self, Write};

/// How many IDs are asked for by name; for more, the whole table is read.
const NAMED_MAX: usize = 100_000;

/// The signature that starts a binary COPY (PostgreSQL manual, COPY, "Binary Format"), flags and extension length.
const COPY_HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What the database said, by its SQLSTATE alone.
fn refused(error: &postgres::Error) -> Error {
    let code = error.code().map_or("connection", |code| code.code());
    let (en, ja) =
        (format!("the database refused ({code})"), format!("データベースが拒否しました（{code}）"));
    Problem::surroundings("E_DB", Place::default(), en, ja).into()
}

/// A connection on which values have one text each.
fn connect(url: &str) -> Result<Client> {
    let mut client = super::connection::connect(url)?;
    let settings = "set search_path = pg_catalog, pg_temp; set datestyle = 'ISO, YMD'; set timezone = 'UTC'; \
                    set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex'; \
                    set client_encoding = 'UTF8'; set standard_conforming_strings = on";
    client.batch_execute(settings).map_err(|e| refused(&e))?;
    Ok(client)
}

/// The guard that the database says it has, with the policy and the program in force.
struct Installed {
    guard: Guard,
    policy: String,
    program: String,
}

fn installed(tx: &mut Transaction<'_>) -> Result<std::result::Result<Installed, Mismatch>> {
    let none = || {
        let (en, ja) = ("the database has no guard", "データベースに関所（guard）がありません");
        Mismatch::new("db.guard", "", en, ja)
    };
    let exists: bool = tx
        .query_one("select to_regclass('sekisho.guarded') is not null", &[])
        .map_err(|e| refused(&e))?
        .get(0);
    if !exists {
        return Ok(Err(none()));
    }
    let row = tx.query_opt("select policy, program, parameters from sekisho.guarded", &[]);
    let Some(row) = row.map_err(|e| refused(&e))? else { return Ok(Err(none())) };
    let parameters: &str = row.get(2);
    let guard: Option<Guard> = serde_json::from_str(parameters).ok();
    // Made from what the database holds, so names are held against the rules again before they stand in SQL.
    let Some(guard) = guard.filter(Guard::is_sound) else { return Ok(Err(none())) };
    Ok(Ok(Installed { guard, policy: row.get(0), program: row.get(1) }))
}

impl Installed {
    /// Whether it guards by the rules that a certificate was issued under.
    fn hold(&self, found: &Found) -> Vec<Mismatch> {
        let mut bad = Vec::new();
        let mut add = |code, en: &str, ja: &str| bad.push(Mismatch::new(code, "", en, ja));
        let Some(statement) = &found.statement else { return bad };
        if statement.predicate.policy.sha256 != self.policy || self.guard.policy != self.policy {
            add(
                "db.policy",
                "the database guards by another policy than the certificate's",
                "データベースの関所のポリシーが証明書と異なります",
            );
        }
        let program = format!("{} {}", statement.predicate.program.name, statement.predicate.program.version);
        if program != self.program {
            add(
                "db.program",
                "the database guards for another version of the program",
                "データベースの関所が想定するプログラムの版と異なります",
            );
        }
        if !self.guard.is_of(&statement.predicate) {
            add(
                "db.columns",
                "the guard's columns are not those whose rows the certificate binds",
                "関所の列が、証明書の結び付ける列と異なります",
            );
        }
        bad
    }
}

/// Brings a certificate's approvals into the database, all or none, and renews the lease for so many seconds; gives what
/// speaks against it.
///
/// # Errors
///
/// `E_DB_CONNECT`, `E_DB`.
pub fn load(url: &str, found: &Found, lease_seconds: u64) -> Result<Vec<Mismatch>> {
    let Some(statement) = &found.statement else { return Ok(Vec::new()) };
    let mut client = connect(url)?;
    let db = |e: postgres::Error| refused(&e);
    let mut tx = client.transaction().map_err(db)?;
    let installed = match installed(&mut tx)? {
        Ok(installed) => installed,
        Err(mismatch) => return Ok(vec![mismatch]),
    };
    let mut bad = installed.hold(found);
    let known = tx.query_opt("select from sekisho.certificate where id = $1", &[&found.id]).map_err(db)?;
    if known.is_some() {
        let (en, ja) = ("this certificate was loaded before", "この証明書は読み込み済みです");
        bad.push(Mismatch::new("db.loaded", "", en, ja));
    }
    if !bad.is_empty() {
        return Ok(bad);
    }
    let p = &statement.predicate;
    tx.execute(
        "insert into sekisho.certificate (id, key_id, policy, program, proposer, pairs, issued, expires) \
         values ($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8::text::timestamptz)",
        &[
            &found.id,
            &found.key_id,
            &installed.policy,
            &installed.program,
            &p.proposer,
            &(found.pairs.len() as i64),
            &p.issued_at,
            &p.expires_at,
        ],
    )
    .map_err(db)?;
    let copy = "copy sekisho.approval (certificate, survivor, merged, survivor_row, merged_row) from stdin (format binary)";
    let mut writer = tx.copy_in(copy).map_err(db)?;
    write_approvals(&mut writer, found).map_err(|e| {
        let kind = e.kind();
        let en = format!("the database broke off: {kind}");
        Problem::surroundings(
            "E_DB",
            Place::default(),
            en,
            format!("データベースへの書き込みが途切れました: {kind}"),
        )
    })?;
    let rows = writer.finish().map_err(db)?;
    let kept: i64 = tx
        .query_one("select count(*) from sekisho.approval where certificate = $1", &[&found.id])
        .map_err(db)?
        .get(0);
    if rows != found.pairs.len() as u64 || kept as u64 != rows {
        let (en, ja) =
            ("not every approval arrived in the database", "一部の承認がデータベースに届いていません");
        return Err(Problem::internal("E_COUNT", en, ja).into());
    }
    if lease_seconds > 0 {
        tx.execute("select sekisho.arm(make_interval(secs => $1))", &[&(lease_seconds as f64)])
            .map_err(db)?;
    }
    tx.commit().map_err(db)?;
    Ok(Vec::new())
}

/// All approvals as binary COPY wants them: texts and bytes as they are, with their lengths.
fn write_approvals(out: &mut dyn Write, found: &Found) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, out);
    out.write_all(COPY_HEADER)?;
    let row = |digits| unhex(digits).ok_or_else(|| io::Error::other("a digest of other digits"));
    for pair in found.pairs.iter() {
        out.write_all(&5_i16.to_be_bytes())?;
        let cells: [&[u8]; 5] = [
            found.id.as_bytes(),
            pair.survivor_id.as_bytes(),
            pair.merged_id.as_bytes(),
            &row(pair.survivor_row)?,
            &row(pair.merged_row)?,
        ];
        for cell in cells {
            out.write_all(&(cell.len() as i32).to_be_bytes())?;
            out.write_all(cell)?;
        }
    }
    out.write_all(&(-1_i16).to_be_bytes())?;
    out.flush()
}

/// Holds the guard and the rows of a database against a certificate: that every function and trigger is as the program
/// would make it, and that the pairs are still what was checked.
///
/// # Errors
///
/// `E_DB_CONNECT`, `E_DB`.
pub fn compare(url: &str, found: &mut Found) -> Result<()> {
    let mut client = connect(url)?;
    let db = |e: postgres::Error| refused(&e);
    let builder = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
    let mut tx = builder.read_only(true).start().map_err(db)?;
    let installed = match installed(&mut tx)? {
        Ok(installed) => installed,
        Err(mismatch) => {
            found.mismatches.push(mismatch);
            return Ok(());
        }
    };
    found.mismatches.extend(installed.hold(found));
    found.mismatches.extend(guard_state::hold(&mut tx, &installed.guard).map_err(db)?);
    let revoked = tx
        .query_opt("select from sekisho.certificate where id = $1 and revoked_at is not null", &[&found.id]);
    if revoked.map_err(db)?.is_some() {
        let (en, ja) =
            ("the certificate was revoked in the database", "証明書はデータベースで失効しています");
        found.mismatches.push(Mismatch::new("certificate.revoked", "", en, ja));
    }
    let named = Named::of(&found.pairs);
    read(&mut tx, &installed.guard, found, &named).map_err(db)?;
    found.settle(&named);
    Ok(())
}

/// Reads the rows that the pairs name, as text, and digests them here: the database's own digests are not believed.
fn read(
    tx: &mut Transaction<'_>,
    guard: &Guard,
    found: &Found,
    named: &Named,
) -> std::result::Result<(), postgres::Error> {
    let texts = guard.texts();
    let mut ids: Vec<&str> = found.pairs.iter().flat_map(|p| [p.survivor_id, p.merged_id]).collect();
    ids.sort_unstable();
    ids.dedup();
    let all = format!("select {} from {} r", texts.join(", "), guard.table.sql());
    let mut rows = if ids.len() <= NAMED_MAX {
        let named = format!("{all} where {} = any($1)", texts[0]);
        tx.query_raw(&named, [&ids])?
    } else {
        tx.query_raw(&all, std::iter::empty::<&str>())?
    };
    let mut digester = RowDigester::default();
    let mut expected = Vec::new();
    while let Some(row) = rows.next()? {
        let cell = |i: usize| row.get::<_, Option<&str>>(i).unwrap_or("");
        named.find(std::iter::once(cell(0)), &mut expected);
        for expected in &expected {
            named.see(expected.number, expected.is(&digester.digest((0..texts.len()).map(cell))));
        }
    }
    Ok(())
}
