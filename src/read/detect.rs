//! Which encoding a text file is in, told from all of its bytes; never a guess, never a repair.
//!
//! A byte order mark decides; else a file that is UTF-8 from end to end is UTF-8; else one that is CP932 from end to
//! end, not EUC-JP as well, and does not start as UTF-8 beyond ASCII, is CP932. Everything else is an error with its place. CP932 is what the WHATWG Encoding
//! Standard calls `Shift_JIS` (Windows-31J); its lone byte 0x80, which that standard turns into U+0080, is
//! refused as the bytes A0, FD, FE and FF are. UTF-8 text decodes as CP932 without any error (田中 becomes
//! 逕ｰ荳ｭ), so valid UTF-8 beyond ASCII is refused where CP932 is declared.

use super::encoding::Encoding;
use super::files::Handle;
use super::format::magic;
use super::packed::{Packing, Unpacked};
use super::source::unreadable;
use super::usual::is_usual;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use encoding_rs::DecoderResult;
use std::io::{self, Read, Seek};

/// How many characters of three or four bytes in UTF-8 a file that is declared CP932 may start with. CP932 text is
/// valid UTF-8 by chance only for a character or two (a byte of 81 to 9F, where most kanji start, ends it).
const WIDE_BY_CHANCE: u64 = 32;

/// How many bytes are looked at together.
const CHUNK: usize = 1 << 20;

/// Tells the encoding of a file and whether it starts with a byte order mark.
pub(super) fn detect(
    file: Handle,
    name: &str,
    packing: Packing,
    separator: u8,
    wanted: Option<Encoding>,
) -> Result<(Encoding, bool)> {
    let mut look = Look { file, name, packing, separator };
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
    let header = first.split(|b| *b == b'\n').next().unwrap_or_default();
    let bom = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .find(|encoding| first.starts_with(encoding.bom()));
    if bom.is_none() && header.contains(&0) {
        return Err(look.no_bom());
    }
    look.detect(bom, wanted).unwrap_or_else(|e| Err(unreadable(name, &e).into()))
}

/// How far a file is UTF-8.
struct Utf8 {
    /// Offset of the first byte that is not.
    bad: Option<u64>,
    /// Whether all before it is ASCII.
    is_ascii: bool,
    /// How many characters of three or four bytes stand before it.
    wide: u64,
}

/// A file that is being looked at.
struct Look<'a> {
    file: Handle,
    name: &'a str,
    packing: Packing,
    separator: u8,
}

