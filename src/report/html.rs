//! `report.html`: the diff report for stewards, one file that works without a network.
//!
//! Style, script and data stand in the page itself; its content security policy (W3C CSP 3) allows exactly this style and
//! this script, by their digests, and no connection to anywhere. The data are one JSON object in which `<` is escaped, so
//! that no ID can end the element it stands in (HTML Living Standard, 4.12.1.3).

mod data;
mod earlier;
mod pairs;

use super::paper::Paper;
use super::run::Run;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The most pairs that are put into the page; all others are in `diff.jsonl`, and the page says how many.
pub const PAIRS_MAX: usize = 100_000;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = concat!(include_str!("html/style.css"), include_str!("html/parts.css"));
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("html/words.js"),
    include_str!("html/shape.js"),
    include_str!("html/charts.js"),
    include_str!("html/earlier.js"),
    include_str!("html/groups.js"),
    include_str!("html/pair.js"),
    include_str!("html/list.js"),
    include_str!("html/decide.js"),
    include_str!("html/main.js"),
);

/// Writes the page and says how many proposals it speaks for: those shown and those it refers to `diff.jsonl` for.
///
/// # Errors
///
/// Those of the writer.
pub fn write(run: &Run<'_>, paper: &Paper<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut told = 0;
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        let (mark, after) = after.split_once("}}").unwrap_or(("", after));
        out.write_all(before.as_bytes())?;
        match mark {
            "lang" => out.write_all(lang(paper).as_bytes())?,
            "policy" => out.write_all(policy().as_bytes())?,
            "style" => out.write_all(STYLE.as_bytes())?,
            "script" => out.write_all(SCRIPT.as_bytes())?,
            "data" => told = data::write(run, paper, out)?,
            _no_such_mark => {}
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())?;
    Ok(told)
}

fn lang(paper: &Paper<'_>) -> &'static str {
    crate::model::Label { en: "en", ja: "ja" }.text(paper.lang)
}

/// The content security policy of the page.
fn policy() -> String {
    let source = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        source(STYLE),
        source(SCRIPT)
    )
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for (i, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = DIGITS[(bits >> shift & 63) as usize];
            text.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// A value as JSON that may stand in the page.
fn embed(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_page_has_every_mark_once() {
        for mark in ["lang", "policy", "style", "script", "data"] {
            assert_eq!(PAGE.matches(&format!("{{{{{mark}}}}}")).count(), 1, "{mark}");
        }
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
    }
}
