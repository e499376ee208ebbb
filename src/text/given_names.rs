//! Whether kanji could be a given name that no list has.
//!
//! Given names are coined every day, and yet most kanji begin none and end none: nobody's name begins with 店 or ends with 授.
//! `tables/given_kanji.txt` has the kanji that begin, and those that end, at least three listed given names of two kanji
//! and more; a test derives it from the source of the lexicon. Of 19,000 given names of ENAMDICT (EDRDG) that the lexicon does not
//! list, 88 % begin and end so; of common nouns for offices and trades few do.

use super::family_names::is_family_name;
use super::kana_of::{Part, is_given_name_around, is_listed};
use super::kanji::{canonical_kanji, is_kanji};
use hashbrown::HashSet;
use std::sync::LazyLock;

/// Kanji of the names given to most newborn children of recent years (明治安田生命, 名前ランキング), newer than the lexicon: 湊斗, 紬葵.
const RECENT: &str =
    "湊凪碧暖絆琉瑛澪栞紬芽翠朔櫂煌叶奏暉結咲莉律陽橙颯蒼羽音那夢空海月星琴都乃斗翔桜葵依彩心愛楓";

/// The kanji that begin given names, and those that end them.
static ENDS: LazyLock<[HashSet<char>; 2]> = LazyLock::new(|| {
    let mut lines = include_str!("tables/given_kanji.txt").lines().filter(|line| !line.starts_with('#'));
    std::array::from_fn(|_| lines.next().unwrap_or_default().chars().collect())
});

/// The most kanji of an unlisted given name: longer ones are nearly all two names in a row, or no names.
const KANJI_MAX: usize = 3;

/// Whether a kanji, or the form that stands for it, begins given names.
#[must_use]
pub fn begins_given_names(c: char) -> bool {
    RECENT.contains(c) || ENDS[0].contains(&c) || ENDS[0].contains(&canonical_kanji(c))
}

/// Whether a kanji, or the form that stands for it, ends given names.
#[must_use]
pub fn ends_given_names(c: char) -> bool {
    RECENT.contains(c) || ENDS[1].contains(&c) || ENDS[1].contains(&canonical_kanji(c))
}

/// Whether two or three kanji that are not listed may be a given name of one person.
///
/// ```
/// use sekisho::text::given_names::may_be_given_name;
/// assert!(may_be_given_name("惟織") && may_be_given_name("映四朗"));
/// // An office, and two people.
/// assert!(!may_be_given_name("店長") && !may_be_given_name("誠洋子"));
/// ```
#[must_use]
pub fn may_be_given_name(kanji: &str) -> bool {
    let mut letters = kanji.chars();
    let (Some(first), Some(last)) = (letters.next(), letters.next_back()) else { return false };
    let middle = letters.next();
    // 奈々: the mark is the kanji before it.
    let end = if last == '々' { middle.unwrap_or(first) } else { last };
    kanji.chars().count() <= KANJI_MAX
        && kanji.chars().all(|c| is_kanji(c) || c == '々')
        && begins_given_names(first)
        && ends_given_names(end)
        && !middle.is_some_and(|middle| are_two(first, middle, last, kanji))
}

/// Kanji that end given names of three (健太郎, 日向子), and are hardly a name by themselves.
const SUFFIXES: &[char] = &['郎', '朗', '奈', '代', '美', '乃', '太'];

/// Whether three kanji that are no listed given name are two names: a given name of one kanji and a given or family name of two,
/// where no listed name of three begins and ends as they do, or a given name of two and another name.
fn are_two(first: char, middle: char, last: char, kanji: &str) -> bool {
    // 映四朗, 高三朗: a number in the middle is one person's.
    let is_number = matches!(middle, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
    let (head, rest) = kanji.split_at(first.len_utf8());
    let (two, end) = kanji.split_at(kanji.len() - last.len_utf8());
    let is_one_and_two = || {
        is_listed(Part::Given, head)
            && ((!is_number && is_listed(Part::Given, rest)) || is_family_name(rest))
            && !is_given_name_around(first, last)
    };
    let is_two_and_one = || {
        !SUFFIXES.contains(&last)
            && is_listed(Part::Given, two)
            && Part::ALL.into_iter().any(|part| is_listed(part, end))
    };
    !is_listed(Part::Given, kanji) && (is_one_and_two() || is_two_and_one())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coined_names_may_be_names_and_offices_may_not() {
        for name in ["惟織", "凛音", "映四朗", "湊斗"] {
            assert!(may_be_given_name(name) || is_listed(Part::Given, name), "{name}");
        }
        for office in ["店長", "社長", "部長", "担当", "患者", "医院", "電話", "番頭", "部下", "後輩", "校長"]
        {
            assert!(!may_be_given_name(office), "{office}");
        }
    }

    #[test]
    fn two_names_in_a_row_are_no_name() {
        for names in [
            "誠洋子",
            "健恵子",
            "隆美咲",
            "清和子",
            "健太恵子",
            "隆高橋",
            "誠中村",
            "翔小林",
            "健太林",
            "美咲恵",
            "太郎誠",
            "直樹司",
        ] {
            assert!(!may_be_given_name(names), "{names}");
        }
    }
}
