//! Files about to be sent: what they hold, of how many people, and that nothing leaves without two people.

use crate::util::{Dir, Ran};
use age::secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;

/// The case of November 2019: a file with so many people's data went out to so many recipients.
const PEOPLE: usize = 2_940;
const RECIPIENTS: usize = 29;

/// So many customers, each twice where `i` is even: the people are counted, not the rows.
fn customers(people: usize) -> String {
    let mut rows = "会員番号,氏名,フリガナ,メールアドレス,電話番号,住所,購入回数\n".to_owned();
    for i in 0..people {
        let row = |phone: String| {
            format!("{i},佐藤 花子,サトウ ハナコ,u{i}@example.jp,{phone},東京都港区芝{i},3\n")
        };
        let phone = 31_400_007 + 37 * i;
        rows += &row(format!("090{phone}"));
        if i % 2 == 0 {
            rows += &row(format!("090-{}-{:04}", phone / 10_000, phone % 10_000));
        }
    }
    rows
}

fn list(dir: &Dir, files: &[&str], more: &[&str]) -> Ran {
    dir.program(&[&["audit", "list", "--lang", "en", "--outgoing"][..], files, more].concat()).run()
}

fn as_json(dir: &Dir, file: &str) -> Value {
    let ran = list(dir, &[file], &["--json"]);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran:?}"))
}

/// Keys of two approvers and of whoever prepared the file, 29 recipients' keys in a file, and one of their secret ones.
fn volvo() -> (Dir, age::x25519::Identity) {
    let dir = Dir::new();
    dir.file("list.csv", customers(PEOPLE));
    for name in ["ann", "ben", "eve"] {
        dir.program(&["keygen", "--out", &format!("{name}.key"), "--quiet"]).run().exits(0);
    }
    let identities: Vec<age::x25519::Identity> =
        (0..RECIPIENTS).map(|_| age::x25519::Identity::generate()).collect();
    let keys: String = identities.iter().map(|i| format!("{}\n", i.to_public())).collect();
    dir.file("recipients.txt", keys);
    assert!(identities[0].to_string().expose_secret().starts_with("AGE-SECRET-KEY"));
    (dir, identities.into_iter().next_back().unwrap())
}

fn sign(dir: &Dir, key: &str, name: &str, paper: &str) -> Ran {
    let key = format!("{key}.key");
    let more = [
        "--sign",
        &key,
        "--approver",
        name,
        "--reason",
        "dealers asked",
        "--paper",
        paper,
        "--reveal-to",
        "recipients.txt",
    ];
    list(dir, &["list.csv"], &more)
}

fn release(dir: &Dir, papers: &[&str], more: &[&str]) -> Ran {
    let own = [
        "--release",
        "--approver-key",
        "ann.key.pub",
        "ben.key.pub",
        "--prepared-by",
        "eve.key.pub",
        "--out",
        "sent",
        "--approvals",
    ];
    let to: &[&str] = if more.contains(&"--reveal-to") { &[] } else { &["--reveal-to", "recipients.txt"] };
    list(dir, &["list.csv"], &[&own[..], papers, to, more].concat())
}

#[track_caller]
fn refused(ran: Ran, code: &str, dir: &Dir) {
    let ran = ran.exits(3);
    assert!(ran.stdout.contains(code), "{code}: {}", ran.stdout);
    assert!(!dir.path("sent").exists(), "{code}");
}

fn opened(bytes: &[u8], identity: &age::x25519::Identity) -> Vec<u8> {
    let mut opened = Vec::new();
    let reader = age::Decryptor::new(bytes).unwrap().decrypt(std::iter::once(identity as &dyn age::Identity));
    reader.unwrap().read_to_end(&mut opened).unwrap();
    opened
}

/// A second release needs `--replace`, and one that is refused leaves no former one in place.
fn released_once_more(dir: &Dir, files: &BTreeMap<String, Vec<u8>>) {
    let ran = release(dir, &["ann.paper", "ben.paper"], &[]).exits(2);
    assert!(ran.stderr.contains("E_OUT_EXISTS") && ran.stderr.contains("--replace"), "{}", ran.stderr);
    let ran = release(dir, &["ann.paper", "ben.paper"], &["--replace", "--json"]).exits(0);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["released"], "sent/release.csv.age");
    assert!(dir.contents("sent.previous") == *files);
    let ran = release(dir, &["ann.paper", "ann2.paper"], &["--replace", "--json"]).exits(3);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&said["released"], &said["mismatches"][0]["code"]),
        (&json!(null), &json!("outgoing.one_key"))
    );
    assert!(!dir.path("sent").exists() && dir.path("sent.previous").exists());
}

