//! The folds that a name was read with, one by one, so that a decision can say what it rests on: 澤→沢, B1 常用漢字表.
//!
//! Tiers: `A1`, `A2`, `A` one character in two codes or with a mark that carries no letter; `B1`, `B2` forms of one kanji;
//! `B3` a form known from one source; `C` look-alikes; `K0` one kana in two writings; `K1` kana as an older system writes
//! them; `K2` voiced marks and long vowels; `R` a name in Latin letters and its kana. `A*` and `K0` are `normalized`, `B1`,
//! `B2` and `K1` `variant` at best, all others `similar` at best.
//!
//! A fold holds letters of a name: it is personal text, for those only to whom names are shown.
//!
//! Sources: `text::kanji` and its tables; Unicode 15 (UAX #15, UTS #37); JIS X 0208 and JIS X 0213 for 々 and half width;
//! 現代仮名遣い (内閣告示 1986) for kana; 旅券法施行規則 and ローマ字のつづり方 (内閣告示 1954) for Latin letters.

use crate::model::Label;
use smallvec::SmallVec;
use std::fmt;

/// One fold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// The writing that was folded; of a fold that is no equality (`B3` apart), the left side's.
    pub from: String,
    /// What it was folded to; of a fold that is no equality, the right side's.
    pub to: String,
    /// Its tier, as the head of this file lists them.
    pub tier: &'static str,
    /// Codes of its sources, joined by `|`; [`Fold::sources_named`] spells them out.
    pub sources: &'static str,
}

/// Folds in the order in which they stand in the name.
pub type Folds = SmallVec<[Fold; 4]>;

impl Fold {
    pub(in crate::fields) fn new(
        from: impl Into<String>,
        to: impl Into<String>,
        tier: &'static str,
        sources: &'static str,
    ) -> Self {
        Self { from: from.into(), to: to.into(), tier, sources }
    }

    /// Its sources for people, the weightiest first, each once.
    #[must_use]
    pub fn sources_named(&self) -> SmallVec<[Label; 2]> {
        let mut found = SmallVec::new();
        for (codes, label) in SOURCES {
            if self.sources.split('|').any(|code| codes.contains(&code)) {
                found.push(*label);
            }
        }
        found
    }

    /// The weightiest of its sources for people.
    #[must_use]
    pub fn source(&self) -> Label {
        self.sources_named().first().copied().unwrap_or(Label { en: self.sources, ja: self.sources })
    }
}

/// As people who know the tables read it: `澤→沢, B1 常用漢字表`.
impl fmt::Display for Fold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}→{}, {} {}", self.from, self.to, self.tier, self.source().ja)
    }
}

