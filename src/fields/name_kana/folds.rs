//! Which folds a reading was read with, and which stand between two readings.
//!
//! Sources: `text::kana`, whose folds are named here one by one; runs of hiragana or of half-width letters are one fold.

use super::legacy_folds;
use crate::fields::name::fold::{Fold, Folds, of_one_side_only};
use crate::fields::{PART_SEPARATOR, Reading, Status};
use crate::text::space::is_dash;
use crate::text::{kana, width};

/// The folds between two readings: those of one side's own writing that the other side's has not (`K0`), then, letter by
/// letter, what stands between the two values: `K1` where it makes the readings `variant`, `K2` where only `similar`.
/// Empty where the raw texts are the same, where a side has no value, and where the readings differ in more.
///
/// ```
/// use sekisho::fields::{Reading, Status, name_kana};
/// let name = |raw| Reading { status: Status::Ok, weak: None, raw, value: raw };
/// let folds = name_kana::folds(&name("ショウジ"), &name("シヨウジ"));
/// assert_eq!((folds[0].from.as_str(), folds[0].to.as_str(), folds[0].tier), ("ョ", "ヨ", "K1"));
/// ```
#[must_use]
pub fn folds(left: &Reading<'_>, right: &Reading<'_>) -> Folds {
    let usable = left.status == Status::Ok && right.status == Status::Ok;
    if !usable || left.raw == right.raw {
        return Folds::new();
    }
    let mut found = of_one_side_only(own_folds(left), own_folds(right));
    found.extend(between(left.value, right.value).unwrap_or_default());
    found
}

/// `None` where the readings differ in more than folds.
fn between(left: &str, right: &str) -> Option<Folds> {
    let letters = |value: &str| value.chars().filter(|c| *c != PART_SEPARATOR).collect::<String>();
    let (l, r) = (letters(left), letters(right));
    if l.chars().count() != r.chars().count() {
        return None;
    }
    let (small, wo) = legacy_folds(&l, &r);
    let alike = kana::review_key(&l) == kana::review_key(&r);
    let mut found = Folds::new();
    for (a, b) in l.chars().zip(r.chars()).filter(|(a, b)| a != b) {
        let tier = |folded: bool| if folded { "K1" } else { "K2" };
        // The form that an older system lacks is the one that was folded.
        let (from, to) = if kana::large(a) == a && kana::plain(a) == a { (b, a) } else { (a, b) };
        found.push(if kana::large(a) == kana::large(b) {
            Fold::new(from, to, tier(small), "SMALL-KANA")
        } else if kana::plain(a) == kana::plain(b) {
            Fold::new(from, to, tier(wo), "WO-WI-WE")
        } else if kana::unvoiced(a) == kana::unvoiced(b) {
            Fold::new(a, b, "K2", "VOICING")
        } else if alike {
            Fold::new(a, b, "K2", if is_one_sound(a, b) { "VOICING" } else { "LONG-VOWEL" })
        } else {
            return None;
        });
    }
    Some(found)
}

/// ヂ and ジ, ヅ and ズ: one sound, two kana.
const fn is_one_sound(a: char, b: char) -> bool {
    matches!((a, b), ('ヂ', 'ジ') | ('ジ', 'ヂ') | ('ヅ', 'ズ') | ('ズ', 'ヅ'))
}

/// What a letter of a raw reading is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Half,
    Hiragana,
    Marked,
    Repeated,
    Dash,
    Compatible,
}

impl Writing {
    const fn source(self) -> &'static str {
        match self {
            Self::Half => "JISX0201",
            Self::Hiragana => "HIRAGANA",
            Self::Marked => "UCD-NFC",
            Self::Repeated => "JISX0208-REPEAT",
            Self::Dash => "DASH",
            Self::Compatible => "UCD-NFKC",
        }
    }
}

/// The folds that lead from the raw text of one reading to its katakana (`K0`).
///
/// ```
/// use sekisho::fields::{Reading, Status, name_kana};
/// let name = Reading { status: Status::Ok, weak: None, raw: "ﾔﾏﾀﾞ はなゝ", value: "ヤマダハナナ" };
/// let said: Vec<String> = name_kana::own_folds(&name).iter().map(|fold| format!("{}→{}", fold.from, fold.to)).collect();
/// assert_eq!(said, ["ﾔﾏﾀﾞ→ヤマダ", "はな→ハナ", "ゝ→ナ"]);
/// ```
#[must_use]
pub fn own_folds(reading: &Reading<'_>) -> Folds {
    let mut found = Folds::new();
    if reading.status != Status::Ok {
        return found;
    }
    let (mut last, mut before) = ('\0', None);
    for c in reading.raw.chars() {
        let Some((writing, to)) = step(c, last) else {
            before = None;
            if matches!(c, 'ァ'..='ヺ' | 'ー' | 'ㇰ'..='ㇿ') {
                last = c;
            }
            continue;
        };
        let run = found.last_mut().filter(|_| before == Some(writing));
        match (run, writing) {
            // A mark changes the letter before it; with a half-width or hiragana letter it is one run.
            (_, Writing::Marked) if before.is_some() => {
                if let Some(fold) = found.last_mut() {
                    fold.from.push(c);
                    fold.to.pop();
                    fold.to.push(to);
                }
            }
            (_, Writing::Marked) => {
                let from = String::from_iter([last, c]);
                found.push(Fold::new(from, to, "K0", writing.source()));
                before = Some(writing);
            }
            (Some(fold), _) => {
                fold.from.push(c);
                fold.to.push(to);
            }
            (None, _) => {
                // Room for a run that goes on to the end.
                let [mut from, mut folded] = [reading.raw; 2].map(|raw| String::with_capacity(raw.len()));
                from.push(c);
                folded.push(to);
                found.push(Fold::new(from, folded, "K0", writing.source()));
                before = Some(writing);
            }
        }
        last = to;
    }
    found
}

