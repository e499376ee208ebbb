//! What two people release: proposals that the gate left to them, each decided by both, over the same digest.
//!
//! A steward signs a statement about one run: an in-toto Statement v1 whose subject is the run's `summary.json` and whose
//! predicate lists the decisions with their reasons and says until when they hold. A proposal is released where two such
//! statements approve it, signed by two keys, neither of which is the proposer's. Rows are bound by `row_digest`, which
//! holds run, line and both IDs.

use super::certify::Issue;
use super::envelope::Envelope;
use super::keys::{PublicKey, SecretKey};
use super::mismatch::Mismatch;
use super::moment::{SKEW_SECONDS, date_time, parse_date_time};
use super::signed::{SignedBy, Unsound, open};
use super::statement::{Statement, Steward};
use crate::error::{Problem, Result};
use crate::model::{Place, Verdict};
use crate::report::decision::{Choice, DECISIONS_FORMAT, Decided, File, row_digest};
use crate::report::{Run, hex};
use crate::rules;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// The type of a steward's statement, its major version last.
pub const DECISION_TYPE: &str = "urn:x-sekisho:steward-decision:1";

/// The code of the rule that halts a batch.
const BREAKER: &str = "batch.breaker";

/// What a steward says of one run.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Predicate {
    steward: String,
    #[serde(rename = "signedAt")]
    signed_at: String,
    #[serde(rename = "expiresAt")]
    expires_at: String,
    decided: Vec<Decided>,
}

/// Signs a file of decisions about the run whose `summary.json` has this digest (hexadecimal). `reason` stands where a
/// decision has no note of its own; the decisions hold for so many seconds from `now` on. Gives the envelope and how many
/// proposals it approves.
///
/// # Errors
///
/// `E_DECISIONS` where the file is not about this run, not in its form, or approves without a reason.
pub fn sign(
    (bytes, name): (&[u8], &str),
    run: &str,
    reason: &str,
    key: &SecretKey,
    (now, valid_seconds): (u64, u64),
) -> Result<(Envelope, usize)> {
    let refused = |line: Option<u64>, en: &str, ja: &str| {
        let place = Place::file(name);
        let (en, ja) = match line {
            Some(line) => (format!("proposal on line {line}: {en}"), format!("{line} 行目の候補: {ja}")),
            None => (en.to_owned(), ja.to_owned()),
        };
        Problem::input("E_DECISIONS", place, en, ja)
    };
    let written: Option<File> = serde_json::from_slice(bytes).ok();
    let Some(written) = written.filter(|w| w.format == DECISIONS_FORMAT && is_name(&w.steward)) else {
        let (en, ja) =
            ("not a file of decisions with a steward's name", "担当者名のある決定ファイルではありません");
        return Err(refused(None, en, ja).into());
    };
    if written.run != run {
        return Err(refused(None, "decisions on another run", "別の実行に対する決定です").into());
    }
    let mut lines = BTreeSet::new();
    let mut decided = written.decided;
    for one in &mut decided {
        let line = Some(one.line);
        if !lines.insert(one.line) {
            return Err(refused(line, "decided twice", "決定が 2 回あります").into());
        }
        if one.row != row_digest(run, one.line, &one.survivor_id, &one.merged_id) {
            return Err(
                refused(line, "its digest is not that of its row", "行のダイジェストが一致しません").into()
            );
        }
        if one.note.trim().is_empty() {
            reason.clone_into(&mut one.note);
        }
        if one.decision == Choice::Approve && one.note.trim().is_empty() {
            let (en, ja) = (
                "approved without a reason: give a note, or --reason",
                "承認の理由がありません。メモか --reason が必要です",
            );
            return Err(refused(line, en, ja).into());
        }
    }
    let approved = decided.iter().filter(|one| one.decision == Choice::Approve).count();
    let predicate = Predicate {
        steward: written.steward,
        signed_at: date_time(now),
        expires_at: date_time(now + valid_seconds),
        decided,
    };
    let statement = Statement::about("summary.json".to_owned(), run.to_owned(), DECISION_TYPE, predicate);
    let payload = serde_json::to_vec(&statement).map_err(|_| {
        Problem::internal("E_DECISIONS", "the decisions cannot be written", "決定を書き出せません")
    })?;
    Ok((Envelope::seal(payload, Some(key)), approved))
}

