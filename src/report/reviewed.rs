//! What came back from a steward, held against the run it belongs to. A row is taken only where its line, its two IDs and
//! its digest are those of a proposal under review, and only once; everything else is refused by its row, and then
//! nothing is written.

use super::decision::{Choice, DECISIONS_FORMAT, Decided, File, NOTE_CHARS_MAX, row_digest};
use super::returned::{Handed, Returned};
use super::xlsx::ColumnKind;
use super::{hex, io_error};
use crate::error::{Error, Problem, Result};
use crate::model::{Place, Verdict};
use hashbrown::HashMap;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File as OpenFile};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The proposals of a finished run that are under review.
pub struct UnderReview {
    run: String,
    by_line: HashMap<u64, (String, String)>,
}

/// What is read of a line of `diff.jsonl`.
#[derive(Deserialize)]
struct Line {
    line: u64,
    survivor_id: String,
    merged_id: String,
    verdict: String,
}

impl UnderReview {
    /// Reads `summary.json` and `diff.jsonl` of a run's folder.
    ///
    /// # Errors
    ///
    /// `E_OUT_IO`, and `E_RUN` where the folder holds no result of a run.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("summary.json");
        let summary = fs::read(&path).map_err(|e| io_error(&path, &e))?;
        let run = hex(&Sha256::digest(&summary));
        let path = folder.join("diff.jsonl");
        let file = OpenFile::open(&path).map_err(|e| io_error(&path, &e))?;
        let mut by_line = HashMap::new();
        for (line, n) in BufReader::new(file).split(b'\n').zip(1_u64..) {
            let line = line.map_err(|e| io_error(&path, &e))?;
            let line: Line = serde_json::from_slice(&line).map_err(|_| {
                let place = Place::file(&path.to_string_lossy()).at_line(n);
                Problem::input("E_RUN", place, "it is no result of sekisho", "sekisho の結果ではありません")
            })?;
            if line.verdict == Verdict::Review.name() {
                by_line.insert(line.line, (line.survivor_id, line.merged_id));
            }
        }
        Ok(Self { run, by_line })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_line.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_line.is_empty()
    }

    /// The decisions of a steward, in the order of their lines.
    ///
    /// # Errors
    ///
    /// All rows at once that are unknown, changed, doubled, or say something that is no decision; `E_DECISIONS` where
    /// the file belongs to another run, or nothing is decided in it.
    pub fn decisions(&self, handed: &Handed, steward: &str, path: &Path) -> Result<File> {
        let place = || Place::file(&path.to_string_lossy());
        if handed.run.as_ref().is_some_and(|run| *run != self.run) {
            let (en, ja) = ("it belongs to another run", "別の実行のファイルです");
            return Err(Problem::input("E_DECISIONS", place(), en, ja).into());
        }
        if handed.rows.is_empty() {
            let (en, ja) = ("nothing is decided in it", "決定が一件もありません");
            return Err(Problem::input("E_DECISIONS", place(), en, ja).into());
        }
        let mut problems = Vec::new();
        let mut seen: HashMap<u64, Option<u64>> = HashMap::new();
        let mut decided = Vec::new();
        for row in &handed.rows {
            match self.decided(row) {
                Ok(one) => {
                    if let Some(first) = seen.insert(one.line, row.place.line) {
                        problems.push(doubled(row, first));
                    }
                    decided.push(one);
                }
                Err(problem) => problems.push(*problem),
            }
        }
        if let Some(error) = Error::from_problems(problems) {
            return Err(error);
        }
        decided.sort_by_key(|one| one.line);
        Ok(File {
            format: DECISIONS_FORMAT.to_owned(),
            run: self.run.clone(),
            steward: steward.to_owned(),
            decided,
        })
    }

    fn decided(&self, row: &Returned) -> std::result::Result<Decided, Box<Problem>> {
        let bad = |code, en: &str, ja: &str| Box::new(Problem::input(code, row.place.clone(), en, ja));
        let [survivor, merged, digest] =
            [ColumnKind::Survivor, ColumnKind::Merged, ColumnKind::Row].map(|kind| row.cell(kind));
        let Some(decision) = Choice::by_word(row.cell(ColumnKind::Decision)) else {
            return Err(bad(
                "E_DECISION_WORD",
                "the decision is none of approve, reject, unsure",
                "決定は 承認・却下・保留 のいずれかです",
            ));
        };
        let unknown = || {
            bad(
                "E_DECISION_UNKNOWN",
                "no proposal under review stands on this line",
                "この行に要確認の候補はありません",
            )
        };
        let line: u64 = row.cell(ColumnKind::Line).trim().parse().map_err(|_| unknown())?;
        let (known_survivor, known_merged) = self.by_line.get(&line).ok_or_else(unknown)?;
        // The cells of a workbook show an ID as `visible` does; what counts is the digest over the true one.
        let shown = [known_survivor, known_merged].map(|id| super::mask::visible(id));
        let is_same = [survivor, merged] == [known_survivor.as_str(), known_merged.as_str()]
            || [survivor, merged] == [shown[0].as_str(), shown[1].as_str()];
        let expected = row_digest(&self.run, line, known_survivor, known_merged);
        if !is_same || digest.trim() != expected {
            return Err(bad(
                "E_DECISION_CHANGED",
                "the row is not as the run wrote it (line, IDs or digest), or belongs to another run",
                "行・ID・照合値のいずれかが実行結果と一致しません（書き換えられたか、別の実行のものです）",
            ));
        }
        let note = row.cell(ColumnKind::Note);
        if note.chars().count() > NOTE_CHARS_MAX {
            return Err(bad(
                "E_DECISION_NOTE",
                "the note is longer than 1,000 characters",
                "メモが 1,000 文字を超えています",
            ));
        }
        Ok(Decided {
            line,
            survivor_id: known_survivor.clone(),
            merged_id: known_merged.clone(),
            row: expected,
            decision,
            note: note.to_owned(),
        })
    }
}

fn doubled(row: &Returned, first: Option<u64>) -> Problem {
    let first = first.unwrap_or_default();
    Problem::input(
        "E_DECISION_TWICE",
        row.place.clone(),
        format!("the proposal is decided a second time (first on row {first})"),
        format!("同じ候補が二度決定されています（最初は {first} 行目）"),
    )
}
