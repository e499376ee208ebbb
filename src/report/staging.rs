//! All at once or not at all: the only place that puts together the files of a result.
//!
//! Files are written without a name (Linux `O_TMPFILE`): nobody can open them, and the kernel removes them with the
//! process, however it ends. At the very end they are flushed, named in a hidden folder beside the target, and that
//! folder is renamed to its final name. A run that fails, is killed or finds no room leaves the target as it was, and of
//! a killed run no more stays than the hidden folder: empty, unless the kill fell between naming and renaming, a moment
//! without reads, writes or waits. Where a file system has no files without a name, they have one in the hidden folder
//! from the start. The folder is its owner's alone (mode 0700), is locked while a run holds it, and is emptied by the
//! next run.

use super::disk::{self, Disk, System};
use super::former::{Former, make_room};
use crate::error::{Error, Fault, Problem, Result};
use crate::model::Place;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a run holds on a disk. A copy of it lets another thread clear up when the run is told to stop.
#[derive(Clone, Debug)]
pub struct Claim {
    pub(super) disk: Arc<dyn Disk>,
    held: Arc<Mutex<Held>>,
}

/// What must be removed where a run does not come to its end.
#[derive(Debug, Default)]
struct Held {
    /// The hidden folder and, before it, folders that were made on the way to it.
    folders: Vec<PathBuf>,
    is_published: bool,
}

impl Default for Claim {
    fn default() -> Self {
        Self::on(Arc::new(System))
    }
}

impl Claim {
    /// Nothing held yet, on this disk.
    #[must_use]
    pub fn on(disk: Arc<dyn Disk>) -> Self {
        Self { disk, held: Arc::default() }
    }

    /// Nothing held yet, on the same disk: for a run that publishes two results, each for itself.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::on(self.disk.clone())
    }

    /// Removes what the run holds and keeps it from making anything more: whoever calls this ends the process.
    /// `false`, and nothing is done, where the result has been published.
    #[must_use]
    pub fn give_up(&self) -> bool {
        let mut held = self.held();
        if held.is_published {
            return false;
        }
        remove(&*self.disk, &mut held);
        // For ever locked: the run waits at its next step until the process ends.
        std::mem::forget(held);
        true
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes the hidden folder and what is in it, and the folders that were made for it. What cannot be removed is
/// removed by the next run.
fn remove(disk: &dyn Disk, held: &mut Held) {
    while let Some(folder) = held.folders.pop() {
        // Twice: an operation that fails once leaves nothing behind.
        for _attempt in 0..2 {
            let is_hidden = folder.to_string_lossy().ends_with(HIDDEN);
            for name in disk.names(&folder).unwrap_or_default().iter().filter(|_| is_hidden) {
                let _ = disk.remove_file(&folder.join(name));
            }
            if disk.remove_folder(&folder).is_ok() {
                break;
            }
        }
    }
}

/// The list of what may be executed: of all files of a result the last that gets its name.
pub const APPROVED: &str = "approved.csv";

/// The end of the hidden folder's name.
const HIDDEN: &str = ".sekisho-staging";

/// A result in the making. Dropped without [`Staging::publish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    claim: Claim,
    folder: PathBuf,
    target: PathBuf,
    /// The hidden folder, locked.
    lock: Locked,
    files: Mutex<Vec<Kept>>,
}

/// A locked folder. The kernel lets go of the lock of a process that ends; a child that was just forked may hold a copy.
#[derive(Debug)]
struct Locked(File);

impl Drop for Locked {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// A file that is written, and not yet in its place.
#[derive(Debug)]
struct Kept {
    name: &'static str,
    file: File,
    is_named: bool,
}

/// What stands in one staged file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// Its name in the folder.
    pub name: &'static str,
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

impl Staging {
    /// [`Staging::open_for`] on the system's own disk.
    ///
    /// # Errors
    ///
    /// Those of [`Staging::open_for`].
    pub fn open(target: &Path, former: Former) -> Result<Self> {
        Self::open_for(&Claim::default(), target, former)
    }

