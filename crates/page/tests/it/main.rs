//! The tests of `page`, by what they look at. Folders mirror `src/`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod canonical;
mod created;
mod fixed_point;
mod hostile;
mod listed;
mod normalise;
mod patch;
mod references;
mod render;
mod resources;
mod samples;
mod scripts;
mod support;
mod text;
