//! What may end a run from outside: a signal, or more memory in use than allowed. Either way the run ends at once with
//! exit code 4, and what it held on the disk is gone.
//!
//! A thread of its own watches, so that a run stops whatever it is busy with. Once the result is published there is
//! nothing left to take back: then a signal does what it does by default, and memory matters no more.

use super::exit::Exit;
use super::memory::{self, Guard};
use super::say::Voice;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use crate::report::Claim;
use signal_hook::consts::{SIGABRT, SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::{flag, low_level};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often is looked: a person does not notice the delay, and a run cannot outgrow its limit by much in it.
const TICK: Duration = Duration::from_millis(10);
/// Bytes of the watching thread's stack; it only formats one message.
const STACK_BYTES: usize = 256 << 10;

/// The watch over one run; it ends with it.
pub(super) struct Watch {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts watching.
    ///
    /// # Errors
    ///
    /// `E_SIGNALS` where the system lets nothing be watched.
    pub(super) fn start(claim: &Claim, guard: Guard, voice: Voice) -> Result<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let thread = spawn(claim.clone(), guard, voice, is_over.clone()).map_err(|error| {
            let kind = error.kind();
            let en = format!("signals cannot be watched: {kind}");
            let ja = format!("シグナルを監視できません: {kind}");
            Error::from(Problem::surroundings("E_SIGNALS", Place::default(), en, ja))
        })?;
        Ok(Self { is_over, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn spawn(claim: Claim, guard: Guard, voice: Voice, is_over: Arc<AtomicBool>) -> io::Result<JoinHandle<()>> {
    // Rust aborts where memory is refused, before anything else can run: exit 4 instead of a crash. Files without a name
    // go with the process.
    flag::register_conditional_shutdown(SIGABRT, Exit::Surroundings as i32, Arc::new(AtomicBool::new(true)))?;
    // A file that may grow no more is then an error of `write`, like a full disk.
    flag::register(SIGXFSZ, Arc::default())?;
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    thread::Builder::new().name("watch".to_owned()).stack_size(STACK_BYTES).spawn(move || {
        let mut next_look = Instant::now();
        while !is_over.load(Ordering::Acquire) {
            if let Some(signal) = signals.pending().next() {
                if claim.give_up() {
                    end(voice, interrupted());
                }
                let _ = low_level::emulate_default_handler(signal);
            }
            if let Some(limit) = guard.get().filter(|_| next_look <= Instant::now()) {
                let bytes = memory::resident().unwrap_or(0);
                if limit.is_exceeded_by(bytes) && claim.give_up() {
                    end(voice, limit.outgrown(bytes));
                }
                next_look = Instant::now() + limit.reached_in(bytes);
            }
            thread::park_timeout(TICK);
        }
    })
}

fn interrupted() -> Problem {
    let (en, ja) = ("told to stop; nothing was approved", "停止の指示を受けました。何も承認していません");
    Problem::surroundings("E_INTERRUPTED", Place::default(), en, ja)
}

fn end(voice: Voice, problem: Problem) -> ! {
    voice.error(&problem.into());
    std::process::exit(Exit::Surroundings as i32)
}
