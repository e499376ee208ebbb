//! Synthetic people and the households they live in. Everything is drawn; nothing is looked up but names and places.

use super::draw::{Draw, Stream};
use super::tables::{Name, Names, Sex, Tables};

/// First birthday: 1930-01-01, in days from 1970-01-01.
pub(super) const FIRST_BIRTH: i32 = -14_610;
/// Last birthday: 2015-12-31.
pub(super) const LAST_BIRTH: i32 = 16_800;
/// First birthday of somebody who may be head of a household with children: 1937-01-01.
const FIRST_PARENT: i32 = -12_053;
/// Last one: 1987-12-31.
const LAST_PARENT: i32 = 6_573;
/// Days in a year, near enough to draw ages with.
const YEAR: i32 = 365;

/// A Japanese telephone number in digits, and where its hyphens stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    digits: [u8; 11],
    len: u8,
    /// Digits of the area code or mobile prefix, the leading zero included.
    area: u8,
}

/// Area codes of two to three digits (総務省, 市外局番の一覧), big cities first; four-digit codes have too few numbers.
const AREAS: [&str; 24] = [
    "03", "06", "03", "06", "011", "022", "025", "042", "043", "045", "048", "052", "053", "054", "072",
    "075", "076", "078", "082", "086", "092", "096", "098", "099",
];
/// Prefixes of mobile telephones in use since 1999.
const MOBILE: [&str; 3] = ["090", "080", "070"];
/// First digits of an exchange that are assigned under every area code above.
const EXCHANGE_FIRST: [u8; 6] = [2, 3, 5, 6, 7, 8];

impl Number {
    /// A landline.
    pub(super) fn landline(draw: &mut Draw) -> Self {
        let area = AREAS[draw.below(AREAS.len() as u32) as usize];
        let first = EXCHANGE_FIRST[draw.below(EXCHANGE_FIRST.len() as u32) as usize];
        Self::new(draw, area, 10, first)
    }

    /// A mobile telephone.
    pub(super) fn mobile(draw: &mut Draw) -> Self {
        let prefix = MOBILE[draw.choose(&[50, 35, 15])];
        let first = draw.between(1, 9) as u8;
        Self::new(draw, prefix, 11, first)
    }

    fn new(draw: &mut Draw, area: &str, len: u8, first: u8) -> Self {
        let mut digits = [0; 11];
        let start = area.len();
        for (digit, c) in digits.iter_mut().zip(area.bytes()) {
            *digit = c - b'0';
        }
        digits[start] = first;
        for digit in &mut digits[start + 1..usize::from(len)] {
            *digit = draw.below(10) as u8;
        }
        // Four equal digits or four in a row at the end are what people type who have no number.
        let end = usize::from(len);
        let last = &mut digits[end - 4..end];
        let step = last[1].wrapping_sub(last[0]);
        if last.windows(2).all(|w| w[1].wrapping_sub(w[0]) == step) {
            last[3] = (last[3] + 5) % 10;
        }
        // So are the four digits before them once more, and two groups of pairs (4071-4071, 3344-2121).
        let (before, last) = digits[end - 8..end].split_at_mut(4);
        if before == last || is_plain(before) && is_plain(last) {
            last[3] = (last[3] + 5) % 10;
        }
        Self { digits, len, area: start as u8 }
    }

    /// Another number of the same length whose last four digits are not these.
    pub(super) fn other(self, draw: &mut Draw) -> Self {
        let fresh = if self.len == 11 { Self::mobile(draw) } else { Self::landline(draw) };
        if fresh.groups()[2] == self.groups()[2] { fresh.slip(draw) } else { fresh }
    }

    /// The same number with one of its last four digits mistyped.
    pub(super) fn slip(mut self, draw: &mut Draw) -> Self {
        let at = usize::from(self.len) - 1 - draw.below(4) as usize;
        self.digits[at] = (self.digits[at] + 1 + draw.below(9) as u8) % 10;
        self
    }

    /// Area code (or prefix), exchange, subscriber number, digit by digit.
    pub(super) fn groups(&self) -> [&[u8]; 3] {
        let (area, end) = (usize::from(self.area), usize::from(self.len));
        [&self.digits[..area], &self.digits[area..end - 4], &self.digits[end - 4..end]]
    }
}

/// Whether four digits are two pairs, two in turn, or go up or down by one step.
fn is_plain(four: &[u8]) -> bool {
    let step = four[1].wrapping_sub(four[0]);
    four[0] == four[1] && four[2] == four[3]
        || four[..2] == four[2..]
        || four.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step)
}

