//! Texts in a name column that are no full name of one person: half a name, words of forms and test data, firms, several
//! people, somebody's relative, characters that hide others.
//!
//! Source: own lists, from what operators, forms and programs write there. In doubt a name is not usable: that costs a
//! steward a minute, and taking it for a person's name may cost two people their privacy.

use super::{is_blank, may_start_blank, words};
use crate::fields::{PART_SEPARATOR, Status};
use crate::text::space;

/// What such a text is, wherever it stands in a name: the status it leads to. Canonical writing (Latin in upper case).
pub(in crate::fields) const ANYWHERE: &[(&str, Status)] = &[
    ("ユーザー", Status::Placeholder),
    ("アカウント", Status::Placeholder),
    ("テストデータ", Status::Placeholder),
    ("ダミーデータ", Status::Placeholder),
    ("サンプルデータ", Status::Placeholder),
    ("テストタロウ", Status::Placeholder),
    ("テストハナコ", Status::Placeholder),
    ("てすとたろう", Status::Placeholder),
    ("デモ太郎", Status::Placeholder),
    ("試験太郎", Status::Placeholder),
    ("見本太郎", Status::Placeholder),
    ("名前無し", Status::Placeholder),
    ("氏名なし", Status::Placeholder),
    ("氏名無し", Status::Placeholder),
    ("未記入", Status::Placeholder),
    ("ミキニュウ", Status::Placeholder),
    ("記入なし", Status::Placeholder),
    ("仮登録", Status::Placeholder),
    ("削除", Status::Placeholder),
    ("退会", Status::Placeholder),
    ("欠番", Status::Placeholder),
    ("ゲスト会員", Status::Placeholder),
    ("ゲスト購入", Status::Placeholder),
    ("店頭顧客", Status::Placeholder),
    ("管理者", Status::Placeholder),
    ("名無しの", Status::Placeholder),
    ("同上", Status::Placeholder),
    ("検証", Status::Placeholder),
    ("カブシキガイシャ", Status::Invalid),
    ("ユウゲンガイシャ", Status::Invalid),
    ("カ)", Status::Invalid),
    ("株)", Status::Invalid),
    ("有)", Status::Invalid),
    ("NPO法人", Status::Invalid),
    ("商店", Status::Invalid),
    ("クリニック", Status::Invalid),
    ("1名", Status::Invalid),
    ("2名", Status::Invalid),
    ("3名", Status::Invalid),
    ("の母", Status::Invalid),
    ("の父", Status::Invalid),
    ("の妻", Status::Invalid),
    ("の夫", Status::Invalid),
    ("ベビー", Status::Invalid),
    ("新生児", Status::Invalid),
    ("第一子", Status::Invalid),
    ("第二子", Status::Invalid),
    ("第1子", Status::Invalid),
    ("第2子", Status::Invalid),
    ("--", Status::Invalid),
    ("..", Status::Invalid),
];

/// Whole texts that are nobody's name.
pub(in crate::fields) const WHOLE: &[&str] =
    &["本人", "会員", "試験", "見本", "デモ", "顧客", "あいうえお", "アイウエオ"];

/// Latin words that mark a record of nobody, alone or with digits or other scripts behind them.
const LATIN: &[&str] =
    &["TEST", "DUMMY", "SAMPLE", "GUEST", "DEMO", "USER", "UNDEFINED", "NULL", "NONE", "NAN"];

/// Titles that are no given name where they stand alone for one.
pub(in crate::fields) const TITLES: &[&str] =
    &["様", "樣", "さま", "サマ", "殿", "氏", "さん", "サン", "先生"];

/// Whether an entry of [`ANYWHERE`] ends with this character; most characters of most names are told by it.
const fn may_end(c: char) -> bool {
    matches!(
        c,
        'ー' | 'ト'
            | 'タ'
            | 'ウ'
            | 'コ'
            | 'う'
            | '郎'
            | 'し'
            | '入'
            | '録'
            | '除'
            | '会'
            | '番'
            | '員'
            | '客'
            | '者'
            | 'お'
            | 'オ'
            | 'の'
            | '上'
            | '証'
            | 'ャ'
            | ')'
            | '人'
            | '店'
            | 'ク'
            | '理'
            | '名'
            | '母'
            | '父'
            | '妻'
            | '夫'
            | '子'
            | 'マ'
            | '児'
            | '-'
            | '.'
    )
}

/// A character that parts two people, hides a letter, or is the trace of a program; no name is written with it.
const fn is_foreign_mark(c: char) -> bool {
    matches!(
        c,
        '、' | ','
            | '，'
            | '&'
            | '＆'
            | ';'
            | '；'
            | '/'
            | '／'
            | '\\'
            | '#'
            | '＃'
            | '_'
            | '＿'
            | '…'
            | '‥'
            | '⬜'
            | '⬛'
            | '☐'
            | '☑'
            | '❓'
            | '❔'
    )
}

