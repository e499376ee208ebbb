//! What the reports for people call things, in both languages side by side: verdicts, weakenings, folds, reason codes.
//!
//! Titles and reasons of rules stand with the rules, labels of agreements with the agreements; here is what has no other
//! home. The tiers are those that `fields::name::fold` lists.

use crate::fields;
use crate::model::{Agreement, Label, Lang, Verdict, Weakening};
use crate::rules;

/// A verdict in a word.
#[must_use]
pub const fn verdict(verdict: Verdict) -> Label {
    match verdict {
        Verdict::Pass => Label { en: "passed", ja: "通過" },
        Verdict::Review => Label { en: "review", ja: "要確認" },
        Verdict::Block => Label { en: "blocked", ja: "却下" },
    }
}

/// What a weakening is.
#[must_use]
pub const fn weakening(weakening: Weakening) -> Label {
    match weakening {
        Weakening::Variant => Label {
            en: "another form of a kanji, or kana without small letters",
            ja: "字体の違い、または小書きのない仮名",
        },
        Weakening::SharedPhone => Label {
            en: "a number that others may share (landline, IP, foreign, extension)",
            ja: "共有されうる番号（固定・IP・海外・内線）",
        },
        Weakening::SuspectDate => Label {
            en: "a date that forms are often filled with, or past its era's end",
            ja: "仮の値としてよく使われる日付、または元号の範囲外の日付",
        },
        Weakening::PrintedPhone => Label {
            en: "digits that manuals print as a sample; no evidence",
            ja: "記入例によく使われる並びの番号（根拠に数えない）",
        },
    }
}

/// What would be in a weakening's place.
#[must_use]
pub const fn strengthened(weakening: Weakening) -> Label {
    match weakening {
        Weakening::Variant => {
            Label { en: "written with the same characters", ja: "同じ字で書かれている" }
        }
        Weakening::SharedPhone => {
            Label { en: "a mobile number that agrees", ja: "携帯電話の番号が一致する" }
        }
        Weakening::SuspectDate => Label {
            en: "a date that forms are not filled with",
            ja: "仮の値に使われない日付で一致する",
        },
        Weakening::PrintedPhone => Label {
            en: "a number that agrees and that no manual prints",
            ja: "記入例に使われない番号で一致する",
        },
    }
}

/// What the tier of a fold means, as `fields::name::fold` lists them.
#[must_use]
pub fn tier(tier: &str) -> Label {
    match tier {
        "B1" | "B2" => Label { en: "two forms of one kanji", ja: "同じ字の別の形" },
        "B3" => Label { en: "a form known from one source only", ja: "一つの資料だけにある字体" },
        "C" => Label { en: "look-alikes, two kanji", ja: "似ているが別の字" },
        "K0" => Label { en: "one kana in two writings", ja: "同じ仮名の別の書き方" },
        "K1" => Label { en: "kana as an older system writes them", ja: "古いシステムの仮名" },
        "K2" => Label { en: "kana that differ", ja: "異なる仮名" },
        "R" => Label { en: "Latin letters and kana", ja: "ローマ字と仮名" },
        _one_character => Label { en: "one character in two codes", ja: "同じ字の別の符号" },
    }
}

/// A reason code in a few words.
#[must_use]
pub fn reason_title(code: &str, lang: Lang) -> String {
    if let Some(rule) = rules::by_code(code) {
        return rule.title.text(lang).to_owned();
    }
    match fields::by_code(code) {
        Some((id, agreement)) => {
            format!("{}: {}", fields::field(id).label.text(lang), agreement.label().text(lang))
        }
        None => String::new(),
    }
}

/// Why a reason code matters and what to do about it.
#[must_use]
pub fn reason_why(code: &str) -> Label {
    match (rules::by_code(code), fields::by_code(code)) {
        (Some(rule), _) => rule.why,
        (None, Some((_, agreement))) => advice(agreement),
        (None, None) => Label { en: "", ja: "" },
    }
}

/// What a steward can do about an agreement.
#[must_use]
pub const fn advice(agreement: Agreement) -> Label {
    match agreement {
        Agreement::Missing => Label {
            en: "A missing value never agrees with anything, a missing one included. Fill it in from another source, or decide by hand.",
            ja: "値がない項目は、相手にも値がない場合を含め、一致とはみなしません。別の情報源で補うか、人が判断してください。",
        },
        Agreement::Placeholder => Label {
            en: "The value is one that forms are filled with, or one that too many people share; it says nothing about anybody. Replace it by the real one, or decide by hand.",
            ja: "入力欄を埋めるための値か、多人数が共有する値で、誰であるかを示しません。実際の値に直すか、人が判断してください。",
        },
        Agreement::Invalid => Label {
            en: "The text cannot be read as this field. Correct it at its source; the gate never repairs.",
            ja: "項目として読めません。元のデータを直してください。関所が値を補正することはありません。",
        },
        Agreement::Exact => {
            Label { en: "The two texts are the same.", ja: "二つの値は完全に同じです。" }
        }
        Agreement::Normalized => Label {
            en: "The same value, written differently: width, case, kana script, separators, era.",
            ja: "同じ値で、全角・半角、大文字・小文字、かなの種類、区切り、元号などの表記だけが違います。",
        },
        Agreement::Variant => Label {
            en: "Equal after a recorded fold (an old and a new form of a kanji, kana from a system without small letters). It is a weakening: a pass bears one.",
            ja: "記録された読み替え（新旧字体、小書きのない仮名など）で一致します。弱い一致であり、通過には一つまでです。",
        },
        Agreement::Similar => Label {
            en: "Close, but not equal: a slip of the pen, or another person. A person must look.",
            ja: "似ていますが同じではありません。書き間違いか、別人です。人の目で確認してください。",
        },
        Agreement::Different => Label {
            en: "Two different values of a required field: these are two people, or one of the records is wrong. Correct the record at its source and propose again.",
            ja: "必須項目の値が異なります。別人か、どちらかの記録が誤りです。元のデータを直してから、あらためて候補を出してください。",
        },
    }
}
