//! A customer record before it is written: a person, and what the record shows of it.

use super::draw::{Draw, Stream};
use super::person::{Number, Person, birth_apart, member};
use super::tables::{Name, Tables};

/// Which old form of a kanji a record uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KanjiStyle {
    /// None.
    Plain,
    /// One in the surname, where it has any.
    VariantFamily,
    /// One in the given name, where it has any.
    VariantGiven,
    /// The first character was lost on the way and is a 〓.
    Lost,
    /// In Latin letters, with a middle name or without; given name first where it is turned.
    Foreign { middle: Option<Name>, turned: bool },
    /// Not a name, though a name stands in it.
    Office(Office),
}

/// Whose name stands in the name's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Office {
    /// The legal guardian's (成年後見人).
    Guardian,
    /// A company's.
    Company,
    /// That of the house where the customer lodges (様方).
    CareOf,
}

/// How a record shows the reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KanaStyle {
    /// In any script.
    Shown,
    /// As a system without small kana does.
    Legacy,
    /// Not at all.
    Blank,
}

/// How a record shows the birthdate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BirthStyle {
    /// In any format.
    Shown,
    /// Not at all.
    Blank,
    /// As one of the values that forms are filled with, by its place in their list.
    Placeholder(u8),
}

/// What a record shows as telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhoneStyle {
    /// The person's own numbers.
    Own,
    /// None.
    Blank,
    /// One of the values that forms are filled with, by its place in their list.
    Placeholder(u8),
    /// A shop's number.
    Shop(Number),
}

/// A customer record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) person: Person,
    pub(super) kanji: KanjiStyle,
    pub(super) kana: KanaStyle,
    pub(super) birth: BirthStyle,
    pub(super) phone: PhoneStyle,
    /// Who wrote it: records of one hand choose the same formats.
    pub(super) hand: u64,
}

impl Record {
    /// A record that shows everything.
    pub(super) const fn new(person: Person, hand: u64) -> Self {
        Self {
            person,
            kanji: KanjiStyle::Plain,
            kana: KanaStyle::Shown,
            birth: BirthStyle::Shown,
            phone: PhoneStyle::Own,
            hand,
        }
    }

    /// The middle name that the record shows.
    fn middle(&self) -> Option<&'static str> {
        match self.kanji {
            KanjiStyle::Foreign { middle, .. } => middle.map(|name| name.kanji),
            KanjiStyle::Plain
            | KanjiStyle::VariantFamily
            | KanjiStyle::VariantGiven
            | KanjiStyle::Lost
            | KanjiStyle::Office(_) => None,
        }
    }

    /// Every number the record shows, a placeholder left out.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Number> {
        let (own, shop) = match self.phone {
            PhoneStyle::Own => (Some(self.person.numbers()), None),
            PhoneStyle::Blank | PhoneStyle::Placeholder(_) => (None, None),
            PhoneStyle::Shop(number) => (None, Some(number)),
        };
        own.into_iter().flatten().chain(shop)
    }
}

/// The two records of a proposal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) a: Record,
    pub(super) b: Record,
}

impl Pair {
    /// Whether nothing that the records show tells the two apart: the same kanji, no other kana, one birthdate and a
    /// number in common. What is no name of the customer tells nothing, so that nobody can take it for agreement.
    pub(super) fn looks_like_one(&self) -> bool {
        let (a, b) = (&self.a, &self.b);
        let (p, q) = (&a.person, &b.person);
        let same = |x: [&str; 2], y: [&str; 2]| {
            x.iter().flat_map(|s| s.chars()).eq(y.iter().flat_map(|s| s.chars()))
        };
        let is_office = |r: &Record| matches!(r.kanji, KanjiStyle::Office(_));
        if is_office(a) || is_office(b) || a.middle() != b.middle() {
            return false;
        }
        let kana_blank = a.kana == KanaStyle::Blank || b.kana == KanaStyle::Blank;
        same([p.family.kanji, p.given.kanji], [q.family.kanji, q.given.kanji])
            && (kana_blank || same([p.family.kana, p.given.kana], [q.family.kana, q.given.kana]))
            && p.birth == q.birth
            && a.numbers().any(|n| b.numbers().any(|m| m == n))
    }
}

/// What a kind is made from: the tables, the shops, and the proposal's own draws.
pub(super) struct World<'a> {
    pub(super) tables: &'a Tables,
    pub(super) draw: Draw,
    seed: u64,
    shops: u32,
}

impl<'a> World<'a> {
    /// The world of one proposal or row, with draws of its own.
    pub(super) const fn new(tables: &'a Tables, seed: u64, shops: u32, draw: Draw) -> Self {
        Self { tables, draw, seed, shops }
    }

    /// Somebody.
    pub(super) fn person(&mut self) -> Person {
        Person::new(self.tables, &mut self.draw)
    }

    /// The number of one of the shops.
    pub(super) fn shop(&mut self) -> Number {
        let shop = self.draw.below(self.shops.max(1));
        Number::landline(&mut Draw::new(self.seed, Stream::Shop, u64::from(shop)))
    }

    /// The record in row `number` of the households, with the dirt that every table has.
    pub(super) fn household_record(&mut self, number: u64, hand: u64) -> Record {
        let mut record = Record::new(member(self.tables, self.seed, number), hand);
        let draw = &mut self.draw;
        record.kanji = match draw.choose(&[950, 35, 10, 5]) {
            0 => KanjiStyle::Plain,
            1 => KanjiStyle::VariantFamily,
            2 => KanjiStyle::VariantGiven,
            _ => KanjiStyle::Lost,
        };
        record.kana = match draw.choose(&[930, 30, 40]) {
            0 => KanaStyle::Shown,
            1 => KanaStyle::Legacy,
            _ => KanaStyle::Blank,
        };
        record.birth = match draw.choose(&[955, 30, 15]) {
            0 => BirthStyle::Shown,
            1 => BirthStyle::Blank,
            _ => BirthStyle::Placeholder(draw.below(64) as u8),
        };
        record.phone = match draw.choose(&[945, 25, 10, 20]) {
            0 => PhoneStyle::Own,
            1 => PhoneStyle::Blank,
            2 => PhoneStyle::Placeholder(draw.below(64) as u8),
            _ => PhoneStyle::Shop(self.shop()),
        };
        record
    }

    /// Keeps two people two: where nothing shown tells them apart, the second gets another birthday.
    pub(super) fn keep_apart(&mut self, pair: &mut Pair) {
        if pair.looks_like_one() {
            pair.b.person.birth = birth_apart(&mut self.draw, pair.b.person.birth, (1, 20));
        }
    }
}
