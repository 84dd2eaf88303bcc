//! What lies in drives.

pub(crate) mod children;
pub(super) mod condition;
pub(crate) mod content;
pub(crate) mod get;
pub(crate) mod put;
pub(crate) mod session;
