//! What a steward decided about one proposal, and the digest that ties it to one line of one run.

use sha2::{Digest, Sha256};

/// The version of a row's digest in a file of decisions.
const TAG: &str = "sekisho.decision.1";

/// The digest of one line of a steward's decisions, in hexadecimal: SHA-256 over the tag `sekisho.decision.1`, `0x00`, the
/// digest of the run's `summary.json` in hexadecimal, `0x00`, the line in decimal, `0x00`, the survivor's ID, `0x00`, the
/// merged record's ID. No ID holds a NUL, so nothing can be moved from one part into the next.
#[must_use]
pub fn decision_row(run: &str, line: u64, survivor_id: &str, merged_id: &str) -> String {
    let mut hash = Sha256::new();
    for (i, part) in [TAG, run, &line.to_string(), survivor_id, merged_id].into_iter().enumerate() {
        if i > 0 {
            hash.update([0]);
        }
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
