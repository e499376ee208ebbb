//! Addresses that identify nobody: fillers, samples, and mailboxes that an office shares.
//!
//! Sources: RFC 2142 for the names of shared mailboxes, with the ones that Japanese shops and companies use (own list);
//! RFC 2606 for domains that are never given out. The three second-level domains of RFC 2606 (example.com, .net, .org) and
//! JPRS's example.jp are fillers only beside a word for "anybody": test data with whole persons live there.

/// Whose an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Somebody's, as far as can be told.
    Person,
    /// A filler or a sample.
    Nobody,
    /// A mailbox that many read.
    Office,
}

/// Parts before the @ that name no person under any domain; lower case, sorted.
const FILLERS: [&str; 35] = [
    "anonymous",
    "do-not-reply",
    "donotreply",
    "dummy",
    "fake",
    "foobar",
    "guest",
    "hoge",
    "hogehoge",
    "mailer-daemon",
    "na",
    "nanashi",
    "no-email",
    "no-mail",
    "no-reply",
    "no_email",
    "no_mail",
    "no_reply",
    "noaddress",
    "nobody",
    "noemail",
    "nomail",
    "none",
    "noreply",
    "notexist",
    "nothing",
    "null",
    "piyo",
    "sample",
    "test",
    "tester",
    "testtest",
    "testuser",
    "undefined",
    "unknown",
];

/// Those of them that are also written with a number behind.
const NUMBERED: [&str; 6] = ["dummy", "hoge", "sample", "test", "testuser", "tester"];

/// Parts before the @ that are fillers under a sample domain; lower case, sorted.
const ANYBODY: [&str; 19] = [
    "aaa",
    "abc",
    "address",
    "adress",
    "asdf",
    "bar",
    "demo",
    "email",
    "example",
    "foo",
    "mail",
    "mailaddress",
    "name",
    "qwerty",
    "someone",
    "user",
    "username",
    "you",
    "your",
];

/// Mailboxes that an office shares; lower case, sorted.
const OFFICES: [&str; 71] = [
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administrator",
    "all",
    "ask",
    "billing",
    "center",
    "contact",
    "contacts",
    "cs",
    "customer",
    "customerservice",
    "daihyo",
    "desk",
    "eigyo",
    "enquiry",
    "ftp",
    "general",
    "help",
    "helpdesk",
    "honbu",
    "honsha",
    "honten",
    "hostmaster",
    "hr",
    "info",
    "information",
    "inquiry",
    "jimu",
    "jimukyoku",
    "jinji",
    "jobs",
    "kanri",
    "keiri",
    "koho",
    "mailmaster",
    "marketing",
    "news",
    "newsletter",
    "noc",
    "office",
    "online",
    "order",
    "orders",
    "otoiawase",
    "postmaster",
    "press",
    "reception",
    "recruit",
    "reservation",
    "root",
    "saiyo",
    "sales",
    "security",
    "service",
    "shop",
    "soumu",
    "staff",
    "store",
    "support",
    "system",
    "team",
    "tenpo",
    "toiawase",
    "uketsuke",
    "usenet",
    "webmaster",
    "www",
    "yoyaku",
];

/// First labels of domains that samples are written with; lower case, sorted.
const SAMPLE_HOSTS: [&str; 12] = [
    "aaa",
    "abc",
    "domain",
    "dummy",
    "example",
    "foo",
    "hoge",
    "hogehoge",
    "sample",
    "test",
    "xxx",
    "yourdomain",
];

/// First labels of domains under which everything is a filler; lower case, sorted.
const FILLER_HOSTS: [&str; 9] =
    ["dummy", "hoge", "hogehoge", "invalid", "noaddress", "noemail", "nomail", "sample", "yourdomain"];

/// Top-level domains that are never given out (RFC 2606, section 2).
const RESERVED: [&str; 4] = [".example", ".invalid", ".localhost", ".test"];

