//! Starts and stops a throwaway PostgreSQL cluster from the installed binaries.
//!
//! `cargo x` compiles this file too (through `#[path]`), so that the tests and the developer's tools have one way to get
//! a cluster without `xtask` waiting for the whole product to build. Hence the standard library only, and no databases
//! in here: what lies inside a cluster is the parent module's business.

use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Does the work, and outlives us for the moment it takes to clean up; see there.
const WATCHDOG: &str = include_str!("watchdog.sh");

/// The programs a cluster needs. A folder counts only if it has them all, as a client package alone does not.
const PROGRAMS: [&str; 3] = ["postgres", "initdb", "pg_ctl"];

/// Debian keeps the server programs out of the search path, one folder per major version.
const DEBIAN_ROOT: &str = "/usr/lib/postgresql";

/// What a cluster promises about a commit once the machine loses power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: several times faster, and an ordinary test never pulls the plug.
    None,
    /// What PostgreSQL promises by default. For tests that kill things, and for measuring.
    Full,
}

impl Durability {
    fn settings(self) -> &'static str {
        match self {
            // Without autovacuum nothing happens behind a test's back, such as a plan that changes half way.
            Durability::None => "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n",
            Durability::Full => "",
        }
    }
}

/// Why there is no cluster.
#[derive(Debug)]
pub enum StartError {
    /// No folder on this machine holds the server's programs.
    NotInstalled,
    /// The programs are there, and this is what they said.
    Failed(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::NotInstalled => f.write_str(
                "no PostgreSQL server was found, neither in PATH nor under /usr/lib/postgresql.\n\
                 Install one (`apt-get install postgresql`), or let `cargo x test` do it.\n\
                 To leave PostgreSQL out on purpose, set LOOSELEAF_TEST_ENGINES=sqlite.",
            ),
            StartError::Failed(said) => write!(f, "PostgreSQL would not start:\n{said}"),
        }
    }
}

impl std::error::Error for StartError {}

/// A running cluster. Dropping it stops the server and removes its files.
///
/// It also ends, files included, when the process that started it ends in any way, `kill -9` among them. Only
/// connections through its socket are possible, whose folder is closed to other users; there is no port to collide on.
#[derive(Debug)]
pub struct Cluster {
    watchdog: Child,
    folder: String,
}

impl Cluster {
    /// Makes a new cluster and starts it, which takes about a second.
    ///
    /// # Errors
    /// [`StartError::NotInstalled`] if this machine has no PostgreSQL server.
    pub fn start(durability: Durability) -> Result<Cluster, StartError> {
        let programs = find_programs().ok_or(StartError::NotInstalled)?;
        let mut watchdog = watchdog_command(&programs, durability)
            .spawn()
            .map_err(|error| StartError::Failed(format!("the shell would not start: {error}")))?;
        let output = watchdog.stdout.take().expect("the command asks for a pipe");

        let mut said = String::new();
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| StartError::Failed(error.to_string()))?;
            if let Some(folder) = line.strip_prefix("ready ") {
                return Ok(Cluster { folder: folder.to_owned(), watchdog });
            }
            said.push_str(&line);
            said.push('\n');
        }
        // The output ended before it was ready, so the shell is gone; waiting only collects its exit status.
        let _ = watchdog.wait();
        Err(StartError::Failed(said))
    }

    /// Returns the URL of the database `postgres`, from which the others are made.
    #[must_use]
    pub fn url(&self) -> String {
        // A socket's folder stands where a host name would, hence the escaped slashes.
        format!("postgres://postgres@{}/postgres", self.folder.replace('/', "%2F"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Waiting closes the pipe first, which is what the watchdog waits for.
        let _ = self.watchdog.wait();
    }
}

/// Finds the folder with the server's programs: the search path first, then Debian's newest version.
#[must_use]
pub fn find_programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let complete = |folder: &PathBuf| PROGRAMS.iter().all(|program| folder.join(program).is_file());
    std::env::split_paths(&path).find(complete).or_else(|| {
        let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(DEBIAN_ROOT)
            .ok()?
            .flatten()
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
            .filter(|(_, folder)| complete(folder))
            .collect();
        versions.sort();
        versions.pop().map(|(_, folder)| folder)
    })
}

fn watchdog_command(programs: &Path, durability: Durability) -> Command {
    let mut words: Vec<OsString> = Vec::new();
    if let Some(user) = user_to_become() {
        // `initdb` refuses to run as root.
        words.extend(["setpriv", "--reuid", &user.name, "--regid", &user.group, "--clear-groups", "--"].map(OsString::from));
    }
    words.extend(["sh", "-c", WATCHDOG, "watchdog"].map(OsString::from));
    words.extend([programs.as_os_str().to_owned(), OsString::from(durability.settings())]);

    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .env("LC_ALL", "C")
        // The user it becomes may not be allowed to enter the folder we are in.
        .current_dir("/")
        // Ctrl-C and a test runner's time-out reach our group; the watchdog has to survive them to clean up.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

struct User {
    name: String,
    group: String,
}

/// Whom to run as: nobody else, unless we are root.
fn user_to_become() -> Option<User> {
    if id(&["-u"])? != "0" {
        return None;
    }
    let name = if id(&["-u", "postgres"]).is_some() { "postgres" } else { "nobody" };
    Some(User { name: name.to_owned(), group: id(&["-g", name])? })
}

fn id(arguments: &[&str]) -> Option<String> {
    let output = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
