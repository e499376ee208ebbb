//! What a run leaves on the disk: everything at once or nothing, for nobody else to read, byte for byte what was proposed.

use super::pairs;
use super::util::{Dir, Ran, came_out, timeless};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

const HEADER: &str = "customer_id,氏名,フリガナ,電話番号,生年月日\n";
/// A and B are one person, C is another one, D is B with a number that is a slip away, E has a cell like a formula.
const CUSTOMERS: &str = "customer_id,氏名,フリガナ,電話番号,生年月日
A,佐藤 花子,サトウ ハナコ,090-3821-5567,1984-05-17
B,佐藤　花子,ｻﾄｳ ﾊﾅｺ,09038215567,昭和59年5月17日
C,田中 一郎,タナカ イチロウ,080-2937-4418,1971-06-02
D,佐藤 花子,サトウ ハナコ,090-3821-5576,1984-05-17
=E,鈴木 愛,スズキ アイ,090-4456-7821,1991-11-03
+F,鈴木 愛,スズキ アイ,090-4456-7821,1991-11-03
";
const PASS: &str = "survivor_id,merged_id\nA,B\n";
const MIXED: &str = "survivor_id,merged_id\nA,B\nC,D\n=E,+F\n";

fn dir(merges: impl AsRef<[u8]>) -> Dir {
    let dir = Dir::new();
    dir.file("customers.csv", CUSTOMERS);
    dir.file("merges.csv", merges);
    dir
}

fn mode(dir: &Dir, name: &str) -> u32 {
    fs::metadata(dir.path(name)).unwrap().permissions().mode() & 0o7777
}

/// The files of a complete result.
const FILES: [&str; 8] = [
    "approved.csv",
    "blocked.csv",
    "certificate.json",
    "certificate.rows.csv",
    "decisions.parquet",
    "diff.jsonl",
    "review.csv",
    "summary.json",
];

fn is_complete(dir: &Dir, folder: &str) -> bool {
    let names = dir.names(folder);
    FILES
        .iter()
        .all(|f| cfg!(not(feature = "columnar")) && f.ends_with("parquet") || names.iter().any(|n| n == f))
}

/// Nothing is left but what was there before.
#[track_caller]
fn nothing_new(dir: &Dir, more: &[&str]) {
    let mut expected = vec!["customers.csv", "merges.csv"];
    expected.extend(more);
    expected.sort_unstable();
    let left: Vec<String> = dir.names(".");
    assert_eq!(left, expected);
}

#[test]
fn a_result_is_for_its_owner_alone_whatever_the_umask() {
    let dir = dir(MIXED);
    let arguments = ["check", "--records", "customers.csv", "--merges", "merges.csv", "--out", "deep/result"];
    dir.program_under_umask("000", &arguments).run().exits(1);
    assert_eq!(mode(&dir, "deep/result"), 0o700);
    assert!(is_complete(&dir, "deep/result"));
    for name in dir.names("deep/result") {
        assert_eq!(mode(&dir, &format!("deep/result/{name}")), 0o600, "{name}");
    }
}

#[test]
fn a_folder_that_holds_something_is_refused_and_left_alone() {
    let dir = dir(PASS);
    fs::create_dir(dir.path("result")).unwrap();
    dir.file("result/approved.csv", "survivor_id,merged_id\nX,Y\n");
    dir.check(&[]).exits(2);
    dir.check(&["--dry-run"]).exits(2);
    // It is no result of this program: not even --replace moves it.
    dir.check(&["--replace"]).exits(2);
    assert_eq!(dir.names("result"), ["approved.csv"]);
    assert_eq!(dir.text("result/approved.csv"), "survivor_id,merged_id\nX,Y\n");
    nothing_new(&dir, &["result"]);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    let dir = dir(PASS);
    dir.file("result", "mine");
    dir.check(&[]).exits(2);
    dir.check(&["--replace"]).exits(2);
    assert_eq!(dir.text("result"), "mine");
}

#[test]
fn an_empty_folder_is_filled() {
    let dir = dir(PASS);
    fs::create_dir(dir.path("result")).unwrap();
    dir.check(&[]).exits(0);
    assert!(is_complete(&dir, "result"));
    assert_eq!(mode(&dir, "result"), 0o700);
}

