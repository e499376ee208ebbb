//! The lexicon of readings: its tables, what it says, and what the gate makes of that.

use fst::SetBuilder;
use sekisho::fields;
use sekisho::gate::{Batch, Counts, Decisions, Ids, OwnFits, Readings, compare_pair, normalize, run};
use sekisho::model::{Agreement, MappedColumn, RecordBatch, Verdict};
use sekisho::policy::Policy;
use sekisho::text::family_names::{FAMILY_READING_MIN, can_be_cut};
use sekisho::text::kana_of::{Fit, Part, full_name_fits, lexicon_key, part_fits};
use serde_json::Value;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

fn tables() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text/tables")
}

/// The text of the source.
fn unpacked() -> String {
    let file = std::fs::File::open(tables().join("name_readings.tsv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

/// The rows of the source: part, kanji, reading.
fn source() -> Vec<(Part, String, String)> {
    let text = unpacked();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let part = Part::ALL.into_iter().find(|part| part.code() == cells[0]).unwrap();
        (part, cells[1].to_owned(), cells[2].to_owned())
    })
    .collect()
}

/// Builds the set from its source. With `SEKISHO_REBUILD_TABLES=1` in the environment it is written, too: that is how
/// the table is made after its source or the coding of its keys changed.
#[test]
fn the_set_is_built_from_the_rows_of_its_source() {
    let rows = source();
    let mut keys: Vec<Vec<u8>> =
        rows.iter().map(|(part, kanji, kana)| lexicon_key(*part, kanji, kana).unwrap()).collect();
    keys.sort();
    let mut builder = SetBuilder::memory();
    for key in keys {
        builder.insert(key).unwrap();
    }
    let built = builder.into_inner().unwrap();
    let path = tables().join("name_readings.fst");
    if std::env::var_os("SEKISHO_REBUILD_TABLES").is_some_and(|v| v == "1") {
        std::fs::write(&path, &built).unwrap();
    }
    assert_eq!(rows.len(), 209_146);
    assert_eq!(rows.iter().map(|(_, kanji, _)| kanji.chars().count()).max(), Some(15));
    assert!(built == std::fs::read(&path).unwrap(), "name_readings.fst is not what its source says");
}

/// Cuts a cell of the table at the boundary between family and given name.
fn split(cell: &str) -> (&str, Option<&str>) {
    cell.split_once('|').map_or((cell, None), |(family, given)| (family, Some(given)))
}

fn table() -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readings.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn every_reading_fits_as_the_table_says() {
    let rows = table();
    let mut bad = Vec::new();
    for row in &rows {
        let fit = full_name_fits(split(&row[0]), split(&row[1]));
        if fit.name() != row[2] {
            bad.push(format!("{} {}: got {}, the table says {}", row[0], row[1], fit.name(), row[2]));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    for (fit, least) in [(Fit::Confirmed, 150), (Fit::Contradicted, 70), (Fit::Unknown, 15)] {
        assert!(rows.iter().filter(|row| row[2] == fit.name()).count() >= least, "{}", fit.name());
    }
    let vectors = rows.iter().filter(|row| row[3].starts_with("reading-") && !row[3].contains(','));
    assert_eq!(vectors.count(), 18);
}

#[test]
fn every_listed_reading_is_confirmed() {
    for (part, kanji, kana) in source().into_iter().step_by(101) {
        assert_eq!(part_fits(part, &kanji, &kana), Fit::Confirmed, "{kanji} {kana}");
    }
}

const TODAY: &str = "2026-01-01";
/// Phone and birthdate of every pair, so that only the names tell.
const REST: [&str; 2] = ["090-3821-5567", "1984-05-17"];

/// Records in memory: kanji, kana, phone, birthdate.
struct Table {
    ids: Ids,
    readings: Readings,
}

/// Reads these rows; only the IDs of `named` stand in a proposal.
fn read(rows: &[(&str, [&str; 4])], named: &[&str]) -> Table {
    let columns = [fields::NAME_KANJI, fields::NAME_KANA, fields::PHONE, fields::BIRTHDATE];
    let mapping: Arc<[MappedColumn]> = (2..)
        .zip(columns)
        .map(|(number, field)| MappedColumn {
            header: String::new(),
            number,
            field,
            part: None,
            format: None,
        })
        .collect();
    let mut batch = RecordBatch::new(mapping, "");
    for (id, cells) in rows {
        batch.push_cell(id);
        cells.iter().for_each(|cell| batch.push_cell(cell));
        batch.end_row(batch.rows() as u64 + 2);
    }
    let mut ids = Ids::new();
    named.iter().for_each(|id| {
        ids.intern(id);
    });
    let mut readings =
        Readings::new(ids.len(), std::array::from_fn(|f| columns.iter().any(|c| c.index() == f)));
    readings.add(normalize(&batch, &ids, &[], TODAY));
    Table { ids, readings }
}

fn row<'a>(kanji: &'a str, kana: &'a str) -> [&'a str; 4] {
    [kanji, kana, REST[0], REST[1]]
}

/// How two records with these names agree on the kana name, in both directions, and what the gate says of them.
fn kana_agreement(left: [&str; 2], right: [&str; 2]) -> (Agreement, Verdict) {
    let table = read(&[("l", row(left[0], left[1])), ("r", row(right[0], right[1]))], &["l", "r"]);
    let counts = Counts::default();
    let there = compare_pair(&table.readings, &counts, 0, 1);
    let back = compare_pair(&table.readings, &counts, 1, 0);
    assert_eq!(there.comparison, back.comparison);
    let policy = Policy::built_in();
    let batch =
        Batch { survivors: &[0], merged: &[1], readings: &table.readings, counts: &counts, policy: &policy };
    (there.comparison.on(fields::NAME_KANA), run(&batch).all()[0].verdict)
}

#[test]
fn two_readings_of_one_kanji_are_similar_and_never_pass() {
    for (left, right) in [
        (["高橋裕子", "タカハシユウコ"], ["高橋裕子", "タカハシヒロコ"]),
        (["高橋 裕子", "タカハシ ユウコ"], ["高橋裕子", "ﾀｶﾊｼ ﾋﾛｺ"]),
        (["山崎恵", "ヤマザキメグミ"], ["山崎恵", "ヤマサキケイ"]),
        (["東海林太郎", "ショウジタロウ"], ["東海林太郎", "トウカイリンタロウ"]),
        (["伊藤和子", "イトウカズコ"], ["伊藤和子", "イトウタカコ"]),
    ] {
        assert_eq!(kana_agreement(left, right), (Agreement::Similar, Verdict::Review), "{left:?} {right:?}");
    }
}

#[test]
fn another_name_stays_different() {
    for (left, right) in [
        // Not a listed reading.
        (["高橋裕子", "タカハシユウコ"], ["高橋裕子", "タカハシケイコ"]),
        (["伊藤和子", "イトウカズコ"], ["伊藤和子", "イトウヨシコ"]),
        // Each kana is a reading of its own kanji, and the kanji are two.
        (["鈴木健一", "スズキケンイチ"], ["鈴木健二", "スズキケンジ"]),
        // Kanji that the lexicon does not know.
        (["佐藤希空丸", "サトウノアマル"], ["佐藤希空丸", "サトウキクウマル"]),
    ] {
        assert_eq!(kana_agreement(left, right), (Agreement::Different, Verdict::Block), "{left:?} {right:?}");
    }
}

#[test]
fn a_reading_never_makes_two_kana_agree() {
    let rows = table();
    let key = |kana: &str| (fields::field(fields::NAME_KANA).key)(kana, &mut String::new()).to_owned();
    let mut seen = 0;
    for row in rows.iter().filter(|row| row[2] == Fit::Confirmed.name()) {
        let readings = rows.iter().filter(|other| other[0] == row[0] && other[2] == row[2]);
        for other in readings {
            let (kanji, kana, other) =
                (row[0].replace('|', ""), row[1].replace('|', ""), other[1].replace('|', ""));
            // Values that agree have one key; that alone, and no lexicon, may make them agree.
            if key(&kana) != key(&other) {
                seen += 1;
                assert!(!kana_agreement([&kanji, &kana], [&kanji, &other]).0.agrees(true), "{kana} {other}");
            }
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn only_named_rows_are_checked_and_the_worst_row_of_an_id_counts() {
    let rows = [
        ("a", row("佐藤健一", "サトウケンイチ")),
        ("b", row("佐藤健一", "スズキハナコ")),
        ("b", row("佐藤健一", "サトウケンイチ")),
        ("c", row("佐藤希空丸", "サトウノアマル")),
        ("d", row("佐藤健一", "")),
        ("e", row("SMITH JOHN", "スミスジョン")),
        ("x", row("佐藤健一", "スズキハナコ")),
    ];
    let mut turned = rows;
    turned.reverse();
    for rows in [rows, turned] {
        let table = read(&rows, &["a", "b", "c", "d", "e"]);
        assert_eq!(table.ids.len(), 5);
        let fits = table.readings.own_fits();
        assert_eq!(fits, OwnFits { confirmed: 1, contradicted: 1, unknown: 1 });
        assert_eq!(fits.checked(), 3);
    }
}

/// People with common names.
const PEOPLE: [[&str; 2]; 12] = [
    ["佐藤健一", "サトウケンイチ"],
    ["鈴木花子", "スズキハナコ"],
    ["高橋隆", "タカハシタカシ"],
    ["田中美咲", "タナカミサキ"],
    ["伊藤直樹", "イトウナオキ"],
    ["渡辺京子", "ワタナベキョウコ"],
    ["山本太郎", "ヤマモトタロウ"],
    ["中村久美子", "ナカムラクミコ"],
    ["小林翔太", "コバヤシショウタ"],
    ["加藤麻衣", "カトウマイ"],
    ["吉田亮", "ヨシダリョウ"],
    ["長谷川健太郎", "ハセガワケンタロウ"],
];

/// A batch in which both records of each pair are written alike: so many pairs, of which the first `shifted` have the
/// kana of the person before.
fn shifted_alike(pairs: usize, shifted: usize) -> Vec<[String; 5]> {
    (0..2 * pairs)
        .map(|i| {
            let (pair, side) = (i / 2, i % 2);
            let [kanji, own] = PEOPLE[pair % PEOPLE.len()];
            let kana = if pair < shifted { PEOPLE[(pair + 11) % PEOPLE.len()][1] } else { own };
            let phone = format!("090-3821-{:04}", 1000 + pair * 37);
            let birthdate = format!("19{:02}-05-{:02}", 60 + pair % 30, 1 + pair % 28);
            [format!("c{pair}-{side}"), kanji.to_owned(), kana.to_owned(), phone, birthdate]
        })
        .collect()
}

fn decide(rows: &[[String; 5]]) -> Decisions {
    let cells: Vec<(&str, [&str; 4])> =
        rows.iter().map(|r| (r[0].as_str(), [&*r[1], &*r[2], &*r[3], &*r[4]])).collect();
    let named: Vec<&str> = cells.iter().map(|(id, _)| *id).collect();
    let table = read(&cells, &named);
    let pairs = rows.len() as u32 / 2;
    let (survivors, merged): (Vec<u32>, Vec<u32>) = (0..pairs).map(|p| (2 * p, 2 * p + 1)).unzip();
    let counts = Counts::default();
    let policy = Policy::built_in();
    run(&Batch {
        survivors: &survivors,
        merged: &merged,
        readings: &table.readings,
        counts: &counts,
        policy: &policy,
    })
}

#[test]
fn a_batch_in_which_names_contradict_themselves_is_halted() {
    for (pairs, shifted, halted) in
        [(24, 0, false), (24, 6, false), (24, 7, true), (24, 24, true), (9, 9, false), (10, 10, true)]
    {
        let decisions = decide(&shifted_alike(pairs, shifted));
        assert_eq!(decisions.totals_before_halt().pass, pairs as u64, "each pair agrees with itself");
        assert_eq!(decisions.is_halted(), halted, "{shifted} of {pairs} pairs");
        assert_eq!(decisions.totals().block, if halted { pairs as u64 } else { 0 });
    }
}

/// Runs the program over these rows, with a proposal for each two of them; gives the exit code, `summary.json`, the
/// lines of `diff.jsonl` and whether there is an `approved.csv`.
fn check(rows: &[[String; 5]]) -> (i32, Value, Vec<Value>, bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut records = String::from("customer_id,氏名,フリガナ,phone,birthdate\n");
    let mut merges = String::from("survivor_id,merged_id\n");
    for row in rows {
        records.push_str(&(row.join(",") + "\n"));
    }
    for pair in rows.chunks_exact(2) {
        merges.push_str(&format!("{},{}\n", pair[0][0], pair[1][0]));
    }
    std::fs::write(path("records.csv"), records).unwrap();
    std::fs::write(path("merges.csv"), merges).unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .args(["check", "--quiet", "--records"])
        .arg(path("records.csv"))
        .arg("--merges")
        .arg(path("merges.csv"))
        .arg("--out")
        .arg(path("out"))
        .status()
        .unwrap();
    let text = |name: &str| std::fs::read_to_string(path("out").join(name)).unwrap();
    let summary = serde_json::from_str(&text("summary.json")).unwrap();
    let diff = text("diff.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (status.code().unwrap(), summary, diff, path("out").join("approved.csv").exists())
}

#[test]
fn shifted_rows_halt_the_program() {
    let (exit, summary, _, approved) = check(&shifted_alike(24, 0));
    assert_eq!((exit, approved), (0, true));
    let counts = serde_json::json!({ "checked": 48, "confirmed": 48, "contradicted": 0, "unknown": 0 });
    assert_eq!(summary["readings"], counts);

    let (exit, summary, diff, approved) = check(&shifted_alike(24, 24));
    assert_eq!((exit, approved), (3, false));
    let counts = serde_json::json!({ "checked": 48, "confirmed": 0, "contradicted": 48, "unknown": 0 });
    assert_eq!(summary["readings"], counts);
    assert_eq!((&summary["gate"], &summary["verdicts_before_halt"]["pass"]), (&"halted".into(), &24.into()));
    assert!(diff.iter().all(|line| line["reasons"] == serde_json::json!(["batch.breaker"])));
}

#[test]
fn a_person_is_told_whether_kana_fit_the_kanji_of_the_other_side() {
    let sides = [
        [["佐藤健一", ""], ["", "サトウケンイチ"]],
        [["", "サトウケンジ"], ["佐藤健一", ""]],
        [["佐藤希空丸", ""], ["サトウノアマル", ""]],
        [["佐藤健一", "サトウケンイチ"], ["", "サトウケンイチ"]],
    ];
    let rows: Vec<[String; 5]> = sides
        .iter()
        .flatten()
        .enumerate()
        .map(|(i, [kanji, kana])| [&format!("c{i}"), *kanji, *kana, REST[0], REST[1]].map(str::to_owned))
        .collect();
    let (_, _, diff, _) = check(&rows);
    let told: Vec<Option<&str>> = diff.iter().map(|line| line["reading"].as_str()).collect();
    assert_eq!(told, [Some("fits"), Some("does_not_fit"), Some("unknown"), None]);
    assert!(diff.iter().all(|line| line["verdict"] == "review"));
}

#[test]
fn explain_says_whether_the_reading_fits() {
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("records.csv");
    let text = "customer_id,氏名,フリガナ,phone,birthdate\na,佐藤健一,,090-3821-5567,1984-05-17\n\
                b,,スズキハナコ,090-3821-5567,1984-05-17\n";
    std::fs::write(&records, text).unwrap();
    let explain = |merged: &str, more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sekisho"))
            .args(["explain", "--lang", "en", "--survivor", "a", "--merged", merged, "--records"])
            .arg(&records)
            .args(more)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let json: Value = serde_json::from_str(&explain("b", &["--json"])).unwrap();
    assert_eq!(json["reading"], "does_not_fit");
    assert!(explain("b", &[]).contains("no known reading"));
    let json: Value = serde_json::from_str(&explain("a", &["--json"])).unwrap();
    assert_eq!(json["reading"], Value::Null);
}

/// The family names that could be cut into a shorter one and a given name, and that UniDic or IPADIC know. Written like
/// the set of readings, when asked.
#[test]
fn the_family_names_that_could_be_cut_are_those_of_the_source() {
    let text = unpacked();
    let rows =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let known = rows.filter(|cells| cells[0] == Part::Family.code() && cells[3].contains(['U', 'I']));
    let names: std::collections::BTreeSet<String> = known
        .map(|cells| cells[1].to_owned())
        .filter(|name| name.chars().count() > 2 && can_be_cut(name))
        .collect();
    let head = "# Family names of three kanji and more that could be cut into a listed family name and a listed given name.\n\
                # Derived from the rows of name_readings.tsv.gz whose sources are UniDic or IPADIC; licences as there.\n";
    let derived = names.iter().fold(head.to_owned(), |text, name| text + name + "\n");
    let path = tables().join("family_names.txt");
    if std::env::var_os("SEKISHO_REBUILD_TABLES").is_some_and(|v| v == "1") {
        std::fs::write(&path, &derived).unwrap();
    }
    assert!(names.len() > 600, "{}", names.len());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), derived);
}

/// The readings of family names that are longer than one part mostly is. Written like the set of readings, when asked.
#[test]
fn the_readings_of_family_names_are_those_of_the_source() {
    let text = unpacked();
    let rows =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let known = rows.filter(|cells| cells[0] == Part::Family.code() && cells[3].contains(['U', 'I']));
    let readings: std::collections::BTreeSet<String> = known
        .map(|cells| cells[2].to_owned())
        .filter(|reading| reading.chars().count() >= FAMILY_READING_MIN)
        .collect();
    let head = "# Readings of family names, of five kana and more.\n\
                # Derived from the rows of name_readings.tsv.gz whose sources are UniDic or IPADIC; licences as there.\n";
    let derived = readings.iter().fold(head.to_owned(), |text, name| text + name + "\n");
    let path = tables().join("family_readings.txt");
    if std::env::var_os("SEKISHO_REBUILD_TABLES").is_some_and(|v| v == "1") {
        std::fs::write(&path, &derived).unwrap();
    }
    assert!(readings.len() > 1_300, "{}", readings.len());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), derived);
}

#[test]
fn only_the_full_name_of_one_person_is_a_name_to_agree_on() {
    let alone = [
        "蓮見",
        "佐藤",
        "渡邉",
        "長谷川",
        "佐々木",
        "勅使河原",
        "TANAKA",
        "ＴＡＮＡＫＡ",
        "ハスミ",
        "はすみ",
        "ﾜﾀﾅﾍﾞ",
    ];
    let titled = ["蓮見 様", "蓮見\u{3000}殿", "HASUMI SAMA", "MRS HASUMI", "Dr. Smith"];
    for name in alone.into_iter().chain(titled) {
        assert_eq!(agreement_on(name, name), Agreement::Missing, "{name}");
    }
    let nobody = [
        "蓮見 双子",
        "蓮見\u{1f}妻",
        "蓮見 長男",
        "ハスミ フタゴ",
        "BABY GIRL SMITH",
        "HASUMI FAMILY",
        "FNU SINGH",
    ];
    for name in nobody {
        assert_eq!(agreement_on(name, name), Agreement::Placeholder, "{name}");
    }
    let whole = [
        "蓮見 耕平",
        "蓮見\u{1f}耕平",
        "佐藤健一",
        "TANAKA KOHEI",
        "MR KOHEI TANAKA",
        "ハスミコウヘイ",
        "アン・リー",
        "林 薫",
    ];
    for name in whole {
        assert_eq!(agreement_on(name, name), Agreement::Exact, "{name}");
    }
    assert_eq!(agreement_on("林 薫", "林薫"), Agreement::Normalized);
}

fn agreement_on(left: &str, right: &str) -> Agreement {
    let row = |name| [name, "", "090-6142-7385", "2015-04-01"];
    let table = read(&[("l", row(left)), ("r", row(right))], &["l", "r"]);
    compare_pair(&table.readings, &Counts::default(), 0, 1).comparison.on(fields::NAME_KANJI)
}
