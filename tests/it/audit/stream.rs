//! `audit ids --stream`: what is accepted, what is refused, and that nothing passes where nothing can be told.

use super::{Customer, HEADER, person};
use crate::util::{Dir, Ran};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sekisho::audit::{Answer, Desk, LINE_BYTES_MAX, Law};
use sekisho::fields;
use sekisho::policy::Policy;
use sekisho::read::{ReadOptions, Records};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

fn registration(id: &str, person: &Customer) -> String {
    let Customer { name, kana, birthdate, phone, email } = person;
    json!({ "customer_id": id, "name_kanji": name, "name_kana": kana, "birthdate": birthdate, "phone": phone, "email": email })
        .to_string()
}

fn folder() -> Dir {
    let dir = Dir::new();
    let mut table = HEADER.to_owned();
    (0..20).for_each(|i| table.push_str(&person(i).row(&format!("C{i}"))));
    table.push_str(&person(30).row("TWICE"));
    table.push_str(&person(31).row("TWICE"));
    dir.file("customers.csv", table);
    dir
}

fn start(dir: &Dir, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    command.args(["audit", "ids", "--records", "customers.csv", "--stream"]).args(more);
    command.current_dir(dir.root()).env("LC_ALL", "C");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// All lines in, all answers out: the codes, and what came of the run.
fn answers(dir: &Dir, more: &[&str], lines: &[u8]) -> (Vec<String>, Ran) {
    let mut child = start(dir, more);
    let mut stdin = child.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&lines);
    });
    let ran = Ran::of(child.wait_with_output().unwrap());
    writer.join().unwrap();
    let codes = ran.stdout.lines().enumerate().map(|(i, line)| {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answer["line"], i + 1);
        let code = answer["code"].as_str().unwrap().to_owned();
        let accepts = matches!(code.as_str(), "id.new" | "id.same_person");
        assert_eq!(answer["answer"], if accepts { "accept" } else { "refuse" });
        code
    });
    (codes.collect(), ran)
}