#[test]
fn a_former_result_is_refused_or_set_aside() {
    let dir = dir(PASS);
    dir.check(&[]).exits(0);
    let first = dir.contents("result");
    dir.file("merges.csv", MIXED);
    dir.check(&[]).exits(2);
    assert_eq!(dir.contents("result"), first, "a refused run changes nothing");
    dir.check(&["--replace"]).exits(1);
    assert_eq!(dir.contents("result.previous"), first);
    assert_ne!(dir.contents("result"), first);
    let second = dir.contents("result");
    dir.check(&["--replace"]).exits(1);
    assert_eq!(dir.contents("result.previous"), second, "only the last one is kept");
    nothing_new(&dir, &["result", "result.previous"]);
}

#[test]
fn a_failed_run_leaves_no_former_approval_in_place() {
    let failures: [(&str, &[u8], &[&str]); 6] = [
        ("merges.csv", b"survivor_id,merged_id\nA\n", &["--replace"]),
        ("merges.csv", b"", &["--replace"]),
        ("customers.csv", "customer_id,氏名\nA,佐藤 花子\n".as_bytes(), &["--replace"]),
        ("customers.csv", HEADER.as_bytes(), &["--replace"]),
        ("policy.toml", b"", &["--replace", "--policy", "policy.toml"]),
        ("other.toml", b"version = 1", &["--replace", "--policy", "missing.toml"]),
    ];
    for (name, bytes, arguments) in failures {
        let dir = dir(PASS);
        dir.check(&[]).exits(0);
        dir.file(name, bytes);
        dir.check(arguments).exits(2);
        assert!(!dir.path("result").exists(), "{name} {arguments:?}: an old approval is in place");
        assert!(is_complete(&dir, "result.previous"));
        assert!(dir.names(".").iter().all(|n| !n.starts_with('.')), "{:?}", dir.names("."));
    }
}

#[test]
fn a_failed_run_leaves_nothing_at_all() {
    let failures: [(&str, &[u8]); 3] = [
        ("merges.csv", b"survivor_id,merged_id\nA,\n"),
        ("customers.csv", "customer_id,氏名,氏名\n".as_bytes()),
        ("customers.csv", "customer_id,氏名,フリガナ,電話番号,生年月日\nA,佐藤,\"サ\n".as_bytes()),
    ];
    for (name, bytes) in failures {
        let dir = dir(PASS);
        dir.file(name, bytes);
        dir.check(&[]).exits(2);
        nothing_new(&dir, &[]);
    }
}

/// A table large enough for a run to take a while.
fn large() -> Dir {
    pairs::batch(4000, |_| false)
}

const LARGE: [&str; 9] = [
    "check",
    "--quiet",
    "--threads=1",
    "--records",
    "customers.csv",
    "--merges",
    "merges.csv",
    "--out",
    "result",
];

#[test]
fn of_several_runs_at_once_exactly_one_wins() {
    let dir = large();
    for round in 0..3 {
        let started: Vec<_> = (0..5).map(|_| dir.program(&LARGE).start()).collect();
        let ran: Vec<Ran> = started.into_iter().map(|c| Ran::of(c.wait_with_output().unwrap())).collect();
        let mut codes: Vec<i32> = ran.iter().map(|r| r.code).collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 2, 2, 2, 2], "round {round}: {ran:?}");
        assert!(is_complete(&dir, "result"));
        assert_eq!(dir.bytes("result/approved.csv"), dir.bytes("merges.csv"));
        nothing_new(&dir, &["result"]);
        fs::remove_dir_all(dir.path("result")).unwrap();
    }
}

#[test]
fn a_killed_run_leaves_no_approval_and_does_not_stand_in_the_way() {
    let dir = large();
    let mut killed = 0;
    for round in 0..12u64 {
        let mut child = dir.program(&LARGE).start();
        std::thread::sleep(Duration::from_millis(20 + 60 * round));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        killed += u32::from(!ended);
        assert!(!dir.path("result").exists() || is_complete(&dir, "result"), "round {round}: half a result");
        if dir.path("result").exists() {
            assert_eq!(dir.bytes("result/approved.csv"), dir.bytes("merges.csv"));
            fs::remove_dir_all(dir.path("result")).unwrap();
        }
    }
    assert!(killed > 2, "{killed} runs were killed in the middle");
    dir.program(&LARGE).run().exits(0);
    nothing_new(&dir, &["result"]);
}

#[test]
fn a_disk_that_takes_no_more_is_exit_4_and_leaves_nothing() {
    let dir = large();
    // A file may grow to 8 blocks of 512 bytes; beyond them a write fails as on a full disk.
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    let ran = std::process::Command::new("bash")
        .current_dir(dir.root())
        .args(["-c", limited, env!("CARGO_BIN_EXE_sekisho")])
        .args(LARGE)
        .output()
        .unwrap();
    Ran::of(ran).exits(4);
    nothing_new(&dir, &[]);
}

