//! The list of what was revoked: one SHA-256 a line in lower-case hexadecimal, of a certificate (what `verify` calls its
//! ID) or of a key; empty lines and what follows a `#` say nothing. A line that is anything else makes the list unreadable,
//! since it may be a revocation with a slip in it.

use super::digest::unhex;
use std::collections::BTreeSet;

/// The IDs on a list; `None` where a line cannot be read.
pub(super) fn read(text: &str) -> Option<BTreeSet<&str>> {
    let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines();
    let entries = lines.map(|line| line.split('#').next().unwrap_or("").trim());
    let entries = entries.filter(|entry| !entry.is_empty());
    entries.map(|entry| unhex(entry).map(|_| entry)).collect()
}