#[test]
fn a_file_of_2940_people_leaves_for_29_recipients_only_encrypted_and_by_two_people() {
    let (dir, identity) = volvo();
    let ran = list(&dir, &["list.csv"], &[]).exits(1);
    assert!(
        ran.stdout.contains("at most 2940 people (0 of them no customers) in 4410 rows"),
        "{}",
        ran.stdout
    );
    let ran = sign(&dir, "ann", "Ann Sato", "ann.paper").exits(0);
    assert!(ran.stdout.contains("2940 people may be opened by 29 recipients"), "{}", ran.stdout);
    sign(&dir, "ben", "Ben Mori", "ben.paper").exits(0);
    sign(&dir, "eve", "Eve Kato", "eve.paper").exits(0);
    sign(&dir, "ann", "Other Name", "ann2.paper").exits(0);
    sign(&dir, "ben", "SATO,　A\u{200b}NN", "ben2.paper").exits(0);
    // Nobody, one, one twice, the preparer, one person with two keys, an approver who is none.
    list(&dir, &["list.csv"], &["--release", "--out", "sent"]).exits(2);
    refused(release(&dir, &["ann.paper"], &[]), "outgoing.not_two", &dir);
    refused(release(&dir, &["ann.paper", "ann.paper"], &[]), "outgoing.one_key", &dir);
    refused(release(&dir, &["ann.paper", "ann2.paper"], &[]), "outgoing.one_key", &dir);
    refused(release(&dir, &["ann.paper", "ben2.paper"], &[]), "outgoing.one_person", &dir);
    refused(release(&dir, &["ann.paper", "eve.paper"], &[]), "outgoing.signature", &dir);
    let with_eve = ["--approver-key", "eve.key.pub"];
    refused(release(&dir, &["ann.paper", "eve.paper"], &with_eve), "outgoing.preparer", &dir);
    refused(
        release(&dir, &["ann.paper", "ben.paper"], &["--preparer", "ben mori"]),
        "outgoing.preparer",
        &dir,
    );
    refused(release(&dir, &["ann.paper", "ben.paper", "eve.paper"], &with_eve), "outgoing.not_two", &dir);
    // Other recipients, a paper with a changed byte, another file.
    let stranger = age::x25519::Identity::generate().to_public().to_string();
    refused(
        release(&dir, &["ann.paper", "ben.paper"], &["--reveal-to", &stranger]),
        "outgoing.recipients",
        &dir,
    );
    let more = ["--reveal-to", "recipients.txt", "--reveal-to", &stranger];
    refused(release(&dir, &["ann.paper", "ben.paper"], &more), "outgoing.recipients", &dir);
    let mut bytes = dir.bytes("ben.paper");
    let middle = bytes.len() / 2;
    bytes[middle] = if bytes[middle] == b'A' { b'B' } else { b'A' };
    dir.file("spoiled.paper", bytes);
    refused(release(&dir, &["ann.paper", "spoiled.paper"], &[]), "outgoing.", &dir);
    let clear = dir.bytes("list.csv");
    dir.file("list.csv", customers(PEOPLE + 1));
    refused(release(&dir, &["ann.paper", "ben.paper"], &[]), "outgoing.file", &dir);
    dir.file("list.csv", &clear);
    // Both, on the very file and recipients.
    let ran = release(&dir, &["ann.paper", "ben.paper"], &[]).exits(0);
    assert!(ran.stdout.contains("encrypted to 29 recipients"), "{}", ran.stdout);
    let files = dir.contents("sent");
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        ["approval-1.json", "approval-2.json", "release.csv.age", "release.json"]
    );
    for (name, bytes) in &files {
        for canary in ["佐藤", "u7@example.jp", "090314"] {
            assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "{name}: {canary}");
        }
    }
    assert!(opened(&files["release.csv.age"], &identity) == clear, "the copy is the file, byte for byte");
    let said: Value = serde_json::from_slice(&files["release.json"]).unwrap();
    assert_eq!((&said["people"], said["recipients"].as_array().unwrap().len()), (&json!(2940), 29));
    assert_eq!(said["approvers"][1]["name"], "Ben Mori");
    released_once_more(&dir, &files);
    assert_eq!(
        dir.names(".").iter().filter(|n| n.starts_with(".sent")).count(),
        0,
        "no hidden folder is left"
    );
}

/// What stands first in a file may be a customer and no header.
#[test]
fn nothing_of_a_first_line_that_is_no_header_is_said() {
    for text in
        ["4111111111111111,梅田 花子\n\"x,1\n", "梅田 花子,x\n\"a\"b,1\n", "x,梅田 花子\ny,\u{fffd}\n"]
    {
        let dir = Dir::new();
        dir.file("list.csv", text);
        for more in [&[][..], &["--json"]] {
            let ran = list(&dir, &["list.csv"], more).exits(2);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains("E_C"), "{said}");
            assert!(!said.contains("4111") && !said.contains("梅田"), "{said}");
        }
    }
}