/// What a name that could be read is after all, if it is no full name of one person. `value` is the canonical name,
/// `raw` the text it was read from.
#[must_use]
pub fn status(value: &str, raw: &str) -> Option<Status> {
    let half = if may_be_half(raw) { half(value, raw) } else { None };
    half.or_else(|| listed(value)).or_else(|| is_mark_of_many(value, raw).then_some(Status::Invalid))
}

/// Whether a word of a raw name starts as one that [`half`] looks for does; most names are told by it.
fn may_be_half(raw: &str) -> bool {
    let mut starts = true;
    for c in raw.chars() {
        let gap = space::is_space(c) || c == PART_SEPARATOR;
        let title = matches!(c, '様' | '樣' | 'さ' | 'サ' | '殿' | '氏' | '先');
        if starts && !gap && (title || may_start_blank(c)) {
            return true;
        }
        starts = gap;
    }
    false
}

/// Half a name: a word beside which another says "no value", a title in the given name's place, one blank word twice.
fn half(value: &str, raw: &str) -> Option<Status> {
    let mut parts = words(raw, false);
    let (first, second) = (parts.next()?, parts.next());
    if let Some(second) = second {
        let blank = is_blank(first) || is_blank(second) || parts.any(is_blank);
        let title = raw.contains(PART_SEPARATOR) && TITLES.contains(&second);
        return (blank || title).then_some(Status::Missing);
    }
    // A blank word said twice without a space: both halves are the same.
    let middle = value.len() / 2;
    let twice = value.len() >= 6 && value.is_char_boundary(middle) && value[..middle] == value[middle..];
    (twice && is_blank(&value[..middle])).then_some(Status::Missing)
}

fn listed(value: &str) -> Option<Status> {
    if value.len() <= 15 && WHOLE.contains(&value) {
        return Some(Status::Placeholder);
    }
    if value.starts_with(|c: char| c.is_ascii_uppercase()) && is_latin_nobody(value) {
        return Some(Status::Placeholder);
    }
    let ends = value.char_indices().filter(|(_, c)| may_end(*c));
    ends.filter_map(|(at, c)| {
        let until = &value[..at + c.len_utf8()];
        ANYWHERE.iter().find(|(word, _)| until.ends_with(word)).map(|(_, status)| *status)
    })
    .next()
}

/// TEST1, TEST太郎, DUMMY USER; not TESTA, nor JOHN GUEST, who is a person.
fn is_latin_nobody(value: &str) -> bool {
    let mut all = true;
    for word in value.split([' ', PART_SEPARATOR]) {
        let rest = LATIN.iter().find_map(|listed| word.strip_prefix(listed));
        let rest = rest.filter(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        if rest.is_some_and(|rest| !rest.is_empty()) {
            return true;
        }
        all &= rest.is_some();
    }
    all
}

/// Marks that no one person's name has; 〇 more than once; a middle dot between kanji; 家 at the end of a short name, 代理 at
/// that of a long one.
fn is_mark_of_many(value: &str, raw: &str) -> bool {
    let (mut circles, mut before, mut dotted) = (0, '\0', false);
    for c in value.chars() {
        if is_foreign_mark(c) {
            return true;
        }
        circles += u32::from(c == '〇');
        dotted |= before == '・' && matches!(c, '一'..='\u{9fff}');
        before = c;
    }
    // 田代 理恵 has these two characters as well, but not at the end.
    let household = value.ends_with('家') && value.chars().count() <= 3;
    let proxy = value.ends_with("代理") && value.chars().count() > 4;
    circles > 1 || dotted || ((household || proxy) && words(raw, false).count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::name_kanji;

    #[test]
    fn every_entry_passes_the_first_look() {
        for (word, _) in ANYWHERE {
            assert!(word.ends_with(may_end), "{word}");
        }
    }

    #[test]
    fn what_is_no_full_name_of_one_person_is_not_read_as_one() {
        for name in [
            "山田 不明",
            "山田 null",
            "山田 なし",
            "山田 -",
            "不明 太郎",
            "山田\u{1f}様",
            "undefined undefined",
            "不明不明",
            "なし なし",
            "テストユーザー",
            "test1",
            "TEST太郎",
            "dummy user",
            "未記入",
            "会員",
            "同上",
            "カ)ヤマダ",
            "株)山田",
            "NPO法人山田",
            "山田商店",
            "山田花子代理",
            "山田花子、山田太郎",
            "山田花子&太郎",
            "山田花子/太郎",
            "山〇花〇",
            "山田⬜子",
            "山田##",
            "山田＿＿",
            "山田…",
            "山田の母",
            "山田 第一子",
            "山田家",
        ] {
            let parsed = (name_kanji::FIELD.parse)(name, &mut String::new());
            assert_ne!(parsed.status, Status::Ok, "{name}");
        }
    }

    #[test]
    fn names_that_only_look_so_are_names() {
        for name in [
            "佐藤 直人",
            "林 優子",
            "上野 同",
            "会田 誠",
            "代田 理",
            "TESTA MARIO",
            "NULLI ANNA",
            "商 太郎",
            "家永 三郎",
        ] {
            let parsed = (name_kanji::FIELD.parse)(name, &mut String::new());
            assert_eq!(parsed.status, Status::Ok, "{name}");
        }
    }
}
