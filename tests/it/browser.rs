//! Debian's chromium, headless, driven over the Chrome DevTools Protocol: one page at a time, through two named pipes
//! (`--remote-debugging-pipe`: messages in JSON, each ended by a zero byte).
//!
//! A machine without chromium fails the tests that need it; `tests/run` installs it.

use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// How long a page may take for everything; then the browser is ended and the test fails.
const PATIENCE: Duration = Duration::from_secs(240);

/// A page in a browser of its own.
pub struct Page {
    browser: Child,
    to: File,
    from: BufReader<File>,
    number: u64,
    session: Option<String>,
    events: Vec<Value>,
    _profile: TempDir,
    _watch: mpsc::Sender<()>,
}

impl Page {
    /// Opens a file in a window of this width, light or dark, with downloads going to a folder.
    pub fn open(file: &Path, width: u32, scheme: &str, downloads: &Path) -> Self {
        let profile = TempDir::new().unwrap();
        let [to, from] = ["to", "from"].map(|name| profile.path().join(name));
        for pipe in [&to, &from] {
            mknodat(CWD, pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        }
        let start = "exec chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
            --remote-debugging-pipe --user-data-dir=\"$2/user\" about:blank 3<\"$0\" 4>\"$1\"";
        let is_there =
            Command::new("chromium").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(is_there.is_ok_and(|s| s.success()), "chromium is not installed: tests/run installs it");
        let browser = Command::new("sh")
            .args(["-c", start])
            .args([&to, &from])
            .arg(profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(to).unwrap();
        let from = BufReader::new(File::open(from).unwrap());
        let watch = watch(browser.id());
        let mut page = Self {
            browser,
            to,
            from,
            number: 0,
            session: None,
            events: Vec::new(),
            _profile: profile,
            _watch: watch,
        };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            page.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        page.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Runtime.enable", "Log.enable", "Page.enable"] {
            page.call(domain, json!({}));
        }
        page.call(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": downloads, "eventsEnabled": true }),
        );
        page.call(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 }),
        );
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        page.call("Emulation.setEmulatedMedia", json!({ "features": features }));
        page.call("Page.navigate", json!({ "url": format!("file://{}", file.display()) }));
        page.wait_for("Page.loadEventFired");
        page
    }

    /// Sends one command and waits for its answer.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let number = self.number;
        let mut message = json!({ "id": number, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(message.to_string().as_bytes()).unwrap();
        self.to.write_all(&[0]).unwrap();
        loop {
            let answer = self.next();
            if answer["id"] == number {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// The next message; events are kept.
    fn next(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser ended");
        let message: Value = serde_json::from_slice(&bytes).unwrap();
        if message.get("method").is_some() {
            self.events.push(message.clone());
        }
        message
    }

    /// Waits for an event, one that has come included, and gives what came with it.
    pub fn wait_for(&mut self, event: &str) -> Value {
        loop {
            if let Some(at) = self.events.iter().position(|e| e["method"] == event) {
                return self.events.remove(at)["params"].clone();
            }
            self.next();
        }
    }

    /// What an expression gives in the page; a promise is waited for.
    #[track_caller]
    pub fn js(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", params);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Clicks what a selector finds; it must be there.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        let selector = json!(selector);
        self.js(&format!("document.querySelector({selector}).click()"));
    }

    /// Puts a value into a field of a form, as a person would who leaves it then.
    #[track_caller]
    pub fn set(&mut self, selector: &str, value: &str) {
        let (selector, value) = (json!(selector), json!(value));
        self.js(&format!(
            "{{ const field = document.querySelector({selector}); field.value = {value}; \
             for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {{ bubbles: true }})); }}"
        ));
    }

    /// Strikes a key.
    pub fn key(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" && key.len() == 1 { key } else { "" };
            self.call("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "text": text }));
        }
    }

    /// Everything the browser had to complain about so far: exceptions, console messages, violations of the policy.
    pub fn complaints(&mut self) -> Vec<String> {
        self.js("new Promise((done) => setTimeout(done, 50))");
        let is_complaint = |e: &&Value| {
            ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"]
                .iter()
                .any(|method| e["method"] == *method)
        };
        self.events.iter().filter(is_complaint).map(|e| e["params"].to_string()).collect()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}

/// Ends the browser where the test takes too long, so that its pipes end too.
fn watch(browser: u32) -> mpsc::Sender<()> {
    let (alive, is_over) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        if is_over.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").arg(browser.to_string()).status();
        }
    });
    alive
}
