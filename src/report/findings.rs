//! The findings for systems that show the outcome of a build: SARIF 2.1.0 (OASIS, 2020) and JUnit's XML as Jenkins and
//! GitLab read it. IDs, lines and reason codes only; written as a stream and never capped.
//!
//! SARIF has one result for each reason of a proposal that did not pass, at the proposal's line of the merges file. JUnit has
//! one test case for each proposal, those that passed included; both what is blocked and what is under review is a failure
//! there, since a skipped case would read as a pass.

use super::run::Run;
use super::{mask, words};
use crate::model::{Lang, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A way of writing the findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Findings {
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit's XML.
    Junit,
}

impl Findings {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Sarif, Self::Junit];

    /// What `--format` calls it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sarif => "sarif",
            Self::Junit => "junit",
        }
    }

    /// Writes the findings.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(self, run: &Run<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Sarif => sarif(run, lang, out),
            Self::Junit => junit(run, lang, out),
        }
    }
}

fn sarif(run: &Run<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let codes: Vec<&str> = super::by_reason(run).into_iter().map(|(code, _)| code).collect();
    let places: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(i, code)| (*code, i)).collect();
    let rules: Vec<Value> = codes
        .iter()
        .map(|code| {
            json!({
                "id": code,
                "shortDescription": { "text": words::reason_title(code, lang) },
                "fullDescription": { "text": words::reason_why(code).text(lang) },
            })
        })
        .collect();
    let tool =
        json!({ "driver": { "name": "sekisho", "version": env!("CARGO_PKG_VERSION"), "rules": rules } });
    write!(
        out,
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{tool},\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )?;
    let file = json!({ "uri": uri(&run.merges.name) });
    let mut is_first = true;
    for (i, decision) in run.decisions.all().iter().enumerate() {
        let level = match decision.verdict {
            Verdict::Pass => continue,
            Verdict::Review => "warning",
            Verdict::Block => "error",
        };
        for code in decision.reasons.codes() {
            let text = format!("{}: {}", pair(run, i), words::reason_title(code, lang));
            let result = json!({
                "ruleId": code,
                "ruleIndex": places.get(code),
                "level": level,
                "message": { "text": text },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": file,
                    "region": { "startLine": run.merges.line(i) },
                } }],
            });
            write!(out, "{}\n{result}", if std::mem::replace(&mut is_first, false) { "" } else { "," })?;
        }
    }
    out.write_all(b"\n]}]}\n")
}

/// A path as a relative reference (RFC 3986): bytes that may not stand there are percent-encoded.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn pair(run: &Run<'_>, i: usize) -> String {
    let [survivor, merged] = [run.merges.survivor_id(i), run.merges.merged_id(i)].map(mask::visible);
    format!("{survivor} <- {merged}")
}

fn junit(run: &Run<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let totals = run.decisions.totals();
    let (all, bad) = (totals.all(), totals.review + totals.block);
    let name = xml(&run.merges.name);
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sekisho\" tests=\"{all}\" failures=\"{bad}\" errors=\"0\">\n<testsuite name=\"{name}\" tests=\"{all}\" failures=\"{bad}\" errors=\"0\" skipped=\"0\">\n"
    )?;
    for (i, decision) in run.decisions.all().iter().enumerate() {
        let (title, line) = (xml(&pair(run, i)), run.merges.line(i));
        write!(
            out,
            "<testcase classname=\"sekisho.{}\" name=\"{title} (line {line})\"",
            decision.verdict.name()
        )?;
        if decision.verdict == Verdict::Pass {
            out.write_all(b"/>\n")?;
            continue;
        }
        let said: Vec<String> =
            decision.reasons.codes().map(|c| format!("{c}: {}", words::reason_title(c, lang))).collect();
        writeln!(
            out,
            "><failure type=\"{}\" message=\"{}\">{}</failure></testcase>",
            decision.verdict.name(),
            decision.reasons.joined(),
            xml(&said.join("\n"))
        )?;
    }
    out.write_all(b"</testsuite>\n</testsuites>\n")
}

/// A text as XML.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
