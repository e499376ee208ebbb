//! Holding a certificate against what is there: everything that does not match, not the first thing only.
//!
//! Nothing of the payload is believed before the signature is known to be good (where a key is given), its form is the
//! only one there is, and its own numbers add up. Source: in-toto's validation model, the steps of which come in order.
//! Digests are taken while other files are read, on all cores; what is found stands in the order of the steps.

use super::digest::file_hex;
use super::envelope::{Envelope, PAYLOAD_TYPE};
use super::executed::executed;
use super::found::Found;
use super::keys::PublicKey;
use super::ledger;
use super::mismatch::Mismatch;
use super::moment::{SKEW_SECONDS, date_time, parse_date_time};
use super::named::{Named, PAIRS_MAX};
use super::pairs::Pairs;
use super::present::Present;
use super::revoked;
use super::rows::{self, ROWS};
use super::statement::{PREDICATE_TYPE, STATEMENT_TYPE, Statement, Subject};
use crate::model::ROW_TAG;
use crate::read::{Encoding, InputDigest, ReadOptions};
use crate::report::{APPROVED, hex};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The largest certificate that is read, in bytes: it names files and columns, and pairs stand in a file of their own.
const CERTIFICATE_BYTES_MAX: u64 = 1 << 26;

/// What is asked.
#[derive(Clone)]
pub struct Asked<'a> {
    /// The certificate.
    pub certificate: &'a Path,
    /// What is about to be merged.
    pub merges: Option<&'a Path>,
    /// The records as they are now.
    pub records: &'a [PathBuf],
    /// The policy that must have been in force.
    pub policy: Option<&'a Path>,
    /// The merges file that was checked.
    pub proposed: Option<&'a Path>,
    /// The key that must have signed.
    pub key: Option<PublicKey>,
    /// The list of what was revoked.
    pub revoked: Option<&'a Path>,
    /// The ledger that must have a line of the run.
    pub ledger: Option<&'a Path>,
    /// The encoding that is forced, if any.
    pub encoding: Option<Encoding>,
    /// Whether the record files must be byte for byte those that were checked.
    pub is_exact: bool,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
}

/// The digest of what is about to be merged, in hexadecimal, taken when it is first asked for.
type Lazy<'a> = LazyLock<Option<String>, Box<dyn FnOnce() -> Option<String> + Send + 'a>>;

/// Holds a certificate against what is there.
#[must_use]
pub fn verify(asked: &Asked<'_>) -> Found {
    let mut found = Found::default();
    let name = asked.certificate.to_string_lossy().into_owned();
    let Some(statement) = believed(asked, &name, &mut found) else { return found };
    in_time(asked, &name, &statement, &mut found);
    not_revoked(asked, &name, &mut found);
    let folder = asked.certificate.parent().unwrap_or(Path::new(""));
    // The approved list is most often what is about to be merged, and is then digested once.
    let merges: Lazy<'_> = LazyLock::new(Box::new(|| asked.merges.and_then(file_hex)));
    // What is digested only, and the look at the records' encoding, go beside the reading of the pairs.
    let ((mut held, named), (beside, present)) = rayon::join(
        || papers(asked, folder, &statement, &merges),
        || rayon::join(|| files_beside(asked, folder, &statement, &merges), || present(asked, &statement)),
    );
    found.mismatches.extend(beside.mismatches);
    found.mismatches.append(&mut held.mismatches);
    found = Found { mismatches: found.mismatches, id: found.id, key_id: found.key_id, ..held };
    if let Some(present) = present {
        records(asked, &statement, present, &named, &mut found);
    }
    if let Some(path) = asked.ledger {
        found.mismatches.extend(ledger::hold(path, &found.id, &statement));
    }
    found.statement = Some(statement);
    found
}

