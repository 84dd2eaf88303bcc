//! `cargo x bless`.

use super::Verb;
use super::test::{Mode, run_tests};

pub const VERB: Verb = Verb {
    usage: "bless [filter…]",
    description: "\
Runs tests and accepts what they got: snapshots and transcripts are rewritten.

Takes the same words as `cargo x test`. Sets UPDATE_EXPECT=1 for expect-test and LOOSELEAF_BLESS=1 for our own
transcripts and fixtures. Read the changes in `git diff` before you commit them: a snapshot is a claim that somebody
has looked at it.",
    run: |arguments| {
        run_tests(Mode::Bless, arguments)?;
        eprintln!("Accepted. Now read `git diff`.");
        Ok(())
    },
};
