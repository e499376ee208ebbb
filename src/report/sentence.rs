//! What differs between two records and what would change the verdict, in words: for the cells of a workbook and for
//! messages. The page says the same in its own script (`html/shape.js`, `html/pair.js`).

use super::pair::{FieldView, PARTS, PairView, Relation};
use super::sayings::Saying;
use super::tokens::push_number;
use super::words;
use crate::fields::{self, Status};
use crate::model::{FieldId, Label, Lang, Verdict};
use crate::rules::RULES;

/// Appends what differs in one field; nothing where the view is silent.
pub(super) fn push_difference(id: FieldId, view: &FieldView, lang: Lang, out: &mut String) {
    let t = |en, ja| Label { en, ja }.text(lang);
    let mut say = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
    if let Some([stays, goes]) = view.sides {
        let (stays, goes) = (status(stays, lang), status(goes, lang));
        return match lang {
            Lang::En => say(&["stays: ", stays, ", goes: ", goes]),
            Lang::Ja => say(&["残る側: ", stays, "、消える側: ", goes]),
        };
    }
    let special = match view.relation {
        Relation::None => "",
        Relation::DayMonthSwapped => t("day and month swapped", "月と日が入れ替わっている"),
        Relation::PartsSwapped => t("family and given name swapped", "姓と名が入れ替わっている"),
        Relation::BoundaryMoved => t("cut elsewhere into family and given name", "姓と名の区切りだけが違う"),
        Relation::NeighboursSwapped => {
            t("two neighbouring characters swapped", "隣り合う 2 文字が入れ替わっている")
        }
    };
    if !special.is_empty() {
        return say(&[special]);
    }
    if id == fields::BIRTHDATE && push_parts_of_date(&view.shape, lang, out) {
        return;
    }
    // Marks are bytes, and too few for a search by blocks.
    match view.shape.bytes().position(|mark| mark == PARTS as u8) {
        Some(at) => {
            out.push_str(t("family name: ", "姓: "));
            push_part(&view.shape[..at], lang, out);
            out.push_str(t("; given name: ", "／名: "));
            push_part(&view.shape[at + 1..], lang, out);
        }
        None if view.shape.is_empty() => {}
        None => push_part(&view.shape, lang, out),
    }
}

fn status(status: Status, lang: Lang) -> &'static str {
    let said = match status {
        Status::Missing => Label { en: "no value", ja: "値なし" },
        Status::Placeholder => Label { en: "placeholder", ja: "仮の値" },
        Status::Invalid => Label { en: "unreadable", ja: "読めない値" },
        Status::Partial => Label { en: "a part only", ja: "一部だけ" },
        Status::Ok => Label { en: "a value", ja: "値あり" },
    };
    said.text(lang)
}

/// Appends which parts of two dates (`1980-03-04`) differ; `false` and nothing where the shape is no date's.
fn push_parts_of_date(shape: &str, lang: Lang, out: &mut String) -> bool {
    let parts = [
        (0..4, Label { en: "year", ja: "年" }),
        (5..7, Label { en: "month", ja: "月" }),
        (8..10, Label { en: "day", ja: "日" }),
    ];
    let is_date = shape.len() == 10 && shape.bytes().all(|mark| mark == b'=' || mark == b'#');
    if !is_date {
        return false;
    }
    out.push_str(Label { en: "differs in ", ja: "" }.text(lang));
    let bad = parts.iter().filter(|(at, _)| shape[at.clone()].contains('#'));
    for (n, (_, part)) in bad.enumerate() {
        if n > 0 {
            out.push_str(Label { en: " and ", ja: "・" }.text(lang));
        }
        out.push_str(part.text(lang));
    }
    out.push_str(Label { en: "", ja: "が違う" }.text(lang));
    true
}

