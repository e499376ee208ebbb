//! Where something stands.

use std::fmt;
use std::sync::Arc;

/// A place in an input file.
///
/// Prints as `file:line:column`, leaving out what is not known.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Place {
    /// The file as the user named it.
    pub file: Option<Arc<str>>,
    /// Line, from 1; of a record that spans several lines, its first. Row number where a format has no lines.
    pub line: Option<u64>,
    /// Number of the table's column, from 1.
    pub column: Option<usize>,
    /// The column's header, as written.
    pub header: Option<Arc<str>>,
    /// Byte offset in the decompressed file, from 0.
    pub byte: Option<u64>,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(name: &str) -> Self {
        Self { file: Some(Arc::from(name)), ..Self::default() }
    }

    /// A line of this file.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// A column (from 1) of this line.
    #[must_use]
    pub fn at_column(mut self, column: usize) -> Self {
        self.column = Some(column);
        self
    }

    /// The header of that column.
    #[must_use]
    pub fn under(mut self, header: &str) -> Self {
        self.header = Some(Arc::from(header));
        self
    }

    /// The byte offset (from 0).
    #[must_use]
    pub fn at_byte(mut self, byte: u64) -> Self {
        self.byte = Some(byte);
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.as_deref().unwrap_or("-"))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}
