//! How two people come to look alike. Each function gets the pair as one record twice, but for its hand, and leaves at
//! least one of kanji, kana, birthdate and number shown on both and different, or one of them worthless.

use super::person::{Home, Mail, Number, Person, birth_apart, other_birth};
use super::record::{BirthStyle, KanjiStyle, Office, Pair, PhoneStyle, World};
use super::tables::{Name, Relation, Sex};

/// How often a name is drawn again until another one is read like it.
const TRIES: usize = 32;

/// The numbers, home and e-mail of somebody who has nothing to do with the first.
fn stranger(world: &mut World<'_>, pair: &mut Pair) {
    let draw = &mut world.draw;
    let b = &mut pair.b.person;
    b.mobile = b.mobile.map(|n| n.other(draw));
    b.landline = b.landline.map(|n| n.other(draw));
    b.home = Home::new(world.tables, draw);
    b.mail = Some(Mail::new(draw));
}

/// One landline for both, and a mobile and e-mail for each.
fn one_landline(world: &mut World<'_>, pair: &mut Pair) {
    let draw = &mut world.draw;
    let landline = pair.a.person.landline.unwrap_or_else(|| Number::landline(draw));
    pair.a.person.landline = Some(landline);
    let b = &mut pair.b.person;
    b.landline = Some(landline);
    b.mobile = b.mobile.map(|n| n.other(draw));
    b.mail = draw.chance(500).then(|| Mail::new(draw));
}

/// One mobile for both.
fn one_mobile(world: &mut World<'_>, pair: &mut Pair) {
    let mobile = pair.a.person.mobile.unwrap_or_else(|| Number::mobile(&mut world.draw));
    pair.a.person.mobile = Some(mobile);
    pair.b.person.mobile = Some(mobile);
}

/// Another given name, of this sex.
fn other_given(world: &mut World<'_>, pair: &mut Pair, sex: Sex) {
    let b = &mut pair.b.person;
    b.sex = sex;
    b.given = world.tables.given(sex).pick_other(&mut world.draw, pair.a.person.given);
}

/// The same sex or the other.
fn any_sex(world: &mut World<'_>, pair: &Pair) -> Sex {
    let sex = pair.a.person.sex;
    if world.draw.chance(650) { sex } else { sex.other() }
}

/// Two given names that sound the same; left alone where none is found.
fn same_reading(world: &mut World<'_>, pair: &mut Pair) {
    let names = world.tables.given(pair.a.person.sex);
    for _ in 0..TRIES {
        let name = names.pick(&mut world.draw);
        if let Some(other) = names.same_reading(&mut world.draw, name) {
            pair.a.person.given = name;
            pair.b.person.given = other;
            return;
        }
    }
}

/// Two surnames or given names of one row of the table of near names.
fn near(world: &mut World<'_>, pair: &mut Pair, relation: Relation) {
    let Some(near) = world.tables.near(&mut world.draw, relation) else { return };
    let (mut left, mut right) = (near.left, near.right);
    if world.draw.chance(500) {
        (left, right) = (right, left);
    }
    let set = |person: &mut Person, name: Name| match near.sex {
        Some(sex) => (person.sex, person.given) = (sex, name),
        None => person.family = name,
    };
    set(&mut pair.a.person, left);
    set(&mut pair.b.person, right);
}

/// Twins: surname, birthdate, landline and home agree; sometimes a parent's mobile too.
pub(super) fn twins(world: &mut World<'_>, pair: &mut Pair) {
    let sex = any_sex(world, pair);
    other_given(world, pair, sex);
    one_landline(world, pair);
    if world.draw.chance(300) {
        one_mobile(world, pair);
    }
}

/// Twins whose given names differ in one kanji: 健一 and 健二, 美咲 and 美里.
pub(super) fn twins_one_kanji(world: &mut World<'_>, pair: &mut Pair) {
    near(world, pair, Relation::Twin);
    one_landline(world, pair);
    if world.draw.chance(300) {
        one_mobile(world, pair);
    }
}

