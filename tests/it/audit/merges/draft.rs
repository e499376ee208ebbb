//! The draft of the report: nine items, marked as a draft, deadlines, and every figure in the lines it names.

use super::{audit, columns, json, rows, world};
use crate::report::wrong_under_schema;
use crate::util::Dir;
use serde_json::Value;

const ITEMS: [&str; 9] = [
    "## 1. 概要",
    "## 2. 漏えい等が発生し、又は発生したおそれがある個人データの項目",
    "## 3. 本人の数",
    "## 4. 原因",
    "## 5. 二次被害又はそのおそれの有無及びその内容",
    "## 6. 本人への対応の実施状況",
    "## 7. 公表の実施状況",
    "## 8. 再発防止のための措置",
    "## 9. その他参考となる事項",
];

fn drafted(more: &[&str]) -> (Dir, String) {
    let dir = world();
    dir.file("web.csv", "at,id,data\n2024-08-21,B1,病歴\n2024-08-21,C1,氏名|住所\n");
    let log = "survivor_id,merged_id,at\nB1,C1,2024-08-20\nC1,D1,2024-08-20\nA1,A2,2024-08-20\n";
    let mut all = vec!["--touch", "web.csv"];
    all.extend(more);
    audit(&dir, log, &all).exits(3);
    let draft = dir.text("audit/report/draft_ja.md");
    (dir, draft)
}

#[test]
fn the_nine_items_stand_in_their_order_under_the_mark_of_a_draft() {
    let (_dir, draft) = drafted(&[]);
    assert!(draft.starts_with("# 漏えい等報告（下書き）\n\n> **これは下書きです。**"), "{draft}");
    let places: Vec<usize> =
        ITEMS.iter().map(|item| draft.find(item).unwrap_or_else(|| panic!("{item}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    for law in ["第26条", "第7条", "第8条"] {
        assert!(draft.contains(law), "{law}");
    }
    for item in ["二次被害", "公表の有無"] {
        let line = draft.lines().find(|line| line.contains(item) && !line.starts_with('#'));
        assert!(line.is_some_and(|line| line.contains("【要記入】")), "{item}");
    }
}

#[test]
fn deadlines_are_counted_from_the_day_it_became_known() {
    let (_dir, without) = drafted(&[]);
    assert!(without.contains("【要記入】 事態を知った日"), "{without}");
    let (dir, draft) = drafted(&["--discovered", "2024-10-01"]);
    assert!(draft.contains("| 速報 | 2024-10-03 〜 2024-10-05（概ね 3〜5 日以内）"), "{draft}");
    assert!(draft.contains("| **確報** | **2024-10-30**（30 日以内）"), "{draft}");
    assert!(draft.contains("| 2024-11-29（60 日以内）"), "{draft}");
    assert_eq!(json(&dir)["law"]["deadlines"]["prompt_until"], "2024-10-05");
}

#[test]
fn the_cases_of_the_law_are_checked_and_what_nobody_said_is_left_open() {
    let (dir, draft) = drafted(&[]);
    let cases = json(&dir)["law"]["cases"].clone();
    assert_eq!(
        cases,
        serde_json::json!({ "sensitive": "yes", "financial": "no", "wrongful": "unknown", "many": "no" })
    );
    assert!(draft.contains("| 1号 | 要配慮個人情報 | **該当** |"), "{draft}");
    assert!(draft.contains("| 3号 | 不正の目的 | 要判断 |"), "{draft}");
    let (dir, _) = drafted(&["--financial", "氏名|住所", "--purpose", "none"]);
    let cases = json(&dir)["law"]["cases"].clone();
    assert_eq!((&cases["financial"], &cases["wrongful"]), (&"yes".into(), &"no".into()));
}

#[test]
fn every_figure_stands_in_the_lines_it_names() {
    let (dir, draft) = drafted(&[]);
    // "確認 N 件（根拠: FILE A-B 行）" and its like: so many lines, each of that finding.
    let mut checked = 0;
    for (at, _) in draft.match_indices("（根拠: ") {
        let rest = &draft[at + "（根拠: ".len()..];
        let Some((file, range)) = rest.split_once(" 行）").and_then(|(cited, _)| cited.split_once(' '))
        else {
            continue;
        };
        let Some((first, last)) =
            range.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)))
        else {
            continue;
        };
        let (first, last): (usize, usize) = (first, last);
        let before = draft[..at].trim_end_matches([' ', '件', '人']);
        let number: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let number: String = number.chars().rev().collect();
        if number.is_empty() {
            continue;
        }
        assert_eq!(number, (last - first + 1).to_string(), "{file} {range}");
        let word = if before[..before.len() - number.len()].trim_end().ends_with("確認") {
            "wrong"
        } else {
            "possible"
        };
        let findings = columns(&dir, &format!("report/{file}"), &["finding"]);
        assert!(findings[first - 2..=last - 2].iter().all(|finding| finding == word), "{file} {range}");
        assert_eq!(findings.iter().filter(|finding| *finding == word).count(), last - first + 1);
        checked += 1;
    }
    assert!(checked >= 3, "{draft}");
    // The rows of the table of touch points name the people they count.
    for (row, touch) in rows(&dir, "report/touch.csv").iter().enumerate() {
        let (first, last) = touch["confirmed_lines"].split_once('-').unwrap();
        let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
        assert_eq!((last - first + 1).to_string(), touch["people_confirmed"]);
        let people = columns(&dir, "report/exposed_people.csv", &["row", "finding"]);
        assert!(people[first - 2..=last - 2].iter().all(|person| *person == format!("{} wrong", row + 1)));
    }
}

#[test]
fn a_text_of_a_log_cannot_break_the_table() {
    let (_dir, draft) = drafted(&[]);
    assert!(draft.contains("| web | 氏名\\|住所 | 漏えい | 1 |"), "{draft}");
}

#[test]
fn the_figures_are_what_their_schema_says() {
    let dir = Dir::new();
    let schema = dir.program(&["schema", "audit_merges"]).run().exits(0).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let (full, _) = drafted(&["--discovered", "2024-10-01"]);
    let bare = world();
    audit(&bare, "survivor_id,merged_id\nA1,A2\n", &[]).exits(0);
    for dir in [full, bare] {
        assert_eq!(wrong_under_schema(&schema, &json(&dir)), Vec::<String>::new());
    }
}
