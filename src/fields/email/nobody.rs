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
static FILLERS: List = List::of(&[
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
]);

/// What an account is renamed to when its customer leaves, with a mark or a number behind: `deleted_123`; lower case.
static GONE: List = List::of(&[
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
]);

/// Those of [`FILLERS`] that are also written with a number behind.
static NUMBERED: List = List::of(&["dummy", "hoge", "sample", "test", "testuser", "tester"]);

/// Parts before the @ that are fillers under a sample domain; lower case, sorted.
static ANYBODY: List = List::of(&[
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
]);

/// Mailboxes that an office shares; lower case, sorted.
static OFFICES: List = List::of(&[
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
]);

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
static FILLER_HOSTS: List = List::of(&[
    "dummy",
    "hoge",
    "hogehoge",
    "invalid",
    "noaddress",
    "noemail",
    "nomail",
    "sample",
    "yourdomain",
]);

/// Top-level domains that are never given out (RFC 2606, section 2; .local: RFC 6762, section 3).
const RESERVED: [&str; 5] = [".example", ".invalid", ".local", ".localhost", ".test"];

/// Whose an address is. `domain` is in lower case.
pub(super) fn who(local: &str, domain: &str) -> Who {
    // A tag leaves the mailbox what it is.
    let (mailbox, host) = (before(local, b'+'), before(domain, b'.'));
    // Their last letters keep .jp and .com away from the list.
    let reserved = domain.ends_with(['e', 'd', 't', 'l']) && RESERVED.iter().any(|top| domain.ends_with(top));
    if reserved || FILLER_HOSTS.has(host) || is_filler(mailbox, host) {
        Who::Nobody
    } else if OFFICES.has(mailbox) {
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
    FILLERS.has(mailbox)
        || (numbered && NUMBERED.has(without_number(mailbox)))
        || (ANYBODY.has(mailbox) && SAMPLE_HOSTS.contains(&host))
        || is_gone(mailbox)
        || (is_repeated(mailbox) && !OFFICES.has(mailbox))
        || (host == mailbox && (mailbox.len() == 1 || mailbox.bytes().all(|b| b.is_ascii_digit())))
}

/// What stands before the digits at the end.
fn without_number(text: &str) -> &str {
    let end = text.bytes().rposition(|b| !b.is_ascii_digit()).map_or(0, |at| at + 1);
    text.get(..end).unwrap_or(text)
}

/// A word of [`GONE`] with a mark or a digit behind it.
fn is_gone(mailbox: &str) -> bool {
    GONE.has_beginning(mailbox) && {
        let end = mailbox.bytes().position(|b| !b.is_ascii_alphabetic());
        end.is_some_and(|end| GONE.has(&mailbox[..end]))
    }
}

/// Three or more of one character.
fn is_repeated(text: &str) -> bool {
    let [first, second, _, ..] = text.as_bytes() else { return false };
    first.eq_ignore_ascii_case(second) && text.bytes().all(|b| b.eq_ignore_ascii_case(first))
}

/// A list of words: most texts are told from them by their first letter and their length.
struct List {
    words: &'static [&'static str],
    /// Which lengths the words have, for each first letter. Upper and lower case are the same in the low five bits.
    shapes: [u32; 32],
    /// Between which places of the list they stand.
    places: [(u8, u8); 32],
}

impl List {
    const fn of(words: &'static [&'static str]) -> Self {
        let (mut shapes, mut places) = ([0; 32], [(u8::MAX, 0); 32]);
        let mut i = 0;
        while i < words.len() {
            let word = words[i].as_bytes();
            let first = word[0] as usize % 32;
            shapes[first] |= 1 << word.len();
            if places[first].0 == u8::MAX {
                places[first].0 = i as u8;
            }
            places[first].1 = i as u8 + 1;
            i += 1;
        }
        Self { words, shapes, places }
    }

    /// Whether a word begins with the first letter of a text, in any case.
    fn has_beginning(&self, text: &str) -> bool {
        text.bytes().next().is_some_and(|first| self.shapes[usize::from(first % 32)] != 0)
    }

    /// Whether a text is a word of the list, in any case.
    fn has(&self, text: &str) -> bool {
        let Some(first) = text.as_bytes().first().map(|first| usize::from(first % 32)) else { return false };
        let fits = text.len() < 32 && self.shapes[first] >> text.len() & 1 == 1;
        let (from, to) = self.places[first];
        let words = || self.words.get(usize::from(from)..usize::from(to)).unwrap_or_default();
        fits && words().iter().any(|word| text.eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_list_is_found_in_any_case() {
        for list in [&FILLERS, &ANYBODY, &GONE, &OFFICES, &FILLER_HOSTS, &NUMBERED] {
            for word in list.words {
                assert!(word.len() < 32 && list.has(word) && list.has_beginning(word), "{word}");
                assert!(list.has(&word.to_ascii_uppercase()), "{word}");
                assert!(!list.has(&format!("{word}-")), "{word}");
            }
        }
        assert!(!FILLERS.has("") && !FILLERS.has_beginning("") && !GONE.has_beginning("zzz"));
    }

    #[test]
    fn a_number_at_the_end_is_left_out() {
        for (text, word) in [("test1", "test"), ("a1b22", "a1b"), ("12", ""), ("", ""), ("test", "test")] {
            assert_eq!(without_number(text), word);
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
