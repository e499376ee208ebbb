//! How much memory a run may use, what it will need, and the refusal where that is more.
//!
//! A run keeps the proposals, what the records they name hold, and the numbers of the values to be counted; never the
//! table. So its need follows from the merges file alone and is known before the records are read. A run that may not
//! use so much decides nothing: it never decides on less than it was given.

use crate::error::{Problem, Result};
use crate::model::Place;
use rustix::process::{Resource, getrlimit};
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Bytes of the program at rest: code, tables, the lexicon (measured, rounded up).
const BASE_BYTES: u64 = 42 << 20;
/// Bytes for each thread: blocks in flight, what is made of them, and what an allocator keeps aside (measured).
const THREAD_BYTES: u64 = 5 << 20;
/// Bytes for each byte of the merges file: its rows as they stand, and the block they came from (measured).
const MERGES_FACTOR: u64 = 4;
/// Bytes for each proposal: its place, comparison, reasons, group, and its share of what is written (measured).
const PROPOSAL_BYTES: u64 = 250;
/// Bytes for each named record: its readings, and the numbers under which its values are counted. Measured: 325 of 372,380 and of
/// 20,000,000 named records, the peak less all of the above; half as much again for longer texts and for tables that have just grown.
const RECORD_BYTES: u64 = 490;
/// Bytes that two threads hardly fill in a millisecond: 8 GiB a second (measured: clearing fresh pages takes a core a second for
/// 4 GiB).
const FILLED_A_MILLISECOND: u64 = 8 << 20;
/// The longest that memory is not looked at, however far the limit is.
const UNSEEN_MAX: Duration = Duration::from_millis(100);
/// Parts in a hundred of what a container or machine has that one process can count on.
const USABLE_PERCENT: u64 = 95;

/// The most memory a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Limit {
    bytes: u64,
    is_asked: bool,
}

/// The limit that the watch holds a run to, once it is known that the run can stay within it.
pub(super) type Guard = Arc<OnceLock<Limit>>;

/// What makes a run need memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    /// Bytes of the merges file.
    pub(super) merges_bytes: u64,
    /// Proposals in it; 0 before it is read.
    pub(super) proposals: u64,
    /// Different IDs in it; 0 before it is read.
    pub(super) records: u64,
    /// Threads that work at once.
    pub(super) threads: u64,
}

impl Load {
    /// About how many bytes a run needs at its peak.
    fn bytes(self) -> u64 {
        let parts = [
            self.threads.saturating_mul(THREAD_BYTES),
            self.merges_bytes.saturating_mul(MERGES_FACTOR),
            self.proposals.saturating_mul(PROPOSAL_BYTES),
            self.records.saturating_mul(RECORD_BYTES),
        ];
        parts.into_iter().fold(BASE_BYTES, u64::saturating_add)
    }
}

impl Limit {
    /// The smallest of what is asked for (bytes), what the process is limited to (`RLIMIT_AS`), what its container has
    /// (control groups, version 2 or 1) and what the machine has.
    pub(super) fn of(asked: Option<u64>) -> Option<Self> {
        let asked = asked.map(|bytes| Self { bytes, is_asked: true });
        let usable = |bytes: u64| bytes / 100 * USABLE_PERCENT;
        let found = [process(), container().map(usable), machine().map(usable)];
        let found = found.into_iter().flatten().map(|bytes| Self { bytes, is_asked: false });
        found.chain(asked).min()
    }

    /// Whether so many bytes are more.
    pub(super) fn is_exceeded_by(self, bytes: u64) -> bool {
        bytes > self.bytes
    }

    /// How soon a run that has so many bytes may reach the limit: so long it need not be looked at.
    pub(super) fn reached_in(self, bytes: u64) -> Duration {
        Duration::from_millis(self.bytes.saturating_sub(bytes) / FILLED_A_MILLISECOND).min(UNSEEN_MAX)
    }

    /// Holds that a run with this load stays within the limit.
    ///
    /// # Errors
    ///
    /// `E_MEMORY` with the figure it would need.
    pub(super) fn holds(self, load: Load) -> Result<()> {
        let need = load.bytes();
        if self.is_exceeded_by(need) {
            let (en, ja) = (format!("about {}", size(need)), format!("約 {}", size(need)));
            return Err(self.problem(&en, &ja).into());
        }
        Ok(())
    }

