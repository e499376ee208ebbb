//! How far two texts are apart, counted in characters. Used to tell `similar` from `different`, never for a pass.

/// Whether two texts are one typing slip apart: one character inserted, left out, replaced, or two neighbours
/// swapped (optimal string alignment distance 1, as `strsim` counts it, over code points).
///
/// ```
/// use sekisho::text::distance::is_one_slip;
/// assert!(is_one_slip("ヤマダ", "ヤマタ") && is_one_slip("1234", "1243"));
/// assert!(!is_one_slip("健一", "健一") && !is_one_slip("1234", "4321"));
/// ```
#[must_use]
pub fn is_one_slip(left: &str, right: &str) -> bool {
    let (l, r) = (left.chars().count(), right.chars().count());
    l.abs_diff(r) <= 1 && strsim::osa_distance(left, right) == 1
}
