//! Keys: who may read them, and which forms are taken.

use super::{batch, verify};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

#[test]
fn a_new_key_is_its_owners_alone_and_overwrites_nothing() {
    let dir = batch(1);
    assert_eq!(fs::metadata(dir.path("gate.key")).unwrap().mode() & 0o7777, 0o600);
    let (private, public) = (dir.bytes("gate.key"), dir.bytes("gate.key.pub"));
    assert!(private.starts_with(b"-----BEGIN PRIVATE KEY-----"));
    dir.program(&["keygen", "--out", "gate.key"]).run().exits(2);
    fs::remove_file(dir.path("gate.key")).unwrap();
    dir.program(&["keygen", "--out", "gate.key"]).run().exits(2);
    assert_eq!(dir.bytes("gate.key.pub"), public);
    assert!(!dir.path("gate.key").exists(), "half a pair is not written");
    let said = dir.program(&["keygen", "--out", "other.key"]).run().exits(0);
    let seed = String::from_utf8(dir.bytes("other.key")).unwrap();
    let seed = seed.lines().nth(1).unwrap();
    assert!(!said.stdout.contains(seed) && !said.stderr.contains(seed), "the key is not shown");
    assert_ne!(dir.bytes("other.key"), private);
}

#[test]
fn a_private_key_that_others_can_use_is_refused_before_anything_is_read() {
    let dir = batch(1);
    for mode in [0o640, 0o604, 0o620, 0o601, 0o644, 0o666] {
        fs::set_permissions(dir.path("gate.key"), fs::Permissions::from_mode(mode)).unwrap();
        let ran = dir.check(&["--key", "gate.key"]).exits(2);
        assert!(ran.stderr.contains("E_KEY_MODE"), "{mode:o}: {}", ran.stderr);
        assert!(!dir.path("result").exists());
    }
    for mode in [0o600, 0o400] {
        fs::set_permissions(dir.path("gate.key"), fs::Permissions::from_mode(mode)).unwrap();
        dir.check(&["--key", "gate.key", "--quiet", "--replace"]).exits(1);
    }
}

#[test]
fn what_is_no_ed25519_key_is_refused() {
    let dir = batch(1);
    let openssl = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(dir.root()).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.key"]);
    dir.file("none.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    dir.file("empty.key", "");
    for name in ["ec.key", "none.key", "empty.key", "gate.key.pub", "policy.toml"] {
        fs::set_permissions(dir.path(name), fs::Permissions::from_mode(0o600)).unwrap();
        let ran = dir.check(&["--key", name]).exits(2);
        assert!(ran.stderr.contains("E_KEY "), "{name}: {}", ran.stderr);
    }
    dir.check(&["--key", "missing.key"]).exits(2);
}

#[test]
fn keys_of_openssl_and_openssh_sign_and_verify() {
    let dir = batch(2);
    let run = |program: &str, arguments: &[&str]| {
        let done = Command::new(program).args(arguments).current_dir(dir.root()).output().unwrap();
        assert!(done.status.success(), "{program}: {done:?}");
    };
    run("openssl", &["genpkey", "-algorithm", "ed25519", "-out", "a.key"]);
    run("openssl", &["pkey", "-in", "a.key", "-pubout", "-out", "a.key.pub"]);
    run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "gate at night", "-f", "b.key"]);
    for key in ["a.key", "b.key"] {
        fs::set_permissions(dir.path(key), fs::Permissions::from_mode(0o600)).unwrap();
        dir.check(&["--policy", "policy.toml", "--key", key, "--quiet", "--replace"]).exits(1);
        for public in ["a.key.pub", "b.key.pub", "gate.key.pub"] {
            let code = if public.starts_with(key) { 0 } else { 3 };
            let ran = verify(&dir, "result/approved.csv", &["--key", public]).exits(code);
            assert_eq!(code == 3, ran.stdout.contains("certificate.signature"), "{}", ran.stdout);
        }
    }
    run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "passphrase", "-f", "c.key"]);
    run("ssh-keygen", &["-q", "-t", "ecdsa", "-N", "", "-f", "d.key"]);
    for key in ["c.key", "d.key"] {
        let ran = dir.check(&["--key", key, "--replace"]).exits(2);
        assert!(ran.stderr.contains("E_KEY "), "{key}: {}", ran.stderr);
    }
}
