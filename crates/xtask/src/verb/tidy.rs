//! `cargo x tidy`.

use super::Verb;
use crate::shell::no_arguments;
use crate::tidy;

pub const VERB: Verb = Verb {
    usage: "tidy",
    description: "\
Checks the rules of the house that neither rustfmt nor clippy knows.

Among them: which crate may depend on which, migrations in pairs, test files that are listed, files that stay short.
Looks at what git tracks and at new files that it does not ignore. The rules are functions in crates/xtask/src/tidy/.",
    run: |arguments| {
        no_arguments(arguments)?;
        tidy::run()
    },
};
