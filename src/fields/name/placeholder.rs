//! Names that identify nobody: test records, sample entries, "the customer".
//!
//! Source: own list. 山田太郎 and 山田花子 are not in it: they are printed on sample forms, and people bear them.

use super::words;
use crate::fields::PART_SEPARATOR;

/// Whole names, in the form in which the gate keeps a name (spaces left out, Latin letters in upper case); sorted.
pub const NAMES: &[&str] = &[
    "ADMIN",
    "ADMINISTRATOR",
    "ANONYMOUS",
    "CUSTOMER",
    "DUMMY",
    "DUMMYDUMMY",
    "FIRSTNAMELASTNAME",
    "GUEST",
    "GUESTGUEST",
    "GUESTUSER",
    "LASTNAMEFIRSTNAME",
    "NAME",
    "NONAME",
    "SAMPLE",
    "TAROTEST",
    "TEST",
    "TESTER",
    "TESTNAME",
    "TESTTARO",
    "TESTTEST",
    "TESTUSER",
    "USER",
    "USERNAME",
    "お客さま",
    "お客様",
    "ななし",
    "オキャクサマ",
    "ゲスト",
    "ゲストユーザー",
    "ゲスト様",
    "シメイ",
    "セイメイ",
    "トクメイ",
    "トクメイキボウ",
    "ナナシ",
    "ナナシノゴンベエ",
    "ナマエ",
    "フメイ",
    "ミトウロク",
    "ユーザー",
    "ユーザーメイ",
    "会員様",
    "会員登録",
    "削除済",
    "削除済み",
    "匿名",
    "匿名希望",
    "名前",
    "名前なし",
    "名前未設定",
    "名無",
    "名無し",
    "名無しさん",
    "名無しの権兵衛",
    "名称未設定",
    "姓名",
    "氏名",
    "氏名不明",
    "氏名不詳",
    "氏名未登録",
    "退会済",
    "退会済み",
    "退会者",
    "顧客",
    "顧客名",
];

/// Words that mark a test record where they stand alone for the family or the given name.
pub const WORDS: &[&str] =
    &["テスト", "てすと", "ダミー", "だみー", "サンプル", "さんぷる", "名無し", "検証用", "動作確認"];

/// Whether a name identifies nobody. `value` is the canonical name, `raw` the text it was read from. A listed word
/// counts where it is the whole name, where it is a word or a column of its own, and where kanji, digits or Latin
/// letters follow or stand before it (テスト太郎, テスト1), so that longer katakana names that begin with it do not.
#[must_use]
pub fn is_placeholder(value: &str, raw: &str) -> bool {
    let Some(first) = value.chars().next() else { return false };
    if is_one_letter(value, first) {
        return true;
    }
    // No listed name is longer than this in bytes.
    if value.len() <= LONGEST && may_start_listed(first) && is_listed(value) {
        return true;
    }
    let ends = matches!(first, 'テ' | 'て' | 'ダ' | 'だ' | 'サ' | 'さ' | '名' | '検' | '動')
        || value.ends_with(['ト', 'と', 'ー', 'ル', 'る', 'し', '用', '認']);
    ends && WORDS.iter().any(|word| {
        let after = value.strip_prefix(word).map(|rest| rest.chars().next());
        let before = value.strip_suffix(word).map(|rest| rest.chars().next_back());
        let alone = |next: Option<char>| next.is_none_or(|c| !is_kana(c));
        after.is_some_and(alone)
            || before.is_some_and(alone)
            || ((after.is_some() || before.is_some()) && is_a_word(word, raw))
    })
}

/// Bytes of the longest entry of [`NAMES`], with room for the marks between its words.
const LONGEST: usize = 27;

/// Whether an entry of [`NAMES`] may start with this character; most names are told by it.
const fn may_start_listed(first: char) -> bool {
    match first {
        '\u{3400}'..='\u{9fff}' => matches!(first, '会' | '削' | '匿' | '名' | '姓' | '氏' | '退' | '顧'),
        'ァ'..='ヺ' => matches!(first, 'ゲ' | 'オ' | 'シ' | 'セ' | 'ナ' | 'ト' | 'フ' | 'ミ' | 'ユ'),
        _ => true,
    }
}

/// Whether the value is on the list, the marks between its words aside. The order of characters is the order of bytes.
fn is_listed(value: &str) -> bool {
    let bare = || value.chars().filter(|c| *c != ' ' && *c != PART_SEPARATOR);
    NAMES.binary_search_by(|name| name.chars().cmp(bare())).is_ok()
}

/// Whether the raw name has this word standing alone, in hiragana, katakana or half width.
fn is_a_word(word: &str, raw: &str) -> bool {
    words(raw, true).any(|w| {
        let mut katakana = [String::new(), String::new()];
        w == word
            || (crate::text::kana::push_katakana(w, &mut katakana[0])
                && crate::text::kana::push_katakana(word, &mut katakana[1])
                && katakana[0] == katakana[1])
    })
}

/// Whether a name is one kana or Latin letter typed three times or more.
fn is_one_letter(value: &str, first: char) -> bool {
    (is_kana(first) || first.is_ascii_alphabetic())
        && value.len() >= 3 * first.len_utf8()
        && value.chars().filter(|c| *c != PART_SEPARATOR && *c != ' ').all(|c| c == first)
        && value.chars().filter(|c| *c == first).count() >= 3
}

const fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_reachable() {
        assert!(NAMES.is_sorted());
        for name in NAMES {
            assert!(is_placeholder(name, name), "{name}");
        }
    }

    #[test]
    fn every_word_is_found_at_either_end() {
        for word in WORDS {
            assert!(is_placeholder(&format!("{word}太郎"), ""), "{word}");
            assert!(is_placeholder(&format!("山田{word}"), ""), "{word}");
        }
    }

    #[test]
    fn people_are_not_placeholders() {
        for name in ["山田太郎", "テストーニ", "ダミーノ", "ユウコ", "アアイ", "森森", "TESTA", "名取"]
        {
            assert!(!is_placeholder(name, name), "{name}");
        }
    }

    #[test]
    fn a_word_of_its_own_marks_a_test_record() {
        assert!(is_placeholder("テストタロウ", "ﾃｽﾄ ﾀﾛｳ"));
        assert!(!is_placeholder("テストタロウ", "テストタロウ"));
        assert!(is_placeholder("山田\u{1f}テスト", "山田\u{1f}テスト"));
        assert!(is_placeholder("アアア", "あああ"));
    }
}
