//! No personal value leaves the gate: canaries in every field are looked for wherever a run writes or speaks.

use super::util::{Dir, Ran};

/// Values of customers that must not be heard of again, whole or in part.
const CANARIES: [&str; 17] = [
    "鼕鼕",
    "驫麤",
    "ドドメキ",
    "トドロキ",
    "71935824",
    "7193",
    "62840917",
    "1937-08-23",
    "19370823",
    "1941-02-27",
    "canary.bird",
    "歌枕町",
    "8190453",
    "八咫",
    "秘密の覚書",
    "mole",
    "土竜",
];

const HEADER: &str =
    "customer_id,氏名,フリガナ,電話番号,携帯電話,生年月日,メールアドレス,郵便番号,住所,性別,ブランド,覚書";

/// Everybody has a canary in every cell; the pairs meet every agreement.
fn customers() -> String {
    let rows = [
        "A,鼕鼕 轟,ドドメキ トドロキ,090-7193-5824,,1937-08-23,canary.bird@example.jp,819-0453,京都府京都市歌枕町1-2,女,八咫,秘密の覚書",
        "B,鼕鼕　轟,ﾄﾞﾄﾞﾒｷ ﾄﾄﾞﾛｷ,09071935824,,1937/8/23,canary.bird@EXAMPLE.jp,8190453,京都府京都市歌枕町1-2,女,八咫,土竜",
        "C,驫麤 轟,トドロキ ドドメキ,090-6284-0917,,1941-02-27,mole@example.jp,819-0453,京都府京都市歌枕町3,男,八咫鴉,秘密の覚書",
        "D,鼕鼕?? 轟,土竜,7193,090-71935824 土竜,1937-08-23 土竜,mole,8190453X,土竜,土竜,八咫,土竜",
        "E,鼕鼕 轟,ドドメギ トドロキ,090-7193-5842,,1937-08-32,canary.birt@example.jp,819-0454,京都府京都市歌枕町1-3,,,土竜",
        "F,テスト 鼕鼕,テスト,090-0000-0000,,8月23日,canary.bird@example.jp,819-0453,京都府京都市歌枕町1-2,女,八咫,土竜",
        "G,轟 鼕鼕,トドロキ ドドメキ,090-7193-5824,090-6284-0917,1937-08-32,canary.bird@example.jp,819-0453,歌枕町,女,八咫,土竜",
    ];
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

const MERGES: &str = "survivor_id,merged_id,memo
A,B,土竜
A,C,mole
A,D,土竜
A,E,=土竜
F,G,土竜
A,nobody,土竜
C,C,土竜
";

#[track_caller]
fn silent(what: &str, bytes: &[u8]) {
    for canary in CANARIES {
        let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!found(canary.as_bytes()), "{what} shows {canary}: {}", String::from_utf8_lossy(bytes));
        let cp932 = encoding_rs::SHIFT_JIS.encode(canary).0;
        assert!(canary.is_ascii() || !found(&cp932), "{what} shows {canary} in CP932");
        let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!found(&wide), "{what} shows {canary} in UTF-16");
        let escaped: String = canary.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
        assert!(canary.is_ascii() || !found(escaped.as_bytes()), "{what} shows {canary} escaped");
    }
}

#[track_caller]
fn silent_run(what: &str, ran: &Ran) {
    silent(&format!("stdout of {what}"), ran.stdout.as_bytes());
    silent(&format!("stderr of {what}"), ran.stderr.as_bytes());
}

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("customers.csv", customers());
    dir.file("merges.csv", MERGES);
    dir
}

/// Ways of asking for more than the usual words.
const VOICES: [&[&str]; 6] =
    [&[], &["--json"], &["--lang", "ja"], &["--lang", "ja", "--json"], &["--quiet"], &["--dry-run"]];

#[test]
fn the_search_finds_what_is_there() {
    for canary in ["鼕鼕", "7193"] {
        assert!(std::panic::catch_unwind(|| silent("x", format!("a{canary}b").as_bytes())).is_err());
    }
    silent("x", "山田太郎".as_bytes());
    let text = customers();
    let missed: Vec<_> =
        CANARIES.iter().filter(|c| !text.replace('-', "").contains(&c.replace('-', ""))).collect();
    assert!(missed.is_empty(), "{missed:?} stand in no record");
}

