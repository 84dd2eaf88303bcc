//! Tests of HTTP against the real program, in process; a few over a real socket. On SQLite, and stories of signing in on PostgreSQL too.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
mod engines;

mod batch;
mod blob;
mod codes;
mod copied;
mod csdl;
mod facets;
mod fetch;
mod heard;
mod http2;
mod idempotency;
mod identity;
mod ink;
mod law;
mod limits;
mod link;
mod listed;
mod matrix;
mod paging;
mod patch;
mod resource;
mod share;
mod socket;
mod sweep;
mod transcript;
mod web;
mod world;
