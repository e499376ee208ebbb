//! Which numbers there are.
//!
//! Source of the Japanese plan: the patterns for Japan in libphonenumber's metadata 9.0.42 (Apache-2.0), as shipped in
//! `rlibphonenumber` 2.2.15, which follow the numbering plan of the Ministry of Internal Affairs and Communications
//! (電気通信番号計画, 060 for mobile since 2024-12-20). The table answers for the ordinary shapes only, and a test
//! holds it equal to the library; every other number is asked of the library itself.

use super::clean::Dialled;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};

/// What a number is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 060, 070, 080, 090: one person's.
    Mobile,
    /// A landline.
    Fixed,
    /// 050.
    Ip,
    /// 0120, 0800.
    TollFree,
    /// 0570 and other numbers that ring somewhere else each time.
    Uan,
    /// 0990 and other numbers that the caller pays extra for.
    Premium,
    /// 020: pagers and machines.
    Pager,
    /// A valid number of another country, mobile or not.
    Foreign,
}

impl Kind {
    /// The note that `normalize` prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Fixed => "fixed",
            Self::Ip => "ip",
            Self::TollFree => "toll_free",
            Self::Uan => "uan",
            Self::Premium => "premium",
            Self::Pager => "pager",
            Self::Foreign => "foreign",
        }
    }
}

/// A valid number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// What it is for.
    pub kind: Kind,
    /// Country code and national number, ASCII.
    e164: [u8; E164_MAX],
    len: usize,
}

/// Most digits of a number (ITU-T E.164, 2010, section 6.1).
const E164_MAX: usize = 15;

impl Number {
    fn new(kind: Kind, parts: [&[u8]; 2]) -> Option<Self> {
        let mut number = Self { kind, e164: [0; E164_MAX], len: 0 };
        for part in parts {
            let end = number.len + part.len();
            number.e164.get_mut(number.len..end)?.copy_from_slice(part);
            number.len = end;
        }
        Some(number)
    }

    /// Country code and national number, ASCII digits.
    pub fn digits(&self) -> &[u8] {
        &self.e164[..self.len]
    }

    /// Appends `+81312345678`.
    pub fn write_e164(&self, out: &mut String) {
        out.push('+');
        out.push_str(std::str::from_utf8(&self.e164[..self.len]).unwrap_or_default());
    }
}

/// The number, if it is a valid one.
pub(super) fn classify(dialled: &Dialled) -> Option<Number> {
    let national = match (dialled.plus, dialled.digits()) {
        (false, [b'0', national @ ..])
        | (true, [b'8', b'1', b'0', national @ ..] | [b'8', b'1', national @ ..]) => national,
        _ => return library(dialled),
    };
    if let Some(kind) = japanese(national) {
        return Number::new(kind, [b"81", national]);
    }
    if is_in_table(national) { None } else { library(dialled) }
}

/// Whether the table knows all numbers of this length that begin with this digit: those that it does not have are none. Numbers that
/// begin with two zeros are services. The library takes its time to get ready, for a number that is a misprint.
fn is_in_table(national: &[u8]) -> bool {
    matches!(national, [b'1'..=b'9', ..]) && (8..=11).contains(&national.len())
}

/// What a Japanese number without its leading zero is for; `None` where the table does not know.
pub(super) fn japanese(national: &[u8]) -> Option<Kind> {
    let [a, b, c, ..] = *national else { return None };
    match (national.len(), a, b) {
        (10, b'6'..=b'9', b'0') if c != b'0' => Some(Kind::Mobile),
        (10, b'5', b'0') if c != b'0' => Some(Kind::Ip),
        (10, b'8', b'0') => Some(Kind::TollFree),
        (10, b'2', b'0') => Some(Kind::Pager),
        (9, b'1', b'2') if c == b'0' => Some(Kind::TollFree),
        (9, b'5', b'7') if c == b'0' => Some(Kind::Uan),
        (9, b'9', b'9') if c == b'0' => Some(Kind::Premium),
        (9, ..) if AREAS[place(a, b, c)] => Some(Kind::Fixed),
        _ => None,
    }
}

