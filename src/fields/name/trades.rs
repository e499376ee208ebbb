//! Words for trades and bodies that end the name of an organisation, beside those of `organisation`: alone in the given name's
//! place (佐藤 電材), behind a family name in one word (佐藤板金), in kana and in Latin letters.
//!
//! Sources: 日本標準産業分類 (Standard Industrial Classification for Japan, Ministry of Internal Affairs and Communications, 2013) and
//! 医療法施行令 第3条の2 (names of clinical departments); own list of what signs and telephone books write for them.

/// Words that end such names, two kanji and more.
const ENDINGS: &str = "工務 光電 法人 友愛 板金 溶接 鋳造 鍛冶 鉄筋 鋼業 金属 硝子 製材 木材 木工 建具 家具 畳店 石材 石材店 左官業 塗料 防水 解体 土木 建築 建材 住建 水道 水道店 配管 空調 電材 電子 電装
    無線 通信 精機 精工 精密 機械 機工 鈑金 車輌 車両 輪業 自転車 燃料 瓦斯 米店 米穀 米穀店 精米 肉店 豆腐店 菓子店 菓子舗 製麺 製麺所 味噌 醤油 酒販 酒類 茶舗 茶園 園芸
    生花 生花店 花店 種苗 畜産 養鶏 養豚 養蜂 酪農 林業 漁業 農業 海運 港運 陸運 通運 急送 引越 倉庫業 貿易 交易 通商 商社 小売 問屋 質店 古物 骨董 画廊 写真 写真店 写真館 劇団 楽団 合唱団
    楽器 楽器店 文具 文具店 紙業 紙工 製本 印房 看板 広告 宣伝 企業 総研 会計 経営 労務 法務 法律 特許 登記 測量 監査法人 探偵 警備 清掃 美装 廃棄 衛生 治療 療術 指圧 鍼灸 整体
    整体院 接骨 整骨 按摩 産科 婦人科 整形 形成外科 泌尿器科 精神科 心療内科 獣医科 薬店 薬舗 薬品店 眼鏡 眼鏡店 時計 時計店 宝石 貴金属 呉服 呉服店 洋服 洋服店 洋装 洋品
    洋品店 洋裁 和裁 衣料 衣料品店 服飾 靴店 履物店 鞄店 寝具 布団店 美容 理容 理髪 床屋 銭湯 浴場 温泉 旅行 山荘 別荘 割烹 料亭 料理 寿司 鮨店 蕎麦 食品店 食料品店 商売
    百貨店 学習塾 予備校 専門学校 短大 大学院 小学校 中学校 中学 高等学校 女学院 保育 幼稚 学童 議会 支部 本部 連合 連絡会 研究会 勉強会 親睦会 互助会 共済 共済会 協同 基金 財閥
    氏子会 社務所 霊園 墓地 斎場 葬祭 葬儀社 商店街 団地 分譲 賃貸 住販 地所 興発 開拓 化学 化成 樹脂 繊維 紡績 織物 染色 製紙 製鋼 製鉄 鉱業 窯業 陶器 漆器 人形 玩具 雑貨 金物
    金物店 刃物 釣具 釣具店 模型 書房 書院 文庫 新報 日報 楽器店 音楽教室 教習所 自動車学校 石油店 給油所 駐車場 車庫 工芸 工作所 鉄工所 木工所 鉄骨 組立 加工 加工所 製材所 精米所 珈琲
    珈琲店 茶屋 酒場 酒屋 八百屋 魚屋 肉屋 米屋 花屋 本屋 薬屋 菓子屋 豆腐屋 電気屋 自転車屋 牛乳店 牛乳 新聞舗 荷札 商工 商会議所 漁協組合 水道部 水産加工 鮮魚店 青果店 精肉店 治療室
    診療室 保健室 保健所 役場 出張所 駐在所 派出所 交番 消防隊 自衛隊 町内 地区 班長会 父母会 保護者会 後援 応援団 野球団 蹴球団 管弦楽団 舞踊団 舞踏 日本舞踊 書道 華道 茶道 柔道 剣道 空手";

/// One kanji that is no given name where it stands alone behind a family name.
const ALONE: &str = "園 苑 館 院 寺 塾 堂 亭 庵 荘 屋 店 社 会 局 署 校 舎 室 座 楼 軒 閣 家 組 団 隊 班 連 党 派 課 係 部 科 所 区 県 市 寮 庁 員 者 業 品 証 書 機 器 欄 商 倉 蔵元 窯 湯 宿 舗 房 廠 処 号 様方 株";

