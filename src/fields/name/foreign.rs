//! Names from other countries in kana and in kanji: which kana are read as one, and what stands behind a Chinese or Korean family name.
//!
//! The lexicon lists Japanese names alone. Sources: own list of common names, among them those of the largest groups of foreign
//! residents (出入国在留管理庁, 在留外国人統計); 百家姓 for Chinese and 통계청, 인구주택총조사 (2015) for Korean family names; 外来語の表記 (内閣告示
//! 1991) for the kana that Japanese words do not have.

use hashbrown::HashSet;
use std::sync::LazyLock;

/// Common foreign names in katakana that the lexicon of readings does not tell from Japanese words.
const KANA: &str = "キム パク リー チェ チョン カン チョウ ジョン ユン チャン イム ハン シン オ ソ クォン ファン アン ソン リュ ホン コ ムン ヤン ペ ペク ホ ナム シム ノ ハ チュ ウ
    ワン リ リン チェン ヤン チャオ ホアン ジョウ ウー シュー スン マー ジュー フー グオ ホー ガオ ルオ ジェン リアン シエ ソン タン シュイ ハン フォン ドン ツァオ ユー
    グエン トラン チャン レ ファム フィン ホアン ファン ヴー ブイ ド ズオン ゴ ヴァン ティ アイン フオン ミン ラン リエン フン ズン ヒエン トゥイ タオ ガー ナム
    サントス クルス レイエス ガルシア メンドーサ バウティスタ オカンポ トーレス ロペス ゴンザレス ロドリゲス フェルナンデス ペレス シルバ ソウザ コスタ オリベイラ ペレイラ フェレイラ アルメイダ リマ ロドリゲス アルベス
    タパ シュレスタ グルン タマン ライ リンブ シャルマ パテル シン クマール カーン アリ モハメド ムハンマド アハメド フセイン ハッサン イブラヒム ラーマン イスラム
    スミス ジョンソン ウィリアムズ ブラウン ジョーンズ ミラー デイビス ウィルソン アンダーソン テイラー トーマス ムーア マーティン ジャクソン ホワイト トンプソン ハリス クラーク ルイス ロビンソン ウォーカー
    ヤング アレン キング ライト スコット グリーン ベーカー アダムス ネルソン ヒル キャンベル ミッチェル ロバーツ カーター フィリップス エバンス マリア アナ アンナ エマ ソフィア イザベラ
    オリビア エミリー ジェシカ サラ アシュリー アマンダ メリッサ ステファニー レベッカ ローラ シャロン シンシア キャサリン エイミー アンジェラ エレン ナンシー リンダ バーバラ スーザン マーガレット ドロシー ルイサ ベロニカ
    フェルナンダ カルメン ロサ テレサ クリスティーナ ジュリア ジュリエット エリザベス ジェニファー アリス グレース ヘレン ジョン マイケル デイビッド ジェームズ ロバート ウィリアム リチャード ジョセフ チャールズ クリストファー ダニエル マシュー
    アンソニー マーク ドナルド スティーブン ポール アンドリュー ジョシュア ケビン ブライアン ジョージ エドワード ロナルド ティモシー ジェイソン ジェフリー ライアン ジェイコブ ゲイリー ニコラス エリック ジョナサン スティーブ ラリー ジャスティン
    カルロス ホセ ルイス フアン パウロ ペドロ ジョアン アントニオ フランシスコ マルコ マルコス ディエゴ フェリペ ルーカス ガブリエル ラファエル アンドレ リカルド ロベルト エドゥアルド フェルナンド ミゲル ハビエル
    ミンス ジヨン スジン ミンジュン ソヨン ヒョンジュン ヨンヒ チョルス ジウ ソジュン ジフン ドヒョン ウジン ヒョヌ ジホ ユナ スヨン ミンジ ヘジン ジン ビシュヌ ラジ ラム サンジェイ アミット ラジェシュ スニタ
    アニタ プリヤ メイリン シャオ ウェイ ファン ジン イン ピン ホン ユン フェイ リアム ノア サム トム ベン マックス アレックス クリス ニック ジャック ハリー オスカー ヘンリー ルーク アダム ベネディクト";

