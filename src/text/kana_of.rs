//! Which kana a kanji name can be read as: a lexicon of 101,049 family and 53,368 given names with 209,146 readings.
//!
//! Source: `tables/name_readings.tsv.gz` (Mozc OSS, UniDic 3.1.1, IPADIC; `tables/README.md` names the licences),
//! packed as an `fst` set in `tables/name_readings.fst`, which is searched as it lies in the program. Measured on 6,000
//! real full names with a free boundary between the parts: 84.8 % are confirmed, none of 6,000 names beside a random
//! person's kana, 0.4 % beside the kana of somebody with the same family name. 5.2 % of true names have both parts
//! listed and yet an unlisted reading, so a contradiction is evidence and never proof.
//!
//! The lexicon has noise of its own (ワタナヘ), so that what it confirms may be shown to a person and may turn
//! `different` into `similar`, and must never make two values agree.

use super::kana::{large, plain, unvoiced};
use super::kanji::canonical_kanji;
use super::word_set::{Node, WordSet};
use smallvec::SmallVec;
use std::sync::LazyLock;

/// Which part of a name a reading belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The family name.
    Family,
    /// The given name.
    Given,
}

impl Part {
    /// Both parts.
    pub const ALL: [Self; 2] = [Self::Family, Self::Given];

    /// The letter under which the table lists the part.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Family => "S",
            Self::Given => "G",
        }
    }
}

/// Whether kana are a reading of kanji. Ordered by what counts where several rows speak of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The lexicon does not know the kanji, or the kana differ from a listed reading in voiced marks or in the writing
    /// of a long vowel only.
    Unknown,
    /// The lexicon lists this reading.
    Confirmed,
    /// The lexicon knows the kanji, and nothing near this reading.
    Contradicted,
}

impl Fit {
    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Confirmed => "fits",
            Self::Contradicted => "does_not_fit",
        }
    }
}

/// A name as it is split: the whole with `None`, or family and given name.
pub type Split<'a> = (&'a str, Option<&'a str>);

/// What stands between kanji and kana in a key of the lexicon.
const BETWEEN: u8 = b'\t';
/// The code point before the first katakana: a kana of a key is its distance from here, in one byte.
const KANA_BASE: u32 = 0x30a0;
/// The most characters a listed part has in kanji; a boundary is looked for no farther.
const KANJI_MAX: usize = 15;
/// The longest reading, in kana, that is looked up. The longest listed one has 26.
const KANA_MAX: usize = 52;

/// The lexicon, and where its family and its given names begin.
struct Lexicon {
    words: WordSet,
    parts: [Node; 2],
}

impl Lexicon {
    /// Where the names of a part begin that begin so in kanji.
    fn beginning(&self, part: Part, kanji: &str) -> Option<Node> {
        self.words.along(self.parts[part as usize], kanji.as_bytes())
    }

    /// Where the readings of a text begin that is listed.
    fn readings(&self, kanji: Node) -> Option<Node> {
        self.words.step(kanji, BETWEEN)
    }
}

static LEXICON: LazyLock<Option<Lexicon>> = LazyLock::new(|| {
    let words = WordSet::of(include_bytes!("tables/name_readings.fst"))?;
    let part = |part: Part| words.along(words.root(), part.code().as_bytes());
    let parts = [part(Part::Family)?, part(Part::Given)?];
    Some(Lexicon { words, parts })
});

/// The key under which the lexicon holds a reading: the part's letter, the kanji in UTF-8, a tab, one byte a kana.
/// `None` where the reading holds anything but katakana and ー.
#[must_use]
pub fn lexicon_key(part: Part, kanji: &str, katakana: &str) -> Option<Vec<u8>> {
    let mut key = [part.code().as_bytes(), kanji.as_bytes(), &[BETWEEN]].concat();
    for c in katakana.chars() {
        let code = u32::from(c).checked_sub(KANA_BASE).filter(|code| *code > 0)?;
        key.push(u8::try_from(code).ok().filter(|code| code.is_ascii())?);
    }
    Some(key)
}

/// Whether kanji (in their form of tier A) are listed as one part of a name by themselves, with any reading.
#[must_use]
pub fn is_listed(part: Part, kanji: &str) -> bool {
    let Some(lexicon) = &*LEXICON else { return false };
    lexicon.beginning(part, kanji).is_some_and(|node| lexicon.readings(node).is_some())
}

