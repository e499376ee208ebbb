//! From files to everything the gate needs: the proposals, what the named records hold, and how many hold the same.
//!
//! The merges file is read first; then the record files stream past to find the named records, and what the other rows
//! hold is kept as keys. Where those are too many, the files stream past a second time, to count; the second scan must see
//! the very bytes of the first.

use super::progress::Progress;
use super::say::Voice;
use super::timings::Timings;
use crate::error::{Fault, Problem, Result};
use crate::fields::{self, CONDITIONS};
use crate::gate::{self, Batch, Counts, Decisions, Glance, Glances, Ids, Readings, Wanted};
use crate::model::{FIELD_COUNT, FieldId, Place};
use crate::policy::Policy;
use crate::read::{self, Encoding, Files, Merges, ReadOptions, Records, Scan};
use crate::report::Run;
use std::borrow::Borrow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// What the command line says about reading.
pub struct Sources<'a> {
    /// The record files.
    pub records: &'a [PathBuf],
    /// The encoding that is forced, if any.
    pub encoding: Option<Encoding>,
    /// Today's date.
    pub today: &'a str,
    /// How files are opened and read.
    pub files: &'static dyn Files,
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
    /// Numbers the IDs of a merges file, ready to be looked up.
    #[must_use]
    pub fn of(merges: &Merges) -> Self {
        let (ids, room) = (Ids::with_room(2 * merges.len()), || Vec::with_capacity(merges.len()));
        let mut numbered = Self { ids, survivors: room(), merged: room() };
        for i in 0..merges.len() {
            numbered.add(merges.survivor_id(i), merges.merged_id(i));
        }
        numbered.ids.make_ready();
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

    /// The run as the formats read it; `policy_text` is the policy as it was written and the name of its file.
    #[must_use]
    pub fn run<'a>(
        &'a self,
        merges: &'a Merges,
        intake: &'a Intake,
        decisions: &'a Decisions,
        policy: &'a Policy,
        policy_text: (&'a str, Option<&'a str>),
    ) -> Run<'a> {
        Run {
            merges,
            records: &intake.records,
            digests: &intake.scan.digests,
            rows: intake.scan.rows,
            survivors: &self.survivors,
            merged: &self.merged,
            readings: &intake.readings,
            counts: &intake.counts,
            decisions,
            policy,
            policy_text,
            dry_run: false,
        }
    }
}

/// Numbers the IDs of a merges file and opens the record files, at the same time where there are several threads: each of the
/// two is one thread's work. `fits` says whether there is memory for so many different IDs; where that is not sure before they are
/// numbered, no record file is opened until it is.
///
/// # Errors
///
/// That of `fits`; those of [`Records::open`].
pub fn number_and_open(
    merges: &Merges,
    sources: &Sources<'_>,
    policy: &Policy,
    fits: impl Fn(u64) -> Result<()>,
    voice: Voice,
    timings: &mut Timings,
) -> Result<(Numbered, Records)> {
    let (number, open) = (|| Numbered::of(merges), || open(sources, policy));
    if rayon::current_num_threads() > 1 && fits(2 * merges.len() as u64).is_ok() {
        timings.begin(voice.text(NUMBER_AND_OPEN.0, NUMBER_AND_OPEN.1));
        let (numbered, records) = rayon::join(number, open);
        return Ok((numbered, records?));
    }
    timings.begin(voice.text("number IDs", "ID の番号付け"));
    let numbered = number();
    fits(numbered.ids.len() as u64)?;
    timings.begin(voice.text(OPEN.0, OPEN.1));
    Ok((numbered, open()?))
}

/// What is begun where the record files are opened, and where the IDs are numbered meanwhile.
const OPEN: (&str, &str) = ("headers, encoding", "見出し・文字コード");
const NUMBER_AND_OPEN: (&str, &str) = ("IDs; headers, encoding", "ID・見出し・文字コード");

/// Reads the record files for the proposals that name these IDs. A caller who has no more use for the IDs gives them away:
/// their table is then given back as soon as no row is looked up any more.
///
/// # Errors
///
/// Those of the readers.
pub fn take_in(
    sources: &Sources<'_>,
    ids: impl Borrow<Ids>,
    policy: &Policy,
    voice: Voice,
    timings: &mut Timings,
) -> Result<Intake> {
    timings.begin(voice.text(OPEN.0, OPEN.1));
    let records = open(sources, policy)?;
    take_in_of(records, sources.today, ids, policy, voice, timings)
}

/// Opens the record files.
///
/// # Errors
///
/// Those of [`Records::open`].
fn open(sources: &Sources<'_>, policy: &Policy) -> Result<Records> {
    let options = ReadOptions {
        encoding: sources.encoding,
        files: sources.files,
        block_bytes: BLOCK_BYTES,
        ..ReadOptions::default()
    };
    Records::open(sources.records, policy.columns(), &required_fields(policy), &options)
}