/// Whose an address is. `domain` is in lower case.
pub(super) fn who(local: &str, domain: &str) -> Who {
    // A tag leaves the mailbox what it is.
    let (mailbox, host) = (before(local, b'+'), before(domain, b'.'));
    // Their last letters keep .jp and .com away from the list.
    let reserved = domain.ends_with(['e', 'd', 't']) && RESERVED.iter().any(|top| domain.ends_with(top));
    if reserved || has(&FILLER_HOSTS, &HOST_SHAPES, host) || is_filler(mailbox, host) {
        Who::Nobody
    } else if has(&OFFICES, &OFFICE_SHAPES, mailbox) {
        Who::Office
    } else {
        Who::Person
    }
}

/// What stands before the first of some ASCII character.
fn before(text: &str, mark: u8) -> &str {
    text.bytes().position(|b| b == mark).map_or(text, |at| &text[..at])
}

/// A word for nobody, numbered or not (`test1`); a word for anybody under a sample domain; aaa@aaa.…, xxx@….
fn is_filler(mailbox: &str, host: &str) -> bool {
    let numbered = mailbox.bytes().last().is_some_and(|b| b.is_ascii_digit());
    let word = if numbered { mailbox.trim_end_matches(|c: char| c.is_ascii_digit()) } else { mailbox };
    has(&FILLERS, &FILLER_SHAPES, mailbox)
        || (numbered && NUMBERED.iter().any(|filler| word.eq_ignore_ascii_case(filler)))
        || (has(&ANYBODY, &ANYBODY_SHAPES, mailbox) && SAMPLE_HOSTS.contains(&host))
        || (is_repeated(mailbox) && (mailbox.starts_with(['x', 'X']) || host.eq_ignore_ascii_case(mailbox)))
}

/// Three or more of one character.
fn is_repeated(text: &str) -> bool {
    let [first, second, _, ..] = text.as_bytes() else { return false };
    first.eq_ignore_ascii_case(second) && text.bytes().all(|b| b.eq_ignore_ascii_case(first))
}

/// Which lengths the words of a list have, for each first letter: most texts are told from them by that.
type Shapes = [u32; 32];

static FILLER_SHAPES: Shapes = shapes(&FILLERS);
static ANYBODY_SHAPES: Shapes = shapes(&ANYBODY);
static OFFICE_SHAPES: Shapes = shapes(&OFFICES);
static HOST_SHAPES: Shapes = shapes(&FILLER_HOSTS);

const fn shapes(words: &[&str]) -> Shapes {
    let mut shapes = [0; 32];
    let mut i = 0;
    while i < words.len() {
        let word = words[i].as_bytes();
        shapes[word[0] as usize % 32] |= 1 << word.len();
        i += 1;
    }
    shapes
}

/// Whether a list has a text, in any case.
fn has(words: &[&str], shapes: &Shapes, text: &str) -> bool {
    // Upper and lower case of a letter are the same in the low five bits.
    let Some(first) = text.as_bytes().first() else { return false };
    let fits = text.len() < 32 && shapes[usize::from(first % 32)] >> text.len() & 1 == 1;
    fits && words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_list_is_found_in_any_case() {
        let lists: [(&[&str], &Shapes); 4] = [
            (&FILLERS, &FILLER_SHAPES),
            (&ANYBODY, &ANYBODY_SHAPES),
            (&OFFICES, &OFFICE_SHAPES),
            (&FILLER_HOSTS, &HOST_SHAPES),
        ];
        for (words, shapes) in lists {
            for word in words {
                assert!(word.len() < 32 && has(words, shapes, word), "{word}");
                assert!(has(words, shapes, &word.to_ascii_uppercase()), "{word}");
                assert!(!has(words, shapes, &format!("{word}-")), "{word}");
            }
        }
    }

    #[test]
    fn whole_persons_under_example_domains_stay_persons() {
        for (local, domain) in
            [("hanako.suzuki", "example.com"), ("ryo", "example.net"), ("ume3522", "example.org")]
        {
            assert_eq!(who(local, domain), Who::Person, "{local}@{domain}");
        }
    }
}
