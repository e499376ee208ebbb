//! Words of a name that say that an organisation is named: a firm, a shop, an office, a school, a clinic, a temple, a club.
//!
//! A word counts where it ends a word of the name, the whole name without its spaces included: 蓮見建設, 総務 部. One kanji that
//! also ends family names (寺, 部, 園, 堂) counts at the end of the last word alone, behind two characters at least, and only
//! where the lexicon of names does not know that word: 服部 and 佐藤美園 are people.
//!
//! Sources: 日本標準産業分類 (Standard Industrial Classification for Japan, Ministry of Internal Affairs and Communications,
//! 2013) for trades; 会社法, 地方自治法 第260条の2 (自治会), 区分所有法 第3条 (管理組合), 学校教育法 第1条, 児童福祉法 第7条 (保育所),
//! 医療法 第1条の5 (病院, 診療所), 宗教法人法 第2条 (神社, 寺院, 教会) for kinds of bodies; own list for the departments of firms. A
//! test holds the words against the lexicon: no listed given name is one of them, but for those that it names.

use super::{posts, trades};
use crate::text::kana_of::{Part, is_listed};
use crate::text::kanji::is_kanji;
use hashbrown::HashSet;
use std::sync::LazyLock;

/// What ends the name of an organisation; no given name of people ends so, and few family names.
#[rustfmt::skip]
pub const ENDINGS: &[&str] = &[
    // Trades and shops.
    "建設", "工業", "産業", "商事", "商会", "商店", "商社", "興業", "興産", "物産", "総業", "実業", "運輸", "運送",
    "物流", "倉庫", "電機", "電気", "電器", "電設", "電工", "鉄工", "鉄工所", "製作所", "製菓", "製薬", "薬品",
    "石油", "不動産", "住宅", "設計", "設備", "塗装", "造園", "土建", "農園", "農場", "牧場", "酒造", "酒店", "書店",
    "本店", "支店", "売店", "食品", "水産", "印刷", "出版", "新聞", "新聞店", "放送", "電鉄", "鉄道", "交通", "観光",
    "自動車", "整備", "販売", "工房", "工場", "食堂", "旅館", "民宿", "料理店", "居酒屋", "喫茶", "喫茶店", "美容室",
    "美容院", "理容室", "理容店", "理髪店", "薬局", "銀行", "金庫", "保険", "証券", "農協", "生協", "漁協", "工務店",
    "企画", "開発", "会社", "本社", "支社", "事業所", "営業所", "出張所", "事業部", "研究所", "研究室", "事務所",
    "事務局",
    // Medicine and care.
    "歯科", "内科", "外科", "眼科", "皮膚科", "小児科", "耳鼻科", "産婦人科", "病院", "医院", "診療所", "整骨院",
    "接骨院", "治療院", "鍼灸院", "介護", "福祉", "施設", "老人ホーム",
    // Schools, offices, bodies.
    "学校", "大学", "高校", "学園", "学院", "幼稚園", "保育園", "保育所", "託児所", "図書館", "美術館", "博物館",
    "公民館", "体育館", "会館", "市役所", "区役所", "役場", "県庁", "警察", "警察署", "消防", "消防署", "消防団",
    "税務署", "郵便局", "神社", "神宮", "大社", "教会", "寺院", "自治会", "町内会", "町会", "商工会", "組合", "協会",
    "連合会", "連盟", "協議会", "委員会", "後援会", "同窓会", "同好会", "老人会", "婦人会", "子供会", "子ども会",
    "財団", "社団", "機構", "法人会",
    // Departments, and those who stand for them.
    "総務", "総務部", "経理", "経理部", "営業", "営業部", "人事", "人事部", "事務", "業務部", "技術部", "製造部",
    "管理部", "広報", "広報部", "総務課", "経理課", "営業課", "人事課", "庶務", "庶務課", "会計課", "課", "課長",
    "係長", "部長", "店長", "園長", "校長", "院長", "社長", "会長", "理事長", "組合長", "取締役", "代表者", "責任者",
    "御中", "各位", "税理士", "弁護士", "司法書士", "行政書士", "会計士", "看護師", "医師", "ヘルパー", "ケアマネ", "受付", "教室", "道場", "鮮魚", "青果", "精肉",
    "丁目", "号室", "番地", "少年団", "球団", "野球部", "従業員", "社員", "会員", "顧客", "後援",
];

