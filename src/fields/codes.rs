//! Reason codes of fields: `<field>.<agreement>`.

use super::{FIELDS, field};
use crate::model::{Agreement, FIELD_COUNT, FieldId, Verdict};
use std::sync::LazyLock;

static CODES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let one = |f: &super::Field| Agreement::ALL.map(|a| format!("{}.{}", f.name, a.name()));
    FIELDS.iter().flat_map(|f| one(f)).collect()
});

/// The reason code of an agreement on a field.
///
/// ```
/// use sekisho::fields::{BIRTHDATE, code};
/// use sekisho::model::Agreement;
/// assert_eq!(code(BIRTHDATE, Agreement::Different), "birthdate.different");
/// ```
#[must_use]
pub fn code(id: FieldId, agreement: Agreement) -> &'static str {
    &CODES[id.index() * Agreement::ALL.len() + agreement as usize]
}

/// Takes a reason code of a field apart; `None` where it is none.
#[must_use]
pub fn by_code(text: &str) -> Option<(FieldId, Agreement)> {
    let (name, step) = text.split_once('.')?;
    let id = super::by_name(name)?;
    debug_assert_eq!(field(id).name, name);
    let agreement = Agreement::ALL.into_iter().find(|a| a.name() == step)?;
    Some((id, agreement))
}

/// The verdict that an agreement of a required field leads to by itself; `None` where it agrees.
#[must_use]
pub const fn own_verdict(agreement: Agreement) -> Option<Verdict> {
    match agreement {
        Agreement::Exact | Agreement::Normalized | Agreement::Variant => None,
        Agreement::Missing | Agreement::Placeholder | Agreement::Invalid | Agreement::Similar => {
            Some(Verdict::Review)
        }
        Agreement::Different => Some(Verdict::Block),
    }
}

/// How many such codes there are.
pub const CODE_COUNT: usize = FIELD_COUNT * 8;
