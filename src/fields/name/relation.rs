//! Words of a name that name whoever it is that day: relations (蓮見 長男, 蓮見 耕平 母), several people at once (夫妻, 一同),
//! offices, nobody yet; and whole texts that stand for a name (苗字 名前, JOHN DOE).
//!
//! Sources: 民法 第725条 and 親族 in general for relations; own list for titles and words of forms; specimen names of Japanese
//! forms: 国税 太郎 (国税庁, 確定申告書の記載例), 年金 太郎 (日本年金機構, 届書の記入例), 健保 太郎 (全国健康保険協会), 番号 花子 (個人番号
//! カードの見本), 日本 花子 (運転免許証の見本); JOHN DOE and JANE DOE: parties without a name before courts (Black's Law
//! Dictionary, "John Doe"); FNU, LNU: "first (last) name unknown" on visas (U.S. Department of State, 9 FAM 403.9).

use super::{foreign, posts};
use crate::text::kana::push_katakana;
use crate::text::kana_of::{Part, is_listed};
use crate::text::kanji::is_kanji;
use hashbrown::HashSet;
use std::sync::LazyLock;

/// Words in the given name's place that name a relation, an office or nobody yet. But for those that are read as relations
/// wherever they stand (長男, 次男, 祖父 …), none of them is listed as a given name: a test names the exceptions.
#[rustfmt::skip]
pub const NO_GIVEN_NAMES: &[&str] = &[
    "長男", "次男", "二男", "三男", "四男", "五男", "長女", "次女", "二女", "三女", "四女", "祖父", "祖母", "双子",
    "女児", "男児", "赤ちゃん", "胎児", "未定", "未命名", "命名前", "名前未定", "息子", "息子さん", "娘", "娘さん",
    "妻", "夫", "嫁", "奥様", "奥さん", "旦那", "旦那様", "母", "父", "母親", "父親", "お母さん", "お父さん", "母上",
    "父上", "義母", "義父", "実母", "実父", "両親", "ご両親", "御両親", "兄", "姉", "弟", "兄弟", "姉妹", "叔父",
    "叔母", "伯父", "伯母", "甥", "姪", "従兄弟", "子息", "ご子息", "御子息", "令嬢", "ご令嬢", "御令嬢", "夫婦",
    "ご夫婦", "御夫婦", "夫妻", "ご夫妻", "御夫妻", "家", "一家", "ご一家", "御一家", "家族", "ご家族", "御家族",
    "一族", "親族", "遺族", "ご遺族", "一同", "ご一同", "家一同", "他", "他一名", "ほか", "外", "故人", "本人",
    "代筆", "代表", "世帯主", "同居人", "内縁", "主人", "ご主人", "子供", "お子様", "子ども", "こども", "ベビー",
    "フタゴ", "チョウナン", "チョウジョ", "ジナン", "ジジョ", "オクサマ", "ファミリー", "カゾク", "ムスコ", "ムスメ",
    "ふたご", "ちょうなん", "ちょうじょ", "じなん", "じじょ", "おくさま", "かぞく", "むすこ", "むすめ", "ハハ",
    "チチ", "ツマ", "オット", "フサイ", "フウフ", "ゴフサイ", "イチドウ", "アカチャン", "ママ", "パパ", "ばあちゃん", "じいちゃん", "おばあちゃん",
    "おじいちゃん", "おばさん", "おじさん", "第三子", "第四子", "第3子", "第4子", "三つ子", "双生児", "女", "男の子",
    "女の子", "くん", "ちゃん", "氏名不詳", "不詳", "某", "某氏", "宅", "内", "名義", "旧姓", "重複", "統合済", "使用不可",
"死亡", "死亡済", "受付", "気付", "空欄", "空白", "未記載", "未確認", "要確認", "確認中",
    "確認済", "記載なし", "入力なし", "ブランク", "仮", "同じ", "株式", "有限", "店", "店舗", "二号店", "姓", "名", "苗字", "名字",
    "氏名", "名前", "管理", "管理用", "練習", "練習用", "試験", "試験用", "入力", "架空", "仮名", "新規", "一般", "現金", "お客",
    "乳児", "幼児", "小児", "新生児", "双児", "第一児", "第二児", "第1児", "第2児", "赤ん坊", "ベイビー", "坊や", "お嬢様", "お孫さん", "孫",
    "児童", "園児", "名未定", "未亡人", "世帯", "義兄", "義姉", "義弟", "義妹", "不明", "ダンジ", "ジョジ", "ニュウジ", "ソウセイジ",
    "シンセイジ", "あかちゃん", "はは", "ごかぞく", "お客様", "顧客", "会員", "ゲスト", "匿名", "代理", "住職", "住所", "電話", "不在", "非公開", "秘密", "旧",
];

