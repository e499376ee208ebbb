//! What Japanese law asks after a leak: whether it must be reported, and until when. A check of figures for people to judge, no
//! legal advice.
//!
//! Sources: 個人情報の保護に関する法律 (平成15年法律第57号) 26条; 個人情報の保護に関する法律施行規則 7条 (cases that must be reported),
//! 8条 (the nine items of a report; 30 days, or 60 in the case of 7条3号), 10条 (notice to the persons); the Commission's general
//! guidelines (通則ガイドライン) 3-5-3-3: "about 3 to 5 days" for the prompt report. What is sensitive: the Act's 2条3項 and
//! 施行令2条.

use super::touch::People;

/// More people than this must be reported whatever the data are (施行規則7条4号).
pub const PEOPLE_MAX: u64 = 1_000;
/// The days within which the prompt report is usual (通則ガイドライン 3-5-3-3).
pub const PROMPT_DAYS: (i64, i64) = (3, 5);
/// The days within which the final report is due (施行規則8条2項).
pub const FINAL_DAYS: i64 = 30;
/// The same where a wrongful purpose is feared.
pub const FINAL_DAYS_WRONGFUL: i64 = 60;

/// Words of kinds of data that are sensitive (法2条3項, 施行令2条).
const SENSITIVE: &[&str] = &[
    "人種",
    "信条",
    "宗教",
    "社会的身分",
    "病歴",
    "傷病",
    "疾病",
    "診療",
    "診断",
    "調剤",
    "処方",
    "健康",
    "障害",
    "障がい",
    "犯罪",
    "前科",
    "刑事",
    "少年",
    "medical",
    "health",
    "diagnosis",
    "disability",
    "religion",
    "criminal",
    "ethnic",
];
/// Words of kinds of data whose misuse costs money (通則ガイドライン 3-5-3-1 names card numbers and log-ins of payment services).
const FINANCIAL: &[&str] = &[
    "クレジットカード",
    "カード番号",
    "カード情報",
    "セキュリティコード",
    "口座",
    "暗証番号",
    "ログインパスワード",
    "creditcard",
    "cardnumber",
    "securitycode",
    "cvv",
    "bankaccount",
    "accountnumber",
    "iban",
    "pincode",
];

/// Whether a case of 施行規則7条 is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// By what is confirmed.
    Yes,
    /// If what is possible is so.
    Maybe,
    /// Not by what was found.
    No,
    /// Nothing says; people must.
    Unknown,
}

impl Met {
    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Maybe => "maybe",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    fn of(people: Option<People>) -> Self {
        match people {
            Some(People { confirmed: 1.., .. }) => Self::Yes,
            Some(People { possible: 1.., .. }) => Self::Maybe,
            Some(_) => Self::No,
            None => Self::Unknown,
        }
    }
}

/// The four cases of 施行規則7条, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cases {
    /// 1号: sensitive data.
    pub sensitive: Met,
    /// 2号: data whose misuse may cost money.
    pub financial: Met,
    /// 3号: a wrongful purpose.
    pub wrongful: Met,
    /// 4号: more than `PEOPLE_MAX` people.
    pub many: Met,
}

impl Cases {
    /// Holds the figures against the cases. `people` is everybody concerned; the people whose sensitive or financial data
    /// are are `None` where no log says which data were shown; `is_wrongful` is `None` where nobody has said.
    #[must_use]
    pub fn of(
        people: People,
        sensitive: Option<People>,
        financial: Option<People>,
        is_wrongful: Option<bool>,
    ) -> Self {
        let many = match (people.confirmed > PEOPLE_MAX, people.all() > PEOPLE_MAX) {
            (true, _) => Met::Yes,
            (false, true) => Met::Maybe,
            (false, false) => Met::No,
        };
        let wrongful = match is_wrongful {
            Some(true) => Met::Yes,
            Some(false) => Met::No,
            None => Met::Unknown,
        };
        Self { sensitive: Met::of(sensitive), financial: Met::of(financial), wrongful, many }
    }

    /// The cases with the number of their paragraph.
    #[must_use]
    pub const fn all(self) -> [(u8, Met); 4] {
        [(1, self.sensitive), (2, self.financial), (3, self.wrongful), (4, self.many)]
    }
}

/// Whether a kind of data is sensitive by its name.
#[must_use]
pub fn is_sensitive(kind: &str) -> bool {
    named(kind, SENSITIVE)
}

/// Whether a kind of data may cost its owner money by its name.
#[must_use]
pub fn is_financial(kind: &str) -> bool {
    named(kind, FINANCIAL)
}

fn named(kind: &str, words: &[&str]) -> bool {
    let key = crate::fields::header_key(kind);
    words.iter().any(|word| key.contains(word))
}

/// The days (from 1970-01-01) of the reports. The day on which the fact became known is the first, which is the earliest way of
/// counting; that an end on a holiday moves is left to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// The prompt report: from about this day.
    pub prompt_from: i64,
    /// To about this day.
    pub prompt_until: i64,
    /// The final report.
    pub last: i64,
    /// The final report where a wrongful purpose is feared.
    pub last_if_wrongful: i64,
}

impl Deadlines {
    /// Counts from the day on which the fact became known.
    #[must_use]
    pub const fn from(discovered: i64) -> Self {
        Self {
            prompt_from: discovered + PROMPT_DAYS.0 - 1,
            prompt_until: discovered + PROMPT_DAYS.1 - 1,
            last: discovered + FINAL_DAYS - 1,
            last_if_wrongful: discovered + FINAL_DAYS_WRONGFUL - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::merges::moment::{date, day};

    #[test]
    fn days_are_counted_with_the_first_one() {
        let days = Deadlines::from(day("2024-10-01").unwrap());
        let dates = [days.prompt_from, days.prompt_until, days.last, days.last_if_wrongful].map(date);
        assert_eq!(dates, ["2024-10-03", "2024-10-05", "2024-10-30", "2024-11-29"]);
    }

    #[test]
    fn a_thousand_people_are_not_more_than_a_thousand() {
        let many =
            |confirmed, possible| Cases::of(People { confirmed, possible, gross: 0 }, None, None, None).many;
        assert_eq!(many(1_000, 0), Met::No);
        assert_eq!(many(1_001, 0), Met::Yes);
        assert_eq!(many(1_000, 1), Met::Maybe);
    }

    #[test]
    fn one_card_is_enough() {
        let one = People { confirmed: 1, ..People::default() };
        let cases = Cases::of(one, Some(People::default()), Some(one), Some(false));
        assert_eq!(cases.all().map(|(_, met)| met), [Met::No, Met::Yes, Met::No, Met::No]);
        assert!(is_financial("クレジットカード番号") && is_financial("credit_card") && !is_financial("氏名"));
        assert!(is_sensitive("病歴") && !is_sensitive("住所"));
    }
}
