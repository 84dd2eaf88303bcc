//! The tests of `page`, by what they look at. Folders mirror `src/`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attributes;
mod blocks;
mod canonical;
mod created;
mod documented;
mod fixed_point;
mod hostile;
mod ink;
mod listed;
mod lists_and_tables;
mod markdown;
mod normalise;
mod patch;
mod preview;
mod references;
mod refusals;
mod render;
mod resources;
mod samples;
mod scripts;
mod support;
mod text;