/// [`is_area`] as a table.
static AREAS: [bool; 1000] = {
    let mut areas = [false; 1000];
    let mut i = 0;
    while i < 1000 {
        areas[i] = is_area(b'0' + (i / 100) as u8, b'0' + (i / 10 % 10) as u8, b'0' + (i % 10) as u8);
        i += 1;
    }
    areas
};

/// Three digits as a number below 1000.
fn place(a: u8, b: u8, c: u8) -> usize {
    let value = |digit: u8| usize::from(digit.wrapping_sub(b'0') % 10);
    value(a) * 100 + value(b) * 10 + value(c)
}

/// Whether the first three digits after the zero begin a landline.
const fn is_area(a: u8, b: u8, c: u8) -> bool {
    match (a, b) {
        (b'1', b'1') => matches!(c, b'2' | b'3' | b'5'..=b'8'),
        (b'1', b'2') => matches!(c, b'3'..=b'6'),
        (b'1', b'3') => matches!(c, b'3'..=b'9'),
        (b'1', b'4') => matches!(c, b'2'..=b'6'),
        (b'1', b'5' | b'8') => matches!(c, b'2'..=b'8'),
        (b'1', b'6') => matches!(c, b'2'..=b'7'),
        (b'1', b'7') => matches!(c, b'2'..=b'9'),
        (b'1', b'9') => matches!(c, b'1'..=b'9'),
        (b'2', b'2'..=b'9') | (b'3' | b'6', b'1'..=b'9') => true,
        (b'4', b'2'..=b'5' | b'7' | b'8') => true,
        (b'4', b'6') => matches!(c, b'0' | b'2'..=b'8'),
        (b'4', b'9') => matches!(c, b'2'..=b'5' | b'9'),
        (b'5', b'2'..=b'5' | b'8' | b'9') => true,
        (b'5', b'6') => matches!(c, b'1'..=b'9'),
        (b'5', b'7') => matches!(c, b'2'..=b'8'),
        (b'7', b'2' | b'5'..=b'9') => true,
        (b'7', b'3') => matches!(c, b'4'..=b'9'),
        (b'7', b'4') => matches!(c, b'0' | b'2'..=b'9'),
        (b'8', b'2' | b'6' | b'7' | b'9') => true,
        (b'8', b'3') => matches!(c, b'2'..=b'9'),
        (b'8', b'4') => matches!(c, b'5'..=b'9'),
        (b'8', b'5') => matches!(c, b'1'..=b'9'),
        (b'8', b'8') => matches!(c, b'0' | b'3'..=b'9'),
        (b'9', b'2'..=b'5' | b'8') => true,
        (b'9', b'6' | b'7' | b'9') => matches!(c, b'1'..=b'9'),
        _ => false,
    }
}

/// Fewest digits after Japan's international prefix 010. With fewer, a Korean mobile number (010-1234-5678) or a misprint
/// would be read as a short number of some other country.
const ABROAD_MIN: usize = 10;

/// Asks the library, and believes it only where the number it gives back has the digits that were dialled.
fn library(dialled: &Dialled) -> Option<Number> {
    if !dialled.plus && dialled.digits().strip_prefix(b"010").is_some_and(|d| d.len() < ABROAD_MIN) {
        return None;
    }
    let mut text = String::with_capacity(20);
    if dialled.plus {
        text.push('+');
    }
    text.extend(dialled.digits().iter().map(|d| *d as char));
    let parsed = PHONE_NUMBER_UTIL.parse(&text, Some(Region::JP)).ok()?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&parsed) {
        return None;
    }
    let country = parsed.country_code;
    let kind = kind_of(PHONE_NUMBER_UTIL.get_number_type(&parsed), country == JAPAN)?;
    let e164 = PHONE_NUMBER_UTIL.format(&parsed, PhoneNumberFormat::E164);
    let e164 = e164.strip_prefix('+')?;
    let country = country.to_string();
    let national = e164.strip_prefix(&country)?;
    is_as_dialled(dialled, &country, national).then(|| Number::new(kind, [e164.as_bytes(), b""])).flatten()
}

