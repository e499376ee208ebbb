//! Two people's approval that a file may leave the house: each signs the file's digest and the keys it will be encrypted to.
//!
//! A paper is an in-toto Statement v1 in a DSSE envelope, whose subject is the file. A file is released where two such papers
//! are signed by two keys of people who may release, of two names, neither of them whoever prepared it, about these very bytes
//! and these very recipients, within a day.

use super::approval::{folded, is_name};
use super::envelope::Envelope;
use super::keys::{PublicKey, SecretKey};
use super::mismatch::Mismatch;
use super::moment::{date_time, parse_date_time};
use super::signed::{SignedBy, Unsound, open};
use super::statement::{Statement, Steward};
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::report::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The type of an approval, its major version last.
pub const OUTGOING_TYPE: &str = "urn:x-sekisho:outgoing-approval:1";

/// For how long an approval holds, in seconds: a day, as a certificate does.
const VALID_SECONDS: u64 = 24 * 3600;
/// How far the clocks of two machines may be apart, in seconds.
const CLOCK_SECONDS: u64 = 300;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Predicate {
    approver: String,
    signed_at: String,
    reason: String,
    people: u64,
    recipients: Vec<String>,
}

/// What leaves the house, and to whom.
pub struct Leaving<'a> {
    /// The file's name.
    pub name: &'a str,
    /// Its SHA-256, in hexadecimal.
    pub sha256: &'a str,
    /// How many people's data it holds, at most.
    pub people: u64,
    /// The keys that will open it, sorted.
    pub recipients: &'a [String],
}

/// Signs one person's approval.
///
/// # Errors
///
/// `E_APPROVAL` without a name or a reason.
pub fn sign_outgoing(
    leaving: &Leaving<'_>,
    (approver, reason): (&str, &str),
    key: &SecretKey,
    now: u64,
) -> Result<Envelope> {
    if !is_name(approver) || reason.trim().is_empty() {
        let (en, ja) = ("an approval needs a name and a reason", "承認には氏名と理由が必要です");
        return Err(Problem::input("E_APPROVAL", Place::default(), en, ja).into());
    }
    let predicate = Predicate {
        approver: approver.to_owned(),
        signed_at: date_time(now),
        reason: reason.to_owned(),
        people: leaving.people,
        recipients: leaving.recipients.to_vec(),
    };
    let (name, sha256) = (leaving.name.to_owned(), leaving.sha256.to_owned());
    let statement = Statement::about(name, sha256, OUTGOING_TYPE, predicate);
    let unwritable =
        |_| Problem::internal("E_APPROVAL", "the approval cannot be written", "承認を書き出せません");
    Ok(Envelope::seal(serde_json::to_vec(&statement).map_err(unwritable)?, Some(key)))
}

/// What is held against each other before a file is released.
pub struct Approvals<'a> {
    /// The papers: their bytes and names.
    pub papers: &'a [(Vec<u8>, String)],
    /// The keys of people who may release.
    pub approvers: &'a [PublicKey],
    /// The key and, where it is known, the name of whoever prepared the file.
    pub preparer: (&'a PublicKey, &'a str),
}

/// Who released the file; or everything that speaks against it.
///
/// # Errors
///
/// Nothing may leave where there is any mismatch.
pub fn release_outgoing(
    approvals: &Approvals<'_>,
    leaving: &Leaving<'_>,
    now: u64,
) -> std::result::Result<Vec<Steward>, Vec<Mismatch>> {
    let mut bad = Vec::new();
    let stewards: Vec<Steward> =
        approvals.papers.iter().filter_map(|paper| read(approvals, paper, leaving, now, &mut bad)).collect();
    let mut add = |code, en: &str, ja: &str| bad.push(Mismatch::new(code, "", en, ja));
    let preparer = approvals.preparer.0.id();
    for by in &stewards {
        let is_named = !approvals.preparer.1.is_empty() && folded(approvals.preparer.1) == folded(&by.name);
        if by.key == preparer || is_named {
            add("outgoing.preparer", "whoever prepared the file cannot release it", "作成者は承認できません");
        }
    }
    match &stewards[..] {
        [first, second] => {
            if first.key == second.key {
                add("outgoing.one_key", "both are signed by one key", "両方が同じ鍵で署名されています");
            }
            if folded(&first.name) == folded(&second.name) {
                add("outgoing.one_person", "both are of one person", "両方が同じ人の承認です");
            }
        }
        _not_two => add(
            "outgoing.not_two",
            "a file leaves with exactly two people's approval",
            "ファイルを出すには、ちょうど二人の承認が必要です",
        ),
    }
    if bad.is_empty() { Ok(stewards) } else { Err(bad) }
}

/// One paper, if it is signed by somebody who may release, about this file and these recipients, and still holds.
fn read(
    approvals: &Approvals<'_>,
    (bytes, name): &(Vec<u8>, String),
    leaving: &Leaving<'_>,
    now: u64,
    bad: &mut Vec<Mismatch>,
) -> Option<Steward> {
    let before = bad.len();
    let mut refuse = |code, en: &str, ja: &str| bad.push(Mismatch::new(code, name, en, ja));
    let opened = open::<Predicate>(bytes, approvals.approvers, OUTGOING_TYPE);
    let SignedBy { about, predicate, key } = match opened {
        Ok(opened) => opened,
        Err(unsound) => {
            match unsound {
                Unsound::Envelope => {
                    refuse("outgoing.form", "not a signed approval", "署名付きの承認ではありません");
                }
                Unsound::Signature => refuse(
                    "outgoing.signature",
                    "not signed by one of the approvers' keys, or changed after it was signed",
                    "承認者の鍵で署名されていないか、署名後に変更されています",
                ),
                Unsound::Kind => {
                    refuse(
                        "outgoing.form",
                        "signed, but not an approval",
                        "署名はありますが、承認ではありません",
                    );
                }
                Unsound::Subject => {
                    refuse("outgoing.form", "not about one file", "一つのファイルに対する承認ではありません");
                }
            }
            return None;
        }
    };
    if about != leaving.sha256 {
        refuse(
            "outgoing.file",
            "about another file, or the file was changed after it was approved",
            "別のファイルに対する承認か、承認後にファイルが変更されています",
        );
    }
    if predicate.recipients != leaving.recipients {
        refuse("outgoing.recipients", "about other recipients", "別の受取人に対する承認です");
    }
    let signed_at = parse_date_time(&predicate.signed_at);
    if signed_at.is_none_or(|at| now > at + VALID_SECONDS || at > now + CLOCK_SECONDS) {
        refuse("outgoing.expired", "not of the last 24 hours", "24 時間以内の承認ではありません");
    }
    let decisions = hex(&Sha256::digest(bytes));
    (bad.len() == before).then(|| Steward { name: predicate.approver, key: key.id(), decisions })
}
