//! The room `audit` and its commands, on tables made here so that the figures of published incidents come out.

mod changes;
mod ids;
mod list;
mod merges;
#[cfg(feature = "reveal")]
mod outgoing;
mod shifts;
mod stream;

use super::util::Dir;

/// The header of the customers' table.
const HEADER: &str = "customer_id,name_kanji,name_kana,birthdate,phone,email\n";

/// One made-up customer.
#[derive(Clone)]
struct Customer {
    name: String,
    kana: String,
    birthdate: String,
    phone: String,
    email: String,
}

impl Customer {
    fn row(&self, id: &str) -> String {
        let Self { name, kana, birthdate, phone, email } = self;
        format!("{id},{name},{kana},{birthdate},{phone},{email}\n")
    }
}

const FAMILY: [(&str, &str); 12] = [
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("高橋", "タカハシ"),
    ("田中", "タナカ"),
    ("渡辺", "ワタナベ"),
    ("伊藤", "イトウ"),
    ("中村", "ナカムラ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
    ("吉田", "ヨシダ"),
    ("山口", "ヤマグチ"),
    ("松本", "マツモト"),
];
const GIVEN: [(&str, &str); 11] = [
    ("健一", "ケンイチ"),
    ("花子", "ハナコ"),
    ("大輔", "ダイスケ"),
    ("美咲", "ミサキ"),
    ("直樹", "ナオキ"),
    ("恵子", "ケイコ"),
    ("拓也", "タクヤ"),
    ("由美子", "ユミコ"),
    ("翔太", "ショウタ"),
    ("久美子", "クミコ"),
    ("和夫", "カズオ"),
];

/// Customer number `i`: another number is another person, with another telephone, address and, mostly, name.
fn person(i: u64) -> Customer {
    let (family, given) = (FAMILY[(i % 12) as usize], GIVEN[(i % 11) as usize]);
    let (year, month, day) = (1950 + i * 7 % 50, 1 + i * 5 % 12, 1 + i * 11 % 28);
    // The first day of some years is no evidence.
    let day = if (month, day) == (1, 1) { 30 } else { day };
    Customer {
        name: format!("{} {}", family.0, given.0),
        kana: format!("{} {}", family.1, given.1),
        birthdate: format!("{year}-{month:02}-{day:02}"),
        phone: format!("090{}", 31_400_007 + 37 * i),
        email: format!("kyaku{i}@mail.hanamaru-ken.jp"),
    }
}

/// The commands of the audits, each with the folders of its result.
const AUDITS: [(&str, &[&str]); 4] = [
    ("ids --records customers.csv --out audit", &["audit"]),
    ("ids --before customers.csv --after customers.csv --out audit", &["audit"]),
    ("list --list customers.csv --records customers.csv --out audit", &["audit"]),
    ("merges --before customers.csv --merges merges.csv --out audit", &["audit/containment", "audit/report"]),
];

#[test]
fn a_former_audit_is_refused_or_set_aside() {
    for (arguments, folders) in AUDITS {
        let dir = Dir::new();
        let rows: String = (0..9).map(|i| person(i).row(&format!("C{i}"))).collect();
        dir.file("customers.csv", HEADER.to_owned() + &rows);
        dir.file("merges.csv", "survivor_id,merged_id\nC1,C2\n");
        let audit = |more: &[&str]| {
            let arguments: Vec<&str> = ["audit"].into_iter().chain(arguments.split(' ')).collect();
            dir.program(&[&arguments[..], more].concat()).run()
        };
        let code = audit(&[]).code;
        assert!(matches!(code, 0 | 1 | 3), "{arguments}: {code}");
        let all = || -> Vec<_> { folders.iter().map(|folder| dir.contents(folder)).collect() };
        let first = all();
        assert!(first.iter().all(|files| !files.is_empty()), "{arguments}");
        let ran = audit(&[]).exits(2);
        assert!(ran.stderr.contains("E_OUT_EXISTS") && ran.stderr.contains("--replace"), "{}", ran.stderr);
        assert!(all() == first, "{arguments}: a refused run changes nothing");
        audit(&["--replace"]).exits(code);
        let previous = |folder: &&str| dir.contents(&format!("{folder}.previous"));
        assert!(all() == first && folders.iter().map(previous).collect::<Vec<_>>() == first, "{arguments}");
        // A run that fails, or cannot even begin, leaves no former answer in place.
        for wrong in [&["--replace", "--policy", "none.toml"][..], &["--replace", "--no-such-flag"]] {
            audit(wrong).exits(2);
            assert!(folders.iter().all(|folder| !dir.path(folder).exists()), "{arguments} {wrong:?}");
            audit(&[]).exits(code);
        }
        // Somebody's own folder is no result, nor is another command's.
        for name in ["own.txt", "summary.json"] {
            std::fs::remove_dir_all(dir.path(folders[0])).unwrap();
            std::fs::create_dir(dir.path(folders[0])).unwrap();
            dir.file(&format!("{}/{name}", folders[0]), "x");
            audit(&["--replace"]).exits(2);
            assert!(dir.path(folders[0]).join(name).exists(), "{arguments} {name}");
        }
    }
}

#[test]
fn a_command_without_a_switch_for_it_does_not_advise_one() {
    let dir = Dir::new();
    std::fs::create_dir(dir.path("full")).unwrap();
    dir.file("full/own.txt", "x");
    let ran = dir.program(&["synth", "--rows", "9", "--merges", "2", "--out", "full"]).run().exits(2);
    assert!(ran.stderr.contains("E_OUT_EXISTS") && !ran.stderr.contains("--replace"), "{}", ran.stderr);
}

#[test]
fn every_audit_says_in_both_languages_what_it_is_for() {
    let dir = Dir::new();
    for lang in ["en", "ja"] {
        let help = dir.program(&["audit", "--help", "--lang", lang]).run().exits(0).stdout;
        for name in ["ids", "list", "merges"] {
            assert!(help.contains(&format!("  {name}")), "{help}");
        }
    }
}