/// Japan's country code.
const JAPAN: i32 = 81;

fn kind_of(library: PhoneNumberType, japan: bool) -> Option<Kind> {
    Some(match library {
        PhoneNumberType::TollFree => Kind::TollFree,
        PhoneNumberType::UAN | PhoneNumberType::VoiceMail => Kind::Uan,
        PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost => Kind::Premium,
        PhoneNumberType::Pager => Kind::Pager,
        PhoneNumberType::Mobile if japan => Kind::Mobile,
        PhoneNumberType::FixedLine if japan => Kind::Fixed,
        PhoneNumberType::VoIP if japan => Kind::Ip,
        // Of the 060 numbers with one digit fewer none is in use; such a number is a mobile number with a digit lost.
        PhoneNumberType::PersonalNumber if japan => return None,
        PhoneNumberType::Unknown => return None,
        PhoneNumberType::Mobile
        | PhoneNumberType::FixedLine
        | PhoneNumberType::FixedLineOrMobile
        | PhoneNumberType::VoIP
        | PhoneNumberType::PersonalNumber => Kind::Foreign,
    })
}

/// Whether the dialled digits are this number: after the international prefix 010 or a plus, or as a Japanese one
/// with or without 81 before it; with or without one national prefix 0.
fn is_as_dialled(dialled: &Dialled, country: &str, national: &str) -> bool {
    let all = dialled.digits();
    let abroad = if dialled.plus { Some(all) } else { all.strip_prefix(b"010") };
    let is_national = |digits: &[u8]| {
        digits == national.as_bytes() || digits.strip_prefix(b"0").is_some_and(|d| d == national.as_bytes())
    };
    let is_whole = |digits: &[u8]| digits.strip_prefix(country.as_bytes()).is_some_and(is_national);
    match abroad {
        Some(digits) => is_whole(digits),
        None => country == "81" && (is_national(all) || is_whole(all)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::clean;
    use super::*;

    fn dialled(prefix: &str, national: &str) -> Dialled {
        clean::digits(&format!("{prefix}{national}")).unwrap()
    }

    #[test]
    fn the_table_equals_the_library_on_every_beginning() {
        // Four digits after the zero, in both lengths: the plan nowhere looks at more than three. Three tails each.
        let mut seen = 0;
        for head in 0..10_000 {
            for tail in ["000000", "135792", "999999"] {
                for len in [8, 9, 10, 11] {
                    let national: String = format!("{head:04}{tail}0").chars().take(len).collect();
                    let (table, library) =
                        (japanese(national.as_bytes()), library(&dialled("0", &national)).map(|n| n.kind));
                    assert!(
                        table == library || (table.is_none() && library.is_none_or(is_not_personal)),
                        "0{national}: {table:?} {library:?}"
                    );
                    assert!(
                        table == library || !is_in_table(national.as_bytes()),
                        "0{national}: {library:?}"
                    );
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 120_000);
    }

    /// What the library knows beyond the table belongs to no customer (00777 and other prefixes).
    fn is_not_personal(kind: Kind) -> bool {
        matches!(kind, Kind::TollFree | Kind::Pager | Kind::Uan | Kind::Premium)
    }

    #[test]
    fn the_table_equals_the_library_on_a_hundred_thousand_numbers() {
        let mut state: u64 = 0x5eed;
        let mut fixed = 0;
        for i in 0..100_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let places = [9, 9, 9, 9, 9, 10, 10, 10, 10, 10, 8, 11][(state >> 60) as usize % 12];
            let national = format!("{:011}", (state >> 20) % 100_000_000_000)[..places].to_owned();
            let dialled = dialled(["0", "+81", "+81 (0)"][i % 3], &national);
            assert_eq!(classify(&dialled), library(&dialled), "{dialled:?}");
            fixed += usize::from(japanese(national.as_bytes()) == Some(Kind::Fixed));
        }
        assert!(fixed > 20_000, "{fixed}");
    }
}
