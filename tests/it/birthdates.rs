//! Birthdates in columns whose format a policy declares: the table, the policy's words, and a run from file to file.

use crate::util::Dir;
use sekisho::fields::{self, BIRTHDATE};
use sekisho::policy::Policy;
use sekisho::rules::known_codes;

const TABLE: &str = include_str!("../fields/birthdate.formats.tsv");

fn rows() -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = TABLE.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    lines.skip(1).map(|(i, l)| (i + 1, l.split('\t').collect()))
}

#[test]
fn every_text_of_a_declared_column_is_read_as_the_table_says() {
    let mut bad = Vec::new();
    let mut seen = 0;
    for (line, row) in rows() {
        let [format, input, status, expected, notes, _source] = row[..] else { panic!("line {line}") };
        let id = fields::format_by_name(BIRTHDATE, format);
        assert!(id.is_some(), "line {line}: {format}");
        let mut value = String::new();
        let parsed = fields::parse(BIRTHDATE, id, input, &mut value);
        let noted = notes.split(',').filter(|n| !n.is_empty()).all(|n| parsed.notes.contains(&n));
        if parsed.status.name() != status || value != expected || !noted {
            bad.push(format!(
                "{line}: {format} {input:?}: {} {value:?} {:?}",
                parsed.status.name(),
                parsed.notes
            ));
        }
        seen += 1;
    }
    assert!(bad.is_empty(), "{} rows:\n{}", bad.len(), bad.join("\n"));
    assert!(seen > 250, "{seen}");
}

#[test]
fn no_text_that_only_a_declaration_can_read_is_read_without_one() {
    let mut seen = 0;
    for (line, row) in rows() {
        let mut plain = String::new();
        let undeclared = fields::parse(BIRTHDATE, None, row[1], &mut plain);
        if undeclared.status.name() == "ok" {
            // What is read without a declaration is read the same with any.
            assert_eq!((row[2], row[3]), ("ok", plain.as_str()), "line {line}");
        } else {
            seen += usize::from(row[2] == "ok");
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn a_format_is_declared_by_its_name_and_nothing_else() {
    let read = |text: &str| Policy::read(text, "policy.toml", &known_codes());
    for format in fields::formats(BIRTHDATE) {
        let policy = read(&format!("version = 1\n[formats]\nbirthdate = \"{}\"", format.name)).unwrap();
        let declared = policy.columns().formats[BIRTHDATE.index()];
        assert_eq!(declared.and_then(|id| fields::format_name(BIRTHDATE, id)), Some(format.name));
        assert!(!format.label.en.is_empty() && !format.label.ja.is_ascii(), "{}", format.name);
    }
    for (text, code, line) in [
        ("[formats]\nbirthdate = \"yyyy\"", "E_POLICY_FORMAT", 3),
        ("[formats]\nbirthdate = \"ERA7\"", "E_POLICY_FORMAT", 3),
        ("[formats]\nbirthdate = 7", "E_POLICY_FORMAT", 3),
        ("[formats]\nbirthdate = [\"era7\"]", "E_POLICY_FORMAT", 3),
        ("[formats]\nphone = \"era7\"", "E_POLICY_KEY", 3),
        ("[formats]\nbirthday = \"era7\"", "E_POLICY_KEY", 3),
        ("formats = \"era7\"", "E_POLICY_TYPE", 2),
    ] {
        let error = read(&format!("version = 1\n{text}")).unwrap_err();
        let got: Vec<_> = error.problems().iter().map(|p| (p.code, p.place.line)).collect();
        assert_eq!(got, [(code, Some(line))], "{text}");
    }
}

const HEADER: &str = "会員番号,氏名,フリガナ,電話番号,生年月日\n";

/// Two records that agree but for how their birthdates are written.
fn world(left: &str, right: &str) -> Dir {
    let dir = Dir::new();
    let row = |id, day| format!("{id},轟 慎太郎,トドロキ シンタロウ,090-7193-5824,{day}\n");
    dir.file("customers.csv", format!("{HEADER}{}{}", row("A", left), row("B", right)));
    dir.file("merges.csv", "survivor_id,merged_id\nA,B\n");
    dir
}

#[test]
fn a_declared_format_opens_the_gate_for_its_own_writing_only() {
    for (format, left, right, code) in [
        ("", "3550304", "S55.3.4", 1),
        ("era7", "3550304", "S55.3.4", 0),
        ("era7", "3550304", "3550304", 0),
        ("era7", "29284", "29284", 1),
        ("excel-1900", "29284", "1980-03-04", 0),
        ("excel-1904", "29284", "1980-03-04", 1),
        ("excel-1904", "27822", "1980-03-04", 0),
        ("mm/dd/yyyy", "03/04/1980", "1980-03-04", 0),
        ("dd/mm/yyyy", "03/04/1980", "1980-03-04", 1),
        ("mm/dd/yyyy", "13/04/1980", "13/04/1980", 1),
        ("yy/mm/dd", "80/3/4", "1980-03-04", 0),
        ("yy/mm/dd", "80/3/4", "3550304", 1),
    ] {
        let dir = world(left, right);
        let policy = if format.is_empty() { String::new() } else { format!("birthdate = \"{format}\"\n") };
        dir.file("policy.toml", format!("version = 1\n[formats]\n{policy}"));
        let ran = dir.check(&["--policy", "policy.toml"]);
        assert_eq!(ran.code, code, "{format} {left} {right}: {ran:?}");
    }
}

#[test]
fn the_summary_says_which_format_was_declared() {
    let dir = world("3550304", "S55.3.4");
    dir.file("policy.toml", "version = 1\n[formats]\nbirthdate = \"era7\"\n");
    assert_eq!(dir.check(&["--policy", "policy.toml"]).code, 0);
    let summary: serde_json::Value = serde_json::from_str(&dir.text("result/summary.json")).unwrap();
    assert_eq!(summary["policy"]["formats"]["birthdate"], "era7");
    let columns = summary["inputs"]["records"][0]["columns"].as_array().unwrap();
    let format = |field: &str| columns.iter().find(|c| c["field"] == field).unwrap()["format"].clone();
    assert_eq!(format("birthdate"), "era7");
    assert_eq!(format("phone"), serde_json::Value::Null);
}
