//! The bad inputs of `tests/hostile`, each made by its recipe and run through the program.

use super::util::{Dir, Ran};
use std::collections::{BTreeMap, BTreeSet};

const CUSTOMERS: &str = include_str!("../hostile/base.customers.csv");
const MERGES: &str = include_str!("../hostile/base.merges.csv");
const EXPECTED: &str = include_str!("../hostile/expected.tsv");
const FILES: &str = include_str!("../hostile/files.tsv");
const CASES: &str = include_str!("../hostile/bad_inputs.tsv");

/// Values of the base that no message may show.
const CANARIES: [&str; 9] = ["山田", "花子", "ﾔﾏﾀﾞ", "佐藤", "3814", "7742", "hanako", "千代田", "1985-04-02"];

/// The cases that no splice can make, each with its own test below.
const BY_HAND: [&str; 10] = ["S41", "Y01", "Y02", "Y03", "Y04", "Y05", "Y06", "Y08", "F01", "F22"];

/// One line of `expected.tsv`.
struct Case {
    id: &'static str,
    state: &'static str,
    encoding: &'static str,
    exit: &'static str,
    problem: &'static str,
    proposals: &'static str,
    note: &'static str,
}

fn cases() -> Vec<Case> {
    let rows = EXPECTED.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|cells| {
        let [id, state, encoding, exit, problem, proposals, note] = cells[..] else { panic!("{cells:?}") };
        Case { id, state, encoding, exit, problem, proposals, note }
    })
    .collect()
}

