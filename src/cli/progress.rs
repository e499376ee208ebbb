//! Progress on stderr: stage, rate, time left. Silent where stderr is no terminal, or silence is asked for; then nothing is
//! made, counted or drawn.

use super::say::{Voice, stderr_is_seen};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often a second a line is drawn anew.
const DRAWN_A_SECOND: u8 = 5;
/// How often a line without a bar turns: often enough to be seen alive.
const TURN: Duration = Duration::from_millis(200);
/// Cells of a stage's name and of a bar.
const BAR: &str = "{prefix} {bar:24} {percent:>3}% ";

/// One stage of a run, shown while it lasts.
pub struct Progress(Option<Shown>);

struct Shown {
    bar: ProgressBar,
    rows: Arc<AtomicU64>,
}

impl Progress {
    /// Starts a stage that has so many bytes of files to go through.
    #[must_use]
    pub fn bytes(voice: Voice, stage: &'static str, bytes: u64) -> Self {
        let style = format!("{BAR}{{bytes}}/{{total_bytes}} {{rate}} {}", time_left(voice));
        Self::show(voice, stage, Some(bytes), &style)
    }

    /// Starts a stage that makes so many rows.
    #[must_use]
    pub fn rows(voice: Voice, stage: &'static str, rows: u64) -> Self {
        let style = format!("{BAR}{{human_pos}}/{{human_len}} {{rate}} {}", time_left(voice));
        Self::show(voice, stage, Some(rows), &style)
    }

    /// Starts a stage of which nobody knows how long it takes; [`Self::say`] names what it is at.
    #[must_use]
    pub fn steps(voice: Voice, stage: &'static str) -> Self {
        let progress = Self::show(voice, stage, None, "{prefix} {spinner} {msg} ({elapsed})");
        progress.0.iter().for_each(|shown| shown.bar.enable_steady_tick(TURN));
        progress
    }

    fn show(voice: Voice, stage: &'static str, all: Option<u64>, style: &str) -> Self {
        if voice.quiet || !stderr_is_seen() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(all, ProgressDrawTarget::stderr_with_hz(DRAWN_A_SECOND));
        let rows = Arc::new(AtomicU64::new(0));
        if let Ok(style) = ProgressStyle::with_template(style) {
            let (rows, unit) = (rows.clone(), voice.text("rows/s", "行/秒"));
            bar.set_style(style.with_key("rate", move |state: &ProgressState, out: &mut dyn Write| {
                let rate = rate(rows.load(Ordering::Relaxed), state.elapsed());
                let _ = write!(out, "{} {unit}", indicatif::HumanCount(rate));
            }));
        }
        bar.set_prefix(stage);
        Self(Some(Shown { bar, rows }))
    }

    /// So many bytes more are done, and so many rows.
    pub fn advance(&self, bytes: u64, rows: u64) {
        if let Some(Shown { bar, rows: done }) = &self.0 {
            done.fetch_add(rows, Ordering::Relaxed);
            bar.inc(bytes);
        }
    }

    /// Names what the stage is at.
    pub fn say(&self, step: &'static str) {
        self.0.iter().for_each(|shown| shown.bar.set_message(step));
    }
}

/// Where the time left stands in a line.
fn time_left(voice: Voice) -> &'static str {
    voice.text("{eta} left", "残り {eta}")
}

/// Rows a second.
fn rate(rows: u64, time: Duration) -> u64 {
    (rows as f64 / time.as_secs_f64().max(1e-3)) as u64
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.iter().for_each(|shown| shown.bar.finish_and_clear());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn a_rate_is_rows_by_seconds_and_there_is_one_from_the_start() {
        assert_eq!(rate(3_000, Duration::from_secs(2)), 1_500);
        assert_eq!(rate(0, Duration::ZERO), 0);
        assert_eq!(rate(7, Duration::ZERO), 7_000);
    }

    #[test]
    fn nothing_is_made_where_silence_is_asked_for() {
        let voice = Voice { lang: Lang::En, json: false, quiet: true };
        assert!(Progress::bytes(voice, "x", 1).0.is_none());
        assert!(Progress::rows(voice, "x", 1).0.is_none());
        assert!(Progress::steps(voice, "x").0.is_none());
    }
}
