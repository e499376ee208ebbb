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
    /// Notes which pairs are no longer what was checked. Records may be held twice, as files and in a database: a pair that
    /// is stale in both stands once, with the worse of the two.
    pub(super) fn settle(&mut self, named: &Named) {
        self.stale.extend(named.stale());
        self.stale.sort_unstable();
        self.stale.dedup_by(|worse, kept| {
            let is_one = (&worse.survivor_id, &worse.merged_id) == (&kept.survivor_id, &kept.merged_id);
            if is_one {
                kept.why = worse.why;
            }
            is_one
        });
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

#[cfg(test)]
mod tests {
    use super::super::named::Staleness;
    use super::super::rows::tests::{read, written};
    use super::*;

    /// What is said of one pair of two whose survivor's row is changed in the files, and in the database is this.
    fn held_twice(in_database: Option<bool>) -> Found {
        let pairs = read(written(&[(["A", "B"], [1, 2]), (["C", "D"], [3, 4])])).unwrap();
        let mut found = Found { pairs: pairs.clone(), ..Found::default() };
        for survivor in [Some(false), in_database] {
            let named = Named::of(&pairs);
            for (id, is_same) in [("B", true), ("C", true), ("D", true)] {
                see(&named, id, is_same);
            }
            survivor.into_iter().for_each(|is_same| see(&named, "A", is_same));
            found.settle(&named);
        }
        found
    }

    fn see(named: &Named, id: &str, is_same: bool) {
        let mut expected = Vec::new();
        named.find(std::iter::once(id), &mut expected);
        expected.iter().for_each(|expected| named.see(expected.number, is_same));
    }

    #[test]
    fn a_pair_that_is_stale_in_the_files_and_in_the_database_is_told_once_and_for_the_worse() {
        for (in_database, why) in
            [(Some(true), Staleness::Changed), (Some(false), Staleness::Changed), (None, Staleness::Missing)]
        {
            let found = held_twice(in_database);
            let stale: Vec<_> = found.stale.iter().map(|stale| (&*stale.survivor_id, stale.why)).collect();
            assert_eq!((stale, found.fresh), (vec![("A", why)], Some(1)), "{in_database:?}");
            assert_eq!(found.mismatches.len(), 1);
            assert!(found.mismatches[0].en.starts_with("1 of 2 pairs"), "{}", found.mismatches[0].en);
        }
    }
}
