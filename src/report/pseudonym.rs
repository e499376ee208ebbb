//! Keyed pseudonyms for reports that leave the house: HMAC-SHA-256 (RFC 2104, FIPS 198-1) of an ID under a key that is drawn
//! for one run and forgotten, unless the caller keeps it so that several runs can be compared.

use crate::report::hex;
use sha2::{Digest, Sha256};

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a pseudonym: two of a million records share one by chance once in 37 million runs (birthday bound).
const PSEUDONYM_BYTES: usize = 8;
/// Bytes of a block of SHA-256.
const BLOCK_BYTES: usize = 64;

/// Gives pseudonyms under one key.
pub struct Pseudonyms {
    inner: Sha256,
    outer: Sha256,
}

impl Pseudonyms {
    /// Under this key.
    #[must_use]
    pub fn under(key: &[u8; KEY_BYTES]) -> Self {
        let padded = |pad: u8| {
            let mut block = [pad; BLOCK_BYTES];
            block.iter_mut().zip(key).for_each(|(b, k)| *b ^= k);
            Sha256::new_with_prefix(block)
        };
        Self { inner: padded(0x36), outer: padded(0x5c) }
    }

    /// The pseudonym of an ID.
    #[must_use]
    pub fn of(&self, id: &str) -> String {
        let mut text = hex(&self.mac(id.as_bytes())[..PSEUDONYM_BYTES]);
        text.insert_str(0, "P-");
        text
    }

    fn mac(&self, message: &[u8]) -> [u8; 32] {
        let inner = self.inner.clone().chain_update(message).finalize();
        self.outer.clone().chain_update(inner).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test cases 1 and 2; a key shorter than a block is filled up with zeros.
    #[test]
    fn macs_are_those_of_the_standard() {
        for (key, message, expected) in [
            (
                &[0x0b_u8; 20][..],
                &b"Hi There"[..],
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
        ] {
            let mut padded = [0; KEY_BYTES];
            padded[..key.len()].copy_from_slice(key);
            assert_eq!(hex(&Pseudonyms::under(&padded).mac(message)), expected);
        }
    }

    #[test]
    fn a_pseudonym_depends_on_the_key_and_the_id() {
        let (one, two) = (Pseudonyms::under(&[1; KEY_BYTES]), Pseudonyms::under(&[2; KEY_BYTES]));
        assert_eq!(one.of("A"), one.of("A"));
        assert_ne!(one.of("A"), one.of("B"));
        assert_ne!(one.of("A"), two.of("A"));
        assert!(one.of("A").starts_with("P-") && one.of("A").len() == 2 + 2 * PSEUDONYM_BYTES);
    }
}