/// Codes of the tables and of this file, and what they stand for; the weightiest first. `text/tables/README.md` has
/// their editions and licences.
const SOURCES: &[(&[&str], Label)] = &[
    (&["JOYO"], Label { en: "Joyo kanji table (Cabinet notification, 2010)", ja: "常用漢字表" }),
    (
        &["JINMEIYO"],
        Label {
            en: "kanji for names (Family Register Act regulations, table 2)",
            ja: "人名用漢字（戸籍法施行規則 別表第二）",
        },
    ),
    (&["HYOGAI"], Label { en: "table of print forms outside the Joyo kanji (2000)", ja: "表外漢字字体表" }),
    (&["UCD-NFC", "UCD-NFKC", "UCD-EquivUI", "UCD-CASE"], Label { en: "Unicode", ja: "Unicode" }),
    (&["UCD-IVS"], Label { en: "Unicode variation sequences", ja: "異体字セレクタ（Unicode）" }),
    (
        &["JISX0208-REPEAT"],
        Label { en: "the repetition mark of JIS X 0208", ja: "くり返し符号（JIS X 0208）" },
    ),
    (
        &["KOYOBUN-KE"],
        Label {
            en: "one writing for ヶ, ケ and ヵ between kanji",
            ja: "漢字の間のヶ・ケ・ヵ（公用文作成の考え方）",
        },
    ),
    (&["NTA"], Label { en: "National Tax Agency, JIS reduction map", ja: "国税庁 JIS縮退マップ" }),
    (&["CURATED"], Label { en: "own list of well-known forms", ja: "自前の一覧" }),
    (&["UH-Z", "UH-SEM", "UH-SSEM", "UH-SIMP"], Label { en: "Unihan variants", ja: "Unihan" }),
    (&["MOZC", "MOZC-BETSUJI"], Label { en: "Mozc variant rules", ja: "Mozc 異体字表" }),
    (&["YOSINA"], Label { en: "yosina, old and new forms", ja: "yosina 新旧字体表" }),
    (&["JISX0201"], Label { en: "half-width katakana (JIS X 0201)", ja: "半角カナ（JIS X 0201）" }),
    (&["HIRAGANA"], Label { en: "hiragana as katakana", ja: "ひらがな" }),
    (&["DASH"], Label { en: "a dash typed for the long-vowel mark", ja: "長音に代えて打たれた横線" }),
    (&["SMALL-KANA"], Label { en: "small kana written large", ja: "小書きの仮名を持たない表記" }),
    (&["WO-WI-WE"], Label { en: "ヲ, ヰ and ヱ written オ, イ and エ", ja: "ヲ・ヰ・ヱを持たない表記" }),
    (&["VOICING"], Label { en: "voiced marks", ja: "濁点・半濁点の違い" }),
    (&["LONG-VOWEL"], Label { en: "writings of a long vowel", ja: "長音の書き方の違い" }),
    (
        &["ROMAJI-PASSPORT"],
        Label {
            en: "passport spelling (Hepburn, long vowels left out)", ja: "旅券のローマ字（長音省略）"
        },
    ),
    (
        &["ROMAJI-PASSPORT-OH"],
        Label {
            en: "passport spelling with OH, OU or OO", ja: "旅券のローマ字（長音OH・OU・OO）"
        },
    ),
    (&["ROMAJI-HEPBURN"], Label { en: "Hepburn, letter by letter", ja: "ヘボン式（仮名のとおり）" }),
    (&["ROMAJI-KUNREI"], Label { en: "Kunrei spelling (1954)", ja: "訓令式" }),
    (&["ROMAJI-MIXED"], Label { en: "a mixture of romanisations", ja: "ローマ字（混用）" }),
];

/// The folds of each side that the other side was not read with too, left before right.
pub(in crate::fields) fn of_one_side_only(left: Folds, right: Folds) -> Folds {
    let mut rest: Vec<Option<Fold>> = right.into_iter().map(Some).collect();
    let mut found = Folds::new();
    for fold in left {
        match rest.iter_mut().find(|other| other.as_ref() == Some(&fold)) {
            Some(shared) => *shared = None,
            None => found.push(fold),
        }
    }
    found.extend(rest.into_iter().flatten());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_reads_as_people_write_it() {
        assert_eq!(Fold::new("澤", "沢", "B1", "YOSINA|JOYO").to_string(), "澤→沢, B1 常用漢字表");
        assert_eq!(Fold::new("a", "b", "C", "NONE-SUCH").source().en, "NONE-SUCH");
    }

    #[test]
    fn every_code_of_the_tables_has_a_name() {
        for table in [
            include_str!("../../text/tables/kanji_variants.tsv"),
            include_str!("../../text/tables/kanji_confusable.tsv"),
        ] {
            let header = table.lines().find(|line| !line.starts_with('#')).unwrap();
            let at = header.split('\t').position(|name| name == "sources").unwrap();
            for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
                for code in line.split('\t').nth(at).unwrap().split('|') {
                    assert!(SOURCES.iter().any(|(codes, _)| codes.contains(&code)), "{code}: {line}");
                }
            }
        }
    }

    #[test]
    fn what_both_sides_have_is_no_difference() {
        let fold = |from: &str| Fold::new(from, "x", "A1", "UCD-NFKC");
        let of = |all: &[&str]| all.iter().map(|from| fold(from)).collect::<Folds>();
        assert_eq!(of_one_side_only(of(&["a", "b", "a"]), of(&["a", "c"])), of(&["b", "a", "c"]));
    }
}
