//! Words in the given name's place that say what somebody is, or that the row is nobody's: posts, titles and callings, kin,
//! parties to a contract, notes of a desk, and family names that a lexicon took for given names.
//!
//! Sources: 日本標準職業分類 (Standard Occupational Classification for Japan, Ministry of Internal Affairs and Communications, 2009)
//! for callings; 会社法 and 地方自治法 for offices; 民法 第725条 for kin; 戒名 and 法名 (居士, 信女 …) as graves have them; own list
//! for the notes that desks write. Some of these words are given names of a few people as well (博士, 君): those are looked at by a person.

use super::{organisation, relation, trades};
use crate::text::kana::push_katakana;
use hashbrown::HashSet;
use std::sync::LazyLock;

/// Posts, titles and callings.
const POSTS: &str = "氏 君 様 樣 殿 御前 先生 教授 准教授 助教授 助教 助手 講師 教諭 教師 教員 教頭 学長 総長 塾長 塾生 師匠 師範 宗匠 家元 名人 博士 修士 棋士
    親方 親分 番頭 女将 若女将 大将 旦那 若旦那 大旦那 亭主 当主 店主 店長 副店長 店員 社長 副社長 会長 副会長 部長 次長 課長 係長 主任 主事 主査 主幹
    主席 専務 常務 取締 監査役 監査 相談役 顧問 参与 理事 監事 幹事 委員 委員長 議員 議長 知事 市長 町長 村長 区長 大臣 総理 首相 大使 領事 長官 次官
    局長 署長 所長 支店長 支社長 支配人 工場長 園長 校長 院長 医院長 館長 寮長 組長 班長 隊長 団長 座長 船長 機長 駅長 艦長 監督 選手 審判 記者 作家 画伯
    画家 書家 歌手 俳優 女優 役者 噺家 芸人 医師 医者 歯科医 獣医 看護 看護婦 薬剤師 栄養士 保育士 介護士 運転手 運転士 乗員 機関士 大工 左官 板前 職人 棟梁
    庭師 植木屋 農家 漁師 猟師 商人 業者 牧師 神父 司祭 僧侶 和尚 上人 法師 尼 尼僧 宮司 神主 巫女 氏子 門徒 信者 居士 大居士 大姉 信士 信女 童子 童女 院殿
    巡査 刑事 警部 警官 判事 検事 会計士 書記 秘書 事務員 係 係員 職員 役員 幹部 行員 局員 部員 隊員 団員 組員 店子 大家 家主 地主 借主 貸主 売主 買主
    施主 喪主 名代 総代 代行 補佐 筆頭 先代 初代 二代目 三代目 隠居 御隠居 ご隠居 若奥様 大奥様 令夫人 夫人 婦人 女史 当代 女房 女中 家臣 家督 用人 護衛 参事 主計 幹事長 主将 力士 行司 司法 整備 内弟子 嬢 お嬢さん 坊ちゃん 坊 君代行 弟子 長老 兵士 軍人 紳士 弁護 委任 代人 臨時 正規";

/// Kin, beside those of `relation`.
const KIN: &str = "祖父母 曾祖父 曾祖母 曽祖父 曽祖母 孫娘 曾孫 曽孫 玄孫 婿 姑 舅 従兄 従姉 従弟 従妹 従姉妹 義娘 義息 養父 養母 養女 養親 継父 継母 継子 前夫
    前妻 先妻 後妻 元妻 元夫 末娘 末弟 末妹 末っ子 第一子 第二子 第五子 長姉 長兄 次兄 次姉 親子 母子 父子 家内 愚妻 家人 身内 親戚 親類 縁者 一人娘 一人息子
    嬰児 幼子 子 赤子 児 実家 恋人 彼氏 彼女 婚約者 許嫁 友人 知人 親友 先輩 後輩 同僚 上司 部下 隣人 仲人 お母様 お父様 おばあさん おじいさん おかあさん
    おとうさん おねえさん おにいさん お姉さん お兄さん お姉ちゃん お兄ちゃん お爺さん お婆さん 祖父様 祖母様 親 母様 父様 妹 姪御 甥御 御子様 お子さん 嗣子 稚児 童 幼女 少年 少女 青年 中年 大人 小人 成人 男性 女性 男子 女子 新郎 新婦 花婿 花嫁 本家 分家 隣家 跡取 跡継 総領 皆 二人 三人 四人 五人 両人 両名 三姉妹 愛犬 愛猫 犬 猫 ペット 愛娘 愛孫 愛児 愛人 初孫 内孫 外孫 連れ子 里親 迷子 捨子";