#[test]
fn a_run_shows_no_value_of_a_customer() {
    for voice in VOICES {
        let dir = dir();
        let ran = dir.check(voice).exits(1);
        silent_run(&format!("check {voice:?}"), &ran);
        let files = dir.contents("result");
        assert!(files.len() >= 5);
        for (name, bytes) in files {
            // The rows of the three CSV files are the merges file's own, its other columns included.
            let bytes = if name.ends_with(".csv") && name != "certificate.rows.csv" {
                without_memo(&bytes)
            } else {
                bytes
            };
            silent(&name, &bytes);
        }
    }
}

/// A CSV file of the result without the column that is the merges file's own.
fn without_memo(bytes: &[u8]) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(bytes);
    assert_eq!(&reader.headers().unwrap()[2], "memo");
    let rows = reader.records().map(Result::unwrap);
    let kept = rows.flat_map(|r| {
        r.iter().enumerate().filter(|(i, _)| *i != 2).map(|(_, c)| c.to_owned()).collect::<Vec<_>>()
    });
    kept.collect::<Vec<String>>().join("\n").into_bytes()
}

/// Parquet is compressed: what stands in it is read, cell by cell.
#[cfg(feature = "columnar")]
#[test]
fn the_parquet_file_holds_no_value_of_a_customer() {
    use sekisho::read::{Merges, ReadOptions};
    let dir = dir();
    dir.check(&["--quiet"]).exits(1);
    let table = Merges::open(&dir.path("result/decisions.parquet"), &ReadOptions::default()).unwrap();
    assert_eq!(table.len(), MERGES.lines().count() - 1);
    silent("headers", table.headers.join("\n").as_bytes());
    let mut cells = 0;
    for row in 0..table.len() {
        for cell in table.cells(row).iter() {
            cells += usize::from(!cell.is_empty());
            silent("decisions.parquet", cell.as_bytes());
        }
    }
    assert!(cells > 10 * table.len());
}

#[test]
fn shapes_hold_no_character_of_a_value() {
    let dir = dir();
    dir.check(&["--quiet"]).exits(1);
    let mut shapes = 0;
    for line in dir.text("result/diff.jsonl").lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        for field in line["fields"].as_object().unwrap().values() {
            if let Some(shape) = field.get("shape").and_then(|s| s.as_str()) {
                shapes += 1;
                assert!(shape.chars().all(|c| "=#+-".contains(c)), "{shape}");
            }
        }
    }
    assert!(shapes > 10, "{shapes} shapes");
}

#[test]
fn explaining_a_pair_shows_no_value_unless_asked_to() {
    let dir = dir();
    for voice in [&[][..], &["--json"], &["--lang", "ja"]] {
        for (survivor, merged) in
            [("A", "B"), ("A", "C"), ("A", "D"), ("A", "E"), ("F", "G"), ("A", "nobody")]
        {
            let mut arguments =
                vec!["explain", "--records", "customers.csv", "--survivor", survivor, "--merged", merged];
            arguments.extend(voice);
            let ran = dir.program(&arguments).run();
            assert!(ran.code <= 2 && !ran.stdout.is_empty() | !ran.stderr.is_empty(), "{ran:?}");
            silent_run(&format!("{arguments:?}"), &ran);
        }
    }
}

#[test]
fn a_starting_policy_shows_headers_and_no_value() {
    let dir = dir();
    let ran = dir.program(&["init", "--records", "customers.csv", "--merges", "merges.csv"]).run();
    silent_run("init", &ran);
    for name in dir.names(".").into_iter().filter(|n| n.ends_with(".toml")) {
        silent(&name, &dir.bytes(&name));
    }
}