fn unescaped(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (byte, length) = match after.as_bytes()[0] {
            b'n' => (b'\n', 1),
            b't' => (b'\t', 1),
            b'r' => (b'\r', 1),
            b'\\' => (b'\\', 1),
            b'x' => (u8::from_str_radix(&after[1..3], 16).unwrap(), 3),
            other => panic!("\\{other}"),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn base(file: &str) -> &'static str {
    if file == "customers.csv" { CUSTOMERS } else { MERGES }
}

/// The files that a case changes: the splices, and the large ones.
fn files(id: &str) -> Vec<(&'static str, Vec<u8>)> {
    let large = large(id);
    if !large.is_empty() {
        return large;
    }
    let mut files = Vec::new();
    for line in FILES.lines().skip(2) {
        let [case, file, front, back, between] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        if case == id {
            let lines: Vec<&str> = base(file).split_inclusive('\n').collect();
            let [front, back]: [usize; 2] = [front, back].map(|n| n.parse().unwrap());
            let between = unescaped(between);
            let ends = [lines[..front].concat(), lines[lines.len() - back..].concat()];
            files.push((file, [ends[0].as_bytes(), &between, ends[1].as_bytes()].concat()));
        }
    }
    files
}

/// Cases whose files are too large to lie here.
fn large(id: &str) -> Vec<(&'static str, Vec<u8>)> {
    let rows: Vec<&str> = CUSTOMERS.split_inclusive('\n').collect();
    let all = |rows: &mut dyn Iterator<Item = String>| -> Vec<u8> {
        (CUSTOMERS.split_inclusive('\n').take(1).map(str::to_owned).chain(rows).collect::<String>()).into()
    };
    let list = |rows: &mut dyn Iterator<Item = String>| -> Vec<u8> {
        (MERGES.split_inclusive('\n').take(1).map(str::to_owned).chain(rows).collect::<String>()).into()
    };
    match id {
        "S40" => {
            let text = CUSTOMERS.replacen("東京都千代田区丸の内1-1-1", &"あ".repeat(3_500_000), 1);
            vec![("customers.csv", text.into())]
        }
        "S42" => {
            let names: Vec<String> = (0..100_000).map(|i| format!("c{i}")).collect();
            vec![("customers.csv", format!("{}\n", names.join(",")).into())]
        }
        "I03" => {
            let one = |i: usize| rows[5].replace("C0005", "C9999").replace("鈴木愛", &format!("客{i}"));
            let same = rows[1..].iter().map(|row| (*row).to_owned());
            vec![("customers.csv", all(&mut (0..276).map(one).chain(same)))]
        }
        "I06" => {
            let one = |i: usize| rows[1].replace("C0001", &format!("49012345678{i:04}0"));
            let pair = "M001,4901234567800010,4901234567800020,auto\n".to_owned();
            vec![
                ("customers.csv", all(&mut (0..200).map(one))),
                ("merges.csv", list(&mut std::iter::once(pair))),
            ]
        }
        "P09" => {
            let one = |i: usize| rows[2].replace("C0002", &format!("C{i:04}"));
            let pair = |i: usize| format!("M{i:03},C0001,C{i:04},auto\n");
            vec![
                ("customers.csv", all(&mut (1..502).map(one))),
                ("merges.csv", list(&mut (2..502).map(pair))),
            ]
        }
        "P10" => {
            let kana = |n: usize| char::from_u32(0x30a2 + n as u32).unwrap();
            let one = |letter: char, i: usize| {
                rows[1]
                    .replace("C0001", &format!("{letter}{i:04}"))
                    .replace("山田花子", &format!("客{i:04}"))
                    .replace("ヤマダハナコ", &format!("キャク{}{}", kana(i % 80), kana(i / 80)))
                    .replace(
                        "1985-04-02",
                        &format!("19{:02}-{:02}-{:02}", 50 + i % 40, 1 + i % 12, 2 + i % 27),
                    )
                    .replace("0338147725", &format!("03{i:08}"))
                    .replace("09077421953", &format!("090{i:08}"))
                    .replace("hanako@", &format!("u{i}@"))
            };
            let pair = |i: usize| {
                let shifted = if i < 40 { i } else { (i + 1) % 100 };
                format!("N{i:03},S{i:04},T{shifted:04},auto\n")
            };
            let people = (0..100).map(|i| one('S', i)).chain((0..100).map(|i| one('T', i)));
            vec![
                ("customers.csv", all(&mut people.into_iter())),
                ("merges.csv", list(&mut (0..100).map(pair))),
            ]
        }
        _ => Vec::new(),
    }
}

/// A folder with the files of a case.
fn folder(id: &str) -> Dir {
    let dir = Dir::new();
    dir.file("customers.csv", CUSTOMERS);
    dir.file("merges.csv", MERGES);
    for (file, bytes) in files(id) {
        assert_ne!(bytes, base(file).as_bytes(), "{id}: {file} is the base");
        dir.file(file, bytes);
    }
    dir
}

/// Verdict and reasons of every proposal, by its own ID.
fn proposals(dir: &Dir) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for file in ["approved.csv", "review.csv", "blocked.csv"] {
        let Ok(bytes) = std::fs::read(dir.path("result").join(file)) else { continue };
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let headers = reader.headers().unwrap().clone();
        for row in reader.records().map(Result::unwrap) {
            let cell = |name: &str| headers.iter().position(|h| h == name).map(|at| row[at].to_owned());
            let verdict = cell("verdict").unwrap_or_else(|| "pass".to_owned());
            let reasons = cell("reasons").map_or(String::new(), |r| format!(":{r}"));
            let before = all.insert(cell("proposal_id").unwrap(), format!("{verdict}{reasons}"));
            assert_eq!(before, None, "a proposal stands in two files");
        }
    }
    all
}

/// `CODE@file:line:column` of the first problem, as `--json` says it.
pub fn first_problem(ran: &Ran) -> String {
    let line = ran.stdout.lines().next().unwrap_or_default();
    let problem: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    let number = |key: &str| problem[key].as_u64().map_or(String::new(), |n| format!(":{n}"));
    let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
    format!("{}@{}{}{}", text("code"), text("file"), number("line"), number("column"))
}

