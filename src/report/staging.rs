//! All at once or not at all: the only place that creates files of a result.
//!
//! Files are written into a hidden folder beside the target, flushed to disk, and the folder is renamed to its final
//! name at the very end. A run that fails, is killed or finds no room leaves the target as it was. The hidden folder
//! is locked while a run holds it; what a killed run left in it is removed by the next one.

use crate::error::{Error, Problem, Result};
use crate::model::Place;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A file that every complete result has.
const MARK: &str = "summary.json";

/// A result in the making. Dropped without [`Staging::publish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    target: PathBuf,
    /// Holds the lock on the folder; released when closed, by the kernel if need be.
    lock: Option<File>,
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
    /// Takes hold of a target folder that does not exist yet, or is empty. With `replace`, a former result there
    /// is first set aside as `<target>.previous`, so that a run that fails leaves no old approval in place.
    ///
    /// # Errors
    ///
    /// `E_OUT_EXISTS`, `E_OUT_HELD` (input faults: choose another folder or wait), `E_OUT_IO` (surroundings).
    pub fn open(target: &Path, replace: bool) -> Result<Self> {
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned());
        let Some(name) = name else {
            return Err(refused(
                "E_OUT_EXISTS",
                target,
                "this is no name for a folder",
                "フォルダ名として使えません",
            ));
        };
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _current => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(|e| io_error(parent, &e))?;
        let folder = parent.join(format!(".{name}.sekisho-staging"));
        let lock = hold(&folder)?;
        let staging = Self { folder, target: target.to_owned(), lock: Some(lock) };
        staging.clear()?;
        staging.make_room(replace)?;
        Ok(staging)
    }

    /// Removes what a killed run left in the hidden folder.
    fn clear(&self) -> Result<()> {
        for entry in fs::read_dir(&self.folder).map_err(|e| io_error(&self.folder, &e))? {
            let path = entry.map_err(|e| io_error(&self.folder, &e))?.path();
            fs::remove_file(&path).map_err(|e| io_error(&path, &e))?;
        }
        Ok(())
    }

    fn make_room(&self, replace: bool) -> Result<()> {
        let target = &self.target;
        match fs::symlink_metadata(target) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(io_error(target, &e)),
            Ok(meta) if !meta.is_dir() => {
                return Err(refused(
                    "E_OUT_EXISTS",
                    target,
                    "it exists and is not a folder",
                    "フォルダではないものが既にあります",
                ));
            }
            Ok(_folder) => {}
        }
        if is_empty(target)? {
            return Ok(());
        }
        if !replace {
            return Err(Problem::input(
                "E_OUT_EXISTS",
                Place::file(&target.to_string_lossy()),
                "the folder already holds something",
                "フォルダが空ではありません",
            )
            .help(
                "choose another folder, or --replace to set a former result aside",
                "別のフォルダを指定するか、--replace で以前の結果を退避してください",
            )
            .into());
        }
        if !target.join(MARK).exists() {
            return Err(refused(
                "E_OUT_EXISTS",
                target,
                "what the folder holds is no result of sekisho",
                "フォルダの中身は sekisho の結果ではありません",
            ));
        }
        let previous = with_suffix(target, ".previous");
        if previous.exists() {
            if !previous.join(MARK).exists() {
                return Err(refused(
                    "E_OUT_EXISTS",
                    &previous,
                    "it is in the way and is no result of sekisho",
                    "退避先に sekisho の結果ではないものがあります",
                ));
            }
            fs::remove_dir_all(&previous).map_err(|e| io_error(&previous, &e))?;
        }
        fs::rename(target, &previous).map_err(|e| io_error(target, &e))
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
        let path = self.folder.join(name);
        let in_target = self.target.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(&path).map_err(|e| io_error(&in_target, &e))?;
        let counted = Counted { file, bytes: 0, hash: Sha256::new(), failed: None };
        let mut buffered = BufWriter::with_capacity(1 << 18, counted);
        let done = write(&mut buffered).and_then(|()| buffered.flush());
        let mut counted = match buffered.into_inner() {
            Ok(counted) => counted,
            Err(broken) => return Err(io_error(&in_target, broken.error())),
        };
        // A format may wrap an error of the disk; the disk's own says more.
        done.map_err(|e| counted.failed.take().unwrap_or(e)).map_err(|e| io_error(&in_target, &e))?;
        counted.file.sync_all().map_err(|e| io_error(&in_target, &e))?;
        Ok(Staged { name, bytes: counted.bytes, sha256: counted.hash.finalize().into() })
    }

    /// Puts everything in place with one rename.
    ///
    /// # Errors
    ///
    /// `E_OUT_IO`; then nothing has been published.
    pub fn publish(mut self) -> Result<()> {
        let sync = |path: &Path| File::open(path).and_then(|f| f.sync_all()).map_err(|e| io_error(path, &e));
        sync(&self.folder)?;
        // An empty folder at the target is replaced by the rename itself; anything else makes it fail.
        fs::rename(&self.folder, &self.target).map_err(|e| io_error(&self.target, &e))?;
        let parent = self.target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Err(error) = sync(parent) {
            // Not known to be on the disk: taken back, so that no approval stands for which the run does not answer.
            let _ = fs::rename(&self.target, &self.folder);
            return Err(error);
        }
        self.lock = None;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Still locked: the folder was not published. What cannot be removed is removed by the next run.
        if self.lock.is_some() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Makes the hidden folder (mode 0700) and locks it.
fn hold(folder: &Path) -> Result<File> {
    let held = || {
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
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(io_error(folder, &e)),
        _made_or_there => {}
    }
    let is_folder = fs::symlink_metadata(folder).map_err(|e| io_error(folder, &e))?.is_dir();
    if !is_folder {
        return Err(refused(
            "E_OUT_EXISTS",
            folder,
            "it is in the way and is not a folder",
            "フォルダではないものがあります",
        ));
    }
    let lock = File::open(folder).map_err(|e| io_error(folder, &e))?;
    if lock.try_lock().is_err() {
        return Err(held().into());
    }
    // Between opening and locking, another run may have published or removed the very folder that was opened.
    let same = match (lock.metadata(), fs::symlink_metadata(folder)) {
        (Ok(opened), Ok(there)) => (opened.dev(), opened.ino()) == (there.dev(), there.ino()),
        _gone => false,
    };
    if same { Ok(lock) } else { Err(held().into()) }
}

fn is_empty(folder: &Path) -> Result<bool> {
    Ok(fs::read_dir(folder).map_err(|e| io_error(folder, &e))?.next().is_none())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn refused(code: &'static str, path: &Path, en: &str, ja: &str) -> Error {
    Problem::input(code, Place::file(&path.to_string_lossy()), en, ja).into()
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
struct Counted {
    file: File,
    bytes: u64,
    hash: Sha256,
    failed: Option<io::Error>,
}

impl Write for Counted {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self.file.write(buffer) {
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
        self.file.flush()
    }
}
