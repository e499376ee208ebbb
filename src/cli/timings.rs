//! `--timings`: where a run's time went, stage by stage, on stderr.
//!
//! Wall time is the monotonic clock's; CPU time is that of the whole process, user and system, all threads
//! (POSIX `CLOCK_PROCESS_CPUTIME_ID`). It tells what the machine did and nothing about the data but how much there was.

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
}

/// The stages of a run, in order; nothing is measured where nobody asked.
pub struct Timings {
    is_wanted: bool,
    wall: Instant,
    cpu: Duration,
    stages: Vec<Stage>,
}

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

impl Timings {
    /// Starts with the process: what came before belongs to the first stage, CPU time at least.
    #[must_use]
    pub fn start(is_wanted: bool) -> Self {
        Self { is_wanted, wall: Instant::now(), cpu: Duration::ZERO, stages: Vec::new() }
    }

    /// Ends a stage in which so many rows (or proposals) and bytes were dealt with; 0 where none are counted.
    pub fn end(&mut self, name: &'static str, rows: u64, bytes: u64) {
        if !self.is_wanted {
            return;
        }
        let (wall, cpu) = (Instant::now(), cpu());
        let stage = Stage {
            name,
            wall: wall.duration_since(self.wall),
            cpu: cpu.saturating_sub(self.cpu),
            rows,
            bytes,
        };
        self.stages.push(stage);
        (self.wall, self.cpu) = (wall, cpu);
    }

    /// The table: seconds, share of the CPU time, rows and megabytes (10^6 bytes) for each second of CPU time.
    #[must_use]
    pub fn table(&self, voice: Voice) -> String {
        let t = |en, ja| voice.text(en, ja);
        let all: Duration = self.stages.iter().map(|stage| stage.cpu).sum();
        let all_wall: Duration = self.stages.iter().map(|stage| stage.wall).sum();
        let mut table = format!(
            "{}{:>10}{:>10}{:>8}{:>14}{:>10}\n",
            padded(t("stage", "工程"), 22),
            "CPU s",
            "wall s",
            "%",
            "rows/CPU s",
            "MB/CPU s"
        );
        for Stage { name, wall, cpu, rows, bytes } in &self.stages {
            let seconds = cpu.as_secs_f64();
            let share = 100.0 * seconds / all.as_secs_f64().max(1e-9);
            let rate = |n: f64| {
                if n > 0.0 && seconds > 0.0 { format!("{:.0}", n / seconds) } else { "-".to_owned() }
            };
            table += &format!(
                "{}{:>10.3}{:>10.3}{share:>8.1}{:>14}{:>10}\n",
                padded(name, 22),
                seconds,
                wall.as_secs_f64(),
                rate(*rows as f64),
                rate(*bytes as f64 / 1e6)
            );
        }
        let total = padded(t("all", "合計"), 22);
        table + &format!("{total}{:>10.3}{:>10.3}{:>8.1}\n", all.as_secs_f64(), all_wall.as_secs_f64(), 100.0)
    }

    /// Shows the table on stderr, if it is wanted.
    pub fn show(&self, voice: Voice) {
        if !self.is_wanted {
            return;
        }
        let _ = io::stderr().lock().write_all(self.table(voice).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn stages_stand_in_order_and_their_shares_are_of_the_whole() {
        let second = Duration::from_secs(1);
        let stage =
            |name, cpu: u32, rows, bytes| Stage { name, wall: second, cpu: second * cpu, rows, bytes };
        let stages = vec![stage("read", 3, 600, 9_000_000), stage("write", 1, 0, 0)];
        let timings = Timings { is_wanted: true, wall: Instant::now(), cpu: Duration::ZERO, stages };
        for lang in [Lang::En, Lang::Ja] {
            let table = timings.table(Voice { lang, json: false, quiet: false });
            let cells: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
            assert_eq!(cells[1], ["read", "3.000", "1.000", "75.0", "200", "3"]);
            assert_eq!(cells[2], ["write", "1.000", "1.000", "25.0", "-", "-"]);
            assert_eq!(cells[3][1..], ["4.000", "2.000", "100.0"]);
        }
    }

    #[test]
    fn work_costs_time_of_the_process() {
        let mut timings = Timings::start(true);
        let mut sum = 0_u64;
        while cpu() < Duration::from_millis(5) {
            sum = std::hint::black_box(sum + 1);
        }
        timings.end("work", 1, 1);
        assert!(timings.stages[0].cpu >= Duration::from_millis(5));
    }
}
