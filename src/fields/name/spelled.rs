//! Whether a word in Latin letters spells a reading of a family or a given name, in any romanisation.
//!
//! Two words that are both made of the sounds of Japanese are the name of one person where one spells a listed family name and
//! the other a listed given name; SATO TSUMA, SATO TANAKA and HASE GAWA are not. Sources: the spellings of `romaji`, long O and U
//! written or left out; the readings of `text::kana_names`; `foreign` for names from abroad that sound so (CHEN WEI).

use super::romaji::{KANA, ROWS, is_romaji_word, letters, system};
use super::{foreign, posts};
use crate::text::kana_names::{Beginning, recent};
use crate::text::kana_of::Part;

/// The most bytes of a reading in katakana that are looked at.
const READING_MAX: usize = 60;

/// The most letters of two words that are looked at together.
const LETTERS_MAX: usize = 60;

/// Family names that are so common that two of them are no name of one person, though a lexicon lists some as given names
/// (サト, スズキ). Source: the most frequent ones of `posts`, in the spellings that people use.
const COMMON_FAMILIES: &[&str] = &[
    "SATO",
    "SATOU",
    "SATOH",
    "SUZUKI",
    "TAKAHASHI",
    "TANAKA",
    "ITO",
    "ITOU",
    "ITOH",
    "WATANABE",
    "YAMAMOTO",
    "NAKAMURA",
    "KOBAYASHI",
    "KATO",
    "KATOU",
    "KATOH",
    "YOSHIDA",
    "YAMADA",
    "SASAKI",
    "YAMAGUCHI",
    "MATSUMOTO",
    "INOUE",
    "KIMURA",
    "HAYASHI",
    "SAITO",
    "SAITOU",
    "SAITOH",
    "SHIMIZU",
    "YAMAZAKI",
    "YAMASAKI",
    "MORI",
    "ABE",
    "IKEDA",
    "HASHIMOTO",
    "YAMASHITA",
    "ISHIKAWA",
    "NAKAJIMA",
    "NAKASHIMA",
    "MAEDA",
    "FUJITA",
    "OGAWA",
    "GOTO",
    "GOTOU",
    "OKADA",
    "HASEGAWA",
    "MURAKAMI",
    "KONDO",
    "KONDOU",
    "ISHII",
    "SAKAMOTO",
    "ENDO",
    "ENDOU",
    "AOKI",
    "FUJII",
    "NISHIMURA",
    "FUKUDA",
    "OTA",
    "MIURA",
    "FUJIWARA",
    "OKAMOTO",
    "MATSUDA",
    "NAKAGAWA",
    "NAKANO",
    "HARADA",
    "ONO",
    "TAMURA",
    "TAKEUCHI",
    "KANEKO",
];

/// The kana read so far, on the stack.
struct Read {
    bytes: [u8; READING_MAX],
    len: usize,
}

/// Whether a word in capitals is made of the sounds of Japanese.
pub fn is_japanese(word: &str) -> bool {
    is_romaji_word(word.as_bytes())
}

/// Whether a word in capitals spells a listed reading of this part that no list has a word to say on. A given name has two kana
/// and more.
pub fn is_reading(part: Part, word: &str) -> bool {
    let mut kana = Read { bytes: [0; READING_MAX], len: 0 };
    Beginning::of(part).is_some_and(|start| spells(start, word.as_bytes(), 0, &mut kana, part))
}

/// Whether two words in capitals are surely the family and the given name of one person, in either order.
pub fn is_listed_pair(one: &str, other: &str) -> bool {
    !are_two_families(one, other)
        && ((is_reading(Part::Family, one) && is_reading(Part::Given, other))
            || (is_reading(Part::Given, one) && is_reading(Part::Family, other)))
}

/// The same, given names of recent years and names from abroad among them.
pub fn is_pair(one: &str, other: &str) -> bool {
    let (one, other) = (letters(one), letters(other));
    let is_spelled = |word: &str, kana: &str| kana.chars().nth(1).is_some() && system(word, kana).is_some();
    let is_from_abroad = |word: &str| foreign::names().any(|kana| is_spelled(word, kana));
    let is_family = |word: &str| is_reading(Part::Family, word) || is_from_abroad(word);
    let is_given = |word: &str| {
        is_reading(Part::Given, word) || recent().any(|kana| is_spelled(word, kana)) || is_from_abroad(word)
    };
    !are_two_families(&one, &other)
        && ((is_family(&one) && is_given(&other)) || (is_given(&one) && is_family(&other)))
}

