//! The vendor's own clients, which the tests of the binary speak to it with: installed by name and version from their
//! registries, into the target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Failure, command, has_program, root, run};

/// Where the stories lie that are told with these clients, and what they import is written down.
const STORIES: &str = "crates/cli/tests/clients";

/// Clients of one language.
struct Clients {
    name: &'static str,
    /// The file that names each package at one version. What was installed from it is not installed again.
    pins: &'static str,
    program: &'static str,
    /// What brings the program.
    by_hand: &'static str,
    install: fn(&Path, &Path) -> Result<(), Failure>,
}

const ALL: [Clients; 2] = [
    Clients {
        name: "python",
        pins: "requirements.txt",
        program: "python3",
        by_hand: "Python 3.10 or later with venv and pip (Debian: python3-venv, python3-pip)",
        install: install_python,
    },
    Clients { name: "node", pins: "package-lock.json", program: "npm", by_hand: "Node.js 20.19 or later with npm", install: install_node },
];

/// Installs what is missing or was installed from other pins. Asks no registry if there is nothing to do.
///
/// # Errors
/// A missing runtime, and registries that cannot be reached; both say what to do.
pub fn install() -> Result<(), Failure> {
    for clients in &ALL {
        clients.install()?;
    }
    Ok(())
}

impl Clients {
    fn install(&self) -> Result<(), Failure> {
        let source = root().join(STORIES).join(self.name);
        let folder = root().join("target/clients").join(self.name);
        let pins = read(&source.join(self.pins))?;
        let done = folder.join("installed");
        if std::fs::read_to_string(&done).is_ok_and(|installed| installed == pins) {
            return Ok(());
        }
        if !has_program(self.program) {
            return Err(format!("the {} clients need {}; `{}` is not found", self.name, self.by_hand, self.program).into());
        }
        eprintln!("Installing the {} clients into {}.", self.name, folder.display());
        // What an earlier, broken run left goes first.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        (self.install)(&source, &folder).map_err(|failure| {
            if let Failure::Say(what) = failure {
                eprintln!("{what}");
            }
            format!("the {} clients could not be installed; they need {} and their registry, once", self.name, self.by_hand)
        })?;
        write(&done, &pins)
    }
}

/// A folder of Python's own, with the packages as written down and none that they might want besides.
fn install_python(source: &Path, folder: &Path) -> Result<(), Failure> {
    run(command("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    let mut pip = command(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "-r"]);
    run(pip.arg(source.join("requirements.txt")))
}

fn install_node(source: &Path, folder: &Path) -> Result<(), Failure> {
    for name in ["package.json", "package-lock.json"] {
        write(&folder.join(name), &read(&source.join(name))?)?;
    }
    let mut npm = Command::new("npm");
    // No package's own script runs: none of these needs one.
    run(npm.current_dir(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))
}

fn read(path: &PathBuf) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()).into())
}

fn write(path: &PathBuf, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_has_one_version() {
        let pins = read(&root().join(STORIES).join("python/requirements.txt")).unwrap();
        for line in pins.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(line.split_once("==").is_some_and(|(name, version)| !name.is_empty() && !version.contains('*')), "{line}");
        }
        let lock = read(&root().join(STORIES).join("node/package-lock.json")).unwrap();
        assert!(!lock.contains("\"resolved\""), "the lock file names registries; `npm config set omit-lockfile-registry-resolved true`");
    }
}
