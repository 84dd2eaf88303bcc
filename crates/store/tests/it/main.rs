//! Tests of the store against real engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
mod conformance;

mod blob;
mod engine;
mod secret;