/// Twin children on their parents' mobile and e-mail: only the given name tells.
pub(super) fn twins_parents_contacts(world: &mut World<'_>, pair: &mut Pair) {
    if world.draw.chance(500) {
        near(world, pair, Relation::Twin);
    } else {
        let sex = any_sex(world, pair);
        other_given(world, pair, sex);
    }
    one_mobile(world, pair);
    let mail = Mail::new(&mut world.draw);
    pair.a.person.mail = Some(mail);
    pair.b.person.mail = Some(mail);
}

/// Father and son; the son's name often takes a kanji of the father's.
pub(super) fn father_son(world: &mut World<'_>, pair: &mut Pair) {
    let male = world.tables.given(Sex::Male);
    pair.a.person.sex = Sex::Male;
    pair.a.person.given = male.pick(&mut world.draw);
    other_given(world, pair, Sex::Male);
    if let Some(name) = male.same_first_kanji(&mut world.draw, pair.a.person.given) {
        pair.b.person.given = name;
    }
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (22, 38));
    one_landline(world, pair);
}

/// Father and son whose names sound the same, on one landline.
pub(super) fn father_son_same_reading(world: &mut World<'_>, pair: &mut Pair) {
    pair.a.person.sex = Sex::Male;
    pair.b.person.sex = Sex::Male;
    pair.a.person.given = world.tables.given(Sex::Male).pick(&mut world.draw);
    pair.b.person.given = pair.a.person.given;
    same_reading(world, pair);
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (22, 38));
    one_landline(world, pair);
}

/// Brothers and sisters.
pub(super) fn siblings(world: &mut World<'_>, pair: &mut Pair) {
    let sex = any_sex(world, pair);
    other_given(world, pair, sex);
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (1, 8));
    one_landline(world, pair);
}

/// Siblings whose names sound the same.
pub(super) fn siblings_same_reading(world: &mut World<'_>, pair: &mut Pair) {
    same_reading(world, pair);
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (1, 8));
    one_landline(world, pair);
}

/// Husband and wife who gave one mobile.
pub(super) fn spouses_shared_mobile(world: &mut World<'_>, pair: &mut Pair) {
    let sex = pair.a.person.sex.other();
    other_given(world, pair, sex);
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (0, 8));
    one_mobile(world, pair);
}

/// Husband and wife who gave one e-mail address and one landline.
pub(super) fn spouses_shared_email(world: &mut World<'_>, pair: &mut Pair) {
    let sex = pair.a.person.sex.other();
    other_given(world, pair, sex);
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (0, 8));
    one_landline(world, pair);
    let mail = Mail::new(&mut world.draw);
    pair.a.person.mail = Some(mail);
    pair.b.person.mail = Some(mail);
}

/// A child registered with its parent's mobile.
pub(super) fn child_on_parents_mobile(world: &mut World<'_>, pair: &mut Pair) {
    let sex = any_sex(world, pair);
    other_given(world, pair, sex);
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (20, 40));
    one_mobile(world, pair);
}

/// Two people of one name.
pub(super) fn namesake(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.person.birth = other_birth(&mut world.draw, pair.a.person.birth);
    stranger(world, pair);
}

/// Two people of one name, born on one day: only the number tells.
pub(super) fn namesake_same_birthdate(world: &mut World<'_>, pair: &mut Pair) {
    stranger(world, pair);
}

/// A name handed down in a family, on one landline: only the birthdate tells.
pub(super) fn namesake_in_family(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (30, 42));
    one_landline(world, pair);
}

/// Two people of one name, born a day apart.
pub(super) fn namesake_near_birthdate(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (0, 0));
    stranger(world, pair);
}

/// Two people of one name whose mobiles differ in one digit.
pub(super) fn one_digit_phone(world: &mut World<'_>, pair: &mut Pair) {
    namesake(world, pair);
    one_mobile(world, pair);
    pair.b.person.mobile = pair.a.person.mobile.map(|n| n.slip(&mut world.draw));
}

/// Two people whose names sound the same, sometimes born on one day.
pub(super) fn same_kana_other_kanji(world: &mut World<'_>, pair: &mut Pair) {
    same_reading(world, pair);
    if world.draw.chance(500) {
        pair.b.person.birth = other_birth(&mut world.draw, pair.a.person.birth);
    }
    stranger(world, pair);
}

