//! `cargo x dev`.

use super::Verb;
use crate::shell::{cargo, run};

pub const VERB: Verb = Verb {
    usage: "dev [words…]",
    description: "\
Builds and serves Looseleaf with sample notebooks and a user who is signed in.

Short for `cargo run -p cli -- demo --data target/dev`; further words go to `looseleaf demo`. The data stays between
runs; remove target/dev to start afresh.",
    run: |arguments| run(cargo().args(["run", "-p", "cli", "--", "demo", "--data", "target/dev"]).args(arguments)),
};
