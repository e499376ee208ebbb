//! Kanji: characters that are one, old and new forms of one kanji, and look-alikes that are never one.
//!
//! Sources: `tables/kanji_variants.tsv` and `tables/kanji_confusable.tsv`; what each row rests on stands in the row,
//! and `tables/README.md` names the sources and their licences. Rules of use: tier A first, then one look-up in
//! tier B, never a chain of look-ups; what stands in no table stays as it is.

use hashbrown::HashMap;
use std::sync::LazyLock;

/// How safely a variant is its canonical kanji.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Unicode says the two are one character: compatibility ideographs and radicals.
    A1,
    /// A radical used in a kanji's place (Unicode's `EquivalentUnifiedIdeograph`).
    A2,
    /// Statute: 常用漢字表, 人名用漢字, 表外漢字字体表.
    B1,
    /// Curated, or two sources of which one is Japanese.
    B2,
    /// One source only.
    B3,
}

impl Tier {
    /// The code used in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::B1 => "B1",
            Self::B2 => "B2",
            Self::B3 => "B3",
        }
    }

    /// Reads the code used in the table.
    fn of(code: &str) -> Option<Self> {
        [Self::A1, Self::A2, Self::B1, Self::B2, Self::B3].into_iter().find(|t| t.name() == code)
    }
}

/// One row of the table of variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The form that is folded.
    pub form: char,
    /// The kanji it is a form of.
    pub canonical: char,
    /// How safely.
    pub tier: Tier,
    /// Codes of the sources, joined by `|`.
    pub sources: &'static str,
    /// Whether the canonical kanji took the place of several old ones (弁 for 辨, 瓣 and 辯), so that two forms of it
    /// that both have this mark are two different kanji.
    pub merged_original: bool,
}

/// How two different kanji stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// Forms of one kanji (B1, B2).
    Variants,
    /// Close, never equal: a form known from one source only (B3), two old kanji that one form replaced, or a
    /// pair of the table of look-alikes.
    LookAlikes,
    /// Two kanji.
    Strangers,
}

/// Pairs of this kind are told from each other by every reader (健一 and 健二 are brothers): the table keeps them
/// apart from equality, and they are no look-alikes.
const SIBLINGS: &str = "given-name-sibling";

/// Characters a page of the look-up holds.
const PAGE: usize = 256;
/// Pages: up to U+2FFFF, past which the table has no row.
const PAGES: usize = 0x300;

struct Tables {
    rows: Vec<Variant>,
    /// For each page of characters, its number in `cells`; 0 is the empty page.
    pages: Vec<u16>,
    /// One more than the row's number, or 0.
    cells: Vec<[u16; PAGE]>,
    look_alikes: HashMap<(char, char), &'static str>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let rows: Vec<Variant> =
        cells(include_str!("tables/kanji_variants.tsv")).filter_map(variant_row).collect();
    let mut pages = vec![0_u16; PAGES];
    let mut cells_of = vec![[0_u16; PAGE]];
    for (number, row) in rows.iter().enumerate() {
        let page = &mut pages[u32::from(row.form) as usize / PAGE];
        if *page == 0 {
            *page = cells_of.len() as u16;
            cells_of.push([0; PAGE]);
        }
        cells_of[*page as usize][u32::from(row.form) as usize % PAGE] = number as u16 + 1;
    }
    let look_alikes = cells(include_str!("tables/kanji_confusable.tsv"))
        .filter(|row| row.get(4).is_some_and(|kind| *kind != SIBLINGS))
        .filter_map(|row| Some((ordered(only(row.first()?)?, only(row.get(2)?)?), *row.get(5)?)))
        .collect();
    Tables { rows, pages, cells: cells_of, look_alikes }
});

/// The rows of a table, cut into cells. Rows are known by the code point in their second cell, which the header has not.
fn cells(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows =
        table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row.get(1).is_some_and(|code| code.starts_with("U+")))
}

fn variant_row(row: Vec<&'static str>) -> Option<Variant> {
    let [form, _, canonical, _, _, tier, sources, flags, ..] = row.as_slice() else { return None };
    Some(Variant {
        form: only(form)?,
        canonical: only(canonical)?,
        tier: Tier::of(tier)?,
        sources,
        merged_original: flags.split(',').any(|flag| flag == "merged_original"),
    })
}

/// The one character of a cell.
fn only(cell: &str) -> Option<char> {
    let mut chars = cell.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn ordered(left: char, right: char) -> (char, char) {
    if left <= right { (left, right) } else { (right, left) }
}

/// The row of a form; `None` where the table does not know it as a form of another kanji.
#[must_use]
pub fn variant(c: char) -> Option<&'static Variant> {
    let tables = &*TABLES;
    let page = *tables.pages.get(u32::from(c) as usize / PAGE)?;
    let number = tables.cells[page as usize][u32::from(c) as usize % PAGE];
    tables.rows.get((number as usize).checked_sub(1)?)
}

/// The kanji that Unicode says this character is (tier A), or the character itself.
#[must_use]
pub fn same_kanji(c: char) -> char {
    variant(c).filter(|v| v.tier <= Tier::A2).map_or(c, |v| v.canonical)
}

