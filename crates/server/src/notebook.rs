//! Notebooks.

pub(crate) mod change;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod from_web;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod recent;
