//! What a steward may see of two values: the shape of their difference and no character of either.

use crate::fields::{Reading, Status};

/// Marks of a shape. `=` the same character on both sides, `#` another one, `-` only on the survivor's side,
/// `+` only on the merged one's.
const SAME: char = '=';
const OTHER: char = '#';
const ONLY_LEFT: char = '-';
const ONLY_RIGHT: char = '+';

/// The shape of the difference between two values: what they have in common at the start and at the end, and
/// what differs between. Values of one length are laid place by place.
///
/// ```
/// use sekisho::report::mask::shape;
/// assert_eq!(shape("1984-05-17", "1984-05-11"), "=========#");
/// assert_eq!(shape("佐藤花子", "佐藤花"), "===-");
/// ```
#[must_use]
pub fn shape(left: &str, right: &str) -> String {
    let (l, r): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if l.len() == r.len() {
        return l.iter().zip(&r).map(|(a, b)| if a == b { SAME } else { OTHER }).collect();
    }
    let shorter = l.len().min(r.len());
    let start = l.iter().zip(&r).take_while(|(a, b)| a == b).count();
    let end = l.iter().rev().zip(r.iter().rev()).take_while(|(a, b)| a == b).count().min(shorter - start);
    let (l_rest, r_rest) = (l.len() - start - end, r.len() - start - end);
    let replaced = l_rest.min(r_rest);
    let runs = [
        (SAME, start),
        (OTHER, replaced),
        (ONLY_LEFT, l_rest - replaced),
        (ONLY_RIGHT, r_rest - replaced),
        (SAME, end),
    ];
    runs.into_iter().flat_map(|(mark, n)| std::iter::repeat_n(mark, n)).collect()
}

/// The shape for two sides that may have several readings each: that of the nearest pair. `None` where a side has
/// nothing to compare.
#[must_use]
pub fn nearest_shape(left: &[Reading<'_>], right: &[Reading<'_>]) -> Option<String> {
    let usable = |r: &&Reading<'_>| matches!(r.status, Status::Ok | Status::Partial);
    let pairs = left.iter().filter(usable).flat_map(|l| right.iter().filter(usable).map(move |r| (l, r)));
    pairs
        .map(|(l, r)| shape(l.value, r.value))
        .min_by_key(|shape| (shape.chars().filter(|mark| *mark != SAME).count(), shape.len()))
}

/// What became of a side: the status of its best reading, `missing` where it has none.
#[must_use]
pub fn status(side: &[Reading<'_>]) -> &'static str {
    side.iter().map(|r| r.status).max().unwrap_or(Status::Missing).name()
}
