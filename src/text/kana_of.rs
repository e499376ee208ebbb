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
use fst::raw::{Fst, Node};
use std::num::NonZeroU32;
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

static LEXICON: LazyLock<Option<Fst<&'static [u8]>>> =
    LazyLock::new(|| Fst::new(include_bytes!("tables/name_readings.fst").as_slice()).ok());

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
    LEXICON.as_ref().is_some_and(|lexicon| {
        let part = along(lexicon, lexicon.root(), part.code().as_bytes());
        let written = part.and_then(|node| along(lexicon, node, kanji.as_bytes()));
        written.is_some_and(|node| node.find_input(BETWEEN).is_some())
    })
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
    let mut node = along(lexicon, lexicon.root(), part.code().as_bytes());
    let mut found = 0;
    for (at, byte) in text.bytes().enumerate().take(u64::BITS as usize) {
        let Some(here) = node else { break };
        if at > 0 && text.is_char_boundary(at) && here.find_input(BETWEEN).is_some() {
            found |= 1 << at;
        }
        node = along(lexicon, here, &[byte]);
    }
    let is_whole =
        text.len() < u64::BITS as usize && node.is_some_and(|node| node.find_input(BETWEEN).is_some());
    (found, is_whole)
}

/// The parts of names that are listed with one beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach(Option<NonZeroU32>);

impl Reach {
    /// Those of family or of given names that begin with this text.
    #[must_use]
    pub fn of(part: Part, beginning: &str) -> Self {
        let node = LEXICON.as_ref().and_then(|lexicon| {
            let part = along(lexicon, lexicon.root(), part.code().as_bytes())?;
            along(lexicon, part, beginning.as_bytes())
        });
        Self(node.and_then(|node| NonZeroU32::new(u32::try_from(node.addr()).ok()?)))
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
        let (Some(lexicon), Some(at)) = (&*LEXICON, self.0) else { return false };
        along(lexicon, lexicon.node(at.get() as usize), rest.as_bytes())
            .is_some_and(|node| node.find_input(BETWEEN).is_some())
    }
}

/// Whether a given name of three kanji is listed that begins and ends so: 健 and 郎 (健太郎).
#[must_use]
pub fn is_given_name_around(first: char, last: char) -> bool {
    let Some(lexicon) = &*LEXICON else { return false };
    let head = along(lexicon, lexicon.root(), Part::Given.code().as_bytes())
        .and_then(|node| along(lexicon, node, first.encode_utf8(&mut [0; 4]).as_bytes()));
    let tail = [last.encode_utf8(&mut [0; 4]).as_bytes(), &[BETWEEN]].concat();
    let below = |node: Node<'static>| (0..node.len()).map(move |i| lexicon.node(node.transition_addr(i)));
    // A kanji of the basic plane has three bytes.
    let middle = head.into_iter().flat_map(below).flat_map(below).flat_map(below);
    middle.into_iter().any(|node| along(lexicon, node, &tail).is_some())
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
    let read = readings(part, kanji, letters.all());
    let whole = 1 << letters.all().len();
    match read {
        Read { exact, .. } if exact & whole != 0 => Fit::Confirmed,
        Read { near, .. } if near & whole != 0 => Fit::Unknown,
        Read { known: true, .. } => Fit::Contradicted,
        Read { known: false, .. } => Fit::Unknown,
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
        && Part::ALL.into_iter().any(|part| readings(part, kanji, kana).near & 1 << kana.len() != 0)
}

/// How near a reading comes to a listed one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    None,
    Near,
    Exact,
}

/// One boundary of the kanji, all boundaries of the kana; `None` where a part is not in the lexicon.
fn split_fits(family: &str, given: &str, letters: &Letters) -> Option<Match> {
    let kana = letters.all();
    let families = readings(Part::Family, family, kana);
    if !families.known {
        return None;
    }
    let mut best = Match::None;
    let mut given_known = false;
    for at in letters.boundaries().filter(|at| families.near & 1 << at != 0) {
        let rest = &kana[at..];
        let givens = readings(Part::Given, given, rest);
        let whole = 1 << rest.len();
        if families.exact & 1 << at != 0 && givens.exact & whole != 0 {
            return Some(Match::Exact);
        }
        if givens.near & whole != 0 {
            best = Match::Near;
        }
        given_known |= givens.known;
    }
    (given_known || readings(Part::Given, given, &[]).known).then_some(best)
}

/// The kana of a name, and where its family name ends, if that is known.
struct Letters {
    letters: [char; KANA_MAX],
    len: usize,
    family: Option<usize>,
}

impl Letters {
    /// `None` for an empty or an unusually long name.
    fn of((family, given): Split<'_>) -> Option<Self> {
        let mut letters = Self { letters: ['\0'; KANA_MAX], len: 0, family: None };
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
        *self.letters.get_mut(self.len)? = c;
        self.len += 1;
        Some(())
    }

