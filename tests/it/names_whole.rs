//! Names that are no full name of one person, and names that only look so: `tests/names_whole.tsv`, each row on itself.

use super::truth::{raw, rows};
use super::util::{Dir, came_out};
use sekisho::fields::name::whole::setback;
use sekisho::fields::{self, NAME_KANJI, Reading, agreement};
use sekisho::model::Agreement;
use std::collections::BTreeMap;
use std::path::Path;

/// What two records that carry this text agree on.
fn on_itself(raw: &str) -> Agreement {
    let field = fields::field(NAME_KANJI);
    let mut value = String::new();
    let parsed = (field.parse)(raw, &mut value);
    let reading = Reading { status: parsed.status, weak: parsed.weak, raw, value: &value };
    let rung = agreement(field, &[reading], &[reading]);
    let setback = if rung.agreement.agrees(true) { setback(&reading, &reading) } else { None };
    setback.unwrap_or(rung.agreement)
}

#[test]
fn one_text_on_both_sides_agrees_only_where_it_is_the_full_name_of_one_person() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names_whole.tsv");
    let mut bad = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (line, row) in rows(&path).into_iter().skip(1) {
        let said = on_itself(&raw(fields::field(NAME_KANJI), &row[0]));
        *seen.entry(row[1].clone()).or_default() += 1;
        if said.name() != row[1] {
            bad.push(format!("{line}: {}: {}, the table says {}", row[0], said.name(), row[1]));
        }
    }
    assert!(bad.is_empty(), "{} rows:\n{}", bad.len(), bad.join("\n"));
    assert!(seen.values().all(|rows| *rows >= 40) && seen.len() == 4, "{seen:?}");
}

#[test]
fn normalize_says_so_of_what_is_surely_no_persons_name() {
    let ran =
        Dir::new().program(&["normalize", "name_kanji", "蓮見建設", "蓮見 双子", "髙橋", "蓮見 耕平"]).run();
    let said: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: Vec<_> =
        said.iter().map(|one| (one["status"].as_str().unwrap(), one["value"].as_str())).collect();
    let expected = [("invalid", None), ("placeholder", None), ("ok", Some("高橋")), ("ok", Some("蓮見耕平"))];
    assert_eq!(said, expected);
}

#[test]
fn one_name_in_two_columns_is_looked_up_by_a_run_too() {
    for (family, given, verdict) in [
        ("蓮見", "耕平", "pass"),
        ("蓮見", "長男", "review"),
        ("蓮見", "1", "review"),
        ("蓮見", "♡", "review"),
        ("蓮見", "<br>", "review"),
        ("蓮見", "hasumi@example.jp", "review"),
        ("蓮見", "蓮見", "review"),
        ("総務", "部", "review"),
    ] {
        let dir = Dir::new();
        let row = |id| format!("{id},{family},{given},090-6142-7385,2015-04-02\n");
        dir.file("customers.csv", format!("会員番号,姓,名,電話番号,生年月日\n{}{}", row("a"), row("b")));
        dir.file("merges.csv", "survivor_id,merged_id\na,b\n");
        dir.check(&["--quiet"]);
        assert_eq!(came_out(&dir, "result")[0].verdict, verdict, "{family} {given}");
    }
}
