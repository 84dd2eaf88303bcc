//! What lies in drives.

pub(crate) mod children;
mod condition;
pub(crate) mod get;
