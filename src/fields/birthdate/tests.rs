//! Laws of this field, beside its truth tables.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> (Status, String, Parsed) {
    let mut out = String::new();
    let parsed = parse(text, &mut out);
    (parsed.status, out, parsed)
}

#[test]
fn a_suspect_date_and_one_past_its_era_are_weakenings() {
    for (text, weak) in [
        ("1980-03-04", None),
        ("昭和64年1月7日", None),
        ("昭和64年1月8日", Some(Weakening::SuspectDate)),
        ("1970-01-01", Some(Weakening::SuspectDate)),
        ("1999-09-09", Some(Weakening::SuspectDate)),
    ] {
        assert_eq!(read(text).2.weak, weak, "{text}");
    }
}

#[test]
fn every_day_reads_the_same_in_every_form() {
    for year in 1873..=2026u16 {
        for month in 1..=12 {
            for day in 1..=era::days_in_month(year, month) {
                let expected = format!("{year:04}-{month:02}-{day:02}");
                let date = Day::new(year, month, day);
                if PLACEHOLDERS.contains(&(year, month, day)) {
                    continue;
                }
                assert_eq!(read(&format!("{year}年{month}月{day}日")).1, expected);
                assert_eq!(read(&format!("{year}{month:02}{day:02}")).1, expected);
                for era in era::Era::ALL.into_iter().filter(|e| e.contains(date)) {
                    let letter = ['M', 'T', 'S', 'H', 'R'][era as usize];
                    let n = year - era.gregorian(0);
                    let (status, value, parsed) = read(&format!("{letter}{n}.{month}.{day}"));
                    assert_eq!((status, value), (Status::Ok, expected.clone()));
                    assert!(!parsed.notes.contains(&"era_out_of_range"), "{expected}");
                }
            }
        }
    }
}

#[test]
fn the_future_begins_after_today() {
    assert!(is_future("2026-11-23", "2026-11-22"));
    assert!(!is_future("2026-11-22", "2026-11-22"));
    assert!(!is_future("--12-31", "2026-11-22"));
}

/// Texts that look like dates, so that more than noise is tried.
fn date_like() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9０-９年月日元SHRMT昭和平成令大正明治㍻㍼./・ー ：:-]{0,16}",
        "(19|20)[0-9]{2}[-/.]?[01]?[0-9][-/.]?[0-3]?[0-9](T00:00:00|  0:00)?",
        "(昭和|平|R|㍼)[0-9元]{1,2}年[01]?[0-9]月[0-3]?[0-9]日?(生)?",
        "(--)?[01]?[0-9][-/月][0-3]?[0-9]日?",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_canonical_date_is_read_as_itself(text in date_like()) {
        let (status, value, _) = read(&text);
        if matches!(status, Status::Ok | Status::Partial) {
            let again = read(&value);
            prop_assert_eq!((again.0, again.1), (status, value));
        } else {
            prop_assert_eq!(value, "");
        }
    }

    #[test]
    fn nearness_is_symmetric(left in date_like(), right in date_like()) {
        let (l, r) = (read(&left), read(&right));
        let reading = |(status, value, _): &(Status, String, Parsed)| (*status, value.clone());
        let ((ls, lv), (rs, rv)) = (reading(&l), reading(&r));
        let make = |status, value| Reading { status, weak: None, raw: "", value };
        prop_assert_eq!(nearness(&make(ls, &lv), &make(rs, &rv)), nearness(&make(rs, &rv), &make(ls, &lv)));
    }

    #[test]
    fn no_date_comes_from_a_text_without_a_number(text in "[^0-9０-９〇零一壱二弐三参四五六七八九十百]{0,20}") {
        prop_assert!(!matches!(read(&text).0, Status::Ok | Status::Partial | Status::Placeholder));
    }
}
