//! What one person signed: a statement about one thing, in an envelope.
//!
//! Nothing of a statement is believed before its signature is known to be that of a key that the caller names.

use super::envelope::{Envelope, PAYLOAD_TYPE};
use super::keys::PublicKey;
use super::statement::{STATEMENT_TYPE, Statement};
use serde::de::DeserializeOwned;

/// Why a file is not taken for a signed statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsound {
    /// It is no envelope in the one form that is taken.
    Envelope,
    /// None of the keys signed it, or it was changed afterwards.
    Signature,
    /// Signed, but a statement of another kind.
    Kind,
    /// It is about several things, or about none.
    Subject,
}

/// What was signed, and on whose word.
pub(super) struct SignedBy<'k, P> {
    /// SHA-256 of what it is about, in hexadecimal.
    pub(super) about: String,
    pub(super) predicate: P,
    pub(super) key: &'k PublicKey,
}

/// Opens a statement of this kind that one of these keys signed.
pub(super) fn open<'k, P: DeserializeOwned>(
    bytes: &[u8],
    keys: &'k [PublicKey],
    predicate_type: &str,
) -> Result<SignedBy<'k, P>, Unsound> {
    let envelope = Envelope::from_bytes(bytes).ok_or(Unsound::Envelope)?;
    let key = keys.iter().find(|key| envelope.is_signed_by(key)).ok_or(Unsound::Signature)?;
    let statement: Statement<P> = serde_json::from_slice(&envelope.payload).map_err(|_| Unsound::Kind)?;
    let is_kind = envelope.payload_type == PAYLOAD_TYPE
        && statement.kind == STATEMENT_TYPE
        && statement.predicate_type == predicate_type;
    if !is_kind {
        return Err(Unsound::Kind);
    }
    let [subject] = <[_; 1]>::try_from(statement.subject).map_err(|_| Unsound::Subject)?;
    Ok(SignedBy { about: subject.digest.sha256, predicate: statement.predicate, key })
}
