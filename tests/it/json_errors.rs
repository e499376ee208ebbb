//! Errors for machines: with `--json`, one object a line on stdout, then one with the counts; no value in any.

use super::util::{Dir, Ran};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a line about a problem has, in the order of the README.
const KEYS: [&str; 9] = ["code", "fault", "file", "line", "column", "header", "byte", "message", "help"];

/// What the last line has.
const LAST_KEYS: [&str; 4] = ["counts", "problems", "shown", "exit"];

const HEADER: &str = "customer_id,氏名,フリガナ,電話番号,生年月日\n";

/// Values that stand in the files and must be in no line.
const VALUES: [&str; 4] = ["鼕鼕", "ドドメキ", "71935824", "1937"];

fn lines(ran: &Ran) -> Vec<Value> {
    let line = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    let lines: Vec<Value> = ran.stdout.lines().map(line).collect();
    let keys = |value: &Value| -> BTreeSet<String> { value.as_object().unwrap().keys().cloned().collect() };
    let (last, problems) = lines.split_last().expect("a line");
    for problem in problems {
        assert_eq!(keys(problem), KEYS.map(str::to_owned).into(), "{problem}");
        assert!(problem["help"].as_str().is_some_and(|help| help.len() > 10), "what to do: {problem}");
    }
    assert_eq!(keys(last), LAST_KEYS.map(str::to_owned).into(), "{last}");
    assert_eq!(last["shown"], problems.len(), "{last}");
    assert_eq!(last["exit"], ran.code, "{last}");
    for value in VALUES {
        assert!(!ran.stdout.contains(value) && !ran.stderr.contains(value), "{value}: {ran:?}");
    }
    lines
}

fn folder(rows: &str) -> Dir {
    let dir = Dir::new();
    dir.file("customers.csv", format!("{HEADER}{rows}"));
    dir.file("merges.csv", "survivor_id,merged_id\nA,B\n");
    dir
}

#[test]
fn a_problem_is_an_object_with_its_place_and_what_to_do_in_the_language_asked_for() {
    let dir = folder("A,a,b,,\nB,a,\"鼕鼕 轟,090-7193-5824,1937-08-23\n");
    for (lang, message, help) in
        [("en", "never closed", "RFC 4180"), ("ja", "閉じられていません", "出力し直して")]
    {
        let ran = dir.check(&["--json", "--lang", lang]).exits(2);
        let lines = lines(&ran);
        let problem = &lines[0];
        assert_eq!(
            (&problem["code"], &problem["file"], &problem["line"], &problem["column"], &problem["fault"]),
            (&"E_CSV_OPEN_QUOTE".into(), &"customers.csv".into(), &3.into(), &3.into(), &"input".into()),
            "{problem}"
        );
        for (key, word) in [("message", message), ("help", help)] {
            assert!(problem[key].as_str().unwrap().contains(word), "{lang} {key}: {problem}");
            // A person reads the same on stderr.
            assert!(ran.stderr.contains(problem[key].as_str().unwrap()), "{key}: {}", ran.stderr);
        }
        assert_eq!(lines[1]["counts"]["E_CSV_OPEN_QUOTE"], 1);
    }
}

#[test]
fn twenty_problems_are_shown_and_all_are_counted() {
    let rows: String = (0..500).map(|i| format!("C{i},鼕鼕\n,71935824,x\n")).collect();
    let dir = folder(&rows);
    for lang in ["en", "ja"] {
        let ran = dir.check(&["--json", "--lang", lang]).exits(2);
        let lines = lines(&ran);
        assert_eq!(lines.len(), 21);
        assert!(
            lines[..20].iter().enumerate().all(|(i, line)| line["line"] == i + 2),
            "in the order of the file"
        );
        assert_eq!(
            (&lines[20]["counts"]["E_CSV_FIELDS"], &lines[20]["problems"]),
            (&1000.into(), &1000.into())
        );
        let shown = |line: &&str| line.contains("E_CSV_FIELDS") && line.contains(".csv:");
        assert_eq!(ran.stderr.lines().filter(shown).count(), 20);
        assert!(ran.stderr.contains("E_CSV_FIELDS 1000"), "{}", ran.stderr);
    }
}

#[test]
fn problems_of_several_files_and_kinds_come_in_one_pass() {
    let dir = folder("A,鼕鼕 轟,ドドメキ,,1937-08-23\n,鼕鼕 轟,ドドメキ,,1937-08-23\n");
    dir.file("more.csv", format!("{HEADER}C,鼕鼕\u{fffd},ドドメキ,,1937-08-23\nD,x\n"));
    let more = [
        "check",
        "--json",
        "--records",
        "customers.csv",
        "more.csv",
        "--merges",
        "merges.csv",
        "--out",
        "result",
    ];
    let ran = dir.program(&more).run().exits(2);
    let lines = lines(&ran);
    let found: Vec<String> = lines[..lines.len() - 1]
        .iter()
        .map(|l| format!("{}@{}:{}", l["code"].as_str().unwrap(), l["file"].as_str().unwrap(), l["line"]))
        .collect();
    assert_eq!(
        found,
        ["E_ID_EMPTY@customers.csv:3", "E_CELL_REPLACEMENT@more.csv:2", "E_CSV_FIELDS@more.csv:3"]
    );
}