/// The beginnings of a text that are listed as one part of a name, with any reading: bit `n` stands for the first `n` bytes.
/// The text itself is not among them, nor is a beginning of 64 bytes and more.
///
/// ```
/// use sekisho::text::kana_of::{Part, listed_beginnings};
/// assert_eq!(listed_beginnings(Part::Family, "長谷川学") & (1 << 9), 1 << 9);
/// assert_eq!(listed_beginnings(Part::Family, "長谷川") & (1 << 9), 0);
/// ```
#[must_use]
pub fn listed_beginnings(part: Part, text: &str) -> u64 {
    beginnings_and_whole(part, text).0
}

/// The same in one walk with whether the whole text is listed, where it has less than 64 bytes.
#[must_use]
pub fn beginnings_and_whole(part: Part, text: &str) -> (u64, bool) {
    let Some(lexicon) = &*LEXICON else { return (0, false) };
    let mut node = Some(lexicon.parts[part as usize]);
    let mut found = 0;
    for (at, byte) in text.bytes().enumerate().take(u64::BITS as usize) {
        let Some(here) = node else { break };
        if at > 0 && text.is_char_boundary(at) && lexicon.readings(here).is_some() {
            found |= 1 << at;
        }
        node = lexicon.words.step(here, byte);
    }
    let is_whole =
        text.len() < u64::BITS as usize && node.is_some_and(|node| lexicon.readings(node).is_some());
    (found, is_whole)
}

/// The parts of names that are listed with one beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach(Option<Node>);

impl Reach {
    /// Those of family or of given names that begin with this text.
    #[must_use]
    pub fn of(part: Part, beginning: &str) -> Self {
        Self(LEXICON.as_ref().and_then(|lexicon| lexicon.beginning(part, beginning)))
    }

    /// Whether the beginning with this text behind it is listed.
    ///
    /// ```
    /// use sekisho::text::kana_of::{Part, Reach};
    /// let hase = Reach::of(Part::Family, "長谷");
    /// assert!(hase.has("川") && hase.has("") && !hase.has("学"));
    /// assert!(!Reach::of(Part::Family, "♡").has(""));
    /// ```
    #[must_use]
    pub fn has(self, rest: &str) -> bool {
        let (Some(lexicon), Some(beginning)) = (&*LEXICON, self.0) else { return false };
        let whole = lexicon.words.along(beginning, rest.as_bytes());
        whole.is_some_and(|node| lexicon.readings(node).is_some())
    }
}

/// Whether a given name of three kanji is listed that begins and ends so: 健 and 郎 (健太郎).
#[must_use]
pub fn is_given_name_around(first: char, last: char) -> bool {
    let Some(lexicon) = &*LEXICON else { return false };
    let head = lexicon.beginning(Part::Given, first.encode_utf8(&mut [0; 4]));
    let (mut bytes, words) = ([0; 4], &lexicon.words);
    let tail = last.encode_utf8(&mut bytes).as_bytes();
    let below = |node: Node| words.steps(node).map(|(_, node)| node);
    // A kanji of the basic plane has three bytes.
    let mut middle = head.into_iter().flat_map(below).flat_map(below).flat_map(below);
    middle.any(|node| words.along(node, tail).is_some_and(|node| lexicon.readings(node).is_some()))
}

/// Whether katakana are a reading of one part of a name, kanji in their form of tier A.
///
/// ```
/// use sekisho::text::kana_of::{Fit, Part, part_fits};
/// assert_eq!(part_fits(Part::Family, "山崎", "ヤマサキ"), Fit::Confirmed);
/// assert_eq!(part_fits(Part::Family, "髙田", "タカダ"), Fit::Confirmed);
/// assert_eq!(part_fits(Part::Given, "翔太", "シヨウタ"), Fit::Confirmed);
/// assert_eq!(part_fits(Part::Given, "裕子", "ケイコ"), Fit::Contradicted);
/// ```
#[must_use]
pub fn part_fits(part: Part, kanji: &str, katakana: &str) -> Fit {
    let Some(letters) = Letters::of((katakana, None)) else { return Fit::Unknown };
    let heads = Heads::of(part, kanji);
    let (read, whole) = (heads.read(letters.all()), 1 << letters.all().len());
    if read.exact & whole != 0 {
        Fit::Confirmed
    } else if read.near & whole == 0 && heads.are_known() {
        Fit::Contradicted
    } else {
        Fit::Unknown
    }
}