/// Record files that are broken where a canary stands.
fn broken_customers() -> Vec<(&'static str, Vec<u8>)> {
    let good = customers();
    let with = |row: &str| [good.as_bytes(), row.as_bytes()].concat();
    let row =
        "H,鼕鼕 轟,ドドメキ,090-7193-5824,,1937-08-23,canary.bird@example.jp,819-0453,歌枕町,女,八咫,土竜";
    let bytes = |bad: &[u8]| [good.as_bytes(), b"H,", bad, &row.as_bytes()[1..], b"\n"].concat();
    vec![
        ("too many cells", with(&format!("{row},土竜\n"))),
        ("too few cells", with("H,鼕鼕 轟\n")),
        ("a quote inside", with(&row.replace("鼕鼕", "鼕\"鼕"))),
        ("text after a quote", with(&row.replace("鼕鼕 轟", "\"鼕鼕\"轟"))),
        ("no end of a quote", with(&row.replace("鼕鼕 轟", "\"鼕鼕 轟"))),
        ("a blank line", with(&format!("\n{row}\n"))),
        ("another line end", with(&format!("{row}\r\n"))),
        ("the header again", with(&format!("{HEADER}\n{row}\n"))),
        ("no ID", with(&format!("{}\n", &row[1..]))),
        ("a destroyed ID", with(&format!("7.193E+12{}\n", &row[1..]))),
        ("U+FFFD", with(&row.replace("轟", "\u{fffd}鼕鼕"))),
        ("NUL", with(&row.replace("轟", "\0鼕鼕"))),
        ("a control character", with(&row.replace("轟", "\u{1b}[31m鼕鼕"))),
        ("bytes that are no UTF-8", bytes(b"\xff\xfe")),
        ("half a UTF-16 character", [b"\xff\xfe".as_slice(), &[0x3d, 0xd8, b',', 0]].concat()),
        ("no header", format!("{row}\n{row}\n").into_bytes()),
        ("a header twice", good.replacen("覚書", "ブランド", 1).into_bytes()),
        ("no column for a phone", good.replacen("電話番号,携帯電話", "土竜,秘密の覚書", 1).into_bytes()),
        (
            "two columns for one field",
            good.replacen("覚書", "電子メール", 1).replacen("性別", "名前", 1).into_bytes(),
        ),
        ("a header alone", format!("{HEADER}\n").into_bytes()),
        ("nothing", Vec::new()),
    ]
}

#[test]
fn messages_about_broken_records_show_no_value() {
    for (name, bytes) in broken_customers() {
        for voice in VOICES {
            let dir = dir();
            dir.file("customers.csv", &bytes);
            let ran = dir.check(voice);
            assert_eq!(ran.code, 2, "{name}: {}{}", ran.stdout, ran.stderr);
            assert!(ran.stderr.contains("customers.csv"), "{name}: the file is named: {}", ran.stderr);
            // Headers that stand where headers belong may be named; customers' values may not.
            let said = Ran { code: 2, stdout: ran.stdout, stderr: ran.stderr };
            silent_run(name, &said);
        }
    }
}

/// Card numbers have no place here: they are refused, and no digit is shown. 4000 0566 5566 5556 and its like are test
/// numbers of payment providers.
#[test]
fn card_numbers_are_refused_and_not_shown() {
    let numbers = ["4000056655665556", "4242424242424242", "5555555555554444", "378282246310005"];
    let mut text = "customer_id,氏名,電話番号,生年月日,支払\n".to_owned();
    for (i, n) in numbers.iter().cycle().take(40).enumerate() {
        text.push_str(&format!("A{i},森 滋,090-7742-1953,1966-01-19,{n}\n"));
    }
    for voice in VOICES {
        let dir = dir();
        dir.file("customers.csv", &text);
        let ran = dir.check(voice).exits(2);
        assert!(ran.stderr.contains("支払"), "the column is named: {}", ran.stderr);
        for number in numbers {
            for part in [&number[..6], &number[number.len() - 4..], number] {
                assert!(!ran.stderr.contains(part) && !ran.stdout.contains(part), "{part}: {}", ran.stderr);
            }
        }
    }
}

#[test]
fn messages_about_broken_merges_show_no_value() {
    let broken = [
        "survivor_id,merged_id,memo\nA,B,土竜,土竜\n".as_bytes().to_vec(),
        "survivor_id,merged_id,memo\nA,B,\"土竜\n".as_bytes().to_vec(),
        "survivor_id,merged_id,memo\nA,,土竜\n".as_bytes().to_vec(),
        "survivor_id,merged_id,memo\nA,B,土\"竜\n".as_bytes().to_vec(),
        "survivor_id,merged_id,memo\nA,B,土竜\u{fffd}\n".as_bytes().to_vec(),
        "A,B,土竜\nC,D,土竜\n".as_bytes().to_vec(),
        "survivor_id,土竜,土竜\nA,B,土竜\n".as_bytes().to_vec(),
        [b"survivor_id,merged_id,memo\nA,B,\xff".as_slice(), "土竜\n".as_bytes()].concat(),
    ];
    for bytes in broken {
        for voice in VOICES {
            let dir = dir();
            dir.file("merges.csv", &bytes);
            let ran = dir.check(voice);
            assert_eq!(ran.code, 2, "{}{}{}", String::from_utf8_lossy(&bytes), ran.stdout, ran.stderr);
            silent_run("broken merges", &ran);
        }
    }
}

