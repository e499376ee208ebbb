//! A PostgreSQL server of the tests' own: a new data folder, a socket and no network (one test's listens on the loopback, with
//! TLS), ended with the last test that uses it.
//!
//! Debian's package `postgresql` has the programs under `/usr/lib/postgresql/<version>/bin`; where they are missing, the
//! tests fail. The server refuses to run as root, so that root starts it as the package's user `postgres`.

use postgres::{Client, NoTls};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// A running server.
pub struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
}

/// The server that all tests running at once share.
static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
/// Roles belong to the whole server: two tests must not make them at once.
static ROLES: Mutex<()> = Mutex::new(());
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The newest version's programs.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let folders = versions.map(|entry| entry.unwrap().path().join("bin"));
    let version = |path: &PathBuf| path.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = folders.filter(|path| path.join("initdb").exists()).max_by_key(version);
    newest.expect("PostgreSQL is needed: apt-get install postgresql, or tests/run, which does it")
}

impl Server {
    /// The shared server, started where it does not run.
    pub fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let server = Arc::new(Self::start());
        *shared = Arc::downgrade(&server);
        server
    }

    fn start() -> Self {
        let server = Self::made();
        server.listen("-h ''");
        server
    }

    /// A server of one test's own that is spoken to over the loopback, in TLS only, under a certificate that it signed
    /// itself for `localhost` and 127.0.0.1 (`server.crt` in its folder); and its port.
    pub fn encrypted() -> (Self, u16) {
        let server = Self::made();
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.crt \
            -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
            -addext basicConstraints=critical,CA:FALSE";
        server.run("/usr/bin/openssl", &request.split_whitespace().collect::<Vec<_>>());
        let rules = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
        std::fs::write(server.folder.path().join("data/pg_hba.conf"), rules).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // In a file that `alter system` comes after, so that a test can switch it off.
        let tls = "ssl = on\nssl_cert_file = '../server.crt'\nssl_key_file = '../server.key'\n";
        let settings = server.folder.path().join("data/postgresql.conf");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, format!("{text}\n{tls}")).unwrap();
        server.listen(&format!("-h 127.0.0.1 -p {port}"));
        (server, port)
    }

    /// Its folder, with a new data folder in it.
    fn made() -> Self {
        let folder = tempfile::Builder::new().prefix("sekisho-pg").tempdir().unwrap();
        let server = Self { folder, programs: programs() };
        if rustix::process::geteuid().is_root() {
            let done = Command::new("chown").arg("postgres").arg(server.folder.path()).status().unwrap();
            assert!(done.success(), "the user postgres is needed");
        }
        server.run(
            "initdb",
            &["-D", "data", "-U", "super", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        );
        server
    }

    /// Starts it.
    fn listen(&self, place: &str) {
        let options = format!(
            "-k {} {place} -c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=64MB",
            self.folder.path().display()
        );
        self.run("pg_ctl", &["-D", "data", "-l", "log", "-w", "-t", "120", "-o", &options, "start"]);
    }

    /// Runs one of the programs in the server's folder, never as root.
    fn run(&self, program: &str, arguments: &[&str]) {
        let path = self.programs.join(program);
        let mut command = if rustix::process::geteuid().is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        let folder = self.folder.path();
        let done = command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::piped());
        let done = done.spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            done.status.success() || program == "pg_ctl" && arguments.contains(&"stop"),
            "{program}: {said}"
        );
    }

    /// Where psql and its like are.
    pub fn programs_folder() -> PathBuf {
        programs()
    }

    /// The folder of the socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// A new, empty database; its name ends in a number that no other has.
    pub fn database(self: &Arc<Self>) -> Database {
        let number = DATABASES.fetch_add(1, Ordering::SeqCst);
        let database = Database { server: self.clone(), name: format!("t{number}"), number };
        self.client("super", "postgres")
            .batch_execute(&format!("create database {}", database.name))
            .unwrap();
        database
    }

    fn client(&self, user: &str, database: &str) -> Client {
        let address = format!("host={} user={user} dbname={database}", self.socket().display());
        Client::connect(&address, NoTls).unwrap_or_else(|e| panic!("{user}: {e}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", "data", "-m", "immediate", "-w", "stop"]);
    }
}

/// One test's database.
pub struct Database {
    server: Arc<Server>,
    name: String,
    /// A number that no other database has, for the names of roles.
    pub number: u32,
}

impl Database {
    /// A connection of a role.
    pub fn client(&self, user: &str) -> Client {
        self.server.client(user, &self.name)
    }

    /// The address, for the program.
    pub fn url(&self, user: &str) -> String {
        format!("host={} user={user} dbname={}", self.server.socket().display(), self.name)
    }

    /// Held while roles are made.
    pub fn roles() -> MutexGuard<'static, ()> {
        ROLES.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
