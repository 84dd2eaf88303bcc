//! The rules of the house that neither rustfmt nor clippy knows.
//!
//! A rule is a function from the files to complaints. It sees text and paths only, so that its test can show it failing.

mod arrows;
mod layout;
mod lines;
mod manifest;
mod migrations;
mod test_files;

use std::fmt;

use crate::shell::{Failure, command, output, root};

/// A text file of the checkout.
pub struct File {
    /// Below the root, with slashes.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    path: String,
    /// Counted from one; zero is the whole file.
    line: usize,
    what: String,
}

impl Complaint {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Complaint {
        Complaint { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.what),
            line => write!(f, "{}:{line}: {}", self.path, self.what),
        }
    }
}

type Rule = fn(&[File]) -> Vec<Complaint>;

const RULES: [Rule; 10] = [
    arrows::check,
    layout::long_files,
    lines::open_end_without_condition,
    lines::left_over_debugging,
    lines::ignored_tests,
    lines::trailing_space,
    lines::tabs,
    lines::machine_paths,
    migrations::check,
    test_files::check,
];

/// Applies every rule to every file that is tracked, or new and not ignored.
pub fn run() -> Result<(), Failure> {
    let files = files()?;
    let complaints: Vec<Complaint> = RULES.iter().flat_map(|rule| rule(&files)).collect();
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    match complaints.len() {
        0 => {
            eprintln!("tidy: {} files keep {} rules", files.len(), RULES.len());
            Ok(())
        }
        number => Err(format!("tidy: {number} complaints").into()),
    }
}

fn files() -> Result<Vec<File>, Failure> {
    let list = output(command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    let mut files = Vec::new();
    for path in list.split_terminator('\0') {
        match std::fs::read(root().join(path)) {
            // What is not text, such as a picture, has no lines to check.
            Ok(bytes) => files.extend(String::from_utf8(bytes).ok().map(|text| File { path: path.to_owned(), text })),
            // Removed, but the removal is not staged yet; or a link to a folder.
            Err(_) if !root().join(path).is_file() => {}
            Err(error) => return Err(format!("{path}: {error}").into()),
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.dedup_by(|one, other| one.path == other.path);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes files out of pairs of path and text.
    pub fn files<const N: usize>(pairs: [(&str, &str); N]) -> Vec<File> {
        pairs.map(|(path, text)| File { path: path.to_owned(), text: text.to_owned() }).into()
    }

    /// Asserts where a rule complains about one file, by line.
    #[track_caller]
    pub fn complains(rule: Rule, path: &str, text: &str, lines: &[usize]) {
        let complaints = rule(&files([(path, text)]));
        let found: Vec<usize> = complaints.iter().map(|complaint| complaint.line).collect();
        assert_eq!(found, lines, "{path}: {text:?} gave {complaints:?}");
    }

    #[test]
    fn a_complaint_reads_like_a_compiler_s() {
        assert_eq!(Complaint::new("a.rs", 3, "bad").to_string(), "a.rs:3: bad");
        assert_eq!(Complaint::new("a.rs", 0, "bad").to_string(), "a.rs: bad");
    }
}