#[test]
fn messages_about_broken_policies_show_no_value() {
    let broken = [
        customers(),
        "version = 1\n[conditions]\nrequired = [\"name\", \"birthdate\", \"土竜\"]".to_owned(),
        "version = 1\n[severity]\n\"gender.different\" = \"土竜\"".to_owned(),
        "version = \"土竜\"".to_owned(),
        "version = 1\n[options]\ngroup_size_max = \"土竜\"".to_owned(),
        "version = 1\n# 土竜\n[options".to_owned(),
        "version = 1\n[batch]\nmin_proposals = 71935824000".to_owned(),
    ];
    for text in broken {
        for voice in VOICES {
            let dir = dir();
            dir.file("policy.toml", &text);
            let mut arguments = vec!["--policy", "policy.toml"];
            arguments.extend(voice);
            let ran = dir.check(&arguments).exits(2);
            assert!(ran.stderr.contains("policy.toml"), "{}", ran.stderr);
            silent_run("a broken policy", &ran);
        }
    }
}

/// A bug must not speak either: nothing that a customer's text can do makes the program panic.
#[test]
fn hostile_texts_end_in_a_verdict() {
    let hostile = [
        "\u{200b}",
        "\u{202e}",
        "e\u{301}\u{302}\u{303}",
        "👨‍👩‍👧‍👦",
        "\u{10ffff}",
        "𠮷野",
        "ﷺ",
        "İ",
        "1/2/3/4/5",
        "99999999999999999999",
        "昭和九九九年",
        "+",
        "+++",
        "@",
        "@@",
        "a@",
        "\u{3099}\u{3099}",
        "　",
        "-----",
        "0",
        "元年",
        "㍻",
        "内線",
        "#",
        "〒〒",
    ];
    let long = "鼕".repeat(50_000);
    let mut customers = format!("{HEADER}\n");
    let mut merges = "survivor_id,merged_id\n".to_owned();
    for (i, text) in hostile.iter().copied().chain([long.as_str()]).enumerate() {
        for id in ["A", "B"] {
            customers.push_str(&format!("{id}{i}{}\n", format!(",{text}").repeat(11)));
        }
        merges.push_str(&format!("A{i},B{i}\n"));
    }
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    let ran = dir.check(&[]);
    assert!(ran.code == 1 || ran.code == 3, "{ran:?}");
    assert!(!ran.stderr.contains("E_PANIC"), "{}", ran.stderr);
    silent_run("hostile texts", &ran);
    assert!(super::util::came_out(&dir, "result").iter().all(|c| c.verdict != "pass"));
}

#[test]
fn what_goes_wrong_around_a_run_shows_no_value() {
    let faults: [(&str, &[&str], i32); 7] = [
        ("too little memory", &["--out", "result", "--memory-limit", "1M"], 4),
        ("a place that cannot be written", &["--out", "/proc/result"], 4),
        ("a file as a folder", &["--out", "merges.csv/result"], 4),
        ("a folder that is not empty", &["--out", "full"], 2),
        ("no policy", &["--out", "result", "--policy", "none.toml"], 2),
        ("no such encoding", &["--out", "result", "--encoding", "latin1"], 2),
        ("no such flag", &["--out", "result", "--no-such-flag"], 2),
    ];
    for (name, fault, code) in faults {
        for voice in [&[][..], &["--json"], &["--lang", "ja"]] {
            let dir = dir();
            std::fs::create_dir(dir.path("full")).unwrap();
            dir.file("full/mine", "mine");
            let mut arguments = vec!["check", "--records", "customers.csv", "--merges", "merges.csv"];
            arguments.extend(fault.iter().chain(voice));
            let ran = dir.program(&arguments).run();
            assert_eq!(ran.code, code, "{name}: {ran:?}");
            silent_run(name, &ran);
            silent(name, dir.names(".").join("\n").as_bytes());
        }
    }
}

