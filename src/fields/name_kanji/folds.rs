//! Which folds a written name was read with, and which stand between two names.
//!
//! Sources: `text::kanji` and its tables; the other folds are those of the file `form.rs`, named one by one.

use super::form::Script;
use super::near::letters;
use crate::fields::name::fold::{Fold, Folds, of_one_side_only};
use crate::fields::name::{self, romaji};
use crate::fields::{Reading, Status, name_kana};
use crate::text::kanji::{
    Kinship, Tier, any_fold_of, canonical_kanji, fold_of, is_kanji, is_selector, kinship, look_alike, variant,
};
use crate::text::space::is_space;
use crate::text::width::{compatible, upper};

/// The folds between two names: those of one side's own reading (tier A) that the other side's has not, then every row
/// of the tables that stands between the two values. Empty where the raw texts are the same, and where a side has no
/// value. Rows between the values are looked for only where these are of one length.
///
/// ```
/// use sekisho::fields::{Reading, Status, name_kanji};
/// let name = |raw| Reading { status: Status::Ok, weak: None, raw, value: raw };
/// let folds = name_kanji::folds(&name("澤田太郎"), &name("沢田太郎"));
/// assert_eq!(folds[0].to_string(), "澤→沢, B1 常用漢字表");
/// ```
#[must_use]
pub fn folds(left: &Reading<'_>, right: &Reading<'_>) -> Folds {
    let usable = left.status == Status::Ok && right.status == Status::Ok;
    if !usable || left.raw == right.raw {
        return Folds::new();
    }
    match (Script::of(left.value), Script::of(right.value)) {
        (Script::Katakana, Script::Katakana) => return name_kana::folds(left, right),
        (Script::Words, Script::Katakana) | (Script::Katakana, Script::Words) => {
            return romaji::fold(left, right).into_iter().collect();
        }
        _other_scripts => {}
    }
    let mut found = of_one_side_only(coded(left), coded(right));
    found.extend(between(left.value, right.value));
    found
}

/// The folds that lead from the raw text of one name to its canonical form (tiers A, B1 and B2).
///
/// ```
/// use sekisho::fields::{Reading, Status, name_kanji};
/// let name = Reading { status: Status::Ok, weak: None, raw: "佐々木髙⼦", value: "佐佐木髙子" };
/// let said: Vec<String> = name_kanji::own_folds(&name).iter().map(|fold| format!("{}→{}", fold.from, fold.to)).collect();
/// assert_eq!(said, ["々→佐", "⼦→子", "髙→高"]);
/// ```
#[must_use]
pub fn own_folds(reading: &Reading<'_>) -> Folds {
    if reading.status != Status::Ok {
        return Folds::new();
    }
    if Script::of(reading.value) == Script::Katakana {
        return name_kana::own_folds(reading);
    }
    let mut found = coded(reading);
    found.extend(letters(reading.value).into_iter().filter_map(fold_of).map(row));
    found
}

/// A row of the table of variants.
fn row(v: &'static crate::text::kanji::Variant) -> Fold {
    Fold::new(v.form, v.canonical, v.tier.name(), v.sources)
}

/// The folds of tier A in the raw text, in its order.
fn coded(reading: &Reading<'_>) -> Folds {
    let mut found = Folds::new();
    let (family, given) = name::parts(reading.raw);
    for part in [Some(family), given].into_iter().flatten() {
        coded_part(part, Script::of(reading.value), &mut found);
    }
    found
}

/// The marks that voice the letter before them.
const fn is_mark(c: char) -> bool {
    matches!(c, 'ﾞ' | 'ﾟ' | '\u{3099}' | '\u{309a}' | '゛' | '゜')
}

fn coded_part(text: &str, script: Script, found: &mut Folds) {
    let mut last = '\0';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_space(c) {
            continue;
        }
        if is_selector(c) && is_kanji(last) {
            found.push(Fold::new(String::from_iter([last, c]), last, "A", "UCD-IVS"));
            continue;
        }
        if c == '々' && is_kanji(last) {
            found.push(Fold::new(c, last, "A", "JISX0208-REPEAT"));
            continue;
        }
        let next = chars.peek().copied();
        if script == Script::Kanji && matches!(c, 'ケ' | 'ヵ') && is_kanji(last) && next.is_some_and(is_kanji)
        {
            found.push(Fold::new(c, 'ヶ', "A", "KOYOBUN-KE"));
            last = 'ヶ';
            continue;
        }
        // A kanji or a letter of full-width kana that no mark changes is itself, or a row of the table.
        if matches!(c, '\u{4e00}'..='\u{9fff}' | 'ァ'..='ヺ' | 'ぁ'..='ゖ') && !next.is_some_and(is_mark)
        {
            let same = variant(c).filter(|v| v.tier <= Tier::A2);
            found.extend(same.map(row));
            last = same.map_or(c, |v| v.canonical);
            continue;
        }
        // A half-width letter and its mark are one letter.
        let mut from = String::from(c);
        from.extend(chars.next_if(|n| is_mark(*n)));
        let to = match variant(c).filter(|v| v.tier <= Tier::A2) {
            Some(v) => {
                found.push(row(v));
                last = v.canonical;
                continue;
            }
            None => compatible(&from).unwrap_or_else(|| from.clone()),
        };
        let upper: String = to.chars().map(upper).collect();
        last = upper.chars().next_back().unwrap_or(last);
        if from != to {
            found.push(Fold::new(from, upper, "A", "UCD-NFKC"));
        } else if to != upper {
            found.push(Fold::new(to, upper, "A", "UCD-CASE"));
        }
    }
}

