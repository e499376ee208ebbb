//! What `check` is told about the certificate: who signs, who proposed, for how long it holds.

use super::args;
use super::say::Voice;
use crate::attest::{
    self, Envelope, Issue, Ledger, LedgerLine, Remembered, SecretKey, date_time, parse_duration,
};
use crate::error::{Problem, Result};
use crate::model::{Lang, Place};
use crate::read::Merges;
use crate::report::{Run, Staged, hex};
use crate::rules::Profile;
use clap::{Arg, ArgMatches};
use std::cell::RefCell;
use std::path::Path;

/// For how long what is signed holds unless told otherwise: the records it speaks of change every day.
const VALID_FOR: &str = "24h";

/// The longest name of a proposer, in characters.
const PROPOSER_CHARS_MAX: usize = 200;

/// What the command line says.
pub(super) struct Papers {
    key: Option<SecretKey>,
    proposer: String,
    valid_seconds: u64,
    ledger: Option<RefCell<Ledger>>,
}

/// The arguments.
pub(super) fn arguments(voice: Voice) -> [Arg; 4] {
    let t = |en, ja| voice.text(en, ja);
    [
        args::path(
            "key",
            voice,
            "Sign certificate.json with this private key (`sekisho keygen`, or OpenSSH's Ed25519)",
            "certificate.json にこの秘密鍵で署名する（`sekisho keygen` または OpenSSH の Ed25519）",
        ),
        valid_for(
            voice,
            "For how long the certificate holds: 90m, 24h, 7d",
            "証明書の有効期間: 90m、24h、7d など",
        ),
        args::path(
            "ledger",
            voice,
            "The log of all runs: a line is added, and earlier batches of the same proposer and policy feed the breaker",
            "全実行の台帳。1 行を追記し、同じ提案元・ポリシーの過去の実績を異常検知に使う",
        ),
        Arg::new("proposer").long("proposer").value_name("NAME").default_value("").help(t(
            "Who or what proposed the merges, for the certificate; whoever approves must be somebody else",
            "統合候補を作った処理や人の名前（証明書に記す）。承認者はこれと別の人でなければならない",
        )),
    ]
}

/// `--valid-for TIME`
pub(super) fn valid_for(voice: Voice, en: &'static str, ja: &'static str) -> Arg {
    Arg::new("valid-for")
        .long("valid-for")
        .value_name("TIME")
        .default_value(VALID_FOR)
        .help(voice.text(en, ja))
}

/// For how many seconds what is signed shall hold.
pub(super) fn valid_seconds(matches: &ArgMatches) -> Result<u64> {
    let valid: &String = args::required(matches, "valid-for")?;
    parse_duration(valid).ok_or_else(|| {
        let en = "--valid-for must be like 90m, 24h or 7d";
        let ja = "--valid-for は 90m、24h、7d の形で指定してください";
        Problem::input("E_USAGE", Place::default(), en, ja).into()
    })
}

impl Papers {
    /// Reads them, the key included: a run that cannot sign should not begin.
    pub(super) fn of(matches: &ArgMatches) -> Result<Self> {
        let usage = |en: &str, ja: &str| Problem::input("E_USAGE", Place::default(), en, ja);
        let valid_seconds = valid_seconds(matches)?;
        let proposer: &String = args::required(matches, "proposer")?;
        if proposer.chars().count() > PROPOSER_CHARS_MAX || proposer.chars().any(char::is_control) {
            return Err(
                usage("--proposer must be a short name", "--proposer は短い名前にしてください").into()
            );
        }
        let key = args::optional_path(matches, "key").map(SecretKey::read).transpose()?;
        let ledger = args::optional_path(matches, "ledger").map(Ledger::open).transpose()?.map(RefCell::new);
        Ok(Self { key, proposer: proposer.clone(), valid_seconds, ledger })
    }

    /// What earlier batches under a policy (its text) came to beside this one, before the run `until` if that is given.
    pub(super) fn history(&self, policy: &str, merges: &Merges, until: Option<&str>) -> Vec<Profile> {
        let (policy, merges) = (policy_sha256(policy), hex(&merges.digest.sha256));
        let history = |l: &RefCell<Ledger>| l.borrow().history(&self.proposer, &policy, &merges, until);
        self.ledger.as_ref().map_or(Vec::new(), history)
    }

    /// The ledger's line of a run, its certificate left empty; nothing where there is no ledger.
    pub(super) fn line(&self, run: &Run<'_>, staged: &[Staged], now: u64) -> Option<LedgerLine> {
        let ledger = self.ledger.as_ref()?;
        let own = run.decisions.totals_before_halt();
        let summary = staged.iter().find(|file| file.name == "summary.json");
        Some(ledger.borrow().next(LedgerLine {
            at: date_time(now),
            run: summary.map(|file| hex(&file.sha256)).unwrap_or_default(),
            proposer: self.proposer.clone(),
            policy: policy_sha256(run.policy_text.0),
            merges: hex(&run.merges.digest.sha256),
            proposals: own.all(),
            pass: own.pass,
            review: own.review,
            block: own.block,
            halted: run.decisions.is_halted(),
            profile: Some(Remembered::of(&run.decisions.breaker().profile)),
            ..LedgerLine::default()
        }))
    }

    /// Adds a run to the ledger: before it is published, so that there is no approval without its line.
    pub(super) fn record(&self, line: Option<LedgerLine>, certificate: Option<&Envelope>) -> Result<()> {
        let (Some(ledger), Some(line)) = (&self.ledger, line) else { return Ok(()) };
        let certificate = certificate.map(Envelope::id).unwrap_or_default();
        ledger.borrow_mut().add(LedgerLine { certificate, ..line })
    }

    /// Says where the certificate is, until when it holds, and what it is worth.
    pub(super) fn say(&self, out: &Path, now: u64, voice: Voice) {
        let path = out.join(attest::CERTIFICATE).display().to_string();
        let until = date_time(now + self.valid_seconds);
        voice.line(&match (voice.lang, self.key.is_some()) {
            (Lang::En, true) => format!("Certificate: {path}, signed, until {until}"),
            (Lang::En, false) => format!("Certificate: {path}, not signed (--key), until {until}"),
            (Lang::Ja, true) => format!("証明書: {path}（署名あり、{until} まで）"),
            (Lang::Ja, false) => format!("証明書: {path}（署名なし。--key で署名、{until} まで）"),
        });
    }

    /// The ID of the key that signs.
    pub(super) fn key_id(&self) -> Option<String> {
        self.key.as_ref().map(|key| key.public().id())
    }

    /// Who or what proposed the merges; empty where nobody was named.
    pub(super) fn proposer(&self) -> &str {
        &self.proposer
    }

    /// The same for a certificate that is issued at this moment; `line` is the run's own in the ledger.
    pub(super) fn issue(&self, now: u64, line: Option<&LedgerLine>) -> Issue<'_> {
        Issue {
            key: self.key.as_ref(),
            proposer: &self.proposer,
            issued_at: now,
            valid_seconds: self.valid_seconds,
            history: self.ledger.as_ref().map(|ledger| ledger.borrow().last().to_owned()).unwrap_or_default(),
            line: line.and_then(LedgerLine::unsealed_sha256).unwrap_or_default(),
            ..Issue::default()
        }
    }
}

/// SHA-256 of a policy's text, in hexadecimal.
pub(super) fn policy_sha256(text: &str) -> String {
    attest::Guard::policy_sha256(text)
}
