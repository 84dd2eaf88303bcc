//! The size of files.

use super::{Complaint, File};

/// Far above what we aim at (a file is one thought); a file that reaches it has stopped being one.
const RUST_LINES_MAX: usize = 800;

/// Rust files stay short.
pub fn long_files(files: &[File]) -> Vec<Complaint> {
    let rust = files.iter().filter(|file| file.path.ends_with(".rs"));
    let long = rust.map(|file| (file, file.text.lines().count())).filter(|(_, lines)| *lines > RUST_LINES_MAX);
    long.map(|(file, lines)| {
        Complaint::new(&file.path, 0, format!("{lines} lines, and {RUST_LINES_MAX} is the most; which thought can leave?"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::complains;
    use super::*;

    #[test]
    fn a_long_file_is_seen() {
        let line = "fn f() {}\n";
        complains(long_files, "a.rs", &line.repeat(RUST_LINES_MAX), &[]);
        complains(long_files, "a.rs", &line.repeat(RUST_LINES_MAX + 1), &[0]);
        complains(long_files, "a.md", &line.repeat(RUST_LINES_MAX + 1), &[]);
    }
}
