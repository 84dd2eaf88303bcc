//! Running the binary, and speaking to it without any code of ours in between.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use testkit::folder::Folder;

/// A folder of a test's own, with a data folder in it that does not exist yet.
pub struct Place {
    folder: Folder,
}

/// What a run said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new() -> Self {
        Self { folder: Folder::new() }
    }

    /// A path within the test's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The program with these words, in the test's folder, with nothing of the environment but the data folder.
    pub fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_looseleaf"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LOOSELEAF_")) {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path()).env("LOOSELEAF_DATA", self.data()).env("TMPDIR", self.folder.path());
        command.args(words.split_whitespace());
        command
    }

    pub fn run(&self, words: &str) -> Said {
        said(&mut self.command(words))
    }

    /// Runs what has to succeed, and returns what it printed.
    #[track_caller]
    pub fn ok(&self, words: &str) -> String {
        let said = self.run(words);
        assert_eq!(said.code, 0, "`{words}` said {}{}", said.out, said.err);
        said.out
    }

    /// Runs what has to succeed and print JSON.
    #[track_caller]
    pub fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.ok(words)).unwrap()
    }

    /// Runs what has to fail with a code, and returns its complaint.
    #[track_caller]
    pub fn fails(&self, code: i32, words: &str) -> String {
        let said = self.run(words);
        assert_eq!(said.code, code, "`{words}` said {}{}", said.out, said.err);
        said.err
    }

    /// Starts a server on a free port.
    #[track_caller]
    pub fn serve(&self, words: &str) -> Serving {
        let listen = if words.contains("--listen") { "" } else { "--listen 127.0.0.1:0" };
        let mut command = self.command(&format!("serve {listen} --json {words}"));
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(ready) = serde_json::from_str::<Value>(&line) else {
            let _ = child.kill();
            let said = child.wait_with_output().unwrap();
            panic!("no server: {}", String::from_utf8_lossy(&said.stderr));
        };
        Serving { address: ready["address"].as_str().unwrap().to_owned(), child: Some(child) }
    }

    /// Issues a token for somebody who is there.
    pub fn token(&self, user: &str) -> String {
        self.ok(&format!("token issue --user {user} --app tests --scope Notes.ReadWrite")).trim().to_owned()
    }
}

pub fn said(command: &mut Command) -> Said {
    let output = command.stdin(Stdio::null()).output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A server that goes when the test ends.
pub struct Serving {
    pub address: String,
    child: Option<Child>,
}

impl Serving {
    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// Returns the most memory that it ever had, in bytes.
    pub fn memory_peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.as_ref().unwrap().id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// Waits for the end, and returns how it ended and what the log said.
    pub fn end(mut self) -> (ExitStatus, String) {
        let mut child = self.child.take().unwrap();
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (child.wait().unwrap(), log)
    }

    /// Tells it to end and expects that it does so in order.
    #[track_caller]
    pub fn stop(self) -> String {
        self.signal("TERM");
        let (status, log) = self.end();
        assert_eq!(status.code(), Some(0), "{log}");
        log
    }

    pub fn get(&self, token: &str, path: &str) -> Reply {
        self.send(token, "GET", path, None)
    }

    /// Posts JSON.
    pub fn post(&self, token: &str, path: &str, body: &str) -> Reply {
        self.send(token, "POST", path, Some(("application/json", body)))
    }

    /// Posts a page.
    pub fn page(&self, token: &str, path: &str, html: &str) -> Reply {
        self.send(token, "POST", path, Some(("text/html", html)))
    }

    pub fn send(&self, token: &str, method: &str, path: &str, body: Option<(&str, &str)>) -> Reply {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let path = path.split_once("://").map_or(path, |(_, rest)| &rest[rest.find('/').unwrap()..]);
        let (kind, body) = body.unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(head.replace("Content-Type: \r\n", "").as_bytes()).unwrap();
        Reply::read(stream)
    }

    /// Follows an operation to its end.
    #[track_caller]
    pub fn follow(&self, token: &str, location: &str) -> Value {
        let started = Instant::now();
        loop {
            let operation = self.get(token, location).json();
            if operation["status"] != "running" {
                return operation;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "it does not end: {operation}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// An answer, as it came over the wire.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn read(mut stream: TcpStream) -> Self {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        Self::of(&text)
    }

    pub fn of(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        // Servers may send in chunks; ours are few and small, so their lines of length are easily told apart.
        let body = if head.to_ascii_lowercase().contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_owned() };
        Self { status, head: head.to_owned(), body }
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no `{member}`: {self:?}")).to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

fn unchunked(mut body: &str) -> String {
    let mut text = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        text.push_str(&rest[..length]);
        body = rest[length..].trim_start_matches("\r\n");
    }
    text
}
