//! Small worlds for laws and oracles: a handful of people, the many ways in which a table comes to write them, and
//! proposals about them; built in memory and decided by the gate itself.
//!
//! Few values from small pools, so that passes, groups, conflicts, twins and shared phones really occur. All names,
//! numbers and addresses are made up.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use sekisho::fields::{self, CONDITIONS};
use sekisho::gate::{self, Batch, Counts, Decisions, Glances, Ids, Readings, Wanted};
use sekisho::model::{FIELD_COUNT, FieldId, MappedColumn, RecordBatch, Verdict};
use sekisho::policy::Policy;
use std::sync::Arc;

/// The day on which everything here is read.
pub const TODAY: &str = "2026-01-01";

/// Cases of a law about texts and pairs.
pub const CASES: u32 = 10_000;
/// Cases of a law about whole worlds, each of which is decided two times or more.
pub const WORLDS: u32 = 10_000;

/// The columns of every world: field and what it is called in messages.
pub const COLUMNS: [FieldId; 10] = [
    fields::NAME_KANJI,
    fields::NAME_KANA,
    fields::PHONE,
    fields::PHONE,
    fields::BIRTHDATE,
    fields::GENDER,
    fields::SCOPE,
    fields::EMAIL,
    fields::POSTAL_CODE,
    fields::ADDRESS,
];

/// How many writings of each value there are: the first eight agree, the others do not, or not always.
const WRITINGS: usize = 16;

