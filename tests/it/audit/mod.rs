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
    Customer {
        name: format!("{} {}", family.0, given.0),
        kana: format!("{} {}", family.1, given.1),
        birthdate: format!("{year}-{month:02}-{day:02}"),
        phone: format!("090{}", 31_400_007 + 37 * i),
        email: format!("kyaku{i}@mail.hanamaru-ken.jp"),
    }
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
