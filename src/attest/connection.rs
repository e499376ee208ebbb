//! The way to a PostgreSQL database: what an address says about encryption, and how that is done.
//!
//! `sslmode` and `sslrootcert` mean what they mean to libpq (PostgreSQL manual, "SSL Support" and "Parameter Key Words"),
//! and never less: a host that is neither a socket nor the loopback is only spoken to in TLS (RFC 8446, RFC 5246) unless
//! the address says `sslmode=disable`, and certificates that are named are held against the server's, its host name
//! included (RFC 6125). No message shows the address, nor what the database says beside its SQLSTATE, since both may hold
//! what is nobody's business.

use crate::error::{Error, Problem, Result};
use crate::model::Place;
use postgres::config::{Host, SslMode};
use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use postgres::{Client, Config, Socket};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{self, CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::TlsConnector;

/// The word for the certificates that the system trusts, in `sslrootcert`'s place.
const SYSTEM: &str = "system";

/// Connects to the database at an address.
pub(super) fn connect(url: &str) -> Result<Client> {
    let (rest, asked) = Asked::taken_from(url).ok_or_else(unreadable)?;
    let mut config: Config = rest.parse().map_err(|_| unreadable())?;
    let way = Way::of(&asked, &config)?;
    config.ssl_mode(way.mode);
    config.connect(Tls(Arc::new(way.tls()?))).map_err(|error| {
        // The cause may name host or user, and only its kind is told.
        if error.to_string().starts_with("error performing TLS handshake") {
            return untrusted();
        }
        let code = error.code().map_or("connection", |code| code.code());
        let en = format!("the database cannot be reached ({code})");
        let ja = format!("データベースに接続できません（{code}）");
        Problem::surroundings("E_DB_CONNECT", Place::default(), en, ja)
            .help("try the same address with psql", "同じ接続先を psql で試してください")
            .into()
    })
}

fn unreadable() -> Error {
    let (en, ja) = ("the database's address cannot be read", "データベースの接続先を解釈できません");
    Problem::surroundings("E_DB_CONNECT", Place::default(), en, ja)
        .help("try the same address with psql", "同じ接続先を psql で試してください")
        .into()
}

fn untrusted() -> Error {
    Problem::surroundings(
        "E_DB_TLS",
        Place::default(),
        "no encrypted connection to the database: it offers none, or its certificate is not one that is trusted",
        "データベースと暗号化した接続ができません（サーバーが対応していないか、証明書を信頼できません）",
    )
    .help(
        "name its certificates with sslmode=verify-full sslrootcert=FILE; only sslmode=disable goes without encryption",
        "sslmode=verify-full sslrootcert=ファイル で証明書を指定してください。暗号化しないのは sslmode=disable を明示したときだけです",
    )
    .into()
}

/// What an address says about encryption.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    mode: Option<String>,
    roots: Option<String>,
}

impl Asked {
    /// Takes it out of an address, of which the rest is given too; `None` where the address cannot be read.
    fn taken_from(url: &str) -> Option<(String, Self)> {
        let mut asked = Self::default();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let Some((base, query)) = url.split_once('?') else { return Some((url.to_owned(), asked)) };
            let mut kept = Vec::new();
            for part in query.split('&') {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                match asked.place(key) {
                    Some(place) => *place = Some(percent_decoded(value)?),
                    None => kept.push(part),
                }
            }
            let mark = if kept.is_empty() { "" } else { "?" };
            return Some((format!("{base}{mark}{}", kept.join("&")), asked));
        }
        let mut kept = String::new();
        let mut rest = url.trim_start();
        while !rest.is_empty() {
            let (key, after) = rest.split_once('=')?;
            let (value, length) = key_value(after.trim_start())?;
            let end = rest.len() - after.trim_start().len() + length;
            match asked.place(key.trim_end()) {
                Some(place) => *place = Some(value),
                None => kept.extend([&rest[..end], " "]),
            }
            rest = rest[end..].trim_start();
        }
        Some((kept.trim_end().to_owned(), asked))
    }

    fn place(&mut self, key: &str) -> Option<&mut Option<String>> {
        match key {
            "sslmode" => Some(&mut self.mode),
            "sslrootcert" => Some(&mut self.roots),
            _another => None,
        }
    }
}

/// The value at the start of a text, as libpq reads one after `key=`: in quotes or up to a space, with backslashes that
/// take the next character as it is. Gives how many bytes it took too.
fn key_value(text: &str) -> Option<(String, usize)> {
    let is_quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut chars = text.char_indices().skip(usize::from(is_quoted));
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if is_quoted => return Some((value, at + 1)),
            '\\' => value.push(chars.next()?.1),
            c if c.is_whitespace() && !is_quoted => return Some((value, at)),
            c => value.push(c),
        }
    }
    (!is_quoted).then_some((value, text.len()))
}

/// RFC 3986, section 2.1.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// How a connection is made.
struct Way {
    mode: SslMode,
    /// The file of certificates that are trusted, or [`SYSTEM`]; none where any certificate will do.
    roots: Option<String>,
}

impl Way {
    fn of(asked: &Asked, config: &Config) -> Result<Self> {
        let named = asked.roots.clone();
        let least = if is_near(config) { SslMode::Prefer } else { SslMode::Require };
        let (mode, roots) = match (asked.mode.as_deref(), named) {
            (Some("disable"), _) => (SslMode::Disable, None),
            (Some("verify-full"), named) => (SslMode::Require, Some(named.unwrap_or(SYSTEM.to_owned()))),
            (None | Some("prefer" | "require"), Some(named)) => (SslMode::Require, Some(named)),
            (Some("require"), None) => (SslMode::Require, None),
            (None | Some("prefer"), None) => (least, None),
            (Some(_), _) => {
                let en = "sslmode must be disable, prefer, require or verify-full";
                let ja = "sslmode は disable、prefer、require、verify-full のいずれかです";
                return Err(Problem::input("E_USAGE", Place::default(), en, ja).into());
            }
        };
        Ok(Self { mode, roots })
    }

