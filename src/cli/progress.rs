//! Progress on stderr: stage, rate, time left. Silent where stderr is no terminal, or silence is asked for.

use super::say::{Voice, stderr_is_seen};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// One stage of a run, shown while it lasts.
pub struct Progress(ProgressBar);

impl Progress {
    /// Starts a stage that has so many bytes to go through.
    #[must_use]
    pub fn start(voice: Voice, stage: &'static str, bytes: u64) -> Self {
        let bar = if stderr_is_seen() && !voice.quiet {
            ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr_with_hz(5))
        } else {
            ProgressBar::hidden()
        };
        let style = "{prefix} {bar:30} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.set_prefix(stage);
        Self(bar)
    }

    /// So many bytes more are done.
    pub fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
