//! The eight ways in which two values of one field can stand to each other.

use super::Label;

/// How two records agree on one field. Interface section 3 defines each step.
///
/// The order is the order of the ladder: the first that applies counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[doc(alias = "comparison level")]
pub enum Agreement {
    /// At least one side has no value.
    Missing,
    /// At least one side has a value that identifies nobody.
    Placeholder,
    /// At least one side has a text that cannot be read as this field.
    Invalid,
    /// The same text.
    Exact,
    /// The same value, written differently.
    Normalized,
    /// Equal after a recorded fold that is safe beside other evidence.
    Variant,
    /// Close, not equal.
    Similar,
    /// Two different values.
    Different,
}

impl Agreement {
    /// All of them, in the order of the ladder.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::Placeholder,
        Self::Invalid,
        Self::Exact,
        Self::Normalized,
        Self::Variant,
        Self::Similar,
        Self::Different,
    ];

    /// The word used in files and reason codes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Placeholder => "placeholder",
            Self::Invalid => "invalid",
            Self::Exact => "exact",
            Self::Normalized => "normalized",
            Self::Variant => "variant",
            Self::Similar => "similar",
            Self::Different => "different",
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub const fn label(self) -> Label {
        match self {
            Self::Missing => Label { en: "a side has no value", ja: "どちらかに値がない" },
            Self::Placeholder => {
                Label { en: "a value that identifies nobody", ja: "誰も特定しない仮の値" }
            }
            Self::Invalid => {
                Label { en: "a text that cannot be read as this field", ja: "項目として読めない値" }
            }
            Self::Exact => Label { en: "the same text", ja: "完全に同じ" },
            Self::Normalized => {
                Label { en: "the same value, written differently", ja: "表記だけが違う同じ値" }
            }
            Self::Variant => {
                Label { en: "equal after a recorded fold", ja: "異体字などの読み替えで一致" }
            }
            Self::Similar => Label { en: "close, not equal", ja: "似ているが同じではない" },
            Self::Different => Label { en: "two different values", ja: "異なる値" },
        }
    }

    /// Whether this step counts as agreeing. `variant_agrees` is the policy's option of that name.
    ///
    /// ```
    /// use sekisho::model::Agreement;
    /// assert!(Agreement::Exact.agrees(false));
    /// assert!(!Agreement::Variant.agrees(false));
    /// assert!(!Agreement::Missing.agrees(true));
    /// ```
    #[must_use]
    pub const fn agrees(self, variant_agrees: bool) -> bool {
        match self {
            Self::Exact | Self::Normalized => true,
            Self::Variant => variant_agrees,
            Self::Missing | Self::Placeholder | Self::Invalid | Self::Similar | Self::Different => false,
        }
    }
}
