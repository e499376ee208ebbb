//! What a steward may see of two values: the shape of their difference and no character of either.

use crate::fields::{self, PART_SEPARATOR, Reading, Status};
use crate::model::FieldId;
use std::fmt::Write as _;

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
    let mut shape = String::new();
    push_shape(left, right, &mut shape);
    shape
}

/// Appends the shape of the difference between two values.
pub(super) fn push_shape(left: &str, right: &str, out: &mut String) {
    if left.len() == right.len() && left.is_ascii() && right.is_ascii() {
        out.reserve(left.len());
        out.extend(left.bytes().zip(right.bytes()).map(|(a, b)| if a == b { SAME } else { OTHER }));
        return;
    }
    let (l, r) = (left.chars().count(), right.chars().count());
    out.reserve(l + r);
    if l == r {
        out.extend(left.chars().zip(right.chars()).map(|(a, b)| if a == b { SAME } else { OTHER }));
        return;
    }
    let shorter = l.min(r);
    let start = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
    let same_ends = left.chars().rev().zip(right.chars().rev()).take_while(|(a, b)| a == b).count();
    let end = same_ends.min(shorter - start);
    let (l_rest, r_rest) = (l - start - end, r - start - end);
    let replaced = l_rest.min(r_rest);
    let runs = [
        (SAME, start),
        (OTHER, replaced),
        (ONLY_LEFT, l_rest - replaced),
        (ONLY_RIGHT, r_rest - replaced),
        (SAME, end),
    ];
    runs.into_iter().for_each(|(mark, n)| out.extend(std::iter::repeat_n(mark, n)));
}

/// Appends the shape for two sides that may have several readings each: that of the nearest pair. Appends nothing
/// where a side has nothing to compare.
pub(super) fn push_nearest_shape(left: &[Reading<'_>], right: &[Reading<'_>], out: &mut String) {
    let usable = |r: &&Reading<'_>| matches!(r.status, Status::Ok | Status::Partial);
    if let ([l], [r]) = (left, right) {
        if usable(&l) && usable(&r) {
            push_shape(l.value, r.value, out);
        }
        return;
    }
    let pairs = left.iter().filter(usable).flat_map(|l| right.iter().filter(usable).map(move |r| (l, r)));
    let shapes = pairs.map(|(l, r)| shape(l.value, r.value));
    let nearest =
        shapes.min_by_key(|shape| (shape.chars().filter(|mark| *mark != SAME).count(), shape.len()));
    out.push_str(nearest.as_deref().unwrap_or_default());
}

/// The shape for two sides, that of the nearest pair of readings; `None` where a side has nothing to compare.
#[must_use]
pub fn nearest_shape(left: &[Reading<'_>], right: &[Reading<'_>]) -> Option<String> {
    let is_usable =
        |side: &[Reading<'_>]| side.iter().any(|r| matches!(r.status, Status::Ok | Status::Partial));
    (is_usable(left) && is_usable(right)).then(|| {
        let mut shape = String::new();
        push_nearest_shape(left, right, &mut shape);
        shape
    })
}

/// Whether a field has so few values that the shape of a difference would tell which they are: two or three genders, a
/// handful of brands.
pub(super) fn has_few_values(field: FieldId) -> bool {
    field == fields::GENDER || field == fields::SCOPE
}

/// What became of a side: the status of its best reading, `missing` where it has none.
#[must_use]
pub fn status(side: &[Reading<'_>]) -> &'static str {
    best(side).name()
}

/// The status of a side's best reading.
pub(super) fn best(side: &[Reading<'_>]) -> Status {
    side.iter().map(|r| r.status).max().unwrap_or(Status::Missing)
}

/// A text that does to a terminal or a page nothing but stand there: control characters and marks that turn the direction
/// of writing are spelled out; the mark between two columns is a space. Only for those to whom values may be shown, and
/// for IDs.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            PART_SEPARATOR => out.push(' '),
            '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}
