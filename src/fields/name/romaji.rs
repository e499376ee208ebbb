//! Whether a name in Latin letters is a romanisation of kana: evidence for a person who looks at it, never an agreement,
//! for one spelling stands for many names (ONO: オノ, オオノ).
//!
//! Sources: 旅券法施行規則 and the table of Hepburn spelling that the passport offices publish (M before B, M and P; TCH;
//! long O and U left out, but OO at the end of a part; OH, OO and OU on request); ローマ字のつづり方 (内閣告示 1954), table 1
//! for Kunrei and table 2 for DI, DU and WO. Letter by letter (OU, UU) is what people type.

use super::fold::Fold;
use crate::fields::{PART_SEPARATOR, Reading, name};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The romanisations, as bits of a set. What mixes them fits none but [`MIXED`].
type Systems = u8;
/// Passport spelling, long O and U left out.
const PASSPORT: Systems = 1;
/// Passport spelling with OH, OO or OU.
const OH: Systems = 1 << 1;
/// Hepburn consonants, vowels letter by letter.
const HEPBURN: Systems = 1 << 2;
/// Kunrei; a long vowel has a circumflex, which is often lost, or is written letter by letter.
const KUNREI: Systems = 1 << 3;
/// Whatever is of one system or another.
const MIXED: Systems = 1 << 4;
/// All with Hepburn consonants.
const SHI: Systems = PASSPORT | OH | HEPBURN;
/// All of them.
const ANY: Systems = SHI | KUNREI;

/// Systems and their codes, the one to name first.
const CODES: [(Systems, &str); 5] = [
    (PASSPORT, "ROMAJI-PASSPORT"),
    (OH, "ROMAJI-PASSPORT-OH"),
    (HEPBURN, "ROMAJI-HEPBURN"),
    (KUNREI, "ROMAJI-KUNREI"),
    (MIXED, "ROMAJI-MIXED"),
];

/// Letters of a name that are looked at; a longer one fits nothing.
const LETTERS_MAX: usize = 64;
/// Words of a Latin name whose order is looked at.
const WORDS_MAX: usize = 4;

/// Spellings of one or two kana that no rule gives, with the systems that have them.
pub(super) const KANA: &[(&str, &[(&str, Systems)])] = &[
    ("ア", &[("A", ANY)]),
    ("イ", &[("I", ANY)]),
    ("ウ", &[("U", ANY)]),
    ("エ", &[("E", ANY)]),
    ("オ", &[("O", ANY)]),
    ("シ", &[("SHI", SHI), ("SI", KUNREI)]),
    ("チ", &[("CHI", SHI), ("TI", KUNREI)]),
    ("ツ", &[("TSU", SHI), ("TU", KUNREI)]),
    ("フ", &[("FU", SHI), ("HU", KUNREI)]),
    ("ジ", &[("JI", SHI), ("ZI", KUNREI)]),
    ("ヂ", &[("JI", SHI), ("ZI", KUNREI), ("DI", 0)]),
    ("ヅ", &[("ZU", ANY), ("DU", 0)]),
    ("ヲ", &[("O", ANY), ("WO", 0)]),
    ("ヰ", &[("I", ANY), ("WI", 0)]),
    ("ヱ", &[("E", ANY), ("WE", 0)]),
    ("ヴ", &[("BU", PASSPORT), ("VU", HEPBURN)]),
    ("ヴァ", &[("BUA", PASSPORT), ("VA", OH | HEPBURN), ("BA", 0)]),
    ("ヴィ", &[("BUI", PASSPORT), ("VI", OH | HEPBURN), ("BI", 0)]),
    ("ヴェ", &[("BUE", PASSPORT), ("VE", OH | HEPBURN), ("BE", 0)]),
    ("ヴォ", &[("BUO", PASSPORT), ("VO", OH | HEPBURN), ("BO", 0)]),
    ("ファ", &[("FUA", PASSPORT), ("FA", OH | HEPBURN)]),
    ("フィ", &[("FUI", PASSPORT), ("FI", OH | HEPBURN)]),
    ("フェ", &[("FUE", PASSPORT), ("FE", OH | HEPBURN)]),
    ("フォ", &[("FUO", PASSPORT), ("FO", OH | HEPBURN)]),
    ("シェ", &[("SHIE", PASSPORT), ("SHE", OH | HEPBURN)]),
    ("チェ", &[("CHIE", PASSPORT), ("CHE", OH | HEPBURN)]),
    ("ジェ", &[("JIE", PASSPORT), ("JE", OH | HEPBURN)]),
    ("ティ", &[("TEI", PASSPORT), ("TI", OH | HEPBURN)]),
    ("ディ", &[("DEI", PASSPORT), ("DI", OH | HEPBURN)]),
    ("デュ", &[("DEYU", PASSPORT), ("DYU", 0)]),
    ("ウィ", &[("UI", PASSPORT), ("WI", OH | HEPBURN)]),
    ("ウェ", &[("UE", PASSPORT), ("WE", OH | HEPBURN)]),
    ("ウォ", &[("UO", PASSPORT), ("WO", OH | HEPBURN)]),
    ("シャ", &[("SHA", SHI), ("SYA", KUNREI)]),
    ("シュ", &[("SHU", SHI), ("SYU", KUNREI)]),
    ("ショ", &[("SHO", SHI), ("SYO", KUNREI)]),
    ("チャ", &[("CHA", SHI), ("TYA", KUNREI), ("CYA", 0)]),
    ("チュ", &[("CHU", SHI), ("TYU", KUNREI), ("CYU", 0)]),
    ("チョ", &[("CHO", SHI), ("TYO", KUNREI), ("CYO", 0)]),
    ("ジャ", &[("JA", SHI), ("ZYA", KUNREI), ("JYA", 0)]),
    ("ジュ", &[("JU", SHI), ("ZYU", KUNREI), ("JYU", 0)]),
    ("ジョ", &[("JO", SHI), ("ZYO", KUNREI), ("JYO", 0)]),
];

