//! The names and places that customers are made of. Sources and licences of all tables: `tables/README.md`.

use super::draw::Draw;

/// A part of a name: its plain kanji and its reading in full-width katakana.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) kanji: &'static str,
    pub(super) kana: &'static str,
}

/// Which of the two tables of given names a person's is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sex {
    Female,
    Male,
}

impl Sex {
    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Female => Self::Male,
            Self::Male => Self::Female,
        }
    }
}

/// How two names of `tables/near.tsv` are near each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// One given name in kanji, two readings.
    Reading,
    /// One surname in kanji, read with and without a voiced mark.
    Voiced,
    /// Two surnames whose readings differ in the length of a vowel.
    LongFamily,
    /// Two given names, likewise.
    LongGiven,
    /// Two given names that share their first kanji, as twins' often do.
    Twin,
    /// Two surnames with one reading whose kanji look or sound alike.
    LookalikeFamily,
    /// Two given names, likewise.
    LookalikeGiven,
}

/// Two names that are taken for each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) relation: Relation,
    /// Whose given names these are; `None` for surnames.
    pub(super) sex: Option<Sex>,
    pub(super) left: Name,
    pub(super) right: Name,
}

/// Names in the order of how common they are, drawn with weights `1 / (rank + OFFSET)` (Zipf's law as Mandelbrot
/// corrected it at its head).
#[derive(Clone, Debug)]
pub(super) struct Names {
    names: Vec<Name>,
    /// Cumulated weights.
    up_to: Vec<u32>,
}

/// Mandelbrot's correction; with 360 surnames it gives the commonest 2.7 %, the order of 佐藤 among the names
/// listed (佐藤 has 1.5 % of all Japanese, and these surnames belong to about half of them).
const OFFSET: u32 = 10;

impl Names {
    fn read(text: &'static str) -> Self {
        let names: Vec<Name> = rows(text).map(|[kanji, kana]| Name { kanji, kana }).collect();
        let mut sum = 0;
        let weigh = |rank| {
            sum += 10_000_000 / (rank as u32 + 1 + OFFSET);
            sum
        };
        Self { up_to: (0..names.len()).map(weigh).collect(), names }
    }

    /// One of them, a common one more often.
    pub(super) fn pick(&self, draw: &mut Draw) -> Name {
        let at = draw.below(self.up_to.last().copied().unwrap_or(1));
        self.names[self.up_to.partition_point(|sum| *sum <= at)]
    }

    /// One that has what is `wanted`: drawn by weight where that succeeds at once, else the next one after an even draw.
    /// `None` where no name has it.
    pub(super) fn pick_where(&self, draw: &mut Draw, wanted: impl Fn(&Name) -> bool) -> Option<Name> {
        let picked = self.pick(draw);
        if wanted(&picked) { Some(picked) } else { self.next_where(draw, wanted) }
    }

    /// The next one that has what is `wanted`, after an even draw.
    fn next_where(&self, draw: &mut Draw, wanted: impl Fn(&Name) -> bool) -> Option<Name> {
        let start = draw.below(self.names.len() as u32) as usize;
        let mut round = self.names[start..].iter().chain(&self.names[..start]);
        round.find(|name| wanted(name)).copied()
    }

    /// One that is neither written nor read as `name` is.
    pub(super) fn pick_other(&self, draw: &mut Draw, name: Name) -> Name {
        let other = |n: &Name| n.kanji != name.kanji && n.kana != name.kana;
        self.pick_where(draw, other).unwrap_or(name)
    }

    /// One that is read as `name` is and written otherwise, if there is any.
    pub(super) fn same_reading(&self, draw: &mut Draw, name: Name) -> Option<Name> {
        self.next_where(draw, |n| n.kana == name.kana && n.kanji != name.kanji)
    }