/// Parties to a contract, and those who stand for a household.
const PARTIES: &str = "担当 担当者 窓口 受取人 送り主 差出人 依頼人 依頼主 申込者 契約者 加入者 利用者 使用者 購入者 注文者 登録者 名義人 保護者 親権者 保証人 連帯保証人
    相続人 管理人 管財人 債務者 債権者 保険者 被保険者 患者 入居者 入所者 居住者 住人 住民 客 来客 上客 常連 学生 生徒 受験生 卒業生 同窓 利用客 宿泊者 宿泊客
    来場者 来店者 仕入先 得意先 取引先 外国人 通行人 観光客 旅行者 旅行客 通行者 歩行者 消費者 読者 視聴者 聴講生 受講者 受講生 研修生 実習生 留学生 新入生 在校生 訪問者 見学者 体験者 下宿人 間借人 同居者 応募者 当選者 入会者 退会者 参加者 出席者 同席者 同行者 同伴 付添 紹介 紹介者 同伴者 付添人 連絡先 勤務先 届け先 届先 送付先 請求先 送り先 緊急連絡先 全員 皆様 御一行 ご一行 一行 連名";

/// Notes of a desk, and words of forms.
const NOTES: &str = "例 見本 記入例 記載例 試し お試し 検証 確認 動作確認 登録 仮登録 非会員 番号 電話 携帯 自宅 別宅 勤務 会社 職場 連絡 予備 控 控え 名寄せ 退会 休会 解約 停止
    保留 転居 転送 転出 死去 逝去 永眠 物故 廃業 閉店 倒産 破産 移転 改姓 改名 旧名 旧氏 偽名 別名 通称 芸名 本名 屋号 商号 代 用 方 他 其他 その他 同 同左 左記 上記
    下記 前記 後記 別紙 省略 以下略 以下省略 以下余白 略 無 済 未 不可 不要 中止 変更 変更済 変更前 変更後 修正 訂正 抹消 無効 有効 終了 完了 処理済 当日 前日 宿直 日直 当番 集金 工事 修理 返品 交換 追加 再送 見積 見積り 代金 請求 支払 空室 空家 更新 延長 解除 審査 初回 二回目 向かい 右 左 上 下 中 角 隣 裏 表 奥 取次 対象外 要注意 注意 禁止 故
    亡 亡き 二名 三名 四名 一名 数名 他数名 名様 お名前 無名 無題 匿名希望 名無 無名氏 ひみつ ヒミツ 内緒 ないしょ 某所 誰か だれか 登録者 ネット 通販 店頭 領収書 宛名 該当 データ 保険 番地 枠 午前 三世 二世";

/// Family names that are so common that beside another one they are no given name, though a lexicon lists them as one, too.
const FAMILIES: &str = "鈴木 田中 佐野 清水 小川 中山 小松 久保 松尾 甲斐 浅野 有馬 白石 金子 稲葉 青山 綾瀬 五十嵐 松山 大石 関根 大村 麻生 松平 吉本 三木 玉木
    菊地 平山 相馬 神谷 綾野 藤村 新庄 東山 松野 里見 吉永 徳永 大川 北山 若狭 小牧 栗山 竹田 加納 鳩山 藤堂 早見 速水 広末 東野 平尾 三井 大林 桐谷 江南
    芳根 守屋 河内 藤枝 加茂 吉高 手越 井出 三船 茂木 渥美 是枝 佐藤 高橋 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 山口 松本 井上 木村 斎藤 山崎 池田 橋本
    阿部 石川 山下 中島 石井 前田 岡田 藤田 後藤 近藤 村上 遠藤 青木 坂本";

/// Words of people and rows in kana, by themselves in the given name's place. Readings of common given names (メイ, ショウジ,
/// ヨウジ, レイ) are not among them, whatever else they mean.
const KANA: &str = "センセイ キョウジュ シャチョウ ブチョウ カチョウ テンチョウ カイチョウ タントウ タントウシャ ウケツケ ジム ジムショ ジムイン ソウム ケイリ ショム ジンジ エイギョウ
    カンリ カンリニン ダイリ ダイヒョウ ホンニン ゴホンニン セタイ セタイヌシ シュジン ゴシュジン オクサン オクサマ ダンナ ダンナサマ フウフ フサイ ゴフウフ ゴフサイ カゾク ゴカゾク イッカ
    イチドウ ゴイチドウ ホカ サマ サン クン チャン ドノ ハハ チチ ハハオヤ チチオヤ オカアサン オトウサン オバアサン オジイサン オバアチャン オジイチャン バアチャン ジイチャン ママ
    パパ アニ アネ オニイサン オネエサン オトウト イモウト ムスコ ムスメ ヨメ ムコ マゴ マゴムスメ オイ イトコ オジ オバ オジサン オバサン ソフ ソボ レイジョウ ゴシソク シショウ カタ サマカタ キョウイン シャイン ギボ フタゴ ミツゴ コドモ オコサマ
    オコサン コ アカチャン アカンボウ アカゴ ベビー ベイビー チョウナン ジナン サンナン ヨンナン チョウジョ ジジョ サンジョ スエッコ キョウダイ シマイ リョウシン オヤ オヤコ ダンジ ジョジ ニュウジ
    シンセイジ ソウセイジ ミボウジン イゾク フメイ ミテイ フショウ トクメイ ナナシ ゴンベエ ゴンベイ キボウ テスト デモ サンプル ダミー ミホン カリ カメイ ナマエ シメイ セイメイ
    ミョウジ フリガナ カイイン バンゴウ キャク オキャク オキャクサマ コキャク ゲスト ユーザー ユーザ トウロク ミトウロク カリトウロク サクジョ タイカイ シボウ ドウジョウ ソノタ ナシ コウニュウ
    ヒカイイン ゲンキン カクイ オンチュウ ヒミツ ナイショ ダレカ モニター ポイント カード ネット ツウハン スタッフ アルバイト パート オーナー マネージャー リーダー コーチ
    ドクター リスト データ ナース ヘルパー ヨヤク ダミーデータ ペット ポチ";

