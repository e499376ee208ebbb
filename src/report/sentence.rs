//! What differs between two records and what would change the verdict, in words: for the cells of a workbook and for
//! messages. The page says the same in its own script (`html/shape.js`, `html/pair.js`).

use super::pair::{FieldView, PARTS, PairView, Relation, open_fields};
use super::words;
use crate::fields;
use crate::model::{FieldId, Label, Lang, Verdict};
use crate::rules::RULES;

/// What differs in one field; empty where nothing does or nothing may be said.
pub(super) fn difference(id: FieldId, view: &FieldView, lang: Lang) -> String {
    let t = |en, ja| Label { en, ja }.text(lang);
    if let Some([stays, goes]) = view.sides {
        let (stays, goes) = (status(stays, lang), status(goes, lang));
        return match lang {
            Lang::En => format!("stays: {stays}, goes: {goes}"),
            Lang::Ja => format!("残る側: {stays}、消える側: {goes}"),
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
        return special.to_owned();
    }
    if id == fields::BIRTHDATE
        && let Some(text) = parts_of_date(&view.shape, lang)
    {
        return text;
    }
    match view.shape.split_once(PARTS) {
        Some((family, given)) => match lang {
            Lang::En => format!("family name: {}; given name: {}", part(family, lang), part(given, lang)),
            Lang::Ja => format!("姓: {}／名: {}", part(family, lang), part(given, lang)),
        },
        None if view.shape.is_empty() => String::new(),
        None => part(&view.shape, lang),
    }
}

fn status(status: &str, lang: Lang) -> &str {
    let said = match status {
        "missing" => Label { en: "no value", ja: "値なし" },
        "placeholder" => Label { en: "placeholder", ja: "仮の値" },
        "invalid" => Label { en: "unreadable", ja: "読めない値" },
        "partial" => Label { en: "a part only", ja: "一部だけ" },
        _a_value => Label { en: "a value", ja: "値あり" },
    };
    said.text(lang)
}

/// Which parts of two dates (`1980-03-04`) differ; `None` where the shape is no date's.
fn parts_of_date(shape: &str, lang: Lang) -> Option<String> {
    let parts = [
        (0..4, Label { en: "year", ja: "年" }),
        (5..7, Label { en: "month", ja: "月" }),
        (8..10, Label { en: "day", ja: "日" }),
    ];
    let is_date = shape.len() == 10 && shape.bytes().all(|mark| mark == b'=' || mark == b'#');
    if !is_date {
        return None;
    }
    let bad: Vec<&str> =
        parts.iter().filter(|(at, _)| shape[at.clone()].contains('#')).map(|(_, p)| p.text(lang)).collect();
    Some(match lang {
        Lang::En => format!("differs in {}", bad.join(" and ")),
        Lang::Ja => format!("{}が違う", bad.join("・")),
    })
}

/// One part of a shape in words.
fn part(shape: &str, lang: Lang) -> String {
    let count = |mark: char| shape.chars().filter(|m| *m == mark).count();
    let (other, left, right) = (count('#'), count('-'), count('+'));
    let length = shape.chars().count() - right;
    let mut said = Vec::new();
    if other > 0 {
        said.push(match lang {
            Lang::En => format!("{other} of {length} characters differ"),
            Lang::Ja => format!("{length} 文字中 {other} 文字が違う"),
        });
    }
    for (more, en, ja) in [(left, "stays", "残る側"), (right, "goes", "消える側")] {
        if more > 0 {
            said.push(match lang {
                Lang::En => format!("{more} more on the side that {en}"),
                Lang::Ja => format!("{ja}が {more} 文字多い"),
            });
        }
    }
    if said.is_empty() {
        return Label { en: "same", ja: "同じ" }.text(lang).to_owned();
    }
    said.join(Label { en: ", ", ja: "、" }.text(lang))
}

/// What would change the verdict, in a sentence or two.
pub(super) fn remedy(pair: &PairView<'_>, lang: Lang) -> String {
    let t = |en, ja| Label { en, ja }.text(lang);
    let codes: Vec<&str> = pair.decision.reasons.codes().collect();
    let mut open: Vec<&str> = Vec::new();
    for id in open_fields(pair.decision) {
        let name = fields::field(id).label.text(lang);
        if !open.contains(&name) {
            open.push(name);
        }
    }
    let open = open.join(t(" and ", "・"));
    let (then, left) = pair.if_agreed;
    let weak = RULES.iter().position(|r| r.code == "evidence.weak").is_some_and(|i| left.has_rule(i));
    let mut said = Vec::new();
    if !pair.is_compared {
        said.push(
            t("An ID does not stand on exactly one record.", "ID がちょうど一件の記録に対応していません。")
                .to_owned(),
        );
    } else if !open.is_empty() {
        said.push(match (then, weak, lang) {
            (Verdict::Pass, _, Lang::En) => format!("It would pass by itself if {open} agreed."),
            (Verdict::Pass, _, Lang::Ja) => format!("{open}が一致すれば、この組だけなら通過します。"),
            (_, true, Lang::En) => format!("Even if {open} agreed, the evidence would be too weak."),
            (_, true, Lang::Ja) => format!("{open}が一致しても、証拠が弱く要確認のままです。"),
            (Verdict::Review | Verdict::Block, false, Lang::En) => {
                format!("If {open} agreed it would still be {}.", words::verdict(then).en)
            }
            (Verdict::Review | Verdict::Block, false, Lang::Ja) => {
                format!("{open}が一致しても「{}」のままです。", words::verdict(then).ja)
            }
        });
    }
    if codes.contains(&"scope.different") {
        said.push(
            t(
                "Records of two brands or tenants are never merged.",
                "ブランドなどの範囲が違う記録は統合できません。",
            )
            .to_owned(),
        );
    }
    if codes.contains(&"gender.different") {
        said.push(t("The two genders would have to agree.", "性別が一致している必要があります。").to_owned());
    }
    let list: Vec<String> = codes
        .iter()
        .filter(|code| ["plan.", "group.", "batch."].iter().any(|scope| code.starts_with(scope)))
        .map(|code| words::reason_title(code, lang))
        .collect();
    if !list.is_empty() {
        said.push(match lang {
            Lang::En => format!("The list of proposals would have to change ({}).", list.join("; ")),
            Lang::Ja => format!("候補の一覧を直す必要があります（{}）。", list.join("、")),
        });
    }
    said.join(t(" ", ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Agreement;
    use smallvec::SmallVec;

    fn view(shape: &str, relation: Relation) -> FieldView {
        FieldView {
            agreement: Agreement::Different,
            weak: None,
            sides: None,
            shape: shape.to_owned(),
            relation,
            folds: SmallVec::new(),
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
            (fields::GENDER, "", Relation::None, "", ""),
        ] {
            assert_eq!(difference(id, &view(shape, relation), Lang::En), en);
            assert_eq!(difference(id, &view(shape, relation), Lang::Ja), ja);
        }
    }
}
