//! The values of the named records, each with a number. Values of a kind have their numbers in a row, so that what is
//! kept for one kind alone, as who holds it, takes room for that kind alone.

use super::glances::Glances;
use super::keys::Keys;
use super::likely::Likely;
use crate::fields;
use crate::model::FieldId;
use std::ops::Range;

/// Kinds of values, in the order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Only so many people may hold one: phones and e-mail addresses.
    Limited,
    /// Thousands may.
    Birthdate,
    /// All others.
    Other,
}

/// So many values are looked up together.
const TOGETHER: usize = 64;

impl Kind {
    fn of(field: FieldId) -> Self {
        if fields::SHARE_LIMITED.contains(&field) {
            Self::Limited
        } else if field == fields::BIRTHDATE {
            Self::Birthdate
        } else {
            Self::Other
        }
    }
}

/// The values of one kind.
#[derive(Debug)]
struct Numbered {
    keys: Keys,
    likely: Likely,
    /// The first one's number.
    start: u32,
}

/// The values of the named records.
#[derive(Debug)]
pub(super) struct Values([Numbered; 3]);

impl Values {
    /// The values with these keys.
    pub(super) fn of(glances: &Glances) -> Self {
        let of_kind = |kind: Kind| {
            let is_meant = move |field| Kind::of(field) == kind;
            let keys = Keys::of(|| glances.all().flat_map(move |seen| seen.keys_of(is_meant)));
            let likely = keys.likely();
            Numbered { keys, likely, start: 0 }
        };
        let (limited, (mut birthdates, mut others)) = rayon::join(
            || of_kind(Kind::Limited),
            || rayon::join(|| of_kind(Kind::Birthdate), || of_kind(Kind::Other)),
        );
        birthdates.start = limited.keys.len() as u32;
        others.start = birthdates.start + birthdates.keys.len() as u32;
        Self([limited, birthdates, others])
    }

    fn kind(&self, field: FieldId) -> &Numbered {
        &self.0[Kind::of(field) as usize]
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|kind| kind.keys.len()).sum()
    }

    /// Whether a field may have a value with this key: where it may not, no named record holds it.
    pub(super) fn is_likely(&self, field: FieldId, key: u64) -> bool {
        self.kind(field).likely.has(key)
    }

    /// The numbers of these fields' values, as many are put behind `numbers`. Two loops go ahead that do nothing but read
    /// memory, so that the processor waits for many places at once.
    pub(super) fn number_all(&self, values: &[(FieldId, u64)], numbers: &mut Vec<Option<u32>>) {
        let mut places = [[0; 2]; TOGETHER];
        for values in values.chunks(TOGETHER) {
            let of_kind = || values.iter().map(|(field, key)| (self.kind(*field), *key));
            for (place, (kind, key)) in places.iter_mut().zip(of_kind()) {
                *place = kind.keys.place(key);
            }
            let touched = places.iter().zip(of_kind()).map(|(place, (kind, _))| kind.keys.touch(*place));
            std::hint::black_box(touched.fold(0, |all, key| all ^ key));
            numbers.extend(places.iter().zip(of_kind()).map(|(place, (kind, key))| {
                kind.keys.number_among(key, *place).map(|number| kind.start + number)
            }));
        }
    }

    /// The numbers of the values that only so many people may hold: they are the first ones.
    pub(super) fn limited(&self) -> Range<u32> {
        0..self.0[Kind::Birthdate as usize].start
    }

    /// The numbers of the birthdates.
    pub(super) fn birthdates(&self) -> Range<u32> {
        self.0[Kind::Birthdate as usize].start..self.0[Kind::Other as usize].start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Glance;
    use std::collections::BTreeSet;

    #[test]
    fn many_values_that_are_looked_up_together_have_the_numbers_of_their_order() {
        // One field of each kind, in the order of their numbers; every second key is known, some to several fields.
        let of_row = [fields::PHONE, fields::BIRTHDATE, fields::NAME_KANJI];
        let key = |at: u64| (at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
        for rows in [0, 1, 10, 11, 21, 22, 500] {
            let known: Vec<u64> = (0..3 * rows).map(|cell| key(2 * (cell / 2))).collect();
            let mut glances = Glances::default();
            glances.push(&Glance::made_of(of_row.to_vec(), known.clone(), Vec::new()));
            let values = Values::of(&glances);
            let asked: Vec<(FieldId, u64)> =
                (0..3 * rows).flat_map(|at| of_row.map(|field| (field, key(at)))).collect();
            let mut numbers = vec![None];
            values.number_all(&asked, &mut numbers);
            let columns: Vec<BTreeSet<u64>> =
                (0..3).map(|column| known.iter().skip(column).step_by(3).copied().collect()).collect();
            let mut expected = vec![None];
            for (cell, (_, key)) in asked.iter().enumerate() {
                let before: usize = columns[..cell % 3].iter().map(BTreeSet::len).sum();
                let column = &columns[cell % 3];
                let number = column.contains(key).then(|| (before + column.range(..key).count()) as u32);
                expected.push(number);
            }
            assert!(rows < 2 || expected.contains(&Some(1)));
            assert_eq!(numbers, expected, "{rows} rows");
        }
    }
}