/// Latin words that mark a row of nobody in particular wherever they stand, beside those of `relation`.
const LATIN: &str = "GRANDSON GRANDDAUGHTER GRANDMOTHER GRANDFATHER GRANDMA GRANDPA GRANDCHILD MOM MUM DAD MAMA PAPA NEPHEW NIECE UNCLE AUNT COUSIN KID BB BG NEONATE TRIPLET
    TRIPLETS BROTHERS SISTERS SIBLING SIBLINGS STEPSON TESTER MCTEST TEST TESTS TESTING TESTUSER TESTCUSTOMER TESTACCOUNT DUMMY SAMPLE DEMO USER USERNAME ADMIN ADMINISTRATOR SYSTEM
    SYSADMIN ROOT WEBMASTER HELPDESK OPERATOR STAFF MANAGER RECEPTION RECEPTIONIST SECRETARY OWNER TENANT RESIDENT OCCUPANT OCCUPIER PATIENT VISITOR MEMBER NONMEMBER STUDENT
    EMPLOYEE CONTACT PERSON SOMEONE SOMEBODY ANYBODY ANYONE NOBODY EVERYONE WHOEVER DECEASED WIDOW WIDOWER NAME SURNAME FORENAME FIRSTNAME LASTNAME FULLNAME NICKNAME FOOBAR BAZ QUX
    ASDF QWER ASD QWE ZXC HOGE FUGA PIYO MUSTERMANN MUSTERFRAU NONE NIL VOID UNDEFINED BLANK EMPTY MISSING UNDISCLOSED WITHHELD CONFIDENTIAL DELETED REMOVED MERGED DUPLICATE DUPE
    INVALID EXPIRED CANCELLED CANCELED CLOSED INACTIVE OBSOLETE ARCHIVED TBA TBD TBC XXX YYY ZZZ CHANGEME PLACEHOLDER PENDING TEMP TEMPORARY PROVISIONAL ONLINE PRIVATE ADDRESSEE
    RECIPIENT SENDER PAYEE PAYER BUYER SELLER SUBSCRIBER PASSENGER TRAVELLER TRAVELER BENEFICIARY CLIENTS CUSTOMERS GUESTS MEMBERS USERS PEOPLE PARTY DRIVER CHOUNAN JINAN CHOJO CHONAN
    HAHA CHICHI OKUSAN OKUSAMA GOSHUJIN KAZOKU FUUFU FUSAI FUTAGO KODOMO MUSUKO MUSUME DANJI JOJI NYUJI IMOUTO OTOUTO SHACHO TENCHO BUCHO SENSEI TANTO TANTOU HONNIN DAIHYO FUMEI MITEI
    TOKUMEI NANASHI GONBEE KAIIN SHIMEI MIHON SANPURU TESUTO DAMI REGISTERED UNREGISTERED ANON INCOGNITO NEW OLD FORMER CURRENT VARIOUS OTHERS OTHER SELF REP REPRESENTATIVE AGENT TRUE FALSE YES HEIR HEIRS EXECUTOR TRUSTEE ATTN ATT ACCT FETUS FOETUS FIRSTBORN BOYONE GIRLONE BOYTWO GIRLTWO LEADER GUIDE HUMAN BEING VALUED LADIES GENTLEMEN GENTLEMAN
    PUBLIC BLOGGS SCHMOE SMITHEE NORDMANN MOUSE CLAUS AVERAGE SOME BODY ANY NOONE DONT KNOW NOTES NOTE ABOVE BELOW SAME BEFORE ABCD EFGH XYZ ABC BLA BLAH BLABLA LALA HAHA HELLO WORLD
    FIRST SECOND THIRD TWO THREE FOUR NUMBER ENTRY RECORD RECORDS DATA ERROR NULL VALUE STRING OBJECT HERE INSERT ENTER TYPE CLICK PLEASE FILL FIXME LATER IMPORT EXPORT BATCH LEGACY MIGRATION BACKUP
    MAILER DAEMON REPLY NOREPLY ORDER PHONE MAIL EMAIL AMAZON RAKUTEN YAHOO GOOGLE PICKUP ROOM TABLE SEAT BARBAZ SPAM EGGS DITTO COPY OKAY WHO WHAT EVER SHIFT HEAD FRONT IKKA HOKA SHACHOU
    BUCHOU KACHOU KOKYAKU OKYAKU OKYAKUSAMA GESUTO YUZA JUNK FAKE BOGUS RANDOM EXAMPLE SPECIMEN DETAILS PLEASEENTER IDENTITY CONFIRM VERIFY VERIFIED UNVERIFIED ACTIVE DISABLED";

