//! Conditions: what must agree, each counting once however many fields it looks at.
//!
//! Source of the rules: interface section 3, "Conditions". The floors are the chance that two people who are not
//! the same share the value; each floor names its source.

use crate::model::{Agreement, Comparison, FieldId, Label};

/// What one condition says of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The condition agrees.
    Agrees,
    /// It neither agrees nor contradicts.
    Open,
    /// A field it rests on is different.
    Contradicts,
}

/// One condition a policy can require.
pub struct Condition {
    /// Its name in a policy.
    pub name: &'static str,
    /// Its name for people.
    pub label: Label,
    /// The fields it rests on.
    pub fields: &'static [FieldId],
    /// The field whose value is counted in the table to tell how common it is.
    pub counted: FieldId,
    /// Whether no policy can do without it.
    pub always: bool,
    /// Whether it is a way to reach a person; a policy needs at least one of these.
    pub contact: bool,
    /// The chance that a stranger has the same value, at the least; as a binary logarithm (bits, positive).
    pub floor_bits: f32,
    /// The same where the shared value is one that a household or an office shares.
    pub floor_bits_shared: f32,
}

/// Position of `name_kanji` in `FIELDS`.
pub const NAME_KANJI: FieldId = FieldId(0);
/// Position of `name_kana` in `FIELDS`.
pub const NAME_KANA: FieldId = FieldId(1);
/// Position of `phone` in `FIELDS`.
pub const PHONE: FieldId = FieldId(2);
/// Position of `birthdate` in `FIELDS`.
pub const BIRTHDATE: FieldId = FieldId(3);
/// Position of `email` in `FIELDS`.
pub const EMAIL: FieldId = FieldId(4);
/// Position of `postal_code` in `FIELDS`.
pub const POSTAL_CODE: FieldId = FieldId(5);
/// Position of `address` in `FIELDS`.
pub const ADDRESS: FieldId = FieldId(6);
/// Position of `gender` in `FIELDS`.
pub const GENDER: FieldId = FieldId(7);
/// Position of `scope` in `FIELDS`.
pub const SCOPE: FieldId = FieldId(8);

/// Fields whose value says nothing once too many different people hold it (interface section 3).
pub const SHARE_LIMITED: [FieldId; 2] = [PHONE, EMAIL];

/// Fields whose values may start with a zero, which a number loses (interface section 2).
pub const START_WITH_ZEROS: [FieldId; 2] = [PHONE, POSTAL_CODE];

/// How many conditions there are.
pub const CONDITION_COUNT: usize = 5;

/// All conditions.
///
/// Floors: a full name is shared by about 4e-5 of people (a namesake study cited in the design notes finds 350,000
/// of a million full names shared; 2^-14.6); a birthdate by 6e-5 (one day of some 45 years of births; 2^-14.0);
/// a mobile number or an e-mail address by 1e-8 (reassigned or mistyped into another's; 2^-26.6); a landline, an
/// address or another number of a house by 1e-6 (an office or block of some hundred people in a population of
/// 1.24e8; 2^-19.9).
pub static CONDITIONS: [Condition; CONDITION_COUNT] = [
    Condition {
        name: "name",
        label: Label { en: "name", ja: "氏名" },
        fields: &[NAME_KANJI, NAME_KANA],
        counted: NAME_KANJI,
        always: true,
        contact: false,
        floor_bits: 14.6,
        floor_bits_shared: 14.6,
    },
    Condition {
        name: "birthdate",
        label: Label { en: "birthdate", ja: "生年月日" },
        fields: &[BIRTHDATE],
        counted: BIRTHDATE,
        always: true,
        contact: false,
        floor_bits: 14.0,
        floor_bits_shared: 14.0,
    },
    Condition {
        name: "phone",
        label: Label { en: "phone", ja: "電話番号" },
        fields: &[PHONE],
        counted: PHONE,
        always: false,
        contact: true,
        floor_bits: 26.6,
        floor_bits_shared: 19.9,
    },
    Condition {
        name: "email",
        label: Label { en: "e-mail", ja: "メールアドレス" },
        fields: &[EMAIL],
        counted: EMAIL,
        always: false,
        contact: true,
        floor_bits: 26.6,
        floor_bits_shared: 26.6,
    },
    Condition {
        name: "address",
        label: Label { en: "address", ja: "住所" },
        fields: &[POSTAL_CODE, ADDRESS],
        counted: ADDRESS,
        always: false,
        contact: true,
        floor_bits: 19.9,
        floor_bits_shared: 19.9,
    },
];

impl Condition {
    /// What the condition says of a comparison.
    ///
    /// A kana name that is missing on a side is the one gap that is allowed, and only beside an agreeing kanji name.
    #[must_use]
    pub fn standing(&self, comparison: &Comparison, variant_agrees: bool) -> Standing {
        let of = |field: &FieldId| standing_of(comparison.on(*field), variant_agrees);
        if self.fields == [NAME_KANJI, NAME_KANA] {
            let kanji = standing_of(comparison.on(NAME_KANJI), variant_agrees);
            let gap = comparison.on(NAME_KANA) == Agreement::Missing;
            let kana = standing_of(comparison.on(NAME_KANA), variant_agrees);
            return if gap { kanji } else { kanji.max(kana) };
        }
        self.fields.iter().map(of).max().unwrap_or(Standing::Open)
    }

    /// The fields that keep the condition from agreeing, for the reasons of a verdict. An allowed gap is not listed
    /// unless the kanji name is missing too.
    pub fn obstacles<'a>(
        &'a self,
        comparison: &'a Comparison,
        variant_agrees: bool,
    ) -> impl Iterator<Item = FieldId> + 'a {
        let kanji_agrees = comparison.on(NAME_KANJI).agrees(variant_agrees);
        let kanji_known = comparison.on(NAME_KANJI) != Agreement::Missing;
        self.fields.iter().copied().filter(move |field| {
            let agreement = comparison.on(*field);
            let gap = *field == NAME_KANA && agreement == Agreement::Missing && (kanji_agrees || kanji_known);
            !agreement.agrees(variant_agrees) && !gap
        })
    }
}

fn standing_of(agreement: Agreement, variant_agrees: bool) -> Standing {
    if agreement == Agreement::Different {
        Standing::Contradicts
    } else if agreement.agrees(variant_agrees) {
        Standing::Agrees
    } else {
        Standing::Open
    }
}

/// The position of the condition with this name.
#[must_use]
pub fn condition(name: &str) -> Option<usize> {
    CONDITIONS.iter().position(|c| c.name == name)
}
