//! For tests only: what several rooms need to test against something real.
//!
//! Nothing here pretends: there are no mocks and no imitation of an engine.

pub mod postgres;