/// Whether two words in capitals together spell one family name: HASE GAWA.
pub fn is_family_together(one: &str, other: &str) -> bool {
    let mut bytes = [0; LETTERS_MAX];
    let len = one.len() + other.len();
    let Some(room) = bytes.get_mut(..len) else { return false };
    room[..one.len()].copy_from_slice(one.as_bytes());
    room[one.len()..].copy_from_slice(other.as_bytes());
    std::str::from_utf8(&bytes[..len]).is_ok_and(|word| is_reading(Part::Family, word))
}

fn are_two_families(one: &str, other: &str) -> bool {
    [one, other].iter().all(|word| COMMON_FAMILIES.contains(word))
}

/// Whether these letters spell the rest of a reading. `before` is the vowel in front of them, or none.
fn spells(read: Beginning, latin: &[u8], before: u8, kana: &mut Read, part: Part) -> bool {
    let mut go = |written: [&str; 2], letters: usize, vowel: u8| {
        let (len, mut next) = (kana.len, read);
        for c in written.into_iter().flat_map(str::chars) {
            let Some(further) = next.then(c) else {
                kana.len = len;
                return false;
            };
            let Some(room) = kana.bytes.get_mut(kana.len..kana.len + c.len_utf8()) else { return false };
            kana.len += c.encode_utf8(room).len();
            next = further;
        }
        let found = spells(next, &latin[letters..], vowel, kana, part);
        kana.len = if found { kana.len } else { len };
        found
    };
    // The second half of a long vowel, left out or written H.
    let long: &[&str] = match before {
        b'O' => &["ウ", "オ"],
        b'U' => &["ウ"],
        _ => &[],
    };
    if long.iter().any(|half| go([half, ""], 0, 0) || (latin.first() == Some(&b'H') && go([half, ""], 1, 0)))
    {
        return true;
    }
    let Some(&first) = latin.first() else {
        let word = std::str::from_utf8(&kana.bytes[..kana.len]).unwrap_or_default();
        let is_long = part == Part::Family || word.chars().nth(1).is_some();
        return read.is_reading() && is_long && !posts::is_word(word);
    };
    let second = latin.get(1).copied();
    let is_labial = matches!(second, Some(b'B' | b'M' | b'P'));
    let is_double = (second == Some(first) && !b"AIUEON".contains(&first)) || latin.starts_with(b"TCH");
    if ((first == b'N' || (first == b'M' && is_labial)) && go(["ン", ""], 1, 0))
        || (is_double && go(["ッ", ""], 1, 0))
    {
        return true;
    }
    for (written, spellings) in KANA {
        for (spelling, _) in *spellings {
            let vowel = spelling.bytes().next_back().unwrap_or_default();
            if latin.starts_with(spelling.as_bytes()) && go([written, ""], spelling.len(), vowel) {
                return true;
            }
        }
    }
    let vowel_at = |at: usize| latin.get(at).and_then(|b| b"AIUEO".iter().position(|vowel| vowel == b));
    ROWS.iter().filter(|(consonant, _)| first == consonant.as_bytes()[0]).any(|(_, row)| {
        // A kana and the dot for none have three bytes.
        let kana_of = |vowel: usize| row.get(3 * vowel..3 * vowel + 3).unwrap_or_default();
        if let Some(vowel) = vowel_at(1) {
            return go([kana_of(vowel), ""], 2, latin[1]);
        }
        let small = match (second, vowel_at(2)) {
            (Some(b'Y'), Some(0)) => "ャ",
            (Some(b'Y'), Some(2)) => "ュ",
            (Some(b'Y'), Some(4)) => "ョ",
            _ => return false,
        };
        go([kana_of(1), small], 3, latin[2])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_found_in_any_romanisation() {
        for family in [
            "SATO", "SATOU", "SATOH", "HASEGAWA", "OHNO", "ONO", "HONMA", "HOMMA", "HATTORI", "WATANABE",
            "SIMIZU",
        ] {
            assert!(is_reading(Part::Family, family), "{family}");
        }
        for given in ["KENICHI", "JUNICHIRO", "SHOTA", "SYOUTA", "RYO", "YUKO", "YUUKO", "KYOKO", "JUNJI"] {
            assert!(is_reading(Part::Given, given), "{given}");
        }
        for neither in ["TSUMA", "UKETSUKE", "GAWA", "SMITH", ""] {
            assert!(!is_reading(Part::Given, neither), "{neither}");
        }
    }

    #[test]
    fn two_words_are_one_person_where_one_is_a_family_name_and_the_other_a_given_one() {
        assert!(is_pair("SATO", "KENICHI") && is_pair("KENICHI", "SATO") && is_pair("CHEN", "WEI"));
        assert!(!is_pair("SATO", "TSUMA") && !is_pair("SATO", "TANAKA"));
        assert!(is_family_together("HASE", "GAWA") && !is_family_together("SATO", "KENICHI"));
    }
}
