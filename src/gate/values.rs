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

    /// The number of a field's value.
    pub(super) fn number(&self, field: FieldId, key: u64) -> Option<u32> {
        let kind = self.kind(field);
        kind.keys.number(key).map(|number| kind.start + number)
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
