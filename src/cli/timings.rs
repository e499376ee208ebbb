//! `--timings`: where a run's time went, stage by stage, on stderr.
//!
//! Wall time is the monotonic clock's; CPU time is that of the whole process, user and system, all threads
//! (POSIX `CLOCK_PROCESS_CPUTIME_ID`); memory is the most that was in use until the stage ended (`VmHWM` of
//! `proc_pid_status(5)`). It tells what the machine did and nothing about the data but how much there was.

use super::memory;
use super::say::{Voice, padded};
use rustix::time::{ClockId, clock_gettime};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// One stage of a run.
struct Stage {
    name: &'static str,
    wall: Duration,
    cpu: Duration,
    rows: u64,
    bytes: u64,
    peak: u64,
}

/// The stages of a run, in order; nothing is measured where nobody asked.
pub struct Timings {
    is_wanted: bool,
    name: &'static str,
    wall: Instant,
    cpu: Duration,
    stages: Vec<Stage>,
}

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

impl Timings {
    /// Starts with the process, in a stage of this name: what came before belongs to it, CPU time at least.
    #[must_use]
    pub fn start(is_wanted: bool, name: &'static str) -> Self {
        Self { is_wanted, name, wall: Instant::now(), cpu: Duration::ZERO, stages: Vec::new() }
    }

    /// Begins a stage; the one before ends. A stage that comes again is continued.
    pub fn begin(&mut self, name: &'static str) {
        if !self.is_wanted {
            return;
        }
        let (wall, cpu) = (Instant::now(), cpu());
        let at = self.stages.iter().position(|stage| stage.name == self.name).unwrap_or_else(|| {
            let none = Duration::ZERO;
            self.stages.push(Stage { name: self.name, wall: none, cpu: none, rows: 0, bytes: 0, peak: 0 });
            self.stages.len() - 1
        });
        let stage = &mut self.stages[at];
        stage.wall += wall.duration_since(self.wall);
        stage.cpu += cpu.saturating_sub(self.cpu);
        stage.peak = memory::peak().unwrap_or(0);
        (self.name, self.wall, self.cpu) = (name, wall, cpu);
    }

    /// Says how many rows (or proposals) and bytes a stage that has ended dealt with.
    pub fn count(&mut self, name: &str, rows: u64, bytes: u64) {
        for stage in self.stages.iter_mut().filter(|stage| stage.name == name) {
            (stage.rows, stage.bytes) = (rows, bytes);
        }
    }

    /// The table: seconds, share of the CPU time, rows and megabytes (10^6 bytes) for each second of CPU time, and the
    /// most memory in use until then, in MiB.
    #[must_use]
    pub fn table(&self, voice: Voice) -> String {
        let t = |en, ja| voice.text(en, ja);
        let line = |name: &str, cells: [String; 6]| {
            let [cpu, wall, share, rows, bytes, peak] = cells;
            format!("{}{cpu:>10}{wall:>10}{share:>8}{rows:>14}{bytes:>10}{peak:>10}\n", padded(name, 24))
        };
        let all: Duration = self.stages.iter().map(|stage| stage.cpu).sum();
        let all_wall: Duration = self.stages.iter().map(|stage| stage.wall).sum();
        let head = ["CPU s", "wall s", "%", t("rows/CPU s", "行/CPU s"), "MB/CPU s", "peak MiB"];
        let mut table = line(t("stage", "工程"), head.map(str::to_owned));
        let seconds = |time: Duration| format!("{:.3}", time.as_secs_f64());
        let mib = |bytes: u64| bytes.div_ceil(1 << 20).to_string();
        for stage in &self.stages {
            let spent = stage.cpu.as_secs_f64();
            let share = 100.0 * spent / all.as_secs_f64().max(1e-9);
            let rate = |n: f64| {
                if n > 0.0 && spent > 0.0 { format!("{:.0}", n / spent) } else { "-".to_owned() }
            };
            let cells = [
                seconds(stage.cpu),
                seconds(stage.wall),
                format!("{share:.1}"),
                rate(stage.rows as f64),
                rate(stage.bytes as f64 / 1e6),
                mib(stage.peak),
            ];
            table += &line(stage.name, cells);
        }
        let none = || "-".to_owned();
        let peak = self.stages.iter().map(|stage| stage.peak).max().unwrap_or(0);
        let sum = [seconds(all), seconds(all_wall), "100.0".to_owned(), none(), none(), mib(peak)];
        table + &line(t("all", "合計"), sum)
    }

    /// Ends the last stage and shows the table on stderr, if it is wanted.
    pub fn show(mut self, voice: Voice) {
        if !self.is_wanted {
            return;
        }
        self.begin("");
        let _ = io::stderr().lock().write_all(self.table(voice).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn stages_stand_in_order_and_their_shares_are_of_the_whole() {
        let mut timings = Timings::start(true, "read");
        timings.begin("write");
        timings.begin("");
        timings.count("read", 600, 9_000_000);
        for (stage, seconds) in timings.stages.iter_mut().zip([3, 1]) {
            (stage.wall, stage.cpu) = (Duration::from_secs(1), Duration::from_secs(seconds));
            stage.peak = (seconds * 5) << 20;
        }
        for lang in [Lang::En, Lang::Ja] {
            let table = timings.table(Voice { lang, json: false, quiet: false });
            let cells: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
            assert_eq!(cells[1], ["read", "3.000", "1.000", "75.0", "200", "3", "15"]);
            assert_eq!(cells[2], ["write", "1.000", "1.000", "25.0", "-", "-", "5"]);
            assert_eq!(cells[3][1..], ["4.000", "2.000", "100.0", "-", "-", "15"]);
        }
    }

    #[test]
    fn work_costs_time_of_the_process() {
        let mut timings = Timings::start(true, "work");
        let mut sum = 0_u64;
        while cpu() < Duration::from_millis(5) {
            sum = std::hint::black_box(sum + 1);
        }
        timings.begin("");
        assert!(timings.stages[0].cpu >= Duration::from_millis(5));
        assert!(timings.stages[0].peak > 1 << 20);
    }

    #[test]
    fn a_stage_that_comes_again_is_one_line() {
        let mut timings = Timings::start(true, "compare");
        for name in ["judge", "compare", "judge", ""] {
            std::thread::sleep(Duration::from_millis(2));
            timings.begin(name);
        }
        let names: Vec<&str> = timings.stages.iter().map(|stage| stage.name).collect();
        assert_eq!(names, ["compare", "judge"]);
        assert!(timings.stages.iter().all(|stage| stage.wall >= Duration::from_millis(4)));
    }

    #[test]
    fn nothing_is_measured_where_nobody_asked() {
        let mut timings = Timings::start(false, "read");
        timings.begin("write");
        timings.count("read", 1, 1);
        assert!(timings.stages.is_empty());
    }
}