/// One kanji that ends such names, and names of people too.
#[rustfmt::skip]
const LAST_KANJI: &[char] = &[
    '部', '係', '室', '寺', '園', '館', '堂', '店', '院', '社', '会', '局', '署', '庁', '組', '団', '隊', '班', '所',
    '科', '亭', '庵', '宮', '荘', '寮', '屋', '座', '塾', '校', '舎', '苑',
    '用', '員', '客', '欄', '済', '者', '区', '県', '業', '品', '証', '書', '機', '器',
];

/// Those of them that are no given name where they stand alone behind another word: 新宿 区, 総務 部.
const ALONE: &[&str] = &[
    "部", "課", "係", "会", "組", "社", "店", "区", "寮", "庁", "署", "局", "団", "隊", "班", "室", "所",
    "員", "客", "県",
];

/// Fewest characters of a word that one of [`LAST_KANJI`] ends.
const LAST_KANJI_MIN: usize = 3;

/// Katakana words that name a business wherever they stand.
#[rustfmt::skip]
const KATAKANA: &[&str] = &[
    "ホテル", "レストラン", "クリニック", "センター", "グループ", "スタジオ", "アカデミー", "スクール", "サービス",
    "システム", "オフィス", "ホールディングス", "コーポレーション", "マンション", "アパート", "ショップ", "ストアー",
    "スーパーマーケット", "サークル", "ファンクラブ", "ネットワーク", "プロジェクト", "グループホーム", "ケアホーム",
    "クリーニング", "タクシー", "ステーション",
];

/// Katakana words that name a business as words of their own.
const KATAKANA_WORDS: &[&str] = &[
    "バー",
    "カフェ",
    "サロン",
    "エステ",
    "スナック",
    "カラオケ",
    "ヘアサロン",
    "ネイルサロン",
    "クラブ",
    "チーム",
];

/// Katakana words that name a business or a building in one word with kanji: 蓮見サッシ, メゾン蓮見.
#[rustfmt::skip]
const BESIDE_KANJI: &[&str] = &[
    "サッシ", "ガラス", "タイル", "サイクル", "モータース", "オート", "デンキ", "ランドリー", "ピアノ", "バレエ", "ダンス",
    "スイミング", "ゴルフ", "テニス", "サッカー", "ベーカリー", "キッチン", "ダイニング", "フーズ", "フラワー", "ハウス", "ホーム",
    "エステート", "リフォーム", "プランニング", "デザイン", "プロダクション", "エンジニアリング", "テック", "コンサルティング",
    "パートナーズ", "ビル", "ビルディング", "ハイツ", "コーポ", "メゾン", "レジデンス", "スナック", "カフェ", "サロン", "クラブ",
    "チーム", "スポーツ",
];

/// Words that a business's name begins with, the owner's behind it: 居酒屋はすみ.
const BEGINNINGS: &[&str] = &[
    "居酒屋",
    "パン工房",
    "美容室",
    "理容室",
    "喫茶",
    "旅館",
    "民宿",
    "食堂",
    "スナック",
    "株式会社",
    "有限会社",
    "学習塾",
    "東京都",
    "北海道",
];

/// Readings of words of [`ENDINGS`], of a name in kana alone.
#[rustfmt::skip]
const KATAKANA_ENDINGS: &[&str] = &[
    "ケンセツ", "コウムテン", "フドウサン", "ショクドウ", "リョカン", "ビョウイン", "ガッコウ", "ヨウチエン",
    "ホイクエン", "ジンジャ", "ジチカイ", "クミアイ", "ソウムブ", "ケイリカ", "エイギョウブ",
];