/// The rows whose kana are a consonant and a vowel: the consonant, and the kana of A, I, U, E and O.
pub(super) const ROWS: &[(&str, &str)] = &[
    ("K", "カキクケコ"),
    ("S", "サ・スセソ"),
    ("T", "タ・・テト"),
    ("N", "ナニヌネノ"),
    ("H", "ハヒ・ヘホ"),
    ("M", "マミムメモ"),
    ("Y", "ヤ・ユ・ヨ"),
    ("R", "ラリルレロ"),
    ("W", "ワ・・・・"),
    ("G", "ガギグゲゴ"),
    ("Z", "ザ・ズゼゾ"),
    ("D", "ダ・・デド"),
    ("B", "バビブベボ"),
    ("P", "パピプペポ"),
];

/// The fold that joins a name in Latin letters and one in kana, in whichever order they come; `None` where no
/// romanisation fits, in no order of the Latin words.
///
/// ```
/// use sekisho::fields::{Reading, Status, name::romaji::fold};
/// let name = |raw| Reading { status: Status::Ok, weak: None, raw, value: raw };
/// assert_eq!(fold(&name("TARO OHNO"), &name("オオノタロウ")).map(|f| f.sources), Some("ROMAJI-MIXED"));
/// assert_eq!(fold(&name("NAMBA"), &name("ナンバ")).map(|f| f.sources), Some("ROMAJI-PASSPORT"));
/// assert_eq!(fold(&name("KATO"), &name("サトウ")), None);
/// ```
#[must_use]
pub fn fold(left: &Reading<'_>, right: &Reading<'_>) -> Option<Fold> {
    let kana_left = name::parts(left.value).0.starts_with(|c| matches!(c, 'ァ'..='ヺ'));
    let (latin, kana) = if kana_left { (right.value, left.value) } else { (left.value, right.value) };
    let code = system(latin, kana)?;
    let plain = |value: &str| value.replace(PART_SEPARATOR, " ");
    Some(Fold::new(plain(left.value), plain(right.value), "R", code))
}