#[rustfmt::skip]
/// Latin titles, and what stands behind a name: generations, degrees, orders.
const LATIN_TITLES: &[&str] = &[
    "MR", "MRS", "MS", "MISS", "MX", "DR", "SIR", "MADAM", "MADAME", "MME", "MSTR", "MASTER", "PROF", "PROFESSOR", "DOCTOR",
    "REV", "FR", "SRTA", "SRA", "SAMA", "SAN", "KUN", "CHAN", "JR", "SR", "JNR", "SNR", "JUNIOR", "SENIOR", "II", "III", "IV",
    "ESQ", "PHD", "MD", "MBA", "HERR", "FRAU", "MONSIEUR", "SEÑOR", "SENOR", "SEÑORA", "SENORA", "SEÑORITA", "SENORITA",
];

/// Every word that is no given name where it stands for one, in the writing of the lists, and in katakana where it is all kana.
static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let own = [POSTS, KIN, PARTIES, NOTES, FAMILIES, KANA].into_iter().flat_map(str::split_whitespace);
    let all = own.chain(relation::words()).chain(organisation::words()).chain(trades::words());
    let in_katakana = |word: &str| {
        let mut katakana = String::new();
        push_katakana(word, &mut katakana).then_some(katakana)
    };
    all.flat_map(|word| [Some(word.to_owned()), in_katakana(word)]).flatten().collect()
});

/// Single kanji of these lists that hardly any family is called by.
const NO_FAMILIES: &str = "様 樣 殿 氏 君 仮 例 故 亡 某 旧 無 済 未 略 姓 名 株 店 社 親 拝 財 国 県 市 区 係 客 坊 嬢 児 子 娘 婿 姑 舅";

/// What stands in the family name's place and is none: the words of two kanji and more, and [`NO_FAMILIES`].
static OFFICES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let all = [POSTS, KIN, PARTIES, NOTES, KANA].into_iter().flat_map(str::split_whitespace);
    let long = all.chain(relation::words()).filter(|word| word.chars().nth(1).is_some());
    long.chain(NO_FAMILIES.split_whitespace()).collect()
});

/// Words of people and rows alone: what stands there is nobody in particular.
static NOBODY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    [POSTS, KIN, PARTIES, NOTES, KANA].into_iter().flat_map(str::split_whitespace).collect()
});

static LATIN_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let own = LATIN.split_whitespace();
    own.chain(relation::latin_words())
        .chain(organisation::latin_words())
        .chain(trades::latin_words())
        .collect()
});

/// Whether a word is on any list of words that are no given name. All kana are to be given in katakana, or as they are listed.
pub fn is_word(word: &str) -> bool {
    WORDS.contains(word)
}

/// Whether a word in Latin capitals is on any list of words that no person's name has.
pub fn is_latin_word(word: &str) -> bool {
    LATIN_WORDS.contains(word)
}

/// Whether a word is one of this list that says that nobody in particular is named.
pub fn is_nobody(word: &str) -> bool {
    NOBODY.contains(word)
}

/// Whether a word says what somebody is, or that nobody is meant, where a family name should stand.
pub fn is_office(word: &str) -> bool {
    OFFICES.contains(word)
}

/// Whether a word in Latin capitals is one of this list.
pub fn is_latin_nobody(word: &str) -> bool {
    static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| LATIN.split_whitespace().collect());
    LISTED.contains(word)
}

/// Whether a word in Latin capitals, without its full stop, is a title or what stands behind a name, and no part of it.
pub fn is_latin_title(word: &str) -> bool {
    LATIN_TITLES.contains(&word)
}

/// Whether a word is a family name that is no given name beside another one.
pub fn is_family(word: &str) -> bool {
    static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| FAMILIES.split_whitespace().collect());
    LISTED.contains(word)
}