/// The listed given names among them. Whoever bears one is looked at by a person.
#[cfg(test)]
const GIVEN_NAMES_TOO: &[&str] = &["長男", "次男", "二男", "三男", "四男", "五男", "祖父", "一家"];

/// Words beside which another person's name stands, whoever the record is about.
const IN_SOMEBODYS_PLACE: &[&str] = &["代理", "代筆", "名義", "気付", "様方", "代理人"];

/// Words for several people or a relation that end a word which names the family too: 蓮見夫妻, 蓮見耕平ご夫婦.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "夫妻", "夫婦", "一同", "家族", "一族", "親族", "遺族", "姉妹", "兄弟", "両親", "奥様", "奥さん", "お母さん",
    "お父さん", "旦那様", "一家", "ほか一名", "代理", "長男", "次男", "二男", "三男", "長女", "次女", "二女", "三女", "双子", "赤ちゃん", "息子", "気付",
    "祖母", "祖父", "世帯主", "男児", "女児", "乳児", "幼児", "新生児", "双生児", "双児", "三つ子", "第一児", "第二児", "赤ん坊", "子供",
    "子ども", "お子様", "の弟", "の妹", "の兄", "の姉", "の孫", "の娘",
];

/// One kanji for a relation that ends a word likewise: 蓮見耕平母.
const LAST_KANJI: &[char] = &['母', '父', '妻', '娘', '嫁', '姪', '甥'];

/// One kanji behind a given name for those who are not named: 耕平他.
const OTHERS: &[char] = &['他', '外'];

/// Places that stand for a family name in specimens and test rows: 東京 太郎.
const SPECIMEN_PLACES: &[&str] =
    &["東京", "大阪", "京都", "日本", "名古屋", "神奈川", "埼玉", "北海道", "全国", "地方"];

/// Given names (ひとし, とおる, とも) that right behind a family name mean several people, and one (みや) that means a shrine: 佐藤等,
/// 八幡宮.
pub const PLURALS: &[&str] = &["等", "達", "共", "ら", "たち", "宮"];

/// Fewest characters of a word that one of [`LAST_KANJI`] ends.
const LAST_KANJI_MIN: usize = 3;

