//! Plans that join very many records: told plainly, and none of them passes.

use super::util::Dir;
use serde_json::Value;

/// One person on so many records, and these proposals between them.
fn one_person(records: usize, proposals: impl Iterator<Item = (usize, usize)>) -> Dir {
    let mut customers = "customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned();
    (0..records).for_each(|i| {
        let name = if i % 2 == 0 { "佐藤 花子" } else { "佐藤　花子" };
        customers.push_str(&format!("R{i},{name},サトウ ハナコ,09031400007,1984-05-17\n"));
    });
    let mut merges = "survivor_id,merged_id\n".to_owned();
    proposals.for_each(|(survivor, merged)| merges.push_str(&format!("R{survivor},R{merged}\n")));
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    dir
}

/// What is said and summed up of a batch of which not everything passes.
fn check(dir: &Dir, more: &[&str]) -> (String, Value) {
    let arguments = [&["--policy", "policy.toml", "--report", "none"], more].concat();
    let ran = dir.check(&arguments).exits(1);
    (ran.stdout, serde_json::from_str(&dir.text("result/summary.json")).unwrap())
}

#[test]
fn a_star_is_one_group_that_a_person_must_look_at() {
    let dir = one_person(3_001, (1..3_001).map(|i| (0, i)));
    let (said, summary) = check(&dir, &[]);
    assert!(said.contains("3001 records would become one customer (the policy allows 5)"), "{said}");
    assert_eq!(summary["groups"], serde_json::json!({ "count": 1, "largest": 3001 }));
    assert_eq!(summary["verdicts"], serde_json::json!({ "pass": 0, "review": 3000, "block": 0 }));
    assert_eq!(summary["reasons"]["group.too_large"], 3000);
}

#[test]
fn a_chain_is_blocked_link_by_link_and_its_group_is_told() {
    let dir = one_person(3_001, (1..3_001).map(|i| (i - 1, i)));
    let (said, summary) = check(&dir, &["--lang", "ja"]);
    assert!(said.contains("最大のグループ: 3001 件の記録が一人の顧客になります"), "{said}");
    assert_eq!(summary["groups"]["largest"], 3001);
    assert_eq!(summary["reasons"]["plan.chain"], 3000);
}

/// Named rows are counted in shares of some thousands: behind the first shares too each row is held under its own name.
#[test]
fn a_number_that_many_people_share_is_set_aside_far_behind_in_a_table_too() {
    let people = [
        ("高橋 健一", "タカハシ ケンイチ"),
        ("鈴木 直美", "スズキ ナオミ"),
        ("田中 恵子", "タナカ ケイコ"),
        ("渡辺 和也", "ワタナベ カズヤ"),
        ("伊藤 裕子", "イトウ ユウコ"),
        ("山本 大輔", "ヤマモト ダイスケ"),
        ("中村 由美", "ナカムラ ユミ"),
        ("小林 拓也", "コバヤシ タクヤ"),
    ];
    let (mut customers, mut merges) =
        ("customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned(), "survivor_id,merged_id\n".to_owned());
    let mut pair = |id: String, name: &str, kana: &str, phone: &str| {
        for side in ["a", "b"] {
            customers.push_str(&format!("{id}{side},{name},{kana},{phone},1984-05-17\n"));
        }
        merges.push_str(&format!("{id}a,{id}b\n"));
    };
    for i in 0..3_500 {
        pair(format!("R{i}"), "佐藤 花子", "サトウ ハナコ", &format!("090{:08}", 31_400_007 + 37 * i));
    }
    for (i, (name, kana)) in people.iter().enumerate() {
        pair(format!("T{i}"), name, kana, "08031400007");
    }
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    let (_, summary) = check(&dir, &[]);
    assert_eq!(summary["reasons"]["phone.placeholder"], people.len(), "{summary}");
    assert!(!dir.text("result/approved.csv").contains('T'));
}

#[test]
fn groups_that_the_policy_allows_are_not_told() {
    let dir = one_person(5, (1..5).map(|i| (0, i)));
    let ran = dir.check(&["--report", "none"]).exits(0);
    assert!(!ran.stdout.contains("Largest group"), "{}", ran.stdout);
    let summary: Value = serde_json::from_str(&dir.text("result/summary.json")).unwrap();
    assert_eq!(summary["groups"]["largest"], 5);
}

#[test]
fn the_stages_of_a_run_are_timed_and_counted() {
    let dir = one_person(11, (1..6).map(|i| (2 * i - 2, 2 * i - 1)));
    let first = ["stage", "start", "read merges"];
    let opened_alone = ["number IDs", "headers, encoding"];
    let rest = [
        "read and normalise",
        "number values",
        "count values",
        "plan",
        "compare",
        "judge",
        "group",
        "decide",
        "gather",
    ];
    let one_by_one = ["blocked.csv", "decisions.parquet", "diff.jsonl", "review.csv"];
    let last = ["summary.json", "approved.csv", "certificate.json", "publish", "all"];
    // One thread opens the inputs and writes the data files one after another, several do so at the same time.
    let one = ("1", &opened_alone[..], &one_by_one[..]);
    let two = ("2", &["IDs; headers, encoding"][..], &["*.csv *.jsonl *.parquet"][..]);
    for (threads, opened, data) in [one, two] {
        let asked = ["--timings", "--report", "none", "--threads", threads, "--replace"];
        let ran = dir.check(&asked).exits(0);
        let lines: Vec<Vec<&str>> = ran.stderr.lines().map(|line| line.split("  ").collect()).collect();
        let names: Vec<&str> = lines.iter().map(|cells| cells[0]).collect();
        let mut expected = [&first[..], opened, &rest, data, &last].concat();
        if cfg!(not(feature = "columnar")) {
            expected.retain(|name| *name != "decisions.parquet");
        }
        assert_eq!(names, expected);
        let peak = |line: &[&str]| line.last().unwrap().trim().parse::<u64>().unwrap();
        assert!(lines[1..].windows(2).all(|two| peak(&two[0]) <= peak(&two[1])), "{}", ran.stderr);
    }
    let piece = dir.check(&["--timings", "--report", "none", "--lang", "ja", "--replace"]).exits(0);
    assert!(piece.stderr.contains("読込・正規化") && piece.stderr.contains("合計"), "{}", piece.stderr);
}
