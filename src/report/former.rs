//! What stands in a result's place before the run, and how it is set aside.
//!
//! A folder is taken for a former result where it holds the file that every complete result of its kind has: each command sets
//! aside its own results and nothing else.

use super::disk::Disk;
use super::staging::{Claim, Staging, io_error, parent, refused, sync};
use crate::error::{Problem, Result};
use crate::model::Place;
use std::io;
use std::path::{Path, PathBuf};

/// A file that every complete result of the gate has.
pub const CHECKED: &str = "summary.json";
/// A file that every complete result of an audit has.
pub const AUDITED: &str = "audit.json";
/// A file that every folder of what must stop at once has.
pub const CONTAINED: &str = "accounts_to_suspend.csv";
/// A file that every released copy has beside it.
pub const RELEASED: &str = "release.json";

/// What becomes of a former result in the run's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Former {
    /// It stays, and the run is refused; `true` where the command could be told otherwise.
    Stays(bool),
    /// A folder that holds a file of this name is set aside.
    SetAside(&'static str),
}

impl Former {
    /// What a command that knows `--replace` does, whose results have a file of this name.
    #[must_use]
    pub const fn of(replace: bool, mark: &'static str) -> Self {
        if replace { Self::SetAside(mark) } else { Self::Stays(true) }
    }
}

/// Sets a former result aside where a run that was asked to replace it cannot even begin; `true` where there was one.
///
/// # Errors
///
/// Those of [`Staging::open_for`].
pub fn set_aside(claim: &Claim, target: &Path, mark: &'static str) -> Result<bool> {
    let found = claim.disk.look(&target.join(mark)).map_err(|e| io_error(target, &e))?;
    if found.is_none() {
        return Ok(false);
    }
    Staging::open_for(claim, target, Former::SetAside(mark)).map(|_made_and_dropped| true)
}

/// Where a former result of this target is set aside.
#[must_use]
pub fn previous_of(target: &Path) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".previous");
    PathBuf::from(name)
}

/// Holds that the target is free, or sets a former result aside.
pub(super) fn make_room(disk: &dyn Disk, target: &Path, former: Former) -> Result<()> {
    let io = |e: io::Error| io_error(target, &e);
    match disk.look(target).map_err(io)? {
        None => return Ok(()),
        Some(meta) if !meta.is_dir() => {
            let (en, ja) = ("it exists and is not a folder", "フォルダではないものが既にあります");
            return Err(refused(target, en, ja));
        }
        Some(_folder) => {}
    }
    if disk.names(target).map_err(io)?.is_empty() {
        return Ok(());
    }
    let place = Place::file(&target.to_string_lossy());
    let mark = match former {
        Former::SetAside(mark) => mark,
        Former::Stays(may_be_told) => {
            let (en, ja) = ("the folder already holds something", "フォルダが空ではありません");
            let (help_en, help_ja) = if may_be_told {
                (
                    "choose another folder, or --replace to set a former result aside",
                    "別のフォルダを指定するか、--replace で以前の結果を退避してください",
                )
            } else {
                ("choose another folder", "別のフォルダを指定してください")
            };
            return Err(Problem::input("E_OUT_EXISTS", place, en, ja).help(help_en, help_ja).into());
        }
    };
    if disk.look(&target.join(mark)).map_err(io)?.is_none() {
        let (en, ja) = (
            "what the folder holds is no result of this command",
            "フォルダの中身はこのコマンドの結果ではありません",
        );
        return Err(refused(target, en, ja));
    }
    let previous = previous_of(target);
    let is_aside =
        clear_previous(disk, &previous, mark).and_then(|()| disk.rename(target, &previous).map_err(io));
    if let Err(mut error) = is_aside {
        let (en, ja) = (
            "the former result is still in its place; it is not this run's",
            "以前の結果がまだ残っています。今回の実行の結果ではありません",
        );
        error.add(Problem { fault: error.fault(), ..Problem::input("E_OUT_FORMER", place, en, ja) });
        return Err(error);
    }
    // Were this to be undone by a loss of power, an old approval would be back.
    sync(disk, parent(target)).map_err(io)
}

/// Removes the result that was set aside before this one.
fn clear_previous(disk: &dyn Disk, previous: &Path, mark: &str) -> Result<()> {
    let io = |e: io::Error| io_error(previous, &e);
    let Some(meta) = disk.look(previous).map_err(io)? else { return Ok(()) };
    let mut names = if meta.is_dir() { disk.names(previous).map_err(io)? } else { Vec::new() };
    // Its mark goes last: what a broken-off removal leaves is still known as a result, and removed by the next run.
    names.sort_by_key(|name| (name == mark, name.clone()));
    let is_result = meta.is_dir() && names.last().is_none_or(|last| last == mark);
    if !is_result {
        let (en, ja) =
            ("it is in the way and is no result of sekisho", "退避先に sekisho の結果ではないものがあります");
        return Err(refused(previous, en, ja));
    }
    for name in names {
        let path = previous.join(name);
        disk.remove_file(&path).map_err(|e| io_error(&path, &e))?;
    }
    disk.remove_folder(previous).map_err(io)
}
