//! `email`: one address, its domain in lower case.
//!
//! Rungs: ａ@EXAMPLE.JP and a@example.jp are `normalized`; A@example.jp and a@example.jp are `similar`, since the part before the
//! @ may be case-sensitive (RFC 5321, section 2.4) though few servers are; one typing slip is `similar`. Tags (+shop) and dots
//! are kept: they may be another person's.
//!
//! Sources: RFC 5321 (lengths, section 4.5.3.1; host names) and the `atext` of RFC 5322, section 3.2.3, with dots anywhere in the
//! part before the @, as Japanese mobile carriers gave them out until 2009. Addresses in quotes, in angle brackets or with
//! characters outside ASCII are not read. Whose an address is, and whether it is anybody's, is told by `nobody`.

mod nobody;

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::{blank::is_blank, blank::is_nothing, digits::fold_width, distance::is_one_slip};
use nobody::Who;

/// The field.
pub static FIELD: Field = Field {
    name: "email",
    label: Label { en: "e-mail", ja: "メールアドレス" },
    headers: &[
        "メールアドレス",
        "メールアドレス1",
        "メール",
        "eメール",
        "eメールアドレス",
        "電子メール",
        "電子メールアドレス",
        "pcメール",
        "pcメールアドレス",
        "携帯メール",
        "携帯メールアドレス",
        "mail",
        "mail1",
        "mailaddress",
        "mailaddr",
        "email",
        "email1",
        "emailaddress",
        "emailaddr",
    ],
    part_headers: None,
    many: false,
    parse,
    key: |value, made| {
        if !value.bytes().any(|b| b.is_ascii_uppercase()) {
            return value;
        }
        made.push_str(value);
        made.make_ascii_lowercase();
        made
    },
    nearness,
};

/// Most octets of the part before the @, and of the whole (RFC 5321, 4.5.3.1; RFC 3696 erratum 1690).
const LOCAL_MAX: usize = 64;
const ADDRESS_MAX: usize = 254;
/// Most octets of one label of a host name (RFC 1035, section 2.3.4).
const LABEL_MAX: usize = 63;

fn parse(text: &str, out: &mut String) -> Parsed {
    if text.is_empty() {
        return Parsed::new(Status::Missing);
    }
    let start = out.len();
    let Some(at) = write(text, out) else {
        out.truncate(start);
        return Parsed::new(if is_blank(text) { Status::Missing } else { Status::Invalid });
    };
    let (local, domain) = (&out[start..start + at], &out[start + at + 1..]);
    match nobody::who(local, domain) {
        Who::Person => Parsed::new(Status::Ok),
        Who::Nobody => {
            out.truncate(start);
            Parsed::new(Status::Placeholder)
        }
        Who::Office => {
            out.truncate(start);
            Parsed::new(Status::Placeholder).note("shared_mailbox")
        }
    }
}

/// Appends the address and says where its @ stands; `None` where it is none.
fn write(text: &str, out: &mut String) -> Option<usize> {
    if let Some(Ordinary { at, has_capitals }) = ordinary(text.as_bytes()) {
        let domain = out.len() + at + 1;
        out.push_str(text);
        if has_capitals {
            out[domain..].make_ascii_lowercase();
        }
        return Some(at);
    }
    let start = out.len();
    let mut at = None;
    for c in text.trim_matches(is_nothing).chars() {
        let c = fold_width(c);
        if c == '@' {
            if at.is_some() {
                return None;
            }
            at = Some(out.len() - start);
            out.push(c);
        } else if at.is_some() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
        if !is_atext(c) && c != '.' && c != '@' {
            return None;
        }
    }
    let at = at?;
    let address = &out[start..];
    let sized = (1..=LOCAL_MAX).contains(&at) && address.len() <= ADDRESS_MAX;
    (sized && is_host(&address[at + 1..])).then_some(at)
}

/// An address in ASCII with nothing around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ordinary {
    /// Where its @ stands.
    at: usize,
    /// Whether its domain has capitals.
    has_capitals: bool,
}

/// An address that is written in ASCII with nothing around it, as nearly every one is. `None` leaves it to the long way,
/// which gives the same answer for such an address, more slowly.
fn ordinary(text: &[u8]) -> Option<Ordinary> {
    let at = text.iter().position(|b| !LOCAL[usize::from(*b)])?;
    let domain = text.get(at + 1..)?;
    // No label is longer than the whole.
    if text[at] != b'@' || !(1..=LOCAL_MAX).contains(&at) || domain.len() > LABEL_MAX {
        return None;
    }
    let (mut place, mut seen, mut dots) = (BEGIN, 0, 0);
    for b in domain {
        let kind = HOST[usize::from(*b)];
        seen |= kind;
        dots += usize::from(kind == DOT);
        place = NEXT[usize::from(place * KINDS + kind % KINDS) % NEXT.len()];
    }
    (place == WORD && dots > 0).then_some(Ordinary { at, has_capitals: seen & CAPITAL != 0 })
}