/// Appends one part of a shape in words.
fn push_part(shape: &str, lang: Lang, out: &mut String) {
    // The marks of a shape are bytes.
    let count = |mark: u8| shape.bytes().filter(|m| *m == mark).count() as u64;
    let (other, left, right) = (count(b'#'), count(b'-'), count(b'+'));
    let length = shape.len() as u64 - right;
    let mut say = |parts: [&str; 3], numbers: [Option<u64>; 2]| {
        for (part, number) in parts.into_iter().zip(numbers.into_iter().chain([None])) {
            out.push_str(part);
            if let Some(number) = number {
                push_number(out, number);
            }
        }
    };
    let mut is_first = true;
    if other > 0 {
        match lang {
            Lang::En => say(["", " of ", " characters differ"], [Some(other), Some(length)]),
            Lang::Ja => say(["", " 文字中 ", " 文字が違う"], [Some(length), Some(other)]),
        }
        is_first = false;
    }
    for (more, en, ja) in [
        (left, " more on the side that stays", "残る側が "),
        (right, " more on the side that goes", "消える側が "),
    ] {
        if more > 0 {
            let comma = if is_first { "" } else { Label { en: ", ", ja: "、" }.text(lang) };
            match lang {
                Lang::En => say([comma, en, ""], [Some(more), None]),
                Lang::Ja => say([comma, ja, " 文字多い"], [None, Some(more)]),
            }
            is_first = false;
        }
    }
    if is_first {
        out.push_str(Label { en: "same", ja: "同じ" }.text(lang));
    }
}

/// Appends what would change the verdict, in a sentence or two.
pub(super) fn push_remedy(pair: &PairView<'_>, saying: &Saying, lang: Lang, out: &mut String) {
    let (then, left) = pair.if_agreed;
    let open = saying.open_names.as_str();
    let is_weak = weak_rule().is_some_and(|rule| left.has_rule(rule));
    let mut say = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
    let mut is_first = false;
    if !pair.is_compared {
        say(&[Label {
            en: "An ID does not stand on exactly one record.",
            ja: "ID がちょうど一件の記録に対応していません。",
        }
        .text(lang)]);
    } else if !open.is_empty() {
        match (then, is_weak, lang) {
            (Verdict::Pass, _, Lang::En) => say(&["It would pass by itself if ", open, " agreed."]),
            (Verdict::Pass, _, Lang::Ja) => say(&[open, "が一致すれば、この組だけなら通過します。"]),
            (_, true, Lang::En) => say(&["Even if ", open, " agreed, the evidence would be too weak."]),
            (_, true, Lang::Ja) => say(&[open, "が一致しても、証拠が弱く要確認のままです。"]),
            (Verdict::Review | Verdict::Block, false, Lang::En) => {
                say(&["If ", open, " agreed it would still be ", words::verdict(then).en, "."]);
            }
            (Verdict::Review | Verdict::Block, false, Lang::Ja) => {
                say(&[open, "が一致しても「", words::verdict(then).ja, "」のままです。"]);
            }
        }
    } else {
        is_first = true;
    }
    for demand in &saying.demands {
        let space = if is_first { "" } else { Label { en: " ", ja: "" }.text(lang) };
        say(&[space, demand]);
        is_first = false;
    }
}

/// The position of the rule about weak evidence.
pub(super) fn weak_rule() -> Option<usize> {
    RULES.iter().position(|rule| rule.code == "evidence.weak")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Agreement;

    fn view(shape: &str, relation: Relation) -> FieldView {
        FieldView {
            agreement: Agreement::Different,
            weak: None,
            sides: None,
            shape: shape.to_owned(),
            relation,
            folds: Vec::new(),
        }
    }

    #[test]
    fn differences_are_told_in_both_languages() {
        for (id, shape, relation, en, ja) in [
            (
                fields::NAME_KANJI,
                "==/=#",
                Relation::None,
                "family name: same; given name: 1 of 2 characters differ",
                "姓: 同じ／名: 2 文字中 1 文字が違う",
            ),
            (
                fields::BIRTHDATE,
                "=====#=##=",
                Relation::DayMonthSwapped,
                "day and month swapped",
                "月と日が入れ替わっている",
            ),
            (fields::BIRTHDATE, "====#==##=", Relation::None, "differs in day", "日が違う"),
            (
                fields::PHONE,
                "====#-",
                Relation::None,
                "1 of 6 characters differ, 1 more on the side that stays",
                "6 文字中 1 文字が違う、残る側が 1 文字多い",
            ),
            (fields::PHONE, "==--", Relation::None, "2 more on the side that stays", "残る側が 2 文字多い"),
            (
                fields::BIRTHDATE,
                "===#==##=#",
                Relation::None,
                "differs in year and month and day",
                "年・月・日が違う",
            ),
            (fields::GENDER, "", Relation::None, "", ""),
        ] {
            for (lang, expected) in [(Lang::En, en), (Lang::Ja, ja)] {
                let mut said = String::new();
                push_difference(id, &view(shape, relation), lang, &mut said);
                assert_eq!(said, expected);
            }
        }
    }
}
