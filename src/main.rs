//! The program. Everything it does is in the library's `cli` room.

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    sekisho::cli::keep_to_itself();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let exit = std::panic::catch_unwind(|| sekisho::cli::run(&arguments));
    exit.unwrap_or(sekisho::cli::Exit::Internal).into()
}
