//! The texts of a workbook: how they are escaped, and the table of those that many cells show (shared strings, ECMA-376 part 1,
//! 18.4): a cell then holds a number, and what a report says a million times is formatted and compressed once.
//!
//! The table is written after the sheets, so it is kept until then. It takes no more than [`TEXTS_MAX`] texts and
//! [`BYTES_MAX`] bytes; what it does not take stands in its cell.

use hashbrown::HashMap;
use std::fmt::Write as _;

/// The most texts of the table. What a report says of 10,000,000 proposals are far fewer; more would be kept by readers too.
const TEXTS_MAX: usize = 1 << 16;
/// The most bytes of the texts of the table.
const BYTES_MAX: usize = 8 << 20;
/// The most characters of a cell (Excel specifications and limits), which Excel counts as units of UTF-16.
const CELL_UNITS_MAX: usize = 32_767;

/// The table of texts that cells share, numbered in the order in which cells first show them.
pub(super) struct Shared {
    numbers: HashMap<Box<str>, u32>,
    /// The texts as they will be written.
    xml: String,
    /// How many cells refer to the table.
    uses: u64,
    texts_max: usize,
    bytes: usize,
}

impl Shared {
    /// An empty table.
    pub(super) fn new() -> Self {
        Self::of_at_most(TEXTS_MAX)
    }

    /// An empty table that takes so many texts.
    fn of_at_most(texts_max: usize) -> Self {
        Self { numbers: HashMap::new(), xml: String::new(), uses: 0, texts_max, bytes: 0 }
    }

    /// The number of a text for one more cell; `None` where it is not in the table and the table takes no more.
    pub(super) fn number(&mut self, text: &str) -> Option<u32> {
        let number = match self.numbers.get(text) {
            Some(number) => *number,
            None if self.numbers.len() < self.texts_max && self.bytes + text.len() <= BYTES_MAX => {
                let number = self.numbers.len() as u32;
                self.bytes += text.len();
                self.xml.push_str("<si>");
                push_text(text, &mut self.xml);
                self.xml.push_str("</si>");
                self.numbers.insert(text.into(), number);
                number
            }
            None => return None,
        };
        self.uses += 1;
        Some(number)
    }

    /// The part `xl/sharedStrings.xml`.
    pub(super) fn part(self) -> [String; 3] {
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"{}\" uniqueCount=\"{}\">",
            self.uses,
            self.numbers.len()
        );
        [head, self.xml, "</sst>".to_owned()]
    }
}

/// A text as XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    push_escaped(text, &mut out);
    out
}

/// Appends a text as an element; one with spaces or line ends says that they count (ECMA-376 part 1, 18.4.12).
pub(super) fn push_text(text: &str, out: &mut String) {
    let is_one_word = text.bytes().all(|b| b.is_ascii_graphic());
    out.push_str(if is_one_word { "<t>" } else { "<t xml:space=\"preserve\">" });
    push_escaped(text, out);
    out.push_str("</t>");
}

/// Appends a text as XML: what XML forbids and what Excel reads as an escape (`_x000D_`) is escaped as Excel does
/// (ECMA-376 part 1, 22.9.2.19), and what is longer than a cell is cut.
fn push_escaped(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let needs_care = |at: usize| match CARE[bytes[at] as usize] {
        Care::None => false,
        Care::Always => true,
        Care::Underscore => bytes.get(at + 1) == Some(&b'x'),
        // U+FFFE and U+FFFF.
        Care::Last => bytes.get(at + 1) == Some(&0xbf) && bytes.get(at + 2).is_some_and(|b| *b >= 0xbe),
    };
    if text.len() < CELL_UNITS_MAX && !(0..bytes.len()).any(needs_care) {
        out.push_str(text);
        return;
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        // Where more follows there must be room for the mark that says so.
        let is_last = at + c.len_utf8() == text.len();
        if units > CELL_UNITS_MAX - usize::from(!is_last) {
            out.push('…');
            return;
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if is_escape(&text[at..]) => out.push_str("_x005F_"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                let _ = write!(out, "_x{:04X}_", c as u32);
            }
            c => out.push(c),
        }
    }
}

