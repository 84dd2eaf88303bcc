//! Pages. Their HTML is the `page` library's; here it is taken in and given out.

pub(crate) mod content;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
mod links;
pub(crate) mod list;
mod prepare;
pub(crate) mod rendered;
pub(crate) mod replace;
pub(crate) mod wire;
