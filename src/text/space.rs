//! White space, invisible characters, middle dots and dashes: what may stand between the letters of a name.
//!
//! Sources: Unicode 15 `White_Space`, and the blank-looking letters U+2800, U+3164, U+FFA0; for the dashes the
//! list of the Digital Agency's `kanjikana-model` (MIT; rule restated) and U+2011.

/// White space in one line or in a cell with line breaks, and letters that look like it. Vertical tab, form feed
/// and other control characters are not in it: they are damage, not spacing.
#[must_use]
pub const fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202f}'
                | '\u{205f}'
                | '\u{2800}'
                | '\u{3000}'
                | '\u{3164}'
                | '\u{ffa0}'
    )
}

/// Zero-width characters and single direction marks, which nobody can see and which carry no letter. Direction
/// overrides are not in it: they change what is seen.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// Dots that stand between the words of a foreign name.
#[must_use]
pub const fn is_middle_dot(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' | '\u{ff65}')
}

/// Dashes that are typed for a long vowel.
#[must_use]
pub const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_kinds_do_not_overlap() {
        for c in '\0'..='\u{10ffff}' {
            let kinds = [is_space(c), is_invisible(c), is_middle_dot(c), is_dash(c)];
            assert!(kinds.iter().filter(|k| **k).count() <= 1, "{c:?}");
        }
    }

    #[test]
    fn every_unicode_space_is_a_space_or_a_control_character() {
        for c in ('\0'..='\u{10ffff}').filter(|c| c.is_whitespace()) {
            assert!(is_space(c) || c.is_control(), "{c:?}");
        }
    }

    #[test]
    fn what_is_seen_is_not_invisible() {
        assert!(is_invisible('\u{200b}') && is_invisible('\u{feff}'));
        assert!(!is_invisible('\u{202e}') && !is_invisible('ー') && !is_space('\u{b}'));
    }
}