    /// One that starts with the first kanji of `name` and is neither written nor read like it, if there is any.
    pub(super) fn same_first_kanji(&self, draw: &mut Draw, name: Name) -> Option<Name> {
        let first = first_of(name.kanji)?;
        let like = |n: &Name| n.kanji.starts_with(first) && n.kanji != name.kanji && n.kana != name.kana;
        self.next_where(draw, like)
    }

    /// All of them.
    #[cfg(test)]
    pub(super) fn all(&self) -> &[Name] {
        &self.names
    }
}

/// All tables.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    pub(super) family: Names,
    female: Names,
    male: Names,
    near: Vec<Near>,
    /// Plain and old form of a kanji in a surname.
    pub(super) family_variants: Vec<(char, char)>,
    /// The same in a given name.
    pub(super) given_variants: Vec<(char, char)>,
    /// Family names of foreigners, in two spellings of their reading.
    pub(super) foreign_family: Vec<[Name; 2]>,
    /// Given names of foreigners, likewise.
    foreign_given: Vec<(Sex, [Name; 2])>,
    /// First three digits of a postal code, and the city.
    pub(super) places: Vec<[&'static str; 2]>,
    pub(super) towns: Vec<&'static str>,
}

impl Tables {
    /// Reads the tables, which are part of the program.
    pub(super) fn read() -> Self {
        let variants = include_str!("tables/variants.tsv");
        let of = |part: &str| {
            let pairs = rows::<3>(variants).filter(|[p, ..]| *p == part);
            pairs.filter_map(|[_, plain, variant]| Some((first_of(plain)?, first_of(variant)?))).collect()
        };
        Self {
            family: Names::read(include_str!("tables/family.tsv")),
            female: Names::read(include_str!("tables/given_female.tsv")),
            male: Names::read(include_str!("tables/given_male.tsv")),
            near: rows(include_str!("tables/near.tsv")).filter_map(near).collect(),
            foreign_family: foreign("F").map(|(_, names)| names).collect(),
            foreign_given: foreign("G").collect(),
            family_variants: of("S"),
            given_variants: of("G"),
            places: rows(include_str!("tables/places.tsv")).collect(),
            towns: rows(include_str!("tables/towns.tsv")).map(|[town]| town).collect(),
        }
    }

    /// The given names of one sex.
    pub(super) const fn given(&self, sex: Sex) -> &Names {
        match sex {
            Sex::Female => &self.female,
            Sex::Male => &self.male,
        }
    }

    /// A family name of a foreigner, in two spellings of its reading.
    pub(super) fn pick_foreign_family(&self, draw: &mut Draw) -> [Name; 2] {
        self.foreign_family[draw.below(self.foreign_family.len() as u32) as usize]
    }

    /// A given name of a foreigner of this sex, in two spellings of its reading, that is not `but`.
    pub(super) fn pick_foreign_given(&self, draw: &mut Draw, sex: Sex, but: Option<Name>) -> [Name; 2] {
        let of = || {
            let other = move |names: &&(Sex, [Name; 2])| but.is_none_or(|but| but.kanji != names.1[0].kanji);
            self.foreign_given.iter().filter(move |(s, _)| *s == sex).filter(other)
        };
        let at = draw.below(of().count().max(1) as u32) as usize;
        of().nth(at).map_or(self.foreign_family[0], |(_, names)| *names)
    }

    /// Two near names of this relation.
    pub(super) fn near(&self, draw: &mut Draw, relation: Relation) -> Option<Near> {
        let of = || self.near.iter().filter(|n| n.relation == relation);
        let at = draw.below(of().count().max(1) as u32) as usize;
        of().nth(at).copied()
    }
}

/// The rows of a table as `N` cells each, its header left out.
fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

/// The first character of a cell.
fn first_of(cell: &str) -> Option<char> {
    cell.chars().next()
}

/// The rows of `foreign.tsv` of one part.
fn foreign(part: &'static str) -> impl Iterator<Item = (Sex, [Name; 2])> {
    let of_part = rows::<5>(include_str!("tables/foreign.tsv")).filter(move |[p, ..]| *p == part);
    of_part.map(|[_, sex, kanji, kana, other]| {
        (
            if sex == "M" { Sex::Male } else { Sex::Female },
            [Name { kanji, kana }, Name { kanji, kana: other }],
        )
    })
}