/// For each column the writings of four people's values. The first four are exact or normalized, the next two may be
/// variants, then come slips, blanks, placeholders, texts that cannot be read and other people's values.
fn writings(column: usize, who: usize) -> [&'static str; WRITINGS] {
    let [kanji, kana, mobile, home, birth, sex, mail, zip, street] = PEOPLE[who];
    let other = PEOPLE[(who + 1) % PEOPLE.len()];
    let of = |own: [&'static str; 7], theirs: &'static str, blank, placeholder, invalid| {
        [
            own[0],
            own[0],
            own[1],
            own[2],
            own[3],
            own[3],
            own[0],
            own[1],
            own[4],
            own[5],
            own[6],
            theirs,
            blank,
            "",
            placeholder,
            invalid,
        ]
    };
    match column {
        0 => of(kanji, other[0][0], "不明", "テスト", "佐藤??"),
        1 => of(kana, other[1][0], "－", "テスト", "YAMADA"),
        // One number of two is often not known: then records that share one with a third share none with each other.
        2 => of(
            [mobile[0], mobile[1], "", mobile[3], mobile[4], mobile[5], mobile[6]],
            other[2][0],
            "なし",
            "090-0000-0000",
            "12345",
        ),
        // The second number is left out more often than not.
        3 => of([home[0], "", "", "", mobile[0], home[5], ""], other[3][0], "", "000-0000-0000", "110"),
        4 => of(birth, other[4][0], "未入力", "1900-01-01", "1985-02-30"),
        5 => of(sex, other[5][0], "", "", "?"),
        6 => of(["紅", "紅", "紅", "紅", "紅", " 紅", "藍"], "紅", "", "", "紅"),
        // People have several addresses; no law but one that asks for them minds.
        7 => of(
            [mail[0], mail[1], mail[5], mail[3], mail[4], mail[5], mail[6]],
            other[6][0],
            "",
            "noreply@example.jp",
            "hanako",
        ),
        8 => of(zip, other[7][0], "", "000-0000", "12"),
        _ => of(street, other[8][0], "不明", "テスト", "東京都"),
    }
}

/// Four people, nine values each, seven writings a value: as it is, twice normalized, a variant, three near or far ones.
/// The first two are twins with one landline, the third a namesake of the first.
type Writings = [&'static str; 7];
static PEOPLE: [[Writings; 9]; 4] = [
    [
        ["髙橋 涼子", "髙橋　涼子", "髙橋涼子", "高橋 涼子", "高橋 京子", "髙橋", "髙橋 〓子"],
        [
            "タカハシ リョウコ",
            "ﾀｶﾊｼ ﾘｮｳｺ",
            "たかはし りょうこ",
            "タカハシ リヨウコ",
            "タカハシ リョコ",
            "タカバシ リョウコ",
            "キョウコ",
        ],
        [
            "090-6672-3389",
            "09066723389",
            "+81 90-6672-3389",
            "０９０６６７２３３８９",
            "090-6672-3398",
            "045-345-6712",
            "080-9921-4456",
        ],
        [
            "045-345-6712",
            "0453456712",
            "(045)345-6712",
            "045-345-6712",
            "045-345-6713",
            "045-345-6712 内線3",
            "",
        ],
        ["1968-07-30", "昭和43年7月30日", "1968/7/30", "19680730", "1968-07-31", "7月30日", "1968-09-13"],
        ["女", "F", "女性", "2", "", "男", ""],
        [
            "ryo@example.jp",
            "ryo@EXAMPLE.JP",
            "ryo@example.jp",
            "ryo@example.jp",
            "ryoo@example.jp",
            "ryo@example.com",
            "",
        ],
        ["231-0001", "2310001", "〒231-0001", "231-0001", "231-0002", "", ""],
        [
            "神奈川県横浜市中区新港1-2-3",
            "神奈川県横浜市中区新港１丁目２番３号",
            "神奈川県横浜市中区新港1-2-3",
            "神奈川県横浜市中区新港1-2-3",
            "神奈川県横浜市中区新港1-2-3関所荘",
            "神奈川県横浜市中区新港1-2-4",
            "",
        ],
    ],
    [
        ["髙橋 健一", "髙橋　健一", "髙橋健一", "高橋 健一", "髙橋 健二", "健一 髙橋", "髙橋 〓一"],
        [
            "タカハシ ケンイチ",
            "ﾀｶﾊｼ ｹﾝｲﾁ",
            "たかはし けんいち",
            "タカハシ ケンイチ",
            "タカハシ ゲンイチ",
            "タカハシ ケンジ",
            "ケンイチ",
        ],
        [
            "080-9921-4456",
            "08099214456",
            "+81 80-9921-4456",
            "080 9921 4456",
            "080-9921-4465",
            "045-345-6712",
            "090-6672-3389",
        ],
        ["045-345-6712", "0453456712", "(045)345-6712", "045-345-6712", "045-345-6713", "", ""],
        ["1968-07-30", "S43.7.30", "1968/7/30", "19680730", "1968-03-07", "7月30日", "1986-07-30"],
        ["男", "M", "男性", "1", "", "女", ""],
        [
            "ken@example.jp",
            "ken@EXAMPLE.JP",
            "ken@example.jp",
            "ken@example.jp",
            "ken1@example.jp",
            "ryo@example.jp",
            "",
        ],
        ["231-0001", "2310001", "〒231-0001", "231-0001", "231-0010", "", ""],
        [
            "神奈川県横浜市中区新港1-2-3",
            "神奈川県横浜市中区新港１丁目２番３号",
            "神奈川県横浜市中区新港1-2-3",
            "神奈川県横浜市中区新港1-2-3",
            "神奈川県横浜市中区新港1-2",
            "大阪府大阪市北区梅田1-2-3",
            "",
        ],
    ],
    [
        ["高橋 涼子", "高橋　涼子", "高橋涼子", "髙橋 涼子", "斎藤 涼子", "涼子", "髙橋 涼子様"],
        [
            "タカハシ リョウコ",
            "ﾀｶﾊｼ ﾘｮｳｺ",
            "タカハシリョウコ",
            "タカハシ リヨウコ",
            "タカハシ リュウコ",
            "タカハシ スズコ",
            "",
        ],
        [
            "070-3345-9912",
            "07033459912",
            "+81 70-3345-9912",
            "070.3345.9912",
            "070-3345-9921",
            "03-3456-7812",
            "090-6672-3389",
        ],
        ["03-3456-7812", "0334567812", "03(3456)7812", "03-3456-7812", "03-3456-7821", "", ""],
        [
            "昭和64年1月8日",
            "1989-01-08",
            "平成元年1月8日",
            "H1.1.8",
            "1989-08-01",
            "1989-01-09",
            "1990-01-05",
        ],
        ["女", "F", "女性", "2", "", "男", ""],
        [
            "taka@example.jp",
            "taka@EXAMPLE.jp",
            "taka@example.jp",
            "taka@example.jp",
            "tak@example.jp",
            "ryo@example.jp",
            "",
        ],
        ["100-0005", "1000005", "１００－０００５", "100-0005", "100-0050", "", ""],
        [
            "東京都千代田区丸の内1-2-3",
            "東京都千代田区丸の内１丁目２番３号",
            "東京都 千代田区 丸の内1-2-3",
            "東京都千代田区丸の内1-2-3",
            "東京都千代田区丸の内1-2-3-101",
            "東京都千代田区丸の内2-1-3",
            "",
        ],
    ],
    [
        ["澤田 進", "澤田　進", "澤田進", "沢田 進", "沢田 辻", "進 澤田", "澤田 進(父)"],
        [
            "サワダ ススム",
            "ｻﾜﾀﾞ ｽｽﾑ",
            "さわだ すすむ",
            "サワダ ススム",
            "サワタ ススム",
            "ササダ ススム",
            "サワダ ツツム",
        ],
        [
            "06-6345-2781",
            "0663452781",
            "+81 6-6345-2781",
            "06(6345)2781",
            "06-6345-2718",
            "06-6345-2781 内線12",
            "070-3345-9912",
        ],
        ["050-3456-7812", "05034567812", "", "", "050-3456-7821", "", ""],
        ["1966-03-18", "昭和41年3月18日", "1966年3月18日", "S41/3/18", "1966-03-81", "66/3/18", "1995-05-29"],
        ["男", "M", "男性", "1", "", "その他", ""],
        [
            "susumu@example.jp",
            "susumu@example.JP",
            "susumu@example.jp",
            "susumu@example.jp",
            "susum@example.jp",
            "susumu@example.net",
            "",
        ],
        ["530-0001", "5300001", "530-0001", "530-0001", "530-0010", "", ""],
        [
            "大阪府大阪市北区梅田1-2-3",
            "大阪府大阪市北区梅田１丁目２－３",
            "大阪府大阪市北区梅田1-2-3",
            "大阪府大阪市北区梅田1-2-3",
            "大阪市北区梅田1-2-3",
            "大阪府大阪市北区梅田1-2-33",
            "",
        ],
    ],
];

/// Texts of every kind for one field, pools and hostile ones.
pub fn text_of(field: FieldId) -> BoxedStrategy<String> {
    let columns: Vec<usize> = (0..COLUMNS.len()).filter(|c| COLUMNS[*c] == field).collect();
    let pool: Vec<String> = columns
        .iter()
        .flat_map(|c| (0..PEOPLE.len()).flat_map(|who| writings(*c, who)))
        .map(str::to_owned)
        .collect();
    let hostile = [
        "",
        " ",
        "\u{3000}",
        "\u{200b}",
        "\u{feff}",
        "-",
        "ー",
        "N/A",
        "不明",
        "NULL",
        "\u{1F}",
        "山田\u{1F}太郎",
        "\u{1F}太郎",
        "山田\u{1F}",
        "澤\u{E0100}田 進",
        "サ\u{3099}ワタ\u{3099}",
        "ヶ",
        "々",
        "〆",
        "😀",
        "\u{202e}進田澤",
        "０",
        "٠٩٠",
        "é",
        "e\u{301}",
        "ﬁ",
        "ＪＯＨＮ ＳＭＩＴＨ",
        "John Smith",
        "ジョン スミス",
        "123",
        "1e5",
        "2月29日",
        "2000-02-29",
        "1900-02-29",
        "㍼43年7月30日",
        "昭和元年",
        "令和99年1月1日",
        "+81",
        "+1 650-253-0000",
        "03-3456-7812#12",
        "a@b",
        "\"a b\"@example.jp",
        "ｱ",
        "ヴ",
        "う゛",
        "㈱",
        "男性",
        "\u{0}",
        "\u{fffd}",
        "ı",
        "İ",
        "ß",
        "〒",
        "一丁目",
    ];
    prop_oneof![
        4 => proptest::sample::select(pool),
        3 => proptest::sample::select(hostile.map(str::to_owned).to_vec()),
        2 => any::<String>(),
        2 => "[0-9０-９+()－ー#-]{0,14}",
        2 => "[ァ-ヶぁ-ん一-龥ｦ-ﾟ ー]{0,8}",
    ]
    .boxed()
}

/// Two texts for one field: any two, or two writings of one person's value.
pub fn pair_of(field: FieldId) -> BoxedStrategy<(String, String)> {
    let columns: Vec<usize> = (0..COLUMNS.len()).filter(|c| COLUMNS[*c] == field).collect();
    let one = (proptest::sample::select(columns), 0..PEOPLE.len(), 0..WRITINGS, 0..WRITINGS)
        .prop_map(|(c, who, a, b)| (writings(c, who)[a].to_owned(), writings(c, who)[b].to_owned()));
    prop_oneof![3 => (text_of(field), text_of(field)), 1 => one].boxed()
}

/// A table and proposals about it.
#[derive(Clone, Debug)]
pub struct World {
    /// What each column after the ID is; in the order of the cells.
    pub columns: Vec<FieldId>,
    /// ID and cells.
    pub rows: Vec<(String, Vec<String>)>,
    /// Survivor and merged record.
    pub proposals: Vec<(String, String)>,
}

/// A cell's writing: mostly an agreeing one.
fn writing() -> impl Strategy<Value = usize> {
    prop_oneof![100 => 0..4usize, 6 => 4..6usize, 9 => 6..WRITINGS]
}

/// A person, the writing of each cell, and whether the row repeats the former one's ID.
fn row() -> impl Strategy<Value = (usize, [usize; COLUMNS.len()], bool)> {
    let who = prop_oneof![6 => Just(0usize), 2 => Just(1usize), 1 => Just(2usize), 3 => Just(3usize)];
    let writings: [_; COLUMNS.len()] = std::array::from_fn(|_| writing());
    (who, writings, proptest::bool::weighted(0.02))
}

/// How a proposal comes about: the record that goes, the one that stays, and by what kind of job.
type Idea = (usize, usize, u8);

/// A world of up to so many records and proposals.
pub fn world(records: usize, proposals: usize) -> impl Strategy<Value = World> {
    let columns = (proptest::bool::weighted(0.3), proptest::bool::weighted(0.3));
    let idea = (0..=records, 0..records, 0..20u8);
    (vec(row(), 2..=records), vec(idea, 1..=proposals), columns).prop_map(|(rows, ideas, (gender, scope))| {
        let kept = |c: usize| match COLUMNS[c] {
            fields::GENDER => gender,
            fields::SCOPE => scope,
            _always => true,
        };
        let kept: Vec<usize> = (0..COLUMNS.len()).filter(|c| kept(*c)).collect();
        let mut made: Vec<(String, Vec<String>)> = Vec::new();
        for (i, (who, cells, repeats)) in rows.iter().enumerate() {
            let id = if *repeats && i > 0 { made[i - 1].0.clone() } else { format!("r{i}") };
            made.push((id, kept.iter().map(|c| writings(*c, *who)[cells[*c]].to_owned()).collect()));
        }
        let who: Vec<usize> = rows.iter().map(|(who, _, _)| *who).collect();
        let id = |at: usize| made.get(at).map_or_else(|| "nobody".to_owned(), |(id, _)| id.clone());
        let first = ideas[0].0;
        let proposals = ideas.iter().enumerate().map(|(i, idea)| {
            let (survivor, merged) = records_of(*idea, &who, first + i);
            (id(survivor), id(merged))
        });
        World {
            columns: kept.iter().map(|c| COLUMNS[*c]).collect(),
            proposals: proposals.collect(),
            rows: made,
        }
    })
}

/// The records of a proposal. Most jobs merge each record into the first one of the same person; some choose any two of
/// one person, or any two at all, and some name a record that is not there.
fn records_of((a, b, kind): Idea, who: &[usize], turn: usize) -> (usize, usize) {
    let merged = if kind < 13 { turn % who.len() } else { b % who.len() };
    let others: Vec<usize> = (0..who.len()).filter(|o| *o != merged && who[*o] == who[merged]).collect();
    match (kind, others.as_slice()) {
        (0..13, [first, ..]) if *first < merged => (*first, merged),
        (0..18, [_, ..]) => (others[a % others.len()], merged),
        (0..19, _) => (a % who.len(), merged),
        _any => (a, merged),
    }
}

/// A world, decided.
pub struct Decided {
    /// What the gate says.
    pub decisions: Decisions,
    /// What the named records hold.
    pub readings: Readings,
    /// How many hold the same.
    pub counts: Counts,
    /// The record that stays, for each proposal.
    pub survivors: Vec<u32>,
    /// The record that goes.
    pub merged: Vec<u32>,
}

impl Decided {
    /// The verdict on each proposal.
    pub fn verdicts(&self) -> Vec<Verdict> {
        self.decisions.all().iter().map(|d| d.verdict).collect()
    }

    /// Whether each proposal may be executed.
    pub fn passes(&self) -> Vec<bool> {
        self.verdicts().into_iter().map(|v| v == Verdict::Pass).collect()
    }
}

impl World {
    /// The rows from `from` to before `to` as the reader would give them.
    fn batch(&self, from: usize, to: usize) -> RecordBatch<'static> {
        let column = |(i, field): (usize, &FieldId)| MappedColumn {
            header: format!("column {i}"),
            number: i + 2,
            field: *field,
            part: None,
            format: None,
        };
        let mapping: Arc<[MappedColumn]> = self.columns.iter().enumerate().map(column).collect();
        let mut batch = RecordBatch::new(mapping, "");
        for (id, cells) in &self.rows[from..to] {
            batch.push_cell(id);
            cells.iter().for_each(|cell| batch.push_cell(cell));
            batch.end_row(batch.rows() as u64 + 2);
        }
        batch
    }

    /// Decides all proposals, the rows read in batches that end at these places.
    pub fn decide_cut(&self, policy: &Policy, cuts: &[usize]) -> Decided {
        let mut ends: Vec<usize> = cuts.iter().map(|c| c % (self.rows.len() + 1)).collect();
        ends.push(self.rows.len());
        ends.sort_unstable();
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let batches: Vec<RecordBatch<'static>> =
            starts.zip(&ends).map(|(from, to)| self.batch(from, *to)).collect();
        let mut ids = Ids::new();
        let numbered: Vec<(u32, u32)> =
            self.proposals.iter().map(|(s, m)| (ids.intern(s), ids.intern(m))).collect();
        let (survivors, merged): (Vec<u32>, Vec<u32>) = numbered.into_iter().unzip();
        let mapped: [bool; FIELD_COUNT] = std::array::from_fn(|f| self.columns.contains(&FieldId(f as u8)));
        let mut readings = Readings::new(ids.len(), mapped);
        let required =
            CONDITIONS.iter().enumerate().filter(|(i, _)| policy.requires(*i)).map(|(_, c)| c.counted);
        let mut counted: Vec<FieldId> = required.chain(fields::SHARE_LIMITED).collect();
        counted.sort_unstable();
        counted.dedup();
        let read = batches.iter().map(|batch| gate::read(batch, &ids, &counted, TODAY));
        let (chunks, glances): (Vec<_>, Vec<_>) = read.unzip();
        chunks.into_iter().for_each(|chunk| readings.add(chunk));
        let (wanted, mut counting) = Wanted::of(&mut readings, policy.shared_by_max());
        let wanted = wanted.with_people_max(policy.birthdate_shared_max());
        // Neither the order of batches shows nor whether they are kept and counted at once.
        let mut kept = Glances::default();
        for (n, glance) in glances.iter().enumerate() {
            if n % 3 == 1 { counting.add(&wanted.tally(glance)) } else { kept.push(glance) }
        }
        wanted.count(kept, &mut counting);
        let counts = wanted.counts(counting);
        let batch =
            Batch { survivors: &survivors, merged: &merged, readings: &readings, counts: &counts, policy };
        let decisions = gate::run(&batch);
        Decided { decisions, readings, counts, survivors, merged }
    }

    /// Decides all proposals.
    pub fn decide(&self, policy: &Policy) -> Decided {
        self.decide_cut(policy, &[])
    }
}

/// A policy with these lines after its version.
pub fn policy(lines: &str) -> Policy {
    Policy::read(&format!("version = 1\n{lines}"), "policy", &sekisho::rules::known_codes())
        .unwrap_or_else(|e| panic!("{e}\n{lines}"))
}

/// Holds a law in so many cases; they are the same in every run. `SEKISHO_SEED` set to a number gives others,
/// `SEKISHO_TIMES` so many times as many.
#[track_caller]
pub fn hold<S: Strategy>(cases: u32, strategy: S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let asked = |name: &str| std::env::var(name).ok().map_or(1, |n| n.parse::<u32>().unwrap());
    let (number, cases) = (u64::from(asked("SEKISHO_SEED")), cases * asked("SEKISHO_TIMES"));
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4096, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    if let Err(broken) = runner.run(&strategy, law) {
        panic!("{broken}");
    }
}