impl Look<'_> {
    /// The text from its first byte on.
    fn start(&mut self) -> io::Result<Unpacked<&mut Handle>> {
        self.file.rewind()?;
        Unpacked::new(&mut self.file, self.packing)
    }

    fn first_bytes(&mut self) -> io::Result<Vec<u8>> {
        let mut file = self.start()?;
        let mut first = Vec::new();
        Read::by_ref(&mut file).take(512).read_to_end(&mut first)?;
        Ok(first)
    }

    fn no_bom(&self) -> Error {
        Problem::input(
            "E_ENC_UTF16",
            Place::file(self.name),
            "UTF-16 without a byte order mark, or no text at all",
            "BOM のない UTF-16 か、テキストではないファイルです",
        )
        .help("save the file as UTF-8", "UTF-8 で保存し直してください")
        .into()
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
                return Ok(Err(self.no_bom()));
            }
            (None, Some(wanted)) => wanted,
            (None, None) => return self.undeclared(),
        };
        if encoding == Encoding::Cp932 {
            let utf8 = self.utf8(true)?;
            if (utf8.bad.is_none() && !utf8.is_ascii) || utf8.wide >= WIDE_BY_CHANCE {
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
        let utf8 = self.utf8(false)?;
        let Some(not_utf8) = utf8.bad else {
            return Ok(Ok((Encoding::Utf8, false)));
        };
        if !utf8.is_ascii {
            return self.mixed(Encoding::Utf8, not_utf8);
        }
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
        self.mixed(encoding, at)
    }

    /// The file starts in one encoding and does not end in it.
    fn mixed(&mut self, encoding: Encoding, at: u64) -> io::Result<Result<(Encoding, bool)>> {
        let place = self.place(encoding, at)?;
        let name = encoding.name();
        Ok(Err(Problem::input(
            "E_ENC_MIXED",
            place,
            format!("all bytes before are valid {name}, this one is not"),
            format!("ここまでは {name} として正しく、このバイトは違います"),
        )
        .help(
            "two files may have been joined, or a field cut in the middle of a character: export again in one \
             encoding; if all of it is cp932, say --encoding cp932",
            "2 つのファイルの連結か、文字の途中での切断が疑われます。1 つの文字コードで出力し直してください。\
             全体が CP932 なら --encoding cp932 を指定してください",
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

    /// How far the file is UTF-8. Wide characters are counted where that is asked for.
    fn utf8(&mut self, is_wide_asked: bool) -> io::Result<Utf8> {
        let mut file = self.start()?;
        let (mut buffer, mut passed) = (Vec::with_capacity(CHUNK + 4), 0_u64);
        let mut seen = Utf8 { bad: None, is_ascii: true, wide: 0 };
        loop {
            let end = Read::by_ref(&mut file).take(CHUNK as u64).read_to_end(&mut buffer)? == 0;
            let (valid, is_bad) = match simdutf8::compat::from_utf8(&buffer) {
                Ok(_) => (buffer.len(), false),
                Err(e) => (e.valid_up_to(), e.error_len().is_some() || end),
            };
            seen.is_ascii = seen.is_ascii && buffer[..valid].is_ascii();
            if is_wide_asked {
                seen.wide += buffer[..valid].iter().filter(|b| **b >= 0xe0).count() as u64;
            }
            passed += valid as u64;
            seen.bad = is_bad.then_some(passed);
            if is_bad || end {
                return Ok(seen);
            }
            buffer.drain(..valid);
        }
    }

    /// Offset of the first byte that is not valid in this encoding.
    fn first_bad(&mut self, encoding: Encoding) -> io::Result<Option<u64>> {
        match encoding {
            Encoding::Utf8 => Ok(self.utf8(false)?.bad),
            Encoding::Utf16Le | Encoding::Utf16Be => self.decode(encoding.whatwg()),
            Encoding::Cp932 => {
                let (bad, lone) = (self.decode(encoding.whatwg())?, self.lone_80()?);
                Ok(bad.into_iter().chain(lone).min())
            }
        }
    }

    /// Offset of the first byte that this decoder refuses.
    fn decode(&mut self, encoding: &'static encoding_rs::Encoding) -> io::Result<Option<u64>> {
        let mut file = self.start()?;
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (mut raw, mut out, mut passed) = (Vec::with_capacity(CHUNK), vec![0; 1 << 16], 0_u64);
        loop {
            raw.clear();
            let end = Read::by_ref(&mut file).take(CHUNK as u64).read_to_end(&mut raw)? == 0;
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
        let mut file = self.start()?;
        let (mut raw, mut passed, mut trail) = (Vec::with_capacity(CHUNK), 0_u64, false);
        loop {
            raw.clear();
            if Read::by_ref(&mut file).take(CHUNK as u64).read_to_end(&mut raw)? == 0 {
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
        let separator = self.separator;
        let mut file = self.start()?;
        let mut header = Vec::new();
        let (mut line, mut first, mut column, mut inside) = (1_u64, 1_u64, 1_usize, false);
        let mut left = at;
        let mut raw = Vec::with_capacity(CHUNK);
        while left > 0 {
            raw.clear();
            if Read::by_ref(&mut file).take(left.min(CHUNK as u64)).read_to_end(&mut raw)? == 0 {
                break;
            }
            for &byte in &raw {
                inside ^= byte == b'"';
                line += u64::from(byte == b'\n');
                if byte == b'\n' && !inside {
                    (first, column) = (line, 1);
                } else if byte == separator && !inside {
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
                let cell = text.trim_end().split(char::from(separator)).nth(column - 1)?.trim_matches('"');
                is_usual(cell).then(|| cell.to_owned())
            });
        Ok(if let Some(known) = known { place.under(&known) } else { place })
    }
}
