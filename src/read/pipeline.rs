//! Work on many blocks at once, results in order: the only place of this room that knows about threads.
//!
//! One thread (the caller's) reads and takes; the pool works. Never more than a few blocks are in flight, so that
//! memory does not grow with the file, and results are taken in the order in which jobs were made, so that the
//! thread count cannot show.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

/// Makes jobs with `next` until it has none, does `work` on them in parallel and hands the results to `take` in
/// the order of the jobs. `take` may break off; what is in flight is then thrown away.
pub(super) fn in_order<J: Send, R: Send>(
    mut next: impl FnMut() -> Option<J>,
    work: impl Fn(J) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) {
    let in_flight = 2 * rayon::current_num_threads() as u64 + 2;
    let work = &work;
    rayon::in_place_scope(|scope| {
        let (sender, receiver) = channel();
        let mut waiting = BTreeMap::new();
        let (mut made, mut taken, mut more) = (0_u64, 0_u64, true);
        loop {
            while more && made - taken < in_flight {
                let Some(job) = next() else {
                    more = false;
                    break;
                };
                let sender = sender.clone();
                let number = made;
                made += 1;
                scope.spawn(move |_| {
                    // A panic is carried to the caller: it must not leave the caller waiting for a result.
                    let result = catch_unwind(AssertUnwindSafe(|| work(job)));
                    let _ = sender.send((number, result));
                });
                waiting.extend(receiver.try_iter());
                if waiting.contains_key(&taken) {
                    break;
                }
            }
            if taken == made {
                return;
            }
            while !waiting.contains_key(&taken) {
                match wait(&receiver) {
                    Some((number, result)) => waiting.insert(number, result),
                    None => return,
                };
            }
            while let Some(result) = waiting.remove(&taken) {
                taken += 1;
                let result = result.unwrap_or_else(|panic| resume_unwind(panic));
                if take(result).is_break() {
                    return;
                }
            }
        }
    });
}

/// The next result. A caller that is itself a thread of the pool works meanwhile: were it to sleep, a pool of one
/// thread would never finish.
fn wait<R>(receiver: &Receiver<R>) -> Option<R> {
    loop {
        match receiver.try_recv() {
            Ok(result) => return Some(result),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        match rayon::yield_now() {
            Some(rayon::Yield::Executed) => {}
            Some(rayon::Yield::Idle) => {
                if let Ok(result) = receiver.recv_timeout(Duration::from_micros(200)) {
                    return Some(result);
                }
            }
            None => return receiver.recv().ok(),
        }
    }
}