/// The code of the romanisation by which Latin words, in some order, are these kana.
#[must_use]
pub fn system(latin: &str, kana: &str) -> Option<&'static str> {
    let words: Vec<String> =
        latin.split([' ', PART_SEPARATOR]).map(letters).filter(|w| !w.is_empty()).collect();
    let kana: Vec<char> = kana.chars().filter(|c| *c != PART_SEPARATOR).collect();
    if words.is_empty() || words.len() > WORDS_MAX || kana.len() > LETTERS_MAX {
        return None;
    }
    // Every order in which one run of words is brought to the front: a swapped name, or one as it stands.
    let orders = (0..words.len()).map(|at| [&words[at..], &words[..at]].concat().concat());
    let fits = orders.map(|latin| systems(latin.as_bytes(), &kana)).fold(0, |all, one| all | one);
    // Passports have no apostrophe.
    let fits = if latin.contains(['\'', '’']) { fits & !(PASSPORT | OH) } else { fits };
    CODES.iter().find(|(system, _)| fits & system != 0).map(|(_, code)| *code)
}

/// Whether a name in Latin letters can be read as kana and yet no word of it spells the start or the end of these kana: the
/// two are not one name in two scripts. A foreign spelling (SMITH) is not read as kana, and says nothing.
///
/// ```
/// use sekisho::fields::name::romaji::is_another_name;
/// assert!(is_another_name("KATO KENJI", "サトウイチロウ"));
/// assert!(!is_another_name("KATO MARIA KENJI", "カトウケンジ") && !is_another_name("JOHN SMITH", "サトウイチロウ"));
/// ```
#[must_use]
pub fn is_another_name(latin: &str, kana: &str) -> bool {
    let letters: String = kana.chars().filter(|c| *c != PART_SEPARATOR).collect();
    let ends = || letters.char_indices().map(|(at, c)| (&letters[at..], &letters[..at + c.len_utf8()]));
    let shares =
        |word: &str| ends().any(|(tail, head)| system(word, tail).is_some() || system(word, head).is_some());
    is_romaji(latin)
        && system(latin, kana).is_none()
        && letters.len() <= 3 * LETTERS_MAX
        && !latin.split([' ', PART_SEPARATOR]).any(shares)
}

/// Capital letters alone: marks over vowels, apostrophes and hyphens left out. Empty for a word with anything else.
pub(super) fn letters(word: &str) -> String {
    let bare: String =
        word.nfd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '-' | '.')).collect();
    if bare.len() <= LETTERS_MAX && bare.chars().all(|c| c.is_ascii_uppercase()) {
        bare
    } else {
        String::new()
    }
}

/// The systems in which these letters spell these kana.
fn systems(latin: &[u8], kana: &[char]) -> Systems {
    // Entry `j`: the systems in which the kana so far are the first `j` letters. Two entries of kana back for pairs.
    let mut reached = vec![vec![0; latin.len() + 1]; kana.len() + 1];
    reached[0][0] = ANY | MIXED;
    for at in 0..kana.len() {
        for from in 0..=latin.len() {
            let here = reached[at][from];
            if here == 0 {
                continue;
            }
            let mut put = |kana_read: usize, spelling: &str, systems: Systems| {
                if latin[from..].starts_with(spelling.as_bytes()) && at + kana_read <= kana.len() {
                    reached[at + kana_read][from + spelling.len()] |= here & (systems | MIXED);
                }
            };
            spell(kana, at, &latin[from..], &mut put);
        }
    }
    reached[kana.len()][latin.len()]
}