#[test]
fn every_kind_of_fault_is_a_line_with_its_exit_code() {
    let cases: [(&[&str], &str, &str, i32); 5] = [
        (&["--memory-limit", "1M"], "E_MEMORY", "surroundings", 4),
        (&["--policy", "none.toml"], "E_POLICY_READ", "input", 2),
        (&["--no-such-flag"], "E_USAGE", "input", 2),
        (&["--threads", "0"], "E_USAGE", "input", 2),
        (&["--merges", "none.csv"], "E_USAGE", "input", 2),
    ];
    for (more, code, fault, exit) in cases {
        for lang in ["en", "ja"] {
            let dir = folder("A,鼕鼕 轟,ドドメキ,,1937-08-23\n");
            let ran = dir.check(&[more, &["--json", "--lang", lang]].concat()).exits(exit);
            let lines = lines(&ran);
            assert_eq!(
                (lines.len(), &lines[0]["code"], &lines[0]["fault"]),
                (2, &code.into(), &fault.into()),
                "{ran:?}"
            );
            assert!(lines[0]["line"].is_null());
            assert_eq!(lines[0]["message"].as_str().unwrap().is_ascii(), lang == "en", "{ran:?}");
        }
    }
}

/// Every command with an input that it cannot use.
const UNUSABLE: [(&str, i32); 24] = [
    ("check --records broken.csv --merges merges.csv --out out", 2),
    ("check --records customers.csv --merges broken.csv --out out", 2),
    ("check --records customers.csv --merges merges.csv --out customers.csv", 2),
    ("audit ids --records broken.csv --out out", 2),
    ("audit ids --records customers.csv --login nowhere --out out", 2),
    ("audit ids --before customers.csv --after broken.csv --out out", 2),
    ("audit list --list broken.csv --records customers.csv --out out", 2),
    ("audit list --list customers.csv --records customers.csv --map x --out out", 2),
    ("audit list --outgoing broken.csv", 2),
    (
        "audit list --outgoing customers.csv --sign none.key --approver a --reason b --paper p --reveal-to none",
        2,
    ),
    ("audit merges --before broken.csv --merges merges.csv --out out", 2),
    ("audit merges --before customers.csv --merges broken.csv --out out", 2),
    ("explain no.such_code", 2),
    ("explain --records broken.csv --survivor A --merged B", 2),
    ("explain", 2),
    ("init --records customers.csv --merges customers.csv", 2),
    ("init --records customers.csv --merges merges.csv --out customers.csv", 2),
    ("review --run nowhere --decisions broken.csv --name tanaka", 2),
    ("approve sign --run nowhere --decisions broken.csv --key none.key --out signed", 2),
    (
        "approve release --run nowhere --approval a b --steward c --records customers.csv --merges merges.csv --out out",
        2,
    ),
    ("keygen --out none/gate.key", 4),
    ("guard postgres --policy broken.csv --table crm.customer", 2),
    ("synth --rows 1 --merges 9 --out out", 2),
    ("schema none", 2),
];

#[test]
fn every_command_says_what_it_cannot_use_as_json_lines() {
    let dir = folder("A,鼕鼕 轟,ドドメキ,,1937-08-23\n");
    dir.file("broken.csv", format!("{HEADER}A,a,\"鼕鼕 轟,090-7193-5824,1937-08-23\n"));
    for (arguments, exit) in UNUSABLE {
        for lang in ["en", "ja"] {
            let arguments: Vec<&str> = arguments.split(' ').chain(["--json", "--lang", lang]).collect();
            let ran = dir.program(&arguments).run().exits(exit);
            assert!(lines(&ran).len() > 1, "{ran:?}");
        }
    }
}

#[test]
fn a_refusal_is_one_json_object() {
    let dir = folder("A,鼕鼕 轟,ドドメキ,,1937-08-23\n");
    // Published test numbers of an issuer; a whole column of them is found by the reader, one by the look through the file.
    let rows = |card: &dyn Fn(usize) -> &'static str| {
        (0..30).map(|i| format!("{i},{}\n", card(i))).collect::<String>()
    };
    dir.file("column.csv", format!("会員番号,code\n{}", rows(&|_| "4111111111111111")));
    dir.file(
        "cell.csv",
        format!("会員番号,memo\n{}", rows(&|i| ["-", "4111111111111111"][usize::from(i == 7)])),
    );
    for (files, refused) in
        [(&["column.csv"][..], 1), (&["cell.csv"], 1), (&["column.csv", "cell.csv", "customers.csv"], 2)]
    {
        for lang in ["en", "ja"] {
            let ran = dir
                .program(&[&["audit", "list", "--json", "--lang", lang, "--outgoing"], files].concat())
                .run();
            let said: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
            assert_eq!(ran.code, 3, "{ran:?}");
            assert_eq!(said["refused"].as_array().map(Vec::len), Some(refused), "{ran:?}");
            assert!(said["refused"].as_array().unwrap().iter().all(|one| one["code"] == "E_CARD"), "{ran:?}");
            assert!(!ran.stdout.contains("1111"), "{ran:?}");
        }
    }
    // A certificate that cannot be read is a mismatch, and no error of usage.
    let ran =
        dir.program(&["verify", "--json", "--certificate", "none", "--merges", "merges.csv"]).run().exits(3);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    assert_eq!(said["matches"], false);
    let registrations = ["audit", "ids", "--json", "--stream", "--records", "none.csv"];
    lines(&dir.program(&registrations).run().exits(2));
}

#[test]
fn the_readme_names_every_key() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for key in KEYS.iter().chain(&LAST_KEYS) {
        assert!(readme.contains(&format!("`{key}`")), "{key}");
    }
}