#[test]
fn a_place_that_cannot_be_written_is_exit_4() {
    let dir = dir(PASS);
    let closed = dir.path("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    // Permissions do not bind the superuser; a folder of the kernel's does.
    let binds = fs::write(closed.join("probe"), "").is_err();
    let out = if binds { "closed/result" } else { "/proc/result" };
    let arguments = ["check", "--records", "customers.csv", "--merges", "merges.csv", "--out", out];
    let ran = dir.program(&arguments).run().exits(4);
    assert!(ran.stderr.contains("E_OUT_IO"), "{}", ran.stderr);
    let arguments =
        ["check", "--records", "customers.csv", "--merges", "merges.csv", "--out", "merges.csv/result"];
    dir.program(&arguments).run().exits(4);
}

#[test]
fn a_dry_run_approves_nothing_and_says_the_rest() {
    let dir = dir(MIXED);
    dir.check(&["--dry-run"]).exits(1);
    let names = dir.names("result");
    assert!(!names.iter().any(|n| n == "approved.csv" || n == "certificate.json"), "{names:?}");
    assert!(
        ["review.csv", "blocked.csv", "diff.jsonl", "summary.json"]
            .iter()
            .all(|n| names.iter().any(|m| m == n))
    );
    let summary: serde_json::Value = serde_json::from_slice(&dir.bytes("result/summary.json")).unwrap();
    assert_eq!(summary["dry_run"], true);
    // An old approval is not left beside it either.
    let dir = self::dir(PASS);
    dir.check(&[]).exits(0);
    dir.check(&["--dry-run", "--replace"]).exits(0);
    assert!(!dir.path("result/approved.csv").exists());
}

/// Merges files in every writing; the records are the same.
fn writings() -> Vec<(&'static str, Vec<u8>)> {
    let text =
        "merged_id,メモ,survivor_id,n\r\nB,\"a \"\"b\"\", c\r\nd\",A,007\r\n\"+F\",=1+1,\" =E \",①\r\n";
    let utf16 = |big: bool| {
        let mut bytes = if big { vec![0xfe, 0xff] } else { vec![0xff, 0xfe] };
        let units = text.encode_utf16();
        bytes.extend(units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }));
        bytes
    };
    let cp932 = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    // Two codes of one character: decoding and encoding again would change the second.
    let twins = [b"survivor_id,merged_id,x\nA,B,\x81\xe0\n=E,+F,\x87\x90\xfa\x40\n".as_slice()].concat();
    vec![
        ("UTF-8, CRLF, quotes", text.as_bytes().to_vec()),
        ("UTF-8 with a byte order mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16LE", utf16(false)),
        ("UTF-16BE", utf16(true)),
        ("CP932", cp932),
        ("CP932, two codes of one character", twins),
        ("LF", text.replace("\r\n", "\n").into_bytes()),
        ("Japanese headers", "統合元ID,統合先ID\nB,A\n+F,=E\n".as_bytes().to_vec()),
        ("spaces around IDs", "survivor_id,merged_id\n A ,\u{3000}B\u{3000}\n=E,+F\n".as_bytes().to_vec()),
    ]
}

#[test]
fn approved_is_the_merges_file_byte_for_byte() {
    for (name, bytes) in writings() {
        let dir = dir(&bytes);
        dir.check(&["--quiet"]).exits(0);
        assert_eq!(dir.bytes("result/approved.csv"), bytes, "{name}");
    }
    let dir = dir("survivor_id\tmerged_id\tmemo\nA\tB\t=1+1, \"x\nC\tC\t\n".replace('"', "'"));
    fs::rename(dir.path("merges.csv"), dir.path("merges.tsv")).unwrap();
    let arguments = ["check", "--records", "customers.csv", "--merges", "merges.tsv", "--out", "result"];
    dir.program(&arguments).run().exits(1);
    assert_eq!(dir.text("result/approved.csv"), "survivor_id\tmerged_id\tmemo\nA\tB\t=1+1, 'x\n");
}