/// A row of `near.tsv`.
fn near([relation, sex, kanji, kana, other_kanji, other_kana]: [&'static str; 6]) -> Option<Near> {
    let relation = match relation {
        "reading" => Relation::Reading,
        "voiced" => Relation::Voiced,
        "long_family" => Relation::LongFamily,
        "long_given" => Relation::LongGiven,
        "twin" => Relation::Twin,
        "lookalike_family" => Relation::LookalikeFamily,
        "lookalike_given" => Relation::LookalikeGiven,
        _ => return None,
    };
    let sex = match sex {
        "F" => Some(Sex::Female),
        "M" => Some(Sex::Male),
        _ => None,
    };
    let (left, right) = (Name { kanji, kana }, Name { kanji: other_kanji, kana: other_kana });
    Some(Near { relation, sex, left, right })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_row_of_every_table_is_read() {
        let t = Tables::read();
        assert_eq!((t.family.all().len(), t.female.all().len(), t.male.all().len()), (360, 292, 320));
        assert_eq!((t.near.len(), t.places.len(), t.towns.len()), (84, 70, 40));
        assert_eq!((t.family_variants.len(), t.given_variants.len()), (15, 8));
        assert_eq!((t.foreign_family.len(), t.foreign_given.len()), (14, 18));
        for [plain, other] in t.foreign_family.iter().chain(t.foreign_given.iter().map(|(_, names)| names)) {
            assert!(
                plain.kana != other.kana && plain.kanji == other.kanji && plain.kanji.is_ascii(),
                "{plain:?}"
            );
        }
        for name in [&t.family, &t.female, &t.male].into_iter().flat_map(Names::all) {
            assert!(
                !name.kanji.is_empty() && name.kana.chars().all(|c| ('ァ'..='ー').contains(&c)),
                "{name:?}"
            );
        }
    }

    #[test]
    fn no_two_names_of_a_table_are_one_name_in_two_forms_of_a_kanji() {
        let t = Tables::read();
        let plain: HashMap<char, char> =
            t.family_variants.iter().chain(&t.given_variants).map(|(p, v)| (*v, *p)).collect();
        for names in [&t.family, &t.female, &t.male] {
            let mut seen = HashMap::new();
            for name in names.all() {
                let key: String = name.kanji.chars().map(|c| *plain.get(&c).unwrap_or(&c)).collect();
                assert_eq!(seen.insert(key, name), None, "{name:?}");
            }
        }
        for near in &t.near {
            let differ = near.left.kana != near.right.kana || near.left.kanji != near.right.kanji;
            assert!(differ, "{near:?}");
        }
    }

    #[test]
    fn common_names_are_common() {
        let t = Tables::read();
        let mut draw = Draw::new(3, super::super::draw::Stream::Pair, 0);
        let mut counts: HashMap<&str, u32> = HashMap::new();
        (0..100_000).for_each(|_| *counts.entry(t.family.pick(&mut draw).kanji).or_default() += 1);
        let first = counts[t.family.all()[0].kanji];
        assert!((2_300..3_000).contains(&first), "{first}");
        assert!(counts[t.family.all()[200].kanji] < first / 5);
    }

    #[test]
    fn another_name_is_never_the_same_in_writing_or_in_reading() {
        let t = Tables::read();
        let mut draw = Draw::new(3, super::super::draw::Stream::Pair, 1);
        for _ in 0..20_000 {
            let name = t.male.pick(&mut draw);
            let other = t.male.pick_other(&mut draw, name);
            assert!(name.kanji != other.kanji && name.kana != other.kana);
            if let Some(same) = t.male.same_reading(&mut draw, name) {
                assert!(same.kana == name.kana && same.kanji != name.kanji);
            }
        }
    }
}
