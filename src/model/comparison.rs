//! One agreement a field, and what weakens them.

use super::Agreement;

/// How many fields there are. `fields::FIELDS` has exactly this many entries.
pub const FIELD_COUNT: usize = 9;

/// The position of a field in `fields::FIELDS`.
///
/// No room but `fields` knows which field stands where; all others take a `FieldId` from that list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u8);

impl FieldId {
    /// The position as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The position of a declared writing in `fields::formats` of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatId(pub u8);

/// Something that takes an independent witness away from an agreement. A pass bears one at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Weakening {
    /// A field agrees only after a recorded fold.
    Variant,
    /// The shared number is a landline, an IP or foreign number, or has an extension.
    SharedPhone,
    /// The agreeing date is one that forms are often filled with, or lies past its era's end.
    SuspectDate,
    /// The shared number has digits that manuals print (070-1234-5678): it is no evidence at all.
    PrintedPhone,
}

impl Weakening {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Variant, Self::SharedPhone, Self::SuspectDate, Self::PrintedPhone];

    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Variant => "variant",
            Self::SharedPhone => "shared_phone",
            Self::SuspectDate => "suspect_date",
            Self::PrintedPhone => "printed_phone",
        }
    }
}

/// How often each weakening applies to one comparison. Each field adds at most one of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Weakenings([u8; Weakening::ALL.len()]);

impl Weakenings {
    /// Counts one more.
    pub fn add(&mut self, weakening: Weakening) {
        let slot = &mut self.0[weakening as usize];
        *slot = slot.saturating_add(1);
    }

    /// How many of one kind.
    #[must_use]
    pub fn count(self, weakening: Weakening) -> u8 {
        self.0[weakening as usize]
    }

    /// How many in all.
    #[must_use]
    pub fn total(self) -> u32 {
        self.0.iter().map(|n| u32::from(*n)).sum()
    }
}

/// The comparison of two records: one agreement a field.
///
/// It holds no text, so nothing that judges it can leak or normalise again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "comparison vector")]
pub struct Comparison {
    /// One agreement for each entry of `fields::FIELDS`, in that order.
    pub agreements: [Agreement; FIELD_COUNT],
    /// What weakens the agreeing fields, counted a field.
    pub weak: [Option<Weakening>; FIELD_COUNT],
}

impl Comparison {
    /// The comparison of nothing: every field missing.
    pub const NOTHING: Self =
        Self { agreements: [Agreement::Missing; FIELD_COUNT], weak: [None; FIELD_COUNT] };

    /// The agreement on one field.
    #[must_use]
    pub fn on(&self, field: FieldId) -> Agreement {
        self.agreements[field.index()]
    }
}
