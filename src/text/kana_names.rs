//! Which katakana are a reading of a family name, and which of a given name, whatever the kanji.
//!
//! Source: the rows of `tables/name_readings.tsv.gz`; of family names those that UniDic or IPADIC list, for the rest has people
//! whole among them. Packed as an `fst` set in `tables/name_kana.fst`, which a test holds equal to its source.

use super::kana_of::Part;
use super::word_set::{Node, WordSet};
use std::sync::LazyLock;

#[rustfmt::skip]
/// Given names of newborn children of recent years (明治安田生命, 名前ランキング, 読み) that are newer than the lexicon.
const RECENT: &[&str] = &[
    "ヒマリ", "イロハ", "ツムギ", "ヒナタ", "ユイト", "リオナ", "コハル", "ココナ", "ココミ", "ユアナ", "ミオリ", "ヒヨリ", "スイ", "メイサ", "サナ", "エマ", "リノ", "リオ",
    "ユヅキ", "イト", "ウタ", "ハナネ", "カノン", "ノノカ", "ヒナノ", "ユラ", "ルナ", "ルカ", "レナ", "ミツキ", "ナギ", "アオト", "ハルト", "ミナト", "ソラ", "アサヒ", "イツキ",
    "リト", "ユウリ", "ソウスケ", "ハルキ", "カナト", "アオイ", "ヤマト", "ツキト", "レイト", "リツキ", "ナオト", "ヒビキ", "ツカサ", "コトハ", "オトハ", "イチカ", "ニコ", "モモカ",
    "キホ", "ユズハ", "サラ", "シオン", "レオン", "トア", "ノア", "ルイト", "キアラ", "セナ", "ララ", "リリ", "ココ", "モカ", "ミア", "ルア", "ラン", "スミレ",
];

/// The code point before the first katakana: a kana of a key is its distance from here, in one byte.
const KANA_BASE: u32 = 0x30a0;

static READINGS: LazyLock<Option<WordSet>> =
    LazyLock::new(|| WordSet::of(include_bytes!("tables/name_kana.fst")));

/// The key under which the set holds a reading: the part's letter, and one byte a kana. `None` for anything but katakana and ー.
#[must_use]
pub fn key(part: Part, katakana: &str) -> Option<Vec<u8>> {
    let letters = katakana.chars().map(code);
    part.code().bytes().map(Some).chain(letters).collect()
}

fn code(kana: char) -> Option<u8> {
    let code = u32::from(kana).checked_sub(KANA_BASE).filter(|code| *code > 0)?;
    u8::try_from(code).ok().filter(u8::is_ascii)
}

/// Whether katakana are a reading of a part of a name.
///
/// ```
/// use sekisho::text::{kana_names::is_reading, kana_of::Part};
/// assert!(is_reading(Part::Family, "ハスミ") && is_reading(Part::Given, "コウヘイ"));
/// assert!(!is_reading(Part::Given, "ショウテン"));
/// ```
#[must_use]
pub fn is_reading(part: Part, katakana: &str) -> bool {
    let mut kana = katakana.chars();
    let read = Beginning::of(part).and_then(|start| kana.try_fold(start, Beginning::then));
    read.is_some_and(Beginning::is_reading) || (part == Part::Given && RECENT.contains(&katakana))
}

/// The given names of recent years that the lexicon does not have.
pub fn recent() -> impl Iterator<Item = &'static str> {
    RECENT.iter().copied()
}

/// A beginning of readings of the lexicon.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    readings: &'static WordSet,
    node: Node,
}

impl Beginning {
    /// The empty beginning of all readings of a part.
    #[must_use]
    pub fn of(part: Part) -> Option<Self> {
        let readings = READINGS.as_ref()?;
        let node = readings.along(readings.root(), part.code().as_bytes())?;
        Some(Self { readings, node })
    }

    /// The beginning with one more kana, where a reading begins so.
    #[must_use]
    pub fn then(self, kana: char) -> Option<Self> {
        Some(Self { node: self.readings.step(self.node, code(kana)?)?, ..self })
    }

    /// Whether it is a whole reading.
    #[must_use]
    pub fn is_reading(self) -> bool {
        self.readings.is_word(self.node)
    }
}

/// Whether katakana are a reading of a family name with one of a given name behind it, one that `is_given` does not refuse.
#[must_use]
pub fn is_full_reading(katakana: &str, is_given: impl Fn(&str) -> bool) -> bool {
    let mut cuts = katakana.char_indices().skip(1).map(|(at, _)| katakana.split_at(at));
    cuts.any(|(family, given)| {
        given.chars().nth(1).is_some()
            && is_given(given)
            && is_reading(Part::Family, family)
            && is_reading(Part::Given, given)
    })
}
