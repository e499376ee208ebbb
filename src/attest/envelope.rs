//! The envelope: DSSE v1. What is signed is the payload's very bytes with their type, so nothing has to be parsed before
//! the signature is known to be good.
//!
//! Of all ways to write one envelope exactly one is taken: the form that [`Envelope::to_bytes`] writes. So a changed byte
//! anywhere in the file is found, whether it stands in the payload or around it.

use super::keys::{PublicKey, SecretKey};
use crate::report::hex;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The payload's type, as in-toto asks for.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// The bytes that are signed: DSSE v1's pre-authentication encoding. Lengths are in bytes.
///
/// ```
/// assert_eq!(sekisho::attest::pae("http://example.com/HelloWorld", b"hello world"),
///     b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
/// ```
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

/// A payload and at most one signature on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The payload's type.
    pub payload_type: String,
    /// The payload's bytes.
    pub payload: Vec<u8>,
    /// The signature, where there is one.
    pub signature: Option<Signature>,
}

/// One signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// The ID of the key that made it. It only helps to find the key and proves nothing.
    pub key_id: String,
    /// The signature's bytes.
    pub bytes: Vec<u8>,
}

/// The envelope as JSON (DSSE `envelope.md`).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: Vec<WrittenSignature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSignature {
    keyid: String,
    sig: String,
}

impl Envelope {
    /// Puts a payload into an envelope and signs it where a key is given.
    #[must_use]
    pub fn seal(payload: Vec<u8>, key: Option<&SecretKey>) -> Self {
        let signature = key.map(|key| Signature {
            key_id: key.public().id(),
            bytes: key.sign(&pae(PAYLOAD_TYPE, &payload)).to_vec(),
        });
        Self { payload_type: PAYLOAD_TYPE.to_owned(), payload, signature }
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let signatures = self.signature.iter();
        let written = Written {
            payload: STANDARD.encode(&self.payload),
            payload_type: self.payload_type.clone(),
            signatures: signatures
                .map(|s| WrittenSignature { keyid: s.key_id.clone(), sig: STANDARD.encode(&s.bytes) })
                .collect(),
        };
        // A struct of texts cannot fail to be written.
        let mut bytes = serde_json::to_vec(&written).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads a file's bytes; `None` where they are not exactly what [`Self::to_bytes`] writes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let written: Written = serde_json::from_slice(bytes).ok()?;
        let mut signatures = written.signatures.into_iter();
        let signature = match (signatures.next(), signatures.next()) {
            (None, _) => None,
            (Some(one), None) => Some(Signature { key_id: one.keyid, bytes: STANDARD.decode(one.sig).ok()? }),
            (Some(_), Some(_)) => return None,
        };
        let payload = STANDARD.decode(written.payload).ok()?;
        let envelope = Self { payload_type: written.payload_type, payload, signature };
        (envelope.to_bytes() == bytes).then_some(envelope)
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.signature.as_ref().is_some_and(|signature| {
            signature.key_id == key.id()
                && key.is_signature(&pae(&self.payload_type, &self.payload), &signature.bytes)
        })
    }

    /// What names the certificate: SHA-256 of the payload, in hexadecimal.
    #[must_use]
    pub fn id(&self) -> String {
        hex(&Sha256::digest(&self.payload))
    }
}
