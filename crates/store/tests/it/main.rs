//! Tests of the store against real engines.

#[macro_use]
mod conformance;

mod engine;
