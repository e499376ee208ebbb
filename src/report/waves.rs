//! Proposals for a report, looked at by many threads and written by one, in their order: while a wave is written, the next
//! one is made. The number of threads never shows, and memory holds two waves.

use rayon::prelude::*;
use std::io;

/// Proposals of a wave: enough for every thread, and few enough that two waves are a few megabytes.
const WAVE: usize = 4096;
/// Proposals that a thread takes at a time.
const SHARE: usize = 64;

/// Makes something of each thing and hands all of it on in order.
pub(super) fn in_waves<P: Send, T: Send>(
    mut things: impl Iterator<Item = P>,
    make: impl Fn(P) -> T + Sync,
    mut take: impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    let wave = |things: Vec<P>| -> Vec<T> { things.into_par_iter().with_min_len(SHARE).map(&make).collect() };
    let mut ahead = || -> Vec<P> { things.by_ref().take(WAVE).collect() };
    let mut made = wave(ahead());
    while !made.is_empty() {
        let mut next = Vec::new();
        let (slot, wave, following) = (&mut next, &wave, ahead());
        // The writer stays on this thread; only the making moves.
        rayon::in_place_scope(|scope| {
            if !following.is_empty() {
                scope.spawn(move |_| *slot = wave(following));
            }
            made.drain(..).try_for_each(&mut take)
        })?;
        made = next;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_in_order_and_a_failure_ends_it() {
        for all in [0, 1, WAVE, 2 * WAVE + 17] {
            let positions: Vec<usize> = (0..all).collect();
            let mut taken = Vec::new();
            let done = in_waves(
                positions.iter().copied(),
                |i| 3 * i,
                |n| {
                    taken.push(n);
                    Ok(())
                },
            );
            assert!(done.is_ok());
            assert_eq!(taken, positions.iter().map(|i| 3 * i).collect::<Vec<_>>());
        }
        let positions: Vec<usize> = (0..3 * WAVE).collect();
        let mut taken = 0;
        let failed = in_waves(
            positions.iter().copied(),
            |i| i,
            |i| {
                taken += 1;
                if i == WAVE + 5 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
            },
        );
        assert_eq!(failed.map_err(|e| e.kind()), Err(io::ErrorKind::StorageFull));
        assert_eq!(taken, WAVE + 6);
    }
}