/// Turns every row into a blocked one: nobody knows these records.
#[test]
fn blocked_keeps_encoding_separator_and_line_ends_and_neutralises_formulas() {
    let other = "customer_id,氏名,フリガナ,電話番号,生年月日\nZ,森 滋,モリ シゲル,090-7742-1953,1966-01-19\n";
    for (name, bytes) in writings() {
        let dir = dir(&bytes);
        dir.file("customers.csv", other);
        dir.check(&["--quiet"]).exits(1);
        let decode = |bytes: &[u8]| match bytes {
            [0xff, 0xfe, ..] => encoding_rs::UTF_16LE.decode(bytes).0.into_owned(),
            [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode(bytes).0.into_owned(),
            _ if name.starts_with("CP932") => encoding_rs::SHIFT_JIS.decode(bytes).0.into_owned(),
            _utf8 => String::from_utf8(bytes.to_vec()).unwrap().trim_start_matches('\u{feff}').to_owned(),
        };
        let (blocked, merges) = (dir.bytes("result/blocked.csv"), decode(&bytes));
        assert_eq!(blocked[..2], bytes[..2], "{name}: another encoding");
        let blocked = decode(&blocked);
        let end = if merges.contains("\r\n") { "\r\n" } else { "\n" };
        assert_eq!(blocked.matches(end).count(), merges.matches(end).count(), "{name}");
        let read = |text: &str| {
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            reader
                .records()
                .map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        let (was, is) = (read(&merges), read(&blocked));
        assert_eq!(was.len(), is.len(), "{name}");
        for (row, (was, is)) in was.iter().zip(&is).enumerate() {
            let formula = |cell: &str| cell.trim_start().starts_with(['=', '+', '-', '@']);
            let safe = |cell: &String| if formula(cell) { format!("'{cell}") } else { cell.clone() };
            let expected: Vec<String> = was.iter().map(safe).collect();
            assert_eq!(is[..was.len()], expected, "{name}, row {row}");
            assert_eq!(
                is.len(),
                was.len() + 2 + 9,
                "{name}, row {row}: verdict, reasons, one column a field"
            );
        }
        // What did not pass stands nowhere else.
        assert_eq!(decode(&dir.bytes("result/approved.csv")).matches(end).count(), 1, "{name}");
    }
}

#[test]
fn every_start_of_a_formula_is_neutralised_and_nothing_else() {
    let starts = [
        "=1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\u{3000}=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\"\t=1\"",
        "\"\n=1\"",
    ];
    let harmless = ["1", "a=1", "'=1", "", "ー", "\"a,=1\"", "2-1"];
    let mut merges = "survivor_id,merged_id,x\n".to_owned();
    let cells: Vec<&str> = starts.iter().chain(&harmless).copied().collect();
    cells.iter().enumerate().for_each(|(i, cell)| merges.push_str(&format!("X{i},Y{i},{cell}\n")));
    let dir = dir(merges);
    // Nothing but unknown IDs: the one limit on blocked proposals is switched off.
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    dir.check(&["--quiet", "--policy", "policy.toml"]).exits(1);
    let mut reader = csv::Reader::from_reader(std::io::Cursor::new(dir.bytes("result/blocked.csv")));
    for (i, row) in reader.records().enumerate() {
        let cell = row.unwrap()[2].to_owned();
        let was = cells[i].trim_matches('"').to_owned();
        let expected = if i < starts.len() { format!("'{was}") } else { was };
        assert_eq!(cell, expected, "{:?}", cells[i]);
    }
}

/// A batch of everything, with groups, of a few hundred proposals.
fn everything() -> Dir {
    let mut customers = HEADER.to_owned();
    let mut merges = "survivor_id,merged_id,n\n".to_owned();
    for i in 0..300 {
        let (last, birth) = (1000 + i, if i % 7 == 0 { "1900-01-01" } else { "1984-05-17" });
        let kana = if i % 11 == 0 { "サドウ ハナコ" } else { "サトウ ハナコ" };
        let slip = if i % 13 == 0 { last + 5000 } else { last };
        customers.push_str(&format!("A{i},佐藤 花子,{kana},090-3821-{last},{birth}\n"));
        customers.push_str(&format!("B{i},佐藤 花子,サトウ ハナコ,0903821{slip},1984/5/17\n"));
        customers.push_str(&format!("C{i},佐藤 花子,,０９０－３８２１－{last},昭和59年5月17日\n"));
        merges.push_str(&format!("A{i},B{i},{i}\n"));
        if i % 3 == 0 {
            merges.push_str(&format!("A{i},C{i},{i}\n"));
        }
        if i % 17 == 0 {
            merges.push_str(&format!("C{i},X{i},{i}\n"));
        }
    }
    let dir = Dir::new();
    dir.file("customers.csv", customers);
    dir.file("merges.csv", merges);
    dir.file("policy.toml", "version = 1\n[batch]\nmax_block_share = 1.0\n");
    dir
}

#[test]
fn the_same_inputs_give_the_same_bytes_whatever_the_threads() {
    let dir = everything();
    let run = |threads: &str| {
        dir.check(&["--quiet", "--policy", "policy.toml", "--threads", threads]).exits(1);
        let files = timeless(dir.contents("result"));
        fs::remove_dir_all(dir.path("result")).unwrap();
        files
    };
    let one = run("1");
    assert!(one.len() >= 5);
    for threads in ["1", "2", "8"] {
        let other = run(threads);
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name}: other bytes with {threads} threads");
        }
    }
}