#[test]
fn columns_are_told_by_their_headers_and_by_their_cells() {
    let dir = Dir::new();
    dir.file(
        "list.csv",
        "番号札,宛先,x1,x2,x3,x4,届け先氏名,数量\n\
         A1,佐藤 花子,hanako@example.jp,090-3140-0007,1984-05-17,東京都港区芝1,鈴木 一郎,1\n\
         A2,田中 一郎,ichiro@example.jp,090-3140-0044,1971-06-02,大阪府大阪市北区2,田中 一郎,2\n\
         A3,高橋 美咲,,,,,,3\n",
    );
    let found = as_json(&dir, "list.csv");
    let file = &found["files"][0];
    let kinds: Vec<&str> =
        file["columns"].as_array().unwrap().iter().map(|c| c["kind"].as_str().unwrap_or("-")).collect();
    assert_eq!(kinds, ["-", "name_kanji", "email", "phone", "birthdate", "address", "name_kanji", "-"]);
    assert_eq!((&file["customers"], &file["others"], &file["people"]), (&json!(3), &json!(1), &json!(4)));
    assert_eq!(file["columns"][2]["people"], 2);
    assert_eq!((&file["columns"][2]["by"], &file["columns"][6]["by"]), (&json!("cells"), &json!("header")));
    // A header that may be data is not shown.
    assert_eq!(
        (&file["columns"][2]["header"], &file["columns"][6]["header"]),
        (&json!(null), &json!("届け先氏名"))
    );
    let ran = list(&dir, &["list.csv"], &[]).exits(1);
    for canary in ["佐藤", "hanako", "3140", "1984", "芝"] {
        assert!(!ran.stdout.contains(canary) && !ran.stderr.contains(canary), "{canary}: {ran:?}");
    }
    dir.file("plain.csv", "商品番号,商品名,数量\n1,りんご,3\n2,みかん,4\n");
    let ran = list(&dir, &["plain.csv"], &[]).exits(0);
    assert!(ran.stdout.contains("no column that looks like personal data"), "{}", ran.stdout);
    list(&dir, &["plain.csv", "list.csv"], &[]).exits(1);
}

#[test]
fn one_card_number_in_a_note_is_enough_to_refuse_a_file() {
    let dir = Dir::new();
    // A published test number of an issuer, which belongs to nobody.
    let notes = |card: &str| {
        let rows: String = (0..500).map(|i| format!("{i},{}\n", if i == 76 { card } else { "-" })).collect();
        format!("会員番号,memo\n{rows}")
    };
    dir.file("list.csv", notes("カード 4111-1111-1111-1111 で支払"));
    let ran = list(&dir, &["list.csv"], &[]).exits(3);
    assert!(ran.stdout.contains("list.csv:78:2") && ran.stdout.contains("E_CARD"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("1111"), "{}", ran.stdout);
    dir.program(&["keygen", "--out", "ann.key", "--quiet"]).run().exits(0);
    let to = age::x25519::Identity::generate().to_public().to_string();
    let more =
        ["--sign", "ann.key", "--approver", "Ann Sato", "--reason", "x", "--paper", "p", "--reveal-to", &to];
    list(&dir, &["list.csv"], &more).exits(3);
    assert!(!dir.path("p").exists());
    // A column of nothing else, and one of My Numbers.
    let column = |number: &str| {
        format!("会員番号,code\n{}", (0..30).map(|i| format!("{i},{number}\n")).collect::<String>())
    };
    dir.file("list.csv", column("4111111111111111"));
    assert!(list(&dir, &["list.csv"], &[]).exits(3).stdout.contains("list.csv:2:2"));
    dir.file("list.csv", notes("4111111111111112"));
    list(&dir, &["list.csv"], &[]).exits(1);
    // A thousand random codes of 16 digits: some have a valid check digit, and none is a card.
    let mut state = 7_u64;
    let mut codes = String::from("会員番号,伝票番号\n");
    for i in 0..1000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        codes += &format!("{i},{:016}\n", state % 10_000_000_000_000_000);
    }
    dir.file("list.csv", codes.replace("会員番号", "行"));
    assert!(list(&dir, &["list.csv"], &[]).exits(1).stdout.contains("may hold payment-card numbers"));
}

#[test]
fn one_address_in_a_column_makes_it_personal() {
    let dir = Dir::new();
    for cell in ["hanako@example.jp まで", "090-3140-0007", "東京都港区芝1"] {
        let rows: String = (0..50).map(|i| format!("{i},{}\n", if i == 30 { cell } else { "済" })).collect();
        dir.file("list.csv", format!("行,備考\n{rows}"));
        list(&dir, &["list.csv"], &[]).exits(1);
    }
    dir.file("list.csv", "行,備考\n1,4111111111111111 0312345678\n2,済\n3,済\n");
    list(&dir, &["list.csv"], &[]).exits(3);
}