/// Every row of the tables that stands between two canonical names, in the order of the names.
fn between(left: &str, right: &str) -> Folds {
    let (l, r) = (letters(left), letters(right));
    let mut found = Folds::new();
    if l.len() != r.len() {
        return found;
    }
    for (a, b) in l.into_iter().zip(r).filter(|(a, b)| a != b) {
        if kinship(a, b) == Kinship::Strangers {
            continue;
        }
        found.extend([a, b].into_iter().filter_map(any_fold_of).map(row));
        let (ac, bc) = (canonical_kanji(a), canonical_kanji(b));
        if let Some(sources) = look_alike(a, b).or_else(|| look_alike(ac, bc)) {
            found.push(Fold::new(a, b, "C", sources));
        }
    }
    found
}

/// The folds of tiers B1 and B2 in a canonical name.
#[must_use]
pub fn folds_of_value(value: &str) -> Folds {
    letters(value).into_iter().filter_map(fold_of).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::name_kanji::form;

    fn canonical(raw: &str) -> Option<String> {
        let mut out = String::new();
        form::push(raw, &mut out)?;
        Some(out)
    }

    fn of(left: &str, right: &str) -> Vec<String> {
        let (lv, rv) = (canonical(left).unwrap(), canonical(right).unwrap());
        let name = |raw, value| Reading { status: Status::Ok, weak: None, raw, value };
        folds(&name(left, &lv), &name(right, &rv))
            .iter()
            .map(|f| format!("{}→{} {}", f.from, f.to, f.tier))
            .collect()
    }

    fn own(raw: &str) -> Vec<String> {
        let value = canonical(raw).unwrap();
        let reading = Reading { status: Status::Ok, weak: None, raw, value: &value };
        own_folds(&reading).iter().map(|f| format!("{}→{} {}", f.from, f.to, f.tier)).collect()
    }

    #[test]
    fn folds_name_the_rows_they_rest_on() {
        assert_eq!(of("澤田\u{1f}太郎", "沢田太郎"), ["澤→沢 B1"]);
        assert_eq!(of("渡邉", "渡邊"), ["邉→辺 B2", "邊→辺 B1"]);
        assert_eq!(of("籔内", "薮内"), ["籔→薮 B3"]);
        assert_eq!(of("斎藤", "斉藤"), ["斎→斉 C"]);
        assert!(
            of("佐藤", "鈴木").is_empty() && of("林", "小林").is_empty() && of("佐藤", "佐藤").is_empty()
        );
    }

    #[test]
    fn what_is_written_in_another_code_is_named_too() {
        assert_eq!(own("⽥中"), ["⽥→田 A1"]);
        assert_eq!(own("⻘木"), ["⻘→青 A2"]);
        assert_eq!(own("葛\u{e0100}城"), ["葛\u{e0100}→葛 A"]);
        assert_eq!(own("関ケ原"), ["ケ→ヶ A"]);
        assert_eq!(own("山田ｶﾞ"), ["ｶﾞ→ガ A"]);
        assert_eq!(own("Ａb"), ["Ａ→A A", "b→B A"]);
        assert_eq!(own("髙橋"), ["髙→高 B2"]);
        assert!(own("山田 太郎").is_empty());
    }

    #[test]
    fn a_fold_of_both_sides_is_no_difference() {
        assert!(of("佐々木 一", "佐々木一").is_empty());
        assert_eq!(of("佐々木", "佐佐木"), ["々→佐 A"]);
    }

    #[test]
    fn a_side_without_a_value_has_no_folds() {
        let none = Reading { status: Status::Invalid, weak: None, raw: "⽥?", value: "" };
        assert!(own_folds(&none).is_empty() && folds(&none, &none).is_empty());
    }

    #[test]
    fn latin_letters_are_held_against_kana() {
        assert_eq!(of("OHNO", "オオノ"), ["OHNO→オオノ R"]);
        assert!(of("KATO", "サトウ").is_empty());
    }
}
