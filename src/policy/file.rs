//! The policy as written: TOML with the line of every key. The TOML parser's own messages are not passed on, since
//! they quote the text; its span is turned into a line and a column.

use crate::error::{Error, Problem};
use crate::model::Place;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A TOML text with the means to say where something stands in it.
pub(super) struct Written<'a> {
    text: &'a str,
    name: &'a str,
    pub(super) root: DeTable<'a>,
}

impl<'a> Written<'a> {
    /// Parses a text.
    pub(super) fn parse(text: &'a str, name: &'a str) -> Result<Self, Error> {
        match DeTable::parse(text) {
            Ok(root) => Ok(Self { text, name, root: root.into_inner() }),
            Err(error) => {
                let at = error.span().map_or(0, |s| s.start);
                let place = place(text, name, at);
                Err(Problem::input("E_POLICY_TOML", place, "this is not valid TOML", "TOML として読めません")
                    .help(
                        "compare it with the policy that `sekisho init` writes",
                        "`sekisho init` が書くポリシーと見比べてください",
                    )
                    .into())
            }
        }
    }

    /// Where a key or value stands.
    pub(super) fn place<T>(&self, at: &Spanned<T>) -> Place {
        place(self.text, self.name, at.span().start)
    }

    /// The start of the file.
    pub(super) fn top(&self) -> Place {
        Place::file(self.name).at_line(1)
    }
}

fn place(text: &str, name: &str, at: usize) -> Place {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = 1 + before.iter().filter(|b| **b == b'\n').count() as u64;
    Place::file(name).at_line(line)
}

/// The value of a key at the top of a table, if it is there.
pub(super) fn value<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Option<&'t Spanned<DeValue<'a>>> {
    table.iter().find(|(k, _)| k.get_ref() == key).map(|(_, v)| v)
}