    fn all(&self) -> &[char] {
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
    /// Whether it has the kanji at all.
    known: bool,
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

/// All readings of a part that the kana start with. A part written in kana is read as it is written.
fn readings(part: Part, kanji: &str, kana: &[char]) -> Read {
    let mut read = Read::default();
    if !kanji.is_empty() && kanji.chars().all(|c| katakana_of(c).is_some()) {
        read.known = true;
        let written = kanji.chars().filter_map(katakana_of);
        let steps = written.enumerate().map(|(i, k)| kana.get(i).map_or(Match::None, |c| alike(*c, k)));
        let worst = steps.min().unwrap_or(Match::None);
        if worst > Match::None {
            read.ends(kanji.chars().count(), worst == Match::Exact);
        }
    }
    if let Some(lexicon) = &*LEXICON
        && let Some(start) = along(lexicon, lexicon.root(), part.code().as_bytes())
    {
        walk_kanji(lexicon, start, kanji, None, kana, &mut read);
    }
    read
}

/// The katakana of a kana; `None` for anything else.
fn katakana_of(c: char) -> Option<char> {
    match c {
        'ァ'..='ヺ' | 'ー' => Some(c),
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60),
        _ => None,
    }
}

/// The node reached from another one along these bytes.
fn along<'l>(lexicon: &'l Fst<&'static [u8]>, node: Node<'l>, bytes: &[u8]) -> Option<Node<'l>> {
    bytes.iter().try_fold(node, |node, byte| {
        let at = node.find_input(*byte)?;
        Some(lexicon.node(node.transition_addr(at)))
    })
}

/// Walks along the kanji in every form in which the lexicon may list them.
fn walk_kanji(
    lexicon: &Fst<&'static [u8]>,
    node: Node<'_>,
    rest: &str,
    last: Option<char>,
    kana: &[char],
    read: &mut Read,
) {
    let mut chars = rest.chars();
    let Some(c) = chars.next() else {
        if let Some(node) = along(lexicon, node, &[BETWEEN]) {
            read.known = true;
            walk_kana(lexicon, node, kana, 0, true, read);
        }
        return;
    };
    for form in forms(c, last).into_iter().flatten() {
        if let Some(node) = along(lexicon, node, form.encode_utf8(&mut [0; 4]).as_bytes()) {
            walk_kanji(lexicon, node, chars.as_str(), Some(c), kana, read);
        }
    }
}

/// A kanji as it stands, in its canonical form (B1, B2), as 々 after itself; ヶ as ケ.
fn forms(c: char, last: Option<char>) -> [Option<char>; 3] {
    let folded = if c == 'ヶ' { 'ケ' } else { canonical_kanji(c) };
    [Some(c), (folded != c).then_some(folded), (last == Some(c)).then_some('々')]
}

/// Walks along the kana; marks every place at which a listed reading ends.
fn walk_kana(
    lexicon: &Fst<&'static [u8]>,
    node: Node<'_>,
    kana: &[char],
    at: usize,
    exact: bool,
    read: &mut Read,
) {
    if node.is_final() {
        read.ends(at, exact);
    }
    let Some(c) = kana.get(at).copied() else { return };
    for step in node.transitions() {
        let Some(listed) = char::from_u32(KANA_BASE + u32::from(step.inp)) else { continue };
        let alike = alike(c, listed);
        if alike > Match::None {
            let next = lexicon.node(step.addr);
            walk_kana(lexicon, next, kana, at + 1, exact && alike == Match::Exact, read);
        }
    }
}

/// Whether two kana are one as an old system writes them, or nearly so.
fn alike(a: char, b: char) -> Match {
    let (a, b) = (legacy(a), legacy(b));
    let long = |mark: char, vowel: char| mark == 'ー' && matches!(vowel, 'ア' | 'イ' | 'ウ' | 'エ' | 'オ');
    if a == b {
        Match::Exact
    } else if unvoiced(a) == unvoiced(b) || long(a, b) || long(b, a) {
        Match::Near
    } else {
        Match::None
    }
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

    #[test]
    fn a_key_has_one_byte_a_kana() {
        let key = lexicon_key(Part::Given, "健", "ケンー").unwrap();
        assert_eq!(key, [&b"G"[..], "健".as_bytes(), b"\t", &[0x11, 0x53, 0x5c]].concat());
        assert_eq!(lexicon_key(Part::Given, "健", "けん"), None);
        assert_eq!(lexicon_key(Part::Given, "健", "ケ1"), None);
    }

    #[test]
    fn the_lexicon_is_whole() {
        let lexicon = LEXICON.as_ref().unwrap();
        assert_eq!(lexicon.len(), 209_146);
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
