//! The statement: what was checked, by what, and what came of it. `PREDICATE.md` documents every field.
//!
//! Whatever this program does not know is refused, unlike in-toto's advice to ignore unknown fields: a field that a
//! verifier does not understand may be the one that forbids the merge.

use serde::{Deserialize, Serialize};

/// The type of an in-toto Statement v1.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// The type of our predicate, its major version last.
pub const PREDICATE_TYPE: &str = "urn:x-sekisho:merge-approval:1";

/// An in-toto Statement v1 with one of our predicates: a certificate's, where none is named.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement<P = Predicate> {
    /// The type that in-toto gives to all statements.
    #[serde(rename = "_type")]
    pub kind: String,
    /// What it is about; of a certificate the files of the result, `approved.csv` first.
    pub subject: Vec<Subject>,
    /// What kind of predicate it is, [`PREDICATE_TYPE`] of a certificate.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// What is said.
    pub predicate: P,
}

impl<P> Statement<P> {
    /// A statement about one thing.
    pub(super) fn about(name: String, sha256: String, predicate_type: &str, predicate: P) -> Self {
        Self {
            kind: STATEMENT_TYPE.to_owned(),
            subject: vec![Subject { name, digest: DigestSet { sha256 } }],
            predicate_type: predicate_type.to_owned(),
            predicate,
        }
    }
}

impl Statement {
    /// The SHA-256, in hexadecimal, of a file of the result.
    #[must_use]
    pub fn subject(&self, name: &str) -> Option<&str> {
        self.subject.iter().find(|subject| subject.name == name).map(|subject| subject.digest.sha256.as_str())
    }
}

/// One file of the result.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Its name in the result's folder.
    pub name: String,
    /// Its digest.
    pub digest: DigestSet,
}

/// An in-toto DigestSet with the one digest that is used here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestSet {
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

/// What the gate found, and for how long it holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Predicate {
    /// When the certificate was issued: RFC 3339, UTC, whole seconds.
    pub issued_at: String,
    /// The moment from which on nothing may be merged by it.
    pub expires_at: String,
    /// Who or what proposed the merges, as given; empty where nobody was named.
    pub proposer: String,
    /// The program.
    pub program: Program,
    /// The policy.
    pub policy: PolicyFile,
    /// What was read.
    pub inputs: Inputs,
    /// How many proposals have each verdict.
    pub counts: Counts,
    /// The gate's own check.
    pub known_answers: KnownAnswers,
    /// Whether the batch as a whole was sound.
    pub breaker: Breaker,
    /// What binds the approved pairs to the rows that were compared.
    pub rows: Rows,
    /// Who released proposals that the gate left to people; empty where the gate alone decided.
    pub stewards: Vec<Steward>,
}

/// The program that decided.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// `sekisho`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the executable; empty where the system does not show it.
    pub sha256: String,
    /// SHA-256 over the digests of the compiled-in tables.
    pub tables: String,
}

/// The policy that was in force.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// The file as it was named; `built-in` for none.
    pub file: String,
    /// The version of the policy's form.
    pub version: u32,
    /// SHA-256 of its text, without a byte order mark.
    pub sha256: String,
    /// The conditions that had to agree.
    pub required: Vec<String>,
}

/// What was read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The record files, in the order given.
    pub records: Vec<RecordsInput>,
    /// The merges file.
    pub merges: Input,
}

/// One file that was read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The file as it was named.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Its rows, the header left out.
    pub rows: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A record file, and which of its columns a row's digest is over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordsInput {
    /// The file as it was named.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Its rows, the header left out.
    pub rows: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The header of the ID column.
    pub id: String,
    /// The other columns in the order of the digest.
    pub columns: Vec<Column>,
    /// Headers that the policy ignores.
    pub ignored: Vec<String>,
}

/// One column of a row's digest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The header as written in the file.
    pub header: String,
    /// The field it was read as.
    pub field: String,
}

/// How many proposals have each verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// All.
    pub proposals: u64,
    /// Passed.
    pub pass: u64,
    /// For a person to look at.
    pub review: u64,
    /// Blocked.
    pub block: u64,
    /// Released by two stewards: these are among `review`, or among all where the batch was halted.
    pub released: u64,
}

/// The pairs whose answers are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownAnswers {
    /// How many were run.
    pub run: u64,
    /// How many came out wrong.
    pub wrong: u64,
}

/// The batch breaker.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Breaker {
    /// Whether it halted the batch. A certificate of a halted batch has stewards, and nothing of it passed by itself.
    pub halted: bool,
    /// SHA-256 of the last line of the ledger that the batch was held against; empty where there is none.
    pub history: String,
    /// SHA-256 of the ledger's line of this very run, its `certificate` left empty; empty where there is no ledger.
    pub line: String,
}

/// The pairs and the digests of their rows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The form of a row's digest: `sekisho.row.1`.
    pub digest: String,
    /// The subject that holds them.
    pub file: String,
    /// How many pairs.
    pub pairs: u64,
}

/// One of the two who released what was left to people.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steward {
    /// Their name as given.
    pub name: String,
    /// The ID of their key.
    pub key: String,
    /// SHA-256 of the signed decisions.
    pub decisions: String,
}