/// Whether katakana are a reading of a full name. Where a side does not say where the family name ends, every
/// boundary is tried: confirmed where one of them has both parts listed so, contradicted where one of them has both
/// parts in the lexicon and none comes near. A family or a given name alone is unknown.
///
/// ```
/// use sekisho::text::kana_of::{Fit, full_name_fits};
/// assert_eq!(full_name_fits(("高橋裕子", None), ("タカハシヒロコ", None)), Fit::Confirmed);
/// assert_eq!(full_name_fits(("高橋", Some("裕子")), ("タカハシケイコ", None)), Fit::Contradicted);
/// ```
#[must_use]
pub fn full_name_fits(kanji: Split<'_>, katakana: Split<'_>) -> Fit {
    let Some(letters) = Letters::of(katakana) else { return Fit::Unknown };
    let mut best = Fit::Unknown;
    let mut near = false;
    let (whole, given) = kanji;
    let bounds = whole.char_indices().map(|(at, _)| at).skip(1).take(KANJI_MAX);
    let free = bounds.filter(|_| given.is_none()).map(|at| whole.split_at(at));
    for (family, given) in given.map(|given| (whole, given)).into_iter().chain(free) {
        match split_fits(family, given, &letters) {
            Some(Match::Exact) => return Fit::Confirmed,
            Some(Match::Near) => near = true,
            Some(Match::None) => best = Fit::Contradicted,
            None => {}
        }
    }
    if near || (given.is_none() && is_one_part(whole, &letters)) { Fit::Unknown } else { best }
}

/// Whether a name may be one part alone (佐藤, and no 佐 with the family name 藤).
fn is_one_part(kanji: &str, letters: &Letters) -> bool {
    let kana = letters.all();
    letters.family.is_none()
        && Part::ALL.into_iter().any(|part| Heads::of(part, kanji).read(kana).near & 1 << kana.len() != 0)
}

/// How near a reading comes to a listed one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Match {
    None,
    Near,
    Exact,
}

/// One boundary of the kanji, all boundaries of the kana; `None` where a part is not in the lexicon.
fn split_fits(family: &str, given: &str, letters: &Letters) -> Option<Match> {
    let kana = letters.all();
    let families = Heads::of(Part::Family, family);
    if !families.are_known() {
        return None;
    }
    let families = families.read(kana);
    let given = Heads::of(Part::Given, given);
    let mut best = Match::None;
    for at in letters.boundaries().filter(|at| families.near & 1 << at != 0) {
        let rest = &kana[at..];
        let (givens, whole) = (given.read(rest), 1 << rest.len());
        if families.exact & 1 << at != 0 && givens.exact & whole != 0 {
            return Some(Match::Exact);
        }
        if givens.near & whole != 0 {
            best = Match::Near;
        }
    }
    given.are_known().then_some(best)
}

/// The kana of a name, and where its family name ends, if that is known.
struct Letters {
    letters: [Kana; KANA_MAX],
    len: usize,
    family: Option<usize>,
}

impl Letters {
    /// `None` for an empty or an unusually long name.
    fn of((family, given): Split<'_>) -> Option<Self> {
        let mut letters = Self { letters: [Kana::NONE; KANA_MAX], len: 0, family: None };
        for c in family.chars() {
            letters.push(c)?;
        }
        if let Some(given) = given {
            letters.family = Some(letters.len);
            for c in given.chars() {
                letters.push(c)?;
            }
        }
        (letters.len > 0).then_some(letters)
    }

    fn push(&mut self, c: char) -> Option<()> {
        *self.letters.get_mut(self.len)? = Kana::of(c);
        self.len += 1;
        Some(())
    }

    fn all(&self) -> &[Kana] {
        &self.letters[..self.len]
    }

    /// The places at which the family name may end.
    fn boundaries(&self) -> std::ops::Range<usize> {
        self.family.map_or(1..self.len, |at| at..at + 1)
    }
}

/// What the lexicon says of the readings of one part.
#[derive(Clone, Copy, Default)]
struct Read {
    /// Bit `n`: the first `n` kana are a listed reading.
    exact: u64,
    /// The same, with voiced marks and the writing of long vowels set aside. Holds every bit of `exact`.
    near: u64,
}

impl Read {
    fn ends(&mut self, at: usize, exact: bool) {
        self.near |= 1 << at;
        if exact {
            self.exact |= 1 << at;
        }
    }
}

/// Where the readings of one part of a name begin, in every form in which the lexicon may list it.
struct Heads<'k> {
    lexicon: Option<&'static Lexicon>,
    nodes: SmallVec<[Node; 4]>,
    /// A part written in kana, which is read as it is written.
    kana: Option<&'k str>,
}

impl<'k> Heads<'k> {
    fn of(part: Part, kanji: &'k str) -> Self {
        let is_kana = !kanji.is_empty() && kanji.chars().all(|c| katakana_of(c).is_some());
        let (lexicon, nodes) = (LEXICON.as_ref(), SmallVec::new());
        let mut heads = Self { lexicon, nodes, kana: is_kana.then_some(kanji) };
        if let Some(lexicon) = lexicon {
            walk_kanji(lexicon, lexicon.parts[part as usize], kanji, None, &mut heads.nodes);
        }
        heads
    }