    /// The refusal of a run that was found to need more than so many bytes.
    pub(super) fn outgrown(self, bytes: u64) -> Problem {
        self.problem(&format!("more than {}", size(bytes)), &format!("{} を超える", size(bytes)))
    }

    fn problem(self, need_en: &str, need_ja: &str) -> Problem {
        let limit = size(self.bytes);
        let (by_en, by_ja) = if self.is_asked {
            ("--memory-limit", "--memory-limit")
        } else {
            ("what this process can have", "このプロセスが使える量")
        };
        let en = format!("this batch needs {need_en} of memory, and the limit is {limit} ({by_en})");
        let ja = format!("この一括処理には{need_ja}のメモリが必要ですが、上限は {limit} です（{by_ja}）");
        Problem::surroundings("E_MEMORY", Place::default(), en, ja).help(
            "nothing was approved; allow that much and run again",
            "何も承認していません。必要な量を使えるようにして再実行してください",
        )
    }
}

/// Bytes of this process that are in memory, `VmRSS` of `proc_pid_status(5)`; `None` where that cannot be read.
pub(super) fn resident() -> Option<u64> {
    kib_of("/proc/self/status", "VmRSS:")
}

/// The most of it that ever was in memory, `VmHWM`.
pub(super) fn peak() -> Option<u64> {
    kib_of("/proc/self/status", "VmHWM:")
}

/// Reads `512M`, `2G`, `2GiB`, or a number of bytes: a whole number and a power of 1,024.
pub(super) fn parse_size(text: &str) -> std::result::Result<u64, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let shift = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        "T" | "TB" | "TIB" => 40,
        _other => return Err("512M, 2G".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "512M, 2G".to_owned())?;
    number.checked_mul(1 << shift).filter(|n| *n > 0).ok_or_else(|| "512M, 2G".to_owned())
}

/// A number of bytes in MiB, rounded up.
fn size(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1 << 20))
}

/// What is left of the address space that the process is limited to, beside what it has and does not use.
fn process() -> Option<u64> {
    let limit = getrlimit(Resource::As).current?;
    let reserved = kib_of("/proc/self/status", "VmSize:")?.saturating_sub(resident()?);
    Some(limit.saturating_sub(reserved))
}

/// The limit of the control group this process is in, or of one above it (Linux `cgroup-v2.rst`, `memory.max`; version 1
/// `memory.limit_in_bytes`).
fn container() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let group = groups.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    let root = Path::new("/sys/fs/cgroup");
    let folder = root.join(group);
    let own = folder.ancestors().take_while(|f| f.starts_with(root)).map(|f| f.join("memory.max"));
    let files = own.chain([root.join("memory/memory.limit_in_bytes")]);
    files.filter_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok()).min()
}

/// The machine's memory, `MemTotal` of `proc_meminfo(5)`.
fn machine() -> Option<u64> {
    kib_of("/proc/meminfo", "MemTotal:")
}

/// The bytes of a line like `VmRSS:   123 kB`.
fn kib_of(file: &str, key: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_whole_number_and_a_unit() {
        for (text, bytes) in
            [("1", 1), ("512M", 512 << 20), ("2g", 2 << 30), ("3KiB", 3072), ("1TB", 1 << 40)]
        {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "0G", "M", "-1", "1.5G", "1 G", "1X", "99999999999T", "+1"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_run_far_from_its_limit_is_looked_at_again_before_it_can_reach_it() {
        let limit = Limit { bytes: 1 << 30, is_asked: true };
        assert_eq!(limit.reached_in(1 << 30), Duration::ZERO);
        assert_eq!(limit.reached_in(2 << 30), Duration::ZERO);
        assert_eq!(limit.reached_in((1 << 30) - (80 << 20)), Duration::from_millis(10));
        assert_eq!(limit.reached_in(0), UNSEEN_MAX);
    }

    #[test]
    fn what_the_system_says_is_read() {
        assert!(resident().is_some_and(|bytes| bytes > 1 << 20));
        assert!(machine() > resident());
        let limit = Limit::of(None).expect("a machine has a limit");
        assert!(limit.is_exceeded_by(u64::MAX) && !limit.is_exceeded_by(1));
        assert!(Limit::of(Some(1)).is_some_and(|limit| limit.is_asked && limit.bytes == 1));
    }
}
