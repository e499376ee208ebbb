//! What interrupts a run: kills, signals, other runs at once, files that change. After each: no approval that was not
//! earned, nothing left, and a run afterwards gives the bytes of an undisturbed one.

use super::faults::{HIDDEN, batch, files, mode, nothing_left, program, run, undisturbed};
use super::util::{Dir, Ran};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File};
use std::time::{Duration, Instant};

/// Numbers that look random and are the same in every run of the tests (Steele, Lea and Flood 2014, SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// How long an undisturbed run takes.
fn duration(dir: &Dir) -> Duration {
    let started = Instant::now();
    undisturbed(dir, &[]);
    started.elapsed()
}

#[test]
fn a_run_killed_at_any_moment_leaves_nothing_that_can_be_read() {
    let dir = batch(120);
    let reference = undisturbed(&dir, &[]);
    let mut most = duration(&dir).as_micros() as u64;
    let result = dir.path("result");
    let mut draw = Draw(4);
    let (mut killed, mut half_named, mut round) = (0, 0, 0);
    // However busy the machine is, two hundred runs are killed in the middle.
    while killed < 200 {
        round += 1;
        assert!(round < 4_000, "{killed} of {round} runs were killed before their end");
        // Every other kill falls into the last third, where files are written.
        let moment = if round % 2 == 0 { draw.below(most) } else { most * 2 / 3 + draw.below(most / 2) };
        let mut child = program(&dir, &result, &[]).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(moment));
        let is_running = child.try_wait().unwrap().is_none();
        killed += u32::from(is_running);
        // Other tests run at the same time: what a run takes is followed.
        most = if is_running { most * 51 / 50 } else { most * 19 / 20 };
        child.kill().unwrap();
        child.wait().unwrap();
        let what = format!("round {round}, {moment} µs");
        if result.exists() {
            assert_eq!(files(&result), reference, "{what}: half a result");
            fs::remove_dir_all(&result).unwrap();
        }
        // Naming and renaming are a few calls of the system one after another, which no kill can make one. Between
        // them files stand in the hidden folder, whole and for their owner alone, the list of approvals as the last.
        if dir.names(HIDDEN).is_empty() {
            nothing_left(&what, &dir, &[]);
        } else {
            half_named += 1;
            assert_eq!(mode(&dir.path(HIDDEN)), 0o700, "{what}");
            let left = files(&dir.path(HIDDEN));
            assert!(left.iter().all(|(name, bytes)| reference[name] == *bytes), "{what}: half a file");
            assert!(!left.contains_key("approved.csv") || left == reference, "{what}: an approval too early");
        }
    }
    assert!(half_named <= 4, "of {killed} killed runs {half_named} were naming files: something waits there");
    run(&dir, &result, &[]).exits(1);
    assert_eq!(files(&result), reference);
    assert!(!dir.path(HIDDEN).exists());
}

#[test]
fn a_signal_ends_a_run_with_exit_4_and_nothing_left() {
    let dir = batch(400);
    // Reports are in the language asked for.
    let references = ["en", "ja"].map(|lang| undisturbed(&dir, &["--lang", lang]));
    let mut most = duration(&dir).as_micros() as u64;
    let result = dir.path("result");
    let mut draw = Draw(5);
    let (mut stopped, mut round) = (0, 0);
    while stopped < 30 {
        round += 1;
        assert!(round < 1_000, "{stopped} of {round} runs were stopped");
        let signal = [Signal::INT, Signal::TERM, Signal::HUP][round % 3];
        let lang = ["en", "ja"][round % 2];
        let child =
            program(&dir, &result, &["--lang", lang]).stderr(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(most / 10 + draw.below(most)));
        let _ = kill_process(Pid::from_child(&child), signal);
        let ran = Ran::of(child.wait_with_output().unwrap());
        let what = format!("round {round}, {signal:?}: {ran:?}");
        // How long a run takes changes with what else the machine does.
        most = if ran.code == 4 { most * 51 / 50 } else { most * 19 / 20 };
        match ran.code {
            4 => {
                stopped += 1;
                let word = if lang == "ja" { "停止の指示" } else { "told to stop" };
                assert!(ran.stderr.contains("E_INTERRUPTED") && ran.stderr.contains(word), "{what}");
                assert!(!dir.path(HIDDEN).exists(), "{what}: {HIDDEN} is left");
                nothing_left(&what, &dir, &[]);
            }
            // Before anything was begun, or after everything was done, a signal does what it always does.
            1 | -1 => {
                assert!(!result.exists() || files(&result) == references[round % 2], "{what}");
                assert!(!dir.path(HIDDEN).exists(), "{what}: {HIDDEN} is left");
                let _ = fs::remove_dir_all(&result);
            }
            _ => panic!("{what}"),
        }
    }
}

