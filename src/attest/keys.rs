//! Keys: Ed25519 (RFC 8032), in PEM as `openssl genpkey -algorithm ed25519` writes them (RFC 8410), or as OpenSSH does.
//!
//! A private key that anyone but its owner could read is refused: whoever read it may sign as its owner. No message shows
//! anything of a key file but its name.

use super::openssh;
use crate::error::{Error, Problem, Result};
use crate::model::Place;
use crate::report::{Disk, System, hex, io_error};
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The largest key file that is read, in bytes.
const KEY_BYTES_MAX: u64 = 1 << 16;

/// A private key. It does not print itself.
pub struct SecretKey(SigningKey);

/// A public key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl SecretKey {
    /// A new key from the system's randomness.
    ///
    /// # Errors
    ///
    /// `E_RANDOM` where the system gives none.
    pub fn generate() -> Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| {
            let (en, ja) = ("the system gives no random bytes", "システムから乱数を得られません");
            Problem::surroundings("E_RANDOM", Place::default(), en, ja)
        })?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// Reads a private key: PEM (PKCS #8) or OpenSSH without a passphrase.
    ///
    /// # Errors
    ///
    /// `E_KEY_READ`, `E_KEY_MODE` where others may read or write the file, `E_KEY` where it is no Ed25519 private key.
    pub fn read(path: &Path) -> Result<Self> {
        let (text, mode) = read(path)?;
        if mode & 0o077 != 0 {
            let name = path.to_string_lossy();
            return Err(Problem::input(
                "E_KEY_MODE",
                Place::file(&name),
                format!("others may use this private key (mode {:04o})", mode & 0o7777),
                format!("ほかの利用者がこの秘密鍵を使える状態です（モード {:04o}）", mode & 0o7777),
            )
            .help(format!("chmod 600 {name}"), format!("chmod 600 {name} を実行してください"))
            .into());
        }
        let key = if text.contains(openssh::PRIVATE_HEADER) {
            openssh::private_seed(&text).map(|seed| SigningKey::from_bytes(&seed))
        } else {
            SigningKey::from_pkcs8_pem(&text).ok()
        };
        key.map(Self).ok_or_else(|| {
            let (en, ja) = (
                "not an Ed25519 private key without a passphrase",
                "パスフレーズなしの Ed25519 秘密鍵ではありません",
            );
            refused(path, en, ja)
        })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs some bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }

    /// Writes both halves as PEM into new files of mode 0600: the private one here, the public one beside it as
    /// `<path>.pub`, and says where that is.
    ///
    /// # Errors
    ///
    /// `E_OUT_EXISTS` where one of the files is there; `E_OUT_IO`.
    pub fn write(&self, path: &Path) -> Result<PathBuf> {
        let mut public_name = path.as_os_str().to_owned();
        public_name.push(".pub");
        let public_path = PathBuf::from(public_name);
        let unwritable =
            || Problem::internal("E_KEY_WRITE", "the key cannot be written", "鍵を書き出せません");
        let private = self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| unwritable())?;
        let public = self.0.verifying_key().to_public_key_pem(LineEnding::LF).map_err(|_| unwritable())?;
        for new in [path, &public_path] {
            if System.look(new).map_err(|e| io_error(new, &e))?.is_some() {
                return Err(exists(new));
            }
        }
        write_new(path, private.as_bytes())?;
        write_new(&public_path, public.as_bytes())?;
        Ok(public_path)
    }
}

impl PublicKey {
    /// Reads a public key: PEM (SPKI) or one line of OpenSSH.
    ///
    /// # Errors
    ///
    /// `E_KEY_READ`; `E_KEY` where it is no Ed25519 public key.
    pub fn read(path: &Path) -> Result<Self> {
        let (text, _) = read(path)?;
        let key = if text.starts_with(openssh::KIND) {
            openssh::public_bytes(&text).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        } else {
            VerifyingKey::from_public_key_pem(&text).ok()
        };
        let key = key.filter(|key| !key.is_weak());
        key.map(Self)
            .ok_or_else(|| refused(path, "not an Ed25519 public key", "Ed25519 の公開鍵ではありません"))
    }

    /// What names the key: SHA-256 of its SPKI form, in hexadecimal.
    #[must_use]
    pub fn id(&self) -> String {
        // The SPKI form of an Ed25519 key (RFC 8410) is a fixed prefix and the key's 32 bytes.
        let mut spki = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00".to_vec();
        spki.extend_from_slice(self.0.as_bytes());
        hex(&Sha256::digest(&spki))
    }

    /// Whether these bytes are this key's signature on a message; forms that other keys could share are none.
    #[must_use]
    pub fn is_signature(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|s| self.0.verify_strict(message, &s).is_ok())
    }
}

/// The text of a key file, and its mode as the opened file has it.
fn read(path: &Path) -> Result<(String, u32)> {
    let unreadable = |e: io::Error| {
        let kind = e.kind();
        let place = Place::file(&path.to_string_lossy());
        let (en, ja) = (format!("the key cannot be read: {kind}"), format!("鍵を読めません: {kind}"));
        Error::from(Problem::input("E_KEY_READ", place, en, ja))
    };
    let file = File::open(path).map_err(unreadable)?;
    let meta = file.metadata().map_err(unreadable)?;
    if !meta.is_file() || meta.len() > KEY_BYTES_MAX {
        return Err(refused(path, "not a key file", "鍵のファイルではありません"));
    }
    let mut text = String::new();
    file.take(KEY_BYTES_MAX).read_to_string(&mut text).map_err(unreadable)?;
    Ok((text, meta.permissions().mode()))
}

fn refused(path: &Path, en: &str, ja: &str) -> Error {
    Problem::input("E_KEY", Place::file(&path.to_string_lossy()), en, ja)
        .help("make one with `sekisho keygen`", "`sekisho keygen` で作ってください")
        .into()
}

fn exists(path: &Path) -> Error {
    let (en, ja) = ("the file exists and is not overwritten", "既にあるファイルは上書きしません");
    Problem::input("E_OUT_EXISTS", Place::file(&path.to_string_lossy()), en, ja).into()
}

/// Writes a new file of mode 0600.
fn write_new(path: &Path, mut bytes: &[u8]) -> Result<()> {
    let io = |e: io::Error| io_error(path, &e);
    let file = System
        .create_named(path)
        .map_err(|e| if e.kind() == io::ErrorKind::AlreadyExists { exists(path) } else { io(e) })?;
    while !bytes.is_empty() {
        let written = System.write(&file, bytes).map_err(io)?;
        bytes = &bytes[written..];
    }
    System.sync(&file).map_err(io)
}
