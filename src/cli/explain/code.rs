//! `sekisho explain CODE` and `--list`: what a reason code means and what to do about it.

use super::super::exit::Exit;
use super::super::say::{Voice, padded, reason_title};
use crate::error::{Problem, Result};
use crate::fields;
use crate::model::{Agreement, FieldId, Label, Place, Verdict};
use crate::rules::{RULES, by_code};
use serde_json::{Value, json};

/// All codes: those of rules, then those of fields.
pub(super) fn list(voice: Voice) -> Exit {
    let steps = |f: FieldId| Agreement::ALL.map(|a| fields::code(f, a));
    let codes = RULES.iter().map(|r| r.code).chain(fields::ids().flat_map(steps));
    if voice.json {
        let all: Vec<Value> =
            codes.map(|c| json!({ "code": c, "title": reason_title(c, voice.lang) })).collect();
        voice.machine(&Value::Array(all));
    } else {
        codes.for_each(|code| {
            voice.line(&format!("{}  {}", padded(code, 26), reason_title(code, voice.lang)))
        });
    }
    Exit::Passed
}

/// One code: its verdict, its title, why it matters and what to do.
///
/// # Errors
///
/// `E_CODE` where there is no such code.
pub(super) fn one(code: &str, voice: Voice) -> Result<Exit> {
    let (verdict, why) = if let Some(rule) = by_code(code) {
        (rule.verdict.name(), rule.why.text(voice.lang).to_owned())
    } else if let Some((_, agreement)) = fields::by_code(code) {
        (
            fields::own_verdict(agreement).map_or("pass", Verdict::name),
            advice(agreement).text(voice.lang).to_owned(),
        )
    } else {
        return Err(Problem::input(
            "E_CODE",
            Place::default(),
            "there is no such reason code",
            "そのような理由コードはありません",
        )
        .help("`sekisho explain --list` shows them all", "`sekisho explain --list` で一覧できます")
        .into());
    };
    let title = reason_title(code, voice.lang);
    if voice.json {
        voice.machine(&json!({ "code": code, "title": title, "verdict": verdict, "why": why }));
    } else {
        voice.line(&format!("{code} ({verdict})\n{title}\n\n{why}"));
    }
    Ok(Exit::Passed)
}

/// What a steward can do about an agreement.
fn advice(agreement: Agreement) -> Label {
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