    /// Takes hold of a target folder that does not exist yet, or is empty. A former result there may first be set aside as
    /// `<target>.previous`, so that a run that fails leaves no old approval in place.
    ///
    /// # Errors
    ///
    /// `E_OUT_EXISTS`, `E_OUT_HELD` (input faults: choose another folder or wait), `E_OUT_IO` (surroundings).
    pub fn open_for(claim: &Claim, target: &Path, former: Former) -> Result<Self> {
        let Some(name) = target.file_name() else {
            return Err(refused(target, "this is no name for a folder", "フォルダ名として使えません"));
        };
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(HIDDEN);
        let disk = &*claim.disk;
        let mut held = claim.held();
        let parent = parent(target);
        let folder = parent.join(hidden);
        let lock = make_parents(disk, parent, &mut held).and_then(|()| hold(disk, &folder, &mut held));
        let room = match &lock {
            Err(e) if e.fault() == Fault::Input => Ok(()),
            // Even where no result can be made, a former one must not look like this run's.
            _may_go_on => make_room(disk, target, former),
        };
        let (lock, room) = match (lock, room) {
            (Ok(lock), room) => (lock, room),
            (Err(mut error), room) => {
                remove(disk, &mut held);
                if let Err(in_the_way) = room {
                    error.append(in_the_way);
                }
                return Err(error);
            }
        };
        let staging =
            Self { lock, claim: claim.clone(), folder, target: target.to_owned(), files: Mutex::default() };
        drop(held);
        room?;
        Ok(staging)
    }

    /// Writes one file (mode 0600, never over an existing one) and says what stands in it.
    ///
    /// # Errors
    ///
    /// Those of `write`, and `E_OUT_IO` where the disk refuses.
    pub fn write(
        &self,
        name: &'static str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Staged> {
        let disk = &*self.claim.disk;
        let in_target = self.target.join(name);
        let (file, is_named) = self.create(name).map_err(|e| io_error(&in_target, &e))?;
        let counted = Counted { disk, file: &file, bytes: 0, hash: Sha256::new(), failed: None };
        let mut buffered = BufWriter::with_capacity(1 << 18, counted);
        let done = write(&mut buffered).and_then(|()| buffered.flush());
        // What is still in the buffer after a failure is not tried again.
        let (mut counted, _rest) = buffered.into_parts();
        // A format may wrap an error of the disk; the disk's own says more.
        done.map_err(|e| counted.failed.take().unwrap_or(e)).map_err(|e| io_error(&in_target, &e))?;
        let (bytes, sha256) = (counted.bytes, counted.hash.finalize().into());
        disk.sync(&file).map_err(|e| io_error(&in_target, &e))?;
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(Kept { name, file, is_named });
        Ok(Staged { name, bytes, sha256 })
    }

    /// Creates a file: without a name where the file system can do that.
    fn create(&self, name: &str) -> io::Result<(File, bool)> {
        let disk = &*self.claim.disk;
        let _held = self.claim.held();
        match disk.create_unnamed(&self.folder) {
            Ok(file) => Ok((file, false)),
            Err(e) if disk::has_no_unnamed(&e) => Ok((disk.create_named(&self.folder.join(name))?, true)),
            Err(e) => Err(e),
        }
    }

