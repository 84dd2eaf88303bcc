//! `cargo x check`.

use super::Verb;
use crate::shell::{Failure, cargo, run};
use crate::tidy;

pub const VERB: Verb = Verb {
    usage: "check [crate]",
    description: "\
What must be clean before a commit: formatting, tidiness, lints.

In the order of what fails soonest: `cargo fmt --check` and tidy take a second, clippy takes as long as the build.
Clippy's warnings count as errors, on tests and benches too. With the name of a crate only that one is formatted and
linted; tidy always looks at everything. Mend formatting with `cargo fmt`.",
    run: check,
};

fn check(arguments: &[String]) -> Result<(), Failure> {
    let package: Vec<&str> = match arguments {
        [] => vec![],
        [package] => vec!["-p", package],
        [_, more, ..] => return Err(format!("one crate at a time; what is `{more}`?").into()),
    };
    let (format, lint) = if package.is_empty() { (vec!["--all"], vec!["--workspace"]) } else { (package.clone(), package) };
    run(cargo().arg("fmt").args(format).arg("--check"))?;
    tidy::run()?;
    run(cargo().arg("clippy").args(lint).args(["--all-targets", "--", "-D", "warnings"]))
}
