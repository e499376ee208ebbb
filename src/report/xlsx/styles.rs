//! The looks of cells (ECMA-376 part 1, 18.8): one list of styles, in the order of [`Style`].
//!
//! Colours are those of the page on paper, light enough for black text.

use std::fmt::Write as _;

/// The looks of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Style {
    Plain,
    Header,
    /// A text that stays one when it is edited.
    Text,
    /// The same for a text that a spreadsheet would take for a formula when it is edited.
    Quoted,
    Number,
    Bits,
    Wrapped,
    /// What a steward fills in.
    Input,
    Title,
    Heading,
    Good,
    Doubt,
    Bad,
    Faint,
    Missing,
    Placeholder,
    Invalid,
    Exact,
    Normalized,
    Variant,
    Similar,
    Different,
}

/// Font, fill, number format, wrapped, quoted. Fonts: 0 plain, 1 bold white, 2 bold large, 3 bold, 4 grey.
const LOOKS: [(u8, Option<&str>, u8, bool, bool); 22] = [
    (0, None, 0, false, false),
    (1, Some("FF23408E"), 49, true, false),
    (0, None, 49, false, false),
    (0, None, 49, false, true),
    (0, None, 3, false, false),
    (0, None, 164, false, false),
    (0, None, 49, true, false),
    (0, Some("FFFFF7D6"), 49, true, false),
    (2, None, 49, false, false),
    (3, Some("FFECE8DD"), 49, false, false),
    (3, Some("FFDDEFE3"), 49, false, false),
    (3, Some("FFFBEDC9"), 49, false, false),
    (3, Some("FFFBE1DC"), 49, false, false),
    (4, None, 49, false, false),
    (0, Some("FFE3E5E9"), 49, false, false),
    (0, Some("FFDEDCF2"), 49, false, false),
    (0, Some("FFEEDCF0"), 49, false, false),
    (0, Some("FFCFE9D9"), 49, false, false),
    (0, Some("FFE2F3E9"), 49, false, false),
    (0, Some("FFD3EEF0"), 49, false, false),
    (0, Some("FFFBEDC9"), 49, false, false),
    (0, Some("FFF7C9C3"), 49, false, false),
];

/// The part `xl/styles.xml`.
pub(super) fn part() -> String {
    let fills: Vec<&str> = LOOKS.iter().filter_map(|look| look.1).collect();
    let mut text = String::from(HEAD);
    let _ = write!(text, "<fills count=\"{}\">{NO_FILLS}", fills.len() + 2);
    for fill in &fills {
        let _ = write!(
            text,
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{fill}\"/><bgColor indexed=\"64\"/></patternFill></fill>"
        );
    }
    let _ = write!(text, "</fills>{BORDERS}<cellXfs count=\"{}\">", LOOKS.len());
    let mut next = 2;
    for (font, fill, format, wrapped, quoted) in LOOKS {
        let fill = fill.map_or(0, |_| {
            next += 1;
            next - 1
        });
        let border = u8::from(fill > 0);
        let quote = if quoted { " quotePrefix=\"1\"" } else { "" };
        let wrap = if wrapped { " wrapText=\"1\"" } else { "" };
        let _ = write!(
            text,
            "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"{quote}><alignment vertical=\"center\"{wrap}/></xf>"
        );
    }
    text.push_str(TAIL);
    text
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"0.0\"/></numFmts><fonts count=\"5\"><font><sz val=\"11\"/><name val=\"Yu Gothic\"/></font><font><b/><sz val=\"11\"/><color rgb=\"FFFFFFFF\"/><name val=\"Yu Gothic\"/></font><font><b/><sz val=\"16\"/><name val=\"Yu Gothic\"/></font><font><b/><sz val=\"11\"/><name val=\"Yu Gothic\"/></font><font><sz val=\"10\"/><color rgb=\"FF545C6C\"/><name val=\"Yu Gothic\"/></font></fonts>";
const NO_FILLS: &str =
    "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>";
const BORDERS: &str = "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style=\"thin\"><color rgb=\"FFD9D4C7\"/></bottom><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>";
const TAIL: &str = "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";
