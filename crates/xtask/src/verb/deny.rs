//! `cargo x deny`.

use super::Verb;
use crate::shell::{Failure, cargo, no_arguments, run, works};

pub const VERB: Verb = Verb {
    usage: "deny",
    description: "\
Checks the dependencies' licences, bans and sources against deny.toml.

Needs cargo-deny (`cargo install --locked cargo-deny`), which takes minutes to build and so is not part of `cargo x ci`.
Run it when Cargo.lock changes. Advisories are not asked for: their list would have to be fetched from elsewhere.",
    run: deny,
};

fn deny(arguments: &[String]) -> Result<(), Failure> {
    no_arguments(arguments)?;
    if !works(cargo().args(["deny", "--version"])) {
        return Err("cargo-deny is not installed: `cargo install --locked cargo-deny`".to_owned().into());
    }
    run(cargo().args(["deny", "--workspace", "--all-features", "check", "licenses", "bans", "sources"]))
}
