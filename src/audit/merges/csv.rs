//! Rows of CSV (RFC 4180) as the files of an audit have them: UTF-8, comma, line feed, quoted where they must be.
//!
//! A cell that a spreadsheet would run as a formula gets an apostrophe in front (CWE-1236), except in the lists that a program
//! acts on: an ID that was changed there would be an account that stays open.

use crate::report::split_csv::is_formula;
use std::fmt::{Display, Write};

/// Rows in the making.
#[derive(Default)]
pub struct Rows {
    text: String,
    cells: usize,
    lines: u64,
    is_exact: bool,
}

impl Rows {
    /// Begins with a header.
    #[must_use]
    pub fn new(header: &[&str]) -> Self {
        let mut rows = Self::default();
        header.iter().for_each(|name| rows.cell(name));
        rows.end();
        rows
    }

    /// The same, for a program: no cell is ever changed.
    #[must_use]
    pub fn exact(header: &[&str]) -> Self {
        Self { is_exact: true, ..Self::new(header) }
    }

    /// Appends one cell.
    pub fn cell(&mut self, text: &str) {
        self.separate();
        let runs = !self.is_exact && is_formula(text);
        if text.contains([',', '"', '\n', '\r']) {
            self.text.push('"');
            self.text.push_str(if runs { "'" } else { "" });
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(if runs { "'" } else { "" });
            self.text.push_str(text);
        }
    }

    /// Appends one cell of a number or another text without separators.
    pub fn plain(&mut self, value: impl Display) {
        self.separate();
        // Writing into a text cannot fail.
        let _ = write!(self.text, "{value}");
    }

    /// Appends one cell, empty where there is nothing.
    pub fn maybe(&mut self, value: Option<impl Display>) {
        match value {
            Some(value) => self.plain(value),
            None => self.separate(),
        }
    }

    /// Ends the row and says on which line (from 1) it stands.
    pub fn end(&mut self) -> u64 {
        self.text.push('\n');
        self.cells = 0;
        self.lines += 1;
        self.lines
    }

    /// The rows so far, which are then given away.
    #[must_use]
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// How many lines there were so far, the header included.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    fn separate(&mut self) {
        if self.cells > 0 {
            self.text.push(',');
        }
        self.cells += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn a_formula_is_neutralised_for_people_and_never_for_a_program() {
        let write = |mut rows: Rows| {
            rows.cell("=1+1");
            rows.cell("a,\"b\"");
            rows.maybe(None::<u64>);
            rows.plain(7);
            assert_eq!(rows.end(), 2);
            rows.take()
        };
        assert_eq!(write(Rows::new(&["x"])), "x\n'=1+1,\"a,\"\"b\"\"\",,7\n");
        assert_eq!(write(Rows::exact(&["x"])), "x\n=1+1,\"a,\"\"b\"\"\",,7\n");
    }
}
