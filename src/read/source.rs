//! A file's bytes, digested while they are read, and the file's identity before and after.
//!
//! Standard input can be read once only; it is held in memory, where it can be read as often as a file.

use super::Encoding;
use super::files::{Files, Handle, Stdin};
use super::packed::{Damage, Packing, RATIO_MAX, Unpacked};
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use encoding_rs::{Decoder, DecoderResult};
use sha2::{Digest, Sha256};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use xxhash_rust::xxh3::Xxh3;

/// What a run read: the file as it was, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputDigest {
    /// The file as the user named it.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 over all its bytes, a byte order mark included.
    pub sha256: [u8; 32],
    /// Rows, the header left out.
    pub rows: u64,
    /// What a later reading is compared by.
    pub(super) quick: u128,
}

impl InputDigest {
    /// Whether another reading of the file saw the same bytes.
    pub(super) fn saw_the_same(&self, later: &Self) -> bool {
        (self.bytes, self.rows, self.quick) == (later.bytes, later.rows, later.quick)
    }
}

/// What tells one state of a file from another without reading it (POSIX `fstat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
    bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Identity {
    /// The identity of an open file; only regular files can be read twice and so be checked at all.
    fn of(handle: &Handle, name: &str) -> Result<Self> {
        let meta = match handle.state().map_err(|e| unreadable(name, &e))? {
            Ok(meta) => meta,
            Err(bytes) => {
                return Ok(Self { device: 0, inode: 0, bytes, modified: (0, 0), changed: (0, 0) });
            }
        };
        if !meta.is_file() {
            return Err(not_a_file(name));
        }
        Ok(Self {
            device: meta.dev(),
            inode: meta.ino(),
            bytes: meta.len(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
        })
    }

    /// Whether two identities are of one file, whatever its state.
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// The file's length in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// What stands for standard input where a file is named.
pub(super) const STDIN: &str = "-";

/// The most bytes that are taken from standard input: they are held in memory, beside the proposals made of them.
pub(super) const STDIN_BYTES_MAX: u64 = 1 << 30;

/// A file that can be opened again and again, and is then the same each time.
pub(super) struct Source {
    /// The file as the user named it.
    pub(super) name: Arc<str>,
    pub(super) identity: Identity,
    at: At,
}

/// Where the bytes lie.
enum At {
    Path(PathBuf, &'static dyn Files),
    Memory(Arc<[u8]>),
}

impl Source {
    /// Looks at a file.
    pub(super) fn open(path: &Path, files: &'static dyn Files) -> Result<Self> {
        let name: Arc<str> = Arc::from(path.to_string_lossy().as_ref());
        let at = At::Path(path.to_owned(), files);
        let identity = Identity::of(&at.open(&name)?, &name)?;
        Ok(Self { name, identity, at })
    }

    /// Takes all of standard input, and gives its first bytes too.
    pub(super) fn stdin(files: &'static dyn Files) -> Result<(Self, Vec<u8>)> {
        let mut bytes = Vec::new();
        let read = Stdin(files).take(STDIN_BYTES_MAX + 1).read_to_end(&mut bytes);
        read.map_err(|e| unreadable(STDIN, &e))?;
        if bytes.len() as u64 > STDIN_BYTES_MAX {
            return Err(Problem::input(
                "E_STDIN_SIZE",
                Place::file(STDIN),
                format!("more than {STDIN_BYTES_MAX} bytes on standard input"),
                format!("標準入力が {STDIN_BYTES_MAX} バイトを超えています"),
            )
            .help("write them to a file and name the file", "ファイルに書き出して指定してください")
            .into());
        }
        let first = bytes[..bytes.len().min(1 << 16)].to_vec();
        let at = At::Memory(Arc::from(bytes));
        let name: Arc<str> = Arc::from(STDIN);
        let identity = Identity::of(&at.open(&name)?, &name)?;
        Ok((Self { name, identity, at }, first))
    }

    /// Bytes that lie in memory already, under the name by which problems are told.
    pub(super) fn memory(name: &str, bytes: Vec<u8>) -> Result<Self> {
        let (name, at): (Arc<str>, At) = (Arc::from(name), At::Memory(Arc::from(bytes)));
        let identity = Identity::of(&at.open(&name)?, &name)?;
        Ok(Self { name, identity, at })
    }

    /// Opens the file again and holds that it is still the one that was looked at before.
    pub(super) fn reopen(&self) -> Result<Handle> {
        let handle = self.at.open(&self.name)?;
        self.is_unchanged(&handle)?;
        Ok(handle)
    }

    /// Holds that an open file is still what it was.
    pub(super) fn is_unchanged(&self, handle: &Handle) -> Result<()> {
        if Identity::of(handle, &self.name)? == self.identity {
            Ok(())
        } else {
            Err(changed(&self.name).into())
        }
    }
}

impl At {
    /// The error says whether a file is missing (a usage error) or cannot be read.
    fn open(&self, name: &str) -> Result<Handle> {
        let (path, files) = match self {
            Self::Path(path, files) => (path, *files),
            Self::Memory(bytes) => return Ok(Handle::of_memory(bytes.clone())),
        };
        let refused = |e: io::Error| {
            if e.kind() == io::ErrorKind::NotFound {
                let place = Place::file(name);
                Problem::input("E_FILE_MISSING", place, "no such file", "ファイルがありません")
            } else {
                unreadable(name, &e)
            }
        };
        // A pipe without a writer would hold the program up for ever.
        if !files.look(path).map_err(refused)?.is_file() {
            return Err(not_a_file(name));
        }
        Ok(Handle::of_file(files.open(path).map_err(refused)?, files))
    }
}

fn not_a_file(name: &str) -> Error {
    Problem::input("E_FILE_KIND", Place::file(name), "not a regular file", "通常のファイルではありません")
        .help("write the data to a file first", "先にファイルへ書き出してください")
        .into()
}

/// The operating system would not let us read, or a packed file is damaged.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Problem {
    if let Some(damage) = Damage::of(error) {
        return damaged(name, damage);
    }
    let kind = error.kind();
    Problem::surroundings(
        "E_FILE_READ",
        Place::file(name),
        format!("cannot be read: {kind}"),
        format!("読み込めません: {kind}"),
    )
}

fn damaged(name: &str, damage: Damage) -> Problem {
    let problem = |code, en: &str, ja: &str| Problem::input(code, Place::file(name), en, ja);
    match damage {
        Damage::Cut => {
            problem("E_PACKED_CUT", "the packed data end in the middle", "圧縮データが途中で終わっています")
                .help("copy the file again, whole", "ファイルを完全な形でコピーし直してください")
        }
        Damage::Broken => problem(
            "E_PACKED",
            "not the packed data its extension promises, or damaged",
            "拡張子の示す圧縮形式ではないか、壊れています",
        )
        .help("pack the file again", "圧縮し直してください"),
        Damage::Bomb => problem(
            "E_PACKED_BOMB",
            &format!("unpacks to more than {RATIO_MAX} times its size"),
            &format!("展開すると {RATIO_MAX} 倍を超える大きさになります"),
        )
        .help("if the file is sound, unpack it first", "正しいファイルであれば、先に展開してください"),
    }
}

/// Reading broke off in the middle. Text that ends early or is no longer valid was so before: it changed.
pub(super) fn interrupted(name: &str, error: &io::Error) -> Error {
    if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) {
        changed(name).into()
    } else {
        unreadable(name, error).into()
    }
}

/// The file is not what it was a moment ago.
pub(super) fn changed(name: &str) -> Problem {
    Problem::input(
        "E_FILE_CHANGED",
        Place::file(name),
        "the file changed while it was read",
        "読み込み中にファイルが変わりました",
    )
    .help("let the writing job finish, then run again", "書き込みが終わってから、もう一度実行してください")
}

/// A file that digests what is read from it.
///
/// Its SHA-256 is taken once. That a later reading sees the same bytes is told by a quicker hash of 128 bits (XXH3) with
/// a seed that nobody outside can know, beside the file's length, inode and times.
pub(super) struct Hashed {
    file: Handle,
    sha256: Option<Sha256>,
    quick: Box<Xxh3>,
    bytes: u64,
}

/// A seed that is the same for one run of the program and cannot be known before it.
fn seed() -> u64 {
    static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(std::process::id()));
    *SEED
}