#[test]
fn commands_that_show_values_show_none_where_they_fail() {
    let dir = dir();
    let commands: [&[&str]; 8] = [
        &["explain", "--records", "merges.csv", "--survivor", "A", "--merged", "B"],
        &["explain", "--records", "customers.csv", "--survivor", "A", "--merged", "A"],
        &["explain", "plan.cycle"],
        &["explain", "no.such"],
        &["init", "--records", "customers.csv", "--merges", "customers.csv"],
        &["init", "--records", "merges.csv", "--merges", "merges.csv"],
        &["normalize", "no_such_field", "x"],
        &["completions", "bash"],
    ];
    for command in commands {
        for voice in [&[][..], &["--json"], &["--lang", "ja"], &["--quiet"]] {
            let ran = dir.program(&[command, voice].concat()).run();
            assert!((0..=2).contains(&ran.code), "{command:?}: {ran:?}");
            silent_run(&format!("{command:?} {voice:?}"), &ran);
        }
    }
    silent("file names", dir.names(".").join("\n").as_bytes());
}

/// All that a killed run leaves, and all that stands on the disk while it runs.
#[test]
fn nothing_on_the_disk_shows_a_value_while_a_run_works_or_after_it_was_killed() {
    let dir = dir();
    let mut merges = MERGES.to_owned();
    (0..20_000).for_each(|i| merges.push_str(&format!("A,nobody{i},土竜\n")));
    dir.file("merges.csv", merges);
    let arguments =
        ["check", "--quiet", "--records", "customers.csv", "--merges", "merges.csv", "--out", "result"];
    let (mut looks, mut named) = (0, 0);
    for wait in 0..25 {
        let mut child = dir.program(&arguments).start();
        for _tick in 0..6 * wait {
            std::thread::sleep(std::time::Duration::from_millis(4));
            // An unfinished result: a folder that is not in its place.
            looks += 1;
            named += u32::from(!dir.names(".result.sekisho-staging").is_empty());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let _ = std::fs::remove_dir_all(dir.path("result"));
        let left = dir.names(".");
        let known =
            |n: &String| ["customers.csv", "merges.csv", ".result.sekisho-staging"].contains(&n.as_str());
        assert!(left.iter().all(known), "{left:?}");
    }
    // Naming and renaming take a moment; before it, no file has a name.
    assert!(looks > 200 && named < looks / 20, "files have names in {named} of {looks} looks");
}

#[test]
fn what_holds_a_customers_text_does_not_print_it() {
    use sekisho::fields::{Reading, Status, reading::Name};
    use sekisho::gate::{Ids, Readings, normalize};
    use sekisho::model::{FIELD_COUNT, FieldId, MappedColumn, Personal, RecordBatch};
    let column = |field: u8, header: &str| MappedColumn {
        header: header.to_owned(),
        number: usize::from(field) + 2,
        field: FieldId(field),
        part: None,
        format: None,
    };
    let text = "A鼕鼕 轟ドドメキ トドロキ";
    let mut batch = RecordBatch::new([column(0, "氏名"), column(1, "カナ")].into(), text);
    batch.push_slice(0, 1);
    batch.push_slice(1, 11);
    batch.push_cell("ドドメキ トドロキ");
    batch.end_row(2);
    assert_eq!((batch.cell(0, 1), batch.cell(0, 2)), ("鼕鼕 轟", "ドドメキ トドロキ"));
    let mut ids = Ids::new();
    ids.intern("A");
    let chunk = normalize(&batch, &ids, &[], "2026-01-01");
    let mut shown = format!("{batch:?}{batch:#?}{chunk:?}{chunk:#?}");
    let mut readings = Readings::new(1, [true; FIELD_COUNT]);
    readings.add(chunk);
    let one: Vec<Reading<'_>> = readings.of(0, FieldId(0)).collect();
    assert!(one[0].status == Status::Ok && one[0].raw.contains("鼕鼕"));
    let name = Name { kanji: Some("鼕鼕轟"), kana: None };
    shown += &format!("{readings:?}{readings:#?}{one:?}{one:#?}{name:?}{name:#?}");
    shown += &format!("{} {:?}", Personal::new("鼕鼕"), Some(Personal::new("ドドメキ")));
    silent("a derived Debug", shown.as_bytes());
    assert!(shown.contains("•••") && shown.contains("Ok"), "{shown}");
}

/// Types that derive `Debug` over text, and whose text is no customer's.
const PRINTABLE: [(&str, &str); 22] = [
    ("Problem", "messages, which hold places and shapes"),
    ("Problems", "problems"),
    ("Parsed", "notes of our own"),
    ("Fold", "a table of our own"),
    ("Ids", "IDs, which the reports name"),
    ("Columns", "headers a policy names"),
    ("MappedColumn", "a header"),
    ("Label", "words of our own"),
    ("Place", "a file, a line and a header"),
    ("Reader", "extensions"),
    ("Mapping", "headers"),
    ("RecordFile", "a file and its headers"),
    ("InputDigest", "a file and its digest"),
    ("Kept", "the name of a result's file"),
    ("Staged", "the name of a result's file and its digest"),
    ("Kind", "synthetic"),
    ("Name", "synthetic, in synth; the one of fields prints itself by hand"),
    ("Tables", "synthetic"),
    ("Variant", "a table of our own"),
    ("Policy", "headers and numbers"),
    ("OutgoingColumn", "a header that is surely one, and numbers"),
    ("Asked", "what a database's address says about encryption: a mode and a file of certificates"),
];

/// A struct is taken for one that prints text where it derives `Debug` and a field's type names text or bytes.
#[test]
fn types_that_print_their_text_are_known() {
    let mut found = std::collections::BTreeSet::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for item in text.split("#[derive(").skip(1) {
                    let (derived, rest) = item.split_once(")]").unwrap();
                    let body = rest.split("\n}").next().unwrap_or_default();
                    let Some((head, fields)) = body.split_once('{').filter(|(head, _)| !head.contains(';'))
                    else {
                        continue;
                    };
                    let holds =
                        fields.lines().map(|l| l.split("//").next().unwrap_or_default()).any(|line| {
                            ["str", "String", "Vec<u8>", "[u8]"].iter().any(|word| {
                                line.split(|c: char| !c.is_alphanumeric() && !"[]<>".contains(c))
                                    .any(|w| w == *word)
                                    || line.contains(&format!("<{word}>"))
                            })
                        });
                    let name = head.split("struct ").nth(1).and_then(|n| n.split([' ', '<', '{']).next());
                    if let Some(name) = name.filter(|_| holds && derived.contains("Debug")) {
                        found.insert((name.to_owned(), path.display().to_string()));
                    }
                }
            }
        }
    }
    assert!(found.iter().any(|(name, _)| name == "Problem") && found.len() > 10, "{found:?}");
    let unknown: Vec<_> =
        found.iter().filter(|(n, _)| !PRINTABLE.iter().any(|(known, _)| known == n)).collect();
    let stale: Vec<_> =
        PRINTABLE.iter().filter(|(known, _)| !found.iter().any(|(n, _)| known == n)).collect();
    assert!(stale.is_empty(), "{stale:?} print no text");
    assert!(unknown.is_empty(), "wrap the text in Personal, or say here why it may be printed: {unknown:#?}");
}

/// Panics in a process of its own, as the program would, with a customer's text as the message.
#[test]
fn a_panic_says_its_place_and_not_its_message() {
    if std::env::var_os("SEKISHO_TEST_PANICS").is_some() {
        sekisho::cli::keep_to_itself();
        let _ = std::panic::catch_unwind(|| panic!("鼕鼕 轟 7193"));
        let _ = std::panic::catch_unwind(|| "土竜".parse::<u8>().expect("mole"));
        return;
    }
    let ran = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "privacy::a_panic_says_its_place_and_not_its_message", "--nocapture"])
        .env("SEKISHO_TEST_PANICS", "1")
        .output()
        .unwrap();
    let ran = Ran::of(ran).exits(0);
    assert_eq!(
        ran.stderr.matches("E_PANIC internal error at tests/it/privacy.rs:").count(),
        2,
        "{}",
        ran.stderr
    );
    silent("stderr of a panic", ran.stderr.as_bytes());
}