/// Chinese and Korean family names that hardly anybody has as a Japanese one.
const FAMILIES: &str = "李 王 張 劉 陳 楊 趙 黄 周 呉 徐 孫 朱 胡 郭 何 高 羅 鄭 梁 謝 宋 唐 許 韓 馮 鄧 曹 彭 曾 曽 蕭 田 董 袁 潘 于 蒋 蔣 蔡 余 杜 葉 程 魏 蘇 呂 丁 任 盧 姚 沈 鍾 姜 崔 譚 陸 范 汪
    廖 金 韋 賈 夏 付 方 白 鄒 孟 熊 秦 邱 江 尹 薛 閻 段 雷 侯 龍 史 陶 黎 賀 顧 毛 郝 龔 邵 万 銭 厳 覃 武 戴 莫 孔 向 湯 朴 裵 裴 全 南 文 成 車 禹 具 閔 安 柳 洪 河 石 馬 林 権 申 辛 池 元 玄 兪
    欧陽 司馬 諸葛 上官 東方 皇甫 南宮 司徒 鮮于 独孤 令狐";

/// Those of them that Japanese families have too: what stands behind one may be another family name.
const JAPANESE_TOO: &str = "林 高 田 石 江 白 武 向 池 元 南 馬 柳 万 夏 方 金 秦 辛 文 成 全 東 一";

/// Kanji of Chinese and Korean given names that neither begin nor end enough Japanese ones.
const GIVEN: &str = "娜 芳 敏 麗 偉 傑 婷 超 琳 靖 佳 峰 爽 嫣 晴 雪 剛 操 帥 敬 騰 亮 潔 安 泉 依 欣 華 鵑 問 龍 晨 朋 布 寧 斉 賢 燕 健 詠 麟 毅 凡 榴 星 唯 玲 雨 笛 声 黛 嵐 淑 貞 珊 薛 奕 宏 佳 勇 丹
    妮 虹 軍 翔 衛 蕾 蔚 娟 茜 楓 屹 寛 海 洋 玉 佩 鳳 霞 倩 萍 紅 艶 艷 莉 蘭 菊 梅 桂 英 秀 珍 珠 瓊 瑞 瑤 瑶 璐 璇 琪 琦 瑩 穎 萱 薇 蓉 蕊 芸 芬 芝 荷 菲 萌 雯 霖 霏 靚 静 韻 頴 馨 鑫 鋒 鋼
    銘 錦 鎮 鈞 鉄 輝 軒 載 躍 超 豪 豊 詩 誠 諾 諭 譲 賓 赫 起 達 遠 逸 進 邦 郁 鄂 興 航 良 若 茹 荣 栄 強 彬 彪 影 徳 志 念 怡 思 恩 悦 惠 恵 慧 慶 憲 懿 才 承 揚 振 捷 文 斌 新 旭 昊 昌 明 昭 晶 智 暁 曼 月 朗 杰 松 柏
    桐 楠 樹 欽 正 武 民 永 浩 涛 涵 淳 清 淼 滔 漢 潤 濤 炎 炯 烈 煒 煜 熙 燁 爾 玄 玥 珂 珺 琛 琴 瑾 瑜 甜 畅 皓 盛 真 睿 碧 磊 祥 福 禎 秋 程 立 竹 笑 筠 純 絢 維 緑 美 群 義 翠 耀 聡 聖 胤 舒 艾
    喆 善 喜 嘉 国 圓 坤 城 堅 夢 大 天 奇 妍 妙 姍 姣 威 娥 媛 嬌 子 孝 宇 守 宗 宜 宝 宣 家 富 小 少 山 岩 峻 崇 川 希 平 年 康 建 廷 弘 弥 俊 保 倫 倶 允 元 光 兆 克 全 公 兵 冠 冬 凌 凱 利 力 加 劭 勛 勤 勲
    化 千 升 卓 博 卿 厚 友 可 叶 君 吟 呈 和 哲 飛 春 秦 炫 鉉 洙 淵 準 渕 澤 燮 瑛 璟 碩 秉 稷 範 紀 紹 翰 衡 賛 銀 鎬 顕 柱 珉 根 姫 姬 順 淑 貞 香 恵 嬉 愛 心 兒 児 有 培 姿 婧 馳 騫 麒 楚 錫 嘯 蒼 倞 伶 東 時 那 道 市 嬿 冰 炅 林 朱 柔 桃 森 欧 江 沐 沁 浚 澄 瀚 然 熹 琬 甫 申 礼 禹 秦 穆 筱 箐 羽 耘 芯 茵 莎 莹 葵 蕙 融 詢 謙 賀 軻 輔 迪 遥 鈺 錚 闖 雁 雅 靖 韜 飄 駿 驍 鯤";

