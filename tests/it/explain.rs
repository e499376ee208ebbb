//! `sekisho explain` for a pair: golden texts in both languages, no value unless asked for, and flips that are true.
//!
//! `explain_en.txt` and `explain_ja.txt` hold what is printed for each pair of [`PAIRS`], one after another. After a
//! change of wording that is meant, `SEKISHO_REBUILD_GOLDEN=1` writes them again.

use super::util::{Dir, Ran};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const HEADER: &str = "customer_id,氏名,フリガナ,固定電話,携帯電話,生年月日,性別,ブランド";

/// Made-up customers: a pair of each verdict, weakenings, a shop's number, a name that has only kana.
const CUSTOMERS: [&str; 13] = [
    "a1,髙嶋 鏡子,タカシマ キョウコ,045-681-3927,090-6142-7385,昭和43年7月30日,女,HANA",
    "a2,髙嶋　鏡子,ﾀｶｼﾏ ｷｮｳｺ,,09061427385,1968-07-30,F,HANA",
    "a3,高島 鏡子,タカシマ キヨウコ,0456813927,,1968/7/30,女,HANA",
    "a4,髙嶋 鏡子,タカシマ キョウコ,,080-2719-4463,1968-07-03,男,HANA",
    "a5,髙嶋 鈴子,タカシマ スズコ,045-681-3927,,1968-07-30,女,KAZE",
    "b1,斎木 守,サイキ マモル,,070-3528-6194,1957-11-24,男,HANA",
    "b2,斉木 守,サイキ マモル,,070-3528-6194,1957-11-24,男,HANA",
    "b3,,サイキ マモル,,070-3528-6194,1957-11-24,男,HANA",
    "b4,斎木 守,,,070-3528-6194,,男,HANA",
    "c1,鵜飼 環,ウカイ タマキ,052-713-8846,,1989-01-07,,HANA",
    "c2,鵜飼 環,ウカイ タマキ,052-713-8846,,昭和64年1月8日,,HANA",
    "c3,鵜飼 環,ウカイ タマキ,052-713-8846,,昭和64年1月7日,,",
    "c4,鵜飼 環,ウカイ タマキ,052-713-8846,,1989-01-07,,HANA",
];

/// Survivor, merged record and the verdict; with the list of proposals where it matters.
const PAIRS: [(&str, &str, &str, bool); 12] = [
    ("a1", "a2", "pass", false),
    ("a1", "a3", "review", false),
    ("a1", "a4", "block", false),
    ("a1", "a5", "block", false),
    ("b1", "b2", "review", false),
    ("b4", "b3", "review", false),
    ("b1", "b4", "review", false),
    ("c1", "c2", "review", false),
    ("c1", "c3", "review", false),
    ("c1", "c4", "pass", false),
    ("a1", "z9", "block", false),
    ("a1", "a2", "block", true),
];

/// The list of the last pair: with the other proposal three records would become one, and two of them share no number.
const MERGES: &str = "survivor_id,merged_id\na1,a2\na1,a3\n";

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("customers.csv", format!("{HEADER}\n{}\n", CUSTOMERS.join("\n")));
    dir.file("merges.csv", MERGES);
    dir
}

fn explain(dir: &Dir, survivor: &str, merged: &str, more: &[&str]) -> Ran {
    let mut arguments =
        vec!["explain", "--records", "customers.csv", "--survivor", survivor, "--merged", merged];
    arguments.extend(more);
    dir.program(&arguments).run()
}

fn json(dir: &Dir, survivor: &str, merged: &str, more: &[&str]) -> Value {
    let ran = explain(dir, survivor, merged, &[&["--json"], more].concat());
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran:?}"))
}

/// Holds a golden text, or writes it where that is asked for.
#[track_caller]
fn golden(name: &str, said: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(name);
    if std::env::var_os("SEKISHO_REBUILD_GOLDEN").is_some() {
        std::fs::write(&path, said).unwrap();
    }
    let held = std::fs::read_to_string(&path).unwrap();
    for (i, (said, held)) in said.lines().zip(held.lines()).enumerate() {
        assert_eq!(said, held, "{name}:{}", i + 1);
    }
    assert_eq!(said.lines().count(), held.lines().count(), "{name}");
}