pub(super) fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= 200 && !name.chars().any(char::is_control)
}

/// A person's name without what its writer decides: width, case (UAX #15, NFKC), spaces, marks, unseen characters, and which part
/// stands first. Two people whose names are anagrams count as one, and are refused; one person under two writings never as two.
pub(super) fn folded(name: &str) -> String {
    let mut letters: Vec<char> =
        name.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// What two stewards signed about one run, and who they must not be.
pub struct Signed<'a> {
    /// The two files of signed decisions: their bytes and names.
    pub files: [(&'a [u8], &'a str); 2],
    /// The keys of people who may release.
    pub stewards: &'a [PublicKey],
    /// Keys that must not release: the proposing job's, and the one that signed or will sign the certificate.
    pub proposers: &'a [String],
    /// SHA-256 of the run's `summary.json`, in hexadecimal.
    pub run: &'a str,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
}

/// The positions of the proposals that both release, ascending, and who they are; or everything that speaks against it.
/// `proposers` are the names under which the merges were proposed, as told and as the run's certificate has it; empty for none.
///
/// # Errors
///
/// Nothing may be released where there is any mismatch.
pub fn release(
    signed: &Signed<'_>,
    run: &Run<'_>,
    proposers: [&str; 2],
) -> std::result::Result<(Vec<usize>, Vec<Steward>), Vec<Mismatch>> {
    let mut bad = Vec::new();
    let read: Vec<_> = signed.files.iter().filter_map(|file| read(signed, *file, &mut bad)).collect();
    let [(first, first_by), (second, second_by)] = &read[..] else { return Err(bad) };
    for ((_, name), predicate) in signed.files.iter().zip([first, second]) {
        bad.extend(in_time(predicate, name, signed.now));
    }
    let mut add = |code, en: &str, ja: &str| bad.push(Mismatch::new(code, "", en, ja));
    if first_by.key == second_by.key {
        add("approval.one_key", "both are signed by one key", "両方が同じ鍵で署名されています");
    }
    if folded(&first_by.name) == folded(&second_by.name) {
        add("approval.one_person", "both are of one person", "両方が同じ人の決定です");
    }
    for by in [first_by, second_by] {
        let is_proposer = |name: &&str| !name.is_empty() && folded(name) == folded(&by.name);
        if signed.proposers.contains(&by.key) || proposers.iter().any(is_proposer) {
            add("approval.proposer", "whoever proposed cannot release", "候補を作った側は承認できません");
        }
    }
    let approves = |predicate: &Predicate| -> BTreeMap<u64, Decided> {
        let approved = predicate.decided.iter().filter(|one| one.decision == Choice::Approve);
        approved.map(|one| (one.line, one.clone())).collect()
    };
    let (first, second) = (approves(first), approves(second));
    let positions: BTreeMap<u64, usize> = (0..run.merges.len()).map(|i| (run.merges.line(i), i)).collect();
    let mut released = Vec::new();
    for (line, one) in first.iter().filter(|(line, _)| second.contains_key(line)) {
        let at = positions.get(line).copied().filter(|at| {
            one.row == row_digest(signed.run, *line, run.merges.survivor_id(*at), run.merges.merged_id(*at))
                && second.get(line).is_some_and(|other| other.row == one.row)
        });
        match at {
            None => {
                let en = format!("line {line} is no proposal of this run");
                bad.push(Mismatch::new(
                    "approval.row",
                    "",
                    en,
                    format!("{line} 行目はこの実行の候補ではありません"),
                ));
            }
            Some(at) if is_blocked(run, at) => {
                let en = format!("line {line} is blocked: nobody can release it, only another policy");
                let ja = format!("{line} 行目は却下されており、誰も承認できません（ポリシーの変更が必要）");
                bad.push(Mismatch::new("approval.blocked", "", en, ja));
            }
            Some(at) if run.decisions.all()[at].verdict == Verdict::Pass => {
                let en = format!("line {line} passed by itself and stands in approved.csv");
                bad.push(Mismatch::new(
                    "approval.passed",
                    "",
                    en,
                    format!("{line} 行目は既に通過しています"),
                ));
            }
            Some(at) => released.push(at),
        }
    }
    released.sort_unstable();
    if released.is_empty() && bad.is_empty() {
        let (en, ja) = ("there is no proposal that both approve", "二人とも承認した候補が一件もありません");
        bad.push(Mismatch::new("approval.none", "", en, ja));
    }
    if bad.is_empty() { Ok((released, vec![first_by.clone(), second_by.clone()])) } else { Err(bad) }
}

