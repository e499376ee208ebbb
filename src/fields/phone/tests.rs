//! Laws of this field, beside its truth tables.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> (Status, String, Parsed) {
    let mut out = String::new();
    let parsed = parse(text, &mut out);
    (parsed.status, out, parsed)
}

fn near(left: &str, right: &str) -> Nearness {
    let reading = |value| Reading { status: Status::Ok, weak: None, raw: value, value };
    nearness(&reading(left), &reading(right))
}

#[test]
fn only_a_japanese_mobile_number_without_extension_is_no_weakening() {
    for (text, weak) in [
        ("090-3456-7812", None),
        ("090-3456-7812 内線3", Some(Weakening::SharedPhone)),
        ("03-3456-7812", Some(Weakening::SharedPhone)),
        ("050-3456-7812", Some(Weakening::SharedPhone)),
        ("+1 650-253-0000", Some(Weakening::SharedPhone)),
    ] {
        let (status, _, parsed) = read(text);
        assert_eq!((status, parsed.weak), (Status::Ok, weak), "{text}");
    }
}

#[test]
fn the_quick_test_for_a_slip_never_hides_one() {
    // Every slip of one number: replaced, left out, inserted, swapped.
    let number = "+819034567812";
    let mut slips = Vec::new();
    for i in 3..number.len() {
        slips.push(format!("{}{}", &number[..i], &number[i + 1..]));
        for d in 0..10 {
            slips.push(format!("{}{d}{}", &number[..i], &number[i + 1..]));
            slips.push(format!("{}{d}{}", &number[..i], &number[i..]));
        }
        if i + 1 < number.len() {
            slips.push(format!(
                "{}{}{}{}",
                &number[..i],
                &number[i + 1..i + 2],
                &number[i..=i],
                &number[i + 2..]
            ));
        }
    }
    for slip in slips.iter().filter(|s| *s != number) {
        assert!(is_one_slip(number, slip), "{slip}");
        assert_eq!(near(number, slip), Nearness::Similar, "{slip}");
    }
    assert_eq!(near(number, "+819034567821"), Nearness::Similar);
    assert_eq!(near(number, "+819034568721"), Nearness::Different);
}

/// Texts that look like phone numbers, so that more than noise is tried.
fn phone_like() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9０-９+＋()（） ー－‐・.,/;#x~〜内線ext代携帯TEL:-]{0,24}",
        "(\\+|010)?(81|1|44|86)[ -]?(\\(0\\))?[0-9]{8,11}(#[0-9]{1,4})?",
        "0[0-9]{1,3}[-ー ]?[0-9]{2,4}[-ー ]?[0-9]{4}( ?(内線|ext|;ext=)[0-9]{1,8})?",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_canonical_number_is_read_as_itself(text in phone_like()) {
        let (status, value, parsed) = read(&text);
        if status == Status::Ok {
            prop_assert_eq!(read(&value), (status, value.clone(), parsed));
            prop_assert!(value.starts_with('+') && value.len() >= 8);
        } else {
            prop_assert_eq!(value, "");
        }
    }

    #[test]
    fn nearness_is_symmetric(left in phone_like(), right in phone_like()) {
        prop_assert_eq!(near(&left, &right), near(&right, &left));
    }

    #[test]
    fn no_number_comes_from_a_text_with_too_few_digits(text in "[^0-9０-９]{0,12}[0-9]{0,5}[^0-9０-９]{0,12}") {
        prop_assert!(read(&text).0 != Status::Ok);
    }
}
