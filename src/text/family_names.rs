//! Which texts are a family name by themselves.
//!
//! The lexicon of readings lists well-known people whole among the family names (佐藤健一, in Mozc alone). A longer
//! text that can be cut into a listed family name and a listed given name is therefore taken for a full name, unless UniDic
//! or IPADIC, whose family names hold no such entries, know it as one too (佐々木, 大久保): those are in
//! `tables/family_names.txt`, which a test derives from the source of the lexicon. So is `tables/family_readings.txt`: the readings of
//! five kana and more that the two dictionaries give family names.

use super::kana_of::{Part, is_listed, listed_beginnings};
use hashbrown::HashSet;
use std::sync::LazyLock;

static FAMILY_NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("tables/family_names.txt").lines().filter(|l| !l.starts_with('#')).collect()
});

static FAMILY_READINGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("tables/family_readings.txt").lines().filter(|l| !l.starts_with('#')).collect()
});

/// Fewest kana of an entry of `tables/family_readings.txt`: most family names have fewer, few full names have.
pub const FAMILY_READING_MIN: usize = 5;

/// Whether katakana are the reading of a family name, of [`FAMILY_READING_MIN`] kana and more.
///
/// ```
/// use sekisho::text::family_names::is_family_reading;
/// assert!(is_family_reading("テシガワラ") && !is_family_reading("ハスミコウヘイ"));
/// ```
#[must_use]
pub fn is_family_reading(katakana: &str) -> bool {
    FAMILY_READINGS.contains(katakana)
}

/// The most kanji of a listed family name that is one whatever it could be cut into: a full name of two kanji in one word is
/// rare, and nobody can tell it from a family name.
const UNCUT_MAX: usize = 2;

/// Whether a text in kanji is a listed family name, and not a full name.
///
/// ```
/// use sekisho::text::family_names::is_family_name;
/// assert!(["蓮見", "佐々木", "長谷川", "勅使河原"].into_iter().all(is_family_name));
/// assert!(!["佐藤健一", "高橋隆", "鈴木花子"].into_iter().any(is_family_name));
/// ```
#[must_use]
pub fn is_family_name(text: &str) -> bool {
    let is_short = text.chars().count() <= UNCUT_MAX;
    is_listed(Part::Family, text) && (is_short || FAMILY_NAMES.contains(text) || !can_be_cut(text))
}

/// Whether a text is a listed family name with a listed given name behind it.
#[must_use]
pub fn can_be_cut(text: &str) -> bool {
    let beginnings = listed_beginnings(Part::Family, text);
    let mut cuts = text.char_indices().take_while(|(at, _)| *at < 64);
    cuts.any(|(at, _)| beginnings & (1 << at) != 0 && is_listed(Part::Given, &text[at..]))
}