/// Whole names, without spaces, that stand for a name: words of forms, specimens, keys typed in a row.
#[rustfmt::skip]
pub const FORM_WORDS: &[&str] = &[
    "苗字名前", "名字名前", "名前苗字", "苗字", "名字", "姓", "名", "姓名", "氏名", "御氏名", "お名前", "仮名",
    "仮名前", "記入例", "記載例", "入力例", "記入", "例", "見本", "見本例", "フリガナ", "ふりがな", "カナ", "漢字",
    "全角", "全角カナ", "ミョウジナマエ", "みょうじなまえ", "ナマエ", "なまえ", "日本太郎", "日本花子", "国税太郎",
    "国税花子", "年金太郎", "年金花子", "健保太郎", "健保花子", "番号花子", "番号太郎", "雇用太郎", "労働太郎",
    "甲野太郎", "乙野次郎", "ホゲ", "ホゲホゲ", "ほげ", "ほげほげ", "イロハニホヘト", "いろはにほへと", "カキクケコ",
    "かきくけこ", "JOHNDOE", "DOEJOHN", "JANEDOE", "DOEJANE", "JOHNQPUBLIC", "FIRSTLAST", "LASTFIRST", "FIRSTNAME",
    "LASTNAME", "SURNAME", "FAMILYNAMEGIVENNAME", "GIVENNAMEFAMILYNAME", "YOURNAME", "FULLNAME", "FOOBAR", "FOO",
    "HOGE", "HOGEHOGE", "ABC", "ABCDEF", "ABCABC", "ASDF", "ASDFASDF", "QWERTY", "担当", "担当者", "店長", "店舗用", "社内用",
    "社員", "従業員", "パート", "アルバイト", "誰か", "だれか", "だれでも", "試験用", "練習用", "該当者なし", "未登録", "新規", "新規顧客", "組長", "区長", "班長", "住職", "檀家", "仮名太郎", "架空太郎", "入力太郎", "練習太郎",
    "一般客", "フリー", "フリー客", "現金客", "通りすがり", "お得意様", "お得意", "上様", "ウエサマ", "飛込み客", "飛び込み客",
    "無記名", "無名", "ななしごんべえ", "ナナシゴンベエ", "ななしのごんべえ", "名無し権兵衛", "名無権兵衛", "レジ", "UNKNOWNUNKNOWN",
    "仮登録", "テスト", "ダミー", "未定", "削除", "同上", "空白", "代引", "ネット注文", "サポート窓口", "得意先", "請求先", "会員番号",
    "ゲンキンキャク", "カイインバンゴウ", "なまえみょうじ", "DELETEDUSER", "MERGEDRECORD", "DUPLICATERECORD", "DONOTUSE", "DONOTMAIL",
    "NOTGIVEN", "NOTPROVIDED", "NOTSPECIFIED", "NAMEWITHHELD", "CURRENTRESIDENT", "MISSINGNAME", "FAKENAME", "FNAMELNAME",
    "ジョンドウ", "ジョンドー", "ジェーンドウ", "ジェーンドー", "LOREMIPSUM", "HOGEFUGA", "NOTAVAILABLE", "NOTKNOWN", "WALKIN", "NASHI", "TBATBA", "TBDTBD",
];

/// Latin words that stand for nobody in particular, wherever they stand in a name.
#[rustfmt::skip]
const LATIN: &[&str] = &[
    "BABY", "INFANT", "NEWBORN", "UNBORN", "TWIN", "TWINS", "FAMILY", "FAMILIES", "HOUSEHOLD", "FNU", "LNU",
    "SPOUSE", "CHILD", "MOTHER", "FATHER", "WIFE", "HUSBAND", "DAUGHTER", "BOY", "GIRL", "BABYBOY", "BABYGIRL", "BABY-BOY", "BABY-GIRL", "MALE", "FEMALE", "CHILDREN", "KIDS", "BROTHER", "SISTER",
    "AKACHAN", "THE", "UNKNOWN", "UNNAMED", "ANONYMOUS", "NONAME", "PARENT", "PARENTS", "COUPLE", "ESTATE", "ACCOUNT", "HOLDER", "CUSTOMER", "CLIENT", "WALK-IN", "WALKIN", "UNBEKANNT", "INCONNU", "FAMILIE", "FAMILIA", "FAMILLE",
];

static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words().collect());

/// The words that are no given name, and the texts that stand for a whole name.
pub fn words() -> impl Iterator<Item = &'static str> {
    NO_GIVEN_NAMES.iter().chain(FORM_WORDS).copied()
}

/// The Latin words that name nobody in particular.
pub fn latin_words() -> impl Iterator<Item = &'static str> {
    LATIN.iter().copied()
}

/// Whether a word is one of the lists as it stands, with the title in it (お客様).
pub fn is_word_for_nobody(word: &str) -> bool {
    LISTED.contains(word)
}

/// Whether two words are the family and the given name of a specimen.
pub fn is_form(family: &str, given: &str) -> bool {
    /// The characters that begin one; most family names are told by theirs.
    static FIRST: LazyLock<HashSet<char>> =
        LazyLock::new(|| FORM_WORDS.iter().filter_map(|word| word.chars().next()).collect());
    family.chars().next().is_some_and(|first| FIRST.contains(&first))
        && FORM_WORDS.iter().any(|listed| listed.strip_prefix(family) == Some(given))
}

