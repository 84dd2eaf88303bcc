//! `cargo x clients`.

use super::Verb;
use crate::clients;
use crate::shell::{Failure, no_arguments};

pub const VERB: Verb = Verb {
    usage: "clients",
    description: "\
Installs the vendor's clients that tests speak with.

`cargo x test` does it by itself. The Graph SDK and the sign-in library for Python come from PyPI; the Graph client, the
sign-in library for pages and the OneNoteApi library from the npm registry; all into target/clients, at the versions that crates/cli/tests/clients names.
Needs python3 and npm, and half a minute, once.",
    run: |arguments| -> Result<(), Failure> {
        no_arguments(arguments)?;
        clients::install()
    },
};