/// The canonical form by tiers B1 and B2, or the character itself.
///
/// ```
/// use sekisho::text::kanji::canonical_kanji;
/// assert_eq!((canonical_kanji('髙'), canonical_kanji('澤'), canonical_kanji('高')), ('高', '沢', '高'));
/// ```
#[must_use]
pub fn canonical_kanji(c: char) -> char {
    fold_of(c).map_or(c, |v| v.canonical)
}

/// The row of tier B1 or B2 that folds a character.
#[must_use]
pub fn fold_of(c: char) -> Option<&'static Variant> {
    variant(c).filter(|v| matches!(v.tier, Tier::B1 | Tier::B2))
}

/// The row of tier B1, B2 or B3 that folds a character.
#[must_use]
pub fn any_fold_of(c: char) -> Option<&'static Variant> {
    variant(c).filter(|v| v.tier >= Tier::B1)
}

/// The sources of the row that lists two characters as look-alikes, in either order.
#[must_use]
pub fn look_alike(left: char, right: char) -> Option<&'static str> {
    TABLES.look_alikes.get(&ordered(left, right)).copied()
}

/// How two different characters stand to each other. Symmetric, and one look-up a side, never a chain.
///
/// ```
/// use sekisho::text::kanji::{Kinship, kinship};
/// assert_eq!(kinship('邉', '邊'), Kinship::Variants);
/// assert_eq!(kinship('辨', '辯'), Kinship::LookAlikes);
/// assert_eq!(kinship('斎', '斉'), Kinship::LookAlikes);
/// assert_eq!(kinship('健', '浩'), Kinship::Strangers);
/// ```
#[must_use]
pub fn kinship(left: char, right: char) -> Kinship {
    let (l, r) = (fold_of(left), fold_of(right));
    let (lc, rc) = (canonical_kanji(left), canonical_kanji(right));
    if lc == rc {
        let two_merged = l.is_some_and(|v| v.merged_original) && r.is_some_and(|v| v.merged_original);
        return if two_merged { Kinship::LookAlikes } else { Kinship::Variants };
    }
    let weak = |c: char| any_fold_of(c).map_or(c, |v| v.canonical);
    if weak(left) == weak(right) || look_alike(left, right).is_some() || look_alike(lc, rc).is_some() {
        return Kinship::LookAlikes;
    }
    Kinship::Strangers
}

/// Whether a character is a kanji: a unified or compatibility ideograph, or 〇.
#[must_use]
pub const fn is_kanji(c: char) -> bool {
    matches!(
        c,
        '\u{4e00}'..='\u{9fff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{3007}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3fffd}'
    )
}

/// Whether a character chooses a glyph of the kanji before it (IVS, SVS) and carries no letter of its own.
#[must_use]
pub const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    fn rows(tier: Tier) -> usize {
        TABLES.rows.iter().filter(|row| row.tier == tier).count()
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        assert_eq!([Tier::A1, Tier::A2, Tier::B1, Tier::B2, Tier::B3].map(rows), [1218, 112, 329, 235, 565]);
        assert_eq!(TABLES.look_alikes.len(), 278);
        assert!(TABLES.rows.iter().all(|row| variant(row.form) == Some(row)));
    }

    #[test]
    fn a_look_up_ends_where_it_began() {
        for row in &TABLES.rows {
            if row.tier <= Tier::A2 {
                assert_eq!(same_kanji(row.canonical), row.canonical, "{}", row.form);
            } else {
                assert_eq!(same_kanji(row.form), row.form);
                assert_eq!(same_kanji(row.canonical), row.canonical);
            }
            if matches!(row.tier, Tier::B1 | Tier::B2) {
                assert_eq!(canonical_kanji(row.canonical), row.canonical, "{}", row.form);
            }
        }
    }

    #[test]
    fn no_kanji_of_the_fast_ranges_has_a_row_in_tier_a() {
        for c in ('\u{3400}'..='\u{4dbf}').chain('\u{4e00}'..='\u{9fff}').chain('\u{20000}'..='\u{2f7ff}') {
            assert_eq!(same_kanji(c), c);
        }
    }

    #[test]
    fn tier_a1_says_what_unicode_says() {
        for row in TABLES.rows.iter().filter(|row| row.tier == Tier::A1) {
            let folded: String = row.form.to_string().nfkc().collect();
            assert_eq!(folded, row.canonical.to_string(), "{}", row.form);
        }
    }

    #[test]
    fn the_header_of_a_table_is_no_row() {
        assert_eq!(kinship('a', 'b'), Kinship::Strangers);
    }

    #[test]
    fn look_alikes_are_never_variants() {
        for (left, right) in TABLES.look_alikes.keys() {
            assert_eq!(kinship(*left, *right), Kinship::LookAlikes, "{left}{right}");
            assert_eq!(kinship(*right, *left), Kinship::LookAlikes, "{left}{right}");
        }
    }

    #[test]
    fn brothers_are_strangers() {
        assert_eq!(kinship('一', '二'), Kinship::Strangers);
        assert_eq!(kinship('二', '三'), Kinship::Strangers);
    }

    #[test]
    fn a_form_known_from_one_source_is_a_look_alike() {
        assert_eq!(kinship('籔', '薮'), Kinship::LookAlikes);
    }
}