/// Whether the words of a name, in one width and upper case, say that nobody in particular is named.
pub fn is_nobody_in_particular(words: &[String]) -> bool {
    let latin = |word: &String| LATIN.contains(&word.as_str()) || posts::is_latin_nobody(word);
    // 双子A and 長男2 are a relation, told apart by a letter or a number.
    let bare = |word: &String| word.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).to_owned();
    let no_given = |word: &String| is_no_given_name(&bare(word));
    let is_relation = match words {
        [] => false,
        [word] => is_glued(word),
        // A family name is no relation where it stands first: 家, 外.
        [first, .., last] => {
            no_given(last) || (no_given(first) && !is_listed(Part::Family, first) && !is_from_abroad(first))
        }
    };
    is_relation
        || words.iter().any(|word| is_in_somebodys_place(word))
        || (!words.is_empty() && words.iter().all(|word| is_one_letter(word)))
        || words.iter().any(latin)
        || words.iter().any(|word| ends(word))
        || is_specimen(words)
        || matches!(words, [_, .., last] if last == "SON")
        || FORM_WORDS.contains(&words.concat().as_str())
}

/// Whether a word is one beside which another person's name stands.
pub fn is_in_somebodys_place(word: &str) -> bool {
    IN_SOMEBODYS_PLACE.contains(&word)
}

/// Whether a word ends as one for a relation or for several people does, whatever else it is.
pub fn may_end(word: &str) -> bool {
    word.ends_with(LAST_KANJI) || word.ends_with(OTHERS) || has_ending(word)
}

