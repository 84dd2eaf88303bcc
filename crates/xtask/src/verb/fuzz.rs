//! `cargo x fuzz`.

use super::Verb;
use crate::shell::{cargo, run};

pub const VERB: Verb = Verb {
    usage: "fuzz [target] [--seconds n]",
    description: "\
Tries input that nobody would write, without end or for so many seconds.

All targets take turns, unless one is named; `cargo x fuzz nonsense` lists them. What is found is kept in crates/fuzz/corpus/,
where `cargo x test` tries it first from then on: commit it with the mend. `--file FILE` tries one input again, `--seed N` the
inputs of an earlier run. `cargo x test` itself tries a fixed number of inputs for each target.",
    run: |arguments| run(cargo().args(["run", "--release", "-q", "-p", "fuzz", "--"]).args(arguments)),
};