/// Kana words of businesses and buildings in the given name's place.
const KANA: &str = "ショウテン コウムテン デンキ イイン ビョウイン ケンセツ コウギョウ サンギョウ ショウカイ ショウシャ ブッサン ウンユ ウンソウ テッコウ セイサクショ フドウサン ジュウタク セッケイ
    トソウ ゾウエン ノウエン ボクジョウ サケテン ショテン シンブン シンブンテン インサツ ジドウシャ ショクドウ リョカン ビヨウシツ リヨウシツ ヤッキョク シカ シカイイン ナイカ ゲカ ガンカ クリニック
    セッコツイン セイコツイン ジムショ コウジョウ コウバ ガッコウ ダイガク コウコウ ガクエン ガクイン ヨウチエン ホイクエン ジュク キョウカイ ジンジャ オテラ クミアイ ジチカイ チョウナイカイ ギンコウ ホケン
    ホーム ビル マンション アパート ホテル デザイン ストア ストアー マート モータース オート ガス リース プロパン パーツ ハウス ハイツ コーポ メゾン カフェ バー サロン クラブ サークル チーム
    スクール スタジオ オフィス システム サービス センター グループ フーズ フード ベーカリー パン ケーキ フラワー クリーニング タクシー バス トラベル ツアー スポーツ ゴルフ テニス ダンス バレエ
    ピアノ ギター バイク サイクル タイヤ エンジン サッシ ガラス タイル ペイント リフォーム エステート エステ ネイル ヘアー ヘア メガネ コンタクト トケイ カメラ フォト プリント ペットショップ
    ショップ マーケット スーパー コンビニ ドラッグ ファーム ファーマシー デンタル ケア デイサービス カイゴ フクシ シンリョウジョ セイタイ シンキュウ ブンカイ シブ ホンブ シテン ホンテン ホンシャ シシャ
    コウサク カコウ スイサン スイドウ ドボク ケンチク ケンザイ モッコウ セキユ ネンリョウ ソウコ リンギョウ ノウギョウ テンポ ミセ オミセ ヤオヤ ハナヤ ホンヤ クスリヤ ジュクチョウ エンチョウ インチョウ";

/// Latin words of bodies and businesses.
const LATIN: &str = "CO., CORP CORPORATION COMPANY INC LTD LLC PLC PTY GMBH LTDA SRL BV KK YK GK NPO NGO FACTORY STUDIO STUDIOS SALON CAFE BAKERY PHARMACY DENTAL CONSULTING DESIGN DESIGNS PLANNING
    CONSTRUCTION ENGINEERING INDUSTRIES INDUSTRY SHOTEN KENSETSU KOGYO KOUGYOU SANGYO SANGYOU DENKI SHOKAI KOUMUTEN KOMUTEN JIMUSHO BYOIN BYOUIN SHIKA IIN GAKUEN KYOKAI KAISHA
    ASSOCIATES PARTNERS PARTNERSHIP VENTURES CAPITAL INVESTMENTS PROPERTIES REALTY MOTORS ELECTRIC ELECTRONICS TRAVEL TOURS TRANSPORT LOGISTICS FOODS FARMS MARKET MART MINISTRY EMBASSY
    CONSULATE INSTITUTE ACADEMY LABORATORY LIBRARY MUSEUM SALES MARKETING SUPPORT BILLING PAYABLE RECEIVABLE SOCIETY UNION BROS SONS DESK INFO HELP WEB TECH TECHNOLOGIES SOLUTIONS LAW LEGAL
    APARTMENT APARTMENTS BUILDING BLDG MANSION HEIGHTS HOUSING BRANCH HEADQUARTERS HQ DIVISION DIV SECTION UNIT BUREAU BOARD PROJECT NETWORK MEDIA PRESS NEWS SHOPPING SHOKUDO RYOKAN SEIKOTSUIN NAIKA GEKA SHITEN HONTEN HONSHA EIGYO EIGYOU SOMU SOUMU KEIRI BU KENZAI DOBOKU KANRI";

/// Words that end the name of an organisation.
pub fn endings() -> impl Iterator<Item = &'static str> {
    ENDINGS.split_whitespace()
}

/// Every word that is no given name where it stands for one.
pub fn words() -> impl Iterator<Item = &'static str> {
    [ENDINGS, ALONE, KANA].into_iter().flat_map(str::split_whitespace)
}

/// Latin words that no person's name has.
pub fn latin_words() -> impl Iterator<Item = &'static str> {
    LATIN.split_whitespace()
}