    /// Whether the part has a reading at all.
    fn are_known(&self) -> bool {
        self.kana.is_some() || !self.nodes.is_empty()
    }

    /// All readings of the part that the kana start with.
    fn read(&self, kana: &[Kana]) -> Read {
        let mut read = Read::default();
        if let Some(written) = self.kana {
            let letters = written.chars().filter_map(katakana_of).map(Kana::of);
            let steps = letters.enumerate().map(|(i, k)| kana.get(i).map_or(Match::None, |c| c.alike(k)));
            let worst = steps.min().unwrap_or(Match::None);
            if worst > Match::None {
                read.ends(written.chars().count(), worst == Match::Exact);
            }
        }
        for node in &self.nodes {
            if let Some(lexicon) = self.lexicon {
                walk_kana(lexicon, *node, kana, 0, true, &mut read);
            }
        }
        read
    }
}

/// The katakana of a kana; `None` for anything else.
fn katakana_of(c: char) -> Option<char> {
    match c {
        'ァ'..='ヺ' | 'ー' => Some(c),
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60),
        _ => None,
    }
}

/// Walks along the kanji in every form in which the lexicon may list them.
fn walk_kanji(
    lexicon: &Lexicon,
    node: Node,
    rest: &str,
    last: Option<char>,
    found: &mut SmallVec<[Node; 4]>,
) {
    let mut chars = rest.chars();
    let Some(c) = chars.next() else {
        found.extend(lexicon.readings(node));
        return;
    };
    for form in forms(c, last).into_iter().flatten() {
        if let Some(node) = lexicon.words.along(node, form.encode_utf8(&mut [0; 4]).as_bytes()) {
            walk_kanji(lexicon, node, chars.as_str(), Some(c), found);
        }
    }
}

/// A kanji as it stands, in its canonical form (B1, B2), as 々 after itself; ヶ as ケ.
fn forms(c: char, last: Option<char>) -> [Option<char>; 3] {
    let folded = if c == 'ヶ' { 'ケ' } else { canonical_kanji(c) };
    [Some(c), (folded != c).then_some(folded), (last == Some(c)).then_some('々')]
}

/// Walks along the kana; marks every place at which a listed reading ends.
fn walk_kana(lexicon: &Lexicon, node: Node, kana: &[Kana], at: usize, exact: bool, read: &mut Read) {
    if lexicon.words.is_word(node) {
        read.ends(at, exact);
    }
    let Some(c) = kana.get(at) else { return };
    for (byte, next) in lexicon.words.steps(node) {
        let Some(listed) = LISTED.get(usize::from(byte)) else { continue };
        let alike = c.alike(*listed);
        if alike > Match::None {
            walk_kana(lexicon, next, kana, at + 1, exact && alike == Match::Exact, read);
        }
    }
}

/// A kana as it is held against another one: as the bytes of the lexicon, and 0 for what is none of its letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Kana {
    /// As an old system writes it.
    legacy: u8,
    /// The same without its voiced mark.
    unvoiced: u8,
}

/// The kana that the bytes of the lexicon stand for.
static LISTED: [Kana; 128] = {
    let mut listed = [Kana::NONE; 128];
    let mut byte = 1;
    while byte < 128 {
        if let Some(c) = char::from_u32(KANA_BASE + byte) {
            listed[byte as usize] = Kana::of(c);
        }
        byte += 1;
    }
    listed
};

impl Kana {
    const NONE: Self = Self { legacy: 0, unvoiced: 0 };

    const fn of(c: char) -> Self {
        let legacy = legacy(c);
        Self { legacy: byte_of(legacy), unvoiced: byte_of(unvoiced(legacy)) }
    }

    /// Whether two kana are one as an old system writes them, or nearly so.
    fn alike(self, listed: Self) -> Match {
        let (a, b) = (self.legacy, listed.legacy);
        if a == b && a != 0 {
            Match::Exact
        } else if (self.unvoiced == listed.unvoiced && self.unvoiced != 0) || is_long(a, b) || is_long(b, a) {
            Match::Near
        } else {
            Match::None
        }
    }
}

/// The byte under which the lexicon has a kana; 0 for what it does not have.
const fn byte_of(c: char) -> u8 {
    let code = (c as u32).wrapping_sub(KANA_BASE);
    if code < 128 { code as u8 } else { 0 }
}

