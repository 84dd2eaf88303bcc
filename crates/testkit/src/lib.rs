//! For tests only: what several rooms need to test against something real.
//!
//! Nothing here pretends: there are no mocks and no imitation of an engine. Time stands still until a test moves it, and ids
//! follow from a seed.

pub mod ambient;
pub mod audit;
pub mod by_name;
pub mod certificate;
pub mod engine;
pub mod folder;
pub mod http;
pub mod postgres;
pub mod process;
pub mod world;
