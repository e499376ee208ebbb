//! Proposals for a report, looked at by many threads and written by one, in their order: while a wave is written, the next
//! one is made. The number of threads never shows, and memory holds two waves.

use rayon::prelude::*;
use std::io;

/// Proposals of a wave: enough for every thread, and few enough that two waves are a few megabytes.
const WAVE: usize = 2048;
/// Proposals that a thread takes at a time.
const SHARE: usize = 64;

/// Makes something of each thing and hands all of it on in order.
pub(super) fn in_waves<P: Send, T: Send>(
    things: impl Iterator<Item = P>,
    make: impl Fn(P) -> T + Sync,
    take: impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    waves(things, WAVE, SHARE, make, take)
}

/// The same for proposals, by their positions, so many at a time that what is made of them lies in one piece. Which stand
/// together depends on their order alone.
pub(super) fn in_shares<T: Send>(
    positions: impl Iterator<Item = usize>,
    make: impl Fn(&[usize]) -> T + Sync,
    take: impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    let mut positions = positions;
    let share = move || {
        let share: Vec<usize> = positions.by_ref().take(SHARE).collect();
        (!share.is_empty()).then_some(share)
    };
    waves(std::iter::from_fn(share), WAVE / SHARE, 1, |share| make(&share), take)
}

fn waves<P: Send, T: Send>(
    mut things: impl Iterator<Item = P>,
    length: usize,
    at_a_time: usize,
    make: impl Fn(P) -> T + Sync,
    mut take: impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    let wave =
        |things: Vec<P>| -> Vec<T> { things.into_par_iter().with_min_len(at_a_time).map(&make).collect() };
    let mut ahead = || -> Vec<P> { things.by_ref().take(length).collect() };
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

/// Whether there is but one thread, so that nothing is done at the same time.
pub(super) fn is_one_thread() -> bool {
    rayon::current_num_threads() == 1
}

/// Does all of these at once, as far as there are threads, and gives what became of them in their order. All of them come to
/// their end, whatever became of the others.
pub(super) fn at_once<P: Sync, T: Send>(things: &[P], act: impl Fn(&P) -> T + Sync) -> Vec<T> {
    things.par_iter().with_max_len(1).map(&act).collect()
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

    #[test]
    fn shares_are_cut_by_their_order_alone() {
        let positions = || (0..3 * WAVE + 17).map(|n| 2 * n);
        let cut = || {
            let mut shares = Vec::new();
            let done = in_shares(positions(), <[usize]>::to_vec, |share| {
                shares.push(share);
                Ok(())
            });
            assert!(done.is_ok());
            shares
        };
        let shares = cut();
        assert_eq!(shares.concat(), positions().collect::<Vec<_>>());
        let whole = shares.iter().filter(|share| share.len() == SHARE).count();
        assert_eq!((whole, shares.len()), (3 * WAVE / SHARE, 3 * WAVE / SHARE + 1));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        assert_eq!(pool.install(cut), shares);
    }

    #[test]
    fn what_is_done_at_once_comes_back_in_order() {
        let done = at_once(&[3, 1, 2], |n| if *n == 1 { Err(*n) } else { Ok(*n) });
        assert_eq!(done, [Ok(3), Err(1), Ok(2)]);
    }
}
