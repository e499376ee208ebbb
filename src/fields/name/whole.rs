//! Whether a written name that two records agree on is the full name of one person.
//!
//! A field's parser reads texts; it cannot look every word up. Two records that agree are few, and each is asked here:
//! one word that is a family name is one part alone and says nothing of the person (interface section 3, "one part alone is
//! `missing`"), and a relation or a form's word in the given name's place names whoever it is that day: twins who are
//! not named yet, a wife, a family.
//!
//! Sources: `text::family_names`; own lists for relations, titles and words of forms.

use super::{nobody, words};
use crate::fields::{PART_SEPARATOR, Reading};
use crate::model::Agreement;
use crate::text::family_names::is_family_name;
use crate::text::kanji;
use unicode_normalization::UnicodeNormalization;

/// Words in the given name's place that name a relation, an office or nobody yet. But for four that are read as relations
/// wherever they stand (長男, 次男, 三男, 祖父), none of them is listed as a given name.
const NO_GIVEN_NAMES: &[&str] = &[
    "長男",
    "次男",
    "三男",
    "祖父",
    "双子",
    "女児",
    "男児",
    "赤ちゃん",
    "胎児",
    "未定",
    "未命名",
    "命名前",
    "名前未定",
    "長女",
    "次女",
    "三女",
    "息子",
    "娘",
    "妻",
    "夫",
    "嫁",
    "奥様",
    "奥さん",
    "母",
    "父",
    "祖母",
    "弟",
    "兄弟",
    "姉妹",
    "夫婦",
    "夫妻",
    "ご夫妻",
    "御夫妻",
    "家",
    "家族",
    "ご家族",
    "御家族",
    "御一家",
    "一同",
    "他",
    "他一名",
    "ほか",
    "外",
    "故人",
    "本人",
    "代筆",
    "代表",
    "社長",
    "院長",
    "遺族",
    "ご遺族",
    "ご主人",
    "主人",
    "子供",
    "子ども",
    "こども",
    "フタゴ",
    "チョウナン",
    "チョウジョ",
    "ジナン",
    "ジジョ",
    "オクサマ",
    "ファミリー",
    "カゾク",
    "ムスコ",
    "ムスメ",
    "ふたご",
    "ちょうなん",
    "ちょうじょ",
    "じなん",
    "じじょ",
    "おくさま",
    "かぞく",
    "むすこ",
    "むすめ",
];

/// Latin words that stand for nobody in particular, wherever they stand in a name. FNU and LNU: "first (last) name
/// unknown" on visas.
const NOBODY_LATIN: &[&str] =
    &["BABY", "INFANT", "TWIN", "TWINS", "FAMILY", "FAMILIES", "HOUSEHOLD", "FNU", "LNU", "SPOUSE", "CHILD"];

/// Latin titles, which are no part of a name.
const TITLES_LATIN: &[&str] = &["MR", "MRS", "MS", "MISS", "DR", "SIR", "MADAM", "SAMA", "SAN"];

/// The most kana that are taken for one part: most family names have up to four, few full names have.
const PART_KANA_MAX: usize = 4;

/// What two readings that agree say after all, where they are not the full name of one person. Symmetric.
///
/// ```
/// use sekisho::fields::{Reading, Status, name::whole};
/// use sekisho::model::Agreement;
/// let name = |raw| Reading { status: Status::Ok, weak: None, raw, value: raw };
/// assert_eq!(whole::setback(&name("蓮見"), &name("蓮見")), Some(Agreement::Missing));
/// assert_eq!(whole::setback(&name("林 薫"), &name("林薫")), None);
/// assert_eq!(whole::setback(&name("蓮見 双子"), &name("蓮見 双子")), Some(Agreement::Placeholder));
/// ```
#[must_use]
pub fn setback(left: &Reading<'_>, right: &Reading<'_>) -> Option<Agreement> {
    if is_nobody_yet(left) || is_nobody_yet(right) {
        Some(Agreement::Placeholder)
    } else if is_part_alone(left) && is_part_alone(right) {
        Some(Agreement::Missing)
    } else {
        None
    }
}

/// The words of a name in one width and, of Latin letters, in upper case, titles left out.
fn words_of(raw: &str) -> Vec<String> {
    let plain = words(raw, false).map(|word| word.nfkc().collect::<String>().to_uppercase());
    let is_title = |word: &str| {
        let bare = word.trim_end_matches('.');
        nobody::TITLES.contains(&word) || TITLES_LATIN.contains(&bare)
    };
    plain.filter(|word| !is_title(word)).collect()
}

/// Whether a word says that nobody in particular is named.
fn is_nobody_yet(name: &Reading<'_>) -> bool {
    let words = words_of(name.raw);
    let latin = |word: &String| NOBODY_LATIN.contains(&word.as_str());
    let last = words.last().filter(|_| words.len() > 1);
    last.is_some_and(|word| NO_GIVEN_NAMES.contains(&word.as_str())) || words.iter().any(latin)
}

/// Whether a name is one word that is a family name, a few kana, or one word in Latin letters.
fn is_part_alone(name: &Reading<'_>) -> bool {
    // A dot parts the words of a foreigner's name, which has both.
    if name.raw.contains(['・', '･', ',', '，']) || name.value.contains(PART_SEPARATOR) {
        return words_of(name.raw).len() < 2 && name.value.contains(PART_SEPARATOR);
    }
    let words = words_of(name.raw);
    let [word] = words.as_slice() else { return words.is_empty() };
    let letters = word.chars().count();
    if !word.chars().any(kanji::is_kanji) {
        let is_kana = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー');
        return word.is_ascii() || (letters <= PART_KANA_MAX && word.chars().all(is_kana));
    }
    is_family_name(word) || is_family_name(name.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::kana_of::{Part, is_listed};

    #[test]
    fn no_word_that_names_nobody_is_a_given_name() {
        let listed = NO_GIVEN_NAMES.iter().filter(|word| is_listed(Part::Given, word));
        assert!(listed.eq(&["長男", "次男", "三男", "祖父"]));
    }
}