/// What a byte of a text asks for.
#[derive(Clone, Copy, PartialEq)]
enum Care {
    None,
    /// A control character, one with a meaning in XML, or the first byte of a control character of two (0xc2).
    Always,
    /// What may begin an escape.
    Underscore,
    /// The first byte of the last characters of the first plane, two of which XML forbids.
    Last,
}

/// What each byte asks for.
static CARE: [Care; 256] = {
    let mut care = [Care::None; 256];
    let mut byte = 0;
    while byte < 256 {
        care[byte] = match byte as u8 {
            b'\n' | b'\t' => Care::None,
            0..0x20 | 0x7f | 0xc2 | b'&' | b'<' | b'>' | b'"' => Care::Always,
            b'_' => Care::Underscore,
            0xef => Care::Last,
            _any_other => Care::None,
        };
        byte += 1;
    }
    care
};

/// Whether a text starts with what Excel reads as an escape.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_excel_does() {
        for (text, expected) in [
            ("a<b>&\"", "a&lt;b&gt;&amp;&quot;"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x004_", "_x004_"),
            ("a\u{1}b", "a_x0001_b"),
            ("（a\u{ffff}）_\u{85}", "（a_xFFFF_）__x0085_"),
            ("name_kanji.similar（姓）", "name_kanji.similar（姓）"),
            ("=1+1", "=1+1"),
            ("一行\n二行\t", "一行\n二行\t"),
            ("\u{fffe}／名", "_xFFFE_／名"),
            ("\u{7f}", "_x007F_"),
        ] {
            assert_eq!(escaped(text), expected);
        }
        let whole = "あ".repeat(CELL_UNITS_MAX);
        assert_eq!(escaped(&whole), whole);
        let cut = format!("{}…", "あ".repeat(CELL_UNITS_MAX - 1));
        assert_eq!(escaped(&"あ".repeat(40_000)), cut);
        assert_eq!(escaped(&format!("{whole}あ")), cut);
        let pairs = format!("{}…", "\u{1f600}".repeat(CELL_UNITS_MAX / 2));
        assert_eq!(escaped(&"\u{1f600}".repeat(20_000)), pairs);
        assert_eq!(pairs.encode_utf16().count(), CELL_UNITS_MAX);
    }

    #[test]
    fn a_text_has_one_number_and_every_use_is_counted() {
        let mut shared = Shared::new();
        let numbers = ["a", "b", "a", "<_x0041_>", "b", "a"].map(|text| shared.number(text).unwrap());
        assert_eq!(numbers, [0, 1, 0, 2, 1, 0]);
        let part = shared.part().concat();
        assert!(part.contains(" count=\"6\" uniqueCount=\"3\">"), "{part}");
        let texts = ["a", "b", "&lt;_x005F_x0041_&gt;"];
        let items = texts.map(|text| format!("<si><t>{text}</t></si>"));
        assert!(part.ends_with(&format!("{}</sst>", items.concat())), "{part}");
    }

    #[test]
    fn a_full_table_knows_its_texts_and_takes_no_more() {
        let mut shared = Shared::of_at_most(2);
        let numbers = ["a", "b", "c", "b", "c"].map(|text| shared.number(text));
        assert_eq!(numbers, [Some(0), Some(1), None, Some(1), None]);
        let part = shared.part().concat();
        assert!(part.contains(" count=\"3\" uniqueCount=\"2\">"), "{part}");
        let mut shared = Shared::new();
        let long = "x".repeat(BYTES_MAX / 2);
        assert_eq!(shared.number(&long), Some(0));
        assert_eq!(shared.number(&format!("{long}y")), None, "too many bytes");
        assert_eq!((shared.number("short"), shared.number(&long)), (Some(1), Some(0)));
    }
}
