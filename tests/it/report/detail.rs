//! What the reports hide: canaries in every cell of every record, looked for in every file of every level of detail.

use super::super::util::Dir;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};

/// Texts that stand in the records and must not be heard of, whole.
const CANARIES: [&str; 12] = [
    "鼕鼕",
    "驫麤",
    "ドドメキ",
    "ﾄﾞﾄﾞﾒｷ",
    "71935824",
    "62840917",
    "1937-08-23",
    "1941-02-27",
    "canary.bird",
    "歌枕町",
    "8190453",
    "八咫",
];

const CUSTOMERS: &str = "customer_id,氏名,フリガナ,電話番号,生年月日,メールアドレス,郵便番号,住所,性別,ブランド
ID-KARASU-A,鼕鼕 轟,ドドメキ トドロキ,090-7193-5824,1937-08-23,canary.bird@example.jp,819-0453,京都府京都市歌枕町1-2,女,八咫
ID-KARASU-B,鼕鼕　轟,ﾄﾞﾄﾞﾒｷ ﾄﾄﾞﾛｷ,,1937/8/23,canary.bird@EXAMPLE.jp,8190453,京都府京都市歌枕町1-2,女,八咫
ID-KARASU-C,驫麤 轟,トドロキ ドドメキ,090-6284-0917,1941-02-27,mole@example.jp,819-0453,京都府京都市歌枕町3,男,八咫
ID-KARASU-D,鼕鼕 轟,ドドメキ トドロキ,09071935824,昭和12年8月23日,canary.bird@example.jp,8190453,京都府京都市歌枕町1-2,女,八咫
";

const MERGES: &str =
    "survivor_id,merged_id\nID-KARASU-A,ID-KARASU-B\nID-KARASU-A,ID-KARASU-C\nID-KARASU-A,ID-KARASU-D\n";

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("customers.csv", CUSTOMERS);
    dir.file("merges.csv", MERGES);
    dir
}

/// The file's bytes, and of an archive the bytes of its parts.
fn unpacked(name: &str, bytes: &[u8]) -> Vec<u8> {
    if !name.ends_with(".xlsx") {
        return bytes.to_vec();
    }
    let mut all = Vec::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for part in 0..archive.len() {
        archive.by_index(part).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

/// The texts of these that stand in some bytes.
fn heard<'c>(bytes: &[u8], texts: &[&'c str]) -> Vec<&'c str> {
    let is_in = |text: &&&str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    texts.iter().filter(is_in).copied().collect()
}

#[test]
fn no_file_of_any_level_shows_a_value_in_clear() {
    let key = age::x25519::Identity::generate().to_public().to_string();
    for more in [
        &["--detail", "masked"][..],
        &["--detail", "masked", "--lang", "ja"],
        &["--detail", "shareable"],
        &["--detail", "full", "--reveal-to", &key],
    ] {
        let dir = dir();
        let ran = dir.check(more).exits(1);
        assert_eq!(heard(ran.stdout.as_bytes(), &CANARIES), [""; 0]);
        assert_eq!(heard(ran.stderr.as_bytes(), &CANARIES), [""; 0]);
        let files = dir.contents("result");
        assert!(files.contains_key("report.html") && files.contains_key("report.xlsx"));
        for (name, bytes) in files {
            assert_eq!(heard(&unpacked(&name, &bytes), &CANARIES), [""; 0], "{name} of {more:?}");
        }
    }
}

/// Proposals of thirty people with themselves under another ID, of whom some lack a phone, two of those a birthdate too, and some
/// have another birthdate.
fn many() -> Dir {
    let dir = Dir::new();
    let mut customers = "customer_id,氏名,フリガナ,電話番号,生年月日\n".to_owned();
    let mut merges = "survivor_id,merged_id\n".to_owned();
    for n in 0..30 {
        let phone = if n < 12 { String::new() } else { format!("090-3821-{:04}", 1000 + 37 * n) };
        let born = if n < 2 { String::new() } else { format!("19{}-0{}-1{}", 50 + n, 1 + n % 9, n % 10) };
        let other = if n >= 27 { "2001-11-28".to_owned() } else { born.clone() };
        customers.push_str(&format!("KARASU-{n}-A,佐藤 花子,サトウ ハナコ,{phone},{born}\n"));
        customers.push_str(&format!("KARASU-{n}-B,佐藤 花子,サトウ ハナコ,{phone},{other}\n"));
        merges.push_str(&format!("KARASU-{n}-A,KARASU-{n}-B\n"));
    }
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir
}

