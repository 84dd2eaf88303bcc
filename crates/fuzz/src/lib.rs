//! Input that nobody would write: each target takes bytes, and panics if what comes of them must not be.
//!
//! The same targets run for a fixed number of inputs among the tests, and without end in `cargo x fuzz`. An input follows
//! from its target, a seed and a number, so whatever is found can be found again; what was found once is kept in
//! `corpus/<target>/`, and is tried first from then on.
//!
//! Inputs are made from seeds and words of each language and not led by coverage: that needs instrumented builds, which take an
//! unstable compiler or a second one, and a stranger's `cargo test` has neither. A target is a plain function of bytes, so one
//! who has such a build can drive it by hand.

mod mutator;
mod run;
mod target;

pub use run::{Finding, corpus_folder, input, lives_with, run};
pub use target::{TARGETS, Target};
