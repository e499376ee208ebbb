//! **Shelf**: the kinds of pairs that a proposal can name, with the truth about each.
//!
//! To add a kind: one line in [`KINDS`], and its function in `same.rs` or `different.rs`. Which kinds there are follows
//! the ways in which customers are mixed up: public notices of wrong links (the state's My Number inspection of 2023,
//! customer data merged wrongly during maintenance), and the known hazards of Japanese names. The shares are a choice:
//! two fifths right, two fifths wrong and hard, one fifth picked blindly, one in a thousand pointing nowhere.

use super::different as d;
use super::record::{Pair, World};
use super::same as s;

/// Whether the two records of a proposal are one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// One person.
    Same,
    /// Two people.
    Different,
}

impl Truth {
    /// The word used in labels.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
        }
    }
}

/// A kind of pair.
#[derive(Debug)]
pub struct Kind {
    /// Its name in labels.
    pub name: &'static str,
    /// What is true of it.
    pub truth: Truth,
    /// How many of 10,000 proposals are of this kind.
    pub share: u32,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Whether the merged ID stands on no record.
    pub(super) dangles: bool,
    /// Makes it: the two records come as one and the same.
    pub(super) make: fn(&mut World<'_>, &mut Pair),
}

type Make = fn(&mut World<'_>, &mut Pair);

const fn same(name: &'static str, share: u32, about: &'static str, make: Make) -> Kind {
    Kind { name, truth: Truth::Same, share, about, dangles: false, make }
}

const fn different(name: &'static str, share: u32, about: &'static str, make: Make) -> Kind {
    Kind { name, truth: Truth::Different, share, about, dangles: false, make }
}

/// All kinds. Their shares add up to 10,000.
pub static KINDS: &[Kind] = &[
    same("same_exact", 200, "the same text in every cell", s::exact),
    same("same_formatting", 880, "the same values, written differently", s::formatting),
    same("same_variant_kanji", 300, "an old form of a kanji in the surname", s::variant_family),
    same("same_variant_given", 80, "an old form of a kanji in the given name", s::variant_given),
    same("same_legacy_kana", 300, "kana from a system without small letters", s::legacy_kana),
    same("same_moved", 400, "another address and landline", s::moved),
    same("same_new_phone", 250, "another mobile, no number shared", s::new_phone),
    same("same_new_email", 200, "another e-mail address", s::new_mail),
    same("same_new_surname", 200, "another surname since a marriage", s::new_surname),
    same("same_birthdate_slip", 100, "one digit of the day mistyped", s::birthdate_slip),
    same("same_phone_slip", 80, "one digit of the number mistyped", s::phone_slip),
    same("same_missing_phone", 200, "no number on one record", s::missing_phone),
    same("same_missing_kana", 150, "no kana on one record", s::missing_kana),
    same("same_missing_birthdate", 100, "no birthdate on one record", s::missing_birthdate),
    same("same_placeholder_birthdate", 80, "1900-01-01 or the like on one record", s::placeholder_birthdate),
    same("same_landline_only", 150, "a landline and no mobile", s::landline_only),
    same("same_shop_phone", 40, "the shop's number on both records", s::shop_phone),
    same("same_other_brand", 70, "one person in two brands", s::other_brand),
    same("same_foreigner", 60, "a name in Latin letters", s::foreigner),
    same("same_foreigner_turned", 30, "a foreigner's given name first on one record", s::foreigner_turned),
    same("same_foreigner_middle_dropped", 30, "no middle name on one record", s::foreigner_middle_dropped),
    same("same_foreigner_respelt", 30, "a foreign name spelt in katakana in two ways", s::foreigner_respelt),
    same("same_foreigner_alias", 20, "a foreigner's Japanese name on one record", s::foreigner_alias),
    same("same_guardian_in_name", 20, "the guardian's name on one record", s::guardian_in_name),
    same("same_company_in_name", 10, "a firm's name on one record", s::company_in_name),
    same("same_care_of_in_name", 20, "the name of the house (様方) on one record", s::care_of_in_name),
    different("different_twins", 350, "twins with names of their own", d::twins),
    different("different_twins_one_kanji", 250, "twins whose names differ in one kanji", d::twins_one_kanji),
    different(
        "different_twins_parents_contacts",
        120,
        "twin children on their parents' mobile and e-mail",
        d::twins_parents_contacts,
    ),
    different("different_father_son", 350, "father and son on one landline", d::father_son),
    different(
        "different_father_son_same_reading",
        80,
        "father and son whose names sound the same",
        d::father_son_same_reading,
    ),
    different("different_siblings", 250, "siblings on one landline", d::siblings),
    different(
        "different_siblings_same_reading",
        150,
        "siblings whose names sound the same",
        d::siblings_same_reading,
    ),
    different(
        "different_spouses_shared_mobile",
        250,
        "husband and wife on one mobile",
        d::spouses_shared_mobile,
    ),
    different(
        "different_spouses_shared_email",
        40,
        "husband and wife on one e-mail address",
        d::spouses_shared_email,
    ),
    different(
        "different_child_on_parents_mobile",
        200,
        "parent and child on one mobile",
        d::child_on_parents_mobile,
    ),
    different("different_namesake", 400, "one name, two people", d::namesake),
    different(
        "different_namesake_same_birthdate",
        200,
        "one name, one birthdate, two people",
        d::namesake_same_birthdate,
    ),
    different(
        "different_namesake_in_family",
        80,
        "grandparent and grandchild of one name",
        d::namesake_in_family,
    ),
    different(
        "different_namesake_near_birthdate",
        80,
        "one name, a birthdate one day apart",
        d::namesake_near_birthdate,
    ),
    different("different_one_digit_phone", 120, "one name, numbers one digit apart", d::one_digit_phone),
    different("different_same_kana_other_kanji", 200, "names that sound the same", d::same_kana_other_kanji),
    different(
        "different_same_kanji_other_reading",
        150,
        "names that look the same",
        d::same_kanji_other_reading,
    ),
    different(
        "different_same_kanji_one_mobile",
        60,
        "names that look the same, one birthdate, one mobile",
        d::same_kanji_one_mobile,
    ),
    different("different_lookalike_surname", 100, "斎藤 and 斉藤, 太田 and 大田", d::lookalike_surname),
    different("different_lookalike_given", 60, "祐介 and 裕介", d::lookalike_given),
    different("different_voiced", 100, "ヨシダ and ヨシタ", d::voiced),
    different("different_long_vowel", 100, "オノ and オオノ, ユキ and ユウキ", d::long_vowel),
    different("different_recycled_phone", 150, "a mobile number given to somebody else", d::recycled_phone),
    different(
        "different_shared_store_phone",
        150,
        "two customers of a shop, with its number",
        d::shared_store_phone,
    ),
    different("different_same_address", 80, "the next tenant, landline included", d::same_address),
    different("different_placeholder_phone", 60, "one name and 000-0000-0000", d::placeholder_phone),
    different("different_placeholder_birthdate", 60, "one name and 1900-01-01", d::placeholder_birthdate),
    different("different_placeholder_values", 40, "one name, and both of these", d::placeholder_values),
    different("different_missing_values", 60, "one name and blank cells", d::missing_values),
    different(
        "different_foreign_twins",
        40,
        "twins of one first given name, on one mobile",
        d::foreign_twins,
    ),
    different("different_guardian", 60, "two wards under their guardian's name and number", d::one_guardian),
    different("different_company", 60, "two people under one firm's name and number", d::one_company),
    different("different_care_of", 40, "two lodgers under the name of the house", d::one_house),
    different(
        "different_near_name_one_mobile",
        150,
        "names that a sloppy fold joins, one birthdate, one mobile",
        d::near_name_one_mobile,
    ),
    different(
        "different_near_birthdate_one_mobile",
        60,
        "one name, one mobile, birthdates a day apart",
        d::near_birthdate_one_mobile,
    ),
    different(
        "different_near_phone_same_birthdate",
        60,
        "one name, one birthdate, mobiles one digit apart",
        d::near_phone_same_birthdate,
    ),
    different("different_random", 1230, "two customers picked blindly", d::random),
    Kind {
        name: "dangling",
        truth: Truth::Different,
        share: 10,
        about: "a merged ID that stands on no record",
        dangles: true,
        make: d::random,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_add_up_and_the_names_tell_the_truth() {
        assert_eq!(KINDS.iter().map(|k| k.share).sum::<u32>(), 10_000);
        let share = |truth| KINDS.iter().filter(|k| k.truth == truth).map(|k| k.share).sum::<u32>();
        assert_eq!((share(Truth::Same), share(Truth::Different)), (4_000, 6_000));
        for kind in KINDS {
            assert!(
                kind.dangles || kind.name.starts_with(&format!("{}_", kind.truth.name())),
                "{}",
                kind.name
            );
            assert_eq!(KINDS.iter().filter(|k| k.name == kind.name).count(), 1, "{}", kind.name);
        }
    }
}
