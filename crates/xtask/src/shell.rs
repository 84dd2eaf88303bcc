//! Running other programs, and the two ways in which a verb can fail.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// Why a verb failed.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// A program that was called failed with this code, after it told why.
    Exit(u8),
    /// What to tell the person.
    Say(String),
}

impl From<String> for Failure {
    fn from(what: String) -> Failure {
        Failure::Say(what)
    }
}

/// Returns the checkout's root folder.
///
/// Cargo's variable comes before what was compiled in: with a target folder shared between checkouts, the binary of one
/// can be run in another.
pub fn root() -> PathBuf {
    let own = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&own).ancestors().nth(2);
    root.expect("this package lies two folders below the root").to_path_buf()
}

/// A command that runs in the root folder.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The same cargo that started us, in the root folder.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Shows a command, runs it to its end, and passes its failure on.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let line = spelled(command);
    eprintln!("$ {line}");
    let status = command.status().map_err(|error| format!("`{line}` would not start: {error}"))?;
    outcome(status)
}

/// Runs a command and returns what it printed.
pub fn output(command: &mut Command) -> Result<String, Failure> {
    let line = spelled(command);
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| format!("`{line}` would not start: {error}"))?;
    outcome(output.status)?;
    Ok(String::from_utf8(output.stdout).map_err(|_| format!("`{line}` printed something that is not UTF-8"))?)
}

/// Tells whether a command can be run and succeeds, and keeps what it prints to itself.
pub fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Tells whether the search path holds a program.
pub fn has_program(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Refuses arguments that a verb has no use for, rather than ignoring them.
pub fn no_arguments(arguments: &[String]) -> Result<(), Failure> {
    match arguments.first() {
        Some(argument) => Err(format!("`{argument}` is an argument too many; add --help to see what there is").into()),
        None => Ok(()),
    }
}

fn outcome(status: ExitStatus) -> Result<(), Failure> {
    match status.code() {
        Some(0) => Ok(()),
        Some(code) => Err(Failure::Exit(u8::try_from(code).unwrap_or(1))),
        None => Err(Failure::Say(format!("the program was ended: {status}"))),
    }
}

fn spelled(command: &Command) -> String {
    // The toolchain's full path to cargo would only be noise.
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_is_passed_on() {
        assert_eq!(run(Command::new("sh").args(["-c", "exit 7"])), Err(Failure::Exit(7)));
        assert_eq!(run(&mut Command::new("true")), Ok(()));
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
