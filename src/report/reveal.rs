//! The full report, with customers' values: written only through the age format (<https://age-encryption.org/v1>), straight
//! from the run into the encryptor. No clear file is ever made, not even for a moment.
//!
//! Recipients are age keys (`age1…`) and SSH keys (`ssh-ed25519 …`, `ssh-rsa …`), several at once; whoever holds one of the
//! private keys can read the file. An encrypted file has another content at every run, by its nature.

use crate::error::{Error, Problem, Result};
use crate::model::Place;
use age::{Encryptor, Recipient, ssh, x25519};
use std::io::{self, Write};
use std::path::Path;

/// Those to whom values may be shown.
pub struct Recipients {
    all: Vec<Box<dyn Recipient + Send + Sync>>,
    keys: Vec<String>,
}

/// One key, and how it is written.
type Key = (String, Box<dyn Recipient + Send + Sync>);

impl Recipients {
    /// Reads keys: each text is a key, or names a file with a key a line (`~/.ssh/id_ed25519.pub`; `#` starts a comment).
    ///
    /// # Errors
    ///
    /// `E_RECIPIENT` for a text that is neither.
    pub fn parse(texts: &[&str]) -> Result<Self> {
        let mut all = Vec::new();
        let mut problems = Vec::new();
        for text in texts {
            match key(text).map(|key| vec![key]).or_else(|| keys_in(Path::new(text))) {
                Some(keys) => all.extend(keys),
                None => problems.push(not_a_key()),
            }
        }
        match Error::from_problems(problems) {
            Some(error) => Err(error),
            None if all.is_empty() => Err(not_a_key().into()),
            None => {
                all.sort_by(|(one, _), (other, _): &Key| one.cmp(other));
                all.dedup_by(|(one, _), (other, _)| one == other);
                let (keys, all) = all.into_iter().unzip();
                Ok(Self { all, keys })
            }
        }
    }

    /// The keys as they are written, sorted, each once.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Encrypts what is written.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn encrypt<T>(
        &self,
        out: &mut dyn Write,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<T> {
        let recipients = self.all.iter().map(|recipient| &**recipient as &dyn Recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(io::Error::other)?;
        let mut inner = encryptor.wrap_output(out)?;
        let made = write(&mut inner)?;
        inner.finish()?.flush()?;
        Ok(made)
    }
}

fn not_a_key() -> Problem {
    Problem::input(
        "E_RECIPIENT",
        Place::default(),
        "--reveal-to is no key that can be encrypted to",
        "--reveal-to が暗号化に使える鍵ではありません",
    )
    .help(
        "give an age key (age1...), an SSH public key (ssh-ed25519, ssh-rsa), or a file of such keys",
        "age の公開鍵（age1...）、SSH の公開鍵（ssh-ed25519、ssh-rsa）、またはそれらを書いたファイルを指定してください",
    )
}

fn key(text: &str) -> Option<Key> {
    if let Ok(recipient) = text.trim().parse::<x25519::Recipient>() {
        return Some((recipient.to_string(), Box::new(recipient)));
    }
    let recipient = text.trim().parse::<ssh::Recipient>().ok()?;
    Some((recipient.to_string(), Box::new(recipient)))
}

/// The keys in a file; `None` where it cannot be read or a line is no key.
fn keys_in(path: &Path) -> Option<Vec<Key>> {
    let text = std::fs::read_to_string(path).ok()?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(key).collect()
}
