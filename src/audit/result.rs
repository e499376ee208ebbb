//! What an audit found, and the two files it writes: `audit.json` (the answer, the counts, the findings) and `findings.csv`
//! (every line that a finding rests on). Neither holds a value of a customer: IDs, places, reason codes and shapes only.

use super::kind::{Kind, Level};
use crate::error::Result;
use crate::model::Lang;
use crate::read::InputDigest;
use crate::report::split_csv::is_formula;
use crate::report::{Staging, hex};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

/// The most findings that stand in `audit.json`; all of them stand in `findings.csv`.
pub const FINDINGS_MAX: usize = 10_000;

/// One line that a finding rests on.
#[derive(Clone, Default)]
pub struct Line {
    /// The file and the line (from 1).
    pub at: Option<(Arc<str>, u64)>,
    /// The ID on it.
    pub id: String,
    /// What it was held against.
    pub against: Option<(Arc<str>, u64)>,
    /// The ID of the customer to whom its values belong, where that is known.
    pub belongs_to: String,
    /// Reason codes, joined by `;`.
    pub reasons: String,
    /// The shapes of the differences.
    pub shape: String,
}

/// One finding.
#[derive(Clone)]
pub struct Finding {
    /// What was found.
    pub kind: Kind,
    /// What is known of it: numbers, IDs, field names; a JSON object.
    pub facts: Map<String, Value>,
    /// What it means here, for people, in both languages; empty where the kind says it all.
    pub said: [String; 2],
    /// The lines it rests on.
    pub lines: Vec<Line>,
}

impl Finding {
    /// A finding of a kind, on these lines.
    #[must_use]
    pub fn new(kind: Kind, lines: Vec<Line>) -> Self {
        Self { kind, facts: Map::new(), said: [String::new(), String::new()], lines }
    }

    /// Adds something that is known.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// Says what it means here.
    #[must_use]
    pub fn saying(mut self, en: String, ja: String) -> Self {
        self.said = [en, ja];
        self
    }
}

/// What an audit came to.
pub struct Outcome {
    /// Which question was asked: `ids`, `changes`, `list`.
    pub audit: &'static str,
    /// The input files, by what they were given as.
    pub inputs: Vec<(&'static str, InputDigest)>,
    /// The policy's text and name.
    pub policy: (String, Option<String>),
    /// What was counted; a JSON object.
    pub totals: Map<String, Value>,
    /// What was found, in the order of the inputs.
    pub findings: Vec<Finding>,
}

impl Outcome {
    /// What the heaviest finding asks for; `None` where nothing was found that asks for anything.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.kind.level()).max().filter(|level| *level > Level::Note)
    }

    /// The answer in a word: `clean`, `look` or `stop`.
    #[must_use]
    pub fn answer(&self) -> &'static str {
        self.level().map_or("clean", Level::name)
    }

    /// How many findings of each kind there are, and on how many lines.
    #[must_use]
    pub fn kinds(&self) -> BTreeMap<Kind, (u64, u64)> {
        let mut kinds: BTreeMap<Kind, (u64, u64)> = BTreeMap::new();
        for finding in &self.findings {
            let (findings, lines) = kinds.entry(finding.kind).or_default();
            *findings += 1;
            *lines += finding.lines.len() as u64;
        }
        kinds
    }

    /// `audit.json`. The same inputs give the same bytes: it holds no time.
    #[must_use]
    pub fn json(&self) -> Value {
        let (text, name) = &self.policy;
        let kinds: Map<String, Value> = self
            .kinds()
            .into_iter()
            .map(|(kind, (findings, lines))| {
                (kind.name().to_owned(), json!({ "findings": findings, "lines": lines }))
            })
            .collect();
        let input = |(role, d): &(&str, InputDigest)| json!({ "role": role, "file": d.name, "bytes": d.bytes, "rows": d.rows, "sha256": hex(&d.sha256) });
        let finding = |(number, finding): (usize, &Finding)| {
            let mut value = finding.facts.clone();
            value.insert("finding".to_owned(), json!(number + 1));
            value.insert("kind".to_owned(), json!(finding.kind.name()));
            value.insert("level".to_owned(), json!(finding.kind.level().name()));
            value.insert("lines".to_owned(), json!(finding.lines.len()));
            if !finding.said[0].is_empty() {
                value.insert("en".to_owned(), json!(finding.said[0]));
                value.insert("ja".to_owned(), json!(finding.said[1]));
            }
            Value::Object(value)
        };
        let shown = self.findings.iter().enumerate().take(FINDINGS_MAX).map(finding);
        json!({
            "version": 1,
            "program": { "name": "sekisho", "version": env!("CARGO_PKG_VERSION") },
            "audit": self.audit,
            "answer": self.answer(),
            "inputs": self.inputs.iter().map(input).collect::<Vec<_>>(),
            "policy": { "file": name.as_deref().unwrap_or("built-in"), "sha256": hex(&Sha256::digest(text.as_bytes())) },
            "totals": self.totals,
            "kinds": kinds,
            "findings": shown.collect::<Vec<_>>(),
            "findings_left_out": self.findings.len().saturating_sub(FINDINGS_MAX),
        })
    }

    /// Writes both files.
    ///
    /// # Errors
    ///
    /// `E_OUT_IO`.
    pub fn write(&self, staging: &Staging) -> Result<()> {
        staging.write("findings.csv", |out| self.csv(out))?;
        staging.write("audit.json", |out| writeln!(out, "{:#}", self.json()))?;
        Ok(())
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(HEADER)?;
        for (number, finding) in self.findings.iter().enumerate() {
            let number = (number + 1).to_string();
            for line in &finding.lines {
                let place = |at: &Option<(Arc<str>, u64)>| match at {
                    Some((file, line)) => [safe(file), line.to_string()],
                    None => Default::default(),
                };
                let ([file, at], [other, other_at]) = (place(&line.at), place(&line.against));
                let kind = finding.kind;
                csv.write_record([
                    number.as_str(),
                    kind.name(),
                    kind.level().name(),
                    &file,
                    &at,
                    &safe(&line.id),
                    &other,
                    &other_at,
                    &safe(&line.belongs_to),
                    &line.reasons,
                    &safe(&line.shape),
                ])?;
            }
        }
        csv.flush()
    }

    /// What a person reads of the findings: each kind with its number, then what is said of single ones.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = Vec::new();
        let mut kinds: Vec<_> = self.kinds().into_iter().collect();
        kinds.sort_by_key(|(kind, _)| (std::cmp::Reverse(kind.level()), *kind));
        for (kind, (findings, rows)) in kinds {
            let label = kind.label().text(lang);
            lines.push(match lang {
                Lang::En => format!("  {findings:>9}  {:<20} {label} ({rows} lines)", kind.name()),
                Lang::Ja => format!("  {findings:>9}  {:<20} {label}（{rows} 行）", kind.name()),
            });
        }
        let said = self.findings.iter().filter(|finding| !finding.said[0].is_empty());
        let text = |finding: &Finding| finding.said[usize::from(lang == Lang::Ja)].clone();
        lines.extend(said.take(SAID_MAX).map(|finding| format!("  {}", text(finding))));
        lines
    }
}

/// How many findings are spelled out for people on the terminal.
const SAID_MAX: usize = 10;

/// The header of `findings.csv`.
pub const HEADER: [&str; 11] = [
    "finding",
    "kind",
    "level",
    "file",
    "line",
    "id",
    "against_file",
    "against_line",
    "belongs_to",
    "reasons",
    "shape",
];

/// A text that no spreadsheet runs as a formula.
fn safe(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}