/// The pairs and the IDs they name, what is about to be merged, and what was checked.
fn papers(asked: &Asked<'_>, folder: &Path, statement: &Statement, merges: &Lazy<'_>) -> (Found, Named) {
    let mut found = Found::default();
    let (pairs, digest) = rayon::join(|| pairs(folder, statement, &mut found), || merges.as_deref());
    if let Some(pairs) = pairs {
        found.pairs = match asked.merges {
            Some(path) if digest != statement.subject(APPROVED) => {
                executed(path, asked.encoding, folder, statement, &pairs, &mut found)
            }
            _the_whole_list => pairs,
        };
    }
    inputs(asked, statement, &mut found);
    let named = if asked.records.is_empty() { &Pairs::default() } else { &found.pairs };
    let named = Named::of(named);
    (found, named)
}

/// The record files now, opened, if there are any.
fn present<'a>(
    asked: &'a Asked<'_>,
    statement: &'a Statement,
) -> Option<std::result::Result<Present<'a>, Mismatch>> {
    let options =
        ReadOptions { encoding: asked.encoding, takes_sha256: asked.is_exact, ..ReadOptions::default() };
    (!asked.records.is_empty()).then(|| Present::open(&statement.predicate, asked.records, options))
}

/// The statement, if its envelope, signature and form are good.
fn believed(asked: &Asked<'_>, name: &str, found: &mut Found) -> Option<Statement> {
    let is_too_large = std::fs::metadata(asked.certificate).is_ok_and(|m| m.len() > CERTIFICATE_BYTES_MAX);
    let bytes = std::fs::read(asked.certificate).ok().filter(|_| !is_too_large);
    let Some(bytes) = bytes else {
        found.add("certificate.unreadable", name, "the certificate cannot be read", "証明書を読めません");
        return None;
    };
    let Some(envelope) = Envelope::from_bytes(&bytes) else {
        let is_dry = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|v| v["dry_run"] == true);
        if is_dry {
            let (en, ja) = (
                "this is the summary of a dry run, which approves nothing",
                "これは試行（dry run）の要約で、何も承認していません",
            );
            found.add("certificate.dry_run", name, en, ja);
        } else {
            let (en, ja) =
                ("not a certificate as sekisho writes it", "sekisho の書いた証明書の形ではありません");
            found.add("certificate.form", name, en, ja);
        }
        return None;
    };
    found.id = envelope.id();
    found.key_id = envelope.signature.as_ref().map(|s| s.key_id.clone()).unwrap_or_default();
    if let Some(key) = &asked.key {
        if envelope.signature.is_none() {
            found.add(
                "certificate.unsigned",
                name,
                "the certificate is not signed",
                "証明書に署名がありません",
            );
            return None;
        }
        if !envelope.is_signed_by(key) {
            let (en, ja) = (
                "the certificate is not signed by this key, or was changed after it was signed",
                "証明書はこの鍵で署名されていないか、署名後に変更されています",
            );
            found.add("certificate.signature", name, en, ja);
            return None;
        }
    }
    let statement: Option<Statement> = serde_json::from_slice(&envelope.payload).ok();
    let statement = statement.filter(|s| {
        envelope.payload_type == PAYLOAD_TYPE
            && s.kind == STATEMENT_TYPE
            && s.predicate_type == PREDICATE_TYPE
            && serde_json::to_vec(s).is_ok_and(|again| again == envelope.payload)
    });
    let Some(statement) = statement else {
        let (en, ja) = (
            "the certificate says something that this program does not know",
            "証明書に、このプログラムの知らない内容があります",
        );
        found.add("certificate.statement", name, en, ja);
        return None;
    };
    if !adds_up(&statement) {
        let (en, ja) = (
            "what the certificate says does not add up: nothing is approved by it",
            "証明書の内容に矛盾があり、承認として使えません",
        );
        found.add("certificate.counts", name, en, ja);
        return None;
    }
    Some(statement)
}

