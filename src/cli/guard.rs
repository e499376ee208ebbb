//! `sekisho guard postgres`: the SQL by which a database refuses a merge that no certificate covers.

use super::args;
use super::exit::Exit;
use super::intake;
use super::say::Voice;
use crate::attest::{Child, Guard, TableName, checked};
use crate::error::Result;
use crate::read::SystemFiles;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let name = |name: &'static str, default: &'static str, en, ja| {
        Arg::new(name).long(name).value_name("NAME").default_value(default).help(t(en, ja))
    };
    let postgres = Command::new("postgres")
        .about(t("SQL for PostgreSQL 13 or later, on stdout", "PostgreSQL 13 以降のための SQL を標準出力に書く"))
        .long_about(t(
            "Prints SQL that puts triggers on the customers' table, so that the database itself refuses every merge that no loaded certificate covers, however it is tried: by the job, by the table's owner, by a superuser in replica role. A merge sets --merged-into (or deletes the record, with --delete), moves the rows of the child tables in the same transaction, and is written into a journal from which sekisho.unmerge takes it back. Read it, then run it once as a role that owns the tables and may create roles; run it again after the policy changes.",
            "顧客の表にトリガーを付ける SQL を表示します。読み込まれた証明書にない統合は、ジョブ・表の所有者・レプリカロールのスーパーユーザーのいずれが試みても、データベース自身が拒否します。統合は --merged-into の列に統合先を書き（--delete の場合は行を削除し）、同じトランザクションで子の表の行を移し、記録（journal）から sekisho.unmerge で元に戻せます。内容を確認し、表の所有者でロールを作れる利用者として一度実行してください。ポリシーを変えたら、もう一度実行します。",
        ))
        .arg(args::policy(voice).required(true))
        .arg(Arg::new("table").long("table").value_name("SCHEMA.TABLE").required(true).help(t("The customers' table", "顧客の表")))
        .arg(
            Arg::new("child")
                .long("child")
                .value_name("SCHEMA.TABLE.COLUMN")
                .num_args(1..)
                .action(ArgAction::Append)
                .help(t("A table whose rows belong to a customer, and the column that names them; it gets a column presented_id", "顧客に属する表と、顧客を示す列。presented_id 列が追加される")),
        )
        .arg(name("merged-into", "merged_into", "The column that a merge sets to the survivor's ID", "統合先の ID を書く列"))
        .arg(args::flag("delete", voice, "A merge deletes the record instead of marking it", "印を付けるのではなく、行を削除する統合"))
        .arg(name("job-role", "sekisho_job", "The role that merges", "統合を行うロール"))
        .arg(name("loader-role", "sekisho_loader", "The role that loads certificates", "証明書を読み込むロール"))
        .arg(name("steward-role", "sekisho_steward", "The role that takes merges back", "統合を元に戻すロール"));
    Command::new("guard")
        .about(t(
            "SQL that makes a database refuse what was not approved",
            "承認されていない統合をデータベースに拒否させる SQL",
        ))
        .subcommand_required(true)
        .subcommand(postgres)
}

/// Prints the SQL.
///
/// # Errors
///
/// Those of the policy; names that cannot be used; `E_STDOUT`.
pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let Some(("postgres", m)) = matches.subcommand() else { return Ok(Exit::Input) };
    let (policy, text, _) = intake::policy(args::optional_path(m, "policy"), &SystemFiles)?;
    let (id, columns) = Guard::columns_of(&policy)?;
    let name = |argument: &str| checked(args::required::<String>(m, argument)?);
    let children = m.get_many::<String>("child").into_iter().flatten().map(|child| Child::read(child));
    let guard = Guard {
        table: TableName::read(args::required::<String>(m, "table")?)?,
        id,
        columns,
        merged_into: if m.get_flag("delete") { None } else { Some(name("merged-into")?) },
        children: children.collect::<Result<_>>()?,
        job: name("job-role")?,
        loader: name("loader-role")?,
        steward: name("steward-role")?,
        policy: Guard::policy_sha256(&text),
    };
    let sql = guard.sql();
    // The SQL is the whole purpose of the command, so it is printed even where the rest is silent.
    voice.answer(&if voice.json {
        format!("{:#}\n", json!({ "database": "postgres", "policy": guard.policy, "sql": sql }))
    } else {
        format!("{}\n", sql.trim_end())
    })?;
    Ok(Exit::Passed)
}
