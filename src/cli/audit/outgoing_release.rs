//! The approval of a file that is about to leave the house, and its encrypted copy.

use super::super::exit::Exit;
use super::super::say::Voice;
use super::super::{args, clock};
use super::outgoing::refused;
use crate::attest::{self, Approvals, Leaving, Mismatch, PublicKey, SecretKey};
use crate::audit::Outgoing;
use crate::error::{Problem, Result};
use crate::model::{Lang, Place};
use crate::read::{Files, read_whole};
use crate::report::{Recipients, Staging, System, hex, write_alone};
use clap::ArgMatches;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The names of the encrypted copy by the file's extension, so that whoever opens it knows what it is.
const COPIES: [(&str, &str); 5] = [
    ("csv", "release.csv.age"),
    ("tsv", "release.tsv.age"),
    ("xlsx", "release.xlsx.age"),
    ("parquet", "release.parquet.age"),
    ("ndjson", "release.ndjson.age"),
];

fn recipients(m: &ArgMatches) -> Result<Recipients> {
    let keys: Vec<&str> =
        m.get_many::<String>("reveal-to").into_iter().flatten().map(String::as_str).collect();
    Recipients::parse(&keys)
}

/// The file's name without its folder: what stands in papers.
fn name_of(outgoing: &Outgoing) -> String {
    let name = Path::new(&*outgoing.digest.name).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Signs one approver's paper.
pub(super) fn sign(m: &ArgMatches, voice: Voice, outgoing: &Outgoing) -> Result<Exit> {
    let key = SecretKey::read(args::required::<PathBuf>(m, "sign")?)?;
    let recipients = recipients(m)?;
    let (approver, reason): (&String, &String) =
        (args::required(m, "approver")?, args::required(m, "reason")?);
    let (name, sha256) = (name_of(outgoing), hex(&outgoing.digest.sha256));
    let people = outgoing.people();
    let leaving = Leaving { name: &name, sha256: &sha256, people, recipients: recipients.keys() };
    let envelope = attest::sign_outgoing(&leaving, (approver, reason), &key, clock::now())?;
    let paper: &PathBuf = args::required(m, "paper")?;
    write_alone(&System, paper, false, &envelope.to_bytes())?;
    let (to, paper) = (recipients.keys().len(), paper.display());
    if voice.json {
        let signed = paper.to_string();
        let key = key.public().id();
        voice.machine(
            &json!({ "signed": signed, "file": name, "key": key, "people": people, "recipients": to }),
        );
        return Ok(Exit::Passed);
    }
    voice.line(&match voice.lang {
        Lang::En => {
            format!("signed: data of at most {people} people may be opened by {to} recipients, in {paper}")
        }
        Lang::Ja => {
            format!("署名しました: 最大 {people} 人分のデータを {to} 人の受取人が開けます（{paper}）")
        }
    });
    Ok(Exit::Passed)
}

/// Releases a file that two people approved.
pub(super) fn release(
    m: &ArgMatches,
    voice: Voice,
    staging: Staging,
    files: &'static dyn Files,
    path: &Path,
    outgoing: &Outgoing,
) -> Result<Exit> {
    let out: &PathBuf = args::required(m, "out")?;
    let recipients = recipients(m)?;
    let papers = args::paths(m, "approvals");
    let papers = papers.iter().map(|path| paper(files, path)).collect::<Result<Vec<_>>>()?;
    let approvers = args::paths(m, "approver-key");
    let approvers = approvers.iter().map(|path| PublicKey::read(path)).collect::<Result<Vec<_>>>()?;
    let preparer = PublicKey::read(args::required::<PathBuf>(m, "prepared-by")?)?;
    let named = m.get_one::<String>("preparer").map(String::as_str).unwrap_or_default();
    let approvals = Approvals { papers: &papers, approvers: &approvers, preparer: (&preparer, named) };
    let (name, sha256) = (name_of(outgoing), hex(&outgoing.digest.sha256));
    let people = outgoing.people();
    let leaving = Leaving { name: &name, sha256: &sha256, people, recipients: recipients.keys() };
    let stewards = match attest::release_outgoing(&approvals, &leaving, clock::now()) {
        Ok(stewards) => stewards,
        Err(mismatches) => return Ok(refused(&mismatches, voice)),
    };
    // What is encrypted is what was digested: the bytes in memory, not the file as it may be by now.
    let bytes = read_whole(files, path).map_err(|e| unreadable(path, &e))?;
    if hex(&Sha256::digest(&bytes)) != sha256 {
        let changed =
            Mismatch::new("outgoing.file", &name, "the file was changed", "ファイルが変更されました");
        return Ok(refused(&[changed], voice));
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let copy = COPIES.iter().find(|(of, _)| *of == extension).map_or("release.age", |(_, copy)| copy);
    staging.write(copy, |out| recipients.encrypt(out, |inner| inner.write_all(&bytes)))?;
    for (name, (bytes, _)) in ["approval-1.json", "approval-2.json"].into_iter().zip(&papers) {
        staging.write(name, |out| out.write_all(bytes))?;
    }
    let said = json!({
        "file": name,
        "sha256": sha256,
        "people": people,
        "recipients": recipients.keys(),
        "approvers": stewards,
        "released_at": attest::date_time(clock::now()),
    });
    staging.write("release.json", |out| out.write_all(format!("{said:#}\n").as_bytes()))?;
    staging.publish()?;
    let (to, copy) = (recipients.keys().len(), out.join(copy));
    if voice.json {
        let (released, out) = (copy.display().to_string(), out.display().to_string());
        voice.machine(&json!({ "released": released, "out": out, "mismatches": [] }));
        return Ok(Exit::Passed);
    }
    voice.line(&match voice.lang {
        Lang::En => format!(
            "released, encrypted to {to} recipients: {} (send this file, not the clear one)",
            copy.display()
        ),
        Lang::Ja => format!(
            "{to} 人の受取人宛に暗号化しました: {}（元のファイルではなく、これを送ってください）",
            copy.display()
        ),
    });
    Ok(Exit::Passed)
}

fn paper(files: &'static dyn Files, path: &Path) -> Result<(Vec<u8>, String)> {
    let bytes = read_whole(files, path).map_err(|e| unreadable(path, &e))?;
    Ok((bytes, path.to_string_lossy().into_owned()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    let kind = error.kind();
    let (en, ja) = (format!("cannot be read: {kind}"), format!("読み込めません: {kind}"));
    Problem::input("E_FILE_READ", Place::file(&path.to_string_lossy()), en, ja)
}