/// Where somebody lives. `places` and `towns` are rows of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) place: u16,
    pub(super) town: u16,
    /// 丁目, 番 and 号.
    pub(super) block: [u8; 3],
    /// Which building, 0 for a house of its own.
    pub(super) building: u8,
    pub(super) room: u16,
}

impl Home {
    pub(super) fn new(tables: &Tables, draw: &mut Draw) -> Self {
        Self {
            place: draw.below(tables.places.len() as u32) as u16,
            town: draw.below(tables.towns.len() as u32) as u16,
            block: [9, 40, 30].map(|end| 1 + draw.below(end) as u8),
            building: if draw.chance(350) { 1 + draw.below(7) as u8 } else { 0 },
            room: (100 * (1 + draw.below(15)) + 1 + draw.below(12)) as u16,
        }
    }
}

/// An e-mail address: a word and a number before the `@`, and one of a few domains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mail {
    pub(super) word: u8,
    pub(super) number: u16,
    pub(super) domain: u8,
}

impl Mail {
    pub(super) fn new(draw: &mut Draw) -> Self {
        Self { word: draw.below(32) as u8, number: draw.below(10_000) as u16, domain: draw.below(6) as u8 }
    }
}

/// A person, in plain values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) family: Name,
    pub(super) given: Name,
    pub(super) sex: Sex,
    /// Days from 1970-01-01.
    pub(super) birth: i32,
    pub(super) landline: Option<Number>,
    pub(super) mobile: Option<Number>,
    pub(super) home: Home,
    pub(super) mail: Option<Mail>,
    /// Which of the three brands the record belongs to.
    pub(super) brand: u8,
}

impl Person {
    /// Somebody.
    pub(super) fn new(tables: &Tables, draw: &mut Draw) -> Self {
        let sex = if draw.chance(620) { Sex::Female } else { Sex::Male };
        let mobile = draw.chance(920).then(|| Number::mobile(draw));
        let landline = (mobile.is_none() || draw.chance(350)).then(|| Number::landline(draw));
        Self {
            family: tables.family.pick(draw),
            given: tables.given(sex).pick(draw),
            sex,
            birth: birth(draw),
            landline,
            mobile,
            home: Home::new(tables, draw),
            mail: draw.chance(700).then(|| Mail::new(draw)),
            brand: draw.choose(&[5, 3, 2]) as u8,
        }
    }

    /// Every telephone number the person can be reached under.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Number> {
        [self.landline, self.mobile].into_iter().flatten()
    }
}

/// A birthday, most of them between 1950 and 2000 (the sum of two even draws).
fn birth(draw: &mut Draw) -> i32 {
    let half = (LAST_BIRTH - FIRST_BIRTH) / 2;
    FIRST_BIRTH + draw.between(0, half) + draw.between(0, half)
}

/// Another birthday than `birth`, anywhere in the range: never the same, because the shift is at least one day and
/// less than the whole range.
pub(super) fn other_birth(draw: &mut Draw, birth: i32) -> i32 {
    let range = LAST_BIRTH - FIRST_BIRTH + 1;
    let shift = draw.between(1, range - 1);
    FIRST_BIRTH + (birth - FIRST_BIRTH + shift) % range
}

/// A birthday `years` (from, to) away from `birth`, earlier or later, whichever stays in the range; never the same.
pub(super) fn birth_apart(draw: &mut Draw, birth: i32, years: (i32, i32)) -> i32 {
    let days = draw.between(years.0 * YEAR, years.1 * YEAR).max(1);
    if birth + days <= LAST_BIRTH { birth + days } else { birth - days }
}

/// How many rows the members of one run of households take.
pub(super) const RUN: u64 = 12;

/// How a run of twelve rows falls into households, a third of the people alone (the sizes of 国勢調査 2020, table
/// 6-1, roughly, by persons).
const RUNS: [&[u8]; 8] = [
    &[1, 1, 1, 2, 2, 5],
    &[1, 1, 1, 1, 1, 3, 4],
    &[2, 2, 4, 4],
    &[1, 1, 1, 1, 2, 2, 4],
    &[1, 2, 3, 3, 3],
    &[1, 1, 1, 1, 1, 1, 1, 2, 3],
    &[2, 2, 2, 2, 4],
    &[1, 1, 2, 3, 5],
];

