//! What a steward decided on the proposals that need eyes: the file `decisions-NAME.json`, and the digest that ties a
//! decision to its row, so that it cannot slip to another pair.
//!
//! Format `sekisho.decisions.1`: one JSON object, UTF-8, keys in the order of [`Decided`] and [`File`], LF at the end. It
//! is written by `sekisho review` and by the HTML report, and read where decisions become approvals.

use super::summary_json::hex;
use crate::model::Label;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The `format` of a decisions file.
pub const DECISIONS_FORMAT: &str = "sekisho.decisions.1";
/// The version tag of a row's digest.
const ROW_TAG: &[u8] = b"sekisho.decision.1";
/// The most characters of a steward's name.
pub const NAME_CHARS_MAX: usize = 64;
/// The most characters of a note.
pub const NOTE_CHARS_MAX: usize = 1000;

/// A decisions file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// [`DECISIONS_FORMAT`].
    pub format: String,
    /// SHA-256 of the run's `summary.json`, lower-case hexadecimal.
    pub run: String,
    /// Who decided.
    pub steward: String,
    /// The decisions, in the order of their lines.
    pub decided: Vec<Decided>,
}

/// One decision.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// The line (from 1) of the proposal in the merges file; in a format without lines, the record's number, the
    /// header being 1.
    pub line: u64,
    /// The record that stays.
    pub survivor_id: String,
    /// The record that goes.
    pub merged_id: String,
    /// [`row_digest`] of the three and the run.
    pub row: String,
    /// What was decided.
    pub decision: Choice,
    /// The steward's own words, at most [`NOTE_CHARS_MAX`] characters; may be empty.
    pub note: String,
}

/// What a steward can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// The two records are one person: merge.
    Approve,
    /// They are not, or must not be merged.
    Reject,
    /// The steward cannot tell.
    Unsure,
}

impl Choice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Approve, Self::Reject, Self::Unsure];

    /// The word used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Unsure => "unsure",
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn label(self) -> Label {
        match self {
            Self::Approve => Label { en: "approve", ja: "承認" },
            Self::Reject => Label { en: "reject", ja: "却下" },
            Self::Unsure => Label { en: "unsure", ja: "保留" },
        }
    }

    /// The choice that a word stands for, in either language, spaces and case aside.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::ALL.into_iter().find(|choice| [choice.name(), choice.label().ja].contains(&word.as_str()))
    }
}

/// The digest that ties a decision to its row: SHA-256 over the bytes `sekisho.decision.1`, 0, the run's digest in
/// hexadecimal, 0, the line in decimal, 0, the survivor's ID, 0, the merged record's ID; in lower-case hexadecimal.
///
/// ```
/// use sekisho::report::decision::row_digest;
/// let digest = row_digest("00", 2, "A", "B");
/// assert_eq!(digest, "be53c097c7f2c21499a7944dd81070ef370e6f3dffac171c083e8212d05ed530");
/// ```
#[must_use]
pub fn row_digest(run: &str, line: u64, survivor_id: &str, merged_id: &str) -> String {
    let line = line.to_string();
    let mut hash = Sha256::new_with_prefix(ROW_TAG);
    for part in [run, line.as_str(), survivor_id, merged_id] {
        hash.update([0]);
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// Whether a name can stand in a file's name: 1 to [`NAME_CHARS_MAX`] letters, digits, `-`, `_` and inner `.` or spaces.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | 'ー' | '・');
    let ends = |c: char| c != '.' && c != ' ';
    (1..=NAME_CHARS_MAX).contains(&name.chars().count())
        && name.chars().all(fits)
        && name.chars().next().is_some_and(ends)
        && name.chars().next_back().is_some_and(ends)
}

impl File {
    /// The file as text: one line a decision.
    ///
    /// # Errors
    ///
    /// None in practice: everything in it can be written as JSON.
    pub fn text(&self) -> serde_json::Result<String> {
        let quoted = |text: &str| serde_json::to_string(text);
        let mut text = format!(
            "{{\"format\":{},\"run\":{},\"steward\":{},\"decided\":[",
            quoted(&self.format)?,
            quoted(&self.run)?,
            quoted(&self.steward)?
        );
        for (n, decided) in self.decided.iter().enumerate() {
            text.push_str(if n == 0 { "\n" } else { ",\n" });
            text.push_str(&serde_json::to_string(decided)?);
        }
        text.push_str(if self.decided.is_empty() { "]}\n" } else { "\n]}\n" });
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_changes_with_everything_it_is_taken_over() {
        let digest = row_digest("ab", 12, "A", "B");
        for other in [
            row_digest("ac", 12, "A", "B"),
            row_digest("ab", 13, "A", "B"),
            row_digest("ab", 12, "B", "A"),
            row_digest("ab", 1, "2A", "B"),
            row_digest("ab", 12, "AB", ""),
        ] {
            assert_ne!(digest, other);
        }
    }

    #[test]
    fn words_of_both_languages_are_choices() {
        for choice in Choice::ALL {
            assert!(Choice::by_word(choice.label().ja) == Some(choice));
            assert!(Choice::by_word(&format!(" {} ", choice.name().to_uppercase())) == Some(choice));
        }
        assert!(Choice::by_word("").is_none() && Choice::by_word("ok").is_none());
    }

    #[test]
    fn names_that_would_leave_their_folder_are_refused() {
        for good in ["tanaka", "田中 花子", "a.b", "ユーザー1"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", ".", "..", "a/b", "a\\b", "a\0", " a", "a ", ".a", "a:b", &"a".repeat(65)] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_file_reads_back_as_it_was_written() {
        let decided = Decided {
            line: 7,
            survivor_id: "A\"1".to_owned(),
            merged_id: "B".to_owned(),
            row: "00".to_owned(),
            decision: Choice::Unsure,
            note: "電話で確認".to_owned(),
        };
        let mut file = File {
            format: DECISIONS_FORMAT.to_owned(),
            run: "ab".to_owned(),
            steward: "田中".to_owned(),
            decided: vec![decided.clone(), decided],
        };
        for _ in 0..2 {
            let text = file.text().unwrap();
            assert!(text.ends_with("]}\n") && serde_json::from_str::<File>(&text).unwrap() == file);
            file.decided.clear();
        }
    }
}