/// The data of a page.
fn data(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_shareable_report_has_pseudonyms_and_no_small_count() {
    let dir = many();
    dir.check(&["--quiet", "--detail", "shareable"]).exits(1);
    for name in ["report.html", "report.xlsx"] {
        let bytes = unpacked(name, &dir.bytes(&format!("result/{name}")));
        assert_eq!(heard(&bytes, &["KARASU", "customers.csv", "merges.csv"]), [""; 0], "{name}");
    }
    let told = data(&dir.text("result/report.html"));
    // 15 pass, 12 have no phone (2 of them no birthdate), 3 have another birthdate: too few to be told or listed.
    assert_eq!(told["totals"], serde_json::json!([15, 12, "<10"]));
    assert_eq!(told["pairs"].as_array().unwrap().len(), 12);
    let reasons: BTreeMap<String, Value> =
        serde_json::from_value::<Vec<(String, Value)>>(told["reasons"].clone())
            .unwrap()
            .into_iter()
            .collect();
    assert_eq!(
        (&reasons["phone.missing"], &reasons["birthdate.different"]),
        (&Value::from(12), &Value::from("<10"))
    );
    for pair in told["pairs"].as_array().unwrap() {
        let pair = pair.as_array().unwrap();
        assert_eq!((pair.len(), pair[0].as_u64()), (5, Some(0)), "no line, no shape, no evidence");
        assert!(pair[1].as_str().unwrap().starts_with("P-"));
    }
    // The two that lack a birthdate too cannot be told from the others.
    assert_eq!(reasons["birthdate.missing"], "<10");
    let sets = told["sets"].as_array().unwrap();
    assert!(sets.iter().enumerate().all(|(n, set)| !sets[..n].contains(set)), "{sets:?}");
    assert!(told["pairs"].as_array().unwrap().iter().all(|pair| pair[4] == told["pairs"][0][4]));
    let numbers = told.to_string().replace("\"<10\"", "");
    assert!(!numbers.contains("cells\":[["), "a field is told");
}

#[test]
fn pseudonyms_are_drawn_anew_unless_the_key_is_kept() {
    let dir = many();
    let pairs = |more: &[&str]| {
        let mut arguments = vec!["--quiet", "--detail", "shareable", "--replace"];
        arguments.extend(more);
        dir.check(&arguments).exits(1);
        data(&dir.text("result/report.html"))["pairs"].clone()
    };
    assert_ne!(pairs(&[]), pairs(&[]));
    let kept = pairs(&["--pseudonym-key", "key.hex"]);
    assert_eq!(pairs(&["--pseudonym-key", "key.hex"]), kept);
    assert_eq!(dir.text("key.hex").len(), 65);
    dir.file("key.hex", "no key");
    let ran = dir.check(&["--detail", "shareable", "--replace", "--pseudonym-key", "key.hex"]).exits(2);
    assert!(ran.stderr.contains("E_PSEUDONYM_KEY"), "{}", ran.stderr);
}

/// What a key makes of an age file; `None` where it does not open it.
fn decrypted(bytes: &[u8], identity: &dyn age::Identity) -> Option<Vec<u8>> {
    let mut reader = age::Decryptor::new(bytes).unwrap().decrypt(std::iter::once(identity)).ok()?;
    let mut text = Vec::new();
    reader.read_to_end(&mut text).unwrap();
    Some(text)
}

/// The key pair of RFC 8032, 7.1, test 1, as OpenSSH writes keys (PROTOCOL.key); for nothing but this test.
fn ssh_key() -> (String, String) {
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
    };
    let secret = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let public = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let field = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
    let of_public = [field(b"ssh-ed25519"), field(&public)].concat();
    let pair = [secret, public].concat();
    let mut of_secret = [&[7; 8][..], &of_public, &field(&pair), &field(b"test")].concat();
    of_secret.extend((1..).take((8 - of_secret.len() % 8) % 8));
    let whole = [
        &b"openssh-key-v1\0"[..],
        &field(b"none"),
        &field(b"none"),
        &field(b""),
        &1_u32.to_be_bytes(),
        &field(&of_public),
        &field(&of_secret),
    ]
    .concat();
    let pem = format!(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n",
        base64(&whole)
    );
    (format!("ssh-ed25519 {}", base64(&of_public)), pem)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        (0..4).for_each(|i| {
            text.push(if i <= chunk.len() {
                DIGITS[(bits >> (18 - 6 * i) & 63) as usize] as char
            } else {
                '='
            });
        });
    }
    text
}

