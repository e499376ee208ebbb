//! `verify` of a million approved pairs against the million and a half rows that they name, beside one reading of those rows;
//! the best of three. Prints how often as long as one reading it takes. Fails where it finds a pair that is not fresh.

#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use sekisho::attest::{self, Asked, Found, PublicKey};
use sekisho::cli::{self, Exit};
use sekisho::model::Columns;
use sekisho::read::{ReadOptions, Records};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// Approved pairs. Two records are merged into each survivor.
const PAIRS: u32 = 1_000_000;

/// Frequent names, so that the pairs are as common as people are.
const FAMILIES: [&str; 40] = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "山内",
    "斎藤",
    "清水",
    "山崎",
    "石原",
    "池田",
    "橋本",
    "阿部",
    "石川",
    "山下",
    "中島",
    "石井",
    "小川",
    "前田",
    "岡田",
    "長谷川",
    "藤田",
    "後藤",
    "近藤",
    "村上",
    "遠藤",
    "青木",
    "坂本",
];
const GIVEN: [&str; 40] = [
    "花子",
    "一郎",
    "美咲",
    "健",
    "直樹",
    "陽子",
    "翔太",
    "愛",
    "大輔",
    "久美子",
    "誠",
    "恵子",
    "拓也",
    "由美子",
    "隆",
    "和子",
    "健太",
    "幸子",
    "浩",
    "明美",
    "学",
    "真由美",
    "剛",
    "智子",
    "亮",
    "裕子",
    "修",
    "香織",
    "豊",
    "千尋",
    "博",
    "恵美",
    "聡",
    "美穂",
    "進",
    "沙織",
    "清",
    "典子",
    "実",
    "麻衣",
];

/// A telephone number that no manual prints, for a customer.
fn phone(customer: u32) -> u32 {
    31_400_007 + 37 * customer
}

fn make(folder: &Path) {
    let mut customers = "customer_id,姓,名,mobile,birthdate,postal_code,address\n".to_owned();
    let mut merges = "survivor_id,merged_id\n".to_owned();
    for customer in 0..PAIRS / 2 {
        let number = phone(customer);
        let family = FAMILIES[customer as usize % FAMILIES.len()];
        let given = GIVEN[customer as usize / FAMILIES.len() % GIVEN.len()];
        let born =
            format!("19{:02}-{:02}-{:02}", 40 + customer % 60, 1 + customer % 12, 2 + customer / 7 % 27);
        for side in ["S", "M", "N"] {
            let _ = writeln!(
                customers,
                "{side}{customer:07},{family},{given},090{number},{born},1000005,東京都千代田区丸の内1-1-{customer}"
            );
        }
        let _ = writeln!(merges, "S{customer:07},M{customer:07}\nS{customer:07},N{customer:07}");
    }
    fs::write(folder.join("customers.csv"), customers).unwrap();
    fs::write(folder.join("merges.csv"), merges).unwrap();
}

fn run(folder: &Path, words: &[&str], paths: &[(&str, &str)]) -> Exit {
    let mut arguments: Vec<OsString> = ["sekisho"].iter().chain(words).map(Into::into).collect();
    for (name, file) in paths {
        arguments.extend([(*name).into(), folder.join(file).into_os_string()]);
    }
    cli::run(&arguments)
}

fn timed<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let rounds = (0..3).map(|_| {
        let since = Instant::now();
        let made = work();
        (since.elapsed(), made)
    });
    rounds.min_by_key(|(took, _)| *took).unwrap()
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    make(folder);
    assert_eq!(run(folder, &["keygen", "--quiet"], &[("--out", "gate.key")]), Exit::Passed);
    let since = Instant::now();
    let words = ["check", "--quiet", "--report", "none"];
    let paths = [
        ("--records", "customers.csv"),
        ("--merges", "merges.csv"),
        ("--out", "result"),
        ("--key", "gate.key"),
    ];
    // A few telephone numbers are among those that manuals print.
    assert_eq!(run(folder, &words, &paths), Exit::NotAllPassed);
    eprintln!("check: {:?}", since.elapsed());
    let records = [folder.join("customers.csv")];
    let columns = Columns { id: Some("customer_id".to_owned()), ..Columns::default() };
    let (reading, rows) = timed(|| {
        let opened = Records::open(&records, &columns, &[], &ReadOptions::default()).unwrap();
        let mut rows = 0;
        opened.scan(None, |batch| batch.rows(), |more| rows += more).unwrap();
        rows
    });
    assert_eq!(rows, PAIRS as usize * 3 / 2);
    let (certificate, merges) = (folder.join("result/certificate.json"), folder.join("result/approved.csv"));
    let verify = |records: &[std::path::PathBuf]| -> Found {
        attest::verify(&Asked {
            certificate: &certificate,
            merges: Some(&merges),
            records,
            policy: None,
            proposed: None,
            key: Some(PublicKey::read(&folder.join("gate.key.pub")).unwrap()),
            ledger: None,
            revoked: None,
            encoding: None,
            is_exact: false,
            now: std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(),
        })
    };
    let (papers, _) = timed(|| verify(&[]));
    let (whole, found) = timed(|| verify(&records));
    let fresh = found.fresh.unwrap();
    assert!(
        found.mismatches.is_empty()
            && fresh == found.pairs.len() as u64
            && fresh > u64::from(PAIRS) / 1000 * 999
    );
    let times = whole.as_secs_f64() / reading.as_secs_f64();
    eprintln!(
        "one reading: {reading:?}; the papers alone: {papers:?}; verify: {whole:?}, {times:.2} readings"
    );
}
