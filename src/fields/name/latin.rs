//! Whether words in Latin letters may be the full name of one person: two words and more with vowels, no keys in a row, nothing
//! that joins two people; two words that sound Japanese spell a family name and a given one.
//!
//! Sources: 外国人の氏名 (在留カード, ICAO Doc 9303); own lists of what joins names in other languages.

use super::{posts, romaji, spelled};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most words of a name in Latin letters: more are a sentence.
const LATIN_WORDS_MAX: usize = 6;

/// Fewest letters of a Latin word that must have a vowel: Ng and Tse need none.
const VOWEL_FROM: usize = 4;

/// Fewest keys in a row that are no name: Poi and Red are names.
const KEYS_IN_A_ROW: usize = 4;

/// The rows of a keyboard, from either end.
const KEYBOARD: &[&str] = &["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM", "POIUYTREWQ", "LKJHGFDSA", "MNBVCXZ"];

/// Words of other languages that join two people where they stand between others, in capitals and without marks over them.
const JOINING: &[&str] = &["Y", "E", "CON", "ED", "MET", "MIT", "AVEC", "VA", "VOI"];

/// Particles that are no name where they stand last: what follows them is missing.
const PARTICLES_BEFORE: &[&str] = &["VAN", "THI", "DE", "BIN"];

/// Particles of Latin family names, which make four words and more one person's.
const PARTICLES: &[&str] = &[
    "DE", "LA", "DEL", "DELA", "DER", "DEN", "VAN", "VON", "BIN", "BINTI", "BTE", "AL", "EL", "DA", "DAS",
    "DOS", "DO", "DI", "DU", "LE", "THI", "ST", "SAN", "SANTA",
];

/// Beginnings of a Latin word behind which a capital letter stands again: McDonald, DeLuca, MacArthur.
const INNER_CAPITAL_AFTER: &[&str] = &["Mac", "Van", "Von", "Del", "Fitz", "Dela", "Dos"];

/// Whether these words, in Latin capitals, may be the full name of one person.
pub fn is_person(words: &[String], raw: &str) -> bool {
    // A lower-case y or e joins two people; in capitals it is an initial.
    let joins = |word: &str| {
        matches!(word, "y" | "e" | "i" | "u" | "og" | "och" | "et" | "und" | "en" | "ja" | "ve" | "or")
    };
    let is_joined = super::words(raw, true).any(joins)
        || words.iter().any(|word| {
            matches!(
                word.as_str(),
                "OR" | "AND" | "ET" | "UND" | "OCH" | "OF" | "FOR" | "WITH" | "WHOM" | "YOUR" | "NOT"
            )
        })
        || (words.len() > 2
            && words[1..words.len() - 1].iter().any(|word| {
                let bare: String = word.nfd().filter(|c| !is_combining_mark(*c)).collect();
                JOINING.contains(&bare.as_str()) && (words.len() > 3 || bare.len() > 1)
            }));
    // Four words without a particle, one word twice, a capital inside a word, two titles: two people.
    let are_two = || {
        let has_particle = words.iter().any(|word| PARTICLES.contains(&word.as_str()));
        let twice = words.iter().enumerate().any(|(i, word)| words[..i].contains(word));
        let titles = super::words(raw, true)
            .filter(|word| posts::is_latin_title(word.trim_end_matches('.').to_ascii_uppercase().as_str()));
        (words.len() > 3 && !has_particle)
            || twice
            || titles.count() > 1
            || super::words(raw, true).any(is_camel)
    };
    // Nobody in Japan has a middle name: three words that are all read as kana are two people, or a sentence.
    let is_three_japanese = || words.len() > 2 && romaji::is_romaji(&words.join(" "));
    matches!(words.len(), 2..=LATIN_WORDS_MAX)
        && !is_joined
        && !are_two()
        && words.iter().all(|word| is_name(word))
        && !is_three_japanese()
        && !words.last().is_some_and(|last| PARTICLES_BEFORE.contains(&last.as_str()))
        && !matches!(words, [one, other] if are_japanese(one, other) && !spelled::is_pair(one, other))
}

/// Whether two words are both made of the sounds of Japanese.
fn are_japanese(one: &str, other: &str) -> bool {
    [one, other].iter().all(|word| spelled::is_japanese(&romaji::letters(word)))
}

/// Whether a capital stands behind three small letters and more of one word: KenKeiko.
pub fn is_camel(word: &str) -> bool {
    let inner = word
        .char_indices()
        .zip(word.chars().skip(1))
        .find_map(|((at, c), next)| (c.is_lowercase() && next.is_uppercase()).then_some(at + c.len_utf8()));
    inner.is_some_and(|at| at > 2 && !INNER_CAPITAL_AFTER.contains(&&word[..at]))
}

/// Whether a Latin word may be a part of a name: on no list, with a vowel, no keys in a row.
pub fn is_name(word: &str) -> bool {
    let is_vowel = |b: u8| matches!(b, b'A' | b'E' | b'I' | b'O' | b'U' | b'Y');
    let is_sayable =
        word.len() < VOWEL_FROM || !word.is_ascii() || word.bytes().any(is_vowel) || word.contains('.');
    let is_baby = word.len() > "BABY".len() && word.starts_with("BABY");
    is_sayable && !is_baby && !posts::is_latin_word(word) && !is_row_of_keys(word)
}

/// Whether a word is four keys and more that lie in a row, or one letter three times and more.
fn is_row_of_keys(word: &str) -> bool {
    let is_one_letter = word.len() > 2 && word.bytes().all(|b| b == word.as_bytes()[0]);
    is_one_letter || (word.len() >= KEYS_IN_A_ROW && KEYBOARD.iter().any(|row| row.contains(word)))
}
