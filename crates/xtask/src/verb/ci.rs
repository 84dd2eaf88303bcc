//! `cargo x ci`.

use super::Verb;
use super::test::{Mode, run_tests};
use crate::shell::{Failure, no_arguments};

pub const VERB: Verb = Verb {
    usage: "ci",
    description: "\
All that must hold before a change lands: check, routes --check, test.

`.ci/run` calls this and nothing else. The tests come last, so that the run ends with their summary.",
    run: ci,
};

fn ci(arguments: &[String]) -> Result<(), Failure> {
    no_arguments(arguments)?;
    (super::check::VERB.run)(&[])?;
    (super::routes::VERB.run)(&["--check".to_owned()])?;
    run_tests(Mode::Compare, &[])
}