/// Puts every spelling of the kana at a place, with how many kana it takes and the systems that have it.
fn spell(kana: &[char], at: usize, latin: &[u8], put: &mut impl FnMut(usize, &str, Systems)) {
    let (c, next) = (kana[at], kana.get(at + 1).copied());
    for (written, spellings) in KANA {
        let mut letters = written.chars();
        if letters.next() != Some(c) {
            continue;
        }
        let second = letters.next();
        if second.is_some() && second != next {
            continue;
        }
        for (spelling, systems) in *spellings {
            put(1 + usize::from(second.is_some()), spelling, *systems & written_out(kana, at));
        }
    }
    for (consonant, row) in ROWS {
        if let Some(vowel) = row.chars().position(|k| k == c) {
            let mut spelling = String::from(*consonant);
            spelling.push(['A', 'I', 'U', 'E', 'O'][vowel]);
            put(1, &spelling, ANY);
            // キャ, ギョ: the consonant, Y and the vowel of the small kana.
            if let (1, Some(small)) = (vowel, next.and_then(vowel_of_small_y)) {
                put(2, &format!("{consonant}Y{small}"), ANY);
            }
        }
    }
    match c {
        'ン' => {
            put(1, "N", ANY & !labial_only(latin));
            if matches!(latin.get(1), Some(b'B' | b'M' | b'P')) {
                put(1, "M", PASSPORT | OH | HEPBURN);
            }
        }
        'ッ' if latin.starts_with(b"TCH") => put(1, "T", SHI),
        'ッ' if latin.len() > 1 && latin[0] == latin[1] && !b"AIUEO".contains(&latin[0]) => {
            let double = char::from(latin[0]);
            put(1, double.encode_utf8(&mut [0; 4]), if double == 'C' { 0 } else { ANY });
        }
        _ => {}
    }
    long(kana, at, put);
}

/// Passports write M, not N, before B, M and P.
fn labial_only(latin: &[u8]) -> Systems {
    if matches!(latin.get(1), Some(b'B' | b'M' | b'P')) { PASSPORT | OH } else { 0 }
}

/// The systems that write this kana out where it may be the second half of a long O or U; all of them elsewhere.
fn written_out(kana: &[char], at: usize) -> Systems {
    let vowel = at.checked_sub(1).and_then(|before| vowel_of(kana[before]));
    match (vowel, kana[at]) {
        (Some('O'), 'ウ') => OH | HEPBURN | KUNREI,
        (Some('O'), 'オ') if at + 1 < kana.len() => OH | HEPBURN | KUNREI,
        (Some('U'), 'ウ') => HEPBURN | KUNREI,
        _ => ANY,
    }
}

/// The second half of a long vowel that is left out or written H.
fn long(kana: &[char], at: usize, put: &mut impl FnMut(usize, &str, Systems)) {
    let Some(vowel) = at.checked_sub(1).and_then(|before| vowel_of(kana[before])) else { return };
    let ends = at + 1 == kana.len();
    match (vowel, kana[at]) {
        ('O', 'ウ') => {
            put(1, "", PASSPORT | KUNREI);
            put(1, "H", OH);
        }
        // ヨコオ: an オ that ends a part is written.
        ('O', 'オ') if !ends => {
            put(1, "", PASSPORT | KUNREI);
            put(1, "H", OH);
        }
        ('U', 'ウ') => put(1, "", PASSPORT | KUNREI),
        (_, 'ー') => {
            put(1, "", PASSPORT | KUNREI);
            put(1, vowel.encode_utf8(&mut [0; 4]), HEPBURN);
            if vowel == 'O' {
                put(1, "H", OH);
                put(1, "U", OH);
            }
        }
        _ => {}
    }
}

/// The vowel of ャ, ュ and ョ.
const fn vowel_of_small_y(c: char) -> Option<char> {
    match c {
        'ャ' => Some('A'),
        'ュ' => Some('U'),
        'ョ' => Some('O'),
        _ => None,
    }
}

/// The vowel that a kana ends in, as its Latin letter.
fn vowel_of(c: char) -> Option<char> {
    let large = crate::text::kana::plain(crate::text::kana::large(c));
    let by_rule = ROWS.iter().find_map(|(_, row)| row.chars().position(|k| k == large));
    if let Some(vowel) = by_rule {
        return Some(['A', 'I', 'U', 'E', 'O'][vowel]);
    }
    KANA.iter()
        .find(|(written, _)| written.chars().eq([large]))
        .and_then(|(_, s)| s.first()?.0.chars().next_back())
}

/// Whether every word of a name in Latin letters can be read as kana: consonants and vowels in turn.
#[must_use]
pub fn is_romaji(latin: &str) -> bool {
    let mut words = latin.split([' ', PART_SEPARATOR]).peekable();
    words.peek().is_some() && words.all(|word| is_romaji_word(letters(word).as_bytes()))
}

