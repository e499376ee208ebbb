//! Former results that a run was told to replace, where it could not even begin: whoever asked to replace a result must not find
//! the old one in its place (interface section 5).

use super::say::Voice;
use crate::report::{self, AUDITED, CHECKED, CONTAINED, Claim, RELEASED};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

/// Sets former results aside where `--replace` was given and the run ended before it could. The arguments are looked at as they
/// stand, since they may be the very fault.
pub(super) fn set_aside_unread(arguments: &[OsString], claim: &Claim, voice: Voice) {
    if !has(arguments, "--replace") {
        return;
    }
    let joined = arguments.iter().filter_map(|a| a.to_str()?.strip_prefix("--out=").map(PathBuf::from));
    let apart = arguments.windows(2).filter(|pair| pair[0] == "--out").map(|pair| PathBuf::from(&pair[1]));
    for out in joined.chain(apart) {
        for (folder, mark) in results(arguments, out) {
            let was_there = report::set_aside(&claim.another(), &folder, mark);
            if was_there.is_ok_and(|was_there| was_there) && !voice.quiet {
                let previous = report::previous_of(&folder).display().to_string();
                let text = voice.text("the former result was set aside as", "以前の結果を退避しました:");
                let _ = writeln!(io::stderr().lock(), "sekisho: {text} {previous}");
            }
        }
    }
}

/// Where the command that is asked for writes, and the file that each of its results has.
fn results(arguments: &[OsString], out: PathBuf) -> Vec<(PathBuf, &'static str)> {
    if has(arguments, "check") {
        vec![(out, CHECKED)]
    } else if !has(arguments, "audit") {
        Vec::new()
    } else if has(arguments, "merges") {
        vec![(out.join("containment"), CONTAINED), (out.join("report"), AUDITED)]
    } else if has(arguments, "--release") {
        vec![(out, RELEASED)]
    } else {
        vec![(out, AUDITED)]
    }
}

fn has(arguments: &[OsString], wanted: &str) -> bool {
    arguments.iter().skip(1).any(|argument| argument == wanted)
}