#[test]
fn every_pair_is_explained_as_the_golden_texts_say() {
    let dir = dir();
    for lang in ["en", "ja"] {
        let mut said = String::new();
        for (survivor, merged, _, listed) in PAIRS {
            for reveal in [false, true] {
                let mut more = vec!["--lang", lang];
                if listed {
                    more.extend(["--merges", "merges.csv"]);
                }
                if reveal {
                    more.push("--reveal");
                }
                let ran = explain(&dir, survivor, merged, &more);
                said += &format!("$ explain {survivor} {merged} {}\n{}\n", more.join(" "), ran.stdout);
                assert_eq!(ran.stderr, "");
            }
        }
        golden(&format!("explain_{lang}.txt"), &said);
    }
}

#[test]
fn the_verdict_the_exit_code_and_the_reasons_are_those_of_a_check() {
    let dir = dir();
    for (survivor, merged, verdict, listed) in PAIRS {
        let more: &[&str] = if listed { &["--merges", "merges.csv"] } else { &[] };
        let said = json(&dir, survivor, merged, more);
        assert_eq!(said["verdict"], verdict, "{survivor} {merged}");
        let code = explain(&dir, survivor, merged, more).code;
        assert_eq!(code, i32::from(verdict != "pass"), "{survivor} {merged}");
        let list =
            if listed { MERGES.to_owned() } else { format!("survivor_id,merged_id\n{survivor},{merged}\n") };
        dir.file("list.csv", list);
        let check = ["check", "--records", "customers.csv", "--merges", "list.csv", "--out", "out"];
        dir.program(&[&check[..], &["--quiet", "--replace"]].concat()).run().exits(code);
        let came = super::util::came_out(&dir, "out");
        let came = came.iter().find(|c| c.survivor == survivor && c.merged == merged).unwrap();
        let reasons: Vec<&str> =
            said["reasons"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
        assert_eq!((came.verdict.as_str(), came.reasons.as_str()), (verdict, reasons.join(";").as_str()));
        let deciding: BTreeSet<&str> =
            said["decided_by"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect();
        assert_eq!(deciding, reasons.into_iter().collect());
    }
}

/// Parts of customers' values that stand in no label and in no ID.
const CANARIES: [&str; 26] = [
    "髙",
    "嶋",
    "鏡",
    "高島",
    "タカシマ",
    "ﾀｶｼﾏ",
    "キョウ",
    "キヨウ",
    "681",
    "3927",
    "6142",
    "7385",
    "2719",
    "4463",
    "昭和",
    "1968",
    "斎",
    "斉",
    "サイキ",
    "3528",
    "1957",
    "鵜飼",
    "ウカイ",
    "8846",
    "1989",
    "HANA",
];

#[test]
fn no_value_is_shown_unless_it_is_asked_for() {
    let dir = dir();
    let table = format!("{CUSTOMERS:?}");
    assert!(CANARIES.iter().all(|c| table.contains(c)));
    let mut shown = 0;
    for (survivor, merged, _, listed) in PAIRS {
        for voice in [&["--lang", "en"][..], &["--lang", "ja"], &["--json"]] {
            let mut more = voice.to_vec();
            if listed {
                more.extend(["--merges", "merges.csv"]);
            }
            let ran = explain(&dir, survivor, merged, &more);
            for canary in CANARIES {
                assert!(
                    !ran.stdout.contains(canary) && !ran.stderr.contains(canary),
                    "{survivor} {merged} {more:?} shows {canary}: {}",
                    ran.stdout
                );
            }
            more.push("--reveal");
            let ran = explain(&dir, survivor, merged, &more);
            shown += CANARIES.iter().filter(|c| ran.stdout.contains(**c)).count();
        }
    }
    assert!(shown > 200, "{shown}: values are shown where that is asked for");
}

#[test]
fn a_shape_does_not_tell_the_gender() {
    let said = json(&dir(), "a1", "a4", &[]);
    assert_eq!(said["fields"]["gender"]["agreement"], "different");
    assert_eq!(said["fields"]["gender"]["shape"], Value::Null);
    assert!(said["fields"]["phone"]["shape"].is_string());
}

#[test]
fn the_bits_of_the_conditions_add_up() {
    let dir = dir();
    for (survivor, merged, _, _) in PAIRS {
        let said = json(&dir, survivor, merged, &[]);
        let bits = |v: &Value| v.as_f64().unwrap();
        let sum: f64 = said["evidence"].as_array().unwrap().iter().map(|w| bits(&w["bits"])).sum();
        assert!((sum - bits(&said["evidence_bits"])).abs() < 0.2, "{survivor} {merged}: {said}");
    }
    let said = json(&dir, "c1", "c4", &[]);
    let others: Vec<_> =
        said["evidence"].as_array().unwrap().iter().map(|w| w["others"].as_u64().unwrap()).collect();
    // c2 and c3 hold the name and the number too; the date is 昭和64年1月7日 in c3 and another one in c2.
    assert_eq!(others, [2, 1, 2]);
    assert_eq!(said["evidence"][2]["shared"], true);
}

/// Does to the table what a flip says, and asks again.
#[test]
fn what_is_said_to_flip_the_verdict_flips_it() {
    let mut flipped = 0;
    for (survivor, merged, _, listed) in PAIRS.into_iter().filter(|(_, _, verdict, _)| *verdict != "pass") {
        let dir = dir();
        let said = json(&dir, survivor, merged, &[]);
        if listed || merged == "z9" {
            continue;
        }
        let flips = said["flips"].as_array().unwrap();
        assert!(!flips.is_empty(), "{survivor} {merged}");
        for flip in flips {
            let mut table = table();
            for change in flip["changes"].as_array().unwrap() {
                change_table(&mut table, survivor, merged, change);
            }
            let text: Vec<String> = table.iter().map(|row| row.join(",")).collect();
            dir.file("customers.csv", format!("{HEADER}\n{}\n", text.join("\n")));
            let after = json(&dir, survivor, merged, &[]);
            assert_eq!(after["verdict"], flip["to"], "{survivor} {merged} {flip}: {after}");
            flipped += 1;
        }
    }
    assert!(flipped >= 8, "{flipped}");
}

fn table() -> Vec<Vec<String>> {
    CUSTOMERS.iter().map(|row| row.split(',').map(str::to_owned).collect()).collect()
}

/// Makes two records agree on a field, or agree without a weakening.
fn change_table(table: &mut [Vec<String>], survivor: &str, merged: &str, change: &Value) {
    let columns: &[usize] = match change["field"].as_str().unwrap() {
        "name_kanji" => &[1],
        "name_kana" => &[2],
        "phone" => &[4],
        "birthdate" => &[5],
        "gender" => &[6],
        "scope" => &[7],
        other => panic!("{other}"),
    };
    let strong = change.get("agreement").is_none();
    let at = |id: &str| table.iter().position(|row| row[0] == id).unwrap();
    let (s, m) = (at(survivor), at(merged));
    for column in columns {
        let fresh = match *column {
            4 => "090-8463-2175".to_owned(),
            5 if strong => "1989-01-07".to_owned(),
            _ if table[s][*column].is_empty() => table[m][*column].clone(),
            _ => table[s][*column].clone(),
        };
        table[s][*column].clone_from(&fresh);
        table[m][*column] = fresh;
    }
}

#[test]
fn a_pass_tells_what_would_keep_it_from_passing() {
    let dir = dir();
    let said = json(&dir, "c1", "c4", &[]);
    let flips = said["flips"].as_array().unwrap();
    let on = |field: &str| flips.iter().find(|f| f["changes"][0]["field"] == field).unwrap();
    // One landline is the one weakening a pass bears: any other one is too many.
    assert_eq!(on("birthdate")["changes"][0]["weakening"], "suspect_date");
    assert_eq!(on("name_kanji")["changes"][0]["weakening"], "variant");
    assert_eq!(on("phone")["changes"][0]["agreement"], "similar");
    // 14.6 + 14.0 + 19.9 bits; the name is needed for 5.0 of them, so 124,000,000 / 2^5 holders are too many.
    let name = flips.iter().find(|f| f["changes"][0]["condition"] == "name").unwrap();
    let least = name["changes"][0]["others_at_least"].as_u64().unwrap();
    assert!((3_870_000..3_880_000).contains(&least), "{least}");
    // Six different names under one number, or 7,401 people under one day, make it nobody's long before that.
    let limit = |condition: &str| {
        let flip = flips.iter().find(|f| f["changes"][0]["condition"] == condition).unwrap();
        (flip["to"].clone(), flip["changes"][0].clone())
    };
    let review = Value::from("review");
    assert_eq!(
        limit("phone"),
        (review.clone(), serde_json::json!({ "condition": "phone", "names_at_least": 6 }))
    );
    let day = serde_json::json!({ "condition": "birthdate", "people_at_least": 7_401 });
    assert_eq!(limit("birthdate"), (review, day));
    // A mobile number leaves room for one weakening, but for a suspect day that a namesake has too.
    let said = json(&dir, "a1", "a2", &[]);
    let flips = said["flips"].as_array().unwrap();
    let weak = flips.iter().filter_map(|f| f["changes"][0]["weakening"].as_str()).collect::<Vec<_>>();
    assert_eq!(weak, ["suspect_date"]);
    assert_eq!(said["namesakes"]["name_kanji+birthdate"], 1);
}

#[test]
fn a_code_beside_a_pair_is_a_usage_error() {
    let dir = dir();
    let pair = ["--records", "customers.csv", "--survivor", "a1", "--merged", "a2"];
    for alone in [&["explain", "plan.cycle"][..], &["explain", "--list"]] {
        dir.program(alone).run().exits(0);
        let both = dir.program(&[alone, &pair].concat()).run().exits(2);
        assert!(both.stdout.is_empty() && both.stderr.contains("--records"), "{both:?}");
        dir.program(&[alone, &["--policy", "policy.toml"]].concat()).run().exits(2);
        dir.program(&[alone, &["--reveal"]].concat()).run().exits(2);
    }
    dir.program(&["explain", "plan.cycle", "--list"]).run().exits(2);
    dir.program(&["explain", "--records", "customers.csv"]).run().exits(2);
    dir.program(&["explain", "--records", "customers.csv", "--survivor", "a1"]).run().exits(2);
    dir.program(&["explain"]).run().exits(2);
    dir.program(&[&["explain"], &pair[..], &["--merges", "merges.csv"]].concat()).run().exits(1);
    let other =
        ["--records", "customers.csv", "--survivor", "b1", "--merged", "b2", "--merges", "merges.csv"];
    let absent = dir.program(&[&["explain"], &other[..]].concat()).run().exits(2);
    assert!(absent.stderr.contains("no such proposal"), "{absent:?}");
}

#[test]
fn a_revealed_value_does_nothing_to_the_terminal() {
    let dir = Dir::new();
    let row = |id: &str| format!("{id},髙嶋\u{202e} 鏡\u{200b}子,タカシマ キョウコ,090-6142-7385,1968-07-30");
    dir.file(
        "customers.csv",
        format!("customer_id,氏名,フリガナ,電話番号,生年月日\n{}\n{}\n", row("a"), row("b")),
    );
    let said = explain(&dir, "a", "b", &["--reveal"]).stdout;
    assert!(!said.contains('\u{202e}') && said.contains("\\u{202e}") && said.contains("\\u{200b}"), "{said}");
}

#[test]
fn columns_are_aligned_by_the_width_of_their_characters() {
    use unicode_width::UnicodeWidthStr;
    let dir = dir();
    for lang in ["en", "ja"] {
        let said = explain(&dir, "a1", "a4", &["--lang", lang]).stdout;
        let starts: BTreeSet<usize> = said
            .lines()
            .filter_map(|line| {
                let steps = ["exact", "normalized", "different", "missing"];
                steps
                    .iter()
                    .find_map(|step| line.find(&format!("  {step} ")).map(|at| line[..at + 2].width()))
            })
            .collect();
        assert_eq!(starts.len(), 1, "{said}");
    }
}

/// What is said of one pair stands in `diff.jsonl` too.
#[test]
fn namesakes_stand_in_the_list_of_differences() {
    let dir = dir();
    dir.file("list.csv", "survivor_id,merged_id\nc1,c3\na1,a4\n");
    let check = ["check", "--records", "customers.csv", "--merges", "list.csv", "--out", "out", "--quiet"];
    dir.program(&check).run().exits(1);
    let lines: Vec<Value> =
        dir.text("out/diff.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (line, (survivor, merged)) in lines.iter().zip([("c1", "c3"), ("a1", "a4")]) {
        let explained = json(&dir, survivor, merged, &[]);
        let said = explained["namesakes"].as_object().unwrap();
        let listed = line["namesakes"].as_object();
        for (pair, others) in said {
            let stands = listed.and_then(|l| l.get(pair)).and_then(Value::as_u64).unwrap_or(0);
            assert_eq!(stands, others.as_u64().unwrap(), "{pair}: {line}");
        }
    }
    // Beside c1 and c3, c4 holds the name, the number and the date; c2 the name and the number.
    assert_eq!(lines[0]["namesakes"]["name_kanji+birthdate"], 1);
    assert_eq!(lines[0]["namesakes"]["phone+birthdate"], 1);
    assert_eq!(lines[0]["namesakes"]["name_kanji+phone"], 2);
    assert_eq!(lines[1]["fields"]["gender"]["agreement"], "different");
    assert_eq!(lines[1]["fields"]["gender"]["shape"], Value::Null);
}
