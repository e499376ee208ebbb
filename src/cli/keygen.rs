//! `sekisho keygen`: a signing key for a job or a person.

use super::args;
use super::exit::Exit;
use super::say::Voice;
use crate::attest::SecretKey;
use crate::error::Result;
use clap::{ArgMatches, Command};
use std::path::PathBuf;

pub(super) fn command(voice: Voice) -> Command {
    let t = |en, ja| voice.text(en, ja);
    Command::new("keygen")
        .about(t("Make a signing key for a job or a person", "ジョブまたは担当者の署名鍵を作る"))
        .long_about(t(
            "Writes a new Ed25519 private key (PKCS #8, PEM, mode 0600) and, beside it as <PATH>.pub, the public key. Whoever has the private key can approve: keep it with the job or the person, and give the public key to whoever verifies. Keys of OpenSSH (ssh-keygen -t ed25519, no passphrase) are taken as well.",
            "新しい Ed25519 秘密鍵（PKCS #8、PEM、モード 0600）と、その隣に公開鍵 <PATH>.pub を書きます。秘密鍵を持つ人は承認できるため、ジョブまたは本人だけが保管し、検証する側には公開鍵を渡してください。OpenSSH の鍵（ssh-keygen -t ed25519、パスフレーズなし）も使えます。",
        ))
        .arg(args::path("out", voice, "The private key's file; it must not exist yet", "秘密鍵のファイル（存在しないこと）").required(true))
}

pub(super) fn run(matches: &ArgMatches, voice: Voice) -> Result<Exit> {
    let out: &PathBuf = args::required(matches, "out")?;
    let key = SecretKey::generate()?;
    let public = key.write(out)?;
    let id = key.public().id();
    if voice.json {
        voice.machine(&serde_json::json!({ "private": out, "public": public, "key": id }));
    } else {
        let t = |en, ja| voice.text(en, ja);
        voice.line(&format!("{} {}", t("private key:", "秘密鍵:"), out.display()));
        voice.line(&format!("{} {}", t("public key: ", "公開鍵:"), public.display()));
        voice.line(&format!("{} {id}", t("key ID:     ", "鍵の ID:")));
    }
    Ok(Exit::Passed)
}
