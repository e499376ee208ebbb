//! **Shelf**: one file a command. The front door: arguments, messages, exit codes.

mod approve;
mod args;
mod aside;
mod audit;
mod check;
mod clock;
mod completions;
mod exit;
mod explain;
mod guard;
mod init;
mod intake;
mod keygen;
#[cfg(feature = "postgres")]
mod load;
mod memory;
mod normalize;
mod papers;
mod progress;
mod reports;
mod review;
mod say;
mod schema;
mod summary;
mod synth;
mod timings;
mod verify;
mod watch;

pub use exit::{Exit, keep_to_itself};
pub use intake::{Intake, Numbered, Sources, take_in};
pub use say::Voice;
pub use timings::Timings;

use crate::error::{Problem, Result};
use crate::model::Lang;
use crate::read::{Files, SystemFiles};
use crate::report::{Claim, Disk};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::OsString;
use std::sync::Arc;

/// The whole command line, in one language.
#[must_use]
pub fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    let program = Command::new("sekisho")
        .version(env!("CARGO_PKG_VERSION"))
        .about(t(
            "The gate that no merge of two customer records passes unless the person is the same",
            "同一人物と確認できない限り、顧客の統合を一件も通さない関所",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(Arg::new("lang").long("lang").global(true).value_parser(["ja", "en"]).help(t(
            "The language of messages; by default the locale's",
            "メッセージの言語（既定はロケール）",
        )))
        .arg(
            Arg::new("json")
                .long("json")
                .global(true)
                .action(ArgAction::SetTrue)
                .help(t("Print a machine-readable result on stdout", "機械可読な結果を標準出力に書く")),
        )
        .arg(
            Arg::new("quiet")
                .long("quiet")
                .global(true)
                .action(ArgAction::SetTrue)
                .help(t("Print errors only", "エラーだけを表示する")),
        )
        .arg(
            Arg::new("threads")
                .long("threads")
                .global(true)
                .value_name("N")
                .value_parser(clap::value_parser!(u16).range(1..=1024))
                .help(t(
                    "How many threads to use; by default one a processor. The result is the same",
                    "使うスレッドの数（既定はプロセッサの数）。結果は変わりません",
                )),
        )
        .subcommand(check::command(voice))
        .subcommand(audit::command(voice))
        .subcommand(explain::command(voice))
        .subcommand(normalize::command(voice))
        .subcommand(init::command(voice))
        .subcommand(review::command(voice))
        .subcommand(schema::command(voice))
        .subcommand(verify::command(voice))
        .subcommand(approve::command(voice))
        .subcommand(keygen::command(voice))
        .subcommand(guard::command(voice))
        .subcommand(synth::command(voice))
        .subcommand(completions::command(voice));
    #[cfg(feature = "postgres")]
    let program = program.subcommand(load::command(voice));
    program
}

/// Runs the program with these arguments, the program's name first.
#[must_use]
pub fn run(arguments: &[OsString]) -> Exit {
    let mut voice = Voice { lang: lang_of(arguments), json: false, quiet: false };
    let claim = Claim::default();
    let matches = match command(voice).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(usage) => {
            let _ = usage.print();
            if usage.use_stderr() {
                if arguments.iter().any(|argument| argument == "--json") {
                    voice.lines(&misused().into());
                }
                aside::set_aside_unread(arguments, &claim, voice);
                return Exit::Input;
            }
            return Exit::Passed;
        }
    };
    voice.json = matches.get_flag("json");
    voice.quiet = matches.get_flag("quiet");
    let guard = memory::Guard::default();
    let watch = match matches.subcommand() {
        Some(("check" | "audit", _)) => watch::Watch::start(&claim, guard.clone(), voice).map(Some),
        _nothing_to_take_back => Ok(None),
    };
    match watch.and_then(|_watch| dispatch(&matches, voice, &claim, &guard, &SystemFiles)) {
        Ok(exit) => exit,
        Err(error) => {
            voice.error(&error);
            aside::set_aside_unread(arguments, &claim, voice);
            Exit::from(&error)
        }
    }
}

/// Runs the program as [`run`] does, with its result on this disk and its inputs from these files, silent about errors and
/// without a watch over signals and memory: for tests that let a disk or a file fail.
///
/// # Errors
///
/// What [`run`] would say on stderr; a usage error of the command line is `E_USAGE`.
pub fn run_on(disk: Arc<dyn Disk>, files: &'static dyn Files, arguments: &[OsString]) -> Result<Exit> {
    let voice = Voice { lang: Lang::En, json: false, quiet: true };
    let claim = Claim::on(disk);
    let matches = command(voice).try_get_matches_from(arguments).map_err(|_| misused())?;
    let done = dispatch(&matches, voice, &claim, &memory::Guard::default(), files);
    if done.is_err() {
        aside::set_aside_unread(arguments, &claim, voice);
    }
    done
}

fn dispatch(
    matches: &ArgMatches,
    voice: Voice,
    claim: &Claim,
    guard: &memory::Guard,
    files: &'static dyn Files,
) -> Result<Exit> {
    in_threads(matches, || match matches.subcommand() {
        Some(("check", m)) => check::run(m, voice, claim, guard, files),
        Some(("audit", m)) => audit::run(m, voice, claim, files),
        Some(("explain", m)) => explain::run(m, voice),
        Some(("normalize", m)) => normalize::run(m, voice),
        Some(("init", m)) => init::run(m, voice),
        Some(("review", m)) => review::run(m, voice),
        Some(("schema", m)) => schema::run(m, voice),
        Some(("verify", m)) => verify::run(m, voice),
        Some(("approve", m)) => approve::run(m, voice, claim),
        Some(("keygen", m)) => keygen::run(m, voice),
        Some(("guard", m)) => guard::run(m, voice),
        #[cfg(feature = "postgres")]
        Some(("load", m)) => load::run(m, voice),
        Some(("synth", m)) => synth::run(m, voice),
        Some(("completions", m)) => completions::run(m, voice),
        _not_a_command => Ok(Exit::Input),
    })
}

/// What a person reads on stderr, in words for a machine; what was typed is not repeated.
fn misused() -> Problem {
    let (en, ja) = ("the command line cannot be understood", "コマンドラインを解釈できません");
    Problem::input("E_USAGE", Default::default(), en, ja)
        .help("stderr says what is wrong with it", "詳細は標準エラー出力にあります")
}

/// Runs the work with as many threads as asked for.
fn in_threads(matches: &ArgMatches, work: impl FnOnce() -> Result<Exit> + Send) -> Result<Exit> {
    let threads = matches.get_one::<u16>("threads").map_or(0, |n| usize::from(*n));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|_| {
        Problem::surroundings(
            "E_THREADS",
            Default::default(),
            "no threads can be started",
            "スレッドを開始できません",
        )
    })?;
    pool.install(work)
}

/// How many threads the work that is running has.
fn threads() -> u64 {
    rayon::current_num_threads() as u64
}

/// The language must be known before the arguments are parsed, since their help is in it.
fn lang_of(arguments: &[OsString]) -> Lang {
    let texts: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let after = texts.windows(2).find(|w| w[0] == "--lang").map(|w| w[1]);
    let named = after.or_else(|| texts.iter().find_map(|t| t.strip_prefix("--lang=")));
    match named {
        Some("ja") => Lang::Ja,
        Some(_) => Lang::En,
        None => say::lang_of_locale(),
    }
}
