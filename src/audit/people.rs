//! How many people a group of rows is: what is certain, and what is possible.

use super::rows::{Compare, Person};
use crate::fields;
use crate::gate::{Compared, Reasons, judge_pair};
use crate::model::{Agreement, FIELD_COUNT};
use crate::report::mask;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A number that is known between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Bounds {
    /// So many at the least: each of them contradicts all others.
    pub confirmed: u64,
    /// So many at the most: no two of them were shown to be one.
    pub possible: u64,
}

impl Bounds {
    /// As the files have it.
    #[must_use]
    pub fn json(self) -> Value {
        json!({ "confirmed": self.confirmed, "possible": self.possible })
    }

    /// Adds another group's.
    pub fn add(&mut self, other: Self) {
        self.confirmed += other.confirmed;
        self.possible += other.possible;
    }
}

/// All pairs of a group of rows, compared.
pub struct Pairs {
    size: usize,
    /// For each pair, row by row: what the gate says of it.
    people: Vec<Person>,
    /// For each pair: whether both rows are held by one person, as far as they say anything.
    one_holder: Vec<bool>,
    /// Why pairs were blocked.
    pub blocked: Reasons,
    /// Why pairs need a person to look.
    pub open: Reasons,
}

impl Pairs {
    /// Compares all pairs of these rows.
    #[must_use]
    pub fn of(rows: &[u32], compare: &Compare<'_>) -> Self {
        let size = rows.len();
        let mut pairs = Self {
            size,
            people: vec![Person::Same; size * size],
            one_holder: vec![true; size * size],
            blocked: Reasons::NONE,
            open: Reasons::NONE,
        };
        // Rows that hold the same texts compare alike with any other: each pair of texts is compared once.
        let mut classes: HashMap<Vec<u8>, usize> = HashMap::new();
        let class_of: Vec<usize> = rows
            .iter()
            .map(|row| {
                let next = classes.len();
                *classes.entry(texts(compare, *row)).or_insert(next)
            })
            .collect();
        let mut known: HashMap<(usize, usize), (Person, bool)> = HashMap::new();
        for (i, left) in rows.iter().enumerate() {
            for (j, right) in rows.iter().enumerate().skip(i + 1) {
                let key = (class_of[i].min(class_of[j]), class_of[i].max(class_of[j]));
                let (person, one) = match known.get(&key) {
                    Some(said) => *said,
                    None => *known.entry(key).or_insert(pairs.compare(*left, *right, compare)),
                };
                for at in [i * size + j, j * size + i] {
                    pairs.people[at] = person;
                    pairs.one_holder[at] = one;
                }
            }
        }
        pairs
    }

    /// Compares two rows: what the gate says of them, and whether one person may hold both.
    fn compare(&mut self, left: u32, right: u32, compare: &Compare<'_>) -> (Person, bool) {
        let (person, compared) = compare.pair(left, right);
        let reasons = judge_pair(&compare.readings, &compared, compare.policy).reasons;
        match person {
            Person::Same => {}
            Person::Unclear => self.open = self.open.and(reasons),
            Person::Different => self.blocked = self.blocked.and(reasons),
        }
        (person, person == Person::Same || person == Person::Unclear && nothing_speaks_against(&compared))
    }

    /// What the gate says of the pair at these positions of the group.
    #[must_use]
    pub fn at(&self, i: usize, j: usize) -> Person {
        self.people[i * self.size + j]
    }

    /// The worst that is said of any pair.
    #[must_use]
    pub fn worst(&self) -> Person {
        self.people.iter().copied().max().unwrap_or(Person::Same)
    }

    /// How many people those rows are for which `is_in` holds.
    #[must_use]
    pub fn people(&self, is_in: impl Fn(usize) -> bool) -> Bounds {
        let members: Vec<usize> = (0..self.size).filter(|i| is_in(*i)).collect();
        Bounds {
            confirmed: self.contradicting(&members),
            possible: components(&members, |i, j| self.at(i, j) == Person::Same),
        }
    }

    /// How many people hold what the rows stand under: rows without a contradiction that share a contact are one holder's.
    #[must_use]
    pub fn holders(&self) -> Bounds {
        let members: Vec<usize> = (0..self.size).collect();
        let possible = components(&members, |i, j| self.one_holder[i * self.size + j]);
        Bounds { confirmed: self.contradicting(&members), possible }
    }

    /// The size of a set of rows in which every one contradicts all others. A greedy one: no larger set can be wrong, a
    /// smaller one only says less.
    fn contradicting(&self, members: &[usize]) -> u64 {
        let differs = |i: usize, j: usize| i != j && self.at(i, j) == Person::Different;
        let mut order = members.to_vec();
        order.sort_by_cached_key(|i| {
            (std::cmp::Reverse(members.iter().filter(|j| differs(*i, **j)).count()), *i)
        });
        let mut set: Vec<usize> = Vec::new();
        for i in order {
            if set.iter().all(|j| differs(i, *j)) {
                set.push(i);
            }
        }
        set.len() as u64
    }
}

/// All that a row holds, as bytes.
fn texts(compare: &Compare<'_>, row: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in fields::ids() {
        for reading in compare.readings.of(row, field) {
            bytes.push(reading.status as u8);
            bytes.extend_from_slice(&(reading.raw.len() as u32).to_le_bytes());
            bytes.extend_from_slice(reading.raw.as_bytes());
        }
        bytes.push(u8::MAX);
    }
    bytes
}

/// Whether two rows of which the gate is not sure say nothing against each other and share a contact.
fn nothing_speaks_against(compared: &Compared) -> bool {
    let comparison = &compared.comparison;
    let speaks_against =
        |agreement: &Agreement| matches!(agreement, Agreement::Similar | Agreement::Different);
    let shares = [fields::PHONE, fields::EMAIL].iter().any(|field| comparison.on(*field).agrees(true));
    shares && !comparison.agreements.iter().any(speaks_against)
}

/// Into how many parts these members fall where `joined` pairs belong together.
fn components(members: &[usize], joined: impl Fn(usize, usize) -> bool) -> u64 {
    let mut left = members.to_vec();
    let mut parts = 0;
    while let Some(first) = left.pop() {
        parts += 1;
        let mut front = vec![first];
        while let Some(i) = front.pop() {
            let (near, far): (Vec<usize>, Vec<usize>) = left.into_iter().partition(|j| joined(i, *j));
            front.extend(near);
            left = far;
        }
    }
    parts
}

/// How two rows differ, field by field, as shapes without a character of either: `name_kanji:==##;phone:=======#`.
/// Fields with so few values that a shape would tell which they are show only that they differ.
#[must_use]
pub fn shapes(compare: &Compare<'_>, left: u32, right: u32, agreements: &[Agreement; FIELD_COUNT]) -> String {
    let differs = |id: &crate::model::FieldId| {
        matches!(agreements[id.index()], Agreement::Similar | Agreement::Different)
    };
    let shape = |id: crate::model::FieldId| {
        let few = id == fields::GENDER || id == fields::SCOPE;
        let sides = [compare.readings.side(left, id), compare.readings.side(right, id)];
        let shape = mask::nearest_shape(&sides[0], &sides[1]).filter(|_| !few).unwrap_or_default();
        format!("{}:{shape}", fields::field(id).name)
    };
    fields::ids().filter(differs).map(shape).collect::<Vec<_>>().join(";")
}
