//! Input that nobody would write: each target takes bytes, and panics if what comes of them must not be.
//!
//! The same targets run for a fixed number of inputs among the tests, and without end in `cargo x fuzz`. An input follows
//! from its target, a seed and a number, so whatever is found can be found again; what was found once is kept in
//! `corpus/<target>/`, and is tried first from then on.

mod mutator;
mod run;
mod target;

pub use run::{Finding, corpus_folder, input, lives_with, run};
pub use target::{TARGETS, Target};
