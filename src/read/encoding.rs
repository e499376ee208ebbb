//! The encodings of text files, and their text.
//!
//! CP932 is what the WHATWG Encoding Standard calls `Shift_JIS` (Windows-31J), without the lone byte 0x80.

use std::borrow::Cow;

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

    pub(super) fn is_utf16(self) -> bool {
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

impl Encoding {
    /// The text of a block that may end in the middle of a character, which is then left out: it has at most three bytes there.
    pub(super) fn cut_text(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        (0..=3).find_map(|left_out| self.block_text(&bytes[..bytes.len().checked_sub(left_out)?]))
    }
}

/// What the decoder of the standard makes of the byte 0x80 in CP932.
const LONE_80: char = '\u{80}';

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn a_block_that_ends_in_a_character_is_read_up_to_it() {
        let cp932 = [0x93, 0x8c, 0xb1, b'a', 0x8b, 0x9e];
        let all = ["東", "ｱ", "a", "京"];
        for end in 0..=cp932.len() {
            let whole = match end {
                0 | 1 => 0,
                2 => 1,
                3 => 2,
                4 | 5 => 3,
                _all => 4,
            };
            assert_eq!(
                Encoding::Cp932.cut_text(&cp932[..end]).as_deref(),
                Some(all[..whole].concat().as_str())
            );
        }
        let text = "a\u{e9}あ\u{20bb7}";
        for end in 0..=text.len() {
            let whole = (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            assert_eq!(Encoding::Utf8.cut_text(&text.as_bytes()[..end]).as_deref(), Some(&text[..whole]));
        }
        assert_eq!(Encoding::Utf8.cut_text(b"\xffabcd"), None);
    }
}
