//! Digits, numerals and dashes as people type them in Japan.
//!
//! Sources: Unicode block "Halfwidth and Fullwidth Forms" (U+FF01–FF5E are ASCII at an offset of 0xFEE0); kanji numerals as
//! in the Unicode property `kPrimaryNumeric` (〇 一 … 九 十 百) with the legal forms 壱 弐 参 of `kAccountingNumeric`;
//! the dashes are the ones that keyboards, spreadsheets and PDF exports put where a hyphen is meant (own list).

/// The ASCII character that a full-width one stands for; any other character as it is.
///
/// ```
/// use sekisho::text::digits::fold_width;
/// assert_eq!(fold_width('Ａ'), 'A');
/// assert_eq!(fold_width('\u{3000}'), ' ');
/// assert_eq!(fold_width('①'), '①');
/// ```
#[must_use]
pub const fn fold_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => (c as u32 - 0xfee0) as u8 as char,
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// The value of an Arabic digit, ASCII or full-width. Circled, superscript and other digits are none.
#[must_use]
pub const fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '\u{ff10}'..='\u{ff19}' => Some((c as u32 - 0xff10) as u8),
        _ => None,
    }
}

/// The value of a kanji numeral below ten.
#[must_use]
pub const fn kanji_digit(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壱' => 1,
        '二' | '弐' => 2,
        '三' | '参' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Whether a character is written where a hyphen is meant. The long-vowel mark ー is one only beside digits, which
/// the caller must know.
#[must_use]
pub const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '‐'
            | '‑'
            | '‒'
            | '–'
            | '—'
            | '―'
            | '−'
            | '－'
            | 'ー'
            | 'ｰ'
            | '─'
            | '━'
            | '﹣'
            | '\u{2043}'
    )
}

/// A number read from the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: u32,
    /// How many decimal places it was written with, leading zeros counted; for 五十五 as many as 55 has.
    pub places: usize,
    /// How many characters it took.
    pub chars: usize,
    /// Whether it was written in Arabic digits.
    pub arabic: bool,
}

/// Longest run of digits that is read as one number: 9 places fit into 32 bits.
const PLACES_MAX: usize = 9;

/// Reads the run of Arabic digits or of kanji numerals that a text starts with. `None` where there is none, where the
/// two kinds meet without anything between them, where it is malformed (十十) or too long.
///
/// ```
/// use sekisho::text::digits::number;
/// let read = |text: &str| number(&text.chars().collect::<Vec<_>>()).map(|n| (n.value, n.places, n.chars));
/// assert_eq!(read("５５年"), Some((55, 2, 2)));
/// assert_eq!(read("五十五年"), Some((55, 2, 3)));
/// assert_eq!(read("一九八〇年"), Some((1980, 4, 4)));
/// assert_eq!(read("5五"), None);
/// assert_eq!(read("十十"), None);
/// ```
#[must_use]
pub fn number(text: &[char]) -> Option<Number> {
    let arabic = text.iter().take_while(|c| digit(**c).is_some()).count();
    let kanji = text.iter().take_while(|c| is_kanji_numeral(**c)).count();
    if arabic > 0 {
        if arabic > PLACES_MAX || text.get(arabic).is_some_and(|c| is_kanji_numeral(*c)) {
            return None;
        }
        let value = positional(text[..arabic].iter().filter_map(|c| digit(*c)));
        return Some(Number { value, places: arabic, chars: arabic, arabic: true });
    }
    if kanji == 0 || kanji > PLACES_MAX || text.get(kanji).is_some_and(|c| digit(*c).is_some()) {
        return None;
    }
    let run = &text[..kanji];
    if run.iter().all(|c| kanji_digit(*c).is_some()) {
        let value = positional(run.iter().filter_map(|c| kanji_digit(*c)));
        return Some(Number { value, places: kanji, chars: kanji, arabic: false });
    }
    let value = named(run)?;
    Some(Number { value, places: value.to_string().len(), chars: kanji, arabic: false })
}

/// Whether a character belongs to a number in kanji.
#[must_use]
pub const fn is_kanji_numeral(c: char) -> bool {
    kanji_digit(c).is_some() || matches!(c, '十' | '百')
}

fn positional(digits: impl Iterator<Item = u8>) -> u32 {
    digits.fold(0, |sum, d| sum * 10 + u32::from(d))
}

/// A number with 百 and 十 in it, below a thousand: each at most once, the greater first.
fn named(run: &[char]) -> Option<u32> {
    let (mut sum, mut ones, mut below) = (0, None, 1000);
    for c in run {
        if let Some(d) = kanji_digit(*c) {
            if d == 0 || ones.is_some() {
                return None;
            }
            ones = Some(u32::from(d));
        } else {
            let unit = if *c == '百' { 100 } else { 10 };
            if unit >= below {
                return None;
            }
            sum += ones.take().unwrap_or(1) * unit;
            below = unit;
        }
    }
    Some(sum + ones.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<u32> {
        number(&text.chars().collect::<Vec<_>>()).map(|n| n.value)
    }

    #[test]
    fn kanji_numbers_are_read_with_and_without_units() {
        assert_eq!(read("十"), Some(10));
        assert_eq!(read("三十一"), Some(31));
        assert_eq!(read("百二十三"), Some(123));
        assert_eq!(read("五五"), Some(55));
        assert_eq!(read("〇三"), Some(3));
    }

    #[test]
    fn malformed_numbers_are_not_guessed() {
        for text in ["", "年", "十百", "二〇十", "五五十", "十〇", "1十", "十1", "1234567890"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn only_ascii_and_full_width_digits_are_digits() {
        for c in ['①', '²', '٣', '〡', '一'] {
            assert_eq!(digit(c), None, "{c}");
        }
        assert_eq!(digit('９'), Some(9));
    }
}
