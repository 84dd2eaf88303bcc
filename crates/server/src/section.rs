//! Sections.

pub(crate) mod above;
pub(crate) mod change;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