#[test]
fn a_full_report_opens_with_each_of_its_keys_and_with_no_other() {
    let (one, other) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
    let (ssh_public, ssh_secret) = ssh_key();
    let dir = dir();
    let age_key = one.to_public().to_string();
    dir.file("keys.txt", format!("# stewards\n{ssh_public} steward\n"));
    dir.check(&["--quiet", "--detail", "full", "--reveal-to", &age_key, "--reveal-to", "keys.txt"]).exits(1);
    let ssh = age::ssh::Identity::from_buffer(Cursor::new(ssh_secret), None).unwrap();
    for name in ["report-full.html.age", "report-full.xlsx.age"] {
        let bytes = dir.bytes(&format!("result/{name}"));
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        let text = decrypted(&bytes, &one).unwrap();
        assert_eq!(decrypted(&bytes, &ssh), Some(text.clone()));
        assert_eq!(decrypted(&bytes, &other), None);
        let clear = unpacked(name.trim_end_matches(".age"), &text);
        let missed: Vec<_> = ["鼕鼕 轟", "驫麤 轟", "090-6284-0917", "1941-02-27", "mole@example.jp"]
            .into_iter()
            .filter(|value| heard(&clear, &[value]).is_empty())
            .collect();
        assert_eq!(missed, [""; 0], "{name}");
    }
    // What is in clear beside it is the masked report.
    let masked = self::dir();
    masked.check(&["--quiet"]).exits(1);
    assert_eq!(dir.bytes("result/report.html"), masked.bytes("result/report.html"));
}

#[test]
fn values_are_shown_with_a_key_or_not_at_all() {
    let dir = dir();
    for arguments in [
        &["--detail", "full"][..],
        &["--reveal-to", "age1xyz"],
        &["--detail", "full", "--reveal-to", "age1xyz"],
        &["--detail", "full", "--reveal-to", "no-such-file"],
        &["--detail", "full", "--reveal-to", "customers.csv"],
        &["--detail", "masked", "--pseudonym-key", "key.hex"],
        &["--report", "html,none"],
    ] {
        let ran = dir.check(arguments).exits(2);
        assert_eq!(heard(ran.stderr.as_bytes(), &CANARIES), [""; 0]);
        assert!(!dir.path("result").exists(), "{arguments:?}");
    }
}

/// No clear file, not even for a moment: the processes that write the full report are looked at while they run.
#[test]
fn no_clear_file_is_made_on_the_way_to_the_encrypted_one() {
    let key = age::x25519::Identity::generate().to_public().to_string();
    let dir = Dir::new();
    let mut customers = CUSTOMERS.lines().next().unwrap().to_owned() + "\n";
    let mut merges = "survivor_id,merged_id\n".to_owned();
    for n in 0..3000 {
        for side in ["A", "B"] {
            customers.push_str(&format!("{n}{side},鼕鼕 轟,ドドメキ トドロキ,,1937-08-23,canary.bird@example.jp,819-0453,京都府京都市歌枕町1-2,女,八咫\n"));
        }
        merges.push_str(&format!("{n}A,{n}B\n"));
    }
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    let temporary = dir.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let mut arguments =
        vec!["check", "--quiet", "--records", "customers.csv", "--merges", "merges.csv", "--out", "result"];
    arguments.extend(["--detail", "full", "--reveal-to", &key]);
    let mut child = dir.program(&arguments).start();
    let mut looks = 0;
    while child.try_wait().unwrap().is_none() {
        looks += 1;
        let Ok(open) = std::fs::read_dir(format!("/proc/{}/fd", child.id())) else { continue };
        for file in open.flatten() {
            let target = std::fs::read_link(file.path()).unwrap_or_default().to_string_lossy().into_owned();
            if !target.contains("deleted") {
                continue;
            }
            // A file without a name; what is in it so far is read through the process.
            let mut bytes = Vec::new();
            let _ = File::open(file.path()).map(|f| f.take(1 << 20).read_to_end(&mut bytes));
            assert_eq!(heard(&bytes, &CANARIES), [""; 0], "{target}");
        }
    }
    assert!(looks > 5 && child.wait().unwrap().code() == Some(1), "{looks}");
    assert_eq!(dir.names("temporary"), [""; 0]);
}
