//! `sekisho audit ids --stream`: registrations from standard input, answered one line each, in their order.
//!
//! A thread reads and notes when each line came; another holds it against the customers. A line that has waited too long is
//! refused without a look, so that a rush is refused and not let through. Every answer is flushed at once. Whoever gets no
//! answer must take it for a refusal.

use super::super::args;
use super::super::exit::Exit;
use super::ids::{Asked, each_login};
use crate::audit::{Answer, Desk, LINE_BYTES_MAX};
use crate::error::{Problem, Result};
use crate::model::Place;
use crate::read::{Files, Listing, ReadOptions};
use clap::{Arg, ArgMatches};
use serde_json::json;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::super::say::Voice;

/// How many lines may be read and not yet answered.
const WAITING_MAX: usize = 1_024;
/// How long a line may wait, in milliseconds, where nothing else is said: a registration form waits about as long.
const WAIT_MS: &str = "1000";

/// `--stream` and `--answer-within`.
pub(super) fn arguments(voice: Voice) -> [Arg; 2] {
    let within = Arg::new("answer-within")
        .long("answer-within")
        .value_name("MS")
        .value_parser(clap::value_parser!(u64))
        .default_value(WAIT_MS)
        .help(voice.text(
            "Refuse a registration that has waited longer than so many milliseconds (with --stream)",
            "この時間（ミリ秒）より長く待った登録は拒否する（--stream のとき）",
        ));
    let stream = args::flag(
        "stream",
        voice,
        "Answer registrations from standard input as they come: one JSON object in, one out, a line each",
        "標準入力の登録に一行ずつ答える（一行に一つの JSON）",
    );
    [stream.requires("records").conflicts_with("before"), within]
}

/// A line as it came.
struct Came {
    at: Instant,
    line: Vec<u8>,
}

/// Runs the stream to its end.
///
/// # Errors
///
/// Where the policy or the customers cannot be read: then every line is refused first. Where standard input cannot be read,
/// or nobody takes the answers.
pub(super) fn run(matches: &ArgMatches, files: &'static dyn Files) -> Result<Exit> {
    let within = Duration::from_millis(*args::required::<u64>(matches, "answer-within")?);
    let asked = match Asked::of(matches, files) {
        Ok(asked) => asked,
        Err(error) => return refuse_all(error),
    };
    let opened = open(matches, &asked);
    let mut desk = match opened {
        Ok(desk) => desk,
        Err(error) => return refuse_all(error),
    };
    let mut refused = false;
    answer_all(|came| {
        let answer = if came.at.elapsed() >= within { Answer::Overload } else { desk.answer(&came.line) };
        refused |= !answer.accepts();
        answer
    })?;
    Ok(if refused { Exit::Halted } else { Exit::Passed })
}

fn open<'a>(matches: &ArgMatches, asked: &'a Asked) -> Result<Desk<'a>> {
    let records = asked.open(matches, "records")?;
    let header = matches.get_one::<String>("login");
    let mut logins = Vec::new();
    if let Some(header) = header {
        for (path, file) in args::paths(matches, "records").iter().zip(records.files()) {
            let ids = ids(path, file.id_number - 1, &asked.options)?;
            let mut lines = ids.into_iter().peekable();
            each_login(path, header, &asked.options, |line, login| {
                while lines.next_if(|(other, _)| *other < line).is_some() {}
                if let Some((_, id)) = lines.peek() {
                    logins.push((login.to_owned(), id.clone()));
                }
            })?;
        }
    }
    Desk::open(&records, asked.law(), header.map(|header| (header.as_str(), logins)))
}

/// The line and the ID of each row.
fn ids(path: &std::path::Path, column: usize, options: &ReadOptions) -> Result<Vec<(u64, String)>> {
    let mut ids = Vec::new();
    Listing::open(path, options)?.scan(&[column], &[], |row| {
        ids.push((row.line, crate::model::trim_id(row.cell(0)).to_owned()));
        Ok(())
    })?;
    Ok(ids)
}

/// Refuses every line, since nothing is known of the customers; then says why.
fn refuse_all(error: crate::error::Error) -> Result<Exit> {
    answer_all(|_| Answer::NoSnapshot)?;
    Err(error)
}

/// Answers every line of standard input.
fn answer_all(mut answer: impl FnMut(&Came) -> Answer) -> Result<()> {
    let (sender, receiver) = sync_channel(WAITING_MAX);
    let reading = thread::spawn(move || -> io::Result<()> {
        let mut input = BufReader::new(io::stdin().lock());
        while let Some(line) = line(&mut input)? {
            if sender.send(Came { at: Instant::now(), line }).is_err() {
                break;
            }
        }
        Ok(())
    });
    write_all(&receiver, &mut answer).map_err(|error| {
        let (en, ja) = (
            "nobody takes the answers; what was not answered is refused",
            "回答を受け取る相手がいません。答えていない登録は拒否とみなしてください",
        );
        let kind = error.kind();
        Problem::surroundings(
            "E_STREAM_OUT",
            Place::default(),
            format!("{en} ({kind})"),
            format!("{ja}（{kind}）"),
        )
    })?;
    match reading.join() {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Problem::surroundings(
            "E_STREAM_IN",
            Place::default(),
            "standard input cannot be read any further; what was not answered is refused",
            "標準入力をこれ以上読めません。答えていない登録は拒否とみなしてください",
        )
        .into()),
    }
}

fn write_all(receiver: &Receiver<Came>, answer: &mut impl FnMut(&Came) -> Answer) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (number, came) in (1_u64..).zip(receiver) {
        let answer = answer(&came);
        let word = if answer.accepts() { "accept" } else { "refuse" };
        writeln!(out, "{}", json!({ "line": number, "answer": word, "code": answer.code() }))?;
        out.flush()?;
    }
    Ok(())
}

/// The next line without its end, one byte longer than allowed at the most; `None` at the end.
fn line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let most = LINE_BYTES_MAX as u64 + 2;
    if input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    } else if line.len() as u64 == most {
        // The rest of a line that is too long is passed over.
        while let Some(end) = passed(input)? {
            if end {
                break;
            }
        }
    }
    Ok(Some(line))
}

/// Passes over what is buffered, up to the end of the line; says whether that was met. `None` at the end of the input.
fn passed(input: &mut impl BufRead) -> io::Result<Option<bool>> {
    loop {
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        if buffer.is_empty() {
            return Ok(None);
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(buffer.len(), |end| end + 1);
        input.consume(taken);
        return Ok(Some(end.is_some()));
    }
}
