//! From what stands in a cell to the digits that would be dialled.
//!
//! Sources: the characters that libphonenumber 9.0.43 refuses or misreads between digits (`─ 〜 ･ ・ _`, `~` as an
//! extension, letters as keypad digits), measured; labels and words for an extension as Japanese forms print them (own
//! list). Nothing is dropped that is not listed: any other character makes the cell unreadable.

use crate::text::blank::is_nothing;
use crate::text::digits::{digit, fold_width, is_dash};

/// Digits of the longest number there is (ITU-T E.164: 15) with the international prefix 010 before it.
const DIGITS_MAX: usize = 18;
/// Longest extension that is read.
const EXTENSION_MAX: usize = 7;

/// A number as dialled: its digits, ASCII, without anything between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialled {
    digits: [u8; DIGITS_MAX],
    len: usize,
    /// Whether a plus sign stands before it, so that it starts with a country code.
    pub plus: bool,
    extension: [u8; EXTENSION_MAX],
    extension_len: usize,
}

impl Dialled {
    /// The digits, ASCII; at least one.
    pub fn digits(&self) -> &[u8] {
        &self.digits[..self.len]
    }

    /// The digits of the extension, ASCII; empty where there is none.
    pub fn extension(&self) -> &[u8] {
        &self.extension[..self.extension_len]
    }

    fn push(&mut self, d: u8) -> Option<()> {
        *self.digits.get_mut(self.len)? = b'0' + d;
        self.len += 1;
        Some(())
    }
}

/// Nothing dialled yet.
const NOTHING: Dialled =
    Dialled { digits: [0; DIGITS_MAX], len: 0, plus: false, extension: [0; EXTENSION_MAX], extension_len: 0 };

/// Reads a cell of digits, a leading plus and the separators between. `None` where anything else stands in it.
pub(super) fn digits(text: &str) -> Option<Dialled> {
    ordinary(text.as_bytes()).or_else(|| any_width(text))
}

/// The commonest cells: ASCII digits with hyphens, spaces or brackets between them. `None` leaves it to [`any_width`],
/// which gives the same answer for them, more slowly.
fn ordinary(text: &[u8]) -> Option<Dialled> {
    let mut dialled = NOTHING;
    for b in text {
        match b {
            b'0'..=b'9' => dialled.push(b - b'0')?,
            b'-' | b' ' | b'(' | b')' => {}
            _ => return None,
        }
    }
    (dialled.len > 0).then_some(dialled)
}

fn any_width(text: &str) -> Option<Dialled> {
    let mut dialled = NOTHING;
    for c in text.trim_matches(is_nothing).chars() {
        if let Some(d) = digit(c) {
            dialled.push(d)?;
        } else if matches!(c, '+' | '＋') {
            if dialled.plus || dialled.len > 0 {
                return None;
            }
            dialled.plus = true;
        } else if !is_separator(c) {
            return None;
        }
    }
    (dialled.len > 0).then_some(dialled)
}

/// What may stand between two digits of one number. A line end or a tab may not: what follows is another number.
fn is_separator(c: char) -> bool {
    is_dash(c)
        || matches!(
            c,
            ' ' | '\u{3000}'
                | '\u{a0}'
                | '('
                | ')'
                | '（'
                | '）'
                | '~'
                | '～'
                | '〜'
                | '･'
                | '・'
                | '_'
                | '＿'
        )
        || (is_nothing(c) && !c.is_whitespace() && !c.is_control())
}

/// Labels that may stand before a number, lower case and half width; a longer one before its own beginning.
const LABELS: &[&str] = &[
    "telephone",
    "mobile",
    "phone",
    "tel",
    "℡",
    "☎",
    "☏",
    "📞",
    "📱",
    "携帯電話番号",
    "携帯電話",
    "携帯番号",
    "携帯",
    "固定電話",
    "自宅電話",
    "自宅",
    "電話番号",
    "電話",
];

/// Words between a number and its extension, lower case and half width.
const EXTENSION_WORDS: &[&str] = &[";ext=", "extension", "ext.", "ext", "内線番号", "内線", "#", "x"];

/// Reads a cell that has a label, an extension, dots or slashes beside its digits.
pub(super) fn with_words(text: &str) -> Option<Dialled> {
    let folded: String =
        text.trim_matches(is_nothing).chars().map(|c| fold_width(c).to_ascii_lowercase()).collect();
    let bare = without_label(&folded);
    let (number, extension) = without_extension(bare)?;
    let number = plain_dots(number)?;
    let number = plain_slashes(&number)?;
    let mut dialled = digits(&number)?;
    for d in extension.chars().filter_map(digit) {
        *dialled.extension.get_mut(dialled.extension_len)? = b'0' + d;
        dialled.extension_len += 1;
    }
    Some(dialled)
}

/// The text after a label and the colon or space behind it.
fn without_label(text: &str) -> &str {
    let Some(rest) = LABELS.iter().find_map(|label| text.strip_prefix(label)) else { return text };
    rest.trim_start_matches([':', '.', ' ', '-', '\u{fe0e}', '\u{fe0f}'])
}

/// The number and the digits of its extension; `None` where an extension is announced and none follows.
fn without_extension(text: &str) -> Option<(&str, &str)> {
    let Some((at, word)) =
        EXTENSION_WORDS.iter().filter_map(|word| Some((text.find(word)?, word))).min_by_key(|(at, _)| *at)
    else {
        return Some((text, ""));
    };
    let number = text[..at].trim_end_matches([' ', '(', ',']);
    let extension =
        text[at + word.len()..].trim_start_matches([' ', ':', '.', '-']).trim_end_matches([' ', ')']);
    let plain = !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_digit());
    plain.then_some((number, extension))
}

/// Dots between groups of digits as hyphens. A single dot is a spreadsheet's decimal point (`9012345678.0`,
/// `903456781.2`): whatever the number was, its digits are not these.
fn plain_dots(text: &str) -> Option<String> {
    (text.bytes().filter(|b| *b == b'.').count() != 1).then(|| text.replace('.', "-"))
}

/// Slashes as hyphens where one number is written in three groups, 090/3456/7812. Any other slash stands between two
/// numbers.
fn plain_slashes(text: &str) -> Option<String> {
    if !text.contains('/') {
        return Some(text.to_owned());
    }
    let groups: Vec<&str> = text.split('/').collect();
    let plain = groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()));
    let places = groups.concat().len();
    (plain && groups.len() == 3 && text.starts_with('0') && (10..=11).contains(&places))
        .then(|| groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn the_short_way_and_the_long_way_read_the_same(text in "[0-9 ()-]{0,20}") {
            prop_assert_eq!(ordinary(text.as_bytes()), any_width(&text));
        }
    }
}
