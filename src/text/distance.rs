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
    let (left, right) = rest(left, right);
    // One slip touches two characters of a side at the most; what is the same before and after it costs nothing.
    let short = |text: &str| text.chars().nth(2).is_none();
    short(left) && short(right) && strsim::osa_distance(left, right) == 1
}

/// What is left of two texts without the characters they share at the start and at the end.
fn rest<'t>(mut left: &'t str, mut right: &'t str) -> (&'t str, &'t str) {
    let same = left.chars().zip(right.chars()).take_while(|(l, r)| l == r).map(|(l, _)| l.len_utf8()).sum();
    (left, right) = (&left[same..], &right[same..]);
    let tails = left.chars().rev().zip(right.chars().rev());
    let same: usize = tails.take_while(|(l, r)| l == r).map(|(l, _)| l.len_utf8()).sum();
    (&left[..left.len() - same], &right[..right.len() - same])
}

#[cfg(test)]
mod tests {
    use super::is_one_slip;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_slip_is_what_strsim_says(left in "[アイウ]{0,6}", right in "[アイウ]{0,6}") {
            prop_assert_eq!(is_one_slip(&left, &right), strsim::osa_distance(&left, &right) == 1);
        }
    }
}