/// What a letter is read as after another one, if it is not written in full-width katakana.
fn step(c: char, last: char) -> Option<(Writing, char)> {
    Some(match c {
        'ｰ' => (Writing::Half, 'ー'),
        'ｦ'..='ﾝ' => (Writing::Half, width::full_katakana(c)?),
        'ぁ'..='ゖ' => (Writing::Hiragana, char::from_u32(u32::from(c) + 0x60)?),
        '\u{3099}' | '゛' | 'ﾞ' => (Writing::Marked, kana::voiced(last)?),
        '\u{309a}' | '゜' | 'ﾟ' => (Writing::Marked, kana::half_voiced(last)?),
        'ゝ' | 'ヽ' => (Writing::Repeated, kana::unvoiced(last)),
        'ゞ' | 'ヾ' => (Writing::Repeated, kana::voiced(kana::unvoiced(last))?),
        _ if is_dash(c) => (Writing::Dash, 'ー'),
        'ァ'..='ヺ' | 'ー' | 'ㇰ'..='ㇿ' => return None,
        _ => {
            let mut alone = String::new();
            kana::push_katakana(c.encode_utf8(&mut [0; 4]), &mut alone).then_some(())?;
            (Writing::Compatible, alone.chars().next()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(raw: &str) -> String {
        let mut value = String::new();
        assert_eq!((super::super::FIELD.parse)(raw, &mut value).status, Status::Ok, "{raw}");
        value
    }

    fn said(folds: &Folds) -> Vec<String> {
        folds.iter().map(|f| format!("{}→{} {} {}", f.from, f.to, f.tier, f.sources)).collect()
    }

    fn own(raw: &str) -> Vec<String> {
        said(&own_folds(&Reading { status: Status::Ok, weak: None, raw, value: &value(raw) }))
    }

    fn of(left: &str, right: &str) -> Vec<String> {
        let (lv, rv) = (value(left), value(right));
        let name = |raw, value| Reading { status: Status::Ok, weak: None, raw, value };
        said(&folds(&name(left, &lv), &name(right, &rv)))
    }

    #[test]
    fn every_writing_is_named() {
        assert_eq!(own("ｻﾄｳ ｼﾞｭﾝ"), ["ｻﾄｳ→サトウ K0 JISX0201", "ｼﾞｭﾝ→ジュン K0 JISX0201"]);
        assert_eq!(own("さとう\u{1f}ジュン"), ["さとう→サトウ K0 HIRAGANA"]);
        assert_eq!(own("カ゛マ\u{3000}すヽ\u{3099}き").len(), 4);
        assert_eq!(own("イサヾワ"), ["ヾ→ザ K0 JISX0208-REPEAT"]);
        assert_eq!(own("オ-ノ"), ["-→ー K0 DASH"]);
        assert_eq!(own("㋐ベマリ"), ["㋐→ア K0 UCD-NFKC"]);
        assert!(own("サトウ ジュン").is_empty());
    }

    #[test]
    fn what_stands_between_two_readings_is_named() {
        assert_eq!(of("ショウジ", "シヨウジ"), ["ョ→ヨ K1 SMALL-KANA"]);
        assert_eq!(of("シヨウジ", "ショウジ"), ["ョ→ヨ K1 SMALL-KANA"]);
        assert_eq!(of("ハットリアツコ", "ハットリアッコ"), ["ッ→ツ K2 SMALL-KANA"]);
        assert_eq!(of("タカヲサトル", "タカオサトル"), ["ヲ→オ K1 WO-WI-WE"]);
        assert_eq!(of("ヨシダジロウ", "ヨシタジロウ"), ["ダ→タ K2 VOICING"]);
        assert_eq!(of("イトウジロー", "イトオジロウ"), ["ウ→オ K2 LONG-VOWEL", "ー→ウ K2 LONG-VOWEL"]);
        assert_eq!(of("イトウ ジロウ", "ｲﾄｳ ジロウ"), ["ｲﾄｳ→イトウ K0 JISX0201"]);
        assert!(of("サトウジロウ", "スズキハナコ").is_empty() && of("ｲﾄｳ ﾕｳ", "ｲﾄｳﾕｳ").len() < 4);
    }
}
