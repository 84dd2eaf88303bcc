//! What lies in drives.

pub(crate) mod change;
pub(crate) mod children;
mod commit;
pub(super) mod condition;
pub(crate) mod content;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod delta;
pub(crate) mod get;
pub(crate) mod put;
mod related;
pub(crate) mod restore;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod thumbnail;
pub(crate) mod version;
