//! The program. Everything it does is in the library's `cli` room.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic's message may hold a value; its place cannot.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        let _ =
            writeln!(std::io::stderr(), "sekisho: E_PANIC internal error at {place}; nothing was approved");
    }));
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let exit = std::panic::catch_unwind(|| sekisho::cli::run(&arguments));
    exit.unwrap_or(sekisho::cli::Exit::Internal).into()
}