/// Latin words that name a body or a business, as words of their own.
#[rustfmt::skip]
const LATIN: &[&str] = &[
    "HOTEL", "RESTAURANT", "CLINIC", "HOSPITAL", "SCHOOL", "UNIVERSITY", "COLLEGE", "OFFICE", "CENTER", "CENTRE",
    "SHOP", "STORE", "GROUP", "TEAM", "CLUB", "DEPARTMENT", "DEPT", "DEPT.", "ASSOCIATION", "FOUNDATION", "HOLDINGS",
    "SERVICE", "SERVICES", "SYSTEMS", "AGENCY", "COMMITTEE", "COUNCIL", "ACCOUNTING", "LIMITED", "LLP", "TRUST", "TRADING",
    "ENTERPRISE", "ENTERPRISES", "GUARDIAN",
];

/// Every word that ends the name of an organisation or names one, and is no given name.
pub fn words() -> impl Iterator<Item = &'static str> {
    [ENDINGS, ALONE, KATAKANA, KATAKANA_WORDS, BESIDE_KANJI, KATAKANA_ENDINGS].into_iter().flatten().copied()
}

/// Latin words that name a body or a business.
pub fn latin_words() -> impl Iterator<Item = &'static str> {
    LATIN.iter().copied()
}

/// The most bytes of an ending; a test looks for the longest.
const ENDING_MAX: usize = 24;

fn listed_endings() -> &'static HashSet<&'static str> {
    static LISTED: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| ENDINGS.iter().copied().chain(trades::endings()).collect());
    &LISTED
}

/// The longest listed ending of a word, where it has one.
fn ending(word: &str) -> Option<&str> {
    let listed = listed_endings();
    word.char_indices().map(|(at, _)| &word[at..]).find(|ending| listed.contains(ending))
}

/// Whether the words of a name, in one width and upper case, name an organisation.
pub fn is_organisation(words: &[String]) -> bool {
    if words.iter().any(|word| is_word_of_one(word)) {
        return true;
    }
    if words.len() > 1 && words.last().is_some_and(|last| ALONE.contains(&last.as_str())) {
        return true;
    }
    match words {
        [] => false,
        [word] => ends_in_kanji(word),
        // A name cut into its family and its given name may read as such a word: 大 学.
        [family, given]
            if is_listed(Part::Family, family) && is_listed(Part::Given, given) && !posts::is_word(given) =>
        {
            false
        }
        [.., last] => {
            let whole = words.concat();
            ends_in_kanji(last)
                || ends(&whole)
                || (!is_listed(Part::Family, &words[0]) && ends_in_kanji(&whole))
        }
    }
}

/// Whether one word of a name, in one width and upper case, says by itself that an organisation is named.
pub fn is_word_of_one(word: &str) -> bool {
    static LATIN_LISTED: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| LATIN.iter().copied().chain(trades::latin_words()).collect());
    LATIN_LISTED.contains(word)
        || (has_katakana(word) && KATAKANA.iter().any(|listed| word.contains(listed)))
        || ends(word)
        || is_beside_kanji(word)
}

/// Whether a word has a katakana or ー: none of the lists in katakana has a word to say on any other.
fn has_katakana(word: &str) -> bool {
    word.chars().any(|c| matches!(c, 'ァ'..='ー'))
}

/// Whether a word ends as the name of an organisation may, whatever else it is.
pub fn may_end(word: &str) -> bool {
    ending(word).is_some() || word.ends_with(LAST_KANJI) || ALONE.contains(&word)
}

/// Whether the letters of two words that stand side by side make a listed ending which begins in the first of them.
pub fn has_ending_across(one: &str, other: &str) -> bool {
    let mut bytes = [0; ENDING_MAX];
    let starts = one.char_indices().map(|(at, _)| &one[at..]);
    starts.filter(|start| start.len() + other.len() <= ENDING_MAX).any(|start| {
        let (head, tail) = bytes.split_at_mut(start.len());
        head.copy_from_slice(start.as_bytes());
        tail[..other.len()].copy_from_slice(other.as_bytes());
        let joined = std::str::from_utf8(&bytes[..start.len() + other.len()]);
        joined.is_ok_and(|joined| listed_endings().contains(joined))
    })
}

/// Whether a word begins as the name of a business may, its owner's name behind it.
pub fn may_begin(word: &str) -> bool {
    BEGINNINGS.iter().any(|listed| listed.chars().next() == word.chars().next())
}

