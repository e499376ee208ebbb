//! Names that are no full name of one person, and names that only look so: `tests/names_whole.tsv`, each row on itself.

use super::truth::{raw, rows};
use super::util::{Dir, came_out};
use sekisho::fields::name::whole::{setback, setback_at_length};
use sekisho::fields::{self, NAME_KANJI, Reading, agreement};
use sekisho::model::Agreement;
use sekisho::synth::{CUSTOMERS_HEADER, Synth, SynthPlan};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// What two records that carry this text agree on, the short way for ordinary names and the long way held equal.
fn on_itself(raw: &str) -> Agreement {
    let field = fields::field(NAME_KANJI);
    let mut value = String::new();
    let parsed = (field.parse)(raw, &mut value);
    let reading = Reading { status: parsed.status, weak: parsed.weak, raw, value: &value };
    let rung = agreement(field, &[reading], &[reading]);
    if !rung.agreement.agrees(true) {
        return rung.agreement;
    }
    let said = setback(&reading, &reading);
    assert_eq!(said, setback_at_length(&reading, &reading), "{raw}");
    said.unwrap_or(rung.agreement)
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

/// The given and the family names of the lexicon, each `step`-th row from `first` on.
fn lexicon(part: &str, cell: usize, step: usize, first: usize) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text/tables/name_readings.tsv.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>()).filter(|cells| cells[0] == part);
    rows.skip(first).step_by(step).map(|cells| cells[cell].to_owned()).collect()
}

#[test]
fn the_short_way_and_the_long_way_say_the_same_of_names_of_the_lexicon() {
    let [families, givens] = [("S", 211), ("G", 97)].map(|(part, step)| lexicon(part, 1, step, 5));
    let [family_kana, given_kana] = [("S", 211), ("G", 97)].map(|(part, step)| lexicon(part, 2, step, 5));
    let mut seen = BTreeMap::new();
    let mut look = |name: String| *seen.entry(on_itself(&name)).or_insert(0) += 1;
    let kana = family_kana.iter().zip(given_kana.iter().cycle());
    for ((family, given), (family_kana, given_kana)) in families.iter().zip(givens.iter().cycle()).zip(kana) {
        let hiragana: String =
            given_kana.chars().map(|c| char::from_u32(u32::from(c) - 0x60).unwrap()).collect();
        look(format!("{family} {given}"));
        look(format!("{family}\u{1f}{given}"));
        look(format!("{family}{given}"));
        look(format!("{given} {family}"));
        look(format!("{family} {given_kana}"));
        look(format!("{family} {hiragana}"));
        look(format!("{family_kana} {given_kana}"));
        look(format!("{family_kana}{given_kana}"));
    }
    for given in givens.iter().chain(&given_kana) {
        look(format!("蓮見 {given}"));
        look(format!("蓮見{given}"));
    }
    assert!(seen[&Agreement::Exact] > 3_000 && seen.len() > 2, "{seen:?}");
}

/// Given names that no lexicon has, and words that are none, behind family names of every length: what two words say together.
#[test]
fn the_short_way_and_the_long_way_say_the_same_of_coined_names_and_of_words_of_lists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kanji = std::fs::read_to_string(root.join("src/text/tables/given_kanji.txt")).unwrap();
    let kanji: Vec<Vec<char>> =
        kanji.lines().filter(|line| !line.starts_with('#')).map(|line| line.chars().collect()).collect();
    let coined = kanji[0].iter().cycle().step_by(31).zip(kanji[1].iter().cycle().step_by(7)).take(300);
    let mut givens: Vec<String> = coined.map(|(first, last)| format!("{first}{last}")).collect();
    givens.extend(givens.clone().iter().step_by(9).map(|given| format!("{given}子")));
    givens.extend(givens.clone().iter().step_by(9).map(|given| format!("{}々", &given[..3])));
    let table = std::fs::read_to_string(root.join("tests/names_whole.tsv")).unwrap();
    let names =
        table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next());
    let words = names.flat_map(|name| name.split([' ', '\u{3000}', '|', '・']));
    givens.extend(words.filter(|word| !word.is_empty() && !word.is_ascii()).map(str::to_owned));
    givens.sort();
    givens.dedup();
    let families = [
        "林",
        "佐々木",
        "長谷川",
        "大",
        "東",
        "高橋",
        "髙橋",
        "渡邉",
        "佐藤",
        "居",
        "山﨑",
        "長谷",
        "小",
        "代々木",
        "管",
    ];
    let mut seen = BTreeMap::new();
    let mut look = |name: String| *seen.entry(on_itself(&name)).or_insert(0) += 1;
    let each = |(i, given)| [0, 4, 9].map(|step| (given, families[(i + step) % families.len()]));
    for (given, family) in givens.iter().enumerate().flat_map(each) {
        look(format!("{family} {given}"));
        look(format!("{family}{given}"));
        look(format!("{family}\u{1f}{given}"));
    }
    for (given, word) in givens.iter().zip(givens.iter().skip(givens.len() / 2)) {
        look(format!("林{given}{word}"));
        look(format!("{given} {word}"));
        look(format!("{given}{word}"));
    }
    assert!(seen[&Agreement::Exact] > 1_000 && seen[&Agreement::Invalid] > 1_000, "{seen:?}");
}

/// The names of a synthetic table: kanji, kana and Latin letters, in one column.
#[test]
fn nearly_every_synthetic_name_is_the_full_name_of_one_person() {
    let synth = Synth::new(SynthPlan { rows: 4_000, merges: 400, seed: 3 }).unwrap();
    let mut text = String::new();
    synth.customers(0..4_000, &mut text);
    let at = CUSTOMERS_HEADER.trim_end().split(',').position(|header| header == "name_kanji").unwrap();
    let names: Vec<&str> = text.lines().map(|line| line.split(',').nth(at).unwrap()).collect();
    let field = fields::field(NAME_KANJI);
    let mut stopped = Vec::new();
    let mut asked = 0;
    for name in names {
        let mut value = String::new();
        if (field.parse)(name, &mut value).status == fields::Status::Ok {
            asked += 1;
            if on_itself(name) != Agreement::Exact {
                stopped.push(name);
            }
        }
    }
    assert!(asked > 3_800 && stopped.len() * 200 < asked, "{} of {asked}: {stopped:?}", stopped.len());
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