/// Whether a word ends in one of [`ENDINGS`].
fn has_ending(word: &str) -> bool {
    /// The characters that end one; most words are told by theirs.
    static LAST: LazyLock<HashSet<char>> =
        LazyLock::new(|| ENDINGS.iter().filter_map(|word| word.chars().next_back()).collect());
    word.chars().next_back().is_some_and(|last| LAST.contains(&last))
        && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Whether a word, in any kana, says what somebody is or that nobody is meant.
fn is_no_given_name(word: &str) -> bool {
    let listed = |word: &str| NO_GIVEN_NAMES.contains(&word) || posts::is_nobody(word);
    let mut katakana = String::new();
    listed(word) || (push_katakana(word, &mut katakana) && listed(&katakana))
}

/// Whether kana are a family name from abroad: チャン.
fn is_from_abroad(word: &str) -> bool {
    let mut katakana = String::new();
    push_katakana(word, &mut katakana) && foreign::is_name(&katakana)
}

/// Whether the given name is one of those that specimens and test rows bear, behind a word that is on a list: 開発 太郎.
fn is_specimen(words: &[String]) -> bool {
    let is_listed = |first: &str| {
        (posts::is_word(first) && first.chars().nth(1).is_some() && !posts::is_family(first))
            || SPECIMEN_PLACES.contains(&first)
    };
    matches!(words, [first, given] if is_specimen_given_name(given) && is_listed(first))
}

/// Whether a given name is one of those that specimens bear.
pub fn is_specimen_given_name(given: &str) -> bool {
    matches!(
        given,
        "太郎" | "花子" | "一郎" | "次郎" | "タロウ" | "ハナコ" | "たろう" | "はなこ" | "太朗" | "華子"
    )
}

/// Whether a word is one kana, or one kana or Latin letter over and over.
fn is_one_letter(word: &str) -> bool {
    let first = word.chars().next();
    let is_letter = |c: char| c.is_ascii_alphabetic() || matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ');
    // One Latin letter is an initial.
    first.is_some_and(is_letter) && word.chars().all(|c| Some(c) == first) && word.len() > 1
}

fn ends(word: &str) -> bool {
    let letters = word.chars().count();
    let listed = || is_listed(Part::Family, word) || is_listed(Part::Given, word) || is_full_name(word);
    (has_ending(word) && letters > 2 && !listed())
        || (word.ends_with(LAST_KANJI) && letters >= LAST_KANJI_MIN && !listed())
        || word
            .strip_suffix(OTHERS)
            .is_some_and(|one| one.chars().nth(1).is_some() && is_listed(Part::Given, one) && !listed())
}

/// Whether a word is a listed family name and a relation behind it, nothing between them: 鈴木男児. It is no family name or
/// full name itself.
fn is_glued(word: &str) -> bool {
    let mut cuts = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
    let no_given = |rest: &str| is_no_given_name(rest) || PLURALS.contains(&rest);
    cuts.any(|(family, rest)| is_listed(Part::Family, family) && no_given(rest))
        && !is_listed(Part::Family, word)
        && !is_listed(Part::Given, word)
        && !is_full_name(word)
}

/// Whether a word is a listed family name with a listed given name behind it that names no relation.
fn is_full_name(word: &str) -> bool {
    let mut cuts = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
    cuts.any(|(family, given)| {
        is_listed(Part::Given, given)
            && is_listed(Part::Family, family)
            && !posts::is_word(given)
            && !PLURALS.contains(&given)
    })
}

/// Whether the words of a name name two people: 耕平と恵子, 蓮見 耕平 恵子, JOHN AND MARY.
///
/// と joins two people only where a listed given name stands on both sides of it, behind a listed family name or none, and the
/// word is no name itself: さと子, こと美 and まこと are one person.
pub fn is_several(words: &[String]) -> bool {
    let joined = |word: &String| {
        matches!(word.as_str(), "AND" | "と" | "及び" | "並びに")
            || word.contains("及び")
            || word.contains("並びに")
    };
    let two_given = match words {
        [family, one, other] => {
            let is_given = |word: &String| {
                word.chars().nth(1).is_some() && word.chars().any(is_kanji) && is_listed(Part::Given, word)
            };
            is_listed(Part::Family, family) && is_given(one) && is_given(other)
        }
        // Two given names and no family name.
        [one, other] => {
            let is_given_alone = |word: &String| {
                word.chars().any(is_kanji) && is_listed(Part::Given, word) && !is_listed(Part::Family, word)
            };
            is_given_alone(one) && is_given_alone(other)
        }
        _ => false,
    };
    two_given
        || words.iter().any(|word| joined(word) || is_joined_by_to(word))
        || is_joined_by_to(&words.concat())
}

fn is_joined_by_to(word: &str) -> bool {
    if !word.contains('と') || is_listed(Part::Given, word) || is_full_name(word) {
        return false;
    }
    word.match_indices('と').any(|(at, to)| {
        let (before, after) = (&word[..at], &word[at + to.len()..]);
        // Single kana on both sides are a part of a name: さと子.
        let long = |part: &str| part.chars().any(is_kanji) || part.chars().nth(1).is_some();
        let either_kanji = |one: &str| one.chars().any(is_kanji) || after.chars().any(is_kanji);
        let cuts = before.char_indices().map(|(cut, _)| before.split_at(cut));
        let is_one = |(family, given): (&str, &str)| {
            long(given)
                && either_kanji(given)
                && is_listed(Part::Given, given)
                && (family.is_empty() || is_listed(Part::Family, family))
        };
        long(after) && is_listed(Part::Given, after) && cuts.into_iter().any(is_one)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_that_names_nobody_is_a_given_name() {
        let listed = NO_GIVEN_NAMES.iter().filter(|word| is_listed(Part::Given, word));
        let (mut listed, mut known): (Vec<_>, Vec<_>) = (listed.collect(), GIVEN_NAMES_TOO.iter().collect());
        listed.sort();
        known.sort();
        assert_eq!(listed, known);
    }

    #[test]
    fn a_name_with_to_in_it_is_one_person() {
        let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for name in [
            "蓮見 さと子",
            "蓮見 こと美",
            "蓮見 まこと",
            "蓮見 美と",
            "蓮見 千と世",
            "蓮見 みと子",
            "安藤さと子",
            "蓮見 ひとみ",
            "蓮見 もと",
        ] {
            assert!(!is_several(&words(name)), "{name}");
        }
        for name in [
            "耕平と恵子",
            "蓮見 耕平と恵子",
            "蓮見耕平と恵子",
            "蓮見 耕平 と 恵子",
            "蓮見 耕平 恵子",
            "JOHN AND MARY SMITH",
        ] {
            assert!(is_several(&words(name)), "{name}");
        }
    }
}
