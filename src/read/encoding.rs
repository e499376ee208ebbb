//! Which encoding a text file is in, told from all of its bytes; never a guess, never a repair.
//!
//! A byte order mark decides; else a file that is UTF-8 from end to end is UTF-8; else one that is CP932 from end to
//! end, and not EUC-JP as well, is CP932. Everything else is an error with its place. CP932 is what the WHATWG Encoding
//! Standard calls `Shift_JIS` (Windows-31J); its lone byte 0x80, which that standard turns into U+0080, is
//! refused as the bytes A0, FD, FE and FF are. UTF-8 text decodes as CP932 without any error (田中 becomes
//! 逕ｰ荳ｭ), so valid UTF-8 beyond ASCII is refused where CP932 is declared.

use super::format::magic;
use super::header::is_usual;
use super::source::unreadable;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use encoding_rs::DecoderResult;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek};

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-31J, Microsoft's code page 932.
    Cp932,
}

impl Encoding {
    /// The encoding that `--encoding` names: `utf-8`, `utf-16` (the byte order mark decides) or `cp932`.
    ///
    /// ```
    /// use sekisho::read::Encoding;
    /// assert_eq!(Encoding::by_name("CP932"), Some(Encoding::Cp932));
    /// assert_eq!(Encoding::by_name("latin1"), None);
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "utf-16" | "utf16" | "utf-16le" => Some(Self::Utf16Le),
            "utf-16be" => Some(Self::Utf16Be),
            "cp932" | "windows-31j" | "shift_jis" | "sjis" => Some(Self::Cp932),
            _ => None,
        }
    }

    /// Its name for people and for `summary.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Cp932 => "cp932",
        }
    }

    /// The byte order mark.
    #[must_use]
    pub const fn bom(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xef\xbb\xbf",
            Self::Utf16Le => b"\xff\xfe",
            Self::Utf16Be => b"\xfe\xff",
            Self::Cp932 => b"",
        }
    }

    /// The same encoding in the WHATWG Encoding Standard.
    pub(super) fn whatwg(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Cp932 => encoding_rs::SHIFT_JIS,
        }
    }

    fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }

    /// The text of a block as it comes out of [`super::source::Stream`] (which gives UTF-8 for UTF-16); `None` where
    /// it is not valid, which a file that was looked at before can only be if it changed.
    pub(super) fn block_text(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be => {
                simdutf8::basic::from_utf8(bytes).ok().map(Cow::Borrowed)
            }
            Self::Cp932 => self
                .whatwg()
                .decode_without_bom_handling_and_without_replacement(bytes)
                .filter(|text| bytes.is_ascii() || !text.contains(LONE_80)),
        }
    }
}

/// What the decoder of the standard makes of the byte 0x80 in CP932.
const LONE_80: char = '\u{80}';

/// How many bytes are looked at together.
const CHUNK: usize = 1 << 20;

/// Tells the encoding of a file and whether it starts with a byte order mark.
pub(super) fn detect(
    file: &mut File,
    name: &str,
    separator: u8,
    wanted: Option<Encoding>,
) -> Result<(Encoding, bool)> {
    let mut look = Look { file, name, separator };
    let first = look.first_bytes().map_err(|e| unreadable(name, &e))?;
    if let Some(format) = magic(&first) {
        return Err(Problem::input(
            "E_FORMAT",
            Place::file(name),
            format!("this is {format}, not the text its extension promises"),
            format!("拡張子と違い、中身は {format} です"),
        )
        .help("give the file its own extension, or convert it", "正しい拡張子を付けるか、変換してください")
        .into());
    }
    let bom = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .find(|encoding| first.starts_with(encoding.bom()));
    look.detect(bom, wanted).unwrap_or_else(|e| Err(unreadable(name, &e).into()))
}

/// A file that is being looked at.
struct Look<'a> {
    file: &'a mut File,
    name: &'a str,
    separator: u8,
}

