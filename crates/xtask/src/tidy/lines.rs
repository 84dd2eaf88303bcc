//! Rules that look at one line at a time.
//!
//! What a rule looks for is put together with `concat!`, or this file would be the first to be complained about.

use super::{Complaint, File};

const OPEN_END: &str = concat!("TO", "DO");
const COMMENT_MARKS: [&str; 3] = ["//", "#", "--"];
const DEBUG_MACRO: &str = concat!("dbg", "!(");
const IGNORE: &str = concat!("#[", "ignore");

/// The folders in which people and build machines keep their checkouts.
const MACHINE_FOLDERS: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// What we write by hand, where space at the end of a line means nothing. Fixtures are not among them: there it may.
const WRITTEN_BY_HAND: [&str; 9] = ["rs", "toml", "md", "sql", "sh", "css", "js", "yml", "run"];

/// The words that turn a wish into a plan.
const CONDITIONS: [&str; 5] = ["when ", "once ", "until ", "after ", "as soon as "];

/// An open end names the condition that closes it.
pub fn open_end_without_condition(files: &[File]) -> Vec<Complaint> {
    each_line(files, &["rs", "toml", "sql", "sh", "run"], |line| {
        let (before, after) = line.split_once(OPEN_END)?;
        let in_comment = COMMENT_MARKS.iter().any(|mark| before.contains(mark));
        let plan = after.to_ascii_lowercase();
        let named = CONDITIONS.iter().any(|condition| plan.contains(condition));
        (in_comment && !named).then(|| format!("a {OPEN_END} names, on its line, what ends it: `{OPEN_END}: when …`, `until …`, `once …`"))
    })
}

/// The debugging macro stays out.
pub fn left_over_debugging(files: &[File]) -> Vec<Complaint> {
    each_line(files, &["rs"], |line| line.contains(DEBUG_MACRO).then(|| format!("`{DEBUG_MACRO}…)` is for the desk")))
}

/// A test that does not run is not a test.
pub fn ignored_tests(files: &[File]) -> Vec<Complaint> {
    each_line(files, &["rs"], |line| {
        line.trim_start().starts_with(IGNORE).then(|| "an ignored test proves nothing: mend it or remove it".to_owned())
    })
}

/// No line that we write ends in space.
pub fn trailing_space(files: &[File]) -> Vec<Complaint> {
    each_line(files, &WRITTEN_BY_HAND, |line| (line.trim_end() != line).then(|| "white space at the end of the line".to_owned()))
}

/// Rust is indented with spaces, its strings too.
pub fn tabs(files: &[File]) -> Vec<Complaint> {
    each_line(files, &["rs"], |line| line.contains('\t').then(|| "a tab; write \\t where a string needs one".to_owned()))
}

/// No file names a folder of the machine it was written on.
pub fn machine_paths(files: &[File]) -> Vec<Complaint> {
    let any = |file: &&File| file.path != "Cargo.lock";
    files.iter().filter(any).flat_map(|file| complaints(file, names_machine)).collect()
}

fn names_machine(line: &str) -> Option<String> {
    let folder = MACHINE_FOLDERS.iter().find(|folder| {
        line.match_indices(*folder).any(|(at, _)| {
            // `/drive/root/children` is a URL of ours; only where a path begins it is a folder.
            let before = &line[..at];
            before.ends_with("file://") || before.chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'`(<[=".contains(c))
        })
    })?;
    Some(format!("`{folder}…` is a folder of somebody's machine"))
}

fn each_line(files: &[File], extensions: &[&str], rule: impl Fn(&str) -> Option<String>) -> Vec<Complaint> {
    let wanted = |file: &&File| extensions.contains(&extension(&file.path));
    files.iter().filter(wanted).flat_map(|file| complaints(file, &rule)).collect()
}

fn complaints(file: &File, rule: impl Fn(&str) -> Option<String>) -> Vec<Complaint> {
    let lines = file.text.split('\n').enumerate();
    lines.filter_map(|(index, line)| Some(Complaint::new(&file.path, index + 1, rule(line)?))).collect()
}

/// Returns what follows the last dot, or the whole name, so that `.ci/run` counts as `run`.
fn extension(path: &str) -> &str {
    path.rsplit(['.', '/']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::super::tests::complains;
    use super::*;

    #[test]
    fn an_open_end_needs_a_condition() {
        let rule = open_end_without_condition;
        complains(rule, "a.rs", &format!("// fine\n// {OPEN_END} tidy this up"), &[2]);
        complains(rule, "a.rs", &format!("// {OPEN_END}: use the range lock once the crate has one."), &[]);
        complains(rule, "a.rs", &format!("//! {OPEN_END}"), &[1]);
        complains(rule, "a.rs", &format!("let title = \"{OPEN_END} list\";"), &[]);
        complains(rule, "a.md", &format!("A {OPEN_END} names its condition."), &[]);
    }

    #[test]
    fn the_debugging_macro_is_seen() {
        complains(left_over_debugging, "a.rs", &format!("let x = {DEBUG_MACRO}y);"), &[1]);
        complains(left_over_debugging, "a.rs", "let x = debug(y);", &[]);
    }

    #[test]
    fn an_ignored_test_is_seen() {
        complains(ignored_tests, "a.rs", &format!("#[test]\n  {IGNORE} = \"slow\"]"), &[2]);
        complains(ignored_tests, "a.rs", &format!("{IGNORE}]"), &[1]);
        complains(ignored_tests, "a.rs", "#[test]", &[]);
    }

    #[test]
    fn space_at_the_end_is_seen() {
        complains(trailing_space, "a.rs", "fine\nnot \n", &[2]);
        complains(trailing_space, ".ci/run", "echo\t\n", &[1]);
        complains(trailing_space, "a.md", "a line\r\n", &[1]);
        complains(trailing_space, "fixture/input.html", "<p> \n", &[]);
    }

    #[test]
    fn a_tab_is_seen() {
        complains(tabs, "a.rs", "\tfn f() {}", &[1]);
        complains(tabs, "Makefile", "\tcc", &[]);
    }

    #[test]
    fn folders_of_a_machine_are_seen() {
        for folder in MACHINE_FOLDERS {
            complains(machine_paths, "a.rs", &format!("let x = \"{folder}main\";"), &[1]);
            complains(machine_paths, "README.md", &format!("see\n{folder}main"), &[2]);
            complains(machine_paths, "README.md", &format!("file://{folder}main"), &[1]);
            complains(machine_paths, "Cargo.lock", &format!("\"{folder}main\""), &[]);
            complains(machine_paths, "a.rs", &format!("GET /me/drive{folder}children"), &[]);
            complains(machine_paths, "a.rs", &format!("drives/{{id}}{folder}children"), &[]);
        }
    }
}