#[track_caller]
fn silent(id: &str, ran: &Ran) {
    for canary in CANARIES {
        assert!(!ran.stdout.contains(canary), "{id}: {canary} on stdout: {}", ran.stdout);
        assert!(!ran.stderr.contains(canary), "{id}: {canary} on stderr: {}", ran.stderr);
    }
}

/// Runs a case and says what is not as expected.
fn wrong(case: &Case) -> Vec<String> {
    let dir = folder(case.id);
    let more: &[&str] = match case.encoding {
        "-" => &["--json"],
        encoding => &["--json", "--encoding", encoding],
    };
    let ran = dir.check(more);
    silent(case.id, &ran);
    let mut wrong = Vec::new();
    let mut hold = |what: &str, is: &str, wanted: &str| {
        if is != wanted {
            wrong.push(format!("{} {what}: {is}, expected {wanted}", case.id));
        }
    };
    hold("exit", &ran.code.to_string(), case.exit);
    if ran.code == 2 {
        hold("problem", &first_problem(&ran), case.problem);
        let left = dir.names("result").join(" ");
        hold("left behind", if left.contains("approved.csv") { "an approval" } else { "" }, "");
        // What a person reads names the same place.
        let place = case.problem.split_once('@').map_or("", |(_, place)| place);
        hold("words", if ran.stderr.contains(place) { place } else { &ran.stderr }, place);
    } else {
        let came_out = proposals(&dir);
        for wanted in case.proposals.split(' ').filter(|text| *text != "-") {
            let (id, wanted) = wanted.split_once('=').unwrap();
            hold(id, came_out.get(id).map_or("nowhere", String::as_str), wanted);
        }
        let rows = std::fs::read_to_string(dir.path("merges.csv")).unwrap().lines().count() - 1;
        hold("count", &came_out.len().to_string(), &rows.to_string());
        let approved = dir.names("result").iter().any(|name| name == "approved.csv");
        hold("approval", &approved.to_string(), &(ran.code != 3).to_string());
    }
    wrong
}

#[test]
fn every_bad_input_is_dealt_with_as_its_table_says() {
    let runs: Vec<Case> = cases().into_iter().filter(|c| c.state == "run" && c.exit != "-").collect();
    assert!(runs.len() >= 125, "{} cases", runs.len());
    let wrong: Vec<String> = runs.iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_of_the_table_is_run_or_says_why_not() {
    let listed: Vec<&str> = CASES.lines().skip(1).map(|line| line.split('\t').next().unwrap()).collect();
    let cases = cases();
    assert_eq!(listed, cases.iter().map(|c| c.id).collect::<Vec<_>>());
    assert_eq!(listed.len(), 183);
    for case in &cases {
        match case.state {
            "run" if case.exit == "-" => assert!(BY_HAND.contains(&case.id), "{} is run nowhere", case.id),
            "run" => assert!(case.exit.parse::<u8>().is_ok(), "{}", case.id),
            // The interface rules otherwise, or the case needs what is no part of it.
            "argued" => assert!(case.note.contains("interface"), "{}: {}", case.id, case.note),
            "elsewhere" => assert!(!case.note.is_empty(), "{} names no test", case.id),
            other => panic!("{}: {other}", case.id),
        }
        for (page, test) in tests_named(case.note) {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {page}: {e}", case.id));
            assert!(text.contains(&format!("fn {test}(")), "{}: no test {test} in {page}", case.id);
        }
        let names_one = tests_named(case.note).next().is_some();
        assert!(names_one || !matches!(case.state, "elsewhere"), "{} names no test", case.id);
    }
    let held = cases.iter().filter(|c| matches!(c.state, "run" | "elsewhere" | "argued")).count();
    assert_eq!(held, 183);
}

/// The tests that a note names: a file, then the function in it.
fn tests_named(note: &str) -> impl Iterator<Item = (&str, &str)> {
    let words: Vec<&str> = note.split([' ', ';', ',']).filter(|word| !word.is_empty()).collect();
    let pairs: Vec<(&str, &str)> = words.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.into_iter().filter(|(file, _)| file.ends_with(".rs"))
}

/// What `bad_inputs.tsv` asks for in a form that a program can hold: a pass that must not be, a file that must be refused.
/// Where this program answers otherwise, its own table says why.
#[test]
fn a_difference_from_the_table_has_its_reason() {
    let asked: BTreeMap<&str, &str> = CASES
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|cells| (cells[0], cells[4].trim_end_matches('*')))
        .collect();
    let mut differ = BTreeSet::new();
    for case in cases().into_iter().filter(|c| c.state == "run" && c.exit != "-") {
        let verdict = |id: &str| {
            let found = case.proposals.split(' ').find_map(|p| p.strip_prefix(&format!("{id}=")));
            found.unwrap_or("nowhere").split(':').next().unwrap_or_default().to_owned()
        };
        let (kind, ids) = asked[case.id].split_once(':').unwrap_or((asked[case.id], ""));
        let kept = match kind {
            "REFUSE" => case.exit == "2",
            "HALT" => case.exit == "3",
            "LOAD" | "REPORT" | "OUTPUT" => matches!(case.exit, "0" | "1"),
            "PASS" => ids.split(',').all(|id| verdict(id) == "pass"),
            "NOTPASS" => {
                case.exit == "2"
                    || ids.split(',').all(|id| matches!(verdict(id).as_str(), "review" | "block"))
            }
            "NOTEVIDENCE" => case.exit == "2" || verdict("M001") != "pass",
            other => panic!("{other}"),
        };
        if !kept {
            differ.insert(case.id);
            assert!(!case.note.is_empty(), "{} differs and says no reason", case.id);
        }
    }
    assert!(differ.len() < 40, "{} differ: {differ:?}", differ.len());
}