pub(super) fn is_romaji_word(word: &[u8]) -> bool {
    const ONSETS: &[&str] = &[
        "KY", "GY", "SH", "SY", "CH", "TS", "TY", "NY", "HY", "BY", "PY", "MY", "RY", "ZY", "JY", "K", "G",
        "S", "Z", "T", "D", "N", "H", "B", "P", "M", "Y", "R", "W", "F", "J", "V",
    ];
    let vowel = |at: usize| word.get(at).is_some_and(|b| b"AIUEO".contains(b));
    let mut at = 0;
    while at < word.len() {
        let rest = &word[at..];
        // The first half of a double consonant, N and M that end a sound, H of a long O.
        let closes = match (rest[0], rest.get(1)) {
            (b'T', Some(b'C')) => true,
            (b'N', next) => next.is_none_or(|n| !b"AIUEOY".contains(n)),
            (b'M', Some(b'B' | b'M' | b'P')) => true,
            (b'H', next) => at > 0 && word[at - 1] == b'O' && next.is_none_or(|n| !b"AIUEOY".contains(n)),
            (a, Some(b)) => a == *b && b"KSTPCGDBZJF".contains(&a),
            _ => false,
        };
        if closes && (at > 0 || rest[0] == b'N') {
            at += 1;
            continue;
        }
        let onset = ONSETS.iter().find(|o| rest.starts_with(o.as_bytes()) && vowel(at + o.len()));
        match onset {
            Some(onset) => at += onset.len() + 1,
            None if vowel(at) => at += 1,
            None => return false,
        }
    }
    !word.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_that_fits_is_named() {
        for (latin, kana, code) in [
            ("ONO", "オオノ", "ROMAJI-PASSPORT"),
            ("OHNO", "オオノ", "ROMAJI-PASSPORT-OH"),
            ("OONO", "オオノ", "ROMAJI-PASSPORT-OH"),
            ("SATOU", "サトウ", "ROMAJI-PASSPORT-OH"),
            ("NANBA", "ナンバ", "ROMAJI-HEPBURN"),
            ("HATCHO", "ハッチョウ", "ROMAJI-PASSPORT"),
            ("SYOHEI", "ショウヘイ", "ROMAJI-KUNREI"),
            ("SYOUHEI", "ショウヘイ", "ROMAJI-KUNREI"),
            ("TSUDI", "ツヂ", "ROMAJI-MIXED"),
            ("YUKO", "ユウコ", "ROMAJI-PASSPORT"),
            ("YUUKO", "ユウコ", "ROMAJI-HEPBURN"),
            ("KŌNO", "コウノ", "ROMAJI-PASSPORT"),
            ("TARO YAMADA", "ヤマダ\u{1f}タロウ", "ROMAJI-PASSPORT"),
            ("SHIN'ICHI", "シンイチ", "ROMAJI-HEPBURN"),
            ("GYOTOKU", "ギョウトク", "ROMAJI-PASSPORT"),
            ("KO", "コー", "ROMAJI-PASSPORT"),
        ] {
            assert_eq!(system(latin, kana), Some(code), "{latin} {kana}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_named() {
        for (latin, kana) in [
            ("YOKO", "ヨコオ"),
            ("YUKO", "ユキ"),
            ("KENJI", "ケンイチ"),
            ("YAMADA", "ヤマダタロウ"),
            ("YAMADA TARO", "ヤマダ"),
            ("A B C D E", "アベ"),
            ("", "アベ"),
            ("ABE1", "アベ"),
        ] {
            assert_eq!(system(latin, kana), None, "{latin} {kana}");
        }
        assert_eq!(system(&"O".repeat(64), &"オ".repeat(64)), Some("ROMAJI-PASSPORT-OH"));
        assert_eq!(system(&"O".repeat(65), &"オ".repeat(65)), None);
    }

    #[test]
    fn what_reads_as_kana_is_romaji() {
        for name in ["KATO", "HATCHO SYOUHEI", "HOMMA", "SHINICHI", "OHNO", "SATOH", "HATTORI"] {
            assert!(is_romaji(name), "{name}");
        }
        for name in ["JOHN SMITH", "LEE", "KIM", "MARY", "", "KATO1", "TTA", "CURIE"] {
            assert!(!is_romaji(name), "{name}");
        }
    }
}