#[test]
fn of_runs_at_once_that_replace_each_other_every_result_is_whole() {
    let dir = batch(60);
    let reference = undisturbed(&dir, &[]);
    let result = dir.path("result");
    for runs in [2, 3, 5, 8] {
        for more in [&[][..], &["--replace"]] {
            let children: Vec<_> = (0..runs)
                .map(|_| program(&dir, &result, more).stderr(std::process::Stdio::piped()).spawn().unwrap())
                .collect();
            let ran: Vec<Ran> =
                children.into_iter().map(|c| Ran::of(c.wait_with_output().unwrap())).collect();
            let won = ran.iter().filter(|r| r.code == 1).count();
            assert!(won == 1 || won > 1 && !more.is_empty(), "{runs} {more:?}: {ran:?}");
            assert!(ran.iter().all(|r| r.code == 1 || r.code == 2), "{runs} {more:?}: {ran:?}");
            assert_eq!(files(&result), reference);
            nothing_left("runs at once", &dir, &["result", "result.previous"]);
            assert!(!dir.path(HIDDEN).exists());
            for name in ["result", "result.previous"] {
                let _ = fs::remove_dir_all(dir.path(name));
            }
        }
    }
}

#[test]
fn nothing_of_a_result_has_a_name_before_it_is_published() {
    let dir = batch(600);
    let result = dir.path("result");
    let mut child = program(&dir, &result, &[]).spawn().unwrap();
    let (mut looks, mut named) = (0, 0);
    while child.try_wait().unwrap().is_none() {
        looks += u32::from(dir.path(HIDDEN).exists());
        named += u32::from(!dir.names(HIDDEN).is_empty());
        std::thread::sleep(Duration::from_micros(500));
    }
    // Naming and renaming take a moment, in which all files are complete.
    assert!(named <= 3 || named * 10 <= looks, "files have names in {named} of {looks} looks");
    assert!(looks > 20 && result.exists(), "{looks} looks at the hidden folder");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused_or_read_as_one_of_its_states() {
    let dir = batch(400);
    let result = dir.path("result");
    let customers = dir.path("customers.csv");
    let before = fs::read(&customers).unwrap();
    // One digit of the last record's phone: its pair then differs.
    let mut after = before.clone();
    let at = before.iter().rposition(|b| *b == b'-').unwrap() + 1;
    after[at] = if before[at] == b'9' { b'1' } else { before[at] + 1 };
    let mut most = duration(&dir).as_micros() as u64;
    let reference = |bytes: &[u8]| {
        fs::write(&customers, bytes).unwrap();
        undisturbed(&dir, &[])
    };
    let (is_after, is_before) = (reference(&after), reference(&before));
    assert_ne!(is_after["review.csv"], is_before["review.csv"]);
    let mut draw = Draw(6);
    let (mut refused, mut round) = (0, 0);
    while refused < 10 {
        round += 1;
        assert!(round < 1_000, "{refused} of {round} runs saw the change");
        fs::write(&customers, &before).unwrap();
        let child = program(&dir, &result, &[]).stderr(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(draw.below(most)));
        // In place, one byte, the length as it was; or replaced by another file.
        if round % 2 == 0 {
            use std::os::unix::fs::FileExt;
            File::options()
                .write(true)
                .open(&customers)
                .unwrap()
                .write_all_at(&after[at..=at], at as u64)
                .unwrap();
        } else {
            dir.file("new", &after);
            fs::rename(dir.path("new"), &customers).unwrap();
        }
        let ran = Ran::of(child.wait_with_output().unwrap());
        if ran.code == 1 {
            let came = files(&result);
            assert!(came == is_before || came == is_after, "round {round}: neither of the two states");
            // Too late, or too early.
            most = if came == is_before { most * 19 / 20 } else { most * 51 / 50 };
            fs::remove_dir_all(&result).unwrap();
        } else {
            refused += 1;
            assert!(ran.code == 2 && ran.stderr.contains("E_FILE_CHANGED"), "round {round}: {ran:?}");
            nothing_left("a changed file", &dir, &[]);
        }
    }
}
