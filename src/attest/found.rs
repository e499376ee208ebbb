//! What a verification finds: everything that does not match, and the pairs it is about.

use super::mismatch::Mismatch;
use super::named::{Named, Stale};
use super::pairs::Pairs;
use super::statement::Statement;

/// What was found.
#[derive(Clone, Default)]
pub struct Found {
    /// Everything that does not match; where there is none, the merges may be executed.
    pub mismatches: Vec<Mismatch>,
    /// The certificate's ID; empty where it could not be read.
    pub id: String,
    /// The ID of the key that is said to have signed; empty for none.
    pub key_id: String,
    /// The statement, where it may be believed.
    pub statement: Option<Statement>,
    /// The pairs that are about to be merged, with the digests that were checked.
    pub pairs: Pairs,
    /// How many of them were found unchanged; `None` where no records were given.
    pub fresh: Option<u64>,
    /// Those that are not what was checked.
    pub stale: Vec<Stale>,
}

impl Found {
    /// Notes one mismatch.
    pub(super) fn add(
        &mut self,
        code: &'static str,
        file: &str,
        en: impl Into<String>,
        ja: impl Into<String>,
    ) {
        self.mismatches.push(Mismatch::new(code, file, en, ja));
    }
}

impl Found {
    /// Notes which pairs are no longer what was checked.
    pub(super) fn settle(&mut self, named: &Named) {
        self.stale.extend(named.stale());
        self.stale.sort_unstable();
        self.stale.dedup();
        self.fresh = Some((self.pairs.len() - self.stale.len()) as u64);
        if !self.stale.is_empty() {
            let (stale, all) = (self.stale.len(), self.pairs.len());
            let en = format!("{stale} of {all} pairs are no longer what was checked");
            let ja = format!("{all} 組のうち {stale} 組が検査時の内容と異なります");
            self.mismatches.retain(|mismatch| mismatch.code != "records.stale");
            self.add("records.stale", "", en, ja);
        }
    }
}
