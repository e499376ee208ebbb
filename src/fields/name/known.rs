//! What the lists say of one word in kanji by itself: as the family name, or as the given name, of one person. Remembered, since the
//! many names of a table are made of few words.
//!
//! Each thread keeps the words it asked about in a table of fixed size (1.5 MiB in all), where a newer word takes an older one's place.
//! A word is found there by all its bytes, never by a hash of them alone, so what is remembered is what would be found.

use super::{nobody, organisation, plausible, posts, relation};
use crate::text::family_names::is_family_name;
use crate::text::kana_of::{Part, Reach, is_listed};
use std::cell::Cell;

/// The most bytes of a family name in kanji that is looked at here: the lexicon has whole people and shrines among the longer ones.
const FAMILY_MAX: usize = 9;

/// Characters that end a word for a title.
const TITLE_ENDS: [char; 2] = ['様', '樣'];

/// A word as the family name of somebody.
#[derive(Clone, Copy)]
pub struct Family {
    /// Whether it is a listed family name ([`is_family_name`]).
    pub is_listed: bool,
    /// Whether it is one on which no list has a word to say.
    pub is_one: bool,
    /// Where the lexicon's longer family names with this beginning go on.
    pub reach: Reach,
}

/// A word as the given name of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A listed one on which no list has a word to say.
    Listed,
    /// An unlisted one that is made as given names are, on which no list has a word to say, and whose end is not that of a
    /// relation's or a body's name.
    Coined,
    /// One that is not made as given names are, and the same for the rest. It is no family name either.
    Unlikely,
    /// A word that no family name stands before.
    Refused,
    /// Whatever takes longer to tell.
    Unsure,
}

/// What is known of a word in kanji as a family name.
pub fn family(word: &str) -> Family {
    thread_local!(static KNOWN: Words<Family> = Words::new(1 << 13));
    KNOWN.with(|known| known.recall(word, ask_family))
}

/// What is known of a word in kanji as a given name.
pub fn given(word: &str) -> Given {
    thread_local!(static KNOWN: Words<Given> = Words::new(1 << 15));
    KNOWN.with(|known| known.recall(word, ask_given))
}

fn ask_family(word: &str) -> Family {
    let is_listed = is_family_name(word);
    let is_one = is_listed
        && word.len() <= FAMILY_MAX
        && !posts::is_office(word)
        && !is_title(word)
        && !relation::is_in_somebodys_place(word)
        && !organisation::is_word_of_one(word);
    Family { is_listed, is_one, reach: Reach::of(Part::Family, word) }
}

fn ask_given(word: &str) -> Given {
    if is_refused(word) {
        return Given::Refused;
    }
    if is_title(word)
        || relation::is_specimen_given_name(word)
        || relation::is_in_somebodys_place(word)
        || organisation::is_word_of_one(word)
    {
        return Given::Unsure;
    }
    if is_listed(Part::Given, word) {
        return Given::Listed;
    }
    let is_family_too = word.chars().nth(1).is_some() && is_listed(Part::Family, word);
    let is_ending = relation::may_end(word) || organisation::may_end(word);
    if is_family_too || is_ending {
        Given::Unsure
    } else if plausible::is_given(word) {
        Given::Coined
    } else if plausible::is_family(word) {
        Given::Unsure
    } else {
        Given::Unlikely
    }
}

/// Whether a word is on a list of those that are no given name, or means several people right behind a family name.
pub fn is_refused(word: &str) -> bool {
    posts::is_word(word) || relation::PLURALS.contains(&word)
}

fn is_title(word: &str) -> bool {
    nobody::TITLES.contains(&word) || word.ends_with(TITLE_ENDS)
}

/// The most bytes of a word that is remembered: eight kanji.
const WORD_MAX: usize = 24;

/// A word, whole: its bytes and how many they are.
type Word = ([u64; WORD_MAX / 8], u8);

/// A word and what was found about it.
#[derive(Clone, Copy)]
struct Kept<T> {
    bytes: [u64; WORD_MAX / 8],
    length: u8,
    found: T,
}

/// Words and what was found about each.
struct Words<T> {
    places: Box<[Cell<Option<Kept<T>>>]>,
}

impl<T: Copy> Words<T> {
    /// Room for so many words, a power of two.
    fn new(room: usize) -> Self {
        Self { places: (0..room).map(|_| Cell::new(None)).collect() }
    }

    /// What was found about a word, or is found by asking.
    fn recall(&self, word: &str, ask: impl FnOnce(&str) -> T) -> T {
        let Some(key) = whole(word) else { return ask(word) };
        let Some(place) = self.places.get(hash(key) & (self.places.len() - 1)) else { return ask(word) };
        if let Some(kept) = place.get()
            && (kept.bytes, kept.length) == key
        {
            return kept.found;
        }
        let found = ask(word);
        place.set(Some(Kept { bytes: key.0, length: key.1, found }));
        found
    }
}

/// All bytes of a word and how many they are; `None` where it is longer than any that is remembered.
fn whole(word: &str) -> Option<Word> {
    let mut bytes = [0; WORD_MAX];
    bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    let (eights, _) = bytes.as_chunks::<8>();
    let mut key = [0; WORD_MAX / 8];
    key.iter_mut().zip(eights).for_each(|(eight, bytes)| *eight = u64::from_le_bytes(*bytes));
    Some((key, word.len() as u8))
}

/// Where a word is looked for: the upper bits of a product, which depend on all bits of its factors (D. Knuth, The Art of Computer
/// Programming 3, 6.4). What is found there is compared whole.
fn hash((key, _): Word) -> usize {
    /// 2^64 divided by the golden ratio.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = key.iter().fold(0_u64, |mixed, eight| (mixed.rotate_left(23) ^ eight).wrapping_mul(FACTOR));
    (mixed >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_found_whatever_shares_its_place() {
        let words = Words::new(2);
        let asked = Cell::new(0);
        let ask = |word: &str| {
            asked.set(asked.get() + 1);
            (word.len(), word.chars().next())
        };
        let long = "林".repeat(WORD_MAX / 3 + 1);
        for _ in 0..3 {
            for word in ["林", "林田", "森", "森田", "田", "", "\0", "\0\0", long.as_str()] {
                assert_eq!(words.recall(word, ask), (word.len(), word.chars().next()), "{word}");
            }
        }
        let before = asked.get();
        assert!(before > 9);
        assert_eq!([words.recall("林", ask), words.recall("林", ask)], [(3, Some('林')); 2]);
        assert!(asked.get() <= before + 1);
    }

    #[test]
    fn words_are_told_as_family_and_as_given_names() {
        for name in ["佐藤", "林", "長谷川", "佐々木"] {
            assert!(family(name).is_one && family(name).is_one, "{name}");
        }
        for other in ["店長", "勅使河原", "様", "健太郎太", ""] {
            assert!(!family(other).is_one, "{other}");
        }
        for (word, told) in [
            ("健太", Given::Listed),
            ("惟織", Given::Coined),
            ("惟織子", Given::Coined),
            ("祟介", Given::Unlikely),
            ("店長", Given::Refused),
            ("等", Given::Refused),
            ("太郎", Given::Unsure),
            ("惟織様", Given::Unsure),
            ("田中建設", Given::Unsure),
        ] {
            assert_eq!([given(word), given(word)], [told; 2], "{word}");
        }
    }
}
