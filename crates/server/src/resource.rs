//! Images and files of pages.

pub(crate) mod get;