/// Two people whose names look the same (裕子, ユウコ and ヒロコ), sometimes born on one day.
pub(super) fn same_kanji_other_reading(world: &mut World<'_>, pair: &mut Pair) {
    near(world, pair, Relation::Reading);
    if world.draw.chance(500) {
        pair.b.person.birth = other_birth(&mut world.draw, pair.a.person.birth);
    }
    stranger(world, pair);
}

/// Two people whose names look the same, born on one day, with one mobile: only the reading tells.
pub(super) fn same_kanji_one_mobile(world: &mut World<'_>, pair: &mut Pair) {
    near(world, pair, Relation::Reading);
    one_mobile(world, pair);
}

/// 斎藤 and 斉藤, born on one day.
pub(super) fn lookalike_surname(world: &mut World<'_>, pair: &mut Pair) {
    near(world, pair, Relation::LookalikeFamily);
    stranger(world, pair);
}

/// 祐介 and 裕介, born on one day.
pub(super) fn lookalike_given(world: &mut World<'_>, pair: &mut Pair) {
    near(world, pair, Relation::LookalikeGiven);
    stranger(world, pair);
}

/// ヨシダ and ヨシタ, born on one day.
pub(super) fn voiced(world: &mut World<'_>, pair: &mut Pair) {
    near(world, pair, Relation::Voiced);
    stranger(world, pair);
}

/// オノ and オオノ, or ユキ and ユウキ, born on one day.
pub(super) fn long_vowel(world: &mut World<'_>, pair: &mut Pair) {
    let family = world.draw.chance(500);
    near(world, pair, if family { Relation::LongFamily } else { Relation::LongGiven });
    stranger(world, pair);
}

/// A mobile number that was given up, and given to somebody else.
pub(super) fn recycled_phone(world: &mut World<'_>, pair: &mut Pair) {
    let brand = pair.a.person.brand;
    pair.b.person = Person { brand, ..world.person() };
    one_mobile(world, pair);
}

/// Two customers of a shop that fills in its own number.
pub(super) fn shared_store_phone(world: &mut World<'_>, pair: &mut Pair) {
    let brand = pair.a.person.brand;
    pair.b.person = Person { brand, ..world.person() };
    let shop = PhoneStyle::Shop(world.shop());
    pair.a.phone = shop;
    pair.b.phone = shop;
}

/// The next tenant of a flat, whose landline stayed.
pub(super) fn same_address(world: &mut World<'_>, pair: &mut Pair) {
    let (home, brand) = (pair.a.person.home, pair.a.person.brand);
    pair.b.person = Person { home, brand, ..world.person() };
    one_landline(world, pair);
}

/// Two people of one name, some of them born on one day, both with the same filled-in number.
pub(super) fn placeholder_phone(world: &mut World<'_>, pair: &mut Pair) {
    let birth = pair.a.person.birth;
    namesake(world, pair);
    if world.draw.chance(500) {
        pair.b.person.birth = birth;
    }
    let filled = PhoneStyle::Placeholder(world.draw.below(64) as u8);
    pair.a.phone = filled;
    pair.b.phone = filled;
}

/// Two people of one name, some of them in one family with one mobile, both with the same filled-in birthdate.
pub(super) fn placeholder_birthdate(world: &mut World<'_>, pair: &mut Pair) {
    namesake(world, pair);
    if world.draw.chance(500) {
        one_mobile(world, pair);
    }
    let filled = BirthStyle::Placeholder(world.draw.below(64) as u8);
    pair.a.birth = filled;
    pair.b.birth = filled;
}

/// Two people of one name, both with a number and a birthdate that are filled in, each in its own way.
pub(super) fn placeholder_values(world: &mut World<'_>, pair: &mut Pair) {
    namesake(world, pair);
    let (phone, birth) = (world.draw.below(32) as u8, world.draw.below(32) as u8);
    pair.a.phone = PhoneStyle::Placeholder(phone);
    pair.b.phone = PhoneStyle::Placeholder(phone + 1);
    pair.a.birth = BirthStyle::Placeholder(birth);
    pair.b.birth = BirthStyle::Placeholder(birth + 1);
}

