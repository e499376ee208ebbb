//! The digest of a row: what a certificate and a database agree on (interface section 8).
//!
//! SHA-256 over the version tag `sekisho.row.1`, then, for each mapped column in the policy's order, one cell. The ID is
//! the first of them, as `[columns] id` is the first of a policy, trimmed as IDs are everywhere; the others follow in the
//! order of the fields and, within one field, in the order in which the policy names its headers. A cell is `0x00` where
//! it is missing, else `0x01`, its length in bytes as 32-bit big-endian, and its UTF-8 bytes as read. So `("ab", "c")` and
//! `("a", "bc")` differ.
//!
//! A cell is missing when it holds no byte. CSV cannot tell NULL from an empty text, and no format that is read here
//! gives an empty cell another meaning than a missing one; so that every format and a database come to one digest,
//! NULL and the empty text are one there too.

use sha2::{Digest, Sha256};

/// The version of the digest's form; other forms get other tags.
pub const ROW_TAG: &str = "sekisho.row.1";

/// Digests rows, one after another, in one buffer.
#[derive(Clone, Default)]
pub struct RowDigester {
    /// Holds a customer's values between two calls, and nothing shows it.
    buffer: Vec<u8>,
}

impl RowDigester {
    /// The digest of one row: its trimmed ID, then the cells of the mapped columns in their order.
    ///
    /// ```
    /// use sekisho::model::RowDigester;
    /// let mut digester = RowDigester::default();
    /// let mut of = |cells: &[&str]| digester.digest(cells.iter().copied());
    /// assert_ne!(of(&["1", "ab", "c"]), of(&["1", "a", "bc"]));
    /// assert_ne!(of(&["1", "", "a"]), of(&["1", "a", ""]));
    /// assert_eq!(of(&["1", "山田"]), of(&["1", "山田"]));
    /// ```
    pub fn digest<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> [u8; 32] {
        self.buffer.clear();
        self.buffer.extend_from_slice(ROW_TAG.as_bytes());
        cells.into_iter().for_each(|cell| {
            if cell.is_empty() {
                self.buffer.push(0);
                return;
            }
            let [a, b, c, d] = (cell.len() as u32).to_be_bytes();
            self.buffer.extend_from_slice(&[1, a, b, c, d]);
            self.buffer.extend_from_slice(cell.as_bytes());
        });
        Sha256::digest(&self.buffer).into()
    }
}
