//! The real binary as a process of its own: started, asked, killed.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// The binary with the arguments that every call takes.
#[derive(Clone, Debug)]
pub struct Program {
    /// The binary.
    pub binary: PathBuf,
    /// `--data DIR`, perhaps `--database URL`.
    pub place: Vec<String>,
}

/// A running server. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Program {
    /// Runs a verb to its end and returns what it printed, without the last line feed.
    ///
    /// # Panics
    /// If it fails; with what it said.
    pub fn run(&self, words: &[&str]) -> String {
        let output = self.command(words).output().expect("the binary starts");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?} failed: {complaint}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Starts a server on a free port and waits until it listens.
    ///
    /// # Panics
    /// If it does not start.
    pub fn serve(&self, words: &[&str]) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--json"]);
        command.args(words).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("its output is text");
        let address = address_in(&line).unwrap_or_else(|| panic!("the server said {line:?} instead of where it listens"));
        Server { child, address }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).args(&self.place).env("LOOSELEAF_LOG", "warn");
        command
    }
}

/// Finds the first socket address in a line.
fn address_in(line: &str) -> Option<SocketAddr> {
    line.split(['"', '/', ' ', ',']).find_map(|word| word.parse().ok())
}

impl Server {
    /// Kills the server as a power cut would end it, but for the disk.
    pub fn kill(mut self) {
        self.end();
    }

    /// Returns the process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the process to end in order, as a service manager would, and waits until it is gone.
    ///
    /// # Panics
    /// If there is no `kill` program.
    pub fn stop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("the system has a `kill`").success(), "the server is gone already");
        let _ = self.child.wait();
    }

    /// Ends the process at once, and waits until it is gone.
    pub fn end(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