    /// Puts everything in place with one rename.
    ///
    /// # Errors
    ///
    /// `E_OUT_IO`; then nothing has been published.
    pub fn publish(self) -> Result<()> {
        let disk = &*self.claim.disk;
        let mut held = self.claim.held();
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let has_names = files.iter().any(|kept| kept.is_named);
        // Whatever was written last: what a kill leaves between two of these calls holds no approval.
        let (last, first): (Vec<&Kept>, Vec<&Kept>) = files.iter().partition(|kept| kept.name == APPROVED);
        for kept in first.into_iter().chain(last).filter(|kept| !kept.is_named) {
            let link = disk.link(&kept.file, &self.folder.join(kept.name));
            link.map_err(|e| io_error(&self.target.join(kept.name), &e))?;
        }
        if has_names {
            disk.sync(&self.lock.0).map_err(|e| io_error(&self.target, &e))?;
        }
        // An empty folder at the target is replaced by the rename itself; anything else makes it fail.
        disk.rename(&self.folder, &self.target).map_err(|e| io_error(&self.target, &e))?;
        held.is_published = true;
        // What the files hold is on the disk. Were names to be lost with the power, the folder would go first, since file
        // systems that have files without names write their journals in order: there would be no approval, and no harm.
        // Before the rename this would leave named files to a kill for as long as the disk takes.
        if !has_names {
            let _ = disk.sync(&self.lock.0);
        }
        let _ = sync(disk, parent(&self.target));
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let mut held = self.claim.held();
        if !held.is_published {
            remove(&*self.claim.disk, &mut held);
        }
    }
}

pub(super) fn parent(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

pub(super) fn sync(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    disk.open_folder(folder).and_then(|folder| disk.sync(&folder))
}

/// Makes the folders that lead to the target, and notes which, so that a run that fails takes them away again.
fn make_parents(disk: &dyn Disk, parent: &Path, held: &mut Held) -> Result<()> {
    let mut missing = Vec::new();
    // Through symbolic links: a folder may be reached by one.
    let mut folder = Some(parent).filter(|p| !p.as_os_str().is_empty());
    while let Some(path) = folder.filter(|path| !path.exists()) {
        missing.push(path);
        folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    }
    for path in missing.into_iter().rev() {
        match disk.make_parent(path) {
            Ok(()) => held.folders.push(path.to_owned()),
            // Another run made it meanwhile.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(io_error(path, &e)),
        }
    }
    Ok(())
}

/// Makes the hidden folder, locks it and removes what a killed run left in it.
fn hold(disk: &dyn Disk, folder: &Path, held: &mut Held) -> Result<Locked> {
    let is_held = || {
        Problem::input(
            "E_OUT_HELD",
            Place::file(&folder.to_string_lossy()),
            "another run is writing to this place",
            "別の実行が同じ場所に書き込んでいます",
        )
        .help(
            "wait for it to end, or choose another folder",
            "終わるのを待つか、別のフォルダを指定してください",
        )
    };
    let io = |e: io::Error| io_error(folder, &e);
    match disk.make_folder(folder) {
        Ok(()) => held.folders.push(folder.to_owned()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
        Err(e) => return Err(io(e)),
    }
    let is_own = |meta: Metadata| meta.is_dir() && meta.uid() == rustix::process::geteuid().as_raw();
    if disk.look(folder).map_err(io)?.is_some_and(|meta| !is_own(meta)) {
        let (en, ja) = (
            "it is in the way and is no folder of this user",
            "このユーザーのフォルダではないものがあります",
        );
        return Err(refused(folder, en, ja));
    }
    let lock = match disk.open_folder(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(is_held().into()),
        opened => opened.map_err(io)?,
    };
    if !disk.lock(&lock).map_err(io)? {
        held.folders.retain(|made| made != folder);
        return Err(is_held().into());
    }
    let lock = Locked(lock);
    // Between opening and locking, another run may have published or removed the very folder that was opened.
    let opened = lock.0.metadata().map_err(io)?;
    let is_there = |meta: &Metadata| (opened.dev(), opened.ino()) == (meta.dev(), meta.ino());
    if !disk.look(folder).map_err(io)?.is_some_and(|meta| is_there(&meta)) {
        held.folders.retain(|made| made != folder);
        return Err(is_held().into());
    }
    if held.folders.last().is_none_or(|last| last != folder) {
        held.folders.push(folder.to_owned());
    }
    disk.make_private(&lock.0).map_err(io)?;
    for name in disk.names(folder).map_err(io)? {
        let path = folder.join(name);
        disk.remove_file(&path).map_err(|e| io_error(&path, &e))?;
    }
    Ok(lock)
}

pub(super) fn refused(path: &Path, en: &str, ja: &str) -> Error {
    Problem::input("E_OUT_EXISTS", Place::file(&path.to_string_lossy()), en, ja).into()
}

/// An error of the file system. The system's own text names no content.
#[must_use]
pub fn io_error(path: &Path, error: &io::Error) -> Error {
    let kinds: [(&[io::ErrorKind], &str, &str); 4] = [
        (
            &[io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded],
            "no space is left",
            "空き容量がありません",
        ),
        (&[io::ErrorKind::PermissionDenied], "permission is denied", "権限がありません"),
        (&[io::ErrorKind::ReadOnlyFilesystem], "the file system is read-only", "読み取り専用です"),
        (&[io::ErrorKind::NotFound], "it is not there", "見つかりません"),
    ];
    let known = kinds.iter().find(|(kinds, ..)| kinds.contains(&error.kind()));
    let (en, ja) = known
        .map_or(("the system refused it", "システムに拒否されました"), |(_, en, ja)| (*en, *ja));
    let number = error.raw_os_error().map(|n| format!(" (os error {n})")).unwrap_or_default();
    let place = Place::file(&path.to_string_lossy());
    Problem::surroundings("E_OUT_IO", place, format!("{en}{number}"), format!("{ja}{number}"))
        .help(
            "nothing was approved; mend it and run again",
            "何も承認されていません。解消してから再実行してください",
        )
        .into()
}

/// Counts and digests what reaches the file.
struct Counted<'d> {
    disk: &'d dyn Disk,
    file: &'d File,
    bytes: u64,
    hash: Sha256,
    failed: Option<io::Error>,
}

impl Write for Counted<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self.disk.write(self.file, buffer) {
            Ok(written) => {
                self.hash.update(&buffer[..written]);
                self.bytes += written as u64;
                Ok(written)
            }
            Err(error) => {
                let code = error.raw_os_error();
                self.failed = Some(code.map_or_else(|| error.kind().into(), io::Error::from_raw_os_error));
                Err(error)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