static KANA_SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| KANA.split_whitespace().collect());
static FAMILY_SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| FAMILIES.split_whitespace().collect());
static GIVEN_SET: LazyLock<HashSet<char>> =
    LazyLock::new(|| GIVEN.split_whitespace().filter_map(|word| word.chars().next()).collect());

/// The common names in katakana.
pub fn names() -> impl Iterator<Item = &'static str> {
    KANA.split_whitespace()
}

/// Whether katakana are a common name from abroad.
pub fn is_name(katakana: &str) -> bool {
    KANA_SET.contains(katakana)
}

/// Whether katakana have a sound that no Japanese name has: a small vowel, ヴ, ー, パ at the beginning or between vowels, ラ at the
/// beginning.
pub fn sounds_foreign(katakana: &str) -> bool {
    let mut before = None;
    for c in katakana.chars() {
        let labial = matches!(c, 'パ' | 'ピ' | 'プ' | 'ペ' | 'ポ') && !matches!(before, Some('ッ' | 'ン'));
        let liquid = before.is_none() && matches!(c, 'ラ' | 'リ' | 'ル' | 'レ' | 'ロ');
        if labial || liquid || matches!(c, 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ヴ' | 'ー') {
            return true;
        }
        before = Some(c);
    }
    false
}

/// Whether a family name is Chinese or Korean, and no Japanese one.
pub fn is_family(kanji: &str) -> bool {
    FAMILY_SET.contains(kanji) && !JAPANESE_TOO.split(' ').any(|family| family == kanji)
}

/// Whether one or two kanji may be a Chinese or Korean given name behind this family name.
pub fn may_be_given_name(family: &str, given: &str) -> bool {
    FAMILY_SET.contains(family)
        && matches!(given.chars().count(), 1 | 2)
        && given.chars().all(|c| GIVEN_SET.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_chinese_family_name_is_a_name_or_an_office() {
        for (family, given) in [("李", "娜"), ("陳", "敬騰"), ("朴", "智星"), ("欧陽", "菲菲"), ("崔", "英")]
        {
            assert!(may_be_given_name(family, given), "{family} {given}");
        }
        for (family, given) in
            [("李", "教授"), ("陳", "商店"), ("王", "店長"), ("佐藤", "娜"), ("李", "先生")]
        {
            assert!(!may_be_given_name(family, given), "{family} {given}");
        }
    }

    #[test]
    fn foreign_sounds_are_told_from_japanese_ones() {
        assert!(["ヴァン", "パク", "タパ", "ラジ", "スミッソー"].into_iter().all(sounds_foreign));
        assert!(!["カイイン", "バンゴウ", "サンペイ", "イッペイ", "サクラ"].into_iter().any(sounds_foreign));
    }
}
