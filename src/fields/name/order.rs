//! Names that hold the same words in another order or with one left out. All of it tells `similar` from
//! `different`; nothing here is ever equality.
//!
//! Sources: interface section 3 (`similar`: family and given name swapped; a dropped middle name), and the cases of
//! foreign names, whose order and middle names change from form to form.

use smallvec::SmallVec;

/// Whether one name is the other with its end brought to the front: family and given name swapped, the mark between
/// them lost.
///
/// ```
/// use sekisho::fields::name::order::is_swapped;
/// assert!(is_swapped("山田太郎", "太郎山田"));
/// assert!(!is_swapped("山田太郎", "山田太郎") && !is_swapped("山田太郎", "太田山郎"));
/// ```
#[must_use]
pub fn is_swapped(left: &str, right: &str) -> bool {
    if left.len() != right.len() || left == right {
        return false;
    }
    left.char_indices().any(|(at, _)| {
        let (end, start) = left.split_at(at);
        right.strip_prefix(start) == Some(end)
    })
}

/// Whether two lists of words are one name told in another order, with words left out of one side (two must be
/// left), or with words cut to their initials (one whole word must be shared).
///
/// ```
/// use sekisho::fields::name::order::is_retold;
/// let words = |name: &'static str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
/// assert!(is_retold(&words("SMITH JOHN"), &words("JOHN SMITH")));
/// assert!(is_retold(&words("MARIA CLARA SANTOS"), &words("MARIA SANTOS")));
/// assert!(is_retold(&words("JOHN F KENNEDY"), &words("JOHN FITZGERALD KENNEDY")));
/// assert!(!is_retold(&words("JOHN SMITH"), &words("JOHN SMYTHE")));
/// ```
#[must_use]
pub fn is_retold(left: &[String], right: &[String]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.len() < 2 {
        return false;
    }
    // Each word of the shorter list uses up one of the longer, so that a word said twice is two words.
    let mut rest: Vec<&String> = long.iter().collect();
    let all_there = short.iter().all(|word| match rest.iter().position(|r| *r == word) {
        Some(at) => {
            rest.swap_remove(at);
            true
        }
        None => false,
    });
    all_there || is_initialled(short, long)
}

/// Whether two lists of words may be one name told in another order ([`is_retold`]), as far as some of their letters tell: that takes a
/// word that both have, and of two words each that the others are one too, or that one is the first letter of the other. Words
/// that are one must have the same `letters`; others may have them too.
pub fn may_be_retold<'w, L: Iterator<Item = char>>(
    left: impl Iterator<Item = &'w str>,
    right: impl Iterator<Item = &'w str>,
    letters: impl Fn(&'w str) -> L,
) -> bool {
    let (left, right): (SmallVec<[&str; 4]>, SmallVec<[&str; 4]>) = (left.collect(), right.collect());
    let is_same = |one, other| letters(one).eq(letters(other));
    let ([a, b], [c, d]) = (left.as_slice(), right.as_slice()) else {
        return left.iter().any(|one| right.iter().any(|other| is_same(one, other)));
    };
    let is_initial = |one, other| {
        let mut word = letters(one);
        word.next() == letters(other).next() && word.next().is_none()
    };
    let are_near = |one, other| is_initial(one, other) || is_initial(other, one);
    match (is_same(a, c), is_same(b, d)) {
        (true, true) => true,
        (true, false) => are_near(b, d),
        (false, true) => are_near(a, c),
        (false, false) => is_same(a, d) && is_same(b, c),
    }
}

/// Two names of the same words, in any order, some of them cut to their first letter.
#[cfg(test)]
pub(in crate::fields) fn told_in_another_order(
    word: &'static str,
) -> impl proptest::strategy::Strategy<Value = [String; 2]> {
    use proptest::prelude::*;
    let words = proptest::collection::vec(word, 2..4);
    let told = words.prop_flat_map(|words| {
        let cut = proptest::collection::vec(0..4_u8, words.len());
        (Just(words.clone()), Just(words).prop_shuffle(), cut, "[ \u{3000}]")
    });
    told.prop_map(|(left, right, cut, space)| {
        let letters = |(word, cut): (&String, u8)| -> String {
            word.chars().take(if cut == 0 { 1 } else { usize::MAX }).collect()
        };
        [left.join(" "), right.iter().zip(cut).map(letters).collect::<Vec<_>>().join(&space)]
    })
}

/// Whether two lists of the same length are equal, words cut to one letter counting as the word.
fn is_initialled(short: &[String], long: &[String]) -> bool {
    let initial = |a: &str, b: &str| {
        let a = a.trim_end_matches('.');
        a.chars().count() == 1 && b.starts_with(a)
    };
    short.len() == long.len()
        && short.iter().zip(long).any(|(a, b)| a == b)
        && short.iter().zip(long).all(|(a, b)| a == b || initial(a, b) || initial(b, a))
}