#[test]
fn every_proposal_stands_in_exactly_one_file_in_input_order() {
    let dir = everything();
    dir.check(&["--quiet", "--policy", "policy.toml"]).exits(1);
    let input: Vec<(String, String)> = dir
        .text("merges.csv")
        .lines()
        .skip(1)
        .map(|l| {
            l.split_once(',').map(|(s, m)| (s.to_owned(), m.split(',').next().unwrap().to_owned())).unwrap()
        })
        .collect();
    let came = came_out(&dir, "result");
    let mut seen = vec![0; input.len()];
    for file in ["approved.csv", "review.csv", "blocked.csv"] {
        let at = came.iter().filter(|c| c.file == file).map(|c| {
            input
                .iter()
                .position(|(s, m)| (s, m) == (&c.survivor, &c.merged))
                .expect("a proposal of the input")
        });
        let at: Vec<usize> = at.collect();
        assert!(at.len() > 10, "{file}: only {} proposals", at.len());
        assert!(at.is_sorted(), "{file}: not in input order");
        at.into_iter().for_each(|i| seen[i] += 1);
    }
    assert!(seen.iter().all(|n| *n == 1), "{seen:?}");
    let summary: serde_json::Value = serde_json::from_slice(&dir.bytes("result/summary.json")).unwrap();
    for (verdict, file) in [("pass", "approved.csv"), ("review", "review.csv"), ("block", "blocked.csv")] {
        let in_file = came.iter().filter(|c| c.file == file).count();
        assert_eq!(summary["verdicts"][verdict], in_file, "{file}");
    }
    let open = came.iter().filter(|c| c.file != "approved.csv").count();
    assert_eq!(dir.text("result/diff.jsonl").lines().count(), open, "diff.jsonl is never capped");
}

#[test]
fn a_broken_batch_leaves_no_approval() {
    let mut merges = "survivor_id,merged_id\nA,B\nA,C\n".to_owned();
    (0..18).for_each(|i| merges.push_str(&format!("X{i},Y{i}\n")));
    let dir = dir(merges);
    let ran = dir.check(&[]).exits(3);
    assert!(!ran.stdout.contains("approved.csv only"), "{}", ran.stdout);
    assert!(!dir.path("result/approved.csv").exists() && !dir.path("result/certificate.json").exists());
    let came = came_out(&dir, "result");
    assert_eq!(came.len(), 20);
    assert!(came.iter().all(|c| c.file == "blocked.csv" && c.verdict == "block"));
    assert_eq!(came[0].reasons, "batch.breaker");
    assert!(
        came[1].reasons.starts_with("name_kanji.different;") && came[1].reasons.ends_with(";batch.breaker")
    );
    // --fail-on does not soften it.
    dir.check(&["--fail-on", "block", "--replace"]).exits(3);
    assert!(!dir.path("result/approved.csv").exists());
}

#[test]
fn an_empty_batch_is_no_error_and_is_said() {
    for (lang, word) in [("en", "empty"), ("ja", "一件もありません")] {
        let dir = dir("survivor_id,merged_id,x\r\n");
        let ran = dir.check(&["--lang", lang]).exits(0);
        assert!(ran.stdout.contains(word), "{}", ran.stdout);
        assert_eq!(dir.text("result/approved.csv"), "survivor_id,merged_id,x\r\n");
        assert!(is_complete(&dir, "result"));
    }
}

