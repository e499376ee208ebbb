//! What an audit can find, how much each finding weighs, and what it means in both languages.

use crate::model::Label;

/// What a finding asks of whoever ran the audit. Ordered: the answer of an audit is that of its heaviest finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing, nothing to be done.
    Note,
    /// A person must look.
    Look,
    /// Somebody's data are, or would be, another person's: stop, send nothing.
    Stop,
}

impl Level {
    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Look => "look",
            Self::Stop => "stop",
        }
    }
}

/// One kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An ID stands on records of different people.
    IdOtherPerson,
    /// An ID stands on several records, and it is not clear whose they are.
    IdUnclear,
    /// An ID stands on several records of one person.
    IdRepeated,
    /// A login opens records of different people.
    LoginOtherPerson,
    /// A login opens several records, and it is not clear whose they are.
    LoginUnclear,
    /// An e-mail address stands on records of different people.
    EmailOtherPerson,
    /// An e-mail address stands on several records, and it is not clear whose they are.
    EmailUnclear,
    /// Under an ID stands somebody who had another ID before.
    IdOverlaid,
    /// Under an ID stands somebody who was nowhere before.
    IdReused,
    /// What stands under an ID has changed so that it is not clear whether it is the same person.
    IdChanged,
    /// An ID that is no longer there.
    IdGone,
    /// An ID that was not there before.
    IdNew,
    /// Rows of a list whose values belong to the ID so many rows away.
    ListShifted,
    /// Rows of a list whose values belong to IDs of other rows, at no constant distance.
    ListPermuted,
    /// A row of a list that holds another person's values than its ID's.
    RowOtherPerson,
    /// A row of a list of which it is not clear whose it is.
    RowUnclear,
    /// A row of a list whose ID stands on no record.
    RowUnknownId,
    /// A row of a list whose ID stands on several records.
    RowAmbiguousId,
    /// An ID that stands on several rows of a list.
    RowRepeatedId,
    /// A cell for one address that holds several.
    AddressSeveral,
    /// An address that stands on rows of several people.
    AddressShared,
    /// A column of a list that seems to hold somebody's data and was not held against the customers.
    ColumnNotCompared,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::IdOtherPerson,
        Self::IdUnclear,
        Self::IdRepeated,
        Self::LoginOtherPerson,
        Self::LoginUnclear,
        Self::EmailOtherPerson,
        Self::EmailUnclear,
        Self::IdOverlaid,
        Self::IdReused,
        Self::IdChanged,
        Self::IdGone,
        Self::IdNew,
        Self::ListShifted,
        Self::ListPermuted,
        Self::RowOtherPerson,
        Self::RowUnclear,
        Self::RowUnknownId,
        Self::RowAmbiguousId,
        Self::RowRepeatedId,
        Self::AddressSeveral,
        Self::AddressShared,
        Self::ColumnNotCompared,
    ];

    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdOtherPerson => "id.other_person",
            Self::IdUnclear => "id.unclear",
            Self::IdRepeated => "id.repeated",
            Self::LoginOtherPerson => "login.other_person",
            Self::LoginUnclear => "login.unclear",
            Self::EmailOtherPerson => "email.other_person",
            Self::EmailUnclear => "email.unclear",
            Self::IdOverlaid => "id.overlaid",
            Self::IdReused => "id.reused",
            Self::IdChanged => "id.changed",
            Self::IdGone => "id.gone",
            Self::IdNew => "id.new",
            Self::ListShifted => "list.shifted",
            Self::ListPermuted => "list.permuted",
            Self::RowOtherPerson => "row.other_person",
            Self::RowUnclear => "row.unclear",
            Self::RowUnknownId => "row.unknown_id",
            Self::RowAmbiguousId => "row.ambiguous_id",
            Self::RowRepeatedId => "row.repeated_id",
            Self::AddressSeveral => "address.several",
            Self::AddressShared => "address.shared",
            Self::ColumnNotCompared => "column.not_compared",
        }
    }

    /// How much it weighs. Families share an e-mail address, so that one under several people is looked at; a login opens
    /// an account, and so must be one person's.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::IdOtherPerson
            | Self::LoginOtherPerson
            | Self::IdOverlaid
            | Self::IdReused
            | Self::ListShifted
            | Self::ListPermuted
            | Self::RowOtherPerson
            | Self::AddressSeveral => Level::Stop,
            Self::IdUnclear
            | Self::IdRepeated
            | Self::LoginUnclear
            | Self::EmailOtherPerson
            | Self::EmailUnclear
            | Self::IdChanged
            | Self::RowUnclear
            | Self::RowUnknownId
            | Self::RowAmbiguousId
            | Self::RowRepeatedId
            | Self::AddressShared
            | Self::ColumnNotCompared => Level::Look,
            Self::IdGone | Self::IdNew => Level::Note,
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub const fn label(self) -> Label {
        let (en, ja) = match self {
            Self::IdOtherPerson => ("one ID on different people", "一つの ID に別々の人の記録"),
            Self::IdUnclear => {
                ("one ID on several records, unclear whose", "一つの ID に複数の記録（同じ人か不明）")
            }
            Self::IdRepeated => ("one ID on several records of one person", "一つの ID に同じ人の記録が複数"),
            Self::LoginOtherPerson => ("one login on different people", "一つのログイン名に別々の人の記録"),
            Self::LoginUnclear => (
                "one login on several records, unclear whose",
                "一つのログイン名に複数の記録（同じ人か不明）",
            ),
            Self::EmailOtherPerson => {
                ("one e-mail address on different people", "一つのメールアドレスに別々の人の記録")
            }
            Self::EmailUnclear => (
                "one e-mail address on several records, unclear whose",
                "一つのメールアドレスに複数の記録（同じ人か不明）",
            ),
            Self::IdOverlaid => ("an ID under which another customer stands", "別の顧客に置き換わった ID"),
            Self::IdReused => ("an ID given to another person", "別の人に再び使われた ID"),
            Self::IdChanged => {
                ("an ID whose record changed, unclear whose", "内容が変わった ID（同じ人か不明）")
            }
            Self::IdGone => ("an ID that is gone", "なくなった ID"),
            Self::IdNew => ("a new ID", "増えた ID"),
            Self::ListShifted => ("rows shifted against their IDs", "ID とずれている行のまとまり"),
            Self::ListPermuted => ("rows shuffled against their IDs", "ID と並びが入れ替わっている行"),
            Self::RowOtherPerson => ("a row that is another person's", "ID の本人のものではない行"),
            Self::RowUnclear => ("a row that cannot be confirmed", "本人のものと確認できない行"),
            Self::RowUnknownId => ("an ID that no customer has", "顧客にない ID"),
            Self::RowAmbiguousId => ("an ID that several records have", "複数の記録に付いている ID"),
            Self::RowRepeatedId => ("one ID on several rows", "複数の行にある ID"),
            Self::AddressSeveral => ("several recipients in one address cell", "一つの宛先欄に複数の宛先"),
            Self::AddressShared => ("one address under several people", "複数の人に同じ宛先"),
            Self::ColumnNotCompared => {
                ("a column with personal data that was not compared", "照合していない個人データの列")
            }
        };
        Label { en, ja }
    }
}