/// Whether a statement approves anything at all, and its numbers agree with each other.
fn adds_up(statement: &Statement) -> bool {
    let p = &statement.predicate;
    let counts = p.counts;
    let sum = counts.pass.checked_add(counts.review).and_then(|sum| sum.checked_add(counts.block));
    let by_gate = p.stewards.is_empty() && !p.breaker.halted && counts.released == 0;
    let by_stewards = p.stewards.len() == 2
        && p.stewards[0].key != p.stewards[1].key
        && p.stewards[0].name != p.stewards[1].name
        && counts.released == p.rows.pairs;
    sum == Some(counts.proposals)
        && p.inputs.merges.rows == counts.proposals
        && p.known_answers.run > 0
        && p.known_answers.wrong == 0
        && (by_gate && p.rows.pairs == counts.pass || by_stewards)
        && p.rows.digest == ROW_TAG
        && p.rows.file == ROWS
        && p.policy.version == 1
        && statement.subject(APPROVED).is_some()
        && statement.subject(ROWS).is_some()
        && !p.inputs.records.is_empty()
}

fn in_time(asked: &Asked<'_>, name: &str, statement: &Statement, found: &mut Found) {
    let p = &statement.predicate;
    match (parse_date_time(&p.issued_at), parse_date_time(&p.expires_at)) {
        (Some(issued), Some(expires)) if issued < expires => {
            if asked.now >= expires {
                let (at, now) = (&p.expires_at, date_time(asked.now));
                let en = format!("expired at {at}, it is {now}");
                found.add("certificate.expired", name, en, format!("期限切れです（期限 {at}、現在 {now}）"));
            }
            if issued > asked.now + SKEW_SECONDS {
                let at = &p.issued_at;
                let (en, ja) =
                    (format!("issued in the future, at {at}"), format!("発行時刻が未来です（{at}）"));
                found.add("certificate.not_yet", name, en, ja);
            }
        }
        _no_times => {
            let (en, ja) = ("its times cannot be read", "日時を読めません");
            found.add("certificate.statement", name, en, ja);
        }
    }
}

fn not_revoked(asked: &Asked<'_>, name: &str, found: &mut Found) {
    let Some(path) = asked.revoked else { return };
    let text = std::fs::read_to_string(path).ok();
    let Some(list) = text.as_deref().and_then(revoked::read) else {
        let (en, ja) = ("the list of what was revoked cannot be read", "失効リストを読めません");
        found.add("revoked.unreadable", &path.to_string_lossy(), en, ja);
        return;
    };
    if list.contains(found.id.as_str()) {
        found.add("certificate.revoked", name, "the certificate was revoked", "証明書は失効しています");
    }
    if list.contains(found.key_id.as_str()) {
        let (en, ja) = ("the key that signed it was revoked", "署名した鍵は失効しています");
        found.add("certificate.key_revoked", name, en, ja);
    }
}

/// The files of the result that lie beside the certificate must be what it says; those that are needed are asked for
/// where they are needed, and the row digests are held against it where they are read.
fn files_beside(asked: &Asked<'_>, folder: &Path, statement: &Statement, merges: &Lazy<'_>) -> Found {
    let mut found = Found::default();
    let is_elsewhere = |subject: &Subject| subject.name.contains('/') || subject.name.starts_with('.');
    let digest = |subject: &Subject| -> Option<String> {
        let path = folder.join(&subject.name);
        (subject.name != ROWS && !is_elsewhere(subject) && path.exists())
            .then(|| if asked.merges == Some(&*path) { (**merges).clone() } else { file_hex(&path) })
            .map(Option::unwrap_or_default)
    };
    let digests: Vec<_> = statement.subject.par_iter().map(digest).collect();
    for (subject, digest) in statement.subject.iter().zip(digests) {
        let name = folder.join(&subject.name).to_string_lossy().into_owned();
        // A name that leads elsewhere is none of a result.
        if is_elsewhere(subject) {
            let (en, ja) = ("a file of the result has a name that leads elsewhere", "ファイル名が不正です");
            found.add("certificate.statement", &name, en, ja);
        } else if digest.is_some_and(|digest| digest != subject.digest.sha256) {
            changed(&name, &mut found);
        }
    }
    found
}