/// Two people of one name with little else: both without a number, or both without a birthdate.
pub(super) fn missing_values(world: &mut World<'_>, pair: &mut Pair) {
    namesake(world, pair);
    for record in [&mut pair.a, &mut pair.b] {
        if world.draw.chance(700) {
            record.phone = PhoneStyle::Blank;
        }
        if world.draw.chance(500) {
            record.birth = BirthStyle::Blank;
        }
    }
}

/// Two names that a sloppy fold joins, one birthdate, one mobile: only the fold not made tells.
pub(super) fn near_name_one_mobile(world: &mut World<'_>, pair: &mut Pair) {
    const RELATIONS: [Relation; 5] = [
        Relation::Voiced,
        Relation::LongFamily,
        Relation::LongGiven,
        Relation::LookalikeFamily,
        Relation::LookalikeGiven,
    ];
    let relation = RELATIONS[world.draw.below(RELATIONS.len() as u32) as usize];
    near(world, pair, relation);
    one_mobile(world, pair);
}

/// One name, one mobile, birthdates one day apart: only a digit of the day tells.
pub(super) fn near_birthdate_one_mobile(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.person.birth = birth_apart(&mut world.draw, pair.a.person.birth, (0, 0));
    one_mobile(world, pair);
}

/// One name, one birthdate, mobiles one digit apart: only that digit tells.
pub(super) fn near_phone_same_birthdate(world: &mut World<'_>, pair: &mut Pair) {
    one_mobile(world, pair);
    pair.a.person.landline = None;
    pair.b.person.landline = None;
    pair.b.person.mobile = pair.a.person.mobile.map(|n| n.slip(&mut world.draw));
}

/// Foreign twins of one family and first given name, whose middle names tell them apart, on one mobile.
pub(super) fn foreign_twins(world: &mut World<'_>, pair: &mut Pair) {
    let (tables, sex) = (world.tables, pair.a.person.sex);
    let [family, _] = tables.pick_foreign_family(&mut world.draw);
    let [given, _] = tables.pick_foreign_given(&mut world.draw, sex, None);
    let [middle, _] = tables.pick_foreign_given(&mut world.draw, sex, Some(given));
    let [mut other, _] = tables.pick_foreign_given(&mut world.draw, sex, Some(middle));
    if other.kanji == given.kanji {
        [other, _] = tables.pick_foreign_given(&mut world.draw, sex.other(), None);
    }
    for (record, middle) in [(&mut pair.a, middle), (&mut pair.b, other)] {
        (record.person.family, record.person.given) = (family, given);
        record.kanji = KanjiStyle::Foreign { middle: Some(middle), turned: false };
    }
    one_mobile(world, pair);
}

/// Two customers in whose place one and the same other name stands, with that one's number and birthdate.
fn one_office(world: &mut World<'_>, pair: &mut Pair, office: Office) {
    let landline = pair.a.person.landline.unwrap_or_else(|| Number::landline(&mut world.draw));
    for record in [&mut pair.a, &mut pair.b] {
        record.kanji = KanjiStyle::Office(office);
        record.person.landline = Some(landline);
    }
}

/// Two wards of one guardian, whose name, number and birthdate stand on both.
pub(super) fn one_guardian(world: &mut World<'_>, pair: &mut Pair) {
    one_mobile(world, pair);
    one_office(world, pair, Office::Guardian);
}

/// Two people of one firm, with its name, number and day of foundation.
pub(super) fn one_company(world: &mut World<'_>, pair: &mut Pair) {
    one_office(world, pair, Office::Company);
}

/// Two lodgers of one house, with its name and number; the clerk typed one birthdate for both.
pub(super) fn one_house(world: &mut World<'_>, pair: &mut Pair) {
    one_office(world, pair, Office::CareOf);
}

/// Two customers who have nothing to do with each other.
pub(super) fn random(world: &mut World<'_>, pair: &mut Pair) {
    pair.b.person = world.person();
}
