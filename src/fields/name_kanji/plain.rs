//! The short way for ordinary names: kanji and hiragana, with spaces or the mark between the parts, and nothing on which
//! a list of blanks, placeholders, firms or titles has a word to say. One pass, one look-up a character, no allocation.
//!
//! A name that this file reads is read so by the long way too, and a test holds the two equal; whatever it is not sure
//! of, it leaves. A listed word is known by two characters that stand in it side by side and hardly ever in a name
//! (会社, 後見), or by one that hardly any name has ([`RARE`]); a test looks for every word of every list.

use crate::fields::PART_SEPARATOR;

/// Neighbours, spaces between them aside, that may belong to a listed word.
const PAIRS: &[(char, char)] = &[
    // No value, and words of forms.
    ('不', '明'),
    ('不', '詳'),
    ('未', '入'),
    ('未', '回'),
    ('未', '登'),
    ('未', '設'),
    ('未', '詳'),
    ('未', '記'),
    ('登', '録'),
    ('空', '白'),
    ('該', '当'),
    ('非', '公'),
    ('な', 'し'),
    ('記', '入'),
    ('仮', '登'),
    ('削', '除'),
    ('退', '会'),
    ('欠', '番'),
    ('同', '上'),
    ('名', '前'),
    ('名', '称'),
    ('姓', '名'),
    ('匿', '名'),
    // Test records and entries for nobody.
    ('て', 'す'),
    ('ん', 'ぷ'),
    ('検', '証'),
    ('動', '作'),
    ('試', '験'),
    ('見', '本'),
    ('管', '理'),
    ('会', '員'),
    ('顧', '客'),
    ('店', '頭'),
    ('本', '人'),
    ('お', '客'),
    ('う', 'え'),
    // Titles.
    ('さ', 'ん'),
    ('さ', 'ま'),
    ('先', '生'),
    // Firms and those who act for another.
    ('会', '社'),
    ('法', '人'),
    ('後', '見'),
    ('佐', '人'),
    ('補', '助'),
    ('代', '理'),
    ('管', '財'),
    ('相', '続'),
    ('名', '義'),
    ('組', '合'),
    ('事', '務'),
    ('商', '店'),
    ('治', '会'),
    ('親', '権'),
    ('保', '護'),
    ('扶', '養'),
    ('担', '当'),
    ('製', '作'),
    ('営', '業'),
    ('役', '所'),
    ('支', '店'),
    ('務', '店'),
    ('病', '院'),
    ('医', '院'),
    ('薬', '局'),
    // Households and relatives.
    ('家', '族'),
    ('遺', '族'),
    ('一', '同'),
    ('御', '中'),
    ('の', '母'),
    ('の', '父'),
    ('の', '妻'),
    ('の', '夫'),
    ('生', '児'),
    ('第', '一'),
    ('第', '二'),
];

/// Characters that leave a name to the long way wherever they stand.
const RARE: &[char] = &['無', '様', '樣', '殿', '氏'];

/// First code point of [`CLASSES`].
const FIRST: u32 = 0x3000;
/// Code points in [`CLASSES`]: up to the end of the kanji block.
const COUNT: usize = 0xa000 - 0x3000;

/// Left to the long way.
const OTHER: u8 = 0;
/// A kanji or hiragana that stands in no pair.
const PLAIN: u8 = 1;
/// 々.
const AGAIN: u8 = 2;
/// An ideographic space.
const GAP: u8 = 3;
/// The first class of a character that stands in a pair; each such character has its own.
const PAIRED: u8 = 4;
/// More than there are classes.
const CLASS_COUNT: usize = 128;

/// What is known of the characters: a class each, and for each class its pairs.
struct Classes {
    of: [u8; COUNT],
    /// Bit `n`: the class stands second in pairs of number `n`.
    second: [u64; CLASS_COUNT],
    /// Bit `n`: the class stands first in a pair of number `n`.
    first: [u64; CLASS_COUNT],
    /// The class of 家, which ends the name of a household.
    house: u8,
}

static CLASSES: Classes = classes();

const fn fill(of: &mut [u8; COUNT], first: char, last: char) {
    let mut at = first as usize;
    while at <= last as usize {
        of[at - FIRST as usize] = PLAIN;
        at += 1;
    }
}

const fn classes() -> Classes {
    let mut of = [OTHER; COUNT];
    fill(&mut of, 'ぁ', 'ゖ');
    fill(&mut of, '\u{4e00}', '\u{9fff}');
    fill(&mut of, '\u{3400}', '\u{4dbf}');
    let mut at = 0;
    while at < RARE.len() {
        of[RARE[at] as usize - FIRST as usize] = OTHER;
        at += 1;
    }
    of['々' as usize - FIRST as usize] = AGAIN;
    of['\u{3000}' as usize - FIRST as usize] = GAP;
    let (mut second, mut first) = ([0; CLASS_COUNT], [0; CLASS_COUNT]);
    // Pairs with one second character have one number: that of the character.
    let (mut classes, mut numbers) = (PAIRED, 0);
    at = 0;
    while at < PAIRS.len() {
        let (a, b) = (PAIRS[at].0 as usize - FIRST as usize, PAIRS[at].1 as usize - FIRST as usize);
        if of[a] == PLAIN {
            of[a] = classes;
            classes += 1;
        }
        if of[b] == PLAIN {
            of[b] = classes;
            classes += 1;
        }
        if second[of[b] as usize] == 0 {
            second[of[b] as usize] = 1 << numbers;
            numbers += 1;
        }
        first[of[a] as usize] |= second[of[b] as usize];
        at += 1;
    }
    let house = of['家' as usize - FIRST as usize];
    Classes { of, second, first, house }
}