/// Whether katakana of a business stand in one word with kanji, by themselves, or before its owner's name.
fn is_beside_kanji(word: &str) -> bool {
    let begins =
        BEGINNINGS.iter().any(|listed| word.strip_prefix(listed).is_some_and(|rest| !rest.is_empty()));
    let beside = || {
        BESIDE_KANJI.iter().any(|listed| {
            let rest = word.strip_suffix(listed).or_else(|| word.strip_prefix(listed));
            rest.is_some_and(|rest| rest.chars().any(is_kanji))
        })
    };
    begins || (has_katakana(word) && (KATAKANA_WORDS.contains(&word) || beside()))
}

/// Whether a word ends as the name of an organisation does, and is no name for all that: neither 大社, a family name, nor a
/// name in one piece (河大学 is 河大 and 学).
fn ends(word: &str) -> bool {
    if has_katakana(word) && KATAKANA_ENDINGS.iter().any(|ending| word.ends_with(ending)) {
        return true;
    }
    let Some(ending) = ending(word) else { return false };
    let is_name = word == ending && (is_listed(Part::Family, word) || is_listed(Part::Given, word));
    !is_name && !is_cut(word)
}

/// Whether the last kanji of a word may end an organisation, and the word is none of the names that end so.
fn ends_in_kanji(word: &str) -> bool {
    word.ends_with(LAST_KANJI)
        && word.chars().count() >= LAST_KANJI_MIN
        && !is_listed(Part::Family, word)
        && !is_listed(Part::Given, word)
        && !is_cut(word)
}

/// Whether a word is a listed family name with a listed given name behind it that is no word of a business.
fn is_cut(word: &str) -> bool {
    let mut cuts = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
    cuts.any(|(family, given)| {
        let is_one_kanji = given.ends_with(LAST_KANJI) && given.chars().nth(1).is_none();
        !posts::is_word(given)
            && !is_one_kanji
            && is_listed(Part::Given, given)
            && is_listed(Part::Family, family)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_one(name: &str) -> bool {
        is_organisation(&name.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_listed_is_no_given_name() {
        let listed: Vec<&&str> = ENDINGS.iter().filter(|word| is_listed(Part::Given, word)).collect();
        // Names of places and prints that the lexicon took for people's; nobody is called so.
        assert_eq!(listed, [&"倉庫", &"鉄道", &"大学", &"青果"]);
    }

    #[test]
    fn every_word_of_a_list_in_katakana_has_one() {
        for word in [KATAKANA, KATAKANA_WORDS, BESIDE_KANJI, KATAKANA_ENDINGS].into_iter().flatten() {
            assert!(has_katakana(word), "{word}");
        }
        assert!(!has_katakana("佐藤さくらABC"));
    }

    #[test]
    fn an_ending_is_found_across_two_words() {
        let longest = listed_endings().iter().map(|ending| ending.len()).max();
        assert!(longest.is_some_and(|longest| longest <= ENDING_MAX), "{longest:?}");
        for (one, other) in [("佐自動", "車"), ("自", "動車"), ("大", "学"), ("林老", "人ホーム")]
        {
            assert!(has_ending_across(one, other), "{one} {other}");
        }
        for (one, other) in [("佐藤", "大学"), ("佐藤", "健太"), ("大学", "健太"), ("大", "")] {
            assert!(!has_ending_across(one, other), "{one} {other}");
        }
    }

    #[test]
    fn names_that_end_so_are_people() {
        for name in [
            "服部 学",
            "服部学",
            "阿部 総",
            "園部 建",
            "渡部 美園",
            "佐藤美園",
            "寺 建",
            "二階堂 学",
            "仁科 明",
            "大 学",
            "大社 薫",
        ] {
            assert!(!is_one(name), "{name}");
        }
    }

    #[test]
    fn a_business_is_told_from_a_person() {
        for name in [
            "蓮見建設",
            "蓮見会",
            "蓮見苑",
            "八幡宮",
            "新宿 区",
            "蓮見 建設",
            "総務 部",
            "経理 課",
            "光徳庵寺",
            "ホテル 蓮見",
            "HOTEL HASUMI",
            "ハスミケンセツ",
            "山田大学",
        ] {
            assert!(is_one(name), "{name}");
        }
    }
}
