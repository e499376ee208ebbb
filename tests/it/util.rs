//! A folder that goes away with the test, the program itself run in it, and what came of the run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder for one test.
pub struct Dir(TempDir);

impl Dir {
    /// An empty one.
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Its path.
    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// The path of something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file into it.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The program, to be run in this folder with these arguments.
    pub fn program(&self, arguments: &[&str]) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        self.settle(&mut command);
        command.args(arguments);
        Program(command)
    }

    /// The same, started by a shell under a umask.
    pub fn program_under_umask(&self, umask: &str, arguments: &[&str]) -> Program {
        let mut command = Command::new("sh");
        self.settle(&mut command);
        command.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]);
        command.arg(env!("CARGO_BIN_EXE_sekisho")).args(arguments);
        Program(command)
    }

    fn settle(&self, command: &mut Command) {
        command.current_dir(self.root()).env("LC_ALL", "C").env_remove("RUST_BACKTRACE").stdin(Stdio::null());
    }

    /// `check` on `customers.csv` and `merges.csv` of this folder into `result`, with more arguments.
    pub fn check(&self, more: &[&str]) -> Ran {
        let mut arguments =
            vec!["check", "--records", "customers.csv", "--merges", "merges.csv", "--out", "result"];
        arguments.extend(more);
        self.program(&arguments).run()
    }

    /// The names in a folder of this one, sorted; none where it is not there.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The files in a folder of this one.
    pub fn contents(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let path = self.path(folder);
        self.names(folder).into_iter().map(|n| (n.clone(), fs::read(path.join(n)).unwrap())).collect()
    }

    /// The bytes of one file.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The text of one file.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }
}

/// The files of a result with what its certificate says of when and by which executable it was made taken out: all
/// else is the same in every run on the same inputs.
pub fn timeless(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    use base64::Engine;
    if let Some(bytes) = files.get_mut("certificate.json") {
        let envelope: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        let payload = envelope["payload"].as_str().unwrap();
        let payload = base64::engine::general_purpose::STANDARD.decode(payload).unwrap();
        let mut statement: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        let predicate = &mut statement["predicate"];
        for key in ["issuedAt", "expiresAt"] {
            assert!(predicate[key].take().is_string());
        }
        assert!(predicate["program"]["sha256"].take().is_string());
        *bytes = serde_json::to_vec(&statement).unwrap();
    }
    files
}

/// The program with its arguments.
pub struct Program(Command);

impl Program {
    /// Runs it to its end.
    pub fn run(mut self) -> Ran {
        Ran::of(self.0.output().unwrap())
    }

    /// Starts it and leaves it running.
    pub fn start(mut self) -> std::process::Child {
        self.0.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 where a signal ended it.
    pub code: i32,
    /// All of stdout.
    pub stdout: String,
    /// All of stderr.
    pub stderr: String,
}

impl Ran {
    /// What a finished process left.
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("what the program prints is UTF-8");
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Holds the exit code, and shows what was said where it is another one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// One proposal as it came out: the file it stands in, its IDs, verdict and reasons.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Came {
    /// `approved.csv`, `review.csv` or `blocked.csv`.
    pub file: &'static str,
    /// The record that stays.
    pub survivor: String,
    /// The record that goes.
    pub merged: String,
    /// The verdict column; `pass` in `approved.csv`.
    pub verdict: String,
    /// The codes joined by `;`.
    pub reasons: String,
}

/// All proposals of a result whose CSV files are UTF-8, file by file. IDs stand in columns `survivor_id` and `merged_id`.
pub fn came_out(dir: &Dir, result: &str) -> Vec<Came> {
    let mut all = Vec::new();
    for file in ["approved.csv", "review.csv", "blocked.csv"] {
        let path = dir.path(result).join(file);
        if file == "approved.csv" && !path.exists() {
            continue;
        }
        let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let headers = reader.headers().unwrap().clone();
        for row in reader.records().map(Result::unwrap) {
            let cell = |name: &str| headers.iter().position(|h| h == name).map(|at| row[at].to_owned());
            all.push(Came {
                file,
                survivor: cell("survivor_id").unwrap(),
                merged: cell("merged_id").unwrap(),
                verdict: cell("verdict").unwrap_or_else(|| "pass".to_owned()),
                reasons: cell("reasons").unwrap_or_default(),
            });
        }
    }
    all
}