impl Hashed {
    /// Of a file that an earlier reading has digested, only what tells whether it is still the same is taken.
    pub(super) fn new(file: Handle, is_digested: bool) -> Self {
        let sha256 = (!is_digested).then(Sha256::new);
        Self { file, sha256, quick: Box::new(Xxh3::with_seed(seed())), bytes: 0 }
    }

    /// The digest, once all has been read; fails where the file is no longer what it was before.
    pub(super) fn finish(self, source: &Source, rows: u64) -> Result<InputDigest> {
        source.is_unchanged(&self.file)?;
        if self.bytes != source.identity.bytes {
            return Err(changed(&source.name).into());
        }
        let sha256 = self.sha256.map(|sha256| sha256.finalize().into()).unwrap_or_default();
        let (bytes, quick) = (self.bytes, self.quick.digest128());
        Ok(InputDigest { name: source.name.to_string(), bytes, sha256, rows, quick })
    }
}

impl Read for Hashed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(out)?;
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(&out[..n]);
        }
        self.quick.update(&out[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}

/// The bytes to cut into records: the file's own, or UTF-8 where the file is UTF-16, whose bytes cannot be cut.
pub(super) struct Stream {
    inner: Unpacked<Hashed>,
    utf16: Option<(Decoder, Vec<u8>)>,
}

/// Bytes read at once: few calls, and what was read is digested while it is in the cache.
const READ_BYTES: usize = 256 << 10;

/// Appends up to so many bytes and says how many: fewer only at the end.
fn append(from: &mut impl Read, want: usize, out: &mut Vec<u8>) -> io::Result<usize> {
    let start = out.len();
    out.resize(start + want, 0);
    let (mut at, mut outcome) = (start, Ok(()));
    while at < start + want {
        let end = (at + READ_BYTES).min(start + want);
        match from.read(&mut out[at..end]) {
            Ok(0) => break,
            Ok(n) => at += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => {
                outcome = Err(e);
                break;
            }
        }
    }
    out.truncate(at);
    outcome.map(|()| at - start)
}

impl Stream {
    /// Starts at the first byte after the byte order mark.
    pub(super) fn new(inner: Hashed, packing: Packing, encoding: Encoding, bom: bool) -> io::Result<Self> {
        let mut inner = Unpacked::new(inner, packing)?;
        let utf16 = match encoding {
            Encoding::Utf8 => {
                if bom {
                    inner.read_exact(&mut [0; 3])?;
                }
                None
            }
            Encoding::Cp932 => None,
            Encoding::Utf16Le | Encoding::Utf16Be => {
                if bom {
                    inner.read_exact(&mut [0; 2])?;
                }
                Some((encoding.whatwg().new_decoder_without_bom_handling(), Vec::new()))
            }
        };
        Ok(Self { inner, utf16 })
    }

    /// How many bytes of the file were taken so far.
    pub(super) fn taken(&self) -> u64 {
        self.inner.packed()
    }

    /// Appends about `want` more bytes; `true` where the end of the file was reached.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>, want: usize) -> io::Result<bool> {
        let Some((decoder, raw)) = &mut self.utf16 else {
            return Ok(append(&mut self.inner, want, out)? < want);
        };
        raw.clear();
        let end = append(&mut self.inner, want, raw)? < want;
        let start = out.len();
        let room = decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(usize::MAX / 4);
        out.resize(start + room, 0);
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(raw, &mut out[start..], end);
        out.truncate(start + written);
        match result {
            DecoderResult::InputEmpty => Ok(end),
            DecoderResult::OutputFull | DecoderResult::Malformed(..) => {
                Err(io::ErrorKind::InvalidData.into())
            }
        }
    }

    /// Gives the digesting file back.
    pub(super) fn into_inner(self) -> Hashed {
        self.inner.into_inner()
    }
}
