//! The file system as reading needs it, one method an operation: everything that looks at an input, opens it or reads it
//! goes through here, so that a test can let each single operation fail.
//!
//! The program has one, [`SystemFiles`]. Another one can only be handed over as a value by code that calls the library; no
//! argument, variable or file chooses it.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// What reading needs of a file system. Every method is one operation that may fail for itself.
///
/// # Errors
///
/// All methods: what the system says.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
pub trait Files: fmt::Debug + Send + Sync {
    /// What stands at a path, symbolic links followed.
    fn look(&self, path: &Path) -> io::Result<Metadata>;
    /// Opens a file for reading.
    fn open(&self, path: &Path) -> io::Result<File>;
    /// What an open file is.
    fn state(&self, file: &File) -> io::Result<Metadata>;
    /// Reads some bytes; 0 at the end.
    fn read(&self, file: &File, out: &mut [u8]) -> io::Result<usize>;
    /// Moves to another byte.
    fn seek(&self, file: &File, to: SeekFrom) -> io::Result<u64>;
    /// Reads some bytes of standard input; 0 at the end.
    fn read_stdin(&self, out: &mut [u8]) -> io::Result<usize>;
}

/// The operating system's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

impl Files for SystemFiles {
    fn look(&self, path: &Path) -> io::Result<Metadata> {
        fs::metadata(path)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    fn state(&self, file: &File) -> io::Result<Metadata> {
        file.metadata()
    }

    fn read(&self, mut file: &File, out: &mut [u8]) -> io::Result<usize> {
        file.read(out)
    }

    fn seek(&self, mut file: &File, to: SeekFrom) -> io::Result<u64> {
        file.seek(to)
    }

    fn read_stdin(&self, out: &mut [u8]) -> io::Result<usize> {
        io::stdin().lock().read(out)
    }
}

/// All bytes of a small file.
///
/// # Errors
///
/// What the system says.
pub fn read_whole(files: &'static dyn Files, path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Handle::of_file(files.open(path)?, files).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Standard input.
pub(super) struct Stdin(pub(super) &'static dyn Files);

impl Read for Stdin {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read_stdin(out)
    }
}

/// Open bytes, at the first of them.
pub(super) struct Handle {
    at: At,
    failure: Option<io::Error>,
}

/// Where the bytes lie.
enum At {
    File(File, &'static dyn Files),
    Memory(Cursor<Arc<[u8]>>),
}

impl Handle {
    pub(super) fn of_file(file: File, files: &'static dyn Files) -> Self {
        Self { at: At::File(file, files), failure: None }
    }

    pub(super) fn of_memory(bytes: Arc<[u8]>) -> Self {
        Self { at: At::Memory(Cursor::new(bytes)), failure: None }
    }

    /// What the file is; the number of bytes where they lie in memory.
    pub(super) fn state(&self) -> io::Result<Result<Metadata, u64>> {
        match &self.at {
            At::File(file, files) => files.state(file).map(Ok),
            At::Memory(bytes) => Ok(Err(bytes.get_ref().len() as u64)),
        }
    }

    /// The last error of the system, which a parser between may have dropped.
    #[cfg_attr(not(feature = "columnar"), expect(dead_code, reason = "only Parquet and Arrow need it"))]
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &done
            && error.kind() != io::ErrorKind::Interrupted
        {
            let code = error.raw_os_error();
            self.failure = Some(code.map_or_else(|| error.kind().into(), io::Error::from_raw_os_error));
        }
        done
    }
}

impl Read for Handle {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let done = match &mut self.at {
            At::File(file, files) => files.read(file, out),
            At::Memory(bytes) => bytes.read(out),
        };
        self.noted(done)
    }
}

impl Seek for Handle {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let done = match &mut self.at {
            At::File(file, files) => files.seek(file, to),
            At::Memory(bytes) => bytes.seek(to),
        };
        self.noted(done)
    }
}
