//! `email`: one address, its domain in lower case.
//!
//! Rungs: ａ@EXAMPLE.JP and a@example.jp are `normalized`; A@example.jp and a@example.jp are `similar`, since the part before the
//! @ may be case-sensitive (RFC 5321, section 2.4) though few servers are; one typing slip is `similar`. Tags (+shop) and dots
//! are kept: they may be another person's.
//!
//! Sources: RFC 5321 (lengths, section 4.5.3.1; host names) and the `atext` of RFC 5322, section 3.2.3, with dots anywhere in the
//! part before the @, as Japanese mobile carriers gave them out until 2009. Addresses in quotes, in angle brackets or with
//! characters outside ASCII are not read. The fillers are an own list; the reserved domains of RFC 2606 are none, since
//! test data live there.

use super::{Field, Nearness, Parsed, Reading, Status};
use crate::model::Label;
use crate::text::{blank::is_blank, blank::is_nothing, digits::fold_width, distance::is_one_slip};

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
    key: |value, out| out.extend(value.chars().map(|c| c.to_ascii_lowercase())),
    nearness,
};

/// Most octets of the part before the @, and of the whole (RFC 5321, 4.5.3.1; RFC 3696 erratum 1690).
const LOCAL_MAX: usize = 64;
const ADDRESS_MAX: usize = 254;
/// Most octets of one label of a host name (RFC 1035, section 2.3.4).
const LABEL_MAX: usize = 63;

/// Parts before the @ that name no person, lower case.
const PLACEHOLDERS: &[&str] = &[
    "do-not-reply",
    "donotreply",
    "dummy",
    "na",
    "no-email",
    "no-mail",
    "no-reply",
    "no_reply",
    "noaddress",
    "noemail",
    "nomail",
    "none",
    "noreply",
    "null",
    "unknown",
];

fn parse(text: &str, out: &mut String) -> Parsed {
    let start = out.len();
    let Some(at) = write(text, out) else {
        out.truncate(start);
        return Parsed::new(if is_blank(text) { Status::Missing } else { Status::Invalid });
    };
    let (local, domain) = (&out[start..start + at], &out[start + at + 1..]);
    if is_placeholder(local, domain) {
        out.truncate(start);
        return Parsed::new(Status::Placeholder);
    }
    Parsed::new(Status::Ok)
}

/// Appends the address and says where its @ stands; `None` where it is none.
fn write(text: &str, out: &mut String) -> Option<usize> {
    let start = out.len();
    let text = text.trim_matches(is_nothing);
    if text.is_ascii() {
        return write_ascii(text, out);
    }
    let mut at = None;
    for c in text.chars() {
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

/// The same for a text of ASCII characters, which is nearly every one.
fn write_ascii(text: &str, out: &mut String) -> Option<usize> {
    let (local, domain) = text.split_once('@')?;
    let allowed = |part: &str| part.bytes().all(|b| ALLOWED[usize::from(b)]);
    if !allowed(local) || !allowed(domain) {
        return None;
    }
    out.push_str(local);
    out.push('@');
    let start = out.len();
    out.push_str(domain);
    out[start..].make_ascii_lowercase();
    let sized = (1..=LOCAL_MAX).contains(&local.len()) && text.len() <= ADDRESS_MAX;
    (sized && is_host(&out[start..])).then_some(local.len())
}

/// Which ASCII characters an address may have beside its @.
static ALLOWED: [bool; 128] = {
    let mut allowed = [false; 128];
    let mut b = 0;
    while b < 128 {
        allowed[b as usize] = is_atext(b as char) || b == b'.';
        b += 1;
    }
    allowed
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

/// Whether an address is a filler: a word for "none", test@test.…, aaa@aaa.…, xxx@….
fn is_placeholder(local: &str, domain: &str) -> bool {
    let host = domain.split('.').next().unwrap_or(domain);
    let repeated =
        |text: &str| text.len() >= 3 && text.bytes().all(|b| b.eq_ignore_ascii_case(&text.as_bytes()[0]));
    PLACEHOLDERS.iter().any(|word| local.eq_ignore_ascii_case(word))
        || (local.eq_ignore_ascii_case("test") && (host == "test" || host == "example"))
        || (repeated(local) && (local.starts_with(['x', 'X']) || host.eq_ignore_ascii_case(local)))
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
