//! From files to everything the gate needs: the proposals, what the named records hold, and how many hold the same.
//!
//! The merges file is read first; then the record files stream past twice, once to find the named records and once
//! to count the values they hold. The second pass must see the very bytes of the first.

use super::progress::Progress;
use super::say::Voice;
use crate::error::{Problem, Result};
use crate::fields::{self, CONDITIONS};
use crate::gate::{Batch, Counts, Ids, Readings, Wanted, normalize};
use crate::model::{FIELD_COUNT, FieldId, Place};
use crate::policy::Policy;
use crate::read::{Encoding, Merges, ReadOptions, Records, Scan};
use std::path::{Path, PathBuf};

/// What the command line says about reading.
pub struct Sources<'a> {
    /// The record files.
    pub records: &'a [PathBuf],
    /// The encoding that is forced, if any.
    pub encoding: Option<Encoding>,
    /// Today's date.
    pub today: &'a str,
}

/// The record files, read.
pub struct Intake {
    /// The record files, opened.
    pub records: Records,
    /// What was read of them.
    pub scan: Scan,
    /// What the named records hold.
    pub readings: Readings,
    /// How many records hold the same.
    pub counts: Counts,
}

/// The proposals as numbers.
#[derive(Default)]
pub struct Numbered {
    /// The IDs.
    pub ids: Ids,
    /// The record that stays, for each proposal.
    pub survivors: Vec<u32>,
    /// The record that goes.
    pub merged: Vec<u32>,
}

impl Numbered {
    /// Numbers the IDs of a merges file.
    #[must_use]
    pub fn of(merges: &Merges) -> Self {
        let mut numbered = Self::default();
        for i in 0..merges.len() {
            numbered.add(merges.survivor_id(i), merges.merged_id(i));
        }
        numbered
    }

    /// Adds one proposal.
    pub fn add(&mut self, survivor: &str, merged: &str) {
        self.survivors.push(self.ids.intern(survivor));
        self.merged.push(self.ids.intern(merged));
    }

    /// The batch for the gate.
    #[must_use]
    pub fn batch<'a>(&'a self, intake: &'a Intake, policy: &'a Policy) -> Batch<'a> {
        Batch {
            survivors: &self.survivors,
            merged: &self.merged,
            readings: &intake.readings,
            counts: &intake.counts,
            policy,
        }
    }
}

/// Reads the record files for these proposals.
///
/// # Errors
///
/// Those of the readers.
pub fn take_in(sources: &Sources<'_>, numbered: &Numbered, policy: &Policy, voice: Voice) -> Result<Intake> {
    let options = ReadOptions { encoding: sources.encoding, ..ReadOptions::default() };
    let records = Records::open(sources.records, policy.columns(), &required_fields(policy), &options)?;
    let bytes = records.bytes();
    let mut readings = Readings::new(numbered.ids.len(), mapped(&records));
    let progress = Progress::start(voice, voice.text("finding", "照合対象を検索"), bytes);
    let ids = &numbered.ids;
    let scan = records.scan(
        None,
        |batch| (batch.source_bytes, normalize(batch, ids, sources.today)),
        |(done, chunk)| {
            progress.advance(done);
            readings.add(chunk);
        },
    )?;
    drop(progress);
    let counted = counted_fields(policy);
    let wanted = Wanted::of(&mut readings, &counted, policy.shared_by_max())
        .with_people_max(policy.birthdate_shared_max());
    let mut counting = wanted.counting();
    if !wanted.is_empty() {
        let progress = Progress::start(voice, voice.text("counting", "共有値を集計"), bytes);
        records.scan(
            Some(&with_names(&counted)),
            |batch| (batch.source_bytes, wanted.tally(batch, sources.today)),
            |(done, tally)| {
                progress.advance(done);
                counting.add(&tally);
            },
        )?;
    }
    let counts = wanted.counts(counting);
    Ok(Intake { records, scan, readings, counts })
}

/// The fields that a column must be found for. The kana name is the one gap that is allowed.
pub fn required_fields(policy: &Policy) -> Vec<FieldId> {
    let required = CONDITIONS.iter().enumerate().filter(|(i, _)| policy.requires(*i));
    required.flat_map(|(_, c)| c.fields).copied().filter(|f| *f != fields::NAME_KANA).collect()
}

/// The fields whose values are counted over the whole table.
fn counted_fields(policy: &Policy) -> Vec<FieldId> {
    let required = CONDITIONS.iter().enumerate().filter(|(i, _)| policy.requires(*i)).map(|(_, c)| c.counted);
    let mut counted: Vec<FieldId> = required.chain(fields::SHARE_LIMITED).collect();
    counted.sort_unstable();
    counted.dedup();
    counted
}

/// These fields and both names: who holds a value is told by the name.
fn with_names(counted: &[FieldId]) -> Vec<FieldId> {
    counted.iter().copied().chain([fields::NAME_KANJI, fields::NAME_KANA]).collect()
}

fn mapped(records: &Records) -> [bool; FIELD_COUNT] {
    let has = |f: usize| records.files().iter().any(|file| file.mapping.iter().any(|c| c.field.index() == f));
    std::array::from_fn(has)
}

/// The policy of a run: the file's, or the built-in one. Gives its text too, for the digest.
///
/// # Errors
///
/// `E_POLICY_READ` where the file cannot be read as text, and those of [`Policy::read`].
pub fn policy(path: Option<&Path>) -> Result<(Policy, String, Option<String>)> {
    let Some(path) = path else { return Ok((Policy::built_in(), crate::policy::DEFAULT.to_owned(), None)) };
    let name = path.to_string_lossy().into_owned();
    let unreadable = |en: &str, ja: &str| Problem::input("E_POLICY_READ", Place::file(&name), en, ja);
    let bytes =
        std::fs::read(path).map_err(|_| unreadable("the policy cannot be read", "ポリシーを読めません"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| unreadable("the policy is not UTF-8", "ポリシーが UTF-8 ではありません"))?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let policy = Policy::read(&text, &name, &crate::rules::known_codes())?;
    Ok((policy, text, Some(name)))
}