impl Look<'_> {
    fn first_bytes(&mut self) -> io::Result<Vec<u8>> {
        self.file.rewind()?;
        let mut first = Vec::new();
        Read::by_ref(self.file).take(8).read_to_end(&mut first)?;
        Ok(first)
    }

    fn detect(
        &mut self,
        bom: Option<Encoding>,
        wanted: Option<Encoding>,
    ) -> io::Result<Result<(Encoding, bool)>> {
        let encoding = match (bom, wanted) {
            (Some(found), Some(wanted)) if found != wanted && !(found.is_utf16() && wanted.is_utf16()) => {
                return Ok(Err(self.declared(found, wanted)));
            }
            (Some(found), _) => found,
            (None, Some(Encoding::Utf16Le | Encoding::Utf16Be)) => {
                return Ok(Err(Problem::input(
                    "E_ENC_UTF16",
                    Place::file(self.name),
                    "UTF-16 without a byte order mark",
                    "UTF-16 ですが、先頭に BOM がありません",
                )
                .help("save the file as UTF-8", "UTF-8 で保存し直してください")
                .into()));
            }
            (None, Some(wanted)) => wanted,
            (None, None) => return self.undeclared(),
        };
        if encoding == Encoding::Cp932 {
            let (bad, ascii) = self.utf8()?;
            if bad.is_none() && !ascii {
                return Ok(Err(self.declared(Encoding::Utf8, Encoding::Cp932)));
            }
        }
        Ok(match self.first_bad(encoding)? {
            None => Ok((encoding, bom.is_some())),
            Some(at) => Err(self.invalid(encoding, at)?),
        })
    }

    /// Neither a mark nor a declaration.
    fn undeclared(&mut self) -> io::Result<Result<(Encoding, bool)>> {
        let Some(not_utf8) = self.utf8()?.0 else {
            return Ok(Ok((Encoding::Utf8, false)));
        };
        let Some(not_cp932) = self.first_bad(Encoding::Cp932)? else {
            if self.decode(encoding_rs::EUC_JP)?.is_some() {
                return Ok(Ok((Encoding::Cp932, false)));
            }
            return Ok(Err(Problem::input(
                "E_ENC_AMBIGUOUS",
                Place::file(self.name),
                "the bytes are valid CP932 and valid EUC-JP",
                "CP932 としても EUC-JP としても読めてしまいます",
            )
            .help(
                "say --encoding cp932 if that is what it is; convert EUC-JP to UTF-8",
                "CP932 なら --encoding cp932 を付け、EUC-JP なら UTF-8 に変換してください",
            )
            .into()));
        };
        // The encoding that explains more of the file is the one it is meant to be.
        let (encoding, at) =
            if not_utf8 >= not_cp932 { (Encoding::Utf8, not_utf8) } else { (Encoding::Cp932, not_cp932) };
        let place = self.place(encoding, at)?;
        let name = encoding.name();
        Ok(Err(Problem::input(
            "E_ENC_MIXED",
            place,
            format!("all bytes before are valid {name}, this one is not, and the file is not of another encoding"),
            format!("ここまでは {name} として正しく、ここからは違います。ほかの文字コードでもありません"),
        )
        .help(
            "two files may have been joined, or a field cut in the middle of a character: export again in one encoding",
            "2 つのファイルの連結か、文字の途中での切断が疑われます。1 つの文字コードで出力し直してください",
        )
        .into()))
    }

    /// The declared encoding is not the file's.
    fn declared(&self, found: Encoding, wanted: Encoding) -> Error {
        let (found, wanted) = (found.name(), wanted.name());
        Problem::input(
            "E_ENC_DECLARED",
            Place::file(self.name),
            format!("declared {wanted}, but the bytes are {found}"),
            format!("{wanted} と指定されていますが、中身は {found} です"),
        )
        .help(format!("use --encoding {found}"), format!("--encoding {found} を指定してください"))
        .into()
    }

    /// A byte that the encoding does not have, with the hint that helps.
    fn invalid(&mut self, encoding: Encoding, at: u64) -> io::Result<Error> {
        let code = match encoding {
            Encoding::Utf8 => "E_ENC_UTF8",
            Encoding::Cp932 => "E_ENC_CP932",
            Encoding::Utf16Le | Encoding::Utf16Be => "E_ENC_UTF16",
        };
        let cp932 = encoding == Encoding::Utf8 && self.first_bad(Encoding::Cp932)?.is_none();
        let place = self.place(encoding, at)?;
        let name = encoding.name();
        let problem =
            Problem::input(code, place, format!("invalid {name}"), format!("{name} として正しくありません"));
        Ok(if cp932 {
            problem.help(
                "the file is valid cp932: use --encoding cp932",
                "CP932 としては正しいので --encoding cp932 を指定してください",
            )
        } else {
            problem.help("export the file again", "ファイルを出力し直してください")
        }
        .into())
    }

    /// Offset of the first byte that is not valid UTF-8, and whether all before it is ASCII.
    fn utf8(&mut self) -> io::Result<(Option<u64>, bool)> {
        self.file.rewind()?;
        let (mut buffer, mut passed, mut ascii) = (Vec::with_capacity(CHUNK + 4), 0_u64, true);
        loop {
            let end = Read::by_ref(self.file).take(CHUNK as u64).read_to_end(&mut buffer)? == 0;
            ascii = ascii && buffer.is_ascii();
            let valid = match simdutf8::compat::from_utf8(&buffer) {
                Ok(_) => buffer.len(),
                Err(e) if e.error_len().is_none() && !end => e.valid_up_to(),
                Err(e) => return Ok((Some(passed + e.valid_up_to() as u64), ascii)),
            };
            if end {
                return Ok((None, ascii));
            }
            buffer.drain(..valid);
            passed += valid as u64;
        }
    }

    /// Offset of the first byte that is not valid in this encoding.
    fn first_bad(&mut self, encoding: Encoding) -> io::Result<Option<u64>> {
        match encoding {
            Encoding::Utf8 => Ok(self.utf8()?.0),
            Encoding::Utf16Le | Encoding::Utf16Be => self.decode(encoding.whatwg()),
            Encoding::Cp932 => {
                let (bad, lone) = (self.decode(encoding.whatwg())?, self.lone_80()?);
                Ok(bad.into_iter().chain(lone).min())
            }
        }
    }

    /// Offset of the first byte that this decoder refuses.
    fn decode(&mut self, encoding: &'static encoding_rs::Encoding) -> io::Result<Option<u64>> {
        self.file.rewind()?;
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (mut raw, mut out, mut passed) = (Vec::with_capacity(CHUNK), vec![0; 1 << 16], 0_u64);
        loop {
            raw.clear();
            let end = Read::by_ref(self.file).take(CHUNK as u64).read_to_end(&mut raw)? == 0;
            let mut rest = raw.as_slice();
            loop {
                let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut out, end);
                passed += read as u64;
                rest = &rest[read..];
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(length, after) => {
                        return Ok(Some(passed.saturating_sub(u64::from(length) + u64::from(after))));
                    }
                }
            }
            if end {
                return Ok(None);
            }
        }
    }

    /// Offset of the first byte 0x80 that is no second byte of a CP932 character.
    fn lone_80(&mut self) -> io::Result<Option<u64>> {
        self.file.rewind()?;
        let (mut raw, mut passed, mut trail) = (Vec::with_capacity(CHUNK), 0_u64, false);
        loop {
            raw.clear();
            if Read::by_ref(self.file).take(CHUNK as u64).read_to_end(&mut raw)? == 0 {
                return Ok(None);
            }
            for (i, byte) in raw.iter().enumerate() {
                if !trail && *byte == 0x80 {
                    return Ok(Some(passed + i as u64));
                }
                trail = !trail && matches!(byte, 0x81..=0x9f | 0xe0..=0xfc);
            }
            passed += raw.len() as u64;
        }
    }

    /// Where a byte stands: the record's first line, its column, and the header where that is a usual one (in a file
    /// without a header the first line holds a customer).
    fn place(&mut self, encoding: Encoding, at: u64) -> io::Result<Place> {
        let place = Place::file(self.name).at_byte(at);
        if encoding.is_utf16() {
            return Ok(place);
        }
        self.file.rewind()?;
        let mut header = Vec::new();
        let (mut line, mut first, mut column, mut inside) = (1_u64, 1_u64, 1_usize, false);
        let mut left = at;
        let mut raw = Vec::with_capacity(CHUNK);
        while left > 0 {
            raw.clear();
            if Read::by_ref(self.file).take(left.min(CHUNK as u64)).read_to_end(&mut raw)? == 0 {
                break;
            }
            for &byte in &raw {
                inside ^= byte == b'"';
                line += u64::from(byte == b'\n');
                if byte == b'\n' && !inside {
                    (first, column) = (line, 1);
                } else if byte == self.separator && !inside {
                    column += 1;
                }
                if first == 1 && header.len() < CHUNK {
                    header.push(byte);
                }
            }
            left -= raw.len() as u64;
        }
        let place = place.at_line(first).at_column(column);
        let known = encoding
            .block_text(header.strip_prefix(Encoding::Utf8.bom()).unwrap_or(&header))
            .and_then(|text| {
                let cell =
                    text.trim_end().split(char::from(self.separator)).nth(column - 1)?.trim_matches('"');
                is_usual(cell).then(|| cell.to_owned())
            });
        Ok(if let Some(known) = known { place.under(&known) } else { place })
    }
}