const fn class_of(c: char) -> u8 {
    match c {
        ' ' => GAP,
        '\u{3000}'..='\u{9fff}' => CLASSES.of[(c as u32 - FIRST) as usize],
        // Unified ideographs among the compatibility ones (Unicode: those without a decomposition), and extension B to F.
        '\u{fa0e}'
        | '\u{fa0f}'
        | '\u{fa11}'
        | '\u{fa13}'
        | '\u{fa14}'
        | '\u{fa1f}'
        | '\u{fa21}'
        | '\u{fa23}'
        | '\u{fa24}'
        | '\u{fa27}'..='\u{fa29}'
        | '\u{20000}'..='\u{2f7ff}' => PLAIN,
        _ => OTHER,
    }
}

/// Appends the canonical form of an ordinary name of one person and returns whether it is one. If not, nothing is
/// appended, and nothing is said of the name.
pub fn push(text: &str, out: &mut String) -> bool {
    let start = out.len();
    let done = read(text, out).is_some();
    if !done {
        out.truncate(start);
    }
    done
}

fn read(text: &str, out: &mut String) -> Option<()> {
    // What is copied next starts here; the last letter, its class, and whether this part has a letter.
    let (mut run, mut last, mut class, mut letters) = (0, 0, OTHER, false);
    let (mut parted, mut kanji, mut end) = (false, false, 0);
    while let Some((c, next, length)) = first(text, end) {
        let at = end;
        end += length;
        match next {
            OTHER if c == PART_SEPARATOR as u32 && letters && !parted => {
                (parted, letters, last, class) = (true, false, 0, OTHER);
                continue;
            }
            OTHER => return None,
            GAP => {
                out.push_str(&text[run..at]);
                run = end;
                continue;
            }
            AGAIN => {
                // 々 after kana or nothing is written as it is, by the long way.
                if last < 0x3400 {
                    return None;
                }
                out.push_str(&text[run..at]);
                out.push(char::from_u32(last)?);
                run = end;
                continue;
            }
            _plain_or_paired => {}
        }
        if CLASSES.second[next as usize] & CLASSES.first[class as usize] != 0 {
            return None;
        }
        kanji |= c >= 0x3400;
        (last, class, letters) = (c, next, true);
    }
    out.push_str(&text[run..]);
    (kanji && letters && class != CLASSES.house).then_some(())
}

/// The character that stands here: its code point, its class, and how many bytes it takes.
#[inline]
fn first(text: &str, at: usize) -> Option<(u32, u8, usize)> {
    // Nearly all characters of names begin with one of these bytes: U+3000 to U+9FFF.
    if let Some([a @ 0xE3..=0xE9, b, c]) = text.as_bytes().get(at..at + 3) {
        let place = (u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63)) - FIRST;
        return Some((place + FIRST, CLASSES.of[place as usize % COUNT], 3));
    }
    let c = text.get(at..)?.chars().next()?;
    Some((u32::from(c), class_of(c), c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::name::{nobody, placeholder};
    use crate::text::blank;

    fn is_plain(text: &str) -> bool {
        push(text, &mut String::new())
    }

    #[test]
    fn no_listed_word_is_plain_wherever_it_stands() {
        let firms = super::super::NOT_A_PERSON.iter().flat_map(|(_, words)| words.iter());
        let words = blank::WORDS.iter().chain(placeholder::NAMES).chain(placeholder::WORDS);
        let anywhere = nobody::ANYWHERE.iter().map(|(word, _)| word);
        let words = words.chain(anywhere).chain(nobody::WHOLE).chain(nobody::TITLES).chain(firms);
        let mut seen = 0;
        for word in words {
            let spaced: String = word.chars().flat_map(|c| [c, '\u{3000}']).collect();
            for text in [
                (*word).to_owned(),
                format!("山{word}"),
                format!("{word}山"),
                format!("山 {word} 山"),
                format!("山\u{1f}{word}"),
                format!("山{spaced}山"),
            ] {
                assert!(!is_plain(&text), "{text}");
            }
            seen += 1;
        }
        assert!(seen > 200, "only {seen}");
        assert!(!is_plain("山田家") && !is_plain("山\u{1f}家"));
    }

    #[test]
    fn ordinary_names_are_plain() {
        for (name, value) in [
            ("山田 太郎", "山田太郎"),
            ("佐々木\u{3000}直人", "佐佐木直人"),
            ("髙橋\u{1f}さくら", "髙橋\u{1f}さくら"),
            ("山﨑\u{1f}𠮷子", "山﨑\u{1f}𠮷子"),
            ("山本 理恵", "山本理恵"),
            ("桑名 正子", "桑名正子"),
            (" 久保  佐智子 ", "久保佐智子"),
        ] {
            let mut out = String::from("x");
            assert!(push(name, &mut out), "{name}");
            assert_eq!(out, format!("x{value}"));
        }
        for odd in [
            "",
            " ",
            "山田\u{1f}",
            "\u{1f}太郎",
            "さくら",
            "々木",
            "山\u{1f}々",
            "の々 山",
            "山田A",
            "山\u{1f}田\u{1f}太",
        ] {
            assert!(!is_plain(odd), "{odd}");
        }
    }

    #[test]
    fn every_character_is_known_by_its_class() {
        for c in '\0'..=char::MAX {
            let text = format!("山{c}");
            assert_eq!(first(&text, 3), Some((u32::from(c), class_of(c), c.len_utf8())));
        }
        assert_eq!(first("山", 3), None);
    }

    #[test]
    fn every_pair_has_room() {
        let seconds: std::collections::BTreeSet<char> = PAIRS.iter().map(|(_, b)| *b).collect();
        assert!(seconds.len() <= 64);
        for (a, b) in PAIRS {
            assert!(!is_plain(&format!("山{a}{b}山")), "{a}{b}");
        }
    }
}