/// The kinds of characters in a host name.
const LETTER: u8 = 0;
const DIGIT: u8 = 1;
const HYPHEN: u8 = 2;
const DOT: u8 = 3;
const OTHER: u8 = 4;
/// How many kinds there is room for.
const KINDS: u8 = 8;
/// Beside the kind: a letter in upper case.
const CAPITAL: u8 = 8;

/// Where a reader of a host name stands: at the beginning of a label, behind one letter, behind letters alone, behind letters and
/// digits, behind a hyphen, outside a host name.
const BEGIN: u8 = 0;
const ONE: u8 = 1;
const WORD: u8 = 2;
const MIXED: u8 = 3;
const GAP: u8 = 4;
const OUTSIDE: u8 = 5;

/// Where the reader stands next, by place and kind.
static NEXT: [u8; 64] = {
    let mut next = [OUTSIDE; 64];
    let mut place = BEGIN;
    while place < OUTSIDE {
        let row = (place * KINDS) as usize;
        next[row + LETTER as usize] = match place {
            BEGIN => ONE,
            ONE | WORD => WORD,
            _mixed => MIXED,
        };
        next[row + DIGIT as usize] = MIXED;
        next[row + HYPHEN as usize] = if place == BEGIN { OUTSIDE } else { GAP };
        next[row + DOT as usize] = if place == BEGIN || place == GAP { OUTSIDE } else { BEGIN };
        place += 1;
    }
    next
};

/// The kind of each byte in a host name.
static HOST: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut b = 0u8;
    while b < 128 {
        kinds[b as usize] = match b {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => LETTER | CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'-' => HYPHEN,
            b'.' => DOT,
            _ => OTHER,
        };
        b += 1;
    }
    kinds
};

/// Whether a byte may stand before the @.
static LOCAL: [bool; 256] = {
    let mut local = [false; 256];
    let mut b = 0u8;
    while b < 128 {
        local[b as usize] = is_atext(b as char) || b == b'.';
        b += 1;
    }
    local
};

/// `atext` of RFC 5322.
const fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '!' | '#'
                | '$'
                | '%'
                | '&'
                | '\''
                | '*'
                | '+'
                | '-'
                | '/'
                | '='
                | '?'
                | '^'
                | '_'
                | '`'
                | '{'
                | '|'
                | '}'
                | '~'
        )
}

/// A host name of at least two labels, the last one without digits alone.
fn is_host(domain: &str) -> bool {
    let labels = domain.split('.');
    let named = domain.rsplit('.').next().is_some_and(|last| {
        last.len() >= 2 && (last.starts_with("xn--") || last.bytes().all(|b| b.is_ascii_alphabetic()))
    });
    named
        && domain.contains('.')
        && labels.into_iter().all(|label| {
            (1..=LABEL_MAX).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

fn nearness(left: &Reading<'_>, right: &Reading<'_>) -> Nearness {
    if left.value.eq_ignore_ascii_case(right.value) || is_one_slip(left.value, right.value) {
        Nearness::Similar
    } else {
        Nearness::Different
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn email_like() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-zA-Z.+_-]{1,8}[@＠][a-zA-Zａ-ｚ-]{1,6}\\.(jp|com|CO\\.JP)",
            "[a-z@.]{1,4}@?[a-zA-Z0-9.-]{1,8}\\.[a-z0-9-]{1,3}",
            "[ -~]{0,20}",
            any::<String>()
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_canonical_address_is_read_as_itself(text in email_like()) {
            let mut value = String::new();
            let status = parse(&text, &mut value).status;
            if status == Status::Ok {
                let mut again = String::new();
                prop_assert_eq!(parse(&value, &mut again).status, Status::Ok);
                prop_assert_eq!(value, again);
            } else {
                prop_assert_eq!(value, "");
            }
        }

        #[test]
        fn the_short_way_says_what_the_long_way_says(text in email_like()) {
            if let Some(Ordinary { at, .. }) = ordinary(text.as_bytes()) {
                // A space before it keeps the short way from answering.
                let (mut short, mut long) = (String::new(), String::new());
                prop_assert_eq!(write(&text, &mut short), Some(at));
                prop_assert_eq!(write(&format!(" {text}"), &mut long), Some(at));
                prop_assert_eq!(short, long);
            }
        }

        #[test]
        fn nearness_is_symmetric(left in email_like(), right in email_like()) {
            let reading = |value| Reading { status: Status::Ok, weak: None, raw: "", value };
            prop_assert_eq!(
                nearness(&reading(&left), &reading(&right)),
                nearness(&reading(&right), &reading(&left))
            );
        }
    }

    #[test]
    fn what_stands_before_in_the_string_is_left_alone() {
        let mut out = "before".to_owned();
        assert_eq!(parse("a b@example.jp", &mut out).status, Status::Invalid);
        assert_eq!(parse("none@example.jp", &mut out).status, Status::Placeholder);
        assert_eq!(out, "before");
        parse("Taro@Example.JP", &mut out);
        assert_eq!(out, "beforeTaro@example.jp");
    }
}