/// One file of signed decisions, if it is signed by a steward's key and about this run.
fn read(
    signed: &Signed<'_>,
    (bytes, name): (&[u8], &str),
    bad: &mut Vec<Mismatch>,
) -> Option<(Predicate, Steward)> {
    let mut refuse = |code, en: &str, ja: &str| {
        bad.push(Mismatch::new(code, name, en, ja));
        None
    };
    match open::<Predicate>(bytes, signed.stewards, DECISION_TYPE) {
        Ok(SignedBy { about, predicate, key }) if about == signed.run => {
            let decisions = hex(&sha256(bytes));
            let steward = Steward { name: predicate.steward.clone(), key: key.id(), decisions };
            Some((predicate, steward))
        }
        Ok(_) | Err(Unsound::Subject) => {
            refuse("approval.run", "decisions on another run", "別の実行に対する決定です")
        }
        Err(Unsound::Envelope) => {
            refuse("approval.form", "not a file of signed decisions", "署名付きの決定ファイルではありません")
        }
        Err(Unsound::Signature) => refuse(
            "approval.signature",
            "not signed by one of the stewards' keys, or changed after it was signed",
            "承認者の鍵で署名されていないか、署名後に変更されています",
        ),
        Err(Unsound::Kind) => {
            refuse("approval.form", "signed, but not decisions", "署名はありますが、決定ではありません")
        }
    }
}

/// What the times of a statement say against it.
fn in_time(predicate: &Predicate, name: &str, now: u64) -> Option<Mismatch> {
    let (at, until) = (&predicate.signed_at, &predicate.expires_at);
    let (code, en, ja) = match (parse_date_time(at), parse_date_time(until)) {
        (Some(signed), Some(expires)) if signed < expires => {
            if now >= expires {
                let en = format!("the decisions expired at {until}: they have to be made again");
                (
                    "approval.expired",
                    en,
                    format!("決定の期限（{until}）が過ぎています。あらためて決定してください"),
                )
            } else if signed > now + SKEW_SECONDS {
                (
                    "approval.not_yet",
                    format!("signed in the future, at {at}"),
                    format!("署名時刻が未来です（{at}）"),
                )
            } else {
                return None;
            }
        }
        _no_times => ("approval.form", "its times cannot be read".to_owned(), "日時を読めません".to_owned()),
    };
    Some(Mismatch::new(code, name, en, ja))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).into()
}

/// Whether a proposal is blocked for itself: by any reason but that the batch as a whole was halted.
fn is_blocked(run: &Run<'_>, at: usize) -> bool {
    let decision = &run.decisions.all()[at];
    if !run.decisions.is_halted() {
        return decision.verdict == Verdict::Block;
    }
    let known = rules::known_codes();
    // A code whose verdict is not known weighs most.
    let own = |code: &str| known.iter().find(|(known, _)| *known == code).map_or(Verdict::Block, |(_, v)| *v);
    let mut codes = decision.reasons.codes().filter(|code| *code != BREAKER);
    codes.any(|code| run.policy.verdict_of(code, own(code)) == Verdict::Block)
}

impl<'a> Issue<'a> {
    /// The same, for what these people released.
    #[must_use]
    pub fn released_by(self, stewards: Vec<Steward>) -> Self {
        Self { stewards, ..self }
    }
}
