//! Ed25519 keys as OpenSSH writes them: `PROTOCOL.key` of OpenSSH for private keys, RFC 4253 section 6.6 and RFC 8709 for
//! public ones. Private keys under a passphrase are not read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The kind of key, as it starts a public key's line.
pub(super) const KIND: &str = "ssh-ed25519";

/// The first line of a private key.
pub(super) const PRIVATE_HEADER: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const PRIVATE_FOOTER: &str = "-----END OPENSSH PRIVATE KEY-----";
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// A cursor over length-prefixed fields.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*number))
    }

    fn string(&mut self) -> Option<&'b [u8]> {
        let length = self.number()? as usize;
        let (string, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(string)
    }
}

/// The 32 bytes that make a private key; `None` where the text is no unencrypted Ed25519 key.
pub(super) fn private_seed(text: &str) -> Option<[u8; 32]> {
    let inside = text.split_once(PRIVATE_HEADER)?.1.split_once(PRIVATE_FOOTER)?.0;
    let packed: String = inside.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(packed).ok()?;
    let mut outer = Fields(bytes.strip_prefix(MAGIC)?);
    let (cipher, kdf, _options) = (outer.string()?, outer.string()?, outer.string()?);
    if cipher != b"none" || kdf != b"none" || outer.number()? != 1 {
        return None;
    }
    let public = public_of(outer.string()?)?;
    let mut inner = Fields(outer.string()?);
    if inner.number()? != inner.number()? || inner.string()? != KIND.as_bytes() || inner.string()? != public {
        return None;
    }
    // The seed and the public key once more.
    let (seed, again) = inner.string()?.split_first_chunk::<32>()?;
    (again == public).then_some(*seed)
}

/// The 32 bytes of a public key's line; `None` where it is none of Ed25519.
pub(super) fn public_bytes(line: &str) -> Option<[u8; 32]> {
    let packed = line.split_ascii_whitespace().nth(1)?;
    public_of(&STANDARD.decode(packed).ok()?)
}

fn public_of(blob: &[u8]) -> Option<[u8; 32]> {
    let mut fields = Fields(blob);
    if fields.string()? != KIND.as_bytes() {
        return None;
    }
    fields.string()?.try_into().ok()
}
