//! Packed text: gzip (RFC 1952, several members one after another included) and Zstandard (RFC 8878, several frames
//! included), unpacked while it is read.
//!
//! The bytes that are digested are the packed ones, as they lie on the disk. What is no such stream, breaks off or is
//! damaged is an error that names the file. A bomb is a small file that unpacks to a huge one: unpacking stops where more
//! than [`RATIO_MAX`] times as many bytes come out as went in, once [`FREE_BYTES`] have come out. Customer tables pack to
//! a third or a tenth, and columns that hardly change to a fiftieth (own measurements on `synth` tables); deflate cannot
//! reach more than 1,032 times, Zstandard reaches some ten thousand times.

use flate2::read::MultiGzDecoder;
use std::fmt;
use std::io::{self, BufReader, Read};
use zstd::stream::read::Decoder as ZstdDecoder;

/// How many bytes may come out, whatever went in.
pub(super) const FREE_BYTES: u64 = 64 << 20;

/// How many times as many bytes may come out as went in.
pub(super) const RATIO_MAX: u64 = 200;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// What is wrong with a packed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// It ends in the middle.
    Cut,
    /// Its bytes are no such stream, or its checksum is another one.
    Broken,
    /// It unpacks to more than [`RATIO_MAX`] times its size.
    Bomb,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Damage {}

impl Damage {
    /// The damage that an error of [`Unpacked`] carries.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<Self>().copied()
    }
}

/// Whether so much out of so little is a bomb.
pub(super) fn is_bomb(packed: u64, unpacked: u64) -> bool {
    unpacked > FREE_BYTES && unpacked / RATIO_MAX > packed
}

/// Counts what is read.
pub(super) struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.bytes += n as u64;
        Ok(n)
    }
}

/// The unpacked bytes of a stream.
pub(super) struct Unpacked<R: Read> {
    stream: Unpacking<R>,
    unpacked: u64,
}

enum Unpacking<R: Read> {
    Plain(Counted<R>),
    Gzip(Box<MultiGzDecoder<Counted<R>>>),
    Zstd(ZstdDecoder<'static, BufReader<Counted<R>>>),
}

impl<R: Read> Unpacked<R> {
    /// Starts unpacking.
    pub(super) fn new(inner: R, packing: Packing) -> io::Result<Self> {
        let counted = Counted { inner, bytes: 0 };
        let stream = match packing {
            Packing::Plain => Unpacking::Plain(counted),
            Packing::Gzip => Unpacking::Gzip(Box::new(MultiGzDecoder::new(counted))),
            Packing::Zstd => Unpacking::Zstd(ZstdDecoder::new(counted)?),
        };
        Ok(Self { stream, unpacked: 0 })
    }

    /// How many packed bytes were taken so far.
    pub(super) fn packed(&self) -> u64 {
        match &self.stream {
            Unpacking::Plain(counted) => counted.bytes,
            Unpacking::Gzip(decoder) => decoder.get_ref().bytes,
            Unpacking::Zstd(decoder) => decoder.get_ref().get_ref().bytes,
        }
    }

    /// Gives the packed stream back.
    pub(super) fn into_inner(self) -> R {
        match self.stream {
            Unpacking::Plain(counted) => counted.inner,
            Unpacking::Gzip(decoder) => decoder.into_inner().inner,
            Unpacking::Zstd(decoder) => decoder.finish().into_inner().inner,
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = match &mut self.stream {
            Unpacking::Plain(counted) => return counted.read(out),
            Unpacking::Gzip(decoder) => decoder.read(out),
            Unpacking::Zstd(decoder) => decoder.read(out),
        }
        .map_err(damaged)?;
        self.unpacked += n as u64;
        if is_bomb(self.packed(), self.unpacked) {
            return Err(io::Error::other(Damage::Bomb));
        }
        Ok(n)
    }
}

/// An error of the decoders; those of the operating system, which carry its number, stay what they are.
fn damaged(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
        return error;
    }
    let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
    io::Error::other(if is_cut { Damage::Cut } else { Damage::Broken })
}