/// The person in row `number` of the households.
pub(super) fn member(tables: &Tables, seed: u64, number: u64) -> Person {
    let run = number / RUN;
    let sizes = RUNS[Draw::new(seed, Stream::Run, run).below(RUNS.len() as u32) as usize];
    let mut at = (number % RUN) as u8;
    let mut household = run * RUN;
    for size in sizes {
        if at < *size {
            break;
        }
        at -= size;
        household += 1;
    }
    let head = head(tables, &mut Draw::new(seed, Stream::Household, household));
    if at == 0 {
        return head;
    }
    let mut own = Draw::new(seed, Stream::Member, household * RUN + u64::from(at));
    if at == 1 {
        let birth = (head.birth + own.between(-6 * YEAR, 6 * YEAR)).clamp(FIRST_BIRTH, LAST_BIRTH);
        return relative(tables, &mut own, &head, head.sex.other(), birth);
    }
    let birth = child_birth(&mut Draw::new(seed, Stream::Births, household), &head, at);
    let sex = if own.chance(500) { Sex::Female } else { Sex::Male };
    relative(tables, &mut own, &head, sex, birth)
}

/// The first member of a household.
fn head(tables: &Tables, draw: &mut Draw) -> Person {
    let person = Person::new(tables, draw);
    let landline = person.landline.or_else(|| draw.chance(300).then(|| Number::landline(draw)));
    Person { birth: draw.between(FIRST_PARENT, LAST_PARENT), landline, ..person }
}

/// The birthday of a child, the `at`-th member of its household. All children's births come from one sequence of draws,
/// so that each knows the ones before it; one birth in a hundred is of twins (人口動態統計).
fn child_birth(births: &mut Draw, head: &Person, at: u8) -> i32 {
    let first = head.birth + births.between(22 * YEAR, 34 * YEAR);
    let next = |birth, _| birth + if births.chance(10) { 0 } else { births.between(YEAR, 5 * YEAR) };
    (2..at).fold(first, next).min(LAST_BIRTH)
}

/// A later member of a household: same surname, home, landline and brand; the young may be reached by the head's mobile.
fn relative(tables: &Tables, draw: &mut Draw, head: &Person, sex: Sex, birth: i32) -> Person {
    let mobile = match head.mobile {
        Some(parents) if birth > LAST_BIRTH - 18 * YEAR && draw.chance(400) => Some(parents),
        _ => draw.chance(850).then(|| Number::mobile(draw)),
    };
    let mail = draw.chance(550).then(|| Mail::new(draw));
    Person { given: relative_given(tables.given(sex), draw, head), sex, birth, mobile, mail, ..*head }
}

/// A given name in the family; a child's often takes a kanji of its parent's.
fn relative_given(names: &Names, draw: &mut Draw, head: &Person) -> Name {
    let taken = draw.chance(150).then(|| names.same_first_kanji(draw, head.given)).flatten();
    taken.unwrap_or_else(|| names.pick_other(draw, head.given))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(number: u64) -> Draw {
        Draw::new(11, Stream::Pair, number)
    }

    #[test]
    fn the_households_of_a_run_fill_its_rows() {
        assert!(RUNS.iter().all(|sizes| sizes.iter().map(|s| u64::from(*s)).sum::<u64>() == RUN));
    }

    #[test]
    fn another_number_or_birthday_is_never_the_same() {
        let mut draw = draw(0);
        for _ in 0..20_000 {
            let number =
                if draw.chance(500) { Number::mobile(&mut draw) } else { Number::landline(&mut draw) };
            assert_ne!(number.other(&mut draw), number);
            let slip = number.slip(&mut draw);
            let apart = number.digits.iter().zip(slip.digits).filter(|(a, b)| **a != *b).count();
            assert_eq!((apart, slip.len, slip.area), (1, number.len, number.area));
            let birth = birth(&mut draw);
            let others = [other_birth(&mut draw, birth), birth_apart(&mut draw, birth, (0, 30))];
            assert!(others.iter().all(|b| *b != birth && (FIRST_BIRTH..=LAST_BIRTH).contains(b)), "{birth}");
        }
    }

    #[test]
    fn households_share_surname_home_and_landline_and_some_have_twins() {
        let tables = Tables::read();
        let people: Vec<Person> = (0..60_000).map(|n| member(&tables, 5, n)).collect();
        let mut twins = 0;
        let mut together = 0;
        for pair in people.windows(2).filter(|p| p[0].home == p[1].home) {
            together += 1;
            assert_eq!((pair[0].family, pair[0].landline), (pair[1].family, pair[1].landline));
            twins += usize::from(pair[0].birth == pair[1].birth);
        }
        assert!(together > 20_000, "{together} pairs of neighbours in one household");
        assert!((20..400).contains(&twins), "{twins} pairs of twins");
        assert!(people.iter().all(|p| (FIRST_BIRTH..=LAST_BIRTH).contains(&p.birth)));
    }
}