#[test]
fn a_file_without_a_line_end_is_refused_at_the_limit_of_a_field() {
    let dir = folder("");
    dir.file("customers.csv", vec![b'a'; 8 << 20]);
    let ran = dir.check(&["--json"]).exits(2);
    assert_eq!(first_problem(&ran), "E_CSV_FIELD_SIZE@customers.csv:1:1");
}

#[test]
fn a_policy_that_asks_for_nothing_is_refused_with_its_line() {
    let good = "version = 1\n";
    let cases = [
        ("", "E_POLICY_VERSION"),
        ("# nothing\n", "E_POLICY_VERSION"),
        ("{}", "E_POLICY_TOML"),
        ("version = 1\n[conditions]\nrequired = []\n", "E_POLICY_WEAKER"),
        ("version = 1\n[conditions]\nrequired = [\"name\"]\n", "E_POLICY_WEAKER"),
        ("version = 1\n[options]\ngroup_size_maxx = 3\n", "E_POLICY_KEY"),
        ("version = 1\n[options]\ngroup_size_max = 3\ngroup_size_max = 3\n", "E_POLICY_TOML"),
        ("version = 1\n[options]\ngroup_size_max = \"3\"\n", "E_POLICY_TYPE"),
        ("version = 1\n[columns]\nnational_id = \"x\"\n", "E_POLICY_KEY"),
    ];
    for (text, code) in cases {
        let dir = folder("");
        dir.file("policy.toml", text);
        let ran = dir.check(&["--policy", "policy.toml", "--json"]).exits(2);
        let problem = first_problem(&ran);
        assert!(problem.starts_with(&format!("{code}@policy.toml:")), "{text:?}: {problem}");
        assert!(!dir.names("result").contains(&"approved.csv".to_owned()));
    }
    let dir = folder("");
    dir.file("policy.toml", format!("{good}[columns]\nphone = \"no_such_column\"\n"));
    let ran = dir.check(&["--policy", "policy.toml", "--json"]).exits(2);
    assert_eq!(first_problem(&ran), "E_COLUMN_UNKNOWN@customers.csv:1");
    dir.check(&["--policy", "nowhere.toml"]).exits(2);
}
