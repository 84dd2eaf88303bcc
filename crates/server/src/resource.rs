//! Images and files of pages.

mod disposition;
pub(crate) mod get;
mod range;
