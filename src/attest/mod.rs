//! The papers: what binds an approval to exactly what was checked, and what holds an executing job to it.
//!
//! A certificate is an in-toto Statement v1 in a DSSE envelope; its predicate is documented in `PREDICATE.md` beside this
//! file. This room writes it, signs it and holds it against what is there when a merge is about to happen. A [`Mismatch`]
//! is no [`crate::error::Error`]: it says that what was approved is not what is there, and nothing may be merged.
//!
//! Sources: in-toto attestation framework, Statement v1 and validation model; DSSE v1 (secure-systems-lab/dsse,
//! `protocol.md` and `envelope.md`); RFC 8032 (Ed25519); RFC 8410 (its PKCS #8 and SPKI forms); `PROTOCOL.key` of OpenSSH.

mod approval;
mod certify;
#[cfg(feature = "postgres")]
mod connection;
#[cfg(feature = "postgres")]
mod database;
mod digest;
mod envelope;
mod executed;
mod found;
mod guard;
#[cfg(feature = "postgres")]
mod guard_state;
mod keys;
mod ledger;
mod mismatch;
mod moment;
mod named;
mod openssh;
mod outgoing;
mod pairs;
mod present;
mod remembered;
mod revoked;
mod rows;
mod signed;
mod statement;
mod verify;

pub use approval::{DECISION_TYPE, Signed, release, sign};
pub use certify::{CERTIFICATE, Issue, certify};
#[cfg(feature = "postgres")]
pub use database::{compare, load};
pub use digest::{digest_program, file_sha256, unhex};
pub use envelope::{Envelope, PAYLOAD_TYPE, pae};
pub use found::Found;
pub use guard::{Child, Guard, TableName, checked};
pub use keys::{PublicKey, SecretKey};
pub use ledger::{Ledger, LedgerLine};
pub use mismatch::Mismatch;
pub use moment::{date_time, parse_date_time, parse_duration};
pub use named::{Stale, Staleness};
pub use outgoing::{Approvals, Leaving, OUTGOING_TYPE, release_outgoing, sign_outgoing};
pub use pairs::{Pairs, RowPair};
pub use remembered::Remembered;
pub use rows::ROWS;
pub use statement::{PREDICATE_TYPE, Predicate, Statement, Steward};
pub use verify::{Asked, verify};