/// Whether the first is the mark of a long vowel, and the second a vowel.
const fn is_long(mark: u8, vowel: u8) -> bool {
    const MARK: u8 = byte_of('ー');
    const VOWELS: [u8; 5] = [byte_of('ア'), byte_of('イ'), byte_of('ウ'), byte_of('エ'), byte_of('オ')];
    let [a, i, u, e, o] = VOWELS;
    mark == MARK && (vowel == a || vowel == i || vowel == u || vowel == e || vowel == o)
}

/// A kana as a system without small kana, ヲヰヱ, ヂ, ヅ and ヴ writes it.
const fn legacy(c: char) -> char {
    match plain(large(c)) {
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'ヴ' => 'ブ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fst::raw::Fst;

    #[test]
    fn kana_are_held_against_each_other_as_letters() {
        let at_length = |a: char, b: char| {
            let (a, b) = (legacy(a), legacy(b));
            let long = |mark, vowel| mark == 'ー' && matches!(vowel, 'ア' | 'イ' | 'ウ' | 'エ' | 'オ');
            match a == b {
                true => Match::Exact,
                false if unvoiced(a) == unvoiced(b) || long(a, b) || long(b, a) => Match::Near,
                false => Match::None,
            }
        };
        for byte in 1..128_u8 {
            let listed = char::from_u32(KANA_BASE + u32::from(byte)).unwrap();
            for c in ('\0'..='\u{9fff}').chain('\u{f900}'..='\u{ffff}') {
                assert_eq!(
                    Kana::of(c).alike(LISTED[usize::from(byte)]),
                    at_length(c, listed),
                    "{c} {listed}"
                );
            }
        }
    }

    #[test]
    fn a_key_has_one_byte_a_kana() {
        let key = lexicon_key(Part::Given, "健", "ケンー").unwrap();
        assert_eq!(key, [&b"G"[..], "健".as_bytes(), b"\t", &[0x11, 0x53, 0x5c]].concat());
        assert_eq!(lexicon_key(Part::Given, "健", "けん"), None);
        assert_eq!(lexicon_key(Part::Given, "健", "ケ1"), None);
    }

    #[test]
    fn the_lexicon_is_whole() {
        let lexicon = Fst::new(include_bytes!("tables/name_readings.fst").as_slice()).unwrap();
        assert_eq!((lexicon.len(), LEXICON.is_some()), (209_146, true));
        lexicon.verify().unwrap();
    }

    #[test]
    fn a_boundary_that_is_told_is_kept() {
        assert_eq!(full_name_fits(("林", Some("大和")), ("ハヤシ", Some("ヤマト"))), Fit::Confirmed);
        assert_eq!(full_name_fits(("林", Some("大和")), ("ハヤ", Some("シヤマト"))), Fit::Contradicted);
        assert_eq!(full_name_fits(("林大", Some("和")), ("ハヤシヤマト", None)), Fit::Unknown);
    }

    #[test]
    fn a_slip_in_a_voiced_mark_or_a_long_vowel_says_nothing() {
        assert_eq!(part_fits(Part::Family, "山田", "ヤマタ"), Fit::Confirmed);
        assert_eq!(part_fits(Part::Given, "花子", "ハナゴ"), Fit::Unknown);
        assert_eq!(part_fits(Part::Given, "太郎", "タロー"), Fit::Unknown);
        assert_eq!(part_fits(Part::Family, "大野", "オノ"), Fit::Contradicted);
    }

    #[test]
    fn texts_without_letters_or_with_too_many_say_nothing() {
        assert_eq!(part_fits(Part::Given, "健", ""), Fit::Unknown);
        assert_eq!(part_fits(Part::Given, "", "ケン"), Fit::Unknown);
        let long = "ア".repeat(KANA_MAX + 1);
        assert_eq!(full_name_fits(("佐藤", Some("健")), (&long, None)), Fit::Unknown);
        assert_eq!(full_name_fits(("佐藤", Some("健")), (&long[..3 * KANA_MAX], None)), Fit::Contradicted);
        assert_eq!(full_name_fits(("健", None), ("ケン", None)), Fit::Unknown);
        assert_eq!(full_name_fits(("佐藤", None), ("サトウ", None)), Fit::Unknown);
    }

    #[test]
    fn a_part_in_kana_is_read_as_it_is_written() {
        assert_eq!(full_name_fits(("山田さくら", None), ("ヤマダサクラ", None)), Fit::Confirmed);
        assert_eq!(full_name_fits(("山田", Some("さくら")), ("ヤマダ", Some("ハナコ"))), Fit::Contradicted);
    }
}
