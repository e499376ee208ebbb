//! How the two records of one person come to differ. Each function gets the pair as one record twice, but for its hand.

use super::kana;
use super::person::{Home, Mail, Number};
use super::record::{BirthStyle, KanaStyle, KanjiStyle, Office, Pair, PhoneStyle, World};
use super::tables::Name;
use super::writing::civil;

/// Gives both records a mobile where the person has none.
fn with_mobile(world: &mut World<'_>, pair: &mut Pair) {
    let mobile = pair.a.person.mobile.unwrap_or_else(|| Number::mobile(&mut world.draw));
    pair.a.person.mobile = Some(mobile);
    pair.b.person.mobile = Some(mobile);
}

/// One hand wrote both.
pub(super) fn exact(_: &mut World<'_>, pair: &mut Pair) {
    pair.b.hand = pair.a.hand;
}

/// Two hands wrote the same.
pub(super) fn formatting(_: &mut World<'_>, _: &mut Pair) {}

/// Whether a name has a kanji with an old form.
fn has_variant(name: Name, variants: &[(char, char)]) -> bool {
    name.kanji.chars().any(|c| variants.iter().any(|(plain, _)| *plain == c))
}

/// The surname has a kanji with an old form, and one record uses it.
pub(super) fn variant_family(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    let tables = world.tables;
    let wanted = |name: &Name| has_variant(*name, &tables.family_variants);
    if let Some(name) = tables.family.pick_where(&mut world.draw, wanted) {
        pair.a.person.family = name;
        pair.b.person.family = name;
    }
    pair.b.kanji = KanjiStyle::VariantFamily;
}

/// Gives both records a given name that has what is wanted.
fn given_where(world: &mut World<'_>, pair: &mut Pair, wanted: impl Fn(&Name) -> bool) {
    let names = world.tables.given(pair.a.person.sex);
    if let Some(name) = names.pick_where(&mut world.draw, wanted) {
        pair.a.person.given = name;
        pair.b.person.given = name;
    }
}

/// The same in the given name.
pub(super) fn variant_given(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    let variants = &world.tables.given_variants;
    given_where(world, pair, |name| has_variant(*name, variants));
    pair.b.kanji = KanjiStyle::VariantGiven;
}

/// The given name has a small kana, and one record comes from a system that has none.
pub(super) fn legacy_kana(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    given_where(world, pair, |name| name.kana.chars().any(|c| kana::large(c) != c));
    pair.b.kana = KanaStyle::Legacy;
}

/// Moved house; the mobile stays.
pub(super) fn moved(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    pair.b.person.home = Home::new(world.tables, &mut world.draw);
    pair.b.person.landline = pair.b.person.landline.map(|n| n.other(&mut world.draw));
}

/// Another mobile and no landline: no number in common.
pub(super) fn new_phone(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    pair.a.person.landline = None;
    pair.b.person.landline = None;
    pair.b.person.mobile = pair.b.person.mobile.map(|n| n.other(&mut world.draw));
}

/// Another e-mail address.
pub(super) fn new_mail(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.person.mail = Some(Mail::new(&mut world.draw));
}

/// Another surname.
pub(super) fn new_surname(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    pair.b.person.family = world.tables.family.pick_other(&mut world.draw, pair.a.person.family);
}

/// The first digit of the day mistyped: ten days later in a month's first third, else ten days earlier. Either way
/// the month stays and one digit changes.
pub(super) fn birthdate_slip(_: &mut World<'_>, pair: &mut Pair) {
    let (_, _, day) = civil(pair.a.person.birth);
    pair.b.person.birth += if day <= 10 { 10 } else { -10 };
}

/// One digit of the only number mistyped.
pub(super) fn phone_slip(world: &mut World<'_>, pair: &mut Pair) {
    new_phone(world, pair);
    pair.b.person.mobile = pair.a.person.mobile.map(|n| n.slip(&mut world.draw));
}

/// No number on one record.
pub(super) fn missing_phone(_: &mut World<'_>, pair: &mut Pair) {
    pair.b.phone = PhoneStyle::Blank;
}

/// No kana on one record.
pub(super) fn missing_kana(_: &mut World<'_>, pair: &mut Pair) {
    pair.b.kana = KanaStyle::Blank;
}

/// No birthdate on one record.
pub(super) fn missing_birthdate(_: &mut World<'_>, pair: &mut Pair) {
    pair.b.birth = BirthStyle::Blank;
}

/// A value that forms are filled with, on one record.
pub(super) fn placeholder_birthdate(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.birth = BirthStyle::Placeholder(world.draw.below(64) as u8);
}

/// A landline and no mobile.
pub(super) fn landline_only(world: &mut World<'_>, pair: &mut Pair) {
    let landline = pair.a.person.landline.unwrap_or_else(|| Number::landline(&mut world.draw));
    for record in [&mut pair.a, &mut pair.b] {
        record.person.landline = Some(landline);
        record.person.mobile = None;
    }
}

/// The shop's number on both.
pub(super) fn shop_phone(world: &mut World<'_>, pair: &mut Pair) {
    let shop = PhoneStyle::Shop(world.shop());
    pair.a.phone = shop;
    pair.b.phone = shop;
}

/// A member of two of the three brands.
pub(super) fn other_brand(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.person.brand = (pair.a.person.brand + 1 + world.draw.below(2) as u8) % 3;
}

/// Gives both records the name of a foreigner, in Latin letters; gives the two spellings of family and given name.
fn foreign(world: &mut World<'_>, pair: &mut Pair) -> [[Name; 2]; 2] {
    with_mobile(world, pair);
    let family = world.tables.pick_foreign_family(&mut world.draw);
    let given = world.tables.pick_foreign_given(&mut world.draw, pair.a.person.sex, None);
    for record in [&mut pair.a, &mut pair.b] {
        (record.person.family, record.person.given) = (family[0], given[0]);
        record.kanji = KanjiStyle::Foreign { middle: None, turned: false };
    }
    [family, given]
}

/// A foreigner, written the same but for capitals.
pub(super) fn foreigner(world: &mut World<'_>, pair: &mut Pair) {
    foreign(world, pair);
}

/// A foreigner whose given name stands first on one record.
pub(super) fn foreigner_turned(world: &mut World<'_>, pair: &mut Pair) {
    foreign(world, pair);
    pair.b.kanji = KanjiStyle::Foreign { middle: None, turned: true };
}

/// A foreigner whose middle name was left out on one record.
pub(super) fn foreigner_middle_dropped(world: &mut World<'_>, pair: &mut Pair) {
    let [_, given] = foreign(world, pair);
    let sex = pair.a.person.sex;
    let [middle, _] = world.tables.pick_foreign_given(&mut world.draw, sex, Some(given[0]));
    pair.a.kanji = KanjiStyle::Foreign { middle: Some(middle), turned: false };
}

/// A foreigner whose name was spelt in katakana in two ways.
pub(super) fn foreigner_respelt(world: &mut World<'_>, pair: &mut Pair) {
    let [family, given] = foreign(world, pair);
    (pair.b.person.family, pair.b.person.given) = (family[1], given[1]);
}

/// A foreigner who goes by a Japanese name (通称名) on one record.
pub(super) fn foreigner_alias(world: &mut World<'_>, pair: &mut Pair) {
    let (family, given) = (pair.b.person.family, pair.b.person.given);
    foreign(world, pair);
    (pair.b.person.family, pair.b.person.given) = (family, given);
    pair.b.kanji = KanjiStyle::Plain;
}

/// The guardian's name stands on one record.
pub(super) fn guardian_in_name(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    pair.b.kanji = KanjiStyle::Office(Office::Guardian);
}

/// The customer's firm stands on one record.
pub(super) fn company_in_name(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    pair.b.kanji = KanjiStyle::Office(Office::Company);
}

/// A lodger's record names the house (様方).
pub(super) fn care_of_in_name(world: &mut World<'_>, pair: &mut Pair) {
    with_mobile(world, pair);
    pair.b.kanji = KanjiStyle::Office(Office::CareOf);
}
