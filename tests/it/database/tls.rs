//! The connection to a database: encrypted, under which certificates, and when not.

use super::super::proof;
use super::server::Server;
use std::process::Command;

#[test]
fn a_database_is_spoken_to_in_tls_as_its_address_says() {
    let (server, port) = Server::encrypted();
    let dir = proof::signed(1);
    let own = server.socket().join("server.crt").display().to_string();
    let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout other.key -out other.crt \
        -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE";
    let made =
        Command::new("openssl").args(request.split_whitespace()).current_dir(dir.root()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let load = |address: &str, code: i32, said: &str| {
        let arguments = ["load", "--certificate", "result/certificate.json", "--db", address];
        let ran = dir.program(&arguments).run().exits(code);
        assert!(ran.stdout.contains(said) || ran.stderr.contains(said), "{address}: {said}: {ran:?}");
        // Whatever is wrong, no message shows the address.
        assert!(!ran.stderr.contains("localhost") && !ran.stderr.contains("example"), "{}", ran.stderr);
    };
    // Once connected, what is wrong is that there is no guard.
    let connected = |address: &str| load(address, 3, "db.guard");
    let of = |host: &str, more: &str| format!("{host} port={port} user=super dbname=postgres {more}");
    let verified = format!("sslmode=verify-full sslrootcert={own}");
    connected(&of("host=localhost", &verified));
    connected(&of("host=127.0.0.1", &verified));
    connected(&format!("postgres://super@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={own}"));
    connected(&of("host=localhost", "sslmode=require"));
    connected(&of("host=db.example hostaddr=127.0.0.1", "sslmode=require"));
    connected(&of("host=localhost", ""));
    // The server takes nothing unencrypted, so that those above were encrypted.
    load(&of("host=localhost", "sslmode=disable"), 4, "E_DB_CONNECT");
    load(&of("host=localhost", "sslmode=verify-full sslrootcert=other.crt"), 4, "E_DB_TLS");
    load(&of("host=localhost", "sslmode=require sslrootcert=other.crt"), 4, "E_DB_TLS");
    load(&of("host=db.example hostaddr=127.0.0.1", &verified), 4, "E_DB_TLS");
    load(&of("host=localhost", "sslmode=verify-full sslrootcert=policy.toml"), 2, "sslrootcert");
    load(&of("host=localhost", "sslmode=allow"), 2, "verify-full");
    // A server without TLS is none to whoever asks for it.
    let address = format!("host={} port={port} user=super dbname=postgres", server.socket().display());
    let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    client.batch_execute("alter system set ssl = off").unwrap();
    client.batch_execute("select pg_reload_conf()").unwrap();
    let is_on =
        |client: &mut postgres::Client| client.query_one("show ssl", &[]).unwrap().get::<_, &str>(0) == "on";
    for _ in 0..500 {
        if !is_on(&mut client) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(!is_on(&mut client));
    load(&of("host=localhost", "sslmode=require"), 4, "E_DB_TLS");
    load(&of("host=localhost", &verified), 4, "E_DB_TLS");
}
