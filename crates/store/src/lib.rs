//! Memory: the SQL, the two engines behind one narrow waist, migrations, blobs.
//!
//! A transaction is a plain closure, run by [`Store::write`] or [`Store::read`]. It may run again, so it changes nothing
//! outside. Who may do what is not known here, and nothing here waits on a network while a transaction is open.

pub mod blob;
pub mod check;
pub mod content;
pub mod delta;
pub mod digest;
pub mod directory;
pub mod drive;
mod engine;
mod error;
pub mod file;
pub mod file_list;
pub mod folder;
pub mod idempotency;
mod ids;
pub mod layer;
mod migrate;
mod migrations;
pub mod monitor;
pub mod node;
pub mod operation;
pub mod page_list;
mod pending;
pub mod permission;
pub mod planted;
pub mod principal;
pub mod query;
mod queue;
pub mod recent;
pub mod relocation;
pub mod resource;
mod row;
pub mod search;
pub mod secret;
pub mod section;
mod share;
pub mod share_link;
pub mod special;
mod sql;
mod stats;
mod store;
mod task;
pub mod token;
pub mod tree_copy;
mod tx;
pub mod upload;
mod value;
mod wake;

pub use blob::Blobs;
pub use content::Hash;
pub use digest::{Digester, Digests};
pub use engine::postgres::{PostgresOptions, TRANSACTION_MAX};
pub use engine::sqlite::SqliteOptions;
pub use error::{Cause, Error, Result};
pub use migrate::{Migration, MigrationReport, Schema};
pub use migrations::MIGRATIONS;
pub use pending::Pending;
pub use row::Row;
pub use sql::Sql;
pub use stats::Stats;
pub use store::Store;
pub use tx::Tx;
pub use value::Value;
