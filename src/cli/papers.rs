//! What `check` is told about the certificate: who signs, who proposed, for how long it holds.

use super::args;
use super::say::Voice;
use crate::attest::{Issue, SecretKey, parse_duration};
use crate::error::{Problem, Result};
use crate::model::Place;
use clap::{Arg, ArgMatches};

/// For how long a certificate holds unless told otherwise: the records it speaks of change every day.
const VALID_FOR: &str = "24h";

/// The longest name of a proposer, in characters.
const PROPOSER_CHARS_MAX: usize = 200;

/// What the command line says.
pub(super) struct Papers {
    key: Option<SecretKey>,
    proposer: String,
    valid_seconds: u64,
}

/// The arguments.
pub(super) fn arguments(voice: Voice) -> [Arg; 3] {
    let t = |en, ja| voice.text(en, ja);
    [
        args::path(
            "key",
            voice,
            "Sign certificate.json with this private key (`sekisho keygen`, or OpenSSH's Ed25519)",
            "certificate.json にこの秘密鍵で署名する（`sekisho keygen` または OpenSSH の Ed25519）",
        ),
        Arg::new("valid-for").long("valid-for").value_name("TIME").default_value(VALID_FOR).help(t(
            "For how long the certificate holds: 90m, 24h, 7d",
            "証明書の有効期間: 90m、24h、7d など",
        )),
        Arg::new("proposer").long("proposer").value_name("NAME").default_value("").help(t(
            "Who or what proposed the merges, for the certificate; whoever approves must be somebody else",
            "統合候補を作った処理や人の名前（証明書に記す）。承認者はこれと別の人でなければならない",
        )),
    ]
}

impl Papers {
    /// Reads them, the key included: a run that cannot sign should not begin.
    pub(super) fn of(matches: &ArgMatches) -> Result<Self> {
        let usage = |en: &str, ja: &str| Problem::input("E_USAGE", Place::default(), en, ja);
        let valid: &String = args::required(matches, "valid-for")?;
        let valid_seconds = parse_duration(valid).ok_or_else(|| {
            usage(
                "--valid-for must be like 90m, 24h or 7d",
                "--valid-for は 90m、24h、7d の形で指定してください",
            )
        })?;
        let proposer: &String = args::required(matches, "proposer")?;
        if proposer.chars().count() > PROPOSER_CHARS_MAX || proposer.chars().any(char::is_control) {
            return Err(
                usage("--proposer must be a short name", "--proposer は短い名前にしてください").into()
            );
        }
        let key = args::optional_path(matches, "key").map(SecretKey::read).transpose()?;
        Ok(Self { key, proposer: proposer.clone(), valid_seconds })
    }

    /// The ID of the key that signs.
    pub(super) fn key_id(&self) -> Option<String> {
        self.key.as_ref().map(|key| key.public().id())
    }

    /// Who or what proposed the merges; empty where nobody was named.
    pub(super) fn proposer(&self) -> &str {
        &self.proposer
    }

    /// The same for a certificate that is issued at this moment.
    pub(super) fn issue(&self, now: u64) -> Issue<'_> {
        Issue {
            key: self.key.as_ref(),
            proposer: &self.proposer,
            issued_at: now,
            valid_seconds: self.valid_seconds,
            ..Issue::default()
        }
    }
}