    fn tls(&self) -> Result<ClientConfig> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|_| untrusted())?;
        let Some(named) = &self.roots else {
            let any = Arc::new(AnyCertificate(provider));
            return Ok(builder.dangerous().with_custom_certificate_verifier(any).with_no_client_auth());
        };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted(named));
        if roots.is_empty() {
            let en = "no certificate can be read where sslrootcert points";
            let ja = "sslrootcert の場所に読める証明書がありません";
            return Err(Problem::input("E_USAGE", Place::default(), en, ja).into());
        }
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}

fn trusted(named: &str) -> Vec<CertificateDer<'static>> {
    if named == SYSTEM {
        return rustls_native_certs::load_native_certs().certs;
    }
    // What stands between the certificates of a file is no certificate; a file without one is refused.
    let read =
        CertificateDer::pem_file_iter(named).map(|all| all.filter_map(std::result::Result::ok).collect());
    read.unwrap_or_default()
}

/// Whether what is said never leaves the machine: every host is a socket or the loopback.
fn is_near(config: &Config) -> bool {
    let is_loopback = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
    };
    // An address in numbers is what is connected to, whatever the name beside it.
    match config.get_hostaddrs() {
        [] => config.get_hosts().iter().all(is_loopback),
        numbers => numbers.iter().all(IpAddr::is_loopback),
    }
}

/// Takes any certificate whose key the server has, as `sslmode=require` does: nobody who only listens understands.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _others: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Makes handshakes under one configuration.
struct Tls(Arc<ClientConfig>);

/// One handshake with the host of this name.
struct Handshake(Arc<ClientConfig>, String);

/// A connection in TLS.
struct Encrypted(tokio_rustls::client::TlsStream<Socket>);

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Encrypted;
    type TlsConnect = Handshake;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> io::Result<Handshake> {
        Ok(Handshake(self.0.clone(), host.to_owned()))
    }
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let host = ServerName::try_from(self.1).map_err(|_| io::ErrorKind::InvalidInput)?;
            Ok(Encrypted(TlsConnector::from(self.0).connect(host, socket).await?))
        })
    }
}

impl TlsStream for Encrypted {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_about_encryption_is_taken_out_of_it() {
        for (url, rest, mode, roots) in [
            ("postgres://a@h/d", "postgres://a@h/d", None, None),
            ("postgres://a@h/d?sslmode=require", "postgres://a@h/d", Some("require"), None),
            (
                "postgresql://h/d?a=1&sslmode=verify-full&sslrootcert=%2Fx%20y&b=2",
                "postgresql://h/d?a=1&b=2",
                Some("verify-full"),
                Some("/x y"),
            ),
            ("host=h  dbname = d", "host=h dbname = d", None, None),
            ("sslmode=disable host='a b' user=\\'x", "host='a b' user=\\'x", Some("disable"), None),
            (
                "host=h sslrootcert = 'it\\'s here' sslmode=prefer",
                "host=h",
                Some("prefer"),
                Some("it's here"),
            ),
            ("password='sslmode=disable' host=h", "password='sslmode=disable' host=h", None, None),
        ] {
            let (kept, asked) = Asked::taken_from(url).unwrap();
            assert_eq!(kept, rest, "{url}");
            assert_eq!((asked.mode.as_deref(), asked.roots.as_deref()), (mode, roots), "{url}");
        }
        for url in ["host='open", "host=h nonsense", "postgres://h/d?sslmode=%2", "host=h\\"] {
            assert_eq!(Asked::taken_from(url), None, "{url}");
        }
    }

    #[test]
    fn only_what_stays_on_the_machine_or_says_so_goes_without_encryption() {
        let mode = |url: &str| {
            let (rest, asked) = Asked::taken_from(url).unwrap();
            Way::of(&asked, &rest.parse().unwrap()).ok().map(|way| (way.mode, way.roots))
        };
        let (prefer, require) = (SslMode::Prefer, SslMode::Require);
        for (url, expected) in [
            ("host=/run/postgresql", (prefer, None)),
            ("host=localhost", (prefer, None)),
            ("postgres://u@127.0.0.1/d", (prefer, None)),
            ("postgres://u@[::1]/d", (prefer, None)),
            ("host=db.example", (require, None)),
            ("host=db.example sslmode=prefer", (require, None)),
            ("host=localhost,db.example", (require, None)),
            ("host=localhost hostaddr=192.0.2.7", (require, None)),
            ("host=db.example hostaddr=127.0.0.1", (prefer, None)),
            ("host=db.example sslmode=disable", (SslMode::Disable, None)),
            ("host=db.example sslmode=require sslrootcert=ca.pem", (require, Some("ca.pem"))),
            ("host=localhost sslrootcert=ca.pem", (require, Some("ca.pem"))),
            ("host=db.example sslmode=verify-full", (require, Some("system"))),
        ] {
            assert_eq!(mode(url), Some((expected.0, expected.1.map(str::to_owned))), "{url}");
        }
        for other in ["allow", "verify-ca", "REQUIRE", ""] {
            assert_eq!(mode(&format!("host=db.example sslmode='{other}'")), None, "{other}");
        }
    }
}