#[test]
fn each_line_is_answered_before_the_next_is_written() {
    let dir = folder();
    let mut child = start(&dir, &["--answer-within", "600000"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let unsure = Customer { phone: String::new(), ..person(3) };
    for (id, who, code) in [
        ("C3", person(3), "id.same_person"),
        ("C3", person(40), "id.held_by_another"),
        ("C3", unsure, "id.unclear"),
        ("TWICE", person(30), "id.on_several_records"),
        ("N1", person(41), "id.new"),
        ("N1", person(41), "id.same_person"),
        ("N1", person(42), "id.held_by_another"),
    ] {
        writeln!(stdin, "{}", registration(id, &who)).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer["code"], code, "{id}");
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn one_abnormal_id_is_given_to_one_person_of_276() {
    let dir = folder();
    let lines: String = (0..276).map(|i| registration("X0000000", &person(1_000 + i)) + "\n").collect();
    let (codes, ran) = answers(&dir, &["--answer-within", "600000"], lines.as_bytes());
    ran.exits(3);
    assert_eq!(codes.len(), 276);
    assert_eq!(codes[0], "id.new");
    assert!(codes[1..].iter().all(|code| code == "id.held_by_another" || code == "id.unclear"), "{codes:?}");
}

#[test]
fn what_cannot_be_read_is_refused_and_the_next_line_is_answered() {
    let dir = folder();
    let mut lines = Vec::new();
    let mut expected = Vec::new();
    let mut add = |line: &[u8], code: &'static str| {
        lines.extend_from_slice(line);
        lines.push(b'\n');
        expected.push(code);
    };
    add(b"", "line.unreadable");
    add(b"no json", "line.unreadable");
    add(b"[1]", "line.unreadable");
    add(br#"{"customer_id":"A","customer_id":"B"}"#, "line.unreadable");
    add(br#"{"customer_id":"A","id":"B"}"#, "line.unreadable");
    add(br#"{"customer_id":"A","phone":9012345678}"#, "line.unreadable");
    add("{\"customer_id\":\"A\",\"name_kanji\":\"佐\u{fffd}\"}".as_bytes(), "line.unreadable");
    add(b"{\"customer_id\":\"\xff\"}", "line.unreadable");
    add(br#"{"name_kanji":"x"}"#, "id.missing");
    add("{\"customer_id\":\" \u{3000}\"}".as_bytes(), "id.missing");
    add(&vec![b'x'; LINE_BYTES_MAX + 1], "line.too_long");
    add(&vec![b'x'; 3 * LINE_BYTES_MAX], "line.too_long");
    add(registration("N1", &person(50)).as_bytes(), "id.new");
    add(&registration("N1", &person(51)).into_bytes()[..40], "line.unreadable");
    add(br#"{"id":17}"#, "id.new");
    let (codes, ran) = answers(&dir, &["--answer-within", "600000"], &lines);
    assert_eq!(codes, expected);
    ran.exits(3);
}

#[test]
fn a_rush_that_cannot_be_answered_in_time_is_refused() {
    let dir = folder();
    let lines: String = (0..50).map(|i| registration(&format!("N{i}"), &person(100 + i)) + "\n").collect();
    let (codes, ran) = answers(&dir, &["--answer-within", "0"], lines.as_bytes());
    ran.exits(3);
    assert_eq!(codes, vec!["overload"; 50]);
}

#[test]
fn without_the_customers_every_line_is_refused() {
    let lines = registration("N1", &person(50)) + "\n" + &registration("N2", &person(51)) + "\n";
    for (text, code) in [(Some("customer_id,name_kanji\nC1\n"), 2), (None, 2)] {
        let dir = Dir::new();
        if let Some(text) = text {
            dir.file("customers.csv", text);
        }
        let (codes, ran) = answers(&dir, &[], lines.as_bytes());
        assert_eq!(codes, ["snapshot.unreadable", "snapshot.unreadable"]);
        assert!(ran.stderr.contains("sekisho: "), "{}", ran.stderr);
        ran.exits(code);
    }
    let dir = folder();
    dir.file("policy.toml", "version = 9\n");
    let (codes, ran) = answers(&dir, &["--policy", "policy.toml"], lines.as_bytes());
    assert_eq!(codes.len(), 2);
    ran.exits(2);
}

#[test]
fn a_login_that_another_id_holds_is_refused() {
    let dir = folder();
    let mut table = HEADER.replace('\n', ",login\n");
    table.push_str(&person(1).row("C1").replace('\n', ",hanako\n"));
    table.push_str(&person(2).row("C2").replace('\n', ",\n"));
    table.push_str(&person(3).row("C3").replace('\n', ",\n"));
    dir.file("customers.csv", table);
    let with = |id: &str, who: u64, login: &str| {
        let mut value: Value = serde_json::from_str(&registration(id, &person(who))).unwrap();
        value["login"] = json!(login);
        value.to_string() + "\n"
    };
    let lines = with("N1", 60, "hanako")
        + &with("C1", 1, "hanako")
        + &with("N2", 61, "taro")
        + &with("N3", 62, "taro")
        + &with("C2", 2, "jiro")
        + &with("C3", 3, "jiro")
        + &with("N4", 64, "jiro")
        + &with("C2", 2, "jiro");
    let (codes, ran) = answers(&dir, &["--login", "login", "--answer-within", "600000"], lines.as_bytes());
    assert_eq!(codes[..4], ["login.held", "id.same_person", "id.new", "login.held"]);
    // Whoever is known already and comes with a login holds it from then on.
    assert_eq!(codes[4..], ["id.same_person", "login.held", "login.held", "id.same_person"]);
    ran.exits(3);
}

#[test]
fn a_reader_that_goes_away_ends_the_run_without_a_crash() {
    let dir = folder();
    let mut child = start(&dir, &[]);
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    for i in 0..2_000 {
        if writeln!(stdin, "{}", registration(&format!("N{i}"), &person(100 + i))).is_err() {
            break;
        }
    }
    drop(stdin);
    let ran = Ran::of(child.wait_with_output().unwrap()).exits(4);
    assert!(ran.stderr.contains("E_STREAM_OUT"), "{}", ran.stderr);
}

/// Whatever is registered in whatever order: the registrations that are accepted under one ID are one person's, and the
/// answers to the first lines do not depend on those that follow.
#[test]
fn under_one_id_one_person_is_accepted_in_every_stream() {
    let dir = folder();
    let policy = Policy::built_in();
    let counted = [fields::NAME_KANJI, fields::PHONE];
    let law = Law { policy: &policy, counted: &counted, today: "2026-01-01" };
    let open = || {
        let records =
            Records::open(&[dir.path("customers.csv")], policy.columns(), &[], &ReadOptions::default());
        Desk::open(&records.unwrap(), law, None).unwrap()
    };
    let mut runner = TestRunner::new(Config { cases: 40, ..Config::default() });
    let stream = proptest::collection::vec((0_u64..25, 0_u64..25, any::<bool>()), 1..40);
    runner
        .run(&(stream, 0_usize..40), |(stream, cut)| {
            let line = |(id, who, whole): &(u64, u64, bool)| {
                let who = person(*who);
                let who = if *whole { who } else { Customer { birthdate: String::new(), ..who } };
                registration(&format!("C{id}"), &who)
            };
            let run = |stream: &[(u64, u64, bool)]| -> Vec<Answer> {
                let mut desk = open();
                stream.iter().map(|entry| desk.answer(line(entry).as_bytes())).collect()
            };
            let answers = run(&stream);
            let cut = cut.min(stream.len());
            prop_assert_eq!(&run(&stream[..cut]), &answers[..cut]);
            for id in 0..25 {
                let mut people: Vec<u64> = stream
                    .iter()
                    .zip(&answers)
                    .filter(|((of, _, _), answer)| *of == id && answer.accepts())
                    .map(|((_, who, _), _)| *who)
                    .collect();
                people.sort_unstable();
                people.dedup();
                prop_assert!(people.len() <= 1, "{} is held by {:?}", id, people);
                // The first twenty IDs are those of the table's customers.
                prop_assert!(id >= 20 || people.iter().all(|who| *who == id));
            }
            Ok(())
        })
        .unwrap();
    assert!(Answer::ALL.iter().filter(|answer| answer.accepts()).count() == 2);
}

#[test]
fn damaged_registrations_crash_nothing_and_never_take_an_id_that_is_held() {
    let dir = folder();
    let policy = Policy::built_in();
    let law = Law { policy: &policy, counted: &[], today: "2026-01-01" };
    let records = Records::open(&[dir.path("customers.csv")], policy.columns(), &[], &ReadOptions::default());
    let desk = std::cell::RefCell::new(Desk::open(&records.unwrap(), law, None).unwrap());
    let whole = registration("C3", &person(33)).into_bytes();
    let damage = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
    let mut runner = TestRunner::new(Config { cases: 3_000, ..Config::default() });
    runner
        .run(&(damage, any::<prop::sample::Index>()), |(damage, cut)| {
            let mut line = whole.clone();
            damage.iter().for_each(|(at, byte)| *at.get_mut(&mut line) = *byte);
            line.truncate(cut.index(whole.len() * 4).max(1));
            let answer = desk.borrow_mut().answer(&line);
            let id = serde_json::from_slice::<Value>(&line).ok().map(|value| value["customer_id"].clone());
            // Another ID may be nobody's; the one that is held goes to nobody else.
            prop_assert!(!answer.accepts() || id.is_some_and(|id| id != json!("C3")), "{answer:?}");
            Ok(())
        })
        .unwrap();
}
