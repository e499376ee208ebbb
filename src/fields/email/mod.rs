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
    key: |value, out| {
        let start = out.len();
        out.push_str(value);
        out[start..].make_ascii_lowercase();
    },
    nearness,
};

/// Most octets of the part before the @, and of the whole (RFC 5321, 4.5.3.1; RFC 3696 erratum 1690).
const LOCAL_MAX: usize = 64;
const ADDRESS_MAX: usize = 254;
/// Most octets of one label of a host name (RFC 1035, section 2.3.4).
const LABEL_MAX: usize = 63;

fn parse(text: &str, out: &mut String) -> Parsed {
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
    if let Some(at) = ordinary(text.as_bytes()) {
        let domain = out.len() + at + 1;
        out.push_str(text);
        out[domain..].make_ascii_lowercase();
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

/// Where the @ of an address stands that is written in ASCII with nothing around it, as nearly every one is. `None`
/// leaves it to the long way, which gives the same answer for such an address, more slowly.
fn ordinary(text: &[u8]) -> Option<usize> {
    let at = text.iter().position(|b| CLASS[usize::from(*b)] & LOCAL == 0)?;
    let domain = text.get(at + 1..)?;
    if text[at] != b'@' || !(1..=LOCAL_MAX).contains(&at) || text.len() > ADDRESS_MAX {
        return None;
    }
    let (mut label, mut letters) = (0, true);
    let mut before = b'.';
    for b in domain {
        let class = CLASS[usize::from(*b)];
        if class & HOST == 0 {
            return None;
        }
        if *b == b'.' {
            if before == b'.' || before == b'-' || label > LABEL_MAX {
                return None;
            }
            (label, letters) = (0, true);
        } else {
            if label == 0 && *b == b'-' {
                return None;
            }
            label += 1;
            letters &= class & LETTER != 0;
        }
        before = *b;
    }
    let several = label < domain.len();
    (several && letters && (2..=LABEL_MAX).contains(&label)).then_some(at)
}

/// What a byte may be part of: the part before the @, a host name; and whether it is a letter.
const LOCAL: u8 = 1;
const HOST: u8 = 2;
const LETTER: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut b = 0u8;
    while b < 128 {
        if is_atext(b as char) || b == b'.' {
            class[b as usize] |= LOCAL;
        }
        if b.is_ascii_alphanumeric() || b == b'-' || b == b'.' {
            class[b as usize] |= HOST;
        }
        if b.is_ascii_alphabetic() {
            class[b as usize] |= LETTER;
        }
        b += 1;
    }
    class
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
            if let Some(at) = ordinary(text.as_bytes()) {
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
