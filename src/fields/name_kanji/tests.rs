//! Laws of this field, beside its truth tables.

use super::*;
use crate::fields::{Reading, Rung, agreement};
use crate::model::Agreement;
use proptest::prelude::*;

fn read_as(raw: &str) -> (Status, String) {
    let mut value = String::new();
    let status = parse(raw, &mut value).status;
    (status, value)
}

fn rung(left: &str, right: &str) -> Rung {
    let (l, r) = (read_as(left), read_as(right));
    let left = Reading { status: l.0, weak: None, raw: left, value: &l.1 };
    let right = Reading { status: r.0, weak: None, raw: right, value: &r.1 };
    agreement(&FIELD, &[left], &[right])
}

/// Kanji with forms and look-alikes, kana, letters and everything that a fold touches.
fn name() -> impl Strategy<Value = String> {
    let of = |text: &str| proptest::sample::select(text.chars().collect::<Vec<_>>());
    let letter = prop_oneof![
        8 => of("高髙渡辺邉邊沢澤斎斉齋齊辨辯弁崎﨑一二健林田太郎々ヶケヵ籔薮"),
        3 => of("アガョサさがょーゝ゛゜\u{3099}ｶﾞﾟー-・･"),
        3 => of("ABzéßiıİ'.,12２Ⅱ\u{301}\u{307}\u{327}"),
        2 => of(" \u{3000}\u{1f}\u{200b}\u{fe00}\u{e0100}"),
        1 => of("⾼⻘㐀𠮷\u{2f804}\u{fa19}\u{2e83}㈱様()😀㋐㌔〇"),
        1 => proptest::char::any(),
    ];
    proptest::collection::vec(letter, 0..6).prop_map(|l| l.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_value_is_its_own_value(raw in name()) {
        let (status, value) = read_as(&raw);
        if status == Status::Ok {
            prop_assert_eq!(read_as(&value), (Status::Ok, value));
        } else {
            prop_assert_eq!(value, "");
        }
    }

    #[test]
    fn agreement_is_symmetric_and_keys_keep_it(left in name(), right in name()) {
        let there = rung(&left, &right);
        prop_assert_eq!(there, rung(&right, &left));
        if there.agreement.agrees(true) {
            let (mut lk, mut rk) = (String::new(), String::new());
            let (left, right) = (read_as(&left).1, read_as(&right).1);
            prop_assert_eq!(key(&left, &mut lk), key(&right, &mut rk));
        }
    }

    #[test]
    fn spaces_are_the_only_thing_left_out_of_kanji_and_kana(raw in "[一-龠ぁ-んァ-ヴ]{1,6}") {
        let (status, value) = read_as(&raw);
        if status == Status::Ok {
            prop_assert_eq!(value.chars().count(), raw.chars().count());
        }
    }

    /// The fast way must give what the slow way gives.
    #[test]
    fn plain_names_are_not_changed_by_nfkc(raw in name()) {
        let slow: Option<String> = crate::text::width::compatible(&raw)
            .map(|t| t.chars().map(crate::text::kanji::same_kanji).collect());
        if let Some(slow) = slow {
            // Spaces between a letter and its mark are left out of a kana name before the mark is joined.
            let (fast, slow) = (read_as(&raw), read_as(&slow));
            prop_assert_eq!(fast, slow);
        }
    }
}

#[test]
fn a_fold_in_the_family_name_stands_alone() {
    assert_eq!(
        rung("髙橋 真", "高橋 真"),
        Rung {
            agreement: Agreement::Variant,
            needs_kana: false,
            weak: Some(crate::model::Weakening::Variant)
        }
    );
    assert!(rung("高橋 眞", "高橋 真").needs_kana);
    assert!(rung("高橋眞", "高橋真").needs_kana);
    assert!(!rung("髙橋真", "高橋真").needs_kana);
    assert!(!rung("山\u{1f}澤", "山\u{1f}澤").needs_kana);
    assert!(rung("中澤太郎", "中沢太郎").needs_kana);
    assert!(!rung("中澤 太郎", "中沢太郎").needs_kana);
}

#[test]
fn the_words_of_a_latin_name_are_not_cut_anew() {
    assert_eq!(rung("ANN ALEE", "ANNA LEE").agreement, Agreement::Similar);
    assert_eq!(rung("JOHN SMITH", "JohnSmith").agreement, Agreement::Normalized);
    assert_eq!(rung("SMITH\u{1f}JOHN", "Smith John").agreement, Agreement::Normalized);
}

#[test]
fn every_word_of_a_company_is_found() {
    for (last, words) in NOT_A_PERSON {
        for word in *words {
            assert!(word.ends_with(*last), "{word}");
            assert_eq!(read_as(&format!("山田{word} 太郎")).0, Status::Invalid, "{word}");
        }
    }
    for word in NO_PERSON_WORDS {
        assert_eq!(read_as(&format!("Smith {word}")).0, Status::Invalid, "{word}");
    }
}

#[test]
fn a_canonical_form_has_no_old_form() {
    assert_eq!(canonical_form(&read_as("髙橋 澤").1), "高橋沢");
    assert_eq!(canonical_form("渡邉\u{1f}眞"), "渡辺\u{1f}真");
}
