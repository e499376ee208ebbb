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
const FILLERS: [&str; 84] = [
    "0",
    "00",
    "000",
    "0000",
    "123",
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "abc",
    "abc123",
    "abcd",
    "abcde",
    "abcdef",
    "anonymous",
    "asdf",
    "asdfasdf",
    "asdfgh",
    "canceled",
    "cancelled",
    "dare",
    "delete",
    "deleted",
    "do-not-reply",
    "donotreply",
    "dummy",
    "fake",
    "foobar",
    "fumei",
    "guest",
    "hoge",
    "hogehoge",
    "invalid",
    "kaiyaku",
    "mailer-daemon",
    "mailnashi",
    "mitouroku",
    "na",
    "nai",
    "nanashi",
    "nashi",
    "nasi",
    "no",
    "no-email",
    "no-mail",
    "no-reply",
    "no_email",
    "no_mail",
    "no_reply",
    "noaddress",
    "nobody",
    "nobodyhome",
    "noemail",
    "nomail",
    "nomailaddress",
    "none",
    "noreplay",
    "noreply",
    "notexist",
    "nothing",
    "null",
    "piyo",
    "qwerty",
    "qwertyuiop",
    "removed",
    "retired",
    "sample",
    "taikai",
    "taikaisumi",
    "taikaizumi",
    "test",
    "tester",
    "testtest",
    "testuser",
    "tourokunashi",
    "undefined",
    "unknown",
    "unsubscribe",
    "unsubscribed",
    "withdraw",
    "withdrawn",
    "xyz",
];

/// What an account is renamed to when its customer leaves, with a mark or a number behind: `deleted_123`; lower case.
const GONE: [&str; 13] = [
    "cancelled",
    "canceled",
    "closed",
    "deleted",
    "disabled",
    "kaiyaku",
    "removed",
    "retired",
    "taikai",
    "unsubscribed",
    "withdraw",
    "withdrawal",
    "withdrawn",
];

/// Those of [`FILLERS`] that are also written with a number behind.
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
const OFFICES: [&str; 114] = [
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administrator",
    "all",
    "ask",
    "billing",
    "center",
    "company",
    "concierge",
    "contact",
    "contacts",
    "contactus",
    "corporate",
    "couple",
    "cs",
    "customer",
    "customerservice",
    "daihyo",
    "daihyou",
    "desk",
    "eigyo",
    "eigyou",
    "enquiry",
    "everyone",
    "facilities",
    "facility",
    "family",
    "feedback",
    "front",
    "front-desk",
    "frontdesk",
    "ftp",
    "fufu",
    "general",
    "gyomu",
    "hello",
    "help",
    "helpdesk",
    "hisho",
    "hoken",
    "home",
    "honbu",
    "honsha",
    "honten",
    "hostmaster",
    "hotel",
    "house",
    "hr",
    "inbox",
    "info",
    "information",
    "inquiry",
    "jimu",
    "jimukyoku",
    "jinji",
    "jobs",
    "kaikei",
    "kaisha",
    "kanri",
    "kazoku",
    "keiri",
    "koho",
    "mailmaster",
    "manager",
    "marketing",
    "member",
    "members",
    "minna",
    "news",
    "newsletter",
    "noc",
    "office",
    "online",
    "order",
    "orders",
    "otoiawase",
    "owner",
    "parents",
    "postmaster",
    "president",
    "press",
    "reception",
    "recruit",
    "reservation",
    "reserve",
    "root",
    "saiyo",
    "sales",
    "secretary",
    "security",
    "service",
    "shacho",
    "shomu",
    "shop",
    "soumu",
    "soumuka",
    "staff",
    "store",
    "support",
    "syomu",
    "system",
    "team",
    "tencho",
    "tenchou",
    "tenpo",
    "toiawase",
    "uketsuke",
    "usenet",
    "webmaster",
    "welcome",
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

/// Top-level domains that are never given out (RFC 2606, section 2; .local: RFC 6762, section 3).
const RESERVED: [&str; 5] = [".example", ".invalid", ".local", ".localhost", ".test"];

/// Whose an address is. `domain` is in lower case.
pub(super) fn who(local: &str, domain: &str) -> Who {
    // A tag leaves the mailbox what it is.
    let (mailbox, host) = (before(local, b'+'), before(domain, b'.'));
    // Their last letters keep .jp and .com away from the list.
    let reserved = domain.ends_with(['e', 'd', 't', 'l']) && RESERVED.iter().any(|top| domain.ends_with(top));
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

/// A word for nobody, numbered or not (`test1`); a word for anybody under a sample domain; what a mailbox is renamed to when
/// its customer leaves (`deleted_123`); one character over and over (aaa@…); a@a.com and 123@123.com.
fn is_filler(mailbox: &str, host: &str) -> bool {
    let numbered = mailbox.bytes().last().is_some_and(|b| b.is_ascii_digit());
    let word = if numbered { mailbox.trim_end_matches(|c: char| c.is_ascii_digit()) } else { mailbox };
    has(&FILLERS, &FILLER_SHAPES, mailbox)
        || (numbered && NUMBERED.iter().any(|filler| word.eq_ignore_ascii_case(filler)))
        || (has(&ANYBODY, &ANYBODY_SHAPES, mailbox) && SAMPLE_HOSTS.contains(&host))
        || is_gone(mailbox)
        || (is_repeated(mailbox) && !has(&OFFICES, &OFFICE_SHAPES, mailbox))
        || (host == mailbox && (mailbox.len() == 1 || mailbox.bytes().all(|b| b.is_ascii_digit())))
}

/// A word of [`GONE`] with a mark or a digit behind it.
fn is_gone(mailbox: &str) -> bool {
    let end = mailbox.bytes().position(|b| !b.is_ascii_alphabetic());
    let word = end.map(|end| &mailbox[..end]);
    word.is_some_and(|word| has(&GONE, &GONE_SHAPES, word))
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
static GONE_SHAPES: Shapes = shapes(&GONE);
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
        let lists: [(&[&str], &Shapes); 5] = [
            (&FILLERS, &FILLER_SHAPES),
            (&ANYBODY, &ANYBODY_SHAPES),
            (&GONE, &GONE_SHAPES),
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