fn changed(name: &str, found: &mut Found) {
    let (en, ja) = ("not the file that the certificate names", "証明書の示すファイルと一致しません");
    found.add("result.changed", name, en, ja);
}

/// The approved pairs with the digests that were checked.
fn pairs(folder: &Path, statement: &Statement, found: &mut Found) -> Option<Pairs> {
    let path = folder.join(ROWS);
    let text = String::from_utf8(std::fs::read(&path).unwrap_or_default());
    let bytes = text.as_ref().map_or_else(|other| other.as_bytes(), String::as_bytes);
    let text_of_rows = text.as_ref().ok();
    let (digest, cut) =
        rayon::join(|| hex(&Sha256::digest(bytes)), || text_of_rows.and_then(|text| rows::cut(text)));
    let is_bound = Some(digest.as_str()) == statement.subject(ROWS);
    if !is_bound && path.exists() {
        changed(&path.to_string_lossy(), found);
    }
    // Nothing that was read is believed unless the certificate binds it.
    let cut = if is_bound { cut } else { None };
    let pairs = cut.zip(text.ok()).map(|(cut, text)| cut.of(text));
    let is_all =
        |pairs: &Pairs| pairs.len() as u64 == statement.predicate.rows.pairs && pairs.len() < PAIRS_MAX;
    let pairs = pairs.filter(is_all);
    if pairs.is_none() {
        let (en, ja) = (
            "the file of row digests that the certificate binds is not beside it",
            "証明書と対になる行ダイジェストのファイルが隣にありません",
        );
        found.add("rows.unreadable", &path.to_string_lossy(), en, ja);
    }
    pairs
}

/// The policy and the proposals that were checked, where they are given.
fn inputs(asked: &Asked<'_>, statement: &Statement, found: &mut Found) {
    let p = &statement.predicate;
    if let Some(path) = asked.policy {
        let name = path.to_string_lossy();
        let text = std::fs::read(path).ok();
        let digest = text
            .map(|text| hex(&Sha256::digest(text.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&text))));
        if digest.as_deref() != Some(p.policy.sha256.as_str()) {
            let (en, ja) = ("not the policy that was in force", "適用されたポリシーと異なります");
            found.add("policy.changed", &name, en, ja);
        }
    }
    if let Some(path) = asked.proposed
        && file_hex(path).as_deref() != Some(p.inputs.merges.sha256.as_str())
    {
        let (en, ja) = ("not the proposals that were checked", "検査した統合候補と異なります");
        found.add("proposed.changed", &path.to_string_lossy(), en, ja);
    }
}

/// The records now, pair by pair.
fn records(
    asked: &Asked<'_>,
    statement: &Statement,
    present: std::result::Result<Present<'_>, Mismatch>,
    named: &Named,
    found: &mut Found,
) {
    let digests = match present.map(|present| present.read(named)) {
        Ok(Ok(Ok(digests))) => digests,
        Ok(Ok(Err(mismatch))) | Err(mismatch) => {
            found.mismatches.push(mismatch);
            return;
        }
        Ok(Err(error)) => {
            found.mismatches.extend(Mismatch::of_error(&error));
            return;
        }
    };
    if asked.is_exact {
        exactly(statement, &digests, found);
    }
    found.settle(named);
}

/// The record files must be the very ones that were checked.
fn exactly(statement: &Statement, digests: &[InputDigest], found: &mut Found) {
    let checked = &statement.predicate.inputs.records;
    let is_same = checked.len() == digests.len()
        && checked.iter().zip(digests).all(|(checked, now)| checked.sha256 == hex(&now.sha256));
    if !is_same {
        let (en, ja) = (
            "not byte for byte the records that were checked",
            "検査した顧客データとバイト単位で一致しません",
        );
        let file = digests.first().map_or("", |digest| digest.name.as_str());
        found.add("records.changed", file, en, ja);
    }
}
