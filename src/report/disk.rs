//! The file system as a result needs it, one method an operation: everything that creates, names or removes a file of a
//! result goes through here, so that a test can let each single operation fail.
//!
//! The program has one disk, [`System`]. Another one can only be handed over as a value by code that calls the library;
//! no argument, variable or file chooses it.

use rustix::fs::{AtFlags, CWD, OFlags};
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Mode of a folder of a result: its owner's alone.
const FOLDER_MODE: u32 = 0o700;
/// Mode of a file of a result.
const FILE_MODE: u32 = 0o600;

/// What a result needs of a file system. Every method is one operation that may fail for itself.
///
/// # Errors
///
/// All methods: what the system says.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
pub trait Disk: fmt::Debug + Send + Sync {
    /// What stands at a path, symbolic links not followed; `None` where nothing does.
    fn look(&self, path: &Path) -> io::Result<Option<Metadata>>;
    /// Makes a folder (mode 0700) in one that is there.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes a folder (mode by the umask) that only leads to the result.
    fn make_parent(&self, path: &Path) -> io::Result<()>;
    /// The names in a folder, in no order.
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// Opens a folder, never through a symbolic link at its own name.
    fn open_folder(&self, path: &Path) -> io::Result<File>;
    /// Takes the lock on an opened folder (`flock`); `false` where another run has it.
    fn lock(&self, folder: &File) -> io::Result<bool>;
    /// Sets an opened folder's mode to 0700.
    fn make_private(&self, folder: &File) -> io::Result<()>;
    /// Creates a file without a name (Linux `O_TMPFILE`, mode 0600): the kernel removes it with the process.
    fn create_unnamed(&self, folder: &Path) -> io::Result<File>;
    /// Creates a file with a name (mode 0600), never over an existing one.
    fn create_named(&self, path: &Path) -> io::Result<File>;
    /// Writes some bytes.
    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<usize>;
    /// Flushes a file or folder to the disk.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Gives a file without a name its name, never over an existing one.
    fn link(&self, file: &File, path: &Path) -> io::Result<()>;
    /// Renames; a folder only onto nothing or an empty folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file or a symbolic link.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The operating system's file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Disk for System {
    fn look(&self, path: &Path) -> io::Result<Option<Metadata>> {
        match fs::symlink_metadata(path) {
            Ok(meta) => Ok(Some(meta)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        DirBuilder::new().mode(FOLDER_MODE).create(path)
    }

    fn make_parent(&self, path: &Path) -> io::Result<()> {
        DirBuilder::new().create(path)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.file_name())).collect()
    }

    fn open_folder(&self, path: &Path) -> io::Result<File> {
        let flags = (OFlags::NOFOLLOW | OFlags::DIRECTORY).bits() as i32;
        OpenOptions::new().read(true).custom_flags(flags).open(path)
    }

    fn lock(&self, folder: &File) -> io::Result<bool> {
        match folder.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(e)) => Err(e),
        }
    }

    fn make_private(&self, folder: &File) -> io::Result<()> {
        folder.set_permissions(Permissions::from_mode(FOLDER_MODE))
    }

    fn create_unnamed(&self, folder: &Path) -> io::Result<File> {
        let flags = OFlags::TMPFILE.bits() as i32;
        let file = OpenOptions::new().write(true).custom_flags(flags).mode(FILE_MODE).open(folder)?;
        // The name is given through this path; without it, the file could not be named.
        fs::symlink_metadata(descriptor(&file)).map_err(|_| io::ErrorKind::Unsupported)?;
        Ok(file)
    }

    fn create_named(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)
    }

    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn link(&self, file: &File, path: &Path) -> io::Result<()> {
        Ok(rustix::fs::linkat(CWD, descriptor(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

/// The path under which Linux shows an open file (`proc_pid_fd(5)`; `open(2)` on `O_TMPFILE` names files through it).
fn descriptor(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// Whether a file system says that it has no files without a name (`open(2)`: `EOPNOTSUPP`; `EISDIR` and `ENOENT` from
/// kernels that do not know the flag, `EINVAL` from some file systems).
pub(super) fn has_no_unnamed(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let codes = [Errno::OPNOTSUPP, Errno::ISDIR, Errno::NOENT, Errno::INVAL];
    error.kind() == io::ErrorKind::Unsupported
        || codes.iter().any(|code| error.raw_os_error() == Some(code.raw_os_error()))
}