#[test]
fn exit_codes_are_those_of_the_interface() {
    let review = "survivor_id,merged_id\nA,B\nA,D\n";
    dir(PASS).check(&[]).exits(0);
    dir(review).check(&[]).exits(1);
    dir(review).check(&["--fail-on", "block"]).exits(0);
    dir(MIXED).check(&[]).exits(1);
    dir(MIXED).check(&["--fail-on", "block"]).exits(1);
    // Usage.
    let dir = dir(PASS);
    for arguments in [
        &["check"][..],
        &["check", "--records", "customers.csv", "--merges", "merges.csv"],
        &["check", "--records", "customers.csv", "--out", "result"],
        &["check", "--merges", "merges.csv", "--out", "result"],
        &["no-such-command"],
        &[],
    ] {
        dir.program(arguments).run().exits(2);
    }
    for more in [
        &["--force"][..],
        &["--skip-check"],
        &["--threads", "0"],
        &["--encoding", "latin1"],
        &["--fail-on", "never"],
    ] {
        dir.check(more).exits(2);
    }
    // Files that are not there, or that hold no record.
    for (records, merges) in [("no.csv", "merges.csv"), ("customers.csv", "no.csv"), (".", "merges.csv")] {
        dir.program(&["check", "--records", records, "--merges", merges, "--out", "result"]).run().exits(2);
    }
    dir.file("empty.csv", HEADER);
    dir.program(&["check", "--records", "empty.csv", "--merges", "merges.csv", "--out", "result"])
        .run()
        .exits(2);
    nothing_new(&dir, &["empty.csv"]);
    dir.program(&["--help"]).run().exits(0);
    dir.program(&["--version"]).run().exits(0);
}

#[test]
fn a_policy_that_is_weaker_or_unclear_stops_the_run() {
    let weaker = [
        "",
        "version = 2",
        "version = \"1\"",
        "[conditions]\nrequired = [\"name\", \"birthdate\", \"phone\"]",
        "version = 1\n[conditions]\nrequired = []",
        "version = 1\n[conditions]\nrequired = [\"name\", \"birthdate\"]",
        "version = 1\n[conditions]\nrequired = [\"name\", \"phone\"]",
        "version = 1\n[conditions]\nrequired = [\"birthdate\", \"phone\"]",
        "version = 1\n[conditions]\nrequired = [\"name\", \"name\", \"birthdate\", \"phone\"]",
        "version = 1\n[conditions]\nany = [\"name\"]",
        "version = 1\n[conditions]\nrequired = \"name\"",
        "version = 1\n[condition]\nrequired = [\"name\", \"birthdate\", \"phone\"]",
        "version = 1\n[options]\ngroup_size_max = 6",
        "version = 1\n[options]\nshared_by_max = 6",
        "version = 1\n[options]\nevidence_bits_min = 10",
        "version = 1\n[options]\nevidence_bits_min = nan",
        "version = 1\n[options]\nevidence_bits_min = 500",
        "version = 1\n[options]\nmissing_agrees = true",
        "version = 1\n[options]\nvariant_agrees = \"yes\"",
        "version = 1\n[batch]\nmax_block_share = 1.5",
        "version = 1\n[batch]\nmax_block_share = -0.1",
        "version = 1\n[batch]\nmin_proposals = 0",
        "version = 1\n[severity]\n\"plan.cycle\" = \"review\"",
        "version = 1\n[severity]\n\"gender.different\" = \"pass\"",
        "version = 1\n[severity]\n\"no.such\" = \"block\"",
        "version = 1\n[columns]\nphone = \"no such column\"",
        "version = 1\n[columns]\nphone = \"氏名\"\nname_kanji = \"氏名\"",
        "version = 1\nskip = true",
        "version = 1\nversion = 1",
        "version = 1\n[options",
    ];
    for text in weaker {
        let dir = dir(PASS);
        dir.file("policy.toml", text);
        let ran = dir.check(&["--policy", "policy.toml"]);
        assert_eq!(ran.code, 2, "{text:?}: {}{}", ran.stdout, ran.stderr);
        nothing_new(&dir, &["policy.toml"]);
    }
    // The keys of the interface, all of them, are no error.
    let whole = "version = 1\n[columns]\nid = \"customer_id\"\nname_kanji = \"氏名\"\nname_kana = \"フリガナ\"\nphone = [\"電話番号\"]\n\
        birthdate = \"生年月日\"\nignore = [\"ship_to_name\"]\n[conditions]\nrequired = [\"name\", \"birthdate\", \"phone\"]\n\
        [options]\nvariant_agrees = true\ngroup_size_max = 5\nshared_by_max = 5\nevidence_bits_min = 38.9\n\
        [batch]\nmax_block_share = 0.10\nmin_proposals = 20\n[severity]\n\"gender.different\" = \"block\"\n";
    let dir = dir(PASS);
    dir.file("policy.toml", whole);
    dir.check(&["--policy", "policy.toml"]).exits(0);
}