/// The same with records that are opened.
///
/// # Errors
///
/// Those of the readers.
pub fn take_in_of(
    records: Records,
    today: &str,
    ids: impl Borrow<Ids>,
    policy: &Policy,
    voice: Voice,
    timings: &mut Timings,
) -> Result<Intake> {
    let bytes = records.bytes();
    let named: &Ids = ids.borrow();
    let mut readings = Readings::new(named.len(), mapped(&records));
    let reading = voice.text("read and normalise", "読込・正規化");
    timings.begin(reading);
    let progress = Progress::bytes(voice, reading, bytes);
    let counted = counted_fields(policy);
    let kept = Budget::of(named.len());
    let mut glances = Glances::default();
    let scan = records.scan(
        None,
        |batch| {
            let (chunk, glance) = if kept.is_open() {
                gate::read(batch, named, &counted, today)
            } else {
                (gate::normalize(batch, named, &counted, today), Glance::default())
            };
            ((batch.source_bytes, batch.rows() as u64), chunk, glance)
        },
        |((bytes, rows), chunk, glance)| {
            progress.advance(bytes, rows);
            readings.add(chunk);
            kept.add(&glance, &mut glances);
        },
    )?;
    drop(progress);
    // Only a second scan looks IDs up again.
    let ids = (!kept.is_open()).then_some(ids);
    timings.begin(voice.text("number values", "値の番号付け"));
    timings.count(reading, scan.rows, scan.bytes);
    let (wanted, mut counting) = Wanted::of(&mut readings, policy.shared_by_max());
    let wanted = wanted.with_people_max(policy.birthdate_shared_max());
    let counting_values = voice.text("count values", "共有値の集計");
    timings.begin(counting_values);
    wanted.count(glances, &mut counting);
    if let Some(ids) = ids.filter(|_| !wanted.is_empty()) {
        let named: &Ids = ids.borrow();
        let progress = Progress::bytes(voice, counting_values, bytes);
        records.scan(
            Some(&with_names(&counted)),
            |batch| {
                let tally = wanted.tally(&gate::glance(batch, named, &counted, today));
                (batch.source_bytes, batch.rows() as u64, tally)
            },
            |(bytes, rows, tally)| {
                progress.advance(bytes, rows);
                counting.add(&tally);
            },
        )?;
    }
    let counts = wanted.counts(counting);
    Ok(Intake { records, scan, readings, counts })
}

/// About how many bytes of a record file are a block: enough to make a task worth its start, and few enough that the blocks in
/// flight and what is made of them are a few megabytes.
const BLOCK_BYTES: usize = 512 << 10;

/// How many bytes may be kept of what the other rows hold, for each record that a proposal names: memory follows the
/// proposals. Where it is not enough, as with few proposals beside a large table, the files are read a second time.
const GLANCE_BYTES: usize = 100;

/// Whether what the first scan saw of the other rows is still kept whole.
struct Budget {
    bytes_max: usize,
    is_open: AtomicBool,
}

impl Budget {
    fn of(records: usize) -> Self {
        Self { bytes_max: records * GLANCE_BYTES, is_open: AtomicBool::new(true) }
    }

    fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Keeps one more glance; all are thrown away once they are too many.
    fn add(&self, glance: &Glance, glances: &mut Glances) {
        if self.is_open() {
            glances.push(glance);
        }
        if glances.bytes() > self.bytes_max {
            self.is_open.store(false, Ordering::Relaxed);
            *glances = Glances::default();
        }
    }
}

/// The fields that a column must be found for. The kana name is the one gap that is allowed.
pub fn required_fields(policy: &Policy) -> Vec<FieldId> {
    let required = CONDITIONS.iter().enumerate().filter(|(i, _)| policy.requires(*i));
    required.flat_map(|(_, c)| c.fields).copied().filter(|f| *f != fields::NAME_KANA).collect()
}

/// The fields whose values are counted over the whole table.
pub fn counted_fields(policy: &Policy) -> Vec<FieldId> {
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
pub fn policy(path: Option<&Path>, files: &'static dyn Files) -> Result<(Policy, String, Option<String>)> {
    let Some(path) = path else { return Ok((Policy::built_in(), crate::policy::DEFAULT.to_owned(), None)) };
    let name = path.to_string_lossy().into_owned();
    let unreadable = |en: &str, ja: &str| Problem::input("E_POLICY_READ", Place::file(&name), en, ja);
    let bytes = read::read_whole(files, path).map_err(|error| {
        let problem = unreadable("the policy cannot be read", "ポリシーを読めません");
        let is_wrong_path = matches!(
            error.kind(),
            ErrorKind::NotFound
                | ErrorKind::IsADirectory
                | ErrorKind::NotADirectory
                | ErrorKind::InvalidInput
        );
        if is_wrong_path { problem } else { Problem { fault: Fault::Surroundings, ..problem } }
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| unreadable("the policy is not UTF-8", "ポリシーが UTF-8 ではありません"))?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let policy = Policy::read(&text, &name, &crate::rules::known_codes())?;
    Ok((policy, text, Some(name)))
}
