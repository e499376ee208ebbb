//! The reports for people: the page in a browser, the workbook in LibreOffice, what comes back from them, what they hide.

#[cfg(feature = "reveal")]
mod detail;
mod findings;
#[cfg(feature = "columnar")]
mod golden;
mod html;
mod review;
pub mod schema;
mod xlsx;

use super::util::Dir;
use std::fs;
use std::path::Path;

/// What is wrong with a value under a schema.
pub fn wrong_under_schema(schema: &serde_json::Value, value: &serde_json::Value) -> Vec<String> {
    let mut found = Vec::new();
    schema::wrong(schema, schema, value, "", &mut found);
    found
}

/// A folder with the sample data, checked into `result` with more arguments; exit code 1.
fn sample(more: &[&str]) -> Dir {
    let dir = Dir::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    for name in ["customers.csv", "merges.csv", "policy.toml"] {
        dir.file(name, fs::read(from.join(name)).unwrap());
    }
    let mut arguments = vec!["--quiet", "--policy", "policy.toml"];
    arguments.extend(more);
    dir.check(&arguments).exits(1);
    dir
}

/// IDs that could do harm in a page or a workbook, two of one person each; no pair has a phone, so all are for review.
const HOSTILE: [[&str; 2]; 5] = [
    ["=1+1", "@SUM(A1:A9)"],
    ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>"],
    ["_x0041_", "a&b\"c'd"],
    ["-5", "0007"],
    ["{{data}}", "http://example.com/"],
];

/// A folder with records and proposals under such IDs, checked into `result`.
fn hostile(more: &[&str]) -> Dir {
    let dir = Dir::new();
    let mut customers = "customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned();
    let mut merges = "survivor_id,merged_id\n".to_owned();
    let quoted = |id: &str| format!("\"{}\"", id.replace('"', "\"\""));
    let names = [
        ("佐藤 花子", "サトウ ハナコ", "1984-05-17"),
        ("鈴木 一郎", "スズキ イチロウ", "1971-02-03"),
        ("高橋 美咲", "タカハシ ミサキ", "1990-11-30"),
        ("渡辺 健", "ワタナベ ケン", "1965-08-09"),
        ("伊藤 直樹", "イトウ ナオキ", "1978-12-25"),
    ];
    for (ids, (kanji, kana, born)) in HOSTILE.iter().zip(names) {
        for id in ids {
            customers.push_str(&format!("{},{kanji},{kana},,{born}\n", quoted(id)));
        }
        merges.push_str(&format!("{},{}\n", quoted(ids[0]), quoted(ids[1])));
    }
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    let mut arguments = vec!["--quiet"];
    arguments.extend(more);
    dir.check(&arguments).exits(1);
    dir
}
